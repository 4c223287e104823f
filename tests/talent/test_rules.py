"""Conditions against facts: every kind, both sides of each boundary, what is not known, and why."""

from datetime import date

import pytest

from importers.records import PartialDate
from registry.talent.kinds import Overlap, RuleKind
from registry.talent.rule_values import degree, fault
from registry.talent.rules import (
    CHECKS,
    OVERLAPS,
    Condition,
    Facts,
    Held,
    RulesOfTime,
    Standing,
    check,
)
from registry.talent.spans import Span

DAY = date(2025, 3, 10)
MINE = Standing(code="YOUNG", level="national", group="national-young")


def program(code="OTHER", level="national", group=None, names=()) -> Standing:
    return Standing(code=code, level=level, group=group, names=frozenset(names))


def found(kind, sign, value, *, by_date=None, day=DAY, mine=MINE, **known):
    """The one finding of this condition about a person of whom this is known."""
    condition = Condition(kind=kind, operator=sign, value=value, by_date=by_date, text_en="text")
    born = known.pop("born", None)
    facts = Facts(
        day=day,
        program=mine,
        birth_date=PartialDate.parse(born) if born else None,
        **{k: PartialDate.parse(v) if k == "phd_on" else v for k, v in known.items()},
    )
    (finding,) = check(facts, RulesOfTime(conditions=[condition]))
    return finding


SENIOR = Held(program=program("SENIOR", group="national-senior"))
SAME = Held(program=program("SAME", group="national-young"))
CITY = Held(program=program("CITY", level="municipal"))
MET, BROKEN, UNKNOWN = "met", "broken", "cannot_tell"


def given(**known):
    return known


