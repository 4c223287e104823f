"""Plans of spreadsheets: what each row would do, applied, undone; what somebody changed stays."""

from __future__ import annotations

from sqlalchemy import func, select

from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.jobs import worker
from registry.people.models import Personnel, Researcher
from registry.sheets import queries, service
from registry.sheets.models import SheetImport
from registry.talent import service as talent
from registry.talent.models import Hire
from tests.makers.messy_sheets import NUMBER, PROGRAMS, UNITS, chinese_csv, english_xlsx, planted_xlsx
from tests.makers.people import make_unit
from tests.makers.talent import make_program


def settle():
    """The units and programs that the messy lists name."""
    with unit_of_work():
        for code in UNITS:
            make_unit(code)
        for code in PROGRAMS:
            make_program(code)


def handed_in(data, hr, *, of="recruits", mode="all_or_nothing"):
    """The import of a file, planned."""
    with unit_of_work():
        key = service.hand_in(data, of=of, mode=mode, by=hr).id
    worker.drain()
    return sheet(key)


def sheet(key) -> SheetImport:
    db.session.rollback()
    return db.session.get_one(SheetImport, key, populate_existing=True)


def done(key, verb, hr) -> SheetImport:
    with unit_of_work():
        verb(sheet(key), by=hr)
    while worker.work_once("test", ) and queries.view(sheet(key)).is_open:
        pass
    return sheet(key)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_messy_list_is_planned_applied_and_undone(app, hr):
    settle()
    found = handed_in(chinese_csv(), hr)
    assert found.fault is None
    assert found.counts == {"add": NUMBER, "change": 0, "nothing": 0, "ask": 0, "refused": 0}
    assert count(Hire) == 0
    found = done(found.id, service.apply, hr)
    assert (found.state, found.counts["applied"]) == ("applied", NUMBER)
    assert (count(Hire), count(Researcher), count(Personnel)) == (NUMBER,) * 3
    again = handed_in(english_xlsx(), hr)
    assert again.counts["nothing"] == NUMBER
    found = done(found.id, service.undo, hr)
    assert (found.state, found.counts["kept"]) == ("undone", 0)
    assert (count(Hire), count(Researcher), count(Personnel)) == (0, 0, 0)


def test_each_planted_error_is_named_by_its_cell_and_the_rest_comes_in(app, hr):
    settle()
    data, planted = planted_xlsx()
    found = handed_in(data, hr, mode="row_by_row")
    named = [(w.ref, w.code) for plan in queries.refused(found.id) for w in plan.wrong]
    assert sorted(named) == sorted(planted)
    assert found.counts["refused"] == 40
    found = done(found.id, service.apply, hr)
    assert (found.state, found.counts["applied"], count(Hire)) == ("applied", NUMBER - 40, 260)
