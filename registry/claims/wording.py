"""What is said after an answer."""

from __future__ import annotations

from flask import flash
from flask_babel import gettext as _

from registry.claims.models import Claim, ClaimState


def say(claim: Claim) -> None:
    """Tell the reader what became of a claim."""
    sentences = {
        ClaimState.CONFIRMED: _("Confirmed: position %(position)s on “%(title)s”."),
        ClaimState.DISPUTED: _(
            "Position %(position)s on “%(title)s” is confirmed for somebody else. "
            "Your claim is kept as disputed until an administrator has decided."
        ),
        ClaimState.REJECTED: _("Noted: not on “%(title)s”. You will not be asked again."),
        ClaimState.WITHDRAWN: _("Withdrawn: the claim on “%(title)s”."),
    }
    tone = "warning" if claim.state == ClaimState.DISPUTED else "success"
    places = {"position": claim.position, "title": claim.output.title}
    flash(sentences[ClaimState(claim.state)] % places, tone)
