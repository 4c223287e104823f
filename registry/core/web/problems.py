"""Errors as answers.

Problem+json (RFC 9457) under `/api`, a page elsewhere, in the reader's language. Nobody sees a
stack trace.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import gettext
from marshmallow import Schema
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.routing import RequestRedirect

from registry.core.errors import (
    N_,
    BadRequest,
    Conflict,
    InvalidFields,
    NotFound,
    RegistryError,
    TooLarge,
    Unavailable,
)
from registry.core.fields import locate
from registry.core.web.api import json_response
from registry.core.web.requests import current_locale, wants_json

log = structlog.get_logger()

PHRASES = (
    N_("Method Not Allowed"),
    N_("Not Acceptable"),
    N_("Request Timeout"),
    N_("Unsupported Media Type"),
)
"""What HTTP says where no error of ours does; here so that the catalogue has it."""

SHOWN = 200
"""So many characters of a refused value are told."""

LARGEST = 2**63
"""Whole numbers from here on are told as text."""


def register(app: Flask) -> None:
    """Let the app answer every exception through `render`."""
    app.register_error_handler(RegistryError, render)
    app.register_error_handler(HTTPException, lambda why: render(known(why)))
    app.register_error_handler(DBAPIError, lambda why: render(of_database(why)))
    app.register_error_handler(Exception, unexpected)


def render(error: RegistryError | HTTPException) -> Response:
    """One error as the answer its reader can use."""
    if isinstance(error, RequestRedirect):
        return make_response(error.get_response())
    if isinstance(error, HTTPException) and error.response is not None:
        return make_response(error.response)
    status = error.status if isinstance(error, RegistryError) else error.code or 500
    title = sentence(error)
    if wants_json():
        response = json_response(problem(error, status, title), status)
        response.mimetype = "application/problem+json"
    else:
        template = error.page if isinstance(error, RegistryError) else RegistryError.page
        page = render_template(template, status=status, title=title, request_id=g.get("request_id"))
        response = Response(page, status)
    if isinstance(error, RegistryError) and error.retry_after:
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, HTTPException):
        for name, value in error.get_headers():
            if name in {"Allow", "Retry-After"}:
                response.headers[name] = value
    return response


def sentence(error: RegistryError | HTTPException) -> str:
    """What the error says, in the reader's language."""
    if isinstance(error, RegistryError):
        said: str = gettext(error.sentence) % {k: _shown(v) for k, v in error.places.items()}
        return said
    return str(gettext(HTTPStatus(error.code or 500).phrase))


def problem(error: RegistryError | HTTPException, status: int, title: str) -> dict[str, Any]:
    """The body of problem+json; `errors` names each field, its value and what is wrong with it."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "code": error.code if isinstance(error, RegistryError) else HTTPStatus(status).name,
        "request_id": g.get("request_id"),
    }
    if isinstance(error, InvalidFields):
        body["errors"] = error.messages["errors"]
    elif isinstance(error, RegistryError) and error.field:
        body["errors"] = [{"field": error.field, "value": _shown(error.value), "message": title}]
    return body | (error.extension(current_locale()) if isinstance(error, RegistryError) else {})


def known(why: HTTPException) -> RegistryError | HTTPException:
    """The error of ours behind werkzeug's, webargs' or smorest's."""
    data = getattr(why, "data", None)
    if data and "messages" in data and why.code == HTTPStatus.UNPROCESSABLE_ENTITY:
        return invalid_fields(data["messages"], data.get("schema"))
    if isinstance(why, RequestEntityTooLarge):
        return TooLarge(limit=(request.max_content_length or 0) // 2**20)
    if why.code == HTTPStatus.NOT_FOUND:
        return NotFound()
    if why.code == HTTPStatus.BAD_REQUEST:
        told = why.description if data is None else N_("it is not well-formed JSON in UTF-8")
        return BadRequest(why=gettext(told or "Bad Request").rstrip("."))
    return why


def invalid_fields(messages: dict[str, Any], schema: Schema | None = None) -> InvalidFields:
    """Field errors with the value that was sent, except where the field is sensitive."""
    nested = messages
    if set(messages) & {"json", "query", "form", "files"}:
        nested = {k: v for part in messages.values() for k, v in _mapping(part).items()}
    sent = _sent()
    errors = [
        {"field": _shown(field), "message": " ".join(found)} | _value(sent, field, schema)
        for field, found in locate(nested).items()
    ]
    return InvalidFields({"errors": errors})


def of_database(why: DBAPIError) -> RegistryError:
    """What a database error means to the reader."""
    if isinstance(why, IntegrityError):
        log.warning("integrity", error=type(why.orig).__name__)
        return Conflict()
    if isinstance(why, OperationalError) or why.connection_invalidated:
        return Unavailable()
    raise why


def unexpected(why: Exception) -> Response:
    """A fault of ours: logged in full with the request id, told in one sentence."""
    log.error("unexpected", exc_info=why, path=request.path, method=request.method)
    return render(InternalError())


class InternalError(RegistryError):
    """A fault of the registry itself."""

    status = 500
    sentence = N_("Something went wrong here. It has been written down under the number shown.")


def _mapping(part: Any) -> dict[str, Any]:
    return part if isinstance(part, dict) else {"": part}


def _sent() -> Any:
    body = request.get_json(silent=True) if request.is_json else None
    return body if isinstance(body, dict) else {**request.args, **request.form}


def _value(sent: Any, path: str, schema: Schema | None) -> dict[str, Any]:
    value, fields = sent, schema.fields if schema else {}
    for name in path.split("."):
        field = fields.get(name)
        if _is_secret(field, fields):
            return {}
        fields = getattr(getattr(field, "schema", None), "fields", fields)
        try:
            value = value[int(name)] if isinstance(value, list) else value[name]
        except (KeyError, IndexError, TypeError, ValueError):
            return {"value": _shown(sent[path])} if path in sent else {}
    return {"value": _shown(value)}


def _is_secret(field: Any, fields: Mapping[str, Any]) -> bool:
    """Whether a value is not told: of a sensitive field, or of none where others are sensitive."""
    told = fields.values() if field is None else (field,)
    return any(known.metadata.get("sensitive") for known in told)


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        text = value.encode(errors="replace").decode()  # half a surrogate pair cannot be told
        return text if len(text) <= SHOWN else text[:SHOWN] + "…"
    if isinstance(value, int) and abs(value) >= LARGEST:
        return str(value)[:SHOWN]
    return value if value is None or isinstance(value, (int, float)) else str(value)[:SHOWN]
