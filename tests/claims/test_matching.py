"""Name pairs by their cause (domain.md 3.1) and what the evidence makes of them."""

from __future__ import annotations

import pytest

from registry.claims.matching import Person, is_enough, score, weigh
from registry.claims.names import (
    Called,
    Printed,
    Strength,
    called_keys,
    compare,
    printed_keys,
)

FULL, PARTIAL, INITIALS, NO = Strength.FULL, Strength.PARTIAL, Strength.INITIALS, None

PAIRS = [
    # cause, printed (one string, or "family|given" as the source splits it), called, strength
    ("same", "Dapeng Yu", "Yu|Dapeng", FULL),
    ("same", "Yu|Dapeng", "Yu|Dapeng", FULL),
    ("order", "Yu Dapeng", "Yu|Dapeng", FULL),
    ("order", "YU Dapeng", "Yu|Dapeng", FULL),
    ("order", "Dapeng YU", "Yu|Dapeng", FULL),
    ("order", "Yu, Dapeng", "Yu|Dapeng", FULL),
    ("order", "YU DAPENG", "Yu|Dapeng", FULL),
    ("order: source swapped it", "Dapeng|Yu", "Yu|Dapeng", PARTIAL),
    ("order: capitals say otherwise", "YU Wei", "Wei|Yu", PARTIAL),
    ("order: comma says otherwise", "Yu, Wei", "Wei|Yu", NO),
    ("order: both read", "Wei Yu", "Wei|Yu", FULL),
    ("syllables", "Da-Peng Yu", "Yu|Dapeng", FULL),
    ("syllables", "Da-peng Yu", "Yu|Dapeng", FULL),
    ("syllables", "Da Peng Yu", "Yu|Dapeng", FULL),
    ("syllables", "DaPeng Yu", "Yu|Dapeng", FULL),
    ("syllables", "Yu|Da Peng", "Yu|Da-Peng", FULL),
    ("syllables: hyphen of print", "Yu|Da‐Peng", "Yu|Dapeng", FULL),
    ("syllables: one of two", "Da Yu", "Yu|Dapeng", NO),
    ("syllables: the other", "Peng Yu", "Yu|Dapeng", NO),
    ("syllables: in another order", "Pengda Yu", "Yu|Dapeng", NO),
    ("initials", "D. Yu", "Yu|Dapeng", INITIALS),
    ("initials", "D. P. Yu", "Yu|Dapeng", INITIALS),
    ("initials", "D.-P. Yu", "Yu|Dapeng", INITIALS),
    ("initials", "DP Yu", "Yu|Dapeng", INITIALS),
    ("initials", "Yu DP", "Yu|Dapeng", INITIALS),
    ("initials", "D.P. Yu", "Yu|Da-Peng", INITIALS),
    ("initials", "Yu|D. P.", "Yu|Dapeng", INITIALS),
    ("initials: of the other syllable", "P. Yu", "Yu|Dapeng", NO),
    ("initials: second syllable", "D. X. Yu", "Yu|Dapeng", NO),
    ("initials: too many", "D. P. Yu", "Yu|Da", NO),
    ("initials: of a person known by initials", "Dapeng Yu", "Yu|D. P.", INITIALS),
    ("initials: the same", "D. P. Yu", "Yu|D. P.", INITIALS),
    ("initials: half", "Da P. Yu", "Yu|Dapeng", PARTIAL),
    ("initials: another family name", "D. P. Wu", "Yu|Dapeng", NO),
    ("edit distance: one letter", "Dapeng Xu", "Yu|Dapeng", NO),
    ("edit distance: given name", "Weizhen Xu", "Xu|Weifeng", NO),
    ("edit distance: n and ng", "Jin Li", "Li|Jing", NO),
    ("ü", "Lv Wei", "Lü|Wei", FULL),
    ("ü", "Lyu Wei", "Lü|Wei", FULL),
    ("ü", "Lu Wei", "Lü|Wei", FULL),
    ("ü", "Lue Wei", "Lü|Wei", FULL),
    ("ü", "LÜ Wei", "Lyu|Wei", FULL),
    ("ü: decomposed", "Lu\u0308 Wei", "Lv|Wei", FULL),
    ("ü: in the given name", "Wang|Nv", "Wang|Nü", FULL),
    ("ü: in a syllable of the given name", "Chunlyu Wang", "Wang|Chunlü", FULL),
    ("ü: not after other letters", "Xv Wei", "Xue|Wei", NO),
    ("ü: Liu is none", "Liu Wei", "Lü|Wei", NO),
    ("apostrophe", "Xian Li", "Li|Xi'an", FULL),
    ("apostrophe: typographic", "Li|Xi’an", "Li|Xian", FULL),
    ("apostrophe: both splits", "X. A. Li", "Li|Xian", INITIALS),
    ("apostrophe: one syllable", "X. Li", "Li|Xian", INITIALS),
    ("apostrophe: not in it", "X. N. Li", "Li|Xian", NO),
    ("compound surname", "Ou-Yang Ming", "Ouyang|Ming", FULL),
    ("compound surname", "Ou Yang Ming", "Ouyang|Ming", FULL),
    ("compound surname", "Ming Ou Yang", "Ouyang|Ming", FULL),
    ("compound surname: source split it", "Yang|Ming Ou", "Ouyang|Ming", PARTIAL),
    ("compound surname", "M. Ouyang", "Ouyang|Ming", INITIALS),
    ("compound surname", "Sima|Xiangru", "Si-Ma|Xiang-Ru", FULL),
    ("compound surname: half of it", "Ming Yang", "Ouyang|Ming", NO),
    ("double surname", "Zheng-Li Sufang", "Zheng-Li|Sufang", FULL),
    ("double surname", "ZhengLi Sufang", "Zheng-Li|Sufang", FULL),
    ("Hong Kong, Taiwan: as entered", "Chih-Wei Tsai", "Tsai|Chih-Wei", FULL),
    ("Hong Kong, Taiwan: as entered", "Chihwei Tsai", "Tsai|Chih-Wei", FULL),
    ("Hong Kong, Taiwan: initials", "C.-W. Tsai", "Tsai|Chih-Wei", INITIALS),
    ("Hong Kong, Taiwan: never derived", "Chih-Wei Tsai", "Cai|Zhiwei", NO),
    ("Hong Kong, Taiwan: never derived", "Chan|Wing", "Chen|Rong", NO),
    ("Western first name", "Kenny (Zhiming) Li", "Li|Zhiming", FULL),
    ("Western first name", "Kenny (Zhiming) Li", "Li|Kenny", FULL),
    ("Western first name", "Kenny Zhiming Li", "Li|Kenny Zhiming", FULL),
    ("Western first name: not entered", "Kenny Li", "Li|Zhiming", NO),
    ("several readings: as given", "Shan Wei", "Dan|Wei", NO),
    ("characters", "俞大鹏", "俞|大鹏", FULL),
    ("characters", "俞|大鹏", "俞|大鹏", FULL),
    ("characters: source swapped them", "大鹏|俞", "俞|大鹏", FULL),
    ("characters: blank inside", "俞 大鹏", "俞|大鹏", FULL),
    ("characters: another", "余大鹏", "俞|大鹏", NO),
    ("characters: the same sound", "于大鹏", "俞|大鹏", NO),
    ("characters: beside pinyin", "Dapeng Yu (俞大鹏)", "俞|大鹏", FULL),
    ("characters: never from pinyin", "Dapeng Yu", "俞|大鹏", NO),
    ("scripts: compatibility form", "\uf9e1明", "李|明", FULL),
    ("scripts: full width", "Ｙｕ Ｄａｐｅｎｇ", "Yu|Dapeng", FULL),
    ("minority: dot in characters", "阿卜杜拉·买买提", "阿卜杜拉买买提", FULL),
    ("minority: no split forced", "Amangul Qurban", "Amangul Qurban", FULL),
    ("minority: other order", "Qurban Amangul", "Amangul Qurban", FULL),
    ("minority: half", "Amangul", "Amangul Qurban", NO),
    ("single name", "Nergui", "Nergui", FULL),
    ("single name: only the family name", "Yu", "Yu|Dapeng", NO),
    ("Western: middle name left out", "Anna Sample", "Sample|Anna Maria", PARTIAL),
    ("Western: middle initial", "Anna M. Sample", "Sample|Anna Maria", PARTIAL),
    ("Western: middle initial", "A. M. Sample", "Sample|Anna", INITIALS),
    ("Western: other middle initial", "Anna K. Sample", "Sample|Anna Maria", NO),
    ("Western: accents", "José Muñoz", "Munoz|Jose", FULL),
    ("Western: letters of their own", "Søren Łukasz", "Lukasz|Soren", FULL),
    ("Western: particle", "Jan van der Berg", "van der Berg|Jan", FULL),
    ("Western: particle in the given name", "Berg|Jan van der", "van der Berg|Jan", PARTIAL),
    ("Western: suffix", "Anna Sample Jr.", "Sample|Anna", FULL),
    ("Western: abbreviation", "Sample|Yu.", "Sample|Yuri", INITIALS),
    ("word boundary is kept", "Lin Gao", "Ling|Ao", NO),
]


