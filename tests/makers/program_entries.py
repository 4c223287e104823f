"""Programs of any kind, as entries of the program file, for properties that hold for all."""

from datetime import date

from hypothesis import strategies as st

from registry.talent import rule_values
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
from registry.talent.labels import TO_CONFIGURE
from registry.talent.stages import Stage

HOSTILE = "aé中文\"'\\=[]{}#\n\t\r0\u2028\U0001f600"
texts = st.text(st.sampled_from(HOSTILE), min_size=1, max_size=12).map(
    lambda t: ("x" + t).replace("\r\n", "\n").replace("\r", "\n").strip()
)
maybe_text = st.none() | texts
days = st.dates(date(1990, 1, 1), date(2040, 1, 1))
maybe_day = st.none() | days
codes = st.text("ABC-9", min_size=1, max_size=6).filter(lambda c: c[0] != "-")
money = st.decimals(0, 10**9, places=2)


def words(kind):
    return st.sampled_from([str(each) for each in kind])


@st.composite
def conditions(draw):
    kind = draw(words(RuleKind))
    if kind == RuleKind.HELD_PROGRAMS:
        sign = "rule"
        value = draw(st.sampled_from(["one_of_same_level", "no_lower_after_higher"]))
    else:
        sign, value = draw(st.sampled_from(rule_values.OPERATORS)), draw(texts)
        if rule_values.fault(kind, sign, value):
            sign = "rule"
    row = {"kind": kind, "operator": sign, "value": value, "by_date": draw(maybe_day)}
    return row | {"text_en": draw(texts), "text_zh": draw(texts), "source": draw(maybe_text)}


@st.composite
def ways(draw):
    """A way of its own: some stages up to the arrival in any order, each followed by the next."""
    before = draw(st.permutations([Stage.APPLIED, Stage.SHORTLISTED, Stage.OFFERED]))
    chosen = [*before[: draw(st.integers(1, 3))], Stage.ONBOARD]
    after = dict(zip(chosen, [*chosen[1:], Stage.COMPLETED], strict=True))
    papers = st.lists(words(DocumentKind), max_size=3)
    rows = [
        {"stage": str(s), "next": [str(n)], "documents": draw(papers)} for s, n in after.items()
    ]
    return draw(st.sampled_from([[], rows]))


@st.composite
def versions(draw, valid_from):
    grades = draw(st.lists(codes, max_size=3, unique=True))
    pairs = [sorted(draw(st.tuples(money, money))) for _ in range(draw(st.integers(0, 2)))]
    reviews = draw(
        st.lists(st.tuples(words(ReviewKind), st.integers(1, 60)), max_size=3, unique=True)
    )
    return {
        "valid_from": valid_from,
        "valid_until": draw(st.none() | st.dates(date(2041, 1, 1), date(2050, 1, 1))),
        "term_years": draw(st.none() | st.integers(1, 50)),
        "source": draw(texts),
        "sourced": draw(st.booleans()),
        "note": draw(maybe_text),
        "note_zh": draw(maybe_text),
        "to_configure": draw(st.lists(st.sampled_from(sorted(TO_CONFIGURE)), max_size=3)),
        "grades": [
            {"code": c, "name_en": draw(texts), "name_zh": draw(texts), "rank": rank}
            for rank, c in enumerate(grades, 1)
        ],
        "funding": [
            {
                "kind": draw(words(FundingKind)),
                "grade_code": draw(st.none() | st.sampled_from(grades)) if grades else None,
                "amount_min": draw(st.sampled_from([None, least])),
                "amount_max": most,
                "currency": draw(st.sampled_from(["CNY", "EUR"])),
                "per": draw(words(Per)),
                "taxed": draw(st.sampled_from([None, True, False])),
            }
            for least, most in pairs
        ],
        "rules": draw(st.lists(conditions(), max_size=3)),
        "reviews": [
            {"kind": kind, "months": months, "source": draw(maybe_text)} for kind, months in reviews
        ],
        "stages": draw(ways()),
    }


some_days = st.lists(maybe_day, max_size=2, unique=True)
rounds = st.lists(
    st.fixed_dictionaries(
        {
            "year": st.integers(1990, 2040),
            "opens_on": maybe_day,
            "closes_on": st.none() | st.dates(date(2041, 1, 1), date(2042, 1, 1)),
            "places": st.none() | st.integers(1, 100),
        }
    ),
    max_size=2,
    unique_by=lambda call: (call["year"], call["opens_on"]),
)


@st.composite
def entries(draw):
    known = draw(st.lists(codes, min_size=1, max_size=3, unique=True))
    return [
        {
            "code": code,
            "name_en": draw(texts),
            "name_zh": draw(texts),
            "level": draw(words(Level)),
            "granting_body": draw(texts),
            "granting_body_zh": draw(texts),
            "publicity": draw(words(Publicity)),
            "status": draw(words(Status)),
            "overlap_group": draw(maybe_text),
            "successor_code": draw(st.sampled_from([None, *(c for c in known if c != code)])),
            "versions": [draw(versions(day)) for day in draw(some_days)],
            "calls": [call | {"source": draw(maybe_text)} for call in draw(rounds)],
        }
        for code in known
    ]
