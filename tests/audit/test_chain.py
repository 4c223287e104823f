"""The chain of audit events: every tampering is found."""

import random

import pytest
from sqlalchemy import delete, select, update

from registry.audit import service
from registry.audit.models import AuditEvent
from registry.core.actor import operator
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work

LENGTH = 40


@pytest.fixture
def chain(app):
    for start in range(0, LENGTH, 4):
        with unit_of_work():
            for n in range(start, start + 4):
                service.record(
                    "unit.changed", ("Unit", n), by=operator(), details={"code": [f"U{n}", None]}
                )
    assert list(service.verify()) == []


def tamper(statement):
    with db.engine.begin() as connection:
        connection.execute(statement)
    db.session.rollback()
    db.session.expire_all()


E = AuditEvent
TAMPERINGS = {
    "actor": lambda n: update(E).where(E.id == n).values(actor="somebody else"),
    "details": lambda n: update(E).where(E.id == n).values(details={"code": ["X", None]}),
    "time": lambda n: update(E).where(E.id == n).values(at=service.clock.now()),
    "removed": lambda n: delete(E).where(E.id == n),
    "rehashed": lambda n: update(E).where(E.id == n).values(hash="f" * 64),
    "cut off": lambda n: delete(E).where(E.id >= n),
    "moved": lambda n: update(E).where(E.id == n).values(id=n + 1000),
}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_every_tampering_is_found(chain, kind):
    tamper(TAMPERINGS[kind](random.Random(kind).randint(2, LENGTH)))
    assert list(service.verify())


def test_a_whole_tail_written_anew_is_found_by_the_head(chain):
    tamper(delete(E).where(E.id > LENGTH - 3))
    assert [b.why for b in service.verify()] == ["the end of the chain is missing"]


def test_values_of_private_columns_do_not_enter_the_trail(app):
    from registry.accounts import service as accounts
    from registry.policy import Role

    with unit_of_work():
        account = accounts.create("lin@sample.example", "Lin", [Role.RESEARCHER], by=operator())
        account.name = "Somebody"
        assert service.changes(account) == {"name": "changed"}
    assert "Somebody" not in str(db.session.scalars(select(E.details)).all())
