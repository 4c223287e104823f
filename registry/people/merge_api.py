"""Merges of researchers, as JSON."""

from __future__ import annotations

from typing import Any

from registry.core.actor import Actor
from registry.core.web import Resource
from registry.people import merge, queries
from registry.people.models import Researcher, ResearcherMerge
from registry.people.schemas import MergeSchema, NewMergeSchema
from registry.policy import Permission as P

merges = Resource("merges", "/researchers/<int:researcher_id>", "Two records that were one person")


@merges.get(
    "/merges",
    permission=P.RESEARCHER_MERGE,
    load=queries.standing,
    returns=MergeSchema,
    many=True,
)
def list_merges(researcher: Researcher, *, by: Actor) -> list[ResearcherMerge]:
    """The merges into a researcher, newest first."""
    return queries.merges(researcher)


@merges.post(
    "/merge",
    permission=P.RESEARCHER_MERGE,
    load=queries.standing,
    body=NewMergeSchema,
    returns=MergeSchema,
)
def merge_researchers(
    researcher: Researcher, data: dict[str, Any], *, by: Actor
) -> ResearcherMerge:
    """Let the record `gone` become part of this one."""
    gone = merge.known_researcher(data["gone"])
    return merge.merge(researcher, gone, reason=data["reason"], orcid=data["orcid"], by=by)


@merges.post(
    "/merges/<int:merge_id>/undo",
    permission=P.RESEARCHER_MERGE,
    load=queries.merge,
    returns=MergeSchema,
    status=200,
)
def undo_merge(row: ResearcherMerge, *, by: Actor) -> ResearcherMerge:
    """Make two records of one again."""
    return merge.undo(row, by=by)
