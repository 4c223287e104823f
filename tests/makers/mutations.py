"""Real records and files to begin with, and how Hypothesis and Atheris spoil them."""

from __future__ import annotations

import copy
import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from hypothesis import strategies as st

from importers import files, orcid
from importers.errors import ParseError
from importers.records import WorkRecord
from importers.sources import PARSERS

DATA = Path(__file__).parents[3] / "shared" / "data"
LEAST = {"DOI": "10.5555/sample", "title": ["A sample"], "author": [{"family": "Sample"}]}
OWN: Mapping[str, Any] = {
    "crossref": LEAST,
    "csl": {"DOI": "10.5555/sample", "title": "A sample", "author": [{"literal": "Sample"}]},
    "datacite": {"id": "10.5555/a", "attributes": {"doi": "10.5555/a", "creators": []}},
    "orcid": {"orcid": "0000-0002-1825-0097", "name": None, "group": {"work-summary": []}},
}
"""Where the folder of real records is missing."""

BAIT = (
    *("", " ", "\x00", "\ud800", "\u202e", "İ", "ß", "{" * 300, "(" * 300, "<" * 300, "$" * 301),
    *("&amp;" * 100, "<sub>" * 100, "\\" * 300, "10." * 200, "10.1/" + "(" * 300, "a" * 5000),
    *(" \n" * 400, "-" * 400, "9" * 400, "1e999", "-1", "NaN", "0000-00-00", "9999-99-99"),
    *("and " * 99, "https://doi.org/" * 40, "<math><mi>" * 80, "\\frac{" * 80, "%00%ff%25"),
    *("=cmd|' /C calc'!A0", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
)
TEXTS = st.sampled_from(BAIT) | st.text(max_size=60)
NUMBERS = st.integers() | st.floats() | st.integers(-5, 3000)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(TEXTS, inside, max_size=4),
    max_leaves=8,
)
CHANGES = st.lists(
    st.tuples(st.integers(0, 10**6), st.sampled_from(["put", "drop", "twice", "wrap"]), VALUES),
    min_size=1,
    max_size=6,
)


@cache
def records(source: str) -> Sequence[Any]:
    """Real messages of a source, about two hundred, the oddest among them."""
    found = list(_RECORDS[source]()) if DATA.is_dir() else []
    return found or [OWN.get(source, {"type": "misc", "fields": {}})]


def _crossref() -> Iterator[Any]:
    for path in sorted((DATA / "crossref" / "edge-cases").glob("*.json")):
        yield orjson.loads(path.read_bytes())


def _lines(path: str, most: int) -> Iterator[Any]:
    with gzip.open(DATA / path) as lines:
        for _, line in zip(range(most), lines, strict=False):
            yield orjson.loads(line)


def _csl() -> Iterator[Any]:
    yield from _lines("crossref/csl-negotiated.jsonl.gz", 9)
    for path in sorted((DATA / "csl" / "zotero-chinese").glob("*metadata.json")):
        yield from (e.message for e in files.read(path, path.name, "csl") if e.message)


def _orcid() -> Iterator[Any]:
    for kept in _lines("orcid/records.jsonl.gz", 99):
        if isinstance(kept["body"], dict):
            found = orcid.entries(kept["body"], kept.get("orcid") or "0000-0002-1825-0097")
            yield from (entry.message for entry in list(found)[:9] if entry.message)


def _bibtex() -> Iterator[Any]:
    path = DATA / "bibtex-ris" / "biblatex-gb7714-example.bib.gz"
    yield from (entry.message for entry in files.read(path, path.name) if entry.message)


def _ris() -> Iterator[Any]:
    for path in sorted((DATA / "bibtex-ris" / "commonmeta").glob("*.ris")):
        yield from (entry.message for entry in files.read(path, path.name) if entry.message)


_RECORDS = {
    "crossref": _crossref,
    "csl": _csl,
    "datacite": lambda: _lines("datacite/arxiv-preprints.jsonl.gz", 150),
    "orcid": _orcid,
    "bibtex": _bibtex,
    "ris": _ris,
}


def spoiled(message: Any, changes: Sequence[tuple[int, str, Any]]) -> Any:
    """The message with some of its places changed, gone, doubled or wrapped in a list."""
    found = [copy.deepcopy(message)]
    for number, how, value in changes:
        places = list(_places(found))
        holder, key = places[number % len(places)]
        if how == "put":
            holder[key] = value
        elif how == "wrap":
            holder[key] = [holder[key], value]
        elif how == "twice" and isinstance(holder, list):
            holder.append(holder[key])
        elif holder is not found:
            del holder[key]
    return found[0]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value: what holds it, and its key or index there."""
    if isinstance(value, dict | list):
        for key, inside in list(value.items() if isinstance(value, dict) else enumerate(value)):
            yield value, key
            yield from _places(inside)


def parsed(source: str, message: Any) -> WorkRecord | None:
    """What the parser makes of it; None where it says that this is no work.

    Any other exception is for the test to meet. What comes out must be fit to be stored.
    """
    try:
        record = PARSERS[source](message)
    except ParseError:
        return None
    assert record.key
    assert [c.position for c in record.contributors] == list(range(1, len(record.contributors) + 1))
    for text in (record.title, record.title_markup, record.abstract, record.container_title):
        assert text is None or text.encode("utf-8")
        assert "\x00" not in (text or "")
    hash(record.contributors)
    return record


def read(content: bytes, name: str, form: str | None = None) -> int:
    """How many entries a file has before its end or a BadFile; each that is a work is parsed."""
    number = 0
    try:
        for entry in files.read(io.BytesIO(content), name, form):
            number += 1
            if entry.message is not None:
                parsed(entry.source, entry.message)
    except files.BadFile as why:
        assert why.code
    return number
