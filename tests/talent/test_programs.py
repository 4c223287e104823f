"""Programs as data: the file that ships, loading it again, and what HR sets."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.errors import InvalidFields
from registry.core.unit_of_work import unit_of_work
from registry.talent import program_file, queries, service
from registry.talent.errors import UnknownProgram, UnreadableProgramFile, VersionKnown
from registry.talent.labels import money
from registry.talent.models import Grade, Program, ProgramVersion
from registry.talent.program_entries import VersionSchema
from tests.makers.talent import make_hire

FILE = """
[[program]]
code = "SAMPLE"
name_en = "Sample program"
name_zh = "示例计划"
level = "municipal"
granting_body = "Sample City"
granting_body_zh = "示例市"
status = "active"

[[program.version]]
valid_from = 2020-01-01
source = "sample notice"
grades = [
  { code = "a", name_en = "A", name_zh = "甲" }, { code = "b", name_en = "B", name_zh = "乙" }
]
funding = [{ kind = "housing", amount_min = 1, amount_max = 2 }]
"""


@pytest.fixture
def load(app: Flask, tmp_path: Path):
    def load(text: str = FILE):
        path = tmp_path / "programs.toml"
        path.write_text(text, encoding="utf-8")
        with unit_of_work():
            return service.load_programs(path, by=SYSTEM)

    return load


def sample() -> Program:
    return queries.program("SAMPLE", by=SYSTEM)


def test_the_shipped_file_holds_every_program_of_the_list(shared: Path):
    with (shared / "data" / "programs.csv").open(encoding="utf-8") as file:
        listed = {row["code"]: row for row in csv.DictReader(file)}
    shipped = {p["code"]: p for p in program_file.read(service.SHIPPED)}
    assert set(shipped) == set(listed)
    for code, row in listed.items():
        for name in ("name_en", "name_zh", "level", "granting_body", "publicity", "status"):
            assert shipped[code][name] == row[name], (code, name)
        for name in ("successor_code", "overlap_group"):
            assert (shipped[code][name] or "") == row[name], (code, name)
        terms = {str(v["term_years"]) for v in shipped[code]["versions"] if v["term_years"]}
        assert terms == {row["term_years"]} - {""}, code
        assert any(v["sourced"] for v in shipped[code]["versions"]) == (row["sourced"] == "yes")


def test_the_shipped_file_loads_twice_and_the_second_time_changes_nothing(app: Flask):
    with unit_of_work():
        first = service.load_programs(service.SHIPPED, by=SYSTEM)
    before = [(p.code, p.version) for p in queries.all_programs()]
    events = db.session.scalar(select(func.count()).select_from(AuditEvent))
    db.session.expire_all()
    with unit_of_work():
        again = service.load_programs(service.SHIPPED, by=SYSTEM)
    assert {c.done for c in first} == {"added"}
    assert len(first) == len(before) == 44
    assert again == []
    assert [(p.code, p.version) for p in queries.all_programs()] == before
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == events


def test_sourced_facts_are_rules_and_money(app: Flask):
    with unit_of_work():
        service.load_programs(service.SHIPPED, by=SYSTEM)
    version = queries.program("NSFC-OVERSEAS", by=SYSTEM).version_on(date(2025, 5, 1))
    assert version.term_years == 3
    money_ = version.funding[0]
    assert (money_.amount_min, money_.amount_max) == (Decimal(1_000_000), Decimal(3_000_000))
    rules = {r.kind: (r.operator, r.value, r.by_date) for r in version.rules}
    assert rules["birth_date"] == (">=", "1985-01-01", None)
    assert rules["overseas_months"] == (">=", "36", date(2025, 4, 15))
    held = {r.value for r in version.rules if r.kind == "held_programs"}
    assert held == {"one_of_same_level", "no_lower_after_higher(national-senior)"}
    fellow = queries.program("SUSTECH-PD", by=SYSTEM).versions[0]
    assert (fellow.funding[0].per, fellow.funding[0].taxed) == ("year", True)


def test_a_changed_file_updates_and_says_what(load):
    assert [c.done for c in load()] == ["added"]
    changed = load(
        FILE.replace("Sample City", "Another City").replace("amount_max = 2", "amount_max = 3")
    )
    assert [(c.done, c.what) for c in changed] == [
        ("updated", ("granting_body", "version 2020-01-01"))
    ]
    assert sample().versions[0].funding[0].amount_max == 3
    assert (
        load(
            FILE.replace("Sample City", "Another City").replace("amount_max = 2", "amount_max = 3")
        )
        == []
    )


def test_what_hr_set_the_file_leaves_alone_and_says_so(load, hr):
    load()
    with unit_of_work():
        service.change_program(sample(), {"publicity": "restricted"}, by=hr)
    assert [(c.done, c.what) for c in load()] == [("kept", ("publicity",))]
    assert sample().publicity == "restricted"


def test_a_version_that_hr_added_survives_the_file(load, hr):
    load()
    data = VersionSchema().load({"valid_from": "2026-01-01", "source": "new notice"})
    with unit_of_work():
        service.add_version(sample(), data, by=hr)
    with pytest.raises(VersionKnown), unit_of_work():
        service.add_version(sample(), data, by=hr)
    assert load() == []
    assert [v.valid_from for v in sample().versions] == [date(2020, 1, 1), date(2026, 1, 1)]


def test_a_grade_that_a_hire_uses_stays_when_the_file_drops_it(load):
    load()
    with unit_of_work():
        hire = make_hire(program=sample(), grade_code="b")
    without = FILE.replace(', { code = "b", name_en = "B", name_zh = "乙" }', "")
    load(without.replace('{ code = "a", name_en = "A"', '{ code = "a", name_en = "AA"'))
    assert {g.code: g.name_en for g in sample().versions[0].grades} == {"a": "AA", "b": "B"}
    assert hire.grade_code == "b"
    load(FILE.replace("2020-01-01", "2021-01-01"))
    assert [v.valid_from for v in sample().versions] == [date(2020, 1, 1), date(2021, 1, 1)]


def test_what_no_hire_uses_goes_when_the_file_drops_it(load):
    load()
    load(
        FILE.replace("2020-01-01", "2021-01-01").replace(
            ', { code = "b", name_en = "B", name_zh = "乙" }', ""
        )
    )
    assert db.session.scalars(select(ProgramVersion.valid_from)).all() == [date(2021, 1, 1)]
    assert db.session.scalars(select(Grade.code)).all() == ["a"]


def test_programs_that_are_not_in_the_file_stay(load):
    load()
    load(FILE.replace('"SAMPLE"', '"OTHER"'))
    assert [p.code for p in queries.all_programs()] == ["OTHER", "SAMPLE"]


@pytest.mark.parametrize(
    ("old", "new", "field", "value"),
    [
        ('"municipal"', '"planetary"', "SAMPLE.level", "planetary"),
        ('status = "active"', 'status = "active"\ncolour = "red"', "SAMPLE.colour", "red"),
        ("2020-01-01", '"soon"', "SAMPLE.version.0.valid_from", "soon"),
        ("amount_max = 2", "amount_max = 0", "SAMPLE.version.0.funding.0.amount_max", 0),
        ('"housing"', '"yacht"', "SAMPLE.version.0.funding.0.kind", "yacht"),
    ],
)
def test_a_fault_in_the_file_is_named_by_its_place_and_nothing_is_written(
    load, old, new, field, value
):
    with pytest.raises(InvalidFields) as refused:
        load(FILE.replace(old, new))
    error = refused.value.messages["errors"][0]
    assert (error["field"], error["value"]) == (field, value)
    assert queries.all_programs() == []


def test_a_file_that_is_not_toml_is_refused(load, tmp_path: Path):
    with pytest.raises(UnreadableProgramFile):
        load("code: SAMPLE")
    with pytest.raises(UnreadableProgramFile), unit_of_work():
        service.load_programs(tmp_path / "missing.toml", by=SYSTEM)


def test_a_successor_must_be_a_program(load, hr):
    load()
    with pytest.raises(UnknownProgram), unit_of_work():
        service.change_program(sample(), {"successor_code": "NO-SUCH"}, by=hr)


@pytest.mark.parametrize(
    ("number", "en", "zh"),
    [
        (3_500, "CNY 3,500", "3,500 元"),
        (30_000, "CNY 30,000", "3 万元"),
        (1_600_000, "CNY 1.6 million", "160 万元"),
        (80_000_000, "CNY 80 million", "8,000 万元"),
    ],
)
def test_money_is_written_as_its_readers_write_it(number, en, zh):
    assert (money(Decimal(number), "CNY", "en"), money(Decimal(number), "CNY", "zh")) == (en, zh)
