"""The reading page of the API, and who may do what."""

from __future__ import annotations

from flask import Response

from registry.core.actor import Actor
from registry.core.web import Pages, show
from registry.policy import POLICY, any_deputy, deputy
from registry.policy import Permission as P

pages = Pages("operations")


@pages.get("/api/v1/docs", permission=P.DOCS_READ)
def docs(*, by: Actor) -> Response:
    """The OpenAPI document, readable."""
    return show("api_docs.html")


@pages.get("/help/permissions", permission=P.DOCS_READ)
def permissions(*, by: Actor) -> Response:
    """The policy table as a page."""
    rows = [
        (p.value, [rule.__name__ for rule in rules], bool({deputy, any_deputy} & set(rules)))
        for p, rules in POLICY.items()
    ]
    return show("operations/permissions.html", rows=rows)
