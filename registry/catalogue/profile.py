"""What a researcher's page tells: each study once, the goals it serves, and who wrote it with them.

However many works there are, a page asks the same number of queries: all keys, then the rows shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import select

from registry.catalogue import queries
from registry.claims import queries as claims
from registry.claims.models import Claim, ClaimState
from registry.core.actor import Actor
from registry.core.db import as_dicts, db
from registry.goals.models import Goal, GoalLink, SubAim
from registry.outputs.kinds import KINDS
from registry.outputs.models import Output
from registry.people import queries as people
from registry.people.models import Researcher

SHOWN = 60
"""So many rows of a kind are shown, in whole years; each earlier year is a link."""

ORDER = {str(kind): rank for rank, kind in enumerate(KINDS)}
Row = dict[str, Any]


@dataclass(frozen=True)
class Study:
    """What counts once: the work that counts, and its other versions that are confirmed too."""

    id: int
    kind: str
    year: int
    retracted: bool
    others: tuple[int, ...] = ()

    @property
    def output_ids(self) -> tuple[int, ...]:
        """All its works, the one that counts first."""
        return (self.id, *self.others)


@dataclass(frozen=True)
class Work:
    """A study as rows of a list: the work that counts, and its other versions."""

    row: Row
    others: Sequence[Row]


@dataclass(frozen=True)
class Shelf:
    """The studies of one kind; `folded` are the earlier years, each with its number of studies."""

    kind: str
    count: int
    retracted: int
    years: Sequence[tuple[int, Sequence[Work]]]
    folded: Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Contribution:
    """A goal, and the works of the researcher that serve it with what they contribute."""

    goal_code: str
    title_en: str
    title_zh: str
    works: Sequence[Row]

    def title_in(self, locale: str) -> str:
        """The title in the reader's language."""
        return self.title_zh if locale == "zh" else self.title_en


@dataclass(frozen=True)
class Coauthor:
    """A researcher of ours who is confirmed on the same works, and on how many studies."""

    researcher: Researcher
    studies: int

    @property
    def id(self) -> int:
        """The key of the record."""
        return self.researcher.id

    @property
    def name_en(self) -> str:
        """The name in Latin letters where there is one."""
        return self.researcher.name_en

    @property
    def name_zh(self) -> str:
        """The name in characters where there is one."""
        return self.researcher.name_zh


