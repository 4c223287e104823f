"""Spreadsheets over pages, API and commands; the marked copy; a worker that is killed."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.commands import main
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.jobs import service as jobs
from registry.jobs.service import Cancelled, Progress
from registry.people import service as people
from registry.sheets import applying, service
from registry.talent.models import Hire
from tests.makers.messy_sheets import planted_xlsx
from tests.makers.sheets import (
    KINDS,
    done,
    handed_in,
    settle,
    sheet,
    sheet_of,
    work,
)
from tests.makers.talent import make_hire, make_program

HEAD = {"Authorization": "Bearer test"}
ADDRESS = "/api/v1/hires/imports"
HOSTILE = ("=1+1", "+86 1", "-1", "@SUM(1)", "＝1", "\t=1", '=HYPERLINK("http://x")', "''=1")


@pytest.fixture
def ask(app, hr):
    """A client whose requests are HR's."""
    kept = app.extensions["actor_loader"]
    app.extensions["actor_loader"] = lambda: hr
    yield app.test_client()
    app.extensions["actor_loader"] = kept


def rows_of(data):
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def parts(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(n).decode() for n in archive.namelist() if re.search(name, n)]


def test_a_list_goes_through_the_api_and_the_pages(app, ask, hr):
    settle()
    data, planted = planted_xlsx()
    sent = ask.post(ADDRESS, headers=HEAD, data={"file": (io.BytesIO(data), "x.xlsx")})
    assert sent.status_code == 202, sent.text
    key = sent.json["id"]
    work()
    found = ask.get(f"{ADDRESS}/{key}", headers=HEAD).json
    assert (found["state"], found["counts"]["refused"]) == ("planned", 40)
    refused = ask.get(f"{ADDRESS}/{key}/rows?action=refused&limit=100", headers=HEAD).json["items"]
    told = {c["ref"]: c["fault"] for row in refused for c in row["cells"] if c["fault"]}
    assert set(told) == {ref for ref, _ in planted}
    assert all(told.values())
    numbers = [
        c["raw"]
        for r in refused
        for c in r["cells"]
        if c["column"] == "identity_number" and c["raw"]
    ]
    assert all("•" in number for number in numbers)
    assert ask.post(f"{ADDRESS}/{key}/apply", headers=HEAD).status_code == 409
    for path in ("", "/new", "/export", f"/{key}", f"/{key}?action=add", f"/{key}?action=refused"):
        for language in ("en", "zh"):
            page = ask.get(f"/hires/imports{path}", headers=HEAD | {"Accept-Language": language})
            assert page.status_code == 200, page.text
    assert "999999199403050015" not in page.text
    assert ask.post(f"{ADDRESS}/{key}/discard", headers=HEAD).json["state"] == "discarded"


def test_a_list_is_applied_and_undone_by_buttons(app, ask):
    with unit_of_work():
        make_program("P-1")
    rows = [{"name_zh": "样一", "program_code": "P-1"}, {"name_zh": "样二", "program_code": "?"}]
    file = io.BytesIO(sheet_of(rows))
    sent = ask.post("/hires/imports/new", headers=HEAD, data={"file": (file, "姓名.xlsx")})
    assert sent.status_code == 303, sent.text
    key = int(sent.location.rsplit("/", 1)[1])
    work()
    mode = ask.post(f"{ADDRESS}/{key}/mode", headers=HEAD, json={"mode": "row_by_row"})
    assert mode.json["mode"] == "row_by_row"
    assert ask.post(f"/hires/imports/{key}/apply", headers=HEAD).status_code == 303
    work()
    assert sheet(key).counts["applied"] == 1
    assert ask.get(f"/hires/imports/{key}/undo", headers=HEAD).status_code == 200
    assert ask.post(f"{ADDRESS}/{key}/undo", headers=HEAD).status_code == 202
    work()
    assert ask.get(f"{ADDRESS}/{key}", headers=HEAD).json["state"] == "undone"


def test_a_file_that_cannot_be_read_says_why(app, ask):
    sent = ask.post(ADDRESS, headers=HEAD, data={"file": (io.BytesIO(b"nothing,here\n"), "x.csv")})
    work()
    found = ask.get(f"{ADDRESS}/{sent.json['id']}", headers=HEAD).json
    assert (found["state"], found["fault"]) == ("failed", "no_headings")
    assert "Recruits" in found["message"]
    page = ask.get(f"/hires/imports/{sent.json['id']}", headers=HEAD | {"Accept-Language": "zh"})
    assert "引进人才" in page.text


def test_the_marked_copy_names_each_cell_and_comes_in_when_it_is_corrected(app, ask, hr):
    with unit_of_work():
        make_program("P-1")
    rows = [
        {"Room": "1", "name_zh": "=样一", "program_code": "P-1", "call_year": 2025},
        {"Room": "2", "name_zh": "样二", "program_code": "P-9", "call_year": 20265},
    ]
    found = handed_in(sheet_of(rows), hr)
    address = f"{ADDRESS}/{found.id}/marked"
    whole = ask.post(address, headers=HEAD | {"Accept-Language": "zh"}, json={}).data
    assert rows_of(whole) == rows_of(sheet_of(rows))
    notes = "".join(parts(whole, "comments"))
    assert notes.count("<comment ") == 2
    assert "不是" in notes or "既不" in notes or re.search("[\u4e00-\u9fff]", notes)
    assert "<f>" not in "".join(parts(whole, "worksheets"))
    only = ask.post(address, headers=HEAD, json={"only_refused": True}).data
    assert [row[1] for row in rows_of(only)] == ["name_zh", "样二"]
    rows[1] |= {"program_code": "P-1", "call_year": 2026}
    assert handed_in(sheet_of(rows[1:]), hr).counts["add"] == 1


