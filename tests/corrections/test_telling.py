"""Those who must know are told once, on the first page and by mail."""

import pytest
from sqlalchemy import select

from registry.accounts import mail
from registry.accounts.models import AccountState
from registry.accounts.queries import actor_of
from registry.claims import service as claims
from registry.claims import suggesting
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.corrections import queries, service, tasks
from registry.corrections.models import Told
from registry.jobs import worker
from registry.jobs.models import Job, JobState
from registry.jobs.service import Progress
from registry.outputs.models import Output
from registry.policy import Role
from tests.makers.claims import make_claim
from tests.makers.corrections import NOTICE, file, make_notice, make_work, update
from tests.makers.people import make_post, make_researcher, make_unit


@pytest.fixture
def anna(app):
    """A researcher whose name stands on the work."""
    with unit_of_work():
        researcher = make_researcher("Li", "Sai")
        make_post(researcher, make_unit())
    return researcher


@pytest.fixture
def work(anna):
    """The work, confirmed as hers."""
    key = file(make_work())
    with unit_of_work():
        make_claim(anna, db.session.get(Output, key))
    worker.drain()
    return key


@pytest.fixture
def her(anna, make_account):
    """Her account, in Chinese."""
    return make_account("anna", Role.RESEARCHER, researcher=anna, locale="zh")


@pytest.fixture
def post(monkeypatch):
    """A mail server that keeps what it gets: (address, subject, text)."""
    sent = []
    monkeypatch.setattr(mail, "is_set_up", lambda: True)
    monkeypatch.setattr(mail, "send", lambda *told: sent.append(told) is None)
    return sent


def told():
    rows = db.session.scalars(select(Told).order_by(Told.id)).unique()
    return [(row.account_id, row.mark.output_id, row.mark.type) for row in rows]


def arrive(*received):
    for one in received:
        file(one)
    worker.drain()


def test_the_claimant_and_the_administrators_are_told(app, work, her, boss, make_account):
    make_account("other", Role.RESEARCHER)
    arrive(make_notice("retraction"))
    assert sorted(told()) == sorted([(her.id, work, "retraction"), (boss.id, work, "retraction")])


def test_a_suggested_claim_is_not_told_and_a_confirmed_one_is_then(app, anna, her):
    key = file(make_work())
    with unit_of_work():
        suggesting.for_outputs([key], by=SYSTEM)
    arrive(make_notice("retraction"))
    assert told() == []
    with unit_of_work():
        make_claim(anna, db.session.get(Output, key))
    worker.drain()
    assert told() == [(her.id, key, "retraction")]


def test_a_rejected_claim_is_told_nothing(app, anna, her):
    key = file(make_work())
    arrive(make_notice("retraction"))
    with unit_of_work():
        claims.not_mine(db.session.get(Output, key), anna, by=SYSTEM)
    worker.drain()
    assert told() == []


def test_a_second_sayer_and_a_refresh_do_not_tell_again(app, work, her):
    arrive(make_notice("retraction"))
    said = update(NOTICE, "retraction", "retraction-watch", record=7)
    arrive(make_work(**{"updated-by": [said]}), make_work(volume="13"))
    assert told() == [(her.id, work, "retraction")]


def test_a_different_type_tells_again(app, work, her):
    first = update("10.5555/notice.2", "correction", "publisher", (2025, 1, 1))
    arrive(make_work(**{"updated-by": [first]}))
    arrive(make_notice("retraction"))
    assert told() == [(her.id, work, "correction"), (her.id, work, "retraction")]


def test_a_new_version_is_listed_and_nobody_is_told(app, work, her):
    arrive(make_work(**{"updated-by": [update(NOTICE, "new_version", "publisher")]}))
    assert told() == []
    assert len(queries.page(queries_all(), {"what": "new_version"}, by=SYSTEM).items) == 1


def queries_all():
    return queries.Slice(50)


def test_a_disabled_account_is_not_told(app, work, her):
    with unit_of_work():
        her.state = AccountState.DISABLED
    arrive(make_notice("retraction"))
    assert told() == []


