"""What is exported and given back as it was changes nothing, whatever is stored."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from importers.records import PartialDate
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.people import personnel as private
from registry.people import queries as people_queries
from registry.people import service as people
from registry.people.models import Personnel, Researcher, ResearcherName
from registry.sheets import giving
from registry.sheets.columns import LISTS
from registry.sheets.deciding_others import DECIDERS
from registry.sheets.models import Action
from registry.sheets.reading import read
from registry.talent import service as talent
from registry.talent.models import Hire, HireEvent
from tests.makers.people import make_unit
from tests.makers.talent import make_program

HOSTILE = (
    *("=1+1", "+86 755", "-", "@SUM(A1)", '=HYPERLINK("x")', "  ", "—", "无", "n/a", "#N/A"),
    *("O’Brien", "欧阳修", "x" * 99, "a\tb", "line\nbreak", "_x0041_", "TRUE", "1e5", "'quoted"),
    *("２０２４", "１２３", "ａｂｃ", "A\u00a0B", "\u200bx", "é", "e\u0301", "100000000000000000"),
    *("<b>&amp;", '"', "'=1", "0012", "合计", "Total", "备注", "姓名", "1990-01-01", "🙂"),
)
TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=30),
)
SAID = TEXTS.filter(lambda text: text.strip())
DAYS = st.dates(date(1950, 1, 1), date(2030, 12, 31))
PARTIAL = st.one_of(
    st.builds(PartialDate, st.integers(1900, 2100)),
    st.builds(PartialDate, st.integers(1900, 2100), st.integers(1, 12)),
    DAYS.map(PartialDate.of),
)
PERSON = st.fixed_dictionaries(
    {
        "names": st.lists(
            st.one_of(
                st.fixed_dictionaries({"full": SAID}),
                st.fixed_dictionaries({"family": SAID, "given": SAID}),
            ),
            min_size=1,
            max_size=3,
        )
    }
)
PRIVATE = st.fixed_dictionaries(
    {},
    optional={
        "birth_date": PARTIAL,
        "gender": st.sampled_from(["female", "male", "other"]),
        "nationality": st.sampled_from(["CN", "US", "TW", "GB"]),
        "highest_degree": SAID,
        "degree_year": st.integers(1950, 2026),
        "previous_employer": SAID,
        "private_contact": SAID,
        "identity_kind": st.just("passport"),
        "identity_number": st.sampled_from(["E12345678", "=EVIL", "00012", "110101199003071000"]),
    },
)
CASE = st.fixed_dictionaries(
    {"program_code": st.sampled_from([None, "RT-1"])},
    optional={
        "grade_code": st.just("A"),
        "unit_code": st.just("rt-unit"),
        "position": st.sampled_from(["professor", "postdoc"]),
        "call_year": st.integers(2000, 2026),
        "term_starts_on": st.just(date(2024, 1, 1)),
        "term_ends_on": st.one_of(st.none(), st.just(date(2028, 12, 31))),
        "duties": SAID,
        "early_career": st.sampled_from([None, True, False]),
        "previous_institution": SAID,
        "stage": st.sampled_from(["draft", "applied", "offered"]),
        "happened_on": st.just(date(2024, 2, 1)),
        "until": st.none(),
        "reason": SAID,
    },
)


def _fitting(data):
    """Values as the schemas of the API let them in."""
    return {n: v.strip()[:99] if isinstance(v, str) else v for n, v in data.items()}


def _stored(person, personal, case, hr):
    names = [_fitting(name) for name in person["names"]]
    made = people.create({"names": names}, by=hr)
    private.change(people_queries.personnel(made.id, by=hr), _fitting(personal), by=hr)
    if case.get("program_code") is None:
        case = {n: v for n, v in case.items() if n not in ("grade_code", "stage")}
    if case.get("stage") in (None, "draft"):
        case = {n: v for n, v in case.items() if n not in ("happened_on", "reason")}
    talent.add(_fitting(case) | {"researcher_id": made.id}, by=hr)


def _forget():
    for model in (HireEvent, Hire, Personnel, ResearcherName, Researcher):
        db.session.execute(delete(model))


@pytest.mark.parametrize("of", ["recruits", "researchers"])
@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    people_=st.lists(st.tuples(PERSON, PRIVATE, CASE), min_size=1, max_size=6),
    how=st.tuples(st.sampled_from(["xlsx", "csv"]), st.sampled_from(["en", "zh"]), st.booleans()),
)
def test_an_export_given_back_changes_nothing(app, hr, of, people_, how):
    format_, locale, sensitive = how
    with unit_of_work():
        _forget()
        if people_queries.unit_by_code("rt-unit") is None:
            make_unit("rt-unit")
            make_program("RT-1", grades=["A"])
        for person, personal, case in people_:
            _stored(person, personal, case, hr)
    asked = {"list": of, "format": format_, "sensitive": sensitive, "reason": "test"}
    with unit_of_work():
        data = giving.export(asked, locale=locale, by=hr).data
    with read(data, LISTS[of]) as reading:
        plans = list(DECIDERS[of]().decide(list(reading.rows)))
    assert [(p.action, p.cells, p.wrong) for p in plans] == [(Action.NOTHING, {}, [])] * len(
        people_
    )
