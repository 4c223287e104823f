"""RIS, as reference managers read it: one tag a line, CRLF, a record ends with ER."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from registry.outputs.formats.pieces import address, institution, number, parts_of_date
from registry.outputs.formats.types import types_of
from registry.outputs.views import BylineView, OutputView

Line = tuple[str, str | None]


def write(outputs: Iterable[OutputView]) -> Iterator[str]:
    """A record for each output."""
    for output in outputs:
        lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in _lines(output) if value]
        yield "\r\n".join([*lines, "ER  - ", "", ""])


def _lines(output: OutputView) -> Iterator[Line]:
    yield "TY", types_of(output).ris
    yield from (("AU", _name(place)) for place in output.authors)
    yield from (("A2", _name(place)) for place in output.editors)
    yield "TI", output.full_title
    yield "T2", output.container_title
    yield "J2", output.short_container_title
    yield from _dates(output)
    yield "VL", output.volume
    yield "IS", output.issue or number(output)
    yield from _pages(output)
    yield "C7", output.article_number
    yield "PB", output.publisher or institution(output)
    yield "CY", _text(output.details.get("publisher_place"))
    yield "ET", _text(output.details.get("edition"))
    yield from (("SN", value) for value in output.identified("issn") + output.identified("isbn"))
    yield "LA", output.language
    yield "DO", output.doi
    yield "UR", address(output)
    yield "N1", "Retracted" if output.retracted else None


def _name(place: BylineView) -> str:
    if place.is_group or not place.family:
        return place.printed
    return ", ".join(part for part in (place.family, place.given, place.suffix) if part)


def _dates(output: OutputView) -> Iterator[Line]:
    parts = [f"{part:02d}" for part in parts_of_date(output)]
    if parts:
        year = f"{int(parts[0]):04d}"
        yield "PY", year
        yield "DA", "/".join([year, *parts[1:], *[""] * (3 - len(parts))]) + "/"


def _pages(output: OutputView) -> Iterator[Line]:
    """First and last page; what is not two numbers apart by a hyphen stands whole as the first."""
    first, hyphen, last = (output.pages or "").partition("-")
    if hyphen and first and last and not set(last) & set("-,; "):
        yield "SP", first.strip()
        yield "EP", last.strip()
    else:
        yield "SP", output.pages


def _text(value: object) -> str | None:
    return str(value) if value else None
