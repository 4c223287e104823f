"""Personnel fields, as pages: masked, changed by HR, revealed one at a time with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from babel import Locale
from flask import Response
from flask_babel import gettext as _

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.web import Pages, current_locale, redirect_to, show
from registry.people import personnel, queries
from registry.people.labels import GENDERS, IDENTITY_KINDS, PERSONNEL
from registry.people.models import Personnel, Researcher
from registry.people.personnel import PERSONAL, SEALED, SealedField
from registry.people.schemas import COUNTRIES, PersonnelFormSchema, ReasonSchema
from registry.policy import Permission as P

pages = Pages("personnel", "/researchers/<int:researcher_id>/personnel")


@pages.get("", permission=P.PERSONNEL_READ, load=queries.personnel)
def read(row: Personnel, *, by: Actor) -> Response:
    """The personnel fields, the sensitive ones masked."""
    return show(
        "people/personnel.html",
        researcher=_person(row.researcher_id),
        shown=personnel.shown(row),
        labels=PERSONNEL,
        personal=PERSONAL,
        sealed=SEALED,
        codes=codes(),
    )


def filled(row: Personnel, *, by: Actor) -> dict[str, Any]:
    """What the form shows; sealed fields stay empty."""
    return {
        "researcher": _person(row.researcher_id),
        "values": {name: getattr(row, name) for name in PERSONAL},
        "shown": personnel.shown(row),
        "labels": PERSONNEL,
        "choices": {name: sorted(c.items(), key=lambda p: p[1]) for name, c in codes().items()},
    }


@pages.form(
    "/edit",
    permission=P.PERSONNEL_CHANGE,
    load=queries.personnel,
    body=PersonnelFormSchema,
    template="people/personnel_form.html",
    context=filled,
)
def edit(row: Personnel, changes: dict[str, Any], *, by: Actor) -> Response:
    """Change personnel fields."""
    emptied = {name: None for name in SEALED if changes.pop(f"empty_{name}", False)}
    personnel.change(row, changes | emptied, by=by)
    return redirect_to("people.personnel.read", _("Saved."), researcher_id=row.researcher_id)


def asked(sealed: SealedField, *, by: Actor) -> dict[str, Any]:
    """What the page that asks for the reason shows."""
    return {
        "researcher": _person(sealed.personnel.researcher_id),
        "label": _(PERSONNEL[sealed.name]),
        "value": None,
    }


@pages.form(
    "/<field>/reveal",
    permission=P.PERSONNEL_REVEAL,
    load=personnel.sealed_field,
    body=ReasonSchema,
    template="people/reveal.html",
    context=asked,
)
def reveal(sealed: SealedField, data: dict[str, Any], *, by: Actor) -> Response:
    """Show one sensitive value, once, for a reason that is written down."""
    value = personnel.reveal(sealed, data["reason"], by=by)
    return show("people/reveal.html", **asked(sealed, by=by) | {"value": value})


def _person(researcher_id: int) -> Researcher:
    return db.session.get_one(Researcher, researcher_id)


def codes() -> dict[str, dict[str, str]]:
    """What the codes of personnel fields are called, by field."""
    territories = Locale(current_locale()).territories
    countries: Sequence[str] = sorted(COUNTRIES)
    return {
        "gender": {code.value: _(label) for code, label in GENDERS.items()},
        "identity_kind": {code.value: _(label) for code, label in IDENTITY_KINDS.items()},
        "nationality": {code: str(territories.get(code, code)) for code in countries},
    }
