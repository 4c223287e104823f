"""What can be wrong with a cell or with a whole file: codes, and a sentence for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.core.errors import N_, RegistryError

SENTENCES: Mapping[str, str] = {
    "missing": N_("This cell may not be empty."),
    "missing_one_of": N_("One of these is needed: %(columns)s."),
    "too_long": N_("At most %(most)s characters are allowed."),
    "control": N_("Control characters are not allowed."),
    "unreadable": N_("Some characters here were lost. Save the file as XLSX or as CSV in UTF-8."),
    "error_value": N_("The spreadsheet says that its formula has no result: %(value)s."),
    "number_negative": N_("A number may not be negative."),
    "not_a_choice": N_("“%(value)s” is not one of the choices: %(choices)s."),
    "not_a_country": N_("“%(value)s” is no country by name or by its two letters."),
    "not_yes_no": N_("“%(value)s” is neither yes nor no."),
    "not_whole": N_("“%(value)s” is not a whole number."),
    "not_a_year": N_("“%(value)s” is not a year between 1900 and 2200."),
    "not_an_amount": N_("“%(value)s” is not an amount of money."),
    "amount_negative": N_("An amount may not be negative."),
    "amount_too_large": N_("The amount is too large."),
    "amount_too_fine": N_("An amount has two places after the point at most."),
    "not_a_date": N_("“%(value)s” is not a date. Write it as 2026-03-05."),
    "no_such_day": N_("There is no day “%(value)s”."),
    "date_ambiguous": N_("“%(value)s” may be %(one)s or %(other)s. Write the date as 2026-03-05."),
    "date_incomplete": N_("“%(value)s” lacks the day, or the month. A whole date is needed here."),
    "date_out_of_range": N_("“%(value)s” is not between the years 1900 and 2200."),
    "orcid_malformed": N_("“%(value)s” is not an ORCID iD: it has 16 digits, the last may be X."),
    "orcid_check_digit": N_("“%(value)s” is not an ORCID iD: its check digit is wrong."),
    "not_an_email": N_("“%(value)s” is not an e-mail address."),
    "number_rounded": N_(
        "Excel keeps 15 digits of a number and made zeros of the rest, so this is not the number "
        "that was typed. Format the column as text and type the number again."
    ),
    "number_maybe_rounded": N_(
        "This number ends in 000, as Excel leaves it when it rounds. If it is right, "
        "write an apostrophe before it; else format the column as text and type it again."
    ),
    "identity_length": N_("An identity card has 18 characters; here are %(count)s."),
    "identity_malformed": N_("This is not the number of an identity document."),
    "identity_check_digit": N_("The last character does not fit the other 17: a digit is wrong."),
    "identity_birth_date": N_("The day of birth inside this number is not a date."),
    "identity_contradicts": N_("The number says %(inside)s, the date of birth says %(beside)s."),
    "ends_before_start": N_("This day is before the one under “%(column)s”: %(start)s."),
    "key_malformed": N_("This is not a key of the registry. Leave it empty for a new row."),
    "row_twice": N_("The same key stands in row %(row)s already."),
}
"""Message ids, by the code of the fault."""

FILE_SENTENCES: Mapping[str, str] = {
    "file_empty": N_("There is nothing in the file."),
    "file_too_large": N_("The file is too large, or holds too much: %(most)s at most."),
    "file_spread": N_(
        "The sheet reaches to cell %(ref)s. Delete the empty rows and columns behind the table."
    ),
    "file_too_wide": N_("The sheet has more than %(most)s columns. Is it a list of people?"),
    "file_damaged": N_("The file is damaged or not what its name says. Save it again, as XLSX."),
    "file_not_text": N_("The file is neither a spreadsheet nor text."),
    "file_encrypted": N_("The file is protected by a password. Save it without one."),
    "file_old_excel": N_("This is a file of old Excel (.xls). Save it as XLSX."),
    "file_html": N_("This is a page of the web with the name of a spreadsheet. Save it as XLSX."),
    "file_other_spreadsheet": N_("This is no Excel file. Save it as XLSX or CSV."),
    "file_took_too_long": N_("Reading the file took too long. Is it a plain table?"),
    "file_too_many_rows": N_("There are more than %(most)s rows. Hand them in as several files."),
    "no_headings": N_("None of the first 20 rows has the headings of the list “%(list)s”."),
    "heading_missing": N_("Columns are missing: %(columns)s."),
    "heading_twice": N_("Two columns are both “%(column)s”: %(refs)s."),
    "no_rows": N_("There is no row below the headings."),
}
"""Message ids of what makes the whole file unreadable, by its code."""


class Wrong(ValueError):
    """A cell that does not hold what its column wants: the code, and what fills the sentence."""

    def __init__(self, code: str, **places: str) -> None:
        super().__init__(code)
        self.code = code
        self.places = places


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell.

    `ref` is as `C12`; `column` the key of the column; `raw` the text as it stood there, never to be
    logged. `places` fill the sentence; they are JSON.
    """

    code: str
    column: str
    ref: str
    raw: str = field(repr=False)
    places: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def sentence(self) -> str:
        """The message id, to be translated and filled with `places`."""
        return SENTENCES[self.code]


class UnreadableSheet(RegistryError):
    """The whole file is refused; `code` is a key of FILE_SENTENCES.

    It may come after rows were given: what is taken from them is then taken back.
    """

    status = 422

    def __init__(self, code: str, **places: Any) -> None:
        self.fault = code
        self.filling = places
        super().__init__(**places)

    @property
    def code(self) -> str:
        """The code of the fault."""
        return self.fault

    @property
    def sentence(self) -> str:  # type: ignore[override]
        """The message id of the fault."""
        return FILE_SENTENCES[self.fault]
