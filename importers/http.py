"""The one door to other services: one session, whole deadlines, size limit, retries, turns."""

from __future__ import annotations

import email.utils
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

import requests
import urllib3

from importers.errors import (
    BadAnswer,
    Blocked,
    CircuitOpen,
    DeadlineExceeded,
    ForeignRedirect,
    NoTurn,
    Refused,
    SourceError,
    TemporarilyUnavailable,
    TooLarge,
)
from importers.limits import Kind, Limiter, Slot, advertised

RETRIES = 5
REDIRECTS = 5
CONNECT_TIMEOUT = 10.0
LONGEST_BACKOFF = 20.0
ABANDONED_HOLD = 2.0  # seconds a server may need to see that we stopped reading
_MOVED = {301, 302, 303, 307, 308}
_RETRYABLE = {408, 425, 429}


@dataclass(frozen=True, slots=True)
class Redirect:
    """One hop: its status and the whole address it led to."""

    status: int
    address: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer with status 2xx, 404 or 410; `headers` compares names without case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    address: str
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that writes: its method, what goes with it, and the refusals to be answered.

    A status of `told` comes back as an Answer, with its body, instead of as an error.
    """

    method: str
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    told: frozenset[int] = frozenset()


_GET = Sent("GET")


class _Parts(NamedTuple):
    host: tuple[str, str | None, int | None]  # scheme, name, port
    path: str
    query: str
    fragment: str
    address: str

    @property
    def by_tls(self) -> tuple[str, str]:
        """The host (with its port, where that is not the usual one), and the https address."""
        scheme, name, port = self.host
        usual = (scheme, port) in {("https", 443), ("http", 80)}
        host = f"{name}" if usual else f"{name}:{port}"
        query = f"?{self.query}" if self.query else ""
        return host, f"https://{host}{self.path}{query}"


def _parts(address: str, location: str = "") -> _Parts:
    try:
        split = urlsplit(urljoin(address, location))
        port = split.port or {"http": 80, "https": 443}.get(split.scheme)
    except ValueError:
        raise ForeignRedirect("redirected to what is no address") from None
    host = (split.scheme, split.hostname, port)
    return _Parts(host, split.path, split.query, split.fragment, split.geturl())


def user_agent(product: str, contact: str, mailto: str | None) -> str:
    """`registry/1.0 (contact page; mailto:address)`; with the address comes the polite pool."""
    parts = [contact, f"mailto:{mailto}" if mailto else ""]
    about = "; ".join(part for part in parts if part)
    return f"{product} ({about})" if about else product


class _Session(requests.Session):
    """Leaves redirects alone: requests would read their bodies without a clock."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None


def _session() -> requests.Session:
    session = _Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("https://", requests.adapters.HTTPAdapter(pool_maxsize=16))
    session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=16))
    return session


