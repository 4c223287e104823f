"""Runs of DOIs: what comes in, what is said of the rest, cancel and retry."""

from __future__ import annotations

import pytest
from flask import Flask

from registry.core.actor import Actor
from registry.core.db import db
from registry.intake.models import ImportItem, RunState
from registry.outputs.models import Byline, Output
from tests.makers.intake import asking, make_message, outcomes, run_import, small_crossref

pytestmark = pytest.mark.usefixtures("app")


def test_each_outcome_is_told_apart(app: Flask, administrator: Actor) -> None:
    messages = [make_message(n) for n in range(3)]
    agencies = {"10.5555/elsewhere": "DataCite"}
    with small_crossref(messages, agencies=agencies) as api, asking(app, api.url):
        run_import(["10.5555/sample.0"], by=administrator)
        api.works["10.5555/sample.1"]["title"] = ["Another title"]
        text = """https://doi.org/10.5555/SAMPLE.0 and doi:10.5555/sample.1.
            10.5555/elsewhere
            10.5555/nowhere
            10.5555"""
        run = run_import(text, by=administrator)
    assert outcomes(run) == {
        "10.5555/sample.0": "unchanged",
        "10.5555/sample.1": "created",
        "10.5555/elsewhere": "other_agency",
        "10.5555/nowhere": "not_registered",
        "10.5555": "invalid",
    }
    assert run.state == RunState.DONE
    assert run.counts == {
        "unchanged": 1,
        "created": 1,
        "other_agency": 1,
        "not_registered": 1,
        "invalid": 1,
    }
    elsewhere = db.session.query(ImportItem).filter_by(outcome="other_agency").one()
    assert elsewhere.agency == "DataCite"
    assert elsewhere.told is not None
    assert elsewhere.told.places["agency"] == "DataCite"
    assert db.session.query(Output).count() == 2
    assert db.session.query(Byline).count() == 4
