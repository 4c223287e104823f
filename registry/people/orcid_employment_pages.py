"""The message of a post for ORCID, as a page: what it says, whether it may be sent, sending it."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from registry.core.actor import Actor
from registry.core.web import Pages, redirect_to, show
from registry.people import orcid_preparing, orcid_sending
from registry.people.labels import POSITIONS
from registry.people.orcid_preparing import REASONS, STANDS, Prepared
from registry.policy import Permission as P

ONE = "/researchers/<int:researcher_id>/posts/<int:post_id>/orcid-employment"

pages = Pages("orcid_employment")


@pages.get(ONE, permission=P.ORCID_EMPLOYMENT_READ, load=orcid_preparing.prepared)
def read(prepared: Prepared, *, by: Actor) -> Response:
    """The message of a post, and whether it may be sent."""
    return show(
        "people/orcid_employment.html",
        prepared=prepared,
        post=prepared.post,
        researcher=prepared.post.researcher,
        positions=POSITIONS,
        reasons=REASONS,
        stands=STANDS,
    )


@pages.post(f"{ONE}/send", permission=P.ORCID_EMPLOYMENT_SEND, load=orcid_preparing.prepared)
def send(prepared: Prepared, *, by: Actor) -> Response:
    """Have the message sent."""
    orcid_sending.send(prepared, by=by)
    keys = {"researcher_id": prepared.post.researcher_id, "post_id": prepared.post.id}
    message = _("It is being sent. Look again in a moment.")
    return redirect_to("people.orcid_employment.read", message, **keys)
