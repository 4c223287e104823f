"""What people write into cells is read as they mean it, or refused with the reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from importers.records import PartialDate
from registry.sheets import identity
from registry.sheets.cells import convert, shown
from registry.sheets.columns import LISTS
from registry.sheets.faults import SENTENCES, Wrong
from registry.sheets.kinds import Column, Kind
from registry.sheets.people_columns import PERSONAL

RECRUITS, FUNDING = LISTS["recruits"], LISTS["funding"]
WHOLE = Column(key="count", title_en="Count", title_zh="数量", kind=Kind.WHOLE)
DAY, BORN = RECRUITS.column("expected_on"), RECRUITS.column("birth_date")
TEXT, NAME = RECRUITS.column("duties"), RECRUITS.column("name_zh")
IDENTITY = next(column for column in PERSONAL if column.kind is Kind.IDENTITY)
MARCH_5, MARCH = date(2026, 3, 5), PartialDate(2026, 3)


def read(raw, column, **how):
    try:
        return convert(raw, column, **how)
    except Wrong as why:
        assert SENTENCES[why.code] % ({"choices": ""} | why.places)
        return why.code


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2026-03-05", MARCH_5),
        ("2026/3/5", MARCH_5),
        ("2026.3.5", MARCH_5),
        ("2026年3月5日", MARCH_5),
        ("2026年03月05日（星期四）", MARCH_5),
        ("２０２６年３月５日", MARCH_5),
        ("20260305", MARCH_5),
        (20260305.0, MARCH_5),
        (46086.0, MARCH_5),
        (46086.75, MARCH_5),
        ("46086", MARCH_5),
        (["2026-03-05"], MARCH_5),
        (["2026-03-05T00:00:00"], MARCH_5),
        ("2026-03-05 00:00:00", MARCH_5),
        ("2026-03-05T08:30:00Z", MARCH_5),
        ("5 March 2026", MARCH_5),
        ("March 5, 2026", MARCH_5),
        ("5-Mar-2026", MARCH_5),
        ("5th of Mar. 2026", MARCH_5),
        ("2026 Sept 7", date(2026, 9, 7)),
        ("25.03.2026", date(2026, 3, 25)),
        ("3/25/2026", date(2026, 3, 25)),
        ("03-03-2026", date(2026, 3, 3)),
        ("05.03.2026", "date_ambiguous"),
        ("3/5/2026", "date_ambiguous"),
        ("5-Mar-26", "date_ambiguous"),
        ("5/3/26", "date_ambiguous"),
        ("2026年3月", "date_incomplete"),
        ("2026", "date_incomplete"),
        ("29.02.2026", "no_such_day"),
        ("2026-02-29", "no_such_day"),
        ("2026/13/45", "no_such_day"),
        ("1066-10-14", "date_out_of_range"),
        ("3026-01-01", "date_out_of_range"),
        ("soon", "not_a_date"),
        (True, "not_a_date"),
        (0.5, "not_a_date"),
        ("2" * 5000, "not_a_date"),
        ("-", None),
        ("N/A", None),
        ("无", None),
        ("\u00a0 \u3000", None),
        ("#VALUE!", "error_value"),
    ],
)
def test_a_day_is_read_however_it_is_written_but_never_guessed(raw, value):
    assert read(raw, DAY) == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2026年3月", MARCH),
        ("2026-03", MARCH),
        ("2026.3", MARCH),
        (2026.03, MARCH),
        (2026.3, MARCH),
        ("202603", MARCH),
        (202603.0, MARCH),
        ("March 2026", MARCH),
        ("Mar-2026", MARCH),
        ("1990", PartialDate(1990)),
        (1990.0, PartialDate(1990)),
        ("1990年", PartialDate(1990)),
        ("2026-03-05", PartialDate(2026, 3, 5)),
        (["2026-03-05"], PartialDate(2026, 3, 5)),
        (1990.1, "date_ambiguous"),
        (1990.12, PartialDate(1990, 12)),
        (1990.13, "no_such_day"),
        ("Mar-90", "date_ambiguous"),
    ],
)
def test_a_date_that_may_be_partial_keeps_what_is_known(raw, value):
    assert read(raw, BORN) == value


@pytest.mark.parametrize(
    ("column", "raw", "value"),
    [
        (FUNDING.column("paid"), "1,000.50", Decimal("1000.50")),
        (FUNDING.column("paid"), "￥1，000", Decimal(1000)),
        (FUNDING.column("paid"), 1000.5, Decimal("1000.50")),
        (FUNDING.column("paid"), 0.1 + 0.2, Decimal("0.30")),
        (FUNDING.column("paid"), "50万", Decimal(500_000)),
        (FUNDING.column("paid"), "1.5 亿元", Decimal(150_000_000)),
        (FUNDING.column("paid"), "CNY 500000", Decimal(500_000)),
        (FUNDING.column("paid"), "500元整", Decimal(500)),
        (FUNDING.column("paid"), "-5", "amount_negative"),
        (FUNDING.column("paid"), "USD 5", "not_an_amount"),
        (FUNDING.column("paid"), "1,00,000", "not_an_amount"),
        (FUNDING.column("paid"), "30万-50万", "not_an_amount"),
        (FUNDING.column("paid"), "1.005", "amount_too_fine"),
        (FUNDING.column("paid"), "1" * 13, "amount_too_large"),
        (FUNDING.column("paid"), ["2026-01-01"], "not_an_amount"),
        (FUNDING.column("currency"), "RMB", "CNY"),
        (FUNDING.column("currency"), "人民币", "CNY"),
        (FUNDING.column("year"), "２０２６年度", 2026),
        (FUNDING.column("year"), 2026.0, 2026),
        (FUNDING.column("year"), "2026-03", 2026),
        (FUNDING.column("year"), ["2026-03-05"], 2026),
        (FUNDING.column("year"), ["1905-07-18"], "not_a_year"),
        (FUNDING.column("year"), 26.0, "not_a_year"),
        (FUNDING.column("year"), "46086", "not_a_year"),
        (WHOLE, "1,200", 1200),
        (WHOLE, 12.0, 12),
        (WHOLE, 1.5, "not_whole"),
        (WHOLE, "-1", "number_negative"),
        (RECRUITS.column("early_career"), "√", True),
        (RECRUITS.column("early_career"), "是", True),
        (RECRUITS.column("early_career"), 0.0, False),
        (RECRUITS.column("early_career"), True, True),
        (RECRUITS.column("early_career"), "ＮＯ", False),
        (RECRUITS.column("early_career"), "maybe", "not_yes_no"),
        (RECRUITS.column("nationality"), "中国", "CN"),
        (RECRUITS.column("nationality"), "united  kingdom", "GB"),
        (RECRUITS.column("nationality"), "NA", "NA"),
        (RECRUITS.column("nationality"), "Utopia", "not_a_country"),
        (RECRUITS.column("position"), " Associate\u00a0Professor ", "associate_professor"),
        (RECRUITS.column("position"), "副教授", "associate_professor"),
        (RECRUITS.column("stage"), "入围／答辩", "shortlisted"),
        (RECRUITS.column("stage"), 3.0, "not_a_choice"),
        (RECRUITS.column("orcid"), "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        (RECRUITS.column("orcid"), "0000 0002 1825 0097", "0000-0002-1825-0097"),
        (RECRUITS.column("orcid"), "０００００００２１８２５００９７", "0000-0002-1825-0097"),
        (RECRUITS.column("orcid"), "0000-0002-1825-0098", "orcid_check_digit"),
        (RECRUITS.column("orcid"), 218250097.0, "orcid_malformed"),
        (RECRUITS.column("orcid"), 9000000218250097.0, "number_rounded"),
        (RECRUITS.column("work_email"), "ａ@sample.example", "a@sample.example"),
        (RECRUITS.column("work_email"), "mailto:a@sample.example", "a@sample.example"),
        (RECRUITS.column("work_email"), "a@sample", "not_an_email"),
        (RECRUITS.column("employee_number"), 12345.0, "12345"),
        (RECRUITS.column("private_contact"), "8.61381E+12", "number_rounded"),
        (RECRUITS.column("key"), "x\x01", "key_malformed"),
    ],
)
def test_each_kind_is_read_as_it_is_meant(column, raw, value):
    assert read(raw, column) == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("两\u3000行\r\nｔｅｘｔ", "两 行\ntext"),
        ("（原文）", "（原文）"),
        ("e\u0301", "é"),
        ("a\u200bb\ufeff", "ab"),
        ("'t Hooft", "'t Hooft"),
        ("'=1+1", "'=1+1"),
        (7.0, "7"),
        (7.25, "7.25"),
        (True, "TRUE"),
        (["2026-03-05T00:00:00"], "2026-03-05"),
        ("a\x07", "control"),
        ("样\ufffd", "unreadable"),
        ("x" * 5001, "too_long"),
        (1e15, "number_rounded"),
    ],
)
def test_text_loses_only_what_nobody_sees(raw, value):
    assert read(raw, TEXT) == value


def test_an_apostrophe_that_guards_text_in_csv_is_taken_off():
    assert read("'=1+1", TEXT, typed=False) == "=1+1"
    assert read("'440", TEXT, typed=False) == "440"
    assert read("'t Hooft", TEXT, typed=False) == "'t Hooft"


def test_a_name_may_look_like_nothing():
    assert read("None", NAME) == "None"
    assert read("无", NAME) == "无"
    assert read("—", NAME) is None


GOOD = "99999919940305001"


@pytest.mark.parametrize(
    ("raw", "kind", "code"),
    [
        ("11010519491231002X", "id_card", None),  # the example of GB 11643
        ("11010519491231002x", None, None),
        ("110105194912310021", "id_card", "identity_check_digit"),
        ("110105 19491231 002X", "id_card", None),
        ("'11010519491231002X", "id_card", None),
        ("１１０１０５１９４９１２３１００２Ｘ", "id_card", None),
        ("110105194912310", "id_card", "identity_length"),
        ("11010519491331002X", "id_card", "identity_birth_date"),
        ("1101051949123100AX", "id_card", "identity_malformed"),
        ("440308199001010000", None, "number_rounded"),
        ("E12345678", "passport", None),
        ("E12345678", None, None),
        ("护照", "passport", "identity_malformed"),
        ("H1234567890", "hk_macao_permit", None),
    ],
)
def test_the_number_of_a_card_is_checked_and_a_passport_is_text(raw, kind, code):
    wrong = identity.fault_of(read(raw, IDENTITY), kind, exact=True)
    assert (wrong[0] if wrong else None) == code


@pytest.mark.parametrize("raw", [110105194912310021.0, 4.40308e17, "4.40308E+17", "4.40308e+17"])
def test_a_number_that_excel_rounded_is_noticed(raw):
    assert read(raw, IDENTITY) == "number_rounded"


def test_zeros_at_the_end_are_believed_only_where_they_were_text():
    number = next(
        text
        for n in range(100)
        if (text := f"999999199403{n % 28 + 1:02d}{n % 9 + 1}00")
        and identity.check_character(text) == "0"
    )
    assert identity.fault_of(f"{number}0", "id_card", exact=True) is None
    assert identity.fault_of(f"{number}0", "id_card", exact=False) == ("number_maybe_rounded", {})


def test_a_number_in_a_cell_is_shown_as_the_spreadsheet_shows_it():
    assert [shown(raw) for raw in (None, 3.0, 2.5, False, "x")] == ["", "3", "2.5", "FALSE", "x"]
