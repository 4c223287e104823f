"""Privacy by page, by API and by command: who gets what."""

from __future__ import annotations

import io
import zipfile

import pytest

from registry.accounts import service as accounts
from registry.accounts.queries import actor_of
from registry.core.actor import operator
from registry.core.unit_of_work import unit_of_work
from registry.core.web.requests import set_actor_loader
from registry.people import service as people
from registry.policy import Role
from tests.makers.forms import filled
from tests.makers.privacy import CANARIES, make_known


@pytest.fixture
def signed_in(app):
    """Actors by role; `researcher` is the person's own."""
    with unit_of_work():
        person, other = make_known(), make_known("Other")
        made = {}
        for name in ("hr", "second", "administrator", "auditor", "researcher", "stranger"):
            role = {"second": "hr", "stranger": "researcher"}.get(name, name)
            made[name] = accounts.create(f"{name}@s.example", name, [Role(role)], by=operator())
        people.link_account(made["researcher"], person, by=operator())
        people.link_account(made["stranger"], other, by=operator())
    return person, {name: actor_of(account) for name, account in made.items()}


@pytest.fixture
def ask(app, signed_in):
    """`ask(name, method, address, …)` as somebody."""
    loader = app.extensions["actor_loader"]

    def ask(name, method, address, **options):
        set_actor_loader(app, lambda: signed_in[1][name])
        headers = {"Authorization": "Bearer test"}
        browser = app.test_client()
        if "data" in options:
            options["data"] = filled(browser, address, options["data"], headers=headers)
        return browser.open(address, method=method, headers=headers, **options)

    yield ask
    set_actor_loader(app, loader)


def test_an_erasure_by_the_api_and_what_is_left_of_it(signed_in, ask):
    person, _ = signed_in
    due = ask("hr", "GET", "/api/v1/privacy/due").json["items"]
    assert [(row["researcher_id"], row["fields"], row["documents"]) for row in due] == [
        (person.id, 7, 1),
        (person.id + 1, 7, 1),
    ]
    address = f"/api/v1/researchers/{person.id}/erasures"
    wanted = {"extent": "private", "reason": "it is due"}
    for name, status in (("administrator", 403), ("researcher", 403), ("hr", 201)):
        made = ask(name, "POST", address, json=wanted)
        assert made.status_code == status
    assert ask("hr", "GET", "/api/v1/privacy/due").json["items"][0]["asked"]
    decision = f"/api/v1/privacy/erasures/{made.json['id']}/decision"
    assert ask("hr", "POST", decision, json={"decision": "approve"}).status_code == 403
    done = ask("second", "POST", decision, json={"decision": "approve"}).json
    assert (done["state"], done["decided_by"]) == ("done", "second@s.example")
    assert done["erased"]["stored_file"] == 1
    assert len(ask("hr", "GET", "/api/v1/privacy/due").json["items"]) == 1
    listed = ask("hr", "GET", "/api/v1/privacy/erasures?state=done").json["items"]
    assert [row["id"] for row in listed] == [made.json["id"]]


def test_an_erasure_by_pages(signed_in, ask):
    person, _ = signed_in
    form = f"/researchers/{person.id}/erasure"
    assert ask("hr", "POST", form, data={"extent": "private", "reason": ""}).status_code == 422
    sent = ask("hr", "POST", form, data={"extent": "private", "reason": "it is due"})
    assert sent.status_code == 303
    assert "Decide" not in ask("hr", "GET", "/privacy/erasures").text
    page = ask("second", "GET", "/privacy/erasures").text
    assert "/privacy/erasures/1/decision" in page
    sent = ask("second", "POST", "/privacy/erasures/1/decision", data={"decision": "refuse"})
    assert sent.status_code == 422
    given = {"decision": "approve", "word": ""}
    assert ask("second", "POST", "/privacy/erasures/1/decision", data=given).status_code == 303
    assert ask("hr", "GET", "/privacy").status_code == 200


def test_the_copy_is_for_the_person_and_hr_and_the_looks_for_the_auditor_too(signed_in, ask):
    person, _ = signed_in
    address = f"/researchers/{person.id}/copy"
    reason = {"reason": "asked for"}
    for name, status in (("administrator", 403), ("auditor", 404), ("stranger", 404)):
        assert ask(name, "POST", f"/api/v1{address}", json=reason).status_code == status
    assert ask("researcher", "POST", f"/api/v1{address}", json={}).status_code == 422
    answer = ask("researcher", "POST", f"/api/v1{address}", json=reason)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="record-{person.id}.zip"'
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert CANARIES["bank_account"].encode() in archive.read("record.csv")
    saved = ask("hr", "POST", address, data=reason)
    assert saved.mimetype == "application/zip"
    looks = f"/researchers/{person.id}/looks"
    for name in ("researcher", "hr", "auditor"):
        items = ask(name, "GET", f"/api/v1{looks}").json["items"]
        assert [(look["verb"], look["who"]) for look in items] == [
            ("person.copied", "hr"),
            ("person.copied", "researcher"),
        ]
        assert "A copy of all that is held was made" in ask(name, "GET", looks).text
    for name in ("stranger", "administrator"):
        assert ask(name, "GET", f"/api/v1{looks}").status_code in {403, 404}


def test_what_is_kept_and_why_everybody_may_read(signed_in, ask):
    rows = ask("stranger", "GET", "/api/v1/privacy/purposes").json["items"]
    assert {"personnel.identity_number", "personnel.identity_mark"} <= {
        column for row in rows for column in row["columns"]
    }
    page = ask("stranger", "GET", "/privacy/purposes").text
    assert "5 years after leaving; 24 months where nobody was hired" in page


def test_commands_list_copy_and_tell_of_keys(signed_in, app, tmp_path):
    from registry.commands import main

    person, _ = signed_in
    run = app.test_cli_runner()
    assert "not_hired" in run.invoke(main, ["privacy", "due"]).output
    out = tmp_path / "copy.zip"
    given = ["privacy", "copy", str(person.id), "--out", str(out), "--reason", "asked for"]
    assert run.invoke(main, given).exit_code == 0
    assert zipfile.ZipFile(out).namelist()[:2] == ["record.json", "record.csv"]
    assert out.stat().st_mode & 0o777 == 0o600
    assert "person.copied" in run.invoke(main, ["privacy", "looks", str(person.id)]).output
    assert run.invoke(main, ["privacy", "looks", "999"]).exit_code == 1
    told = run.invoke(main, ["keys", "rotate"]).output
    assert "8 values sealed anew" in told
    assert "registry keys drop" in told
    assert "True" in run.invoke(main, ["keys", "status"]).output
