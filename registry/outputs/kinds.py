"""The kinds of output, an entry each: what it is called, what it adds, which columns it has."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import Schema

from importers.records import OWN_SCHEMES
from registry.core.errors import N_
from registry.outputs.kind_details import (
    AwardDetails,
    CollaborationDetails,
    DatasetDetails,
    DeviceDetails,
    EventDetails,
    LinkDetails,
    NodeDetails,
    PatentDetails,
    PublicationDetails,
    SoftwareDetails,
    StandardDetails,
    TrainingDetails,
    TransferDetails,
)
from registry.outputs.models import Kind

PRINT = ("container_title", "publisher", "volume", "issue", "pages", "article_number", "abstract")


@dataclass(frozen=True)
class KindEntry:
    """A kind: its name and that of its byline, the schema of its `details`, the columns it has.

    The columns are those beyond titles and date, which every kind has.
    """

    name: str
    byline: str
    details: type[Schema]
    columns: tuple[str, ...] = ()


KINDS: dict[Kind, KindEntry] = {
    Kind.PUBLICATION: KindEntry(
        N_("Publication"), N_("Authors"), PublicationDetails, ("work_type", *PRINT, "language")
    ),
    Kind.PATENT: KindEntry(N_("Patent"), N_("Inventors"), PatentDetails, ("abstract",)),
    Kind.SOFTWARE: KindEntry(N_("Software"), N_("Authors"), SoftwareDetails, ("abstract",)),
    Kind.DATASET: KindEntry(
        N_("Dataset"), N_("Creators"), DatasetDetails, ("work_type", "publisher", "abstract")
    ),
    Kind.STANDARD: KindEntry(
        N_("Standard"), N_("Drafters"), StandardDetails, ("work_type", "publisher")
    ),
    Kind.DEVICE: KindEntry(N_("Device or testbed"), N_("Builders"), DeviceDetails, ("abstract",)),
    Kind.NETWORK_NODE: KindEntry(N_("Network node"), N_("Builders"), NodeDetails),
    Kind.NETWORK_LINK: KindEntry(N_("Network link"), N_("Builders"), LinkDetails),
    Kind.AWARD: KindEntry(N_("Award"), N_("Awarded to"), AwardDetails),
    Kind.TRANSFER: KindEntry(N_("Transfer"), N_("Contributors"), TransferDetails, ("abstract",)),
    Kind.COLLABORATION: KindEntry(
        N_("Collaboration"), N_("Contributors"), CollaborationDetails, ("abstract",)
    ),
    Kind.EVENT: KindEntry(N_("Event"), N_("Contributors"), EventDetails, ("abstract",)),
    Kind.TRAINED_PERSON: KindEntry(
        N_("Trained person"), N_("Person and advisers"), TrainingDetails
    ),
}
"""Every kind there is. Forms, API, list filters and the exports follow from it."""

WORK_TYPES = {
    "journal-article": N_("Journal article"),
    "proceedings-article": N_("Conference paper"),
    "posted-content": N_("Preprint"),
    "book": N_("Book"),
    "monograph": N_("Monograph"),
    "edited-book": N_("Edited book"),
    "reference-book": N_("Reference book"),
    "book-chapter": N_("Book chapter"),
    "book-section": N_("Book section"),
    "book-part": N_("Part of a book"),
    "book-series": N_("Book series"),
    "book-set": N_("Book set"),
    "book-track": N_("Book track"),
    "reference-entry": N_("Reference entry"),
    "proceedings": N_("Proceedings"),
    "proceedings-series": N_("Proceedings series"),
    "journal": N_("Journal"),
    "journal-volume": N_("Journal volume"),
    "journal-issue": N_("Journal issue"),
    "report": N_("Report"),
    "report-component": N_("Part of a report"),
    "report-series": N_("Report series"),
    "dissertation": N_("Thesis"),
    "dataset": N_("Dataset"),
    "database": N_("Database"),
    "standard": N_("Standard"),
    "peer-review": N_("Peer review"),
    "grant": N_("Grant"),
    "component": N_("Component"),
    "other": N_("Other"),
}
"""What the types of Crossref are called (domain.md 4.1); others are shown as they come."""

SCHEMES = {
    "doi": "DOI",
    "arxiv": "arXiv",
    "cstr": "CSTR",
    "isbn": "ISBN",
    "issn": "ISSN",
    "patent": N_("Patent number"),
    "pmid": "PMID",
    "cnki": "CNKI",
    "wanfang": "Wanfang",
    "url": N_("Address on the web"),
    "other": N_("other"),
}
"""Schemes of identifiers that a person may enter."""

REFUSED_SCHEMES = {name: label for name, label in SCHEMES.items() if name in OWN_SCHEMES | {"doi"}}
"""Schemes by which a work can be refused: their identifiers name one work."""
