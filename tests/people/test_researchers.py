from datetime import date

import pytest

from registry.core.actor import VISITOR, Actor
from registry.core.listing import Slice
from registry.core.unit_of_work import unit_of_work
from registry.people import queries, service
from registry.people.errors import (
    EmployeeNumberTaken,
    EndBeforeStart,
    NameEmpty,
    NameNeeded,
    OrcidTaken,
    PostOverlaps,
    StillNeeded,
    UnknownUnit,
)
from registry.people.models import Period
from registry.people.names import composed, guess_script
from tests.makers.people import make_post, make_researcher, make_unit

ORCID = "0000-0002-1825-0097"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("李样", "hanzi"),
        ("Sample", "latin"),
        ("Zoë", "latin"),
        ("Ｓａ", "latin"),
        ("Пример", "other"),
    ],
)
def test_the_script_of_a_name_is_guessed_from_its_letters(text, script):
    assert guess_script(text) == script


def test_a_full_name_is_composed_as_its_script_is_written():
    assert composed("hanzi", "欧阳", "样本") == "欧阳样本"
    assert composed("latin", "Ouyang", "Yangben") == "Yangben Ouyang"
    assert composed("latin", "Plato", None) == "Plato"


def test_a_name_as_given_is_kept_without_a_forced_split(app, hr):
    with unit_of_work():
        person = service.create({"names": [{"full": "Sampel Örnek Oğlu"}]}, by=hr)
    only = person.names[0]
    assert (only.full, only.family, only.script, only.kind) == (
        "Sampel Örnek Oğlu",
        None,
        "latin",
        "published",
    )


def test_each_reader_gets_the_name_of_their_language(app, hr):
    names = [
        {"family": "样", "given": "本一"},
        {"kind": "former", "family": "Oldsample", "given": "Benyi"},
        {"kind": "pinyin", "family": "Yang", "given": "Benyi"},
    ]
    with unit_of_work():
        person = service.create({"names": names}, by=hr)
    assert (person.name_in("zh"), person.name_in("en")) == ("样本一", "Benyi Yang")
    with unit_of_work():
        service.change(person, {"names": names[:2]}, by=hr)
    assert person.name_in("en") == "样本一"


@pytest.mark.parametrize("names", [[], None])
def test_nobody_is_without_a_name(app, hr, names):
    with pytest.raises(NameNeeded), unit_of_work():
        service.create({"names": names}, by=hr)
    assert not queries.page(Slice(), {}, by=hr).items


def test_an_empty_name_is_refused_by_its_place(app, hr):
    with pytest.raises(NameEmpty) as refused, unit_of_work():
        service.create({"names": [{"full": "A Sample"}, {"kind": "former"}]}, by=hr)
    assert refused.value.field == "names.1.full"


def test_a_name_that_ends_before_it_begins_is_refused(app, hr):
    name = {"full": "A Sample", "valid_from": date(2020, 1, 2), "valid_until": date(2020, 1, 1)}
    with pytest.raises(EndBeforeStart) as refused, unit_of_work():
        service.create({"names": [name]}, by=hr)
    assert (refused.value.field, refused.value.value) == ("names.0.valid_until", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [("orcid", ORCID, OrcidTaken), ("employee_number", "E-1", EmployeeNumberTaken)],
)
def test_what_belongs_to_one_person_is_refused_to_a_second_by_field_and_value(
    app, hr, field, value, error
):
    with unit_of_work():
        make_researcher(**{field: value})
        second = make_researcher()
    for write in (
        lambda: make_researcher(**{field: value}),
        lambda: service.change(second, {field: value}, by=hr),
    ):
        with pytest.raises(error) as refused, unit_of_work():
            write()
        assert (refused.value.field, refused.value.value) == (field, value)


