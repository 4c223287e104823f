"""A plan as people and programs read it: cells with labels, sensitive ones masked, faults told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from registry.core.db import Privacy
from registry.sheets import plans
from registry.sheets.columns import SheetList
from registry.sheets.queries import RowView
from registry.sheets.values import shown

MOST = 80
"""So many characters of a refused value are shown."""


@dataclass(frozen=True)
class ShownCell:
    """A cell of a plan: its heading, where it stands, what stands and would, what is wrong."""

    column: str
    title: str
    ref: str = ""
    old: str = ""
    new: str = ""
    raw: str = ""
    fault: str = ""


@dataclass(frozen=True)
class ShownRow:
    """A row of a plan; `cells` has the faulty ones first."""

    number: int
    action: str
    name: str
    applied: bool
    answer: int | None
    subject_id: int | None
    cells: tuple[ShownCell, ...]
    candidates: tuple[dict[str, Any], ...]
    known: str


def row(view: RowView, of: SheetList, locale: str) -> ShownRow:
    """A row, ready to be read."""
    plan = view.plan
    faults = [_fault(wrong, of, locale) for wrong in plan.wrong]
    named = {cell.column for cell in faults}
    changes = [
        ShownCell(
            name,
            of.column(name).title_in(locale),
            old=shown(of.column(name), old, locale),
            new=shown(of.column(name), new, locale),
        )
        for name, (old, new) in plan.cells.items()
        if name not in named
    ]
    offered = tuple(each | {"why": plans.reasons(each)} for each in plan.candidates)
    known = plans.reasons({"reasons": plan.why}) if plan.why else ""
    return ShownRow(
        number=plan.number,
        action=view.row.action,
        name=plan.name,
        applied=view.row.applied,
        answer=view.row.answer,
        subject_id=view.row.subject_id,
        cells=(*faults, *changes),
        candidates=offered,
        known=known,
    )


def _fault(wrong: plans.Wrong, of: SheetList, locale: str) -> ShownCell:
    column = next((c for c in of.columns if c.key == wrong.column), of.columns[0])
    secret = column.privacy is Privacy.SENSITIVE
    raw = shown(column, wrong.raw, locale) if secret else wrong.raw[:MOST]
    title = "" if column.hidden else column.title_in(locale)
    where = wrong.ref if wrong.ref[:1].isalpha() else ""
    return ShownCell(column.key, title, where, raw=raw, fault=plans.sentence(wrong, of))
