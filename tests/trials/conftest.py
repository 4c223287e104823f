"""Where the figures of the trials go: on the terminal, and into a file where one is named."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import results
from benchmarks.results import Result

Tell = Callable[..., None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--results", type=Path, help="a file of results to put the figures into")


@pytest.fixture(scope="session")
def figures(request: pytest.FixtureRequest) -> Iterator[list[Result]]:
    """All figures of this session, kept at its end."""
    found: list[Result] = []
    yield found
    if target := request.config.getoption("--results"):
        results.keep(found, target)


@pytest.fixture
def tell(
    figures: list[Result], request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> Tell:
    """Takes the name of a trial, its size and its figures, each with its unit."""
    database = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "": "none"}[_database(request)]

    def told(name: str, size: int, values: dict[str, Any]) -> None:
        for what, value in values.items():
            figures.append(Result(name, database, size, what, value))
        with capsys.disabled():
            sys.stdout.write(f"\n{name}, {database}, {size:,}: {values}\n")

    return told


def _database(request: pytest.FixtureRequest) -> str:
    called = getattr(request.node, "callspec", None)
    return str(called.params["application"]) if called else ""
