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
        ("apply", "7"),
        ("undo", "7"),
        ("file", "/none", "--format", "word"),
        ("refresh", "--limit", "0"),
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
        "doi",
        "done",
        {"created": 1},
    )
    assert "10.5555/sample.0" in invoke("show", "1").stdout
    assert "doi" in invoke("list").stdout


def test_a_plan_is_shown_applied_and_undone(invoke, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("Title,DOI\nSample,10.5555/sample.0\nSample,10.5555/sample.1\n")
    planned = invoke("plan", str(path))
    assert (planned.exit_code, "2 new" in planned.stdout) == (0, True), planned.output
    assert "imports apply 1" in planned.stderr
    assert db.session.query(Output).count() == 0
    shown = [json.loads(line) for line in invoke("show", "1", "--json").stdout.splitlines()]
    assert [item["outcome"] for item in shown] == ["new", "new"]
    applied = invoke("apply", "1")
    assert (applied.exit_code, "2 created" in applied.stdout) == (0, True)
    again = invoke("apply", "1")
    assert (again.exit_code, "no plan" in again.stderr) == (1, True)
    undone = invoke("undo", "1")
    assert (undone.exit_code, "2 taken_back" in undone.stdout) == (0, True)
    assert db.session.query(Output).count() == 0


def test_a_plan_can_be_discarded(invoke):
    assert invoke("run", "doi", "10.5555/sample.0", "--plan").exit_code == 0
    assert invoke("discard", "1").exit_code == 0
    assert db.session.query(ImportRun).one().state == "discarded"


def test_publications_are_refreshed_by_command(invoke):
    invoke("run", "doi", "10.5555/sample.0", "10.5555/sample.1")
    nothing = invoke("refresh")
    assert (nothing.exit_code, "30 days" in nothing.stderr) == (1, True)
    some = invoke("refresh", "--days", "0", "--limit", "1")
    assert (some.exit_code, "1 unchanged" in some.stdout) == (0, True)


def test_a_search_and_an_orcid_id_are_checked_before_anything_is_asked(invoke):
    for arguments, words in (
        (("query",), "Say what to look for"),
        (("query", "--ror", "049"), "is not a ROR ID"),
        (("orcid", "0000-0002-1825-0098"), "is not an ORCID iD"),
    ):
        result = invoke(*arguments)
        assert (result.exit_code, words in result.stderr) == (1, True), result.output
    assert db.session.query(ImportRun).count() == 0


def test_a_file_that_is_none_is_refused_in_one_sentence(invoke, tmp_path):
    path = tmp_path / "own.pdf"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    result = invoke("file", str(path))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert db.session.query(ImportRun).count() == 0
