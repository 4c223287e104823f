"""Whether a name printed on a paper can be one of a person's names. Pure: no database, no Flask.

Names are folded and compared, never measured by edit distance: one changed letter makes another
common name. What a person entered decides; pinyin read from characters is weaker, and Hong Kong,
Taiwan and Western forms are never guessed (domain.md 3.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from registry.naming import pinyin
from registry.naming.spelling import (
    Part,
    Parts,
    Reading,
    given_parts,
    halves,
    hanzi,
    joined,
    joined_both_ways,
    key_of,
    orders,
    readings,
    words,
)
from registry.naming.spoken import spoken


class Strength(IntEnum):
    """How much of two names agrees."""

    INITIAL = 1
    INITIALS = 2
    DERIVED = 3
    PARTIAL = 4
    FULL = 5
    CHARACTERS = 6


class Printed(NamedTuple):
    """A name as printed, split as the source splits it."""

    printed: str
    family: str | None = None
    given: str | None = None
    is_group: bool = False


class Called(NamedTuple):
    """One thing a person is called; a name that stands beside the family name has `given` alone."""

    full: str
    family: str | None = None
    given: str | None = None


class Spelled(NamedTuple):
    """A name in Latin letters that a person has, entered or `derived` from characters."""

    shown: str
    family: str
    given: str
    derived: bool = False


class Match(NamedTuple):
    """A printed name is compatible with `called`, one of the person's names."""

    strength: Strength
    called: str


Names = tuple[Called, ...]


@lru_cache(maxsize=100_000)
def compare(printed: Printed, names: Names) -> Match | None:
    """The strongest agreement of a printed name with a person's names, None where there is none."""
    if printed.is_group:
        return None
    characters = hanzi(printed.printed)
    written = [name for name in names if hanzi(name.full)]
    if characters and written:
        return _same_characters(printed, written)
    if characters and not _letters(printed):
        return _read_aloud(printed, names)
    at_once = _as_it_stands(printed, names)
    if at_once:
        return at_once
    found = [Match(s, n.shown) for n in spelled(names) if (s := _spelled_so(printed, n))]
    found += [Match(Strength.FULL, n.full) for n in whole(names) if _same_words(printed, n)]
    return max(found, key=lambda match: match.strength, default=None)


def _as_it_stands(printed: Printed, names: Names) -> Match | None:
    """Most names on papers: split by the source, and both parts are those of a name entered."""
    if not (printed.family and printed.given) or words(printed.given)[:1] != _spelled_out(printed):
        return None
    family, given = key_of(printed.family), key_of(printed.given)
    same = (
        name.shown
        for name in spelled(names)
        if not name.derived and key_of(name.given) == given and key_of(name.family) == family
    )
    return next((Match(Strength.FULL, shown) for shown in same), None)


def _spelled_out(printed: Printed) -> Parts:
    """The first word of the given name, unless it is or can be initials."""
    first = next(iter(given_parts(printed.given or "")[-1]), None)
    return (first,) if first and not first.short else ()


@lru_cache(maxsize=20_000)
def spelled(names: Names) -> tuple[Spelled, ...]:
    """The names in Latin letters: as entered, given names beside each family name, and as read.

    Characters are read only where no name that was entered is one of their readings.
    """
    entered = [
        Spelled(n.full, n.family, n.given)
        for n in names
        if n.family and n.given and not hanzi(n.full)
    ]
    families = dict.fromkeys(n.family for n in entered)
    beside = [
        Spelled(f"{n.given} {family}", family, n.given)
        for n in names
        if n.given and not n.family and not hanzi(n.full)
        for family in families
    ]
    keys = {key for n in entered for key in joined_both_ways(key_of(n.family), key_of(n.given))}
    return (*entered, *beside, *(d for n in names for d in _derived(n, keys)))


