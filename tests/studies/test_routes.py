"""The API, the pages and the commands of pairs: wiring, refusals, both languages."""

import json

import pytest
from sqlalchemy import select

from registry.accounts.models import Account
from registry.core.actor import SYSTEM, Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.jobs import worker
from registry.outputs.models import Output
from registry.policy import Role
from registry.studies import service
from registry.studies.cli import group
from registry.studies.models import KnownPair, StudyPair
from tests.makers.outputs import make_publication
from tests.makers.studies import AUTHORS, TITLE, make_article, make_pair, make_preprint, suggest

BEARER = {"Authorization": "Bearer test"}
NOBODY = {"joined", "rejected", "parted"}


@pytest.fixture
def acting(app):
    """Let the requests of a test come from an actor."""
    kept = app.extensions["actor_loader"]
    with unit_of_work():
        account = Account(email="actor@sample.example", name="Actor", state="active")
        db.session.add(account)
    number = account.id

    def become(*roles):
        actor = Actor(account_id=number, roles=frozenset(roles)) if roles else None
        app.extensions["actor_loader"] = lambda: actor

    become(Role.ADMINISTRATOR)
    yield become
    app.extensions["actor_loader"] = kept


@pytest.fixture
def pair(app):
    with unit_of_work():
        return make_pair()


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(group, words)


def state_of(pair):
    db.session.expire_all()
    return db.session.get_one(StudyPair, pair.id).state


def decide(client, pair, **body):
    return client.post(f"/api/v1/studies/{pair.id}/decision", json=body, headers=BEARER)


def test_the_list_tells_pairs_by_state_kind_and_output(acting, client, pair):
    found = client.get("/api/v1/studies?state=suggested&kind=preprint&total=true").json
    assert (found["total"], found["items"][0]["id"]) == (1, pair.id)
    item = found["items"][0]
    assert (item["lesser"]["id"], item["other"]["id"]) == (pair.lesser_id, pair.other_id)
    assert item["evidence"][0]["sentence"] == "The titles are the same."
    assert client.get("/api/v1/studies?state=joined").json["items"] == []
    for output in (pair.low_id, pair.high_id):
        assert len(client.get(f"/api/v1/studies?output={output}").json["items"]) == 1
    assert client.get("/api/v1/studies?output=999").json["items"] == []


def test_evidence_is_told_in_the_language_of_the_reader(acting, client, pair):
    # The catalogue decides; what matters is that the sentence goes through it.
    address = f"/api/v1/studies/{pair.id}"
    for language in ("en", "zh"):
        found = client.get(address, query_string={}, headers={"Accept-Language": language})
        assert found.status_code == 200
        assert "%" not in found.json["evidence"][0]["sentence"]


def test_a_pair_is_joined_and_parted_over_the_api(acting, client, pair):
    answer = decide(client, pair, decision="join")
    assert (answer.status_code, answer.json["state"]) == (200, "joined")
    assert answer.json["lesser"]["version_of_record"] == pair.other_id
    assert decide(client, pair, decision="undo").json["state"] == "parted"


def test_the_other_one_may_be_let_count_over_the_api(acting, client, pair):
    lesser = pair.lesser_id
    assert decide(client, pair, decision="join", counting=lesser).json["other"]["id"] == lesser


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"decision": "merge"}, 422, None),
        ({}, 422, None),
        ({"decision": "join", "counting": 999}, 422, "NotOfThisPair"),
        ({"decision": "undo"}, 409, "AlreadyDecided"),
        ({"decision": "join", "more": 1}, 422, None),
    ],
)
def test_a_wrong_decision_is_refused_and_nothing_changes(acting, client, pair, body, status, code):
    answer = decide(client, pair, **body)
    assert answer.status_code == status
    assert code is None or answer.json["code"] == code
    assert state_of(pair) == "suggested"


def test_a_pair_that_is_not_there_is_not_found(acting, client):
    for number in (999, 2**40):
        assert client.get(f"/api/v1/studies/{number}").status_code == 404


@pytest.mark.parametrize(
    ("roles", "reads", "settles"),
    [
        ((), 401, 401),
        ((Role.RESEARCHER,), 200, 403),
        ((Role.HR,), 200, 403),
        ((Role.AUDITOR,), 200, 403),
        ((Role.ADMINISTRATOR,), 200, 200),
    ],
)
def test_who_reads_and_who_decides(acting, client, pair, roles, reads, settles):
    acting(*roles)
    assert client.get("/api/v1/studies").status_code == reads
    assert decide(client, pair, decision="reject").status_code == settles
    assert state_of(pair) == ("rejected" if settles == 200 else "suggested")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("state", ["suggested", "joined", "rejected", "parted"])
def test_each_list_shows_its_pairs_side_by_side(acting, client, pair, state, language):
    with unit_of_work():
        if state in ("joined", "parted"):
            service.join(pair, by=SYSTEM)
        if state == "parted":
            service.undo(pair, by=SYSTEM)
        if state == "rejected":
            service.reject(pair, by=SYSTEM)
    page = client.get(f"/studies?state={state}&lang={language}")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert text.count(f"/studies/{pair.id}/decision") >= 1
    assert "Ada Sample" in text
    assert f'lang="{"zh" if language == "zh" else "en"}' in text


def test_what_differs_is_marked(acting, client):
    with unit_of_work():
        preprint = make_preprint(title=TITLE)
        article = make_article(
            *AUTHORS[:2], "C. Specimen", title=TITLE.replace("cryogenic", "cold")
        )
        suggest(preprint, article)
    text = client.get("/studies").get_data(as_text=True)
    for word in ("cryogenic", "cold", "C. Specimen", "Cho Specimen"):
        assert f"<mark>{word}</mark>" in text
    assert "<mark>Entanglement</mark>" not in text


