"""A synthetic institute, of nobody: people, posts, and papers by them and by their namesakes.

`python -m benchmarks.institute FILE --seed 1` writes the truth that `registry claims evaluate`
reads. Whose a byline position is, is known because it was made so.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import orjson

from benchmarks.institute_names import OF_A_VENUE, Name, Namer, Printed, printed
from benchmarks.synthetic import WORDS

PEOPLE, UNITS, VENUES = 2000, 40, 240
WORKS, STRANGE_WORKS, STRANGERS = 12_000, 4_000, 900
FIRST, LAST = 2008, 2025
ROOT = 0
NO_AFFILIATION, ONLY_ROOT = 0.10, 0.05
WITH_ORCID, PRINTS_ORCID, AUTHENTICATED, WRONG_ORCID = 1 / 3, 0.6, 0.6, 0.01
STAFF_UNLISTED = 25
ENDINGS = ("", "ic", "al", "um", "on", "ine", "ide", "ary", "ise", "oid", "ant", "ory")
SYLLABLES = (
    "ba",
    "do",
    "fe",
    "gi",
    "ku",
    "lo",
    "ma",
    "ni",
    "po",
    "ra",
    "su",
    "te",
    "vo",
    "wi",
    "za",
)
SUBJECTS = ("Physics", "Chemistry", "Materials", "Electronics", "Mathematics", "Optics")
GENERAL = 600
"""Words that papers of any field have in their titles."""
VOCABULARY = len(WORDS) * len(ENDINGS) ** 2


@dataclass
class Being:
    """Somebody who writes papers, on the roster (with a `label`) or not."""

    name: Name
    places: list[str]
    words: list[str]
    venues: list[int]
    topic: int
    label: str | None = None
    unit: int | None = None
    since: int = FIRST
    until: int = LAST
    orcid: str | None = None
    grants: list[str] = field(default_factory=list)
    partners: list[Being] = field(default_factory=list)

    @property
    def years(self) -> range:
        """When papers by them appear; their post lies within."""
        return range(max(FIRST, self.since - 5), min(LAST, self.until + 4) + 1)


class Institute:
    """Everybody and everything, made from one seed."""

    def __init__(self, seed: int, people: int = PEOPLE) -> None:
        self.rng = Random(seed)
        self.namer = Namer(self.rng)
        self.causes: Counter[str] = Counter()
        ways, weights = zip(*OF_A_VENUE, strict=True)
        self.houses = self.rng.choices(ways, weights, k=VENUES)
        self.homes = [_invented(self.rng) for _ in range(400)]
        self.topics = [self.rng.sample(range(VOCABULARY), 60) for _ in range(UNITS + 1)]
        self.unlisted = [
            [self._being(unit) for _ in range(STAFF_UNLISTED)] for unit in range(UNITS + 1)
        ]
        self.people = [self._person(number) for number in range(1, people + 1)]
        self.strangers = [self._namesake() for _ in range(STRANGERS if people else 0)]

    def _being(self, unit: int | None = None, name: Name | None = None) -> Being:
        rng = self.rng
        topic = unit if unit is not None else rng.randrange(UNITS)
        words = [_word(n) for n in rng.sample(self.topics[topic], 12)]
        home = rng.randrange(len(self.homes))
        places = [f"Department of {rng.choice(SUBJECTS)}, University of {self.homes[home]}"]
        venues = [(home + unit * 6 if unit else home + n * 7) % VENUES for n in range(3)]
        venues = [rng.randrange(unit * 5, unit * 5 + 30) % VENUES if unit else v for v in venues]
        being = Being(name or self.namer.anybody(), places, words, venues, topic, unit=unit)
        being.orcid = _orcid(rng) if rng.random() < WITH_ORCID else None
        return being

    def _person(self, number: int) -> Being:
        rng = self.rng
        being = self._being(rng.randint(1, UNITS))
        being.label, being.since = f"p{number}", rng.randint(FIRST, 2022)
        being.until = (
            LAST + 1 if rng.random() < 0.7 else min(LAST, being.since + rng.randint(3, 10))
        )
        being.places.append(
            f"School of {rng.choice(SUBJECTS)}, {rng.choice(self.homes)} University"
        )
        being.grants = [f"SAMPLE-{number}-{n}" for n in range(rng.randint(0, 2))]
        being.partners = [self._being() for _ in range(rng.randint(3, 12))]
        return being

    def _namesake(self) -> Being:
        """A stranger who has the name of one of ours."""
        being = self._being(name=self.rng.choice(self.people).name)
        being.partners = [self._being() for _ in range(self.rng.randint(2, 8))]
        return being

    def rows(self) -> Iterator[dict[str, Any]]:
        """The lines of the truth file: people first, then works."""
        yield from (self._row(person) for person in self.people)
        mates = {unit: [p for p in self.people if p.unit == unit] for unit in range(1, UNITS + 1)}
        for number in range(1, WORKS + 1):
            lead = self.rng.choice(self.people)
            year = self.rng.choice(lead.years)
            here = lead.since <= year <= lead.until
            authors = [lead, *self._ours(mates[lead.unit or 1], lead, year)] if here else [lead]
            if here:
                authors += self.rng.sample(
                    self.unlisted[lead.unit or 0], self.rng.choice((0, 1, 1, 2))
                )
            yield self._work(f"w{number}", year, authors=authors, lead=lead)
        for number in range(1, STRANGE_WORKS + 1):
            stranger = self.rng.choice(self.strangers)
            year = self.rng.randint(FIRST, LAST)
            yield self._work(f"s{number}", year, authors=[stranger], lead=stranger)

    def _ours(self, mates: list[Being], lead: Being, year: int) -> list[Being]:
        active = [m for m in mates if m.since <= year <= m.until and m is not lead]
        near = [m for m in active if set(m.words) & set(lead.words)] or active
        return self.rng.sample(near[:12], min(len(near[:12]), self.rng.choice((0, 1, 1, 2))))

    def _row(self, person: Being) -> dict[str, Any]:
        until = None if person.until > LAST else person.until
        email = f"{person.label}@institute.example"
        return {
            "person": person.label,
            "names": _entered(person.name, self.rng),
            "orcid": person.orcid,
            "emails": [email],
            "posts": [[person.unit, person.since, until]],
        }

    def printed_anywhere(self) -> tuple[str, Printed]:
        """A name of anybody, as some venue prints it."""
        return printed(self.namer.anybody(), self.rng.choice(self.houses), self.rng)

    def _work(self, key: str, year: int, *, authors: list[Being], lead: Being) -> dict[str, Any]:
        rng = self.rng
        partners = rng.sample(lead.partners, min(len(lead.partners), rng.choice((0, 1, 2, 2, 3))))
        everybody = [*authors, *partners, *(self._being() for _ in range(rng.choice((0, 0, 1))))]
        rng.shuffle(everybody)
        venue = rng.choice(lead.venues) if rng.random() < 0.6 else rng.randrange(VENUES)
        words = rng.sample(lead.words, rng.choice((0, 1, 1, 2, 3)))
        words += [_word(n) for n in rng.sample(self.topics[lead.topic], 2)]
        words += [_word(rng.randrange(GENERAL)) for _ in "1234"]
        bare = rng.random() < NO_AFFILIATION
        byline = [self._place(being, year, venue, bare=bare) for being in everybody]
        self._swap(byline)
        return {
            "work": key,
            "year": year,
            "venue": f"Sample Journal of Physics {venue}",
            "title": " ".join(words),
            "grants": [grant for being in authors for grant in being.grants if rng.random() < 0.4],
            "byline": byline,
        }

    def _place(self, being: Being, year: int, venue: int, *, bare: bool) -> dict[str, Any]:
        rng = self.rng
        cause, (family, given, whole) = self._printed(being, year, venue)
        self.causes[cause] += 1
        self.causes[f"name of kind {being.name.kind}"] += 1
        place: dict[str, Any] = {"family": family, "given": given, "name": whole, "cause": cause}
        place["is"] = being.label
        here = being.unit is not None and being.since <= year <= being.until
        if not bare:
            place |= self._affiliation(being, here=here, late=year > being.until)
        if being.orcid and year >= 2014 and rng.random() < PRINTS_ORCID:
            place |= {"orcid": being.orcid, "authenticated": rng.random() < AUTHENTICATED}
        if being.label and here and rng.random() < 0.05:
            place["emails"] = [f"{being.label}@institute.example"]
        return place

    def _printed(self, being: Being, year: int, venue: int) -> tuple[str, Printed]:
        name = being.name
        if name.former and year < being.since:
            return "former name", (name.former, name.given, None)
        return printed(name, self.houses[venue], self.rng)

    def _affiliation(self, being: Being, *, here: bool, late: bool) -> dict[str, Any]:
        if not here:
            return {"affiliations": [being.places[-1] if late else being.places[0]]}
        unit = ROOT if self.rng.random() < ONLY_ROOT else being.unit
        text = f"Sample Group {unit}, Sample Institute" if unit else "Sample Institute"
        return {"affiliations": [text], "units": [unit, ROOT] if unit else [ROOT]}

    def _swap(self, byline: list[dict[str, Any]]) -> None:
        """One iD of a hundred is somebody else's: of a co-author, or of anybody."""
        for place in byline:
            if place.get("orcid") and self.rng.random() < WRONG_ORCID:
                other = self.rng.choice(byline)
                anybody = self.rng.choice(self.people).orcid
                other["orcid"], place["orcid"] = place["orcid"], anybody or other.get("orcid")
                other["authenticated"] = place["authenticated"]


