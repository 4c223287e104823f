r"""LaTeX of bibliographies as text that `importers.titles` understands: formulas and light markup.

Accents and symbols become characters, `$…$` stays for the reader of formulas, `\\emph` and the like
become tags. A text too long or too deep to be LaTeX of a bibliography only loses its braces.
"""

from __future__ import annotations

import logging
import re
from functools import cache, lru_cache

from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)
from pylatexenc.latexwalker import LatexWalker, LatexWalkerError
from pylatexenc.latexwalker import get_default_latex_context_db as get_walker_db
from pylatexenc.macrospec import MacroSpec

LONGEST = 4_000
DEEPEST = 30
_STYLES = {
    **dict.fromkeys(("emph", "textit", "textsl", "mkbibemph", "mkbibitalic"), "i"),
    **dict.fromkeys(("textbf", "mkbibbold"), "b"),
    "textsubscript": "sub",
    "textsuperscript": "sup",
}
_SYMBOLS = {
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textbackslash": "\\",
    "textunderscore": "_",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textdollar": "$",
    "textdegree": "°",
    "texttimes": "×",
    "LaTeXe": "LaTeX2e",
}
_SPECIAL = re.compile(r"[\\~$%&^]|--|``|''")
_BRACES = re.compile(r"[{}]")
_BARE = re.compile(r"(?<!\\)([&%#])")
_DOLLAR = re.compile(r"(?<!\\)\$")
_OPENS = re.compile(r"\\begin\b|\\left\b|[\[{]")
_ESCAPED = re.compile(r"\\([_&%#$~^{}<>\\;:()\[\]\-])")
_NAMED = re.compile(
    r"\{?\\(text(?:less|greater|asciitilde|underscore|bar))(?![A-Za-z])(?:\{\})?\}? ?"
)
_INLINE = re.compile(r"\\\(([^$]{1,400}?)\\\)")

logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # it would log what people wrote


def decoded(tex: str, longest: int = LONGEST) -> str:
    """LaTeX as text for `importers.titles`; never raises."""
    if not _SPECIAL.search(tex):
        return _BRACES.sub("", tex)
    if len(tex) > longest or _depth(tex) > DEEPEST or len(_OPENS.findall(tex)) > longest // 4:
        return re.sub(r"\\(?=[^A-Za-z])", "", _BRACES.sub("", tex))
    return _decoded(tex, formulas=True)


def name(tex: str) -> str:
    """LaTeX of a name as text, symbols as characters; never raises."""
    tex = tex.replace("~", " ")
    if "$" in tex and len(tex) < LONGEST // 4 and _depth(tex) <= DEEPEST:
        return _decoded(tex, formulas=False)
    return decoded(tex)


@lru_cache(maxsize=2048)
def _decoded(tex: str, *, formulas: bool) -> str:
    walker_db, text = _reader(formulas=formulas)
    source = _INLINE.sub(r"$\1$", _BARE.sub(r"\\\1", tex))
    if len(_DOLLAR.findall(source)) % 2:
        source = _DOLLAR.sub(r"\\$", source)
    try:
        nodes, _, _ = LatexWalker(source, latex_context=walker_db).get_latex_nodes()
        return str(text.nodelist_to_text(nodes))
    except (LatexWalkerError, RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return _BRACES.sub("", tex)


def address(tex: str) -> str:
    """A DOI or an address: only escapes and braces are taken off, nothing in it is LaTeX."""
    text = re.sub(r"\\url\b", "", tex)
    text = _NAMED.sub(lambda found: _SYMBOLS[found.group(1)], text)
    return _BRACES.sub("", _ESCAPED.sub(r"\1", text)).strip()


def _depth(tex: str) -> int:
    """How deep braces, brackets and environments nest at most."""
    depth = deepest = 0
    for found in re.finditer(r"\\begin\b|\\left\b|\\end\b|\\right\b|[\[\]{}]", tex):
        depth += 1 if found.group() in {r"\begin", r"\left", "[", "{"} else -1
        deepest = max(deepest, depth)
    return deepest


@cache
def _reader(*, formulas: bool) -> tuple[object, LatexNodes2Text]:
    """The macros of pylatexenc and the few that are markup; `formulas` stay as they are, or not."""
    walker_db, text_db = get_walker_db(), get_default_latex_context_db()
    walker_db.add_context_category(
        "markup", prepend=True, macros=[MacroSpec(name, "{") for name in _STYLES]
    )
    text_db.add_context_category(
        "markup",
        prepend=True,
        macros=[
            *(MacroTextSpec(n, simplify_repl=f"<{t}>%s</{t}>") for n, t in _STYLES.items()),
            *(MacroTextSpec(name, simplify_repl=symbol) for name, symbol in _SYMBOLS.items()),
        ],
    )
    return walker_db, LatexNodes2Text(
        latex_context=text_db,
        math_mode="verbatim" if formulas else "text",
        keep_comments=True,
    )
