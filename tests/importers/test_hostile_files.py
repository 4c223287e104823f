"""Files made to hurt are read or refused within two seconds and 200 MB, and call nobody."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.makers.hostile_files import CASES

ROOT = Path(__file__).parents[2]
REFUSED = (
    *("a.xlsx entity of a file", "a.xlsx entity of an address", "a.xlsx entities of entities"),
    *("a.xlsx bomb", "a.json deep", "a.json.gz bomb in a text"),
)


@pytest.fixture(scope="module")
def measured():
    command = [sys.executable, "-m", "tests.makers.hostile_files"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=110)
    return json.loads(ran.stdout)


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_costs_little_and_ends_well(measured, name):
    found = measured[name]
    assert "uncaught" not in found["how"], found
    assert found["how"] != "died", found
    assert found["seconds"] < 2, found
    assert found["mb"] < 200, found
    assert not found["canary"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_only_be_an_attack_is_refused_whole(measured, name):
    assert (measured[name]["how"], measured[name]["entries"]) != ("read", 0)
    assert measured[name]["how"].startswith("file_")
