"""Which source is believed before which."""

from __future__ import annotations

RANK = {
    "crossref": 5,  # what the publisher registered
    "datacite": 4,  # what the repository registered
    "csl": 3,  # what another agency gives of its record by content negotiation
    "orcid": 2,  # what a person or a system wrote into an ORCID record
    "ris": 1,  # what somebody exported from somewhere
    "bibtex": 1,
}
"""A message never overwrites what a source of a higher rank gave; one without a rank has 0."""


def overrides(source: str, stored: str | None) -> bool:
    """Whether a message of `source` is followed by an output of `stored` (None: of nobody)."""
    return stored is None or RANK.get(source, 0) >= RANK.get(stored, 0)
