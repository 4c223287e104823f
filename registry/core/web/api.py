"""A route of the API.

Load, policy, schema, verb, dump, commit, in this order and in this one place.

    routes = Resource("goals", "/goals", "The goals of the institute")

    @routes.patch("/<code>", permission=P.GOAL_CHANGE, load=queries.by_code,
                  body=GoalChangesSchema, returns=GoalSchema)
    def change(goal: Goal, changes: dict, *, by: Actor) -> Goal:
        "Change a goal."
        return service.change(goal, changes, by=by)

A view gets, in this order and only if asked for: the object loaded, the query parameters, the body;
and who acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from json import JSONDecodeError
from typing import Any

import orjson
from flask import Response, request, url_for
from flask_smorest import Blueprint
from marshmallow import Schema, fields
from webargs import core
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict

from registry.core.actor import Actor
from registry.core.dumping import dumper
from registry.core.errors import NotFound
from registry.core.fields import StrictSchema, Upload
from registry.core.listing import Page
from registry.core.web.requests import (
    check_forgery,
    check_version,
    current_actor,
    etag_of,
    not_modified,
    request_unit,
)
from registry.policy import Permission

Loader = Callable[..., Any]
View = Callable[..., Any]

PATCH_TYPE = "application/merge-patch+json"
FORM_TYPE = "multipart/form-data"


class StrictParser(FlaskParser):
    """Refuses parameters and fields that a schema does not list, wherever they stand."""

    DEFAULT_UNKNOWN_BY_LOCATION = dict.fromkeys(FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "raise")

    def load_json(self, req: Any, schema: Schema) -> Any:
        if req.mimetype == FORM_TYPE and takes_files(schema):
            return {**req.form.to_dict(), **req.files.to_dict()}
        if not core.is_json(req.mimetype):
            return self._not_json(req) if req.get_data(cache=True) else core.missing
        try:
            return super().load_json(req, schema)
        except (RecursionError, ValueError):  # too deep, or a number of thousands of digits
            return self._not_json(req)

    def _not_json(self, req: Any) -> Any:
        self._handle_invalid_json_error(JSONDecodeError("not JSON", "", 0), req)

    def load_querystring(self, req: Any, schema: Schema) -> Any:
        return MultiDict(req.args)


def takes_files(schema: Schema) -> bool:
    """Whether a body may come as a form with a file in it."""
    return any(isinstance(field, Upload) for field in schema.fields.values())


class NoQuery(StrictSchema):
    """A route without parameters refuses all."""


class ApiBlueprint(Blueprint):  # type: ignore[misc]
    """smorest's blueprint with our parser."""

    ARGUMENTS_PARSER = StrictParser()


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What a route needs and gives; `files` are media types it may answer with beside JSON."""

    permission: Permission
    load: Loader | None = None
    query: type[Schema] | None = None
    body: type[Schema] | None = None
    body_from: str = "json"
    returns: type[Schema] | None = None
    many: bool = False
    status: int = 200
    files: Iterable[str] = ()

    @property
    def gives(self) -> type[Schema] | None:
        """The schema of the whole answer: of a page of them where they are many."""
        return envelope(self.returns) if self.returns and self.many else self.returns


class Resource:
    """The API routes of one domain under one address."""

    def __init__(self, name: str, prefix: str, description: str) -> None:
        self.name = name
        self.blueprint = ApiBlueprint(
            f"api_{name}", __name__, url_prefix=f"/api/v1{prefix}", description=description
        )

    def get(self, rule: str, **ask: Any) -> Callable[[View], View]:
        """Read; `many=True` lists a Page of `returns`."""
        return self._route("GET", rule, Ask(**ask))

    def post(self, rule: str, **ask: Any) -> Callable[[View], View]:
        """Create or start; answers 201 unless told otherwise."""
        return self._route("POST", rule, Ask(**{"status": 201} | ask))

    def patch(self, rule: str, **ask: Any) -> Callable[[View], View]:
        """Change by merge-patch (RFC 7396)."""
        return self._route("PATCH", rule, Ask(**ask))

    def put(self, rule: str, **ask: Any) -> Callable[[View], View]:
        """Replace."""
        return self._route("PUT", rule, Ask(**ask))

    def delete(self, rule: str, **ask: Any) -> Callable[[View], View]:
        """Remove; answers 204."""
        return self._route("DELETE", rule, Ask(**{"status": 204} | ask))

    def _route(self, method: str, rule: str, ask: Ask) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            endpoint = _guarded(self._documented(view, ask, method), ask)
            self.blueprint.route(rule, methods=[method], endpoint=view.__name__)(endpoint)
            return view

        return decorate

    def _documented(self, view: View, ask: Ask, method: str) -> View:
        """The view between smorest's parsing and our dump, with what OpenAPI says of it."""

        @wraps(view)
        def call(subject: tuple[Any, ...], by: Actor, *parsed: Any) -> Any:
            given = parsed if ask.query else parsed[1:]
            return answer(view(*subject, *given, by=by), ask)

        handler = self.blueprint.response(ask.status, ask.gives)(call)
        if ask.body:
            kind = {"content_type": PATCH_TYPE} if method == "PATCH" else {}
            handler = self.blueprint.arguments(ask.body, location=ask.body_from, **kind)(handler)
        handler = self.blueprint.arguments(ask.query or NoQuery, location="query")(handler)
        documented: View = self.blueprint.doc(**_answers(ask, method))(handler)
        return documented


