"""Outputs for tests: messages of our own in Crossref's shape, all fictional, prefix 10.5555."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

import orjson

from importers.crossref_messages import parse
from importers.records import ContributorRecord, IdentifierRecord, PartialDate, WorkRecord
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.outputs import service
from registry.outputs.filing import file_works
from registry.outputs.models import Output
from registry.outputs.received import Received

_numbers = count(1)
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
REQUEST = "https://api.crossref.org/works"


def make_message(**overrides: Any) -> dict[str, Any]:
    """A Crossref work message; `author` lists names such as "Li, Sai", or whole entries."""
    number = next(_numbers)
    message = {
        "DOI": f"10.5555/sample.{number}",
        "type": "journal-article",
        "title": [f"Sample result number {number}"],
        "author": ["Li, Sai", "Example, Ada"],
        "container-title": ["Journal of Sample Physics"],
        "publisher": "Sample Press",
        "issued": {"date-parts": [[2025, 3, 14]]},
        "published-print": {"date-parts": [[2025, 4]]},
        "created": {"date-parts": [[2025, 3, 1]], "date-time": "2025-03-01T00:00:00Z"},
        "volume": "12",
        "page": "100-110",
        "is-referenced-by-count": 3,
        **overrides,
    }
    message["author"] = [_author(name) for name in message["author"]]
    return message


def make_received(message: dict[str, Any] | None = None, **overrides: Any) -> Received:
    """The message as it would have come in."""
    message = message or make_message(**overrides)
    body = orjson.dumps(message)
    return Received(parse(message), body, REQUEST, MOMENT)


def make_publication(**overrides: Any) -> Output:
    """A publication filed from a message; overrides are fields of the message."""
    received = make_received(**overrides)
    with unit_of_work():
        filed = file_works([received], by=SYSTEM)
    return db.session.get_one(Output, filed[0].output_id)


def make_output(**overrides: Any) -> Output:
    """An output entered by hand."""
    data = {"kind": "software", "title": f"Sample program {next(_numbers)}", **overrides}
    with unit_of_work():
        output = service.create(data, by=SYSTEM)
    return db.session.get_one(Output, output.id)


def _author(name: str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(name, dict):
        return name
    family, comma, given = name.partition(", ")
    return {"family": family, "given": given} if comma else {"name": name}


def make_bibtex(
    *,
    title: str = "A sample entry",
    source: str = "bibtex",
    identifiers: Sequence[tuple[str, str]] = (),
    **fields: Any,
) -> Received:
    """An entry of a file without a DOI, unless one is given, as its parser gives it."""
    record = WorkRecord(
        source=source,
        doi=fields.pop("doi", None),
        type=fields.pop("type", "journal-article"),
        title=title,
        identifiers=tuple(IdentifierRecord(*pair) for pair in identifiers),
        dates={"issued": PartialDate(2024)},
        contributors=(ContributorRecord(1, "Sai Li", given="Sai", family="Li"),),
        **fields,
    )
    message = {"title": title, "raw": repr(record)}
    return Received(record, orjson.dumps(message), "sample.bib#1", MOMENT)
