"""What is stored, as rows of the lists: read in bulk, for exports and for comparing with plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select

from registry.core import settings
from registry.core.actor import Actor
from registry.core.among import among
from registry.core.db import db
from registry.core.encryption import Place, Unreadable
from registry.naming.names import Called
from registry.people import queries as people_queries
from registry.people.kinds import NameKind, Script
from registry.people.models import RANKS, Personnel, Post, Researcher, ResearcherName, Unit
from registry.people.personnel import PERSONAL
from registry.sheets import keys
from registry.sheets.values import plain
from registry.talent import queries as talent_queries
from registry.talent.models import FundingLine, Grade, Hire, HireEvent, Program
from registry.talent.service import PLAIN
from registry.talent.stages import Stage

CHUNK = 500
STEP = ("happened_on", "until", "reason")
Versions = dict[str, list[int]]
"""Of each row that a record is made of, by its table: its key and its version."""


@dataclass(slots=True)
class Record:
    """One row of a list: its values by column, and the versions of what it is made of."""

    kind: str
    id: int
    values: dict[str, Any] = field(repr=False)
    versions: Versions
    researcher_id: int
    names: dict[str, Any] = field(default_factory=dict, repr=False)
    steps: Sequence[tuple[str, Any]] = ()

    @property
    def key(self) -> str:
        """The hidden key."""
        return keys.written(self.kind, self.id, self.numbers)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Its versions as the hidden key keeps them."""
        return tuple(version for _, version in self.versions.values())


@dataclass(slots=True)
class Person:
    """Somebody as lists know them; `readings` are the folded names."""

    id: int
    values: dict[str, Any] = field(repr=False)
    versions: Versions
    names: dict[str, Any] = field(repr=False)
    readings: frozenset[str] = field(repr=False)
    called: tuple[Called, ...] = field(repr=False, default=())


def people(ids: Iterable[int]) -> dict[int, Person]:
    """These people, with sealed fields opened."""
    wanted = list(ids)
    columns = (Researcher.id, Researcher.version, Researcher.orcid, Researcher.visible)
    more = (Researcher.work_email, Researcher.employee_number)
    rows = db.session.execute(select(*columns, *more).where(among(Researcher.id, wanted))).all()
    names, kept = _names(wanted), _personnel(wanted)
    return {row.id: _person(row, names[row.id], kept.get(row.id)) for row in rows}


def _person(row: Any, names: list[Any], kept: Any) -> Person:
    han, latin = _best(names, Script.HANZI), _best(names, Script.LATIN)
    values = {
        "name_zh": han.full if han else None,
        "family": latin.family if latin else None,
        "given": _given(latin) if latin else None,
        "orcid": row.orcid,
        "work_email": row.work_email,
        "employee_number": row.employee_number,
        "visible": row.visible,
    }
    values |= {name: plain(getattr(kept, name)) if kept else None for name in PERSONAL}
    values["identity_number"] = _identity(kept) if kept else None
    versions = {
        "researcher": [row.id, row.version],
        "personnel": [row.id, kept.version if kept else 0],
    }
    of_names = {"han": han.id if han else None, "latin": latin.id if latin else None}
    readings = frozenset(r for name in names for r in name.folded.split())
    called = tuple(Called(name.full, name.family, name.given) for name in names)
    return Person(row.id, values, versions, of_names, readings, called)


def _given(latin: Any) -> str | None:
    given: str | None = latin.given
    return given if latin.family or latin.given else latin.full


