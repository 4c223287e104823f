"""Telling in the background: when something is marked, when a claim is confirmed; and mail."""

from __future__ import annotations

from flask_babel import force_locale, gettext

from registry.accounts import mail as post
from registry.accounts.models import Account
from registry.claims.models import ClaimState
from registry.core import settings
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.corrections import queries, service
from registry.corrections.wording import called
from registry.jobs.service import Progress, task
from registry.outputs.models import OutputMark

AT_ONCE = 200
MOST_LINES = 20
TITLE_SHOWN = 160


@task("corrections.tell")
def tell(output_ids: list[int], *, progress: Progress) -> None:
    """Tell those concerned of what is new about these outputs."""
    for start in range(0, len(output_ids), AT_ONCE):
        batch = output_ids[start : start + AT_ONCE]
        with unit_of_work():
            service.tell(batch, by=SYSTEM)
            progress.report(start + len(batch), len(output_ids))


@task("corrections.tell_claimant")
def tell_claimant(
    *, claim_id: int, output_id: int, researcher_id: int, state: str, progress: Progress
) -> None:
    """Tell a researcher who confirmed a claim what is known of the output already."""
    if state == ClaimState.CONFIRMED:
        with unit_of_work():
            service.tell_claimant(output_id, researcher_id, by=SYSTEM)
            progress.report(1, 1)


@task("corrections.mail")
def mail(account_id: int, *, progress: Progress) -> None:
    """Mail an account what it was told of, in its language, at most once.

    A mail server that refuses is asked again later.
    """
    with unit_of_work():
        taken = service.take_to_mail(account_id)
        progress.report(0, len(taken))
    if not taken:
        return
    account = db.session.get_one(Account, account_id)
    with force_locale(account.locale or "en"):
        subject, text = written(queries.to_mail(taken))
    if not post.send(account.email, subject, text):
        with unit_of_work():
            service.give_back(taken)
        raise OSError("the mail did not leave")


def written(changes: list[tuple[OutputMark, str]]) -> tuple[str, str]:
    """Subject and text of a mail about these changes, in the language in force."""
    base = settings.config().base_url
    lines = [gettext("These outputs in the registry were corrected or retracted:"), ""]
    for mark, title in changes[:MOST_LINES]:
        name = gettext(called(mark.role, mark.type, what=mark.what))
        day = f" ({mark.date})" if mark.date else ""
        lines += [f"{name}{day}: {title[:TITLE_SHOWN]}", f"{base}/outputs/{mark.output_id}", ""]
    if len(changes) > MOST_LINES:
        lines += [gettext("and %(count)s more", count=len(changes) - MOST_LINES), ""]
    lines.append(gettext("Say on the first page that you have seen it: %(address)s", address=base))
    return gettext("Corrected or retracted: what you should know"), "\n".join(lines) + "\n"
