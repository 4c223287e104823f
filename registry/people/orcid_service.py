"""The one place where people open ORCID, with the settings in force."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from config import Config
from importers.orcid_member import OrcidMember
from importers.orcid_sign_in import SignIn
from registry import __version__
from registry.core import settings
from registry.people.orcid_errors import OrcidNotSetUp

BACK = "/orcid/return"
"""The page that ORCID sends people back to; its whole address is registered there."""


def is_set_up() -> bool:
    """Whether iDs are connected and people sign in with them."""
    return settings.config().orcid_is_set_up and find_spec("authlib") is not None


def open_sign_in() -> SignIn:
    """ORCID as the place where people prove their iD. Raises OrcidNotSetUp."""
    if not is_set_up():
        raise OrcidNotSetUp
    return _sign_in(settings.config())


def can_write() -> bool:
    """Whether posts are written to the ORCID records of those who allow it."""
    return is_set_up() and bool(settings.config().orcid_member_url)


def open_member() -> OrcidMember:
    """ORCID as members write to it. Raises OrcidNotSetUp."""
    if not can_write():
        raise OrcidNotSetUp
    return _member(settings.config())


def origin() -> str:
    """Scheme and host of the place where people sign in at ORCID."""
    parts = urlsplit(settings.config().orcid_sign_in_url)
    return f"{parts.scheme}://{parts.netloc}"


@lru_cache(maxsize=4)
def _sign_in(config: Config) -> SignIn:
    """One a process, so that its limit and its circuit breaker hold from request to request."""
    return SignIn(
        config.orcid_sign_in_url,
        **_us(config),
        client_id=config.orcid_client_id,
        client_secret=config.orcid_client_secret,
        back=config.base_url + BACK,
    )


@lru_cache(maxsize=4)
def _member(config: Config) -> OrcidMember:
    return OrcidMember(config.orcid_member_url, limit_store=settings.limit_store(), **_us(config))


def _us(config: Config) -> dict[str, Any]:
    """Who we say we are."""
    return {
        "mailto": config.crossref_mailto or None,
        "product": f"registry/{__version__}",
        "contact": config.public_url.rstrip("/"),
    }
