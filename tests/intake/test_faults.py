"""A neighbour that fails: every DOI comes out right in the end, and its limits are kept."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from registry.core.actor import Actor
from registry.core.db import db
from registry.intake import pausing
from registry.intake.models import ImportRun
from registry.jobs import worker
from tests.makers.intake import (
    asking,
    fake_crossref_module,
    make_message,
    outcomes,
    small_crossref,
    start,
)

FAULTS = ["503", "429", "html", "truncate", "reset", "cut_json", "wrong_type", "redirect"]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pausing, "PAUSES", (0.0,) * 5)


def finish(run: ImportRun) -> None:
    for _ in range(6):
        worker.drain()
        if not db.session.get_one(ImportRun, run.id, populate_existing=True).is_open:
            return
    raise AssertionError("the run does not end")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_once_costs_nothing(app: Flask, administrator: Actor, fault: str) -> None:
    fake = fake_crossref_module()
    dois = [f"10.5555/fake.{n}" for n in range(1, 8)]
    with fake.FakeCrossref(fake.made_up(10)) as api, asking(app, api.url):
        api.faults(script=[fault], retry_after="0")
        run = start([*dois, "10.5555/none", "10.5281/zenodo.1"], by=administrator)
        finish(run)
        assert api.stats()["injected"] == {fault: 1}
    assert outcomes(run) == {
        **dict.fromkeys(dois, "created"),
        "10.5555/none": "not_registered",
        "10.5281/zenodo.1": "other_agency",
    }


def test_among_all_faults_every_doi_is_right_and_no_limit_is_broken(
    app: Flask, administrator: Actor
) -> None:
    fake = fake_crossref_module()
    records = fake.made_up(150)
    dois = [record["DOI"] for record in records]
    none = [f"10.5555/none.{n}" for n in range(10)]
    with fake.FakeCrossref(records, limits="2025") as api, asking(app, api.url):
        ratios: dict[str, Any] = dict.fromkeys(
            ("error_ratio", "html_ratio", "truncate_ratio", "cut_json_ratio", "reset_ratio"), 0.06
        )
        api.faults(seed=7, retry_after="", **ratios)
        run = start([*dois, *none], by=administrator)
        finish(run)
        stats = api.stats()
    assert outcomes(run) == dict.fromkeys(dois, "created") | dict.fromkeys(none, "not_registered")
    assert sum(stats["injected"].values()) > 3
    assert stats["limit_breaches"] == 0
    assert stats["no_mailto"] == 0


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://doi.org/10.5555/SAMPLE(1)<2>;3%234", "10.5555/sample(1)<2>;3#4"),
        ("doi:10.5555/Sample(1)<2>;3#4", "10.5555/sample(1)<2>;3#4"),
        ("10.5555/sample(1)<2>;3", None),
        ("10.5555/sample(1)<2>;3#", None),
        ("10.5555/sample(1)<2>;3#4.", None),
        ("10.5555/sample?1=2", "10.5555/sample?1=2"),
        ("10.5555/sample?1", None),
    ],
)
def test_a_doi_finds_the_right_work_or_none(
    app: Flask, administrator: Actor, given: str, expected: str | None
) -> None:
    dois = ["10.5555/sample(1)<2>;3#4", "10.5555/sample?1=2", "10.5555/sample"]
    messages = [make_message(0, DOI=doi) for doi in dois]
    with small_crossref(messages) as api, asking(app, api.url):
        run = start([given], by=administrator)
        worker.drain()
    found = outcomes(run)
    if expected is None:
        assert list(found.values()) == ["not_registered"]
    else:
        assert found == {expected: "created"}
