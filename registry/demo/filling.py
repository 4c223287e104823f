"""Filling an empty registry with the sample institute, through the same verbs that people use."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from importers.records import AffiliationRecord, ContributorRecord, PartialDate, WorkRecord
from registry.accounts import service as accounts
from registry.claims import service as claims
from registry.core import clock
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.errors import N_, Conflict
from registry.demo import marking
from registry.demo.institute import Case, Institute, Paper, Person, Thing, sample
from registry.goals import service as goals
from registry.outputs import service as outputs
from registry.outputs.filing import file_works
from registry.outputs.models import Output
from registry.outputs.received import Received
from registry.people import service as people
from registry.people import units
from registry.people.models import Period, Researcher
from registry.policy import Role
from registry.talent import service as talent
from registry.talent.models import Hire
from registry.talent.stages import STEPS, Stage

ACCOUNTS = (
    ("hr@sample.example", "HR (sample)", Role.HR, None),
    ("researcher@sample.example", "Ouyang Diejia (sample)", Role.RESEARCHER, "ouyang"),
    ("admin@sample.example", "Administrator (sample)", Role.ADMINISTRATOR, None),
    ("auditor@sample.example", "Auditor (sample)", Role.AUDITOR, None),
)


class NotEmpty(Conflict):
    """There is data that the sample institute must not be mixed with."""

    sentence = N_("This registry is not empty: the sample institute goes into an empty one only.")


@dataclass(frozen=True)
class SignIn:
    """How to sign in as one of the sample accounts."""

    role: str
    email: str
    password: str


def fill() -> list[SignIn]:
    """Make the sample institute and its accounts. Raises NotEmpty."""
    if db.session.query(Output.id).first() or db.session.query(Researcher.id).first():
        raise NotEmpty
    institute = sample()
    with marking.noted() as found:
        _units(institute)
        known = {person.key: _person(person, institute) for person in institute.people}
        hires = [_hire(case, known, institute) for case in institute.cases]
        received = [_received(n, p, institute) for n, p in enumerate(institute.papers, 1)]
        filed = file_works(received, by=SYSTEM, sample=True)
        found["output"] |= {work.output_id for work in filed if work.output_id}
        for work, paper in zip(filed, institute.papers, strict=True):
            _claims(db.session.get_one(Output, work.output_id), paper, known)
        for thing in institute.others:
            _other(thing, known, institute)
        for hire in hires:
            if hire.post_id:
                _link(hire, "G4.1", "A young talent who chose the sample institute.")
        signs = _accounts(known)
    marking.mark(found)
    return signs


def _units(institute: Institute) -> None:
    for unit in institute.units:
        names = [{"locale": "en", "name": unit.en}, {"locale": "zh", "name": unit.zh}]
        data = {"code": unit.code, "kind": unit.kind, "parent": unit.parent, "names": names}
        units.create(data | {"ours_from": date(institute.year - 10, 1, 1)}, by=SYSTEM)


def _person(person: Person, institute: Institute) -> Researcher:
    data = {"names": person.names, "orcid": person.orcid, "sample": True}
    researcher = people.create(data, by=SYSTEM)
    if person.since is not None:
        unit = people.known_unit(person.unit)
        period = Period(date(institute.year + person.since, 3, 1), None)
        people.add_post(researcher, unit, position=person.position, period=period, by=SYSTEM)
    return researcher


def _hire(case: Case, known: dict[str, Researcher], institute: Institute) -> Hire:
    (stage, day), *later = case.stages
    data: dict[str, Any] = {"program_code": case.program, "unit_code": case.unit}
    data |= {"position": case.position, "call_year": institute.year}
    data |= {"stage": stage, "happened_on": institute.day(day), "until": _until(stage, institute)}
    if case.person:
        data["researcher_id"] = known[case.person].id
    elif case.new:
        data["person"] = dict(zip(("name_zh", "family", "given"), case.new, strict=True))
    hire = talent.add(data, by=SYSTEM)
    for stage, day in later:
        until = _until(stage, institute)
        move = talent.Move(stage=stage, happened_on=institute.day(day), until=until)
        talent.move(hire, move, by=SYSTEM)
    hire.researcher.sample = True
    return hire


def _until(stage: str, institute: Institute) -> date | None:
    """The end of the year; of a contract three years later."""
    if not STEPS[Stage(stage)].until:
        return None
    years = 3 if stage == Stage.ONBOARD else 0
    return date(institute.year + years, 12, 31)


def _received(number: int, paper: Paper, institute: Institute) -> Received:
    year = institute.year + paper.year
    when = PartialDate(year, paper.month, 1 + number % 27)
    record = WorkRecord(
        source="sample",
        doi=f"10.5555/sample.{number}",
        type="journal-article",
        title=paper.title,
        container_title=paper.journal,
        publisher="Society for Invented Physics",
        volume=str(year - 2000),
        issue=str(paper.month),
        pages=f"{number}01-{number}09",
        language=paper.language,
        dates={"published": when, "issued": when},
        contributors=tuple(_printed(n, name, institute) for n, name in enumerate(paper.byline, 1)),
    )
    body = orjson.dumps({"DOI": record.doi, "title": [paper.title], "sample": True})
    return Received(record, body, "sample data", clock.now())


def _printed(place: int, name: str, institute: Institute) -> ContributorRecord:
    person = next((p for p in institute.people if p.key == name), None)
    if person is None:
        family, given = name.split(" ", 1)
        return ContributorRecord(place, f"{given} {family}", given=given, family=family)
    family, given = person.latin
    unit = next(unit.en for unit in institute.units if unit.code == person.unit)
    return ContributorRecord(
        place,
        f"{given} {family}",
        given=given,
        family=family,
        orcid=person.orcid,
        orcid_authenticated=False if person.orcid else None,
        affiliations=(AffiliationRecord(name=f"{unit}, {institute.house}"),),
    )


def _claims(output: Output, paper: Paper, known: dict[str, Researcher]) -> None:
    for key in paper.claimed:
        claims.answer(output, paper.byline.index(key) + 1, known[key], by=SYSTEM)
    author = known[paper.claimed[0]] if paper.claimed else None
    if paper.goal:
        _link(output, paper.goal, paper.statement, author=author)
    if paper.secondary:
        _link(output, paper.secondary, paper.statement, author=author, primary=False)


def _other(thing: Thing, known: dict[str, Researcher], institute: Institute) -> None:
    day = PartialDate.of(institute.day(thing.day))
    printed = [{"printed": known[key].name} for key in thing.byline]
    data = {"kind": thing.kind, "title": thing.title, "date": day, "byline": printed}
    data |= {"details": thing.details}
    output = outputs.create(data, by=SYSTEM, sample=True)
    for place, key in enumerate(thing.byline, 1):
        claims.answer(output, place, known[key], by=SYSTEM)
    _link(output, thing.goal, thing.statement, author=known[thing.byline[0]])


def _link(
    item: Output | Hire,
    goal: str,
    statement: str,
    *,
    author: Researcher | None = None,
    primary: bool = True,
) -> None:
    data = {"statement": statement, "author_id": author.id if author else None}
    goals.link(item, goal, data | {"primary": primary}, by=SYSTEM)


def _accounts(known: dict[str, Researcher]) -> list[SignIn]:
    password = secrets.token_urlsafe(9)
    for email, name, role, key in ACCOUNTS:
        account = accounts.create(email, name, [role], by=SYSTEM)
        accounts.set_password(account, password, by=SYSTEM)
        if key:
            people.link_account(account, known[key], by=SYSTEM)
    return [SignIn(role.value, email, password) for email, _name, role, _key in ACCOUNTS]
