"""What a cell says, by the kind of its column.

A raw cell is as `tables.told` puts it: None, text, a number, yes or no, or a list with an ISO day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from marshmallow import ValidationError
from marshmallow.validate import Email

from importers.identifiers import InvalidIdentifier, Reason, normalise_orcid
from registry.sheets import dates, identity, options
from registry.sheets.faults import Wrong
from registry.sheets.kinds import Column, Kind

Raw = str | bool | int | float | list[str] | None

LOOKALIKES = frozenset(
    (
        "-",
        "--",
        "—",
        "——",
        "–",
        "/",
        "\\",
        "n/a",
        "无",
        "暂无",
        "没有",
        "不详",
        "none",
        "null",
        "nil",
    )
)
"""What people write into a cell that says nothing."""

DASHES = frozenset(("-", "--", "—", "——", "–", "/", "\\"))
"""Where anything may be a name, only these say nothing."""

NAMES = frozenset(("name_zh", "family", "given", "who"))
NO_RESULT = frozenset(
    ("#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#getting_data")
)
YES = frozenset(("是", "yes", "y", "true", "1", "√", "✓", "✔", "对", "有"))
NO = frozenset(("否", "no", "n", "false", "0", "×", "✗", "✘", "不是", "错"))
LOST = "\ufffd"
SHOWN = 60
LONGEST_KEY = 200
MOST_MONEY = Decimal(10) ** 12
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_WIDE = {
    code: code - 0xFEE0
    for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(first, last + 1)
}
_BLANKS = {ord(c): " " for c in "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"}
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u200e\u200f\u202a\u202c"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_AMOUNT = re.compile(
    r"(?:cny|rmb|¥|人民币)?\s*(?P<sign>-?)(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"
    r"|[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>万|亿|千|million|k)?\s*(?:元|cny|rmb|yuan)?整?"
)
_UNITS = {"千": 3, "k": 3, "万": 4, "million": 6, "亿": 8}
_WHOLE = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.0+)?")
_YEAR = re.compile(r"([0-9]{4})\s*(?:年度?|届|级)?")
_SERIAL = re.compile(r"[0-9]{1,5}|[0-9]{7}|[0-9]{9,}")
_EMAIL = Email()


def convert(raw: Raw, column: Column, *, typed: bool = True) -> Any:
    """The value of a cell, None where it is blank or only looks as if something stood there.

    `typed` is False for CSV, where an apostrophe may guard text. Raises Wrong.
    """
    if isinstance(raw, str):
        raw = clean(raw, typed=typed or column.kind is Kind.IDENTITY)
        if LOST in raw:
            raise Wrong("unreadable")
        if raw.casefold() in NO_RESULT:
            raise Wrong("error_value", value=raw)
        if is_blank(raw, column):
            return None
    return None if raw is None else CONVERTERS[column.kind](raw, column)


def clean(text: str, *, typed: bool = True) -> str:
    """The text with plain blanks and without what nobody sees; what it says stays."""
    plain = text
    if not text.isascii():
        plain = unicodedata.normalize("NFC", text.translate(_UNSEEN)).translate(_BLANKS)
    if "\r" in plain:
        plain = plain.replace("\r\n", "\n").replace("\r", "\n")
    plain = plain.strip()
    guarded = not typed and plain[:1] == "'" and (plain[1:2] in FORMULA or plain[1:2].isdigit())
    return plain[1:].strip() if guarded else plain


def is_blank(text: str, column: Column) -> bool:
    """Whether a clean text says nothing in this column."""
    return not text or text.casefold() in (DASHES if column.key in NAMES else LOOKALIKES)


def shown(raw: Raw) -> str:
    """A raw cell as text, as one sees it in the spreadsheet."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and not _is_rounded(raw) else repr(raw)
    if isinstance(raw, list):
        return raw[0].removesuffix("T00:00:00")
    return "" if raw is None else repr(raw)


def word(text: str) -> str:
    """A text for comparing: without the differences of width, case and blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _is_rounded(raw: Raw) -> bool:
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    return is_number and identity.is_rounded_number(float(raw))  # type: ignore[arg-type]


def _text(raw: Raw, column: Column) -> str:
    text = shown(raw)
    if _is_rounded(raw) or identity.is_rounded_text(text):
        raise Wrong("number_rounded")
    text = text if text.isascii() else text.translate(_WIDE)
    if _CONTROL.search(text):
        raise Wrong("control")
    if len(text) > column.most:
        raise Wrong("too_long", most=str(column.most))
    return text


def _choice(raw: Raw, column: Column) -> str:
    text = shown(raw)
    if (code := _words(column).get(word(text))) is None:
        raise Wrong("not_a_choice", value=_short(text))
    return code


def _country(raw: Raw, column: Column) -> str:
    text = shown(raw)
    if (code := _words(column).get(word(text))) is None:
        raise Wrong("not_a_country", value=_short(text))
    return code


@cache
def _words(column: Column) -> Mapping[str, str]:
    """The code by each word that may stand for it; a label counts before another's other word."""
    choices = options.countries() if column.kind is Kind.COUNTRY else column.choices
    others = {word(text): each.code for each in choices for text in each.others}
    labels = {word(t): each.code for each in choices for t in (each.code, each.en, each.zh)}
    return others | labels


