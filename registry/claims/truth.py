"""Files that say who stands at which byline position, to measure matching by.

Four formats are read, JSON lines, gzip or not: `s2and` (an authorship a line), `lei-wang` (a paper
a line, all by people of one name), `orcid` (an iD and its authorships a line) and `institute`
(lines of people and of works, as the generator in benchmarks writes them).
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from registry.claims.subjects import Person, Position, Tenure, Work
from registry.core.errors import N_, Invalid
from registry.naming.names import Called, Names, Printed

Label = str


class NoTruth(Invalid):
    """A file is in none of the formats that are read."""

    sentence = N_("%(value)s is no truth file: its first line is in none of the known formats.")


@dataclass(frozen=True)
class Answered:
    """A byline position and who it is; None where it is nobody of the roster, whoever it is."""

    position: Position
    label: Label | None


@dataclass
class Truth:
    """What a file says: positions with their answers, and what is known of people beforehand."""

    answered: list[Answered] = field(default_factory=list)
    people: dict[Label, Person] = field(default_factory=dict)


def read(path: Path) -> Truth:
    """The truth of a file. Raises NoTruth."""
    rows = _rows(path)
    first: Any = next(rows, None)
    if not isinstance(first, dict):
        raise NoTruth(field="file", value=path.name)
    for key, reader in READERS.items():
        if key in first:
            return reader([first, *rows])
    raise NoTruth(field="file", value=path.name)


def _rows(path: Path) -> Iterator[Any]:
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
            yield from map(orjson.loads, lines)
    except (orjson.JSONDecodeError, OSError) as error:
        raise NoTruth(field="file", value=path.name) from error


def _s2and(rows: Iterable[Mapping[str, Any]]) -> Truth:
    truth = Truth()
    for row in rows:
        author = row["author_info"]
        given = " ".join(filter(None, (author["first"], author["middle"])))
        work = Work(key=f"{row['paper_id']}-{row['signature_id']}")
        printed = Printed(f"{given} {author['last']}".strip(), author["last"], given or None)
        places = tuple(author["affiliations"] or ())
        truth.answered.append(Answered(Position(printed, work, affiliations=places), row["person"]))
    return truth


def _lei_wang(rows: Iterable[Mapping[str, Any]]) -> Truth:
    truth = Truth()
    for row in rows:
        authors = tuple(Printed(name.strip()) for name in row["authors"].split(","))
        work = Work(row["id"], int(row["year"]), row["jconf"], row["title"], authors)
        name = next((a for a in authors if a.printed == "Lei Wang"), Printed("Lei Wang"))
        places = () if row["organization"] == "null" else (row["organization"],)
        position = Position(name, work, affiliations=places)
        truth.answered.append(Answered(position, row["label"]))
    return truth


def _orcid(rows: Iterable[Mapping[str, Any]]) -> Truth:
    places = [(row["orcid"], place) for row in rows for place in row["authorships"]]
    authors: dict[str, list[Printed]] = defaultdict(list)
    for _, place in places:
        authors[place["doi"]].append(_printed(place))
    truth = Truth()
    for orcid, place in places:
        work = Work(place["doi"], authors=tuple(authors[place["doi"]]))
        truth.answered.append(Answered(Position(_printed(place), work), orcid))
    return truth


def _printed(place: Mapping[str, Any]) -> Printed:
    family, given = place.get("family"), place.get("given")
    return Printed(place.get("name") or f"{given or ''} {family or ''}".strip(), family, given)


def _institute(rows: Iterable[Mapping[str, Any]]) -> Truth:
    truth = Truth()
    for row in rows:
        if "person" in row:
            truth.people[row["person"]] = _person(row)
            continue
        authors = tuple(_printed(place) for place in row["byline"])
        grants = frozenset(row["grants"])
        work = Work(row["work"], row["year"], row["venue"], row["title"], authors, grants)
        for place, printed in zip(row["byline"], authors, strict=True):
            position = Position(
                printed,
                work,
                orcid=place.get("orcid"),
                orcid_authenticated=place.get("authenticated", False),
                affiliations=tuple(place.get("affiliations", ())),
                units=frozenset(place.get("units", ())),
                emails=frozenset(place.get("emails", ())),
            )
            truth.answered.append(Answered(position, place.get("is")))
    return truth


def _person(row: Mapping[str, Any]) -> Person:
    names: Names = tuple(Called(*name) for name in row["names"])
    tenures = tuple(Tenure(*tenure) for tenure in row["posts"])
    return Person(names, row["orcid"], frozenset(row["emails"]), tenures=tenures)


READERS = {
    "author_info": _s2and,
    "jconf": _lei_wang,
    "authorships": _orcid,
    "person": _institute,
}
"""A key of a file's first line -> who reads the file."""
