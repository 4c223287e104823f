"""Values of cells: as plans keep them, as spreadsheets show them, as schemas of the API take them.

Plain values are what JSON has: days and amounts are text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from marshmallow import Schema, fields

from importers.records import PartialDate
from registry.core.db import Privacy
from registry.core.encryption import masked
from registry.core.tabular import CONTROL, LONGEST, defused
from registry.people.schemas import (
    NewPostSchema,
    PersonnelChangesSchema,
    ResearcherChangesSchema,
)
from registry.sheets import options
from registry.sheets.cells import convert
from registry.sheets.checks import Cell
from registry.sheets.columns import Column, Kind
from registry.sheets.faults import Wrong
from registry.talent.funding_schemas import NewFundingLineSchema
from registry.talent.schemas import HireChangesSchema, MoveSchema, NewPersonSchema

MASK = "•"
SCHEMAS: tuple[tuple[type[Schema], tuple[str, ...]], ...] = (
    (NewPersonSchema, ("name_zh", "family", "given", "orcid")),
    (PersonnelChangesSchema, tuple(PersonnelChangesSchema().fields)),
    (ResearcherChangesSchema, ("work_email", "employee_number", "visible")),
    (HireChangesSchema, tuple(HireChangesSchema().fields)),
    (MoveSchema, ("stage", "happened_on", "until", "reason")),
    (NewPostSchema, ("starts_on", "ends_on")),
    (NewFundingLineSchema, ("kind", "year", "currency", "planned", "paid")),
)
"""Which schema of the API rules each column."""


def plain(value: Any) -> Any:
    """A value of a cell or of a row as JSON has it."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date | PartialDate):
        return str(value)
    return value or None if isinstance(value, str) else value


def loaded(column: str, value: Any) -> Any:
    """A plain value as verbs take it, by the field of the API. Raises ValidationError."""
    field = _fields().get(column)
    return value if field is None or value is None else field.deserialize(value, column, {})


@cache
def _fields() -> Mapping[str, fields.Field[Any]]:
    return {name: schema().fields[name] for schema, names in SCHEMAS for name in names}


def shown(column: Column, value: Any, locale: str) -> str:
    """A plain value as a person reads it; what is sensitive is masked."""
    if value is None:
        return ""
    if column.privacy is Privacy.SENSITIVE:
        return masked(str(value))
    return label(column, value, locale)


def label(column: Column, value: Any, locale: str) -> str:
    """A plain value as text: what was chosen by its label in this language."""
    if isinstance(value, bool):
        return {"zh": ("否", "是")}.get(locale, ("No", "Yes"))[value]
    if column.kind is Kind.COUNTRY:
        return next((o.label_in(locale) for o in options.countries() if o.code == value), value)
    if column.choices:
        return next((o.label_in(locale) for o in column.choices if o.code == value), str(value))
    return str(value)


def is_masked(cell: Cell, column: Column) -> bool:
    """Whether a sensitive value comes back as it was shown: that means unchanged."""
    return column.privacy is Privacy.SENSITIVE and MASK in cell.raw


def is_same(cell: Cell, column: Column, old: Any) -> bool:
    """Whether a cell says what an export of this value would say."""
    if old is None:
        return cell.value is None and not cell.faults
    if not cell.faults and plain(cell.value) == old:
        return True
    if not isinstance(old, str):
        return False
    text = fitting(old)
    if cell.raw in {text, defused(text), text.replace("\n", "\r\n")}:
        return True
    return not cell.faults and cell.value == _reread(text, column)


def fitting(text: str) -> str:
    """Text as a cell of a spreadsheet can hold it."""
    return CONTROL.sub("", text)[:LONGEST]


def _reread(text: str, column: Column) -> Any:
    try:
        return convert(text, column)
    except Wrong:
        return text
