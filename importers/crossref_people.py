"""The people, groups, units and funders of a Crossref message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from importers.identifiers import normalise_orcid, normalise_ror, registered_doi
from importers.messages import Remarks, each, strings, text
from importers.records import AffiliationRecord, ContributorRecord, FunderRecord, IdentifierRecord
from importers.titles import plain

Message = Mapping[str, Any]


def contributors(message: Message, role: str, remarks: Remarks) -> tuple[ContributorRecord, ...]:
    """The byline in the order of the list, nobody left out, nobody twice taken for one."""
    byline: list[ContributorRecord] = []
    seen: set[tuple[str, str | None]] = set()
    for position, entry in enumerate(_entries(message.get(role)), start=1):
        person = _contributor((position, entry), role, remarks)
        key = (person.printed.casefold(), person.orcid)
        if not person.printed:
            remarks.add(f"{role}[{position}]", "", "nameless")
        elif key in seen:
            remarks.add(f"{role}[{position}]", person.printed, "repeated")
        seen.add(key)
        byline.append(person)
    return tuple(byline)


def _entries(value: object) -> Iterator[Message]:
    """Each entry as an object; a bare text is the name of one."""
    for item in value if isinstance(value, list) else (value,):
        if isinstance(item, dict):
            yield item
        elif isinstance(item, str) and item.strip():
            yield {"name": item}


def _contributor(place: tuple[int, Message], role: str, remarks: Remarks) -> ContributorRecord:
    position, entry = place
    name = f"{role}[{position}]"
    given, family = text(entry.get("given")), text(entry.get("family"))
    suffix, whole = text(entry.get("suffix")), text(entry.get("name"))
    is_group = bool(whole) and not family and not given
    orcid = text(entry.get("ORCID"), str.strip)
    if orcid:
        orcid = remarks.identifier(f"{name}.ORCID", orcid, normalise_orcid)
    return ContributorRecord(
        position=position,
        printed=_printed(given, family, suffix) or whole or "",
        given=given,
        family=family,
        suffix=suffix,
        group_name=whole if is_group else None,
        is_group=is_group,
        orcid=orcid,
        orcid_authenticated=_yes_or_no(entry.get("authenticated-orcid")) if orcid else None,
        sequence=text(entry.get("sequence")),
        affiliations=_affiliations(entry.get("affiliation"), f"{name}.affiliation", remarks),
    )


_EAST_ASIAN = re.compile(
    r"[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+"
)


def _printed(given: str | None, family: str | None, suffix: str | None) -> str:
    """The name as it stands over a paper: 高阁, 이영주, but Lei Wang and John Smith Jr."""
    if given and family and _EAST_ASIAN.fullmatch(given) and _EAST_ASIAN.fullmatch(family):
        return family + given
    name = " ".join(part for part in (given, family) if part)
    return f"{name} {suffix}" if name and suffix else name


def _yes_or_no(value: object) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def _affiliations(value: object, name: str, remarks: Remarks) -> tuple[AffiliationRecord, ...]:
    if not value:
        return ()
    found = (_affiliation(entry, name, remarks) for entry in _entries(value))
    return tuple(affiliation for affiliation in found if affiliation != AffiliationRecord())


def _affiliation(entry: Message, name: str, remarks: Remarks) -> AffiliationRecord:
    ror: str | None = None
    others: list[IdentifierRecord] = []
    for identifier in each(entry.get("id")):
        scheme = (text(identifier.get("id-type")) or "other").lower()
        for value in strings(identifier.get("id")):
            if scheme != "ror":
                others.append(IdentifierRecord(scheme, plain(value)))
            else:
                ror = ror or remarks.identifier(name, value, normalise_ror)
    return AffiliationRecord(
        text(entry.get("name")),
        ror,
        "; ".join(strings(entry.get("department"), plain)) or None,
        ", ".join(strings(entry.get("place"), plain)) or None,
        tuple(others),
    )


def funders(message: Message, remarks: Remarks) -> tuple[FunderRecord, ...]:
    """Each funder once as given, award numbers taken apart where that is safe."""
    return tuple(_funder(entry, remarks) for entry in _entries(message.get("funder")))


def _funder(entry: Message, remarks: Remarks) -> FunderRecord:
    doi = next(strings(entry.get("DOI")), None)
    if doi:
        doi = remarks.identifier("funder.DOI", doi, registered_doi)
    raw = tuple(strings(entry.get("award"), plain))
    awards = dict.fromkeys(award for given in raw for award in _awards(given))
    return FunderRecord(
        text(entry.get("name")), doi, _funder_ror(entry, remarks), tuple(awards), raw
    )


def _funder_ror(entry: Message, remarks: Remarks) -> str | None:
    for identifier in each(entry.get("id")):
        if (text(identifier.get("id-type")) or "").lower() == "ror":
            for value in strings(identifier.get("id")):
                return remarks.identifier("funder.id", value, normalise_ror)
    return None


_BETWEEN_AWARDS = re.compile(
    r"\s*[;\uff1b\uff0c\u3001]\s*|,\s+(?:and\s+)?|,(?=[0-9]{5})|\s+and\s+|\s+/\s+"
)
_DIGIT = re.compile("[0-9]")
_LONGEST_AWARD = 40


def _awards(given: str) -> list[str]:
    """The numbers of one string; the string itself where a piece does not look like a number."""
    pieces = [piece.strip(" .") for piece in _BETWEEN_AWARDS.split(given)]
    alike = all(len(piece) <= _LONGEST_AWARD and _DIGIT.search(piece) for piece in pieces)
    return pieces if alike else [given]
