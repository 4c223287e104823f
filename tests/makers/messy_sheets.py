"""Three lists of 300 plainly fictional recruits, as messy as those that people send.

Each maker gives the bytes; `RECRUITS` is what they say, by column, as reading gives it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import xlsxwriter

from importers.records import PartialDate
from registry.sheets.identity import check_character

NUMBER = 300
UNITS = ("sample-optics", "sample-theory")
"""Codes of the units that the lists name."""

PROGRAMS = ("SUSTECH-PD", "SZ-PD-IN")
"""Codes of the programs that the lists name, of those that the registry brings along."""

DIGITS = "零一二三四五六七八九"
PINYIN = ("ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu")
STAGES = ("recommended", "applied", "offered")
STAGE_ZH = {"recommended": "推荐", "applied": "申报", "offered": "发出聘书"}
SERIAL = date(1899, 12, 30)


def orcid(number: int) -> str:
    """An iD with a right check digit, outside the numbers that ORCID gives."""
    digits, total = f"00000009900{number:04d}", 0
    for digit in digits:
        total = (total + int(digit)) * 2
    text = digits + "0123456789X"[(12 - total % 11) % 11]
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def card(born: date, number: int) -> str:
    """The number of an identity card of a district that there is not."""
    digits = f"999999{born:%Y%m%d}{number % 998 + 1:03d}"
    return digits + check_character(digits)


def recruit(number: int) -> dict[str, Any]:
    """The truth about one of them."""
    figures = [int(digit) for digit in f"{number:03d}"]
    born = date(1994, 1, 1) + timedelta(days=5 * number)
    return {
        "name_zh": "样" + "".join(DIGITS[digit] for digit in figures),
        "family": "Yang",
        "given": "".join(PINYIN[digit] for digit in figures).capitalize(),
        "orcid": orcid(number) if number % 3 == 0 else None,
        "birth_date": PartialDate(born.year, born.month) if number % 4 else PartialDate.of(born),
        "gender": ("female", "male")[number % 2],
        "nationality": "CN",
        "highest_degree": "博士",
        "degree_year": 2024,
        "identity_kind": "id_card",
        "identity_number": card(born, number),
        "work_email": f"recruit{number}@sample.example",
        "program_code": PROGRAMS[number // 10 % 2],
        "call_year": 2026,
        "stage": STAGES[number % 3],
        "happened_on": date(2026, 1, 1) + timedelta(days=number % 90),
        "unit_code": UNITS[number // 30 % 2],
        "position": "postdoc",
        "expected_on": date(2026, 9, 1) if number % 2 else None,
        "term_starts_on": date(2026, 9, 1),
        "term_ends_on": date(2028, 8, 31),
        "early_career": bool(number % 5),
    }


RECRUITS = [recruit(number) for number in range(1, NUMBER + 1)]

CHINESE = {
    "证件号码": "identity_number",
    "姓 名": "name_zh",
    "性别*": "gender",
    "出生年月": "birth_date",
    "国籍": "nationality",
    "邮箱": "work_email",
    "证件类型（必填）": "identity_kind",
    "最高学历": "highest_degree",
    "毕业年份": "degree_year",
    "人才计划": "program_code",
    "申报年度": "call_year",
    "当前状态": "stage",
    "状态日期": "happened_on",
    "所在部门": "unit_code",
    "职称": "position",
    "预计到岗时间": "expected_on",
    "聘期起": "term_starts_on",
    "聘期止": "term_ends_on",
    "是否青年人才": "early_career",
    "ORCID号": "orcid",
    "姓拼音": "family",
    "名拼音": "given",
}
ENGLISH = {
    "Surname": "family",
    "First name": "given",
    "Chinese name": "name_zh",
    "DOB": "birth_date",
    "Sex": "gender",
    "Citizenship": "nationality",
    "Degree": "highest_degree",
    "PhD year": "degree_year",
    "ID type": "identity_kind",
    "ID number": "identity_number",
    "ORCID": "orcid",
    "E-mail": "work_email",
    "Programme": "program_code",
    "Call year": "call_year",
    "Status": "stage",
    "Since": "happened_on",
    "Group": "unit_code",
    "Job title": "position",
    "Expected arrival": "expected_on",
    "Contract start": "term_starts_on",
    "Contract end": "term_ends_on",
    "Early-career": "early_career",
}
MERGED = ("program_code", "unit_code")
"""What the English list merges down over ten people."""


def chinese_csv() -> bytes:
    """GB18030, a title above, a remark and a total below, blank rows, headings repeated."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([["2026年度引进人才汇总表（样例）"], [], ["序号", *CHINESE, "备用列"]])
    for number, truth in enumerate(RECRUITS, 1):
        cells = [_in_chinese(key, truth[key], number) for key in CHINESE.values()]
        writer.writerow([number, *cells, ""])
        if number % 100 == 0:
            writer.writerow([""] * (len(CHINESE) + 2))
        if number == NUMBER // 2:
            writer.writerow(["序号", *CHINESE, "备用列"])
    writer.writerows([["合计：300人"], ["填表说明：本表为样例，人员均为虚构。"]])
    return out.getvalue().encode("gb18030")


