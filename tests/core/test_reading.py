"""When a session begins a transaction: to write and to stream, not to read."""

import pytest
from sqlalchemy import literal, select, text

from registry.accounts.models import Account
from registry.core.db import as_dicts, db
from registry.core.unit_of_work import unit_of_work


def in_transaction(connection):
    driver = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        return driver.in_transaction
    return driver.info.transaction_status.name != "IDLE"


def add_account():
    account = Account(email="person@sample.example", name="Person Sample", roles=[])
    db.session.add(account)
    db.session.flush()


def count():
    return db.session.scalar(text("SELECT count(*) FROM account"))


def test_a_read_begins_nothing(app):
    assert count() == 0
    assert not in_transaction(db.session.connection())


def test_a_unit_of_work_begins_at_its_first_read(app):
    with unit_of_work():
        assert count() == 0
        assert in_transaction(db.session.connection())
    assert count() == 0
    assert not in_transaction(db.session.connection())


def test_a_unit_of_work_that_fails_leaves_nothing_though_reads_came_before(app):
    assert count() == 0
    with pytest.raises(ZeroDivisionError), unit_of_work():
        add_account()
        assert count() == 1
        raise ZeroDivisionError
    assert count() == 0


def test_a_connection_of_the_engine_has_a_transaction_after_sessions_have_read(app):
    assert count() == 0
    db.session.remove()
    with db.engine.connect() as connection, connection.begin() as transaction:
        connection.execute(text("DELETE FROM account"))
        assert in_transaction(connection)
        transaction.rollback()


def test_rows_can_be_streamed(app):
    numbers = select(literal(1)).union_all(select(literal(2))).execution_options(yield_per=1)
    assert sorted(db.session.scalars(numbers)) == [1, 2]


def test_rows_as_dictionaries_have_the_names_of_their_columns(app):
    statement = select(literal(1).label("one"), literal("b").label("two"))
    assert as_dicts(statement) == [{"one": 1, "two": "b"}]
