"""One's own list beside the registry: lacking, here, confirmed, forgotten, and what differs."""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from registry.claims import queries as claims
from registry.claims import service
from registry.core.actor import SYSTEM, Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake import bringing, expanding, my_list, queries, steering
from registry.intake.errors import ListTooLong, NothingListed, NothingToBring, NotLacking
from registry.intake.models import ImportItem, ImportRun
from registry.intake.service import Wanted
from registry.jobs import worker
from registry.outputs.models import Output
from registry.policy import Role
from tests.claims.people import own
from tests.makers.claims import make_claim, make_paper
from tests.makers.intake import asking, make_message, small_crossref
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
    assert "Bring in what is ticked" in page.text
    assert re.findall(r'name="places" value="(\d+)"', page.text) == ["2"]
    assert "Entangled photons in a sample" in page.text
    assert client.post("/my-list", data={"text": "cats"}, headers=BEARER).status_code == 422
    assert claims.counts(anna.id)["confirmed"] == 2


LISTS = {
    "bibtex": """@article{a, title={Entangled photons in a sample}, year=2021}
@inproceedings{b, title={A talk that has no DOI}, year=2018, author={Else, Otto and Sample, Anna}}
@article{c, title={Asked for by its DOI}, doi={10.5555/sample.1}, year=2021}
@misc{d, title={A report that nobody wants}, author={Sample, Anna}, year=2017}
@misc{e, note={nothing}}
""",
    "ris": """TY  - JOUR\nTI  - Entangled photons in a sample\nPY  - 2021\nER  - \n
TY  - CONF\nTI  - A talk that has no DOI\nAU  - Else, Otto\nAU  - Sample, Anna\nPY  - 2018\nER  - \n
TY  - JOUR\nTI  - Asked for by its DOI\nDO  - 10.5555/sample.1\nPY  - 2021\nER  - \n
TY  - RPRT\nTI  - A report that nobody wants\nAU  - Sample, Anna\nPY  - 2017\nER  - \n
""",
    "csl": """[{"title": "Entangled photons in a sample", "issued": {"date-parts": [[2021]]}},
{"title": "A talk that has no DOI", "type": "paper-conference", "issued": {"date-parts": [[2018]]},
 "author": [{"family": "Else", "given": "Otto"}, {"family": "Sample", "given": "Anna"}]},
{"title": "Asked for by its DOI", "DOI": "10.5555/sample.1"},
{"title": "A report that nobody wants", "issued": {"date-parts": [[2017]]}}]
""",
}


@pytest.fixture
def crossref(app):
    with small_crossref([make_message(1)]) as api, asking(app, api.url):
        yield api


def brought(text, researcher, **more):
    with unit_of_work():
        run = bringing.bring_in(text, researcher, by=SYSTEM, **more)
    worker.drain()
    return db.session.get_one(ImportRun, run.id, populate_existing=True)


def titles_of(run):
    rows = select(ImportItem).where(ImportItem.run_id == run.id).order_by(ImportItem.id)
    found = [(item.outcome, item.output_id) for item in db.session.scalars(rows)]
    return [(outcome, db.session.get_one(Output, key).title) for outcome, key in found]


@pytest.mark.parametrize("form", LISTS)
def test_what_is_ticked_comes_in_as_it_stands_where_it_has_no_doi(form, anna, papers, crossref):
    run = brought(LISTS[form], anna, places=[2, 3])
    assert titles_of(run) == [
        ("created", "A talk that has no DOI"),
        ("created", "Sample work 1 on the entanglement of ions"),
    ]
    view = queries.view(run)
    assert (view.entries, view.repeated, view.state) == (2, 0, "done")
    assert compared(LISTS[form], anna)["lacking"] == ["A report that nobody wants"]


def test_without_a_choice_all_comes_in_that_can(anna, papers, crossref):
    text = "Sample A. A work without any DOI at all. J. Samples 2019.\n10.5555/sample.1\n"
    assert [item.identifier for item in brought(text, anna).items] == ["10.5555/sample.1"]
    assert len(titles_of(brought(LISTS["bibtex"], anna))) == 2


