"""Corrections and retractions as pages."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_babel import gettext as _

from registry.core.actor import Actor
from registry.core.listing import Slice
from registry.core.web import Pages, redirect_to, show
from registry.corrections import queries, service
from registry.corrections.models import Told
from registry.corrections.queries import AllTold
from registry.corrections.schemas import CorrectionsQuerySchema
from registry.corrections.wording import FAMILIES, SAYERS, TONES, called
from registry.outputs.models import OutputMark
from registry.policy import Permission as P

pages = Pages("corrections", "/corrections")

PER_PAGE = 20


def name_of(mark: OutputMark) -> str:
    """What the change is called, in the reader's language; what we do not know as it was given."""
    name = str(_(called(mark.role, mark.type, what=mark.what)))
    return f"{name} ({mark.type.replace('_', ' ')})" if mark.what == "other" else name


def said_by(mark: OutputMark) -> str:
    """Who says it, in the reader's language."""
    comma = str(_(", "))
    return comma.join(_(SAYERS[s]) if s in SAYERS else s for s in mark.sayers)


def tone_of(mark: OutputMark) -> str:
    """How grave it is: bad, warn or info. A notice itself is information."""
    return TONES.get(mark.what, "info") if mark.role == "changed" else "info"


pages.blueprint.add_app_template_filter(name_of, "mark_name")
pages.blueprint.add_app_template_filter(said_by, "mark_sayers")
pages.blueprint.add_app_template_filter(tone_of, "mark_tone")


@pages.get("", permission=P.CORRECTION_READ, query=CorrectionsQuerySchema)
def list(query: dict[str, Any], *, by: Actor) -> Response:  # noqa: A001
    """What was corrected or retracted, with filters."""
    page = queries.page(Slice(PER_PAGE, query["cursor"], with_total=True), query, by=by)
    families = [(code, _(name)) for code, name in FAMILIES.items()]
    years = [(year, year) for year in queries.years()]
    values = query | {"ours": {True: "true", False: "false"}.get(query["ours"], "")}
    return show("corrections/list.html", page=page, values=values, families=families, years=years)


@pages.post("/told/<int:told_id>/seen", permission=P.CORRECTION_SEEN, load=queries.own_told)
def see(told: Told, *, by: Actor) -> Response:
    """Put one change away."""
    service.see(told, by=by)
    return redirect_to("catalogue.home", _("It is put away."))


@pages.post("/told/seen", permission=P.CORRECTION_SEEN, load=queries.all_told)
def see_all(told: AllTold, *, by: Actor) -> Response:
    """Put away all that one was told of."""
    service.see_all(by=by)
    return redirect_to("catalogue.home", _("All are put away."))
