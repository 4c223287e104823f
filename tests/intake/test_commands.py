"""The commands of imports: they need no worker, and their exit code says whether all came in."""

from __future__ import annotations

import json

import pytest

from registry.core.db import db
from registry.intake.cli import group
from registry.intake.models import ImportRun
from registry.outputs.models import Output
from tests.makers.intake import asking, make_message, small_crossref


@pytest.fixture
def invoke(app):
    with small_crossref([make_message(n) for n in range(3)]) as api, asking(app, api.url):
        yield lambda *arguments, **more: app.test_cli_runner().invoke(group, arguments, **more)


def test_dois_given_as_arguments_come_in_without_a_worker(invoke):
    result = invoke("run", "crossref", "10.5555/sample.0", "https://doi.org/10.5555/SAMPLE.1")
    assert result.exit_code == 0, result.output
    assert "2 created" in result.stdout
    assert db.session.query(Output).count() == 2


def test_dois_come_from_a_file_or_from_standard_input(invoke, tmp_path):
    path = tmp_path / "dois.txt"
    path.write_text("\ufeff10.5555/sample.0\nsee doi:10.5555/sample.1.\n", encoding="utf-8")
    assert invoke("run", "crossref", "--file", str(path)).exit_code == 0
    assert invoke("run", "crossref", "--file", "-", input="10.5555/sample.2").exit_code == 0
    assert db.session.query(Output).count() == 3


def test_exit_1_where_not_all_came_in_and_each_is_listed(invoke):
    result = invoke("run", "crossref", "10.5555/sample.0", "10.5555/none", "--json")
    assert result.exit_code == 1
    items = [json.loads(line) for line in result.stdout.splitlines()]
    assert [i["outcome"] for i in items] == ["created", "not_registered"]
    assert items[1]["message"].startswith("No agency knows this DOI")


def test_exit_1_in_one_sentence_where_nothing_is_recognised(invoke, tmp_path):
    result = invoke("run", "crossref", "nonsense")
    assert (result.exit_code, "There is no DOI in “nonsense”" in result.stderr) == (1, True)
    path = tmp_path / "dois.txt"
    path.write_bytes(b"10.5555/\xff")
    result = invoke("run", "crossref", "--file", str(path))
    assert (result.exit_code, "not a text in UTF-8" in result.stderr) == (1, True)
    assert db.session.query(ImportRun).count() == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "scopus", "10.5555/a"),
        ("run", "crossref"),
        ("run", "crossref", "--file", "/none"),
        ("file", "/none"),
        ("show", "7"),
    ],
)
def test_exit_2_where_it_was_called_wrongly(invoke, arguments):
    assert invoke(*arguments).exit_code == 2


def test_without_waiting_the_run_is_left_to_a_worker(invoke):
    result = invoke("run", "crossref", "10.5555/sample.0", "--no-wait")
    assert result.exit_code == 0
    assert db.session.query(ImportRun).one().state == "queued"
    assert invoke("cancel", "1").exit_code == 0
    assert invoke("retry", "1").exit_code == 0
    assert db.session.query(Output).count() == 1


def test_a_file_of_messages_comes_in(invoke, tmp_path):
    path = tmp_path / "messages.jsonl"
    path.write_text("\n".join(json.dumps(make_message(n)) for n in range(9)))
    result = invoke("file", str(path))
    assert (result.exit_code, "9 created" in result.stdout) == (0, True)


def test_runs_and_items_are_listed(invoke):
    invoke("run", "crossref", "10.5555/sample.0")
    listed = json.loads(invoke("list", "--json").stdout)
    assert (listed["source"], listed["state"], listed["counts"]) == (
        "crossref",
        "done",
        {"created": 1},
    )
    assert "10.5555/sample.0" in invoke("show", "1").stdout
    assert "crossref" in invoke("list").stdout
