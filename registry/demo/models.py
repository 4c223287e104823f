"""Which rows are sample data."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped

from registry.core.db import Model, internal


class SampleRow(Model):
    """A row that the demonstration made."""

    table_name: Mapped[str] = internal(String(60), primary_key=True)
    row_id: Mapped[int] = internal(primary_key=True, autoincrement=False)
