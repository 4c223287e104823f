"""The message that says of a post that its holder is employed here, as ORCID 3.0 wants it.

ORCID asks for name, city, country and a ROR ID of the whole organization; a unit of it is the
department. The external identifier marks the entry as this post: ORCID refuses a second one of it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from lxml import etree

from config import Config
from importers.identifiers import InvalidIdentifier, normalise_ror
from registry.people.kinds import Position, UnitKind
from registry.people.labels import POSITIONS
from registry.people.models import Post

EMPLOYMENT = "http://www.orcid.org/ns/employment"
COMMON = "http://www.orcid.org/ns/common"
NAMES = {"employment": EMPLOYMENT, "common": COMMON}
YEARS = range(1900, 2101)
"""Years that the schema knows."""

NO_EMPLOYMENT = frozenset({Position.STUDENT, Position.VISITING})
"""Posts that ORCID files as education or as an invited position."""


@dataclass(frozen=True)
class Employer:
    """The institute as the employer; `ror` bare, None where it has none."""

    name: str
    ror: str | None
    city: str
    country: str


def employer_of(config: Config) -> Employer:
    """The institute of the settings; a ROR ID that is none counts as none."""
    try:
        ror = normalise_ror(config.institute_ror) if config.institute_ror else None
    except InvalidIdentifier:
        ror = None
    country = config.institute_country.upper()
    return Employer(config.institute_en, ror, config.institute_city, country)


def mark_of(post: Post) -> str:
    """The external identifier of the entry of a post."""
    return f"post-{post.id}"


def message(post: Post, employer: Employer, *, put_code: int | None = None) -> bytes:
    """The employment as XML in UTF-8; with the put-code it changes the entry that is there."""
    root = etree.Element(f"{{{EMPLOYMENT}}}employment", nsmap=NAMES)
    if put_code is not None:
        root.set("put-code", str(put_code))
    department = post.unit.name_in("en")
    if post.unit.kind != UnitKind.INSTITUTE and department != employer.name:
        _text(root, "department-name", department)
    _text(root, "role-title", POSITIONS[Position(post.position)])
    _date(root, "start-date", post.starts_on)
    _date(root, "end-date", post.ends_on)
    _organization(root, employer)
    _mark(root, post)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def digest(post: Post, employer: Employer) -> str:
    """What tells one content of the message from another, SHA-256 in hexadecimal."""
    return hashlib.sha256(message(post, employer)).hexdigest()


def _organization(root: etree._Element, employer: Employer) -> None:
    organization = _text(root, "organization")
    _text(organization, "name", employer.name)
    address = _text(organization, "address")
    for part in ("city", "country"):
        if getattr(employer, part):
            _text(address, part, getattr(employer, part))
    if employer.ror:
        known = _text(organization, "disambiguated-organization")
        ror = f"https://ror.org/{employer.ror}"
        _text(known, "disambiguated-organization-identifier", ror)
        _text(known, "disambiguation-source", "ROR")


def _mark(root: etree._Element, post: Post) -> None:
    said = _text(_text(root, "external-ids"), "external-id")
    _text(said, "external-id-type", "other-id")
    _text(said, "external-id-value", mark_of(post))
    _text(said, "external-id-relationship", "self")


def _date(root: etree._Element, name: str, day: date | None) -> None:
    if day is None or day.year not in YEARS:
        return
    element = _text(root, name)
    for part, digits in (("year", 4), ("month", 2), ("day", 2)):
        _text(element, part, f"{getattr(day, part):0{digits}}")


def _text(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{COMMON}}}{name}")
    element.text = text
    return element