def _names(ids: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    columns = (ResearcherName.id, ResearcherName.researcher_id, ResearcherName.kind)
    more = (ResearcherName.script, ResearcherName.family, ResearcherName.given)
    text = (ResearcherName.full, ResearcherName.folded)
    wanted = select(*columns, *more, *text).where(among(ResearcherName.researcher_id, ids))
    for row in db.session.execute(wanted.order_by(ResearcherName.id)):
        found[row.researcher_id].append(row)
    return found


def _best(names: list[Any], script: Script) -> Any:
    fitting = [n for n in names if n.script == script and n.kind != NameKind.FORMER]
    return min(fitting, key=lambda n: (RANKS[n.kind], n.id), default=None)


def _personnel(ids: list[int]) -> dict[int, Any]:
    columns = [getattr(Personnel, name) for name in PERSONAL]
    keys_of = (Personnel.id, Personnel.researcher_id, Personnel.version)
    head = (*keys_of, Personnel.identity_number)
    wanted = select(*head, *columns).where(among(Personnel.researcher_id, ids))
    return {row.researcher_id: row for row in db.session.execute(wanted)}


def _identity(kept: Any) -> str | None:
    if kept.identity_number is None:
        return None
    try:
        place = Place("personnel", "identity_number", kept.id)
        return settings.keyring().open(kept.identity_number, place)
    except Unreadable:
        return None


def researchers(ids: Iterable[int]) -> dict[int, Record]:
    """Researchers as rows."""
    return {
        key: Record(keys.PERSON, key, one.values, one.versions, key, one.names)
        for key, one in people(ids).items()
    }


def cases(ids: Iterable[int]) -> dict[int, Record]:
    """Cases as rows, each with what is known of its person."""
    plain_ones = [getattr(Hire, name) for name in PLAIN]
    head = (Hire.id, Hire.version, Hire.researcher_id, Hire.stage)
    tail = (Hire.program_id, Hire.grade_id, Hire.unit_id)
    wanted = select(*head, *plain_ones, *tail).where(among(Hire.id, list(ids)))
    rows = db.session.execute(wanted.order_by(Hire.id)).all()
    known, steps = people({row.researcher_id for row in rows}), _steps([row.id for row in rows])
    codes = Codes()
    return {
        row.id: _case(row, known[row.researcher_id], steps=steps[row.id], codes=codes)
        for row in rows
    }


def _case(row: Any, person: Person, *, steps: list[Any], codes: Codes) -> Record:
    values = person.values | {name: plain(getattr(row, name)) for name in PLAIN}
    values |= {
        "program_code": codes.programs.get(row.program_id),
        "grade_code": codes.grades.get(row.grade_id),
        "unit_code": codes.units.get(row.unit_id),
        "stage": row.stage,
    }
    last = next((s for s in reversed(steps) if s.stage == row.stage), None)
    said = last if last and row.stage != Stage.DRAFT else None
    values |= {name: plain(getattr(said, name, None)) for name in STEP}
    versions = {"hire": [row.id, row.version]} | person.versions
    done = tuple((s.stage, s.happened_on) for s in steps)
    return Record(keys.CASE, row.id, values, versions, person.id, person.names, done)


def _steps(ids: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    columns = (HireEvent.hire_id, HireEvent.stage, HireEvent.happened_on, HireEvent.until)
    wanted = select(*columns, HireEvent.reason).where(among(HireEvent.hire_id, ids))
    for row in db.session.execute(wanted.order_by(HireEvent.happened_on, HireEvent.id)):
        found[row.hire_id].append(row)
    return found


class Codes:
    """The codes of programs, grades and units by their keys."""

    def __init__(self) -> None:
        self.programs = self._of(Program)
        self.grades = self._of(Grade)
        self.units = self._of(Unit)

    def _of(self, model: Any) -> dict[int, str]:
        rows = db.session.execute(select(model.id, model.code)).all()
        return {key: code for key, code in rows}  # noqa: C416


def posts(ids: Iterable[int]) -> dict[int, Record]:
    """Posts as rows."""
    dates = (Post.position, Post.starts_on, Post.ends_on)
    head = (Post.id, Post.version, Post.researcher_id, Post.unit_id)
    rows = db.session.execute(select(*head, *dates).where(among(Post.id, list(ids)))).all()
    known, codes = people({row.researcher_id for row in rows}), Codes()
    return {row.id: _post(row, known[row.researcher_id], codes) for row in rows}


def _post(row: Any, person: Person, codes: Codes) -> Record:
    values = _who(person) | {"unit_code": codes.units.get(row.unit_id)}
    values |= {name: plain(getattr(row, name)) for name in ("position", "starts_on", "ends_on")}
    versions = {"post": [row.id, row.version]}
    return Record(keys.POST, row.id, values, versions, person.id)


def _who(person: Person) -> dict[str, Any]:
    versions = [version for _, version in person.versions.values()]
    names = (person.values["given"], person.values["family"])
    return {
        "person_key": keys.written(keys.PERSON, person.id, versions),
        "employee_number": person.values["employee_number"],
        "orcid": person.values["orcid"],
        "who": person.values["name_zh"] or " ".join(filter(None, names)),
    }


def money(ids: Iterable[int]) -> dict[int, Record]:
    """Money of cases as rows, amounts opened."""
    found = select(FundingLine).where(among(FundingLine.id, list(ids))).order_by(FundingLine.id)
    lines = list(db.session.scalars(found))
    about = cases({line.hire_id for line in lines})
    return {line.id: _line(line, about[line.hire_id]) for line in lines}


def _line(line: FundingLine, case: Record) -> Record:
    names = (case.values["given"], case.values["family"])
    values = {
        "case_key": case.key,
        "who": case.values["name_zh"] or " ".join(filter(None, names)),
        "program": case.values["program_code"],
        "kind": line.kind,
        "year": line.year,
        "currency": line.currency,
        "planned": _amount(line, "planned"),
        "paid": _amount(line, "paid"),
    }
    versions = {"line": [line.id, line.version]}
    return Record(keys.MONEY, line.id, values, versions, case.researcher_id)


def _amount(line: FundingLine, name: str) -> str | None:
    envelope = getattr(line, name)
    if envelope is None:
        return None
    try:
        place = Place(FundingLine.__tablename__, name, line.id)
        return f"{Decimal(settings.keyring().open(envelope, place)):.2f}"
    except Unreadable:
        return None


READERS: Mapping[str, Callable[[Iterable[int]], dict[int, Record]]] = {
    "recruits": cases,
    "researchers": researchers,
    "posts": posts,
    "funding": money,
}


def all_ids(of: str, *, by: Actor) -> list[int]:
    """The keys of all rows of a list that the actor may see."""
    seen = people_queries.visible_to(by).where(Researcher.erased_at.is_(None))
    persons = seen.with_only_columns(Researcher.id)
    hires = talent_queries.visible_to(by).where(Hire.researcher_id.in_(persons))
    wanted: dict[str, Select[Any]] = {
        "recruits": hires.with_only_columns(Hire.id).order_by(Hire.id),
        "researchers": persons.order_by(Researcher.id),
        "posts": select(Post.id).where(Post.researcher_id.in_(persons)).order_by(Post.id),
        "funding": select(FundingLine.id)
        .where(FundingLine.hire_id.in_(hires.with_only_columns(Hire.id)))
        .order_by(FundingLine.hire_id, FundingLine.id),
    }
    return list(db.session.scalars(wanted[of]))


def all_of(of: str, *, by: Actor) -> Iterator[Record]:
    """Every row of a list that the actor may see, a chunk at a time."""
    ids = all_ids(of, by=by)
    for start in range(0, len(ids), CHUNK):
        yield from READERS[of](ids[start : start + CHUNK]).values()
