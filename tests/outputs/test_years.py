"""The year of a report by each policy, with the real cases of domain.md 4.2."""

import pytest

from registry.outputs.years import BY_HAND, POLICIES

CASES = {
    "10.1021/ml100273k": {
        "published_online": "2010-12-29",
        "published_print": "2011-03-10",
        "issued": "2010-12-29",
    },
    "10.1111/bph.15016": {
        "published_online": "2020-03-23",
        "published_print": "2021-01",
        "issued": "2020-03-23",
    },
    "10.1038/s41467-021-22368-w": {
        "published_online": "2021-04-13",
        "published_print": "2021-12",
        "issued": "2021-04-13",
        "created": "2021-04-13",
    },
    "10.1016/j.cell.2021.01.053": {
        "published_print": "2021-04",
        "issued": "2021-04",
        "created": "2021-02-05",
    },
    "10.1038/s41586-018-0654-5": {
        "published_online": "2018-10-31",
        "published_print": "2018-11",
        "issued": "2018-10-31",
        "created": "2018-10-25",
    },
}
"""DOI -> the dates its message has."""

DECIDED = {
    "earliest": ["2010-12-29", "2020-03-23", "2021-04-13", "2021-04", "2018-10-31"],
    "print_first": ["2011-03-10", "2021-01", "2021-12", "2021-04", "2018-11"],
    "online_only": ["2010-12-29", "2020-03-23", "2021-04-13", None, "2018-10-31"],
    "manual": [None] * 5,
}
"""Policy -> the date that decides, case by case."""


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("case", range(5))
def test_the_real_cases_are_decided_as_the_policy_says(policy, case):
    decided = POLICIES[policy](list(CASES.values())[case])
    date = DECIDED[policy][case]
    assert (decided.date, decided.year) == (date, int(date[:4]) if date else 0)
    assert not decided.is_guess


def test_the_policies_are_those_of_the_rule_and_earliest_is_the_default():
    assert list(POLICIES) == ["earliest", "print_first", "online_only", "manual"]


@pytest.mark.parametrize("policy", POLICIES)
def test_a_date_by_hand_stands_first_in_every_policy(policy):
    dates = CASES["10.1021/ml100273k"] | {BY_HAND: "2012"}
    assert POLICIES[policy](dates) == (2012, False, "2012")


@pytest.mark.parametrize(
    ("policy", "year", "guess"),
    [("earliest", 2018, True), ("print_first", 2018, True), ("online_only", 0, False)],
)
def test_the_date_of_registration_alone_is_a_guess_or_nothing(policy, year, *, guess):
    decided = POLICIES[policy]({"created": "2018-10-25"})
    assert (decided.year, decided.is_guess) == (year, guess)


def test_a_preprint_came_online_when_it_was_posted():
    assert POLICIES["online_only"]({"posted": "2022-03"}).year == 2022


@pytest.mark.parametrize("policy", POLICIES)
def test_without_any_date_there_is_no_year(policy):
    assert POLICIES[policy]({}) == (0, False, None)
