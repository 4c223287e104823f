"""Deputies: named, told, over, revoked."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from registry.accounts import deputies, queries, service, signin
from registry.accounts.errors import DeputyDisabled, DeputyOver, OwnDeputy
from registry.accounts.models import Deputy, Message
from registry.audit.models import AuditEvent
from registry.core import clock
from registry.core.actor import operator
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.people import merge
from registry.policy import Role
from tests.claims.people import Statements
from tests.makers.deputies import make_account, make_deputy
from tests.makers.people import make_researcher


@pytest.fixture
def ann(app):
    with unit_of_work():
        person = make_researcher("Sample", "Ann")
        make_account("ann@sample.example", Role.RESEARCHER, researcher=person)
    return person


@pytest.fixture
def ben(app):
    with unit_of_work():
        return make_account("ben@sample.example")


def named(account, researcher, **more):
    with unit_of_work():
        return make_deputy(account, researcher, **more)


def later(monkeypatch, days):
    then = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: then)


def told(account):
    wanted = select(Message).filter_by(account_id=account.id).order_by(Message.id)
    return [(m.sentence % m.places, m.address) for m in db.session.scalars(wanted)]


def acting(account):
    return queries.actor_of(account).acts_for


def test_who_is_named_acts_for_the_researcher(ann, ben):
    assert acting(ben) == frozenset()
    named(ben, ann)
    assert acting(ben) == {ann.id}
    assert [row.researcher_id for row in queries.acts_for(ben.id)] == [ann.id]
    assert [row.account.email for row in queries.deputies_of(ann.id)] == ["ben@sample.example"]


def test_both_sides_are_told_of_a_naming_and_of_its_end(ann, ben):
    row, (own,) = named(ben, ann, ends_on=date(2199, 1, 2)), queries.of_researcher(ann.id)
    with unit_of_work():
        deputies.revoke(row, called=ann.name, by=operator())
    assert told(ben) == [
        (
            "You were named a deputy of Ann Sample until 2199-01-02: answer for their papers here.",
            f"/claims?for={ann.id}",
        ),
        ("You are no longer a deputy of Ann Sample.", "/account"),
    ]
    page = f"/researchers/{ann.id}/deputies"
    assert told(own) == [
        ("Ben (ben@sample.example) was named your deputy until 2199-01-02.", page),
        ("Ben (ben@sample.example) is no longer your deputy.", page),
    ]


def test_a_researcher_is_not_told_of_what_they_did_themselves(ann, ben):
    (own,) = queries.of_researcher(ann.id)
    named(ben, ann, by=queries.actor_of(own))
    assert told(own) == []
    assert len(told(ben)) == 1


def test_named_twice_is_one_with_the_new_last_day(ann, ben):
    first = named(ben, ann)
    again = named(ben, ann)
    changed = named(ben, ann, ends_on=date(2199, 1, 2))
    assert first.id == again.id == changed.id
    assert db.session.scalar(select(func.count(Deputy.id))) == 1
    assert changed.ends_on == date(2199, 1, 2)
    verbs = select(AuditEvent.verb).filter_by(subject_type="Deputy")
    assert list(db.session.scalars(verbs)) == ["deputy.named"] * 2


def test_the_last_day_counts_and_the_day_after_does_not(ann, ben, monkeypatch):
    named(ben, ann, ends_on=clock.today())
    assert acting(ben) == {ann.id}
    later(monkeypatch, 1)
    assert acting(ben) == frozenset()
    assert queries.deputies_of(ann.id) == queries.acts_for(ben.id) == []


def test_whose_time_is_over_can_be_named_anew(ann, ben, monkeypatch):
    named(ben, ann, ends_on=clock.today())
    later(monkeypatch, 2)
    named(ben, ann)
    assert acting(ben) == {ann.id}


def test_who_is_revoked_acts_no_more(ann, ben):
    row = named(ben, ann)
    with unit_of_work():
        deputies.revoke(row, by=operator())
    assert acting(ben) == frozenset()
    with unit_of_work():
        deputies.revoke(row, by=operator())
    verbs = list(db.session.scalars(select(AuditEvent.verb).filter_by(subject_type="Deputy")))
    assert verbs == ["deputy.named", "deputy.revoked"]


def test_nobody_is_the_deputy_of_themselves(ann):
    (own,) = queries.of_researcher(ann.id)
    with pytest.raises(OwnDeputy) as refused:
        named(own, ann)
    assert (refused.value.field, refused.value.value) == ("email", "ann@sample.example")


def test_who_turns_out_to_be_the_researcher_is_no_deputy(ann, ben):
    with unit_of_work():
        other = make_researcher("Sample", "Other")
        make_deputy(ben, other)
        ben.researcher_id = other.id
    assert acting(ben) == frozenset()
    assert queries.acts_for(ben.id) == []


def test_a_disabled_account_is_no_deputy(ann, ben):
    named(ben, ann)
    with unit_of_work():
        service.disable(ben, by=operator())
    assert acting(ben) == frozenset()
    assert queries.acts_for(ben.id) == []
    with pytest.raises(DeputyDisabled):
        named(ben, ann, ends_on=date(2199, 1, 2))
    (row,) = queries.deputies_of(ann.id)
    with unit_of_work():
        deputies.revoke(row, by=operator())
        service.enable(ben, by=operator())
    assert acting(ben) == frozenset()


def test_a_last_day_in_the_past_is_refused_with_field_and_value(ann, ben):
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(DeputyOver) as refused:
        named(ben, ann, ends_on=yesterday)
    assert (refused.value.field, refused.value.value) == ("ends_on", yesterday.isoformat())
    assert acting(ben) == frozenset()


def test_deputies_of_two_records_that_were_one_act_for_the_kept_one(ann, ben):
    with unit_of_work():
        gone = make_researcher("Sample", "A")
        make_deputy(ben, gone)
        make_deputy(ben, ann)
    with unit_of_work():
        merge.merge(ann, gone, reason="One person.", by=operator())
    db.session.expire_all()
    assert acting(ben) == {ann.id}
    with unit_of_work():
        deputies.revoke(queries.deputies_of(ann.id)[0], by=operator())
    assert acting(ben) == frozenset()


def test_who_acts_for_many_is_found_with_no_more_statements_than_who_acts_for_nobody(app, ben):
    with unit_of_work():
        key, keys = signin.open_session(ben), {make_researcher().id for _ in range(5)}
    db.session.remove()
    with Statements() as alone:
        assert signin.by_session(key).acts_for == frozenset()
    with unit_of_work():
        account = queries.by_email("ben@sample.example")
        for researcher_id in keys:
            deputies.name(account, researcher_id, by=operator())
    db.session.remove()
    with Statements() as many:
        assert signin.by_session(key).acts_for == keys
    assert many.count == alone.count
