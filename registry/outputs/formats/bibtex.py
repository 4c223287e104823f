"""BibTeX in UTF-8: letters stay, what LaTeX would read is escaped, groups stand in braces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from registry.outputs.formats.pieces import address, institution, number, parts_of_date
from registry.outputs.formats.pieces import place_of_event as event
from registry.outputs.formats.types import types_of
from registry.outputs.views import BylineView, OutputView

ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"$\lbrace$",
        "}": r"$\rbrace$",
        "~": r"\textasciitilde{}",
        "`": r"\textasciigrave{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "&%$#_"},
    }
)
LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=')(?=')")
CONTAINER = {"article": "journal", "inproceedings": "booktitle", "incollection": "booktitle"}
ISSUER = {"phdthesis": "school", "techreport": "institution"}
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
SMALL = frozenset(
    ["a", "an", "and", "the", "on", "of", "in", "for", "with", "to", "from", "by", "at"]
)


def write(outputs: Iterable[OutputView]) -> Iterator[str]:
    """An entry for each output under a key of its own: author, year, first word of the title.

    Where that is taken, a letter follows.
    """
    taken: set[str] = set()
    for output in outputs:
        key = _free(_key(output), taken)
        taken.add(key)
        fields = [f"  {name} = {value}" for name, value in _fields(output) if value]
        yield f"@{types_of(output).bibtex}{{{key},\n" + ",\n".join(fields) + "\n}\n\n"


def escape(text: str) -> str:
    """Text on one line that LaTeX prints as it is; braces are balanced whatever it holds."""
    return LIGATURE.sub("{}", " ".join(text.split()).translate(ESCAPES))


def _fields(output: OutputView) -> Iterator[tuple[str, str | None]]:
    entry = types_of(output).bibtex
    yield "author", _names(output.authors)
    yield "editor", _names(output.editors)
    yield "title", _braced(output.full_title, protected=True)
    yield (
        CONTAINER.get(entry, "series" if entry == "book" else "howpublished"),
        _braced(output.container_title or (institution(output) if entry == "misc" else None)),
    )
    yield "year", f"{{{output.year}}}" if output.year else None
    yield "month", _month(output)
    yield "volume", _braced(output.volume)
    yield "number", _braced(output.issue or number(output))
    yield "pages", _pages(output.pages or output.article_number)
    issuer = institution(output) or output.publisher
    yield ISSUER.get(entry, "publisher"), _braced(issuer if entry in ISSUER else output.publisher)
    yield "edition", _braced(output.details.get("edition"))
    yield "organization", _braced(event(output).get("name") if entry == "proceedings" else None)
    yield "isbn", _braced(", ".join(output.identified("isbn")))
    yield "issn", _braced(", ".join(output.identified("issn")))
    yield "doi", _verbatim(output.doi)
    yield "url", _verbatim(address(output))
    yield "language", _braced(output.language)
    yield "note", _braced("Retracted" if output.retracted else None)


def _braced(text: object, *, protected: bool = False) -> str | None:
    if not text:
        return None
    inner = escape(str(text))
    return f"{{{{{inner}}}}}" if protected else f"{{{inner}}}"


def _pages(text: str | None) -> str | None:
    """Pages with the two hyphens that BibTeX makes a dash of."""
    parts = [escape(part) for part in re.split("-+", text or "")]
    return f"{{{'--'.join(parts)}}}" if text else None


def _verbatim(text: str | None) -> str | None:
    """DOIs and addresses are read as they stand; only a brace would end the field."""
    return "{" + text.replace("{", "%7B").replace("}", "%7D") + "}" if text else None


def _names(places: Iterable[BylineView]) -> str | None:
    names = " and ".join(_name(place) for place in places if place.printed)
    return f"{{{names}}}" if names else None


def _name(place: BylineView) -> str:
    """`Family, Suffix, Given`; what has no family part stays whole in braces."""
    if place.is_group or not place.family or not place.given:
        return f"{{{escape(place.printed)}}}"
    parts = (place.family, place.suffix, place.given)
    return ", ".join(_part(part) for part in parts if part)


def _part(text: str) -> str:
    """A part of a name; in braces where BibTeX would cut it: at a comma, or at the word `and`."""
    escaped = escape(text)
    return (
        f"{{{escaped}}}" if "," in text or re.search(r"\band\b", text, re.IGNORECASE) else escaped
    )


def _month(output: OutputView) -> str | None:
    parts = parts_of_date(output)
    return MONTHS[parts[1] - 1] if len(parts) > 1 else None


def _key(output: OutputView) -> str:
    first = next((place.family or place.printed for place in output.byline if place.printed), "")
    words = [word for word in map(_ascii, output.full_title.split()) if word and word not in SMALL]
    return (_ascii(first) or "anon") + str(output.year or "") + (words[0] if words else "")


def _free(key: str, taken: set[str]) -> str:
    number, found = 0, key
    while found in taken:
        number += 1
        found = key + _letters(number)
    return found


def _letters(number: int) -> str:
    """The letters b to z, then za, zb and so on."""
    return "z" * ((number - 1) // 25) + chr(ord("a") + (number - 1) % 25 + 1)


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", plain)[:30]
