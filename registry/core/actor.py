"""Who acts: a person signed in, a token, the command line or a job on somebody's behalf."""

from __future__ import annotations

from dataclasses import dataclass, replace

from registry.core.errors import NotAllowed, SignInNeeded
from registry.policy import Permission, Role, Scope, allows

ALL_SCOPES = frozenset(Scope)


@dataclass(frozen=True, kw_only=True)
class Actor:
    """One who acts, as the policy sees them; `acts_for` are researchers whose deputy they are."""

    account_id: int | None = None
    label: str = "visitor"
    roles: frozenset[Role] = frozenset()
    researcher_id: int | None = None
    acts_for: frozenset[int] = frozenset()
    scopes: frozenset[Scope] = ALL_SCOPES
    via: str = "web"
    locale: str = "en"

    def may(self, permission: Permission, subject: object = None) -> bool:
        """Whether the policy allows it."""
        return allows(self, permission, subject)

    def check(self, permission: Permission, subject: object = None) -> None:
        """Raise SignInNeeded or NotAllowed where the policy refuses."""
        if not self.may(permission, subject):
            raise SignInNeeded if self.account_id is None else NotAllowed

    @property
    def is_hr(self) -> bool:
        """Whether the actor sees what only HR sees, within the scopes of the token."""
        return Role.HR in self.roles

    def on_command_line(self) -> Actor:
        """The same actor, acting through a command."""
        return replace(self, via="cli")


VISITOR = Actor()
SYSTEM = Actor(label="system", roles=frozenset(Role), via="system")
"""The registry itself: set-up and nightly work."""


def operator() -> Actor:
    """Who sits at the machine and runs a command.

    Trusted with everything, named in the audit trail as such.
    """
    return Actor(label="command line", roles=frozenset(Role), via="cli")