def called(text: str) -> Called:
    family, _, given = text.rpartition("|")
    han = any(ord(c) > 0x2E80 for c in text)
    return Called(
        f"{family}{given}" if han else f"{given} {family}".strip(),
        family or None,
        given if family else None,
    )


def printed(text: str, **more: object) -> Printed:
    family, _, given = text.rpartition("|")
    if not family:
        return Printed(text, **more)
    return Printed(f"{given} {family}", family, given, **more)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0]}: {pair[1]}")
def test_a_name_pair_agrees_as_its_cause_says(pair):
    cause, on_paper, name, strength = pair
    match = compare(printed(on_paper), (called(name),))
    assert (match.strength if match else None) == strength, cause


@pytest.mark.parametrize(
    ("on_paper", "name"),
    [(p, n) for c, p, n, s in PAIRS if s in (FULL, PARTIAL) and "half" not in c],
)
def test_the_index_of_keys_finds_whoever_agrees_in_more_than_initials(on_paper, name):
    assert printed_keys(printed(on_paper)) & called_keys((called(name),))


def test_characters_decide_where_the_person_has_some():
    names = (called("Li|Wei"), called("李|维"))
    assert compare(printed("Wei Li (李伟)"), names) is None
    assert compare(printed("Wei Li"), names).strength is FULL


