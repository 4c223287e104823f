"""The form of a version: what stands in its rows, how many are left blank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _

from registry.core.web import current_locale
from registry.talent import labels
from registry.talent.models import FundingElement, ProgramVersion
from registry.talent.program_parts import GRADE, REVIEW, RULE, RULES
from registry.talent.program_schemas import FORM_STAGES
from registry.talent.stages import OVER, STEPS, Stage
from registry.talent.way import may_ever_follow

BLANK_ROWS = 2
MONEY = ("kind", "grade_code", "amount_min", "amount_max", "currency", "per")
TAX = {True: "before", False: "after"}


def blank() -> dict[str, Any]:
    """What the form shows where there are no rules yet."""
    return _choices() | {
        "values": {"sourced": True} | _stage_values(None),
        "counts": _counts(None),
    }


def filled(version: ProgramVersion) -> dict[str, Any]:
    """What the form shows of a version."""
    values = {name: getattr(version, name) for name in ("valid_from", *RULES)}
    for part, keys in (("grades", GRADE), ("rules", RULE), ("reviews", REVIEW)):
        values |= rows(part, getattr(version, part), keys)
    values |= rows("funding", version.funding, MONEY)
    for place, element in enumerate(version.funding):
        values |= _money(place, element)
    return _choices() | {
        "values": values | _stage_values(version),
        "counts": _counts(version),
    }


def rows(part: str, found: Iterable[Any], keys: Sequence[str]) -> dict[str, Any]:
    """Rows as the fields of a form: `grades.0.code`."""
    return {
        f"{part}.{place}.{key}": getattr(row, key)
        for place, row in enumerate(found)
        for key in keys
    }


def _money(place: int, element: FundingElement) -> dict[str, Any]:
    amounts = {key: getattr(element, key) for key in ("amount_min", "amount_max")}
    shown = {
        f"funding.{place}.{key}": None if value is None else f"{value.normalize():f}"
        for key, value in amounts.items()
    }
    taxed = element.taxed
    return shown | {f"funding.{place}.tax": None if taxed is None else TAX[taxed]}


def _stage_values(version: ProgramVersion | None) -> dict[str, Any]:
    """A row each stage, in the usual order; numbers where the program has a way of its own."""
    own = {row.stage: row for row in version.stages} if version else {}
    values: dict[str, Any] = {}
    for place, stage in enumerate(FORM_STAGES):
        row, usual = own.get(stage), STEPS[stage]
        name = f"stages.{place}."
        values[f"{name}stage"] = stage.value
        values[f"{name}place"] = row.place if row else None
        values[f"{name}next"] = row.next if row else [s.value for s in usual.next]
        values[f"{name}documents"] = row.documents if row else [d.value for d in usual.documents]
    return values


def _counts(version: ProgramVersion | None) -> dict[str, int]:
    """How many rows each part shows."""
    parts = ("grades", "funding", "rules", "reviews")
    return {p: BLANK_ROWS + (len(getattr(version, p)) if version else 0) for p in parts}


def _choices() -> dict[str, Any]:
    return {
        "labels": labels,
        "steps": STEPS,
        "form_stages": FORM_STAGES,
        "followers": {stage: _followers(stage) for stage in FORM_STAGES},
        "named": named,
    }


def _followers(stage: Stage) -> list[tuple[str, str]]:
    """What may follow a stage on any way, by code and name."""
    wanted = [s for s in (*FORM_STAGES, *OVER) if may_ever_follow(stage, s)]
    return [(s.value, STEPS[s].name_in(current_locale())) for s in wanted]


def named(labels_of: dict[Any, str]) -> list[tuple[str, str]]:
    """The choices of a field: codes with their names in the reader's language."""
    return [(str(code), str(_(label))) for code, label in labels_of.items()]
