"""Programs by API, by page and by command: entered, changed, given out and loaded."""

import io
import re

import pytest
from flask import Flask

from registry.core.unit_of_work import unit_of_work
from registry.talent import loading, programs, queries
from registry.talent.models import Program
from registry.talent.program_cli import programs as commands
from registry.talent.program_entries import VersionSchema
from tests.makers.talent import make_hire, make_program

NEW = {
    "code": "CITY-NEW",
    "name_en": "New program",
    "name_zh": "新计划",
    "level": "municipal",
    "granting_body": "Sample City",
    "granting_body_zh": "示例市",
    "status": "active",
    "publicity": "restricted",
}
GRADE = {"code": "a", "name_en": "A", "name_zh": "甲"}
VERSION = {
    "valid_from": "2026-01-01",
    "source": "notice",
    "grades": [GRADE],
    "funding": [{"kind": "housing", "grade_code": "a", "amount_max": "500000"}],
    "rules": [
        {"kind": "age", "operator": "<", "value": "35", "text_en": "Under 35", "text_zh": "未满35"}
    ],
    "reviews": [{"kind": "midterm", "months": 30}],
    "stages": [
        {"stage": "applied", "next": ["onboard", "rejected"], "documents": ["cv"]},
        {"stage": "onboard", "next": ["completed"]},
    ],
}
ONE = "/api/v1/programs/CITY-NEW"


def make(maker, *args, **overrides):
    with unit_of_work():
        return maker(*args, **overrides)


def program(code="CITY-NEW") -> Program:
    with unit_of_work():
        found = queries.program(code, by=None)
        assert found is not None
        return found


@pytest.fixture
def hr(signed_in):
    return signed_in("hr")


@pytest.fixture
def entered(app: Flask, hr, call):
    """A program with the version above, by the API."""
    assert call(hr, "POST", "/api/v1/programs", json=NEW).status_code == 201
    added = call(hr, "POST", f"{ONE}/versions", json=VERSION)
    assert added.status_code == 201, added.json
    return added


def test_the_api_adds_reads_replaces_and_removes(entered, hr, call):
    twice = call(hr, "POST", "/api/v1/programs", json=NEW)
    assert (twice.status_code, twice.json["errors"][0]["value"]) == (409, "CITY-NEW")
    address = f"{ONE}/versions/{entered.json['id']}"
    read = call(hr, "GET", address)
    assert {k: read.json[k] for k in ("reviews", "stages")} == {
        "reviews": [{"kind": "midterm", "months": 30, "source": None}],
        "stages": [VERSION["stages"][0], VERSION["stages"][1] | {"documents": []}],
    }
    changed = VERSION | {"reviews": [], "stages": [], "term_years": 5}
    assert call(hr, "PUT", address, json=changed).status_code == 428
    first = {"If-Match": read.headers["ETag"]}
    done = call(hr, "PUT", address, json=changed, headers=first)
    assert (done.status_code, done.json["term_years"], done.json["stages"]) == (200, 5, [])
    assert call(hr, "PUT", address, json=VERSION, headers=first).status_code == 412
    clash = call(hr, "POST", f"{ONE}/versions", json=VERSION)
    assert (clash.status_code, clash.json["errors"][0]["field"]) == (409, "valid_from")
    now = {"If-Match": done.headers["ETag"]}
    assert call(hr, "DELETE", address, headers=now).status_code == 204
    assert call(hr, "GET", address).status_code == 404
    etag = {"If-Match": call(hr, "GET", ONE).headers["ETag"]}
    assert call(hr, "DELETE", ONE, headers=etag).status_code == 204
    assert call(hr, "GET", ONE).status_code == 404


def test_calls_have_addresses_of_their_own(entered, hr, call):
    body = {"year": 2026, "opens_on": "2026-03-01", "places": 10}
    added = call(hr, "POST", f"{ONE}/calls", json=body)
    assert (added.status_code, added.json["places"]) == (201, 10)
    assert call(hr, "POST", f"{ONE}/calls", json=body).status_code == 409
    wrong = call(hr, "POST", f"{ONE}/calls", json=body | {"closes_on": "2026-02-01"})
    assert (wrong.status_code, wrong.json["errors"][0]["value"]) == (422, "2026-02-01")
    address = f"{ONE}/calls/{added.json['id']}"
    match = {"If-Match": call(hr, "GET", address).headers["ETag"]}
    assert call(hr, "PUT", address, json=body | {"year": 2027}, headers=match).json["year"] == 2027
    assert [c["year"] for c in call(hr, "GET", f"{ONE}/calls").json["items"]] == [2027]
    match = {"If-Match": call(hr, "GET", address).headers["ETag"]}
    assert call(hr, "DELETE", address, headers=match).status_code == 204


