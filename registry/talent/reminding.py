"""HR is reminded of what is due: each item once, on the page and by mail.

A mail leaves the house. It says what is due and where to look, and no name.
"""

from __future__ import annotations

from datetime import timedelta

from registry.accounts import queries as accounts
from registry.accounts import service as saying
from registry.core import clock, settings
from registry.core.actor import Actor
from registry.core.errors import N_
from registry.policy import Role
from registry.talent import due
from registry.talent.due import Due, Item

SENTENCES = {
    Due.REPLY: N_("Case %(number)s: the reply to the offer is due on %(day)s."),
    Due.NOTICE: N_("Case %(number)s: the public notice ends on %(day)s."),
    Due.ARRIVAL: N_("Case %(number)s: the arrival was expected on %(day)s."),
    Due.YEARLY: N_("Case %(number)s: the yearly review is due on %(day)s."),
    Due.MIDTERM: N_("Case %(number)s: the mid-term review is due on %(day)s."),
    Due.FINAL: N_("Case %(number)s: the final review is due on %(day)s."),
    Due.TERM_END: N_("Case %(number)s: the term ends on %(day)s."),
    Due.MISSING: N_("Case %(number)s: documents are missing since %(day)s."),
    Due.EXPIRING: N_("Case %(number)s: a document is valid until %(day)s."),
}


PAST = timedelta(days=60)
"""What has been over for longer is on the page of what is due, and told by no mail: a ledger of
many years that is entered in one day asks for nothing that nobody can mend any more."""


def remind(*, by: Actor) -> int:
    """Tell every HR account what is due within the days of the setting; how many words that were.

    What was told once is not told again, whoever asks.
    """
    since = clock.today() - PAST
    until = clock.today() + timedelta(days=settings.config().remind_days)
    found = [item for item in due.items(until, by=by) if item.day >= since]
    people = accounts.with_role(Role.HR)
    return sum(_told(item, account.id) for item in found for account in people)


def _told(item: Item, account_id: int) -> bool:
    message = saying.tell(
        account_id,
        SENTENCES[item.due],
        f"/hires/{item.hire.id}",
        number=str(item.hire.id),
        day=item.day.isoformat(),
        unique_key=f"{item.key}:{account_id}",
    )
    return message is not None
