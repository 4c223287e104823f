"""Who may do what: one table from permission to rules. What has no entry is refused.

A rule is a plain function of the actor and the object in question. Rules of one entry are
alternatives: one that holds is enough. The table feeds the check of every route, the help page and
the golden file `tests/structure/permissions.golden`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """What an account is trusted with; an account may have several, rights are their union."""

    RESEARCHER = "researcher"
    HR = "hr"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Scope(StrEnum):
    """What an API token may be used for; a session in the browser has all three."""

    READ = "read"
    WRITE = "write"
    PERSONNEL = "personnel"


class ActorLike(Protocol):
    """What rules ask of an actor."""

    @property
    def roles(self) -> frozenset[Role]: ...
    @property
    def researcher_id(self) -> int | None: ...
    @property
    def account_id(self) -> int | None: ...
    @property
    def acts_for(self) -> frozenset[int]: ...
    @property
    def scopes(self) -> frozenset[Scope]: ...


Rule = Callable[[ActorLike, object], bool]


class Permission(StrEnum):
    """One thing that can be done; `resource.verb`."""

    SESSION_USE = "session.use"
    HEALTH_READ = "health.read"
    DOCS_READ = "docs.read"
    HOME_READ = "home.read"
    OWN_ACCOUNT_CHANGE = "own_account.change"
    ACCOUNT_READ = "account.read"
    ACCOUNT_CHANGE = "account.change"
    ACCOUNT_GRANT_HR = "account.grant_hr"
    MESSAGE_CHANGE = "message.change"
    TOKEN_READ = "token.read"
    TOKEN_CHANGE = "token.change"
    AUDIT_READ = "audit.read"
    JOB_LIST = "job.list"
    JOB_READ = "job.read"
    JOB_CHANGE = "job.change"
    RESEARCHER_READ = "researcher.read"
    RESEARCHER_READ_INTERNAL = "researcher.read_internal"
    RESEARCHER_CREATE = "researcher.create"
    RESEARCHER_CHANGE = "researcher.change"
    RESEARCHER_MERGE = "researcher.merge"
    PERSONNEL_READ = "personnel.read"
    PERSONNEL_CHANGE = "personnel.change"
    PERSONNEL_REVEAL = "personnel.reveal"
    UNIT_READ = "unit.read"
    UNIT_CHANGE = "unit.change"
    PROGRAM_READ = "program.read"
    PROGRAM_CHANGE = "program.change"
    HIRE_LIST = "hire.list"
    HIRE_READ = "hire.read"
    HIRE_CHANGE = "hire.change"
    HIRE_RULES_READ = "hire_rules.read"
    HEADCOUNT_READ = "headcount.read"
    PROGRAM_OUTCOME_READ = "program_outcome.read"
    FUNDING_READ = "funding.read"
    FUNDING_CHANGE = "funding.change"
    DOCUMENT_READ = "document.read"
    DOCUMENT_OPEN = "document.open"
    DOCUMENT_CHANGE = "document.change"
    PROPOSAL_READ = "proposal.read"
    PROPOSAL_MAKE = "proposal.make"
    PROPOSAL_DECIDE = "proposal.decide"
    DUPLICATE_READ = "duplicate.read"
    DUPLICATE_SETTLE = "duplicate.settle"
    SHEET_READ = "sheet.read"
    SHEET_EXPORT = "sheet.export"
    SHEET_CHANGE = "sheet.change"
    RETENTION_READ = "retention.read"
    ERASURE_READ = "erasure.read"
    ERASURE_ASK = "erasure.ask"
    ERASURE_DECIDE = "erasure.decide"
    PERSON_COPY = "person.copy"
    LOOKS_READ = "looks.read"
    OUTPUT_READ = "output.read"
    OUTPUT_CREATE = "output.create"
    OUTPUT_CHANGE = "output.change"
    CORRECTION_READ = "correction.read"
    CORRECTION_OWN_LIST = "correction_told.list"
    CORRECTION_SEEN = "correction_told.seen"
    SOURCE_READ = "source.read"
    REFUSAL_LIST = "refusal.list"
    REFUSAL_CHANGE = "refusal.change"
    IMPORT_LIST = "import.list"
    IMPORT_READ = "import.read"
    IMPORT_RUN = "import.run"
    IMPORT_CHANGE = "import.change"
    IMPORT_SEARCH = "import.search"
    CLAIM_INBOX = "claim.inbox"
    CLAIM_READ = "claim.read"
    CLAIM_MAKE = "claim.make"
    CLAIM_SETTLE = "claim.settle"
    CLAIM_CHECK = "claim.check"
    BYLINE_FACT_CHANGE = "byline_fact.change"
    BYLINE_FACT_CHECK = "byline_fact.check"
    DEPUTY_READ = "deputy.read"
    DEPUTY_CHANGE = "deputy.change"
    MY_LIST_COMPARE = "my_list.compare"
    ORCID_CONNECT = "orcid.connect"
    ORCID_EMPLOYMENT_READ = "orcid_employment.read"
    ORCID_EMPLOYMENT_SEND = "orcid_employment.send"
    STUDY_READ = "study.read"
    STUDY_SETTLE = "study.settle"
    GOAL_READ = "goal.read"
    GOAL_CHANGE = "goal.change"
    GOAL_LINK_READ = "goal_link.read"
    GOAL_LINK_CHANGE = "goal_link.change"
    WORK_LIST_READ = "work_list.read"
    REPORT_READ = "report.read"
    REPORT_EXPORT = "report.export"


def anyone(actor: ActorLike, subject: object) -> bool:
    """Holds for everybody, signed in or not."""
    return True


def signed_in(actor: ActorLike, subject: object) -> bool:
    """Holds for every account."""
    return actor.account_id is not None


def own(actor: ActorLike, subject: object) -> bool:
    """Holds where the object belongs to the actor's own researcher record."""
    owners: frozenset[int] = getattr(subject, "owner_ids", frozenset())
    return actor.researcher_id is not None and actor.researcher_id in owners


