"""JSON-LD in the words of schema.org."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from registry.outputs.formats.pieces import address, array
from registry.outputs.formats.types import types_of
from registry.outputs.views import BylineView, OutputView

CONTEXT = "https://schema.org"


def write(outputs: Iterable[OutputView]) -> Iterator[str]:
    """A graph of works."""
    yield f'{{"@context": "{CONTEXT}", "@graph": '
    yield from array(map(work, outputs))
    yield "}\n"


def one(output: OutputView) -> str:
    """A document for one work, as its page carries it."""
    return orjson.dumps({"@context": CONTEXT} | work(output), default=str).decode()


def work(output: OutputView) -> dict[str, Any]:
    """One work; what is not known is left out."""
    found: dict[str, Any] = {
        "@type": types_of(output).schema,
        "@id": address(output),
        "name": output.full_title,
        "author": [_agent(place) for place in output.authors if place.printed],
        "editor": [_agent(place) for place in output.editors if place.printed],
        "datePublished": output.date,
        "inLanguage": output.language,
        "isPartOf": _container(output),
        "pagination": output.pages or output.article_number,
        "publisher": _named("Organization", output.publisher),
        "isbn": next(iter(output.identified("isbn")), None),
        "identifier": _identifiers(output),
        "funding": [_grant(f.name, f.identifier) for f in output.funders if f.name or f.identifier],
        "url": address(output),
    }
    return {name: value for name, value in found.items() if value}


def _agent(place: BylineView) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "Organization" if place.is_group else "Person",
        "@id": f"https://orcid.org/{place.orcid}" if place.orcid else None,
        "name": place.printed,
        "familyName": place.family,
        "givenName": place.given,
        "affiliation": [_named("Organization", a.name) for a in place.affiliations if a.name],
    }
    return {name: value for name, value in found.items() if value}


def _container(output: OutputView) -> dict[str, Any] | None:
    container = _named("Periodical", output.container_title)
    if container and output.identified("issn"):
        container["issn"] = list(output.identified("issn"))
    for kind, key, value in (
        ("PublicationVolume", "volumeNumber", output.volume),
        ("PublicationIssue", "issueNumber", output.issue),
    ):
        if value:
            container = {"@type": kind, key: value} | ({"isPartOf": container} if container else {})
    return container


def _identifiers(output: OutputView) -> list[dict[str, str]]:
    pairs = [("doi", output.doi)] if output.doi else []
    pairs += [(i.scheme, i.value) for i in output.identifiers if i.scheme not in {"issn", "isbn"}]
    return [{"@type": "PropertyValue", "propertyID": s, "value": str(v)} for s, v in pairs]


def _grant(name: str | None, identifier: str | None) -> dict[str, Any]:
    funder = _named("Organization", name) or {"@type": "Organization"}
    return {"@type": "Grant", "funder": funder | ({"identifier": identifier} if identifier else {})}


def _named(kind: str, name: str | None) -> dict[str, Any] | None:
    return {"@type": kind, "name": name} if name else None
