from __future__ import annotations

import email.utils
import gzip
import time

import pytest

from importers.errors import (
    BadAnswer,
    Blocked,
    DeadlineExceeded,
    ForeignRedirect,
    Refused,
    TemporarilyUnavailable,
    TooLarge,
)
from importers.http import Door, retry_after, user_agent
from importers.limits import POLITE, Limiter, MemoryLimitStore


@pytest.fixture
def door():
    doors = []

    def make(url, **options):
        limiter = Limiter(MemoryLimitStore(), "loopback", POLITE)
        doors.append(Door(url, limiter, "test/1", **{"backoff": 0.01, "deadline": 5.0} | options))
        return doors[-1]

    yield make
    for one in doors:
        one.session.close()


def test_an_answer_is_read_whole(loopback, door):
    loopback.put("/a?x=1:2,3", gzip.compress(b"hello"), Content_Encoding="gzip")
    answer = door(loopback.url).get("/a", {"x": "1:2,3"})
    assert (answer.status, answer.body, loopback.agents) == (200, b"hello", ["test/1"])
    assert answer.headers["CONTENT-TYPE"] == "application/json"


def test_the_limits_of_the_answer_are_adopted(loopback, door):
    one = door(loopback.url)
    one.get("/missing")
    assert one.limiter.store.buckets["loopback:single"].limit.requests == 1000


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(loopback, door, status):
    loopback.put("/a", b"", status=status, Retry_After="0")
    loopback.put("/a", b"done")
    assert door(loopback.url).get("/a").body == b"done"
    assert loopback.asked == ["/a", "/a"]


def test_at_most_five_retries_are_made(loopback, door):
    loopback.put("/a", b"", status=503)
    with pytest.raises(TemporarilyUnavailable):
        door(loopback.url).get("/a")
    assert len(loopback.asked) == 6


@pytest.mark.parametrize(("status", "error"), [(403, Blocked), (400, Refused), (414, Refused)])
def test_a_refusal_is_final(loopback, door, *, status, error):
    loopback.put("/a", b"", status=status)
    with pytest.raises(error):
        door(loopback.url).get("/a")
    assert len(loopback.asked) == 1


def test_a_long_retry_after_is_handed_to_the_caller(loopback, door):
    loopback.put("/a", b"", status=503, Retry_After="3000")
    with pytest.raises(TemporarilyUnavailable) as caught:
        door(loopback.url).get("/a")
    assert (caught.value.retry_after, len(loopback.asked)) == (3000, 1)


def test_a_short_retry_after_is_waited_for(loopback, door):
    loopback.put("/a", b"", status=429, Retry_After="1")
    loopback.put("/a", b"done")
    start = time.monotonic()
    assert door(loopback.url).get("/a").body == b"done"
    assert time.monotonic() - start >= 1


def test_retry_after_may_be_a_date_or_nonsense():
    assert retry_after("120") == 120
    assert retry_after(email.utils.formatdate(time.time() + 60, usegmt=True)) == pytest.approx(
        60, abs=2
    )
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert [retry_after(text) for text in ("", "soon", "-3", "1.5")] == [None] * 4


def test_a_redirect_inside_the_base_is_followed_and_told(loopback, door):
    loopback.put("/v1/a", b"", status=301, Location="/v1/b")
    loopback.put("/v1/b", b"here")
    answer = door(loopback.url + "/v1").get("/a")
    assert (answer.body, [hop.status for hop in answer.redirects]) == (b"here", [301])
    assert answer.address == loopback.url + "/v1/b"


@pytest.mark.parametrize(
    "location",
    [
        *(
            "http://127.0.0.1:9/v1/b",
            "//evil.example/v1/b",
            "/b",
            "/v1/../b",
            "/v1",
            "file:///etc/passwd",
        ),
        *("https://[::1/v1/b", "http://x@127.0.0.1:9/v1/", "../../b", "http://169.254.169.254/v1/"),
    ],
)
def test_a_redirect_outside_the_base_is_not_followed(loopback, door, location):
    loopback.put("/v1/a", b"", status=302, Location=location)
    with pytest.raises(ForeignRedirect):
        door(loopback.url + "/v1").get("/a")
    assert loopback.asked == ["/v1/a"]


def test_a_circle_of_redirects_ends(loopback, door):
    loopback.put("/a", b"", status=302, Location="/a")
    with pytest.raises(ForeignRedirect):
        door(loopback.url).get("/a")
    assert len(loopback.asked) == 6


def test_a_redirect_with_a_fragment_names_no_record(loopback, door):
    loopback.put("/a", b"", status=301, Location="/b#c")
    with pytest.raises(BadAnswer):
        door(loopback.url, deadline=1.0).get("/a")
    assert "/b" not in loopback.asked


def test_more_than_the_size_limit_is_not_read(loopback, door):
    loopback.put("/a", gzip.compress(b"x" * 5_000_000), Content_Encoding="gzip")
    with pytest.raises(TooLarge):
        door(loopback.url, max_bytes=1_000_000).get("/a")


def test_no_service_at_all_is_a_passing_failure(door):
    with pytest.raises(TemporarilyUnavailable):
        door("http://127.0.0.1:9").get("/a")


def test_a_broken_encoding_is_a_passing_failure(loopback, door):
    loopback.put("/a", b"no gzip", Content_Encoding="gzip")
    with pytest.raises(TemporarilyUnavailable):
        door(loopback.url).get("/a")


def test_we_say_who_we_are():
    assert user_agent("registry/1", "https://x.example", "a@b.example") == (
        "registry/1 (https://x.example; mailto:a@b.example)"
    )
    assert user_agent("registry/1", "", None) == "registry/1"


def test_no_cookie_is_kept(loopback, door):
    loopback.put("/a", b"", Set_Cookie="who=you; Path=/")
    one = door(loopback.url)
    one.get("/a")
    assert not one.session.cookies


def test_certificates_are_checked(door):
    assert door("https://x.example").session.verify is True


def test_a_slow_drip_ends_at_the_deadline(crossref_api, door):
    crossref_api.faults(script=["drip"] * 9, drip_rate=50)
    start = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        door(crossref_api.url, deadline=1.5).get("/works?rows=1")
    assert time.monotonic() - start < 3


def test_silence_ends_at_the_deadline(crossref_api, door):
    crossref_api.faults(script=["hang"] * 9, hang=3)
    start = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        door(crossref_api.url, deadline=1.0).get("/works?rows=1")
    assert time.monotonic() - start < 2.5
