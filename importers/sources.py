"""The sources there are: one line each; and whose parser reads which message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

from importers import bibtex, crossref, csl, datacite, negotiation, orcid, ris
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


def open_crossref(connection: Connection) -> crossref.CrossrefSource:
    """Crossref: works by DOI, and by what a query finds (`pages`)."""
    return crossref.CrossrefSource(**_said(connection))


def open_datacite(connection: Connection) -> datacite.DataCiteSource:
    """DataCite: works by DOI."""
    return datacite.DataCiteSource(**_said(connection))


def open_negotiation(
    connection: Connection, hosts: frozenset[str] = negotiation.HOSTS
) -> negotiation.NegotiationSource:
    """The DOI resolver; `hosts` are those of agencies that it may lead to."""
    return negotiation.NegotiationSource(**_said(connection), hosts=hosts)


def open_orcid(connection: Connection) -> orcid.OrcidSource:
    """ORCID: the works on a person's record."""
    return orcid.OrcidSource(**_said(connection))


def _said(connection: Connection) -> dict[str, Any]:
    return {f.name: getattr(connection, f.name) for f in fields(connection)}


PARSERS: Mapping[str, Parse] = {
    "crossref": crossref.parse,
    "datacite": datacite.parse,
    "csl": csl.parse,
    "bibtex": bibtex.parse,
    "ris": ris.parse,
    "orcid": orcid.parse,
}
"""Whose message it is (`Fetched.source`, `Entry.source`, `WorkRecord.source`) -> its parser."""

SOURCES: Mapping[str, SourceKind] = {
    kind.name: kind
    for kind in (
        SourceKind("crossref", "Crossref", "doi", open_crossref, PARSERS["crossref"]),
        SourceKind("datacite", "DataCite", "doi", open_datacite, PARSERS["datacite"]),
        SourceKind("negotiation", "DOI resolver", "doi", open_negotiation, PARSERS["csl"]),
    )
}
"""The services that are asked for a DOI; `agencies.Agencies` asks whichever of them holds it."""
