"""Forms as data.

What was typed comes to the schema in its shape, and errors go back to where it was typed.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import fields

from registry.core.errors import InvalidFields
from registry.core.fields import StrictSchema, Text
from registry.core.web import forms


class RowSchema(StrictSchema):
    family = Text(most=5, required=True)
    given = Text(most=5)


class FormSchema(StrictSchema):
    title = Text(required=True)
    day = fields.Date(allow_none=True)
    open = fields.Boolean()
    roles = fields.List(fields.String())
    names = fields.Nested(RowSchema, many=True)


def test_names_with_dots_become_rows_and_blank_rows_are_passed_over():
    typed = [
        ("title", " T "),
        ("names.10.family", "Yu"),
        ("names.2.family", "Li"),
        ("names.3.family", ""),
    ]
    assert forms.nested(typed, FormSchema()) == {
        "title": "T",
        "open": False,
        "names": [{"family": "Li"}, {"family": "Yu"}],
    }


def test_a_blank_becomes_none_where_that_is_allowed_and_nothing_elsewhere():
    assert forms.nested([("title", ""), ("day", "")], FormSchema()) == {"day": None, "open": False}


def test_several_ticks_are_a_list_and_one_tick_too():
    assert forms.nested([("roles", "a")], FormSchema())["roles"] == ["a"]
    assert forms.nested([("roles", "a"), ("roles", "b")], FormSchema())["roles"] == ["a", "b"]


def test_an_error_names_the_row_as_it_was_typed(app):
    typed = [("title", "T"), ("names.0.family", ""), ("names.2.family", "far too long")]
    with (
        app.test_request_context(method="POST", data=dict(typed)),
        pytest.raises(InvalidFields) as refused,
    ):
        forms.read(FormSchema(), typed)
    assert [(e["field"], e["value"]) for e in refused.value.messages["errors"]] == [
        ("names.2.family", "far too long")
    ]


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=10)), max_size=8))
def test_no_form_crashes(pairs):
    assert isinstance(forms.nested(pairs, FormSchema()), dict)