def test_a_new_orcid_id_is_not_authenticated_by_the_old_one(app, hr):
    with unit_of_work():
        person = make_researcher(orcid=ORCID)
        person.orcid_authenticated = True
    with unit_of_work():
        service.change(person, {"orcid": ORCID}, by=hr)
    assert person.orcid_authenticated
    with unit_of_work():
        service.change(person, {"orcid": None}, by=hr)
    assert (person.orcid, person.orcid_authenticated) == (None, False)


def test_replacing_names_keeps_the_rows_that_say_the_same(app, hr):
    with unit_of_work():
        person = service.create({"names": [{"full": "A Sample"}, {"full": "B Sample"}]}, by=hr)
    kept = person.names[0].id
    with unit_of_work():
        service.change(person, {"names": [{"full": "A Sample"}, {"full": "C Sample"}]}, by=hr)
    assert [(n.id == kept, n.full) for n in person.names] == [
        (True, "A Sample"),
        (False, "C Sample"),
    ]


def test_the_last_name_stays(app, hr):
    with unit_of_work():
        person = make_researcher()
        extra = service.add_name(person, {"full": "Extra Sample"}, by=hr)
    with unit_of_work():
        service.remove_name(extra, by=hr)
    with pytest.raises(NameNeeded), unit_of_work():
        service.remove_name(person.names[0], by=hr)


def test_a_corrected_part_corrects_the_full_name(app, hr):
    with unit_of_work():
        person = make_researcher("Smaple", "Ann")
    with unit_of_work():
        service.change_name(person.names[0], {"family": "Sample"}, by=hr)
    assert (person.name, person.sort_name) == ("Ann Sample", "sample ann")


def test_the_first_post_makes_a_researcher_visible_and_a_later_one_respects_a_choice(app, hr):
    with unit_of_work():
        person = make_researcher(visible=False)
        assert person.is_candidate
        make_post(person)
        assert person.visible
        service.change(person, {"visible": False}, by=hr)
        make_post(person, starts_on=date(2023, 1, 1))
    assert not person.visible
    assert not person.is_candidate


def test_a_post_that_ends_before_it_starts_is_refused_and_leaves_nothing(app, hr):
    with unit_of_work():
        person = make_researcher()
    with pytest.raises(EndBeforeStart) as refused, unit_of_work():
        make_post(person, starts_on=date(2024, 2, 1), ends_on=date(2024, 1, 31))
    assert (refused.value.field, refused.value.value) == ("ends_on", date(2024, 1, 31))
    assert person.posts == []


def test_two_posts_in_one_unit_may_touch_but_not_overlap(app, hr):
    with unit_of_work():
        person, unit = make_researcher(), make_unit()
        make_post(person, unit, ends_on=date(2021, 12, 31))
        make_post(person, unit, starts_on=date(2022, 1, 1))
    with pytest.raises(PostOverlaps) as refused, unit_of_work():
        make_post(person, unit, starts_on=date(2021, 12, 31), ends_on=date(2021, 12, 31))
    assert (refused.value.field, refused.value.value) == ("unit", unit.code)
    with unit_of_work():
        make_post(person, make_unit(), starts_on=date(2021, 12, 31))


def test_an_arrival_attaches_to_the_post_of_that_day(app, hr):
    day = Period(date(2024, 5, 1))
    with unit_of_work():
        person, unit = make_researcher(), make_unit()
        first = service.open_post(person, unit, position="professor", period=day, by=hr)
        again = service.open_post(person, unit, position="postdoc", period=day, by=hr)
    assert first is again
    assert len(person.posts) == 1


def test_a_post_can_be_ended_but_not_before_its_start(app, hr):
    with unit_of_work():
        post = make_post()
        service.end_post(post, date(2025, 6, 30), by=hr)
    assert post.ends_on == date(2025, 6, 30)
    with pytest.raises(EndBeforeStart), unit_of_work():
        service.end_post(post, date(2020, 8, 31), by=hr)


def test_an_unknown_unit_is_named(app):
    with pytest.raises(UnknownUnit) as refused:
        service.known_unit("nowhere")
    assert (refused.value.field, refused.value.value) == ("unit", "nowhere")


