"""A file opened in a process of its own, that has little time and memory and knows no secret.

The bytes go by a pipe, never through a file; the process has an empty environment, and is killed
when it takes too long or nobody listens any more.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any, cast

import orjson

from importers.workbooks import MOST_BYTES
from registry.sheets.faults import UnreadableSheet
from registry.sheets.tables import LENGTH, MOST_COLUMNS, Merged

PATIENCE = 20.0
"""Seconds that we wait for the process in all; its own CPU time is limited more closely."""

PROCESS = "from registry.sheets import tables; tables.main()"
MOST_TOLD = 2**17
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Head:
    """A sheet as it begins: its name (None for text), its merged areas, its first rows."""

    sheet: str | None
    merged: Merged
    rows: list[list[Any]]


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row that is not blank: its number from 1, its cells as `tables.told` puts them."""

    number: int
    cells: list[Any]


class Opened:
    """A file being read by the process: first the heads of its sheets, then the rows of one."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.process_id = process.pid
        self._lines = _lines(process)
        self.heads = list(self._heads())

    def _heads(self) -> Iterator[Head]:
        for line in self._lines:
            if "chosen" in line:
                return
            yield Head(line["sheet"], line["merged"], line["head"])

    def rows(self, chosen: int) -> Iterator[RawRow]:
        """The rows of one of the sheets, once. Raises UnreadableSheet."""
        with suppress(BrokenPipeError):
            source = cast("IO[bytes]", self._process.stdin)
            source.write(b"%d\n" % chosen)
            source.close()
        return (RawRow(number, cells) for number, cells in self._lines)


@contextmanager
def opened(data: bytes) -> Iterator[Opened]:
    """Open a file; the process ends with the block. Raises UnreadableSheet."""
    if len(data) > MOST_BYTES:
        raise UnreadableSheet("file_too_large", most=f"{MOST_BYTES // MEGABYTE} MiB")
    command = [sys.executable, "-I", "-X", "utf8", "-c", PROCESS]
    with subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
    ) as process:
        try:
            _hand_over(process, data)
            yield Opened(process)
        finally:
            process.kill()
            with suppress(BrokenPipeError):
                cast("IO[bytes]", process.stdin).close()


def _hand_over(process: subprocess.Popen[bytes], data: bytes) -> None:
    source = cast("IO[bytes]", process.stdin)
    with suppress(BrokenPipeError):
        source.write(LENGTH.pack(len(data)))
        source.write(data)
        source.flush()


def _lines(process: subprocess.Popen[bytes]) -> Iterator[Any]:
    """What the process says, line by line, to its end. Raises UnreadableSheet."""
    rest = b""
    for part in _parts(process):
        *whole, rest = (rest + part).split(b"\n")
        for line in map(orjson.loads, whole):
            if "end" in line:
                _ended(line)
                return
            yield line
    raise UnreadableSheet(_died(process), most=f"{MOST_BYTES // MEGABYTE} MiB")


def _parts(process: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """What comes, until it ends or our patience does. Raises UnreadableSheet."""
    pipe = cast("IO[bytes]", process.stdout)
    left = PATIENCE
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            begun = time.monotonic()
            if not selector.select(left):
                raise UnreadableSheet("file_took_too_long")
            left -= time.monotonic() - begun
            part = os.read(pipe.fileno(), MOST_TOLD)
            if not part:
                return
            yield part


def _ended(line: Any) -> None:
    if code := line["end"]:
        most = MOST_COLUMNS if code == "file_too_wide" else f"{MOST_BYTES // MEGABYTE} MiB"
        raise UnreadableSheet(code, most=most, ref=line.get("ref", ""))


def _died(process: subprocess.Popen[bytes]) -> str:
    """Why there is no end: the process was stopped for its time, or fell over its memory."""
    code = process.wait(PATIENCE)
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        return "file_took_too_long"
    return "file_too_large" if code in {-signal.SIGABRT, -signal.SIGSEGV} else "file_damaged"
