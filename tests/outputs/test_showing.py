"""Values of fields in words a reader can compare."""

from __future__ import annotations

import pytest

from registry.outputs.kinds import KINDS
from registry.outputs.showing import LONGEST, as_text, relation
from registry.outputs.wording import FIELDS


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        ("", "—"),
        ([], "—"),
        ("7", "7"),
        (2021, "2021"),
        (True, "✓"),
        (["A", "B"], "A; B"),
        (["A"] * 30, "; ".join(["A"] * 20) + " … (30)"),
        ({"names": ["A", "B"], "added": ["B"]}, "A; B"),
        ([{"scheme": "issn", "value": "2049-3630"}], "issn 2049-3630"),
        ({"name": "Fund", "awards": ["1", "2"], "awards_raw": ["1, 2"], "identifier": None},
         "Fund, 1; 2"),
        ("x" * 2000, "x" * LONGEST + "…"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_text(value, text):
    assert as_text("title", value) == text


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("work_type", "journal-article", "Journal article"),
        ("work_type", "of-its-own", "of-its-own"),
        ("kind", "dataset", KINDS["dataset"].name),
        ("dates", {"issued": "2021", "published_online": "2020-12"}, "issued 2021, online 2020-12"),
        ("details", {"url": "https://a.example", "remarks": [["x"]]},
         "Address on the web: https://a.example"),
        ("details", {"status": "filed"}, "Status: filed"),
        ("relations", ["is-preprint-of 10.5555/a"], "is a preprint of 10.5555/a"),
        ("relations", [{"kind": "updates:erratum", "scheme": "doi", "value": "10.5555/a"}],
         "erratum 10.5555/a"),
        ("relations", [], "—"),
    ],
)  # fmt: skip
def test_codes_are_shown_by_their_names(name, value, text):
    assert name in FIELDS
    assert as_text(name, value) == text


def test_a_relation_nobody_knows_is_called_as_its_source_calls_it():
    assert relation("is-cousin-of", "Cousin of") == "Cousin of"
    assert relation("is-cousin-of") == "is-cousin-of"
