"""The conditions of a program held against a case, as JSON, for HR."""

from __future__ import annotations

from typing import Any

from registry.core.actor import Actor
from registry.core.web import Resource
from registry.policy import Permission as P
from registry.talent import overriding, queries
from registry.talent.models import Hire
from registry.talent.rule_schemas import RulesOfHireSchema

hire_rules = Resource("hire_rules", "/hires", "Conditions of the programs held against recruits")


@hire_rules.get(
    "/<int:hire_id>/rules",
    permission=P.HIRE_RULES_READ,
    load=queries.visible,
    returns=RulesOfHireSchema,
)
def read_rules(hire: Hire, *, by: Actor) -> dict[str, Any]:
    """What is found of each condition, and which were let pass; values of the person are in it."""
    return overriding.shown(hire, by=by)
