"""Writing employments to ORCID: asked for by HR, done by a job, kept in step with the post."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext
from sqlalchemy import select

from importers.errors import SourceError
from registry.audit import service as audit
from registry.core import clock
from registry.core.actor import SYSTEM, Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.jobs import service as jobs
from registry.people import orcid_consent, orcid_preparing, orcid_service
from registry.people.models import OrcidEmployment, Post, Researcher
from registry.people.orcid_employment import digest, mark_of, message
from registry.people.orcid_errors import OrcidNotSent, told
from registry.people.orcid_preparing import REASONS, Prepared


class _Kept(NamedTuple):
    """What is known of a post while its message is on the way."""

    post_id: int
    researcher_id: int


def send(prepared: Prepared, *, by: Actor) -> None:
    """Have the message of a post sent once this transaction stands. Raises OrcidNotSent."""
    if prepared.reasons:
        raise OrcidNotSent(why=gettext(REASONS[prepared.reasons[0]]))
    post = prepared.post
    audit.record("orcid_employment.asked", _subject(post.id), by=by)
    jobs.enqueue("people.send_orcid_employment", {"post_id": post.id}, by=by)


def follow(post: Post, *, by: Actor) -> None:
    """The post changed: what stands of it at ORCID is to change with it, where that is allowed."""
    if not orcid_service.can_write() or _row(post.id) is None:
        return
    if orcid_preparing.of_post(post).may_be_sent:
        jobs.enqueue("people.send_orcid_employment", {"post_id": post.id}, by=by)


def take_back(post: Post, *, by: Actor) -> None:
    """The post is being removed: so is what stands of it at ORCID, where that is allowed."""
    row = _row(post.id)
    if row is None:
        return
    payload = {"researcher_id": post.researcher_id, "put_code": row.put_code}
    db.session.delete(row)
    db.session.flush()
    if orcid_service.can_write() and orcid_consent.standing(post.researcher):
        jobs.enqueue("people.remove_orcid_employment", payload, by=by)


def write(post: Post) -> None:
    """Carry the message of a post to ORCID; outside a transaction, for it waits for a neighbour.

    What the person removed at ORCID is forgotten and not put there again by itself. Raises the
    error of `orcid_errors` that tells what went wrong.
    """
    prepared = orcid_preparing.of_post(post)
    consent = orcid_consent.standing(post.researcher)
    token = orcid_consent.token_of(consent) if consent else None
    if prepared.reasons or consent is None or token is None:
        return None
    researcher, orcid, kept = post.researcher, consent.orcid, _Kept(post.id, post.researcher_id)
    member, content = orcid_service.open_member(), digest(post, prepared.employer)
    try:
        put_code = prepared.put_code
        if put_code is None:
            xml, mark = prepared.xml, mark_of(post)
            put_code, is_new = member.add(orcid, xml, token=token, mark=mark)
            if is_new:
                return _note(kept, put_code, content)
        xml = message(post, prepared.employer, put_code=put_code)
        if member.replace(orcid, put_code, xml, token=token):
            return _note(kept, put_code, content)
    except SourceError as why:
        return _failed(why, researcher)
    return _forget(kept.post_id, put_code)


def remove(researcher: Researcher, put_code: int) -> None:
    """Remove an entry of ours from the person's ORCID record. Raises as `write` does."""
    consent = orcid_consent.standing(researcher)
    token = orcid_consent.token_of(consent) if consent else None
    if consent is None or token is None or not orcid_service.can_write():
        return
    try:
        orcid_service.open_member().remove(consent.orcid, put_code, token=token)
    except SourceError as why:
        _failed(why, researcher)


def _note(kept: _Kept, put_code: int, content: str) -> None:
    with unit_of_work():
        if db.session.get(Post, kept.post_id, with_for_update=True) is None:
            gone = {"researcher_id": kept.researcher_id, "put_code": put_code}
            jobs.enqueue("people.remove_orcid_employment", gone)
            return
        row = _row(kept.post_id) or OrcidEmployment(post_id=kept.post_id)
        row.put_code, row.digest, row.sent_at = put_code, content, clock.now()
        db.session.add(row)
        details = {"put_code": put_code}
        audit.record("orcid_employment.sent", _subject(kept.post_id), by=SYSTEM, details=details)


def _forget(post_id: int, put_code: int) -> None:
    """ORCID has the entry no more: the person removed it there, and HR may send it again."""
    with unit_of_work():
        if row := _row(post_id):
            db.session.delete(row)
        details = {"put_code": put_code}
        audit.record("orcid_employment.gone", _subject(post_id), by=SYSTEM, details=details)


def _failed(why: SourceError, researcher: Researcher) -> None:
    """A token that opens nothing is a consent withdrawn at ORCID; the rest is tried again."""
    if why.code != "orcid_token_refused":
        raise told(why) from None
    with unit_of_work():
        orcid_consent.withdraw(researcher, by=SYSTEM)


def _row(post_id: int) -> OrcidEmployment | None:
    kept = select(OrcidEmployment).filter_by(post_id=post_id)
    return db.session.scalars(kept).one_or_none()


def _subject(post_id: int) -> tuple[str, int]:
    return "Post", post_id
