"""One question an identifier: what an answer settles, at once and later."""

import time

import pytest
from sqlalchemy import delete, select

from registry.claims import identifiers, queries, service, suggesting
from registry.claims.errors import NotAnAddress, NotAnOrcid
from registry.claims.models import Claim, ClaimIdentifier
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.jobs.worker import drain
from registry.outputs.models import Byline
from registry.people.models import Researcher
from tests.claims.people import (
    ADDRESS,
    ID,
    OTHER_ID,
    Statements,
    administrator,
    ask,
    carrying,
    deputy_of,
    last_details,
    own,
    verbs,
    with_address,
)
from tests.makers.claims import make_claim, make_paper
from tests.makers.people import make_post, make_researcher
from tests.makers.races import at_once

BEARER = {"Authorization": "Bearer test"}


@pytest.fixture
def anna(unit):
    with unit_of_work():
        researcher = make_researcher("Sample", "Anna", orcid=ID)
        make_post(researcher, unit)
    return researcher


@pytest.fixture
def bea(unit):
    """Somebody of whom no identifier is known."""
    with unit_of_work():
        researcher = make_researcher("Sample", "Anna")
        make_post(researcher, unit)
    return researcher


def papers(number, *authors):
    with unit_of_work():
        made = [make_paper(*authors) for _ in range(number)]
    ask(*made)
    return made


def states(researcher) -> list[str]:
    db.session.expire_all()
    wanted = select(Claim.state).filter_by(researcher_id=researcher.id).order_by(Claim.id)
    return list(db.session.scalars(wanted))


def answer(researcher, value, scheme="orcid", *, theirs=True, by=SYSTEM):
    with unit_of_work():
        return identifiers.answer(researcher, scheme, value, is_theirs=theirs, by=by)


def test_an_identifier_is_asked_about_with_what_it_settles_the_most_first(anna, unit):
    first = papers(2, carrying())
    second = papers(3, with_address(unit=unit))
    papers(1, {"printed": "Anna Sample", "unit": unit})
    asked = identifiers.questions(anna.id)
    assert [(q.scheme, q.value, q.papers, q.spellings) for q in asked] == [
        ("email", ADDRESS, 3, ("Anna Sample",)),
        ("orcid", ID, 2, ("A. Sample",)),
    ]
    by_output = {c.output_id: c.id for c in db.session.scalars(select(Claim))}
    assert asked[0].claims == tuple(by_output[p.id] for p in second)
    assert asked[1].claims == tuple(by_output[p.id] for p in first)


def test_an_id_that_its_owner_signed_in_with_is_not_asked_about(anna):
    papers(1, carrying())
    with unit_of_work():
        anna.orcid_authenticated = True
    assert identifiers.questions(anna.id) == []


def test_what_was_answered_is_not_asked_again(anna):
    papers(2, carrying())
    answer(anna, ID, theirs=False)
    papers(1, carrying("Anna Sample"))
    assert identifiers.questions(anna.id) == []


def test_the_questions_cost_the_same_for_many_papers(anna):
    counts = []
    for number in (1, 10):
        papers(number, carrying())
        with Statements() as asked:
            identifiers.questions(anna.id)
        counts.append(asked.count)
    assert counts[0] == counts[1]


def test_one_answer_confirms_every_paper_that_carries_it_in_the_answerers_name(anna):
    made = papers(3, "Bo Example", carrying())
    by = own(anna)
    answered = answer(anna, f"https://orcid.org/{ID}", by=by)
    assert (answered.row.scheme, answered.row.value, answered.row.is_theirs) == ("orcid", ID, True)
    assert [(c.output_id, c.state, c.decided_by) for c in answered.claims] == [
        (paper.id, "confirmed", by.account_id) for paper in made
    ]
    assert verbs(answered.claims[0]) == ["claim.suggested", "claim.confirmed"]
    assert last_details(answered.row) == {
        "researcher": anna.id, "scheme": "orcid", "theirs": True,
        "claims": [c.id for c in answered.claims], "dropped": 0,
    }  # fmt: skip
    assert identifiers.questions(anna.id) == []


def test_a_position_that_another_holds_becomes_a_dispute(anna):
    [paper] = papers(1, carrying())
    with unit_of_work():
        make_claim(make_researcher("Sample", "Ada"), paper)
    [claim] = answer(anna, ID).claims
    assert claim.state == "disputed"


def test_an_address_is_kept_in_one_form_and_told_in_the_evidence(bea, unit):
    papers(1, with_address(unit=unit, address="A.Sample@Sample.example"))
    answered = answer(bea, " A.Sample@SAMPLE.example", "email")
    assert answered.row.value == ADDRESS
    assert "email" in {e["code"] for e in answered.claims[0].evidence}