def test_only_a_record_on_which_nothing_rests_can_be_removed(app, hr):
    with unit_of_work():
        mistake, person = make_researcher(), make_researcher()
        make_post(person)
        service.remove(mistake, by=hr)
    with pytest.raises(StillNeeded), unit_of_work():
        service.remove(person, by=hr)
    assert [p.id for p in queries.page(Slice(), {}, by=hr).items] == [person.id]


def test_candidates_are_seen_by_hr_and_administrators_and_by_themselves(app, hr, administrator):
    with unit_of_work():
        candidate, known = make_researcher(visible=False), make_researcher()

    def seen(by):
        return {p.id for p in queries.page(Slice(), {}, by=by).items}

    own = Actor(account_id=1, researcher_id=candidate.id)
    assert seen(hr) == seen(administrator) == seen(own) == {candidate.id, known.id}
    assert seen(VISITOR) == seen(Actor(account_id=1)) == {known.id}
    assert queries.visible(candidate.id, by=VISITOR) is None
    chosen = queries.page(Slice(), {"candidate": True}, by=hr).items
    assert [p.id for p in chosen] == [candidate.id]


@pytest.mark.parametrize(
    "text",
    ["dapeng sample", "Sample, Da-Peng", "SAMPLE DA PENG", "da'peng", "ｄａｐｅｎｇ", "d.a.peng"],
)
def test_a_name_is_found_in_any_case_order_and_punctuation(app, hr, text):
    with unit_of_work():
        wanted = make_researcher("Sample", "Dapeng")
        make_researcher("Sampler", "Dafang")
        service.add_name(wanted, {"family": "样", "given": "大鹏"}, by=hr)
    assert queries.page(Slice(), {"q": text}, by=hr).items == [wanted]
    assert queries.page(Slice(), {"q": "样大"}, by=hr).items == [wanted]


@pytest.mark.parametrize("text", ["%", "_", "---", "\\"])
def test_a_search_for_punctuation_finds_nobody(app, hr, text):
    with unit_of_work():
        make_researcher()
    assert not queries.page(Slice(), {"q": text}, by=hr).items


def test_the_orcid_id_finds_its_owner_in_every_spelling(app, hr):
    with unit_of_work():
        wanted = make_researcher(orcid=ORCID)
        make_researcher()
    for text in (ORCID, f"https://orcid.org/{ORCID}", ORCID.replace("-", "")):
        assert queries.page(Slice(), {"q": text}, by=hr).items == [wanted]
    assert queries.by_orcid(ORCID) is wanted


def test_pages_by_name_show_everybody_once_in_order(app, hr):
    with unit_of_work():
        for family in ("Beta", "alpha", "Delta", "gamma", "Beta"):
            make_researcher(family)
    shown, cursor = [], None
    while True:
        page = queries.page(Slice(2, cursor), {"sort": "name"}, by=hr)
        shown += [p.names[0].family for p in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert shown == ["alpha", "Beta", "Beta", "Delta", "gamma"]


def test_the_roster_of_a_day_has_those_with_a_post_that_day(app, hr):
    with unit_of_work():
        here, left = make_researcher("Here"), make_researcher("Left")
        make_post(here)
        make_post(here)
        make_post(left, ends_on=date(2021, 6, 30))
        make_researcher("Never")
    assert queries.roster(date(2021, 6, 30)) == [here, left]
    assert queries.roster(date(2021, 7, 1)) == [here]
    assert queries.roster(date(2021, 1, 1), date(2023, 1, 1)) == [here, left]
    assert queries.roster(date(2020, 8, 31)) == []


def test_people_of_a_unit_include_those_of_its_parts_who_are_there_today(app, hr):
    with unit_of_work():
        whole = make_unit("whole")
        part = make_unit("part", parent="whole")
        inside, left = make_researcher("Inside"), make_researcher("Left")
        make_post(inside, part)
        make_post(left, whole, ends_on=date(2021, 1, 1))
    assert queries.page(Slice(), {"unit": "whole"}, by=hr).items == [inside]
