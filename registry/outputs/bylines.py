"""Bylines entered by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from registry.core.db import db
from registry.core.search_text import is_cjk
from registry.outputs.affiliated import Units
from registry.outputs.inserting import BYLINE
from registry.outputs.models import Output
from registry.outputs.rebylining import plan, rebyline
from registry.outputs.rows import Row

Differing = dict[str, tuple[Any, Any]]
FACTS = ("corresponding", "equal_contribution")


def set_by_hand(output: Output, names: Sequence[Mapping[str, Any]]) -> Differing:
    """Let the byline be these names in this order; rows of the same name stay, and their claims.

    Gives the printed names as `byline`: (before, now), unless there were none and are none.
    """
    new = [_row(name, position) for position, name in enumerate(names, 1)]
    plans = plan({output.id: new})
    before, _ = plans[output.id].difference
    rebyline(plans, Units())
    for position, name in enumerate(names, 1):
        said = {fact: name[fact] for fact in FACTS if fact in name}
        if said:
            here = BYLINE.update().where(BYLINE.c.output_id == output.id)
            db.session.execute(here.where(BYLINE.c.position == position).values(said))
    db.session.expire(output, ["byline"])
    now = [printed(name) for name in names]
    return {"byline": (before, now)} if before or now else {}


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
