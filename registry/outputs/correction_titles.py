"""What a title says of a correction: of the work itself, or that it is a notice about another.

The word alone says nothing ("Protein retraction in muscle", "Corrections to scaling"): it must
stand where publishers set it, at the start with a colon or in brackets, or alone.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Role = Literal["changed", "notice"]


class Said(NamedTuple):
    """A work was `changed`, or is the `notice` of a change, of this type."""

    role: Role
    type: str


WORK = r"(?: (?:article|paper|chapter|publication|manuscript|preprint))?"
COLON = r" ?[:：]"
ABOUT = r"(?:$|[.:：]| ?[-–—] | to:| to (?=[“\"‘'])| for:| for (?=[“\"‘'])| ?[“\"‘'(\[])"
ABOUT_ZH = r"(?:$|[:：《“(（])"

TABLE: tuple[tuple[Role, str, str], ...] = (
    ("changed", "retraction", rf"^retracted{WORK}{COLON}"),
    ("changed", "retraction", rf"^[\[(]retracted{WORK}[\])]"),
    ("changed", "retraction", rf"[\[(]retracted{WORK}[\])]$"),
    ("changed", "withdrawal", rf"^withdrawn{WORK}{COLON}"),
    ("changed", "withdrawal", rf"^[\[(]withdrawn{WORK}[\])]"),
    ("changed", "withdrawal", rf"[\[(]withdrawn{WORK}[\])]$"),
    ("changed", "removal", rf"^(?:temporary removal|removed{WORK}){COLON}"),
    ("changed", "retraction", r"^[\[【(（]\s*(?:已|被)?(?:撤稿|撤回|撤销)\s*[\]】)）]"),
    ("changed", "retraction", r"[\[【(（]\s*(?:已|被)?(?:撤稿|撤回|撤销)\s*[\]】)）]$"),
    ("changed", "retraction", r"^(?:已|被)?(?:撤稿|撤回)\s*[:：]"),
    ("notice", "retraction", r"^(?:撤稿|撤回|撤销)(?:论文)?(?:声明|启事|通知|说明|公告)"),
    ("notice", "retraction", r"^关于(?:撤销|撤回|撤稿).*的(?:声明|启事|通知|说明|公告)$"),
    ("notice", "partial_retraction", rf"^partial retraction{ABOUT}"),
    ("notice", "retraction", rf"^retraction{ABOUT}"),
    ("notice", "retraction", r"^retraction (?:note|notice|statement)\b"),
    ("notice", "retraction", r"^(?:notice|statement|note) of retraction\b"),
    ("notice", "withdrawal", rf"^withdrawal{COLON}"),
    ("notice", "withdrawal", r"^withdrawal (?:note|notice|statement)\b"),
    ("notice", "withdrawal", r"^(?:notice|statement|note) of withdrawal\b"),
    ("notice", "expression_of_concern", r"^(?:editorial )?expression of concern\b"),
    ("notice", "expression_of_concern", r"^(?:editorial )?(?:note|notice) of concern\b"),
    ("notice", "erratum", rf"^(?:publisher['’]?s? )?(?:erratum|errata){ABOUT}"),
    ("notice", "corrigendum", rf"^(?:author )?(?:corrigendum|corrigenda){ABOUT}"),
    ("notice", "correction", rf"^(?:(?:author|publisher|editor)['’]?s? )?corrections?{ABOUT}"),
    ("notice", "correction", r"—\s?correction$"),
    ("notice", "correction", r"^publisher['’]s note: .+\[.+\(\d{4}\)\]$"),
    ("notice", "addendum", rf"^(?:addendum|addenda){ABOUT}"),
    ("notice", "correction", rf"^(?:勘误|更正|校正)(?:表|启事|声明|说明|通知)?{ABOUT_ZH}"),
    ("notice", "expression_of_concern", rf"^(?:关注|质疑)(?:声明|启事|说明){ABOUT_ZH}"),
)
"""Role, type and pattern, in any case of letters; the first that is found decides.

`撤稿：` with a colon is either in Chinese and is read as the work itself: neither then counts.
"""

PATTERNS = tuple(
    (Said(role, type_), re.compile(text, re.IGNORECASE)) for role, type_, text in TABLE
)
HINTS = (
    *("retract", "withdr", "remov", "concern", "errat", "corrig", "correct", "note: ", "addend"),
    *("撤", "勘", "更正", "校正", "关注", "质疑"),
)
"""One of these stands in every title that says something; most titles have none."""

LONGEST = 1000
"""So much of the beginning and of the end of a title is looked at."""


def said_by(title: str | None) -> Said | None:
    """What the title (clean text) says, None where it says nothing of a correction."""
    text = (title or "").strip()
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]} {text[-LONGEST:]}"
    folded = text.lower()
    if not any(hint in folded for hint in HINTS):
        return None
    return next((said for said, pattern in PATTERNS if pattern.search(text)), None)