def test_a_name_that_does_not_agree_is_not_confirmed(anna):
    [paper] = papers(1, carrying())
    with unit_of_work():
        db.session.get(Byline, paper.byline[0].id).printed = "Bo Example"
        paper.byline[0].family, paper.byline[0].given = "Example", "Bo"
    assert answer(anna, ID).claims == []
    assert states(anna) == ["suggested"]


def test_papers_that_come_later_are_confirmed_without_a_question(bea):
    answer(bea, ID)
    with unit_of_work():
        agreeing, other = make_paper(carrying()), make_paper(carrying("Bo Example"))
    ask(agreeing, other)
    claim = queries.of_pair(agreeing.id, bea.id)
    assert (claim.state, claim.decided_by, claim.printed) == ("confirmed", None, "A. Sample")
    assert verbs(claim) == ["claim.confirmed"]
    assert queries.of_pair(other.id, bea.id) is None


def test_an_answer_finds_papers_that_were_never_asked_about(bea):
    [paper] = papers(1, carrying())
    assert states(bea) == []
    answer(bea, ID)
    drain()
    db.session.expire_all()
    assert queries.of_pair(paper.id, bea.id).state == "confirmed"


def test_a_rejection_stays_where_its_id_is_answered_as_theirs_and_the_paper_comes_again(anna):
    rejected, other = papers(2, carrying())
    with unit_of_work():
        service.reject(queries.of_pair(rejected.id, anna.id), by=SYSTEM)
    assert [c.output_id for c in answer(anna, ID).claims] == [other.id]
    with unit_of_work():
        db.session.execute(delete(Byline).where(Byline.output_id == rejected.id))
        db.session.expire_all()
        place = Byline(position=1, printed="Anna Sample", orcid=ID, orcid_authenticated=True)
        rejected.byline = [place]
        db.session.flush()
        suggesting.for_outputs([rejected.id], by=SYSTEM)
        suggesting.for_researcher(anna.id, by=SYSTEM)
    assert queries.of_pair(rejected.id, anna.id).state == "rejected"


def test_not_theirs_drops_what_rests_on_it_and_keeps_what_stands_without_it(anna, unit):
    resting, standing = papers(1, carrying()), papers(1, carrying("Anna Sample", unit=unit))
    with unit_of_work():
        for _ in range(4):
            before = make_paper("Anna Sample", "Ada Example", "Bea Exemplo", container_title="S L")
            make_claim(anna, before)
        known = [carrying("Anna Sample", unit=unit), "Ada Example", "Bea Exemplo"]
        sure = make_paper(*known, container_title="S L")
    ask(sure)
    answered = answer(anna, ID, theirs=False)
    assert answered.claims == []
    assert queries.of_pair(resting[0].id, anna.id) is None
    assert queries.of_pair(standing[0].id, anna.id) is None
    kept = queries.of_pair(sure.id, anna.id)
    assert kept.state == "suggested"
    codes = {e["code"] for e in kept.evidence}
    assert "identifier_refused" in codes
    assert "orcid" not in codes
    assert answered.dropped == 2


def test_not_theirs_rejects_no_paper_and_holds_for_papers_that_come_later(anna):
    [paper] = papers(1, carrying())
    answer(anna, ID, theirs=False)
    ask(paper)
    with unit_of_work():
        later = make_paper(carrying(orcid_authenticated=True))
    ask(later)
    drain()
    assert states(anna) == []


def test_each_answer_shows_what_it_brought(anna):
    _first, second, third = papers(3, carrying())
    with unit_of_work():
        service.reject(queries.of_pair(third.id, anna.id), by=SYSTEM)
        make_claim(make_researcher("Sample", "Ada"), second)
    answer(anna, ID)
    answer(anna, "nobody@sample.example", "email", theirs=False)
    nothing, brought = identifiers.answers(anna.id)
    assert (brought.confirmed, brought.open, brought.rejected) == (1, 1, 1)
    assert (nothing.confirmed, nothing.open, nothing.rejected) == (0, 0, 0)


