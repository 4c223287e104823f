"""Two trials at any size: workers killed during a run, and several runs among all faults."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from benchmarks.neighbour import Neighbour, served
from registry.audit import service as audit
from registry.audit.models import AuditEvent
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import steering
from registry.intake.models import ImportItem, ImportRun
from tests.conftest import _empty
from tests.makers.intake import asking, start
from tests.makers.trials import ended, kill_along, read, snapshot, until, working

NOBODY = "http://127.0.0.1:9"
KINDS = ("error", "html", "wrong_type", "truncate", "cut_json", "reset", "hang", "drip", "redirect")
SHARES = (0.07, 0.03, 0.02, 0.04, 0.04, 0.04, 0.01, 0.02, 0.03)
RATIOS = {f"{kind}_ratio": share for kind, share in zip(KINDS, SHARES, strict=True)}
"""Thirty requests of a hundred go wrong, in every way that the neighbour knows."""

HOW = {"hang": 2.0, "drip_rate": 200_000, "every_429": 29, "fail_first": 1, "latency": 0.01}
HOW_ASKED = frozenset({"import_run", "import_item", "source_record.request"})
"""What tells in which runs, lists and answers a work came."""


@dataclass(frozen=True)
class Trial:
    """What came of it: the database without and with the trouble, and figures."""

    undisturbed: dict[str, Any]
    disturbed: dict[str, Any]
    figures: dict[str, Any]


def among_kills(app: Flask, corpus: Path, dois: Sequence[str], *, by: Actor, kills: int) -> Trial:
    """One run, and whoever works at it killed so many times."""
    with _neighbour(app, corpus, "1000:100") as crossref, working(app, 5) as workers:
        undisturbed = _undisturbed(dois, by=by)
        crossref.faults(latency=0.05)
        key, begun = start(dois, by=by).id, time.monotonic()
        kill_along(key, len(dois), workers, kills=kills)
        until(lambda: ended([key]), seconds=600)
        figures = {"killed": workers.killed, "seconds": round(time.monotonic() - begun, 1)}
        return Trial(undisturbed, snapshot(), figures | _audited())


def among_faults(
    app: Flask, corpus: Path, dois: Sequence[str], *, by: Actor, runs: int = 4
) -> Trial:
    """Several runs at once by four workers, while thirty requests of a hundred go wrong.

    Each run names some DOIs of the next one too.
    """
    with _neighbour(app, corpus, "2025") as crossref, working(app, 4):
        undisturbed = _undisturbed(dois, by=by, without=HOW_ASKED)
        crossref.reset()
        crossref.faults(seed=len(dois), **RATIOS, **HOW)
        keys, begun = [start(part, by=by).id for part in _parts(dois, runs)], time.monotonic()
        _to_the_end(keys, crossref, by=by)
        seconds, stats = time.monotonic() - begun, crossref.stats()
        figures = {"seconds": round(seconds, 1), "outcomes": _outcomes(keys)} | _manners(stats)
        return Trial(undisturbed, snapshot(without=HOW_ASKED), figures | _audited())


@contextmanager
def _neighbour(app: Flask, corpus: Path, limits: str) -> Iterator[Neighbour]:
    """A Crossref with these limits, which the app asks, and nobody else."""
    nobody = dict.fromkeys(("datacite_url", "orcid_url", "resolver_url"), NOBODY)
    with served(corpus, "--limits", limits) as crossref, asking(app, crossref.url, **nobody):
        yield crossref


def _undisturbed(
    dois: Sequence[str], *, by: Actor, without: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """What one run leaves that nothing disturbs; afterwards the database is empty again."""
    key = start(dois, by=by).id
    until(lambda: ended([key]), seconds=300)
    assert _outcomes([key]) == {"created": len(dois)}
    left = snapshot(without=without)
    db.session.remove()
    _empty()
    return left


def _parts(dois: Sequence[str], number: int) -> list[Sequence[str]]:
    size, shared = -(-len(dois) // number), max(1, len(dois) // 100)
    return [dois[first : first + size + shared] for first in range(0, len(dois), size)]


def _to_the_end(keys: Sequence[int], crossref: Neighbour, *, by: Actor) -> None:
    """Wait for the runs, asking again for what failed as a person would."""
    after, deadline = cycle(("1", "date", "")), time.monotonic() + 1500
    while time.monotonic() < deadline:
        crossref.faults(retry_after=next(after))
        time.sleep(1)
        if ended(keys) and not [key for key in keys if _retried(key, by=by)]:
            return
    raise AssertionError("the runs do not end")


def _retried(key: int, *, by: Actor) -> bool:
    with unit_of_work():
        run = db.session.get_one(ImportRun, key, populate_existing=True)
        if set(run.counts) <= {"created", "unchanged"}:
            return False
        steering.retry(run, by=by)
        return True


def _outcomes(keys: Sequence[int]) -> dict[str, int]:
    """Items of these runs by outcome."""
    statement = (
        select(ImportItem.outcome, func.count())
        .where(ImportItem.run_id.in_(keys))
        .group_by(ImportItem.outcome)
    )
    return read(lambda: dict(sorted(tuple(row) for row in db.session.execute(statement))))


def _manners(stats: dict[str, Any]) -> dict[str, Any]:
    """What the neighbour saw of us, and what it did to us."""
    never = ("limit_breaches", "no_mailto", "no_user_agent", "bad_parameters")
    wrong = {kind: number for kind, number in stats["injected"].items() if kind != "ok"}
    return {
        "requests": stats["requests"],
        "went wrong": sum(wrong.values()),
        "faults": wrong,
        "at once": stats["concurrency_high_water"],
        **{name: stats[name] for name in never},
    }


def _audited() -> dict[str, int]:
    """Breaks of the audit's chain, and how many outputs it says were filed, each once."""
    filed = select(AuditEvent.details).where(AuditEvent.verb == "outputs.filed")
    details = read(lambda: db.session.scalars(filed).all())
    keys = [key for one in details for key in one["output_ids"]]
    assert len(keys) == len(set(keys))
    return {"audit breaks": len(read(lambda: list(audit.verify()))), "audited": len(keys)}
