"""The forms in which a byline can print a person's name, each with how strong it is.

Made by rule from what the person entered, and from the reading of characters where no pinyin was
entered (domain.md 3.1). Hong Kong, Taiwan and Western forms are among them only where entered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from registry.naming import pinyin
from registry.naming.names import Names, Printed, Spelled, Strength, compare, spelled, whole
from registry.naming.spelling import U_UMLAUT, hanzi, key_of, tokens, words
from registry.naming.variants import SIMPLIFIED

U_FORMS = ("ü", "yu", "u", "v", "ue")
HAS_U = re.compile("(?<=[ln])(?:ü|v|yu)")
VOWELS = "aeo"
USUAL = 2
COUNTS = Counter(SIMPLIFIED.values())


def _is_only_simplified(character: int) -> bool:
    """Whether traditional texts do not have it: Big5 lacks it."""
    try:
        chr(character).encode("big5")
    except UnicodeEncodeError:
        return True
    return False


TRADITIONAL = {
    plain: full
    for full, plain in SIMPLIFIED.items()
    if COUNTS[plain] == 1 and _is_only_simplified(plain)
}
"""Simplified characters that have one traditional form, and that.

Not 周, 志 or 朴: traditional names have them too, and 週, 誌, 樸 seldom or never.
"""


@dataclass(frozen=True)
class Form:
    """A form of a name and how much it agrees with what the person is called."""

    text: str
    strength: Strength
    called: str


def forms(names: Names) -> list[Form]:
    """The forms of these names, the strongest first; initials come last."""
    found: dict[str, Form] = {}
    for text in _texts(names):
        match = compare(Printed(text), names)
        if match and text not in found:
            found[text] = Form(text, match.strength, match.called)
    return sorted(found.values(), key=lambda form: -form.strength)


def _texts(names: Names) -> Iterator[str]:
    for name in names:
        if hanzi(name.full):
            yield from (name.full, name.full.translate(TRADITIONAL))
    yield from (name.full for name in whole(names))
    for one in spelled(names):
        for family in _families(one.family):
            for given in _givens(one):
                yield from _orders(family, given)


def _orders(family: str, given: str) -> Iterator[str]:
    yield from (f"{given} {family}", f"{family} {given}", f"{family.upper()} {given}")
    yield from (f"{given} {family.upper()}", f"{family}, {given}")


def _families(family: str) -> Iterator[str]:
    """A family name, with ü in every spelling, and a compound one as one word and as two."""
    written = _capital(family)
    has_particle = len(tokens(family)) > 1 and not pinyin.is_surname(key_of(family))
    yield from dict.fromkeys((family if has_particle else written, written, *_u_forms(written)))
    two = next((s for s in pinyin.splits(words(family)[0].pinyin) if len(s) > 1), None)
    if two and len(tokens(family)) == 1 and not _is_one_syllable(family):
        first, second = (syllable.capitalize() for syllable in two[:2])
        yield from (f"{first}-{second}", f"{first} {second}")


def _givens(name: Spelled) -> Iterator[str]:
    """A given name whole, by syllables, and by initials, with ü in every spelling."""
    written = _capital(name.given)
    yield from dict.fromkeys((written, *_u_forms(written)))
    parts = list(tokens(name.given))
    chinese = pinyin.is_surname(key_of(name.family))
    if chinese and len(parts) == 1:
        for way in _usual(pinyin.splits(words(name.given)[0].pinyin)):
            yield from _by_syllables([part.replace("v", "ü") for part in way])
    else:
        yield from _by_syllables(parts)


def _usual(ways: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    """Given names have one syllable or two; more only where it cannot be otherwise."""
    return [way for way in ways if len(way) <= USUAL] or [way for way in ways[:1] if way]


def _by_syllables(parts: list[str]) -> Iterator[str]:
    first, *rest = (_capital(part) for part in parts)
    if rest:
        small = [part.lower() for part in rest]
        yield from ("-".join([first, *rest]), "-".join([first, *small]), " ".join([first, *rest]))
        yield "".join([first, *rest])
        yield "".join([first, *(f"'{p}" if p[0] in VOWELS else p for p in small)])
    letters = [part[0].upper() for part in parts]
    yield from (". ".join(letters) + ".", ".-".join(letters) + ".", "".join(letters))
    yield f"{letters[0]}."


def _u_forms(text: str) -> list[str]:
    """The spellings of a text that has ü after l or n, in whichever spelling it has it now."""
    folded = text.casefold()
    if not HAS_U.search(folded):
        return []
    return [_capital(U_UMLAUT.sub(form, folded)) for form in U_FORMS]


def _is_one_syllable(family: str) -> bool:
    return any(len(way) == 1 for way in pinyin.splits(words(family)[0].pinyin))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
