"""The OAuth code flow against an ORCID on loopback."""

import subprocess
import sys
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from importers.errors import (
    BadAnswer,
    DeadlineExceeded,
    ForeignRedirect,
    Refused,
    SourceError,
    TemporarilyUnavailable,
)
from importers.http import Sent
from importers.orcid_sign_in import AUTHENTICATE, UPDATE, Denied, ScopeMissing, SignIn, StateLost
from tests.makers.orcid_server import CARBERRY, orcid_server

BACK = "http://127.0.0.1:8000/orcid/return"


@pytest.fixture
def orcid():
    with orcid_server(way_back=BACK) as server:
        yield server


@pytest.fixture
def sign_in(orcid):
    return SignIn(
        orcid.url, client_id=orcid.client_id, client_secret=orcid.client_secret, back=BACK
    )


def query(address):
    return urlsplit(address).query


def test_somebody_who_comes_back_has_proven_an_id(orcid, sign_in):
    begun = sign_in.begin(AUTHENTICATE)
    proof = sign_in.finish(query(orcid.decide(begun.address)), begun, AUTHENTICATE)
    assert proof.orcid == CARBERRY
    assert orcid.tokens[proof.token] == (CARBERRY, AUTHENTICATE)
    assert proof.life == 631138518


def test_the_address_carries_the_challenge_and_neither_verifier_nor_secret(orcid, sign_in):
    begun = sign_in.begin(AUTHENTICATE)
    said = {name: values[0] for name, values in parse_qs(query(begun.address)).items()}
    assert said["code_challenge_method"] == "S256"
    assert said["redirect_uri"] == BACK
    assert begun.verifier not in begun.address
    assert orcid.client_secret not in begun.address
    assert len(begun.verifier) >= 43


def test_each_way_has_a_state_and_a_verifier_of_its_own(sign_in):
    ways = [sign_in.begin(AUTHENTICATE) for _ in range(3)]
    assert len({way.state for way in ways}) == len({way.verifier for way in ways}) == 3


def test_a_code_of_another_browser_is_worth_nothing_without_its_verifier(orcid, sign_in):
    theirs, mine = sign_in.begin(AUTHENTICATE), sign_in.begin(AUTHENTICATE)
    code = parse_qs(query(orcid.decide(theirs.address)))["code"][0]
    with pytest.raises(Refused):
        sign_in.finish(f"code={code}&state={mine.state}", mine, AUTHENTICATE)


def test_a_code_works_once(orcid, sign_in):
    begun = sign_in.begin(AUTHENTICATE)
    came = query(orcid.decide(begun.address))
    sign_in.finish(came, begun, AUTHENTICATE)
    with pytest.raises(Refused):
        sign_in.finish(came, begun, AUTHENTICATE)


@pytest.mark.parametrize("came", ["", "code=x", "code=x&state=", "code=x&state=guess"])
def test_an_answer_without_our_state_asks_nothing(orcid, sign_in, came):
    with pytest.raises(StateLost):
        sign_in.finish(came, sign_in.begin(AUTHENTICATE), AUTHENTICATE)
    assert orcid.asked == []


def test_a_token_in_the_address_is_never_believed(orcid, sign_in):
    begun = sign_in.begin(AUTHENTICATE)
    forged = f"access_token=x&token_type=bearer&scope=/authenticate&orcid={CARBERRY}"
    with pytest.raises(Refused):
        sign_in.finish(f"state={begun.state}&code=x#{forged}&state={begun.state}", begun, "x")


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("error=access_denied", Denied),
        ("error=server_error", TemporarilyUnavailable),
        ("error=invalid_scope", Refused),
        ("nothing=at+all", BadAnswer),
    ],
)
def test_what_orcid_says_instead_of_a_code_is_told_apart(orcid, sign_in, said, error):
    begun = sign_in.begin(AUTHENTICATE)
    with pytest.raises(error):
        sign_in.finish(f"{said}&state={begun.state}", begun, AUTHENTICATE)
    assert orcid.asked == []


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("wrong check digit", BadAnswer),
        ("no iD", BadAnswer),
        ("no token", BadAnswer),
        ("other kind", BadAnswer),
        ("error in 200", BadAnswer),
        ("cut", BadAnswer),
        ("page", BadAnswer),
        ("list", BadAnswer),
        ("less", ScopeMissing),
        ("elsewhere", ForeignRedirect),
        ("400", Refused),
        ("401", Refused),
        ("404", BadAnswer),
        ("500", TemporarilyUnavailable),
        ("503", TemporarilyUnavailable),
    ],
)
def test_every_fault_of_the_token_endpoint_is_one_of_our_errors(orcid, sign_in, fault, error):
    orcid.faults = [fault]
    begun = sign_in.begin(UPDATE)
    came = query(orcid.decide(begun.address))
    with pytest.raises(error) as caught:
        sign_in.finish(came, begun, UPDATE)
    told = f"{caught.value!r} {caught.value.detail}"
    assert parse_qs(came)["code"][0] not in told
    assert orcid.client_secret not in told


def test_a_token_request_is_never_repeated(orcid, sign_in):
    orcid.faults = ["500", "500"]
    begun = sign_in.begin(AUTHENTICATE)
    with pytest.raises(TemporarilyUnavailable):
        sign_in.finish(query(orcid.decide(begun.address)), begun, AUTHENTICATE)
    assert orcid.asked.count("POST /oauth/token") == 1


def test_an_orcid_that_does_not_answer_is_waited_for_until_the_deadline(orcid):
    sign_in = SignIn(
        orcid.url,
        client_id=orcid.client_id,
        client_secret=orcid.client_secret,
        back=BACK,
        deadline=0.4,
    )
    orcid.faults = ["slow"]
    begun = sign_in.begin(AUTHENTICATE)
    came, started = query(orcid.decide(begun.address)), time.monotonic()
    with pytest.raises(DeadlineExceeded):
        sign_in.finish(came, begun, AUTHENTICATE)
    assert time.monotonic() - started < 1.5


def test_an_orcid_out_of_reach_is_one_of_our_errors():
    sign_in = SignIn("http://127.0.0.1:9", client_id="x", client_secret="y", back=BACK)
    begun = sign_in.begin(AUTHENTICATE)
    with pytest.raises(SourceError):
        sign_in.finish(f"code=x&state={begun.state}", begun, AUTHENTICATE)


def test_a_token_that_is_given_up_works_no_more(orcid, sign_in):
    begun = sign_in.begin(UPDATE)
    proof = sign_in.finish(query(orcid.decide(begun.address)), begun, UPDATE)
    sign_in.revoke(proof.token)
    assert orcid.revoked == [proof.token]
    assert orcid.tokens == {}


def test_nothing_of_what_is_secret_is_in_a_repr(orcid, sign_in):
    begun = sign_in.begin(UPDATE)
    proof = sign_in.finish(query(orcid.decide(begun.address)), begun, UPDATE)
    sent = Sent("POST", proof.token.encode(), {"Authorization": proof.token})
    told = f"{proof!r} {begun!r} {sign_in!r} {sent!r}"
    for secret in (proof.token, begun.verifier, orcid.client_secret):
        assert secret not in told


def test_authlib_is_not_loaded_before_somebody_goes_to_orcid(tmp_path):
    code = (
        "import sys; from pathlib import Path; from config import Config\n"
        "from registry.app import create_app\n"
        f"create_app(Config(data_dir=Path({str(tmp_path)!r}), orcid_client_id='x',"
        " orcid_client_secret='y'))\n"
        "assert 'registry.people.orcid_pages' in sys.modules\n"
        "assert 'authlib' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