def deputy(actor: ActorLike, subject: object) -> bool:
    """Holds where the object belongs to a researcher whose deputy the actor is."""
    owners: frozenset[int] = getattr(subject, "owner_ids", frozenset())
    return bool(actor.acts_for & owners)


def any_deputy(actor: ActorLike, subject: object) -> bool:
    """Holds for those who are somebody's deputy."""
    return bool(actor.acts_for)


def own_account(actor: ActorLike, subject: object) -> bool:
    """Holds where the object is, or was made by, the actor's own account."""
    return actor.account_id is not None and actor.account_id == getattr(
        subject, "owner_account_id", None
    )


def hr_for_people(actor: ActorLike, subject: object) -> bool:
    """Holds for HR where the goal link is of a hire or a researcher."""
    return Role.HR in actor.roles and getattr(subject, "kind", None) in {"hire", "researcher"}


def administrator_for_works(actor: ActorLike, subject: object) -> bool:
    """Holds for administrators where the goal link is of anything but a hire."""
    return Role.ADMINISTRATOR in actor.roles and getattr(subject, "kind", None) != "hire"


def has(role: Role) -> Rule:
    """The rule that holds for one role."""

    def rule(actor: ActorLike, subject: object) -> bool:
        return role in actor.roles

    rule.__name__ = role.value
    return rule


researcher = has(Role.RESEARCHER)
hr = has(Role.HR)
administrator = has(Role.ADMINISTRATOR)
auditor = has(Role.AUDITOR)

P = Permission

