r"""LaTeX of bibliographies as text that `importers.titles` understands: formulas and light markup.

Accents and symbols become characters, `$…$` stays for the reader of formulas, `\emph` and the like
become tags. A text too long or too deep to be LaTeX of a bibliography only loses its braces.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

LONGEST = 4_000
DEEPEST = 30
_WRITTEN = {
    "textless": "<",
    "textgreater": ">",
    "textasciitilde": "~",
    "textunderscore": "_",
    "textbar": "|",
}
_SPECIAL = re.compile(r"[\\~$%&^]|--|``|''")
_ACCENT = re.compile(
    r"\{\\(?:[\"'`^~=.]\s?|[cvHukbdr] )\\?[A-Za-z]\}"
    r"|\{\\(?:[\"'`^~=.]|[cvHukbdr])\s?\{\\?[A-Za-z]\}\}"
    r"|\\(?:[\"'`^~=.]|[cvHukbdr])\{\\?[A-Za-z]\}|\\[\"'`^~=.][A-Za-z]"
    r"|\{\\(?:ss|o|O|l|L|ae|AE|aa|AA|oe|OE)\}"
)
"""A letter with its accent: there are few, so that they are read once each."""

_BRACES = re.compile(r"[{}]")
_BARE = re.compile(r"(?<!\\)([&%#])")
_DOLLAR = re.compile(r"(?<!\\)\$")
_OPENS = re.compile(r"\\begin\b|\\left\b|[\[{]")
_ESCAPED = re.compile(r"\\([_&%#$~^{}<>\\;:()\[\]\-])")
_NAMED = re.compile(
    r"\{?\\(text(?:less|greater|asciitilde|underscore|bar))(?![A-Za-z])(?:\{\})?\}? ?"
)
_INLINE = re.compile(r"\\\(([^$]{1,400}?)\\\)")


def decoded(tex: str, longest: int = LONGEST) -> str:
    """LaTeX as text for `importers.titles`; never raises."""
    if "\\" in tex and "$" not in tex:
        tex = _ACCENT.sub(_letter, tex)
    if not _SPECIAL.search(tex):
        return _BRACES.sub("", tex)
    if len(tex) > longest or _depth(tex) > DEEPEST or len(_OPENS.findall(tex)) > longest // 4:
        return re.sub(r"\\(?=[^A-Za-z])", "", _BRACES.sub("", tex))
    return _decoded(tex, formulas=True)


def _letter(accented: re.Match[str]) -> str:
    """The letter; braces around it stay, for they may be those of a macro."""
    letter = _decoded(accented.group(), formulas=True)
    return f"{{{letter}}}" if accented.group().startswith("{") else letter


def name(tex: str) -> str:
    """LaTeX of a name as text, symbols as characters; never raises."""
    tex = tex.replace("~", " ")
    if "$" in tex and len(tex) < LONGEST // 4 and _depth(tex) <= DEEPEST:
        return _decoded(tex, formulas=False)
    return decoded(tex)


@lru_cache(maxsize=2048)
def _decoded(tex: str, *, formulas: bool) -> str:
    source = _INLINE.sub(r"$\1$", _BARE.sub(r"\\\1", tex))
    if len(_DOLLAR.findall(source)) % 2:
        source = _DOLLAR.sub(r"\\$", source)
    text: str | None = _macros().text_of(source, formulas=formulas)
    return _BRACES.sub("", tex) if text is None else text


@cache
def _macros() -> Any:
    """The tables of macros, read at the first question."""
    return import_module("importers.latex_macros")


def address(tex: str) -> str:
    """A DOI or an address: only escapes and braces are taken off, nothing in it is LaTeX."""
    text = re.sub(r"\\url\b", "", tex)
    text = _NAMED.sub(lambda found: _WRITTEN[found.group(1)], text)
    return _BRACES.sub("", _ESCAPED.sub(r"\1", text)).strip()


def _depth(tex: str) -> int:
    """How deep braces, brackets and environments nest at most."""
    depth = deepest = 0
    for found in re.finditer(r"\\begin\b|\\left\b|\\end\b|\\right\b|[\[\]{}]", tex):
        depth += 1 if found.group() in {r"\begin", r"\left", "[", "{"} else -1
        deepest = max(deepest, depth)
    return deepest
