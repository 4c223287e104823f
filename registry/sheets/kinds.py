"""What a column of a list of HR is: its headings, what its cells hold, who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.core.db import Privacy
from registry.sheets.options import Option


class Kind(StrEnum):
    """What a cell holds, and so what `cells.convert` makes of it."""

    TEXT = "text"  # str
    CODE = "code"  # str: a program, grade or unit, by code or name; the plan looks it up
    CHOICE = "choice"  # str: the code of an option
    COUNTRY = "country"  # str: two letters
    YES_NO = "yes_no"  # bool
    WHOLE = "whole"  # int
    YEAR = "year"  # int
    MONEY = "money"  # Decimal with two places
    DATE = "date"  # datetime.date
    PARTIAL_DATE = "partial_date"  # importers.records.PartialDate
    ORCID = "orcid"  # str: four blocks of four
    EMAIL = "email"  # str
    IDENTITY = "identity"  # str: the number, capital letters, without blanks
    KEY = "key"  # str: what an export wrote there, never typed by hand


class About(StrEnum):
    """What a column tells of."""

    KEY = "key"
    PERSON = "person"
    CASE = "case"
    POST = "post"
    MONEY = "money"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Column:
    """A column of a list.

    `key` is the name of the field. A `required` cell may not be blank in a new row. A `shown_only`
    column tells readers who a row is about; what is handed in there changes nothing. `hidden` is
    the column with the key of the record. `most` counts characters.
    """

    key: str
    title_en: str
    title_zh: str
    kind: Kind = Kind.TEXT
    about: About = About.CASE
    synonyms: tuple[str, ...] = ()
    required: bool = False
    note_en: str = ""
    note_zh: str = ""
    choices: tuple[Option, ...] = ()
    privacy: Privacy = Privacy.INTERNAL
    most: int = 300
    shown_only: bool = False
    hidden: bool = False

    def title_in(self, locale: str) -> str:
        """The heading in the reader's language."""
        return self.title_zh if locale == "zh" else self.title_en

    def note_in(self, locale: str) -> str:
        """What may be written there, in the reader's language; may be empty."""
        return self.note_zh if locale == "zh" else self.note_en


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class SheetList:
    """A list of HR. Of each group in `one_of`, one cell of a new row must be filled."""

    key: str
    title_en: str
    title_zh: str
    columns: tuple[Column, ...]
    one_of: tuple[tuple[str, ...], ...] = ()

    def title_in(self, locale: str) -> str:
        """What the list is called in the reader's language."""
        return self.title_zh if locale == "zh" else self.title_en

    def column(self, key: str) -> Column:
        """The column of this key. Raises KeyError."""
        return {column.key: column for column in self.columns}[key]


DAY_EN, DAY_ZH = "A day, for example 2026-03-05", "日期，例如 2026-03-05 或 2026年3月5日"
CHOOSE_EN, CHOOSE_ZH = "Choose from the list", "请从下拉列表中选择"
YES_EN, YES_ZH = "Yes or no", "是或否"
