"""Broken conditions hold a case up, unless HR lets them pass for a reason that is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from registry.audit import service as audit
from registry.core.actor import Actor
from registry.core.db import db
from registry.policy import Permission
from registry.talent.checking import findings
from registry.talent.errors import RulesBroken
from registry.talent.models import Hire, RuleOverride
from registry.talent.rules import Finding
from registry.talent.stages import Stage
from registry.talent.way import day_of

HELD_UP = frozenset(
    {
        Stage.APPLIED,
        Stage.SHORTLISTED,
        Stage.APPROVED,
        Stage.PUBLICISED,
        Stage.OFFERED,
        Stage.ACCEPTED,
        Stage.ONBOARD,
    }
)
"""Stages that a case with broken conditions does not reach by itself.

A draft and a recommendation are not yet an application; what comes after the arrival is a fact.
"""


def enforce(hire: Hire, stage: str, *, on: date, reason: str | None, by: Actor) -> None:
    """Let a case reach a stage only if no condition is broken that nobody let pass.

    `on` is the day whose rules bind it. With a reason each newly broken condition is let pass, and
    its words, day and reason are kept. Raises RulesBroken.
    """
    if stage not in HELD_UP:
        return
    broken = _not_let_pass(hire, findings(hire, on=on))
    if not broken:
        return
    if not (reason or "").strip():
        raise RulesBroken(broken, program=hire.program_code or "")
    db.session.add_all(_kept(f, hire, stage=stage, reason=str(reason), by=by) for f in broken)
    details = {"stage": str(stage), "count": len(broken)}
    audit.record("hire.rules_overridden", hire, by=by, details=details)


def overrides(hire: Hire) -> list[RuleOverride]:
    """The conditions that were let pass, the first first."""
    wanted = select(RuleOverride).where(RuleOverride.hire_id == hire.id).order_by(RuleOverride.id)
    return list(db.session.scalars(wanted))


def shown(hire: Hire, *, by: Actor) -> dict[str, Any]:
    """What `talent/_rules.html` shows of a case: to HR all findings, to others nothing."""
    allowed = by.may(Permission.HIRE_RULES_READ, hire)
    return {
        "findings": findings(hire) if allowed else [],
        "overrides": overrides(hire) if allowed else [],
        "rules_day": day_of(hire),
    }


def _not_let_pass(hire: Hire, found: list[Finding]) -> list[Finding]:
    passed = {(o.rule, o.text_en, o.on_date) for o in overrides(hire)}
    return [f for f in found if f.broken and (f.rule, f.text_en, f.on_date) not in passed]


def _kept(found: Finding, hire: Hire, *, stage: str, reason: str, by: Actor) -> RuleOverride:
    return RuleOverride(
        hire_id=hire.id,
        stage=stage,
        rule=found.rule,
        text_en=found.text_en,
        text_zh=found.text_zh,
        on_date=found.on_date,
        reason=reason.strip(),
        account_id=by.account_id,
        actor=by.label[:200],
    )
