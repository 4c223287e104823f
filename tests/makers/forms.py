"""Forms sent as a browser sends them: with what their page keeps in hidden fields."""

from __future__ import annotations

import html
import re

HIDDEN = re.compile(r'<input type="hidden" name="(csrf_token|version|seen)" value="([^"]*)">')


def hidden(page) -> dict[str, str]:
    """The hidden fields of the last form of a page that has a version, else of any."""
    return {name: html.unescape(value) for name, value in HIDDEN.findall(page.text)}


def filled(browser, address, form, **options) -> dict[str, str]:
    """The form with the version that its page shows, unless it states one."""
    if "version" in form:
        return form
    shown = hidden(browser.get(address, **options)) if form is not None else {}
    return ({"version": shown["version"]} if "version" in shown else {}) | form