def test_exports_hold_no_formula_no_secret_and_say_who_read(app, ask, hr):
    with unit_of_work():
        program = make_program("P-1")
        for text in HOSTILE:
            person = people.create({"names": [{"full": f"{text}样"}]}, by=hr)
            make_hire(person, program, duties=text, previous_institution=text)
    for of in ("recruits", "researchers", "posts", "funding"):
        for format_ in ("xlsx", "csv"):
            asked = {"list": of, "format": format_}
            given = ask.post(f"{ADDRESS}/export", headers=HEAD, json=asked)
            assert given.status_code == 200, given.text
            assert given.headers["Content-Disposition"].startswith("attachment")
            if format_ == "csv":
                assert given.data.startswith(b"\xef\xbb\xbf")
                cells = re.split(r"[,\r\n]+", given.data.decode("utf-8-sig"))
                assert not [c for c in cells if c.strip('"')[:1] in set("=+-@＝")]
            else:
                assert "<f>" not in "".join(parts(given.data, "worksheets"))
                assert "Number of the identity document" not in rows_of(given.data)[0]
    said = {"list": "recruits", "sensitive": True}
    assert ask.post(f"{ADDRESS}/export", headers=HEAD, json=said).status_code == 422
    given = ask.post(f"{ADDRESS}/export", headers=HEAD, json=said | {"reason": "visa"})
    assert "Number of the identity document" in rows_of(given.data)[0]
    events = db.session.query(AuditEvent).filter_by(verb="sheet.exported").order_by(AuditEvent.id)
    last = list(events)[-1].details
    assert (last["count"], last["reason"]) == (len(HOSTILE), "visa")
    assert "identity_number" in last["fields"]


def test_a_template_has_drop_downs_notes_and_takes_what_is_filled_in(app, ask):
    with unit_of_work():
        make_program("P-1", grades=["A"])
    for language, title in (("en", "Name in characters"), ("zh", "姓名")):
        given = ask.get(f"{ADDRESS}/template?list=recruits&language={language}", headers=HEAD).data
        assert title in rows_of(given)[0]
        markup = "".join(parts(given, "worksheets/sheet1.xml"))
        assert markup.count("<dataValidation ") >= 8
        assert 'state="frozen"' in markup
        assert 'hidden="1"' in markup
        assert "".join(parts(given, "comments")).count("<comment ") >= 10


def test_a_worker_that_dies_leaves_each_row_done_once(app, hr, monkeypatch):
    settle()
    with unit_of_work():
        make_program("P-1")
    rows = [{"name_zh": f"样{n}", "program_code": "P-1"} for n in "一二三四五"]
    for mode, left in (("row_by_row", 3), ("all_or_nothing", 0)):
        found = handed_in(sheet_of(rows), hr, mode=mode)
        with unit_of_work():
            service.apply(sheet(found.id), by=hr)
        real, calls = applying._do, []

        def dies(doing, row_id, real=real, calls=calls):
            if len(calls) == 3:
                raise KeyboardInterrupt
            calls.append(row_id)
            real(doing, row_id)

        monkeypatch.setattr(applying, "_do", dies)
        job = jobs.claim("killed", kinds=KINDS, lease=0)
        with pytest.raises(KeyboardInterrupt):
            applying.apply(found.id, Progress(job.id, "killed", 0))
        monkeypatch.setattr(applying, "_do", real)
        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(Hire)) == left
        work()
        assert sheet(found.id).counts["applied"] == 5
        assert db.session.scalar(select(func.count()).select_from(Hire)) == 5
        assert done(found, service.undo, hr).counts["kept"] == 0


def test_work_that_is_ended_can_be_undone(app, hr, monkeypatch):
    with unit_of_work():
        make_program("P-1")
    rows = [{"name_zh": f"样{n}", "program_code": "P-1"} for n in "一二三"]
    found = handed_in(sheet_of(rows), hr, mode="row_by_row")
    monkeypatch.setattr(applying, "REPORT", 1)
    with unit_of_work():
        service.apply(sheet(found.id), by=hr)
    job = jobs.claim("test", kinds=KINDS)
    progress = Progress(job.id, "test")
    real = applying._do

    def once(doing, row_id):
        real(doing, row_id)
        job.cancel_asked = True
        db.session.merge(job)

    monkeypatch.setattr(applying, "_do", once)
    with pytest.raises(Cancelled):
        applying.apply(found.id, progress)
    progress.end("cancelled")
    assert done(found, service.undo, hr).state == "undone"
    assert db.session.scalar(select(func.count()).select_from(Hire)) == 0


def test_commands_plan_apply_and_give_out(app, tmp_path):
    with unit_of_work():
        make_program("P-1")
    source, target = tmp_path / "recruits.xlsx", tmp_path / "out.xlsx"
    source.write_bytes(sheet_of([{"name_zh": "样一", "program_code": "P-1"}]))
    run = app.test_cli_runner()
    said = run.invoke(main, ["hires", "import", str(source), "--plan", "--json"])
    assert '"add":1' in said.output.replace(" ", ""), said.output
    said = run.invoke(main, ["hires", "import", str(source), "--apply"])
    assert "applied" in said.output
    assert db.session.scalar(select(func.count()).select_from(Hire)) == 1
    assert run.invoke(main, ["hires", "export", str(target)]).exit_code == 0
    said = run.invoke(main, ["hires", "import", str(target), "--plan"])
    assert "1 nothing" in said.output
    assert run.invoke(main, ["hires", "template", str(target)]).exit_code == 0
