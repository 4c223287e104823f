"""What is entered by hand of a name stays through refreshes, with whoever checked it."""

import pytest

from registry.core.actor import SYSTEM, Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.outputs import byline_facts, queries, service
from registry.outputs.errors import OrderIncomplete
from registry.outputs.filing import file_works
from registry.outputs.models import BylineFact, Output
from tests.makers.outputs import make_message, make_output, make_received

DOI = "10.5555/ordered"
ONE, TWO, THREE = "Institute One", "Institute Two", "Institute Three"


def author(*houses, family="Li", given="Sai"):
    return {"family": family, "given": given, "affiliation": [{"name": name} for name in houses]}


def publish(*authors, **more):
    received = make_received(make_message(DOI=DOI, author=list(authors), **more))
    with unit_of_work():
        (filed,) = file_works([received], by=SYSTEM)
    return filed.output_id


def place(output_id, position=1):
    return queries.one(output_id).byline[position - 1]


def enter(output_id, position=1, **said):
    with unit_of_work():
        byline_facts.enter(queries.place(output_id, position, by=SYSTEM), said, by=SYSTEM)


def check(output_id, position=1):
    with unit_of_work():
        byline = queries.place(output_id, position, by=SYSTEM)
        byline_facts.check(byline, gainer=None, by=SYSTEM)


def names(view):
    return [house.name for house in view.ordered_affiliations]


def test_unknown_is_kept_apart_from_no(app):
    output = publish(author(ONE))
    assert place(output).corresponding is None
    enter(output, corresponding=False)
    assert (place(output).corresponding, place(output).equal_contribution) == (False, None)
    enter(output, corresponding=None)
    assert place(output).corresponding is None


def test_a_refresh_keeps_what_was_entered_and_checked_of_a_name_that_stays(app):
    output = publish(author(ONE), author(TWO, family="Example", given="Ada"))
    enter(output, corresponding=True, equal_contribution=False)
    check(output)
    publish(author(TWO, family="Example", given="Ada"), author(ONE), volume="13")
    moved = place(output, 2)
    assert (moved.printed, moved.corresponding, moved.equal_contribution, moved.checked) == (
        "Sai Li",
        True,
        False,
        True,
    )


def test_the_order_outlives_affiliations_printed_in_another_order(app):
    output = publish(author(ONE, TWO))
    enter(output, affiliation_order=[2, 1])
    check(output)
    publish(author(TWO, ONE))
    view = place(output)
    assert [house.name for house in view.affiliations] == [TWO, ONE]
    assert names(view) == [TWO, ONE]
    assert view.affiliation_order == [1, 2]
    assert (view.order_needs_look, view.checked) == (False, True)


@pytest.mark.parametrize("printed", [[ONE], [ONE, TWO, THREE], [ONE, THREE]])
def test_where_an_affiliation_vanished_or_came_the_order_needs_another_look(app, printed):
    output = publish(author(ONE, TWO))
    enter(output, affiliation_order=[2, 1], corresponding=True)
    check(output)
    publish(author(*printed))
    view = place(output)
    assert (view.order_needs_look, view.checked, view.corresponding) == (True, False, True)


def test_two_affiliations_of_one_text_keep_their_places(app):
    output = publish(author(ONE, ONE, TWO))
    enter(output, affiliation_order=[3, 1, 2])
    publish(author(TWO, ONE, ONE))
    assert place(output).affiliation_order == [1, 2, 3]


def test_facts_go_with_a_name_that_goes(app):
    output = publish(author(ONE))
    enter(output, corresponding=True)
    publish(author(ONE, family="Other", given="Bo"))
    assert db.session.query(BylineFact).count() == 0
    assert place(output).corresponding is None


@pytest.mark.parametrize("order", [[1], [1, 1], [1, 3], [1, 2, 2]])
def test_an_order_names_each_affiliation_once(app, order):
    output = publish(author(ONE, TWO))
    with pytest.raises(OrderIncomplete) as refused:
        enter(output, affiliation_order=order)
    assert refused.value.field == "affiliation_order"
    assert db.session.query(BylineFact).count() == 0


def test_saying_the_same_again_leaves_the_check(app):
    output = publish(author(ONE, TWO))
    enter(output, corresponding=True, affiliation_order=[2, 1])
    check(output)
    enter(output, corresponding=True, affiliation_order=[2, 1])
    assert place(output).checked
    enter(output, affiliation_order=[1, 2])
    assert not place(output).checked


def test_facts_given_with_a_byline_by_hand_need_a_check_too(app):
    output = make_output(byline=[{"printed": "Sai Li", "corresponding": True}])
    assert (place(output.id).corresponding, place(output.id).checked) == (True, False)
    check(output.id)
    row = db.session.get_one(Output, output.id)
    with unit_of_work():
        names_now = [{"printed": "Ada Example"}, {"printed": "Sai Li", "corresponding": False}]
        service.change(row, {"byline": names_now}, by=Actor(account_id=None, label="x"))
    assert (place(output.id, 2).corresponding, place(output.id, 2).checked) == (False, False)
