"""What the formats call a kind of work."""

from __future__ import annotations

from typing import NamedTuple

from registry.outputs.models import Kind
from registry.outputs.views import OutputView


class Types(NamedTuple):
    """One type in the words of each format, and whether the container is a journal."""

    csl: str
    bibtex: str
    ris: str
    schema: str


PUBLICATION = Types("document", "misc", "GEN", "CreativeWork")
_BOOK = Types("book", "book", "BOOK", "Book")
_CHAPTER = Types("chapter", "incollection", "CHAP", "Chapter")
_PART = Types("document", "misc", "GEN", "CreativeWork")

OF_WORK_TYPE: dict[str, Types] = {
    "journal-article": Types("article-journal", "article", "JOUR", "ScholarlyArticle"),
    "proceedings-article": Types("paper-conference", "inproceedings", "CPAPER", "ScholarlyArticle"),
    "posted-content": Types("article", "misc", "UNPB", "ScholarlyArticle"),
    "book": _BOOK,
    "monograph": _BOOK,
    "reference-book": _BOOK,
    "edited-book": Types("book", "book", "EDBOOK", "Book"),
    "book-set": _BOOK,
    "book-series": Types("collection", "book", "SER", "BookSeries"),
    "book-chapter": _CHAPTER,
    "book-section": _CHAPTER,
    "book-part": _CHAPTER,
    "book-track": _CHAPTER,
    "reference-entry": Types("entry", "incollection", "ENCYC", "Chapter"),
    "proceedings": Types("book", "proceedings", "CONF", "Book"),
    "journal": Types("periodical", "misc", "JFULL", "Periodical"),
    "journal-volume": Types("periodical", "misc", "JFULL", "PublicationVolume"),
    "journal-issue": Types("periodical", "misc", "JFULL", "PublicationIssue"),
    "report": Types("report", "techreport", "RPRT", "Report"),
    "report-component": Types("report", "techreport", "RPRT", "Report"),
    "dissertation": Types("thesis", "phdthesis", "THES", "Thesis"),
    "dataset": Types("dataset", "misc", "DATA", "Dataset"),
    "database": Types("dataset", "misc", "DBASE", "Dataset"),
    "standard": Types("standard", "misc", "STAND", "CreativeWork"),
    "peer-review": Types("review", "misc", "GEN", "Review"),
    "component": _PART,
}
OF_KIND: dict[str, Types] = {
    Kind.PATENT: Types("patent", "misc", "PAT", "CreativeWork"),
    Kind.SOFTWARE: Types("software", "misc", "COMP", "SoftwareSourceCode"),
    Kind.DATASET: Types("dataset", "misc", "DATA", "Dataset"),
    Kind.STANDARD: Types("standard", "misc", "STAND", "CreativeWork"),
    Kind.EVENT: Types("event", "misc", "GEN", "Event"),
}


def types_of(output: OutputView) -> Types:
    """The type as each format says it; by the source's type first, then by the kind."""
    return OF_WORK_TYPE.get(output.work_type or "") or OF_KIND.get(output.kind, PUBLICATION)
