"""The sources there are: one line each; and whose parser reads which message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol, cast

from importers import crossref
from importers.fetched import Fetched
from importers.limits import LimitStore, MemoryLimitStore
from importers.records import WorkRecord

Parse = Callable[[Mapping[str, Any]], WorkRecord]
"""From a message to a record; raises ParseError and nothing else."""


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach a source and who we say we are."""

    base_url: str
    mailto: str | None = None
    limit_store: LimitStore = field(default_factory=MemoryLimitStore)
    product: str = "registry"  # name/version
    contact: str = ""  # address of a page that says who asks


class Source(Protocol):
    """Asks a service; neither method raises for what the service does or the text is."""

    def fetch(self, doi: str) -> Fetched:
        """What the source knows of one identifier."""

    def fetch_many(self, dois: Iterable[str]) -> Iterator[Fetched]:
        """The same for many, each distinct one once, in as few requests as the source allows."""


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One source: its name in addresses and commands, its own name, and what it takes."""

    name: str
    label: str
    identifier: str  # the scheme it is asked by
    open: Callable[[Connection], Source]
    parse: Parse


def _crossref(connection: Connection) -> Source:
    return crossref.CrossrefSource(
        connection.base_url,
        mailto=connection.mailto,
        limit_store=connection.limit_store,
        product=connection.product,
        contact=connection.contact,
    )


def _of(module: str) -> Parse:
    """The parser of a module, imported when it is first needed."""

    def parse(message: Mapping[str, Any]) -> WorkRecord:
        return cast("WorkRecord", import_module(f"importers.{module}").parse(message))

    return parse


PARSERS: Mapping[str, Parse] = {
    "crossref": crossref.parse,
    "datacite": _of("datacite"),
    "csl": _of("csl"),
    "bibtex": _of("bibtex"),
    "ris": _of("ris"),
    "orcid": _of("orcid"),
}
"""Whose message it is (`Fetched.source`, `Entry.source`, `WorkRecord.source`) -> its parser."""

SOURCES: Mapping[str, SourceKind] = {
    kind.name: kind
    for kind in (
        SourceKind(
            "crossref", "Crossref", identifier="doi", open=_crossref, parse=PARSERS["crossref"]
        ),
    )
}
