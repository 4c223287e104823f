"""Who was told of what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from registry.core.clock import UTCDateTime
from registry.core.db import Model, Recorded, internal
from registry.outputs.models import OutputMark


class Told(Recorded, Model):
    """An account is told of a change of an output, once; gone with the mark that says it.

    A mark is one change (output, what, notice) through every refresh and further sayer, so the pair
    is unique. `seen_at`: the account put it away. `mailed_at`: a mail left, or was about to leave
    when its worker died; it is not sent again.
    """

    __table_args__ = (UniqueConstraint("account_id", "mark_id"),)

    account_id: Mapped[int] = internal(ForeignKey("account.id"))
    mark_id: Mapped[int] = internal(ForeignKey("output_mark.id", ondelete="CASCADE"), index=True)
    seen_at: Mapped[datetime | None] = internal(UTCDateTime)
    mailed_at: Mapped[datetime | None] = internal(UTCDateTime)
    mark: Mapped[OutputMark] = relationship(lazy="joined", innerjoin=True)

    @property
    def output_id(self) -> int:
        """What was changed."""
        return self.mark.output_id

    @property
    def owner_account_id(self) -> int:
        """Whose it is."""
        return self.account_id
