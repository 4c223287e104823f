"""What is due of the cases: replies, notices, arrivals, reviews, ends of terms, missing papers.

One place decides, from the case, its events, the version of the program that binds it, and the
papers that are kept. A fixed number of queries, however many cases there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.people.models import Post, Researcher
from registry.talent import queries
from registry.talent.kinds import DocumentKind, ReviewKind
from registry.talent.models import Document, Hire, HireEvent, Program
from registry.talent.stages import OVER, SERVING, Stage
from registry.talent.way import version_of, way

LATE = timedelta(days=30)
"""A yearly review that nobody notes is told of for so long after its day."""


class Due(StrEnum):
    """What is due."""

    REPLY = "reply"
    NOTICE = "notice"
    ARRIVAL = "arrival"
    YEARLY = "yearly"
    MIDTERM = "midterm"
    FINAL = "final"
    TERM_END = "term_end"
    MISSING = "missing"
    EXPIRING = "expiring"


@dataclass(frozen=True)
class Item:
    """One thing that is due: of which case, on which day; for papers, which kinds."""

    due: Due
    hire: Hire
    day: date
    kinds: tuple[DocumentKind, ...] = ()

    @property
    def key(self) -> str:
        """What makes it this item and no other: asked about once under this name.

        Missing papers are one item a stage, whichever are still missing.
        """
        of = "" if self.due == Due.MISSING else ",".join(self.kinds)
        return f"due:{self.hire.id}:{self.due}:{self.day.isoformat()}:{of}"

    @property
    def days(self) -> int:
        """In how many days; negative where the day has passed."""
        return (self.day - clock.today()).days

    @property
    def overdue(self) -> bool:
        """Whether the day has passed."""
        return self.days < 0


@dataclass(frozen=True)
class Papers:
    """The papers that are kept of a person, at large and by case."""

    at_large: tuple[Document, ...] = ()
    of_case: Mapping[int, Sequence[Document]] = field(default_factory=dict)

    def of(self, hire: Hire) -> list[Document]:
        """Those that count for a case."""
        return [*self.at_large, *self.of_case.get(hire.id, ())]


def items(until: date, *, by: Actor) -> list[Item]:
    """All that is due until a day, of the cases that the actor may see; of papers HR alone hears.

    What has a day of its own first, the earliest first; then the papers that are missing.
    """
    papers = _papers() if by.is_hr else None
    found = [
        item for hire in _open_cases(by=by) for item in _of_hire(hire, papers) if item.day <= until
    ]
    return sorted(found, key=lambda i: (i.due == Due.MISSING, i.day, i.hire.id, i.due))


def of_case(hire: Hire, *, by: Actor) -> list[Item]:
    """All that is ahead of one case, the earliest first; of papers HR alone hears."""
    found = _of_hire(hire, _papers(hire.researcher_id) if by.is_hr else None)
    return sorted(found, key=lambda item: (item.day, item.due))


def _of_hire(hire: Hire, papers: Mapping[int, Papers] | None) -> Iterator[Item]:
    """What is due of one case; of the papers of people only where they are given."""
    if hire.stage in OVER:
        return
    for rule in RULES:
        yield from rule(hire)
    if papers is not None:
        kept = papers.get(hire.researcher_id, Papers())
        yield from _missing(hire, kept)
        yield from _expiring(hire, kept)


def _reply(hire: Hire) -> Iterator[Item]:
    if hire.stage == Stage.OFFERED and (day := _until(hire)):
        yield Item(Due.REPLY, hire, day)


def _notice(hire: Hire) -> Iterator[Item]:
    if hire.stage == Stage.PUBLICISED and (day := _until(hire)):
        yield Item(Due.NOTICE, hire, day)


def _arrival(hire: Hire) -> Iterator[Item]:
    if hire.stage == Stage.ACCEPTED and hire.expected_on:
        yield Item(Due.ARRIVAL, hire, hire.expected_on)


def _term_end(hire: Hire) -> Iterator[Item]:
    if hire.stage in SERVING and hire.term_ends_on:
        yield Item(Due.TERM_END, hire, hire.term_ends_on)


def _reviews(hire: Hire) -> Iterator[Item]:
    """By the version that binds the case; a mid-term review that was passed is not due."""
    version, start = version_of(hire), hire.term_starts_on
    if hire.stage not in SERVING or version is None or start is None:
        return
    passed = any(event.stage == Stage.MIDTERM_PASSED for event in hire.events)
    for point in version.reviews:
        if point.kind == ReviewKind.YEARLY:
            if day := _next_yearly(start, point.months, hire.term_ends_on):
                yield Item(Due.YEARLY, hire, day)
        elif point.kind == ReviewKind.FINAL:
            yield Item(Due.FINAL, hire, months_after(start, point.months))
        elif not passed:
            yield Item(Due.MIDTERM, hire, months_after(start, point.months))


RULES: tuple[Callable[[Hire], Iterator[Item]], ...] = (
    _reply,
    _notice,
    _arrival,
    _term_end,
    _reviews,
)
"""What may be due of a case, papers apart."""


def _missing(hire: Hire, papers: Papers) -> Iterator[Item]:
    """The papers of the stage where the case stands that are not kept; since it stands there."""
    held = {document.kind for document in papers.of(hire)}
    lacking = tuple(kind for kind in way(hire).documents(hire.stage) if kind not in held)
    if lacking and hire.since and hire.stage != Stage.DRAFT:
        yield Item(Due.MISSING, hire, hire.since, lacking)


def _expiring(hire: Hire, papers: Papers) -> Iterator[Item]:
    for document in papers.of(hire):
        if document.expires_on:
            kind = DocumentKind(document.kind)
            yield Item(Due.EXPIRING, hire, document.expires_on, (kind,))


def _until(hire: Hire) -> date | None:
    events = [event for event in hire.events if event.stage == hire.stage]
    return events[-1].until if events else None


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is none."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    while True:
        try:
            return date(year, month, day.day)
        except ValueError:
            day -= timedelta(days=1)


def _next_yearly(start: date, months: int, end: date | None) -> date | None:
    """The first turn of a yearly review that is not long past, inside the term."""
    turn = 1
    while True:
        day = months_after(start, months * turn)
        if end and day > end:
            return None
        if day >= clock.today() - LATE:
            return day
        turn += 1


def _open_cases(*, by: Actor) -> Sequence[Hire]:
    wanted = queries.visible_to(by).where(Hire.stage.not_in((*OVER, Stage.DRAFT)))
    programs = joinedload(Hire.program)
    options: tuple[Any, ...] = (
        programs.selectinload(Program.versions),
        programs.selectinload(Program.calls),
        joinedload(Hire.researcher).lazyload(Researcher.posts),
        joinedload(Hire.post).lazyload(Post.unit),
        selectinload(Hire.events).load_only(
            HireEvent.stage, HireEvent.happened_on, HireEvent.until, HireEvent.hire_id
        ),
    )
    return db.session.scalars(wanted.options(*options)).unique().all()


def _papers(researcher_id: int | None = None) -> dict[int, Papers]:
    wanted = select(
        Document.researcher_id, Document.hire_id, Document.kind, Document.expires_on
    ).order_by(Document.id)
    if researcher_id is not None:
        wanted = wanted.where(Document.researcher_id == researcher_id)
    at_large: dict[int, list[Any]] = defaultdict(list)
    of_case: dict[int, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in db.session.execute(wanted):
        if row.hire_id is None:
            at_large[row.researcher_id].append(row)
        else:
            of_case[row.researcher_id][row.hire_id].append(row)
    people = at_large.keys() | of_case.keys()
    return {key: Papers(tuple(at_large[key]), of_case[key]) for key in people}
