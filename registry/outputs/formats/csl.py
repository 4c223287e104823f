"""CSL-JSON 1.0.2, as citation processors read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from registry.outputs.formats.pieces import (
    address,
    array,
    institution,
    number,
    parts_of_date,
    place_of_event,
)
from registry.outputs.formats.types import types_of
from registry.outputs.views import BylineView, OutputView


def write(outputs: Iterable[OutputView]) -> Iterator[str]:
    """An array of items."""
    return array(map(item, outputs))


def item(output: OutputView) -> dict[str, Any]:
    """One item; what is not known is left out."""
    parts = parts_of_date(output)
    found: dict[str, Any] = {
        "id": output.doi or f"output-{output.id}",
        "type": types_of(output).csl,
        "title": output.full_title,
        "author": [_name(place) for place in output.authors if place.printed],
        "editor": [_name(place) for place in output.editors if place.printed],
        "issued": {"date-parts": [parts]} if parts else None,
        "container-title": output.container_title,
        "container-title-short": output.short_container_title,
        "publisher": output.publisher or institution(output),
        "publisher-place": output.details.get("publisher_place"),
        "volume": output.volume,
        "issue": output.issue,
        "page": output.pages or output.article_number,
        "number": number(output) or output.article_number,
        "edition": output.details.get("edition"),
        "event-title": place_of_event(output).get("name"),
        "event-place": place_of_event(output).get("place"),
        "language": output.language,
        "DOI": output.doi,
        "ISBN": next(iter(output.identified("isbn")), None),
        "ISSN": next(iter(output.identified("issn")), None),
        "URL": address(output),
        "original-title": output.original_title,
        "note": "Retracted" if output.retracted else None,
    }
    return {name: value for name, value in found.items() if value}


def _name(place: BylineView) -> dict[str, str]:
    """A name in parts; a group, or a name without a family part, as one text."""
    if place.is_group or not place.family:
        return {"literal": place.printed}
    parts = {"family": place.family, "given": place.given, "suffix": place.suffix}
    return {name: text for name, text in parts.items() if text}
