"""Titles, names and abstracts of others as clean text, and as markup that is safe to show.

Publishers put HTML, JATS, MathML and TeX into these fields, entities once or twice escaped, and the
indentation of their XML. All of it takes time linear in the input.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

import nh3

from importers.formulas import mathml_markup, tex_markup

LONGEST = 100_000
"""Characters of a text that are read; no title and no abstract comes near."""

_SAFE = {"i", "b", "sub", "sup"}
_DEEPEST_STYLE = 8
_STYLES = {
    **dict.fromkeys(("i", "em", "italic", "emph", "emphasis"), "i"),
    **dict.fromkeys(("b", "strong", "bold"), "b"),
    **dict.fromkeys(("sub", "inf"), "sub"),
    "sup": "sup",
}
_BREAKS = frozenset(
    ("p", "title", "subtitle", "sec", "br", "break", "list", "list-item", "label", "div", "li")
)
_SILENT = frozenset(
    re.findall(
        r"\S+",
        "a abstract alternatives article-title disp-formula email ext-link fig fn font formula "
        "graphic inline-formula inline-graphic math monospace named-content o ol overline ovl "
        "roman s sc scp script small smallcaps span strike style styled-content tex-math tt u ul "
        "underline uri xref h1 h2 h3 h4",
    )
)
_KNOWN = {*_STYLES, *_BREAKS, *_SILENT}
_NAMES = "|".join(sorted(_KNOWN, key=len, reverse=True))

# Soft hyphens and C1 controls stay: in names they are halves of letters someone encoded twice.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED_TWICE = re.compile(
    r"&(?:amp;)+(?=(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8}[0-9]{0,2});)"
)
_ESCAPED_TAG = re.compile(
    rf"&lt;(/?(?:[a-z]{{1,5}}:[a-z-]{{1,30}}|{_NAMES})(?:\s[^<>&]{{0,300}})?/?)&gt;", re.IGNORECASE
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:._-]{0,40})(?:\s[^<>]*|/)?>|<!--[^<>]{0,1000}-->")
_CLOSING = re.compile(r"</([A-Za-z][A-Za-z0-9:._-]{0,40})\s{0,9}>")
_DOLLARS = re.compile(r"(\$\$?)([^$]{1,400})\1")
_IS_TEX = re.compile(r"[\\^_{]|\A\s*[A-Za-z]\s*\Z")

# Indented XML: a line break before a subscript, beside brackets and before punctuation is no blank.
_BREAK = r"[ \t]{0,200}\n[ \t]{0,200}"
_INDENTS = (
    (re.compile(rf"{_BREAK}(?=<(?:sub|sup|inf)>)"), ""),
    (re.compile(rf"(</(?:sub|sup|inf)>){_BREAK}([^\s<>]{{1,12}})(?=<(?:sub|sup|inf)>)"), r"\1\2"),
    (re.compile(rf"(?<=>){_BREAK}(?=[,.;:)\]}}]|[\u2010\u2013-]\S)"), ""),
    (re.compile(rf"(?<=[(\[{{\u2010]){_BREAK}(?=<)"), ""),
)


class Title(NamedTuple):
    """`markup` holds only i, b, sub, sup and entities; None where the text says it all."""

    text: str
    markup: str | None


class _Piece(NamedTuple):
    text: str
    styles: tuple[str, ...] = ()
    is_break: bool = False


def title(raw: str) -> Title:
    """A title as clean text on one line, and as safe markup where it has any."""
    if _is_plain(raw):
        return Title(raw.strip()[:LONGEST], None)
    pieces = _tidied(list(_pieces(_prepared(raw))))
    text = "".join(piece.text for piece in pieces)
    if not any(piece.styles for piece in pieces):
        return Title(text, None)
    return Title(text, nh3.clean("".join(map(_markup, pieces)), tags=_SAFE, attributes={}))


def plain(raw: str) -> str:
    """A name, journal or publisher as clean text on one line."""
    return raw.strip()[:LONGEST] if _is_plain(raw) else title(raw).text


def _is_plain(raw: str) -> bool:
    """Whether there is nothing to clean; a search for each is quicker than one expression."""
    marked = "<" in raw or "&" in raw or "$" in raw or "  " in raw
    return not marked and raw.isprintable()


def paragraphs(raw: str) -> str:
    """An abstract as clean text, a blank line between paragraphs, without a heading "Abstract"."""
    blocks: list[list[_Piece]] = [[]]
    for piece in _pieces(_prepared(raw)):
        if piece.is_break:
            blocks.append([])
        else:
            blocks[-1].append(piece)
    texts = ["".join(piece.text for piece in _tidied(block)) for block in blocks]
    texts = [text for text in texts if text]
    if len(texts) > 1 and texts[0].casefold().rstrip(".:") == "abstract":
        del texts[0]
    return re.sub(r"\Aabstract[.:]\s+", "", "\n\n".join(texts), flags=re.IGNORECASE)


def _prepared(raw: str) -> str:
    """One level of escaping, tags as tags, formulas as short markup, no indentation."""
    text = _readable(raw[:LONGEST].replace("\r", "\n"))
    text = text.replace("<![CDATA[", "").replace("]]>", "")
    if "&" in text:
        text = _ESCAPED_TAG.sub(r"<\1>", _ESCAPED_TWICE.sub("&", text))
    if "\n" in text:
        for pattern, instead in _INDENTS:
            text = pattern.sub(instead, text)
    if "</" in text:
        text = _without_elements(text)
    if "$" in text:
        text = _DOLLARS.sub(_dollars, text)
    return text


def _readable(text: str) -> str:
    """Without characters that nobody sees, and halves of characters."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return _UNREADABLE.sub("", _SURROGATE.sub("\ufffd", text))