CASES = {
    "birth_date": [
        ("born on the very day", ">= 1985-01-01", given(born="1985-01-01"), MET),
        ("born the day before", ">= 1985-01-01", given(born="1984-12-31"), BROKEN),
        ("born in the year after", ">= 1985-01-01", given(born="1986"), MET),
        ("born some day of the year", ">= 1985-06-01", given(born="1985"), UNKNOWN),
        ("born some day of a month before", "> 1985-06-30", given(born="1985-06"), BROKEN),
        ("born after a day that is excluded", "> 1985-01-01", given(born="1985-01-01"), BROKEN),
        ("birth date not known", ">= 1985-01-01", given(), UNKNOWN),
        ("a value that is no day", ">= soon", given(born="1985"), UNKNOWN),
    ],
    "age": [
        ("35 on the day", "< 35", given(born="1990-03-10"), BROKEN),
        ("35 the day after", "< 35", given(born="1990-03-11"), MET),
        ("35 on the day, up to 35 allowed", "<= 35", given(born="1990-03-10"), MET),
        ("36 on the day, up to 35 allowed", "<= 35", given(born="1989-03-10"), BROKEN),
        ("one day short of 36, up to 35 allowed", "<= 35", given(born="1989-03-11"), MET),
        ("a year of birth in which the birthday decides", "< 35", given(born="1990"), UNKNOWN),
        ("a year of birth that decides", "< 35", given(born="1991"), MET),
        ("a year of birth that is too early", "< 35", given(born="1989"), BROKEN),
        ("a month of birth that decides", "< 35", given(born="1990-02"), BROKEN),
        ("at least 35", ">= 35", given(born="1990-03-10"), MET),
        ("not yet 35", ">= 35", given(born="1990-03-11"), BROKEN),
        ("age not known", "< 35", given(), UNKNOWN),
        ("an age in words", "rule young", given(born="1990"), UNKNOWN),
        (
            "born on 29 February, the day before 1 March",
            "< 41",
            given(born="1984-02-29", day=date(2025, 2, 28)),
            MET,
        ),
        (
            "born on 29 February, on 1 March",
            "< 41",
            given(born="1984-02-29", day=date(2025, 3, 1)),
            BROKEN,
        ),
        (
            "born on 29 February, on 29 February",
            "< 40",
            given(born="1984-02-29", day=date(2024, 2, 29)),
            BROKEN,
        ),
        (
            "born on 29 February, the day before it",
            "< 40",
            given(born="1984-02-29", day=date(2024, 2, 28)),
            MET,
        ),
        (
            "45 on 1 January of the call",
            "< 45@01-01",
            given(born="1980-01-01", call_year=2025),
            BROKEN,
        ),
        (
            "45 the day after 1 January of the call",
            "< 45@01-01",
            given(born="1980-01-02", call_year=2025),
            MET,
        ),
        ("45 on 1 January of the year applied in", "< 45@01-01", given(born="1980-01-01"), BROKEN),
        ("the call of next year", "< 45@01-01", given(born="1980-06-01", call_year=2026), BROKEN),
        (
            "32 on the day that the rule names",
            "< 32",
            given(born="1993-01-15", by_date=date(2025, 1, 15)),
            BROKEN,
        ),
        (
            "32 after the day that the rule names",
            "< 32",
            given(born="1993-01-16", by_date=date(2025, 1, 15)),
            MET,
        ),
    ],
    "age_men": [
        ("a man of 38", "< 38", given(born="1987-03-10", gender="male"), BROKEN),
        ("a man of 37", "< 38", given(born="1987-03-11", gender="male"), MET),
        ("a woman of 39, for men", "< 38", given(born="1986-01-01", gender="female"), MET),
        ("39, sex not known", "< 38", given(born="1986-01-01"), UNKNOWN),
        ("30, sex not known: met either way", "< 38", given(born="1995-01-01"), MET),
        ("39, neither", "< 38", given(born="1986-01-01", gender="other"), UNKNOWN),
    ],
    "age_women": [
        ("a woman of 40", "< 40", given(born="1985-03-10", gender="female"), BROKEN),
        ("a woman of 39", "< 40", given(born="1985-03-11", gender="female"), MET),
        ("a man of 50, for women", "< 40", given(born="1975-01-01", gender="male"), MET),
        ("a woman, birth date not known", "< 40", given(gender="female"), UNKNOWN),
    ],
    "degree": [
        ("a doctor", "= PhD", given(degree="博士"), MET),
        ("a master", "= PhD", given(degree="Master of Science"), BROKEN),
        ("a doctor where a master is wanted", "= Master", given(degree="Ph.D."), MET),
        ("a bachelor where a master is wanted", ">= Master", given(degree="学士"), BROKEN),
        ("a degree not finished", "= PhD", given(degree="PhD candidate"), UNKNOWN),
        ("a degree nobody knows", "= PhD", given(degree="Magister"), UNKNOWN),
        ("degree not known", "= PhD", given(), UNKNOWN),
    ],
    "years_since_phd": [
        ("three years to the day", "<= 3", given(phd_on="2022-03-10"), MET),
        ("three years and a day", "<= 3", given(phd_on="2022-03-09"), BROKEN),
        ("three years to the day, less wanted", "< 3", given(phd_on="2022-03-10"), BROKEN),
        ("some day of the year three years ago", "<= 3", given(phd_on="2022"), UNKNOWN),
        ("a year that decides", "<= 3", given(phd_on="2023"), MET),
        ("a year too early", "<= 3", given(phd_on="2021"), BROKEN),
        ("at least two years", ">= 2", given(phd_on="2023-03-10"), MET),
        ("a day short of two years", ">= 2", given(phd_on="2023-03-11"), BROKEN),
        ("PhD not known", "<= 3", given(), UNKNOWN),
    ],
    "research_years": [
        ("three years of research", ">= 3", given(research_years=Span.of(3)), MET),
        ("two years of research", ">= 3", given(research_years=Span.of(2)), BROKEN),
        ("two years here, elsewhere not known", ">= 3", given(research_years=Span(2)), UNKNOWN),
        ("three years here, elsewhere not known", ">= 3", given(research_years=Span(3)), MET),
        ("research not known", ">= 3", given(), UNKNOWN),
    ],
    "overseas_months": [
        ("36 months overseas", ">= 36", given(overseas_months=Span.of(36)), MET),
        ("35 months overseas", ">= 36", given(overseas_months=Span.of(35)), BROKEN),
        ("overseas not known", ">= 36", given(), UNKNOWN),
    ],
    "full_time_years": [
        ("a contract of three years", ">= 3", given(full_time_years=Span(3)), MET),
        (
            "a contract of two years may be made longer",
            ">= 3",
            given(full_time_years=Span(2)),
            UNKNOWN,
        ),
        ("full time, in words", "rule full_time", given(full_time_years=Span(3)), UNKNOWN),
    ],
    "months_at_host": [
        ("nine months at the host", ">= 9", given(months_at_host=Span.of(9)), MET),
        ("eight months at the host", ">= 9", given(months_at_host=Span.of(8)), BROKEN),
        ("months at the host not known", ">= 9", given(), UNKNOWN),
    ],
    "residence_years": [
        ("five years in the province", ">= 5", given(residence_years=Span.of(5)), MET),
        ("four years in the province", ">= 5", given(residence_years=Span.of(4)), BROKEN),
        ("residence not known", ">= 5", given(), UNKNOWN),
    ],
    "nationality": [
        ("of the country", "= CN", given(nationality="cn"), MET),
        ("of one of the countries", "= HK, CN", given(nationality="CN"), MET),
        ("of another country", "= CN", given(nationality="DE"), BROKEN),
        ("of the country that is excluded", "!= CN", given(nationality="CN"), BROKEN),
        ("of any other", "!= CN", given(nationality="DE"), MET),
        ("nationality not known", "= CN", given(), UNKNOWN),
    ],
    "employer": [
        ("employed there", "= Sample Lab", given(employers=frozenset({"sample LAB"})), MET),
        ("employed elsewhere", "= Sample Lab", given(employers=frozenset({"Other"})), BROKEN),
        ("employed there, and may not be", "!= lab", given(employers=frozenset({"lab"})), BROKEN),
        ("employer not known", "= lab", given(), UNKNOWN),
    ],
    "held_programs": [
        ("another of the same group", "rule one_of_same_level", given(held=(SAME,)), BROKEN),
        ("one of another group", "rule one_of_same_level", given(held=(SENIOR,)), MET),
        (
            "one of the same level, no groups",
            "rule one_of_same_level",
            given(mine=program("A", "municipal"), held=(CITY,)),
            BROKEN,
        ),
        (
            "one of another level, no groups",
            "rule one_of_same_level",
            given(mine=program("A", "provincial"), held=(CITY,)),
            MET,
        ),
        (
            "the same program again",
            "rule one_of_same_level",
            given(mine=program("A"), held=(Held(program=program("A")),)),
            BROKEN,
        ),
        (
            "the same program under its former name",
            "rule one_of_same_level",
            given(
                mine=program("A", group="g", names={"OLD"}), held=(Held(program=program("OLD")),)
            ),
            BROKEN,
        ),
        (
            "one applied for as well",
            "rule one_of_same_level",
            given(held=(Held(program=SAME.program, open=True),)),
            UNKNOWN,
        ),
        (
            "one applied for, another held",
            "rule one_of_same_level",
            given(held=(Held(program=SAME.program, open=True), SAME)),
            BROKEN,
        ),
        ("none is recorded", "rule one_of_same_level", given(), MET),
        (
            "a higher group held",
            "rule no_lower_after_higher(national-senior)",
            given(held=(SENIOR,)),
            BROKEN,
        ),
        (
            "a lower level held",
            "rule no_lower_after_higher(national-senior)",
            given(held=(CITY,)),
            MET,
        ),
        (
            "the same group held",
            "rule no_lower_after_higher(national-senior)",
            given(held=(SAME,)),
            MET,
        ),
        (
            "a higher level held",
            "rule no_lower_after_higher",
            given(mine=program("A", "municipal"), held=(SAME,)),
            BROKEN,
        ),
        (
            "two groups of which no order is known",
            "rule no_lower_after_higher",
            given(held=(SENIOR,)),
            UNKNOWN,
        ),
        (
            "a foreign program stands outside the order",
            "rule no_lower_after_higher",
            given(held=(Held(program=program("F", "foreign")),)),
            UNKNOWN,
        ),
        ("the one that is excluded", "rule exclusive_with(CITY)", given(held=(CITY,)), BROKEN),
        ("another than is excluded", "rule exclusive_with(CITY)", given(held=(SAME,)), MET),
        ("one of several excluded", "rule exclusive_with(X, CITY)", given(held=(CITY,)), BROKEN),
        (
            "the successor of the excluded",
            "rule exclusive_with(OLD)",
            given(held=(Held(program=program("NEW", names={"OLD"})),)),
            BROKEN,
        ),
        ("a value that says nothing known", "rule none_ever", given(held=(CITY,)), UNKNOWN),
    ],
}


