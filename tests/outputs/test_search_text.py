"""Folding for search: the same for what is stored and what is asked."""

import pytest

from registry.core.search_text import fold, matches, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quantum-error correction", ["quantum", "error", "correction"]),
        ("Müller Ångström ﬁne", ["muller", "angstrom", "fine"]),
        ("量子计算", ["量子", "子计", "计算", "算"]),
        ("ＡＢＣ量子ＸＹ", ["abc", "量子", "子", "xy"]),
        ("ガード", ["ガー", "ード", "ド"]),
        ("snake_case 50%", ["snake", "case", "50"]),
        ("", []),
    ],
)
def test_text_becomes_words_and_pairs(text, expected):
    assert tokens(text) == expected


@pytest.mark.parametrize("query", ["量子", "子", "计算", "quant", "QUANTUM 计", "%", "_"])
def test_what_is_there_is_found(query):
    assert matches(fold("Quantum 量子计算"), query)


@pytest.mark.parametrize("query", ["uantum", "子量", "quantum x", "算计"])
def test_what_is_not_there_is_not_found(query):
    assert not matches(fold("Quantum 量子计算"), query)
