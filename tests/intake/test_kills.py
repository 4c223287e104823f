"""A worker that is killed at any moment loses nothing and doubles nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from benchmarks.neighbour import write_corpus
from registry.core.actor import Actor
from tests.makers.trial_runs import among_kills
from tests.makers.trials import different

pytestmark = [pytest.mark.usefixtures("shared"), pytest.mark.timeout(180)]

WORKS = 500
KILLS = 3


def test_killed_workers_leave_what_an_undisturbed_run_leaves(
    app: Flask, administrator: Actor, tmp_path: Path
) -> None:
    dois = write_corpus(tmp_path / "works.jsonl", WORKS)
    trial = among_kills(app, tmp_path / "works.jsonl", dois, by=administrator, kills=KILLS)
    assert different(trial.undisturbed, trial.disturbed) == {}
    assert trial.undisturbed["output"].total() == WORKS
    assert trial.figures["killed"] == KILLS
    assert (trial.figures["audit breaks"], trial.figures["audited"]) == (0, WORKS)
