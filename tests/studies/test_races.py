"""Several people and jobs decide about the same pair at the same moment."""

from sqlalchemy import func, select

from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.outputs.models import Output
from registry.studies import service, suggesting
from registry.studies.errors import AlreadyDecided, JoinedElsewhere
from registry.studies.models import StudyPair
from registry.studies.queries import of_outputs
from tests.makers.races import at_once
from tests.makers.studies import make_article, make_pair, make_preprint, suggest

PEOPLE = 6


def answer(pair_id, decision):
    pair = db.session.get_one(StudyPair, pair_id)
    service.decide(pair, decision, counting=None, by=SYSTEM)


def test_of_two_who_join_and_reject_at_once_one_is_told(app):
    with unit_of_work():
        pair = make_pair()
    pair_id, lesser, other = pair.id, pair.lesser_id, pair.other_id
    db.session.remove()
    calls = [lambda w=w: answer(pair_id, w) for w in ("join", "reject") * (PEOPLE // 2)]
    raised = at_once(app, calls)
    assert [type(why) for why in raised] == [AlreadyDecided] * (PEOPLE - 1)
    state = db.session.get_one(StudyPair, pair_id).state
    record = db.session.get_one(Output, lesser).version_of_record_id
    assert (state, record) in {("joined", other), ("rejected", None)}


def test_of_two_articles_joined_with_one_preprint_at_once_one_counts(app):
    with unit_of_work():
        preprint, one, two = make_preprint(), make_article(), make_article(date="2024-06")
        suggest(preprint, one, two)
        ids = [of_outputs(preprint.id, article.id).id for article in (one, two)]
    key = preprint.id
    db.session.remove()
    raised = at_once(app, [lambda i=i: answer(i, "join") for i in ids])
    assert [type(why) for why in raised] == [JoinedElsewhere]
    states = [db.session.get_one(StudyPair, i).state for i in ids]
    assert sorted(states) == ["joined", "suggested"]
    joined = db.session.get_one(StudyPair, ids[states.index("joined")])
    assert db.session.get_one(Output, key).version_of_record_id == joined.other_id


def test_jobs_that_look_at_the_same_outputs_at_once_make_one_pair(app):
    with unit_of_work():
        ids = [make_preprint().id, make_article().id]
    db.session.remove()
    look = lambda: suggesting.for_outputs(ids, by=SYSTEM)  # noqa: E731
    assert at_once(app, [look] * PEOPLE) == []
    assert db.session.scalar(select(func.count(StudyPair.id))) == 1
