"""Text that would like to be something else: markup, a formula, SQL, a template, a path."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from babel.messages.pofile import read_po
from lxml import html

from tests.hostile.conftest import World
from tests.makers.served import CATALOGUE

TEXTS = {
    "markup": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "formula": '=HYPERLINK("https://example.org","x")',
    "command": "@SUM(1+1)*cmd|' /C calc'!A0",
    "sql": "'); DROP TABLE researcher; --",
    "template": "{{ 7*7 }} {% raw %} %(name)s %s {0}",
    "path": "../../../../etc/passwd",
    "backwards": "\u202egnitrats ton",
    "astral": "𝒬𝓊𝒷𝒾𝓉 👩‍🔬 " + "́" * 40,
}
PAGES = (
    "/", "/outputs", "/outputs/{made}", "/outputs/{made}/edit", "/researchers", "/hires",
    "/hires?view=table", "/hires/{hire_made}", "/researchers/{person}/record", "/units",
    "/goals/G3", "/goals/missing", "/outputs/{made}/goal", "/reports/2025",
    "/reports/2025/other_outputs", "/account/tokens",
)  # fmt: skip


def enter(world: World, text: str) -> None:
    """Everything that a person can enter, with the text wherever text goes."""
    software = {"kind": "software", "title": text, "date": "2025-01-02"}
    software |= {"byline": [{"printed": text, "affiliations": [text]}]}
    counted = world.api("administrator", "POST", "/outputs", json=software)
    assert counted.status_code == 201, counted.text
    paper = software | {"kind": "publication", "subtitle": text, "abstract": text}
    paper |= {"publisher": text, "container_title": text, "volume": text[:100]}
    made = world.api("administrator", "POST", "/outputs", json=paper)
    assert made.status_code == 201, made.text
    assert made.json["title"] == text
    person = {"family": text[:90], "given": "Paula", "name_zh": text[:90]}
    hire = {"person": person, "duties": text, "previous_institution": text, "reason": text}
    hired = world.api("hr", "POST", "/hires", json=hire | {"program_code": "OPEN"})
    assert hired.status_code == 201, hired.text
    world.ids |= {"made": str(made.json["id"]), "hire_made": str(hired.json["id"])}
    world.ids["person"] = str(hired.json["researcher_id"])
    link = {"goal": "G3", "primary": True, "statement": text}
    proof = {"kind": "publication", "locator": text[:200], "note": text}
    link |= {"item": {"kind": "output", "id": made.json["id"]}}
    linked = world.api("administrator", "POST", "/goal-links", json=link)
    assert linked.status_code == 201, linked.text
    proved = {"evidence": [proof]} | link | {"goal": "G1", "primary": False}
    assert world.api("administrator", "POST", "/goal-links", json=proved).status_code == 201
    unit = {"code": "odd", "names": [{"locale": "en", "name": text}]}
    assert world.api("hr", "POST", "/units", json=unit).status_code == 201
    token = world.api("hr", "POST", "/tokens", json={"name": text[:100]})
    assert token.status_code == 201
    for path in (f"/outputs?q={text[:30]}", f"/researchers?q={text[:30]}"):
        assert world.api("hr", "GET", path).status_code == 200


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_is_kept_as_it_was_written(fresh_world: World, text: str) -> None:
    enter(fresh_world, text)
    assert len(fresh_world.rows()["researcher"]) == 3


@pytest.mark.parametrize("name", ["markup", "template"])
def test_text_stays_text_wherever_it_is_shown(fresh_world: World, name: str) -> None:
    world = fresh_world
    enter(world, TEXTS[name])
    for role in ("hr", "administrator"):
        for path in PAGES:
            answer = world.ask(role, "GET", world.address(path))
            assert answer.status_code in {200, 403, 404}, (path, answer.status_code)
            page = html.fromstring(answer.text)
            assert not page.xpath("//img[@src='x'] | //script[contains(., 'alert')]"), path
            assert "onerror" not in {each for e in page.iter() for each in e.attrib}, path


@pytest.mark.parametrize("name", ["formula", "command"])
def test_no_cell_of_an_export_is_a_formula(fresh_world: World, name: str) -> None:
    world = fresh_world
    enter(world, TEXTS[name])
    table = world.api("administrator", "GET", "/reports/2025/export?format=csv&table=other_outputs")
    assert table.status_code == 200
    cells = [cell for row in csv.reader(io.StringIO(table.text)) for cell in row]
    assert any(TEXTS[name] in cell for cell in cells)
    assert not [cell for cell in cells if cell.lstrip("\ufeff").startswith(("=", "@", "+", "\t"))]
    book = world.api("administrator", "GET", "/reports/2025/export?format=xlsx")
    with zipfile.ZipFile(io.BytesIO(book.data)) as parts:
        sheets = [parts.read(n).decode() for n in parts.namelist() if "worksheets/sheet" in n]
    assert sheets
    assert not [sheet for sheet in sheets if "<f>" in sheet]


def test_no_sentence_of_the_catalogue_would_be_read_as_markup() -> None:
    with CATALOGUE.with_suffix(".po").open("rb") as file:
        messages = [message for message in read_po(file, locale="zh") if message.id]
    said = [str(part) for m in messages for part in (m.id, m.string)]
    assert not [sentence for sentence in said if "<" in sentence or "&" in sentence]
