"""A study counts once, by its version of record, and nothing that was ours is lost by joining."""

from datetime import date

import pytest

from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.outputs.models import Kind
from registry.reports import listing, queries
from registry.reports.figures import FIGURES
from registry.reports.scope import Scope
from registry.studies import service
from registry.studies.models import PairState, StudyPair
from tests.makers.claims import make_claim, make_paper
from tests.makers.goals import load_goals, make_link
from tests.makers.people import make_post, make_researcher, make_unit

BEFORE, YEAR = 2022, 2023


def value(year, name="publications"):
    return queries.value(FIGURES[name], Scope(year))


def keys(year, name="publications", **filters):
    return list(db.session.scalars(queries.selected(FIGURES[name], Scope(year), filters)))


def join(lesser, other, kind="preprint"):
    pair = StudyPair(low_id=min(lesser.id, other.id), high_id=max(lesser.id, other.id))
    pair.lesser_id, pair.kind, pair.state = lesser.id, kind, PairState.SUGGESTED
    db.session.add(pair)
    db.session.flush()
    return service.join(pair, by=SYSTEM)


@pytest.fixture
def group(app):
    with unit_of_work():
        load_goals()
        return make_unit("group", ours_from=date(2018, 1, 1))


def two(*, preprint=("Ada Stone",), article=("Ada Stone",), **more):
    posted = make_paper(*preprint, year=BEFORE, work_type="posted-content")
    return posted, make_paper(*article, year=YEAR, work_type="journal-article", **more)


def ours(group, **more):
    person = make_researcher("Stone", "Ada")
    make_post(person, group, **({"starts_on": date(2019, 1, 1)} | more))
    return person


def test_preprint_and_article_count_once_in_the_year_of_the_article(group):
    with unit_of_work():
        preprint, article = two()
        person = ours(group)
        make_claim(person, preprint)
        make_claim(person, article)
    assert (value(BEFORE).value, value(YEAR).value) == (1, 1)
    with unit_of_work():
        pair = join(preprint, article)
    assert (value(BEFORE).value, keys(YEAR)) == (0, [article.id])
    with unit_of_work():
        service.undo(pair, by=SYSTEM)
    assert (keys(BEFORE), keys(YEAR)) == ([preprint.id], [article.id])


@pytest.mark.parametrize("left", [None, date(BEFORE, 12, 31)])
def test_a_claim_on_the_preprint_makes_the_study_ours_even_of_who_left_before_the_article(
    group, left
):
    with unit_of_work():
        preprint, article = two()
        make_claim(ours(group, ends_on=left), preprint)
        join(preprint, article)
    found = value(YEAR)
    assert keys(YEAR) == [article.id]
    assert found.by["unit"] == {"group": 1}
    assert keys(YEAR, unit="group") == [article.id]
    assert keys(YEAR, "unclaimed") == []


def test_a_unit_printed_on_the_preprint_alone_makes_the_study_ours(group):
    with unit_of_work():
        preprint, article = two(preprint=({"printed": "Ada Stone", "unit": group},))
        join(preprint, article)
    assert (keys(BEFORE), keys(YEAR), keys(YEAR, "unclaimed")) == ([], [article.id], [article.id])
    assert value(YEAR).by["unit"] == {"group": 1}


def test_a_unit_that_was_ours_in_the_year_of_the_preprint_alone_is_enough(group):
    with unit_of_work():
        late = make_unit("closed", ours_from=date(2018, 1, 1))
        late.ours_until = date(BEFORE, 12, 31)
        preprint, article = two(preprint=({"printed": "Ada Stone", "unit": late},))
        join(preprint, article)
    assert keys(YEAR) == [article.id]


def test_goals_of_the_preprint_count_for_the_study_once(group):
    with unit_of_work():
        preprint, article = two()
        person = ours(group)
        make_claim(person, preprint)
        make_claim(person, article)
        make_link(preprint, "G1")
        make_link(preprint, "G2", primary=False)
        make_link(article, "G2", primary=False)
        join(preprint, article)
    found = value(YEAR).by
    assert found["goal"] == {"G1": 1, "G2": 1}
    assert found["primary_goal"] == {"G1": 1}
    assert keys(YEAR, goal="G1") == keys(YEAR, primary_goal="G1") == [article.id]
    row = listing.rows(FIGURES["publications"], Scope(YEAR), [article.id])[0]
    assert [(b.goal_code, b.primary) for b in row.goals] == [("G1", True), ("G2", False)]


def test_the_primary_goal_of_the_version_of_record_comes_first(group):
    with unit_of_work():
        preprint, article = two()
        make_claim(ours(group), article)
        make_link(preprint, "G1")
        make_link(article, "G3")
        join(preprint, article)
    found = value(YEAR).by
    assert found["primary_goal"] == {"G3": 1}
    assert found["goal"] == {"G1": 1, "G3": 1}
    row = listing.rows(FIGURES["publications"], Scope(YEAR), [article.id])[0]
    assert [b.goal_code for b in row.goals if b.primary] == ["G3"]


def test_the_authors_of_all_manifestations_stand_in_the_row_once(group):
    with unit_of_work():
        preprint, article = two(preprint=("Ada Stone", "Lee Gone"))
        first, second = ours(group), make_researcher("Gone", "Lee")
        make_post(second, group)
        make_claim(first, preprint, 1)
        make_claim(second, preprint, 2)
        make_claim(first, article)
        join(preprint, article)
    row = listing.rows(FIGURES["publications"], Scope(YEAR), [article.id])[0]
    assert [person.id for person in row.people] == [first.id, second.id]


def test_a_retracted_article_takes_its_preprint_out_of_the_counts(group):
    with unit_of_work():
        preprint, article = two(retracted=True)
        make_claim(ours(group), preprint)
        join(preprint, article)
    assert value(YEAR).value == value(BEFORE).value == 0
    assert keys(YEAR, "retracted") == [article.id]


def test_an_output_entered_by_hand_counts_under_its_import(group):
    with unit_of_work():
        by_hand = make_paper("Nobody", year=YEAR, kind=Kind.DATASET)
        imported = make_paper("Nobody", year=YEAR, kind=Kind.DATASET, source_sha256="0" * 64)
        assert keys(YEAR, "other_outputs") == [by_hand.id]
        join(by_hand, imported, "duplicate")
    assert keys(YEAR, "other_outputs") == [imported.id]


def test_deleting_the_version_of_record_lets_the_preprint_count_again(group):
    with unit_of_work():
        preprint, article = two()
        make_claim(ours(group), preprint)
        join(preprint, article)
        db.session.delete(article)
    db.session.expire_all()
    assert keys(BEFORE) == [preprint.id]
