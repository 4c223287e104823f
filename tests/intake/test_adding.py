"""One paper by its DOI."""

from __future__ import annotations

import pytest

from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake.models import ImportRun
from registry.jobs import worker
from registry.outputs.models import Output
from registry.policy import Role
from tests.intake.calls import BEARER, DOI
from tests.makers.people import make_researcher


@pytest.mark.usefixtures("api")
def test_a_researcher_adds_a_paper_and_is_led_to_claim_it(client, acting):
    with unit_of_work():
        researcher = make_researcher("Author1", "Sample")
    acting(Role.RESEARCHER, researcher_id=researcher.id)
    sent = client.post("/outputs/add", data={"doi": f" https://doi.org/{DOI} "}, headers=BEARER)
    assert sent.status_code == 303
    waiting = client.get(sent.location, headers=BEARER)
    assert waiting.status_code == 200
    worker.drain()
    output = db.session.query(Output).one()
    claim = f"/outputs/{output.id}/claim"
    assert client.get(sent.location, headers=BEARER).location == claim
    by_htmx = client.get(sent.location, headers=BEARER | {"HX-Request": "true"})
    assert by_htmx.headers["HX-Redirect"] == claim
    again = client.post("/outputs/add", data={"doi": DOI.upper()}, headers=BEARER)
    assert again.location == claim
    assert db.session.query(ImportRun).count() == 1


def test_a_doi_that_leads_nowhere_says_so_and_what_to_do(client, acting, api):
    acting(Role.ADMINISTRATOR)
    sent = client.post("/outputs/add", data={"doi": "10.5555/none"}, headers=BEARER)
    worker.drain()
    page = client.get(sent.location, headers=BEARER)
    assert "No agency knows this DOI" in page.text
    refused = client.post("/outputs/add", data={"doi": "10.5555"}, headers=BEARER)
    assert refused.status_code == 422
    assert "This is not a DOI" in refused.text
