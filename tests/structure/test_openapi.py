"""The OpenAPI document is valid, whole, and changes only when somebody means it to."""

import json
import re

from openapi_spec_validator import validate

from registry.core.web import openapi
from tests.structure.golden import agrees


def test_the_document_is_valid(built):
    validate(openapi.document(built))


def test_the_document_is_as_agreed(built):
    text = json.dumps(openapi.document(built), indent=1, sort_keys=True, ensure_ascii=False)
    assert agrees("openapi.golden.json", text + "\n")


def test_every_api_route_is_described(built):
    described = openapi.document(built)["paths"]
    for rule in built.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and rule.endpoint.startswith("api_"):
            assert re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) in described


def test_the_reading_page_shows_it(built):
    client = built.test_client()
    assert client.get("/api/v1/openapi.json").json["openapi"] == "3.1.0"
