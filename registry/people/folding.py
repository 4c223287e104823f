"""Names as keys: case, width, blanks, hyphens, apostrophes and order make no difference."""

from __future__ import annotations

import unicodedata

LONGEST = 400


def fold(text: str) -> str:
    """NFKC, caseless, letters and digits only: `Da-Peng`, `DA PENG` and `dapeng` are one."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())[:LONGEST]


def search_key(family: str | None, given: str | None, full: str) -> str:
    """A name folded in both orders, the readings separated by blanks.

    A search looks for its own fold inside.
    """
    first, last = (given, family) if family and given else _parts(full)
    readings = (fold(full), fold(f"{first}{last}"), fold(f"{last}{first}"))
    return " ".join(dict.fromkeys(readings))


def sort_key(family: str | None, given: str | None, full: str) -> str:
    """A name as lists are sorted: family name first, where it is known."""
    key = f"{fold(family)} {fold(given or '')}" if family else fold(full)
    return key.strip()[:LONGEST]


def _parts(full: str) -> tuple[str, str]:
    *first, last = full.split() or [""]
    return "".join(first), last
