"""A neighbour that fails: every DOI comes out right in the end, and its limits are kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from benchmarks.neighbour import write_corpus
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
from tests.makers.trial_runs import among_faults
from tests.makers.trials import different

WORKS = 500
NEVER = ("limit_breaches", "no_mailto", "no_user_agent", "bad_parameters", "audit breaks")
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
        "10.5281/zenodo.1": "temporarily_unavailable",  # its agency shows no record of it
    }


@pytest.mark.timeout(180)
@pytest.mark.usefixtures("shared")
def test_among_all_faults_every_doi_is_right_and_no_limit_is_broken(
    app: Flask, administrator: Actor, tmp_path: Path
) -> None:
    dois = write_corpus(tmp_path / "works.jsonl", WORKS)
    trial = among_faults(app, tmp_path / "works.jsonl", dois, by=administrator)
    assert different(trial.undisturbed, trial.disturbed) == {}
    figures = trial.figures
    assert figures["outcomes"]["created"] == len(dois) == figures["audited"]
    assert set(figures["outcomes"]) == {"created", "unchanged"}
    assert figures["went wrong"] >= figures["requests"] // 5
    assert figures["at once"] <= 3
    assert [figures[never] for never in NEVER] == [0] * len(NEVER)


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
