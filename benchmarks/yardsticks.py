"""What the machine itself does at this moment, to hold other figures against."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask

from benchmarks.measuring import Clock, asker, compare
from benchmarks.results import Result


def measure() -> Iterator[Result]:
    """A million steps of Python, and an empty answer of Flask."""
    app = Flask("empty")
    app.add_url_rule("/", view_func=lambda: "")
    yardsticks = {"a million steps of Python": _steps, "an empty answer of Flask": asker(app, "/")}
    for name, spent in compare(yardsticks, Clock()).items():
        yield Result(name, "", 0, "CPU ms", spent)


def _steps() -> int:
    total = 0
    for number in range(1_000_000):
        total += number & 7
    return total
