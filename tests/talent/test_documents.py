"""Papers are kept sealed, opened by those who may, for a reason, as attachments."""

from __future__ import annotations

import io
import tempfile

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.core.db import db
from registry.core.files import StoredFile
from registry.core.unit_of_work import unit_of_work
from registry.talent import documents, service
from registry.talent.errors import DraftNotEmpty
from tests.core.test_files import PDF
from tests.makers.talent import make_hire, make_program


@pytest.fixture
def hire(app):
    with unit_of_work():
        return make_hire(None, make_program(publicity="restricted"))


def sent(content=PDF, name="passport E12345678.pdf", **form):
    return {"kind": "identity", "file": (io.BytesIO(content), name)} | form


def test_a_paper_is_opened_for_a_reason_that_is_kept(hire, hr):
    papers = documents.Papers(hire.researcher, hire)
    with unit_of_work():
        row = documents.add(papers, {"kind": "identity"}, PDF, by=hr)
    with unit_of_work():
        assert documents.opened(row, "visa", by=hr) == PDF
    found = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "document.opened"))
    assert found.one().details == {"document": row.id, "kind": "identity", "reason": "visa"}
    assert documents.name_of(row) == f"document-{row.id}.pdf"


def test_what_is_removed_is_gone_with_its_bytes(hire, hr):
    with unit_of_work():
        row = documents.add(documents.Papers(hire.researcher), {"kind": "cv"}, PDF, by=hr)
        documents.remove(row, by=hr)
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_a_draft_with_papers_is_not_thrown_away(hire, hr):
    with unit_of_work():
        row = documents.add(documents.Papers(hire.researcher, hire), {"kind": "cv"}, PDF, by=hr)
    with pytest.raises(DraftNotEmpty), unit_of_work():
        service.discard(hire, by=hr)
    with unit_of_work():
        documents.remove(row, by=hr)
        service.discard(hire, by=hr)


def test_only_hr_and_the_person_have_it(hire, signed_in, call):
    hr = signed_in("hr")
    address = f"/api/v1/hires/{hire.id}/documents"
    made = call(hr, "POST", address, data=sent(expires_on="2030-01-01"))
    assert (made.status_code, made.json["media_type"]) == (201, "application/pdf")
    assert "E12345678" not in made.text
    one = f"/api/v1/documents/{made.json['id']}"
    assert call(hr, "GET", address).json["items"][0]["expires_on"] == "2030-01-01"
    assert call(hr, "POST", f"{one}/open", json={"reason": " "}).status_code == 422
    answer = call(hr, "POST", f"{one}/open", json={"reason": "visa"})
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="document-')
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    for role in ("administrator", "auditor", "researcher"):
        other = signed_in(role)
        assert call(other, "GET", address).status_code == 404
        assert call(other, "GET", one).status_code == 404
        assert call(other, "POST", f"{one}/open", json={"reason": "x"}).status_code == 404
    changed = call(hr, "PATCH", one, json={"kind": "contract"})
    assert changed.json["kind"] == "contract"
    assert call(hr, "DELETE", one).status_code == 204


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"MZ" + bytes(20), "cv.pdf"), (b"<html></html>", "cv.pdf"), (b"", "cv.pdf")],
)
def test_what_it_is_not_is_refused_and_nothing_is_kept(hire, signed_in, call, content, name):
    answer = call(
        signed_in("hr"), "POST", f"/api/v1/hires/{hire.id}/documents", data=sent(content, name)
    )
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "file")
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_by_pages(hire, signed_in, call):
    hr = signed_in("hr")
    new = f"/hires/{hire.id}/documents/new"
    assert "Choose a file" in call(hr, "POST", new, data={"kind": "cv"}).text
    assert call(hr, "POST", new, data=sent()).status_code == 303
    page = call(hr, "GET", f"/hires/{hire.id}").text
    assert "Passport or identity card" in page
    assert "E12345678" not in page
    row = db.session.scalars(select(documents.Document)).one()
    assert call(hr, "POST", f"/documents/{row.id}/open", data={"reason": "x"}).data == PDF
    of_person = f"/researchers/{hire.researcher_id}/documents"
    assert call(hr, "POST", f"{of_person}/new", data=sent(kind="cv")).status_code == 303
    assert call(hr, "GET", of_person).text.count("/open") == 2
    assert call(hr, "POST", f"/documents/{row.id}/remove", data={}).status_code == 303


def test_an_upload_touches_no_disk(hire, signed_in, call, monkeypatch):
    def refuse(*args, **options):
        raise AssertionError("a temporary file was made")

    for name in ("TemporaryFile", "SpooledTemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
        monkeypatch.setattr(f"werkzeug.formparser.{name}", refuse, raising=False)
    large = PDF.replace(b"%%EOF", bytes(3 * 2**20) + b"%%EOF")
    part = b'--x\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    body = part % (b"kind", b"", b"cv") + part % (b"file", b'; filename="a.pdf"', large) + b"--x--"
    answer = call(
        signed_in("hr"),
        "POST",
        f"/api/v1/hires/{hire.id}/documents",
        input_stream=io.BytesIO(body),
        content_length=len(body),
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 201
