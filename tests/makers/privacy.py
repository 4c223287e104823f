"""A person of whom everything is kept, and two of HR."""

from datetime import date

from registry.accounts import service as accounts
from registry.accounts.models import AccountState
from registry.core.actor import SYSTEM, Actor
from registry.core.db import db
from registry.people import personnel, proposals
from registry.people import service as people
from registry.people.models import Personnel, Researcher
from registry.policy import Role, Scope
from registry.talent import documents
from registry.talent.documents import Papers
from tests.makers.people import make_researcher
from tests.makers.talent import make_hire, make_move

CANARIES = {
    "birth_date": "1979-03-14",
    "previous_employer": "Canary Employer",
    "private_contact": "canary@contact.example",
    "identity_number": "CANARY110101",
    "bank_account": "CANARY6222020000",
}
PAPER = b"Canary paper, plain text.\n"


def make_account(email, role, researcher=None, name=None) -> Actor:
    """An account with a role, and the actor who signs in with it."""
    account = accounts.create(email, name or f"Account {email}", [role], by=SYSTEM)
    account.state = AccountState.ACTIVE
    if researcher:
        people.link_account(account, researcher, by=SYSTEM)
    return Actor(
        label=email,
        account_id=account.id,
        roles=frozenset({role}),
        researcher_id=researcher.id if researcher else None,
        scopes=frozenset(Scope),
    )


def make_hr(number=1) -> Actor:
    """Somebody of HR with an account."""
    return make_account(f"hr{number}@sample.example", Role.HR)


def make_known(given="Canary", *, on=date(2019, 1, 10), **overrides) -> Researcher:
    """A candidate, rejected that day, of whom private fields and a paper are kept."""
    person = make_researcher("Sample", given, visible=False, **overrides)
    kept = Personnel(researcher_id=person.id)
    personnel.change(kept, CANARIES, by=SYSTEM)
    hire = make_hire(person, stage="applied", happened_on=on)
    make_move(hire, "rejected", on=on, reason="Canary reason")
    documents.add(Papers(person), {"kind": "cv"}, PAPER, by=SYSTEM)
    proposals.propose(person, "highest_degree", "Canary degree", note="Canary note", by=SYSTEM)
    db.session.flush()
    return person
