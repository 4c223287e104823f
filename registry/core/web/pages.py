"""A page.

The same order of load, policy, schema, verb and commit as the API, with forms instead of JSON.

pages = Pages("goals", "/goals")

@pages.get("/<code>", permission=P.GOAL_READ, load=queries.by_code)
def detail(goal: Goal, *, by: Actor) -> Response:
return show("goals/detail.html", goal=goal)

@pages.form("/<code>/edit", permission=P.GOAL_CHANGE, load=queries.by_code, body=GoalChangesSchema,
template="goals/form.html")
def edit(goal: Goal, changes: dict, *, by: Actor) -> Response:
service.change(goal, changes, by=by)
return redirect_to("goals.detail", code=goal.code)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from marshmallow import EXCLUDE, Schema, ValidationError

from registry.core.actor import Actor
from registry.core.errors import (
    N_,
    Conflict,
    Invalid,
    InvalidFields,
    RegistryError,
    StaleVersion,
    VersionNeeded,
)
from registry.core.web import forms, meanwhile
from registry.core.web.api import Loader, View, load
from registry.core.web.problems import invalid_fields, sentence
from registry.core.web.requests import UNSAFE, check_forgery, current_actor, request_unit
from registry.policy import Permission

Context = Callable[..., dict[str, Any]]

CHANGED_MEANWHILE = N_(
    "Somebody else changed this while you were typing. What they changed is marked below, "
    "what you typed is kept. Look at it, then save again."
)


@dataclass(frozen=True, kw_only=True)
class Form:
    """What a form page needs: see `Pages.form`.

    `adds` marks a form that adds something to a versioned object and changes nothing of it; all
    others must say which version they change.
    """

    permission: Permission
    template: str
    body: type[Schema]
    load: Loader | None = None
    context: Context | None = None
    adds: bool = False


class Pages:
    """The pages of one domain."""

    def __init__(self, name: str, prefix: str = "") -> None:
        self.blueprint = Blueprint(name, __name__, url_prefix=prefix or None)

    def get(
        self,
        rule: str,
        *,
        permission: Permission,
        load: Loader | None = None,
        query: type[Schema] | None = None,
    ) -> Callable[[View], View]:
        """A page to read.

        A view with `query` gets its parameters; what the schema does not know is passed over.
        """

        def decorate(view: View) -> View:
            @wraps(view)
            def endpoint(**address: Any) -> Any:
                by = current_actor()
                subject = _allowed(permission, load, by=by, address=address)
                given = (_parameters(query),) if query else ()
                return view(*(subject or address.values()), *given, by=by)

            self._add(rule, endpoint, permission, methods=["GET"])
            return view

        return decorate

    def post(
        self,
        rule: str,
        *,
        permission: Permission,
        load: Loader | None = None,
        body: type[Schema] | None = None,
    ) -> Callable[[View], View]:
        """A button: the view acts and answers with a redirect."""

        def decorate(view: View) -> View:
            @wraps(view)
            def endpoint(**address: Any) -> Any:
                check_forgery()
                with request_unit():
                    by = current_actor()
                    subject = _allowed(permission, load, by=by, address=address)
                    _check_form_version(subject)
                    data = (forms.read(body(), _typed()),) if body else ()
                    return view(*(subject or address.values()), *data, by=by)

            self._add(rule, endpoint, permission, methods=["POST"])
            return view

        return decorate

    def form(self, rule: str, **ask: Any) -> Callable[[View], View]:
        """A form (`Form` lists the keywords): GET shows it, POST acts.

        What is refused is shown again as typed, each error beside its field (422). Where somebody
        else changed the object meanwhile, theirs and what was typed are laid over each other and
        shown (409, `core.web.meanwhile`). The template gets `values` (name -> text), `errors`
        (name -> sentence), `problem` (one sentence or None), the error as `refused`, the object as
        `subject`, and what `context(*subject, by=by)` gives; its key `values` fills the empty form.
        """
        form = Form(**ask)

        def decorate(view: View) -> View:
            @wraps(view)
            def endpoint(**address: Any) -> Any:
                check_forgery()
                if request.method not in UNSAFE:
                    by = current_actor()
                    return _rendered(
                        form, _allowed(form.permission, form.load, by=by, address=address)
                    )
                try:
                    with request_unit():
                        return _acted(form, view, address)
                except (Invalid, InvalidFields, Conflict, StaleVersion) as error:
                    return _shown_again(form, error, address)

            self._add(rule, endpoint, form.permission, methods=["GET", "POST"])
            return view

        return decorate

    def _add(self, rule: str, endpoint: Any, permission: Permission, *, methods: list[str]) -> None:
        endpoint.permission = permission
        self.blueprint.add_url_rule(rule, endpoint.__name__, endpoint, methods=methods)


def _acted(form: Form, view: View, address: dict[str, Any]) -> Any:
    by = current_actor()
    subject = _allowed(form.permission, form.load, by=by, address=address)
    if not form.adds:
        _check_form_version(subject, needed=True)
    return view(*subject, forms.read(form.body(), _typed()), by=by)


def _shown_again(form: Form, error: RegistryError, address: dict[str, Any]) -> tuple[str, int]:
    subject = _allowed(form.permission, form.load, by=current_actor(), address=address)
    if isinstance(error, StaleVersion):
        return _rendered(form, subject, _laid_over), HTTPStatus.CONFLICT
    conflict = isinstance(error, Conflict)
    status = HTTPStatus.CONFLICT if conflict else HTTPStatus.UNPROCESSABLE_ENTITY
    return _rendered(form, subject, lambda given: _refusal(error)), status


def _rendered(
    form: Form,
    subject: tuple[Any, ...],
    refusal: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> str:
    given = form.context(*subject, by=current_actor()) if form.context else {}
    start: dict[str, Any] = {
        "values": {},
        "errors": {},
        "problem": None,
        "refused": None,
        "subject": subject[0] if subject else None,
    }
    g.form_seen = meanwhile.shown(given.get("values", {}))
    refused = refusal(given) if refusal else {}
    return render_template(form.template, **start | given | refused)


def _laid_over(given: dict[str, Any]) -> dict[str, Any]:
    """What the form shows after somebody else changed the object."""
    seen, now = request.form.get(meanwhile.SEEN), given.get("values", {})
    values, changed = meanwhile.laid_over(seen, now, forms.as_typed(request.form))
    return {"values": values, "errors": changed, "problem": gettext(CHANGED_MEANWHILE)}


def _typed() -> Iterable[tuple[str, str]]:
    return request.form.items(multi=True)


def show(template: str, status: int = 200, **context: Any) -> Response:
    """A template as an answer."""
    return make_response(render_template(template, **context), status)


def redirect_to(endpoint: str, message: str | None = None, **address: Any) -> Response:
    """Send the reader to another page of ours, with a word on what was done."""
    if message:
        flash(message, "success")
    return make_response(redirect(url_for(endpoint, **address), 303))


def _allowed(
    permission: Permission, loader: Loader | None, *, by: Actor, address: dict[str, Any]
) -> tuple[Any, ...]:
    subject = load(loader, by, address)
    by.check(permission, *subject)
    return subject


def _parameters(schema: type[Schema]) -> dict[str, Any]:
    given = {name: text for name, text in request.args.items() if text != ""}
    try:
        loaded: dict[str, Any] = schema().load(given, unknown=EXCLUDE)
    except ValidationError as why:
        raise invalid_fields(why.messages_dict) from why
    return loaded


def _check_form_version(subject: tuple[Any, ...], *, needed: bool = False) -> None:
    """Hold the version that the form showed against the object's.

    Raises StaleVersion, and VersionNeeded where one is needed and the form says none.
    """
    version = getattr(subject[0], "version", None) if subject else None
    typed = request.form.get("version")
    if version is None:
        return
    if typed is None and needed:
        raise VersionNeeded
    if typed is not None and typed != str(version):
        raise StaleVersion


def _refusal(error: RegistryError) -> dict[str, Any]:
    g.form_seen = request.form.get(meanwhile.SEEN, g.form_seen)
    typed = forms.as_typed(request.form)
    told = {"values": typed, "problem": sentence(error), "refused": error}
    if isinstance(error, InvalidFields):
        return told | {"errors": forms.errors_by_field(error)}
    return told | {"errors": {error.field: sentence(error)} if error.field else {}}