def _derived(name: Called, entered: set[str]) -> list[Spelled]:
    pairs = spoken(hanzi(name.full), hanzi(name.family or ""))
    if any(joined((Part(family), Part(given))) in entered for family, given in pairs):
        return []
    return [Spelled(name.full, family, given, derived=True) for family, given in pairs]


def _letters(printed: Printed) -> str:
    return "".join(part.letters for part in words(printed.printed) if not hanzi(part.letters))


def _same_characters(printed: Printed, names: Sequence[Called]) -> Match | None:
    family, given = hanzi(printed.family or ""), hanzi(printed.given or "")
    writings = {hanzi(printed.printed)} | joined_both_ways(family, given)
    same = (n.full for n in names if hanzi(n.full) in writings)
    return next((Match(Strength.CHARACTERS, full) for full in same), None)


def _read_aloud(printed: Printed, names: Names) -> Match | None:
    """Characters on the paper and none among the names: what they are read as."""
    pairs = spoken(hanzi(printed.printed), hanzi(printed.family or ""))
    keys = {joined((Part(family), Part(given))) for family, given in pairs}
    same = (n.shown for n in spelled(names) if joined(words(f"{n.family} {n.given}")) in keys)
    return next((Match(Strength.DERIVED, shown) for shown in same), None)


def whole(names: Names) -> list[Called]:
    """The names in letters that are one: single names, and such as nobody tells apart."""
    families = any(name.family for name in names)
    return [
        name
        for name in names
        if not (hanzi(name.full) or (name.given and (name.family or families)))
    ]


def _same_words(printed: Printed, name: Called) -> bool:
    """Whether the words are printed as they are, or in another order."""
    return tuple(part.key for part in words(printed.printed)) in orders(words(name.full))


def _spelled_so(printed: Printed, name: Spelled) -> Strength | None:
    family, called = key_of(name.family), tuple(given_parts(name.given))
    half = halves(name.family)
    most = Strength.DERIVED if name.derived else Strength.FULL
    found = [
        min(strength, most if reading.stated and not half_of_it else min(most, Strength.PARTIAL))
        for reading in readings(printed.printed, printed.family, printed.given)
        if (half_of_it := reading.family in half) or reading.family == family
        for parts in called
        if (strength := _best(reading, parts, chinese=pinyin.is_surname(family)))
    ]
    return max(found, default=None)


def _best(reading: Reading, called: Parts, *, chinese: bool) -> Strength | None:
    found = _given(reading.given, called, chinese=chinese)
    if found or not chinese or len(reading.given) < 2 or reading.given[0].short:  # noqa: PLR2004
        return found
    return _after_a_western_name(reading.given, called)


def _after_a_western_name(printed: Parts, called: Parts) -> Strength | None:
    """`Kenny Zhiming Li` is Zhiming Li, where Kenny cannot be pinyin and Zhiming is all there."""
    first, rest = printed[0], printed[1:]
    foreign = not first.short and not pinyin.splits(first.pinyin)
    return Strength.PARTIAL if foreign and joined(rest) == joined(called) else None


@lru_cache(maxsize=50_000)
def _given(printed: Parts, called: Parts, *, chinese: bool) -> Strength | None:
    if joined(printed) == joined(called) and not printed[0].short and not called[0].short:
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
        return Strength.PARTIAL if not chinese and _left_out(short, long) else None
    rest = long[len(short) :]
    cut_off = rest and not all(part.short for part in rest)
    if chinese and cut_off and not all(part.short for part in short):
        return None
    spelled_out = not (short[0].short or long[0].short)
    if chinese and rest and not spelled_out and not cut_off and not short[0].short:
        return None
    if spelled_out:
        return Strength.PARTIAL
    return Strength.INITIALS if len(short) > 1 else Strength.INITIAL


def _left_out(short: Parts, long: Parts) -> bool:
    """Whether a middle name is left out: the first name is spelled out, all others are in order."""
    rest = iter(long)
    starts = not short[0].short and short[0] == long[0]
    return starts and all(any(part.agrees(other) for other in rest) for part in short)
