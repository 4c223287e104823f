"""`python -m benchmarks.corpus_report [FILE]`: what was read of what, in all real works or a file.

What goes in is counted in the JSON as it is, by none of the code that reads it.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from benchmarks.neighbour import REAL
from importers.crossref_messages import parse
from importers.records import WorkRecord

Message = Mapping[str, Any]
Count = Callable[[Any], int]


class Line(NamedTuple):
    """One kind of thing: how many went in, how many came out, and how many are told in remarks."""

    what: str
    given: int
    read: int
    told: int = 0

    @property
    def lost(self) -> int:
        """How many are neither read nor told of."""
        return self.given - self.read - self.told


class Report(NamedTuple):
    """All lines; the remarks by what they are about and their code; what cannot be told apart."""

    lines: list[Line]
    remarks: Counter[str]
    beside: Counter[str]


def report(messages: Iterable[Message]) -> Report:
    """Everything counted."""
    given, read, told = Counter[str](), Counter[str](), Counter[str]()
    codes, beside = Counter[str](), Counter[str]()
    for message in messages:
        record = parse(message)
        for what, (count_given, count_read) in COUNTS.items():
            given[what] += count_given(message)
            read[what] += count_read(record)
        beside.update({what: number(message, record) for what, number in BESIDE.items()})
        for remark in record.remarks:
            field = remark.field.partition("[")[0] + remark.field.partition("]")[2]
            codes[f"{field}: {remark.reason}"] += 1
            told[NOT_READ.get((field, remark.reason), "")] += 1
    lines = [Line(what, given[what], read[what], told[what]) for what in COUNTS]
    return Report(lines, codes, beside)


NOT_READ = {
    ("author.ORCID", "check_digit"): "ORCID iDs of authors",
    ("ISSN", "check_digit"): "ISSN",
    ("ISBN", "check_digit"): "ISBN",
}
"""Remarks that stand for something left out, not for something read with doubt."""


def _list(message: Message, name: str) -> list[Any]:
    found = message.get(name)
    return found if isinstance(found, list) else []


def _people(role: str, holds: Callable[[Message], Any]) -> Count:
    return lambda message: sum(1 for person in _list(message, role) if holds(person))


def _houses(role: str) -> Count:
    """Affiliations that say something: five say a blank."""
    return lambda message: sum(
        1
        for person in _list(message, role)
        for house in person.get("affiliation") or []
        if any(str(value).strip() for value in house.values())
    )


def _texts(name: str, holds: Callable[[str], Any] = str.strip) -> Count:
    """Whether the field holds such a text."""
    return lambda message: int(
        any(holds(t) for t in _list(message, name) or [message.get(name)] if isinstance(t, str))
    )


def _names(number: Callable[[Any], Any]) -> Count:
    return lambda record: sum(1 for person in record.contributors if number(person))


def _distinct(name: str) -> Count:
    """Numbers that are not the same written in another way: of ISBN the nine digits tell."""
    return lambda message: len({re.sub("[^0-9X]", "", n)[-10:-1] for n in _list(message, name)})


def _awards(message: Message) -> int:
    return sum(len(_list(funder, "award")) for funder in _list(message, "funder"))


def _dates(message: Message) -> int:
    """Dates of which at least the year is said."""
    dates = (value for value in message.values() if isinstance(value, dict))
    return sum(1 for date in dates if ((date.get("date-parts") or [[]])[0] or [None])[0])


def _relations(message: Message) -> int:
    return sum(len(targets) for targets in (message.get("relation") or {}).values())


COUNTS: dict[str, tuple[Count, Count]] = {
    "works": (lambda m: 1, lambda r: int(bool(r.doi))),
    "titles": (_texts("title"), lambda r: int(bool(r.title))),
    "abstracts": (_texts("abstract", lambda t: t != "<jats:p />"), lambda r: int(bool(r.abstract))),
    "journals and books": (_texts("container-title"), lambda r: int(bool(r.container_title))),
    "authors": (lambda m: len(_list(m, "author")), lambda r: len(r.contributors)),
    "family names": (_people("author", lambda p: p.get("family")), _names(lambda c: c.family)),
    "given names": (_people("author", lambda p: p.get("given")), _names(lambda c: c.given)),
    "suffixes": (_people("author", lambda p: p.get("suffix")), _names(lambda c: c.suffix)),
    "groups": (_people("author", lambda p: "name" in p), _names(lambda c: c.is_group)),
    "ORCID iDs of authors": (
        _people("author", lambda p: p.get("ORCID")),
        _names(lambda c: c.orcid),
    ),
    "affiliations of authors": (
        _houses("author"),
        lambda r: sum(len(c.affiliations) for c in r.contributors),
    ),
    "editors": (lambda m: len(_list(m, "editor")), lambda r: len(r.editors)),
    "funders": (lambda m: len(_list(m, "funder")), lambda r: len(r.funders)),
    "awards as given": (_awards, lambda r: sum(len(f.awards_raw) for f in r.funders)),
    "dates": (_dates, lambda r: len(r.dates)),
    "relations": (_relations, lambda r: len(r.relations)),
    "changes of others (update-to)": (
        lambda m: len(_list(m, "update-to")),
        lambda r: sum(u.direction == "updates" for u in r.updates),
    ),
    "changes by others (updated-by)": (
        lambda m: len(_list(m, "updated-by")),
        lambda r: sum(u.direction == "updated_by" for u in r.updates),
    ),
    "ISSN": (_distinct("ISSN"), lambda r: len(r.issns)),
    "ISBN": (_distinct("ISBN"), lambda r: len(r.isbns)),
    "aliases": (lambda m: len(_list(m, "aliases")), lambda r: len(r.aliases)),
    "licences": (lambda m: len(_list(m, "license")), lambda r: len(r.licences)),
}
"""What -> how many stand in a message, and how many in the record that was read of it."""


BESIDE: dict[str, Callable[[Message, WorkRecord], int]] = {
    "titles with < or & as given": lambda m, r: int(bool(re.search("[<&]", str(m.get("title"))))),
    "titles with markup that is kept": lambda m, r: int(r.title_markup is not None),
    "titles with < in their text": lambda m, r: int("<" in (r.title or "")),
    "award numbers taken apart": lambda m, r: sum(len(f.awards) for f in r.funders),
    "works with a remark": lambda m, r: int(bool(r.remarks)),
}
"""What is told without an expectation."""


def shown(found: Report) -> Iterator[str]:
    """The report as a table."""
    yield f"{'what':<32} {'in':>7} {'out':>7} {'told':>6} {'lost':>6}"
    for line in found.lines:
        yield f"{line.what:<32} {line.given:>7,} {line.read:>7,} {line.told:>6,} {line.lost:>6,}"
    for what, number in found.beside.items():
        yield f"{what:<32} {'':>7} {number:>7,}"
    for code, number in found.remarks.most_common():
        yield f"remark, {code:<24} {'':>7} {number:>7,}"


def messages_of(file: Path) -> Iterator[Message]:
    """One message a line, gzip too."""
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as lines:
        yield from map(orjson.loads, lines)


def main() -> None:
    """Report, and exit 1 where something was lost."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else REAL
    found = report(messages_of(file))
    print("\n".join(shown(found)))
    sys.exit(any(line.lost for line in found.lines))


if __name__ == "__main__":
    main()
