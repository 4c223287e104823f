"""Every kind of file that works come in, told apart by what is in them: one table."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from importers import encodings
from importers.entries import BadFile, Entry
from importers.json_files import first_record

HEAD = 2**16
"""Bytes from the beginning of a file (unpacked where it is gzip) that tell its format."""

SURELY_FINE = 32 * 2**20
MOST_TIMES = 200
"""So many times its size a file may unpack to; records reach about thirty."""

MOST_MEMBERS = 10_000
"""Gzip files that may follow each other in one; bgzip begins a new one each 64 KB."""

_GZIP = 16 + zlib.MAX_WBITS  # what zlib calls the header and the sum of gzip


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A kind of file; `read` gives its entries in their order and raises BadFile."""

    name: str
    label: str  # for pages
    suffixes: tuple[str, ...]
    read: Callable[[io.BufferedReader], Iterator[Entry]]


def _of(module: str, function: str = "read") -> Callable[[io.BufferedReader], Iterator[Entry]]:
    """The reader of a module, imported when it is first needed."""

    def reader(file: io.BufferedReader) -> Iterator[Entry]:
        entries: Iterator[Entry] = getattr(import_module(f"importers.{module}"), function)(file)
        return entries

    return reader


FORMATS: Mapping[str, FileFormat] = {
    form.name: form
    for form in (
        FileFormat("text", "Text with DOIs", (".txt", ".md", ".text"), _of("reading")),
        FileFormat("csv", "CSV", (".csv", ".tsv"), _of("spreadsheet", "read_csv")),
        FileFormat("xlsx", "Excel (XLSX)", (".xlsx", ".xlsm"), _of("spreadsheet", "read_xlsx")),
        FileFormat("bibtex", "BibTeX", (".bib", ".bibtex"), _of("bibtex_files")),
        FileFormat("ris", "RIS", (".ris",), _of("ris_files")),
        FileFormat("csl", "CSL JSON", (".json", ".csljson"), _of("csl_files")),
        FileFormat("crossref", "Crossref JSON", (".json", ".jsonl"), _of("crossref_files")),
    )
}
"""By name; the suffixes decide only where the content does not."""

_BIBTEX = re.compile(r"^[ \t]*@[A-Za-z]+[ \t]*(?:\{|\([^\s,()]{1,200}\s*[,=])", re.MULTILINE)
_JSON = re.compile(r"\{|\[\s*[\[{\]\"]")
_RIS = re.compile(r"^[ \t]*TY {0,2}- ", re.MULTILINE)
_SEVERAL = 2


def format_of(name: str, head: bytes) -> str:
    """The name of the format, by the first bytes of the content, then by the name of the file.

    Raises BadFile: `file_unknown`, `file_empty`, `file_old_excel`, `file_not_text`.
    """
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise BadFile("file_empty")
    if head.startswith(b"PK"):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadFile("file_old_excel")
    text = encodings.decoded(head)
    start = text.lstrip("\ufeff \t\r\n")
    if _JSON.match(start):
        return _json_format(head)
    if _RIS.match(start):
        return "ris"
    if _BIBTEX.search(text):
        return "bibtex"
    return _by_name(name) or ("csv" if _is_table(text) else "text")


def read(file: Path | BinaryIO, name: str, form: str | None = None) -> Iterator[Entry]:
    """The entries of a file, plain or gzip; `form` is a key of FORMATS, told apart if None.

    A file object must be able to seek. Raises BadFile where the file cannot be read, or not to its
    end (entries before that place have been given), and OSError for a path that cannot be opened.
    """
    with _opened(file) as opened:
        try:
            begins = opened.peek(HEAD)[:HEAD]
            yield from FORMATS[form or format_of(name, begins)].read(opened)
        except (EOFError, zlib.error, UnicodeDecodeError):
            raise BadFile("file_cut") from None


def head(file: BinaryIO) -> bytes:
    """The first bytes of what a file holds, by which `format_of` tells it; it must be able to seek.

    Raises BadFile as `read` does.
    """
    with _opened(file) as opened:
        try:
            return opened.peek(HEAD)[:HEAD]
        except (EOFError, zlib.error):
            raise BadFile("file_cut") from None


def _json_format(head: bytes) -> str:
    """Crossref writes titles and journals as lists, CSL as texts."""
    record = first_record(head)
    if record is None:
        is_list = re.search(rb'"(?:title|container-title)"\s*:\s*\[', head)
        return "crossref" if is_list or b'"message-type"' in head else "csl"
    kinds = {type(record.get(field)) for field in ("title", "container-title")}
    if list in kinds or ("DOI" in record and str not in kinds and "member" in record):
        return "crossref"
    return "csl"


def _by_name(name: str) -> str | None:
    """By the end of the name, `.gz` aside; not for JSON, which the content did not bear out."""
    stem = name.lower().removesuffix(".gz")
    for form in FORMATS.values():
        if form.name not in {"csl", "crossref", "xlsx"} and stem.endswith(form.suffixes):
            return form.name
    return None


def _is_table(text: str) -> bool:
    """Whether the first lines have the same delimiter equally often."""
    first = text.splitlines()[:_SEVERAL]
    counts = [[line.count(mark) for line in first] for mark in "\t,;"]
    return len(first) == _SEVERAL and any(min(found) > 0 for found in counts)


@contextmanager
def _opened(file: Path | BinaryIO) -> Iterator[io.BufferedReader]:
    raw = file.open("rb") if isinstance(file, Path) else file
    try:
        raw.seek(0)
        is_gzip = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        source: Any = _Unpacked(raw) if is_gzip else raw
        reader = io.BufferedReader(source, HEAD * 2)
        try:
            yield reader
        finally:
            reader.detach()  # else it would close a file that is not ours
    finally:
        if isinstance(file, Path):
            raw.close()


class _Unpacked(io.RawIOBase):
    """What a gzip file holds, as long as it is not out of all proportion to its size."""

    def __init__(self, packed: BinaryIO) -> None:
        self.packed = packed
        self.pieces = filter(None, _pieces(packed))
        self.piece = b""
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """As much as there is room for, however short the members: a format is told by a peek."""
        count = 0
        while count < len(buffer) and (piece := self.piece or next(self.pieces, b"")):
            more = min(len(piece), len(buffer) - count)
            buffer[count : count + more], self.piece = piece[:more], piece[more:]
            count += more
        self.given += count
        if self.given > max(SURELY_FINE, self.packed.tell() * MOST_TIMES):
            raise BadFile("file_too_large")
        return count


def _pieces(packed: BinaryIO) -> Iterator[bytes]:
    """What the members of a gzip file hold, one after the other, empty pieces among it.

    Not by the module gzip, which goes through members and padding of any number in one read.
    Raises BadFile; EOFError or zlib.error where the file is damaged.
    """
    ahead = packed.read(HEAD)
    for _ in range(MOST_MEMBERS):
        member = zlib.decompressobj(_GZIP)
        while not member.eof:
            ahead = ahead or packed.read(HEAD)
            piece = member.decompress(ahead, HEAD)
            if not ahead and not piece:
                raise EOFError
            ahead = member.unconsumed_tail or member.unused_data
            yield piece
        while not (ahead := ahead.lstrip(b"\0")):  # zeros may follow a member
            if not (ahead := packed.read(HEAD)):
                return
    raise BadFile("file_too_large")
