"""Connecting an iD at ORCID and signing in with it, over HTTP on both sides."""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from registry.accounts import service as accounts
from registry.accounts.models import Account, SignInSession
from registry.audit.models import AuditEvent
from registry.core.actor import operator
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.jobs.models import Job
from registry.people import merge, service
from registry.people.models import Researcher
from registry.policy import Role
from tests.makers.forms import hidden
from tests.makers.orcid_server import CARBERRY, SECOND, connected_to, orcid_server
from tests.makers.people import make_researcher

PASSWORD = "correct horse battery"
EMAIL = "lin@sample.example"


@pytest.fixture
def orcid(app):
    with orcid_server() as server, connected_to(app, server):
        yield server


@pytest.fixture
def lin(app):
    """A researcher with an account."""
    with unit_of_work():
        account = accounts.create(EMAIL, "Lin", [Role.RESEARCHER], by=operator())
        accounts.set_password(account, PASSWORD, by=operator())
        researcher = make_researcher()
        service.link_account(account, researcher, by=operator())
        return researcher.id


def csrf(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)


def signed_in(client):
    form = {"email": EMAIL, "password": PASSWORD, "csrf_token": csrf(client.get("/sign-in"))}
    assert client.post("/sign-in", data=form).status_code == 303
    return client


def inside(address):
    """An address of ours without its host."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def press_connect(client, lin):
    token = csrf(client.get(f"/researchers/{lin}/orcid"))
    return client.post(f"/researchers/{lin}/orcid/connect", data={"csrf_token": token}).location


def connect(client, orcid, lin):
    return client.get(inside(orcid.decide(press_connect(client, lin))))


def sign_in_with(client, orcid, address="/sign-in/orcid"):
    return client.get(inside(orcid.decide(client.get(address).location)))


def stored(lin):
    db.session.expire_all()
    row = db.session.get_one(Researcher, lin)
    return row.orcid, row.orcid_authenticated


def verbs():
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def test_nothing_of_orcid_is_there_until_it_is_configured(client, lin):
    signed_in(client)
    assert "ORCID" not in client.get("/sign-in").text
    assert "orcid" not in client.get("/account").text.lower()
    assert f"/researchers/{lin}/orcid" not in client.get(f"/researchers/{lin}/record").text
    for address in ("/sign-in/orcid", f"/researchers/{lin}/orcid"):
        assert client.get(address).status_code == 404
    assert client.get("/orcid/return?code=x&state=y").status_code == 400


def test_an_id_is_connected_and_its_owner_signs_in_with_it(client, app, orcid, lin):
    answer = connect(signed_in(client), orcid, lin)
    assert answer.location == f"/researchers/{lin}/orcid"
    assert stored(lin) == (CARBERRY, True)
    assert "confirmed by the owner" in client.get(answer.location).text
    assert "researcher.orcid_connected" in verbs()
    fresh = app.test_client()
    answer = sign_in_with(fresh, orcid, "/sign-in/orcid?next=/account")
    assert answer.location == "/account"
    assert EMAIL in fresh.get("/account").text


def test_connecting_lets_suggestions_follow(client, orcid, lin):
    before = db.session.scalar(select(func.max(Job.id))) or 0
    connect(signed_in(client), orcid, lin)
    kinds = db.session.scalars(select(Job.kind).where(Job.id > before))
    assert "claims.suggest_for_researcher" in set(kinds)


def test_connecting_twice_changes_nothing_and_says_so_once(client, orcid, lin):
    connect(signed_in(client), orcid, lin)
    connect(client, orcid, lin)
    assert verbs().count("researcher.orcid_connected") == 1


def test_the_session_is_renewed_at_sign_in(client, app, orcid, lin):
    connect(signed_in(client), orcid, lin)
    fresh = app.test_client()
    fresh.get("/sign-in/orcid")
    before = fresh.get_cookie("session").value
    sign_in_with(fresh, orcid)
    with fresh.session_transaction() as kept:
        assert set(kept) == {"key"}
    assert fresh.get_cookie("session").value != before


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "javascript:x"])
def test_nobody_is_led_elsewhere(client, app, orcid, lin, wanted):
    connect(signed_in(client), orcid, lin)
    assert sign_in_with(app.test_client(), orcid, f"/sign-in/orcid?next={wanted}").location == "/"


def test_an_id_that_hr_entered_does_not_open_the_door(client, app, orcid, lin):
    with unit_of_work():
        row = db.session.get_one(Researcher, lin)
        service.change(row, {"orcid": CARBERRY}, by=operator())
    assert stored(lin) == (CARBERRY, False)
    answer = sign_in_with(client, orcid)
    assert answer.status_code == 403
    assert CARBERRY in answer.text
    assert "Sign in with your password" in answer.text


def test_an_id_that_nobody_connected_makes_no_account(client, orcid, lin):
    before = db.session.scalar(select(func.count()).select_from(Account))
    assert sign_in_with(client, orcid).status_code == 403
    assert db.session.scalar(select(func.count()).select_from(Account)) == before
    assert db.session.scalar(select(func.count()).select_from(SignInSession)) == 0


def test_a_disabled_account_stays_out(client, app, orcid, lin):
    connect(signed_in(client), orcid, lin)
    with unit_of_work():
        account = db.session.scalars(select(Account)).one()
        accounts.disable(account, by=operator())
    answer = sign_in_with(app.test_client(), orcid)
    assert answer.status_code == 403
    assert db.session.scalar(select(func.count()).select_from(SignInSession)) == 0


def test_an_id_changed_by_hr_is_no_longer_confirmed(client, app, orcid, lin):
    connect(signed_in(client), orcid, lin)
    with unit_of_work():
        service.change(db.session.get_one(Researcher, lin), {"orcid": SECOND}, by=operator())
    assert stored(lin) == (SECOND, False)
    assert sign_in_with(app.test_client(), orcid).status_code == 403


def test_an_id_proven_by_another_is_refused(client, orcid, lin):
    with unit_of_work():
        other = make_researcher(orcid=CARBERRY)
        other.orcid_authenticated = True
    answer = connect(signed_in(client), orcid, lin)
    assert answer.status_code == 409
    assert "connected to another researcher" in answer.text
    assert stored(lin) == (None, False)


def test_an_id_that_hr_entered_elsewhere_is_not_taken_away_in_silence(client, orcid, lin):
    with unit_of_work():
        other = make_researcher(orcid=CARBERRY).id
    answer = connect(signed_in(client), orcid, lin)
    assert answer.status_code == 409
    assert "Ask HR" in answer.text
    assert stored(lin) == (None, False)
    assert stored(other) == (CARBERRY, False)


def test_an_id_left_on_a_record_that_was_merged_into_ones_own_can_be_connected(client, orcid, lin):
    with unit_of_work():
        row = db.session.get_one(Researcher, lin)
        service.change(row, {"orcid": SECOND}, by=operator())
        gone = make_researcher(orcid=CARBERRY)
        merge.merge(row, gone, reason="one person", orcid=SECOND, by=operator())
    connect(signed_in(client), orcid, lin)
    page = client.get(f"/researchers/{lin}/orcid/replace")
    client.post(f"/researchers/{lin}/orcid/replace", data=hidden(page))
    assert stored(lin) == (CARBERRY, True)


def test_another_id_than_the_one_on_the_record_is_asked_about(client, orcid, lin):
    with unit_of_work():
        service.change(db.session.get_one(Researcher, lin), {"orcid": SECOND}, by=operator())
    answer = connect(signed_in(client), orcid, lin)
    assert answer.location == f"/researchers/{lin}/orcid/replace"
    assert stored(lin) == (SECOND, False)
    page = client.get(answer.location)
    assert CARBERRY in page.text
    assert SECOND in page.text
    done = client.post(answer.location, data=hidden(page))
    assert done.status_code == 303
    assert stored(lin) == (CARBERRY, True)
    again = client.post(answer.location, data=hidden(page))
    assert again.status_code == 400


def test_nobody_replaces_an_id_without_having_proven_another(client, orcid, lin):
    signed_in(client)
    assert client.get(f"/researchers/{lin}/orcid/replace").status_code == 400


def test_an_id_is_taken_off_again(client, app, orcid, lin):
    connect(signed_in(client), orcid, lin)
    page = client.get(f"/researchers/{lin}/orcid/disconnect")
    client.post(f"/researchers/{lin}/orcid/disconnect", data=hidden(page))
    assert stored(lin) == (None, False)
    assert sign_in_with(app.test_client(), orcid).status_code == 403


def test_saying_no_changes_nothing(client, orcid, lin):
    address = press_connect(signed_in(client), lin)
    answer = client.get(inside(orcid.decide(address, allow=False)))
    assert answer.status_code == 403
    assert "You did not allow it" in answer.text
    assert stored(lin) == (None, False)


def test_a_way_back_works_once(client, orcid, lin):
    way_back = inside(orcid.decide(press_connect(signed_in(client), lin)))
    assert client.get(way_back).status_code == 303
    assert client.get(way_back).status_code == 400


def test_the_way_back_of_another_browser_signs_nobody_in(client, app, orcid, lin):
    connect(signed_in(client), orcid, lin)
    attacker, victim = app.test_client(), app.test_client()
    way_back = inside(orcid.decide(attacker.get("/sign-in/orcid").location))
    victim.get("/sign-in/orcid")
    assert victim.get(way_back).status_code == 400
    assert victim.get("/account").status_code == 401


def test_a_way_back_that_took_too_long_is_refused(client, orcid, lin):
    way_back = inside(orcid.decide(press_connect(signed_in(client), lin)))
    with client.session_transaction() as kept:
        kept["orcid_way"] = kept["orcid_way"] | {"at": kept["orcid_way"]["at"] - 1000}
    assert client.get(way_back).status_code == 400
    assert stored(lin) == (None, False)


def test_whoever_signed_out_meanwhile_connects_nothing(client, orcid, lin):
    way_back = inside(orcid.decide(press_connect(signed_in(client), lin)))
    with client.session_transaction() as kept:
        del kept["key"]
    assert client.get(way_back).status_code == 400
    assert stored(lin) == (None, False)


def test_connecting_needs_the_token_of_the_form(client, orcid, lin):
    signed_in(client)
    assert client.post(f"/researchers/{lin}/orcid/connect").status_code == 400


def test_nobody_connects_an_id_to_the_record_of_another(client, orcid, lin):
    with unit_of_work():
        other = make_researcher().id
    signed_in(client)
    for part in ("", "/disconnect", "/replace"):
        assert client.get(f"/researchers/{other}/orcid{part}").status_code == 403


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("wrong check digit", 502),
        ("no token", 502),
        ("cut", 502),
        ("page", 502),
        ("elsewhere", 502),
        ("400", 502),
        ("401", 502),
        ("500", 503),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_fault_of_orcid_has_a_page_and_changes_nothing(
    client, orcid, lin, fault, status, lang
):
    signed_in(client)
    orcid.faults = [fault]
    way_back = inside(orcid.decide(press_connect(client, lin)))
    answer = client.get(f"{way_back}&lang={lang}")
    assert answer.status_code == status
    assert f"/researchers/{lin}/orcid" in answer.text
    assert stored(lin) == (None, False)
    assert "researcher.orcid_connected" not in verbs()


def test_failed_proofs_are_throttled(client, orcid, lin):
    orcid.faults = ["400"] * 70
    statuses = [sign_in_with(client, orcid).status_code for _ in range(61)]
    assert statuses[:60] == [502] * 60
    assert statuses[60] == 429
    signed_in(client)


def test_a_foreign_page_cannot_lock_an_address_out(client, orcid, lin):
    for _ in range(70):
        assert client.get("/orcid/return?code=x&state=y").status_code == 400
    signed_in(client)
    assert connect(client, orcid, lin).status_code == 303


def test_neither_code_nor_token_nor_secret_is_written_down(client, orcid, lin, capfd, caplog):
    orcid.faults = ["500"]
    way_back = inside(orcid.decide(press_connect(signed_in(client), lin)))
    client.get(way_back)
    connect(client, orcid, lin)
    told = "".join(capfd.readouterr()) + caplog.text
    told += "".join(str(e.details) for e in db.session.scalars(select(AuditEvent)))
    code = re.search(r"code=([^&]+)", way_back).group(1)
    for secret in (code, orcid.client_secret, *orcid.tokens):
        assert secret not in told


def test_the_page_lets_its_forms_lead_to_orcid_and_nowhere_else(client, orcid, lin):
    policy = signed_in(client).get(f"/researchers/{lin}/orcid").headers["Content-Security-Policy"]
    assert f"form-action 'self' {orcid.url};" in policy
