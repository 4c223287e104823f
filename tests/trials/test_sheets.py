"""Lists of 10,000 rows are read in constant memory; what attacks cost, one by one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.makers.attack_sheets import ATTACKS

pytestmark = [pytest.mark.trials, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
ROWS = 10_000
SECONDS, MB = 2, 200
FEW = 500


def test_attacks_on_whoever_reads_sheets_cost_little(tell):
    found = _said("attack_sheets")
    assert {name: each["how"] for name, each in found.items()} == {
        name: end for name, (_, end) in ATTACKS.items()
    }
    most = {what: max(each[what] for each in found.values()) for what in ("seconds", "cpu", "mb")}
    tell("attack files of sheets", len(found), {f"most {what}": most[what] for what in most})
    assert most["cpu"] < SECONDS
    assert most["mb"] < MB
    assert not any(each["canary"] for each in found.values())


def test_ten_thousand_rows_are_read_in_constant_memory(tell):
    few, many = _said("long_sheets", str(FEW)), _said("long_sheets", str(ROWS))
    tell("reading a sheet of recruits", ROWS, many)
    assert (few["rows"], many["rows"]) == (FEW, ROWS)
    assert many["seconds"] < 10
    assert many["MB of the reader"] < few["MB of the reader"] + 10
    assert many["MB of the confined process"] < MB


def _said(maker: str, *arguments: str) -> dict:
    command = [sys.executable, "-m", f"tests.makers.{maker}", *arguments]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=280)
    return json.loads(ran.stdout)
