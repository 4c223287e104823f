"""Text folded for searching, by one function for what is stored and for what is asked.

Words are NFKC, case-folded and without the marks of Latin, Greek and Cyrillic letters. A run of
Chinese, Japanese or Korean becomes its overlapping pairs and its last character, because neither
database cuts such runs into words.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import chain

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, true

_CJK = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_RUN = re.compile(rf"([{_CJK}]+)|([^\W_{_CJK}]+)")
_ALL_CJK = re.compile(rf"[{_CJK}·\s]+")
_MARKS = re.compile("[\u0300-\u036f]+")


def tokens(text: str) -> list[str]:
    """The words and pairs of a text, in order, repeated where they repeat."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    folded = unicodedata.normalize("NFKC", text).casefold()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", folded))
    found: list[str] = []
    for run, word in _RUN.findall(unicodedata.normalize("NFC", bare)):
        found += _pairs(run) if run else [word]
    return found


def fold(*texts: str | None) -> str:
    """What a search looks through: each distinct token once, each with a blank before it."""
    whole = " ".join(filter(None, texts))
    found = (
        tokens(whole) if whole.isascii() else chain.from_iterable(map(tokens, filter(None, texts)))
    )
    return " ".join(["", *dict.fromkeys(found)])


def holds(column: SQLColumnExpression[str], query: str) -> ColumnElement[bool]:
    """Whether each token asked begins a token of the folded text in `column`."""
    asked = dict.fromkeys(tokens(query))
    return and_(true(), *(column.like(f"% {token}%") for token in asked))


def matches(folded: str, query: str) -> bool:
    """The same decision as `holds`, for a text in hand."""
    return all(f" {token}" in folded for token in tokens(query))


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run))]


def is_cjk(text: str) -> bool:
    """Whether a text is written in Chinese, Japanese or Korean characters alone."""
    return bool(_ALL_CJK.fullmatch(text))
