import pytest

from registry.accounts import service as accounts
from registry.core import facts
from registry.core.unit_of_work import unit_of_work
from registry.people import merge, service
from registry.people.errors import AccountLinked, ResearcherLinked
from registry.people.facts import ResearcherChanged, ResearchersMerged
from tests.makers.people import make_post, make_researcher

ORCID = "0000-0002-1825-0097"


@pytest.fixture
def told(app, monkeypatch):
    """What was announced, in order."""
    heard = []
    reactions = {ResearcherChanged: [heard.append], ResearchersMerged: [heard.append]}
    monkeypatch.setattr(facts, "_reactions", reactions)
    return heard


def test_a_change_of_names_posts_or_orcid_id_is_announced_and_no_other(told, hr):
    with unit_of_work():
        person = make_researcher()
        post = make_post(person)
        told.clear()
        changed = ResearcherChanged(person.id)
        for change, announced in (
            (lambda: service.change(person, {"orcid": ORCID}, by=hr), True),
            (lambda: service.add_name(person, {"full": "A. Sample"}, by=hr), True),
            (lambda: service.end_post(post, post.starts_on, by=hr), True),
            (lambda: service.change(person, {"visible": False}, by=hr), False),
        ):
            change()
            assert told == ([changed] if announced else [])
            told.clear()


def test_a_merge_and_its_undoing_are_announced(told, hr):
    with unit_of_work():
        kept, gone = make_researcher(), make_researcher()
        told.clear()
        row = merge.merge(kept, gone, reason="twice", by=hr)
        assert told == [ResearchersMerged(kept.id, gone.id)]
        merge.undo(row, by=hr)
    assert told[1:] == [ResearcherChanged(kept.id), ResearcherChanged(gone.id)]


def test_an_account_and_a_researcher_belong_to_each_other_alone(app, hr):
    with unit_of_work():
        one, two = make_researcher(), make_researcher()
        first = accounts.create("one@sample.example", "One", [], by=hr)
        second = accounts.create("two@sample.example", "Two", [], by=hr)
        service.link_account(first, one, by=hr)
        service.link_account(first, one, by=hr)
        with pytest.raises(AccountLinked):
            service.link_account(first, two, by=hr)
        with pytest.raises(ResearcherLinked) as refused:
            service.link_account(second, one, by=hr)
        service.link_account(first, None, by=hr)
        service.link_account(second, one, by=hr)
    assert (refused.value.field, refused.value.value) == ("email", "one@sample.example")
    assert (first.researcher_id, second.researcher_id) == (None, one.id)
