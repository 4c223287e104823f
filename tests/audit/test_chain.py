"""The chain of audit events: every tampering is found."""

import random

import pytest
from sqlalchemy import delete, select, update

from registry.audit import heads, service
from registry.audit.models import AuditEvent, AuditHead
from registry.core.actor import operator
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from tests.makers import tampering

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
    assert [b.why for b in service.verify()] == [
        "the end of the chain is missing",
        "written down outside, and missing here",
    ]


def test_a_chain_cut_off_with_its_head_is_found_by_what_was_written_down_outside(chain):
    last = db.session.get_one(E, LENGTH - 4)
    tamper(delete(E).where(E.id > LENGTH - 4))
    tamper(update(AuditHead).values(last_id=LENGTH - 4, last_hash=last.hash))
    assert [b.why for b in service.verify()] == ["written down outside, and missing here"]


def test_a_chain_written_anew_is_found_by_what_was_written_down_outside(chain):
    previous = service.GENESIS
    events = db.session.scalars(select(E).order_by(E.id)).all()
    db.session.expunge_all()
    for event in events:
        event.actor, event.previous_hash = "nobody", previous
        previous = service.digest(event)
        hashes = {"previous_hash": event.previous_hash, "hash": previous}
        tamper(update(E).where(E.id == event.id).values(actor="nobody", **hashes))
    tamper(update(AuditHead).values(last_hash=previous))
    found = list(service.verify())
    assert {b.why for b in found} == {"not the event that was written down outside"}
    assert [b.event_id for b in found] == list(range(4, LENGTH + 1, 4))


def test_what_was_written_down_is_thinned_out_and_stays_of_use(app, monkeypatch):
    monkeypatch.setattr(heads, "LONGEST", 20_000)
    monkeypatch.setattr(heads, "RECENT", 50)
    for number in range(1, 1001):
        heads.keep(number, f"{number:064x}")
    found = heads.kept()
    assert found[1000] == f"{1000:064x}"
    assert len(found) < 400
    assert heads.path().stat().st_mode & 0o777 == 0o600


def test_a_disk_that_takes_nothing_stops_nobody(chain, monkeypatch):
    monkeypatch.setattr(heads, "path", lambda: heads.Path("/proc/none/heads"))
    with unit_of_work():
        service.record("unit.changed", ("Unit", 1), by=operator())
    assert list(service.verify()) == []


def test_values_of_private_columns_do_not_enter_the_trail(app):
    from registry.accounts import service as accounts
    from registry.policy import Role

    with unit_of_work():
        account = accounts.create("lin@sample.example", "Lin", [Role.RESEARCHER], by=operator())
        account.name = "Somebody"
        assert service.changes(account) == {"name": "changed"}
    assert "Somebody" not in str(db.session.scalars(select(E.details)).all())


def test_every_hand_on_the_chain_is_found_though_hashes_and_head_are_written_anew(app):
    tampering.chain(300)
    assert not tampering.tampered(300, 60, reach=300)
    assert list(service.verify()) == []
