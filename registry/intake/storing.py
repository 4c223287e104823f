"""The files of runs: looked at before anything is written, kept where every worker reads them."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, BinaryIO, cast

from importers import files
from importers.entries import BadFile, Entry
from registry.core import settings
from registry.core.db import db
from registry.intake.errors import FileTooLarge, UnusableFile
from registry.intake.models import EACH_ONCE, ImportFile, ImportRun
from registry.intake.queries import MESSAGES

TEXT = "text"
LOOKED_AT = 50
"""Entries that are read before a file is taken."""

LEVEL = 1
GZIP = b"\x1f\x8b"


def looked_at(file: IO[bytes], name: str, format_: str | None) -> str:
    """The format of a file whose first entries can be read. Raises UnusableFile."""
    binary = cast("BinaryIO", file)
    try:
        kind = format_ or files.format_of(name, files.head(binary))
        file.seek(0)
        first = list(islice(files.read(binary, name, kind), LOOKED_AT))
    except BadFile as why:
        raise UnusableFile(why.code, name, why.detail) from why
    usable = any(entry.doi or entry.message for entry in first)
    if not usable and (kind == TEXT or len(first) < LOOKED_AT):
        raise UnusableFile("file_no_doi" if kind in EACH_ONCE and first else "file_empty", name)
    file.seek(0)
    return kind


def taken(file: IO[bytes], name: str) -> tuple[bytes, str]:
    """The bytes as they are kept (gzip), and the hash of what came. Raises FileTooLarge."""
    limit = settings.config().max_body_mb
    content = file.read(limit * 2**20 + 1)
    if len(content) > limit * 2**20:
        raise FileTooLarge(field="file", value=name, limit=limit)
    is_gzip = content.startswith(GZIP)
    body = content if is_gzip else gzip.compress(content, LEVEL, mtime=0)
    return body, hashlib.sha256(content).hexdigest()


def keep(run: ImportRun, body: bytes) -> None:
    """Keep the bytes until the run has ended."""
    db.session.add(ImportFile(run_id=run.id, body=body))
    db.session.flush()


def is_of_messages(run: ImportRun) -> bool:
    """Whether the run is over a file of whole records."""
    return run.options.get("format") == MESSAGES


@contextmanager
def entries(run: ImportRun) -> Iterator[Iterator[Entry]]:
    """The entries of a run's file, from its beginning. Raises OSError, BadFile."""
    with opened(run) as file:
        yield files.read(file, run.options["file"], run.options["format"])


@contextmanager
def opened(run: ImportRun) -> Iterator[BinaryIO]:
    """A run's file. Raises OSError."""
    path = run.options.get("path")
    with Path(path).open("rb") if path else _kept(run.id) as file:
        yield file


def _kept(run_id: int) -> BinaryIO:
    kept = db.session.get(ImportFile, run_id)
    if kept is None:
        raise FileNotFoundError
    body = kept.body
    db.session.expunge(kept)
    return io.BytesIO(body)
