"""The OpenAPI 3.1 document, with problem+json for errors, and its reading page."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_smorest import Api
from marshmallow import fields

from registry import __version__
from registry.core.fields import PartialDateField, StrictSchema

SETTINGS = {
    "API_TITLE": "Registry of research outputs and talents",
    "API_VERSION": __version__,
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_JSON_PATH": "openapi.json",
    "OPENAPI_URL_PREFIX": "/api/v1",
}


class FieldErrorSchema(StrictSchema):
    """One field at fault."""

    field = fields.String()
    value = fields.Raw(allow_none=True)
    message = fields.String()


class ProblemSchema(StrictSchema):
    """An error (RFC 9457)."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    code = fields.String()
    request_id = fields.String(allow_none=True)
    errors = fields.List(fields.Nested(FieldErrorSchema))


class QuietApi(Api):  # type: ignore[misc]
    """smorest's Api without its error handlers (ours stand in `problems`)."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Leave errors to `problems.register`."""


def describe(api: Api) -> None:
    """Teach the document our fields, sign-in and errors."""
    api.register_field(PartialDateField, "string", None)
    components = api.spec.components
    components.response(
        "Problem",
        {
            "description": "The request was refused; the body says why.",
            "content": {"application/problem+json": {"schema": ProblemSchema}},
        },
    )
    components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": "session"})


def finish(api: Api) -> None:
    """State once what holds for every operation.

    A token, a session or nobody may ask; every refusal is problem+json.
    """
    api.spec.options["security"] = [{"token": []}, {"session": []}, {}]
    for response in api.spec.components.responses.values():
        content = response.get("content", {})
        if "application/json" in content:
            content["application/problem+json"] = content.pop("application/json")


def document(app: Flask) -> dict[str, Any]:
    """The document as a mapping."""
    api: QuietApi = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    spec: dict[str, Any] = api.spec.to_dict()
    return spec
