"""Many values as one parameter find what `in_` finds, by the same index."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, delete, event, select, text, update

from registry.core.among import among
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.outputs.models import Output

pytestmark = pytest.mark.usefixtures("app")

ODD = ["10.5555/'quoted'", '10.5555/<>;#\\"', "10.5555/量子", "10.5555/{a,b}", "10.5555/null"]


@pytest.fixture
def outputs() -> list[int]:
    with unit_of_work():
        rows = [Output(title="Sample", doi=doi) for doi in ODD]
        db.session.add_all(rows)
    return [row.id for row in rows]


def test_texts_of_any_letters_are_found(outputs: list[int]) -> None:
    wanted = [*ODD[1:], "10.5555/none"]
    found = db.session.scalars(select(Output.doi).where(among(Output.doi, wanted))).all()
    assert sorted(found) == sorted(ODD[1:])


def test_numbers_are_found_also_with_other_conditions(outputs: list[int]) -> None:
    statement = select(Output.id).where(among(Output.id, [*outputs, 9**9]), Output.doi != ODD[0])
    assert sorted(db.session.scalars(statement)) == outputs[1:]


def test_none_of_nothing_is_found(outputs: list[int]) -> None:
    assert db.session.scalars(select(Output.id).where(among(Output.id, []))).all() == []


def test_another_list_is_another_question_to_the_same_statement(outputs: list[int]) -> None:
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    for some in (outputs[:1], outputs[1:]):
        found = db.session.scalars(select(Output.id).where(among(Output.id, some))).all()
        assert sorted(found) == some
    assert len(set(asked)) == 1


def test_rows_are_changed_and_deleted_by_it(outputs: list[int]) -> None:
    with unit_of_work():
        db.session.execute(update(Output).where(among(Output.id, outputs[:2])).values(volume="1"))
        db.session.execute(delete(Output).where(among(Output.doi, ODD[2:])))
    assert db.session.scalars(select(Output.volume)).all() == ["1", "1"]


def test_an_index_finds_them_in_a_large_table(outputs: list[int]) -> None:
    statement = select(Output.title).where(among(Output.doi, ODD))
    if db.engine.dialect.name == "sqlite":
        assert "SEARCH output USING INDEX" in sqlite_plan(str(statement.compile(db.engine)))
        return
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        asked = text("EXPLAIN SELECT title FROM output WHERE doi = ANY(:p)")
        assert "Index" in " ".join(row[0] for row in connection.execute(asked, {"p": ODD}))


def sqlite_plan(sql: str) -> str:
    """How SQLite would carry this out, without statistics of a table of five rows."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE output (id INTEGER PRIMARY KEY, title, doi)")
        connection.exec_driver_sql("CREATE UNIQUE INDEX uq_doi ON output (doi)")
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("[]",))
        return " ".join(row[-1] for row in plan)
