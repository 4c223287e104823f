"""Lines above every page that tell of the state of the registry."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext
from sqlalchemy import select

from registry.accounts import queries as accounts
from registry.core import settings
from registry.core.actor import Actor
from registry.core.db import db
from registry.core.web.shell import FindNotices, Notice
from registry.jobs import queries as jobs
from registry.outputs.models import Output
from registry.policy import Permission


def messages(by: Actor) -> Iterator[Notice]:
    """The last words to this account that were not put away."""
    for message in accounts.unread(by=by)[:3]:
        yield Notice(
            gettext(message.sentence, **message.places), "info", message.address, gettext("Open")
        )


def sample_data(by: Actor) -> Iterator[Notice]:
    """That this registry shows invented people and papers."""
    if db.session.scalar(select(Output.id).where(Output.sample).limit(1)):
        yield Notice(
            gettext("This registry holds sample data: its people and papers are invented.")
        )


def public_pool(by: Actor) -> Iterator[Notice]:
    """That Crossref does not know whom to write to."""
    config = settings.config()
    if by.may(Permission.IMPORT_CHANGE) and not config.crossref_mailto:
        yield Notice(
            gettext("Crossref is asked in its slower public pool: set REGISTRY_CROSSREF_MAILTO."),
            "warning",
        )


def no_worker(by: Actor) -> Iterator[Notice]:
    """That background work waits."""
    if by.may(Permission.IMPORT_RUN) and not jobs.worker_alive():
        yield Notice(
            gettext("No worker has been seen for a minute: imports and suggestions wait."),
            "warning",
        )


NOTICES: tuple[FindNotices, ...] = (messages, sample_data, public_pool, no_worker)
