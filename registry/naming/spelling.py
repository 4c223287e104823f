"""How a name is written: folded letters, words, abbreviations, and the order of its parts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import permutations
from typing import NamedTuple

from registry.naming.pinyin import splits
from registry.naming.variants import SIMPLIFIED

APOSTROPHES = re.compile("['’‘ʼʹ`´′]")
BREAKS = re.compile(r"[\s\-‐‑‒–—−·•,;/_]+")
DOT = re.compile(r"(?<=\.)(?=\w)")
PARENTHESES = re.compile(r"[(（\[]([^)）\]]*)[)）\]]")
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
HANZI = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f〇]")
DIAERESIS = "\u0308"
U_UMLAUT = re.compile("(?<=[ln])(?:ü|v|yu|u)e?")
MOST_INITIALS = 3
MOST_FAMILY_WORDS = 3
SHORTEST_HALF = 4
REMEMBERED = 50_000


def merged(letters: str) -> str:
    """Folded letters with the spellings of ü made one."""
    return U_UMLAUT.sub("u", letters).replace("ü", "u")


@dataclass(frozen=True)
class Part:
    """A word of a name, or an abbreviation of one, in folded letters."""

    letters: str
    short: bool = False

    @cached_property
    def key(self) -> str:
        """What spellings of a word share: ü, v, yu, ue, u are one after l and n (domain.md 3.1)."""
        return merged(self.letters)

    @property
    def pinyin(self) -> str:
        """The letters as the table of syllables has them."""
        return self.letters.replace("ü", "v")

    def agrees(self, other: Part) -> bool:
        """Whether both can be the same word."""
        if self.short or other.short:
            return self.key.startswith(other.key) if other.short else other.key.startswith(self.key)
        return self.key == other.key


Parts = tuple[Part, ...]


class Reading(NamedTuple):
    """One way to tell family and given name apart; `stated` where the source itself says so."""

    family: str
    given: Parts
    stated: bool = True


def folded(text: str) -> str:
    """Lower case without accents; ü alone is kept, because it has spellings of its own."""
    if text.isascii():
        return APOSTROPHES.sub("", text).lower()
    plain = unicodedata.normalize("NFKC", APOSTROPHES.sub("", text)).casefold().translate(LETTERS)
    return "".join(_bare(c) for c in plain)


def _bare(character: str) -> str:
    plain = unicodedata.normalize("NFD", character)
    base, marks = plain[0], plain[1:]
    return (
        "ü" if base == "u" and DIAERESIS in marks else "" if unicodedata.combining(base) else base
    )


@lru_cache(maxsize=REMEMBERED)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a name as written, cut at blanks, hyphens, commas and after initials."""
    plain = text.replace("-", " ")
    if plain.isascii() and plain.replace(" ", "").isalpha():  # most names, many times quicker
        return tuple(plain.split())
    spaced = DOT.sub(" ", APOSTROPHES.sub("", unicodedata.normalize("NFKC", text)))
    return tuple(word for word in BREAKS.split(spaced) if any(map(str.isalpha, word)))


def hanzi(text: str) -> str:
    """The Chinese characters of a text, compatibility and traditional forms made plain."""
    if text.isascii():
        return ""
    return "".join(HANZI.findall(unicodedata.normalize("NFKC", text))).translate(SIMPLIFIED)


@lru_cache(maxsize=REMEMBERED)
def words(text: str) -> Parts:
    """The parts of a name, a word in capitals taken as a word."""
    return tuple(_part(token) for token in tokens(text))


@lru_cache(maxsize=REMEMBERED)
def key_of(text: str) -> str:
    """The key of a text read as one word."""
    return joined(words(text))


def joined(parts: Parts) -> str:
    """The key of parts written as one word."""
    return merged("".join(part.letters for part in parts))


