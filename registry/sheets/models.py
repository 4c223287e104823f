"""Spreadsheets that were handed in: what each would change, what was changed, how to go back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, relationship

from registry.core.clock import UTCDateTime
from registry.core.db import Model, Recorded, Versioned, internal, sensitive
from registry.core.files import StoredFile


class SheetState(StrEnum):
    """Where a spreadsheet that was handed in stands."""

    READING = "reading"
    PLANNED = "planned"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"
    DISCARDED = "discarded"


class Mode(StrEnum):
    """What becomes of the good rows where others are refused."""

    ALL_OR_NOTHING = "all_or_nothing"
    ROW_BY_ROW = "row_by_row"


class Action(StrEnum):
    """What a row would do."""

    ADD = "add"
    CHANGE = "change"
    NOTHING = "nothing"
    ASK = "ask"
    REFUSED = "refused"


class SheetImport(Versioned, Model):
    """A spreadsheet that was handed in, of one list; its bytes are a stored file.

    `headings` maps columns of the list to the letters where they stand. `counts` counts rows by
    action. `fault` is the code of what makes the whole file unreadable.
    """

    list: Mapped[str] = internal(String(20))
    file_id: Mapped[int] = internal(ForeignKey("stored_file.id"), unique=True)
    state: Mapped[str] = internal(String(10), default=SheetState.READING)
    mode: Mapped[str] = internal(String(15), default=Mode.ALL_OR_NOTHING)
    headings: Mapped[dict[str, str]] = internal(JSON, default=dict)
    counts: Mapped[dict[str, int]] = internal(JSON, default=dict)
    fault: Mapped[str | None] = internal(String(60))
    fault_places: Mapped[dict[str, Any]] = internal(JSON, default=dict)
    account_id: Mapped[int | None] = internal(ForeignKey("account.id"), index=True)
    actor: Mapped[str] = internal(String(200))
    applied_at: Mapped[datetime | None] = internal(UTCDateTime)
    undone_at: Mapped[datetime | None] = internal(UTCDateTime)
    file: Mapped[StoredFile] = relationship()

    @property
    def owner_account_id(self) -> int | None:
        """The account that handed it in."""
        return self.account_id


class SheetRow(Recorded, Model):
    """A row of a spreadsheet that would do something.

    `plan` is an envelope of JSON: per cell what stands there now, what would, and what is wrong.
    `back` is an envelope of JSON: what an undo needs. `subject_id` is the row it changes or made.
    `answer` decides a possible duplicate: the key of the person it is, or 0 for somebody new.
    """

    __table_args__ = (Index("ix_sheet_row_import", "import_id", "number"),)

    import_id: Mapped[int] = internal(ForeignKey("sheet_import.id"))
    number: Mapped[int] = internal()
    action: Mapped[str] = internal(String(10))
    subject_id: Mapped[int | None] = internal()
    answer: Mapped[int | None] = internal()
    applied: Mapped[bool] = internal(default=False)
    plan: Mapped[bytes] = sensitive(LargeBinary)
    back: Mapped[bytes | None] = sensitive(LargeBinary)
