"""Every page that the registry has, at addresses that the sample institute answers."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

from werkzeug.routing import Rule

from config import Config
from registry.app import create_app
from registry.core.actor import Actor
from registry.policy import Permission, Role

ACCOUNTS = {
    "administrator": "admin@sample.example",
    "hr": "hr@sample.example",
    "researcher": "researcher@sample.example",
    "auditor": "auditor@sample.example",
    "visitor": None,
}

CODES = {"goals": "G3", "programs": "NSFC-OVERSEAS", "units": "SAMPLE-QC"}
PARTS = {
    "researcher_id": "3",
    "gone_id": "4",
    "version_id": "5",
    "year": "2025",
    "figure": "publications",
    "field": "identity_number",
    "key": "a-link-that-is-used-up",
}


def pages(data_dir: Path) -> list[tuple[str, int]]:
    """The address of every page, and how many roles may open such a page."""
    app = create_app(Config(data_dir=data_dir))
    rules = [r for r in app.url_map.iter_rules() if "GET" in r.methods and _is_page(r.rule)]
    return [
        (_address(rule), _readers(app.view_functions[rule.endpoint].permission)) for rule in rules
    ]


def _readers(permission: Permission) -> int:
    mine = SimpleNamespace(owner_ids={1}, owner_account_id=1)
    actors = [Actor(account_id=1, researcher_id=1, roles=frozenset({role})) for role in Role]
    return sum(actor.may(permission, mine) for actor in actors)


def _is_page(rule: str) -> bool:
    if rule == "/reports":  # leads to a year, which is in the list
        return False
    return not rule.startswith(("/static", "/api/")) or rule == "/api/v1/docs"


def _address(rule: Rule) -> str:
    parts = {name: PARTS.get(name, "1") for name in rule.arguments}
    if "code" in parts:
        parts["code"] = CODES[re.search(r"([^/]+)/<(\w+:)?code>", rule.rule)[1]]
    return rule.build(parts)[1]
