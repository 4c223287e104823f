"""One record that was two people: names, posts, iD and papers part, and come together again."""

import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.claims import queries, splitting
from registry.claims.models import Claim
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.people import service
from registry.people import splitting as people
from registry.people.errors import AlreadyUndone, NameForEach
from registry.people.models import Researcher
from registry.people.splitting import Parts
from tests.makers.claims import make_claim, make_paper
from tests.makers.people import make_post, make_researcher, make_unit

ORCID = "0000-0002-1825-0097"


@pytest.fixture
def both(app, hr):
    """A record of two people: two names, two posts, an iD, and a paper of each."""
    with unit_of_work():
        record = make_researcher("Sample", "Na", orcid=ORCID)
        second = {"family": "Sample", "given": "Nan", "kind": "published"}
        service.add_name(record, second, by=hr)
        make_post(record, make_unit("one"))
        make_post(record, make_unit("two"), position="postdoc")
        for name in ("Na Sample", "Nan Sample"):
            make_claim(record, make_paper(name))
    return record


def parts_of(record, **more):
    return Parts(names={record.names[1].id}, posts={record.posts[1].id}, **more)


def split(record, hr, **more):
    paper = splitting.papers(record)[1]
    with unit_of_work():
        return splitting.split(
            record, parts_of(record, **more), claims={paper.id}, reason="two people", by=hr
        )


def state_of(key):
    person = db.session.get(Researcher, key)
    return (
        sorted(name.full for name in person.names),
        [post.unit.code for post in person.posts],
        [claim.printed for claim in splitting.papers(person)],
    )


def test_what_is_chosen_goes_to_a_record_of_its_own(both, hr):
    row = split(both, hr)
    assert state_of(row.kept_id) == (["Na Sample"], ["one"], ["Na Sample"])
    assert state_of(row.new_id) == (["Nan Sample"], ["two"], ["Nan Sample"])
    assert db.session.get(Researcher, row.new_id).visible


def test_the_orcid_goes_only_where_it_is_chosen(both, hr):
    with unit_of_work():
        both.orcid_authenticated = True
    row = split(both, hr, orcid=True)
    kept, new = (db.session.get(Researcher, key) for key in (row.kept_id, row.new_id))
    assert (kept.orcid, kept.orcid_authenticated) == (None, False)
    assert (new.orcid, new.orcid_authenticated) == (ORCID, True)


def test_a_shared_name_stands_in_both(both, hr):
    with unit_of_work():
        row = people.split(
            both, Parts(shared={both.names[0].id}), reason="one spelling of two", by=hr
        )
    assert state_of(row.kept_id)[0] == ["Na Sample", "Nan Sample"]
    assert state_of(row.new_id)[0] == ["Na Sample"]


def test_neither_record_is_left_without_a_name(both, hr):
    every = {name.id for name in both.names}
    for parts in (Parts(names=every), Parts(posts={both.posts[0].id})):
        with pytest.raises(NameForEach), unit_of_work():
            people.split(both, parts, reason="two people", by=hr)
    assert db.session.scalars(select(Researcher)).all() == [both]


def test_undoing_loses_nothing_that_came_since(both, hr):
    row = split(both, hr)
    with unit_of_work():
        later = make_claim(db.session.get(Researcher, row.new_id), make_paper("Nan Sample"))
    with unit_of_work():
        people.undo(row, reason="one after all", by=hr)
    assert sorted(state_of(row.kept_id)[0]) == ["Na Sample", "Nan Sample"]
    assert len(splitting.papers(db.session.get(Researcher, row.kept_id))) == 3
    assert db.session.get(Claim, later.id).researcher_id == row.kept_id
    assert db.session.get(Researcher, row.new_id).merged_into_id == row.kept_id
    with pytest.raises(AlreadyUndone), unit_of_work():
        people.undo(row, reason="again", by=hr)


def test_an_answer_that_does_not_go_stays(both, hr):
    row = split(both, hr)
    states = queries.counts(row.kept_id), queries.counts(row.new_id)
    assert [found["confirmed"] for found in states] == [1, 1]


def test_split_and_undo_are_audited(both, hr):
    row = split(both, hr)
    with unit_of_work():
        people.undo(row, reason="one after all", by=hr)
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert "researcher.split" in verbs
    assert verbs[-1] == "researcher.split_undone"