@pytest.mark.parametrize(
    ("kind", "condition", "known", "verdict"),
    [
        pytest.param(kind, *case, id=f"{kind}: {why}")
        for kind, cases in CASES.items()
        for why, *case in cases
    ],
)
def test_a_condition_is_judged_as_it_says(kind, condition, known, verdict):
    assert found(kind, *condition.split(" ", 1), **known).verdict == verdict


def test_every_kind_of_condition_and_overlap_is_checked_and_stands_in_the_table():
    assert set(CHECKS) == set(RuleKind)
    assert set(OVERLAPS) == set(Overlap)
    judged = {kind: {case[-1] for case in cases} for kind, cases in CASES.items()}
    assert set(judged) == set(RuleKind)
    assert all({MET, UNKNOWN} <= verdicts for verdicts in judged.values())
    assert {k for k, verdicts in judged.items() if BROKEN not in verdicts} == {"full_time_years"}


def test_rules_that_were_not_in_force_break_nothing():
    age = Condition(kind="age", operator="<", value="35", text_en="Under 35")
    rules = RulesOfTime(
        conditions=[age], valid_from=date(2025, 1, 1), valid_until=date(2025, 12, 31)
    )
    born = PartialDate(1970, 1, 1)
    verdicts = [
        check(Facts(day=day, program=MINE, birth_date=born), rules)[0].verdict
        for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert verdicts == ["cannot_tell", "broken", "broken", "cannot_tell"]


def test_a_finding_tells_the_day_it_looked_at_and_the_day_of_the_rules():
    finding = found("age", "<", "45@01-01", born="1985", call_year=2026)
    assert (finding.day, finding.looked_at.places[-1]) == (date(2026, 1, 1), ("day", "2026-01-01"))
    assert found("age", "<", "45", born="1985", by_date=date(2025, 4, 15)).day == date(2025, 4, 15)


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        *((t, 3) for t in ("PhD", "Ph.D.", "Ph. D", "博士", "博士研究生", "DPhil", "Dr. nat.")),
        *((t, 2) for t in ("MSc", "M.Sc.", "硕士", "Master of Arts", "MPhil")),
        *((t, 1) for t in ("BSc", "本科", "Bachelor", "学士")),
        *((t, None) for t in ("", "Magister", "博士在读", "PhD student", "博士后", "Habilitation")),
    ],
)
def test_degrees_are_read_in_both_languages(text, rank):
    assert degree(text) == rank


