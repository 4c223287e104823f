import pytest
from sqlalchemy import select, text

from registry.audit.models import AuditEvent
from registry.core import settings
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.encryption import Place, Unreadable
from registry.core.unit_of_work import unit_of_work
from registry.people import personnel
from registry.people.models import Personnel
from registry.policy import Role, Scope
from tests.makers.people import make_researcher

NUMBER = "11010519491231002X"
FIELDS = {"birth_date": "1949-12-31", "nationality": "CN", "identity_number": NUMBER}


@pytest.fixture
def person(app):
    with unit_of_work():
        return make_researcher()


@pytest.fixture
def kept(person, hr):
    with unit_of_work():
        return personnel.change(Personnel(researcher_id=person.id), FIELDS, by=hr)


def address(person, more=""):
    return f"/researchers/{person.id}/personnel{more}"


def test_sealed_fields_are_unreadable_in_the_database_and_bound_to_their_row(kept):
    stored = db.session.execute(text("SELECT identity_number FROM personnel")).scalar()
    assert NUMBER.encode() not in bytes(stored)
    place = Place("personnel", "identity_number", kept.id)
    assert settings.keyring().open(bytes(stored), place) == NUMBER
    with pytest.raises(Unreadable):
        settings.keyring().open(bytes(stored), Place("personnel", "bank_account", kept.id))


def test_hr_reads_sealed_fields_masked(api, hr, person, kept):
    answer = api(hr, "GET", address(person))
    assert answer.json["birth_date"] == "1949-12-31"
    assert answer.json["identity_number"] == "•" * 14 + "002X"
    assert NUMBER not in answer.text


def test_the_person_reads_personal_fields_and_masked_ones_but_changes_none(api, person, kept):
    own = Actor(account_id=5, researcher_id=person.id, roles=frozenset({Role.RESEARCHER}))
    answer = api(own, "GET", address(person))
    assert (answer.json["nationality"], NUMBER in answer.text) == ("CN", False)
    assert api(own, "PATCH", address(person), json={"gender": "male"}).status_code == 403
    revealed = api(own, "POST", address(person, "/identity_number/reveal"), json={"reason": "x"})
    assert revealed.status_code == 403


def test_nobody_else_reads_personnel_fields(api, administrator, person, kept):
    auditor = Actor(account_id=5, roles=frozenset({Role.AUDITOR}))
    colleague = Actor(account_id=6, researcher_id=person.id + 1)
    for actor in (administrator, auditor, colleague):
        assert api(actor, "GET", address(person)).status_code == 403


def test_a_token_needs_the_scope_personnel(api, hr, person, kept):
    narrow = Actor(
        account_id=hr.account_id, roles=hr.roles, scopes=frozenset({Scope.READ, Scope.WRITE})
    )
    assert api(narrow, "GET", address(person)).status_code == 403


def test_the_first_change_makes_the_row_and_later_ones_need_its_version(api, hr, person):
    first = api(hr, "PATCH", address(person), json=FIELDS)
    assert (first.status_code, first.json["nationality"]) == (200, "CN")
    assert api(hr, "PATCH", address(person), json={"gender": "male"}).status_code == 428
    tag = {"If-Match": api(hr, "GET", address(person)).headers["ETag"]}
    emptied = api(hr, "PATCH", address(person), json={"identity_number": None}, headers=tag)
    assert emptied.json["identity_number"] is None


def test_revealing_needs_a_reason_and_is_audited(api, hr, person, kept):
    reveal = address(person, "/identity_number/reveal")
    refused = api(hr, "POST", reveal, json={"reason": "  "})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "reason")
    answer = api(hr, "POST", reveal, json={"reason": "visa application"})
    assert answer.json == {"field": "identity_number", "value": NUMBER}
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.verb, event.subject_id) == ("personnel.revealed", str(person.id))
    assert event.details == {"field": "identity_number", "reason": "visa application"}


@pytest.mark.parametrize("field", ["birth_date", "password", "bank_account"])
def test_only_sealed_fields_that_hold_something_are_revealed(api, hr, person, kept, field):
    answer = api(hr, "POST", address(person, f"/{field}/reveal"), json={"reason": "check"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("birth_date", "31.12.1949-secret"),
        ("nationality", "secretland"),
        ("degree_year", 99999),
        ("gender", "secret"),
        ("identity_number", "secret\u0007" + NUMBER),
        ("bank_account", "secret" * 20),
    ],
)
def test_a_refused_value_is_not_repeated(api, hr, person, field, value):
    answer = api(hr, "PATCH", address(person), json={field: value})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)
    assert str(value) not in answer.text
    assert "secret" not in answer.text


def test_the_audit_trail_holds_names_of_fields_and_no_value(kept):
    events = db.session.scalars(select(AuditEvent).filter_by(verb="personnel.changed")).all()
    assert set(events[0].details) >= {"birth_date", "identity_number"}
    assert not any(value in str(events[0].details) for value in ("1949", "CN", NUMBER))
