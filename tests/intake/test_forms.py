"""The forms that start an import."""

from __future__ import annotations

import html
import io

import pytest

from registry.core.db import db
from registry.intake.models import ImportRun
from registry.jobs import worker
from registry.policy import Role
from tests.intake.calls import BEARER, DOI, post


def test_a_pasted_list_leads_to_its_run_and_a_bad_one_back_to_the_form(client, acting, api):
    acting(Role.ADMINISTRATOR)
    sent = client.post("/imports/new", data={"text": DOI}, headers=BEARER)
    assert sent.status_code == 303
    assert sent.location == f"/imports/{db.session.query(ImportRun).one().id}"
    refused = client.post("/imports/new", data={"text": "nothing at all"}, headers=BEARER)
    assert refused.status_code == 422
    assert "There is no DOI in “nothing at all”" in refused.text
    assert "nothing at all</textarea>" in refused.text


def test_ten_thousand_links_can_be_pasted_at_once(client, acting):
    acting(Role.ADMINISTRATOR)
    text = "\n".join(f"https://doi.org/10.5555/a-sample.of.some.length.{n}" for n in range(10_000))
    sent = client.post("/imports/new", data={"text": text}, headers=BEARER)
    assert sent.status_code == 303
    assert db.session.query(ImportRun).one().total == 10_000


def test_the_forms_of_every_kind_start_a_run(client, acting, api):
    acting(Role.ADMINISTRATOR)
    post(client, "/imports", {"text": DOI})
    worker.drain()
    forms = {
        "/imports/new": {"text": "10.5555/sample.2", "plan": "1"},
        "/imports/new/file": {"file": (io.BytesIO(b"10.5555/sample.3"), "list.txt")},
        "/imports/new/orcid": {"orcid": "https://orcid.org/0000-0002-1825-0097"},
        "/imports/new/search": {"affiliation": "Sample", "from_date": "2021", "plan": "1"},
        "/imports/new/refresh": {"days": "0", "limit": "5", "year": ""},
    }
    for address, data in forms.items():
        sent = client.post(address, data=data, headers=BEARER)
        assert sent.status_code == 303, (address, sent.text)
    runs = db.session.query(ImportRun).order_by(ImportRun.id).all()[1:]
    assert [run.source for run in runs] == ["doi", "file", "orcid", "query", "refresh"]
    assert [run.plan for run in runs] == [True, False, False, True, False]
    for address in forms:
        for language in ("en", "zh"):
            assert client.get(f"{address}?lang={language}", headers=BEARER).status_code == 200


@pytest.mark.parametrize(
    ("address", "data", "words"),
    [
        ("/imports/new/file", {}, "Choose a file first"),
        ("/imports/new/orcid", {"orcid": "0000-0002-1825-0098"}, "not an ORCID iD"),
        ("/imports/new/search", {}, "Say what to look for"),
        ("/imports/new/search", {"ror": "049"}, "not a ROR ID"),
        ("/imports/new/refresh", {"limit": "0"}, "from 1 to 10000"),
    ],
)
def test_a_form_that_cannot_be_used_comes_back_with_the_reason(
    client, acting, address, data, words
):
    acting(Role.ADMINISTRATOR)
    refused = client.post(address, data=data, headers=BEARER)
    assert refused.status_code == 422
    assert words in html.unescape(refused.text)
    assert 'aria-invalid="true"' in refused.text
    assert db.session.query(ImportRun).count() == 0
