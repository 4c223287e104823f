"""The pipeline of recruits and one case as pages; with the pages of programs and counts."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from registry.core import clock
from registry.core.actor import Actor
from registry.core.fields import ListQuerySchema
from registry.core.listing import Slice
from registry.core.web import Pages, redirect_to, show
from registry.core.web.problems import sentence
from registry.core.web.requests import current_locale
from registry.people import queries as people
from registry.people.labels import POSITIONS
from registry.people.models import Researcher
from registry.people.own import record_of
from registry.policy import Permission as P
from registry.talent import (
    candidates,
    choices,
    document_pages,
    documents,
    due,
    due_pages,
    funding,
    funding_pages,
    headcount_pages,
    labels,
    overriding,
    program_pages,
    program_upload_pages,
    queries,
    service,
)
from registry.talent.due_labels import DUES
from registry.talent.errors import PossibleDuplicate
from registry.talent.finding import narrowed
from registry.talent.kinds import Level
from registry.talent.models import Document, Hire
from registry.talent.schemas import (
    HireChangesFormSchema,
    HireFormSchema,
    HiresPageQuerySchema,
    MoveSchema,
)
from registry.talent.stages import ENTRY, OVER, SERVING, STEPS, Stage, step

pages = Pages("talent")
for part in (
    document_pages,
    due_pages,
    funding_pages,
    headcount_pages,
    program_pages,
    program_upload_pages,
):
    pages.blueprint.register_blueprint(part.pages.blueprint)

NEW = "talent/new.html"
CHANGEABLE = (
    "call_year",
    "unit_code",
    "position",
    "expected_on",
    "term_starts_on",
    "term_ends_on",
    "duties",
    "early_career",
    "previous_institution",
    "next_institution",
)


@pages.get("/hires", permission=P.HIRE_LIST, query=HiresPageQuerySchema)
def hires(query: dict[str, Any], *, by: Actor) -> Response:
    """Recruits by stage: as a board, or as a table that filters."""
    view = query["view"] or ("table" if query.get("stage") or query["cursor"] else "board")
    asked = narrowed(query, by=by)
    rows = (
        {"board": queries.board(asked, by=by), "page": None}
        if view == "board"
        else {"board": None, "page": queries.page(asked, _slice(query), by=by)}
    )
    counts, locale, kept = queries.stage_counts(asked, by=by), current_locale(), choices.kept(query)
    offered = choices.filters(locale, by=by)
    return show(
        "talent/hires.html",
        view=view,
        query={**query, **kept},
        kept=kept,
        counts=counts,
        parts=_parts_of_the_way(),
        filters=offered if view == "board" else [choices.stages(counts, locale), *offered],
        steps=STEPS,
        over=OVER,
        **rows,
    )


def _slice(query: dict[str, Any]) -> Slice:
    return Slice(query["limit"], query["cursor"])


def _own(*, by: Actor) -> queries.OwnHires:
    """One's own cases. Raises SignInNeeded and NoOwnRecord."""
    record_of(by)
    return queries.own(by=by)


@pages.get("/hires/mine", permission=P.HIRE_READ, load=_own, query=ListQuerySchema)
def mine(own: queries.OwnHires, query: dict[str, Any], *, by: Actor) -> Response:
    """One's own cases."""
    page = queries.page_of_own(own, _slice(query), by=by)
    return show("talent/mine.html", page=page, steps=STEPS, positions=POSITIONS)


def _new_context(*, by: Actor) -> dict[str, Any]:
    known = request.args.get("researcher", type=int) or 0
    return _choices() | {
        "values": {"stage": "draft", "who": known or None},
        "stages": [STEPS[s] for s in (Stage.DRAFT, *ENTRY)],
        "known": people.visible(known, by=by) if known else None,
        "namesakes": [],
    }


@pages.form(
    "/hires/new",
    permission=P.HIRE_CHANGE,
    body=HireFormSchema,
    template=NEW,
    context=_new_context,
)
def new(data: dict[str, Any], *, by: Actor) -> Response:
    """Enter a recruit on one screen; a namesake who is known is asked about."""
    try:
        hire = service.add(data, by=by)
    except PossibleDuplicate as why:
        found = candidates.namesakes(data["person"])
        return _asked(why, found, by=by)
    return redirect_to("talent.hire", _("The recruit was entered."), hire_id=hire.id)


