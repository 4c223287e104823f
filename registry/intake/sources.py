"""The one place where a source is opened with the settings in force."""

from __future__ import annotations

from collections.abc import Mapping

from config import Config
from importers.sources import SOURCES, Connection, Source
from registry import __version__
from registry.core import settings
from registry.intake.limits import DatabaseLimitStore

SETTINGS: Mapping[str, tuple[str, str]] = {"crossref": ("crossref_url", "crossref_mailto")}
"""Source -> the settings that hold its address and our contact."""


def open_source(name: str) -> Source:
    """A source of `SOURCES`, its limits shared with all processes through the database."""
    config = settings.config()
    address, mailto = (str(getattr(config, setting)) for setting in SETTINGS[name])
    return SOURCES[name].open(
        Connection(
            base_url=address,
            mailto=mailto or None,
            limit_store=DatabaseLimitStore(),
            product=f"registry/{__version__}",
            contact=_contact(config),
        )
    )


def _contact(config: Config) -> str:
    """The page that says who asks: ours, where others can reach it."""
    return config.public_url.rstrip("/")