def test_a_plan_of_a_list_writes_nothing_until_it_is_applied(anna, papers, crossref):
    run = brought(LISTS["bibtex"], anna, places=[2], wanted=Wanted(plan=True))
    assert [(item.outcome, item.title) for item in run.items] == [("new", "A talk that has no DOI")]
    assert compared(LISTS["bibtex"], anna)["lacking"][0] == "A talk that has no DOI"
    with unit_of_work():
        steering.apply(db.session.get_one(ImportRun, run.id), by=SYSTEM)
    worker.drain()
    assert titles_of(run) == [("created", "A talk that has no DOI")]


def test_a_run_over_a_list_that_is_taken_over_reads_on_where_it_was(
    anna, papers, crossref, monkeypatch
):
    monkeypatch.setattr(expanding, "BATCH", 1)
    with unit_of_work():
        run = bringing.bring_in(LISTS["bibtex"], anna, by=SYSTEM, places=[2, 4])
        run.place = 2
    worker.drain()
    db.session.expire_all()
    items = db.session.get_one(ImportRun, run.id).items
    assert [item.title or db.session.get_one(Output, item.output_id).title for item in items] == [
        "A report that nobody wants"
    ]


def test_what_came_in_by_a_list_waits_for_the_name_of_its_researcher(anna, papers, crossref):
    run = brought(LISTS["bibtex"], anna, places=[2])
    [key] = bringing.states(run, run.items)
    assert bringing.states(run, run.items) == {key: None}
    with unit_of_work():
        service.answer(db.session.get_one(Output, key), 2, anna, by=SYSTEM)
    assert bringing.states(run, run.items) == {key: "confirmed"}


def test_what_is_here_or_cannot_come_is_refused_by_its_place(anna, papers):
    for place in (1, 5, 99):
        with pytest.raises(NotLacking) as refused:
            bringing.bring_in(LISTS["bibtex"], anna, by=SYSTEM, places=[place])
        assert (refused.value.field, refused.value.value) == ("places", place)
    with pytest.raises(NothingToBring):
        bringing.bring_in(papers["first"].doi, anna, by=SYSTEM)


def test_the_page_brings_in_what_is_ticked_and_then_asks_for_the_name(
    client, acting, anna, papers, crossref
):
    acting(own(anna))
    page = client.post("/my-list", data={"text": LISTS["bibtex"]}, headers=BEARER).text
    assert re.findall(r'name="places" value="(\d+)"', page) == ["2", "3", "4"]
    form = {"text": LISTS["bibtex"], "places": ["2"]}
    sent = client.post("/my-list/import", data=form, headers=BEARER)
    assert sent.status_code == 303, sent.text
    worker.drain()
    assert "A talk that has no DOI" in client.get(sent.location).text
    client.post(f"{sent.location}/apply", headers=BEARER)
    worker.drain()
    page = client.get(sent.location).text
    key = db.session.scalar(select(Output.id).filter_by(title="A talk that has no DOI"))
    assert f'href="/outputs/{key}/claim"' in page
    nothing = client.post("/my-list/import", data={"text": LISTS["bibtex"]}, headers=BEARER)
    assert (nothing.status_code, "Nothing was selected." in nothing.text) == (200, True)


def test_the_api_brings_in_and_refuses_the_list_of_another(client, acting, anna, papers, crossref):
    with unit_of_work():
        ben = make_researcher("Sample", "Ben")
    acting(own(anna))
    address = "/api/v1/claims/check-list/imports"
    body = {"text": LISTS["ris"], "places": [2], "plan": True}
    keyed = BEARER | {"Idempotency-Key": "once"}
    first = client.post(address, json=body, headers=keyed)
    assert (first.status_code, first.json["plan"]) == (202, True)
    assert client.post(address, json=body, headers=keyed).json["id"] == first.json["id"]
    refused = client.post(address, json=body | {"places": [1]}, headers=BEARER)
    assert refused.json["errors"][0]["value"] == 1
    answer = client.post(address, json=body | {"researcher": ben.id}, headers=BEARER)
    assert answer.status_code == 403
    form = {"text": LISTS["ris"], "places": ["2"]}
    other = client.post(f"/researchers/{ben.id}/my-list/import", data=form, headers=BEARER)
    assert other.status_code == 403
