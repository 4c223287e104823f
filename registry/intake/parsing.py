"""Records of a file, read and parsed: here, or ahead of us in a process of its own.

Where the file is large, one processor reads while another stores. The process knows nothing but the
importers; it is given the file as its standard input and writes parcels of parts.
"""

from __future__ import annotations

import copyreg
import gc
import os
import pickle
import shutil
import struct
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from itertools import islice
from operator import attrgetter
from typing import IO, Any, BinaryIO, cast

import orjson

from importers import files, records
from importers.entries import BadFile, Entry
from importers.errors import ParseError
from importers.sources import PARSERS
from registry.outputs.received import Received, fingerprint, press

LARGE = 8 * 2**20
"""Bytes of a file from which on it is read ahead; a process takes half a second to start."""

PARCEL = 500
AHEAD = 4
"""Parcels that may lie ready: what one processor takes longer for, the other need not wait for."""

SELDOM = 50_000
"""Containers made until the collector looks at them: a record is a tree, and no garbage."""

PROCESS = "from registry.intake import parsing; parsing.main()"
_LENGTH = struct.Struct(">I")
Begin = Callable[..., "Future[bytes]"]


class ReaderDied(RuntimeError):
    """The process that reads ahead ended before the file did."""


@dataclass(frozen=True, slots=True)
class Part:
    """One entry: a work, or the code why it is none. `where` is its place in words."""

    place: int
    given: str
    where: str
    received: Received | None = None
    reason: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted of a file: its name and format, how many entries are done with, when."""

    name: str
    form: str
    start: int
    at: datetime  # aware

    def parts(self, file: BinaryIO) -> Iterator[Part]:
        """The entries from there on, parsed. Raises BadFile."""
        for entry in islice(files.read(file, self.name, self.form), self.start, None):
            yield _part(entry, f"{self.name}#{entry.place}", self.at)


@contextmanager
def parts(file: BinaryIO, asked: Asked, begin: Begin) -> Iterator[Iterator[Part]]:
    """The entries of a file, parsed; `begin` lets a thread wait for the process."""
    if _size(file) < LARGE or (os.cpu_count() or 1) == 1:
        yield asked.parts(file)
        return
    with _on_disk(file) as source, _reader(asked, source) as pipe:
        yield _unpacked(pipe, begin)


def _part(entry: Entry, where: str, at: datetime) -> Part:
    if entry.message is None:
        return Part(entry.place, entry.given, where, reason=entry.reason or "not_json")
    try:
        record = PARSERS[entry.source](entry.message)
    except ParseError as why:
        return Part(entry.place, entry.given, where, reason=why.code, detail=str(why))
    body = orjson.dumps(entry.message)
    received = Received(record, b"", where, at, fingerprint(body, entry.message), press(body))
    return Part(entry.place, entry.given, where, received)


def _size(file: BinaryIO) -> int:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size


@contextmanager
def _on_disk(file: BinaryIO) -> Iterator[BinaryIO]:
    """The same bytes as a file that another process can be given."""
    try:
        file.fileno()
    except OSError:
        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(file, copy)
            copy.seek(0)
            yield cast("BinaryIO", copy)
    else:
        yield file


@contextmanager
def _reader(asked: Asked, source: BinaryIO) -> Iterator[IO[bytes]]:
    said = (asked.name, asked.form, str(asked.start), asked.at.isoformat())
    command = [sys.executable, "-c", PROCESS, *said]
    with subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE) as process:  # noqa: S603
        try:
            yield cast("IO[bytes]", process.stdout)
        finally:
            process.kill()


def _parcel(pipe: IO[bytes]) -> bytes:
    """The next parcel as it came. Raises ReaderDied."""
    head = pipe.read(_LENGTH.size)
    body = pipe.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""
    if not body:
        raise ReaderDied
    return body


def _unpacked(pipe: IO[bytes], begin: Begin) -> Iterator[Part]:
    """The parts of one parcel while the next ones come."""
    coming = deque(begin(_parcel, pipe) for _ in range(AHEAD))
    while True:
        found: list[Part] | tuple[str, str] | None = pickle.loads(coming.popleft().result())  # noqa: S301
        if not isinstance(found, list):
            break
        coming.append(begin(_parcel, pipe))
        yield from found
    if found:
        raise BadFile(*found)


def main() -> None:
    """What the process does; where nobody listens any more, it ends."""
    for kind in (Part, Received, *vars(records).values()):
        if isinstance(kind, type) and is_dataclass(kind):
            copyreg.pickle(kind, _taken_apart(kind))
    gc.freeze()
    gc.set_threshold(SELDOM)
    name, form, start, at = sys.argv[1:]
    asked = Asked(name, form, int(start), datetime.fromisoformat(at))
    try:
        _write_all(asked.parts(sys.stdin.buffer))
    except BrokenPipeError:
        os._exit(1)


def _taken_apart(kind: type) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    """A record as the call that makes it: dataclasses' own way takes twice as long to undo."""
    values = attrgetter(*(field.name for field in fields(kind)))
    return lambda record: (kind, values(record))


def _write_all(found: Iterator[Part]) -> None:
    parcel: list[Part] = []
    end: tuple[str, str] | None = None
    try:
        for part in found:
            parcel.append(part)
            if len(parcel) == PARCEL:
                _write(parcel)
                parcel = []
    except BadFile as why:
        end = (why.code, why.detail)
    if parcel:
        _write(parcel)
    _write(end)


def _write(found: list[Part] | tuple[str, str] | None) -> None:
    body = pickle.dumps(found, pickle.HIGHEST_PROTOCOL)
    sys.stdout.buffer.write(_LENGTH.pack(len(body)) + body)
    sys.stdout.buffer.flush()
