"""Faults in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import get_locale, gettext

from registry.sheets.faults import FILE_SENTENCES, Fault
from registry.sheets.kinds import SheetList

MOST_CHOICES = 12


def of_fault(fault: Fault, of: SheetList) -> str:
    """What is wrong with a cell, as a sentence."""
    places = _named(fault.places, of)
    if fault.code == "not_a_choice":
        labels = [choice.label_in(_locale()) for choice in of.column(fault.column).choices]
        more = ["…"] if len(labels) > MOST_CHOICES else []
        places["choices"] = _joined(labels[:MOST_CHOICES] + more)
    return str(gettext(fault.sentence, **places))


def of_file(code: str, places: Mapping[str, Any], of: SheetList) -> str:
    """Why a whole file is refused, as a sentence."""
    filled = _named(places, of)
    return str(gettext(FILE_SENTENCES[code], **filled | {"list": of.title_in(_locale())}))


def _named(places: Mapping[str, Any], of: SheetList) -> dict[str, Any]:
    """What fills a sentence, keys of columns as their titles."""
    filled = dict(places)
    if "column" in filled:
        filled["column"] = of.column(filled["column"]).title_in(_locale())
    if "columns" in filled:
        filled["columns"] = _joined(
            [of.column(key).title_in(_locale()) for key in places["columns"]]
        )
    if "refs" in filled:
        filled["refs"] = _joined(places["refs"])
    return filled


def _joined(words: list[str]) -> str:
    return ("、" if _locale() == "zh" else ", ").join(words)


def _locale() -> str:
    return str(getattr(get_locale(), "language", "en"))
