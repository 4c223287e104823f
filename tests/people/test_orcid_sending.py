"""Writing employments to an ORCID record: only with consent, once, in step, and never by force."""

from datetime import date
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from lxml import etree
from sqlalchemy import select

from importers.orcid_sign_in import UPDATE, Proof
from registry.accounts import service as accounts
from registry.accounts.queries import actor_of
from registry.audit.models import AuditEvent
from registry.core.actor import operator
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.intake.models import LimitState
from registry.jobs import service as jobs
from registry.jobs import worker
from registry.jobs.models import Job, JobState
from registry.people import (
    orcid_connecting,
    orcid_consent,
    orcid_preparing,
    orcid_sending,
    service,
)
from registry.people.models import OrcidConsent, OrcidEmployment, Post, Researcher
from registry.people.orcid_errors import OrcidConsentOfAnother, OrcidNotSent
from registry.policy import Role
from tests.makers.orcid_server import CARBERRY, SECOND, connected_to, orcid_server
from tests.makers.people import make_post, make_researcher

INSTITUTE = {"institute_ror": "0samp1e65", "institute_city": "Shenzhen"}
TOKEN = "a-token-of-the-sample-person"
NAMES = {"c": "http://www.orcid.org/ns/common"}


@pytest.fixture
def orcid(app, shared):
    with orcid_server() as server, connected_to(app, server, **INSTITUTE):
        server.tokens[TOKEN] = (CARBERRY, UPDATE)
        yield server


@pytest.fixture(autouse=True)
def long_pauses(monkeypatch):
    """What failed is tried again after this test, not by chance within it."""
    monkeypatch.setattr(worker, "PAUSE", SimpleNamespace(uniform=lambda low, high: 60.0))


@pytest.fixture
def post(app, orcid):
    """A post of somebody who allowed it."""
    with unit_of_work():
        post = make_post()
        orcid_connecting.allow_writing(post.researcher, proof(), by=operator())
        return post.id


def proof(orcid=CARBERRY, token=TOKEN, life=631138518):
    return Proof(orcid, token, UPDATE, life)


def send(post_id):
    with unit_of_work():
        orcid_sending.send(orcid_preparing.of_post(get(post_id)), by=operator())
    worker.drain()


def get(post_id):
    return db.session.get_one(Post, post_id)


def at_orcid(orcid):
    return orcid.employments.get(CARBERRY, {})


def here(post_id):
    db.session.expire_all()
    row = db.session.scalars(select(OrcidEmployment).filter_by(post_id=post_id)).one_or_none()
    return row.put_code if row else None


def reasons(post_id):
    db.session.expire_all()
    return orcid_preparing.of_post(get(post_id)).reasons


def written(orcid):
    return [asked for asked in orcid.asked if asked.split()[0] in {"POST", "PUT", "DELETE"}]


def failed_jobs():
    db.session.expire_all()
    return db.session.scalars(select(Job).where(Job.message.is_not(None))).all()


def test_an_employment_that_is_allowed_stands_at_orcid(orcid, post):
    send(post)
    (put_code,) = at_orcid(orcid)
    assert here(post) == put_code
    assert reasons(post) == ("as_here",)


def test_all_processes_wait_for_the_turn_that_one_of_them_noted_at_the_member_api(orcid, post):
    with unit_of_work():
        row = LimitState(key=f"{urlsplit(orcid.url).netloc}:member:single", rate=12, interval=1)
        row.at_once = 4
        row.state = {"next_at": 2.0**32, "tickets": {}, "failures": 0, "open_until": 0.0}
        db.session.add(row)
    send(post)
    assert (written(orcid), here(post)) == ([], None)
    assert len(failed_jobs()) == 1
    with unit_of_work():
        row.state = row.state | {"next_at": 0.0}
    send(post)
    assert here(post)
    assert db.session.scalar(select(LimitState.state))["next_at"] > 0


def test_nothing_is_sent_before_the_transaction_stands(orcid, post):
    with pytest.raises(RuntimeError), unit_of_work():
        orcid_sending.send(orcid_preparing.of_post(get(post)), by=operator())
        raise RuntimeError
    worker.drain()
    assert written(orcid) == []


