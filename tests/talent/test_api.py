"""The API and the commands of programs and hires: wiring, and what nobody outside HR gets."""

import json

import pytest
from flask import Flask
from sqlalchemy import event

from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.talent.cli import hires as hire_commands
from registry.talent.cli import programs as program_commands
from tests.makers.people import make_researcher, make_unit
from tests.makers.talent import make_arrival, make_hire, make_program

HIRES = "/api/v1/hires"
PERSON = {"name_zh": "王示例", "family": "Wang", "given": "Shili"}


def make(maker, *args, **overrides):
    with unit_of_work():
        return maker(*args, **overrides)


def queries_of(work) -> int:
    """How many statements the work sends to the database, from an empty session."""
    sent = []

    def count(*args):
        sent.append(args[2])

    db.session.rollback()
    db.session.expunge_all()
    event.listen(db.engine, "before_cursor_execute", count)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(sent)


def test_a_recruit_is_entered_moved_changed_and_read(app: Flask, signed_in, call):
    hr, unit, program = signed_in("hr"), make(make_unit, "lab"), make(make_program, "OPEN")
    body = {"person": PERSON, "program_code": "OPEN", "stage": "accepted", "call_year": 2025}
    entered = call(hr, "POST", HIRES, json=body)
    assert entered.status_code == 201
    address = f"{HIRES}/{entered.json['id']}"
    arrival = {"stage": "onboard", "happened_on": "2025-03-01", "until": "2028-02-29"}
    moved = call(
        hr, "POST", f"{address}/stage", json=arrival | {"unit_code": "lab", "position": "postdoc"}
    )
    assert moved.status_code == 200
    assert (moved.json["stage"], moved.json["term_ends_on"]) == ("onboard", "2028-02-29")
    assert moved.json["next_stages"] == ["midterm_passed", "completed", "extended", "terminated"]
    changed = call(
        hr,
        "PATCH",
        address,
        data=json.dumps({"duties": "teach"}),
        content_type="application/merge-patch+json",
        headers={"If-Match": moved.headers["ETag"]},
    )
    assert (changed.status_code, changed.json["duties"]) == (200, "teach")
    read = call(hr, "GET", address)
    assert read.json == changed.json
    assert [e["stage"] for e in call(hr, "GET", f"{address}/events").json["items"]] == [
        "onboard",
        "accepted",
    ]
    assert call(hr, "GET", f"{HIRES}?stage=onboard&unit=lab&program=OPEN").json["items"][0]["id"]
    assert (unit.code, program.code) == (read.json["unit"]["code"], read.json["program"]["code"])


def test_a_change_without_if_match_and_a_stale_one_are_refused(app: Flask, signed_in, call):
    hr, hire = signed_in("hr"), make(make_hire)
    patch = {"data": "{}", "content_type": "application/merge-patch+json"}
    address = f"{HIRES}/{hire.id}"
    assert call(hr, "PATCH", address, **patch).status_code == 428
    stale = call(hr, "PATCH", address, **patch, headers={"If-Match": '"99-x"'})
    assert stale.status_code == 412


@pytest.mark.parametrize(
    ("body", "status", "field", "value"),
    [
        ({"person": PERSON, "program_code": "NO-SUCH"}, 422, "program_code", "NO-SUCH"),
        ({"person": PERSON, "unit_code": "nowhere"}, 422, "unit_code", "nowhere"),
        ({"person": PERSON, "colour": "red"}, 422, "colour", "red"),
        ({"person": PERSON, "stage": "completed"}, 422, "stage", "completed"),
        ({"person": PERSON | {"orcid": "0000-0002-1825-0098"}}, 422, "person.orcid", None),
        (
            {"person": PERSON, "term_starts_on": "2025-02-01", "term_ends_on": "2025-01-01"},
            422,
            "term_ends_on",
            "2025-01-01",
        ),
        ({"researcher_id": 77}, 422, "researcher_id", 77),
        ({}, 422, "person", None),
    ],
)
def test_what_is_wrong_is_named_with_its_value(
    app: Flask, signed_in, call, body, status, field, value
):
    answer = call(signed_in("hr"), "POST", HIRES, json=body)
    assert answer.status_code == status
    error = answer.json["errors"][0]
    assert error["field"] == field
    assert value is None or error["value"] == value
    assert call(signed_in("hr", "auditor"), "GET", HIRES).json["items"] == []


def test_an_illegal_stage_is_refused_with_the_legal_ones_in_the_readers_language(
    app: Flask, signed_in, call
):
    hr, hire = signed_in("hr"), make(make_hire, stage="approved")
    body = {"stage": "onboard", "happened_on": "2025-03-01"}
    address = f"{HIRES}/{hire.id}/stage"
    answer = call(hr, "POST", address, json=body)
    assert answer.status_code == 409
    assert "publicised" in answer.json["title"]
    assert "offered" in answer.json["title"]
    chinese = call(hr, "POST", address, json=body, headers={"Accept-Language": "zh-CN"})
    assert "公示、发出聘书" in chinese.json["title"]


