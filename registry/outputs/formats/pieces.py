"""What several formats ask of an output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from registry.outputs.views import OutputView


def parts_of_date(output: OutputView) -> list[int]:
    """Year, month and day of publication, as far as they are known."""
    return [int(part) for part in output.date.split("-")] if output.date else []


def address(output: OutputView) -> str | None:
    """Where the output is on the web: its DOI, else the address that is noted."""
    if output.doi:
        return f"https://doi.org/{output.doi}"
    noted = output.details.get("url") or next(iter(output.identified("url")), None)
    return str(noted) if noted else None


def place_of_event(output: OutputView) -> dict[str, Any]:
    """The meeting that a work belongs to, empty where there is none."""
    event = output.details.get("event")
    return event if isinstance(event, dict) else {}


def institution(output: OutputView) -> str | None:
    """The school of a thesis, the server of a preprint, the issuer of a report."""
    found = output.details.get("institutions") or [output.details.get("institution")]
    return str(found[0]) if found[0] else None


def number(output: OutputView) -> str | None:
    """The number of a patent, standard or the like."""
    found = output.details.get("number")
    return str(found) if found else None


def array(items: Iterable[Any]) -> Iterator[str]:
    """A JSON array, an item at a time."""
    before = "["
    for item in items:
        yield f"{before}\n{orjson.dumps(item, default=str).decode()}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"
