"""Pairs of a preprint and its article that others know, read from a file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from sqlalchemy import insert, or_, select

from importers.identifiers import InvalidIdentifier, normalise_doi
from registry.audit import service as audit
from registry.core.actor import Actor
from registry.core.db import db
from registry.outputs.models import Output
from registry.studies.errors import BadPairs, NoPairs, PairsNotText
from registry.studies.models import KnownPair

COLUMNS = ("doi", "related_doi")
AT_ONCE = 500
LONGEST = 500

Dois = tuple[str, str]
"""A preprint and an article."""


def read_file(path: Path) -> list[Dois]:
    """The pairs of a file under a path. Raises NoPairs, BadPairs and PairsNotText."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return read(file)
    except (UnicodeDecodeError, csv.Error):
        raise PairsNotText(field="file", value=path.name) from None


def read(file: TextIO) -> list[Dois]:
    """The pairs of a file with tabs and the columns `doi` and `related_doi`, each once.

    Raises NoPairs and BadPairs.
    """
    rows = csv.DictReader(file, delimiter="\t")
    names = rows.fieldnames or []
    if not set(COLUMNS) <= set(names):
        raise NoPairs(field="file", value=", ".join(names)[:200])
    found = (tuple(_doi(row[name], rows.line_num) for name in COLUMNS) for row in rows)
    return list(dict.fromkeys((preprint, article) for preprint, article in found))


def _doi(text: str | None, line: int) -> str:
    try:
        doi = normalise_doi(text or "")
    except InvalidIdentifier:
        raise BadPairs(field="file", value=(text or "")[:100], line=line) from None
    if len(doi) > LONGEST:
        raise BadPairs(field="file", value=doi[:100], line=line)
    return doi


def keep(pairs: Iterable[Dois], *, source: str, by: Actor) -> int:
    """Remember pairs that are not known yet; how many were new."""
    new = 0
    for batch in _batches(list(pairs)):
        kept = select(KnownPair.preprint, KnownPair.article).where(
            KnownPair.preprint.in_([preprint for preprint, _ in batch])
        )
        known = {(preprint, article) for preprint, article in db.session.execute(kept)}
        rows = [
            {"preprint": preprint, "article": article, "source": source}
            for preprint, article in batch
            if (preprint, article) not in known
        ]
        if rows:
            db.session.execute(insert(KnownPair), rows)
        new += len(rows)
    audit.record("known_pairs.loaded", ("KnownPair", source), by=by, details={"new": new})
    return new


def stored(pairs: Iterable[Dois]) -> list[int]:
    """The preprints of these pairs that are stored together with their article."""
    found: list[int] = []
    for batch in _batches(list(pairs)):
        wanted = or_(Output.doi.in_([p for p, _ in batch]), Output.doi.in_([a for _, a in batch]))
        rows = db.session.execute(select(Output.doi, Output.id).where(wanted))
        ids = {doi: key for doi, key in rows}  # noqa: C416
        found += [ids[p] for p, a in batch if p in ids and a in ids]
    return found


def _batches(pairs: list[Dois]) -> Iterator[list[Dois]]:
    return (pairs[start : start + AT_ONCE] for start in range(0, len(pairs), AT_ONCE))
