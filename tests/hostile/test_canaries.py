"""A canary in every sensitive and personal field; then a search wherever one might have got out."""

from __future__ import annotations

import io
import logging
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from registry.core import logs
from registry.core.db import Privacy, db
from registry.core.unit_of_work import unit_of_work
from registry.jobs import service as jobs
from registry.jobs import worker
from registry.jobs.models import Job
from registry.people import personnel
from tests.hostile.conftest import World, build
from tests.hostile.test_every_route import ACTORS, _address, _never, _routes
from tests.makers.canaries import (
    PLANNED,
    PRIVATE,
    PRIVATES,
    SEALED,
    SECRET,
    SECRETS,
    found_below,
    found_in,
)
from tests.makers.downloads import download_routes
from tests.makers.sowing import ANY, FILES, PERSONNEL, SOWN, sow

pytestmark = pytest.mark.timeout(600)
MAY_READ = {"hr", "researcher"}
"""Who is answered personal values of the researcher: HR, and the person."""


@dataclass
class Said:
    """What somebody was answered."""

    role: str
    asked: str
    status: int
    body: bytes


@dataclass
class Sown:
    """A registry full of canaries, after everybody has asked for everything."""

    world: World
    keys: list[str]
    began: float
    temporary: Path
    log: io.StringIO
    said: list[Said] = field(default_factory=list)

    def ask(self, role: str, method: str, path: str, **options: Any) -> Said:
        """Ask, and remember the answer."""
        path = self.world.address(path)
        answer = self.world.ask(role, method, path, **options)
        body = str(answer.headers).encode() + _unpacked(answer.data)
        self.said.append(Said(role, f"{method} {path} {options}", answer.status_code, body))
        return self.said[-1]

    @property
    def sealed(self) -> tuple[str, ...]:
        """What may stand nowhere in clear."""
        return (*SEALED, *self.keys)


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return b"".join(map(parts.read, parts.namelist()))


@pytest.fixture(scope="module")
def sown(application: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sown]:
    """The canaries are entered; then everybody asks for all that there is, and much goes wrong."""
    folder, log = tmp_path_factory.mktemp("temporary"), io.StringIO()
    handler = logging.StreamHandler(log)
    with pytest.MonkeyPatch.context() as patch, redirect_stderr(log):
        patch.setenv("TMPDIR", str(folder))
        patch.setattr(tempfile, "tempdir", str(folder))
        patch.setitem(application.config, "PROPAGATE_EXCEPTIONS", False)
        logs.configure("DEBUG")
        logging.getLogger().addHandler(handler)
        began = time.time()
        world = build(application)
        all_of_it = Sown(world, sow(world), began - 2, folder, log)
        _go_wrong(all_of_it, patch)
        _read_all(all_of_it)
        with application.app_context():
            worker.drain()
        yield all_of_it
    logging.getLogger().removeHandler(handler)
    logs.configure(application.extensions["registry_config"].log_level)


def _read_all(sown: Sown) -> None:
    for method, path, permission in _routes(sown.world):
        for role in ACTORS if method == "GET" else ():
            if _never(permission, role.replace("colleague", "researcher")):
                continue
            sown.ask(role, "GET", path, lang="zh" if role == "hr" else "en")
    for route in download_routes(sown.world.app):
        for choice in route.choices if route.method == "GET" else ():
            for role in ("hr", "visitor"):
                sown.ask(role, "GET", _address(route.rule), query_string=choice)
    for word in (SECRET, PRIVATE, PLANNED, PERSONNEL["identity_number"]):
        for role in ("hr", "visitor"):
            found = sown.world.api(role, "GET", "/researchers", query_string={"q": word})
            assert found.json["items"] == []


