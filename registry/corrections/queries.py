"""Finding what was corrected or retracted, and what an account has yet to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from registry.claims import queries as claims
from registry.claims.models import Claim, ClaimState
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.listing import By, Page, Slice, paginate
from registry.corrections.models import Told
from registry.outputs import queries as outputs
from registry.outputs.models import Output, OutputMark

NEWEST = (By(OutputMark.date, descending=True), By(OutputMark.id, descending=True))
LARGEST_KEY = 2**31
FIRST = 5
"""So many changes stand on the first page."""


@dataclass(frozen=True)
class AllTold:
    """All that an account was told of; the policy sees it as theirs."""

    owner_account_id: int | None


def page(part: Slice, filters: Mapping[str, Any], *, by: Actor) -> Page[dict[str, Any]]:
    """Changes, newest first, each as {mark, output, other_title, ours}; outputs are public.

    Filters: `role` (changed or notice), `what`, `year` of the change, and `ours`: whether somebody
    has a confirmed claim on the output.
    """
    wanted = select(OutputMark).where(*_conditions(filters))
    return paginate(wanted, NEWEST, part).of(_rows)


def years() -> list[int]:
    """The years in which something changed, newest first."""
    year = func.substr(OutputMark.date, 1, 4)
    known = select(year).where(OutputMark.date != "").distinct().order_by(year.desc())
    return [int(text) for text in db.session.scalars(known)]


def unseen(*, by: Actor) -> list[dict[str, Any]]:
    """What the account has yet to see, newest first: {told, mark, output} at most `FIRST`."""
    newest = _unseen(by).order_by(Told.id.desc()).limit(FIRST)
    told = list(db.session.scalars(newest)) if by.account_id else []
    works = {row["id"]: row for row in outputs.rows([t.mark.output_id for t in told])}
    return [{"told": t, "mark": t.mark, "output": works[t.mark.output_id]} for t in told]


def unseen_page(part: Slice, *, by: Actor) -> Page[Told]:
    """What the account has yet to see, newest first."""
    return paginate(_unseen(by), (By(Told.id, descending=True),), part)


def unseen_count(*, by: Actor) -> int:
    """How many changes the account has yet to see."""
    if by.account_id is None:
        return 0
    return db.session.scalar(select(func.count()).select_from(_unseen(by).subquery())) or 0


def own_told(told_id: int, *, by: Actor) -> Told | None:
    """A change of which the actor was told."""
    found = db.session.get(Told, told_id) if 0 < told_id < LARGEST_KEY else None
    return found if found and found.account_id == by.account_id else None


def all_told(*, by: Actor) -> AllTold:
    """Everything that the actor was told of."""
    return AllTold(by.account_id)


def output_keys() -> list[int]:
    """The keys of all outputs."""
    return list(db.session.scalars(select(Output.id).order_by(Output.id)))


def to_mail(told_ids: Sequence[int]) -> list[tuple[OutputMark, str]]:
    """The changes of these rows with the titles of their outputs, newest first."""
    wanted = (
        select(OutputMark, Output.title)
        .join(Told, Told.mark_id == OutputMark.id)
        .join(Output, Output.id == OutputMark.output_id)
        .where(Told.id.in_(told_ids))
        .order_by(OutputMark.date.desc(), OutputMark.id.desc())
    )
    return [(mark, title) for mark, title in db.session.execute(wanted)]


def _unseen(by: Actor) -> Select[Told]:
    return select(Told).where(Told.account_id == by.account_id, Told.seen_at.is_(None))


def _conditions(filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    found = [OutputMark.role == (filters.get("role") or "changed")]
    if filters.get("what"):
        found.append(OutputMark.what == filters["what"])
    if filters.get("year"):
        found.append(OutputMark.date.like(f"{filters['year']}%"))
    if filters.get("ours") is not None:
        confirmed = select(Claim.output_id).where(Claim.state == ClaimState.CONFIRMED)
        mine = OutputMark.output_id.in_(confirmed)
        found.append(mine if filters["ours"] else ~mine)
    return found


def _rows(marks: Sequence[OutputMark]) -> list[dict[str, Any]]:
    ids = [mark.output_id for mark in marks]
    works = {row["id"]: row for row in outputs.rows(ids)}
    ours = claims.confirmed_researchers(ids)
    others = _titles({mark.other_id for mark in marks if mark.other_id})
    return [
        {
            "mark": mark,
            "output": works[mark.output_id],
            "other_title": others.get(mark.other_id or 0),
            "ours": bool(ours[mark.output_id]),
        }
        for mark in marks
    ]


def _titles(ids: set[int]) -> dict[int, str]:
    wanted = select(Output.id, Output.title).where(Output.id.in_(ids))
    return dict(db.session.execute(wanted).all()) if ids else {}