def _accept_anything(answer: Answer) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Door:
    """Asks one service under `base_url`; safe to use from several threads."""

    base_url: str
    limiter: Limiter
    user_agent: str
    deadline: float = 60.0  # seconds for the whole call, waits and retries included
    patience: float = 20.0  # seconds for one attempt, from its turn to the last byte
    max_bytes: int = 32 * 1024 * 1024
    backoff: float = 0.5  # the first retry waits up to this, each further one up to twice as long
    check: Callable[[Answer], None] = _accept_anything  # raises BadAnswer for a 2xx to be retried
    accept: str = "application/json"
    elsewhere: frozenset[str] = frozenset()  # hosts outside that a redirect may lead to, by TLS
    session: requests.Session = field(default_factory=_session, repr=False)

    def get(
        self, path: str, params: Mapping[str, str] | None = None, *, kind: Kind = "single"
    ) -> Answer:
        """GET `path` (already quoted, beginning with /) under the base.

        Raises a SourceError: Blocked for 403, Refused for another 4xx, TemporarilyUnavailable,
        BadAnswer or DeadlineExceeded after the retries, TooLarge, ForeignRedirect, CircuitOpen.
        """
        query = "?" + urlencode(params, safe=":/,*") if params else ""
        address = self.base_url.rstrip("/") + path + query
        until = self.limiter.clock() + self.deadline
        for attempt in range(RETRIES + 1):
            try:
                return self._follow(address, kind, until)
            except (CircuitOpen, NoTurn):
                raise
            except SourceError as error:
                if not error.retryable or not self._rests(attempt, error, until):
                    if error.retryable:
                        self.limiter.failed(kind)
                    raise
        raise AssertionError("the last attempt returns or raises")

    def send(self, path: str, sent: Sent, *, kind: Kind = "single") -> Answer:
        """Write to `path` (as for `get`) once: never tried again, never led elsewhere.

        Raises as `get` does; what was sent may have arrived all the same, unless it was refused.
        """
        until = self.limiter.clock() + self.deadline
        try:
            answer = self._ask(self.base_url.rstrip("/") + path, kind, until, sent=sent)
        except SourceError as error:
            if error.retryable and not isinstance(error, (CircuitOpen, NoTurn)):
                self.limiter.failed(kind)
            raise
        if answer.status in _MOVED:
            raise ForeignRedirect("redirected what was written")
        return answer

    def _rests(self, attempt: int, error: SourceError, until: float) -> bool:
        """Wait before another attempt (full jitter); False where none is left."""
        if attempt >= RETRIES:
            return False
        most = min(self.backoff * 2**attempt, LONGEST_BACKOFF)
        seconds = max(error.retry_after or 0.0, random.uniform(0, most))  # noqa: S311
        if self.limiter.clock() + seconds >= until:
            return False
        self.limiter.sleep(seconds)
        return True

    def _follow(self, address: str, kind: Kind, until: float) -> Answer:
        hops: list[Redirect] = []
        while True:
            answer = self._ask(address, kind, until)
            if answer.status not in _MOVED:
                return Answer(
                    answer.status, answer.headers, answer.body, answer.address, tuple(hops)
                )
            address = self._led_to(address, answer.headers.get("Location", ""))
            hops.append(Redirect(answer.status, address))
            if len(hops) > REDIRECTS:
                raise ForeignRedirect(f"more than {REDIRECTS} redirects")

    def _led_to(self, address: str, location: str) -> str:
        """The address a redirect leads to, if it is under our base and says no more than a path.

        Or at a host of `elsewhere`, which is asked by TLS alone, so that its certificate, not a
        name server, says who answers.
        """
        target, base = _parts(address, location), _parts(self.base_url)
        host, by_tls = target.by_tls
        if host in self.elsewhere and target.host[0] in {"http", "https"}:
            return by_tls
        root = base.path.rstrip("/") + "/"
        climbs = "/../" in target.path + "/"
        if target.host != base.host or not target.path.startswith(root) or climbs:
            raise ForeignRedirect(f"redirected outside {self.base_url}")
        if not location or target.fragment:
            raise BadAnswer("a redirect that names no record")
        return target.address

    def _ask(self, address: str, kind: Kind, until: float, *, sent: Sent = _GET) -> Answer:
        with self.limiter.turn(kind, until) as slot:
            end = min(until, self.limiter.clock() + self.patience)
            try:
                answer = self._read(address, slot, end, sent=sent)
            except requests.Timeout:
                slot.hold = ABANDONED_HOLD
                raise DeadlineExceeded("no answer in time") from None
            except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
                raise TemporarilyUnavailable(f"no connection: {type(error).__name__}") from None
            if answer.status not in sent.told:
                self._judge(answer, slot)
            slot.answered = True
            return answer

    def _read(self, address: str, slot: Slot, end: float, *, sent: Sent) -> Answer:
        left = max(end - self.limiter.clock(), 0.001)
        headers = {"User-Agent": self.user_agent, "Accept": self.accept}
        with self.session.request(
            sent.method,
            address,
            data=sent.body or None,
            headers=headers | dict(sent.headers),
            timeout=(min(CONNECT_TIMEOUT, left), left),
            allow_redirects=False,
            stream=True,
        ) as response:
            slot.limit = advertised(response.headers)
            body = self._body(response, slot, end)
            return Answer(response.status_code, response.headers, body, address)

    def _body(self, response: requests.Response, slot: Slot, end: float) -> bytes:
        """Read with a clock: a time-out of requests is for one read, not for the whole."""
        body = bytearray()
        try:
            while chunk := response.raw.read1(65536, decode_content=True):
                body += chunk
                if len(body) > self.max_bytes:
                    slot.hold = ABANDONED_HOLD
                    raise TooLarge(f"the answer is larger than {self.max_bytes} bytes")
                if self.limiter.clock() > end:
                    slot.hold = ABANDONED_HOLD
                    raise DeadlineExceeded("the answer came too slowly")
        except urllib3.exceptions.ReadTimeoutError:
            slot.hold = ABANDONED_HOLD
            raise DeadlineExceeded("the answer stopped coming") from None
        return bytes(body)

    def _judge(self, answer: Answer, slot: Slot) -> None:
        status = answer.status
        if status in _MOVED or status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            return
        if status < HTTPStatus.MULTIPLE_CHOICES:
            self.check(answer)
            return
        if status in _RETRYABLE or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            asked = retry_after(answer.headers.get("Retry-After", ""))
            if status == HTTPStatus.TOO_MANY_REQUESTS:
                slot.pause = 1.0 if asked is None else asked
            raise TemporarilyUnavailable(f"answered {status}", retry_after=asked)
        if status == HTTPStatus.FORBIDDEN:
            raise Blocked("the source has shut us out (403)")
        raise Refused(f"answered {status}", status=status)


def retry_after(value: str) -> float | None:
    """Seconds of a Retry-After header, given as a number or as a date; None if it is neither."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())
