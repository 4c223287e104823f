"""One commit, at the end, or nothing; and nothing outside."""

import pytest
from sqlalchemy import delete, func, select

from registry.audit import service as audit
from registry.audit.models import AuditEvent
from registry.core import facts
from registry.core.actor import operator
from registry.core.db import db
from registry.core.facts import Fact
from registry.core.unit_of_work import (
    WriteOutsideUnitOfWork,
    after_commit,
    is_open,
    unit_of_work,
)
from registry.people.models import Unit


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_what_is_written_inside_stands_afterwards(app):
    with unit_of_work():
        db.session.add(Unit(code="A"))
    db.session.rollback()
    assert count(Unit) == 1


def test_an_exception_leaves_nothing_half_written(app):
    with pytest.raises(ZeroDivisionError), unit_of_work():
        db.session.add(Unit(code="A"))
        audit.record("unit.created", ("Unit", 1), by=operator())
        db.session.flush()
        1 / 0
    assert count(Unit) == 0
    assert count(AuditEvent) == 0


def test_an_aborted_unit_leaves_no_audit_event_for_the_next(app):
    with pytest.raises(ZeroDivisionError), unit_of_work():
        audit.record("unit.created", ("Unit", 1), by=operator())
        1 / 0
    with unit_of_work():
        audit.record("unit.changed", ("Unit", 2), by=operator())
    assert db.session.scalars(select(AuditEvent.verb)).all() == ["unit.changed"]


def test_writing_outside_is_an_error(app):
    db.session.add(Unit(code="A"))
    with pytest.raises(WriteOutsideUnitOfWork):
        db.session.flush()
    db.session.rollback()


def test_a_statement_that_writes_outside_is_an_error(app):
    with unit_of_work():
        db.session.add(Unit(code="A"))
    with pytest.raises(WriteOutsideUnitOfWork):
        db.session.execute(delete(Unit))
    assert count(Unit) == 1


def test_an_inner_unit_joins_the_outer_one(app):
    with pytest.raises(ZeroDivisionError), unit_of_work():
        with unit_of_work():
            db.session.add(Unit(code="A"))
        1 / 0
    assert count(Unit) == 0


def test_mail_leaves_only_after_the_commit(app):
    left = []
    with pytest.raises(ZeroDivisionError), unit_of_work():
        after_commit(lambda: left.append("never"))
        1 / 0
    with unit_of_work():
        after_commit(lambda: left.append(is_open()))
    assert left == [False]


def test_facts_reach_whoever_reacts(app):
    class Happened(Fact):
        pass

    heard = []
    facts.react(Happened, heard.append)
    facts.announce(Happened())
    assert heard == [Happened()]
