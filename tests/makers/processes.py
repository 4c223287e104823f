"""Processes that share the test's database: workers to be killed, and askers of a source.

`python -m tests.makers.processes work LEASE PAUSE` works jobs until killed; a run waits PAUSE
seconds where a source gives no answer. `… ask DOI …` asks for each.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from flask import Flask

from config import Config
from registry.app import create_app
from registry.intake import pausing
from registry.intake.sources import open_source
from registry.jobs import worker

ROOT = Path(__file__).parents[2]
NEIGHBOURS = ("crossref_url", "crossref_mailto", "datacite_url", "orcid_url", "resolver_url")


def spawn(app: Flask, *arguments: str) -> subprocess.Popen[bytes]:
    """A process with the settings of this app."""
    config: Config = app.extensions["registry_config"]
    environ = os.environ | {
        "REGISTRY_DATA_DIR": str(config.data_dir),
        "REGISTRY_DATABASE_URL": config.sqlalchemy_url,
        "REGISTRY_LOG_LEVEL": "ERROR",
        **{f"REGISTRY_{name.upper()}": str(getattr(config, name)) for name in NEIGHBOURS},
    }
    command = [sys.executable, "-m", "tests.makers.processes", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environ)


def _work(lease: float, pause: float) -> None:
    pausing.PAUSES = (pause,) * 5
    owner = worker.name()
    while True:
        if not worker.work_once(owner, lease=lease):
            time.sleep(0.05)


def _ask(dois: list[str]) -> None:
    source = open_source("crossref")
    outcomes = {str(source.fetch(doi).outcome) for doi in dois}
    sys.exit(0 if outcomes == {"found"} else 1)


if __name__ == "__main__":
    with create_app(Config.from_environ()).app_context():
        if sys.argv[1] == "work":
            _work(*map(float, sys.argv[2:]))
        else:
            _ask(sys.argv[2:])
