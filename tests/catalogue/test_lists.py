"""The list of outputs: filters, pages, and how often it asks the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from registry.catalogue import queries
from registry.core.actor import VISITOR, Actor
from registry.core.db import db
from registry.core.listing import Slice
from registry.core.unit_of_work import unit_of_work
from registry.policy import Role
from tests.makers.claims import make_claim, make_paper
from tests.makers.goals import load_goals, make_link
from tests.makers.people import make_post, make_researcher, make_unit


@pytest.fixture
def goals(app):
    with unit_of_work():
        load_goals()


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(connection, cursor, statement, *rest):
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def papers_with_everything(number):
    with unit_of_work():
        for _ in range(number):
            paper = make_paper("Person Sample", "Other Sample", year=2024)
            make_claim(make_researcher(), paper, 1)
            make_claim(make_researcher(), paper, 2)
            make_link(paper, "G1")
            make_link(paper, "G3", primary=False)


def keys(filters, *, by=VISITOR):
    page = queries.page(Slice(200), filters, by=by)
    return {row["id"] for row in page.items}


def items(client, query=""):
    return client.get(f"/api/v1/outputs{query}").json["items"]


def statements(client, address):
    db.session.remove()
    with counted() as sent:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(sent), answer.json


@pytest.mark.parametrize("query", ["", "&year=2024&goal=G1", "&kind=publication"])
def test_a_list_of_many_asks_no_more_than_a_list_of_one(client, goals, query):
    papers_with_everything(1)
    few, answer = statements(client, f"/api/v1/outputs?limit=50{query}")
    assert len(answer["items"]) == 1
    papers_with_everything(12)
    many, answer = statements(client, f"/api/v1/outputs?limit=50{query}")
    assert len(answer["items"]) == 13
    assert many == few


def test_a_list_reads_without_a_transaction(client, goals):
    papers_with_everything(2)
    _, answer = statements(client, "/api/v1/outputs")
    with counted() as sent:
        client.get("/api/v1/outputs")
    assert len(answer["items"]) == 2
    assert all(statement.lstrip().startswith("SELECT") for statement in sent)


def test_each_row_has_its_own_byline_claims_and_goals(client, goals):
    with unit_of_work():
        bare = make_paper("Bare Sample", year=2020)
        full = make_paper("Person Sample", "Other Sample", year=2024)
        person = make_researcher("Sample", "Other")
        make_claim(person, full, 2)
        make_link(full, "G3")
        make_link(full, "G1", primary=False)
    first, second = items(client)
    assert (first["id"], second["id"]) == (full.id, bare.id)
    assert [place["printed"] for place in first["byline"]] == ["Person Sample", "Other Sample"]
    assert first["researchers"] == [
        {"id": person.id, "name_en": person.name_en, "name_zh": person.name_zh, "position": 2}
    ]
    assert [(g["goal_code"], g["primary"]) for g in first["goals"]] == [("G3", True), ("G1", False)]
    assert (second["researchers"], second["goals"]) == ([], [])


def test_names_of_the_byline_stop_after_ten_and_the_count_goes_on(client, app):
    with unit_of_work():
        make_paper(*(f"Person{n} Sample" for n in range(14)))
    (row,) = items(client)
    assert len(row["byline"]) == 10
    assert row["byline_count"] == 14


def test_pages_follow_one_another_and_back(client, app):
    with unit_of_work():
        made = [make_paper(year=2020 + n % 3).id for n in range(7)]
    seen, address = [], "?limit=3"
    while address:
        answer = client.get(f"/api/v1/outputs{address}").json
        seen += [row["id"] for row in answer["items"]]
        before = answer["previous"]
        address = f"?limit=3&cursor={answer['next']}" if answer["next"] else None
    assert sorted(seen) == sorted(made)
    assert len(seen) == 7
    again = items(client, f"?limit=3&cursor={before}")
    assert [row["id"] for row in again] == seen[3:6]


def test_the_total_counts_the_filtered_list(client, app):
    with unit_of_work():
        for year in (2023, 2024, 2024):
            make_paper(year=year)
    assert client.get("/api/v1/outputs?year=2024&limit=1&total=true").json["total"] == 2
    assert "total" not in client.get("/api/v1/outputs").json


def test_filters_by_kind_year_and_doi(app):
    with unit_of_work():
        paper, program = make_paper(year=2024), make_paper(year=2023, kind="software")
    assert keys({"kind": "software"}) == {program.id}
    assert keys({"year": 2024}) == {paper.id}
    assert keys({"doi": paper.doi}) == {paper.id}
    assert keys({"kind": "software", "year": 2024}) == set()


def test_a_doi_filters_in_any_spelling(client, app):
    with unit_of_work():
        paper = make_paper()
        make_paper()
    shouted = f"https://doi.org/{paper.doi.upper()}"
    answer = client.get("/api/v1/outputs", query_string={"doi": shouted}).json
    assert [row["id"] for row in answer["items"]] == [paper.id]


def test_words_find_what_begins_with_them(app):
    with unit_of_work():
        found = make_paper(search_text=" entanglement of ions li sai")
        make_paper(search_text=" thermal noise in amplifiers")
    assert keys({"q": "entangle"}) == {found.id}
    assert keys({"q": "IONS Sai"}) == {found.id}
    assert keys({"q": "ions noise"}) == set()


def test_a_goal_finds_its_sub_aims_too_and_a_sub_aim_only_itself(app, goals):
    with unit_of_work():
        broad, narrow, other = make_paper(), make_paper(), make_paper()
        make_link(broad, "G3")
        make_link(narrow, "G3.1")
        make_link(other, "G1")
    assert keys({"goal": "G3"}) == {broad.id, narrow.id}
    assert keys({"goal": "G3.1"}) == {narrow.id}


def test_an_unknown_goal_is_named_in_the_answer(client, goals):
    answer = client.get("/api/v1/outputs?goal=G77")
    assert answer.status_code == 422
    (error,) = answer.json["errors"]
    assert (error["field"], error["value"]) == ("goal", "G77")


def test_a_researcher_finds_what_is_confirmed_as_theirs(app):
    with unit_of_work():
        mine, other = make_paper(), make_paper()
        person = make_researcher()
        make_claim(person, mine)
        make_claim(make_researcher(), other)
    assert keys({"researcher": person.id}) == {mine.id}


def test_a_unit_finds_what_names_it_and_what_its_people_wrote(app):
    with unit_of_work():
        unit, elsewhere = make_unit(), make_unit()
        printed = make_paper({"printed": "Person Sample", "unit": unit})
        make_paper({"printed": "Person Sample", "unit": elsewhere})
        written, person = make_paper(), make_researcher()
        make_post(person, unit)
        make_claim(person, written)
    assert keys({"unit": unit.code}) == {printed.id, written.id}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("kind=poem", "kind"),
        ("year=12", "year"),
        ("doi=nonsense", "doi"),
        ("researcher=0", "researcher"),
        ("limit=0", "limit"),
        ("cursor=nonsense", "cursor"),
        ("colour=red", "colour"),
    ],
)
def test_a_filter_that_cannot_be_is_named(client, app, query, field):
    answer = client.get(f"/api/v1/outputs?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == [field]


def test_a_hidden_researcher_is_named_to_hr_and_themselves_only(app):
    with unit_of_work():
        paper = make_paper("Person Sample", "Hidden Sample")
        shown, hidden = make_researcher(), make_researcher("Sample", "Hidden", visible=False)
        make_claim(shown, paper, 1)
        make_claim(hidden, paper, 2)

    def named(**about):
        (row,) = queries.page(Slice(), {}, by=Actor(**about)).items
        return [author.id for author in row["researchers"]]

    assert named() == [shown.id]
    assert named(roles=frozenset({Role.RESEARCHER}), researcher_id=shown.id) == [shown.id]
    assert named(roles=frozenset({Role.RESEARCHER}), researcher_id=hidden.id) == [
        shown.id,
        hidden.id,
    ]
    assert named(roles=frozenset({Role.HR})) == [shown.id, hidden.id]


def test_the_list_of_a_hidden_researcher_is_not_found_by_visitors(client, app):
    with unit_of_work():
        hidden, shown = make_researcher(visible=False), make_researcher()
        make_claim(hidden), make_claim(shown)
    assert client.get(f"/api/v1/researchers/{hidden.id}/outputs").status_code == 404
    assert len(client.get(f"/api/v1/researchers/{shown.id}/outputs").json["items"]) == 1