def _yes_no(raw: Raw, column: Column) -> bool:
    said = word(shown(raw))
    if said in YES | NO:
        return said in YES
    raise Wrong("not_yes_no", value=_short(shown(raw)))


def _whole(raw: Raw, column: Column) -> int:
    text = word(shown(raw))
    wrong = isinstance(raw, bool | list) or _is_rounded(raw) or len(text) > SHOWN
    if wrong or not _WHOLE.fullmatch(text):
        raise Wrong("not_whole", value=_short(text))
    number = int(Decimal(text.replace(",", "")))
    if number < 0:
        raise Wrong("number_negative")
    return number


def _year(raw: Raw, column: Column) -> int:
    text = word(shown(raw))
    if found := _YEAR.fullmatch(text):
        year = int(found.group(1))
    elif isinstance(raw, str | list) and not _SERIAL.fullmatch(text):
        year = _year_of_date(raw, text)
    else:
        year = 0
    if not dates.FIRST_YEAR <= year <= dates.LAST_YEAR:
        raise Wrong("not_a_year", value=_short(text))
    return year


def _year_of_date(raw: str | list[str], text: str) -> int:
    """The year of a whole date; a cell that Excel shows as a day of 1905 held the number 2015."""
    try:
        day = dates.of_text(text)
    except Wrong:
        raise Wrong("not_a_year", value=_short(text)) from None
    return 0 if isinstance(raw, list) and day.year < dates.PLAUSIBLE else day.year


def _money(raw: Raw, column: Column) -> Decimal:
    text = word(shown(raw)).replace("，", ",")
    found = None if isinstance(raw, bool | list) else _AMOUNT.fullmatch(text)
    if found is None or len(text) > SHOWN:
        raise Wrong("not_an_amount", value=_short(text))
    amount = Decimal(found["number"].replace(",", "")).scaleb(_UNITS.get(found["unit"] or "", 0))
    if found["sign"] and amount:
        raise Wrong("amount_negative")
    if amount >= MOST_MONEY:
        raise Wrong("amount_too_large")
    exact = amount.quantize(Decimal("0.01"))
    if exact != amount and not (isinstance(raw, float) and abs(exact - amount) < Decimal("1e-6")):
        raise Wrong("amount_too_fine")
    return exact


def _partial_date(raw: Raw, column: Column) -> Any:
    text = shown(raw)
    try:
        if isinstance(raw, list):
            return dates.of_iso(raw[0])
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            return dates.of_number(float(raw))
        return dates.of_text(word(text))
    except Wrong as why:
        raise Wrong(why.code, value=_short(text), **why.places) from None


def _date(raw: Raw, column: Column) -> Any:
    try:
        return dates.whole(_partial_date(raw, column))
    except Wrong as why:
        raise Wrong(why.code, **{"value": _short(shown(raw)), **why.places}) from None


def _orcid(raw: Raw, column: Column) -> str:
    if _is_rounded(raw):
        raise Wrong("number_rounded")
    text = shown(raw)
    try:
        return normalise_orcid(unicodedata.normalize("NFKC", text))
    except InvalidIdentifier as why:
        code = "orcid_check_digit" if why.reason is Reason.CHECK_DIGIT else "orcid_malformed"
        raise Wrong(code, value=_short(text)) from None


def _email(raw: Raw, column: Column) -> str:
    text = unicodedata.normalize("NFKC", shown(raw)).removeprefix("mailto:")
    try:
        if len(text) > column.most:
            raise Wrong("too_long", most=str(column.most))
        return str(_EMAIL(text))
    except ValidationError:
        raise Wrong("not_an_email", value=_short(text)) from None


def _identity(raw: Raw, column: Column) -> str:
    text = unicodedata.normalize("NFKC", shown(raw)).lstrip("'`")
    if _is_rounded(raw) or identity.is_rounded_text(text):
        raise Wrong("number_rounded")
    number = "".join(text.split()).upper()
    if isinstance(raw, bool | list) or len(number) > column.most:
        raise Wrong("identity_malformed")
    return number


def _key(raw: Raw, column: Column) -> str:
    text = shown(raw)
    if len(text) > LONGEST_KEY or not text.isprintable():
        raise Wrong("key_malformed")
    return text


def _short(text: str) -> str:
    plain = _CONTROL.sub("", text)
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"


CONVERTERS: Mapping[Kind, Callable[[Raw, Column], Any]] = {
    Kind.TEXT: _text,
    Kind.CODE: _text,
    Kind.CHOICE: _choice,
    Kind.COUNTRY: _country,
    Kind.YES_NO: _yes_no,
    Kind.WHOLE: _whole,
    Kind.YEAR: _year,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.PARTIAL_DATE: _partial_date,
    Kind.ORCID: _orcid,
    Kind.EMAIL: _email,
    Kind.IDENTITY: _identity,
    Kind.KEY: _key,
}
"""How a cell that is not blank is read; each raises Wrong."""
