"""Whether somebody meets the conditions of a program: pure, from facts to findings.

Every condition is met, broken, or nobody can tell: what is not known is never held against anybody.
The facts of a person are HR's alone, and so is `Finding.looked_at`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext

from importers.records import PartialDate
from registry.core.errors import N_
from registry.talent import rule_values as values
from registry.talent.kinds import Level, Overlap, RuleKind
from registry.talent.spans import Span, Verdict, days_of, elapsed

MET, BROKEN, CANNOT_TELL = Verdict.MET, Verdict.BROKEN, Verdict.CANNOT_TELL

RANK = {
    level: rank
    for rank, level in enumerate(
        (
            Level.INSTITUTE,
            Level.UNIVERSITY,
            Level.DISTRICT,
            Level.MUNICIPAL,
            Level.PROVINCIAL,
            Level.NATIONAL,
        )
    )
}
"""The order of levels; programs of other countries stand outside it."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition as published: what it asks, its words, its source, on which day it looks."""

    kind: str
    operator: str
    value: str
    by_date: date | None = None
    text_en: str = ""
    text_zh: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class RulesOfTime:
    """The conditions of one version of a program and the days in which they hold."""

    conditions: Sequence[Condition]
    valid_from: date | None = None
    valid_until: date | None = None

    def hold_on(self, day: date) -> bool:
        """Whether they were in force that day."""
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A program as rules on overlaps see it; `names` are its own code and those it followed."""

    code: str
    level: str
    group: str | None = None
    names: frozenset[str] = frozenset()

    def called(self, code: str) -> bool:
        """Whether the code is one that the program has, had or will have."""
        return code == self.code or code in self.names


@dataclass(frozen=True, kw_only=True)
class Held:
    """Another case of the person: granted, or (`open`) still undecided or ended before its time."""

    program: Standing
    open: bool = False


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a person and a case on the day whose rules bind it; None is not known."""

    day: date
    program: Standing
    call_year: int | None = None
    birth_date: PartialDate | None = None
    gender: str | None = None
    degree: str | None = None
    phd_on: PartialDate | None = None
    nationality: str | None = None
    employers: frozenset[str] = frozenset()
    research_years: Span | None = None
    overseas_months: Span | None = None
    full_time_years: Span | None = None
    residence_years: Span | None = None
    months_at_host: Span | None = None
    held: tuple[Held, ...] = ()


@dataclass(frozen=True)
class Looked:
    """What a condition was held against: a message id and what stands in its places. HR's alone."""

    sentence: str
    places: tuple[tuple[str, str], ...] = ()

    @classmethod
    def at(cls, sentence: str, **places: object) -> Looked:
        """These values in this sentence."""
        return cls(sentence, tuple((name, str(value)) for name, value in places.items()))

    def __str__(self) -> str:
        """In the reader's language."""
        return str(gettext(self.sentence, **dict(self.places)))


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found of one condition on one day."""

    rule: str
    verdict: Verdict
    text_en: str
    text_zh: str
    on_date: date | None
    day: date
    source: str
    looked_at: Looked

    def text_in(self, locale: str) -> str:
        """The condition in the reader's language."""
        return self.text_zh if locale == "zh" else self.text_en

    @property
    def broken(self) -> bool:
        """Whether it is known not to be met."""
        return self.verdict is BROKEN


Found = tuple[Verdict, Looked]
Check = Callable[[Condition, Facts, date], Found]

NOTHING = Looked(N_("not known"))
IN_WORDS = Looked(N_("the condition is in words alone"))
NOT_IN_FORCE = Looked(N_("the rules of that day are not known"))
DOES_NOT_APPLY = Looked(N_("does not apply"))


def check(facts: Facts, rules: RulesOfTime) -> list[Finding]:
    """What is found of each condition, in the order of the rules.

    Conditions that were not in force on the day are shown, and nobody can tell of them.
    """
    in_force = rules.hold_on(facts.day)
    return [_finding(condition, facts, rules, in_force=in_force) for condition in rules.conditions]