def test_a_restricted_hire_is_not_there_for_anybody_but_hr(app: Flask, signed_in, call):
    person = make(make_researcher, "Verborgen")
    hire = make(make_arrival, person, make(make_program, "SECRET", publicity="restricted"))
    others = [
        signed_in("administrator"),
        signed_in("auditor"),
        signed_in("administrator", "auditor"),
    ]
    for by in others:
        for address in (
            f"{HIRES}/{hire.id}",
            f"{HIRES}/{hire.id}/events",
            f"/hires/{hire.id}",
        ):
            answer = call(by, "GET", address)
            assert answer.status_code == 404
            assert "Verborgen" not in answer.text
        for address in (
            HIRES,
            f"{HIRES}?program=SECRET",
            f"{HIRES}?researcher={person.id}",
            "/api/v1/programs/SECRET/hires?total=1",
            "/hires",
            "/hires?view=table",
            "/hires?view=table&program=SECRET",
        ):
            answer = call(by, "GET", address)
            assert answer.status_code == 200, address
            assert "Verborgen" not in answer.text
        body = {"stage": "completed", "happened_on": "2025-03-02"}
        assert call(by, "POST", f"{HIRES}/{hire.id}/stage", json=body).status_code == 404
    assert call(others[0], "GET", "/api/v1/programs/SECRET/hires?total=1").json["total"] == 0
    assert "Verborgen" in call(signed_in("hr"), "GET", f"/hires/{hire.id}").text


def test_only_hr_changes_hires_and_programs(app: Flask, signed_in, call):
    administrator, hire = signed_in("administrator"), make(make_arrival)
    assert call(administrator, "POST", HIRES, json={"person": PERSON}).status_code == 403
    body = {"stage": "completed", "happened_on": "2025-03-02"}
    assert call(administrator, "POST", f"{HIRES}/{hire.id}/stage", json=body).status_code == 403
    patch = {"data": "{}", "content_type": "application/merge-patch+json"}
    address = f"/api/v1/programs/{hire.program.code}"
    answer = call(administrator, "PATCH", address, **patch, headers={"If-Match": "*"})
    assert answer.status_code == 403


def test_the_person_reads_the_own_case_without_reasons_and_names(app: Flask, signed_in, call):
    person = make(make_researcher)
    hire = make(make_arrival, person, duties="teach quietly", reason="after long debate")
    make(make_arrival)
    me = signed_in("researcher", researcher=person)
    read = call(me, "GET", f"{HIRES}/{hire.id}")
    assert read.json["stage"] == "onboard"
    assert set(read.json["events"][0]) == {"id", "stage", "happened_on", "until"}
    for private in ("duties", "previous_institution", "post_id"):
        assert private not in read.json
    page = call(me, "GET", f"/hires/{hire.id}").text
    for text in ("teach quietly", "after long debate"):
        assert text not in read.text + page
    assert [h["id"] for h in call(me, "GET", f"{HIRES}/mine").json["items"]] == [hire.id]
    assert call(me, "GET", "/hires/mine").status_code == 200
    assert call(me, "GET", HIRES).status_code == 403


def test_hr_without_a_record_of_its_own_has_no_own_case(app: Flask, signed_in, call):
    make(make_arrival)
    assert call(signed_in("hr"), "GET", f"{HIRES}/mine").json["items"] == []


@pytest.mark.parametrize(
    "address",
    [HIRES, "/hires", "/hires?view=table", "/api/v1/programs", "/programs", f"{HIRES}/1/events"],
)
def test_more_rows_cost_no_more_queries(app: Flask, signed_in, call, address):
    hr = signed_in("hr")

    def grow(number):
        with unit_of_work():
            for _ in range(number):
                make_arrival(program=make_program(grades=("a",)), grade_code="a")

    grow(2)
    few = queries_of(lambda: call(hr, "GET", address))
    grow(4)
    assert queries_of(lambda: call(hr, "GET", address)) == few


def test_programs_are_read_changed_and_given_new_rules(app: Flask, signed_in, call):
    hr = signed_in("hr")
    make(make_program, "OPEN")
    read = call(hr, "GET", "/api/v1/programs/open")
    assert read.json["publicity"] == "internal"
    changed = call(
        hr,
        "PATCH",
        "/api/v1/programs/OPEN",
        data=json.dumps({"publicity": "restricted"}),
        content_type="application/merge-patch+json",
        headers={"If-Match": read.headers["ETag"]},
    )
    assert (changed.json["publicity"], changed.json["set_here"]) == ("restricted", ["publicity"])
    rules = {"valid_from": "2026-01-01", "source": "notice", "funding": [{"kind": "housing"}]}
    added = call(hr, "POST", "/api/v1/programs/OPEN/versions", json=rules)
    assert added.status_code == 201
    versions = call(hr, "GET", "/api/v1/programs/OPEN/versions").json["items"]
    assert [v["valid_from"] for v in versions] == [None, "2026-01-01"]
    again = call(hr, "POST", "/api/v1/programs/OPEN/versions", json=rules)
    assert again.status_code == 409


def test_the_commands_load_list_add_and_move(app: Flask):
    make(make_unit, "lab")
    run = app.test_cli_runner().invoke
    assert "SZ-JQ: added" in run(program_commands, ["load"]).output
    assert run(program_commands, ["load"]).output == "nothing changed\n"
    lines = run(program_commands, ["list", "--json"]).output.splitlines()
    assert len(lines) == 44
    assert json.loads(lines[0])["code"] == "GD-PR-LEAD"
    new = ["--family", "Wang", "--given", "Shili", "--program", "SZ-JQ", "--stage", "accepted"]
    key = run(hire_commands, ["add", *new]).output.split(":")[0]
    arrival = [
        "move",
        key,
        "onboard",
        "--on",
        "2025-03-01",
        "--unit",
        "lab",
        "--position",
        "postdoc",
    ]
    assert "onboard" in run(hire_commands, arrival).output
    row = json.loads(run(hire_commands, ["list", "--json"]).output)
    assert (row["stage"], row["program_code"], row["since"]) == ("onboard", "SZ-JQ", "2025-03-01")
    refused = run(hire_commands, ["move", key, "applied"])
    assert refused.exit_code == 1
    assert "midterm_passed" in refused.output
    assert run(hire_commands, ["move", key, "onboard", "--on", "soon"]).exit_code == 2
