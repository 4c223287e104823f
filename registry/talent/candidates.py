"""Whom a new hire is about: somebody known, or somebody new of whom we know no namesake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.core.actor import Actor
from registry.core.db import db
from registry.naming.names import Called
from registry.people import duplicates
from registry.people import queries as people_queries
from registry.people import service as people
from registry.people.duplicates import Described
from registry.people.errors import UnknownResearcher
from registry.people.kinds import NameKind, Script
from registry.people.models import Researcher
from registry.talent.errors import PersonNeeded, PossibleDuplicate


def candidate(data: Mapping[str, Any], *, by: Actor) -> Researcher:
    """The person of `researcher_id`, or a new one of `person`.

    `new_person` says that a namesake is somebody else; one ORCID iD is always one person.
    Raises PersonNeeded, UnknownResearcher and PossibleDuplicate.
    """
    key, person = data.get("researcher_id"), data.get("person")
    if (key is None) is (not person):
        raise PersonNeeded(field="researcher_id" if key else "person", value=key)
    if person:
        return _new(person, confirmed=bool(data.get("new_person")), by=by)
    found = db.session.get(Researcher, people_queries.kept_id(key)) if key else None
    if found is None:
        raise UnknownResearcher(field="researcher_id", value=key)
    return found


def namesakes(person: Mapping[str, Any]) -> list[Researcher]:
    """The people who may be this one: the same ORCID iD, or a name that can be spelled alike."""
    found = duplicates.Register().alike(described(person))
    return [db.session.get_one(Researcher, one.researcher_id) for one in found]


def described(person: Mapping[str, Any]) -> Described:
    """What a form says of a person, as far as it tells people apart."""
    called = (
        Called(
            name.get("full") or " ".join(filter(None, (name.get("given"), name.get("family")))),
            name.get("family"),
            name.get("given"),
        )
        for name in names_of(person)
    )
    return Described(tuple(called), person.get("orcid") or None)


def names_of(person: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The names that a form gives: in characters, and in Latin letters as family and given name."""
    names: list[dict[str, Any]] = []
    if person.get("name_zh"):
        names.append({"kind": NameKind.LEGAL, "script": Script.HANZI, "full": person["name_zh"]})
    if person.get("family") or person.get("given"):
        kind = NameKind.PINYIN if names else NameKind.LEGAL
        latin = {"family": person.get("family"), "given": person.get("given")}
        names.append({"kind": kind, "script": Script.LATIN} | latin)
    return names


def _new(person: Mapping[str, Any], *, confirmed: bool, by: Actor) -> Researcher:
    names = names_of(person)
    if not names:
        raise PersonNeeded(field="person", value=None)
    orcid = person.get("orcid") or None
    found = namesakes(person)
    if found and (not confirmed or (orcid and found[0].orcid == orcid)):
        known = ", ".join(f"{r.name_in(by.locale)} #{r.id}" for r in found[:5])
        shown = person.get("name_zh") or f"{person.get('given') or ''} {person.get('family') or ''}"
        raise PossibleDuplicate(field="person", value=shown.strip(), known=known)
    return people.create({"names": names, "orcid": orcid}, by=by)
