"""The one place where a source is opened with the settings in force."""

from __future__ import annotations

from collections.abc import Mapping

from config import Config
from importers import sources
from importers.agencies import Agencies
from importers.crossref import CrossrefSource
from importers.orcid import OrcidSource
from importers.sources import SOURCES, Connection, Source
from registry import __version__
from registry.core import settings
from registry.intake.hints import DatabaseHints
from registry.intake.limits import DatabaseLimitStore

ADDRESSES: Mapping[str, str] = {
    "crossref": "crossref_url",
    "datacite": "datacite_url",
    "negotiation": "resolver_url",
    "orcid": "orcid_url",
}
"""Service -> the setting that holds its address."""


def open_source(name: str) -> Source:
    """One service of `SOURCES`."""
    return SOURCES[name].open(_connection(name))


def open_agencies() -> Agencies:
    """All agencies as one source: whoever holds a DOI is asked for it."""
    hosts = frozenset(settings.config().negotiation_hosts.split())
    return Agencies(
        open_crossref(),
        sources.open_datacite(_connection("datacite")),
        sources.open_negotiation(_connection("negotiation"), hosts),
        DatabaseHints(),
    )


def open_crossref() -> CrossrefSource:
    """Crossref, which can also be queried."""
    return sources.open_crossref(_connection("crossref"))


def open_orcid() -> OrcidSource:
    """ORCID, which is asked for the works of a person."""
    return sources.open_orcid(_connection("orcid"))


def _connection(name: str) -> Connection:
    """The service with our name, its limits shared with all processes through the database."""
    config = settings.config()
    return Connection(
        base_url=str(getattr(config, ADDRESSES[name])),
        mailto=config.crossref_mailto or None,
        limit_store=DatabaseLimitStore(),
        product=f"registry/{__version__}",
        contact=_contact(config),
    )


def _contact(config: Config) -> str:
    """The page that says who asks: ours, where others can reach it."""
    return config.public_url.rstrip("/")
