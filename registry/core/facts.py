"""Nothing calls up.

A verb announces a fact, and who set the registry up has said what follows (`app.REACTIONS`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """Something that has happened, told in ids and codes that can be stored as JSON."""


Reaction = Callable[[Fact], None]

_reactions: dict[type[Fact], list[Reaction]] = {}


def react(kind: type[Fact], reaction: Reaction) -> None:
    """Let `reaction` run, inside the same transaction.

    Whenever a fact of this kind is announced.
    """
    known = _reactions.setdefault(kind, [])
    if reaction not in known:
        known.append(reaction)


def forget() -> None:
    """Drop all reactions; `create_app` starts from none."""
    _reactions.clear()


def announce(fact: Fact) -> None:
    """Tell whoever reacts to this kind of fact."""
    for reaction in _reactions.get(type(fact), ()):
        reaction(fact)
