"""Accounts, actors and papers of the tests about answers."""

from sqlalchemy import event, select

from registry.accounts.models import Account, Message
from registry.audit.models import AuditEvent
from registry.claims import suggesting
from registry.core.actor import SYSTEM, Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.policy import Role

ID, OTHER_ID = "0000-0002-1825-0097", "0000-0001-5109-3700"
ADDRESS = "a.sample@sample.example"


def account_of(researcher=None, name="someone") -> Account:
    """An account, of a researcher or of nobody."""
    with unit_of_work():
        key = researcher.id if researcher else None
        address = f"{name}{key or ''}@accounts.example"
        account = Account(email=address, name=address, researcher_id=key, state="active")
        db.session.add(account)
    return account


def own(researcher, name="own") -> Actor:
    """The researcher, signed in."""
    account = account_of(researcher, name)
    roles = frozenset({Role.RESEARCHER})
    return Actor(account_id=account.id, roles=roles, researcher_id=researcher.id)


def deputy_of(researcher, name="deputy") -> Actor:
    """Somebody who acts for a researcher, without the row that says so."""
    account = account_of(name=name)
    return Actor(account_id=account.id, acts_for=frozenset({researcher.id}))


def administrator(name="admin", **more) -> Actor:
    account = account_of(name=name)
    return Actor(account_id=account.id, roles=frozenset({Role.ADMINISTRATOR}), **more)


def ask(*papers) -> None:
    with unit_of_work():
        suggesting.for_outputs([paper.id for paper in papers], by=SYSTEM)


def carrying(printed="A. Sample", **more) -> dict:
    """A name with an iD beside it that nobody signed in with."""
    return {"printed": printed, "orcid": ID} | more


def with_address(printed="Anna Sample", address=ADDRESS, **more) -> dict:
    return {"printed": printed, "affiliation": f"Sample Street 1; {address}"} | more


def verbs(row) -> list[str]:
    kind = type(row).__name__
    wanted = select(AuditEvent.verb).filter_by(subject_type=kind, subject_id=str(row.id))
    return list(db.session.scalars(wanted.order_by(AuditEvent.id)))


def last_details(row) -> dict:
    wanted = select(AuditEvent.details).filter_by(subject_id=str(row.id))
    kind = wanted.filter_by(subject_type=type(row).__name__)
    return db.session.scalars(kind.order_by(AuditEvent.id.desc())).first()


def told(account) -> list[str]:
    wanted = select(Message).filter_by(account_id=account.id).order_by(Message.id)
    return [message.sentence % message.places for message in db.session.scalars(wanted)]


class Statements:
    """How many statements the database is asked inside a `with`."""

    def __enter__(self):
        self.count = 0
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self

    def _note(self, *args):
        self.count += 1

    def __exit__(self, *exc):
        event.remove(db.engine, "before_cursor_execute", self._note)
