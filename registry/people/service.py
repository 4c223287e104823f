"""What is done with researchers: create, change, names, posts, the link to an account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.accounts.models import Account
from registry.accounts.queries import by_email, of_researcher
from registry.audit import service as audit
from registry.core import facts
from registry.core.actor import Actor
from registry.core.db import db
from registry.people import names as naming
from registry.people import orcid_consent, orcid_sending, queries
from registry.people.errors import (
    AccountLinked,
    EmployeeNumberTaken,
    EndBeforeStart,
    NameNeeded,
    OrcidTaken,
    PostOverlaps,
    ResearcherLinked,
    StillNeeded,
    UnknownAccount,
    UnknownUnit,
)
from registry.people.facts import ResearcherChanged
from registry.people.models import Period, Post, Researcher, ResearcherName, Unit, sort_name
from registry.people.references import rows_pointing_to

PLAIN = ("visible", "work_email", "employee_number", "sample")


def create(data: Mapping[str, Any], *, by: Actor) -> Researcher:
    """A new researcher from `names` (one at least) and, if given, `orcid` and those of PLAIN.

    Raises NameNeeded, NameEmpty, EndBeforeStart, OrcidTaken, EmployeeNumberTaken.
    """
    researcher = Researcher(names=naming.rows(naming.all_completed(data.get("names") or ()), ()))
    _set_unique(researcher, data)
    _set_plain(researcher, data)
    db.session.add(researcher)
    audit.record("researcher.created", researcher, by=by)
    _announce(researcher)
    return researcher


def change(researcher: Researcher, changes: Mapping[str, Any], *, by: Actor) -> Researcher:
    """Change by merge-patch: what is named changes, None removes; `names` replaces all names.

    Raises as `create` does.
    """
    if "names" in changes:
        wanted = naming.all_completed(changes["names"] or ())
        researcher.names = naming.rows(wanted, researcher.names)
        _renamed(researcher)
    before = researcher.orcid
    _set_unique(researcher, changes)
    if before not in (None, researcher.orcid):
        orcid_consent.end(researcher, by=by)
    _set_plain(researcher, changes)
    details = audit.changes(researcher) | ({"names": "changed"} if "names" in changes else {})
    audit.record("researcher.changed", researcher, by=by, details=details)
    if {"names", "orcid"} & set(changes):
        _announce(researcher)
    db.session.flush()
    return researcher


def remove(researcher: Researcher, *, by: Actor) -> None:
    """Remove a record on which nothing rests, entered by mistake. Raises StillNeeded."""
    if resting := rows_pointing_to(researcher, apart_from=("researcher_name",)):
        raise StillNeeded(field="id", value=sum(resting.values()))
    audit.record("researcher.removed", researcher, by=by)
    db.session.delete(researcher)
    db.session.flush()


def add_name(researcher: Researcher, data: Mapping[str, Any], *, by: Actor) -> ResearcherName:
    """One more name. Raises NameEmpty, EndBeforeStart."""
    row = naming.rows([naming.completed(data)], researcher.names)[0]
    if row not in researcher.names:
        researcher.names.append(row)
    _renamed(researcher)
    audit.record("researcher.name_added", researcher, by=by, details={"full": row.full})
    _announce(researcher)
    return row


def change_name(name: ResearcherName, changes: Mapping[str, Any], *, by: Actor) -> ResearcherName:
    """Correct a name; the full name follows its parts. Raises NameEmpty, EndBeforeStart."""
    data = {key: getattr(name, key) for key in naming.FIELDS}
    if {"family", "given"} & set(changes) and "full" not in changes:
        data["full"] = None
    for key, value in naming.completed(data | dict(changes)).items():
        setattr(name, key, value)
    _renamed(name.researcher)
    audit.record("researcher.name_changed", name.researcher, by=by, details=audit.changes(name))
    _announce(name.researcher)
    return name


def remove_name(name: ResearcherName, *, by: Actor) -> None:
    """Take a name away; the last one stays. Raises NameNeeded."""
    researcher = name.researcher
    if len(researcher.names) == 1:
        raise NameNeeded(field="names", value=name.full)
    researcher.names.remove(name)
    _renamed(researcher)
    audit.record("researcher.name_removed", researcher, by=by, details={"full": name.full})
    _announce(researcher)


def add_post(
    researcher: Researcher, unit: Unit, *, position: str, period: Period, by: Actor
) -> Post:
    """A post in a unit; the first one makes the researcher visible.

    Raises EndBeforeStart, PostOverlaps.
    """
    _check_period(researcher, unit, period)
    post = Post(unit=unit, position=position)
    post.starts_on, post.ends_on = period.starts_on, period.ends_on
    if not researcher.posts:
        researcher.visible = True
    researcher.posts.append(post)
    researcher.touch()
    audit.record("post.opened", post, by=by, details=_said(researcher, unit))
    _announce(researcher)
    return post


def open_post(
    researcher: Researcher, unit: Unit, *, position: str, period: Period, by: Actor
) -> Post:
    """The post in the unit that covers the first day of the period; a new one where there is none.

    Raises EndBeforeStart, PostOverlaps.
    """
    for post in researcher.posts:
        if post.period.covers(period.starts_on) and post.unit_id == unit.id:
            return post
    return add_post(researcher, unit, position=position, period=period, by=by)


def change_post(post: Post, changes: Mapping[str, Any], *, by: Actor) -> Post:
    """Correct `unit` (a Unit), `position`, `starts_on` or `ends_on`.

    Raises EndBeforeStart, PostOverlaps.
    """
    unit = changes.get("unit") or post.unit
    start = changes.get("starts_on") or post.starts_on
    period = Period(start, changes.get("ends_on", post.ends_on))
    researcher = post.researcher
    _check_period(researcher, unit, period, apart_from=post)
    post.unit, post.position = unit, changes.get("position") or post.position
    post.starts_on, post.ends_on = period.starts_on, period.ends_on
    researcher.touch()
    audit.record("post.changed", post, by=by, details=_said(researcher, unit))
    _announce(researcher)
    orcid_sending.follow(post, by=by)
    return post


def end_post(post: Post, ends_on: date, *, by: Actor) -> Post:
    """Let a post end on a day, which still belongs to it. Raises EndBeforeStart."""
    return change_post(post, {"ends_on": ends_on}, by=by)


def remove_post(post: Post, *, by: Actor) -> None:
    """Remove a post entered by mistake. Raises StillNeeded where a hire rests on it."""
    researcher = post.researcher
    if resting := rows_pointing_to(post, apart_from=("orcid_employment",)):
        raise StillNeeded(field="id", value=sum(resting.values()))
    orcid_sending.take_back(post, by=by)
    researcher.posts.remove(post)
    researcher.touch()
    audit.record("post.removed", post, by=by, details={"researcher_id": researcher.id})
    _announce(researcher)


def link_account(account: Account, researcher: Researcher | None, *, by: Actor) -> Account:
    """Say whose record an account may treat as its own; None takes the link away.

    Raises AccountLinked, ResearcherLinked.
    """
    if researcher is not None:
        _check_link(account, researcher)
    account.researcher_id = researcher.id if researcher else None
    details = {"researcher_id": account.researcher_id}
    audit.record("account.linked", account, by=by, details=details)
    db.session.flush()
    return account


def unlink_accounts(researcher: Researcher, *, by: Actor) -> None:
    """Take the link to every account of a researcher away."""
    for account in of_researcher(researcher.id):
        link_account(account, None, by=by)


def known_account(email: str) -> Account:
    """The account of an address that somebody typed. Raises UnknownAccount."""
    account = by_email(email)
    if account is None:
        raise UnknownAccount(field="email", value=email)
    return account


def known_unit(code: str, *, field: str = "unit") -> Unit:
    """The unit of a code that somebody typed into `field`. Raises UnknownUnit."""
    unit = queries.unit_by_code(code)
    if unit is None:
        raise UnknownUnit(field=field, value=code)
    return unit


def with_unit(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes of a post with the unit in place of its code. Raises UnknownUnit."""
    found = {"unit": known_unit(changes["unit"])} if changes.get("unit") else {}
    return dict(changes) | found


