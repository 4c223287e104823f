"""Ten thousand works: workers killed during the run, and runs among all faults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from benchmarks.neighbour import write_corpus
from registry.core.actor import Actor
from tests.makers.trial_runs import Trial, among_faults, among_kills
from tests.makers.trials import different

pytestmark = [pytest.mark.trials, pytest.mark.usefixtures("shared"), pytest.mark.timeout(1500)]

WORKS = 10_000
KILLS = 20
NEVER = ("limit_breaches", "no_mailto", "no_user_agent", "bad_parameters", "audit breaks")


def test_twenty_killed_workers_leave_what_an_undisturbed_run_leaves(
    app: Flask, administrator: Actor, tmp_path: Path, tell: Any
) -> None:
    corpus = tmp_path / "works.jsonl"
    dois = write_corpus(corpus, WORKS)
    trial = among_kills(app, corpus, dois, by=administrator, kills=KILLS)
    tell(
        "one run, its workers killed",
        WORKS,
        trial.figures | {"tables that differ": len(_differences(trial))},
    )
    assert _differences(trial) == {}
    assert trial.undisturbed["output"].total() == WORKS == trial.figures["audited"]
    assert (trial.figures["killed"], trial.figures["audit breaks"]) == (KILLS, 0)


def test_among_faults_of_all_kinds_every_doi_is_right_and_no_limit_is_broken(
    app: Flask, administrator: Actor, tmp_path: Path, tell: Any
) -> None:
    corpus = tmp_path / "works.jsonl"
    dois = write_corpus(corpus, WORKS)
    trial = among_faults(app, corpus, dois, by=administrator)
    figures = trial.figures
    tell(
        "four workers among all faults",
        WORKS,
        figures | {"tables that differ": len(_differences(trial))},
    )
    assert _differences(trial) == {}
    assert figures["outcomes"]["created"] == WORKS == figures["audited"]
    assert set(figures["outcomes"]) == {"created", "unchanged"}
    assert figures["went wrong"] >= figures["requests"] // 4
    assert figures["at once"] <= 3
    assert [figures[never] for never in NEVER] == [0] * len(NEVER)


def _differences(trial: Trial) -> dict[str, str]:
    return different(trial.undisturbed, trial.disturbed)
