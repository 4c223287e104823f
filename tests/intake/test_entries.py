"""Entries, items and repeats of a run add up, however often its list is begun."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from flask import Flask

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import expanding, messages, queries, service, steering
from registry.intake.cli import group
from registry.intake.models import ImportRun
from registry.intake.schemas import ImportSchema
from registry.intake.service import Wanted
from registry.jobs import worker
from registry.policy import Role
from tests.intake.calls import BEARER
from tests.intake.test_files import lines, upload
from tests.intake.test_searches import ORCID, record, run_orcid, summary
from tests.makers.intake import asking, make_message, small_crossref
from tests.makers.services import services

pytestmark = pytest.mark.usefixtures("app")

MOST = 5
BIBTEX = """@article{a, title = {One sample}, author = {Author, Sample}, year = {2021}}
@article{b, doi = {10.5555/sample.1}, title = {Another sample}}
@article{c, title = {One sample}, author = {Author, Sample}, year = {2021}}
@misc{d, year = {2020}}
@article{e, doi = {https://doi.org/10.5555/SAMPLE.1}, title = {Written otherwise}}
@misc{f, note = {nothing}}
@article{g, title = {One sample}, author = {Author, Sample}, year = {2021}}
"""
FOUND: list[Any] = [
    *(make_message(n) for n in range(MOST)),
    make_message(1, title=["Changed"]),
    {"title": ["without a DOI"]},
    make_message(1, title=["Changed again"]),
    "?",
    make_message(4),
]


def figures(run: ImportRun) -> dict[str, int | None]:
    """What the run says of its entries."""
    view = queries.view(db.session.get_one(ImportRun, run.id, populate_existing=True))
    assert view.entries is None or view.entries == view.total + (view.repeated or 0)
    dumped = ImportSchema().dump(view)
    return {name: dumped[name] for name in ("entries", "total", "repeated", "nameless")}


def told(entries: int, total: int, repeated: int, nameless: int) -> dict[str, int]:
    assert entries == total + repeated
    return {"entries": entries, "total": total, "repeated": repeated, "nameless": nameless}


def work_twice(run: ImportRun, monkeypatch: pytest.MonkeyPatch, step: tuple[Any, str]) -> None:
    """Work at the run; the first worker dies when it takes this step for the second time."""
    module, name = step
    takes, taken = getattr(module, name), []

    def die_at_the_second(*arguments: Any, **more: Any) -> Any:
        found = takes(*arguments, **more)
        taken.append(1)
        if len(taken) == 2:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(module, name, die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        worker.work_once("first", lease=0.01)
    assert figures(run)["entries"]
    time.sleep(0.05)  # until its lease is over
    worker.drain()


@pytest.mark.parametrize("dies", [False, True])
def test_a_file_of_references_counts_repeats_and_what_has_nothing_to_go_by(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch, dies: bool
) -> None:
    monkeypatch.setattr(expanding, "BATCH", 2)
    with small_crossref([make_message(1)]) as api, asking(app, api.url):
        run = upload(BIBTEX.encode(), "own.bib", by=administrator)
        if dies:
            work_twice(run, monkeypatch, (expanding, "_add"))
        worker.drain()
    assert figures(run) == told(7, 4, 3, 2)


@pytest.mark.parametrize("dies", [False, True])
@pytest.mark.parametrize("plan", [False, True])
def test_a_file_of_messages_counts_the_same_however_often_it_is_read(
    administrator: Actor, monkeypatch: pytest.MonkeyPatch, dies: bool, plan: bool
) -> None:
    monkeypatch.setattr(messages, "BATCH", 2)
    run = upload(lines(FOUND), "messages.jsonl", by=administrator, plan=plan)
    if dies:
        work_twice(run, monkeypatch, (messages, "_write"))
    worker.drain()
    assert figures(run) == told(10, 7, 3, 2)
    if plan:
        with unit_of_work():
            steering.apply(db.session.get_one(ImportRun, run.id), by=administrator)
        worker.drain()
        assert figures(run) == told(10, 7, 3, 2)


def test_a_record_that_cannot_be_stored_is_a_work_all_the_same(
    administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise ValueError("no")

    monkeypatch.setattr("registry.intake.keeping.filing.file_works", fails)
    run = upload(lines(FOUND[:3]), "messages.jsonl", by=administrator)
    worker.drain()
    assert figures(run) == told(3, 3, 0, 0)


@pytest.mark.parametrize("dies", [False, True])
def test_the_works_of_an_orcid_record_are_counted_once_though_it_is_asked_for_twice(
    app: Flask, administrator: Actor, monkeypatch: pytest.MonkeyPatch, dies: bool
) -> None:
    monkeypatch.setattr(expanding, "BATCH", 1)
    listed = record(
        summary(1, "As the record calls it", "10.5555/sample.1"),
        summary(2, "A second time", "10.5555/sample.1"),
        summary(3, "A sample without a DOI"),
    )
    with (
        services(orcid=listed) as others,
        small_crossref([make_message(1)]) as api,
        asking(app, api.url, **others.settings),
    ):
        if dies:
            with unit_of_work():
                run = service.start_orcid(ORCID, by=administrator, wanted=Wanted())
            work_twice(run, monkeypatch, (expanding, "_add"))
        else:
            run = run_orcid(by=administrator)
    assert figures(run) == told(3, 2, 1, 0)


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ("10.5555/a\nhttps://doi.org/10.5555/A\nsee 10.5555/b, 10.5555/b\n10.5555", (5, 3, 2, 1)),
        (["10.5555/a", " doi:10.5555/A ", "10.5555/b", "nonsense"], (4, 3, 1, 1)),
        ("10.5555/a", (1, 1, 0, 0)),
    ],
)
def test_a_list_of_dois_counts_what_it_names_again(
    administrator: Actor, given: Any, counted: tuple[int, int, int, int]
) -> None:
    with unit_of_work():
        run = service.start(given, by=administrator)
    assert figures(run) == told(*counted)


def test_where_each_doi_is_looked_for_nobody_says_how_often_it_stood_there(
    administrator: Actor,
) -> None:
    run = upload(b"DOI,Title\n10.5555/a,A\n10.5555/a,A\n,B\n", "own.csv", by=administrator)
    worker.drain()
    assert figures(run) == {"entries": None, "total": 2, "repeated": None, "nameless": 1}


def test_the_command_says_the_sum(app: Flask, tmp_path: Any) -> None:
    path = tmp_path / "own.bib"
    path.write_text(BIBTEX)
    with small_crossref([make_message(1)]) as api, asking(app, api.url):
        said = app.test_cli_runner().invoke(group, ["file", str(path)]).stdout
    assert "7 given = 2 works + 3 named before + 2 with nothing to go by" in said
    listed = app.test_cli_runner().invoke(group, ["list", "--json"]).stdout
    run = json.loads(listed)
    assert (run["entries"], run["repeated"], run["nameless"]) == (7, 3, 2)


def test_the_page_says_the_sum(client: Any, acting: Any, app: Flask) -> None:
    by = acting(Role.ADMINISTRATOR)
    with small_crossref([make_message(1)]) as api, asking(app, api.url):
        run = upload(BIBTEX.encode(), "own.bib", by=by)
        worker.drain()
    page = client.get(f"/imports/{run.id}?lang=en", headers=BEARER).text
    assert "7 = 2 works + 3 named before + 2 with nothing to go by" in page