def test_buttons_join_reject_and_take_back(acting, client, pair):
    address = f"/studies/{pair.id}/decision"
    answer = client.post(address, data={"decision": "join"}, headers=BEARER)
    assert (answer.status_code, answer.location) == (303, f"/studies?decided={pair.id}")
    assert "Undo" in client.get(answer.location).get_data(as_text=True)
    client.post(address, data={"decision": "undo"}, headers=BEARER)
    assert state_of(pair) == "parted"
    client.post(address, data={"decision": "reject"}, headers=BEARER)
    assert state_of(pair) == "rejected"


def test_a_button_pressed_twice_says_what_happened(acting, client, pair):
    address = f"/studies/{pair.id}/decision"
    client.post(address, data={"decision": "join"}, headers=BEARER)
    again = client.post(address, data={"decision": "reject"}, headers=BEARER)
    assert again.status_code == 409


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("roles", [(), (Role.RESEARCHER,), (Role.ADMINISTRATOR,)])
def test_the_page_of_an_output_says_what_it_is_one_study_with(
    acting, client, pair, roles, language
):
    acting(*roles)
    lesser, other = (f"/outputs/{key}" for key in (pair.lesser_id, pair.other_id))
    asked = client.get(f"{lesser}?lang={language}").get_data(as_text=True)
    assert ("study-line" in asked) is bool(roles)
    with unit_of_work():
        service.join(pair, by=SYSTEM)
    below = client.get(f"{lesser}?lang={language}").get_data(as_text=True)
    above = client.get(f"{other}?lang={language}").get_data(as_text=True)
    assert f'href="{other}"' in below
    assert f'href="{lesser}"' in above
    assert ("/part" in below) is (Role.ADMINISTRATOR in roles)


def test_an_output_is_parted_from_its_page(acting, client, pair):
    with unit_of_work():
        service.join(pair, by=SYSTEM)
    answer = client.post(f"/studies/outputs/{pair.lesser_id}/part", headers=BEARER)
    assert answer.status_code == 303
    assert state_of(pair) == "parted"
    again = client.post(f"/studies/outputs/{pair.lesser_id}/part", headers=BEARER)
    assert again.status_code == 409


def test_works_that_come_in_are_looked_at_in_the_background(app):
    make_publication(title=[TITLE], type="posted-content", publisher="arXiv")
    make_publication(title=[TITLE], issued={"date-parts": [[2025, 9]]})
    worker.drain()
    assert db.session.scalars(select(StudyPair.state)).all() == ["suggested"]


def test_a_relation_in_a_message_joins_when_the_other_comes_in(app):
    article = make_publication(title=[TITLE], DOI="10.5555/study.article")
    says = {"is-preprint-of": [{"id-type": "doi", "id": article.doi, "asserted-by": "subject"}]}
    preprint = make_publication(title=[TITLE], type="posted-content", relation=says)
    worker.drain()
    db.session.expire_all()
    assert db.session.get_one(Output, preprint.id).version_of_record_id == article.id


def pairs_file(tmp_path, *rows):
    path = tmp_path / "pairs.tsv"
    lines = ["filename\tdoi\trelated_doi", *("\t".join(("x.json", *row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_known_pairs_are_loaded_and_joined_from_the_command_line(app, run, tmp_path):
    with unit_of_work():
        preprint, article = make_preprint(), make_article()
    rows = [(preprint.doi.upper(), article.doi), ("10.5555/not.here", "10.5555/nor.here")]
    path = pairs_file(tmp_path, *rows)
    found = run("load", path)
    assert found.output == "2 pairs, 2 new, 1 with both sides stored\n"
    assert db.session.scalars(select(StudyPair.state)).all() == ["joined"]
    assert run("load", path).output == "2 pairs, 0 new, 1 with both sides stored\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("filename\tdoi\trelated_doi\nx\t10.5555/a\tnot a doi\n", "Line 2: “not a doi”"),
        ("doi\trelated_doi\n10.5555/a\n", "Line 2"),
        ("from,to\n10.5555/a,10.5555/b\n", "from,to"),
        ("", "doi"),
    ],
)
def test_a_wrong_file_of_pairs_is_refused_whole(app, run, tmp_path, text, says):
    path = tmp_path / "pairs.tsv"
    path.write_text(text, encoding="utf-8")
    found = run("load", str(path))
    assert found.exit_code == 1
    assert says in found.output
    assert db.session.scalars(select(KnownPair.id)).all() == []


def test_a_file_that_is_no_text_is_refused(app, run, tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_bytes(b"\xff\xfe\x00doi\trelated")
    found = run("load", str(path))
    assert (found.exit_code, "UTF-8" in found.output) == (1, True)


def test_pairs_are_suggested_and_listed_from_the_command_line(app, run):
    with unit_of_work():
        make_preprint()
        make_article()
    assert run("suggest").output.endswith("2 outputs, 1 new or changed pairs\n")
    rows = [json.loads(line) for line in run("list", "--json").output.splitlines()]
    assert [(r["state"], r["kind"]) for r in rows] == [("suggested", "preprint")]
    assert run("list", "--state", "joined", "--json").output == ""


def test_real_pairs_are_measured_from_a_file(app, run, tmp_path):
    with unit_of_work():
        preprint, article = make_preprint(), make_article()
        make_article("Eve Other", title="Heralded photons from one rubidium atom near a mirror")
    path = pairs_file(tmp_path, (preprint.doi, article.doi), ("10.5555/x", "10.5555/y"))
    text = run("evaluate", path).output
    assert "2 pairs, 1 with both sides stored" in text
    assert text.count("precision 1.0000, recall 1.0000 (1 right of 1)") == 2
    assert db.session.scalars(select(StudyPair.id)).all() == []