def test_the_strongest_of_several_names_counts_and_is_named():
    match = compare(printed("Kenny Li"), (called("Li|K."), called("Li|Kenny")))
    assert match.strength is FULL
    assert match.called == "Kenny Li"


def test_a_group_is_nobody():
    assert compare(Printed("Yu Dapeng", is_group=True), (called("Yu|Dapeng"),)) is None


IDS = ("0000-0002-1825-0097", "0000-0001-5109-3700")

WEIGHED = [
    # printed, iD of the person, position's iD, authenticated, ours -> codes, asked
    ("Dapeng Yu", IDS[0], IDS[0], True, False, ("orcid_authenticated", "name_full"), True),
    ("Dapeng Yu", IDS[0], IDS[0], False, False, ("orcid", "name_full"), True),
    ("D. Yu", IDS[0], IDS[0], False, False, ("orcid", "name_initials"), True),
    ("Anna Sample", IDS[0], IDS[0], True, True, ("orcid_other_name",), False),
    ("Dapeng Yu", None, None, False, False, ("name_full",), False),
    ("Dapeng Yu", None, None, False, True, ("name_full", "affiliation_ours"), True),
    (
        "Dapeng Yu",
        IDS[0],
        IDS[1],
        False,
        True,
        ("name_full", "other_orcid", "affiliation_ours"),
        False,
    ),
    ("D. P. Yu", None, None, False, True, ("name_initials", "affiliation_ours"), False),
    ("D. P. Yu", None, None, False, False, ("name_initials",), False),
    ("Anna Sample", None, None, False, True, (), False),
    ("Anna Sample", None, IDS[0], True, True, (), False),
]


@pytest.mark.parametrize("case", WEIGHED)
def test_evidence_is_named_and_decides_whether_to_ask(case):
    name, own_id, paper_id, authenticated, ours, codes, asked = case
    position = printed(name, orcid=paper_id, orcid_authenticated=authenticated, ours=ours)
    evidence = weigh(position, Person((called("Yu|Dapeng"),), own_id))
    assert tuple(e.code for e in evidence) == codes
    assert is_enough(evidence) is asked


def test_an_authenticated_id_counts_more_than_one_the_publisher_printed():
    person = Person((called("Yu|D. P."),), IDS[0])
    position = {a: printed("D. Yu", orcid=IDS[0], orcid_authenticated=a) for a in (True, False)}
    assert score(weigh(position[True], person)) > score(weigh(position[False], person))
