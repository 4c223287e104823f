"""DOIs in what people paste."""

from __future__ import annotations

import pytest

from importers.reading import of_list, of_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.5555/a", ["10.5555/a"]),
        ("https://doi.org/10.5555/A", ["10.5555/a"]),
        ("http://dx.doi.org/10.5555%2Fa", ["10.5555/a"]),
        ("doi:10.5555/a", ["10.5555/a"]),
        ("DOI: 10.5555/A", ["10.5555/a"]),
        (
            "10.5555/(SICI)1-2(3)4:5<6::AID-X>7.0.CO;2-#",
            ["10.5555/(sici)1-2(3)4:5<6::aid-x>7.0.co;2-#"],
        ),
        ("10.5555/a;", ["10.5555/a;"]),
        ("10.5555/a.\n10.5555/b", ["10.5555/a.", "10.5555/b"]),
        ("10.5555/a,10.5555/b;https://doi.org/10.5555/c", ["10.5555/a", "10.5555/b", "10.5555/c"]),
        ("10.5555/a,\r\n10.5555/b,\r\n", ["10.5555/a", "10.5555/b"]),
        ("10.5555/a 10.5555/b\t10.5555/c", ["10.5555/a", "10.5555/b", "10.5555/c"]),
        ("See Sample, J. (2020), doi:10.5555/a, and (10.5555/b).", ["10.5555/a", "10.5555/b"]),
        ("参见10.5555/a。另见10.5555/b，谢谢", ["10.5555/a", "10.5555/b"]),
        ("https://press.sample.example/articles/10.5555/a", ["10.5555/a"]),
        ("10.5555/a\n10.5555/A\nhttps://doi.org/10.5555/a", ["10.5555/a"]),
    ],
)
def test_every_doi_is_found_and_none_becomes_another(text: str, expected: list[str]) -> None:
    assert [one.doi for one in of_text(text)] == expected


def test_a_line_that_was_meant_as_a_doi_is_reported_with_its_reason() -> None:
    named = of_text("10.5555/a\n10.5555\nhttps://doi.org/\nten.5555/x\n10.55/x\nA sentence.")
    assert [(one.identifier, one.reason) for one in named] == [
        ("10.5555/a", None),
        ("10.5555", "malformed"),
        ("https://doi.org/", "malformed"),
        ("ten.5555/x", "malformed"),
        ("10.55/x", "malformed"),
    ]


def test_each_entry_of_a_list_is_a_doi_or_refused() -> None:
    named = of_list(["10.5555/a b", "10.5555/%C3", "doi:10.5555/C", " 10.5555/c "])
    assert [(one.doi, one.reason) for one in named] == [
        (None, "blank_inside"),
        (None, "broken_encoding"),
        ("10.5555/c", None),
    ]
