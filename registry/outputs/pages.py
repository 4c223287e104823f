"""Outputs by hand, and where the values of an output came from, as pages."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request
from flask_babel import gettext as _

from registry.core.actor import Actor
from registry.core.listing import Slice
from registry.core.web import Pages, redirect_to, show
from registry.outputs import choices, queries, refusals, service
from registry.outputs.kinds import KINDS, REFUSED_SCHEMES, SCHEMES, WORK_TYPES, KindEntry
from registry.outputs.markup import markup, title_markup
from registry.outputs.models import Kind, Output, Refusal
from registry.outputs.refusal_schemas import (
    DeletionFormSchema,
    NewRefusalSchema,
    RefusalsQuerySchema,
)
from registry.outputs.schemas import (
    BylineQuerySchema,
    NewOutputSchema,
    OutputChangesSchema,
)
from registry.outputs.showing import as_text, relation
from registry.outputs.source_schemas import FollowedFieldSchema, SourcePairSchema
from registry.outputs.wording import FIELDS, REASONS, SOURCES, WORDS
from registry.outputs.years import earliest
from registry.policy import Permission as P

pages = Pages("outputs", "/outputs")
pages.blueprint.add_app_template_filter(markup, "markup")
pages.blueprint.add_app_template_filter(title_markup, "output_title")
pages.blueprint.add_app_template_filter(relation, "relation_name")

EMPTY_ROWS = 3
"""So many empty lines a form offers for names and identifiers."""

MOST_ROWS = 200
"""More than so many lines no form shows; longer bylines come by the API."""


def _form(kind: Kind, values: dict[str, Any]) -> dict[str, Any]:
    entry = KINDS[kind]
    return {
        "kind": kind,
        "entry": entry,
        "details": entry.details().fields,
        "kinds": [(str(k), _(e.name)) for k, e in KINDS.items()],
        "types": _types(values.get("work_type")),
        "schemes": [(name, _(label)) for name, label in SCHEMES.items()],
        "labels": {name: _(label) for name, label in FIELDS.items()},
        "words": {name: _(label) for name, label in WORDS.items()},
        "rows": {name: _rows(name, values) for name in ("byline", "identifiers")},
        "values": values,
    }


def _rows(name: str, values: dict[str, Any]) -> int:
    """How many lines the form shows: those that are filled, and some empty ones."""
    typed = [key.split(".")[1] for key in values if key.startswith(f"{name}.")]
    numbers = [int(number) for number in typed if number.isascii() and number.isdigit()]
    return min(1 + max(numbers, default=-1), MOST_ROWS) + EMPTY_ROWS


def _entry(output: Output) -> KindEntry:
    return KINDS[Kind(output.kind)]


def _types(chosen: str | None) -> list[tuple[str, str]]:
    """The types of work that can be chosen, and the one that is there, known or not."""
    known = {name: _(label) for name, label in WORK_TYPES.items()}
    return list(known.items()) + ([(chosen, chosen)] if chosen and chosen not in known else [])


def _asked_kind() -> Kind:
    wanted = request.form.get("kind") or request.args.get("kind")
    return Kind(wanted) if wanted in list(Kind) else Kind.PUBLICATION


def _new_form(*, by: Actor) -> dict[str, Any]:
    typed = request.form.to_dict() if request.method == "POST" else {"kind": _asked_kind()}
    return _form(_asked_kind(), typed)


def _edit_form(output: Output, *, by: Actor) -> dict[str, Any]:
    typed = request.form.to_dict() if request.method == "POST" else _typed(output)
    return _form(Kind(output.kind), typed) | {
        "from_source": output.source_sha256 is not None,
        "byline_of_source": choices.byline_is_of_source(output),
    }


def _typed(output: Output) -> dict[str, Any]:
    """The output as the form would have been filled in."""
    entry = _entry(output)
    columns = ("title", "subtitle", "original_title", "doi", *entry.columns)
    values: dict[str, Any] = {name: getattr(output, name) for name in columns}
    values["date"] = earliest(output.dates).date
    values |= {f"details.{n}": output.details.get(n) for n in entry.details().fields}
    for i, identifier in enumerate(output.identifiers):
        values[f"identifiers.{i}.scheme"] = identifier.scheme
        values[f"identifiers.{i}.value"] = identifier.value
    for i, place in enumerate(() if choices.byline_is_of_source(output) else output.byline):
        values |= {
            f"byline.{i}.{n}": getattr(place, n) for n in ("printed", "family", "given", "orcid")
        }
    return values


@pages.form(
    "/new",
    permission=P.OUTPUT_CREATE,
    body=NewOutputSchema,
    template="outputs/form.html",
    context=_new_form,
)
def new(data: dict[str, Any], *, by: Actor) -> Response:
    """Enter an output by hand."""
    output = service.create(data, by=by)
    return _to(output.id, _("The output is entered."))


@pages.form(
    "/<int:output_id>/edit",
    permission=P.OUTPUT_CHANGE,
    load=queries.visible,
    body=OutputChangesSchema,
    template="outputs/form.html",
    context=_edit_form,
)
def edit(output: Output, changes: dict[str, Any], *, by: Actor) -> Response:
    """Change an output."""
    service.change(output, changes, by=by)
    return _to(output.id, _("The output is changed."))


@pages.get("/<int:output_id>/sources", permission=P.SOURCE_READ, load=queries.visible)
def sources(output: Output, *, by: Actor) -> Response:
    """Where the values of an output came from."""
    return show(
        "outputs/sources.html",
        output=output,
        records=queries.sources(output),
        origins=queries.provenance(output).values(),
        reasons={code: _(sentence) for code, sentence in REASONS.items()},
        **_words(),
    )


@pages.get(
    "/<int:output_id>/sources/difference",
    permission=P.SOURCE_READ,
    load=queries.visible,
    query=SourcePairSchema,
)
def difference(output: Output, pair: dict[str, Any], *, by: Actor) -> Response:
    """What two messages of an output say differently."""
    found = queries.difference(output, pair["older"], pair["newer"])
    records = {row["id"]: row for row in queries.sources(output)}
    pair = {name: records[key] for name, key in pair.items()}
    return show("outputs/difference.html", output=output, found=found, **pair, **_words())


@pages.post(
    "/<int:output_id>/sources/followed",
    permission=P.OUTPUT_CHANGE,
    load=queries.visible,
    body=FollowedFieldSchema,
)
def follow_source(output: Output, asked: dict[str, Any], *, by: Actor) -> Response:
    """Let a field follow its source again."""
    service.follow_source(output, asked["field"], by=by)
    message = _("The field follows its source again.")
    return redirect_to("outputs.sources", message, output_id=output.id)


def _words() -> dict[str, Any]:
    """What pages of sources call fields and sources, and how they show values."""
    return {
        "labels": {name: _(label) for name, label in FIELDS.items()},
        "names": {name: _(label) for name, label in SOURCES.items()},
        "as_text": as_text,
    }


@pages.get(
    "/<int:output_id>/byline",
    permission=P.OUTPUT_READ,
    load=queries.visible,
    query=BylineQuerySchema,
)
def byline(output: Output, query: dict[str, Any], *, by: Actor) -> Response:
    """The whole byline as printed, in pages; names can be found in it."""
    part = Slice(query["limit"], query["cursor"], with_total=True)
    page = queries.byline_page(output, part, q=query["q"])
    return show(
        "outputs/byline.html",
        output=output,
        page=page,
        values={"q": query["q"]},
        entry=_entry(output),
    )


@pages.form(
    "/<int:output_id>/delete",
    permission=P.OUTPUT_CHANGE,
    load=queries.visible,
    body=DeletionFormSchema,
    template="outputs/delete.html",
)
def delete(output: Output, asked: dict[str, Any], *, by: Actor) -> Response:
    """Delete an output that nothing points at, after asking."""
    service.delete(output, by=by, never_again=asked["reason"] if asked["refuse"] else None)
    flash(_("The output is deleted."), "success")
    return _redirect("/outputs")


@pages.get("/refusals", permission=P.REFUSAL_LIST, query=RefusalsQuerySchema)
def list_refusals(query: dict[str, Any], *, by: Actor) -> Response:
    """The works that never come in."""
    page = refusals.page(Slice(query["limit"], query["cursor"], with_total=True), query["q"])
    return show("outputs/refusals.html", page=page, values={"q": query["q"]}, schemes=_schemes())


@pages.form(
    "/refusals/new",
    permission=P.REFUSAL_CHANGE,
    body=NewRefusalSchema,
    template="outputs/refusal.html",
    context=lambda *, by: {"schemes": list(_schemes().items()), "values": {"scheme": "doi"}},
)
def refuse(data: dict[str, Any], *, by: Actor) -> Response:
    """Put a work on the list."""
    refusals.refuse(data["scheme"], data["value"], data["reason"], by=by)
    return redirect_to("outputs.list_refusals", _("This work stays out from now on."))


@pages.post("/refusals/<int:refusal_id>/lift", permission=P.REFUSAL_CHANGE, load=refusals.visible)
def lift(refusal: Refusal, *, by: Actor) -> Response:
    """Take a work off the list."""
    refusals.lift(refusal, by=by)
    return redirect_to("outputs.list_refusals", _("This work may come in again."))


def _schemes() -> dict[str, str]:
    return {name: _(label) for name, label in REFUSED_SCHEMES.items()}


def _to(output_id: int, message: str) -> Response:
    flash(message, "success")
    return _redirect(f"/outputs/{output_id}")


def _redirect(address: str) -> Response:
    return Response(status=303, headers={"Location": address})