def _guarded(handler: View, ask: Ask) -> View:
    @wraps(handler)
    def endpoint(**address: Any) -> Any:
        check_forgery()
        with request_unit():
            by = current_actor()
            subject = load(ask.load, by, address)
            by.check(ask.permission, *subject)
            check_version(*subject or (None,))
            fresh = not_modified(
                etag_of(subject[0]) if subject and ask.returns and not ask.many else None
            )
            return fresh or handler(subject or tuple(address.values()), by)

    endpoint.permission = ask.permission  # type: ignore[attr-defined]
    endpoint.ask = ask  # type: ignore[attr-defined]
    return endpoint


def load(loader: Loader | None, by: Actor, address: Mapping[str, Any]) -> tuple[Any, ...]:
    """The object that the address names, as a tuple of one.

    Nothing where the route has no loader. Raises NotFound.
    """
    if loader is None:
        return ()
    found = loader(by=by, **address)
    if found is None:
        raise NotFound
    return (found,)


def answer(result: Any, ask: Ask) -> Response:
    """The response for what a view gave.

    A ready response, a page of a list, an object, or nothing.
    """
    if isinstance(result, Response):
        return result
    if ask.returns is None:
        return Response(status=ask.status) if result is None else json_response(result, ask.status)
    dump = dumper(ask.returns)
    if not ask.many:
        response = json_response(dump(result), ask.status)
        if etag := etag_of(result):
            response.set_etag(etag)
        return response
    return listed(result if isinstance(result, Page) else Page(result), dump, ask.status)


def listed(page: Page[Any], dump: Callable[[Any], Any], status: int) -> Response:
    """A page of a list with its neighbours, in the body and as Link header (RFC 8288)."""
    body: dict[str, Any] = {
        "items": [dump(item) for item in page.items],
        "next": page.next,
        "previous": page.previous,
    }
    if page.total is not None:
        body["total"] = page.total
    response = json_response(body, status)
    links = {"next": page.next, "prev": page.previous}
    for relation, cursor in links.items():
        if cursor:
            arguments: dict[str, Any] = request.args.to_dict(flat=False) | {"cursor": [cursor]}
            address = url_for(str(request.endpoint), **request.view_args or {}, **arguments)
            response.headers.add("Link", f'<{address}>; rel="{relation}"')
    return response


def json_response(body: Any, status: int = 200) -> Response:
    """JSON by orjson."""
    return Response(orjson.dumps(body, default=str), status, mimetype="application/json")


@cache
def envelope(item: type[Schema]) -> type[Schema]:
    """The schema of a page of such items."""
    return type(
        f"{item.__name__.removesuffix('Schema')}PageSchema",
        (StrictSchema,),
        {
            "items": fields.List(fields.Nested(item)),
            "next": fields.String(
                allow_none=True, metadata={"description": "cursor of the next page"}
            ),
            "previous": fields.String(allow_none=True),
            "total": fields.Integer(),
        },
    )


def _answers(ask: Ask, method: str) -> dict[str, Any]:
    statuses = {"401", "403", "422"} | ({"404"} if ask.load else set())
    statuses |= {"412", "428"} if ask.load and method in {"PATCH", "PUT", "DELETE"} else set()
    statuses |= {"400", "409", "413"} if method != "GET" else set()
    refused = {s: {"$ref": "#/components/responses/Problem"} for s in sorted(statuses)}
    return {"responses": refused | _files(ask)} | _forms(ask)


def _forms(ask: Ask) -> dict[str, Any]:
    """A body that may hold a file comes as a form too."""
    if ask.body is None or not takes_files(ask.body()):
        return {}
    return {"requestBody": {"content": {FORM_TYPE: {"schema": ask.body}}}}


def _files(ask: Ask) -> dict[str, Any]:
    if not ask.files:
        return {}
    json = {"application/json": {"schema": ask.gives}} if ask.gives else {}
    kinds: dict[str, Any] = {kind: {} for kind in ask.files}
    return {str(ask.status): {"description": "OK", "content": kinds | json}}
