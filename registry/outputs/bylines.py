"""Bylines entered by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.search_text import is_cjk
from registry.outputs import byline_facts
from registry.outputs.affiliated import Units
from registry.outputs.models import Byline, Output
from registry.outputs.rebylining import plan, rebyline
from registry.outputs.rows import Row

Differing = dict[str, tuple[Any, Any]]


def set_by_hand(output: Output, names: Sequence[Mapping[str, Any]], *, by: Actor) -> Differing:
    """Let the byline be these names in this order; rows of the same name stay, and their claims.

    Gives the printed names as `byline`: (before, now), unless there were none and are none.
    """
    new = [_row(name, position) for position, name in enumerate(names, 1)]
    plans = plan({output.id: new})
    before, _ = plans[output.id].difference
    rebyline(plans, Units())
    db.session.expire(output, ["byline"])
    _say(output, names, by=by)
    now = [printed(name) for name in names]
    return {"byline": (before, now)} if before or now else {}


def _say(output: Output, names: Sequence[Mapping[str, Any]], *, by: Actor) -> None:
    """Enter what was given of each name beside its print."""
    facts = [{fact: name[fact] for fact in byline_facts.VALUES if fact in name} for name in names]
    if any(facts):
        rows = select(Byline).filter_by(output_id=output.id).order_by(Byline.position)
        places = db.session.scalars(rows.execution_options(populate_existing=True)).all()
        for place, said in zip(places, facts, strict=True):
            byline_facts.enter(place, said, by=by)


def printed(name: Mapping[str, Any]) -> str:
    """The name as given, else of its parts; in Chinese the family name first, without a blank."""
    if name.get("printed"):
        return str(name["printed"])
    family, given, suffix = (name.get(part) or "" for part in ("family", "given", "suffix"))
    if family and is_cjk(family + given):
        return f"{family}{given}"
    return " ".join(part for part in (given, family, suffix) if part)


def _row(name: Mapping[str, Any], position: int) -> Row:
    text = printed(name)
    return {
        "position": position,
        "role": name.get("role", "author"),
        "printed": text,
        "family": name.get("family"),
        "given": name.get("given"),
        "suffix": name.get("suffix"),
        "is_group": name.get("is_group", False),
        "orcid": name.get("orcid"),
        "orcid_authenticated": None,
        "sequence": None,
        "affiliations": [_affiliation(a, i) for i, a in enumerate(name.get("affiliations", ()), 1)],
    }


def _affiliation(text: str, position: int) -> Row:
    return {"position": position, "name": text, "department": None, "place": None, "ror": None}