def _without_elements(text: str) -> str:
    """Formulas as short markup; what is no part of the text is gone."""
    closed = {name.rpartition(":")[2].lower() for name in _CLOSING.findall(text)}
    if closed & {"math", "tex-math"}:
        text = _without_second_forms(text)
        text = _replaced(text, r"(?:[a-z]{1,5}:)?math", mathml_markup)
        text = _replaced(text, r"(?:[a-z]{1,5}:)?tex-math", _tex_element)
    if closed & {"script", "style", "fn"}:
        text = _replaced(text, r"script|style|fn|jats:fn", lambda _: "")
    return text


def _without_second_forms(text: str) -> str:
    """Of a formula given in MathML and in TeX only the first."""
    if "tex-math" not in text:
        return text

    def mathml_only(element: str) -> str:
        if not re.search(r"<(?:[a-z]{1,5}:)?math\b", element):
            return element
        return _replaced(element, r"(?:[a-z]{1,5}:)?tex-math", lambda _: "", spaced=False)

    names = r"(?:[a-z]{1,5}:)?(?:alternatives|inline-formula|disp-formula)"
    return _replaced(text, names, mathml_only, spaced=False)


def _replaced(text: str, names: str, convert: Callable[[str], str], *, spaced: bool = True) -> str:
    """Each whole element of these names by what `convert` makes of it, in one pass."""
    closings: dict[str, list[int]] = {}
    for closing in re.finditer(rf"</({names})\s{{0,9}}>", text, re.IGNORECASE):
        closings.setdefault(closing.group(1).lower(), []).append(closing.end())
    if not closings:
        return text
    out, position = [], 0
    for opening in re.finditer(rf"<({names})(?:\s[^<>]*)?>", text, re.IGNORECASE):
        ends = closings.get(opening.group(1).lower(), [])
        place = bisect_left(ends, opening.end())
        if opening.start() < position or place == len(ends):
            continue
        end = ends[place]
        words = convert(text[opening.start() : end])
        before = text[position : opening.start()]
        out += [before, _parted(before[-1:], words, text[end : end + 1]) if spaced else words]
        position = end
    return "".join([*out, text[position:]])


def _parted(before: str, words: str, after: str) -> str:
    """A formula that was set right against the letters of a word gets a blank between."""
    left = " " if _is_letter(before) and (words[:1].isalnum() or words[:1] == "<") else ""
    right = " " if words and _is_letter(after) else ""
    return f"{left}{words}{right}"


def _is_letter(character: str) -> bool:
    return character.isalpha() and character < "\u2e80"


def _tex_element(element: str) -> str:
    return tex_markup(html.unescape(re.sub(r"\A<[^<>]*>|</[^<>]*>\Z", "", element)))


def _dollars(match: re.Match[str]) -> str:
    inside = match.group(2)
    return tex_markup(html.unescape(inside)) if _IS_TEX.search(inside) else match.group()


def _pieces(text: str) -> Iterator[_Piece]:
    closings = {name.lower() for name in _CLOSING.findall(text)}
    styles: list[str] = []
    position = 0
    for tag in _TAG.finditer(text):
        name = (tag.group(2) or "").lower()
        local = name.rpartition(":")[2]
        if name and name not in closings and local not in _KNOWN and ":" not in name:
            continue  # a comparison such as a<b and c>d, not a tag
        yield _Piece(_unescaped(text[position : tag.start()]), tuple(styles))
        position = tag.end()
        if local in _BREAKS:
            yield _Piece(" ", is_break=True)
        elif local in _STYLES:
            _restyle(styles, _STYLES[local], closes=bool(tag.group(1)))
    yield _Piece(_unescaped(text[position:]), tuple(styles))


def _restyle(styles: list[str], style: str, *, closes: bool) -> None:
    if not closes and len(styles) < _DEEPEST_STYLE:
        styles.append(style)
    elif closes and style in styles:
        del styles[len(styles) - 1 - styles[::-1].index(style)]


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    return _UNREADABLE.sub("", _ENTITY.sub(lambda match: html.unescape(match.group()), text))


def _tidied(pieces: list[_Piece]) -> list[_Piece]:
    """Runs of blanks as one, none at the ends, across pieces."""
    tidy: list[_Piece] = []
    blank_before = True
    for piece in pieces:
        text = " ".join(piece.text.split())
        leads = piece.text[:1].isspace() and not blank_before
        trails = bool(text) and piece.text[-1:].isspace()
        if text or leads:
            tidy.append(
                piece._replace(text=(" " if leads else "") + text + (" " if trails else ""))
            )
            blank_before = trails or not text
    while tidy and not (last := tidy[-1].text.rstrip()):
        tidy.pop()
    if tidy:
        tidy[-1] = tidy[-1]._replace(text=last)
    return tidy


def _markup(piece: _Piece) -> str:
    text = html.escape(piece.text, quote=False)
    for style in reversed(piece.styles):
        text = f"<{style}>{text}</{style}>"
    return text
