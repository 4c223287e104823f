"""The program file given out and read again: nothing is lost, nothing changes, all is planned."""

import tomllib
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings

from registry.core.actor import SYSTEM
from registry.core.errors import InvalidFields
from registry.core.unit_of_work import unit_of_work
from registry.talent import loading, program_file, programs, queries, service
from registry.talent.loading import Line
from registry.talent.program_entries import VersionSchema
from registry.talent.program_parts import in_order
from tests.makers.program_entries import entries


@given(entries())
@settings(max_examples=60, deadline=None)
def test_a_file_that_is_written_reads_as_what_was_written(found):
    assert program_file.parse(program_file.write(found).encode(), "file") == found


@given(entries())
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_given_out_changes_nothing_when_it_is_loaded(app: Flask, found):
    with unit_of_work():
        loading.load(found, by=SYSTEM, replace=True)
    given_out = loading.export()
    read = program_file.parse(given_out.encode(), "file")
    assert loading.plan(read) == []
    with unit_of_work():
        assert loading.load(read, by=SYSTEM) == []
    assert loading.export() == given_out
    known = {entry["code"]: entry for entry in read}
    for entry in found:
        assert known[entry["code"]] == in_order(entry)


def test_the_shipped_programs_given_out_and_loaded_elsewhere_are_the_same(app: Flask):
    with unit_of_work():
        service.load_programs(service.SHIPPED, by=SYSTEM)
    given_out = loading.export()
    shipped = program_file.read(service.SHIPPED)
    read = program_file.parse(given_out.encode(), "file")
    assert read == sorted((in_order(e) for e in shipped), key=lambda e: e["code"])
    with unit_of_work():
        for program in queries.all_programs():
            programs.remove_program(program, by=SYSTEM)
    with unit_of_work():
        assert {c.done for c in loading.load(read, by=SYSTEM)} == {"added"}
    assert loading.export() == given_out


def test_what_hr_entered_is_given_out_and_loading_it_changes_nothing(app: Flask, hr):
    facts = {"name_en": "Sample", "name_zh": "示例", "level": "municipal", "status": "active"}
    facts |= {"granting_body": "City", "granting_body_zh": "市", "publicity": "public"}
    facts |= {"overlap_group": None, "successor_code": None}
    data = VersionSchema().load({"source": "notice", "grades": [GRADE | {"code": "a"}]})
    with unit_of_work():
        program = programs.add_program({"code": "OURS"} | facts, by=hr)
        programs.add_version(program, data, by=hr)
        programs.add_call(program, CALL, by=hr)
    read = program_file.parse(loading.export().encode(), "file")
    assert loading.plan(read) == []
    assert loading.plan(read, replace=True) == []
    (read[0]["versions"][0]["grades"][0]["name_en"], read[0]["calls"]) = ("Other", [])
    read[0]["name_en"] = "Another"
    (kept,) = loading.plan(read)
    assert (kept.done, set(kept.what)) == ("kept", {"name_en", "calls", "version (undated)"})
    (updated,) = loading.plan(read, replace=True)
    assert updated.done == "updated"
    assert Line("name_en", "Sample", "Another") in updated.lines
    assert Line("versions —.grades a.name_en", "A", "Other") in updated.lines
    with unit_of_work():
        assert loading.load(read, by=hr, replace=True) == [updated]
    assert loading.plan(read) == []
    assert (program.name_en, program.calls, program.set_here) == ("Another", [], [])


GRADE = {"name_en": "A", "name_zh": "甲"}
CALL = {"year": 2026, "opens_on": None, "closes_on": None, "places": 10, "source": None}
FACTS = """
[[program]]
code = "SAMPLE"
name_en = "Sample"
name_zh = "示例"
level = "municipal"
granting_body = "City"
granting_body_zh = "市"
status = "active"
"""
VERSION = FACTS + '[[program.version]]\nsource = "notice"\n'
A = '{ code = "a", name_en = "A", name_zh = "A" }'
END = '{ kind = "final", months = 9 }'
APPLIED = '{ stage = "applied", next = ["onboard"] }'


def call(**said):
    rows = (f"{name} = {value}" for name, value in said.items())
    return FACTS + "\n".join(("[[program.call]]", *rows)) + "\n"


