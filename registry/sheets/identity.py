"""Numbers of identity documents (domain.md 2.6).

An identity card has 17 digits and a check character by ISO 7064 MOD 11-2 (GB 11643).
"""

from __future__ import annotations

import re
from datetime import date

from importers.records import PartialDate
from registry.people.kinds import IdentityKind

LENGTH = 18
EXACT = 10**15
"""From here on Excel keeps 15 digits and puts zeros."""

CHECKS = "10X98765432"
_CARD = re.compile(r"[1-9][0-9]{16}[0-9X]")
_OTHER = re.compile(r"[A-Z0-9][A-Z0-9()/-]{3,38}[A-Z0-9)]")
_LOOKS_ROUNDED = re.compile(r"[1-9][0-9]*000")
_SCIENTIFIC = re.compile(r"[1-9](?:\.[0-9]+)?E\+?[0-9]{2}", re.IGNORECASE)


def is_rounded_number(number: float) -> bool:
    """Whether a number in a cell has more digits than Excel keeps."""
    return abs(number) >= EXACT


def is_rounded_text(text: str) -> bool:
    """Whether a text is how such a number is written out: 4.40308E+17."""
    return bool(_SCIENTIFIC.fullmatch(text))


def fault_of(number: str, kind: str | None, *, exact: bool) -> tuple[str, dict[str, str]] | None:
    """What is wrong with a number: the code of a fault and what fills its sentence.

    Where no kind is said, 18 characters that could be a card's are checked as one. `exact` says
    that the number was kept as text all the way.
    """
    if kind == IdentityKind.ID_CARD or (kind is None and _CARD.fullmatch(number)):
        return _fault_of_card(number, exact=exact)
    return None if _OTHER.fullmatch(number) else ("identity_malformed", {})


def born(number: str) -> date | None:
    """The day of birth inside the number of an identity card."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def contradicts(number: str, birth_date: PartialDate) -> bool:
    """Whether the day of birth inside a card's number is another than the one beside it."""
    inside = born(number)
    parts = (inside.year, inside.month, inside.day) if inside else ()
    return parts[: len(birth_date.parts)] != birth_date.parts


def is_card(number: str, kind: str | None) -> bool:
    """Whether it is the number of an identity card."""
    return kind in {None, IdentityKind.ID_CARD} and bool(_CARD.fullmatch(number))


def check_character(digits: str) -> str:
    """The last character of a card that begins with these 17 digits."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(digits))
    return CHECKS[total % 11]


def _fault_of_card(number: str, *, exact: bool) -> tuple[str, dict[str, str]] | None:
    if len(number) != LENGTH:
        return "identity_length", {"count": str(len(number))}
    if not _CARD.fullmatch(number):
        return "identity_malformed", {}
    fits = check_character(number[:17]) == number[17]
    if _LOOKS_ROUNDED.fullmatch(number) and not exact:
        return ("number_maybe_rounded" if fits else "number_rounded"), {}
    if _LOOKS_ROUNDED.fullmatch(number) and not fits:
        return "number_rounded", {}
    if born(number) is None:
        return "identity_birth_date", {}
    return None if fits else ("identity_check_digit", {})
