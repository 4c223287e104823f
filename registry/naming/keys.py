"""The keys of names: what an index looks people up by, so that nobody is compared with everybody.

Keys of full names are the letters in a row, in both orders, so that one look-up finds `Da-Peng YU`,
`Yu Dapeng` and `dapeng yu`. Keys of initials are a family name and a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

from registry.naming import pinyin
from registry.naming.names import Names, Printed, Spelled, spelled, whole
from registry.naming.spelling import (
    HANZI,
    Parts,
    given_parts,
    halves,
    hanzi,
    joined,
    joined_both_ways,
    key_of,
    merged,
    orders,
    readings,
    words,
)
from registry.naming.spoken import spoken

MOST_INITIALS = 3
BREAKS = re.compile("[ .\\-]+")
MARK = " "
"""Between family name and initials; no full name has one."""

AND_MORE = "*"
"""After an initial or a syllable of a name that may be printed with further initials."""


def printed_keys(printed: Printed) -> frozenset[str]:
    """The keys under which whoever may be printed here is found."""
    if _is_plain(printed.printed):
        return frozenset({merged(printed.printed.casefold().replace(" ", ""))})
    family, given = printed.family, printed.given
    characters = hanzi(printed.printed)
    if characters and not any(map(str.isalpha, HANZI.sub("", printed.printed))):
        return frozenset(_keys_of_characters(characters, family or "", given or ""))
    if not (family and given):
        family, _, given = printed.printed.partition(",")
    found = _keys_of_split(family, given) if given else _keys_with_a_short_word(printed.printed)
    return found or _careful_keys(printed)


def _is_plain(text: str) -> bool:
    """Two words of letters, neither of which can be initials: most names on papers."""
    first, blank, second = text.partition(" ")
    return (
        bool(blank)
        and text.isascii()
        and first.isalpha()
        and second.isalpha()
        and len(first) > 1
        and len(second) > 1
        and not (first.isupper() and len(first) <= MOST_INITIALS)
        and not (second.isupper() and len(second) <= MOST_INITIALS)
    )


def _keys_of_characters(whole: str, family: str, given: str) -> Iterator[str]:
    """The characters in both orders, and what they are read as."""
    yield whole
    if family and given:
        yield from joined_both_ways(hanzi(family), hanzi(given))
    yield from (merged(first + rest) for first, rest in spoken(whole, hanzi(family)))


def _keys_of_split(family: str, given: str) -> frozenset[str] | None:
    """The keys of a name that the source splits; None where it takes more care."""
    name, parts = family.lower(), BREAKS.split(given.replace("'", "").strip(" ."))
    if "." in given and any(len(part) > 1 for part in parts):
        return None
    if not (name.isascii() and name.isalpha() and len(name) > 1 and "".join(parts).isascii()):
        return None
    if all(len(part) == 1 for part in parts) or _are_initials(parts):
        return frozenset(_initial_keys(merged(name), "".join(parts).lower()))
    if not all(map(str.isalpha, parts)) or len(parts[0]) == 1:
        return None
    first = [part.lower() for part in parts]
    heads = {merged(name + head) for head in accumulate(first)}
    if any(len(part) == 1 for part in first):
        heads |= {f"{head}{AND_MORE}" for head in heads}
    rest = "".join(first[1:])
    return frozenset({*heads, merged("".join(first) + name), merged(name + rest)})


def _keys_with_a_short_word(text: str) -> frozenset[str] | None:
    """The keys of two words of which one is in capitals: `YU Shiben`, or `Yu SB`."""
    one, _, two = text.partition(" ")
    if not (text.isascii() and one.isalpha() and two.isalpha() and len(one) > 1 and len(two) > 1):
        return None
    pairs = (one, two), (two, one)
    found = {merged((one + two).lower())}
    for family, given in pairs:
        if _are_initials([given]):
            found |= set(_initial_keys(merged(family.lower()), given.lower()))
    return frozenset(found)


def _initial_keys(family: str, letters: str) -> Iterator[str]:
    yield f"{family}{MARK}{letters}"
    if len(letters) > 1:
        yield f"{family}{MARK}{letters[0]}{AND_MORE}"


def _are_initials(parts: list[str]) -> bool:
    return len(parts) == 1 and parts[0].isupper() and len(parts[0]) <= MOST_INITIALS


def _careful_keys(printed: Printed) -> frozenset[str]:
    found = {hanzi(printed.printed)}
    every = readings(printed.printed, printed.family, printed.given)
    for reading in every:
        if reading.given[0].short:
            spelled_out = not all(part.short for part in reading.given)
            letters = "".join(part.key[:1] for part in reading.given)
            found |= set(_initial_keys(reading.family, letters[:1] if spelled_out else letters))
        if not all(part.short for part in reading.given):
            heads = {merged(reading.family + head) for head in _heads(reading.given)}
            found |= heads
            if any(part.short for part in reading.given):
                found |= {f"{head}{AND_MORE}" for head in heads}
            found |= {key_of(printed.printed), merged(reading.family + joined(reading.given[1:]))}
    found |= {key_of(printed.printed)} if not every else set()
    return frozenset(found - {""})


def called_keys(names: Names) -> frozenset[str]:
    """The keys under which a person stands in the index."""
    found = {hanzi(name.full) for name in names}
    for name in whole(names):
        found |= {merged("".join(order)) for order in orders(words(name.full))}
    found.update(key for name in spelled(names) for key in _keys_of(name))
    return frozenset(found - {""})


def whole_spellings(names: Names) -> frozenset[str]:
    """How the names are spelled in full: the keys of a person without those of initials."""
    return frozenset(key for key in called_keys(names) if key.isalnum())


def known_by_initials(names: Names) -> frozenset[str]:
    """The keys of initials of a person who has a name of which only initials are known."""
    return frozenset(
        f"{key_of(name.family)}{MARK}{parts[0].key[:1]}"
        for name in spelled(names)
        for parts in given_parts(name.given)
        if parts and parts[0].short
    )


def first_initial(key: str) -> str:
    """A key of initials cut to the first; keys of full names as they are."""
    family, mark, letters = key.partition(MARK)
    return f"{family}{mark}{letters[:1]}"


def whole_name_initials(printed: Printed) -> Iterator[str]:
    """The keys of initials that a full name has, in both orders."""
    family, given = printed.family, printed.given
    if family and given and (family + given).isascii() and family.isalpha() and given.isalpha():
        yield f"{merged(family.lower())}{MARK}{given[0].lower()}"
        yield f"{merged(given.lower())}{MARK}{family[0].lower()}"
        return
    for reading in readings(printed.printed, printed.family, printed.given):
        yield f"{reading.family}{MARK}{reading.given[0].key[:1]}"


def _keys_of(name: Spelled) -> Iterator[str]:
    for family in {key_of(name.family), *halves(name.family)}:
        yield from _keys_with(family, name)


def _keys_with(family: str, name: Spelled) -> Iterator[str]:
    yield from joined_both_ways(family, key_of(name.given))
    for parts in given_parts(name.given):
        yield from (key for head in _heads(parts) for key in joined_both_ways(family, head))
        ways = pinyin.splits("".join(part.pinyin for part in parts))
        if parts and not (ways and pinyin.is_surname(family)):
            yield f"{family}{MARK}{parts[0].key[:1]}{AND_MORE}"
        for way in (*ways, [part.key for part in parts]):
            initials = accumulate(syllable[:1] for syllable in way)
            yield from (f"{family}{MARK}{letters}" for letters in initials)
        for way in ways:
            yield from (f"{merged(family + head)}{AND_MORE}" for head in accumulate(way))


def _heads(parts: Parts) -> list[str]:
    return [joined(parts[:size]) for size in range(1, len(parts) + 1)]


@lru_cache(maxsize=300_000)
def author_keys(printed: Printed) -> tuple[str, str]:
    """A co-author's key by full name ("" where only initials are printed) and by one initial.

    Family name last where the source does not say; letters in alphabetical order of the words, so
    that both orders of a name are one.
    """
    if printed.family and printed.given and _is_plainly_split(printed):
        first, last = _letters(printed.family), _letters(printed.given)
        return " ".join(sorted((first, last))), f"{first} {last[:1]}"
    family, given = _split(printed)
    full = "" if not given or given[0].short else " ".join(sorted((family, joined(given))))
    return full, f"{family} {given[0].key[:1]}" if given else family


def _is_plainly_split(printed: Printed) -> bool:
    """Whether both parts are letters alone and the given name is spelled out: most names."""
    family, given = printed.family or "", printed.given or ""
    letters = given.replace("-", "").replace(" ", "")
    plain = printed.printed.isascii() and (family + letters).isascii()
    long = len(given) > 1 and given[:2].isalpha()
    return plain and long and family.isalpha() and letters.isalpha()


def _letters(name: str) -> str:
    return merged(name.replace("-", "").replace(" ", "").lower())


def _split(printed: Printed) -> tuple[str, Parts]:
    if hanzi(printed.printed):
        return hanzi(printed.printed), ()
    if printed.family:
        return key_of(printed.family), words(printed.given or "")
    found = words(printed.printed)
    return (found[-1].key, found[:-1]) if found else ("", ())