def _asked(why: PossibleDuplicate, found: list[Researcher], *, by: Actor) -> Response:
    """The form again, with the people it may be about."""
    typed = {name: text for name, text in request.form.items() if name != "csrf_token"}
    context = _new_context(by=by) | {"values": typed, "namesakes": found}
    return show(NEW, 409, errors={"who": sentence(why)}, problem=sentence(why), **context)


@pages.get("/hires/<int:hire_id>", permission=P.HIRE_READ, load=queries.visible)
def hire(found: Hire, *, by: Actor) -> Response:
    """One case: what is known, what happened, what may come next."""
    empty: dict[str, Any] = {"errors": {}, "problem": None, "subject": found}
    return show("talent/hire.html", **empty | _case(found, by=by))


def _documents(found: Hire, *, by: Actor) -> list[Document]:
    may = by.may(P.DOCUMENT_READ, found)
    return documents.listed(documents.Papers(found.researcher, found)) if may else []


def _case(found: Hire, *, by: Actor) -> dict[str, Any]:
    following = [step(s) for s in found.next_stages]
    first = next(iter(found.next_stages), None)
    return {
        "funding": funding.of_hire(found) if by.may(P.FUNDING_READ, found) else [],
        **overriding.shown(found, by=by),
        "documents": _documents(found, by=by),
        "document_kinds": labels.DOCUMENTS,
        "due": due.of_case(found, by=by) if by.may(P.HIRE_LIST) else [],
        "dues": DUES,
        "labels": labels,
        "hire": found,
        "steps": STEPS,
        "step": step(found.stage),
        "following": following,
        "positions": POSITIONS,
        "units": people.units(),
        "values": {
            "stage": first,
            "happened_on": clock.today().isoformat(),
            "unit_code": found.unit_code,
            "position": found.position,
            "next_institution": found.next_institution,
        },
    }


@pages.form(
    "/hires/<int:hire_id>/stage",
    permission=P.HIRE_CHANGE,
    load=queries.visible,
    body=MoveSchema,
    template="talent/hire.html",
    context=_case,
)
def move(found: Hire, data: dict[str, Any], *, by: Actor) -> Response:
    """Let the case reach its next stage."""
    service.move(found, service.Move(**data), by=by)
    return redirect_to("talent.hire", _("The step was recorded."), hire_id=found.id)


def _edit_context(found: Hire, *, by: Actor) -> dict[str, Any]:
    values = {name: getattr(found, name) for name in CHANGEABLE}
    chosen = "/".join(filter(None, (found.program_code, found.grade_code)))
    return _choices() | {"hire": found, "values": values | {"program_code": chosen}}


@pages.form(
    "/hires/<int:hire_id>/edit",
    permission=P.HIRE_CHANGE,
    load=queries.visible,
    body=HireChangesFormSchema,
    template="talent/edit.html",
    context=_edit_context,
)
def edit(found: Hire, changes: dict[str, Any], *, by: Actor) -> Response:
    """Change what is known of the case."""
    service.change(found, changes, by=by)
    return redirect_to("talent.hire", _("Saved."), hire_id=found.id)


@pages.post("/hires/<int:hire_id>/discard", permission=P.HIRE_CHANGE, load=queries.visible)
def discard(found: Hire, *, by: Actor) -> Response:
    """Throw a draft away."""
    service.discard(found, by=by)
    return redirect_to("talent.hires", _("The draft was thrown away."))


def _choices() -> dict[str, Any]:
    """What program, unit and position are chosen from; programs by level, those in force first."""
    order = list(Level)
    known = sorted(queries.all_programs(), key=lambda p: (order.index(Level(p.level)), p.code))
    by_level = [(Level(level), list(some)) for level, some in groupby(known, lambda p: p.level)]
    return {
        "programs_by_level": by_level,
        "units": people.units(),
        "positions": POSITIONS,
        "labels": labels,
        "today": clock.today(),
    }


def _parts_of_the_way() -> list[tuple[str, list[Stage]]]:
    before = [s for s in Stage if s not in SERVING and s not in OVER]
    return [(_("On the way"), before), (_("Here"), list(SERVING)), (_("Over"), list(OVER))]
