"""What the value of a condition says, kind by kind; what it does not say is None."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from registry.core.errors import N_
from registry.talent.kinds import Overlap, RuleKind

SIGNS = ("<", "<=", "=", ">=", ">")
"""How numbers and days are compared."""

OPERATORS = (*SIGNS, "!=", "rule")
"""`!=` is for what is one of a list, `rule` for conditions in words and on other programs."""

NUMBER = re.compile(r"(\d{1,3})(?:@(\d\d)-(\d\d))?")
OVERLAP = re.compile(r"([a-z_]+)(?:\(([^()]*)\))?")
COUNTRIES = re.compile(r"[A-Z]{2}(?:\s*,\s*[A-Z]{2})*")

DOCTOR, MASTER, BACHELOR = 3, 2, 1
DEGREES = (
    (
        DOCTOR,
        re.compile(r"ph\.? ?d|d\.? ?phil|doctor|^dr\b|博士|^(eng|sc)\.?d|d\.?sc$"),
    ),
    (MASTER, re.compile(r"master|硕士|^m\.?(sc|s|a|phil|eng|ba)\b\.?|^mphil")),
    (BACHELOR, re.compile(r"bachelor|学士|本科|^b\.?(sc|s|a|eng)\b\.?")),
)
UNFINISHED = re.compile(
    r"candidate|student|ongoing|expected|在读|肄业|预计|post-?doc|博士后", re.IGNORECASE
)

AGES = frozenset({RuleKind.AGE, RuleKind.AGE_MEN, RuleKind.AGE_WOMEN})
NUMBERS = AGES | {
    RuleKind.YEARS_SINCE_PHD,
    RuleKind.RESEARCH_YEARS,
    RuleKind.OVERSEAS_MONTHS,
    RuleKind.FULL_TIME_YEARS,
    RuleKind.RESIDENCE_YEARS,
    RuleKind.MONTHS_AT_HOST,
}
NAMES = {
    Overlap.ONE_OF_SAME_LEVEL: (False,),
    Overlap.NO_LOWER_AFTER_HIGHER: (False, True),
    Overlap.EXCLUSIVE_WITH: (True,),
}
"""Whether a rule on other programs names some."""
LISTED = frozenset({RuleKind.NATIONALITY, RuleKind.EMPLOYER})


@dataclass(frozen=True)
class OverlapValue:
    """What a rule on other programs says: which of `Overlap`, and the codes or groups it names."""

    kind: Overlap
    names: frozenset[str] = frozenset()


def number(value: str) -> int | None:
    """Years or months: `35`, or `35@01-01` for the first of January of the call's year."""
    found = NUMBER.fullmatch(value.strip())
    return int(found[1]) if found else None


def day_of_year(value: str) -> tuple[int, int] | None:
    """Month and day that the value names after an @."""
    found = NUMBER.fullmatch(value.strip())
    if not found or not found[2]:
        return None
    month, day = int(found[2]), int(found[3])
    try:
        date(2001, month, day)
    except ValueError:
        return None
    return month, day


def day(value: str) -> date | None:
    """A day, written 1985-01-01."""
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        return None


def degree(text: str) -> int | None:
    """The rank of a degree in English or Chinese words; one that is not finished is none."""
    plain = text.strip().casefold()
    if UNFINISHED.search(plain):
        return None
    return next((rank for rank, pattern in DEGREES if pattern.search(plain)), None)


def countries(value: str) -> frozenset[str]:
    """Country codes of two letters, parted by commas."""
    if not COUNTRIES.fullmatch(value.strip()):
        return frozenset()
    return frozenset(code.strip() for code in value.split(","))


def overlap(value: str) -> OverlapValue | None:
    """`one_of_same_level`, `no_lower_after_higher(GROUP, …)` or `exclusive_with(CODE, …)`."""
    found = OVERLAP.fullmatch(value.strip())
    if not found or found[1] not in set(Overlap):
        return None
    kind = Overlap(found[1])
    names = frozenset(filter(None, (name.strip() for name in (found[2] or "").split(","))))
    return OverlapValue(kind, names) if bool(names) in NAMES[kind] else None


def folded(name: str) -> str:
    """A name as names are compared."""
    return " ".join(name.casefold().split())


def fault(kind: str, sign: str, value: str) -> str | None:
    """The sentence of what a condition cannot say so, None where it can."""
    if kind == RuleKind.HELD_PROGRAMS:
        return None if sign == "rule" and overlap(value) else HELD
    if sign == "rule":
        return None
    if kind in LISTED:
        return _fault_of_list(kind, sign, value)
    return SIGN if sign not in SIGNS else _fault_of_value(kind, value)


def _fault_of_value(kind: str, value: str) -> str | None:
    if kind == RuleKind.BIRTH_DATE:
        return None if day(value) else DAY
    if kind == RuleKind.DEGREE:
        return None if degree(value) else DEGREE
    if kind in AGES:
        named = "@" not in value or day_of_year(value) is not None
        return None if number(value) is not None and named else AGE
    return None if value.strip().isdecimal() and number(value) is not None else WHOLE


def _fault_of_list(kind: str, sign: str, value: str) -> str | None:
    if sign not in {"=", "!="}:
        return ONE_OF
    return None if kind != RuleKind.NATIONALITY or countries(value) else COUNTRY


HELD = N_(
    "A condition on other programs has the sign “rule” and says one_of_same_level, "
    "no_lower_after_higher or exclusive_with(CODE)."
)
SIGN = N_("Choose a sign of the list to compare with; “rule” is for a condition in words.")
ONE_OF = N_("Compare with = or !=; “rule” is for a condition in words.")
DAY = N_("Write the day as 1985-01-01.")
DEGREE = N_("Write the degree as PhD, Master or Bachelor.")
AGE = N_("Write the age as a whole number, or as 35@01-01 for that day of the call's year.")
WHOLE = N_("Write a whole number.")
COUNTRY = N_("Write countries as codes of two letters, such as CN, HK.")
