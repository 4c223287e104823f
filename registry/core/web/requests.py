"""What one request is.

Who asks, in which language, for which version, and the transaction it may open.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_wtf.csrf import CSRFProtect

from registry.core.actor import VISITOR, Actor
from registry.core.errors import StaleVersion, VersionNeeded
from registry.core.fields import LOCALES
from registry.core.unit_of_work import unit_of_work

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
LANGUAGE_COOKIE = "language"

csrf = CSRFProtect()

ActorLoader = Callable[[], Actor | None]


def set_actor_loader(app: Flask, load: ActorLoader) -> None:
    """Say how an actor is found from the request; the domain that knows accounts does it."""
    app.extensions["actor_loader"] = load


def current_actor() -> Actor:
    """Who asks; looked up once a request."""
    if "actor" not in g:
        g.actor = current_app.extensions["actor_loader"]() or VISITOR
    actor: Actor = g.actor
    return actor


def current_locale() -> str:
    """The reader's language: asked for in the address, chosen before, or the browser's.

    Outside a request, in commands and jobs, it is English.
    """
    if not has_request_context():
        return "en"
    chosen = request.args.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LOCALES:
        return str(chosen)
    return request.accept_languages.best_match(("en", "zh", "zh-CN", "zh-Hans"), "en")[:2]


def wants_json() -> bool:
    """Whether this is an answer of the API."""
    return request.path.startswith("/api/")


@contextmanager
def request_unit() -> Iterator[None]:
    """The unit of work of an unsafe request; a safe one gets none and so cannot write."""
    if request.method in UNSAFE:
        with unit_of_work():
            yield
    else:
        yield


def check_forgery() -> None:
    """Refuse an unsafe request that a foreign page could have sent.

    One with a bearer token cannot be.
    """
    if request.method in UNSAFE and not request.headers.get("Authorization", "").startswith(
        "Bearer "
    ):
        csrf.protect()


def etag_of(thing: Any) -> str | None:
    """The ETag of a versioned object for this reader, None for what has no version."""
    version = getattr(thing, "version", None)
    if version is None:
        return None
    actor = current_actor()
    own = f"{actor.researcher_id} {sorted(actor.acts_for)}"
    view = f"{sorted(actor.roles)} {own} {sorted(actor.scopes)} {current_locale()}"
    return f"{version}-{hashlib.sha256(view.encode()).hexdigest()[:8]}"


def check_version(thing: Any) -> None:
    """Hold If-Match against the version of what is changed.

    Raises VersionNeeded or StaleVersion.
    """
    version = getattr(thing, "version", None)
    if version is None or request.method not in {"PATCH", "PUT", "DELETE"}:
        return
    if not request.if_match:
        raise VersionNeeded
    if request.if_match.star_tag:
        return
    if str(version) not in {tag.partition("-")[0] for tag in request.if_match.as_set()}:
        raise StaleVersion


def not_modified(etag: str | None) -> Response | None:
    """The 304 for a reader who has this version already."""
    if etag and request.method in {"GET", "HEAD"} and request.if_none_match.contains(etag):
        answer = Response(status=304)
        answer.set_etag(etag)
        return answer
    return None
