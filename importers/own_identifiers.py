"""Identifiers of works without a DOI, in addresses and in what people write beside a work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from importers.identifiers import InvalidIdentifier, normalise_arxiv, registered_doi
from importers.messages import Remarks
from importers.records import IdentifierRecord

_ARXIV_ADDRESS = re.compile(
    r"arxiv\.org/(?:abs|pdf|html)/((?:[a-z-]+(?:\.[a-z]{2})?/)?[0-9.]+)", re.IGNORECASE
)
_ARXIV_NAMED = re.compile(
    r"\barxiv\s{0,3}[:\s]\s{0,3}((?:[a-z-]{2,20}(?:\.[a-z]{2})?/[0-9]{7}|[0-9]{4}\.[0-9]{4,5}))"
    r"(?![0-9])|10\.48550/arxiv\.([a-z./0-9-]+)",
    re.IGNORECASE,
)
_CSTR = re.compile(
    r"(?:cstr\.cn/|\bcstr\s{0,3}[:：]\s{0,3})"
    r"([0-9]{5}\.[0-9]{2}\.[!-+\--:<-~]{1,200})",
    re.IGNORECASE,
)
_PATENT = re.compile(
    r"\b([A-Z]{2})\s?([0-9][0-9\s,./]{3,20}(?:\.[0-9X])?\s?[A-Z]?[0-9]?)(?![0-9A-Z])"
)
_CHINESE_PATENT = re.compile(r"(?<![0-9])((?:19|20)[0-9]{10}\.[0-9X]|[0-9]{8}\.[0-9X])(?![0-9])")
_HOMES = {
    "cnki": re.compile(r"(?:.+\.)?cnki(?:\.net|\.com\.cn)"),
    "wanfang": re.compile(r"(?:.+\.)?wanfangdata\.com(?:\.cn)?"),
}
_FRONT_PAGE = re.compile(r"/?(?:index\.\w+)?")
LONGEST_ADDRESS = 1000


def of_address(address: str) -> IdentifierRecord | None:
    """The arXiv or CSTR identifier in an address, or the address itself at CNKI and Wanfang."""
    address = address.strip()[:LONGEST_ADDRESS]
    if found := _ARXIV_ADDRESS.search(address):
        return _arxiv(found.group(1))
    if found := _CSTR.search(address):
        return IdentifierRecord("cstr", found.group(1))
    return _at_home(address)


def doi_in_address(address: str) -> str | None:
    """The DOI of an address at the DOI resolver."""
    if not re.match(r"https?://(?:dx\.|www\.)?doi\.org/+10\.", address, re.IGNORECASE):
        return None
    try:
        return registered_doi(address)
    except InvalidIdentifier:
        return None


def named_arxiv(text: str) -> IdentifierRecord | None:
    """The identifier in `arXiv:2301.01234`, `arXiv preprint arXiv:…`, or the DOI of arXiv."""
    found = _ARXIV_NAMED.search(text[:LONGEST_ADDRESS])
    return _arxiv(found.group(1) or found.group(2)) if found else None


def named_cstr(text: str) -> IdentifierRecord | None:
    """The identifier in `CSTR:31253.11.…`."""
    found = _CSTR.search(text[:LONGEST_ADDRESS])
    return IdentifierRecord("cstr", found.group(1).rstrip(".")) if found else None


def patent_number(text: str) -> IdentifierRecord | None:
    """A patent number without blanks: `CN101234567B`, `ZL201010123456.7`."""
    text = text[:200].upper()
    found = _PATENT.search(text)
    number = "".join(found.groups()) if found else ""
    if not found and (chinese := _CHINESE_PATENT.search(text)):
        number = f"CN{chinese.group(1)}"
    number = re.sub(r"[\s,/]", "", number)
    return IdentifierRecord("patent", number) if number else None


def arxiv(text: str, name: str, remarks: Remarks) -> IdentifierRecord | None:
    """What stands in a field for arXiv identifiers; a remark where it is none."""
    value = remarks.identifier(name, text, normalise_arxiv)
    return IdentifierRecord("arxiv", value) if value else None


def own(doi: str | None, found: Iterable[IdentifierRecord | None]) -> tuple[IdentifierRecord, ...]:
    """The identifiers of a work, the DOI first, each once."""
    return tuple(dict.fromkeys(_all(doi, found)))


def _all(doi: str | None, found: Iterable[IdentifierRecord | None]) -> Iterator[IdentifierRecord]:
    if doi:
        yield IdentifierRecord("doi", doi)
        if preprint := named_arxiv(doi):
            yield preprint
    yield from (one for one in found if one)


def _arxiv(text: str) -> IdentifierRecord | None:
    try:
        return IdentifierRecord("arxiv", normalise_arxiv(text.rstrip(".")))
    except InvalidIdentifier:
        return None


def _at_home(address: str) -> IdentifierRecord | None:
    """An address at CNKI or Wanfang that leads to one work: without its scheme."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if not address.isprintable() or (_FRONT_PAGE.fullmatch(parts.path) and not parts.query):
        return None
    for scheme, home in _HOMES.items():
        if parts.scheme in {"http", "https"} and home.fullmatch(host):
            query = f"?{parts.query}" if parts.query else ""
            return IdentifierRecord(scheme, f"{host}{parts.path}{query}")
    return None
