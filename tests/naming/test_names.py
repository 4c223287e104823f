"""Which printed names can be whose: 377 pairs, every cause of domain.md 3.1."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.naming import pinyin, surnames
from registry.naming.forms import forms
from registry.naming.keys import (
    called_keys,
    first_initial,
    known_by_initials,
    printed_keys,
    whole_name_initials,
)
from registry.naming.names import Called, Printed, Strength, compare
from registry.naming.spoken import spoken, surname
from registry.naming.variants import SIMPLIFIED
from tests.naming.names_of import PAIRS, called, printed

CAUSES = (
    *("order", "syllables", "initials", "ü", "apostrophe", "compound surname", "double surname"),
    *("Hong Kong, Taiwan, older forms", "Western first name", "surname reading", "particles"),
    *("traditional characters", "change of name", "minority names", "single name", "capitals"),
)


def test_the_table_has_three_hundred_pairs_and_every_cause():
    causes = Counter(cause.partition(":")[0] for cause, *_ in PAIRS)
    assert len(PAIRS) >= 300
    assert set(CAUSES) <= causes.keys()
    assert sum(agreement == "no" for *_, agreement in PAIRS) >= 100


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: " ~ ".join(pair[:3]))
def test_a_name_pair_agrees_as_its_cause_says(pair):
    cause, on_paper, name, agreement = pair
    match = compare(printed(on_paper), called(name))
    assert (match.strength.name.lower() if match else "no") == agreement, cause


@pytest.mark.parametrize(
    "pair", [p for p in PAIRS if p[3] != "no"], ids=lambda p: " ~ ".join(p[:3])
)
def test_the_index_of_keys_finds_whoever_agrees(pair):
    _, on_paper, name, _ = pair
    keys, names = printed_keys(printed(on_paper)), called(name)
    initials = {*whole_name_initials(printed(on_paper)), *map(first_initial, keys)}
    assert keys & called_keys(names) or initials & known_by_initials(names)


def test_characters_decide_where_the_person_has_some():
    names = (*called("Li|Wei"), *called("李|维"))
    assert compare(printed("Wei Li (李伟)"), names) is None
    assert compare(printed("Wei Li"), names).strength is Strength.FULL


def test_the_strongest_of_several_names_counts_and_is_named():
    match = compare(printed("Kenny Li"), called("Li|K.;Li|Kenny"))
    assert (match.strength, match.called) == (Strength.FULL, "Kenny Li")


def test_a_group_is_nobody():
    assert compare(Printed("Yu Shiben", is_group=True), called("Yu|Shiben")) is None


@pytest.mark.parametrize("hanzi", sorted(surnames.READINGS))
def test_every_reading_of_a_surname_is_pinyin(hanzi):
    for reading in surname(hanzi):
        assert pinyin.splits(reading.replace("ü", "v")), reading


def test_compound_surnames_are_told_from_given_names():
    assert surnames.split("欧阳样本") == ("欧阳", "样本")
    assert surnames.split("欧样本") == ("欧", "样本")
    assert surnames.split("尉迟") == ("尉", "迟")
    assert spoken("万俟样") == (("moqi", "yang"),)


def test_long_names_in_characters_are_not_read_as_pinyin():
    assert spoken("阿卜杜拉买买提") == ()


def test_the_table_of_traditional_characters_holds_no_simplified_one():
    assert len(SIMPLIFIED) > 2000
    assert not SIMPLIFIED.keys() & set(SIMPLIFIED.values()) - {ord("乾"), ord("於")}


@pytest.mark.parametrize(
    ("name", "traditional", "never"),
    [
        ("周|杰伦", "周杰倫", "週傑倫"),
        ("翟|志刚", "翟志剛", "翟誌剛"),
        ("朴|志明", "朴志明", "樸誌明"),
    ],
)
def test_a_form_in_traditional_characters_keeps_what_both_writings_have(name, traditional, never):
    texts = {form.text for form in forms(called(name))}
    assert traditional in texts
    assert never not in texts


def test_a_particle_stays_as_it_is_written():
    assert "Anna Maria van der Muster" in {f.text for f in forms(called(NAMES["Western"]))}


NAMES = {
    "plain": "虞|示本;Yu|Shiben",
    "characters alone": "吕|样;",
    "ü": "Lü|Yang",
    "apostrophe": "Li|Xi'an",
    "compound": "Ouyang|Yangben",
    "double": "Zhang-Li|Yangben",
    "Western first name": "Li|Shili;|Kenny",
    "Western": "van der Muster|Anna Maria",
    "Hong Kong": "陈|样本;Chan|Yeung-Pun",
    "single": "Nergui",
}


@pytest.mark.parametrize("case", NAMES)
def test_every_form_of_a_name_is_found_by_its_keys_and_says_its_strength(case):
    names = called(NAMES[case].rstrip(";"))
    found = forms(names)
    assert found
    for form in found:
        on_paper = Printed(form.text)
        assert compare(on_paper, names).strength is form.strength
        assert printed_keys(on_paper) & called_keys(names), form.text


def test_forms_of_one_name_hold_every_spelling_of_domain_3_1():
    texts = {form.text: form.strength for form in forms(called("虞|示本;Yu|Shiben"))}
    whole = {
        "虞示本",
        "Shiben Yu",
        "Yu Shiben",
        "YU Shiben",
        "Shi-Ben Yu",
        "Shi-ben Yu",
        "Shi Ben Yu",
    }
    assert all(texts[text] >= Strength.FULL for text in whole | {"ShiBen Yu", "Yu, Shiben"})
    assert {texts[t] for t in ("S. B. Yu", "S.-B. Yu", "SB Yu")} == {Strength.INITIALS}
    assert texts["S. Yu"] is Strength.INITIAL


def test_forms_spell_u_umlaut_in_every_way_and_guess_nothing_of_hong_kong_or_the_west():
    texts = {form.text for form in forms(called("吕|样"))}
    assert {"Yang Lü", "Yang Lyu", "Yang Lu", "Yang Lv", "Yang Lue", "吕样", "呂樣"} <= texts
    assert not any("Lui" in text or "Loo" in text for text in texts)
    assert {f.strength for f in forms(called("吕|样")) if f.text == "Yang Lyu"} == {
        Strength.DERIVED
    }


SYLLABLE = st.sampled_from(sorted(pinyin.SYLLABLES - {"a", "e", "o"}))


@given(SYLLABLE, st.lists(SYLLABLE, min_size=1, max_size=2))
@settings(max_examples=200, deadline=None)
def test_any_pinyin_name_agrees_with_itself_however_it_is_cut(family, syllables):
    name = (Called("", family.capitalize(), "".join(syllables).capitalize()),)
    names = (Called(f"{name[0].given} {name[0].family}", name[0].family, name[0].given),)
    for between in ("", "-", " "):
        text = between.join(s.capitalize() for s in syllables)
        match = compare(Printed(f"{text} {family}", family, text), names)
        assert match is not None
        assert match.strength is Strength.FULL


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=300, deadline=None)
def test_no_printed_text_breaks_matching(whole, family, given_name):
    names = called("虞|示本;Yu|Shiben;Ouyang|Xi'an;Nergui")
    on_paper = Printed(whole, family or None, given_name or None)
    compare(on_paper, names)
    printed_keys(on_paper)
    list(whole_name_initials(on_paper))
