"""DataCite's words for types and relations in those of Crossref, where there are such."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from importers.messages import each, text

TYPES = {
    "preprint": "posted-content",
    "journalarticle": "journal-article",
    "datapaper": "journal-article",
    "conferencepaper": "proceedings-article",
    "conferenceproceeding": "proceedings",
    "bookchapter": "book-chapter",
    "peerreview": "peer-review",
}
"""resourceTypeGeneral -> type; the other words are the same or have no counterpart."""

TEXTS = (
    (re.compile(r"preprint|e-?print|working ?paper", re.IGNORECASE), "posted-content"),
    (re.compile(r"thesis|dissertation", re.IGNORECASE), "dissertation"),
    (re.compile(r"peer ?review", re.IGNORECASE), "peer-review"),
    (re.compile(r"chapter|section", re.IGNORECASE), "book-chapter"),
    (re.compile(r"conference|proceeding", re.IGNORECASE), "proceedings-article"),
    (re.compile(r"journal ?article|scholarly ?article", re.IGNORECASE), "journal-article"),
    (re.compile(r"report", re.IGNORECASE), "report"),
    (re.compile(r"book|monograph", re.IGNORECASE), "book"),
)
"""What the free resourceType of a text says; the general type was added for it in 2021 only."""

RELATIONS = {
    "Obsoletes": "replaces",
    "IsObsoletedBy": "is-replaced-by",
    "Reviews": "is-review-of",
    "IsReviewedBy": "has-review",
    "IsSourceOf": "has-derivation",
}
"""relationType -> relation; the other words differ only in how they are written."""


def word(value: object) -> str:
    """A word of a list of DataCite's, without regard to case."""
    return (text(value) or "").replace(" ", "").lower()


def type_of(said: Mapping[str, Any]) -> str | None:
    """The type of a record's attributes in Crossref's word, else DataCite's with hyphens."""
    types = next(each(said.get("types")), {})
    general = text(types.get("resourceTypeGeneral"))
    if general is None:
        return None
    if word(general) == "text":
        return _type_of_text(said, text(types.get("resourceType")) or "")
    return TYPES.get(word(general)) or hyphened(general)


def _type_of_text(said: Mapping[str, Any], special: str) -> str:
    """By what it is called; arXiv's e-prints were texts until there was a word for them."""
    doi = text(said.get("doi")) or ""
    if doi.lower().startswith("10.48550/arxiv."):
        return "posted-content"
    found = next((kind for pattern, kind in TEXTS if pattern.search(special)), None)
    container = next(each(said.get("container")), {})
    in_journal = word(container.get("type")) == "journal"
    return found or ("journal-article" if in_journal else "other")


def subtype_of(kind: str | None) -> str | None:
    """What posted content is: DataCite has a word for preprints only."""
    return "preprint" if kind == "posted-content" else None


def relation_word(relation: str) -> str:
    """`IsVersionOf` -> is-version-of."""
    return RELATIONS.get(relation) or hyphened(relation)


def hyphened(words: str) -> str:
    """`ComputationalNotebook` -> computational-notebook."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|\s+", "-", words.strip()).lower()
