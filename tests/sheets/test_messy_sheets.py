"""Three messy lists of 300 fictional recruits are read as what they mean, fault by fault."""

from __future__ import annotations

import pytest

from registry.sheets.columns import LISTS
from registry.sheets.reading import read
from tests.makers.messy_sheets import (
    CHINESE,
    ENGLISH,
    NUMBER,
    RECRUITS,
    chinese_csv,
    english_xlsx,
    planted_xlsx,
)

OF = LISTS["recruits"]


@pytest.mark.parametrize(
    ("make", "columns", "sheet"),
    [(chinese_csv, CHINESE, None), (english_xlsx, ENGLISH, "Recruits")],
)
def test_a_messy_list_says_what_was_meant(make, columns, sheet):
    with read(make(), OF) as reading:
        rows = list(reading.rows)
    assert reading.sheet == sheet
    assert set(reading.headings) == set(columns.values())
    assert [each.text for each in reading.unknown] == ["备用列" if sheet is None else "Room"]
    assert not [fault for row in rows for fault in row.faults]
    assert len(rows) == NUMBER
    for row, truth in zip(rows, RECRUITS, strict=True):
        assert {key: cell.value for key, cell in row.cells.items()} == {
            key: truth[key] for key in columns.values()
        }


def test_what_is_no_entry_is_named_by_its_row():
    with read(chinese_csv(), OF) as reading:
        rows = list(reading.rows)
    first, last = rows[0].number, rows[-1].number
    assert first == 4
    assert reading.left_out == {
        "heading_again": [first + 151],
        "total": [last + 2],
        "remark": [last + 3],
    }


def test_each_planted_error_is_named_by_its_cell_and_nothing_else():
    data, planted = planted_xlsx()
    with read(data, OF) as reading:
        rows = list(reading.rows)
    assert len(planted) == len({ref for ref, _ in planted}) == 40
    assert sorted((f.ref, f.code) for row in rows for f in row.faults) == sorted(planted)
    assert len(rows) == NUMBER
