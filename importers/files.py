"""Every kind of file that works come in, told apart by what is in them: one table."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from importers.entries import BadFile, Entry

HEAD = 2**16
"""Bytes from the beginning of a file (unpacked where it is gzip) that tell its format."""


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A kind of file; `read` gives its entries in their order and raises BadFile."""

    name: str
    label: str  # for pages
    suffixes: tuple[str, ...]
    read: Callable[[BinaryIO], Iterator[Entry]]


FORMATS: Mapping[str, FileFormat] = {}
"""By name: text, csv, xlsx, bibtex, ris, csl, crossref."""


def format_of(name: str, head: bytes) -> str:
    """The name of the format, by the first bytes of the content, then by the name of the file.

    Raises BadFile (`file_unknown`).
    """
    raise BadFile("file_unknown", name[:200])


def read(file: Path | BinaryIO, name: str, format: str | None = None) -> Iterator[Entry]:  # noqa: A002
    """The entries of a file, plain or gzip; `format` is a key of FORMATS, told apart if None.

    A file object must be able to seek. Raises BadFile where the file cannot be read, or not to its
    end (entries before that place have been given), and OSError for a path that cannot be opened.
    """
    with _opened(file) as opened:
        head = opened.peek(HEAD)[:HEAD]
        yield from FORMATS[format or format_of(name, head)].read(opened)


@contextmanager
def _opened(file: Path | BinaryIO) -> Iterator[io.BufferedReader]:
    raw = file.open("rb") if isinstance(file, Path) else file
    try:
        is_gzip = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        unpacked = gzip.GzipFile(fileobj=raw) if is_gzip else raw
        yield io.BufferedReader(unpacked, HEAD * 2)  # type: ignore[arg-type]
    finally:
        if isinstance(file, Path):
            raw.close()
