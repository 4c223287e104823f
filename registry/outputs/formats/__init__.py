"""Export formats, one file each: pure functions of outputs, without a query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from registry.outputs.formats import bibtex, csl, jsonld, ris, whole
from registry.outputs.views import OutputView

Write = Callable[[Iterable[OutputView]], Iterator[str]]


@dataclass(frozen=True)
class Format:
    """A format: its name to readers, media type, ending of files, and what writes it in pieces."""

    label: str
    media_type: str
    ending: str
    write: Write


FORMATS: dict[str, Format] = {
    "json": Format("JSON", "application/json", "json", whole.write),
    "csl": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", "csl.json", csl.write),
    "bibtex": Format("BibTeX", "application/x-bibtex", "bib", bibtex.write),
    "ris": Format("RIS", "application/x-research-info-systems", "ris", ris.write),
    "jsonld": Format("JSON-LD", "application/ld+json", "jsonld", jsonld.write),
}
"""Every format there is, all in UTF-8; a new one is a file and a line here."""
