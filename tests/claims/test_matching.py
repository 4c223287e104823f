"""What the evidence makes of a position and a person, by the rules of domain.md 3.4."""

from __future__ import annotations

import pytest

from registry.claims.evidence import AGAINST, BY_RULE, CONTRADICTIONS, NAME_CODES, SENTENCES
from registry.claims.knowledge import Setting, learn
from registry.claims.matcher import Matcher
from registry.claims.matching import Verdict, as_rows, is_enough, score, verdict, weigh
from registry.claims.subjects import Person, Position, Tenure, Work
from registry.claims.weights import WEIGHTS
from registry.naming.names import Printed
from tests.naming.names_of import called, printed

IDS = ("0000-0002-1825-0097", "0000-0001-5109-3700")
HERE = (Tenure(1, 2020),)


def person(names="Yu|Shiben", **more) -> Person:
    return Person(called(names), **more)


def position(name="Shiben Yu", *, work=None, **more) -> Position:
    return Position(printed(name), work or Work(1, 2024), **more)


def codes(where, who, **more) -> set[str]:
    return {evidence.code for evidence in weigh(where, who, **more)}


def test_every_kind_of_evidence_has_a_weight_and_a_sentence():
    assert set(WEIGHTS) == set(SENTENCES) | {"bias"}
    for code, weight in WEIGHTS.items():
        if code in AGAINST:
            assert weight <= 0, code
        elif code not in {*NAME_CODES, "bias"}:
            assert weight >= 0, code


def test_nothing_is_said_of_gender_or_origin():
    words = " ".join((*SENTENCES, *SENTENCES.values())).casefold()
    assert not any(word in words for word in ("gender", "sex", "ethnic", "nation", "origin"))


WEIGHED = [
    # printed, position's iD, authenticated, units -> verdict
    ("Shiben Yu", IDS[0], True, (), Verdict.CONFIRM),
    ("S. B. Yu", IDS[0], True, (), Verdict.CONFIRM),
    ("Shiben Yu", IDS[0], False, (1,), Verdict.ASK),
    ("Shiben Yu", IDS[0], False, (), Verdict.ASK),
    ("S. Yu", IDS[0], False, (), Verdict.ASK),
    ("Anna Sample", IDS[0], True, (1,), Verdict.NOTHING),
    ("Shiben Yu", None, False, (), Verdict.NOTHING),
    ("Shiben Yu", None, False, (1,), Verdict.ASK),
    ("S. B. Yu", None, False, (), Verdict.NOTHING),
    ("S. B. Yu", None, False, (9,), Verdict.NOTHING),
    ("S. Yu", None, False, (9,), Verdict.NOTHING),
    ("Anna Sample", None, False, (1,), Verdict.NOTHING),
    ("Anna Sample", IDS[1], True, (1,), Verdict.NOTHING),
]


@pytest.mark.parametrize("case", WEIGHED, ids=lambda case: f"{case[0]} {case[1:4]}")
def test_evidence_decides_whether_to_ask(case):
    name, orcid, authenticated, units, expected = case
    where = position(name, orcid=orcid, orcid_authenticated=authenticated, units=frozenset(units))
    found = weigh(where, person(orcid=IDS[0], tenures=HERE))
    assert verdict(found) is expected
    assert is_enough(found) is (expected is not Verdict.NOTHING)


def test_an_id_that_is_not_authenticated_never_confirms_whatever_else_agrees():
    confirmed = Position(
        printed("Shiben Yu"),
        Work(1, 2023, "Sample Letters", "Entangled samples", (Printed("Ada Example"),)),
        affiliations=("Sample Institute",),
    )
    who = person(
        orcid=IDS[0], tenures=HERE, identifiers=frozenset({"yu@sample.example"}),
        known=learn(7, [confirmed]),
    )  # fmt: skip
    where = Position(
        printed("Shiben Yu"),
        Work(2, 2024, "Sample Letters", "Entangled samples", (Printed("Ada Example"),)),
        orcid=IDS[0],
        units=frozenset({1}),
        emails=frozenset({"yu@sample.example"}),
    )
    found = weigh(where, who)
    assert score(found) > 0.999
    assert verdict(found) is Verdict.ASK


@pytest.mark.parametrize("code", sorted(CONTRADICTIONS))
def test_nothing_that_is_contradicted_is_confirmed_without_asking(code):
    from registry.claims.evidence import Evidence

    found = [Evidence("orcid_authenticated"), Evidence("name_full"), Evidence(code)]
    assert verdict([*found, Evidence("email"), Evidence("coauthors_known")]) is not Verdict.CONFIRM


def test_a_rejection_is_final_whatever_else_agrees():
    who = person(orcid=IDS[0], tenures=HERE, rejected=frozenset({1}))
    where = position(orcid=IDS[0], orcid_authenticated=True, units=frozenset({1}))
    found = weigh(where, who)
    assert "rejected" in {e.code for e in found}
    assert verdict(found) is Verdict.NOTHING
    assert score(found) == 0


def test_an_address_or_id_that_was_refused_is_not_asked_about_again():
    who = person(tenures=HERE, refused=frozenset({IDS[1], "other@sample.example"}))
    by_id = position(orcid=IDS[1], units=frozenset({1}))
    by_mail = position(emails=frozenset({"other@sample.example"}), units=frozenset({1}))
    assert [verdict(weigh(where, who)) for where in (by_id, by_mail)] == [Verdict.NOTHING] * 2


