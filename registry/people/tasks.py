"""Work of people that is done behind the page: what is written to ORCID."""

from __future__ import annotations

from registry.core.db import db
from registry.jobs.service import Progress, task
from registry.people import orcid_sending, queries
from registry.people.models import Post, Researcher


@task("people.send_orcid_employment")
def send_orcid_employment(post_id: int, *, progress: Progress) -> None:
    """Write a post to the ORCID record of its holder, if that is still wanted and allowed."""
    post = db.session.get(Post, post_id)
    if post is not None:
        orcid_sending.write(post)


@task("people.remove_orcid_employment")
def remove_orcid_employment(researcher_id: int, put_code: int, *, progress: Progress) -> None:
    """Remove from an ORCID record what was written there of a post that is no more."""
    researcher = db.session.get(Researcher, queries.kept_id(researcher_id))
    if researcher is not None:
        orcid_sending.remove(researcher, put_code)
