"""The list, the first page, the page of an output, the API and the command."""

import json

import pytest

from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.corrections.cli import group
from registry.jobs import worker
from registry.outputs.models import Output, OutputMark
from registry.policy import Role
from tests.keeping import kept
from tests.makers.claims import make_claim
from tests.makers.corrections import NOTICE, WORK, file, make_notice, make_work, update
from tests.makers.people import make_researcher


@pytest.fixture
def changes(app):
    """Three changed works: retracted in 2026 and ours, corrected in 2025, in doubt in 2024."""
    return kept(app, _changes)


def _changes():
    with unit_of_work():
        researcher = make_researcher("Li", "Sai")
    keys = {"notice": file(make_notice("retraction")), "retracted": file(make_work())}
    told = {"correction": (2025, 5, 1), "expression_of_concern": (2024, 1, 1)}
    for type_, day in told.items():
        said = update(f"10.5555/n.{type_}", type_, "publisher", day)
        message = make_work(
            DOI=f"10.5555/w.{type_}", title=[f"On {type_}"], **{"updated-by": [said]}
        )
        keys[type_] = file(message)
    with unit_of_work():
        make_claim(researcher, db.session.get(Output, keys["retracted"]))
    worker.drain()
    return keys | {"researcher": researcher}


def listed(answer):
    return [(i["output"]["id"], i["mark"]["type"]) for i in answer.get_json()["items"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["retracted", "correction", "expression_of_concern"]),
        ("?what=correction", ["correction"]),
        ("?year=2024", ["expression_of_concern"]),
        ("?ours=true", ["retracted"]),
        ("?ours=false", ["correction", "expression_of_concern"]),
        ("?role=notice", ["notice"]),
        ("?what=addendum", []),
    ],
)
def test_the_list_is_newest_first_and_filtered(browse, changes, query, expected):
    answer = browse(None, f"/api/v1/corrections{query}")
    assert [key for key, _ in listed(answer)] == [changes[name] for name in expected]
    page = browse(None, f"/corrections{query}")
    assert page.status_code == 200
    for name in ("retracted", "correction", "expression_of_concern"):
        assert (f'href="/outputs/{changes[name]}"' in page.text) is (
            name in expected or (name == "retracted" and expected == ["notice"])
        )


def test_the_list_goes_on_by_its_cursor(browse, changes):
    found, cursor = [], ""
    while cursor is not None:
        answer = browse(None, f"/api/v1/corrections?limit=1&total=true{cursor}")
        found += listed(answer)
        following = answer.get_json()["next"]
        cursor = f"&cursor={following}" if following else None
    assert [type_ for _, type_ in found] == ["retraction", "correction", "expression_of_concern"]
    assert answer.get_json()["total"] == 3


def test_a_change_says_what_when_who_and_where(browse, changes):
    [item] = browse(None, "/api/v1/corrections?ours=true").get_json()["items"]
    assert item["mark"] == {
        "role": "changed",
        "what": "retraction",
        "type": "retraction",
        "date": "2026-02-03",
        "sayers": ["notice"],
        "other_doi": NOTICE,
        "other_id": changes["notice"],
    }
    assert item["output"]["doi"] == WORK
    assert (item["output"]["retracted"], item["ours"]) == (True, True)


@pytest.mark.parametrize("query", ["?what=nonsense", "?year=1", "?ours=perhaps", "?role=x", "?z=1"])
def test_a_filter_that_does_not_exist_is_refused(browse, changes, query):
    assert browse(None, f"/api/v1/corrections{query}").status_code == 422


def test_a_longer_list_asks_no_more(browse, changes, asked):
    browse(None, "/api/v1/corrections")
    few = asked(lambda: browse(None, "/api/v1/corrections?limit=1"))
    assert asked(lambda: browse(None, "/api/v1/corrections?limit=3")) == few


