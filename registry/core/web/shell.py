"""What surrounds every answer.

Request id, security headers, language cookie, and what all templates know.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request, url_for
from flask_babel import gettext
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config
from registry import __version__
from registry.core import settings
from registry.core.actor import Actor
from registry.core.errors import N_
from registry.core.fields import LOCALES
from registry.core.web import meanwhile
from registry.core.web.requests import (
    LANGUAGE_COOKIE,
    current_actor,
    current_locale,
    wants_json,
)
from registry.policy import Permission, Role

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

ROLE_NAMES = {
    Role.RESEARCHER: N_("Researcher"),
    Role.HR: N_("HR"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.AUDITOR: N_("Auditor"),
}


@dataclass(frozen=True)
class Notice:
    """A line above every page, in the reader's language."""

    text: str
    tone: str = "info"
    url: str | None = None
    action: str | None = None


FindNotices = Callable[[Actor], Iterable[Notice]]
"""Says what this actor should be told now."""


@dataclass(frozen=True)
class Place:
    """A place of the navigation.

    Its name (a message id), its page, the permission without which it is not shown, and pages that
    belong to it though they stand elsewhere.
    """

    label: str
    endpoint: str
    permission: Permission
    also: tuple[str, ...] = ()


def register(app: Flask, config: Config) -> None:
    """Hang the surroundings onto the app."""
    if config.trusted_proxies:
        n = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    app.before_request(_begin)
    app.after_request(_finish)
    app.context_processor(_context)
    meanwhile.register(app)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint != "static":
        response.vary.update({"Cookie", "Authorization", "Accept-Language", "Accept"})
        signed_in = "actor" in g and g.actor.account_id is not None
        response.headers.setdefault("Cache-Control", "no-store" if signed_in else "no-cache")
    chosen = request.args.get("lang")
    if chosen in LOCALES and not wants_json():
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(
            LANGUAGE_COOKIE, chosen, 31_536_000, samesite="Lax", httponly=True, secure=secure
        )
    return response


def _context() -> dict[str, Any]:
    by, locale = current_actor(), current_locale()
    config = settings.config()
    return {
        "by": by,
        "P": Permission,
        "locale": locale,
        "language": locale,
        "navigation": _navigation(by),
        "notices": [notice for find in app_list("notices") for notice in find(by)],
        "account": _account(by),
        "institute": config.institute_zh if locale == "zh" else config.institute_en,
        "version": __version__,
        **{name: url_for(endpoint) for name, endpoint in current_app.extensions["links"].items()},
        "sign_in_url": url_for("accounts.sign_in", next=_here()),
    }


def app_list(name: str) -> tuple[Any, ...]:
    """What the app was given under this name: places of the navigation, finders of notices."""
    found: tuple[Any, ...] = current_app.extensions[name]
    return found


def _account(by: Actor) -> dict[str, Any] | None:
    if by.account_id is None:
        return None
    return {
        "name": by.label,
        "url": url_for("accounts.own"),
        "roles": sorted(gettext(role_name(r)) for r in by.roles),
    }


def role_name(role: Role) -> str:
    """The message id of a role's name."""
    return ROLE_NAMES[role]


def _here() -> str | None:
    return (
        request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None
    )


def _navigation(by: Actor) -> list[dict[str, Any]]:
    """The places shown to this actor; where the page is under two, the nearer one is active."""
    places = [
        p
        for p in app_list("navigation")
        if p.endpoint in current_app.view_functions and by.may(p.permission)
    ]
    near = [_nearness(place) for place in places]
    return [
        {
            "label": gettext(place.label),
            "url": url_for(place.endpoint),
            "active": 0 < nearness == max(near),
        }
        for place, nearness in zip(places, near, strict=True)
    ]


def _nearness(place: Place) -> int:
    """How much of the address of this page is that of the place, in characters."""
    addresses = [url_for(endpoint) for endpoint in (place.endpoint, *place.also)]
    return max(len(address) if _is_under(address) else 0 for address in addresses)


def _is_under(address: str) -> bool:
    return request.path == address or (address != "/" and request.path.startswith(address + "/"))
