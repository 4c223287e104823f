"""Lists by keyset: every row once, in both directions, whatever the order.

Cursors that nobody gave out are refused.
"""

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from registry.core.db import db
from registry.core.errors import Invalid
from registry.core.listing import By, Slice, paginate
from registry.core.unit_of_work import unit_of_work
from registry.people.models import Unit

ORDERS = {
    "by key": (By(Unit.id),),
    "newest first": (By(Unit.id, descending=True),),
    "by kind, then newest": (By(Unit.kind), By(Unit.id, descending=True)),
}


@pytest.fixture
def units(app):
    with unit_of_work():
        db.session.add_all(Unit(code=f"U{n}", kind="abc"[n % 3]) for n in range(23))
    return list(db.session.scalars(select(Unit)))


def walk(order, limit, direction="next"):
    seen, cursor = [], None
    while True:
        page = paginate(select(Unit), order, Slice(limit, cursor))
        seen += [u.code for u in page.items]
        if page.next is None:
            return seen, page
        cursor = page.next


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("limit", [1, 5, 22, 23, 24])
def test_walking_forward_meets_every_row_once_in_order(units, order, limit):
    seen, _ = walk(order, limit)
    everything = paginate(select(Unit), order, Slice(200)).items
    assert seen == [u.code for u in everything]
    assert len(seen) == 23


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_walking_back_meets_the_same_pages(units, order):
    first = paginate(select(Unit), order, Slice(5))
    second = paginate(select(Unit), order, Slice(5, first.next))
    back = paginate(select(Unit), order, Slice(5, second.previous))
    assert [u.code for u in back.items] == [u.code for u in first.items]
    assert back.previous is None
    assert [u.code for u in paginate(select(Unit), order, Slice(5, back.next)).items] == [
        u.code for u in second.items
    ]


def test_the_total_is_counted_only_when_asked(units):
    assert paginate(select(Unit), ORDERS["by key"], Slice(5)).total is None
    assert paginate(select(Unit), ORDERS["by key"], Slice(5, None, with_total=True)).total == 23


def cursor(*parts):
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


@pytest.mark.parametrize(
    "made_up",
    [
        "x",
        "!!!!",
        cursor(">", "one"),
        cursor(">", 2**40),
        cursor("?", 1),
        cursor(">"),
        cursor(">", True),
        "W" * 9999,
    ],
)
def test_a_cursor_that_nobody_gave_out_is_refused(units, made_up):
    with pytest.raises(Invalid) as refused:
        paginate(select(Unit), ORDERS["by key"], Slice(5, made_up))
    assert refused.value.field == "cursor"


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_cursor_crashes(text):
    from registry.core.listing import _read

    try:
        _read(text, ORDERS["by kind, then newest"])
    except Invalid as refused:
        assert refused.field == "cursor"
