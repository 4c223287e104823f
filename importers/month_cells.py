"""Days of which a spreadsheet shows only the month: who types 1990年3月 gets the first of March.

Excel keeps such a cell as a day with a format that hides it. What was typed is put in its place.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import date, timedelta

_BUILT_IN = dict.fromkeys(("17", "27", "36", "50", "52", "57"), "%Y-%m")
"""Numbers of formats without a day that every Excel knows, or the Chinese one."""

_BEGAN = date(1899, 12, 30)
_MOST = 100_000
_FORMAT = re.compile(rb"<(?:[A-Za-z0-9_.-]+:)?numFmt\s([^<>]*)>")
_STYLE = re.compile(rb"<(?:[A-Za-z0-9_.-]+:)?xf\s[^<>]*?numFmtId\s*=\s*[\"']([0-9]+)[\"']")
_ID = re.compile(rb"numFmtId\s*=\s*[\"']([0-9]+)[\"']")
_CODE = re.compile(rb"formatCode\s*=\s*(?:\"([^\"]{0,400})\"|'([^']{0,400})')")
_SILENT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|;.*')
_CELL = re.compile(
    rb"<((?:[A-Za-z0-9_.-]{1,20}:)?)c\s([^<>]{0,100}?\bs\s*=\s*[\"']([0-9]{1,6})[\"'][^<>]{0,100})>"
    rb"<\1v>([0-9]{4,6})(?:\.0{0,9})?</\1v>"
)
_NO_NUMBER = re.compile(rb"\st\s*=\s*[\"'](?!n[\"'])")


def hiding(styles: bytes) -> Mapping[bytes, str]:
    """The numbers of the styles that hide the day or the month too, with what they show."""
    own = {}
    for found in _FORMAT.finditer(styles):
        number, code = _ID.search(found.group(1)), _CODE.search(found.group(1))
        if number and code:
            text = (code.group(1) or code.group(2) or b"").decode(errors="replace")
            own[number.group(1).decode()] = _shown(text)
    formats = _BUILT_IN | own
    begun = max(styles.find(b"cellXfs"), 0)
    used = _STYLE.findall(styles, begun, max(styles.find(b"cellXfs", begun + 1), begun))
    shown = {b"%d" % place: formats.get(number.decode()) for place, number in enumerate(used)}
    return {place: form for place, form in shown.items() if form}


def spelled_out(sheet: bytes, styles: Mapping[bytes, str]) -> bytes:
    """A sheet with these cells as text: 1990-03, or 1990. A later day of the month stays a day."""

    def put(found: re.Match[bytes]) -> bytes:
        prefix, attributes, style, serial = found.groups()
        form = styles.get(style)
        if form is None or _NO_NUMBER.search(b" " + attributes) or int(serial) > _MOST:
            return found.group()
        day = _BEGAN + timedelta(days=int(serial))
        if day.day != 1 or (form == "%Y" and day.month != 1):
            return found.group()
        text = day.strftime(form).encode()
        return b'<%bc %b t="str"><%bv>%b</%bv>' % (prefix, attributes, prefix, text, prefix)

    return _CELL.sub(put, sheet) if styles else sheet


def _shown(code: str) -> str | None:
    """What of a day a format shows, where it is not all of it: year and month, or the year."""
    letters = _SILENT.sub("", html.unescape(code)).casefold()
    if "y" not in letters or any(letter in letters for letter in "dhs"):
        return None
    return "%Y-%m" if "m" in letters else "%Y"
