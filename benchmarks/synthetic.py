"""Synthetic publications, people and links: made by rule from one seed, of nobody."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from registry.core import search_text
from registry.people.folding import search_key, sort_key

SEED = 20260101
RESEARCHERS = 2000
UNITS = 40
CHUNK = 5000
YEARS = range(2010, 2027)
MOMENT = "2026-01-02 03:04:05.000000"

SPOKEN = (
    "entanglement photon qubit lattice superconducting cavity spin coherence topological sensing "
    "network repeater memory error correction annealing simulation boson sampling ion trap atom "
    "interferometer magnetometer clock squeezing tomography teleportation communication noise "
    "gate fidelity phonon exciton diamond vacancy silicon dot resonator amplifier readout control"
)
WORDS = SPOKEN.split()
FAMILIES = (
    ("Li", "李"), ("Wang", "王"), ("Zhang", "张"), ("Liu", "刘"), ("Chen", "陈"), ("Yang", "杨"),
    ("Zhao", "赵"), ("Huang", "黄"), ("Zhou", "周"), ("Wu", "吴"), ("Xu", "徐"), ("Sun", "孙"),
)  # fmt: skip
GIVEN = (
    ("Yang", "样"), ("Ben", "本"), ("Shi", "示"), ("Li", "例"), ("Jia", "甲"), ("Yi", "乙"),
    ("Bing", "丙"), ("Ding", "丁"), ("Ce", "测"), ("Xu", "虚"), ("Gou", "构"), ("Ming", "名"),
)  # fmt: skip
PLACES = tuple(f"Department {n % 9}, Sample University {n}, Sample City" for n in range(300))
JOURNALS = tuple(f"Sample Journal of Physics {n}" for n in range(120))

Row = tuple[Any, ...]
COLUMNS = {
    "unit": ("id", "code", "kind", "ours_from", "version"),
    "unit_name": ("unit_id", "locale", "name"),
    "researcher": (
        "id",
        "orcid",
        "orcid_authenticated",
        "visible",
        "sample",
        "sort_name",
        "version",
    ),
    "researcher_name": ("researcher_id", "kind", "script", "family", "given", "full", "folded"),
    "post": ("researcher_id", "unit_id", "position", "starts_on", "version"),
    "output": (
        *("id", "kind", "work_type", "title", "language", "container_title", "publisher", "volume"),
        *("issue", "pages", "doi", "dates", "year", "year_is_guess", "cited_by", "cited_by_at"),
        *("references_count", "source_sha256", "details", "retracted", "sample", "search_text"),
        *("byline_count", "version"),
    ),
    "byline": (
        *("id", "output_id", "position", "role", "printed", "family", "given", "is_group"),
        *("orcid", "orcid_authenticated", "sequence"),
    ),
    "byline_affiliation": ("byline_id", "position", "name", "unit_id"),
    "output_identifier": ("output_id", "scheme", "value"),
    "output_funder": ("output_id", "name", "awards", "awards_raw"),
    "claim": ("output_id", "researcher_id", "byline_id", "state", "evidence", "printed", "version"),
    "goal_link": (
        *("goal_id", "sub_aim_id", "output_id", "is_primary", "statement", "state", "version"),
    ),
}
"""What is filled, table by table, lower ones first; keys are counted by the database elsewhere."""

Aim = tuple[int, int | None]
"""A goal's key, and a sub-aim's where the link is to one."""


@dataclass(frozen=True)
class Person:
    """One of the synthetic researchers."""

    id: int
    family: str
    given: str
    orcid: str | None
    unit_id: int


@dataclass
class Rows:
    """Rows of several tables."""

    of: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def add(self, table: str, *values: Any) -> None:
        self.of[table].append(values)


def staff() -> tuple[list[Person], Rows]:
    """The researchers with two names and a post each, and the units that they are in."""
    rng, rows = Random(SEED), Rows()
    for key in range(1, UNITS + 1):
        rows.add("unit", key, f"sample-{key}", "group", "2010-01-01", 1)
        rows.add("unit_name", key, "en", f"Sample Group {key}")
        rows.add("unit_name", key, "zh", f"示例组 {key}")
    return [_person(key, rng, rows) for key in range(1, RESEARCHERS + 1)], rows


def _person(key: int, rng: Random, rows: Rows) -> Person:
    (family, family_zh), (one, one_zh), (two, two_zh) = map(rng.choice, (FAMILIES, GIVEN, GIVEN))
    given, unit = f"{one}{two.lower()}", rng.randint(1, UNITS)
    orcid = f"0000-0000-{key // 10000:04}-{key % 10000:04}" if rng.random() < 0.5 else None
    rows.add("researcher", key, orcid, False, key % 50 != 0, True, sort_key(family, given, ""), 1)
    latin, hanzi = f"{given} {family}", f"{family_zh}{one_zh}{two_zh}"
    folded = search_key(family, given, latin)
    rows.add("researcher_name", key, "pinyin", "latin", family, given, latin, folded)
    folded = search_key(None, None, hanzi)
    rows.add("researcher_name", key, "legal", "hanzi", None, None, hanzi, folded)
    rows.add("post", key, unit, "professor", "2012-09-01", 1)
    return Person(key, family, given, orcid, unit)


def publications(size: int, people: Sequence[Person], aims: Sequence[Aim]) -> Iterator[Rows]:
    """Publications with all that belongs to them, some thousands at a time."""
    maker = _Maker(Random(SEED + 1), people, aims)
    for first in range(1, size + 1, CHUNK):
        maker.rows = Rows()
        for key in range(first, min(first + CHUNK, size + 1)):
            maker.publication(key)
        yield maker.rows


@dataclass
class _Maker:
    """Makes one publication after the other; `bylines` counts the places made."""

    rng: Random
    people: Sequence[Person]
    aims: Sequence[Aim]
    rows: Rows = field(default_factory=Rows)
    bylines: int = 0

    def publication(self, key: int) -> None:
        rng = self.rng
        title = " ".join(rng.choices(WORDS, k=8)).capitalize()
        journal, doi, year = rng.choice(JOURNALS), f"10.5555/bench.{key}", rng.choice(YEARS)
        printed = self._byline(key)
        date = f"{year}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        self.rows.add(
            "output",
            *(key, "publication", "journal-article", title, "en", journal, "Sample Press"),
            *(str(rng.randint(1, 90)), str(rng.randint(1, 12)), f"{key}-{key + 9}", doi),
            *(json.dumps({"issued": date, "created": date}), year, False, rng.randint(0, 200)),
            *(MOMENT, rng.randint(10, 60), f"{key:064x}", "{}", False, True),
            *(search_text.fold(title, journal, *printed, doi), len(printed), 1),
        )
        self.rows.add("output_identifier", key, "issn", f"0000-{key % 120:04}")
        if rng.random() < 0.6:
            awards = json.dumps([f"SAMPLE-{rng.randint(1, 5000)}"])
            self.rows.add("output_funder", key, "Sample Science Foundation", awards, awards)
        self._links(key)

    def _byline(self, output: int) -> list[str]:
        """About six names, of whom up to three are researchers of ours and have said so."""
        rng = self.rng
        total, ours = rng.randint(2, 10), rng.choice((0, 1, 1, 1, 2, 2, 3))
        places = set(rng.sample(range(1, total + 1), min(ours, total)))
        known = iter(rng.sample(range(len(self.people)), len(places)))
        printed = []
        for position in range(1, total + 1):
            person = self.people[next(known)] if position in places else None
            printed.append(self._place(output, position, person))
        return printed

    def _place(self, output: int, position: int, person: Person | None) -> str:
        self.bylines += 1
        key, rng = self.bylines, self.rng
        family = person.family if person else rng.choice(FAMILIES)[0]
        given = person.given if person else f"{rng.choice(GIVEN)[0]}{rng.choice(WORDS)[:3]}"
        orcid, printed = person.orcid if person else None, f"{given} {family}"
        sequence = "first" if position == 1 else "additional"
        self.rows.add(
            "byline",
            *(key, output, position, "author", printed, family, given, False),
            *(orcid, False if orcid else None, sequence),
        )
        unit = person.unit_id if person else None
        self.rows.add("byline_affiliation", key, 1, rng.choice(PLACES), unit)
        if rng.random() < 0.2:
            self.rows.add("byline_affiliation", key, 2, rng.choice(PLACES), None)
        if person:
            self.rows.add("claim", output, person.id, key, "confirmed", "[]", printed, 1)
        return printed

    def _links(self, output: int) -> None:
        for chance, is_primary in ((0.85, True), (0.25, False)):
            if self.rng.random() < chance:
                goal, part = self.rng.choice(self.aims)
                said = "A synthetic contribution."
                self.rows.add("goal_link", goal, part, output, is_primary, said, "confirmed", 1)


def stamped(columns: Iterable[str]) -> tuple[str, ...]:
    """The columns with those that every table has."""
    return (*columns, "created_at", "updated_at")