def test_what_cases_use_cannot_go(entered, hr, call):
    make(make_hire, None, program(), grade_code="a", call_year=2026)
    address = f"{ONE}/versions/{entered.json['id']}"
    match = {"If-Match": call(hr, "GET", ONE).headers["ETag"]}
    body = VERSION | {"grades": [], "funding": []}
    for answer in (
        call(hr, "PUT", address, json=body, headers=match),
        call(hr, "DELETE", address, headers=match),
    ):
        assert (answer.status_code, answer.json["code"]) == (409, "GradeInUse")
        assert answer.json["errors"][0]["value"] == "a"
    assert call(hr, "DELETE", ONE, headers=match).json["code"] == "ProgramInUse"
    renamed = VERSION | {"grades": [GRADE | {"name_en": "First"}]}
    assert call(hr, "PUT", address, json=renamed, headers=match).status_code == 200
    assert program().versions[0].grades[0].name_en == "First"


def test_others_read_programs_and_change_none(entered, signed_in, call):
    other = signed_in("administrator")
    assert call(other, "GET", ONE).json["publicity"] == "restricted"
    export = call(other, "GET", "/api/v1/programs/export")
    assert export.mimetype == "application/toml"
    assert "attachment" in export.headers["Content-Disposition"]
    assert export.text == loading.export()
    for method, address in (
        ("POST", "/api/v1/programs"),
        ("DELETE", ONE),
        ("PUT", f"{ONE}/versions/{entered.json['id']}"),
        ("POST", f"{ONE}/calls"),
        ("GET", "/programs/new"),
        ("GET", "/programs/load"),
        ("GET", "/programs/CITY-NEW/calls"),
    ):
        assert call(other, method, address, headers={"If-Match": "*"}).status_code == 403
    assert 'href="/api/v1/programs/export"' in call(other, "GET", "/programs").text


def typed(page) -> dict[str, str | list[str]]:
    """What the form of a page sends if nothing is touched."""
    from lxml import html

    (form,) = [
        f
        for f in html.fromstring(page.text).xpath("//main//form")
        if f.xpath(".//textarea|.//fieldset")
    ][:1]
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value.strip() if isinstance(value, str) else value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def test_hr_enters_a_program_with_its_rules_on_pages(app: Flask, hr, call):
    assert call(hr, "POST", "/programs/new", data=NEW).location == "/programs/CITY-NEW"
    form = typed(call(hr, "GET", "/programs/CITY-NEW/versions/new"))
    assert form["stages.1.stage"] == "applied"
    form |= {
        "valid_from": "2026-01-01",
        "source": "notice",
        "grades.1.code": "a",
        "grades.1.name_en": "A",
        "grades.1.name_zh": "甲",
        "funding.0.kind": "housing",
        "funding.0.amount_max": "500000",
        "funding.0.tax": "after",
        "rules.0.kind": "age",
        "rules.0.operator": "<",
        "rules.0.value": "35",
        "rules.0.text_en": "Under 35",
        "rules.0.text_zh": "未满35",
        "rules.2.kind": "held_programs",
        "rules.2.value": "one_of_same_level",
        "rules.2.text_en": "One only",
        "rules.2.text_zh": "只能一项",
        "reviews.0.kind": "yearly",
        "reviews.0.months": "12",
        "stages.1.place": "1",
        "stages.7.place": "2",
    }
    saved = call(hr, "POST", "/programs/CITY-NEW/versions/new", data=form)
    assert saved.status_code == 303, re.findall(r"field-error.*", saved.text)
    (version,) = program().versions
    assert [g.code for g in version.grades] == ["a"]
    assert [(m.amount_min, m.amount_max, m.taxed) for m in version.funding] == [
        (None, 500000, False)
    ]
    assert [r.operator for r in version.rules] == ["<", "rule"]
    assert [(r.kind, r.months) for r in version.reviews] == [("yearly", 12)]
    assert [s.stage for s in version.stages] == ["applied", "onboard"]
    assert version.stages[0].next == ["rejected", "withdrawn"]
    page = call(hr, "GET", "/programs/CITY-NEW").text
    for text in ("Under 35", "One only", "CNY 500,000", "every 12 months", "notice", "Applied"):
        assert text in page


