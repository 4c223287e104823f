"""Deputies by API, page and command: who names them, what they may do, and when it ends."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.accounts import deputies, queries
from registry.accounts.cli import group as accounts_group
from registry.accounts.models import Deputy
from registry.audit import service as audit
from registry.audit.cli import group as audit_group
from registry.audit.models import AuditEvent
from registry.claims import suggesting
from registry.claims.models import Claim
from registry.core import clock
from registry.core.actor import SYSTEM, operator
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.people import cli  # noqa: F401 - adds the commands of deputies
from registry.policy import Role
from tests.claims.people import ID, last_details
from tests.makers.claims import make_paper
from tests.makers.deputies import Caller, make_account, make_deputy
from tests.makers.people import make_post, make_researcher, make_unit

ADDRESS = "a.sample@sample.example"


class Institute:
    """Ann with three questions, Bea with one, and who is around them."""

    def __init__(self, app):
        with unit_of_work():
            unit = make_unit()
            self.ann = make_researcher("Sample", "Anna", orcid=ID)
            self.bea = make_researcher("Other", "Bea")
            for person in (self.ann, self.bea):
                make_post(person, unit)
            place = {"printed": "Anna Sample", "unit": unit, "affiliation": f"Street; {ADDRESS}"}
            papers = [make_paper(dict(place)) for _ in range(3)]
            papers.append(make_paper({"printed": "Bea Other", "unit": unit}))
            own = make_account("ann@sample.example", Role.RESEARCHER, researcher=self.ann)
            bea = make_account("bea@sample.example", Role.RESEARCHER, researcher=self.bea)
            others = [make_account(f"{n}@sample.example") for n in ("deputy", "colleague")]
            roles = (Role.ADMINISTRATOR, Role.HR, Role.AUDITOR)
            staff = [make_account(f"{r}@sample.example", r) for r in roles]
        with unit_of_work():
            suggesting.for_outputs([paper.id for paper in papers], by=SYSTEM)
        accounts = (own, bea, *others, *staff)
        self.calls = {a.email.partition("@")[0]: Caller(app, a) for a in accounts}
        self.papers = papers

    def as_(self, who, method, address, **options):
        return self.calls[who](method, address, **options)

    def claims(self, person):
        wanted = select(Claim).filter_by(researcher_id=person.id).order_by(Claim.id)
        return list(db.session.scalars(wanted))

    def name(self, **more):
        with unit_of_work():
            return make_deputy(self.calls["deputy"].account, self.ann, **more)


@pytest.fixture
def institute(app):
    made = Institute(app)
    assert (len(made.claims(made.ann)), len(made.claims(made.bea))) == (3, 1)
    return made


def address(person, *rest):
    return "/".join([f"/researchers/{person.id}/deputies", *map(str, rest)])


def actions(institute, person):
    """Every way to act on the claims of a person: (method, address, body)."""
    first, paper = institute.claims(person)[0], institute.papers[0]
    said = {"researcher": person.id, "scheme": "email", "value": ADDRESS, "is_theirs": True}
    new = {"output": paper.id, "position": 1, "researcher": person.id}
    keys = [claim.id for claim in institute.claims(person)]
    yield "GET", f"/claims/{first.id}", None
    for decision in ("mine", "not_mine", "not_sure", "withdraw", "undo"):
        yield "POST", f"/claims/{first.id}/decision", {"decision": decision}
    for decision in ("mine", "not_mine", "not_sure", "undo"):
        yield "POST", "/claims/decisions", {"claims": keys, "decision": decision}
    yield "POST", "/claims", new
    yield "GET", f"/claims/identifiers?researcher={person.id}", None
    yield "POST", "/claims/identifiers", said
    yield "POST", "/claims/check-list", {"researcher": person.id, "text": "10.5555/claims.1"}


def test_a_researcher_names_lists_and_revokes_by_the_api(institute):
    ann, body = institute.ann, {"email": "Deputy@sample.example", "ends_on": "2199-01-02"}
    named = institute.as_("ann", "POST", address(ann), json=body)
    assert named.status_code == 201, named.text
    said = {"email": "deputy@sample.example", "name": "Deputy", "state": "active"}
    assert named.json | said | {"ends_on": "2199-01-02", "researcher_id": ann.id} == named.json
    listed = institute.as_("ann", "GET", address(ann)).json["items"]
    assert listed == [named.json]
    gone = institute.as_("ann", "DELETE", address(ann, named.json["id"]))
    assert gone.status_code == 204
    assert institute.as_("ann", "GET", address(ann)).json["items"] == []
    again = institute.as_("ann", "DELETE", address(ann, named.json["id"]))
    assert again.status_code == 404


def test_an_administrator_names_for_anybody(institute):
    named = institute.as_(
        "administrator", "POST", address(institute.bea), json={"email": "deputy@sample.example"}
    )
    assert named.status_code == 201
    assert institute.as_("deputy", "GET", "/session").json["acts_for"] == [institute.bea.id]


@pytest.mark.parametrize(
    ("body", "field", "value"),
    [
        ({"email": "nobody@sample.example"}, "email", "nobody@sample.example"),
        ({"email": "ann@sample.example"}, "email", "ann@sample.example"),
        ({"email": "deputy@sample.example", "ends_on": "2001-01-01"}, "ends_on", "2001-01-01"),
        ({"email": "deputy@sample.example", "ends_on": "soon"}, "ends_on", "soon"),
        ({"email": ""}, "email", ""),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_value(institute, body, field, value):
    refused = institute.as_("ann", "POST", address(institute.ann), json=body)
    assert refused.status_code == 422, refused.text
    assert field in refused.text
    assert value in refused.text
    assert db.session.scalars(select(Deputy)).all() == []


@pytest.mark.parametrize("who", ["bea", "deputy", "colleague", "hr", "auditor"])
def test_nobody_else_names_reads_or_revokes(institute, who):
    row, ann = institute.name(), institute.ann
    body = {"email": "colleague@sample.example"}
    answers = [
        institute.as_(who, "POST", address(ann), json=body),
        institute.as_(who, "GET", address(ann)),
        institute.as_(who, "DELETE", address(ann, row.id)),
    ]
    assert [answer.status_code for answer in answers] == [403] * 3
    browser = institute.calls[who].session()
    page = f"/researchers/{ann.id}/deputies"
    assert browser.get(page).status_code == 403
    assert acting(institute, "colleague") == frozenset()
    assert acting(institute, "deputy") == {ann.id}


def acting(institute, who):
    return queries.actor_of(institute.calls[who].account).acts_for


def test_a_deputy_of_one_researcher_is_not_revoked_through_another(institute):
    row = institute.name()
    assert institute.as_("bea", "DELETE", address(institute.bea, row.id)).status_code == 404
    assert acting(institute, "deputy") == {institute.ann.id}


def test_a_deputy_answers_for_their_researcher_and_for_nobody_else(institute):
    institute.name()
    statuses = [
        institute.as_("deputy", method, where, json=body).status_code
        for method, where, body in actions(institute, institute.ann)
    ]
    assert not set(statuses) & {401, 403, 404}, statuses
    before = [(c.state, c.version) for c in institute.claims(institute.bea)]
    for method, where, body in actions(institute, institute.bea):
        refused = institute.as_("deputy", method, where, json=body)
        assert refused.status_code in {403, 404, 422}, (where, body, refused.text)
        if refused.status_code == 422:
            assert "claims" in refused.text, refused.text
    assert [(c.state, c.version) for c in institute.claims(institute.bea)] == before
    claims = institute.as_("deputy", "GET", "/claims").json["items"]
    assert {claim["researcher"]["id"] for claim in claims} == {institute.ann.id}


def test_one_foreign_claim_among_many_stops_all(institute):
    institute.name()
    both = (institute.ann, institute.bea)
    keys = [claim.id for person in both for claim in institute.claims(person)]
    body = {"claims": keys, "decision": "mine"}
    refused = institute.as_("deputy", "POST", "/claims/decisions", json=body)
    assert refused.status_code in {403, 404, 422}
    assert {claim.state for claim in institute.claims(institute.ann)} == {"suggested"}


def revoked(institute, row, monkeypatch):
    with unit_of_work():
        deputies.revoke(row, by=operator())


def over(institute, row, monkeypatch):
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)


@pytest.mark.parametrize("end", [revoked, over])
def test_the_end_holds_at_once_in_a_running_session_and_for_a_token(institute, end, monkeypatch):
    row = institute.name(ends_on=clock.today())
    first = institute.claims(institute.ann)[0]
    browser = institute.calls["deputy"].session()
    assert browser.get(f"/api/v1/claims/{first.id}").status_code == 200
    answered = institute.as_(
        "deputy", "POST", f"/claims/{first.id}/decision", json={"decision": "mine"}
    )
    assert answered.status_code == 200
    end(institute, row, monkeypatch)
    before = [(c.state, c.version) for c in institute.claims(institute.ann)]
    for method, where, body in actions(institute, institute.ann):
        refused = institute.as_("deputy", method, where, json=body)
        assert refused.status_code in {403, 404, 422}, (where, body, refused.text)
        if refused.status_code == 422:
            assert "claims" in refused.text, refused.text
    for page in (f"/api/v1/claims/{first.id}", "/claims", f"/claims?for={institute.ann.id}"):
        assert browser.get(page).status_code in {403, 404}, page
    assert browser.get(f"/researchers/{institute.ann.id}/my-list").status_code == 403
    decision = f"/claims/{first.id}/decision"
    token = browser.get("/api/v1/session").json["csrf_token"]
    form = {"decision": "not_mine", "back": "mine", "csrf_token": token}
    assert browser.post(decision, data=form).status_code == 404
    assert [(c.state, c.version) for c in institute.claims(institute.ann)] == before


@pytest.mark.parametrize(
    "where",
    [
        "/researchers/{id}/record",
        "/researchers/{id}/personnel",
        "/researchers/{id}/posts",
        "/researchers/{id}/orcid",
    ],
)
def test_a_deputy_reads_nothing_personal(institute, where):
    institute.name()
    asked = where.format(id=institute.ann.id)
    assert institute.as_("deputy", "GET", asked).status_code in {403, 404}
    assert institute.as_("ann", "GET", asked).status_code in {200, 403}


def test_the_audit_trail_says_for_whom(institute, app):
    institute.name()
    first, second, third = institute.claims(institute.ann)
    browser = institute.calls["deputy"].session()
    token = browser.get("/api/v1/session").json["csrf_token"]
    form = {"decision": "mine", "back": "mine", "csrf_token": token}
    assert browser.post(f"/claims/{first.id}/decision", data=form).status_code == 303
    body = {"claims": [second.id, third.id], "decision": "not_mine"}
    assert institute.as_("deputy", "POST", "/claims/decisions", json=body).status_code == 200
    undone = institute.as_(
        "deputy", "POST", f"/claims/{second.id}/decision", json={"decision": "undo"}
    )
    assert undone.status_code == 200
    assert [last_details(c)["acting"] for c in (first, second, third)] == ["deputy"] * 3

    events = institute.as_("auditor", "GET", "/audit-events?subject=Claim&limit=50").json["items"]
    own = [event for event in events if event["actor"] == "deputy@sample.example"]
    assert [event["on_behalf_of"] for event in own] == [institute.ann.id] * 4
    others = [event for event in events if event not in own]
    assert {event["on_behalf_of"] for event in others} <= {None}

    auditor = institute.calls["auditor"].session()
    trail = auditor.get("/audit?subject=Claim").text
    assert trail.count("on behalf of Anna Sample") == 4

    runner = app.test_cli_runner()
    said = runner.invoke(audit_group, ["list", "--subject", f"Claim/{first.id}", "--json"])
    rows = [json.loads(line) for line in said.output.splitlines()]
    newest = (rows[0]["actor"], rows[0]["on_behalf_of"])
    assert newest == ("deputy@sample.example", institute.ann.id)
    assert list(audit.verify()) == []


def test_what_a_researcher_does_is_on_behalf_of_nobody(institute):
    first = institute.claims(institute.ann)[0]
    body = {"decision": "mine"}
    institute.as_("ann", "POST", f"/claims/{first.id}/decision", json=body)
    event = db.session.scalars(select(AuditEvent).filter_by(verb="claim.confirmed")).one()
    assert event.on_behalf_of is None


def test_a_researcher_names_and_revokes_on_a_page_of_their_own(institute):
    browser = institute.calls["ann"].session()
    page = f"/researchers/{institute.ann.id}/deputies"
    assert page in browser.get("/account").text
    assert "Nobody acts for you." in browser.get(page).text
    token = browser.get("/api/v1/session").json["csrf_token"]
    form = {"email": "deputy@sample.example", "ends_on": "", "csrf_token": token}
    refused = browser.post(page, data=form | {"email": "nobody@sample.example"})
    assert refused.status_code == 422
    assert "There is no account for “nobody@sample.example”." in refused.text
    assert 'value="nobody@sample.example"' in refused.text
    assert browser.post(page, data=form).headers["Location"] == page
    (row,) = queries.deputies_of(institute.ann.id)
    assert f"{page}/{row.id}/revoke" in browser.get(page).text
    assert browser.post(f"{page}/{row.id}/revoke", data={}).status_code == 400
    browser.post(f"{page}/{row.id}/revoke", data={"csrf_token": token})
    assert queries.deputies_of(institute.ann.id) == []


def test_an_administrator_gets_there_from_the_record(institute):
    browser = institute.calls["administrator"].session()
    page = f"/researchers/{institute.bea.id}/deputies"
    assert page in browser.get(f"/researchers/{institute.bea.id}/record").text
    assert "Nobody acts for this person." in browser.get(page).text


@pytest.mark.parametrize("page", ["/", "/account"])
def test_a_deputy_sees_for_whom_they_act(institute, page):
    browser = institute.calls["deputy"].session()
    assert "You act for" not in browser.get(page).text
    institute.name(ends_on=clock.today())
    shown = browser.get(page).text
    assert "You act for" in shown
    assert "Anna Sample" in shown
    assert f'href="/claims?for={institute.ann.id}"' in shown
    assert f'href="/researchers/{institute.ann.id}/my-list"' in shown


def test_commands_name_list_and_revoke(institute, app):
    def run(*words):
        return app.test_cli_runner().invoke(accounts_group, ["deputies", *map(str, words)])

    both = ("--email", "deputy@sample.example", "--researcher", institute.ann.id)
    named = run("name", *both, "--until", "2199-01-02")
    assert named.exit_code == 0, named.output
    (line,) = run("list", "--json").output.splitlines()
    assert json.loads(line) == {
        "id": int(named.output),
        "email": "deputy@sample.example",
        "state": "active",
        "researcher_id": institute.ann.id,
        "researcher": "Anna Sample",
        "ends_on": "2199-01-02",
    }
    assert run("revoke", *both).exit_code == 0
    assert run("list", "--json").output == ""
    again = run("revoke", *both)
    assert again.exit_code == 1
    assert "deputy@sample.example" in again.output
    unknown = run("name", "--email", "deputy@sample.example", "--researcher", 999)
    assert (unknown.exit_code, "999" in unknown.output) == (1, True)
