"""The requests that are measured, and the proof that all three ways give the same answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from benchmarks import ceiling, textbook, textbook_models
from benchmarks.ceiling import Ceiling
from benchmarks.databases import Database, application
from benchmarks.measuring import Answer, asker, compare
from benchmarks.results import Result
from registry.core import db as core_db

OURS = "/api/v1/outputs"
UNIT = "CPU ms"


@dataclass(frozen=True)
class Case:
    """One request: the address after our prefix, and the textbook's after its own."""

    key: str
    name: str
    ours: str
    textbook: str


def cases(size: int, places: Ceiling) -> list[Case]:
    """The requests for a database of this size; the deep page begins at nine tenths of the list."""
    last, one = _place(places, size * 9 // 10), _usual(places, size // 2)
    filters = "limit=50&year=2022&goal=G1"
    deep = f"?limit=50&cursor={ceiling.cursor(*last)}"
    return [
        Case("list", "list of 50", "?limit=50", "?limit=50"),
        Case("list", "list of 50, year and goal", f"?{filters}", f"?{filters}"),
        Case(
            "list",
            f"list of 50 after row {size * 9 // 10:,}",
            deep,
            f"?limit=50&page={size * 9 // 10 // 50 + 1}",
        ),
        Case("one", "one publication", f"/{one}", f"/{one}"),
        Case("doi", "look-up by DOI", f"/doi/10.5555/BENCH.{one}", f"/doi/10.5555/BENCH.{one}"),
    ]


def _place(places: Ceiling, row: int) -> tuple[int, int]:
    """Year and key of the row before a page."""
    statement = "SELECT year, id FROM output ORDER BY year DESC, id DESC LIMIT 1 OFFSET ?"
    year, key = places.rows(statement, [row - 1])[0]
    return year, key


def _usual(places: Ceiling, least: int) -> int:
    """A publication of six authors, two of them ours."""
    statement = """SELECT output_id FROM claim JOIN output ON output.id = output_id
     WHERE output.id >= ? AND byline_count = 6 GROUP BY output_id HAVING count(*) = 2
     ORDER BY output_id LIMIT 1"""
    return int(places.rows(statement, [least])[0][0])


def measure(database: Database, size: int, wanted: set[str]) -> Iterator[Result]:
    """Each request three ways."""
    raw = Ceiling(database.url)
    ours = application(database.url, database.folder)
    tutorial = textbook.application(database.url)
    for case in cases(size, raw):
        if wanted and case.key not in wanted:
            continue
        ways = {
            "ours": asker(ours, OURS + case.ours),
            "textbook": asker(tutorial, "/outputs" + case.textbook),
            "ceiling": asker(raw, OURS + case.ours),
        }
        agree(case, {name: ask() for name, ask in ways.items()})
        figures: dict[str, Any] = dict(compare(ways, database.clock))
        yield Result(case.name, database.name, size, UNIT, **figures)
    raw.connection.close()
    for app, its in ((ours, core_db.db), (tutorial, textbook_models.db)):
        with app.app_context():
            its.engine.dispose()


def agree(case: Case, answers: dict[str, Answer]) -> None:
    """Stop where one way does less than the others. Raises SystemExit."""
    bodies = {}
    for name, answer in answers.items():
        body = orjson.loads(answer.body)
        bodies[name] = body.get("items", body) if answer.status.startswith("200") else answer
    for name in ("textbook", "ceiling"):
        if bodies[name] != bodies["ours"]:
            raise SystemExit(f"{case.name}: {name} answers {answers[name]}, not {answers['ours']}")
