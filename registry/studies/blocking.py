"""The keys under which two outputs that may be one study find each other. Pure.

Never all pairs: an author with a word of the title, two authors together, the whole title, an
identifier. What shares none of these keys is not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import product

from registry.core.search_text import tokens
from registry.studies import authors, titles
from registry.studies.authors import Name
from registry.studies.matching import Manifestation

WORDS = 4
"""So many words of a title make keys: the longest, which are the rarest."""

FEWEST_WORDS = 4
SHORTEST = 4


def keys(work: Manifestation) -> frozenset[int]:
    """The keys of an output, each a number of 63 bits."""
    return frozenset(map(number, _texts(work)))


def number(text: str) -> int:
    """A text as a number that fits into a column of either database."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def _texts(work: Manifestation) -> Iterator[str]:
    yield from work.own
    key = titles.key(f"{work.title} {work.subtitle}")
    if len(tokens(key)) >= FEWEST_WORDS:
        yield f"title {titles.key(work.title)}"
    words, who = _longest(key), [authors.index_keys(name) for name in _prominent(work.names)]
    for family in {each.partition("|")[0] for found in who for each in found}:
        yield from (f"{family} {word}" for word in words)
    for first, other in product(who[:1], who[1:]):
        yield from (" ".join(sorted(pair)) for pair in product(first, other))


def _prominent(names: Sequence[Name]) -> list[Name]:
    """The first two authors and the last."""
    return list(dict.fromkeys([*names[:2], *names[-1:]]))


def _longest(key: str) -> list[str]:
    words = set(tokens(key))
    longest = sorted(words, key=lambda word: (-len(word), number(word)))
    return longest[:WORDS]
