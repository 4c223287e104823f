"""The process that opens a file has little time and memory, knows no secret, and ends with us."""

from __future__ import annotations

import os

import pytest

from registry.sheets import confined
from registry.sheets.columns import LISTS
from registry.sheets.faults import UnreadableSheet
from registry.sheets.reading import read
from tests.makers.attack_sheets import list_of_one

ENTER = "from registry.sheets import tables; "
ASKED = "import sys; sys.stdin.buffer.read(8); "


def ended(monkeypatch, what):
    monkeypatch.setattr(confined, "PROCESS", f"{ENTER}tables._confine(); {ASKED}{what}")
    with pytest.raises(UnreadableSheet) as why, read(list_of_one(), LISTS["recruits"]):
        pass
    return why.value.code


def test_it_may_not_use_more_memory_or_time(monkeypatch):
    assert ended(monkeypatch, "bytearray(2**30)") == "file_damaged"
    assert ended(monkeypatch, "tables.os.abort()") == "file_too_large"  # what Rust does then
    monkeypatch.setattr(confined, "PATIENCE", 60.0)
    less = "tables.resource.setrlimit(tables.resource.RLIMIT_CPU, (1, 1)); list(iter(int, 1))"
    assert ended(monkeypatch, f"{less}") == "file_took_too_long"


def test_it_may_not_write_files(monkeypatch, tmp_path):
    target = tmp_path / "written"
    assert ended(monkeypatch, f"open({str(target)!r}, 'w').write('x' * 10**6)") == "file_damaged"
    assert target.read_bytes() == b""


def test_it_is_left_when_it_says_nothing(monkeypatch):
    monkeypatch.setattr(confined, "PATIENCE", 0.5)
    assert ended(monkeypatch, "import time; time.sleep(60)") == "file_took_too_long"


def test_it_is_given_no_environment_and_no_arguments_of_ours(monkeypatch):
    monkeypatch.setenv("REGISTRY_SECRET_KEY", "CANARY")
    with confined.opened(list_of_one()) as file:
        pid = file.process_id
        with open(f"/proc/{pid}/environ", "rb") as environment:  # noqa: PTH123
            assert environment.read() == b""
        with open(f"/proc/{pid}/cmdline", "rb") as command:  # noqa: PTH123
            assert b"Sample" not in command.read()


def test_it_ends_with_the_block_though_not_all_was_read():
    with confined.opened(list_of_one()) as file:
        pid = file.process_id
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
