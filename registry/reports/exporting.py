"""A year as a file: one line of `FORMATS` a format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from tempfile import SpooledTemporaryFile

import orjson

from registry.core.actor import Actor
from registry.core.dumping import Dump
from registry.core.tabular import Table, csv_lines, xlsx
from registry.outputs import queries as outputs
from registry.outputs.formats import FORMATS as OUTPUT_FORMATS
from registry.policy import Role
from registry.reports import listing, plain, tables
from registry.reports.errors import OpenToHrOnly
from registry.reports.figures import FIGURES
from registry.reports.scope import Scope
from registry.reports.tables import LISTS
from registry.reports.view import year_view

IN_MEMORY = 8 * 2**20
CHUNK = 2**16

TABLES = ("figures", "by_goal", *LISTS)
"""The tables of which a CSV file can hold one."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is exported: a year, the table of a CSV file, how rows become plain data."""

    scope: Scope
    table: str
    dump: Dump


Write = Callable[[Wanted], Iterator[bytes]]


@dataclass(frozen=True)
class Format:
    """A format: its name to readers, media type, ending of its files, and what writes it."""

    label: str
    media_type: str
    ending: str
    write: Write


def seen_by(by: Actor, *, restricted: bool) -> Actor:
    """As whom a file is written: as somebody outside HR, unless HR asks for all by name.

    Raises OpenToHrOnly.
    """
    if not restricted:
        roles = (by.roles - {Role.HR}) | {Role.ADMINISTRATOR}
        return replace(by, roles=roles, researcher_id=None)
    if not by.is_hr:
        raise OpenToHrOnly(field="restricted", value=restricted)
    return by


def _xlsx(wanted: Wanted) -> Iterator[bytes]:
    year = year_view(wanted.scope)
    lists = [tables.rows_of(name, wanted.scope) for name in LISTS]
    sheets = [tables.by_goal(year), tables.figures(year), *lists]
    with SpooledTemporaryFile(IN_MEMORY) as file:
        xlsx([tables.contents(year, sheets), *sheets], file, at=year.at)  # type: ignore[arg-type]
        file.seek(0)
        yield from iter(lambda: file.read(CHUNK), b"")


def _csv(wanted: Wanted) -> Iterator[bytes]:
    yield from csv_lines(_table(wanted))


def _table(wanted: Wanted) -> Table:
    if wanted.table in LISTS:
        return tables.rows_of(wanted.table, wanted.scope)
    year = year_view(wanted.scope)
    return tables.by_goal(year) if wanted.table == "by_goal" else tables.figures(year)


def _json(wanted: Wanted) -> Iterator[bytes]:
    """The figures as the API gives them, with the rows of each list under `rows`."""
    head = orjson.dumps(plain.of_year(year_view(wanted.scope)))
    yield head[:-1] + b',"rows":{'
    for place, name in enumerate(LISTS):
        yield (b"," if place else b"") + orjson.dumps(name) + b":["
        for number, row in enumerate(listing.stream(FIGURES[name], wanted.scope)):
            yield (b",\n" if number else b"\n") + orjson.dumps(wanted.dump(row), default=str)
        yield b"]"
    yield b"}}\n"


def _as(name: str) -> Write:
    """The publications in a format of outputs."""

    def write(wanted: Wanted) -> Iterator[bytes]:
        keys = listing.keys(FIGURES["publications"], wanted.scope)
        for part in OUTPUT_FORMATS[name].write(outputs.stream(keys)):
            yield part.encode()

    return write


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: dict[str, Format] = {
    "xlsx": Format("XLSX", XLSX, "xlsx", _xlsx),
    "csv": Format("CSV", "text/csv; charset=utf-8", "csv", _csv),
    "json": Format("JSON", "application/json", "json", _json),
    "bibtex": Format("BibTeX", "application/x-bibtex", "bib", _as("bibtex")),
    "ris": Format("RIS", "application/x-research-info-systems", "ris", _as("ris")),
}
"""Every format there is; API, page and command follow from it."""