def test_the_form_of_a_version_shows_what_stands_and_changes_only_what_was_typed(entered, hr, call):
    address = f"/programs/CITY-NEW/versions/{entered.json['id']}/edit"
    before = loading.export()
    form = typed(call(hr, "GET", address))
    assert call(hr, "POST", address, data=form).status_code == 303
    assert loading.export() == before
    form = typed(call(hr, "GET", address)) | {"rules.0.value": "37", "reviews.0.kind": ""}
    form |= {"reviews.0.months": "", "stages.1.place": ""}
    refused = call(hr, "POST", address, data=form)
    assert refused.status_code == 303
    (version,) = program().versions
    assert ([r.value for r in version.rules], version.reviews) == (["37"], [])


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("valid_until", "2025-01-01", "The end lies before the start."),
        ("grades.1.code", "a", "This may not be empty.|Missing data"),
        ("funding.1.amount_min", "many", "Not a valid number."),
        ("rules.0.value", "young", "whole number"),
        ("reviews.1.months", "0", "from 1 to 600"),
        ("stages.2.place", "x", "Not a valid integer."),
        ("stages.5.place", "7", "Say what may follow"),
    ],
)
def test_what_is_wrong_is_said_beside_its_row_and_the_typed_text_stays(
    entered, hr, call, field, value, said
):
    address = f"/programs/CITY-NEW/versions/{entered.json['id']}/edit"
    form = typed(call(hr, "GET", address)) | {field: value, "source": "another notice"}
    if field == "stages.5.place":
        form |= {"stages.5.next": []}
    answer = call(hr, "POST", address, data=form)
    assert answer.status_code == 422
    assert re.search(said, answer.text)
    assert 'value="another notice"' in answer.text
    row = field.replace(".", "-").rpartition("-")[0] if "." in field else field
    assert re.search(rf'id="field-{row}[\w-]*-error"', answer.text)
    assert program().versions[0].source == "notice"


def test_calls_are_entered_in_rows(entered, hr, call):
    address = "/programs/CITY-NEW/calls"
    form = {"calls.0.year": "2026", "calls.0.places": "10", "calls.2.year": "2027"}
    assert call(hr, "POST", address, data=form).status_code == 303
    assert [(c.year, c.places) for c in program().calls] == [(2026, 10), (2027, None)]
    again = call(hr, "POST", address, data={"calls.0.year": "2026", "calls.1.year": "2026"})
    assert again.status_code == 422
    assert "stands here twice" in again.text
    assert call(hr, "POST", address, data={"calls.0.year": ""}).status_code == 303
    assert program().calls == []


def test_removing_by_page(entered, hr, call):
    version = f"/programs/CITY-NEW/versions/{entered.json['id']}/remove"
    assert call(hr, "POST", version, data={"version": str(program().version)}).status_code == 303
    assert program().versions == []
    gone = call(hr, "POST", "/programs/CITY-NEW/remove", data={"version": str(program().version)})
    assert gone.status_code == 303
    assert queries.all_programs() == []


def test_a_file_is_planned_before_it_is_loaded(entered, hr, call):
    text = loading.export().replace('"Under 35"', '"Below 35"').replace("New program", "Newer")

    def send(text, **more):
        file = (io.BytesIO(text.encode()), "ours.toml")
        return call(hr, "POST", "/programs/load", data={"file": file} | more)

    kept = send(text)
    assert kept.status_code == 200
    assert "stays as set here" in kept.text
    assert "Load this" not in kept.text
    plan = send(text, replace="1")
    assert all(word in plan.text for word in ("Below 35", "Under 35", "Newer", "Load this"))
    assert program().name_en == "New program"
    form = typed_hidden(plan)
    stale = call(hr, "POST", "/programs/load", data=form | {"mark": "other"})
    assert "Something changed meanwhile" in stale.text
    assert call(hr, "POST", "/programs/load", data=form).status_code == 303
    assert (program().name_en, program().versions[0].rules[0].text_en) == ("Newer", "Below 35")
    assert "Nothing: the registry says the same." in send(loading.export()).text
    unreadable, faulty = send("code: X"), send(text.replace('value = "35"', 'value = "young"'))
    assert (unreadable.status_code, faulty.status_code) == (422, 422)
    assert "cannot be read" in unreadable.text
    assert "CITY-NEW.version.0.rules.0.value" in faulty.text
    assert call(hr, "POST", "/programs/load", data={}).status_code == 422


