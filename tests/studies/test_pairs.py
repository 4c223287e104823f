"""Pairs are found, asked and joined as they should be; answers are remembered."""

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.jobs import worker
from registry.outputs import service as outputs
from registry.outputs.models import Output
from registry.studies import known_pairs, queries, service
from registry.studies.errors import AlreadyDecided, JoinedElsewhere, NotOfThisPair, OneStudyAlready
from registry.studies.models import StudyPair
from registry.studies.queries import of_outputs
from tests.makers.claims import make_claim
from tests.makers.people import make_researcher
from tests.makers.studies import (
    TITLE,
    identify,
    make_article,
    make_pair,
    make_preprint,
    relate,
    suggest,
)

SINGLE = "Heralded photons from a single rubidium atom near a mirror"


def pairs():
    return db.session.scalars(select(StudyPair).order_by(StudyPair.id)).unique().all()


def states():
    return [(p.kind, p.state, p.lesser_id, p.other_id) for p in pairs()]


def record_of(output):
    return db.session.scalar(select(Output.version_of_record_id).where(Output.id == output.id))


def test_a_preprint_and_its_article_are_asked_about_and_not_joined(app):
    with unit_of_work():
        pair = make_pair()
    assert states() == [("preprint", "suggested", pair.low_id, pair.high_id)]
    assert record_of(pair.lesser) is None
    codes = [e["code"] for e in pair.evidence]
    assert codes == ["same_title", "same_authors", "dates_fit"]


@pytest.mark.parametrize("first", [make_preprint, make_article])
def test_a_pair_is_found_whichever_comes_first(app, first):
    second = make_article if first is make_preprint else make_preprint
    with unit_of_work():
        suggest(first())
        suggest(second())
    assert [p.state for p in pairs()] == ["suggested"]
    assert pairs()[0].lesser.work_type == "posted-content"


def test_works_without_anything_in_common_are_no_pair(app):
    with unit_of_work():
        suggest(make_preprint(), make_article("Eve Other", title=SINGLE))
    assert pairs() == []


@pytest.mark.parametrize("first", [make_preprint, make_article])
@pytest.mark.parametrize("kind", ["is-preprint-of", "IsVersionOf", "is_identical_to"])
def test_a_relation_joins_without_asking_in_either_order(app, first, kind):
    with unit_of_work():
        one = first()
        suggest(one)
        other = (make_article if first is make_preprint else make_preprint)()
        relate(one, other, kind)
        suggest(other)
    preprint, article = sorted((one, other), key=lambda o: o.work_type, reverse=True)
    assert states() == [("preprint", "joined", preprint.id, article.id)]
    assert (record_of(preprint), record_of(article)) == (article.id, None)
    assert pairs()[0].decided_by is None


def test_a_relation_of_another_kind_joins_nothing(app):
    with unit_of_work():
        preprint, article = make_preprint(), make_article("Eve Other", title=SINGLE)
        relate(preprint, article, "references")
        suggest(preprint)
    assert pairs() == []


def test_a_relation_to_a_work_that_shares_nothing_is_a_question(app):
    with unit_of_work():
        preprint, article = make_preprint(), make_article("Eve Other", title=SINGLE)
        relate(preprint, article)
        suggest(preprint)
    assert states() == [("preprint", "suggested", preprint.id, article.id)]


def test_a_relation_to_a_correction_is_a_question(app):
    with unit_of_work():
        preprint, notice = make_preprint(), make_article(title=f"Erratum: {TITLE}")
        relate(preprint, notice)
        suggest(preprint)
    assert [p.state for p in pairs()] == ["suggested"]


def test_a_relation_between_two_articles_joins_nothing(app):
    with unit_of_work():
        one, other = make_article(), make_article("Eve Other", title=SINGLE)
        relate(one, other, "is-version-of")
        suggest(one)
    assert pairs() == []


@pytest.mark.parametrize("loaded_first", [True, False])
def test_a_known_pair_is_joined_once_both_are_stored(app, loaded_first):
    doi, related = "10.5555/known.preprint", "10.5555/known.article"

    def load():
        known_pairs.keep([(doi, related)], source="DataCite", by=SYSTEM)
        suggest(*db.session.scalars(select(Output)))

    with unit_of_work():
        if loaded_first:
            load()
        preprint, article = make_preprint(), make_article(title=TITLE.lower() + " at last")
        preprint.doi, article.doi = doi, related
        suggest(preprint)
        suggest(article)
        if not loaded_first:
            load()
    assert states() == [("preprint", "joined", preprint.id, article.id)]
    assert pairs()[0].evidence[0]["places"] == {"source": "DataCite"}