def _finding(condition: Condition, facts: Facts, rules: RulesOfTime, *, in_force: bool) -> Finding:
    day = day_of(condition, facts)
    found = CANNOT_TELL, NOT_IN_FORCE
    if in_force:
        found = CHECKS[RuleKind(condition.kind)](condition, facts, day)
    return Finding(
        rule=condition.kind,
        verdict=found[0],
        text_en=condition.text_en,
        text_zh=condition.text_zh,
        on_date=rules.valid_from,
        day=day,
        source=condition.source,
        looked_at=found[1],
    )


def day_of(condition: Condition, facts: Facts) -> date:
    """The day on which a condition looks.

    The one it names; the day of the call's year that it names; else that of the application.
    """
    if condition.by_date:
        return condition.by_date
    if yearly := values.day_of_year(condition.value):
        return date(facts.call_year or facts.day.year, *yearly)
    return facts.day


def _birth_date(condition: Condition, facts: Facts, day: date) -> Found:
    wanted = values.day(condition.value)
    if facts.birth_date is None:
        return CANNOT_TELL, NOTHING
    looked = Looked.at(N_("born %(day)s"), day=facts.birth_date)
    return _held_against(days_of(facts.birth_date), condition, wanted), looked


def _age(condition: Condition, facts: Facts, day: date) -> Found:
    if facts.birth_date is None:
        return CANNOT_TELL, NOTHING
    born = days_of(facts.birth_date)
    ages = Span(elapsed(born.most, day)[0], elapsed(born.least, day)[0])
    age = str(ages.least) if ages.least == ages.most else f"{ages.least}–{ages.most}"
    looked = Looked.at(
        N_("born %(born)s, aged %(age)s on %(day)s"), born=facts.birth_date, age=age, day=day
    )
    return _held_against(ages, condition, values.number(condition.value)), looked


def _age_of(gender: str) -> Check:
    """An age that the published rule sets for one sex; the other it does not concern."""

    def check_age(condition: Condition, facts: Facts, day: date) -> Found:
        if facts.gender in {"male", "female"} and facts.gender != gender:
            return MET, DOES_NOT_APPLY
        verdict, looked = _age(condition, facts, day)
        if facts.gender == gender or verdict is MET:
            return verdict, looked
        return CANNOT_TELL, NOTHING

    return check_age


def _degree(condition: Condition, facts: Facts, day: date) -> Found:
    wanted, has = values.degree(condition.value), values.degree(facts.degree or "")
    if not facts.degree:
        return CANNOT_TELL, NOTHING
    sign = ">=" if condition.operator == "=" else condition.operator
    looked = Looked(N_("highest degree: %(degree)s"), (("degree", facts.degree),))
    span = Span.of(has) if has else None
    return _held_against(span, replace(condition, operator=sign), wanted), looked


def _years_since_phd(condition: Condition, facts: Facts, day: date) -> Found:
    if facts.phd_on is None:
        return CANNOT_TELL, NOTHING
    days = days_of(facts.phd_on)
    past = Span(elapsed(days.most, day), elapsed(days.least, day))
    years = values.number(condition.value)
    looked = Looked.at(N_("PhD of %(phd)s, looked at on %(day)s"), phd=facts.phd_on, day=day)
    return _held_against(past, condition, None if years is None else (years, 0)), looked


def _number(name: str, sentence: str) -> Check:
    """A number of the case that is compared as it is."""

    def check_number(condition: Condition, facts: Facts, day: date) -> Found:
        span: Span | None = getattr(facts, name)
        if span is None:
            return CANNOT_TELL, NOTHING
        known = f"{span.least}" if span.least == span.most else f"≥ {span.least}"
        looked = Looked(sentence, (("number", known),))
        return _held_against(span, condition, values.number(condition.value)), looked

    return check_number


def _nationality(condition: Condition, facts: Facts, day: date) -> Found:
    known = frozenset({facts.nationality.upper()}) if facts.nationality else frozenset()
    wanted = values.countries(condition.value)
    looked = Looked.at(N_("nationality %(country)s"), country=facts.nationality)
    return _among(condition, known, wanted), looked if known else NOTHING


def _employer(condition: Condition, facts: Facts, day: date) -> Found:
    looked = Looked.at(N_("employed by %(names)s"), names=", ".join(sorted(facts.employers)))
    known = frozenset(values.folded(name) for name in facts.employers)
    wanted = frozenset({values.folded(condition.value)})
    return _among(condition, known, wanted), looked if known else NOTHING


