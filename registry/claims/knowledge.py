"""What is learned of a person from papers that are confirmed, and what is common to many people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

from registry.claims.subjects import Known, Person, Position
from registry.naming.spelling import HANZI, folded, tokens

MOST_PLACES = 12
SHORTEST_WORD = 4
COMMON_SHARE = 0.02
COMMON_AT_LEAST = 3
UNIT_OF_ALL = 0.3
"""A unit in which this share of our people works tells nobody apart."""

EMPTY = frozenset(
    (  # noqa: SIM905
        "about above after against among analysis application applications approach based between "
        "case data development during effect effects from high into model models more novel over "
        "research some study system systems than that their these this through toward towards "
        "under using very with within without method methods"
    ).split()
)
"""Words of titles that say nothing about a field."""

GENERIC = frozenset("and at d de der des di du e et for fur in la le of the und".split())  # noqa: SIM905
"""Words of affiliations that say nothing about a place."""


@lru_cache(maxsize=50_000)
def title_words(title: str) -> frozenset[str]:
    """The words of a title that can say something about a field; pairs of Chinese characters."""
    plain = {_singular(folded(word)) for word in tokens(title) if not HANZI.search(word)}
    return frozenset(w for w in plain if len(w) >= SHORTEST_WORD and w not in EMPTY) | _pairs(title)


@lru_cache(maxsize=50_000)
def place_words(text: str) -> frozenset[str]:
    """The words of an affiliation; pairs of Chinese characters."""
    plain = {folded(word).strip(".") for word in tokens(text) if not HANZI.search(word)}
    return frozenset(w for w in plain if len(w) > 1 and w not in GENERIC) | _pairs(text)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _pairs(text: str) -> frozenset[str]:
    if text.isascii():
        return frozenset()
    runs = "".join(c if HANZI.match(c) else " " for c in text).split()
    return frozenset(run[i : i + 2] for run in runs for i in range(len(run) - 1))


def learn(who: int, confirmed: Iterable[Position], refused: Iterable[Position] = ()) -> Known:
    """What the positions confirmed as a person's say, and whom the refused papers are by."""
    positions = list(confirmed)
    whole, one = _around(positions)
    places = dict.fromkeys(place_words(t) for p in positions for t in p.affiliations)
    return Known(
        works=len(positions),
        spellings=frozenset(p.printed.printed for p in positions),
        coauthors=whole,
        coauthors_initials=one,
        colleagues=frozenset(c for p in positions for c in p.work.confirmed if c != who),
        refused_with=_around(list(refused))[0] - whole,
        places=tuple(words for words in places if words)[:MOST_PLACES],
        words=frozenset(word for p in positions for word in title_words(p.work.title)),
        venues=frozenset(folded(p.work.venue) for p in positions if p.work.venue),
        grants=frozenset(grant for p in positions for grant in p.work.grants),
        years=tuple(sorted({p.work.year for p in positions if p.work.year})),
    )


def _around(positions: list[Position]) -> tuple[frozenset[str], frozenset[str]]:
    """The keys of those who stand beside these positions."""
    whole: set[str] = set()
    one: set[str] = set()
    for position in positions:
        names, initials = position.beside
        whole |= names
        one |= initials
    return frozenset(whole), frozenset(one)


@dataclass(frozen=True, eq=False)
class Setting:
    """What is common among the people of a roster and tells nobody apart; `units` do tell."""

    people: int
    common_authors: frozenset[str] = frozenset()
    common_words: frozenset[str] = frozenset()
    units: frozenset[int] | None = None
    places: Mapping[str, int] = field(default_factory=dict)
    rarities: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[Person]) -> Setting:
        """The setting that these people make."""
        everybody = list(people)
        known = [person.known for person in everybody]
        most = max(COMMON_AT_LEAST, COMMON_SHARE * len(everybody))
        units = Counter(u for p in everybody for u in {t.unit for t in p.tenures})
        authors = Counter(key for k in known for key in k.coauthors | k.coauthors_initials)
        words = Counter(word for k in known for word in k.words)
        return cls(
            len(everybody),
            frozenset(key for key, count in authors.items() if count > most),
            frozenset(word for word, count in words.items() if count > most),
            frozenset(u for u, n in units.items() if n <= max(1, UNIT_OF_ALL * len(everybody))),
            Counter(word for k in known for word in frozenset().union(*k.places)),
        )

    def likeness(self, one: frozenset[str], other: frozenset[str]) -> float:
        """How much of the shorter affiliation the other has, rare words counting more; 0 to 1."""
        both = one & other
        if not both:
            return 0.0
        least = min(sum(map(self._rarity, one)), sum(map(self._rarity, other)))
        return sum(map(self._rarity, both)) / least

    def _rarity(self, word: str) -> float:
        found = self.rarities.get(word)
        if found is None:
            found = log(1 + (self.people + 1) / (1 + self.places.get(word, 0)))
            self.rarities[word] = found
        return found


ALONE = Setting(1)
"""The setting of one person by themselves."""
