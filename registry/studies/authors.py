"""Whether two names on two works can be one author: by family name and initial.

Pure: no database, no Flask. Initials, full names, either order, accents, characters and pinyin
agree; a title must agree as well, so that a shared key may err on the side of agreement.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from registry.naming import surnames
from registry.naming.spoken import readings

HANZI = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f〇]")
BREAKS = re.compile(r"[\s\-‐‑‒–—−·•,;/_.]+")
APOSTROPHES = re.compile("['’‘ʼʹ`´′]")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
GROUP_WORDS = frozenset({"the", "collaboration", "consortium", "team", "group", "for", "of", "on"})


@dataclass(frozen=True)
class Name:
    """An author as printed, split as the source splits it."""

    printed: str
    family: str | None = None
    given: str | None = None
    is_group: bool = False
    orcid: str | None = None


@lru_cache(maxsize=50_000)
def keys(name: Name) -> frozenset[str]:
    """What two printings of one author share at least one of."""
    found = set(index_keys(name))
    family, given = _plain(name.family or ""), _plain(name.given or "")
    if family and given and not name.is_group:
        found |= {*_split("".join(_raw(family)), given), *_split(given, family)}
    if name.orcid:
        found.add(f"orcid {name.orcid}")
    return frozenset(found)


@lru_cache(maxsize=50_000)
def index_keys(name: Name) -> frozenset[str]:
    """The keys by which an index finds an author: as the source splits the name, few."""
    if name.is_group:
        return frozenset({"group " + " ".join(_group(name.printed))})
    characters = "".join(HANZI.findall(unicodedata.normalize("NFKC", name.printed)))
    found = set(_latin(name))
    if characters:
        found |= {characters, *_read(characters, "".join(HANZI.findall(name.family or "")))}
    return frozenset(found)


def shared(one: Sequence[Name], two: Sequence[Name]) -> int:
    """How many authors of two bylines can be the same, each taken once."""
    free = [keys(name) for name in two]
    found = 0
    for mine in map(keys, one):
        place = next((i for i, theirs in enumerate(free) if not mine.isdisjoint(theirs)), None)
        if place is not None:
            free.pop(place)
            found += 1
    return found


def _group(printed: str) -> list[str]:
    return [word for word in _words(printed) if word not in GROUP_WORDS]


def _latin(name: Name) -> Iterator[str]:
    family, given = _plain(name.family or ""), _plain(name.given or "")
    if family and given:
        yield from _split(family, given)
        return
    if len(_raw(family)) == 1 and name.given:
        yield from (f"{_fold(family)}|{initial}" for initial in _initials(name.given))
    text = family or given or _plain(name.printed)
    family, comma, given = text.partition(",")
    if comma:
        yield from _split(family, given)
        return
    words = [word for word in _raw(text) if _fold(word) not in SUFFIXES]
    if len(words) == 1:
        yield f"{_fold(words[0])}|"
    elif words:
        yield from _split(words[-1], words[0])
        yield from _split(words[0], words[1])


def _split(family: str, given: str) -> Iterator[str]:
    """The keys of a given name and the last word of a family name, an umlaut in both spellings."""
    initial = next((_fold(word)[:1] for word in _raw(given) if _fold(word)), "")
    words = [word for word in _raw(family) if _fold(word) not in SUFFIXES]
    for spelled in words[-1:]:
        for folded in {_fold(spelled), _fold(spelled.casefold().translate(UMLAUTS))} - {""}:
            yield f"{folded}|{initial}"


def _plain(text: str) -> str:
    """The text without Chinese characters."""
    return HANZI.sub("", text).strip()


def _initials(given: str) -> set[str]:
    """The first letters of a given name in characters."""
    return {reading[:1] for one in HANZI.findall(given)[:1] for reading in readings(one)}


def _read(characters: str, family: str) -> Iterator[str]:
    """The keys in pinyin of a name in characters, in every reading of its first two."""
    known = family and len(family) < len(characters) and characters.startswith(family)
    size = len(family if known else surnames.split(characters)[0])
    syllables = [readings(one) for one in characters[: size + 1]]
    families = {"".join(parts) for parts in product(*syllables[:size])}
    initials = {reading[:1] for reading in syllables[size]} if len(syllables) > size else {""}
    for surname, initial in product(families, initials):
        for spelled in {surname, surname.replace("v", "u"), surname.replace("v", "yu")}:
            yield f"{spelled}|{initial}"


def _words(text: str) -> list[str]:
    return [folded for word in _raw(text) if (folded := _fold(word))]


def _raw(text: str) -> list[str]:
    spaced = APOSTROPHES.sub("", unicodedata.normalize("NFKC", text))
    return [word for word in BREAKS.split(spaced) if any(c.isalpha() for c in word)]


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold().translate(LETTERS))
    return "".join(c for c in plain if c.isalpha() and not HANZI.match(c))
