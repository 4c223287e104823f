"""The kinds of output: what each is called, what it adds, and which common fields it has. One entry a kind."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import Schema

from registry.core.errors import N_
from registry.core.fields import Choice, PartialDateField, StrictSchema, Text
from registry.outputs.models import Kind


class PublicationDetails(StrictSchema):
    """What a publication entered by hand adds."""

    edition = Text(100, metadata={"label": N_("Edition")})
    publisher_place = Text(200, metadata={"label": N_("Place of publication")})
    url = Text(2048, metadata={"label": N_("Address on the web")})


class PatentDetails(StrictSchema):
    """The dates are those of the office."""

    number = Text(60, required=True, metadata={"label": N_("Patent or application number")})
    office = Text(40, required=True, metadata={"label": N_("Patent office, such as CN or EP")})
    status = Choice(("filed", "granted", "lapsed"), metadata={"label": N_("Status")})
    filed_on = PartialDateField(metadata={"label": N_("Filed on")})
    granted_on = PartialDateField(metadata={"label": N_("Granted on")})
    holder = Text(300, metadata={"label": N_("Holder")})


class SoftwareDetails(StrictSchema):
    """Where the code is and what one may do with it."""

    release = Text(60, metadata={"label": N_("Release")})
    url = Text(2048, metadata={"label": N_("Repository")})
    licence = Text(100, metadata={"label": N_("Licence")})


class DatasetDetails(StrictSchema):
    """Where the data are and what one may do with them."""

    release = Text(60, metadata={"label": N_("Release")})
    url = Text(2048, metadata={"label": N_("Repository")})
    licence = Text(100, metadata={"label": N_("Licence")})


class StandardDetails(StrictSchema):
    """Its number and who issued it."""

    number = Text(60, required=True, metadata={"label": N_("Number of the standard")})
    body = Text(200, metadata={"label": N_("Issued by")})
    status = Choice(
        ("proposed", "draft", "published", "withdrawn"), metadata={"label": N_("Status")}
    )


class DeviceDetails(StrictSchema):
    """Where it stands and what it can do."""

    location = Text(300, metadata={"label": N_("Location")})
    capability = Text(1000, metadata={"label": N_("What it can do")})
    url = Text(2048, metadata={"label": N_("Address on the web")})


class NodeDetails(StrictSchema):
    """A place of the quantum network."""

    location = Text(300, required=True, metadata={"label": N_("Location")})
    operator = Text(200, metadata={"label": N_("Operator")})


class LinkDetails(StrictSchema):
    """A line of the quantum network between two nodes."""

    from_node = Text(200, required=True, metadata={"label": N_("From")})
    to_node = Text(200, required=True, metadata={"label": N_("To")})
    length = Text(60, metadata={"label": N_("Length, with its unit")})
    medium = Text(60, metadata={"label": N_("Medium, such as fibre or free space")})


class AwardDetails(StrictSchema):
    """Who gave it, and how high it stands."""

    grantor = Text(300, required=True, metadata={"label": N_("Given by")})
    level = Choice(
        ("international", "national", "province", "city", "university", "society"),
        metadata={"label": N_("Level")},
    )
    rank = Text(60, metadata={"label": N_("Class or rank")})


class TransferDetails(StrictSchema):
    """Knowledge that went to somebody who uses it."""

    partner = Text(300, required=True, metadata={"label": N_("Taken over by")})
    form = Choice(
        ("licence", "assignment", "spin_off", "service", "other"), metadata={"label": N_("Form")}
    )


class CollaborationDetails(StrictSchema):
    """With whom, and until when."""

    partner = Text(300, required=True, metadata={"label": N_("Partner")})
    country = Text(100, metadata={"label": N_("Country or region")})
    ends = PartialDateField(metadata={"label": N_("Ends")})


class EventDetails(StrictSchema):
    """A meeting we held or took part in."""

    place = Text(300, metadata={"label": N_("Place")})
    ends = PartialDateField(metadata={"label": N_("Ends")})
    role = Choice(
        ("organiser", "co_organiser", "invited_talk", "talk", "poster"),
        metadata={"label": N_("Our part")},
    )


class TrainingDetails(StrictSchema):
    """The person is in the byline; the title is that of the thesis or training."""

    degree = Choice(
        ("bachelor", "master", "doctor", "postdoc", "other"),
        required=True,
        metadata={"label": N_("Degree or training")},
    )
    institution = Text(300, metadata={"label": N_("Institution")})


PRINT = ("container_title", "publisher", "volume", "issue", "pages", "article_number", "abstract")


@dataclass(frozen=True)
class KindEntry:
    """A kind: its name, that of its byline, the schema of its `details`, the common columns it uses beyond title and date."""

    label: str
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

WORDS = {
    "filed": N_("filed"),
    "granted": N_("granted"),
    "lapsed": N_("lapsed"),
    "proposed": N_("proposed"),
    "draft": N_("draft"),
    "published": N_("published"),
    "withdrawn": N_("withdrawn"),
    "international": N_("international"),
    "national": N_("national"),
    "province": N_("province"),
    "city": N_("city"),
    "university": N_("university"),
    "society": N_("learned society"),
    "licence": N_("licence"),
    "assignment": N_("assignment"),
    "spin_off": N_("spin-off company"),
    "service": N_("service"),
    "other": N_("other"),
    "organiser": N_("organiser"),
    "co_organiser": N_("co-organiser"),
    "invited_talk": N_("invited talk"),
    "talk": N_("talk"),
    "poster": N_("poster"),
    "bachelor": N_("bachelor"),
    "master": N_("master"),
    "doctor": N_("doctor"),
    "postdoc": N_("postdoc"),
}
"""What the words of `details` are called."""

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
"""What the types of Crossref are called (domain.md 4.1); others are shown as the source writes them."""

SCHEMES = {
    "doi": "DOI",
    "arxiv": "arXiv",
    "cstr": "CSTR",
    "isbn": "ISBN",
    "issn": "ISSN",
    "patent": N_("Patent number"),
    "cnki": "CNKI",
    "wanfang": "Wanfang",
    "url": N_("Address on the web"),
    "other": N_("other"),
}
"""Schemes of identifiers that a person may enter."""


def kind_label(kind: str) -> str:
    """The name of a kind, as a message id."""
    return KINDS[Kind(kind)].label


def type_label(kind: str, work_type: str | None) -> str:
    """The name of the type where it is known, else that of the kind, as a message id."""
    return WORK_TYPES.get(work_type or "", kind_label(kind))
