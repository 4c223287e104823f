"""One question an identifier: is this ORCID iD, is this e-mail address yours?"""

from __future__ import annotations

from dataclasses import dataclass

from registry.claims.models import Claim, ClaimIdentifier
from registry.core.actor import Actor
from registry.people.models import Researcher


@dataclass(frozen=True)
class IdentifierQuestion:
    """An identifier printed where open suggestions stand, and what an answer would settle.

    `scheme` is "orcid" or "email"; `papers` are as many as `claims`, the open suggestions that
    carry it; `spellings` are the names printed beside it.
    """

    scheme: str
    value: str
    papers: int
    spellings: tuple[str, ...]
    claims: tuple[int, ...]


@dataclass(frozen=True)
class IdentifierAnswer:
    """What was answered about an identifier, and the papers that carry it by what became of them.

    `open` are to be answered or disputed, `rejected` not theirs or withdrawn.
    """

    row: ClaimIdentifier
    confirmed: int = 0
    open: int = 0
    rejected: int = 0


@dataclass(frozen=True)
class Answered:
    """An answer and the claims that it settled: confirmed or disputed; those dropped are gone."""

    row: ClaimIdentifier
    claims: list[Claim]
    dropped: int = 0


def questions(researcher_id: int) -> list[IdentifierQuestion]:
    """What one answer would settle, the most papers first."""
    return []


def answers(researcher_id: int) -> list[IdentifierAnswer]:
    """What a researcher answered, and what each identifier brought, the newest first."""
    return []


def answer(
    researcher: Researcher, scheme: str, value: str, *, is_theirs: bool, by: Actor
) -> Answered:
    """Whether an identifier is this researcher's.

    Raises NotAnOrcid, NotAnAddress.
    """
    raise NotImplementedError


def take_back(row: ClaimIdentifier, *, by: Actor) -> None:
    """Undo an answer: what it confirmed, untouched since, is open again."""
    raise NotImplementedError