def rule(kind, sign, value):
    value = "" if value is None else f'value = "{value}", '
    row = f'{{ kind = "{kind}", operator = "{sign}", {value}text_en = "a", text_zh = "b" }}'
    return VERSION + f"rules = [{row}]"


def money(said):
    return VERSION + f'funding = [{{ kind = "housing", {said} }}]'


def onboard(following):
    return VERSION + f'stages = [{APPLIED}, {{ stage = "onboard", next = [{following}] }}]'


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        (FACTS + 'successor_code = "NO-SUCH"', "successor_code", "NO-SUCH"),
        (FACTS + 'successor_code = "SAMPLE"', "successor_code", "SAMPLE"),
        (FACTS.replace("City", " "), "granting_body", " "),
        (call(year=20), "call.0.year", 20),
        (call(year=2026) + "[[program.call]]\nyear = 2026", "call.1.year", 2026),
        (
            call(year=2026, opens_on="2026-03-01", closes_on="2026-02-01"),
            "call.0.closes_on",
            "2026-02-01",
        ),
        (
            VERSION + "valid_from = 2026-01-01\nvalid_until = 2025-01-01",
            "version.0.valid_until",
            "2025-01-01",
        ),
        (VERSION + f"grades = [{A}, {A}]", "version.0.grades.1.code", "a"),
        (money('grade_code = "z"'), "version.0.funding.0.grade_code", "z"),
        (money("amount_min = 2, amount_max = 1"), "version.0.funding.0.amount_max", 1),
        (money('currency = "yen"'), "version.0.funding.0.currency", "yen"),
        (rule("age", "<", "young"), "version.0.rules.0.value", "young"),
        (rule("age", "<", None), "version.0.rules.0.value", None),
        (rule("age", "!=", "35"), "version.0.rules.0.operator", "!="),
        (rule("shoe_size", "<", "35"), "version.0.rules.0.kind", "shoe_size"),
        (
            rule("held_programs", "rule", "exclusive_with(NO-SUCH)"),
            "version.0.rules.0.value",
            "NO-SUCH",
        ),
        (
            rule("held_programs", "rule", "no_lower_after_higher(none)"),
            "version.0.rules.0.value",
            "none",
        ),
        (VERSION + 'reviews = [{ kind = "yearly", months = 0 }]', "version.0.reviews.0.months", 0),
        (VERSION + f"reviews = [{END}, {END}]", "version.0.reviews.1.months", 9),
        (onboard('"offered"'), "version.0.stages.1.next", None),
        (onboard('"approved"'), "version.0.stages.1.next", None),
        (onboard('"onboard"'), "version.0.stages.1.next", None),
        (onboard(""), "version.0.stages.1.next", None),
        (VERSION + f"stages = [{APPLIED}, {APPLIED}]", "version.0.stages.0.next", None),
    ],
)
def test_what_is_wrong_in_a_file_is_named_by_place_and_value(app: Flask, text, field, value):
    assert tomllib.loads(text)
    with pytest.raises(InvalidFields) as refused, unit_of_work():
        loading.load(program_file.parse(text.encode(), "file"), by=SYSTEM)
    error = refused.value.messages["errors"][0]
    assert (error["field"], error["value"]) == (f"SAMPLE.{field}", value)
    assert error["message"]
    assert queries.all_programs() == []


@pytest.mark.parametrize("code", ["NEW", "A/B", "a"])
def test_a_code_that_cannot_stand_in_an_address_is_refused(app: Flask, code):
    with pytest.raises(InvalidFields) as refused:
        program_file.parse(FACTS.replace('"SAMPLE"', f'"{code}"').encode(), "file")
    assert refused.value.messages["errors"][0]["field"] == f"{code}.code"


def test_a_file_of_windows_is_read(app: Flask):
    text = ("\ufeff" + VERSION).replace("\n", "\r\n")
    assert program_file.parse(text.encode(), "file")[0]["code"] == "SAMPLE"


def test_amounts_stay_exact():
    entry = program_file.parse(
        (VERSION + 'funding = [{ kind = "housing", amount_max = 1234567.89 }]').encode(), "file"
    )
    assert entry[0]["versions"][0]["funding"][0]["amount_max"] == Decimal("1234567.89")
    assert program_file.parse(program_file.write(entry).encode(), "file") == entry
