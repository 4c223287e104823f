"""What surrounds every answer: request id, security headers, language cookie, and what all templates know."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Config
from registry import __version__
from registry.core.actor import Actor
from registry.core.web.requests import LANGUAGE_COOKIE, LOCALES, current_actor, current_locale, wants_json
from registry.policy import Permission

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

Notice = Callable[[Actor], str | None]


@dataclass(frozen=True)
class Place:
    """A place of the navigation: its name (a message id), its page, and the permission without which it is not shown."""

    label: str
    endpoint: str
    permission: Permission


def register(app: Flask, config: Config) -> None:
    """Hang the surroundings onto the app."""
    if config.trusted_proxies:
        n = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    app.extensions.setdefault("navigation", ())
    app.extensions.setdefault("notices", ())
    app.before_request(_begin)
    app.after_request(_finish)
    app.context_processor(_context)


def config() -> Config:
    """The settings of the running app."""
    found: Config = current_app.extensions["registry_config"]
    return found


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
        response.set_cookie(LANGUAGE_COOKIE, chosen, 31_536_000, samesite="Lax", httponly=True, secure=secure)
    return response


def _context() -> dict[str, Any]:
    by = current_actor()
    return {
        "by": by,
        "P": Permission,
        "locale": current_locale(),
        "html_lang": "zh-Hans" if current_locale() == "zh" else "en",
        "navigation": [_place(p) for p in current_app.extensions["navigation"] if by.may(p.permission)],
        "notices": [text for n in current_app.extensions["notices"] if (text := n(by))],
        "institute": config().institute_zh if current_locale() == "zh" else config().institute_en,
        "version": __version__,
        "language_links": {tag: _same_page(tag) for tag in LOCALES},
    }


def _place(place: Place) -> dict[str, Any]:
    address = url_for(place.endpoint)
    here = request.path == address or (address != "/" and request.path.startswith(address + "/"))
    return {"label": place.label, "url": address, "active": here}


def _same_page(tag: str) -> str:
    arguments = request.args.to_dict(flat=False) | {"lang": [tag]}
    if request.endpoint is None:
        return f"/?lang={tag}"
    return url_for(request.endpoint, **request.view_args or {}, **arguments)