def test_taking_an_answer_back_opens_what_it_confirmed_and_nobody_touched(anna):
    first, second, third = papers(3, carrying())
    row = answer(anna, ID).row
    with unit_of_work():
        service.withdraw(queries.of_pair(second.id, anna.id), by=SYSTEM)
        later = make_paper(carrying())
    ask(later)
    assert states(anna) == ["confirmed", "withdrawn", "confirmed", "confirmed"]
    with unit_of_work():
        identifiers.take_back(db.session.get(ClaimIdentifier, row.id), by=SYSTEM)
    assert states(anna) == ["suggested", "withdrawn", "suggested", "suggested"]
    assert db.session.scalars(select(ClaimIdentifier)).all() == []
    claim = queries.of_pair(first.id, anna.id)
    assert (claim.decided_by, claim.decided_at) == (None, None)
    assert verbs(claim)[-1] == "claim.undone"
    assert [q.value for q in identifiers.questions(anna.id)] == [ID]
    assert third.id != later.id


def test_the_opposite_answer_takes_the_first_one_back(anna):
    papers(2, carrying())
    answer(anna, ID)
    answered = answer(anna, ID, theirs=False)
    assert (answered.row.is_theirs, answered.dropped) == (False, 2)
    assert states(anna) == []


def test_what_was_dropped_is_asked_again_once_the_answer_is_taken_back(anna):
    papers(1, carrying())
    row = answer(anna, ID, theirs=False).row
    with unit_of_work():
        identifiers.take_back(db.session.get(ClaimIdentifier, row.id), by=SYSTEM)
    drain()
    assert states(anna) == ["suggested"]


def test_what_is_put_off_settles_nothing_is_asked_last_and_stays_to_be_answered(anna, unit):
    papers(3, carrying("A. Sample", unit=unit))
    papers(1, with_address(unit=unit))
    before = states(anna)
    put_off = answer(anna, ID, theirs=None)
    assert (put_off.claims, put_off.dropped, states(anna)) == ([], 0, before)
    assert verbs(put_off.row) == ["identifier.not_sure"]
    asked = identifiers.questions(anna.id)
    assert [(q.value, q.unsure_at is not None) for q in asked] == [(ADDRESS, False), (ID, True)]
    assert identifiers.answers(anna.id)[0].row.is_theirs is None
    assert queries.counts(anna.id)["identifiers"] == 1
    assert [c.state for c in answer(anna, ID).claims] == ["confirmed"] * 3
    assert queries.counts(anna.id)["identifiers"] == 0


def test_what_is_put_off_speaks_neither_for_nor_against_papers_that_come_later(anna):
    answer(anna, ID, theirs=None)
    papers(1, carrying())
    assert states(anna) == ["suggested"]


def test_not_sure_after_yes_opens_what_was_confirmed(anna):
    papers(2, carrying())
    answer(anna, ID)
    answer(anna, ID, theirs=None)
    assert states(anna) == ["suggested"] * 2
    assert [q.unsure_at is not None for q in identifiers.questions(anna.id)] == [True]


@pytest.mark.parametrize("value", ["0000-0002-1825-0098", "", "Anna", "0000" * 9, "\x00"])
def test_what_is_no_orcid_id_is_refused_by_its_value(value, anna):
    with pytest.raises(NotAnOrcid) as refused, unit_of_work():
        identifiers.answer(anna, "orcid", value, is_theirs=True, by=SYSTEM)
    assert (refused.value.field, refused.value.value) == ("value", value)
    assert db.session.scalars(select(ClaimIdentifier)).all() == []


@pytest.mark.parametrize(
    "value", ["", "anna", "a@b", "a b@c.example", "a@c.example\n.d", "a@" * 200]
)
def test_what_is_no_address_is_refused_by_its_value(value, anna):
    with pytest.raises(NotAnAddress) as refused, unit_of_work():
        identifiers.answer(anna, "email", value, is_theirs=True, by=SYSTEM)
    assert refused.value.value == value


def test_a_deputys_answer_says_for_whom_it_was_given(anna):
    papers(1, carrying())
    answered = answer(anna, ID, by=deputy_of(anna))
    for row in (answered.row, answered.claims[0]):
        said = last_details(row)
        assert (said["researcher"], said["acting"]) == (anna.id, "deputy")
    answered = answer(anna, OTHER_ID, by=own(anna))
    assert "acting" not in last_details(answered.row)


def test_an_answer_for_two_hundred_papers_takes_two_statements_a_paper_and_no_two_seconds(anna):
    papers(200, "Bo Example", carrying())
    identifiers.normal("orcid", ID)
    db.session.expire_all()
    begun = time.process_time()
    with Statements() as asked:
        claims = answer(anna, ID).claims
    assert len(claims) == 200
    assert asked.count < 2.5 * 200
    assert time.process_time() - begun < 2