def _in_chinese(key: str, value: Any, number: int) -> str:
    if value is None:
        return ("", "无", "-", "\u3000")[number % 4]
    if isinstance(value, date):
        form = ("{0.year}年{0.month}月{0.day}日", "{0.year}/{0.month}/{0.day}",
                "{0:%Y%m%d}", "{0.year}．{0.month}．{0.day}")[number % 4]  # fmt: skip
        return form.format(value)
    if isinstance(value, PartialDate):
        day = f"{value.day}日" if value.day else ""
        return f"{value.year}年{value.month}月{day}" if number % 3 else str(value)
    words = {"female": "女", "male": "男", "CN": "中国", "id_card": "身份证", "postdoc": "博士后"}
    words |= STAGE_ZH
    if isinstance(value, bool):
        return (("是", "√", "1"), ("否", "×", "0"))[not value][number % 3]
    if key == "identity_number":
        return f"'{value.lower()}" if value.endswith("X") or number % 2 else f"'{value}"
    if key == "degree_year":
        return "２０２４" if number % 2 else "2024年"
    text = words.get(str(value), str(value))
    return f"\u00a0{text} " if number % 7 == 0 else text


def english_xlsx() -> bytes:
    """XLSX: days as dates and as bare numbers, merged cells, a total, another sheet before."""
    book = _Book()
    book.note()
    book.fill(lambda place, key, truth: truth[key])
    return book.bytes()


def planted_xlsx() -> tuple[bytes, list[tuple[str, str]]]:
    """The English list with 40 cells at fault, and which: (A12, code), in their order."""
    book = _Book(merge=False)
    wrong = {10 + 7 * place: each for place, each in enumerate(PLANTED)}

    def cell(place: int, key: str, truth: dict[str, Any]) -> Any:
        where, value, _ = wrong.get(place, ("", None, ""))
        return value if where == key or (where == "names" and key in NAMES) else truth[key]

    book.fill(cell)
    columns = {**book.letters, "names": book.letters["name_zh"]}
    planted = [(f"{columns[c]}{book.rows[at]}", code) for at, (c, _, code) in wrong.items()]
    return book.bytes(), planted


NAMES = ("name_zh", "family", "given")


class Formula(str):
    """A formula that has no result."""

    __slots__ = ()


class Plain(float):
    """A number without the format of a date."""


PLANTED: list[tuple[str, Any, str]] = [
    ("names", None, "missing_one_of"),
    ("name_zh", "样" * 101, "too_long"),
    ("given", "Y" * 100, "too_long"),
    ("orcid", Formula("#N/A"), "error_value"),
    ("program_code", Formula("#REF!"), "error_value"),
    ("gender", "femmale", "not_a_choice"),
    ("position", "Grand Vizier", "not_a_choice"),
    ("stage", "almost there", "not_a_choice"),
    ("identity_kind", "library card", "not_a_choice"),
    ("nationality", "Atlantis", "not_a_country"),
    ("nationality", "UN", "not_a_country"),
    ("early_career", "perhaps", "not_yes_no"),
    ("early_career", 2, "not_yes_no"),
    ("call_year", "20226", "not_a_year"),
    ("degree_year", 24, "not_a_year"),
    ("degree_year", "last year", "not_a_year"),
    ("happened_on", "soon", "not_a_date"),
    ("term_starts_on", Plain(12), "not_a_date"),
    ("happened_on", "2026-02-30", "no_such_day"),
    ("expected_on", "2026年13月1日", "no_such_day"),
    ("birth_date", "31.11.1994", "no_such_day"),
    ("birth_date", "03/04/1994", "date_ambiguous"),
    ("birth_date", Plain(1994.1), "date_ambiguous"),
    ("term_ends_on", "5-Mar-28", "date_ambiguous"),
    ("term_starts_on", "2026年9月", "date_incomplete"),
    ("term_ends_on", Plain(2028), "date_incomplete"),
    ("birth_date", "1894-03-05", "date_out_of_range"),
    ("orcid", "0000-0009-9000-01", "orcid_malformed"),
    ("orcid", "0000-0002-1825-0098", "orcid_check_digit"),
    ("work_email", "yang at sample.example", "not_an_email"),
    ("work_email", "recruit@sample@example", "not_an_email"),
    ("identity_number", Plain(999999199403050011), "number_rounded"),
    ("identity_number", "9.99999E+17", "number_rounded"),
    ("identity_number", "999999199403052000", "number_rounded"),
    ("identity_number", "99999919940305001", "identity_length"),
    ("identity_number", "99999919940305O01X", "identity_malformed"),
    ("identity_number", "999999199403050015", "identity_check_digit"),
    ("identity_number", "999999199413050019", "identity_birth_date"),
    ("birth_date", "1970-01", "identity_contradicts"),
    ("term_ends_on", "2026-08-31", "ends_before_start"),
]
"""What is wrong: in which column, what stands there, the code that it must be named with."""


