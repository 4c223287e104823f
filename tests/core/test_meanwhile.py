"""What becomes of a form when somebody else saved the same record meanwhile."""

from __future__ import annotations

from datetime import date

import pytest

from registry.core.unit_of_work import unit_of_work
from registry.core.web.meanwhile import Changed, in_words, laid_over, shown
from registry.people import service as people
from tests.makers.forms import hidden
from tests.makers.people import make_post, make_researcher, make_unit

BEARER = {"Authorization": "Bearer test"}


@pytest.mark.parametrize(
    ("seen", "now", "typed", "value", "changed"),
    [
        ("a", "a", "a", "a", None),
        ("a", "a", "b", "b", None),
        ("a", "b", "a", "b", Changed("a", "b", "a")),
        ("a", "b", "b", "b", None),
        ("a", "b", "c", "c", Changed("a", "b", "c")),
        ("", "b", "", "b", Changed("", "b", "")),
        ("a", "", "a", "", Changed("a", "", "a")),
        (None, date(2025, 3, 1), "", "2025-03-01", Changed("", "2025-03-01", "")),
        (True, False, "1", "", Changed("1", "", "1")),
        (["a", "b"], ["a"], ["a", "b"], ["a"], Changed(["a", "b"], ["a"], ["a", "b"])),
        ("two\nlines", "two\nlines", "two\nlines", "two\nlines", None),
    ],
)
def test_a_field_takes_the_change_of_whoever_changed_it(seen, now, typed, value, changed):
    values, found = laid_over(shown({"field": seen}), {"field": now}, {"field": typed})
    assert values["field"] == value
    assert found.get("field") == changed


def test_a_box_that_nobody_ticked_is_no_missing_field():
    assert laid_over(shown({"x": True}), {"x": True}, {})[1] == {}
    assert laid_over(shown({"x": False}), {"x": True}, {}) == (
        {"x": "1"},
        {"x": Changed("", "1", "")},
    )
    assert laid_over(shown({"other": "a"}), {"other": "b"}, {}) == ({}, {})


@pytest.mark.parametrize("seen", [None, "", "{", "[]", "1"])
def test_without_what_was_shown_nothing_typed_is_lost(seen):
    values, changed = laid_over(seen, {"field": "now"}, {"field": "mine"})
    assert values == {"field": "mine"}
    assert changed == {"field": Changed(None, "now", "mine")}


def test_codes_are_said_by_their_names(app):
    options = [("postdoc", "Postdoc"), ("professor", "Professor")]
    with app.test_request_context():
        both = in_words(Changed("", "postdoc", "professor"), options)
        theirs = in_words(Changed("", "postdoc", ""), options)
    assert both == "Somebody else made it “Postdoc”; you have “Professor”."
    assert theirs == "Somebody else changed it from “—” to “Postdoc”."


def test_two_who_edit_one_post_lose_nothing(app, hr, monkeypatch):
    with unit_of_work():
        person = make_researcher()
        post = make_post(person, make_unit("optics"), position="postdoc")
        make_unit("lasers")
    address = f"/researchers/{person.id}/posts/{post.id}/edit"
    monkeypatch.setitem(app.extensions, "actor_loader", lambda: hr)
    browser = app.test_client()
    page = browser.get(address, headers=BEARER)
    form = hidden(page) | {"unit": "optics", "position": "engineer", "starts_on": "2020-01-01"}
    form["ends_on"] = ""
    with unit_of_work():
        people.change_post(post, {"ends_on": date(2026, 1, 31)}, by=hr)
        people.change_post(post, people.with_unit({"unit": "lasers"}), by=hr)
    answer = browser.post(address, data=form, headers=BEARER)
    assert answer.status_code == 409
    for text in ('value="engineer" selected', 'value="lasers" selected', 'value="2026-01-31"'):
        assert text in answer.text
    assert "while you were typing" in answer.text
    again = form | hidden(answer) | {"unit": "lasers", "ends_on": "2026-01-31"}
    assert browser.post(address, data=again, headers=BEARER).status_code == 303
    assert (post.unit.code, post.position, post.ends_on) == (
        "lasers",
        "engineer",
        date(2026, 1, 31),
    )


def test_a_form_that_says_no_version_changes_nothing(app, hr, monkeypatch):
    with unit_of_work():
        person = make_researcher()
    monkeypatch.setitem(app.extensions, "actor_loader", lambda: hr)
    answer = app.test_client().post(
        f"/researchers/{person.id}/edit", data={"names.0.full": "Ben Yang"}, headers=BEARER
    )
    assert answer.status_code == 428


def test_several_under_one_name_are_laid_over_though_a_form_sends_one_or_none():
    before = shown({"one": ["a"], "none": ["a"], "theirs": ["a"]})
    now = {"one": ["a"], "none": ["a"], "theirs": ["a", "b"]}
    values, found = laid_over(before, now, {"one": "a", "theirs": "a"})
    assert values == {"one": "a", "theirs": ["a", "b"]}
    assert found == {"theirs": Changed(["a"], ["a", "b"], ["a"])}