def test_a_known_pair_is_remembered_once(app):
    with unit_of_work():
        twice = [("10.5555/a", "10.5555/b")] * 2
        assert known_pairs.keep(dict.fromkeys(twice), source="DataCite", by=SYSTEM) == 1
        assert known_pairs.keep(twice[:1], source="another", by=SYSTEM) == 0


def test_an_output_entered_twice_is_offered_and_the_one_with_a_doi_counts(app):
    with unit_of_work():
        by_hand = make_article(doi=None)
        imported = make_article(date="2024-05")
        suggest(by_hand, imported)
    assert states() == [("duplicate", "suggested", by_hand.id, imported.id)]


def test_of_two_without_a_doi_the_one_with_claims_counts_then_the_older(app):
    with unit_of_work():
        older, newer = make_article(doi=None), make_article(doi=None)
        suggest(older, newer)
        assert states() == [("duplicate", "suggested", newer.id, older.id)]
        make_claim(make_researcher(), newer)
        suggest(older)
    assert states() == [("duplicate", "suggested", older.id, newer.id)]


def test_two_articles_with_a_doi_each_are_no_duplicates(app):
    with unit_of_work():
        suggest(make_article(), make_article())
    assert pairs() == []


def test_one_identifier_on_two_entries_is_a_question(app):
    with unit_of_work():
        one = make_article("", title="甲", doi=None)
        two = make_article("", title="乙", doi=None)
        for output in (one, two):
            output.byline = []
            identify(output, "cnki", "SAMPLE202401")
        suggest(one, two)
    assert [p.state for p in pairs()] == ["suggested"]


def test_what_was_rejected_stays_rejected_through_every_refresh_and_relation(app):
    with unit_of_work():
        pair = make_pair()
        service.reject(pair, by=SYSTEM)
        relate(pair.lesser, pair.other)
        assert suggest(pair.low, pair.high) == 0
    assert [p.state for p in pairs()] == ["rejected"]
    assert record_of(pair.lesser) is None


def test_what_was_parted_is_not_joined_again_by_itself(app):
    with unit_of_work():
        preprint, article = make_preprint(), make_article()
        relate(preprint, article)
        suggest(preprint)
        service.undo(pairs()[0], by=SYSTEM)
        suggest(preprint, article)
    assert [p.state for p in pairs()] == ["parted"]
    assert record_of(preprint) is None


def test_what_was_joined_stays_joined_when_the_titles_change(app):
    with unit_of_work():
        pair = service.join(make_pair(), by=SYSTEM)
        pair.lesser.title = SINGLE
        suggest(pair.low, pair.high)
    assert [p.state for p in pairs()] == ["joined"]
    assert record_of(pair.lesser) == pair.other_id


def test_a_question_for_which_nothing_speaks_any_more_is_taken_back(app):
    with unit_of_work():
        pair = make_pair()
        pair.low.title = SINGLE
        suggest(pair.low)
    assert pairs() == []


def test_looking_twice_changes_nothing(app):
    with unit_of_work():
        pair = make_pair()
        version = pair.version
        assert suggest(pair.low, pair.high) == 0
    assert pairs()[0].version == version


def test_a_person_joins_and_takes_it_back(app):
    with unit_of_work():
        pair = service.join(make_pair(), by=SYSTEM)
    assert record_of(pair.lesser) == pair.other_id
    with unit_of_work():
        service.undo(pair, by=SYSTEM)
    assert record_of(pair.lesser) is None
    assert pairs()[0].state == "parted"
    with unit_of_work():
        service.join(pair, by=SYSTEM)
    assert record_of(pair.lesser) == pair.other_id


def test_a_rejection_that_was_a_slip_is_a_question_again(app):
    with unit_of_work():
        pair = service.reject(make_pair(), by=SYSTEM)
        service.undo(pair, by=SYSTEM)
    assert (pair.state, pair.decided_at) == ("suggested", None)


def test_the_person_may_let_the_other_one_count(app):
    with unit_of_work():
        pair = make_pair()
        proposed = pair.lesser_id
        service.join(pair, counting=proposed, by=SYSTEM)
    assert record_of(pair.lesser) == proposed == pair.other_id


def test_an_output_of_another_pair_cannot_count(app):
    with unit_of_work():
        pair = make_pair()
        with pytest.raises(NotOfThisPair):
            service.join(pair, counting=999, by=SYSTEM)


@pytest.mark.parametrize("again", ["join", "reject"])
def test_a_pair_is_answered_once(app, again):
    with unit_of_work():
        pair = service.join(make_pair(), by=SYSTEM)
        with pytest.raises(AlreadyDecided):
            service.decide(pair, again, counting=None, by=SYSTEM)