@pytest.mark.parametrize(
    ("kind", "sign", "value", "fine"),
    [
        ("age", "<", "35", True),
        ("age", "<", "45@01-01", True),
        ("age", "<", "45@13-01", False),
        ("age", "<", "young", False),
        ("age", "!=", "35", False),
        ("age", "rule", "young", True),
        ("birth_date", ">=", "1985-01-01", True),
        ("birth_date", ">=", "1985", False),
        ("overseas_months", ">=", "36", True),
        ("overseas_months", ">=", "36@01-01", False),
        ("overseas_months", ">=", "-3", False),
        ("degree", "=", "PhD", True),
        ("degree", "=", "Magister", False),
        ("nationality", "=", "CN, HK", True),
        ("nationality", "=", "China", False),
        ("nationality", "<", "CN", False),
        ("employer", "!=", "Sample Lab", True),
        ("held_programs", "rule", "one_of_same_level", True),
        ("held_programs", "rule", "one_of_same_level(A)", False),
        ("held_programs", "rule", "no_lower_after_higher", True),
        ("held_programs", "rule", "no_lower_after_higher(g)", True),
        ("held_programs", "rule", "exclusive_with(A, B)", True),
        ("held_programs", "rule", "exclusive_with", False),
        ("held_programs", "rule", "exclusive_with()", False),
        ("held_programs", "=", "one_of_same_level", False),
        ("held_programs", "rule", "whatever", False),
    ],
)
def test_what_a_condition_cannot_say_is_refused(kind, sign, value, fine):
    assert (fault(kind, sign, value) is None) == fine
