"""What a spreadsheet was given is read back; whatever else stands there is never an exception."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import xlsxwriter
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from importers.records import PartialDate
from registry.core.tabular import CONTROL as UNWRITTEN
from registry.core.tabular import defused
from registry.sheets.cells import clean, convert, is_blank
from registry.sheets.columns import LISTS
from registry.sheets.faults import Wrong
from registry.sheets.identity import check_character, fault_of
from registry.sheets.kinds import Kind
from registry.sheets.reading import read
from registry.sheets.tables import told

COLUMNS = [column for of in LISTS.values() for column in of.columns]
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
RAW = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False),
    st.integers(-(10**20), 10**20),
    st.text(max_size=40),
    st.text("0123456789年月日./-, :万元¥Xx'ETZ+", max_size=24),
    DAYS.map(lambda day: [day.isoformat()]),
    st.datetimes().map(lambda moment: [moment.isoformat()]),
)


@given(st.sampled_from(COLUMNS), RAW, st.booleans())
@settings(max_examples=400, deadline=None)
def test_no_cell_is_an_exception(column, raw, typed):
    try:
        value = convert(raw, column, typed=typed)
    except Wrong as why:
        assert why.code
    else:
        assert value is None or not isinstance(value, float)


@given(DAYS)
def test_a_day_is_read_back_from_each_form_that_says_one(day):
    column = LISTS["recruits"].column("term_starts_on")
    forms = (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        f"{day:%d %B %Y}",
        f"{day:%B} {day.day}, {day.year}",
        [day.isoformat()],
    )
    assert {convert(form, column) for form in forms} == {day}


@given(DAYS, st.integers(1, 3))
def test_a_partial_date_is_read_back(day, known):
    partial = PartialDate(*(day.year, day.month, day.day)[:known])
    assert convert(str(partial), LISTS["recruits"].column("birth_date")) == partial


@given(st.decimals(0, 10**12 - 1, places=2))
def test_an_amount_is_read_back_as_text_and_as_number(amount):
    column = LISTS["funding"].column("paid")
    assert convert(f"{amount:,}", column) == amount
    assert convert(float(amount), column) == Decimal(str(float(amount))).quantize(amount)


@given(DAYS, st.integers(0, 999), st.integers(110000, 999999))
def test_a_made_number_of_a_card_is_good_and_with_one_digit_changed_is_not(day, number, district):
    digits = f"{district}{day:%Y%m%d}{number:03d}"
    card = digits + check_character(digits)
    assert fault_of(card, "id_card", exact=True) is None
    other = card[:5] + str((int(card[5]) + 1) % 10) + card[6:]
    assert fault_of(other, "id_card", exact=True) is not None


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffd"), max_size=60)


@given(st.lists(TEXTS, min_size=1, max_size=8))
@settings(max_examples=10, deadline=None)
def test_text_that_a_spreadsheet_keeps_is_read_back_from_both_kinds_of_file(texts):
    of, column = LISTS["recruits"], LISTS["recruits"].column("duties")
    wanted = [meant for text in texts if (meant := _meant(text, column))]
    assume(wanted)
    for data in (_xlsx(wanted), _csv(wanted)):
        with read(data, of) as reading:
            rows = list(reading.rows)
        assert [row.cells["duties"].value for row in rows] == wanted


def _meant(text, column):
    """The text as the registry would have kept it."""
    kept = clean(UNWRITTEN.sub("", text)).lstrip("'")
    try:
        return None if is_blank(kept, column) else convert(kept, column)
    except Wrong:
        return None


def _xlsx(texts):
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "岗位职责"])
        for at, text in enumerate(texts, 1):
            sheet.write_string(at, 0, "样一")
            sheet.write_string(at, 1, text)
    return out.getvalue()


def _csv(texts):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["姓名", "岗位职责"])
    writer.writerows(["样一", defused(text)] for text in texts)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def test_a_moment_a_time_and_a_number_are_told_as_json():
    assert told(date(2026, 3, 5)) == ["2026-03-05"]
    assert (told(""), told(2.5), told(True)) == (None, 2.5, True)
    assert {column.kind for column in COLUMNS} <= set(Kind)
