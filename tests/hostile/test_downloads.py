"""Files that the registry hands out: saved, never shown; no cell of a table runs as a formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from lxml import etree
from werkzeug.test import TestResponse
from xlsxwriter import Workbook

from registry.core.tabular import DANGEROUS
from registry.jobs import worker
from tests.core.test_files import PDF
from tests.hostile.conftest import World, build
from tests.hostile.test_every_route import _address
from tests.hostile.test_hostile_text import TEXTS, enter
from tests.makers.downloads import Route, download_routes

REGISTRY = Path(__file__).parents[2] / "registry"
STARTS = sorted(DANGEROUS - set("\t\r\n"))
"""Text is trimmed, so that none begins with a blank."""

FUNCTIONS = ("ABS", "COS", "EXP", "LOG", "MAX", "SIN", "TAN", "UPPER")
TEXTS_OF_CELLS = [f"{start}{name}(1)" for start, name in zip(STARTS, FUNCTIONS, strict=True)]
"""No two alike: they are names of people too."""

REASON = {"reason": "audit"}
SENT: dict[str, dict[str, str]] = {
    "copy_person": REASON,
    "copy": REASON,
    "open_document": REASON,
    "open_": REASON,
    "export_sheet": REASON | {"sensitive": "true"},
    "export": REASON | {"sensitive": "true"},
}
"""What a view wants to be told beside its choices; to be completed with each new one."""

pytestmark = pytest.mark.timeout(600)
SHOWN = {"application/json", "text/html", "application/problem+json"}
NUMBER = re.compile(r"-?\d+(\.\d+)?")
NOT_A_CELL = re.compile(rb"<f[ >]|externalReference|ddeLink|oleLink", re.IGNORECASE)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass
class Handed:
    """A file that was handed out, and by which route."""

    route: Route
    choice: dict[str, str]
    answer: TestResponse

    @property
    def is_file(self) -> bool:
        """Whether it is no page and no JSON of the API."""
        disposition = self.answer.headers.get("Content-Disposition", "")
        return bool(disposition) or self.answer.mimetype not in SHOWN


@pytest.fixture(scope="module")
def handed(application: Flask) -> list[Handed]:
    """Every file of a registry full of text that would like to be a formula, as HR gets it."""
    world = build(application)
    _fill(world)
    return [
        Handed(route, choice, _ask(world, route, choice))
        for route in download_routes(application)
        for choice in route.choices
    ]


def _fill(world: World) -> None:
    enter(world, TEXTS["formula"])
    arrived = {"program_code": "OPEN", "unit_code": "lab", "position": "professor"}
    arrived |= {"stage": "onboard", "happened_on": "2025-02-03"}
    for text in TEXTS_OF_CELLS:
        software = {"kind": "software", "title": text, "date": "2025-03-04"}
        software |= {"byline": [{"printed": text, "affiliations": [text]}]}
        assert world.api("administrator", "POST", "/outputs", json=software).status_code == 201
        person = {"family": text, "given": "Paula", "name_zh": text}
        hire = {"person": person, "previous_institution": text, "duties": text} | arrived
        made = world.api("hr", "POST", "/hires", json=hire)
        assert made.status_code == 201, made.text
    paper = {"kind": "identity", "file": (io.BytesIO(PDF), "=1+1.pdf")}
    made = world.api("hr", "POST", "/hires/{hire}/documents", data=paper)
    assert made.status_code == 201, made.text
    kept = {"previous_employer": TEXTS["command"]}
    fields = "/researchers/{researcher}/personnel"
    assert world.api("hr", "PATCH", fields, json=kept, headers={"If-Match": "*"}).status_code == 200
    sheet = {"list": "researchers", "file": (io.BytesIO(_formulas()), "=1+1.xlsx")}
    made = world.api("hr", "POST", "/hires/imports", data=sheet)
    assert made.status_code == 202, made.text
    world.ids["sheet"] = str(made.json["id"])
    with world.app.app_context():
        worker.drain()


def _formulas() -> bytes:
    """A list of researchers with formulas in it."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, ["Family name", "Given name", "Previous employer", "Birth date"])
    page.write_row(1, 0, ["Formula", "Fay", '=HYPERLINK("https://example.org","x")', "no date"])
    page.write_string(2, 0, "=1+1")
    page.write_row(2, 1, ["Fred", "@SUM(1)", "no date"])
    book.close()
    return file.getvalue()


