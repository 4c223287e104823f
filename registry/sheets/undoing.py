"""Undo a whole import, the last row first; what somebody changed since is left and named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete

from registry.audit import service as audit
from registry.core import clock
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.errors import RegistryError
from registry.core.unit_of_work import unit_of_work
from registry.jobs.service import Progress
from registry.people import personnel as private
from registry.people import queries as people_queries
from registry.people import service as people
from registry.people.errors import StillNeeded
from registry.people.models import Personnel, Post, Researcher, Unit
from registry.people.references import rows_pointing_to
from registry.sheets import plans, queries
from registry.sheets.doing import ChangedMeanwhile, version_now, with_unit
from registry.sheets.models import SheetImport, SheetRow, SheetState
from registry.sheets.plans import Wrong
from registry.sheets.values import loaded
from registry.talent import funding
from registry.talent.models import FundingLine, Grade, Hire, HireEvent, Program, RuleOverride

REPORT = 20
Own = dict[tuple[str, int], list[int]]
"""Of what the undo wrote itself: the version now, and the version that it stands for."""


def undo(import_id: int, progress: Progress) -> None:
    """Take back every row that stands as it was written."""
    found = db.session.get(SheetImport, import_id)
    if found is None or found.state != SheetState.UNDOING:
        return
    own = _own(import_id)
    waiting = list(reversed([row.id for row in queries.applied(import_id)]))
    for done, row_id in enumerate(waiting):
        try:
            with unit_of_work():
                if done % REPORT == 0:
                    progress.report(done, len(waiting))
                own |= _row(row_id, own)
        except RegistryError as why:
            with unit_of_work():
                _leave(db.session.get_one(SheetRow, row_id), why)
    with unit_of_work():
        _end(db.session.get_one(SheetImport, import_id))


def _row(row_id: int, own: Own) -> Own:
    row = db.session.get_one(SheetRow, row_id)
    back = plans.back(row)
    found = db.session.get_one(SheetImport, row.import_id)
    by = queries.actor_of(found)
    for table, (key, version) in back["after"].items():
        now = version_now(table, key)
        if now != version and own.get((table, key)) != [now, version]:
            raise ChangedMeanwhile
    take_back(back, by=by)
    db.session.flush()
    wrote: Own = {}
    for table, (key, _) in back["after"].items():
        stands_for = back["before"].get(table, [key, 0])[1]
        wrote[table, key] = [version_now(table, key) or 0, stands_for]
    said = [[table, key, *pair] for (table, key), pair in wrote.items()]
    row.applied, row.back = False, plans.sealed(row.id, "back", {"undone": said})
    return wrote


def _own(import_id: int) -> Own:
    """What an earlier try of the undo wrote."""
    found: Own = {}
    for row in queries.taken_back(import_id):
        for table, key, now, stands_for in plans.back(row).get("undone", ()):
            found[table, key] = [now, stands_for]
    return found


def take_back(back: Mapping[str, Any], *, by: Actor) -> None:
    """Let what a row made go, then what it changed be as it was. Raises StillNeeded."""
    made, was = back["made"], back["was"]
    for name in ("line", "hire", "events", "post"):
        if name in made:
            GO[name](made[name], by)
    for name in ("line", "hire", "post", "personnel", "researcher"):
        if name in was:
            RESTORE[name](back, by)
    if "visible" in was and "post" in made:
        person = db.session.get_one(Researcher, back["person"])
        if person.visible != was["visible"]:
            people.change(person, {"visible": was["visible"]}, by=by)
    if "researcher" in made:
        _go_researcher(made["researcher"], by)


def _go_line(key: int, by: Actor) -> None:
    funding.remove(db.session.get_one(FundingLine, key), by=by)


def _go_hire(key: int, by: Actor) -> None:
    hire = db.session.get_one(Hire, key)
    if resting := rows_pointing_to(hire, apart_from=("hire_event", "rule_override")):
        raise StillNeeded(field="id", value=sum(resting.values()))
    audit.record("hire.undone", hire, by=by)
    db.session.execute(delete(RuleOverride).where(RuleOverride.hire_id == key))
    db.session.delete(hire)
    db.session.flush()


def _go_events(keys: list[int], by: Actor) -> None:
    for key in keys:
        event = db.session.get_one(HireEvent, key)
        hire = db.session.get_one(Hire, event.hire_id)
        audit.record("hire.step_undone", hire, by=by, details={"stage": event.stage})
        hire.events.remove(event)
    db.session.flush()


def _go_post(key: int, by: Actor) -> None:
    post = db.session.get_one(Post, key)
    for hire in db.session.query(Hire).filter_by(post_id=key):
        hire.post = None
    db.session.flush()
    people.remove_post(post, by=by)


def _go_researcher(key: int, by: Actor) -> None:
    person = db.session.get_one(Researcher, key)
    db.session.execute(delete(Personnel).where(Personnel.researcher_id == key))
    db.session.expire(person)
    people.remove(person, by=by)


def _as_line(back: Mapping[str, Any], by: Actor) -> None:
    line = db.session.get_one(FundingLine, back["after"]["line"][0])
    funding.change(line, _loaded(back["was"]["line"]), by=by)


def _as_hire(back: Mapping[str, Any], by: Actor) -> None:
    """The columns of a case as they were; its steps were taken back before."""
    hire, was = db.session.get_one(Hire, back["after"]["hire"][0]), dict(back["was"]["hire"])
    codes = {"program": (Program, "program_code"), "unit": (Unit, "unit_code")}
    for name, (model, column) in codes.items():
        code = was.pop(column)
        found = db.session.query(model).filter_by(code=code).one_or_none() if code else None
        setattr(hire, name, found)
    hire.grade = _grade(hire.program, was.pop("grade_code"))
    post = was.pop("post_id")
    hire.post = db.session.get(Post, post) if post else None
    stage = was.pop("stage")
    for name, value in was.items():
        setattr(hire, name, _day(value) if name.endswith("_on") else value)
    hire.stage = stage
    audit.record("hire.restored", hire, by=by, details={"stage": stage})
    db.session.flush()


def _grade(program: Program | None, code: str | None) -> Grade | None:
    versions = program.versions if program and code else []
    grades = (grade for version in reversed(versions) for grade in version.grades)
    return next((grade for grade in grades if grade.code == code), None)


def _as_post(back: Mapping[str, Any], by: Actor) -> None:
    post = db.session.get_one(Post, back["after"]["post"][0])
    people.change_post(post, with_unit(_loaded(back["was"]["post"])), by=by)


def _as_personnel(back: Mapping[str, Any], by: Actor) -> None:
    key = back["after"]["researcher"][0]
    kept = people_queries.personnel(key, by=by)
    if kept is not None and kept.id is not None:
        private.change(kept, _loaded(back["was"]["personnel"]), by=by)


def _as_researcher(back: Mapping[str, Any], by: Actor) -> None:
    person = db.session.get_one(Researcher, back["after"]["researcher"][0])
    was = dict(back["was"]["researcher"])
    authenticated = was.pop("orcid_authenticated")
    days = ("valid_from", "valid_until")
    was["names"] = [n | {day: _day(n[day]) for day in days} for n in was["names"]]
    people.change(person, was, by=by)
    person.orcid_authenticated = authenticated
    db.session.flush()


GO: Mapping[str, Callable[[Any, Actor], None]] = {
    "line": _go_line,
    "hire": _go_hire,
    "events": _go_events,
    "post": _go_post,
}
RESTORE: Mapping[str, Callable[[Mapping[str, Any], Actor], None]] = {
    "line": _as_line,
    "hire": _as_hire,
    "post": _as_post,
    "personnel": _as_personnel,
    "researcher": _as_researcher,
}


def _loaded(was: Mapping[str, Any]) -> dict[str, Any]:
    return {name: loaded(name, value) for name, value in was.items()}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _leave(row: SheetRow, why: RegistryError) -> None:
    plan = plans.opened(row)
    code = "changed_since" if isinstance(why, ChangedMeanwhile) else "still_needed"
    plan.wrong = [Wrong("key", "", code, "")]
    row.plan = plans.sealed(row.id, "plan", plan)


def _end(found: SheetImport) -> None:
    counts = queries.counts(found.id)
    found.state, found.undone_at = SheetState.UNDONE, clock.now()
    found.counts = {**found.counts, **counts, "kept": counts["applied"]}
    details = {"list": found.list, "kept": counts["applied"]}
    audit.record("sheet.undone", found, by=queries.actor_of(found), details=details)
    db.session.flush()