def _word(number: int) -> str:
    """One of many words; a word of physics with an ending that makes it another."""
    part, which = divmod(number, len(WORDS))
    first, second = divmod(part, len(ENDINGS))
    return WORDS[which] + ENDINGS[first] + ENDINGS[second]


def _invented(rng: Random) -> str:
    """A place that there is not."""
    return "".join(rng.choices(SYLLABLES, k=3)).capitalize() + rng.choice(
        ("ford", "stadt", "ville")
    )


def _orcid(rng: Random) -> str:
    return f"0000-0001-{rng.randrange(10_000):04}-{rng.randrange(10_000):04}"


def _entered(name: Name, rng: Random) -> list[tuple[str, str | None, str | None]]:
    """What HR entered: characters and pinyin, sometimes one of them, and what else is known."""
    latin = (f"{name.given} {name.family}", name.family, name.given)
    chance = rng.random()
    found: list[tuple[str, str | None, str | None]] = []
    if name.hanzi and chance > 0.04:
        found.append(("".join(name.hanzi), *name.hanzi))
    if not found or chance < 0.96 or name.kind == "abroad":
        found.append(latin)
    if name.western:
        found.append((name.western, None, name.western))
    if name.former:
        found.append((f"{name.given} {name.former}", name.former, name.given))
    return found


def write(path: Path, seed: int) -> Institute:
    """Write the truth file of a seed."""
    made = Institute(seed, PEOPLE)
    with path.open("wb") as file:
        for row in made.rows():
            file.write(orjson.dumps(row) + b"\n")
    return made


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.institute", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=2)
    asked = parser.parse_args()
    made = write(asked.file, asked.seed)
    names = Counter((p.name.family, p.name.given) for p in made.people)
    shared = sum(count for count in names.values() if count > 1)
    initials = Counter((p.name.family, p.name.given[:1]) for p in made.people)
    alike = sum(count for count in initials.values() if count > 1)
    print(f"synthetic: {len(made.people)} people, {WORKS + STRANGE_WORKS} works, seed {asked.seed}")
    print(f"{shared} people share their whole name with another of ours, {alike} name and initial")
    for cause, count in made.causes.most_common():
        print(f"{count:7}  {cause}")


if __name__ == "__main__":
    main()
