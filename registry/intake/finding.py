"""What a search at Crossref finds, page by page; the records come with it and are asked for once.

The cursor is written with the records before it, so that whoever takes the job over goes on there.
Where Crossref has forgotten it the search begins anew: what the run has already is changed by
nothing but a newer record.
"""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from importers.crossref_queries import FIRST, Query, QueryPage
from importers.errors import CursorLost, SourceError
from registry.core import clock
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import answers, keeping, queries, sources
from registry.intake.answers import Answer, Message
from registry.intake.models import ImportRun, Stage
from registry.jobs import leases
from registry.jobs.service import Progress

ROWS = 100
MOST = 10_000


def work(run: ImportRun, progress: Progress) -> SourceError | None:
    """Bring in, or plan, all that the query finds and the run does not have; else why not."""
    key, place, cursor = run.id, run.place, run.cursor or FIRST
    query = Query(**run.options["query"])
    db.session.rollback()
    try:
        try:
            place = _read(key, query, cursor, place=place, progress=progress)
        except CursorLost:
            place = _read(key, query, FIRST, place=0, progress=progress)
    except SourceError as why:
        return why
    with unit_of_work():
        progress.report(place)
        run = db.session.get_one(ImportRun, key)
        run.stage = Stage.ASK
        if place >= MOST:
            run.options = run.options | {"cut": f"{MOST:,}"}
    return None


def _read(key: int, query: Query, cursor: str, *, place: int, progress: Progress) -> int:
    """Keep page after page, at most MOST works; how many there were."""
    pages = sources.open_crossref().pages(query, cursor, rows=ROWS)
    while True:
        with leases.kept(progress, place):
            page = next(pages, None)
        if page is None:
            return place
        found = [_answer(message, place + n) for n, message in enumerate(page.messages, 1)]
        last = found[-1].place
        unique = list({answer.identifier: answer for answer in found}.values())
        keeping.keep(unique, _writer(key, page, unique[-1], place=last, progress=progress))
        place = last
        if place >= MOST:
            return place


def _answer(message: object, place: int) -> Answer:
    item = Answer(place=place, identifier=f"crossref#{place}")
    body = orjson.dumps(message)
    told = Message("crossref", body, "search", clock.now())
    return answers.known_by_key(answers.of_message(told, item))


def _writer(
    key: int, page: QueryPage, end: Answer, *, place: int, progress: Progress
) -> keeping.Write:
    """Writes answers; with the last one of the page, where to go on."""

    def write(some: Sequence[Answer]) -> None:
        progress.report(some[-1].place, min(page.total, MOST))
        run = db.session.get_one(ImportRun, key)
        by = queries.actor_of(run)
        rows = keeping.plan(some) if run.plan else keeping.file(some, by=by, compare=True)
        keeping.write_new(run, some, rows)
        if some[-1].identifier == end.identifier:
            run.cursor = page.cursor
            run.read_to(place)

    return write
