"""A title as a key, and how alike two titles are. Pure: no database, no Flask.

Markup, TeX, case, accents, punctuation, hyphens and the way Greek is written make no difference.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from itertools import pairwise, product

from rapidfuzz import fuzz

GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu"
    " nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega"
)
GREEK = dict(zip("αβγδεζηθικλμνξοπρςστυφχψω", GREEK_NAMES.split(), strict=True))
LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
    "ϵ": "ε", "ϑ": "θ", "ϕ": "φ", "ϱ": "ρ", "ϖ": "π", "&": " and ",
    "'": "", "’": "", "‘": "", "ʼ": "", "′": "", "`": "",
})  # fmt: skip

TAG = re.compile(r"</?(?:[a-z][\w:-]*)(?:\s[^<>]*)?/?>", re.IGNORECASE)
BREAK = re.compile(r"<(?:br|p|title|div)\b[^<>]*>", re.IGNORECASE)
ACCENT = re.compile(r"\\[\"'`^~=.](?:\{\\?([a-zA-Z])\}|\\?([a-zA-Z]))|\\[uvHckbdrt]\{([a-zA-Z])\}")
COMMAND = re.compile(r"\\(?:var)?([a-zA-Z]+)\s?")
TEX_SIGNS = re.compile(r"[${}^_]|\\[,;:!]")
WORD = re.compile(r"[^\W_]+")
DIGITS = re.compile(r"\d+")
MARKS = re.compile("[\u0300-\u036f]+")
KEPT = frozenset(GREEK.values()) | {"hbar", "ell"}
"""Commands of TeX that are a letter; all others are markup."""

RETRACTED = re.compile(r"^(?:retracted|withdrawn)(?: article| paper)? ")
NOTICE = re.compile(
    r"(?:author'?s?'? |publisher'?s?'? )?(?:corrections?|comments?|reply|response|note|supplement"
    r"|supplementary (?:material|information|data)|supplemental material|supporting information"
    r"|expression of concern|retraction note|errat(?:um|a)|corrigend(?:um|a)|addendum|retraction)"
    r"(?:\s*[:：]| (?:to|on|for)\b)|(?:erratum|corrigendum|addendum)\b",
    re.IGNORECASE,
)
"""How a notice about another work begins, where the work's own title does not."""

ROMAN = frozenset({"ii", "iii", "iv", "vi", "vii", "viii", "ix"})
SHORT_ROMAN = frozenset({"i", "v", "x"})
PART = frozenset({"part", "paper", "volume", "vol", "chapter"})
FEWEST_WORDS = 4
DIGITS_OF_A_PART = 2


@lru_cache(maxsize=50_000)
def key(text: str) -> str:
    """The words of a title in their plainest letters, parted by blanks."""
    plain = _without_tex(TAG.sub("", BREAK.sub(" ", html.unescape(html.unescape(text)))))
    folded = unicodedata.normalize("NFKC", plain).casefold().translate(LETTERS)
    bare = MARKS.sub("", unicodedata.normalize("NFD", folded))
    spelled = "".join(GREEK.get(character, character) for character in bare)
    words = " ".join(WORD.findall(unicodedata.normalize("NFC", spelled)))
    return RETRACTED.sub("", words)


def _without_tex(text: str) -> str:
    if "\\" not in text and "$" not in text and "{" not in text:
        return text
    accented = ACCENT.sub(lambda m: m[1] or m[2] or m[3], text)
    spelled = COMMAND.sub(lambda m: m[1] if m[1].lower() in KEPT else "", accented)
    return TEX_SIGNS.sub("", spelled.replace("~", " "))


def similarity(one: tuple[str, str], two: tuple[str, str]) -> float:
    """How alike two works' titles are, from 0 to 1; each is (title, subtitle).

    A subtitle may stand apart, behind a colon or nowhere: the best reading counts.
    """
    pairs = [
        *product(_whole(one), _whole(two)),
        *product(_heads(one), _whole(two)),
        *product(_whole(one), _heads(two)),
    ]
    return max((_alike(a, b) for a, b in pairs if a and b), default=0.0)


def _whole(title: tuple[str, str]) -> set[str]:
    return {key(" ".join(title)), key(title[0])}


def _heads(title: tuple[str, str]) -> set[str]:
    """What stands before a colon, where that is a title by itself."""
    head = key(title[0].partition(": ")[0])
    return {head} if len(head.split()) >= FEWEST_WORDS else set()


def _alike(one: str, two: str) -> float:
    if one == two:
        return 1.0
    joined = fuzz.ratio(one.replace(" ", ""), two.replace(" ", ""))
    return round(max(joined, fuzz.token_sort_ratio(one, two)) / 100, 3)


def is_notice(text: str) -> bool:
    """Whether a title announces something about another work: erratum, comment, reply."""
    return bool(NOTICE.match(text.strip(" [(")))


def numbers_differ(one: str, two: str) -> bool:
    """Whether two titles number different things: part I and II, 12 and 13 qubits.

    A number that only one has is a difference only where it closes the title or names a part.
    """
    here, there = _numbers(key(one)), _numbers(key(two))
    if here - there and there - here:
        return True
    return bool(_part(key(one)) ^ _part(key(two)))


def _numbers(words: str) -> frozenset[str]:
    return frozenset(number.lstrip("0") or "0" for number in DIGITS.findall(words)) | _part(words)


def _part(words: str) -> frozenset[str]:
    """The Roman numbers, and the last word where it is a small number."""
    found = words.split()
    romans = {word for word in found if word in ROMAN}
    romans |= {b for a, b in pairwise(found) if a in PART and b in SHORT_ROMAN}
    last = found[-1] if len(found) > 1 else ""
    if last in SHORT_ROMAN or (last.isdigit() and len(last) <= DIGITS_OF_A_PART):
        romans.add(last)
    return frozenset(romans)
