"""MathML and TeX as short text with sub and sup, for titles and abstracts."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from html.entities import html5

from lxml import etree

DEEPEST = 60
_XML_ENTITIES = {"lt", "gt", "amp", "quot", "apos"}
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")


def mathml_markup(xml: str) -> str:
    """One `math` element, with or without prefix, as text with `<sub>` and `<sup>`, escaped."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    source = _NAMED_ENTITY.sub(_resolved, xml)
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return escape(re.sub(r"<[^<>]*>", "", xml), quote=False)
    return _rendered(root, DEEPEST)


def _resolved(match: re.Match[str]) -> str:
    name = match.group(1)
    return match.group() if name in _XML_ENTITIES else html5.get(name + ";", match.group())


def _rendered(element: etree._Element, depth: int) -> str:
    if depth == 0:
        return _own("".join(str(text) for text in element.itertext()))
    name = _name(element)
    if name in _SKIPPED:
        return ""
    parts = [_rendered(child, depth - 1) for child in element.iterchildren("*")]
    layout = _LAYOUTS.get(name)
    if layout and len(parts) >= layout[0]:
        return layout[1](parts)
    if name == "mmultiscripts" and parts:
        return _multiscripts(element, parts)
    return _own(element.text or "") + "".join(parts)


def _name(element: etree._Element) -> str:
    """Without namespace or prefix; QName refuses a prefix that nobody declared."""
    return re.split("[}:]", str(element.tag))[-1]


def _own(text: str) -> str:
    return escape(re.sub(r"\s+", " ", text) if text.strip() else "", quote=False)


def _low(text: str) -> str:
    return f"<sub>{text}</sub>" if text else ""


def _high(text: str) -> str:
    return f"<sup>{text}</sup>" if text else ""


def _over(parts: list[str]) -> str:
    """A bar or a hat over a letter is left out; a word over an arrow is not."""
    return parts[0] + (_high(parts[1]) if any(map(str.isalnum, parts[1])) else "")


def _multiscripts(element: etree._Element, parts: list[str]) -> str:
    names = [_name(child) for child in element.iterchildren("*")]
    middle = names.index("mprescripts") if "mprescripts" in names else len(parts)
    return _pairs(parts[middle + 1 :]) + parts[0] + _pairs(parts[1:middle])


def _pairs(parts: list[str]) -> str:
    return "".join((_high if place % 2 else _low)(part) for place, part in enumerate(parts))


_SKIPPED = {"annotation", "annotation-xml", "mphantom", "none", "mprescripts"}
_LAYOUTS: dict[str, tuple[int, Callable[[list[str]], str]]] = {
    "msub": (2, lambda p: p[0] + _low(p[1])),
    "msup": (2, lambda p: p[0] + _high(p[1])),
    "msubsup": (3, lambda p: p[0] + _low(p[1]) + _high(p[2])),
    "munder": (2, lambda p: p[0] + _low(p[1])),
    "mover": (2, _over),
    "munderover": (3, lambda p: p[0] + _low(p[1]) + _high(p[2])),
    "mfrac": (2, lambda p: f"{p[0]}/{p[1]}"),
    "msqrt": (1, lambda p: f"√({''.join(p)})"),
    "mroot": (2, lambda p: f"{_high(p[1])}√({p[0]})"),
    "mfenced": (0, lambda p: f"({','.join(p)})"),
    "mspace": (0, lambda _: " "),
}

_TOKEN = re.compile(r"\\[A-Za-z]+\s?|\\.|[{}_^~$]|[^\\{}_^~$]+|\\", re.DOTALL)
_DOCUMENT = re.compile(r"\\begin\{document\}(.*)\\end\{document\}", re.DOTALL)
_GREEK = re.findall(
    r"\w+",
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega",
)
_SIGNS = re.findall(
    r"(\w+) (\S+)",
    "varepsilon ε vartheta ϑ varphi φ varrho ϱ omicron ο infty ∞ times × pm ± mp ∓ cdot · sim ∼ "
    "approx ≈ to → rightarrow → leftarrow ← leftrightarrow ↔ mapsto ↦ leq ≤ le ≤ geq ≥ ge ≥ neq ≠ "
    "ne ≠ equiv ≡ ll ≪ gg ≫ propto ∝ in ∈ subset ⊂ cup ∪ cap ∩ partial ∂ nabla ∇ sum ∑ prod ∏ "
    "int ∫ sqrt √ hbar ħ ell ℓ dagger † prime ′ circ ° otimes ⊗ oplus ⊕ langle ⟨ rangle ⟩ ldots … "
    "cdots ⋯ dots … ast ∗ star ⋆ perp ⊥ Re ℜ Im ℑ aleph ℵ forall ∀ exists ∃",
)
_SYMBOLS = {name: html5[name + ";"] for name in _GREEK} | dict(_SIGNS) | {"quad": " ", "qquad": " "}
_SILENT = frozenset(
    re.findall(
        r"\w+",
        "mathcal mathrm mathbf mathbb mathfrak mathsf mathit mathscr mathnormal boldsymbol bm rm "
        "bf it sf tt cal hbox mbox text textrm textbf textit textsc textsf left right big Big "
        "bigg Bigg displaystyle textstyle scriptstyle limits nolimits overline underline bar hat "
        "tilde vec dot ddot widehat widetilde operatorname ensuremath em sl frac dfrac tfrac",
    )
)
_SPACES = {",": " ", ";": " ", ":": " ", " ": " ", "!": "", "\\": " ", "/": ""}


def tex_markup(tex: str) -> str:
    """A TeX formula as text with `<sub>` and `<sup>`, escaped; unknown commands give their name."""
    document = _DOCUMENT.search(tex)
    out: list[str] = []
    groups: list[str] = []  # what closes each open brace
    script = ""  # sub or sup that waits for its content
    for part in _TOKEN.findall(document.group(1) if document else tex):
        if part in "_^":
            script = "sub" if part == "_" else "sup"
        elif part == "{":
            out.append(f"<{script}>" if script else "")
            groups.append(f"</{script}>" if script else "")
            script = ""
        elif part == "}":
            out.append(groups.pop() if groups else "")
        else:
            text = _symbol(part)
            if script and text:
                out.append(f"<{script}>{escape(text[0])}</{script}>{escape(text[1:])}")
                script = ""
            else:
                out.append(escape(text, quote=False))
    return "".join([*out, *reversed(groups)]).strip()


def _symbol(part: str) -> str:
    if part in {"$", "\\"}:
        return ""
    if part == "~":
        return " "
    if not part.startswith("\\"):
        return part
    name = part[1:].strip() or " "
    if not name.isalpha():
        return _SPACES.get(name, name)
    return "" if name in _SILENT else _SYMBOLS.get(name, name)