class _Book:
    """The English list while it is written."""

    def __init__(self, *, merge: bool = True) -> None:
        self._out = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._out)
        forms = ("yyyy-mm-dd", "d mmm yyyy", 'yyyy"年"m"月"d"日"')
        self._forms = [self._book.add_format({"num_format": form}) for form in forms]
        self._merge = merge
        self.rows: dict[int, int] = {}
        self.letters: dict[str, str] = {}

    def note(self) -> None:
        """A sheet that is not the list."""
        about = self._book.add_worksheet("Read me")
        about.write_column(0, 0, ["Recruits 2026 (fictional)", "Name: see the other sheet"])

    def fill(self, cell: Callable[[int, str, dict[str, Any]], Any]) -> None:
        """Title, headings, all people with a blank row after each hundred, a total."""
        sheet = self._book.add_worksheet("Recruits")
        sheet.merge_range(0, 0, 0, 5, "Recruits of 2026, all fictional")
        sheet.write_row(2, 0, ["No.", *ENGLISH, "Room"])
        self.letters = {key: chr(66 + at) for at, key in enumerate(ENGLISH.values())}
        at = 3
        for place, truth in enumerate(RECRUITS, 1):
            self.rows[place] = at + 1
            sheet.write_number(at, 0, place)
            for column, key in enumerate(ENGLISH.values(), 1):
                if not (self._merge and key in MERGED):
                    self._write(sheet, (at, column), cell(place, key, truth), place)
            at += 2 if place % 100 == 0 else 1
        sheet.write_row(at + 1, 0, ["Total", 300])
        if self._merge:
            self._merge_down(sheet)

    def _merge_down(self, sheet: Any) -> None:
        for key in MERGED:
            column = ord(self.letters[key]) - 65
            begun = 1
            for place in range(1, NUMBER + 1):
                value = RECRUITS[place - 1][key]
                last = place == NUMBER or RECRUITS[place][key] != value or place % 100 == 0
                if last and begun == place:
                    sheet.write_string(self.rows[place] - 1, column, value)
                elif last:
                    area = (self.rows[begun] - 1, column, self.rows[place] - 1, column)
                    sheet.merge_range(*area, value)
                begun = place + 1 if last else begun

    def _write(self, sheet: Any, at: tuple[int, int], value: Any, place: int) -> None:
        if isinstance(value, Formula):
            sheet.write_formula(*at, "=NA()", None, str(value))
        elif isinstance(value, bool):
            sheet.write_string(*at, ("no", "yes")[value])
        elif isinstance(value, int | float):
            sheet.write_number(*at, float(value))
        elif isinstance(value, date):
            self._day(sheet, at, value, place)
        elif isinstance(value, PartialDate):
            sheet.write_string(*at, f"{date(value.year, value.month or 1, 1):%B %Y}"
                               if value.day is None else str(value))  # fmt: skip
        elif value is not None:
            words = {"CN": "China", "id_card": "ID card", "postdoc": "Post-doc"}
            sheet.write_string(*at, words.get(value, value))

    def _day(self, sheet: Any, at: tuple[int, int], day: date, place: int) -> None:
        if place % 5 == 0:
            sheet.write_number(*at, (day - SERIAL).days)
        elif place % 5 == 1:
            sheet.write_string(*at, f"{day:%B} {day.day}, {day.year}")
        else:
            sheet.write_datetime(*at, day, self._forms[place % 5 - 2])

    def bytes(self) -> bytes:
        """The file."""
        self._book.close()
        return self._out.getvalue()
