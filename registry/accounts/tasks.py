"""Mail to the owners of accounts."""

from __future__ import annotations

from flask_babel import force_locale, gettext

from registry.accounts import mail
from registry.accounts.models import Account, Message
from registry.core import settings
from registry.core.db import db
from registry.jobs.service import Progress, task


@task("accounts.mail_message")
def mail_message(message_id: int, *, progress: Progress) -> None:
    """Mail one message in its reader's language."""
    message = db.session.get_one(Message, message_id)
    account = db.session.get_one(Account, message.account_id)
    with force_locale(account.locale or "en"):
        sentence = gettext(message.sentence, **message.places)
        address = f"{settings.config().base_url}{message.address}"
        sent = mail.send(account.email, sentence[:120], f"{sentence}\n\n{address}\n")
    if not sent:
        raise OSError("the mail did not leave")
