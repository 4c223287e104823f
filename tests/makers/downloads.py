"""Every route that hands out a file, found by what its code calls, and how to ask it for one."""

from __future__ import annotations

import inspect
import itertools
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from registry.core.fields import Choice
from registry.core.web.downloads import download

CHOSEN = {"format", "table", "list"}
"""Parameters of which every choice is another file."""

TABLES = {"csv", "xlsx"}
"""Formats of which the others of them make a difference."""


@dataclass(frozen=True)
class Route:
    """A route that hands out files, and the choices by which it hands out different ones."""

    rule: Rule
    method: str
    choices: tuple[dict[str, str], ...] = field(compare=False)


def download_routes(app: Flask) -> list[Route]:
    """Every route of the application whose code comes to `download`."""
    return [
        Route(rule, method, tuple(_choices(endpoint, method)))
        for rule in app.url_map.iter_rules()
        if hasattr(endpoint := app.view_functions[rule.endpoint], "permission")
        and comes_to_download(inspect.unwrap(endpoint))
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def comes_to_download(view: Any, seen: set[Any] | None = None) -> bool:
    """Whether a function, or one of ours that it calls, calls `download`."""
    seen = set() if seen is None else seen
    if view is download:
        return True
    if not isinstance(view, types.FunctionType) or view in seen:
        return False
    if not view.__module__.startswith("registry."):
        return False
    seen.add(view)
    return any(comes_to_download(called, seen) for called in _called(view))


def _called(view: types.FunctionType) -> Iterator[Any]:
    names = set(_names(view.__code__))
    for name in names & set(view.__globals__):
        known = view.__globals__[name]
        yield known
        if isinstance(known, types.ModuleType) and known.__name__.startswith("registry."):
            yield from (getattr(known, part, None) for part in names)


def _names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield from _names(part)


def _choices(endpoint: Any, method: str) -> Iterator[dict[str, str]]:
    """Each choice of parameters, or of the body, that is a file of its own."""
    fields = _asked(endpoint, method)
    chosen = {n: f.choices for n, f in fields.items() if n in CHOSEN and isinstance(f, Choice)}
    formats = chosen.pop("format", ())
    for parts in itertools.product(*chosen.values()):
        choice = dict(zip(chosen, parts, strict=True))
        yield from ({"format": name} | choice for name in formats if name in TABLES or not choice)
        if not formats:
            yield choice
    yield from ({"format": name} for name in formats if chosen and name not in TABLES)


def _asked(endpoint: Any, method: str) -> dict[str, Any]:
    kept = inspect.getclosurevars(endpoint).nonlocals
    ask = getattr(endpoint, "ask", None) or kept.get("form")
    part = "query" if method == "GET" else "body"
    schema = getattr(ask, part, None) if ask else kept.get(part)
    return schema().fields if isinstance(schema, type) else {}
