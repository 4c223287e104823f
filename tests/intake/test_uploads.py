"""A file sent to the API: what becomes of it, and what is refused."""

from __future__ import annotations

import html
import io

import pytest

from registry.core.db import db
from registry.intake.models import ImportRun
from registry.jobs import worker
from registry.outputs.models import Output
from registry.policy import Role
from tests.intake.calls import BEARER, get, post, send


def test_a_file_is_sent_planned_applied_and_undone(client, acting, api):
    acting(Role.ADMINISTRATOR)
    sent = send(
        client, b"TY  - JOUR\nTI  - A\nDO  - 10.5555/sample.1\nER  - \n", "own.ris", plan="1"
    )
    assert sent.status_code == 202, sent.json
    assert (sent.json["source"], sent.json["file"], sent.json["plan"]) == ("file", "own.ris", True)
    assert len(sent.json["sha256"]) == 64
    address = f"/imports/{sent.json['id']}"
    assert post(client, f"{address}/apply").status_code == 409
    worker.drain()
    assert get(client, address).json["state"] == "planned"
    items = get(client, f"{address}/items?outcome=new").json["items"]
    assert [i["title"] for i in items] == ["Sample work 1 on the entanglement of ions"]
    assert db.session.query(Output).count() == 0
    assert post(client, f"{address}/apply").status_code == 202
    worker.drain()
    assert get(client, address).json["counts"] == {"created": 1}
    assert post(client, f"{address}/discard").status_code == 409
    assert post(client, f"{address}/undo").status_code == 202
    worker.drain()
    assert get(client, address).json["state"] == "undone"
    assert post(client, f"{address}/undo").status_code == 409


def test_the_same_key_with_the_same_file_starts_one_run(client, acting):
    acting(Role.ADMINISTRATOR)
    key = BEARER | {"Idempotency-Key": "file"}
    runs = []
    for content in (b"10.5555/sample.1", b"10.5555/sample.1", b"10.5555/sample.2"):
        data = {"file": (io.BytesIO(content), "list.txt")}
        runs.append(client.post("/api/v1/imports", data=data, headers=key))
    assert [sent.status_code for sent in runs] == [202, 202, 422]
    assert runs[0].json["id"] == runs[1].json["id"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7\n"),
        ("a.xlsx", b"PK\x03\x04 not a workbook"),
        ("a.json", b'[{"a":' + b"[" * 100_000),
        ("a.bib", b"@article{" * 20),
        ("a.gz", b"\x1f\x8b\x08 broken"),
        ("..\\..\\a.txt", b"no DOI in it"),
    ],
)
def test_a_hostile_upload_is_refused_with_field_and_reason(client, acting, name, content):
    acting(Role.RESEARCHER)
    refused = send(client, content, name)
    assert refused.status_code == 422
    error = refused.json["errors"][0]
    assert error["field"] == "file"
    assert error["message"]
    page = client.post(
        "/imports/new/file", data={"file": (io.BytesIO(content), name)}, headers=BEARER
    )
    assert page.status_code == 422
    assert error["message"] in html.unescape(page.text)
    assert db.session.query(ImportRun).count() == 0
