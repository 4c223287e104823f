"""Merging two researchers, as pages: find the other, compare, merge, undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response
from flask_babel import gettext as _

from registry.core.actor import Actor
from registry.core.listing import Slice
from registry.core.web import Pages, redirect_to, show
from registry.people import merge, queries
from registry.people.labels import ENTRIES, OTHER_ENTRIES, POSITIONS
from registry.people.models import Researcher, ResearcherMerge
from registry.people.schemas import MergeFormSchema, MergeQuerySchema
from registry.policy import Permission as P

pages = Pages("merging", "/researchers/<int:researcher_id>")
SHOWN = 20


@dataclass(frozen=True)
class Pair:
    """The record that is kept and the one that becomes part of it."""

    kept: Researcher
    gone: Researcher


def pair(researcher_id: int, gone_id: int, *, by: Actor) -> Pair | None:
    """Two records of an address, if both stand."""
    kept, gone = (queries.standing(key, by=by) for key in (researcher_id, gone_id))
    return Pair(kept, gone) if kept and gone and kept is not gone else None


@pages.get("/merge", permission=P.RESEARCHER_MERGE, load=queries.standing, query=MergeQuerySchema)
def choose(researcher: Researcher, query: dict[str, Any], *, by: Actor) -> Response:
    """Find the record that is the same person."""
    wanted = query["q"] or (researcher.names[0].family or researcher.names[0].full)
    page = queries.page(Slice(SHOWN), {"q": wanted}, by=by)
    others = [other for other in page.items if other is not researcher]
    return show(
        "people/merge_choose.html",
        researcher=researcher,
        others=others,
        q=wanted,
        positions=POSITIONS,
    )


def compared(both: Pair, *, by: Actor) -> dict[str, Any]:
    """What the page that compares two records shows."""
    return {
        "both": both,
        "moving": [
            (_(ENTRIES.get(table, OTHER_ENTRIES)), count)
            for table, count in merge.preview(both.gone).items()
        ],
        "positions": POSITIONS,
        "values": {"orcid": both.kept.orcid},
    }


@pages.form(
    "/merge/<int:gone_id>",
    permission=P.RESEARCHER_MERGE,
    load=pair,
    body=MergeFormSchema,
    template="people/merge.html",
    context=compared,
)
def compare(both: Pair, data: dict[str, Any], *, by: Actor) -> Response:
    """Compare two records and let one become part of the other."""
    merge.merge(both.kept, both.gone, reason=data["reason"], orcid=data["orcid"], by=by)
    message = _("The two records are one. This can be undone below.")
    return redirect_to("people.record", message, researcher_id=both.kept.id)


@pages.post("/merges/<int:merge_id>/undo", permission=P.RESEARCHER_MERGE, load=queries.merge)
def undo(row: ResearcherMerge, *, by: Actor) -> Response:
    """Make two records of one again."""
    merge.undo(row, by=by)
    return redirect_to("people.record", _("The merge was undone."), researcher_id=row.kept_id)
