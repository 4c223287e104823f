"""The pages of imports stand, follow a run, and offer what can be done with it."""

from __future__ import annotations

from registry.core.db import db
from registry.intake.models import ImportRun
from registry.jobs import worker
from registry.outputs.models import Output
from registry.policy import Role
from tests.intake.calls import BEARER, DOI, post


def test_the_pages_stand_in_both_languages(client, acting, api):
    acting(Role.ADMINISTRATOR)
    key = post(client, "/imports", {"text": f"{DOI}\n10.5555/none\n10.5555"}).json["id"]
    worker.drain()
    for address in ("/imports", "/imports/new", f"/imports/{key}", "/outputs/add"):
        for language in ("en", "zh"):
            page = client.get(f"{address}?lang={language}", headers=BEARER)
            assert page.status_code == 200, page.text
    page = client.get(f"/imports/{key}?lang=en", headers=BEARER).text
    assert "Sample work 1" in page
    assert "No agency knows this DOI" in page
    assert "hx-get" not in page.split('class="job"')[1].split("</section>")[0]


def test_an_open_run_polls_and_reloads_when_it_has_ended(client, acting, api):
    acting(Role.RESEARCHER)
    client.post("/imports/new", data={"text": DOI}, headers=BEARER)
    address = f"/imports/{db.session.query(ImportRun).one().id}"
    page = client.get(address, headers=BEARER).text
    assert "every 2s" in page
    assert f"{address}/cancel" in page
    asked_by_htmx = BEARER | {"HX-Request": "true"}
    assert "HX-Refresh" not in client.get(address, headers=asked_by_htmx).headers
    worker.drain()
    assert client.get(address, headers=asked_by_htmx).headers["HX-Refresh"] == "true"


def test_a_plan_is_shown_side_by_side_and_applied_or_discarded_from_its_page(client, acting, api):
    acting(Role.RESEARCHER)
    client.post("/imports/new", data={"text": DOI}, headers=BEARER)
    worker.drain()
    api.works[DOI] |= {"title": ["Another title"]}
    client.post(
        "/imports/new", data={"text": f"{DOI}\n10.5555/sample.2", "plan": "1"}, headers=BEARER
    )
    worker.drain()
    page = client.get("/imports/2?lang=en", headers=BEARER).text
    assert "<del>Sample work 1 on the entanglement of ions</del>" in page
    assert "<ins>Another title</ins>" in page
    assert "Sample work 2 on the entanglement of ions" in page
    assert "/imports/2/apply" in page
    assert "/imports/2/discard" in page
    only = client.get("/imports/2?lang=en&outcome=changed", headers=BEARER).text
    assert "10.5555/sample.2" not in only
    assert client.post("/imports/2/apply", headers=BEARER).status_code == 303
    worker.drain()
    assert db.session.query(Output).count() == 2
    asked = client.get("/imports/2/undo?lang=en", headers=BEARER)
    assert "It created 1 output." in asked.text
    assert client.post("/imports/2/undo", headers=BEARER).status_code == 303
    worker.drain()
    assert db.session.query(Output).count() == 1
    page = client.get("/imports/2?lang=en", headers=BEARER).text
    assert "taken back" in page
    assert "/imports/2/undo" not in page
    acting(Role.HR)
    for verb in ("apply", "discard", "undo"):
        assert client.post(f"/imports/2/{verb}", headers=BEARER).status_code == 404