def _go_wrong(sown: Sown, patch: pytest.MonkeyPatch) -> None:
    """Requests that are refused, each with a canary in it."""
    fields = "/api/v1/researchers/{researcher}/personnel"
    for name in (*PERSONNEL, "identity_nummer", "id"):
        bad = {name: 30 * SECRET}
        assert sown.ask("hr", "PATCH", fields, json=bad, headers=ANY).status == 422, name
    stale = {"If-Match": '"0-x"'}
    assert sown.ask("hr", "PATCH", fields, json=PERSONNEL, headers=stale).status == 412
    torn = {"data": f'{{"bank_account": "{SECRET}', "content_type": "application/merge-patch+json"}
    assert sown.ask("hr", "PATCH", fields, headers=ANY, **torn).status == 400
    form = {"identity_number": SECRET, "bank_account": 30 * SECRET, "version": "1"}
    edit = "/researchers/{researcher}/personnel/edit"
    assert sown.ask("hr", "POST", edit, data=form).status in {409, 422}
    assert sown.ask("hr", "POST", edit, data=form | {"version": "9"}).status == 409
    money = {"kind": "salary", "year": 2025, "planned": SECRET, "paid": f"{PLANNED}7"}
    for path in ("/api/v1/hires/{hire}/funding", "/api/v1/funding/1"):
        method = "PATCH" if path.endswith("1") else "POST"
        assert sown.ask("hr", method, path, json=money, headers=ANY).status == 422
    proposed = {"field": "birth_date", "value": SECRET}
    of = "/api/v1/researchers/{researcher}/proposals"
    assert sown.ask("researcher", "POST", of, json=proposed).status == 422
    paper = {"kind": "x", "file": (io.BytesIO(b"MZ" + FILES["txt"]), f"{SECRET}.pdf")}
    assert sown.ask("hr", "POST", "/api/v1/hires/{hire}/documents", data=paper).status == 422
    paper = {"kind": "cv", "file": (io.BytesIO(b"MZ" + FILES["txt"]), f"{SECRET}.pdf")}
    assert sown.ask("hr", "POST", "/hires/{hire}/documents/new", data=paper).status == 422
    wrong = {"email": "hr@sample.example", "password": f"{SECRET} wrong"}
    no = {"Authorization": "Bearer no"}
    assert sown.ask("visitor", "POST", "/sign-in", data=wrong, headers=no).status in {401, 422}
    assert sown.ask("visitor", "POST", "/api/v1/session", json=wrong, headers=no).status == 401
    with patch.context() as broken:
        broken.setattr(personnel, "change", _fail)
        assert sown.ask("hr", "PATCH", fields, json=PERSONNEL, headers=ANY).status == 500


def _fail(row: Any, changes: dict[str, Any], **more: Any) -> None:
    """A fault of ours: a statement that the database refuses, with values in it."""
    words = list(map(str, changes.values()))
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("SELECT :a"), {"a": words})
    db.session.execute(text("SELECT nonsense(:a)"), {"a": ",".join(words)})


def test_every_field_has_one(sown: Sown) -> None:
    private = {Privacy.SENSITIVE, Privacy.PERSONAL}
    columns = [c for table in db.metadata.sorted_tables for c in table.columns]
    assert {str(c) for c in columns if c.info["privacy"] in private} == SOWN
    reveal = "/researchers/{researcher}/personnel/identity_number/reveal"
    told = sown.world.api("hr", "POST", reveal, json={"reason": "audit"})
    assert told.json["value"] == PERSONNEL["identity_number"]
    money = sown.world.api("hr", "POST", "/funding/1/planned/reveal", json={"reason": "audit"})
    assert money.json["value"] == PLANNED
    paper = sown.world.api("researcher", "POST", "/documents/1/open", json={"reason": "mine"})
    assert paper.data == FILES["pdf"]
    applied = sown.world.api("hr", "GET", "/hires/imports/{applied_sheet}").json
    assert (applied["state"], applied["counts"]["applied"]) == ("applied", 1)


def test_no_row_has_one_in_clear(sown: Sown) -> None:
    rows = sown.world.rows()
    assert {
        name: found for name, of in rows.items() if (found := found_in(str(of), sown.sealed))
    } == {}
    assert found_in(str(rows["personnel"]), PRIVATES), "the personal ones are there"
    for name in ("job", "message", "audit_event", "researcher_merge", "worker_seen"):
        assert found_in(str(rows[name]), PRIVATES) == set(), name