def test_each_answer_is_in_the_audit_trail(app):
    with unit_of_work():
        pair = make_pair()
        service.join(pair, by=SYSTEM)
        service.undo(pair, by=SYSTEM)
        service.reject(pair, by=SYSTEM)
    verbs = db.session.scalars(
        select(AuditEvent.verb).where(AuditEvent.subject_type == "StudyPair")
    )
    assert list(verbs) == [f"study.{s}" for s in ("suggested", "joined", "parted", "rejected")]


def three(app):
    """A preprint joined to an article entered by hand, which is joined to its import."""
    preprint = make_preprint()
    by_hand, imported = make_article(doi=None), make_article(date="2024-02")
    suggest(preprint, by_hand, imported)
    lower = of_outputs(preprint.id, by_hand.id)
    upper = of_outputs(by_hand.id, imported.id)
    service.join(lower, by=SYSTEM)
    service.join(upper, by=SYSTEM)
    return preprint, by_hand, imported, lower, upper


def test_what_counts_under_one_that_is_joined_counts_under_the_last(app):
    with unit_of_work():
        preprint, by_hand, imported, _, upper = three(app)
    assert {record_of(preprint), record_of(by_hand)} == {imported.id}
    with unit_of_work():
        service.undo(upper, by=SYSTEM)
    assert (record_of(preprint), record_of(by_hand)) == (by_hand.id, None)


def test_parting_the_lower_pair_leaves_the_upper(app):
    with unit_of_work():
        preprint, by_hand, imported, lower, _ = three(app)
        service.undo(lower, by=SYSTEM)
    assert (record_of(preprint), record_of(by_hand)) == (None, imported.id)


def test_a_circle_cannot_be_made(app):
    with unit_of_work():
        preprint, _, imported, _, _ = three(app)
        pair = of_outputs(preprint.id, imported.id)
        with pytest.raises(OneStudyAlready):
            service.join(pair, counting=preprint.id, by=SYSTEM)
        assert record_of(imported) is None


def test_an_output_counts_under_one_other_alone(app):
    with unit_of_work():
        preprint, article = make_preprint(), make_article()
        second = make_article(date="2024-06")
        suggest(preprint, article, second)
        service.join(of_outputs(preprint.id, article.id), by=SYSTEM)
        with pytest.raises(JoinedElsewhere):
            service.join(of_outputs(preprint.id, second.id), by=SYSTEM)
        relate(preprint, second)
        suggest(second)
    assert record_of(preprint) == article.id
    assert of_outputs(preprint.id, second.id).state == "suggested"


@pytest.mark.parametrize("which", ["lesser", "other"])
def test_either_output_can_be_deleted_and_the_pair_goes_along(app, which):
    with unit_of_work():
        pair = service.join(make_pair(), by=SYSTEM)
        left = pair.other if which == "lesser" else pair.lesser
        outputs.delete(getattr(pair, which), by=SYSTEM)
    db.session.expire_all()
    assert pairs() == []
    assert record_of(left) is None


def test_when_the_last_of_three_is_deleted_the_middle_one_counts(app):
    with unit_of_work():
        preprint, by_hand, imported, _, _ = three(app)
        outputs.delete(imported, by=SYSTEM)
    assert record_of(preprint) is None
    worker.drain()
    assert (record_of(preprint), record_of(by_hand)) == (by_hand.id, None)


def test_when_the_middle_one_is_deleted_the_rest_is_one_study_and_can_be_parted(app):
    with unit_of_work():
        preprint, by_hand, imported, _, _ = three(app)
        outputs.delete(by_hand, by=SYSTEM)
    db.session.expire_all()
    assert record_of(preprint) == imported.id
    with unit_of_work():
        service.part(db.session.get_one(Output, preprint.id), by=SYSTEM)
    assert record_of(preprint) is None


def test_what_an_output_is_one_study_with_is_told_from_both_ends(app):
    with unit_of_work():
        preprint, by_hand, imported, _, _ = three(app)
    below = queries.study_of(preprint.id)
    assert (below.version_of_record.id, [o.id for o in below.others]) == (imported.id, [by_hand.id])
    above = queries.study_of(imported.id)
    assert above.version_of_record is None
    assert [o.id for o in above.others] == [preprint.id, by_hand.id]


def test_an_output_alone_has_nothing_to_tell(app):
    with unit_of_work():
        article = make_article()
    assert queries.study_of(article.id) == queries.Study(None, [], 0)
