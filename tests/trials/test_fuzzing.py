"""The parsers among thousands of spoiled records and files, other ones each time."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.trials, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[2]
EXAMPLES = 1500
SECONDS = 60
SOURCES = ("crossref", "csl", "datacite", "orcid", "bibtex", "ris", "xlsx")


def test_hypothesis_finds_no_uncaught_exception() -> None:
    command = [sys.executable, "-m", "pytest", "-q", "tests/importers/test_fuzzing.py"]
    _run(command, FUZZING_EXAMPLES=str(EXAMPLES))


@pytest.mark.skipif(not importlib.util.find_spec("atheris"), reason="Atheris is not installed")
@pytest.mark.parametrize(
    "source", ["crossref", "csl", "datacite", "orcid", "bibtex", "ris", "xlsx"]
)
def test_atheris_finds_no_uncaught_exception(source: str) -> None:
    command = [sys.executable, "-m", "tests.trials.atheris_target", source]
    _run([*command, f"-max_total_time={SECONDS}", "-timeout=5", "-rss_limit_mb=1024"])


def _run(command: list[str], **environ: str) -> None:
    ran = subprocess.run(
        command, cwd=ROOT, env=os.environ | environ, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