@lru_cache(maxsize=REMEMBERED)
def given_parts(text: str) -> tuple[Parts, ...]:
    """The ways to read a given name: as words, and `DP` also as initials."""
    found = tokens(text)
    if not any(map(_may_be_initials, found)):
        return (words(text),)
    return words(text), tuple(part for token in found for part in _initials(token))


@lru_cache(maxsize=REMEMBERED)
def _part(token: str) -> Part:
    letters = "".join(c for c in folded(token) if c.isalpha())
    return Part(
        letters, short=len(letters) == 1 or (token.endswith(".") and len(letters) <= MOST_INITIALS)
    )


def _may_be_initials(token: str) -> bool:
    return token.isalpha() and token.isupper() and 1 < len(token) <= MOST_INITIALS


def _initials(token: str) -> Parts:
    if not _may_be_initials(token):
        return (_part(token),)
    return tuple(Part(letter, short=True) for letter in folded(token))


@lru_cache(maxsize=REMEMBERED)
def readings(printed: str, family: str | None, given: str | None) -> tuple[Reading, ...]:
    """Every way to read a printed name: as the source splits it, swapped, and cut at each blank."""
    found: dict[Reading, None] = {}
    split = bool(family and given)
    if not split or len(tokens(printed)) > 2:  # noqa: PLR2004
        for text in _without_parentheses(printed):
            found |= dict.fromkeys(_cuts(text, stated=not split))
    if family and given:
        for text in _without_parentheses(given):
            found |= dict.fromkeys(_read(family, text, stated=True))
            found |= dict.fromkeys(_read(text, family, stated=False))
    return tuple(found)


def _without_parentheses(text: str) -> list[str]:
    inner = [part.strip() for part in PARENTHESES.findall(text)]
    if not inner:
        return [text]
    outer = PARENTHESES.sub(" ", text)
    replaced = [f"{part} {outer.split()[-1]}" for part in inner if outer.split()]
    return [outer, *inner, *replaced, PARENTHESES.sub(r" \1 ", text)]


def _cuts(text: str, *, stated: bool) -> Iterator[Reading]:
    if "," in text:
        family, _, given = text.partition(",")
        yield from _read(family, given, stated=stated)
        return
    found = [t for t in tokens(text) if folded(t).strip(".") not in SUFFIXES or t.isupper()]
    short = [_part(token).short for token in found]
    loud = [i for i, t in enumerate(found) if t.isupper() and len(t.strip(".")) > 1]
    for size in range(1, min(MOST_FAMILY_WORDS, len(found) - 1) + 1):
        for places in (range(size), range(len(found) - size, len(found))):
            marked = not loud or loud == list(places) or len(loud) == len(found)
            if any(short[i] for i in places):
                continue
            first = " ".join(found[i] for i in places)
            rest = " ".join(word for i, word in enumerate(found) if i not in places)
            yield from _read(first, rest, stated=stated and marked)


def _read(family: str, given: str, *, stated: bool) -> Iterator[Reading]:
    for parts in given_parts(given):
        if parts and key_of(family):
            yield Reading(key_of(family), parts, stated)
            for half in halves(family):
                yield Reading(half, parts, stated=False)


@lru_cache(maxsize=REMEMBERED)
def halves(family: str) -> frozenset[str]:
    """The names that a double family name is made of, where they cannot be syllables of pinyin."""
    if "-" not in family:
        return frozenset()
    found = [key_of(half) for half in family.split("-")]
    long = all(len(half) >= SHORTEST_HALF and not splits(half) for half in found)
    return frozenset(found) if long else frozenset()


def orders(parts: Parts) -> set[tuple[str, ...]]:
    """The keys of a name's words as written and with the first or last word moved across."""
    keys = tuple(part.key for part in parts)
    return {keys, (*keys[1:], *keys[:1]), (*keys[-1:], *keys[:-1])}


def joined_both_ways(first: str, second: str) -> set[str]:
    """Two keys joined in both orders."""
    return {merged("".join(pair)) for pair in permutations((first, second))}
