"""What is due of a case, from the case, its program and the papers that are kept; told once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from registry.accounts import service as accounts
from registry.accounts.models import Message
from registry.core import clock
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.files import StoredFile
from registry.core.unit_of_work import unit_of_work
from registry.policy import Role
from registry.talent import due, reminding
from registry.talent.cli import hires
from registry.talent.due import Due
from registry.talent.models import Document, ReviewPoint
from tests.makers.people import make_unit
from tests.makers.talent import make_arrival, make_hire, make_move, make_program

TODAY = date(2025, 6, 2)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def waits(hire, *, papers=False):
    found = [(item.due, item.day) for item in due.of_case(hire, by=SYSTEM)]
    return [one for one in found if papers or one[0] not in (Due.MISSING, Due.EXPIRING)]


def at(stage, *, until=None, **overrides):
    days = {"stage": stage, "happened_on": date(2025, 5, 1), "until": until}
    return make_hire(None, make_program(), **days | overrides)


def serving(*reviews, start=date(2025, 3, 1), end=date(2028, 2, 29)):
    program = make_program()
    program.versions[0].reviews = [ReviewPoint(kind=k, months=m) for k, m in reviews]
    hire = make_arrival(None, program, on=start, unit=make_unit())
    hire.term_ends_on = end
    return hire


def test_a_reply_the_end_of_a_notice_and_an_arrival(app):
    soon = date(2025, 6, 9)
    with unit_of_work():
        offered, noticed = at("offered", until=soon), at("publicised", until=soon)
        accepted = at("accepted", expected_on=soon)
        silent = at("offered")
    assert waits(offered) == [(Due.REPLY, soon)]
    assert waits(noticed) == [(Due.NOTICE, soon)]
    assert waits(accepted) == [(Due.ARRIVAL, soon)]
    assert waits(silent) == []


def test_reviews_and_the_end_of_the_term(app):
    with unit_of_work():
        hire = serving(("yearly", 12), ("midterm", 18), ("final", 35))
    assert waits(hire) == [
        (Due.YEARLY, date(2026, 3, 1)),
        (Due.MIDTERM, date(2026, 9, 1)),
        (Due.FINAL, date(2028, 2, 1)),
        (Due.TERM_END, date(2028, 2, 29)),
    ]
    with unit_of_work():
        make_move(hire, "midterm_passed", on=date(2025, 6, 1))
    assert Due.MIDTERM not in dict(waits(hire))
    with unit_of_work():
        make_move(hire, "completed", on=date(2025, 6, 2))
    assert waits(hire, papers=True) == []


def test_a_yearly_review_comes_again_each_year_and_not_after_the_term(app):
    with unit_of_work():
        hire = serving(("yearly", 12), start=date(2021, 5, 20), end=date(2025, 12, 31))
        over = serving(("yearly", 12), start=date(2021, 3, 1), end=date(2025, 12, 31))
    assert dict(waits(hire))[Due.YEARLY] == date(2025, 5, 20)
    assert Due.YEARLY not in dict(waits(over))


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 5, 1), 24, date(2026, 5, 1)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, after):
    assert due.months_after(day, months) == after


def kept(hire, kind, *, at_large=False, expires_on=None):
    file = StoredFile(kind="text/plain", size=1, digest="0" * 64, content=b"x")
    db.session.add(file)
    db.session.flush()
    row = Document(researcher_id=hire.researcher_id, kind=kind, file_id=file.id)
    row.hire_id, row.expires_on = None if at_large else hire.id, expires_on
    db.session.add(row)


def test_papers_that_are_missing_or_expire(app):
    with unit_of_work():
        hire = serving()
        kept(hire, "contract")
        kept(hire, "work_permit", at_large=True, expires_on=date(2025, 9, 1))
    missing, expiring = (item for item in due.of_case(hire, by=SYSTEM) if item.kinds)
    assert (missing.due, missing.day, missing.kinds) == (
        Due.MISSING,
        date(2025, 3, 1),
        ("agreement",),
    )
    assert (expiring.due, expiring.day) == (Due.EXPIRING, date(2025, 9, 1))


def asked(action):
    """How many statements it takes."""
    found = []
    event.listen(db.engine, "before_cursor_execute", lambda *a: found.append(a[2]))
    db.session.expire_all()
    db.session.expunge_all()
    action()
    return len(found)


def test_many_cases_ask_as_many_questions_as_few(app, hr):
    with unit_of_work():
        first = [serving(("midterm", 18)) for _ in range(2)]
        kept(first[0], "contract")
    few = asked(lambda: due.items(date(2030, 1, 1), by=hr))
    with unit_of_work():
        for _ in range(6):
            kept(serving(("midterm", 18)), "contract")
    assert asked(lambda: due.items(date(2030, 1, 1), by=hr)) <= few + 1


def test_outside_hr_nothing_of_a_restricted_case_is_due(app, hr, administrator):
    with unit_of_work():
        at("offered", until=TODAY).program.publicity = "restricted"
    assert len(due.items(TODAY, by=hr)) == 2
    assert due.items(TODAY, by=administrator) == []
    with unit_of_work():
        case = at("offered", until=TODAY)
    assert [item.due for item in due.items(TODAY, by=administrator)] == [Due.REPLY]
    assert [item.due for item in due.of_case(case, by=administrator)] == [Due.REPLY]


def test_hr_is_told_of_each_thing_once_and_of_no_name(app):
    with unit_of_work():
        for name in ("one", "two"):
            account = accounts.create(f"{name}@sample.example", name, [Role.HR], by=SYSTEM)
            accounts.set_password(account, "a long enough password", by=SYSTEM)
        hire = at("offered", until=TODAY + timedelta(days=14))
        at("offered", until=TODAY + timedelta(days=15))
        at("offered", happened_on=date(2024, 1, 1), until=date(2024, 2, 1))
        hire.program.publicity = "restricted"
    with unit_of_work():
        assert reminding.remind(by=SYSTEM) == 6
    with unit_of_work():
        assert reminding.remind(by=SYSTEM) == 0
    messages = db.session.scalars(select(Message)).all()
    said = " ".join(f"{m.sentence} {m.places} {m.address}" for m in messages)
    assert hire.researcher.names[0].family not in said
    assert hire.program_code not in said
    assert f"/hires/{hire.id}" in said


def test_by_page_api_and_command(app, signed_in, call):
    hr = signed_in("hr")
    with unit_of_work():
        hire = at("offered", until=date(2025, 6, 1))
    body = call(hr, "GET", "/api/v1/hires/due?days=30").json["items"]
    reply = next(item for item in body if item["due"] == "reply")
    assert (reply["hire_id"], reply["overdue"]) == (hire.id, True)
    only = call(hr, "GET", "/api/v1/hires/due?due=missing").json["items"]
    assert [item["documents"] for item in only] == [["offer"]]
    assert call(hr, "GET", "/api/v1/hires/due?days=-1").status_code == 422
    page = call(hr, "GET", "/hires/due", headers={"Accept-Language": "zh"}).text
    assert f"/hires/{hire.id}" in page
    assert "1 day over" in call(hr, "GET", "/hires/due").text
    assert "Reply to the offer" in call(hr, "GET", "/").text
    shown = app.test_cli_runner().invoke(hires, ["due", "--json"])
    assert '"reply"' in shown.output
    counted = app.test_cli_runner().invoke(hires, ["count", "--by", "program", "--json"])
    assert counted.exit_code == 0