def test_what_has_not_changed_is_not_sent_again(orcid, post):
    send(post)
    with pytest.raises(OrcidNotSent), unit_of_work():
        orcid_sending.send(orcid_preparing.of_post(get(post)), by=operator())
    assert len(written(orcid)) == 1


def test_a_post_that_ends_ends_at_orcid_too(orcid, post):
    send(post)
    with unit_of_work():
        service.end_post(get(post), date(2026, 8, 31), by=operator())
    worker.drain()
    (xml,) = at_orcid(orcid).values()
    assert etree.fromstring(xml).findtext(".//c:end-date/c:year", namespaces=NAMES) == "2026"
    assert reasons(post) == ("as_here",)


def test_a_post_that_was_never_sent_is_not_sent_by_changing_it(orcid, post):
    with unit_of_work():
        service.end_post(get(post), date(2026, 8, 31), by=operator())
    worker.drain()
    assert written(orcid) == []


def test_a_post_that_is_removed_goes_from_orcid_too(orcid, post):
    send(post)
    with unit_of_work():
        service.remove_post(get(post), by=operator())
    worker.drain()
    assert at_orcid(orcid) == {}
    assert db.session.scalars(select(OrcidEmployment)).all() == []


def test_a_post_removed_while_its_message_was_on_the_way_leaves_nothing_there(app, orcid, post):
    def remove_meanwhile():
        with app.app_context(), unit_of_work():
            service.remove_post(get(post), by=operator())

    orcid.on_write = remove_meanwhile
    send(post)
    worker.drain()
    assert at_orcid(orcid) == {}


def test_an_answer_that_was_lost_makes_no_second_entry(orcid, post):
    orcid.lose_answers = 1
    send(post)
    assert here(post) is None
    assert len(at_orcid(orcid)) == 1
    send(post)
    (put_code,) = at_orcid(orcid)
    assert here(post) == put_code


def test_a_twin_is_found_in_the_list_where_the_refusal_does_not_name_it(orcid, post):
    orcid.lose_answers, orcid.names_twins = 1, False
    send(post)
    send(post)
    (put_code,) = at_orcid(orcid)
    assert here(post) == put_code


def test_what_the_person_removed_at_orcid_is_forgotten_and_can_be_sent_again(orcid, post):
    send(post)
    at_orcid(orcid).clear()
    with unit_of_work():
        service.end_post(get(post), date(2026, 8, 31), by=operator())
    worker.drain()
    assert at_orcid(orcid) == {}
    assert here(post) is None
    assert reasons(post) == ()
    send(post)
    assert here(post) in at_orcid(orcid)


def test_without_consent_nothing_is_sent(orcid, post):
    with unit_of_work():
        orcid_consent.withdraw(get(post).researcher, by=operator())
    assert reasons(post) == ("no_consent",)
    with pytest.raises(OrcidNotSent):
        send(post)
    assert at_orcid(orcid) == {}


def test_consent_withdrawn_before_the_job_runs_stops_it(orcid, post):
    with unit_of_work():
        orcid_sending.send(orcid_preparing.of_post(get(post)), by=operator())
    with unit_of_work():
        orcid_consent.withdraw(get(post).researcher, by=operator())
    worker.drain()
    assert [asked for asked in written(orcid) if "employment" in asked] == []


def test_a_token_withdrawn_is_deleted_here_and_given_up_there(orcid, post):
    with unit_of_work():
        orcid_consent.withdraw(get(post).researcher, by=operator())
    (row,) = db.session.scalars(select(OrcidConsent))
    assert row.token is None
    assert row.withdrawn_at is not None
    assert orcid.revoked == [TOKEN]


def test_a_token_is_deleted_even_when_orcid_is_away(app, orcid, post):
    orcid.client_secret = "another one by now"
    with unit_of_work():
        orcid_consent.withdraw(get(post).researcher, by=operator())
    assert db.session.scalars(select(OrcidConsent.token)).one() is None


def test_consent_taken_back_at_orcid_is_noticed_and_not_tried_again(orcid, post):
    orcid.tokens.clear()
    send(post)
    assert reasons(post) == ("no_consent",)
    assert failed_jobs() == []
    assert "orcid_consent.withdrawn" in set(db.session.scalars(select(AuditEvent.verb)))