def test_initials_count_with_a_known_co_author_and_not_alone():
    known = learn(7, [position(work=Work(5, 2023, authors=(Printed("Ada Example"),)))])
    who = person(known=known)
    alone = position("S. B. Yu")
    beside = position("S. B. Yu", work=Work(2, 2024, authors=(Printed("Ada Example"),)))
    assert verdict(weigh(alone, who)) is Verdict.NOTHING
    assert verdict(weigh(beside, who)) is Verdict.ASK


AFFILIATIONS = [
    ({"units": frozenset({1})}, 2024, "unit_of_post"),
    ({"units": frozenset({2})}, 2024, "unit_other"),
    ({"units": frozenset({9})}, 2024, "affiliation_ours"),
    ({"units": frozenset({1})}, 2014, "affiliation_ours_other_time"),
    ({"units": frozenset({1})}, None, "unit_of_post"),
    ({"affiliations": ("University of Bakuford",)}, 2024, "affiliation_known"),
    ({"affiliations": ("Elsewhere Laboratory",)}, 2024, "affiliation_elsewhere"),
    ({"affiliations": ("Elsewhere Laboratory",)}, 2014, "affiliation_new"),
]


@pytest.mark.parametrize("case", AFFILIATIONS, ids=lambda case: f"{case[2]} {case[1]}")
def test_an_affiliation_counts_by_the_dates_of_the_post(case):
    printed_there, year, expected = case
    before = position(work=Work(5, 2015), affiliations=("University of Bakuford",))
    who = person(tenures=HERE, known=learn(7, [before]))
    staff = [who, *(person(tenures=(Tenure(unit, 2010),)) for unit in (2, 3, 4, 5))]
    setting = Setting.of(staff)
    found = codes(position(work=Work(1, year), **printed_there), who, setting=setting)
    assert expected in found
    kinds = {c for c in found if c.startswith(("unit", "affiliation"))}
    assert kinds == {expected}


def test_papers_name_a_post_for_two_years_after_its_end():
    who = person(tenures=(Tenure(1, 2015, 2020),))
    found = {y: codes(position(work=Work(1, y), units=frozenset({1})), who) for y in (2022, 2023)}
    assert "unit_of_post" in found[2022]
    assert "affiliation_ours_other_time" in found[2023]


def test_what_confirmed_papers_say_counts():
    authors = (Printed("Shiben Yu"), Printed("Ada Example"), Printed("Bea Exemplo"))
    confirmed = Work(
        5, 2022, "Sample Letters", "Entangled photons in samples", authors,
        frozenset({"SAMPLE-1"}), frozenset({7, 8}),
    )  # fmt: skip
    who = person(known=learn(7, [position(work=confirmed)]))
    asked = Work(
        6, 2023, "SAMPLE LETTERS", "Photons, entangled again", authors[:2],
        frozenset({"SAMPLE-1"}), frozenset({8}),
    )  # fmt: skip
    found = codes(position(work=asked), who)
    assert {"grant", "venue_known", "field_same", "coauthor_confirmed", "year_near"} <= found
    assert "coauthors_known" in codes(position(work=Work(7, 2023, authors=authors)), who)
    assert "year_far" in codes(position(work=Work(8, 2001)), who)


def test_co_authors_of_refused_papers_speak_against():
    refused = position(work=Work(5, 2023, authors=(Printed("Ada Example"),)))
    who = person(known=learn(7, [], [refused]))
    where = position(work=Work(6, 2023, authors=(Printed("Ada Example"),)))
    assert "coauthors_refused" in codes(where, who)


def test_how_common_a_name_is_counts():
    assert "name_common" in codes(position("Wei Wang"), person("Wang|Wei"))
    assert "name_rare" in codes(position("Yangben Sima"), person("Sima|Yangben"))
    neither = codes(position("Anna Sample"), person("Sample|Anna"))
    assert not neither & {"name_common", "name_rare"}


def test_a_position_that_fits_another_better_is_proposed_to_that_one_alone():
    one = person("Zhang|Yangben", tenures=(Tenure(1, 2020),))
    other = person("Zhang|Yangben", tenures=(Tenure(2, 2020),))
    staff = {1: one, 2: other, 3: person("Li|Shili", tenures=(Tenure(3, 2020),))}
    staff |= {n: person("Wu|Ming", tenures=(Tenure(n, 2020),)) for n in range(4, 8)}
    found = Matcher(staff).candidates(position("Yangben Zhang", units=frozenset({2})))
    assert [c.who for c in found] == [2, 1]
    assert [c.verdict for c in found] == [Verdict.ASK, Verdict.NOTHING]
    assert {e.code for e in found[1].evidence} >= {"name_shared", "rival_better", "unit_other"}


def test_people_are_found_by_id_and_address_where_no_key_of_their_name_fits():
    staff = {1: person("Sample|A.", orcid=IDS[0]), 2: person("Muster|Berta")}
    matcher = Matcher(staff)
    assert [c.who for c in matcher.candidates(position("Anna Sample", orcid=IDS[0]))] == [1]
    assert matcher.candidates(position("Berta Muster", orcid=IDS[0]))[0].who == 2


def test_the_evidence_kept_with_a_claim_is_its_weightiest_first_and_without_what_counts_nothing():
    rows = as_rows(weigh(position(orcid=IDS[0]), person(orcid=IDS[0])))
    weights = [abs(row["weight"]) for row in rows]
    assert weights == sorted(weights, reverse=True)
    assert all(row["weight"] or row["code"] in NAME_CODES for row in rows)
    assert {"code", "weight", "sentence", "places"} == set(rows[0])


def test_rules_are_no_matter_of_fitting():
    assert all(WEIGHTS[code] <= -8 for code in BY_RULE)
