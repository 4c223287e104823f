"""One's own list beside the registry: lacking, here, confirmed, forgotten, and what differs."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from registry.claims import queries as claims
from registry.claims import service
from registry.core.actor import SYSTEM, Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import my_list
from registry.intake.errors import ListTooLong, NothingListed
from registry.policy import Role
from tests.makers.claims import make_claim, make_paper
from tests.makers.people import make_post, make_researcher

BEARER = {"Authorization": "Bearer test"}


@pytest.fixture
def anna(app):
    with unit_of_work():
        researcher = make_researcher("Sample", "Anna")
        make_post(researcher)
    return researcher


@pytest.fixture
def papers(anna):
    """Two confirmed, one that carries the name only, one that is somebody else's."""
    with unit_of_work():
        made = {
            "first": make_paper("Anna Sample", title="Entangled photons in a sample", year=2021),
            "second": make_paper("Anna Sample", title="样品中的纠缠光子对研究", year=2022),
            "named": make_paper("A. Sample", title="A network of two cold samples", year=2023),
            "other": make_paper("Otto Else", title="Samples that nobody ever measured", year=2020),
        }
        for key in ("first", "second"):
            make_claim(anna, made[key])
    return made


def compared(text, researcher):
    found = my_list.compare(text, researcher)
    return {
        "lacking": [entry.doi or entry.given for entry in found.lacking],
        "unclaimed": [pair.output.title for pair in found.unclaimed],
        "agreed": [pair.output.title for pair in found.agreed],
        "unlisted": [output.title for output in found.unlisted],
        "unread": [entry.given for entry in found.unread],
    }


def test_every_entry_stands_in_one_part_and_what_is_forgotten_is_named(anna, papers):
    text = (
        "Publications\n"
        f"[1] Sample A. Entangled photons in a sample. J. Samples 2021. {papers['first'].doi}\n"
        "[2] Sample A. A network of two cold samples. J. Samples 2023.\n"
        "[3] Sample A. A work that is nowhere yet. J. Samples 2024. doi:10.5555/nowhere.1\n"
        "[4] Sample A. A work without any DOI at all. J. Samples 2019.\n"
    )
    found = compared(text, anna)
    assert found == {
        "lacking": [
            "10.5555/nowhere.1",
            "Sample A. A work without any DOI at all. J. Samples 2019.",
        ],
        "unclaimed": ["A network of two cold samples"],
        "agreed": ["Entangled photons in a sample"],
        "unlisted": ["样品中的纠缠光子对研究"],
        "unread": ["Publications"],
    }


def test_a_chinese_line_is_known_by_its_title(anna, papers):
    found = compared("安娜. 样品中的纠缠光子对研究. 物理学报, 2022, 71(1): 1-9.", anna)
    assert found["agreed"] == ["样品中的纠缠光子对研究"]


def test_what_differs_is_said(anna, papers):
    text = (
        f"@article{{a, title={{Entangled photons in some sample}}, year=2020, "
        f"doi={{{papers['first'].doi}}}}}"
    )
    pair = my_list.compare(text, anna).agreed[0]
    assert [difference.places for difference in pair.differences] == [
        {"listed": "2020", "here": "2021"},
        {"listed": "Entangled photons in some sample"},
    ]


def test_the_preprint_in_the_list_is_the_article_here(anna, papers):
    with unit_of_work():
        preprint = make_paper("Anna Sample", title="Entangled photons (preprint)", year=2020)
        preprint.version_of_record_id = papers["first"].id
    found = compared(preprint.doi, anna)
    assert found["agreed"] == ["Entangled photons in a sample"]
    assert found["unlisted"] == ["样品中的纠缠光子对研究"]


def test_a_work_said_to_be_not_theirs_is_shown_as_such(anna, papers):
    with unit_of_work():
        service.not_mine(papers["named"], anna, by=SYSTEM)
    pair = my_list.compare(papers["named"].doi, anna).unclaimed[0]
    assert pair.claim.state == "rejected"


def test_titles_of_bibtex_are_known_among_all_outputs(anna, papers):
    found = compared("@article{a, title={Samples That Nobody Ever Measured}, year=2020}", anna)
    assert found["unclaimed"] == ["Samples that nobody ever measured"]


def test_nothing_and_too_much_are_refused_with_the_field(anna):
    with pytest.raises(NothingListed) as nothing:
        my_list.compare("I like cats.", anna)
    with pytest.raises(ListTooLong) as much:
        my_list.compare("A long enough line of a sample, 2020\n" * 3000, anna)
    assert (nothing.value.field, much.value.field) == ("text", "text")


@pytest.fixture
def statements(app):
    """The statements that run within a block."""

    @contextmanager
    def noted():
        found = []

        def note(*args):
            found.append(args[2])

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return noted


def test_a_comparison_asks_as_many_queries_for_many_entries(anna, papers, statements):
    few, many = ("\n".join(p.doi for p in list(papers.values())[:n]) for n in (1, 4))
    my_list.compare(few, anna)
    with statements() as first:
        my_list.compare(few, anna)
    with statements() as second:
        my_list.compare(many, anna)
    assert len(second) == len(first)


@pytest.fixture
def acting(app):
    kept = app.extensions["actor_loader"]

    def become(actor):
        app.extensions["actor_loader"] = lambda: actor

    yield become
    app.extensions["actor_loader"] = kept


def researcher_as(person):
    return Actor(account_id=1, roles=frozenset({Role.RESEARCHER}), researcher_id=person.id)


def test_the_api_compares_and_refuses_the_list_of_another(client, acting, anna, papers):
    with unit_of_work():
        ben = make_researcher("Sample", "Ben")
    acting(researcher_as(anna))
    body = {"text": papers["first"].doi}
    answer = client.post("/api/v1/claims/check-list", json=body, headers=BEARER)
    assert answer.status_code == 200, answer.json
    assert answer.json["agreed"][0]["output"]["id"] == papers["first"].id
    assert answer.json["agreed"][0]["state"] == "confirmed"
    body |= {"researcher": ben.id}
    answer = client.post("/api/v1/claims/check-list", json=body, headers=BEARER)
    assert answer.status_code == 403


def test_the_page_shows_the_parts_and_offers_to_bring_in_what_lacks(client, acting, anna, papers):
    acting(researcher_as(anna))
    assert client.get("/my-list").status_code == 200
    text = f"{papers['first'].doi}\n10.5555/nowhere.1"
    page = client.post("/my-list", data={"text": text}, headers=BEARER)
    assert page.status_code == 200
    assert "Bring in 1 work" in page.text
    assert "Entangled photons in a sample" in page.text
    assert client.post("/my-list", data={"text": "cats"}, headers=BEARER).status_code == 422
    assert claims.counts(anna.id)["confirmed"] == 2