def typed_hidden(page) -> dict[str, str]:
    from lxml import html

    form = html.fromstring(page.text).xpath("//form[.//input[@name='mark']]")[0]
    return {name: value for name, value in form.form_values() if name != "csrf_token"}


def test_pages_open_in_both_languages(entered, hr, call):
    add_call = {"year": 2026, "opens_on": None, "closes_on": None, "places": 3, "source": "x"}
    with unit_of_work():
        programs.add_call(program(), add_call, by=hr)
        make_program("AFTER", successor_code="CITY-NEW")
    one = "/programs/CITY-NEW"
    version = f"{one}/versions/{entered.json['id']}/edit"
    for address in ("/programs", one, f"{one}/edit", f"{one}/calls", version, f"{one}/versions/new",
                    "/programs/new", "/programs/load", "/programs/AFTER"):  # fmt: skip
        for lang in ("en", "zh"):
            answer = call(hr, "GET", f"{address}?lang={lang}")
            assert answer.status_code == 200, (address, lang)


def test_the_commands_show_plan_and_give_out(entered, app: Flask, tmp_path):
    run = app.test_cli_runner().invoke
    assert run(commands, ["export"]).output == loading.export()
    file = tmp_path / "programs.toml"
    assert run(commands, ["export", "--output", str(file)]).exit_code == 0
    assert run(commands, ["load", str(file)]).output == "nothing changed\n"
    file.write_text(file.read_text("utf-8").replace("New program", "Newer"), "utf-8")
    planned = run(commands, ["load", str(file), "--plan", "--replace"]).output
    assert planned == "CITY-NEW: updated name_en\n  name_en: New program -> Newer\n"
    assert program().name_en == "New program"
    assert run(commands, ["load", str(file)]).output == "CITY-NEW: kept name_en\n"
    assert run(commands, ["load", str(file), "--replace"]).output == "CITY-NEW: updated name_en\n"
    assert 'code = "CITY-NEW"' in run(commands, ["show", "city-new"]).output
    assert run(commands, ["show", "NO-SUCH"]).exit_code == 1
    assert '"stages"' in run(commands, ["show", "CITY-NEW", "--json"]).output


def test_a_version_names_programs_that_are_known(app: Flask, hr, call):
    make(make_program, "KNOWN")
    rule = {"kind": "held_programs", "operator": "rule", "text_en": "a", "text_zh": "b"}
    body = {"source": "notice", "valid_from": "2026-01-01"}
    address = "/api/v1/programs/KNOWN/versions"
    wrong = body | {"rules": [rule | {"value": "exclusive_with(NO-SUCH)"}]}
    refused = call(hr, "POST", address, json=wrong)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "rules.0.value")
    right = body | {"rules": [rule | {"value": "exclusive_with(KNOWN)"}]}
    assert call(hr, "POST", address, json=right).status_code == 201
    assert VersionSchema().load(right)["rules"][0]["value"] == "exclusive_with(KNOWN)"


def test_two_who_change_the_same_rules_are_shown_what_changed_meanwhile(entered, hr, call):
    address = f"/programs/CITY-NEW/versions/{entered.json['id']}/edit"
    form = typed(call(hr, "GET", address))
    theirs = form | {"rules.0.value": "36", "stages.1.next": ["onboard"]}
    assert call(hr, "POST", address, data=theirs).status_code == 303
    mine = call(hr, "POST", address, data=form | {"source": "my notice"})
    assert mine.status_code == 409
    assert 'value="my notice"' in mine.text
    assert program().versions[0].source == "notice"
    assert program().versions[0].rules[0].value == "36"
