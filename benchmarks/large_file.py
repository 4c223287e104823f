"""A large file of messages by a run and its worker: works a second, and how much memory at most."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import importing, textbook_import, working
from benchmarks.databases import Database
from benchmarks.results import Result
from registry.core.actor import SYSTEM
from registry.intake import service

SAMPLE = 2000
"""Messages that the textbook imports: its cost grows with their number and nothing else."""


def measure(database: Database, size: int, messages: int) -> Iterator[Result]:
    """Beside the ORM row by row, on the same copy of the same database."""
    source, file = importing.message_file(messages)
    part = importing.every(file, max(1, messages // SAMPLE))
    spent, seconds = textbook_import.measure(database, part)
    number = len(importing.lines(part))
    took = working.run(database, lambda: service.start_file(file, by=SYSTEM), works=messages)
    name, where = f"file of {messages:,} {source}", (database.name, size)
    rate = messages / took.seconds
    yield Result(name, *where, "works a second", rate, number / seconds, more=True)
    yield Result(name, *where, "CPU ms each", 1000 * took.cpu / messages, 1000 * spent / number)
    yield Result(name, *where, "MB at most", took.most)