def _ask(world: World, route: Route, choice: dict[str, str]) -> TestResponse:
    path = world.address(_address(route.rule))
    sent = choice | SENT.get(route.rule.endpoint.rpartition(".")[2], {})
    how = "json" if path.startswith("/api/") else "data"
    told: dict[str, Any] = {"query_string": choice} if route.method == "GET" else {how: sent}
    answer = world.ask("hr", route.method, path, **told)
    assert answer.status_code in {200, 201}, (route.method, path, told, answer.text[:300])
    return answer


def test_a_file_is_saved_and_never_runs_in_our_origin(handed: list[Handed]) -> None:
    for each in filter(lambda each: each.is_file, handed):
        headers = each.answer.headers
        assert headers["Content-Disposition"].startswith("attachment; filename="), each
        assert headers["X-Content-Type-Options"] == "nosniff", each
        assert "sandbox" in headers["Content-Security-Policy"], each
        assert headers["Cache-Control"] == "no-store", each


def test_every_route_for_files_was_asked_for_one(handed: list[Handed]) -> None:
    asked = {each.route.rule.rule for each in handed}
    assert asked == {each.route.rule.rule for each in handed if each.is_file}
    assert len(asked) >= 8


def test_nothing_else_hands_out_files() -> None:
    writes = re.compile(r"Content-Disposition|send_file|send_from_directory|attachment;")
    door = REGISTRY / "core/web/downloads.py"
    others = {path for path in REGISTRY.rglob("*.py") if writes.search(path.read_text("utf-8"))}
    assert others == {door}


def test_no_cell_of_any_table_is_a_formula(handed: list[Handed]) -> None:
    tables = [cells for each in handed if (cells := _cells(each.answer))]
    assert len(tables) >= 8
    cells = {cell for table in tables for cell in table}
    assert not [cell for cell in cells if cell[:1] in DANGEROUS and not NUMBER.fullmatch(cell)]
    assert {f"'{text}" for text in TEXTS_OF_CELLS} <= cells
    assert {"'" + TEXTS["formula"], "'" + TEXTS["command"], "'=1+1"} <= cells


def _cells(answer: TestResponse) -> list[str]:
    """The cells of a table, with an apostrophe before those that are marked as quoted."""
    if answer.mimetype == "text/csv":
        text = answer.data.decode("utf-8-sig")
        return [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    if answer.mimetype == "application/zip":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
            texts = [parts.read(n).decode("utf-8-sig") for n in parts.namelist() if ".csv" in n]
        return [cell for text in texts for row in csv.reader(io.StringIO(text)) for cell in row]
    return _cells_of_workbook(answer.data) if "spreadsheetml" in (answer.mimetype or "") else []


def _cells_of_workbook(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    assert not [name for name, part in parts.items() if NOT_A_CELL.search(part)]
    looks = etree.fromstring(parts["xl/styles.xml"]).findall(f"{MAIN}cellXfs/{MAIN}xf")
    quoted = {str(n) for n, look in enumerate(looks) if look.get("quotePrefix") == "1"}
    shared = [_text(e) for e in _elements(parts.get("xl/sharedStrings.xml"), "si")]
    sheets = [part for name, part in parts.items() if "worksheets/sheet" in name]
    cells = [cell for sheet in sheets for cell in _elements(sheet, "c")]
    return [("'" if c.get("s") in quoted else "") + _said(c, shared) for c in cells]


def _elements(part: bytes | None, name: str) -> Iterator[Any]:
    return etree.fromstring(part).iter(MAIN + name) if part else iter(())


def _said(cell: Any, shared: list[str]) -> str:
    return shared[int(_text(cell))] if cell.get("t") == "s" else _text(cell)


def _text(element: Any) -> str:
    return "".join(element.itertext())
