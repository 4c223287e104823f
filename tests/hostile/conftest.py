"""A small registry with something of everything, asked from outside with keys of each role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from registry.accounts import service as accounts
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import service as intake
from registry.people import service as people
from registry.people.models import Researcher
from registry.policy import Role, Scope
from registry.sheets import service as sheets
from tests.conftest import _empty
from tests.makers.claims import make_claim, make_paper
from tests.makers.goals import load_goals, make_link
from tests.makers.people import make_post, make_researcher, make_unit
from tests.makers.talent import make_hire, make_program

CHINESE = {"en": "en", "zh": "zh-CN,zh;q=0.9"}


@dataclass
class World:
    """The registry and who asks it."""

    app: Flask
    keys: dict[str, str]
    ids: dict[str, str]

    def ask(self, role: str, method: str, path: str, **options: Any) -> TestResponse:
        """An answer to somebody of this role; `lang` is the language of the browser."""
        headers = {"Accept-Language": CHINESE[options.pop("lang", "en")]}
        if role in self.keys:
            headers["Authorization"] = f"Bearer {self.keys[role]}"
        if method == "PATCH" and "json" in options:
            headers["Content-Type"] = "application/merge-patch+json"
        headers |= options.pop("headers", {})
        client = FlaskClient(self.app, self.app.response_class)
        return client.open(path, method=method, headers=headers, buffered=True, **options)

    def api(self, role: str, method: str, path: str, **options: Any) -> TestResponse:
        """An answer of the API; `{name}` in the address is the key of the thing of that name."""
        return self.ask(role, method, "/api/v1" + self.address(path), **options)

    def address(self, path: str) -> str:
        """The address with the keys of this world."""
        for name, key in self.ids.items():
            path = path.replace(f"{{{name}}}", key)
        return path

    def rows(self) -> dict[str, list[Any]]:
        """Everything that is stored."""
        with self.app.app_context(), db.engine.connect() as connection:
            return {
                table.name: sorted(map(repr, connection.execute(select(table))))
                for table in db.metadata.sorted_tables
            }


def build(app: Flask) -> World:
    """Empty the tables and enter something of everything."""
    with app.app_context():
        _empty()
        with unit_of_work():
            load_goals()
            ids = _things()
            keys = {role.value: _key(role, ids) for role in Role}
            keys["colleague"] = _key(Role.RESEARCHER, ids, whose="colleague")
        db.session.remove()
    return World(app, keys, {name: str(key) for name, key in ids.items()})


def _things() -> dict[str, Any]:
    unit, other = make_unit("lab"), make_unit("annex")
    researcher, colleague = make_researcher("Sample", "Sally"), make_researcher("Example", "Egon")
    post = make_post(researcher, unit)
    program = make_program("OPEN", grades=("A", "B"))
    make_program("CLOSED", publicity="restricted")
    hire = make_hire(
        colleague, program, stage="applied", happened_on=date(2025, 1, 6), unit_code=other.code
    )
    draft = make_hire(colleague, program)
    paper = make_paper("Sally Sample", "Egon Example")
    claim = make_claim(researcher, paper, 1)
    link = make_link(paper, "G3")
    db.session.flush()
    things = {"researcher": researcher, "colleague": colleague, "post": post, "hire": hire}
    things |= {"draft": draft, "output": paper, "claim": claim, "link": link}
    ids = {name: thing.id for name, thing in things.items()}
    ids |= {"name": researcher.names[0].id, "unit": unit.code, "program": program.code}
    paper.doi = ids["doi"] = "10.5555/hostile.1"
    ids["run"] = intake.start(["10.5555/waiting"], by=SYSTEM).id
    sheet = sheets.hand_in(b"name_zh,birth_date\r\n", of="recruits", mode="row_by_row", by=SYSTEM)
    ids["sheet"] = sheet.id
    return ids


def _key(role: Role, ids: dict[str, Any], whose: str = "researcher") -> str:
    name = whose if role is Role.RESEARCHER else role.value
    account = accounts.create(f"{name}@sample.example", "", [role], by=SYSTEM)
    accounts.set_password(account, "a long enough password", by=SYSTEM)
    ids[f"account_{name}"] = account.id
    if role is Role.RESEARCHER:
        people.link_account(account, db.session.get_one(Researcher, ids[whose]), by=SYSTEM)
    _token, key = accounts.create_token(account, "test", list(Scope), days=9, by=SYSTEM)
    return key


@pytest.fixture(scope="module")
def world(application: Flask) -> Iterator[World]:
    """For tests after which everything is as before."""
    return build(application)


@pytest.fixture
def fresh_world(application: Flask) -> World:
    """For a test that may change things."""
    return build(application)
