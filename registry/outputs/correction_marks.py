"""One change of a work, as it is told, and when two tellings are the same change: pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b

RETRACTION = "retraction"
FAMILIES = {
    "retraction": RETRACTION,
    "withdrawal": RETRACTION,
    "correction": "correction",
    "corrigendum": "correction",
    "erratum": "correction",
    "expression_of_concern": "expression_of_concern",
    "partial_retraction": "partial_retraction",
    "removal": "removal",
    "addendum": "addendum",
    "clarification": "clarification",
    "new_version": "new_version",
    "new_edition": "new_edition",
}
"""Type as given -> what it is to us; other types are kept and are `other`.

Only a retraction takes a work out of the counts; an expression of concern is a mark.
"""

WHAT = (*dict.fromkeys(FAMILIES.values()), "other")
SAYERS = ("publisher", "retraction-watch", "notice", "title")
"""Who may say it, the one whose words are shown first."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A change as it is told: see `OutputMark`."""

    output_id: int
    role: str
    type: str
    sayers: tuple[str, ...]
    date: str = ""
    other_doi: str | None = None
    other_id: int | None = None

    @property
    def what(self) -> str:
        """The family of the type."""
        return FAMILIES.get(self.type, "other")

    @property
    def in_place(self) -> bool:
        """Whether the work was changed without a notice of its own."""
        return self.other_id == self.output_id

    @property
    def key(self) -> str:
        """What tells this change from others of the output: a work is retracted once."""
        if self.role == "changed" and self.what == RETRACTION:
            return RETRACTION
        other = self.date if self.in_place or not self.other_doi else self.other_doi
        kind = self.what if self.what != "other" else self.type
        name = blake2b(f"{kind} {other}".encode(), digest_size=16).hexdigest()
        return f"{self.role}/{self.what}/{name}"


def joined(said: Iterable[Mark]) -> dict[str, Mark]:
    """Each change once, in the words of its first sayer, with what the others add."""
    found: dict[str, Mark] = {}
    for one in sorted(said, key=_rank):
        known = found.get(one.key) or _titled(one, found.values())
        key = known.key if known else one.key
        found[key] = _with(known, one) if known else one
    return found


def _titled(one: Mark, known: Iterable[Mark]) -> Mark | None:
    """The change that a title means, which names no date and no notice."""
    same = (k for k in known if (k.role, k.what) == (one.role, one.what))
    return next(same, None) if one.sayers == ("title",) else None


def _with(known: Mark, other: Mark) -> Mark:
    nameless = known.in_place or not known.other_doi
    named = other if nameless and other.other_doi else known
    return replace(
        known,
        sayers=tuple(dict.fromkeys((*known.sayers, *other.sayers))),
        date=known.date or other.date,
        other_doi=named.other_doi,
        other_id=named.other_id,
    )


def _rank(one: Mark) -> tuple[int, str, str]:
    by = one.sayers[0]
    return SAYERS.index(by) if by in SAYERS else len(SAYERS), one.date, one.other_doi or ""
