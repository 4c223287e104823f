"""Identifiers in their one written form: DOI, ORCID iD, ROR, arXiv, CSTR, PMID, ISSN and ISBN."""

from __future__ import annotations

import importlib
import re
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

MAX_LENGTH = 2048


@cache
def _idutils() -> Any:
    """The library, read at the first question: its expressions take half a second to compile."""
    return importlib.import_module("idutils")


class Reason(StrEnum):
    """Why a text is not an identifier: a stable code; the reader's sentence is the caller's."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    MALFORMED = "malformed"
    BLANK_INSIDE = "blank_inside"
    INVISIBLE_CHARACTER = "invisible_character"
    BROKEN_ENCODING = "broken_encoding"
    ENCODED_TWICE = "encoded_twice"
    CHECK_DIGIT = "check_digit"


_SENTENCES = {
    Reason.EMPTY: "nothing was given",
    Reason.TOO_LONG: f"it is longer than {MAX_LENGTH} characters",
    Reason.MALFORMED: "it does not have the form of one",
    Reason.BLANK_INSIDE: "there is a blank inside",
    Reason.INVISIBLE_CHARACTER: "there is an invisible or control character inside",
    Reason.BROKEN_ENCODING: "its percent-encoding is not UTF-8",
    Reason.ENCODED_TWICE: "it is percent-encoded twice",
    Reason.CHECK_DIGIT: "its check digit is wrong",
}
_SCHEMES = {"doi": "DOI", "orcid": "ORCID iD", "ror": "ROR ID", "arxiv": "arXiv identifier"}


class InvalidIdentifier(ValueError):
    """`value` is no identifier of `scheme` (lower case), for `reason`."""

    def __init__(self, scheme: str, value: str, reason: Reason) -> None:
        name = _SCHEMES.get(scheme, scheme.upper())
        super().__init__(f"{value[:200]!r} is not a valid {name}: {_SENTENCES[reason]}")
        self.scheme = scheme
        self.value = value
        self.reason = reason


_EDGES = " \t\r\n\f\v\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff\"'\u201c\u201d\u2018\u2019"
_RESOLVER = re.compile(
    r"(?:https?://)?(?:(?:www|dx)\.)?doi\.org/+(?:doi:\s*)?"
    r"|info:doi/|urn:doi:|doi\s*[:\uff1a]\s*",
    re.IGNORECASE,
)
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_CAPITALS = str.maketrans({chr(c): chr(c + 32) for c in range(ord("A"), ord("Z") + 1)})


def normalise_doi(text: str) -> str:
    """The DOI a person wrote, in lower case, without resolver, `doi:` or percent-encoding.

    Nothing else is taken off or put right, so that a DOI never becomes another one: a trailing
    full stop, `#…` and `?…` stay. `%` with two hexadecimal digits is read as encoding, once.
    Raises InvalidIdentifier.
    """
    bare = _without_prefix(_trimmed("doi", text), _RESOLVER)
    if _ESCAPE.search(bare):
        bare = _decoded(text, bare)
    return _checked_doi(text, bare)


def registered_doi(text: str) -> str:
    """The DOI as an agency's record writes it, in lower case; a `%` in it is itself.

    A resolver or `doi:` in front is taken off. Raises InvalidIdentifier.
    """
    return _checked_doi(text, _without_prefix(_trimmed("doi", text), _RESOLVER))


def asked_doi(text: str) -> str:
    """A DOI already in our form is taken as it stands, anything else is normalised.

    Raises InvalidIdentifier.
    """
    return registered_doi(text) if text.startswith("10.") and "/" in text else normalise_doi(text)


def _checked_doi(text: str, bare: str) -> str:
    if not bare.isprintable():
        raise InvalidIdentifier("doi", text, Reason.INVISIBLE_CHARACTER)
    if " " in bare:  # no other blank is printable
        raise InvalidIdentifier("doi", text, Reason.BLANK_INSIDE)
    if not _DOI.fullmatch(bare):
        raise InvalidIdentifier("doi", text, Reason.MALFORMED)
    return bare.translate(_CAPITALS)


def _decoded(text: str, bare: str) -> str:
    try:
        decoded = unquote_to_bytes(bare).decode("utf-8")
    except UnicodeError:  # half a character in the text, or in what its escapes stand for
        raise InvalidIdentifier("doi", text, Reason.BROKEN_ENCODING) from None
    if _ESCAPE.search(decoded):
        raise InvalidIdentifier("doi", text, Reason.ENCODED_TWICE)
    return decoded


def _trimmed(scheme: str, text: str) -> str:
    trimmed = text.strip(_EDGES)
    if trimmed.startswith("<") and trimmed.endswith(">"):
        trimmed = trimmed[1:-1].strip(_EDGES)
    if not trimmed:
        raise InvalidIdentifier(scheme, text, Reason.EMPTY)
    if len(trimmed) > MAX_LENGTH:
        raise InvalidIdentifier(scheme, text, Reason.TOO_LONG)
    return trimmed


def _without_prefix(text: str, prefix: re.Pattern[str]) -> str:
    found = prefix.match(text)
    return text[found.end() :] if found else text


# In running text a DOI ends at a blank, a quotation mark, or East Asian punctuation.
_IN_TEXT = re.compile(
    r"(?<![0-9A-Za-z.])10\.[0-9]{4,9}(?:\.[0-9]+)*(?:/|%2[Ff])"
    r"[^\s\"\u201c\u201d\u2018\u2019\u3000-\u303f\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f\x00-\x1f]{1,2000}"
)
_PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}


def find_dois(text: str) -> list[str]:
    """Every DOI written anywhere in a text, normalised, in order, each once.

    Closing punctuation of the sentence and unpaired brackets around a DOI are not part of it.
    """
    found: dict[str, None] = {}
    for given in dict.fromkeys(match.group() for match in _IN_TEXT.finditer(text)):
        try:
            found[normalise_doi(_without_sentence_end(given))] = None
        except InvalidIdentifier:
            continue
    return list(found)


def _without_sentence_end(text: str) -> str:
    end = len(text)
    balance = {
        closing: text.count(opening) - text.count(closing) for closing, opening in _PAIRS.items()
    }
    while end:
        last = text[end - 1]
        if last in balance and balance[last] < 0:
            balance[last] += 1
        elif last not in ".,;:!?'*|\\":
            break
        end -= 1
    return text[:end]


_ORCID_PREFIX = re.compile(
    r"(?:https?://)?(?:www\.)?orcid\.org/|orcid(?:\s+id)?\s*:\s*", re.IGNORECASE
)
_ORCID = re.compile(r"[0-9]{15}[0-9Xx]")


def normalise_orcid(text: str) -> str:
    """The 16 characters of an ORCID iD with hyphens; the last one checks them (ISO 7064 MOD 11-2).

    Raises InvalidIdentifier.
    """
    bare = _without_prefix(_trimmed("orcid", text), _ORCID_PREFIX).rstrip("/")
    digits = re.sub(r"[\s\u2010-\u2015-]", "", bare)
    if not _ORCID.fullmatch(digits):
        raise InvalidIdentifier("orcid", text, Reason.MALFORMED)
    if not _idutils().is_isni(digits):
        raise InvalidIdentifier("orcid", text, Reason.CHECK_DIGIT)
    return str(_idutils().normalize_orcid(digits.upper()))


_ROR_PREFIX = re.compile(r"(?:https?://)?(?:www\.)?ror\.org/|ror:\s*", re.IGNORECASE)
_ROR = re.compile(r"0([0-9a-hjkmnp-tv-z]{6})([0-9]{2})")
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def normalise_ror(text: str) -> str:
    """The nine characters of a ROR ID in lower case, without the address; two digits check them.

    The checksum is that of the ROR documentation: ISO 7064 MOD 97-10 over Crockford's base 32.
    Raises InvalidIdentifier.
    """
    bare = _without_prefix(_trimmed("ror", text), _ROR_PREFIX).rstrip("/").lower()
    found = _ROR.fullmatch(bare)
    if not found:
        raise InvalidIdentifier("ror", text, Reason.MALFORMED)
    number = 0
    for character in found.group(1):
        number = number * 32 + _CROCKFORD.index(character)
    if 98 - number * 100 % 97 != int(found.group(2)):
        raise InvalidIdentifier("ror", text, Reason.CHECK_DIGIT)
    return bare


_ARXIV_PREFIX = re.compile(
    r"(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/"
    r"|(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)?10\.48550/arxiv\.|arxiv\s*:\s*",
    re.IGNORECASE,
)


def normalise_arxiv(text: str) -> str:
    """The arXiv identifier of the e-print (`2301.01234`, `quant-ph/9508027`), without its version.

    Raises InvalidIdentifier.
    """
    bare = _without_prefix(_trimmed("arxiv", text), _ARXIV_PREFIX)
    bare = re.sub(r"(?:\.pdf)?(?:\s*\[[^\]]*\])?$", "", bare, flags=re.IGNORECASE)
    if not bare.isascii() or not _idutils().is_arxiv(bare):
        raise InvalidIdentifier("arxiv", text, Reason.MALFORMED)
    normal = str(_idutils().normalize_arxiv(bare)).removeprefix("arXiv:")
    return re.sub(r"v[0-9]+$", "", normal.lower())


_CSTR_PREFIX = re.compile(r"(?:https?://)?(?:www\.)?cstr\.cn/|cstr\s*[:\uff1a]\s*", re.IGNORECASE)
_CSTR = re.compile(r"[0-9]{5}\.[0-9]{2}\.[!-~]{1,200}")


def normalise_cstr(text: str) -> str:
    """The CSTR (`31253.11.sciencedb.01`) without `CSTR:` or address. Raises InvalidIdentifier."""
    bare = _without_prefix(_trimmed("cstr", text), _CSTR_PREFIX)
    if not _CSTR.fullmatch(bare):
        raise InvalidIdentifier("cstr", text, Reason.MALFORMED)
    return bare


_PMID_PREFIX = re.compile(
    r"(?:https?://)?(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pubmed)/|pmid\s*:?\s*",
    re.IGNORECASE,
)


def normalise_pmid(text: str) -> str:
    """The number of a work in PubMed, without `PMID:` or address. Raises InvalidIdentifier."""
    bare = _without_prefix(_trimmed("pmid", text), _PMID_PREFIX).rstrip("/")
    if not re.fullmatch("[0-9]{1,9}", bare):
        raise InvalidIdentifier("pmid", text, Reason.MALFORMED)
    return bare


@lru_cache(maxsize=4096)
def normalise_issn(text: str) -> str:
    """The ISSN as `1234-567X`, its check digit verified. Raises InvalidIdentifier."""
    bare = re.sub(r"^(?:e-?|p-?)?issn\s*:?\s*", "", _trimmed("issn", text), flags=re.IGNORECASE)
    digits = re.sub(r"[\s\u2010-\u2015-]", "", bare.rsplit("/", 1)[-1]).upper()
    if not re.fullmatch(r"[0-9]{7}[0-9X]", digits):
        raise InvalidIdentifier("issn", text, Reason.MALFORMED)
    if not _idutils().is_issn(digits):
        raise InvalidIdentifier("issn", text, Reason.CHECK_DIGIT)
    return str(_idutils().normalize_issn(digits))


def normalise_isbn(text: str) -> str:
    """The ISBN as 13 digits without hyphens, its check digit verified. Raises InvalidIdentifier."""
    bare = re.sub(r"^isbn(?:-?1[03])?\s*:?\s*", "", _trimmed("isbn", text), flags=re.IGNORECASE)
    digits = re.sub(r"[\s\u2010-\u2015-]", "", bare.rsplit("/", 1)[-1]).upper()
    if not re.fullmatch(r"[0-9]{9}[0-9X]|97[89][0-9]{10}", digits):
        raise InvalidIdentifier("isbn", text, Reason.MALFORMED)
    if not _idutils().is_isbn(digits):
        raise InvalidIdentifier("isbn", text, Reason.CHECK_DIGIT)
    return str(_idutils().normalize_isbn(digits)).replace("-", "")
