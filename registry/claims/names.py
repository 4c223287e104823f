"""Whether a name printed on a paper can be one of a person's names. Pure: no database, no Flask.

Names are folded and compared, never measured by edit distance: one changed letter makes another
common name. Nothing is derived that a person did not enter: no pinyin from characters, no Hong
Kong, Taiwan or Western forms (domain.md 3.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import product

from registry.claims import pinyin
from registry.claims.spelling import (
    Part,
    Parts,
    Reading,
    given_parts,
    hanzi,
    joined_both_ways,
    key_of,
    orders,
    readings,
    words,
)


class Strength(IntEnum):
    """How much of two names agrees."""

    INITIALS = 1
    PARTIAL = 2
    FULL = 3


@dataclass(frozen=True)
class Printed:
    """A byline position as printed, split as the source splits it."""

    printed: str
    family: str | None = None
    given: str | None = None
    is_group: bool = False
    orcid: str | None = None
    orcid_authenticated: bool = False
    ours: bool = False


@dataclass(frozen=True)
class Called:
    """One thing a person is called."""

    full: str
    family: str | None = None
    given: str | None = None


@dataclass(frozen=True)
class Match:
    """A printed name is compatible with `called`, one of the person's names."""

    strength: Strength
    called: str


def compare(printed: Printed, names: Sequence[Called]) -> Match | None:
    """The strongest agreement of a printed name with a person's names, None where there is none."""
    if printed.is_group:
        return None
    characters = hanzi(printed.printed)
    written = [name for name in names if hanzi(name.full)]
    if characters and written:
        return _same_characters(printed, written)
    found = [Match(s, name.full) for name in names if (s := _latin(printed, name))]
    return max(found, key=lambda match: match.strength, default=None)


def printed_keys(printed: Printed) -> set[str]:
    """The keys under which an index of names finds whose full name may be printed here."""
    characters = hanzi(printed.printed)
    latin = {
        reading.family + _key(part)
        for reading in _readings(printed)
        for part in _heads(reading.given)
    }
    return latin | ({key_of(printed.printed)} - {""}) | ({characters} - {""})


def called_keys(names: Iterable[Called]) -> set[str]:
    """The keys under which a person stands in that index."""
    found: set[str] = set()
    for name in names:
        found |= {hanzi(name.full), *("".join(order) for order in orders(words(name.full)))}
        if name.family and name.given:
            found |= joined_both_ways(key_of(name.family), key_of(name.given))
            found |= {
                key_of(name.family) + _key(head)
                for parts in given_parts(name.given)
                for head in _heads(parts)
            }
    return found - {""}


def _same_characters(printed: Printed, names: Sequence[Called]) -> Match | None:
    family, given = hanzi(printed.family or ""), hanzi(printed.given or "")
    spellings = {hanzi(printed.printed)} | joined_both_ways(family, given)
    return next((Match(Strength.FULL, n.full) for n in names if hanzi(n.full) in spellings), None)


def _readings(printed: Printed) -> tuple[Reading, ...]:
    return readings(printed.printed, printed.family, printed.given)


def _latin(printed: Printed, name: Called) -> Strength | None:
    if not (name.family and name.given):
        same = tuple(p.key for p in words(printed.printed)) in orders(words(name.full))
        return Strength.FULL if same and words(name.full) else None
    family, called = key_of(name.family), tuple(given_parts(name.given))
    found = [
        strength if reading.stated else min(strength, Strength.PARTIAL)
        for reading in _readings(printed)
        if reading.family == family
        for parts in called
        if (strength := _given(reading.given, parts, chinese=pinyin.is_surname(family)))
    ]
    return max(found, default=None)


@lru_cache(maxsize=50_000)
def _given(printed: Parts, called: Parts, *, chinese: bool) -> Strength | None:
    if _key(printed) == _key(called) and not printed[0].short and not called[0].short:
        return Strength.FULL
    pairs = product(_syllables(printed, chinese=chinese), _syllables(called, chinese=chinese))
    found = [s for (one, one_chinese), (two, two_chinese) in pairs
             if (s := _aligned(one, two, chinese=one_chinese and two_chinese))]  # fmt: skip
    return max(found, default=None)


def _syllables(parts: Parts, *, chinese: bool) -> Iterator[tuple[Parts, bool]]:
    """The parts cut into syllables in every way, and whether that worked; else as they are."""
    ways = [[(part,)] if part.short else _cut(part) for part in parts]
    if not chinese or not all(ways):
        yield parts, False
        return
    for way in product(*ways):
        yield tuple(part for word in way for part in word), True


def _cut(part: Part) -> list[Parts]:
    return [tuple(Part(s) for s in way) for way in pinyin.splits(part.pinyin)]


def _aligned(one: Parts, two: Parts, *, chinese: bool) -> Strength | None:
    short, long = sorted((one, two), key=len)
    if not all(a.agrees(b) for a, b in zip(short, long, strict=False)):
        return None
    rest = long[len(short) :]
    if (
        chinese
        and rest
        and not all(part.short for part in short)
        and not all(part.short for part in rest)
    ):
        return None
    whole = not (short[0].short or long[0].short)
    if chinese and rest and not whole and all(part.short for part in rest) and not short[0].short:
        return None
    return Strength.PARTIAL if whole else Strength.INITIALS


def _key(parts: Parts) -> str:
    return "".join(part.key for part in parts)


def _heads(parts: Parts) -> list[Parts]:
    return [parts[:size] for size in range(1, len(parts) + 1)]