def test_a_consent_that_ran_out_counts_no_more(orcid, post):
    with unit_of_work():
        orcid_consent.give(get(post).researcher, proof(life=1), by=operator())
        row = db.session.scalars(select(OrcidConsent)).one()
        row.expires_at = row.created_at
    assert reasons(post) == ("no_consent",)


@pytest.mark.parametrize("status", [400, 403, 409, 429, 500, 503])
def test_a_failure_of_orcid_changes_nothing_here_and_is_tried_again(orcid, post, status):
    orcid.broken = [status]
    send(post)
    assert here(post) is None
    (job,) = failed_jobs()
    assert job.state == JobState.QUEUED
    assert TOKEN not in (job.message or "")


def test_another_id_ends_the_consent_and_forgets_what_was_ours_there(orcid, post):
    send(post)
    with unit_of_work():
        service.change(get(post).researcher, {"orcid": SECOND}, by=operator())
    assert here(post) is None
    assert db.session.scalars(select(OrcidConsent.token)).one() is None
    assert "not_connected" in reasons(post)


def test_consent_for_another_id_than_the_one_connected_is_refused(orcid, post):
    with pytest.raises(OrcidConsentOfAnother), unit_of_work():
        orcid_connecting.allow_writing(get(post).researcher, proof(SECOND), by=operator())
    assert orcid_consent.standing(get(post).researcher).orcid == CARBERRY


def test_the_token_is_kept_sealed_and_stands_nowhere_else(orcid, post, capfd, caplog):
    orcid.broken = [500]
    send(post)
    send(post)
    row = db.session.scalars(select(OrcidConsent)).one()
    assert TOKEN.encode() not in row.token
    assert orcid_consent.token_of(row) == TOKEN
    told = "".join(capfd.readouterr()) + caplog.text
    told += "".join(f"{e.details} {e.subject_id}" for e in db.session.scalars(select(AuditEvent)))
    told += "".join(f"{job.payload} {job.message}" for job in db.session.scalars(select(Job)))
    assert TOKEN not in told


def test_a_token_moved_to_another_row_does_not_open(orcid, post):
    with unit_of_work():
        other = make_researcher(orcid=SECOND)
        other.orcid_authenticated = True
        stolen = db.session.scalars(select(OrcidConsent.token)).one()
        row = orcid_consent.give(other, proof(SECOND, "x"), by=operator())
        row.token = stolen
    assert orcid_consent.token_of(row) is None


def test_sending_is_hrs_and_written_down(orcid, post, api, hr):
    address = f"/researchers/{get(post).researcher_id}/posts/{post}/orcid-employment"
    answer = api(hr, "POST", f"{address}/send")
    assert answer.status_code == 202
    worker.drain()
    told = api(hr, "GET", address).json
    assert told["stands"] == "as_here"
    assert told["put_code"] in at_orcid(orcid)
    verbs = set(db.session.scalars(select(AuditEvent.verb)))
    assert {"orcid_consent.given", "orcid_employment.asked", "orcid_employment.sent"} <= verbs
    job = db.session.scalars(select(Job).filter_by(kind="people.send_orcid_employment")).one()
    assert job.account_id == hr.account_id


def test_the_person_withdraws_and_disconnects_over_the_api(orcid, post, api):
    with unit_of_work():
        account = accounts.create("lin@sample.example", "", [Role.RESEARCHER], by=operator())
        researcher = get(post).researcher
        service.link_account(account, researcher, by=operator())
        own = actor_of(account)
    address = f"/researchers/{own.researcher_id}/orcid"
    assert api(own, "GET", address).json["writing_since"]
    match = {"If-Match": "*"}
    assert api(own, "DELETE", f"{address}/consent", headers=match).status_code == 204
    assert api(own, "GET", address).json["writing_since"] is None
    assert api(own, "DELETE", address, headers=match).status_code == 204
    db.session.expire_all()
    assert db.session.get_one(Researcher, own.researcher_id).orcid is None
    assert api(own, "GET", address).json["orcid"] is None


def test_jobs_of_what_is_no_more_end_quietly(app):
    with unit_of_work():
        jobs.enqueue("people.send_orcid_employment", {"post_id": 999})
        jobs.enqueue("people.remove_orcid_employment", {"researcher_id": 999, "put_code": 1})
    worker.drain()
    assert failed_jobs() == []
