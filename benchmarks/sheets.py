"""A list of recruits planned by a worker: rows a second and the worker's most memory."""

from __future__ import annotations

import io
import resource
import time
from collections.abc import Iterator
from datetime import date, timedelta

import xlsxwriter

from benchmarks.databases import Database, application
from benchmarks.results import Result
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.jobs import service as jobs
from registry.jobs import worker
from registry.jobs.service import Progress
from registry.people import units
from registry.sheets import queries, service
from registry.sheets.identity import check_character
from registry.sheets.models import SheetImport
from registry.talent.loading import load_programs
from registry.talent.program_file import SHIPPED

UNITS = ("bench-one", "bench-two")
PROGRAMS = ("SUSTECH-PD", "SZ-PD-IN")
HEADS = (
    *("Name in characters", "Family name", "Given name", "Date of birth", "Gender", "Nationality"),
    *("Highest degree", "Year of the degree", "Identity document", "ID number", "Work e-mail"),
    *("Program", "Year of the call", "Stage", "Date of the stage", "Unit", "Position"),
    *("Expected on", "Term from", "Term until", "Duties", "Early career", "Previous institution"),
)
SYLLABLES = ("an", "bo", "chen", "da", "en", "fang", "guo", "hui", "jia", "kun")
HAN = "安波辰达恩方国辉佳坤"


def measure(database: Database, size: int, rows: int) -> Iterator[Result]:
    """Plan the same list on a copy of the database."""
    database.renew_scratch()
    app = application(database.scratch_url, database.folder)
    data = workbook(rows)
    with app.app_context():
        with unit_of_work():
            load_programs(SHIPPED, by=SYSTEM)
            for code in UNITS:
                names = [{"locale": "en", "name": code}]
                units.create({"code": code, "names": names}, by=SYSTEM)
            key = service.hand_in(data, of="recruits", mode="all_or_nothing", by=SYSTEM).id
        job = jobs.claim("bench", kinds=frozenset(queries.KINDS))
        if job is None:
            raise SystemExit("the plan was not begun")
        worker.settle()
        before, begun, spent = _memory(), time.perf_counter(), time.process_time()
        worker.carry_out(job, Progress(job.id, "bench"))
        seconds, spent = time.perf_counter() - begun, time.process_time() - spent
        db.session.rollback()
        found = db.session.get_one(SheetImport, key, populate_existing=True)
        if found.counts.get("add") != rows:
            raise SystemExit(f"not all rows were planned: {found.counts}")
    name = f"plan of {rows:,} recruits"
    yield Result(name, database.name, size, "seconds", seconds)
    yield Result(name, database.name, size, "CPU seconds", spent)
    yield Result(name, database.name, size, "MB more", _memory() - before)


def workbook(rows: int) -> bytes:
    """A list of people whom there are not, each with 23 cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        for number in range(1, rows + 1):
            sheet.write_row(number, 0, _recruit(number))
    return out.getvalue()


def _recruit(number: int) -> list[str | int]:
    figures = [int(digit) for digit in f"{number:05d}"]
    born = date(1980, 1, 1) + timedelta(days=number % 5000)
    digits = f"999999{born:%Y%m%d}{number % 998 + 1:03d}"
    digits = f"9{number:05d}{digits[6:]}"
    given = "".join(SYLLABLES[figure] for figure in figures).capitalize()
    stage = f"2026-0{number % 8 + 1}-01"
    return [
        *("样" + "".join(HAN[figure] for figure in figures), "Yang", given, str(born)),
        *(("female", "male")[number % 2], "CN", "博士", 2020, "Identity card"),
        *(digits + check_character(digits), f"r{number}@sample.example"),
        *(PROGRAMS[number % 2], 2026, "recommended", stage, UNITS[number % 2], "Postdoc"),
        *("2026-09-01", "2026-09-01", "2028-08-31", "Optics", ("yes", "no")[number % 2], "Sample"),
    ]


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
