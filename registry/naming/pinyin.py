"""The syllables of pinyin, and the ways a word falls into them."""

from __future__ import annotations

from functools import lru_cache

FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan un uo v ve ue yu",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve ue yu",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
SYLLABLES = frozenset(start + end for start, ends in FINALS.items() for end in ends.split())
LONGEST = max(map(len, SYLLABLES))
LONGEST_WORD = 24


@lru_cache(maxsize=20_000)
def splits(word: str) -> tuple[tuple[str, ...], ...]:
    """Every way to read a word as syllables (`xian`: xian and xi-an), ü written v."""
    if not word:
        return ((),)
    if len(word) > LONGEST_WORD:
        return ()
    found: list[tuple[str, ...]] = []
    for end in range(1, min(LONGEST, len(word)) + 1):
        if word[:end] in SYLLABLES:
            found += [(word[:end], *rest) for rest in splits(word[end:])]
    return tuple(found)


def is_surname(word: str) -> bool:
    """Whether a word can be a Chinese family name: one syllable, or two as in Ouyang."""
    return any(len(syllables) in {1, 2} for syllables in splits(word))
