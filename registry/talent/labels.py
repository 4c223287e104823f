"""What codes of programs and posts are called; every text is a message id of the catalogue."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext

from registry.core.errors import N_
from registry.talent.kinds import (
    DocumentKind,
    FundingKind,
    Level,
    Per,
    Publicity,
    ReviewKind,
    RuleKind,
    Status,
)
from registry.talent.models import FundingElement

LEVELS = {
    Level.NATIONAL: N_("National"),
    Level.PROVINCIAL: N_("Provincial"),
    Level.MUNICIPAL: N_("Municipal"),
    Level.DISTRICT: N_("District"),
    Level.UNIVERSITY: N_("University"),
    Level.INSTITUTE: N_("Institute"),
    Level.FOREIGN: N_("Foreign"),
}

PUBLICITIES = {
    Publicity.PUBLIC: N_("Public: anybody may know who is under it"),
    Publicity.INTERNAL: N_("Internal: known inside the institute"),
    Publicity.RESTRICTED: N_("Restricted: only HR may name a person with it"),
}

STATUSES = {
    Status.ACTIVE: N_("In force"),
    Status.TBC: N_("To be confirmed"),
    Status.RENAMED: N_("Renamed"),
    Status.REPLACED: N_("Replaced"),
    Status.CLOSED: N_("Closed"),
}

FUNDING = {
    FundingKind.RESEARCH: N_("Research money"),
    FundingKind.WORK_MONEY: N_("Work money"),
    FundingKind.START_UP: N_("Start-up money"),
    FundingKind.PERSONAL_SUBSIDY: N_("Personal subsidy"),
    FundingKind.HOUSING: N_("Housing"),
    FundingKind.SALARY: N_("Salary"),
    FundingKind.STUDENT_QUOTA: N_("Student quota"),
    FundingKind.UNSPECIFIED: N_("Purpose to be confirmed"),
}

PERS = {
    Per.TOTAL: N_("in total"),
    Per.YEAR: N_("a year"),
    Per.MONTH: N_("a month"),
}

TAXES = {"before": N_("before tax"), "after": N_("after tax")}

RULES = {
    RuleKind.BIRTH_DATE: N_("Birth date"),
    RuleKind.AGE: N_("Age"),
    RuleKind.AGE_MEN: N_("Age of men"),
    RuleKind.AGE_WOMEN: N_("Age of women"),
    RuleKind.DEGREE: N_("Degree"),
    RuleKind.YEARS_SINCE_PHD: N_("Years since the PhD"),
    RuleKind.RESEARCH_YEARS: N_("Years of research"),
    RuleKind.OVERSEAS_MONTHS: N_("Months overseas"),
    RuleKind.FULL_TIME_YEARS: N_("Years full-time"),
    RuleKind.MONTHS_AT_HOST: N_("Months a year at the host"),
    RuleKind.RESIDENCE_YEARS: N_("Years of residence"),
    RuleKind.HELD_PROGRAMS: N_("Other programs held"),
    RuleKind.NATIONALITY: N_("Nationality"),
    RuleKind.EMPLOYER: N_("Employer"),
}

REVIEWS = {
    ReviewKind.YEARLY: N_("Yearly review"),
    ReviewKind.MIDTERM: N_("Mid-term review"),
    ReviewKind.FINAL: N_("Final review"),
}

DOCUMENTS = {
    DocumentKind.CV: N_("CV"),
    DocumentKind.RECOMMENDATION: N_("Recommendation"),
    DocumentKind.APPLICATION: N_("Application form"),
    DocumentKind.PROPOSAL: N_("Proposal"),
    DocumentKind.DEGREE: N_("Proof of degree"),
    DocumentKind.PROOF_OF_WORK: N_("Proof of work"),
    DocumentKind.SLIDES: N_("Slides"),
    DocumentKind.MINUTES: N_("Minutes"),
    DocumentKind.APPROVAL: N_("Approval"),
    DocumentKind.NOTICE: N_("Text of the notice"),
    DocumentKind.OFFER: N_("Offer letter"),
    DocumentKind.SIGNED_OFFER: N_("Signed offer"),
    DocumentKind.CONTRACT: N_("Contract"),
    DocumentKind.WORK_PERMIT: N_("Work permit"),
    DocumentKind.AGREEMENT: N_("Agreement"),
    DocumentKind.REPORT: N_("Report"),
    DocumentKind.FINAL_REPORT: N_("Final report"),
    DocumentKind.IDENTITY: N_("Passport or identity card"),
    DocumentKind.OTHER: N_("Other"),
}

TO_CONFIGURE = {
    "current_rules": N_("the rules in force"),
    "intake": N_("whether new entries are still taken"),
    "grades": N_("grades"),
    "amount": N_("amounts"),
    "term": N_("term"),
    "eligibility": N_("conditions"),
    "payment_years": N_("years over which it is paid"),
    "review_points": N_("reviews: yearly, mid-term, final"),
    "quota": N_("places a call and an employer"),
    "steps": N_("the steps of an application"),
    "successor": N_("the program that follows"),
    "granting_body": N_("the granting body"),
    "contract_terms": N_("terms of the contract and mid-term year"),
    "titles": N_("titles that belong to it"),
}
"""What of a program may still be open; the program file names these codes."""


UNITS = {"en": (1_000_000, " million"), "zh": (10_000, " 万")}


def money(amount: Decimal, currency: str, locale: str) -> str:
    """An amount as readers of the language write it: CNY 1.5 million, or 150 万元."""
    number, (unit, word) = Decimal(amount), UNITS["zh" if locale == "zh" else "en"]
    text = f"{_short(number / unit)}{word}" if number >= unit else _short(number)
    return (
        f"{text}{'' if word in text else ' '}元"
        if _is_yuan(currency, locale)
        else f"{currency} {text}"
    )


def amount(element: FundingElement, locale: str) -> str:
    """The money of an element: exactly, from, up to, or between; a sentence part, translated."""
    least, most = (
        None if each is None else money(each, element.currency, locale)
        for each in (element.amount_min, element.amount_max)
    )
    if least == most:
        return least or "—"
    if least is None:
        return str(gettext("up to %(most)s", most=most))
    if most is None:
        return str(gettext("at least %(least)s", least=least))
    return str(gettext("%(least)s to %(most)s", least=least, most=most))


def _is_yuan(currency: str, locale: str) -> bool:
    return currency == "CNY" and locale == "zh"


def _short(number: Decimal) -> str:
    return f"{number.normalize():,f}"
