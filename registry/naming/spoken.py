"""How a name in Chinese characters is read: surname by our table, given name by pypinyin."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product

from registry.naming import surnames

LONGEST = 4
MOST_READINGS = 12


@lru_cache(maxsize=20_000)
def spoken(hanzi: str, family: str = "") -> tuple[tuple[str, str], ...]:
    """The readings of a name as (family, given) in letters, ü kept, the usual one first.

    `family` where it is known; else one character, or two of the list of compound surnames.
    Nothing for what is longer than a Chinese name is, such as a Uyghur name in characters.
    """
    if not 1 < len(hanzi) <= LONGEST:
        return ()
    known = family and hanzi.startswith(family) and hanzi != family
    first, rest = (family, hanzi[len(family) :]) if known else surnames.split(hanzi)
    return tuple(islice(product(surname(first), _given(rest)), MOST_READINGS))


def surname(hanzi: str) -> tuple[str, ...]:
    """The readings of a surname, the usual one first: 单 is shan."""
    if hanzi in surnames.READINGS:
        return surnames.READINGS[hanzi]
    return ("".join(readings(one)[0] for one in hanzi),)


def _given(hanzi: str) -> list[str]:
    return ["".join(way) for way in islice(product(*_syllables(hanzi)), MOST_READINGS)]


def _syllables(hanzi: str) -> list[list[str]]:
    return [readings(one) for one in hanzi]


@lru_cache(maxsize=10_000)
def readings(one: str) -> list[str]:
    """Every reading of one character in letters, without tones, the usual one first."""
    from pypinyin import Style, pinyin  # noqa: PLC0415  (a sixth of a second, seldom needed)

    return pinyin(one, style=Style.NORMAL, heteronym=True)[0]