def test_the_page_of_an_output_says_it_first(browse, changes):
    page = browse(None, f"/outputs/{changes['retracted']}?lang=en").text
    assert "notice-bad" in page
    assert "Retracted" in page
    assert "2026-02-03" in page
    assert f'href="/outputs/{changes["notice"]}"' in page
    assert "It stays readable here and leaves every count." in page
    assert "notice-warn" in browse(None, f"/outputs/{changes['expression_of_concern']}").text
    notice = browse(None, f"/outputs/{changes['notice']}?lang=en").text
    assert "Notice of retraction" in notice
    assert "leaves every count" not in notice


def test_an_output_of_the_api_carries_its_marks(browse, changes):
    answer = browse(None, f"/api/v1/outputs/{changes['correction']}").get_json()
    assert [(m["type"], m["sayers"]) for m in answer["corrections"]] == [
        ("correction", ["publisher"])
    ]


def test_the_first_page_tells_and_a_button_puts_away(browse, changes, boss, make_account):
    her = make_account("her", Role.RESEARCHER, researcher=changes["researcher"])
    file(make_work(**{"updated-by": [update("10.5555/n.9", "erratum", "publisher")]}))
    worker.drain()
    page = browse(her, "/?lang=en").text
    assert "To know" in page
    assert "I have seen it" in page
    told = browse(her, "/api/v1/corrections/told").get_json()["items"]
    assert {t["output_id"] for t in told} == {changes["retracted"]}
    assert sorted(t["mark"]["type"] for t in told) == ["erratum", "retraction"]
    for one in told:
        seen = f"/corrections/told/{one['id']}/seen"
        assert browse(her, seen, method="POST").status_code == 303
    assert "To know" not in browse(her, "/?lang=en").text
    assert browse(boss, "/api/v1/corrections/told").get_json()["items"] != []


def test_all_can_be_put_away_at_once(browse, changes, boss):
    file(make_work(DOI="10.5555/x.1", title=["RETRACTED: One"]))
    file(make_work(DOI="10.5555/x.2", title=["RETRACTED: Two"]))
    worker.drain()
    assert len(browse(boss, "/api/v1/corrections/told").get_json()["items"]) == 2
    assert browse(boss, "/corrections/told/seen", method="POST").status_code == 303
    assert browse(boss, "/api/v1/corrections/told").get_json()["items"] == []


def test_nobody_puts_away_what_another_was_told(browse, changes, boss, make_account):
    file(make_work(DOI="10.5555/x.1", title=["RETRACTED: One"]))
    worker.drain()
    [told] = browse(boss, "/api/v1/corrections/told").get_json()["items"]
    other = make_account("other", Role.ADMINISTRATOR)
    seen = f"/api/v1/corrections/told/{told['id']}/seen"
    assert browse(other, seen, method="POST").status_code == 404
    assert browse(None, seen, method="POST").status_code in {401, 404}
    assert browse(boss, seen, method="POST").get_json()["seen_at"]


def test_a_visitor_is_told_nothing(browse, changes):
    assert "To know" not in browse(None, "/?lang=en").text
    assert browse(None, "/api/v1/corrections/told").status_code == 401
    assert browse(None, "/corrections/told/seen", method="POST").status_code in {302, 303, 401}


def test_the_command_lists(app, changes):
    run = app.test_cli_runner().invoke
    result = run(group, ["list", "--json", "--what", "retraction"])
    assert result.exit_code == 0, result.output
    [row] = [json.loads(line) for line in result.stdout.splitlines()]
    assert (row["output_id"], row["other_doi"], row["ours"]) == (changes["retracted"], NOTICE, True)
    assert "10.5555/w.correction" in run(group, ["list", "--year", "2025"]).output
    assert run(group, ["list", "--what", "nonsense"]).exit_code == 2


def test_the_command_reviews_what_is_stored(app, changes):
    with unit_of_work():
        db.session.execute(db.delete(OutputMark))
    result = app.test_cli_runner().invoke(group, ["review"])
    assert "4 outputs reviewed" in result.output
    assert len(db.session.scalars(db.select(OutputMark)).all()) == 4