POLICY: dict[Permission, tuple[Rule, ...]] = {
    P.SESSION_USE: (anyone,),
    P.HEALTH_READ: (anyone,),
    P.DOCS_READ: (anyone,),
    P.HOME_READ: (anyone,),
    P.OWN_ACCOUNT_CHANGE: (signed_in,),
    P.ACCOUNT_READ: (administrator, hr),
    P.ACCOUNT_CHANGE: (administrator,),
    P.ACCOUNT_GRANT_HR: (hr,),
    P.MESSAGE_CHANGE: (own_account,),
    P.TOKEN_READ: (signed_in,),
    P.TOKEN_CHANGE: (signed_in,),
    P.AUDIT_READ: (auditor,),
    P.JOB_LIST: (signed_in,),
    P.JOB_READ: (own_account, administrator),
    P.JOB_CHANGE: (own_account, administrator),
    P.RESEARCHER_READ: (anyone,),
    P.RESEARCHER_READ_INTERNAL: (own, hr, administrator, auditor),
    P.RESEARCHER_CREATE: (hr,),
    P.RESEARCHER_CHANGE: (hr,),
    P.RESEARCHER_MERGE: (hr, administrator),
    P.PERSONNEL_READ: (own, hr),
    P.PERSONNEL_CHANGE: (hr,),
    P.PERSONNEL_REVEAL: (hr,),
    P.UNIT_READ: (anyone,),
    P.UNIT_CHANGE: (hr, administrator),
    P.PROGRAM_READ: (signed_in,),
    P.PROGRAM_CHANGE: (hr,),
    P.HIRE_LIST: (hr, administrator, auditor),
    P.HIRE_READ: (own, hr, administrator, auditor),
    P.HIRE_CHANGE: (hr,),
    P.HIRE_RULES_READ: (hr,),
    P.HEADCOUNT_READ: (hr, administrator, auditor),
    P.PROGRAM_OUTCOME_READ: (hr, administrator, auditor),
    P.FUNDING_READ: (hr,),
    P.FUNDING_CHANGE: (hr,),
    P.DOCUMENT_READ: (own, hr),
    P.DOCUMENT_OPEN: (own, hr),
    P.DOCUMENT_CHANGE: (hr,),
    P.PROPOSAL_READ: (own, hr),
    P.PROPOSAL_MAKE: (own,),
    P.PROPOSAL_DECIDE: (hr,),
    P.DUPLICATE_READ: (hr,),
    P.DUPLICATE_SETTLE: (hr,),
    P.SHEET_READ: (hr,),
    P.SHEET_EXPORT: (hr,),
    P.SHEET_CHANGE: (hr,),
    P.RETENTION_READ: (hr,),
    P.ERASURE_READ: (hr,),
    P.ERASURE_ASK: (hr,),
    P.ERASURE_DECIDE: (hr,),
    P.PERSON_COPY: (own, hr),
    P.LOOKS_READ: (own, hr, auditor),
    P.OUTPUT_READ: (anyone,),
    P.OUTPUT_CREATE: (researcher, administrator),
    P.OUTPUT_CHANGE: (administrator,),
    P.CORRECTION_READ: (anyone,),
    P.CORRECTION_OWN_LIST: (signed_in,),
    P.CORRECTION_SEEN: (own_account,),
    P.SOURCE_READ: (administrator, auditor),
    P.REFUSAL_LIST: (administrator, auditor),
    P.REFUSAL_CHANGE: (administrator,),
    P.IMPORT_LIST: (researcher, administrator),
    P.IMPORT_READ: (own_account, administrator),
    P.IMPORT_RUN: (researcher, administrator),
    P.IMPORT_CHANGE: (own_account, administrator),
    P.IMPORT_SEARCH: (administrator,),
    P.CLAIM_INBOX: (researcher, any_deputy),
    P.CLAIM_READ: (own, deputy, administrator, auditor),
    P.CLAIM_MAKE: (own, deputy, administrator),
    P.CLAIM_SETTLE: (administrator,),
    P.CLAIM_CHECK: (administrator,),
    P.BYLINE_FACT_CHANGE: (own, deputy, administrator),
    P.BYLINE_FACT_CHECK: (administrator,),
    P.DEPUTY_READ: (own, administrator),
    P.DEPUTY_CHANGE: (own, administrator),
    P.MY_LIST_COMPARE: (own, deputy, administrator),
    P.ORCID_CONNECT: (own,),
    P.ORCID_EMPLOYMENT_READ: (own, hr),
    P.ORCID_EMPLOYMENT_SEND: (hr,),
    P.STUDY_READ: (signed_in,),
    P.STUDY_SETTLE: (administrator,),
    P.GOAL_READ: (anyone,),
    P.GOAL_CHANGE: (administrator,),
    P.GOAL_LINK_READ: (anyone,),
    P.GOAL_LINK_CHANGE: (own, hr_for_people, administrator_for_works),
    P.WORK_LIST_READ: (researcher, hr, administrator),
    P.REPORT_READ: (hr, administrator, auditor),
    P.REPORT_EXPORT: (hr, administrator),
}

SCOPE: dict[Permission, Scope] = {
    P.PERSONNEL_READ: Scope.PERSONNEL,
    P.PERSONNEL_CHANGE: Scope.PERSONNEL,
    P.PERSONNEL_REVEAL: Scope.PERSONNEL,
    P.HIRE_RULES_READ: Scope.PERSONNEL,
    P.FUNDING_READ: Scope.PERSONNEL,
    P.FUNDING_CHANGE: Scope.PERSONNEL,
    P.DOCUMENT_READ: Scope.PERSONNEL,
    P.DOCUMENT_OPEN: Scope.PERSONNEL,
    P.DOCUMENT_CHANGE: Scope.PERSONNEL,
    P.PROPOSAL_READ: Scope.PERSONNEL,
    P.PROPOSAL_DECIDE: Scope.PERSONNEL,
    P.SHEET_READ: Scope.PERSONNEL,
    P.SHEET_EXPORT: Scope.PERSONNEL,
    P.SHEET_CHANGE: Scope.PERSONNEL,
    P.ERASURE_DECIDE: Scope.PERSONNEL,
    P.PERSON_COPY: Scope.PERSONNEL,
}


def scope_of(permission: Permission) -> Scope:
    """The token scope that a permission needs.

    Stated, else `read` for reading and `write` for the rest.
    """
    reads = permission.value.endswith((".read", ".read_internal", ".list", ".inbox", ".export"))
    return SCOPE.get(permission, Scope.READ if reads else Scope.WRITE)


def allows(actor: ActorLike, permission: Permission, subject: object = None) -> bool:
    """Whether one rule of the permission holds, within the scopes of the actor's token."""
    rules = POLICY.get(permission, ())
    if rules and actor.account_id is not None and scope_of(permission) not in actor.scopes:
        return False
    return any(rule(actor, subject) for rule in rules)
