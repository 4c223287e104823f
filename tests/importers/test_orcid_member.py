"""Writing to an ORCID on loopback: put-codes, what is gone, what is refused."""

import pytest

from importers.errors import Blocked, Refused, TemporarilyUnavailable
from importers.http import Sent
from importers.orcid_member import OrcidMember, TokenRefused
from tests.makers.orcid_server import CARBERRY, SECOND, orcid_server

TOKEN = "a-token"
MARK = "post-1"
MESSAGE = b"""<employment:employment xmlns:employment="http://www.orcid.org/ns/employment"
 xmlns:common="http://www.orcid.org/ns/common">%s<common:role-title>Professor</common:role-title>
<common:organization><common:name>Sample Institute</common:name><common:address/>
</common:organization><common:external-ids><common:external-id>
<common:external-id-type>other-id</common:external-id-type>
<common:external-id-value>post-1</common:external-id-value>
</common:external-id></common:external-ids></employment:employment>"""
NEW = MESSAGE % b""


def with_code(put_code):
    return NEW.replace(
        b"<employment:employment ", b'<employment:employment put-code="%d" ' % put_code
    )


@pytest.fixture
def orcid(shared):
    with orcid_server() as server:
        server.tokens[TOKEN] = (CARBERRY, "/activities/update")
        yield server


@pytest.fixture
def member(orcid):
    return OrcidMember(f"{orcid.url}/member")


def test_an_entry_gets_a_number_by_which_it_is_changed_and_removed(orcid, member):
    put_code, is_new = member.add(CARBERRY, NEW, token=TOKEN, mark=MARK)
    assert is_new
    assert member.replace(CARBERRY, put_code, with_code(put_code), token=TOKEN)
    member.remove(CARBERRY, put_code, token=TOKEN)
    assert orcid.employments[CARBERRY] == {}


def test_a_second_one_of_the_same_mark_is_the_first(orcid, member):
    first, _ = member.add(CARBERRY, NEW, token=TOKEN, mark=MARK)
    assert member.add(CARBERRY, NEW, token=TOKEN, mark=MARK) == (first, False)
    orcid.names_twins = False
    assert member.add(CARBERRY, NEW, token=TOKEN, mark=MARK) == (first, False)
    with pytest.raises(Refused):
        member.add(CARBERRY, NEW, token=TOKEN, mark="another")


def test_what_is_gone_is_told_and_removing_it_is_no_error(orcid, member):
    assert not member.replace(CARBERRY, 5, with_code(5), token=TOKEN)
    member.remove(CARBERRY, 5, token=TOKEN)


def test_a_message_against_the_schema_is_refused(orcid, member):
    with pytest.raises(Refused):
        member.add(CARBERRY, MESSAGE % b"<common:nonsense/>", token=TOKEN, mark=MARK)


def test_a_token_of_nobody_and_of_another_are_told_apart(orcid, member):
    with pytest.raises(TokenRefused):
        member.add(CARBERRY, NEW, token="withdrawn", mark=MARK)
    with pytest.raises(Blocked):
        member.add(SECOND, NEW, token=TOKEN, mark=MARK)


def test_nothing_that_is_written_is_repeated(orcid, member):
    orcid.broken = [503, 503]
    with pytest.raises(TemporarilyUnavailable):
        member.add(CARBERRY, NEW, token=TOKEN, mark=MARK)
    assert len(orcid.asked) == 1


def test_what_is_sent_is_not_in_the_repr_of_the_request():
    told = repr(Sent("POST", b"a message", {"Authorization": f"Bearer {TOKEN}"}))
    assert TOKEN not in told
    assert "a message" not in told
