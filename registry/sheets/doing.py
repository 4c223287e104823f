"""Do what the plan of one row says, by the verbs that pages and API use; with the way back.

A row rests on versions: what is not any more as the plan saw it is refused, unless an earlier row
of the same import made it so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import N_, RegistryError
from registry.people import duplicates
from registry.people import personnel as private
from registry.people import queries as people_queries
from registry.people import service as people
from registry.people.kinds import NameKind, Script
from registry.people.models import Period, Personnel, Post, Researcher, ResearcherName
from registry.people.personnel import PERSONAL
from registry.sheets import records
from registry.sheets.plans import Plan
from registry.sheets.values import loaded
from registry.talent import candidates, funding
from registry.talent import service as talent
from registry.talent.errors import PossibleDuplicate
from registry.talent.models import FundingLine, Hire
from registry.talent.service import Move
from registry.talent.stages import Stage

SEALED = ("identity_number",)
PRIVATE = (*PERSONAL, *SEALED)
OPEN = ("orcid", "work_email", "employee_number", "visible")
OF_CASE = (*talent.PLAIN, "program_code", "grade_code", "unit_code")
TABLES: Mapping[str, type[Any]] = {
    "researcher": Researcher,
    "hire": Hire,
    "post": Post,
    "line": FundingLine,
}
Pair = tuple[str, int]


class ChangedMeanwhile(RegistryError):
    """What a row rests on is not as its plan saw it."""

    status = 412
    sentence = N_("Somebody changed this record after the plan was made. It was left as it is.")


class RestsOnRefused(RegistryError):
    """The row that brings the person in was not taken."""

    status = 409
    sentence = N_("Row %(row)s, which this one rests on, was not taken.")


@dataclass
class Doing:
    """An import being applied: who acts, what it wrote itself, and whom its rows brought in."""

    by: Actor
    own: dict[Pair, int] = field(default_factory=dict)
    people: dict[int, int] = field(default_factory=dict)
    register: duplicates.Register | None = None

    def do(self, plan: Plan, of: str) -> tuple[int, dict[str, Any]]:
        """Carry out a row: the key of what it changed or made, and the way back."""
        self._check_versions(plan)
        if plan.row and (key := self.people.get(plan.row)):
            plan.versions |= {"researcher": [key, 0], "personnel": [key, 0]}
        before = _versions({t: k for t, (k, _) in plan.versions.items() if t != "case"})
        back: dict[str, Any] = {"made": {}, "was": {}, "before": before}
        key = DOERS[of](self, plan, back)
        db.session.flush()
        back["after"] = self._after(plan, back)
        self.learn(plan.number, back)
        return key, back

    def learn(self, number: int, back: Mapping[str, Any]) -> None:
        """Know what a row wrote, also one of an earlier try."""
        for table, (key, version) in back["after"].items():
            self.own[table, key] = version
        if "researcher" in back["after"]:
            self.people[number] = back["after"]["researcher"][0]

    def person(self, plan: Plan, back: dict[str, Any]) -> Researcher:
        """Who the row is about; somebody new is made."""
        key = self.people.get(plan.row) if plan.row else plan.person
        if plan.row and key is None:
            raise RestsOnRefused(row=plan.row)
        if key is not None:
            return db.session.get_one(Researcher, people_queries.kept_id(key))
        said = {n: plan.new(n) for n in ("name_zh", "family", "given", "orcid") if plan.new(n)}
        if not plan.lookalikes and self._known(plan, said):
            raise PossibleDuplicate(field="person", value=plan.name, known="")
        data = {"names": candidates.names_of(said), "orcid": said.get("orcid")}
        found = people.create(data, by=self.by)
        back["made"]["researcher"] = found.id
        return found

    def _known(self, plan: Plan, said: Mapping[str, Any]) -> bool:
        """Whether somebody who may be the same came in since the plan was made, not by us."""
        if self.register is None:
            self.register = duplicates.Register()
        described = candidates.described(said)
        born, number = plan.new("birth_date"), plan.new("identity_number")
        asked = replace(described, born=born, identity_number=number)
        known = {one.researcher_id for one in self.register.alike(asked)}
        return bool(known - set(self.people.values()) - set(plan.apart))

    def _check_versions(self, plan: Plan) -> None:
        for table, (key, version) in plan.versions.items():
            now = version_now(table, key)
            if table != "case" and now not in {version, self.own.get((table, key))}:
                raise ChangedMeanwhile

    def _after(self, plan: Plan, back: dict[str, Any]) -> dict[str, list[int]]:
        pairs = {table: key for table, (key, _) in plan.versions.items() if table != "case"}
        pairs |= back["made"]
        if "researcher" in pairs:
            pairs["personnel"] = pairs["researcher"]
        return _versions({t: k for t, k in pairs.items() if t != "events"})


def _versions(pairs: Mapping[str, int]) -> dict[str, list[int]]:
    return {table: [key, version_now(table, key) or 0] for table, key in pairs.items()}


def version_now(table: str, key: int) -> int | None:
    """The version of a row as it is; 0 of personnel that were never written, None if gone."""
    if table in TABLES:
        model = TABLES[table]
        found: int | None = db.session.scalar(select(model.version).where(model.id == key))
        return found
    kept = select(Personnel.version).where(Personnel.researcher_id == key)
    return db.session.scalar(kept) or 0


def _recruit(doing: Doing, plan: Plan, back: dict[str, Any]) -> int:
    hire = db.session.get_one(Hire, plan.subject_id) if plan.subject_id else None
    person = hire.researcher if hire else doing.person(plan, back)
    back["was"]["visible"], back["person"] = person.visible, person.id
    change_person(person, plan, back, by=doing.by)
    if hire is None:
        data = _values(plan, (*OF_CASE, "stage", "happened_on", "until", "reason"))
        made = talent.add(data | {"researcher_id": person.id}, by=doing.by)
        back["made"]["hire"] = made.id
        _note_post(made, [], back)
        return made.id
    change_case(hire, plan, back, by=doing.by)
    return hire.id


def change_case(hire: Hire, plan: Plan, back: dict[str, Any], *, by: Actor) -> None:
    """Change what a row says of a case, then let it reach the stage that the row says."""
    back["was"]["hire"] = {name: _json(getattr(hire, name)) for name in (*OF_CASE, "stage")}
    back["was"]["hire"]["post_id"] = hire.post_id
    before, posts = {event.id for event in hire.events}, [p.id for p in hire.researcher.posts]
    if changes := _values(plan, OF_CASE):
        talent.change(hire, changes, by=by)
    if "stage" in plan.cells:
        talent.move(hire, _move(plan), by=by)
    back["made"]["events"] = [event.id for event in hire.events if event.id not in before]
    _note_post(hire, posts, back)


def _move(plan: Plan) -> Move:
    said = _values(plan, ("happened_on", "until", "reason"))
    day = said.get("happened_on")
    return Move(
        stage=plan.new("stage"),
        happened_on=day if isinstance(day, date) else date.min,
        until=said.get("until"),
        reason=said.get("reason"),
    )


def _note_post(hire: Hire, before: list[int], back: dict[str, Any]) -> None:
    """The post that an arrival opened belongs to the row."""
    arrived = hire.stage == Stage.ONBOARD and hire.post is not None
    if arrived and hire.post_id not in before and hire.post and hire.post.version == 1:
        opened = hire.post.starts_on == hire.since
        back["made"] |= {"post": hire.post_id} if opened else {}


def change_person(person: Researcher, plan: Plan, back: dict[str, Any], *, by: Actor) -> None:
    """Change what a row says of a person, open and private fields each by their verb."""
    made = back["made"].get("researcher") == person.id
    open_ones = _values(plan, [n for n in OPEN if not (made and n == "orcid")])
    names = {} if made or plan.person or plan.row else _names(person, plan)
    if open_ones or names:
        back["was"]["researcher"] = was_person(person)
        people.change(person, open_ones | names, by=by)
    if changes := _values(plan, PRIVATE):
        values = records.people([person.id])[person.id].values
        if not made:
            back["was"]["personnel"] = {name: values[name] for name in changes}
        kept = people_queries.personnel(person.id, by=by) or Personnel(researcher_id=person.id)
        private.change(kept, changes, by=by)


def was_person(person: Researcher) -> dict[str, Any]:
    """The open fields and the names as they are."""
    fields = ("kind", "script", "family", "given", "full", "valid_from", "valid_until")
    was = {name: getattr(person, name) for name in (*OPEN, "orcid_authenticated")}
    names = [{f: _json(getattr(name, f)) for f in fields} for name in person.names]
    return was | {"names": names}


def _names(person: Researcher, plan: Plan) -> dict[str, Any]:
    """All names with those that the row gives anew, where it does."""
    if not {"name_zh", "family", "given"} & set(plan.cells):
        return {}
    chosen = records.people([person.id])[person.id]
    names = [_as_data(name) for name in person.names]
    for script, columns in ((Script.HANZI, ("name_zh",)), (Script.LATIN, ("family", "given"))):
        if set(columns) & set(plan.cells):
            which = chosen.names["han" if script == Script.HANZI else "latin"]
            now = {c: plan.cells.get(c, [None, chosen.values[c]])[1] for c in columns}
            _replace(names, which, now, script=script)
    return {"names": [{k: v for k, v in n.items() if k != "id"} for n in names]}


def _replace(
    names: list[dict[str, Any]], which: int | None, now: dict[str, Any], *, script: Script
) -> None:
    place = next((i for i, name in enumerate(names) if name["id"] == which), None)
    kind = NameKind.LEGAL if script == Script.HANZI or not names else NameKind.PINYIN
    old = names[place] if place is not None else {"id": None, "kind": kind, "script": script}
    if place is not None:
        del names[place]
    if any(now.values()):
        parts = {"family": now.get("family"), "given": now.get("given"), "full": now.get("name_zh")}
        names.insert(len(names) if place is None else place, old | parts)


def _as_data(name: ResearcherName) -> dict[str, Any]:
    fields = ("id", "kind", "script", "family", "given", "full", "valid_from", "valid_until")
    return {field_: getattr(name, field_) for field_ in fields}


def _researcher(doing: Doing, plan: Plan, back: dict[str, Any]) -> int:
    known = plan.subject_id or plan.person
    person = db.session.get_one(Researcher, known) if known else doing.person(plan, back)
    change_person(person, plan, back, by=doing.by)
    return person.id


def _post(doing: Doing, plan: Plan, back: dict[str, Any]) -> int:
    said = _values(plan, ("unit_code", "position", "starts_on", "ends_on"))
    if plan.subject_id:
        post = db.session.get_one(Post, plan.subject_id)
        was = {n: _json(getattr(post, n)) for n in ("position", "starts_on", "ends_on")}
        back["was"]["post"] = was | {"unit_code": post.unit.code}
        people.change_post(post, with_unit(said), by=doing.by)
        return post.id
    person = db.session.get_one(Researcher, people_queries.kept_id(plan.person or 0))
    unit = people.known_unit(said["unit_code"], field="unit_code")
    period = Period(said["starts_on"], said.get("ends_on"))
    back["was"]["visible"], back["person"] = person.visible, person.id
    post = people.add_post(person, unit, position=said["position"], period=period, by=doing.by)
    back["made"]["post"] = post.id
    return post.id


def with_unit(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes of a post with the unit itself."""
    said = {name: value for name, value in changes.items() if name != "unit_code"}
    if code := changes.get("unit_code"):
        said["unit"] = people.known_unit(code, field="unit_code")
    return said


def _line(doing: Doing, plan: Plan, back: dict[str, Any]) -> int:
    said = _values(plan, ("kind", "year", "currency", "planned", "paid"))
    if plan.subject_id:
        line = db.session.get_one(FundingLine, plan.subject_id)
        values = records.money([line.id])[line.id].values
        back["was"]["line"] = {name: values[name] for name in said}
        funding.change(line, said, by=doing.by)
        return line.id
    hire = db.session.get_one(Hire, plan.versions["case"][0])
    line = funding.add(hire, said, by=doing.by)
    back["made"]["line"] = line.id
    return line.id


DOERS: Mapping[str, Callable[[Doing, Plan, dict[str, Any]], int]] = {
    "recruits": _recruit,
    "researchers": _researcher,
    "posts": _post,
    "funding": _line,
}


def _values(plan: Plan, names: Any) -> dict[str, Any]:
    """The new values of these columns, as verbs take them."""
    return {name: loaded(name, plan.new(name)) for name in names if name in plan.cells}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
