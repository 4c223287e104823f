"""Spreadsheets made to hurt are refused with a clear code or do nothing, soon and in little memory.

Seconds are those of the processor: machines are shared. The trials keep the exact figures.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.makers.attack_sheets import ATTACKS

pytestmark = pytest.mark.xdist_group("attack_sheets")
ROOT = Path(__file__).parents[2]
SECONDS, MB = 2, 200


@pytest.fixture(scope="module")
def measured():
    command = [sys.executable, "-m", "tests.makers.attack_sheets"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=110)
    return json.loads(ran.stdout)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_or_harmless_soon_and_in_little_memory(measured, name):
    found = measured[name]
    assert found["how"] == ATTACKS[name][1], found
    assert found["cpu"] < SECONDS, found
    assert found["mb"] < MB, found
    assert not found["canary"]


def test_no_attack_writes_a_file_beside():
    assert not Path("/tmp/registry-was-here").exists()  # noqa: S108