@dataclass(frozen=True)
class Profile:
    """A researcher and all that is known of their works."""

    researcher: Researcher
    studies: Sequence[Study]
    contributions: Sequence[Contribution] = ()
    coauthors: Sequence[Coauthor] = ()
    shared: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many studies count, by kind in the order of kinds."""
        return _by_kind(study.kind for study in self.studies if not study.retracted)

    @property
    def retracted(self) -> dict[str, int]:
        """How many were retracted, by kind."""
        return _by_kind(study.kind for study in self.studies if study.retracted)

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """The numbers of each kind: {kind, studies, retracted, years: [{year, studies}]}."""
        counts, retracted = self.counts, self.retracted
        found = []
        for kind in ORDER:
            years = Counter(study.year for study in self.studies if study.kind == kind)
            if years:
                then = [{"year": year, "studies": number} for year, number in years.items()]
                numbers = {"studies": counts.get(kind, 0), "retracted": retracted.get(kind, 0)}
                found.append({"kind": kind, **numbers, "years": then})
        return found

    @property
    def serving(self) -> int:
        """How many studies serve a goal."""
        return len({row["study_id"] for one in self.contributions for row in one.works})


def studies(researcher_id: int) -> list[Study]:
    """The studies confirmed as a researcher's, newest first. One query.

    A preprint stands with its article, where both are confirmed as theirs.
    """
    columns = (Output.id, Output.kind, Output.year, Output.retracted, Output.version_of_record_id)
    wanted = select(*columns).where(Output.id.in_(claims.confirmed_outputs(researcher_id)))
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(wanted.order_by(Output.year.desc(), Output.id.desc())):
        found.setdefault(row.version_of_record_id or row.id, []).append(row)
    whole = [_study(root, rows) for root, rows in found.items()]
    return sorted(whole, key=lambda study: (study.year, study.id), reverse=True)


def profile(researcher: Researcher, *, by: Actor) -> Profile:
    """All that the page of a researcher counts; nine queries whatever they wrote."""
    found = studies(researcher.id)
    study_of = {key: study.id for study in found for key in study.output_ids}
    shared = _shared(researcher, study_of, by=by)
    return Profile(
        researcher,
        found,
        _contributions(researcher, study_of),
        _coauthors(shared),
        shared,
    )


def shelves(wanted: Profile, filters: Mapping[str, Any], *, by: Actor) -> list[Shelf]:
    """The studies by kind and year, newest first, as rows.

    Filters: `kind`, `year`, `coauthor` (key), and `all`: no year is folded.
    """
    together = wanted.shared.get(filters["coauthor"] or 0, frozenset())
    passing = [
        study
        for study in wanted.studies
        if filters["kind"] in {None, study.kind}
        and filters["year"] in {None, study.year}
        and (filters["coauthor"] is None or study.id in together)
    ]
    passing.sort(key=lambda study: ORDER[study.kind])
    kinds = [(kind, list(part)) for kind, part in groupby(passing, lambda study: study.kind)]
    whole = filters["all"] or filters["year"] is not None or filters["coauthor"] is not None
    shown = {kind: _first(part, None if whole else SHOWN) for kind, part in kinds}
    keys = [key for part in shown.values() for study in part for key in study.output_ids]
    rows = {row["id"]: row for row in queries.rows(keys, by=by)}
    return [_shelf(part, _works(shown[kind], rows)) for kind, part in kinds]


def _study(root: int, rows: list[Any]) -> Study:
    main = next((row for row in rows if row.id == root), rows[0])
    others = tuple(row.id for row in rows if row is not main)
    return Study(main.id, main.kind, main.year, main.retracted, others)


def _first(part: Sequence[Study], most: int | None) -> list[Study]:
    """The newest of these in whole years, at least one year, and no more than `most` then."""
    if most is None or len(part) <= most:
        return list(part)
    chosen: list[Study] = []
    for _, year in groupby(part, lambda study: study.year):
        studies_then = list(year)
        if chosen and len(chosen) + len(studies_then) > most:
            break
        chosen += studies_then
    return chosen


def _shelf(part: Sequence[Study], works: Sequence[Work]) -> Shelf:
    retracted = sum(study.retracted for study in part)
    years = [(year, list(then)) for year, then in groupby(works, lambda work: work.row["year"])]
    opened = {year for year, _ in years}
    folded = Counter(study.year for study in part if study.year not in opened)
    return Shelf(part[0].kind, len(part) - retracted, retracted, years, list(folded.items()))


def _works(shown: Sequence[Study], rows: Mapping[int, Row]) -> list[Work]:
    """The studies as rows; one that was deleted just now is left out."""
    return [
        Work(rows[study.id], [rows[key] for key in study.others if key in rows])
        for study in shown
        if study.id in rows
    ]


def _contributions(researcher: Researcher, study_of: Mapping[int, int]) -> list[Contribution]:
    wanted = (
        select(Goal.code.label("goal_code"), Goal.title_en, Goal.title_zh)
        .add_columns(SubAim.code.label("sub_aim_code"), GoalLink.statement)
        .add_columns(GoalLink.is_primary.label("primary"), GoalLink.output_id)
        .add_columns(Output.title, Output.title_markup, Output.year, Output.language)
        .add_columns(Output.retracted)
        .join(GoalLink.goal)
        .join(Output, Output.id == GoalLink.output_id)
        .outerjoin(GoalLink.sub_aim)
        .where(GoalLink.output_id.in_(claims.confirmed_outputs(researcher.id)))
        .order_by(Goal.code, Output.year.desc(), Output.id.desc(), GoalLink.id)
    )
    known = (row for row in as_dicts(wanted) if row["output_id"] in study_of)
    rows = [row | {"study_id": study_of[row["output_id"]]} for row in known]
    return [_contribution(list(part)) for _, part in groupby(rows, lambda row: row["goal_code"])]


def _contribution(rows: list[Row]) -> Contribution:
    """The works of one goal, each study once: by the work that counts, where that is linked."""
    counting = sorted(rows, key=lambda row: row["output_id"] != row["study_id"])
    once = {row["study_id"]: row for row in reversed(counting)}
    kept = [row for row in rows if once[row["study_id"]] is row]
    first = rows[0]
    return Contribution(first["goal_code"], first["title_en"], first["title_zh"], kept)


def _shared(
    researcher: Researcher, study_of: Mapping[int, int], *, by: Actor
) -> dict[int, frozenset[int]]:
    """With whom of ours, whom the actor may see, which studies were written."""
    seen = people.visible_to(by).with_only_columns(Researcher.id)
    wanted = select(Claim.researcher_id, Claim.output_id).where(
        Claim.output_id.in_(claims.confirmed_outputs(researcher.id)),
        Claim.state == ClaimState.CONFIRMED,
        Claim.researcher_id != researcher.id,
        Claim.researcher_id.in_(seen),
    )
    found: dict[int, set[int]] = {}
    for other, output_id in db.session.execute(wanted):
        if output_id in study_of:
            found.setdefault(other, set()).add(study_of[output_id])
    return {other: frozenset(together) for other, together in found.items()}


def _coauthors(shared: Mapping[int, frozenset[int]]) -> list[Coauthor]:
    known = people.people(list(shared))
    found = [Coauthor(known[key], len(together)) for key, together in shared.items()]
    return sorted(found, key=lambda one: (-one.studies, one.researcher.sort_name))


def _by_kind(kinds: Iterator[str]) -> dict[str, int]:
    counted = Counter(kinds)
    return {kind: counted[kind] for kind in ORDER if counted[kind]}