def _among(condition: Condition, known: frozenset[str], wanted: frozenset[str]) -> Verdict:
    if not known or not wanted or condition.operator not in {"=", "!="}:
        return CANNOT_TELL
    holds = bool(known & wanted) == (condition.operator == "=")
    return MET if holds else BROKEN


def _held_against(span: Span | None, condition: Condition, wanted: object) -> Verdict:
    if span is None or wanted is None or condition.operator not in values.SIGNS:
        return CANNOT_TELL
    return span.holds(condition.operator, wanted)


def _held_programs(condition: Condition, facts: Facts, day: date) -> Found:
    said = values.overlap(condition.value)
    if said is None:
        return CANNOT_TELL, IN_WORDS
    judged = [(held, OVERLAPS[said.kind](facts.program, held.program, said)) for held in facts.held]
    against = [held for held, verdict in judged if verdict is BROKEN and not held.open]
    unclear = [held for held, v in judged if v is CANNOT_TELL or (v is BROKEN and held.open)]
    if against:
        return BROKEN, _cases(N_("holds %(programs)s"), against)
    if unclear:
        return CANNOT_TELL, _cases(N_("has a case under %(programs)s"), unclear)
    return MET, Looked(N_("no such case is recorded here"))


def _cases(sentence: str, held: Sequence[Held]) -> Looked:
    codes = dict.fromkeys(each.program.code for each in held)
    return Looked.at(sentence, programs=", ".join(codes))


def _one_of_same_level(mine: Standing, other: Standing, said: values.OverlapValue) -> Verdict:
    """Programs of one group are of the same level; of those without a group the level decides."""
    if mine.called(other.code):
        return BROKEN
    if mine.group or other.group:
        return BROKEN if mine.group == other.group else MET
    return BROKEN if mine.level == other.level else MET


def _no_lower_after_higher(mine: Standing, other: Standing, said: values.OverlapValue) -> Verdict:
    """The groups that the rule names stand higher; else the order of levels decides."""
    if other.group in said.names:
        return BROKEN
    ranks = RANK.get(Level(mine.level)), RANK.get(Level(other.level))
    if ranks[0] is None or ranks[1] is None:
        return CANNOT_TELL
    if ranks[0] != ranks[1]:
        return BROKEN if ranks[1] > ranks[0] else MET
    unordered = not said.names and mine.group != other.group and mine.group and other.group
    return CANNOT_TELL if unordered else MET


def _exclusive_with(mine: Standing, other: Standing, said: values.OverlapValue) -> Verdict:
    return BROKEN if any(other.called(code) for code in said.names) else MET


OVERLAPS: dict[Overlap, Callable[[Standing, Standing, values.OverlapValue], Verdict]] = {
    Overlap.ONE_OF_SAME_LEVEL: _one_of_same_level,
    Overlap.NO_LOWER_AFTER_HIGHER: _no_lower_after_higher,
    Overlap.EXCLUSIVE_WITH: _exclusive_with,
}

CHECKS: dict[RuleKind, Check] = {
    RuleKind.BIRTH_DATE: _birth_date,
    RuleKind.AGE: _age,
    RuleKind.AGE_MEN: _age_of("male"),
    RuleKind.AGE_WOMEN: _age_of("female"),
    RuleKind.DEGREE: _degree,
    RuleKind.YEARS_SINCE_PHD: _years_since_phd,
    RuleKind.RESEARCH_YEARS: _number("research_years", N_("years of research: %(number)s")),
    RuleKind.OVERSEAS_MONTHS: _number("overseas_months", N_("months overseas: %(number)s")),
    RuleKind.FULL_TIME_YEARS: _number("full_time_years", N_("years of the contract: %(number)s")),
    RuleKind.RESIDENCE_YEARS: _number("residence_years", N_("years of residence: %(number)s")),
    RuleKind.MONTHS_AT_HOST: _number("months_at_host", N_("months at the host: %(number)s")),
    RuleKind.NATIONALITY: _nationality,
    RuleKind.EMPLOYER: _employer,
    RuleKind.HELD_PROGRAMS: _held_programs,
}
"""How each kind of condition is checked; a kind without an entry fails a test."""
