"""ORCID's member API, version 3.0: employments that we say of people who let us.

A message is XML as `registry` made it; what ORCID answers is its put-code, the number of the entry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus

from importers.errors import BadAnswer, NoSuchPerson, Refused, SourceError
from importers.http import Answer, Door, Sent
from importers.limits import Kind, Limit
from importers.messages import each
from importers.service import Service, json_object

XML = "application/vnd.orcid+xml"
LIMITS: Mapping[Kind, Limit] = {"single": Limit(12, 1, 4)}
TWIN = re.compile(r"put-code (\d{1,18})")
PLACE = re.compile(r"/employment/(\d{1,18})/?$")
TOLD = frozenset({HTTPStatus.UNAUTHORIZED})


class TokenRefused(SourceError, code="orcid_token_refused"):
    """The token opens nothing any more: the person took the permission back at ORCID."""


@dataclass(frozen=True)
class OrcidMember(Service):
    """ORCID as members write to it."""

    base_url: str = "https://api.orcid.org"
    deadline: float = 10.0
    max_bytes: int = 1024 * 1024

    @cached_property
    def door(self) -> Door:
        """The door all calls go through."""
        return self.open_door("member", LIMITS, _accept)

    def add(self, orcid: str, message: bytes, *, token: str, mark: str) -> tuple[int, bool]:
        """Add an employment; its put-code, and whether it is new there.

        One that is there already, known by its external identifier `mark`, is found, not doubled:
        an earlier answer may have been lost. Raises TokenRefused or another SourceError.
        """
        told = TOLD | {HTTPStatus.CONFLICT}
        answer = self._send("POST", f"/v3.0/{orcid}/employment", token, body=message, told=told)
        if answer.status == HTTPStatus.CONFLICT:
            return self._twin(answer, orcid, token, mark=mark), False
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise NoSuchPerson(f"ORCID does not know {orcid}")
        place = PLACE.search(answer.headers.get("Location", ""))
        if place is None:
            raise BadAnswer("the answer names no put-code")
        return int(place[1]), True

    def replace(self, orcid: str, put_code: int, message: bytes, *, token: str) -> bool:
        """Put a message in the place of an entry of ours; False where ORCID has it no more."""
        path = f"/v3.0/{orcid}/employment/{put_code}"
        answer = self._send("PUT", path, token, body=message)
        return answer.status < HTTPStatus.MULTIPLE_CHOICES

    def remove(self, orcid: str, put_code: int, *, token: str) -> None:
        """Remove an entry of ours, if it is still there."""
        self._send("DELETE", f"/v3.0/{orcid}/employment/{put_code}", token)

    def _twin(self, answer: Answer, orcid: str, token: str, *, mark: str) -> int:
        said = TWIN.search(answer.body.decode("utf-8", "replace"))
        if said:
            return int(said[1])
        listed = self._send("GET", f"/v3.0/{orcid}/employments", token)
        for group in each(json_object(listed.body).get("affiliation-group")):
            for summary in each(group.get("summaries")):
                entry = next(each(summary.get("employment-summary")), {})
                ids = next(each(entry.get("external-ids")), {})
                marks = {one.get("external-id-value") for one in each(ids.get("external-id"))}
                if mark in marks and isinstance(entry.get("put-code"), int):
                    return int(entry["put-code"])
        raise Refused("ORCID has a like entry and does not say which", status=409)

    def _send(
        self,
        method: str,
        path: str,
        token: str,
        *,
        body: bytes = b"",
        told: frozenset[int] = TOLD,
    ) -> Answer:
        kind = {"Content-Type": XML} if body else {}
        headers = {"Authorization": f"Bearer {token}"} | kind
        answer = self.door.send(path, Sent(method, body, headers, told))
        if answer.status == HTTPStatus.UNAUTHORIZED:
            raise TokenRefused("the person has taken the permission back")
        return answer


def _accept(answer: Answer) -> None:
    """What a 2xx says stands in its headers."""
