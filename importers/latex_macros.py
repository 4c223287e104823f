"""What LaTeX of bibliographies means, by pylatexenc: its macros and the few that are markup."""

from __future__ import annotations

import logging
from functools import cache

from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)
from pylatexenc.latexwalker import LatexWalker, LatexWalkerError
from pylatexenc.latexwalker import get_default_latex_context_db as get_walker_db
from pylatexenc.macrospec import MacroSpec

STYLES = {
    **dict.fromkeys(("emph", "textit", "textsl", "mkbibemph", "mkbibitalic"), "i"),
    **dict.fromkeys(("textbf", "mkbibbold"), "b"),
    "textsubscript": "sub",
    "textsuperscript": "sup",
}
SYMBOLS = {
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

logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)  # it would log what people wrote


def text_of(tex: str, *, formulas: bool) -> str | None:
    """The text, formulas as they are or as characters; None where it cannot be read."""
    walker_db, text = _reader(formulas=formulas)
    try:
        nodes, _, _ = LatexWalker(tex, latex_context=walker_db).get_latex_nodes()
        return str(text.nodelist_to_text(nodes))
    except (LatexWalkerError, RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return None


@cache
def _reader(*, formulas: bool) -> tuple[object, LatexNodes2Text]:
    """The macros of pylatexenc and the few that are markup; `formulas` stay as they are, or not."""
    walker_db, text_db = get_walker_db(), get_default_latex_context_db()
    walker_db.add_context_category(
        "markup", prepend=True, macros=[MacroSpec(name, "{") for name in STYLES]
    )
    text_db.add_context_category(
        "markup",
        prepend=True,
        macros=[
            *(MacroTextSpec(n, simplify_repl=f"<{t}>%s</{t}>") for n, t in STYLES.items()),
            *(MacroTextSpec(name, simplify_repl=symbol) for name, symbol in SYMBOLS.items()),
        ],
    )
    return walker_db, LatexNodes2Text(
        latex_context=text_db,
        math_mode="verbatim" if formulas else "text",
        keep_comments=True,
    )