def _set_plain(researcher: Researcher, data: Mapping[str, Any]) -> None:
    for key in PLAIN:
        if key in data:
            setattr(researcher, key, None if data[key] == "" else data[key])


def _set_unique(researcher: Researcher, data: Mapping[str, Any]) -> None:
    checks = {
        "orcid": (queries.by_orcid, OrcidTaken),
        "employee_number": (queries.by_employee_number, EmployeeNumberTaken),
    }
    with db.session.no_autoflush:
        for key, (find, taken) in checks.items():
            value = data.get(key) or None
            owner = find(value) if value else None
            if owner is not None and owner.id != researcher.id:
                raise taken(field=key, value=value)
    if "orcid" in data and (data["orcid"] or None) != researcher.orcid:
        researcher.orcid, researcher.orcid_authenticated = data["orcid"] or None, False


def _check_period(
    researcher: Researcher, unit: Unit, period: Period, *, apart_from: Post | None = None
) -> None:
    if period.ends_on and period.ends_on < period.starts_on:
        raise EndBeforeStart(field="ends_on", value=period.ends_on, start=period.starts_on)
    for other in researcher.posts:
        if other is not apart_from and other.unit_id == unit.id and other.period.overlaps(period):
            raise PostOverlaps(field="unit", value=unit.code, start=other.starts_on)


def _check_link(account: Account, researcher: Researcher) -> None:
    if account.researcher_id not in (None, researcher.id):
        raise AccountLinked(field="email", value=account.email)
    for other in of_researcher(researcher.id):
        if other.id != account.id:
            raise ResearcherLinked(field="email", value=other.email)


def _renamed(researcher: Researcher) -> None:
    researcher.sort_name = sort_name(researcher.names)
    researcher.touch()


def _said(researcher: Researcher, unit: Unit) -> dict[str, Any]:
    return {"researcher_id": researcher.id, "unit": unit.code}


def _announce(researcher: Researcher) -> None:
    db.session.flush()
    facts.announce(ResearcherChanged(researcher.id))
