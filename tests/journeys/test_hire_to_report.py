"""From hire to paper to goal to annual report, over HTTP, against a registry that is served."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from lxml import html
from python_calamine import CalamineWorkbook
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.makers.served import YEAR, Served, sample_works, served, works_source

FIRST = {"name_zh": "凌若溪", "family": "Ling", "given": "Ruoxi"}
SECOND = {"name_zh": "司徒照夜", "family": "Situ", "given": "Zhaoye"}
SECRET = ("司徒照夜", "Zhaoye", "Situ")
STATEMENT = "Shows how the processor keeps its qubits alive."
UNIT = {
    "code": "QC",
    "kind": "centre",
    "names": [{"locale": "en", "name": "Centre for Sample Qubits"}],
    "ours_from": "2018-01-01",
}


@dataclass
class Person:
    """Somebody with a key or a session; keeps every answer."""

    url: str
    http: requests.Session = field(default_factory=requests.Session)
    answers: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, status: int = 200, **options: Any) -> requests.Response:
        answer = self.http.request(method, f"{self.url}/api/v1{path}", timeout=60, **options)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        self.answers.append(f"{path} {answer.headers} {answer.text}")
        return answer

    def get(self, path: str, status: int = 200, **options: Any) -> Any:
        return self.ask("GET", path, status, **options).json()

    def post(self, path: str, body: Any, status: int = 201, **options: Any) -> Any:
        return self.ask("POST", path, status, json=body, **options).json()

    def heard(self, words: tuple[str, ...]) -> list[str]:
        """The answers in which one of the words stands."""
        return [answer[:200] for answer in self.answers if any(word in answer for word in words)]


def with_key(registry: Served, email: str, *scopes: str) -> Person:
    """Somebody who asks with a key, which they made themselves."""
    token = {"name": "journey", "scopes": scopes}
    person = Person(registry.url)
    key = signed_in(registry, email).post("/tokens", token)["key"]
    person.http.headers["Authorization"] = f"Bearer {key}"
    return person


def invited(administrator: Person, registry: Served, email: str) -> None:
    """Somebody follows the one-time link of an invitation and chooses a password."""
    link = administrator.post("/accounts", {"email": email, "roles": ["researcher"]})["link"]
    password = registry.passwords[email] = "sample words of a researcher"
    with requests.Session() as guest:
        page = html.fromstring(guest.get(link, timeout=60).text)
        token = page.xpath("//main//input[@name='csrf_token']/@value")[0]
        form = {"csrf_token": token, "password": password}
        assert guest.post(link, data=form, timeout=60).ok


def signed_in(registry: Served, email: str) -> Person:
    person = Person(registry.url)
    person.http.headers["X-CSRFToken"] = person.get("/session")["csrf_token"]
    person.post("/session", {"email": email, "password": registry.passwords[email]}, 200)
    person.http.headers["X-CSRFToken"] = person.get("/session")["csrf_token"]
    return person


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def registry(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """An empty registry being served, with accounts of HR and an administrator."""
    settings = {}
    if request.param == "postgresql":
        settings["database_url"] = _own_database(request.getfixturevalue("postgres_url"))
    folder: Path = tmp_path_factory.mktemp(request.param)
    with works_source() as source, served(folder, source.url, **settings) as running:
        for role in ("hr", "administrator"):
            running.account(f"{role}@sample.example", role)
        yield running


def _own_database(url: str) -> str:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE journey"))
    engine.dispose()
    return make_url(url).set(database="journey").render_as_string(hide_password=False)


def bring_on_board(hr: Person, person: dict[str, str], program: str) -> dict[str, Any]:
    body = {"person": person, "program_code": program, "unit_code": "QC", "call_year": YEAR}
    start = {"stage": "offered", "happened_on": f"{YEAR}-02-01", "position": "professor"}
    hire = hr.post("/hires", body | start)
    for stage, day in (("accepted", "03-01"), ("onboard", "04-01")):
        step = {"stage": stage, "happened_on": f"{YEAR}-{day}"}
        hire = hr.post(f"/hires/{hire['id']}/stage", step, 200)
    assert hire["stage"] == "onboard"
    return hire


def import_works(administrator: Person, dois: list[str]) -> dict[str, int]:
    """The keys of the outputs by DOI, once the worker has brought them in."""
    headers = {"Idempotency-Key": "the journey"}
    run = administrator.post("/imports", {"identifiers": dois}, 202, headers=headers)
    again = administrator.post("/imports", {"identifiers": dois}, 202, headers=headers)
    assert again["id"] == run["id"]
    for _ in range(300):
        run = administrator.get(f"/imports/{run['id']}")
        if run["finished_at"]:
            break
        time.sleep(0.2)
    assert run["counts"] == {"created": 20}, run
    items = administrator.get(f"/imports/{run['id']}/items?limit=50")["items"]
    return {item["identifier"]: item["output_id"] for item in items}


def open_report(administrator: Person) -> dict[str, Any]:
    """The report of the year; every figure is opened to its rows."""
    report = administrator.get(f"/reports/{YEAR}")
    for figure in report["figures"]:
        administrator.get(f"/reports/{YEAR}/figures/{figure['name']}")
        administrator.get(f"/reports/{YEAR}/figures/{figure['name']}/rows?limit=200")
    return {figure["name"]: figure for figure in report["figures"]}


def cell(figure: dict[str, Any], by: str, code: str) -> dict[str, Any]:
    parts = next(b["cells"] for b in figure["breakdowns"] if b["by"] == by)
    return next(part for part in parts if part["code"] == code)


def spreadsheet(data: bytes) -> str:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    return json.dumps(sheets, default=str, ensure_ascii=False)


@pytest.mark.timeout(240)
def test_one_person_is_followed_from_hire_to_paper_to_goal_to_report(registry: Served) -> None:
    hr = with_key(registry, "hr@sample.example", "read", "write", "personnel")
    hr.post("/units", UNIT)
    programs = hr.get("/programs?limit=200")["items"]
    open_program = next(p["code"] for p in programs if p["publicity"] != "restricted")
    first = bring_on_board(hr, FIRST, open_program)
    second = bring_on_board(hr, SECOND, "NSFC-OVERSEAS")

    administrator = with_key(registry, "administrator@sample.example", "read", "write")
    invited(administrator, registry, "researcher@sample.example")
    record = f"/researchers/{first['researcher_id']}"
    version = {"If-Match": hr.ask("GET", record).headers["ETag"]}
    account = {"email": "researcher@sample.example"}
    hr.ask("PUT", f"{record}/account", json=account, headers=version)

    works = sample_works()
    outputs = import_works(administrator, [work["DOI"] for work in works])
    assert len(outputs) == 20
    paper = works[0]
    output = outputs[paper["DOI"].lower()]

    researcher = signed_in(registry, "researcher@sample.example")
    claim = researcher.post("/claims", {"output": output, "position": 2})
    assert claim["state"] == "confirmed"
    link = {"goal": "G3", "primary": True, "statement": STATEMENT}
    researcher.post("/goal-links", link | {"item": {"kind": "output", "id": output}})

    figures = open_report(administrator)
    assert figures["publications"]["value"] == 1
    assert cell(figures["publications"], "goal", "G3")["value"] == 1
    rows = administrator.get(f"/reports/{YEAR}/figures/publications/rows?goal=G3")
    assert [row["id"] for row in rows["items"]] == [output]
    assert rows["items"][0]["people"][0]["name_zh"] == FIRST["name_zh"]
    hires = administrator.get(f"/reports/{YEAR}/figures/hires/rows")
    assert [row["title_zh"] for row in hires["items"]] == [FIRST["name_zh"]]

    administrator.get(f"/hires/{second['id']}", 404)
    administrator.get(f"/hires/{second['id']}/events", 404)
    administrator.get("/hires?limit=200")
    administrator.get("/hires?program=NSFC-OVERSEAS")
    administrator.get("/programs/NSFC-OVERSEAS/hires")
    administrator.get(f"/reports/{YEAR}/figures/hires/rows?program=NSFC-OVERSEAS", 403)
    for name in ("json", "csv", "bibtex", "ris"):
        administrator.ask("GET", f"/reports/{YEAR}/export?format={name}")
    administrator.ask("GET", f"/reports/{YEAR}/export?format=csv&table=hires")
    administrator.get(f"/reports/{YEAR}/export?restricted=true", 403)
    assert administrator.heard(SECRET) == []

    exported = administrator.ask("GET", f"/reports/{YEAR}/export?format=xlsx")
    whole = spreadsheet(exported.content)
    assert paper["DOI"].lower() in whole
    assert FIRST["name_zh"] in whole
    assert not [word for word in SECRET if word in whole]

    named = hr.ask("GET", f"/reports/{YEAR}/export?format=xlsx&restricted=true")
    assert SECOND["name_zh"] in spreadsheet(named.content)
