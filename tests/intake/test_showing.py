"""Old and new values in words a reader can compare."""

from __future__ import annotations

from registry.intake.showing import differences, disputed


def test_fields_that_only_repeat_another_are_left_out_unless_they_are_all_there_is() -> None:
    changes = {"title": ["A", "<B>"], "title_markup": [None, "<i>B</i>"], "byline_count": [1, 2]}
    assert [tuple(one) for one in differences(changes)] == [("Title", "A", "<B>")]
    assert [one.field for one in differences({"byline_count": [1, 2]})] == ["Number of names"]
    assert differences(None) == []


def test_dates_stand_by_themselves_where_that_tells_them_apart() -> None:
    old, new = {"issued": "2021-02"}, {"issued": "2022", "published": "2022"}
    assert differences({"dates": [old, new]})[0][1:] == ("2021-02", "2022")
    moved = {"dates": [{"issued": "2021"}, {"posted": "2021"}]}
    assert differences(moved)[0][1:] == ("issued 2021", "posted 2021")


def test_what_a_person_chose_stands_beside_what_the_source_says() -> None:
    assert disputed({"title": "Said", "volume": None}) == [("Title", "Said"), ("Volume", "—")]
    assert disputed(None) == []
