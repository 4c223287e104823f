"""Plans of spreadsheets: what each row would do, applied, undone; what somebody changed stays."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.jobs.models import Job
from registry.people import personnel as private
from registry.people import queries as people_queries
from registry.people import service as people
from registry.people.models import Personnel, Post, Researcher
from registry.sheets import giving, keys, service
from registry.sheets.errors import NotWhole
from registry.sheets.models import SheetRow
from registry.talent import funding
from registry.talent import service as talent
from registry.talent.models import FundingLine, Hire
from tests.makers.messy_sheets import NUMBER, card, chinese_csv, english_xlsx, planted_xlsx
from tests.makers.people import make_post, make_researcher, make_unit
from tests.makers.sheets import (
    applied,
    codes,
    done,
    handed_in,
    planned,
    settle,
    sheet,
    sheet_of,
    work,
)
from tests.makers.talent import make_hire, make_program

NOTHING = {"add": 0, "change": 0, "nothing": 0, "ask": 0, "refused": 0}


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def exported(hr, of="recruits", **asked):
    with unit_of_work():
        said = {"list": of, "format": "xlsx", "sensitive": False} | asked
        return giving.export(said, locale="en", by=hr).data


def key_of(record_kind, row, *versions):
    return keys.written(record_kind, row.id, versions)


@pytest.mark.timeout(400)
def test_a_messy_list_is_planned_applied_found_again_and_undone(app, hr):
    settle()
    found = handed_in(chinese_csv(), hr)
    assert found.counts == NOTHING | {"add": NUMBER}
    assert count(Hire) == 0
    found = done(found, service.apply, hr)
    assert (found.state, found.counts["applied"]) == ("applied", NUMBER)
    assert (count(Hire), count(Researcher), count(Personnel)) == (NUMBER,) * 3
    assert handed_in(english_xlsx(), hr).counts == NOTHING | {"nothing": NUMBER}
    found = done(found, service.undo, hr)
    assert (found.state, found.counts["kept"]) == ("undone", 0)
    assert (count(Hire), count(Researcher), count(Personnel)) == (0, 0, 0)


@pytest.mark.timeout(400)
def test_each_planted_error_is_named_by_its_cell_and_the_rest_comes_in(app, hr):
    settle()
    data, planted = planted_xlsx()
    found = handed_in(data, hr)
    assert codes(found) == sorted(planted)
    assert found.counts == NOTHING | {"add": NUMBER - 40, "refused": 40}
    with pytest.raises(NotWhole), unit_of_work():
        service.apply(sheet(found.id), by=hr)
    with unit_of_work():
        service.choose_mode(sheet(found.id), "row_by_row", by=hr)
    found = done(found, service.apply, hr)
    assert (found.state, found.counts["applied"], count(Hire)) == ("applied", 260, 260)


def test_rows_are_held_to_what_verbs_demand(app, hr):
    with unit_of_work():
        make_program("P-1", grades=["A"])
        make_unit("u-1")
    rows = [
        {"name_zh": "样一", "program_code": "P-1", "stage": "completed"},
        {"name_zh": "样二", "program_code": "nowhere", "unit_code": "U-1"},
        {"name_zh": "样三", "program_code": "P-1", "grade_code": "B"},
        {"name_zh": "样四", "grade_code": "A"},
        {"name_zh": "样五", "program_code": "P-1", "stage": "applied", "happened_on": "2199-01-01"},
        {"name_zh": "样六", "program_code": "P-1", "stage": "onboard", "position": "professor"},
        {"name_zh": "样七", "stage": "applied"},
        {"name_zh": "样八", "program_code": "p-1", "grade_code": "a", "unit_code": "Group u-1"},
        {"name_zh": "样八", "program_code": "P-1", "email": "a@b.example"},
    ]
    found = handed_in(sheet_of(rows), hr)
    assert [(r, c) for r, c in codes(found) if c != "said"] == [
        ("C3", "unknown_code"),
        ("E4", "unknown_code"),
        ("E5", "no_program"),
        ("D7", "missing"),
    ] or codes(found)
    refused = {n for n, plan in planned(found).items() if plan.wrong}
    assert refused == {2, 3, 4, 5, 6, 7, 8}
    assert planned(found)[10].candidates[0]["id"] == -9
    told = planned(found)[2].wrong[0].places["text"]
    assert "cannot follow" in told["en"]
    assert "完成" in told["zh"] or "期满" in told["zh"]


def test_changes_show_old_beside_new_and_only_they_are_made(app, hr):
    with unit_of_work():
        unit = make_unit("u-1")
        hire = make_hire(make_researcher("Sample", "One"), make_program("P-1"), call_year=2024)
        key = hire.id
    sheet_rows = _edited(exported(hr), {"unit_code": "u-1", "call_year": 2025, "gender": "Female"})
    found = handed_in(sheet_rows, hr)
    plan = planned(found)[2]
    assert plan.cells == {
        "gender": [None, "female"],
        "call_year": [2024, 2025],
        "unit_code": [None, "u-1"],
    }
    found = done(found, service.apply, hr)
    hire = db.session.get_one(Hire, key, populate_existing=True)
    assert (hire.unit_id, hire.call_year, hire.researcher.name) == (unit.id, 2025, "One Sample")
    assert people_queries.personnel(hire.researcher_id, by=hr).gender == "female"
    found = done(found, service.undo, hr)
    hire = db.session.get_one(Hire, key, populate_existing=True)
    assert (hire.unit_id, hire.call_year, found.counts["kept"]) == (None, 2024, 0)
    assert people_queries.personnel(hire.researcher_id, by=hr).gender is None


def _edited(data, changes, *, at=1):
    """An export with cells of one row changed, written anew by another program."""
    from registry.sheets.columns import LISTS
    from registry.sheets.reading import read

    with read(data, LISTS["recruits"]) as reading:
        rows = [{key: cell.raw for key, cell in row.cells.items()} for row in reading.rows]
    rows[at - 1] |= changes
    return sheet_of(rows)


def test_what_changed_after_the_export_or_the_plan_is_refused(app, hr):
    with unit_of_work():
        hire = make_hire(make_researcher("Sample", "One"), make_program("P-1"))
        key = hire.id
    data = _edited(exported(hr), {"call_year": 2025})
    found = handed_in(data, hr)
    with unit_of_work():
        talent.change(db.session.get_one(Hire, key), {"duties": "other"}, by=hr)
    found = done(found, service.apply, hr)
    assert found.state == "planned"
    assert codes(found) == [("", "changed_meanwhile")]
    late = handed_in(data, hr)
    assert [code for _, code in codes(late)] == ["stale"]
    assert db.session.get_one(Hire, key).call_year is None
    forged = handed_in(_edited(data, {"key": key_of("h", hire, 1, 1, 0)[:-1] + "x"}), hr)
    assert [code for _, code in codes(forged)] == ["key_unknown"]


def test_all_or_nothing_writes_nothing_when_a_row_is_refused_late(app, hr):
    with unit_of_work():
        make_program("P-1")
        make_researcher("Known", "One", orcid="0000-0002-1825-0097")
    rows = [{"name_zh": f"样{n}", "program_code": "P-1"} for n in "一二三"]
    found = handed_in(sheet_of(rows), hr)
    with unit_of_work():
        people.create({"names": [{"full": "样三"}]}, by=hr)
    found = done(found, service.apply, hr)
    assert (found.state, count(Hire), found.counts["refused"]) == ("planned", 0, 1)


def test_an_undo_leaves_and_names_what_somebody_changed_since(app, hr):
    with unit_of_work():
        make_program("P-1")
    rows = [{"name_zh": f"样{n}", "program_code": "P-1"} for n in "一二三"]
    found = applied(sheet_of(rows), hr)
    touched = planned(found)[3]
    with unit_of_work():
        hire = db.session.scalars(select(Hire).order_by(Hire.id)).all()[1]
        talent.change(hire, {"duties": "other"}, by=hr)
    found = done(found, service.undo, hr)
    assert (found.state, found.counts["kept"], count(Hire)) == ("undone", 1, 1)
    assert [w.code for w in planned(found)[touched.number].wrong] == ["changed_since"]


def test_somebody_known_is_asked_about_and_the_answer_decides(app, hr):
    number = card(date(1990, 3, 5), 1)
    with unit_of_work():
        make_program("P-1")
        sure = people.create({"names": [{"full": "样甲"}]}, by=hr)
        kept = people_queries.personnel(sure.id, by=hr)
        private.change(kept, {"identity_number": number, "birth_date": "1990-03-05"}, by=hr)
        twin = people.create({"names": [{"full": "样乙"}]}, by=hr)
        ids = sure.id, twin.id
    rows = [
        {"name_zh": "样甲", "identity_number": number, "program_code": "P-1"},
        {"name_zh": "样乙", "identity_number": "", "program_code": "P-1"},
        {"name_zh": "林丙", "identity_number": number, "program_code": "P-1", "call_year": 2025},
    ]
    found = handed_in(sheet_of(rows), hr)
    plans = planned(found)
    assert (plans[2].person, plans[2].action) == (ids[0], "add")
    assert [(p.action, p.candidates[0]["id"]) for p in (plans[3], plans[4])] == [
        ("ask", ids[1]),
        ("ask", ids[0]),
    ]
    for row, person in ((3, ids[1]), (4, 0)):
        with unit_of_work():
            asked = db.session.query(SheetRow).filter_by(import_id=found.id, number=row).one()
            service.answer(asked, person, by=hr)
    found = done(found, service.apply, hr)
    assert found.state == "applied"
    people_of = [h.researcher_id for h in db.session.scalars(select(Hire).order_by(Hire.id))]
    assert people_of[:2] == [ids[0], ids[1]]
    assert people_of[2] not in ids


def test_one_person_in_two_rows_is_one_person(app, hr):
    with unit_of_work():
        make_program("P-1")
        make_program("P-2")
    rows = [
        {"name_zh": "样甲", "orcid": "0000-0002-1825-0097", "program_code": "P-1"},
        {"name_zh": "样甲", "orcid": "0000-0002-1825-0097", "program_code": "P-2"},
        {"name_zh": "样甲", "orcid": "0000-0002-1825-0097", "program_code": "P-1"},
    ]
    found = handed_in(sheet_of(rows), hr, mode="row_by_row")
    assert [code for _, code in codes(found)] == ["twice"]
    found = done(found, service.apply, hr)
    assert (count(Hire), count(Researcher)) == (2, 1)
    found = done(found, service.undo, hr)
    assert (count(Hire), count(Researcher), found.counts["kept"]) == (0, 0, 0)


def test_posts_and_money_come_and_go_by_sheets(app, hr):
    with unit_of_work():
        unit = make_unit("u-1")
        person = make_researcher("Sample", "One", employee_number="E1")
        hire = make_hire(person, make_program("P-1"))
        case = key_of("h", hire, 1, 1, 0)
        make_post(make_researcher("Other", "Two", employee_number="E2"), unit)
    rows = [
        {"employee_number": "E1", "unit": "u-1", "position": "Professor", "From": "2026-01-01"},
        {"employee_number": "E2", "unit": "u-1", "position": "Professor", "From": "2026-01-01"},
        {"employee_number": "E3", "unit": "u-1", "position": "Professor", "From": "2026-01-01"},
    ]
    found = handed_in(sheet_of(rows), hr, of="posts", mode="row_by_row")
    assert codes(found) == [("A4", "person_unknown"), ("B3", "said")]
    found = done(found, service.apply, hr)
    assert count(Post) == 2
    done(found, service.undo, hr)
    assert count(Post) == 1
    rows = [{"case_key": case, "kind": "Housing", "year": 2026, "planned": "50万"}]
    found = applied(sheet_of(rows), hr, of="funding")
    line = db.session.scalars(select(FundingLine)).one()
    with unit_of_work():
        amount = funding.amount(line.id, "planned", by=hr)
        assert funding.reveal(amount, "test", by=hr) == 500000
    again = handed_in(exported(hr, "funding", sensitive=True, reason="test"), hr, of="funding")
    assert again.counts == NOTHING | {"nothing": 1}
    done(found, service.undo, hr)
    assert count(FundingLine) == 0


def test_values_of_plans_stand_nowhere_in_clear(app, hr):
    settle()
    data, _ = planted_xlsx()
    found = handed_in(data, hr)
    done(found, service.discard, hr)
    work()
    stored = [
        *db.session.execute(select(SheetRow.plan)).scalars(),
        *(str(j.payload).encode() + str(j.message).encode() for j in db.session.query(Job)),
        *(str(e.details).encode() for e in db.session.query(AuditEvent)),
    ]
    assert not [text for text in stored if b"Yang" in text or b"999999199" in text]