def test_what_its_source_took_back_need_not_be_known(app, work, her):
    said = update(NOTICE, "retraction", "publisher")
    arrive(make_work(**{"updated-by": [said]}))
    assert queries.unseen_count(by=actor_of(her)) == 1
    arrive(make_work())
    assert (told(), queries.unseen_count(by=actor_of(her))) == ([], 0)


def test_telling_twice_tells_once(app, work, her):
    arrive(make_notice("retraction"))
    with unit_of_work():
        assert service.tell([work], by=SYSTEM) == 0


def test_what_was_seen_is_not_shown_again(app, work, her):
    arrive(make_notice("retraction"))
    by = actor_of(her)
    [item] = queries.unseen(by=by)
    with unit_of_work():
        service.see(item["told"], by=by)
    assert queries.unseen(by=by) == []
    arrive(make_work(volume="13"))
    assert queries.unseen(by=by) == []


def test_each_is_mailed_once_in_their_language(app, work, her, boss, post):
    arrive(make_notice("retraction"))
    assert sorted(to for to, _, _ in post) == ["anna@sample.example", "boss@sample.example"]
    texts = {to: text for to, _, text in post}
    assert f"/outputs/{work}" in texts["boss@sample.example"]
    assert "Retracted (2026-02-03): A sample effect" in texts["boss@sample.example"]
    arrive(make_work(**{"updated-by": [update(NOTICE, "retraction", "publisher")]}))
    assert len(post) == 2


def test_many_changes_at_once_are_one_mail(app, boss, post):
    titles = [f"RETRACTED: Sample effect {n}" for n in range(25)]
    with unit_of_work():
        from registry.outputs.filing import file_works

        works = [make_work(DOI=f"10.5555/w.{n}", title=[t]) for n, t in enumerate(titles)]
        file_works(works, by=SYSTEM)
    worker.drain()
    [(_, _, text)] = post
    assert text.count("/outputs/") == tasks.MOST_LINES
    assert "and 5 more" in text


def test_a_worker_killed_before_its_mail_left_mails_nothing_twice(
    app, work, her, monkeypatch, post
):
    """At most once: the row says so before the mail leaves."""

    class Killed(BaseException):
        pass

    def die(*_):
        raise Killed

    monkeypatch.setattr(mail, "send", die)
    file(make_notice("retraction"))
    with pytest.raises(Killed):
        worker.drain()
    monkeypatch.setattr(mail, "send", lambda *said: post.append(said) is None)
    with unit_of_work():
        db.session.execute(db.update(Job).values(state=JobState.QUEUED, owner=None))
    worker.drain()
    assert post == []
    assert queries.unseen_count(by=actor_of(her)) == 1


def test_a_mail_server_that_refuses_is_asked_again(app, work, her, monkeypatch, post):
    answers = [False, True]
    monkeypatch.setattr(mail, "send", lambda *said: post.append(said) or answers.pop(0))
    file(make_notice("retraction"))
    worker.drain()
    with unit_of_work():
        db.session.execute(db.update(Job).values(run_at=None))
    worker.drain()
    assert len(post) == 2
    assert answers == []


def test_what_was_seen_before_the_mail_left_is_not_mailed(app, work, her, post):
    arrive()
    file(make_notice("retraction"))
    tell = db.session.scalars(select(Job).filter_by(kind="corrections.tell")).one()
    tasks.tell(**tell.payload, progress=Progress(claimed(tell), "w"))
    by = actor_of(her)
    with unit_of_work():
        service.see_all(by=by)
    worker.drain()
    assert post == []


def claimed(job):
    with unit_of_work():
        job.state, job.owner = JobState.RUNNING, "w"
    return job.id


def test_nothing_is_mailed_where_no_server_is_set(app, work, her):
    arrive(make_notice("retraction"))
    assert db.session.scalars(select(Job).filter_by(kind="corrections.mail")).all() == []
