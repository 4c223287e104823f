"""What is said after an answer, with a button that takes it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from registry.claims.identifiers import Answered
from registry.claims.models import Claim, ClaimState

Carried = Mapping[str, Any]
"""The form that was sent; it says to which page a button leads back, and for whom."""


def say(claim: Claim) -> None:
    """Tell the reader what became of a claim."""
    tone = "warning" if claim.state == ClaimState.DISPUTED else "success"
    flash(_sentence(claim), tone)


def say_many(claims: Sequence[Claim], decision: str, sent: Carried) -> None:
    """Tell what became of claims that got one answer; all but *undo* can be taken back."""
    if decision == "undo":
        number = len(claims)
        flash(ngettext("%(num)s answer taken back.", "%(num)s answers taken back.", number))
        return
    text = _sentence(claims[0]) if len(claims) == 1 else _sentence_of_many(claims)
    disputed = any(claim.state == ClaimState.DISPUTED for claim in claims)
    ids = [("claims", claim.id) for claim in claims]
    fields = [*ids, ("decision", "undo"), *_carried(sent)]
    tone = "warning" if disputed else "success"
    flash(_with_undo(text, url_for("claims.answer_many"), fields), tone)


def say_identifier(answered: Answered, sent: Carried) -> None:
    """Tell what an answer about an identifier settled."""
    row, number = answered.row, len(answered.claims)
    if row.is_theirs:
        text = ngettext(
            "Noted: %(value)s is yours. %(num)s paper is settled.",
            "Noted: %(value)s is yours. %(num)s papers are settled.",
            number,
            value=row.value,
        )
    elif row.is_theirs is None:
        text = _("Put off: %(value)s. It is asked last, and stays among your identifiers.")
        text %= {"value": row.value}
    else:
        text = _("Noted: %(value)s is not yours. Papers it alone spoke for are asked no more.")
        text %= {"value": row.value}
    address = url_for("claims.take_back", identifier_id=row.id)
    flash(_with_undo(text, address, _carried(sent)), "success")


def _with_undo(text: str, address: str, fields: Sequence[tuple[str, Any]]) -> Any:
    """A notice with a button, as `layout/notices.html` shows it."""
    return {"text": text, "address": address, "fields": list(fields), "button": _("Undo")}


def _carried(sent: Carried) -> list[tuple[str, Any]]:
    names = {"back": "back", "state": "state", "for_": "for"}
    return [(name, sent[key]) for key, name in names.items() if sent.get(key)]


def _sentence(claim: Claim) -> str:
    sentences = {
        ClaimState.CONFIRMED: _("Confirmed: position %(position)s on “%(title)s”."),
        ClaimState.DISPUTED: _(
            "Position %(position)s on “%(title)s” is confirmed for somebody else. "
            "Your claim is kept as disputed until an administrator has decided."
        ),
        ClaimState.REJECTED: _("Noted: not on “%(title)s”. You will not be asked again."),
        ClaimState.WITHDRAWN: _("Withdrawn: the claim on “%(title)s”."),
        ClaimState.SUGGESTED: _("Put off: “%(title)s” is asked again at the end."),
    }
    places = {"position": claim.position, "title": claim.output.title}
    said: str = sentences[ClaimState(claim.state)] % places
    return said


def _sentence_of_many(claims: Sequence[Claim]) -> str:
    number = len(claims)
    disputed = sum(claim.state == ClaimState.DISPUTED for claim in claims)
    places = {"num": number, "confirmed": number - disputed, "disputed": disputed}
    sentences = {
        ClaimState.CONFIRMED: _("%(num)s papers confirmed."),
        ClaimState.DISPUTED: _(
            "%(confirmed)s papers confirmed, %(disputed)s disputed: somebody else holds the place."
        ),
        ClaimState.REJECTED: _("%(num)s papers noted as not yours."),
        ClaimState.SUGGESTED: _("%(num)s papers put off."),
    }
    state = ClaimState.DISPUTED if disputed else ClaimState(claims[0].state)
    said: str = sentences[state] % places
    return said
