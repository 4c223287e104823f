"""The first start and every start: the newest tables, the goals and programs, and a way in."""

from __future__ import annotations

from sqlalchemy import select

from registry.accounts import mail, queries
from registry.accounts import service as accounts
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.goals import loading as goals
from registry.goals.models import GoalSet
from registry.operations import migrating
from registry.policy import Role
from registry.talent import service as talent
from registry.talent.models import Program

FIRST_EMAIL = "admin@localhost.localdomain"


def prepare() -> None:
    """Bring the database to the newest version and load what is missing of goals and programs."""
    migrating.upgrade()
    with unit_of_work():
        if db.session.scalar(select(GoalSet.id).limit(1)) is None:
            goals.load_goals(by=SYSTEM)
        if db.session.scalar(select(Program.id).limit(1)) is None:
            talent.load_programs(talent.SHIPPED, by=SYSTEM)


def first_sign_in() -> str | None:
    """The address of a one-time link for the first administrator.

    None once an administrator has a password.
    """
    if queries.any_administrator():
        return None
    with unit_of_work():
        account = queries.by_email(FIRST_EMAIL)
        if account is None:
            account = accounts.create(FIRST_EMAIL, "Administrator", [Role.ADMINISTRATOR], by=SYSTEM)
        return mail.link_address(accounts.give_link(account, by=SYSTEM))