def test_no_file_of_the_database_has_one(sown: Sown) -> None:
    with sown.world.app.app_context():
        assert _leaks(sown) == {}
        _checkpoint()
        assert _leaks(sown) == {}


def _files() -> list[Path]:
    """The files of the database: with the write-ahead log, of PostgreSQL the whole cluster."""
    if db.engine.dialect.name == "sqlite":
        main = Path(db.engine.url.database or "")
        return sorted(main.parent.glob(f"{main.name}*"))
    folder = db.session.execute(text("SHOW data_directory")).scalar_one()
    return sorted(path for path in Path(folder).rglob("*") if path.is_file())


def _checkpoint(before: str = "") -> None:
    """Write all to the tables; SQLite's log is emptied with it."""
    with db.engine.execution_options(alone=True).connect() as connection:
        if db.engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            return
        for statement in filter(None, (before, "CHECKPOINT")):
            connection.execute(text(statement))


def _leaks(sown: Sown, words: tuple[str, ...] = ()) -> dict[str, set[str]]:
    wanted = words or sown.sealed
    recent = [path for path in _files() if path.stat().st_mtime >= sown.began]
    assert recent
    return {path.name: found for path in recent if (found := found_in(path.read_bytes(), wanted))}


def test_no_answer_has_one(sown: Sown) -> None:
    assert len(sown.said) > 500
    secret = (*SECRETS, *sown.keys)
    assert [(s.role, s.asked) for s in sown.said if found_in(s.body, secret)] == []


def test_personal_values_are_for_hr_and_the_person(sown: Sown) -> None:
    told = {said.role for said in sown.said if found_in(said.body, PRIVATES)}
    others = [(s.role, s.asked) for s in sown.said if s.role not in MAY_READ]
    assert told == {"hr", "researcher"}, others


def test_no_log_and_no_temporary_file_has_one(sown: Sown) -> None:
    log = sown.log.getvalue()
    assert "Exception on" in log or "unexpected" in log
    assert found_in(log, (*sown.sealed, *PRIVATES)) == set()
    assert list(found_below(sown.temporary, (*sown.sealed, *PRIVATES))) == []


def test_the_search_finds_what_is_planted(sown: Sown) -> None:
    world = sown.world
    with world.app.app_context():
        with unit_of_work():
            planted = {"leaked": f"{SECRET}Leak"}
            jobs.enqueue("claims.suggest_for_researcher", planted, unique_key="leak")
        assert found_in(str(world.rows()["job"])) == {SECRET}
        _checkpoint()
        assert {SECRET} in _leaks(sown, SECRETS).values()
        with unit_of_work():
            db.session.delete(db.session.scalars(select(Job).filter_by(unique_key="leak")).one())
    (sown.temporary / "leak").write_bytes(f"{SECRET}Leak".encode("utf-16"))
    assert [found for _path, found in found_below(sown.temporary)] == [{SECRET}]
    (sown.temporary / "leak").unlink()
    unit = {"code": "leak", "names": [{"locale": "en", "name": f"{SECRET}Leak"}]}
    assert world.api("hr", "POST", "/units", json=unit).status_code == 201
    assert found_in(world.ask("visitor", "GET", "/units").data) == {SECRET}


def test_what_is_emptied_is_gone_from_the_files(sown: Sown) -> None:
    """From SQLite's at the next checkpoint, from PostgreSQL's tables at VACUUM; its log lags."""
    fields = "/researchers/{researcher}/personnel"
    nothing = dict.fromkeys(PERSONNEL)
    with sown.world.app.app_context():
        _checkpoint()
        words = (f"{PRIVATE}Contact", f"{PRIVATE}Employer")
        assert _leaks(sown, words)
        assert sown.world.api("hr", "PATCH", fields, json=nothing, headers=ANY).status_code == 200
        _checkpoint("VACUUM FULL personnel")
        log = {path.name for path in _files() if path.parent.name == "pg_wal"}
        assert _leaks(sown, words).keys() <= log