def test_the_same_answer_at_the_same_moment_is_one_answer(app, anna):
    papers(3, carrying())
    who = anna.id

    def call():
        person = db.session.get_one(Researcher, who)
        identifiers.answer(person, "orcid", ID, is_theirs=True, by=SYSTEM)

    db.session.remove()
    assert at_once(app, [call] * 4) == []
    assert len(db.session.scalars(select(ClaimIdentifier)).all()) == 1
    rows = db.session.scalars(select(Claim)).all()
    assert [(c.state, verbs(c)) for c in rows] == [
        ("confirmed", ["claim.suggested", "claim.confirmed"])
    ] * 3


def test_two_who_answer_that_one_address_is_theirs_hold_each_position_once(app, unit):
    with unit_of_work():
        both = [make_researcher("Sample", "Anna") for _ in range(2)]
        made = [make_paper(with_address(unit=unit)) for _ in range(12)]
        for n, paper in enumerate(made):
            for person in both if n % 2 else both[::-1]:
                place = paper.byline[0].id
                row = Claim(output_id=paper.id, researcher_id=person.id, byline_id=place)
                row.state, row.evidence = "suggested", []
                db.session.add(row)
                db.session.flush()
    keys = [person.id for person in both]

    def call(who):
        person = db.session.get_one(Researcher, who)
        identifiers.answer(person, "email", ADDRESS, is_theirs=True, by=SYSTEM)

    db.session.remove()
    assert at_once(app, [lambda who=who: call(who) for who in keys]) == []
    for place in db.session.scalars(select(Byline.id)):
        held = db.session.scalars(select(Claim.state).filter_by(byline_id=place)).all()
        assert sorted(held) == ["confirmed", "disputed"]


def test_the_api_asks_answers_and_takes_back(client, acting, anna):
    papers(2, carrying())
    acting(own(anna))
    address = "/api/v1/claims/identifiers"
    [question] = client.get(address).json["questions"]
    assert (question["scheme"], question["value"], question["papers"]) == ("orcid", ID, 2)
    body = {"scheme": "orcid", "value": ID, "is_theirs": True}
    made = client.post(address, json=body, headers=BEARER)
    assert made.status_code == 201, made.json
    assert [c["state"] for c in made.json["claims"]] == ["confirmed"] * 2
    [answered] = client.get(address).json["answers"]
    assert (answered["confirmed"], answered["identifier"]["value"]) == (2, ID)
    one = f"{address}/{answered['identifier']['id']}"
    assert client.delete(one, headers=BEARER).status_code == 428
    gone = client.delete(one, headers=BEARER | {"If-Match": '"1"'})
    assert gone.status_code == 204
    assert client.get(address).json["answers"] == []


def test_the_api_puts_a_question_off_with_null(client, acting, anna):
    papers(1, carrying())
    acting(own(anna))
    address = "/api/v1/claims/identifiers"
    body = {"scheme": "orcid", "value": ID, "is_theirs": None}
    made = client.post(address, json=body, headers=BEARER)
    assert (made.status_code, made.json["identifier"]["is_theirs"]) == (201, None)
    said = client.get(address).json
    assert said["questions"][0]["unsure_at"]
    assert said["answers"][0]["identifier"]["is_theirs"] is None
    del body["is_theirs"]
    assert client.post(address, json=body, headers=BEARER).status_code == 422


def test_the_api_names_the_value_that_is_malformed(client, acting, anna):
    acting(own(anna))
    for scheme, value in (("orcid", "1234"), ("email", "anna")):
        body = {"scheme": scheme, "value": value, "is_theirs": True}
        refused = client.post("/api/v1/claims/identifiers", json=body, headers=BEARER)
        assert refused.status_code == 422
        [error] = refused.json["errors"]
        assert (error["field"], error["value"]) == ("value", value)


def test_identifiers_are_for_their_researcher_deputies_and_administrators(
    client, acting, anna, bea
):
    papers(1, carrying())
    row = answer(anna, ID).row
    address = f"/api/v1/claims/identifiers?researcher={anna.id}"
    body = {"scheme": "orcid", "value": ID, "is_theirs": True, "researcher": anna.id}
    for by, status in (
        (own(bea), 403), (deputy_of(anna), 200), (deputy_of(bea, "d2"), 403),
        (administrator(), 200),
    ):  # fmt: skip
        acting(by)
        assert client.get(address).status_code == status
        posted = client.post("/api/v1/claims/identifiers", json=body, headers=BEARER)
        assert posted.status_code == (201 if status == 200 else 403)
    acting(deputy_of(bea, "d3"))
    one = f"/api/v1/claims/identifiers/{row.id}"
    gone = client.delete(one, headers=BEARER | {"If-Match": "*"})
    assert gone.status_code == 404
