"""Outputs, their bylines and where each value came from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from registry.core.clock import UTCDateTime
from registry.core.db import Model, Recorded, Versioned, internal, public


class Kind(StrEnum):
    """What an output is (design 4)."""

    PUBLICATION = "publication"
    PATENT = "patent"
    SOFTWARE = "software"
    DATASET = "dataset"
    STANDARD = "standard"
    DEVICE = "device"
    NETWORK_NODE = "network_node"
    NETWORK_LINK = "network_link"
    AWARD = "award"
    TRANSFER = "transfer"
    COLLABORATION = "collaboration"
    EVENT = "event"
    TRAINED_PERSON = "trained_person"


class Output(Versioned, Model):
    """One output.

    `details` holds what its kind adds, checked by the kind's schema; `work_type` is the type the
    source states.

    `source` is whose message its fields follow and `checked_at` when that was last asked for;
    `version_of_record_id` is the output that counts for the same study (design 4), such as the
    article of a preprint.

    `year` is the year by the policy `earliest` (domain.md 4.2); `year_is_guess` where only the
    registration date was known.
    """

    __table_args__ = (
        Index("ix_output_year", "year", "id"),
        Index("ix_output_kind_year", "kind", "year", "id"),
    )

    kind: Mapped[str] = public(String(16), default=Kind.PUBLICATION)
    work_type: Mapped[str | None] = public(String(40))
    title: Mapped[str] = public(Text)
    title_markup: Mapped[str | None] = public(Text)
    subtitle: Mapped[str | None] = public(Text)
    original_title: Mapped[str | None] = public(Text)
    abstract: Mapped[str | None] = public(Text)
    language: Mapped[str | None] = public(String(20))
    container_title: Mapped[str | None] = public(Text)
    short_container_title: Mapped[str | None] = public(Text)
    publisher: Mapped[str | None] = public(Text)
    volume: Mapped[str | None] = public(String(100))
    issue: Mapped[str | None] = public(String(100))
    pages: Mapped[str | None] = public(String(100))
    article_number: Mapped[str | None] = public(String(100))
    doi: Mapped[str | None] = public(String(2048), unique=True)
    dates: Mapped[dict[str, str]] = public(JSON, default=dict)
    year: Mapped[int] = public(default=0)
    year_is_guess: Mapped[bool] = public(default=False)
    cited_by: Mapped[int | None] = public()
    cited_by_at: Mapped[datetime | None] = public(UTCDateTime)
    references_count: Mapped[int | None] = public()
    source_sha256: Mapped[str | None] = public(String(64))
    details: Mapped[dict[str, Any]] = public(JSON, default=dict)
    retracted: Mapped[bool] = public(default=False)
    source: Mapped[str | None] = public(String(20))
    checked_at: Mapped[datetime | None] = public(UTCDateTime, index=True)
    version_of_record_id: Mapped[int | None] = public(
        ForeignKey("output.id", ondelete="SET NULL"), index=True
    )
    sample: Mapped[bool] = public(default=False)
    search_text: Mapped[str] = internal(Text, default="")
    byline_count: Mapped[int] = public(default=0)
    byline: Mapped[list[Byline]] = relationship(
        cascade="all, delete-orphan", order_by="Byline.position", passive_deletes=True
    )
    identifiers: Mapped[list[OutputIdentifier]] = relationship(
        cascade="all, delete-orphan", order_by="OutputIdentifier.id", passive_deletes=True
    )
    funders: Mapped[list[OutputFunder]] = relationship(
        cascade="all, delete-orphan", order_by="OutputFunder.id", passive_deletes=True
    )
    relations: Mapped[list[OutputRelation]] = relationship(
        cascade="all, delete-orphan",
        order_by="OutputRelation.id",
        foreign_keys="OutputRelation.output_id",
        passive_deletes=True,
    )


class Byline(Recorded, Model):
    """One place of the byline, the name exactly as printed.

    `corresponding` and `equal_contribution`: None is unknown, not no.
    """

    __table_args__ = (
        UniqueConstraint("output_id", "position"),
        Index("ix_byline_orcid", "orcid"),
    )

    output_id: Mapped[int] = public(ForeignKey("output.id", ondelete="CASCADE"))
    position: Mapped[int] = public()
    role: Mapped[str] = public(String(12), default="author")
    printed: Mapped[str] = public(Text)
    family: Mapped[str | None] = public(Text)
    given: Mapped[str | None] = public(Text)
    suffix: Mapped[str | None] = public(String(100))
    is_group: Mapped[bool] = public(default=False)
    orcid: Mapped[str | None] = public(String(19))
    orcid_authenticated: Mapped[bool | None] = public(Boolean)
    sequence: Mapped[str | None] = public(String(20))
    corresponding: Mapped[bool | None] = public(Boolean)
    equal_contribution: Mapped[bool | None] = public(Boolean)
    affiliations: Mapped[list[BylineAffiliation]] = relationship(
        cascade="all, delete-orphan", order_by="BylineAffiliation.position", passive_deletes=True
    )


class BylineAffiliation(Recorded, Model):
    """A unit printed for a byline position, in the order printed."""

    byline_id: Mapped[int] = public(ForeignKey("byline.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = public()
    name: Mapped[str | None] = public(Text)
    department: Mapped[str | None] = public(Text)
    place: Mapped[str | None] = public(Text)
    ror: Mapped[str | None] = public(String(30))
    unit_id: Mapped[int | None] = public(ForeignKey("unit.id"), index=True)


class BylineFact(Versioned, Model):
    """Who said what a byline position has beside its name, and who checked it.

    The values `corresponding` and `equal_contribution` stand in the position itself;
    `affiliation_order` is the order of its affiliations as printed, by their keys.
    """

    byline_id: Mapped[int] = public(ForeignKey("byline.id", ondelete="CASCADE"), unique=True)
    affiliation_order: Mapped[list[int] | None] = public(JSON(none_as_null=True))
    entered_by: Mapped[int | None] = internal(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = internal(UTCDateTime)
    checked_by: Mapped[int | None] = internal(ForeignKey("account.id"))
    checked_at: Mapped[datetime | None] = internal(UTCDateTime)


class OutputIdentifier(Recorded, Model):
    """An identifier of an output: DOI, arXiv, ISSN of its journal, ISBN, CSTR, patent number."""

    __table_args__ = (
        Index("ix_output_identifier_value", "scheme", "value"),
        Index("ix_output_identifier_output", "output_id"),
    )

    output_id: Mapped[int] = public(ForeignKey("output.id", ondelete="CASCADE"))
    scheme: Mapped[str] = public(String(20))
    value: Mapped[str] = public(String(2048))


class OutputFunder(Recorded, Model):
    """Who paid, with the award numbers split and as they came."""

    output_id: Mapped[int] = public(ForeignKey("output.id", ondelete="CASCADE"), index=True)
    name: Mapped[str | None] = public(Text)
    identifier: Mapped[str | None] = public(String(200))
    awards: Mapped[list[str]] = public(JSON, default=list)
    awards_raw: Mapped[list[str]] = public(JSON, default=list)


class OutputRelation(Recorded, Model):
    """What an output is to another: preprint of, version of, corrects, retracts.

    The other may be known by identifier alone.
    """

    output_id: Mapped[int] = public(ForeignKey("output.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = public(String(60))
    scheme: Mapped[str] = public(String(20))
    value: Mapped[str] = public(String(2048))
    other_id: Mapped[int | None] = public(ForeignKey("output.id", ondelete="SET NULL"), index=True)
    asserted_by: Mapped[str | None] = public(String(40))
    label: Mapped[str | None] = public(String(200))
    date: Mapped[str | None] = public(String(10))
    record_id: Mapped[str | None] = public(String(60))


class OutputMark(Recorded, Model):
    """A correction, retraction or the like: this output was `changed`, or is the `notice` of one.

    Derived from relations and titles (`corrections.mark`): one row a change, however many say so.
    `what` is the family of `type`; `other` is the notice of what was changed, and the other way
    round; `key` is the same change's name from refresh to refresh.
    """

    __table_args__ = (
        UniqueConstraint("output_id", "key"),
        Index("ix_output_mark_date", "role", "date", "id"),
    )

    output_id: Mapped[int] = public(ForeignKey("output.id", ondelete="CASCADE"))
    role: Mapped[str] = public(String(8))
    what: Mapped[str] = public(String(24))
    type: Mapped[str] = public(String(60))
    key: Mapped[str] = internal(String(80))
    date: Mapped[str] = public(String(10), default="")
    sayers: Mapped[list[str]] = public(JSON, default=list)
    other_doi: Mapped[str | None] = public(String(2048))
    other_id: Mapped[int | None] = public(ForeignKey("output.id", ondelete="SET NULL"), index=True)

    @property
    def day(self) -> str | None:
        """The date of the change, perhaps in part; None where nobody says it."""
        return self.date or None


class SourceRecord(Recorded, Model):
    """A message as received: gzip of the JSON, its SHA-256, from where and when.

    Never overwritten.
    """

    __table_args__ = (
        UniqueConstraint("source", "identifier", "sha256"),
        Index("ix_source_record_output", "output_id"),
    )

    output_id: Mapped[int | None] = public(ForeignKey("output.id", ondelete="SET NULL"))
    source: Mapped[str] = public(String(20))
    identifier: Mapped[str] = public(String(2048))
    sha256: Mapped[str] = public(String(64))
    body: Mapped[bytes] = internal(LargeBinary)
    request: Mapped[str] = internal(Text)
    received_at: Mapped[datetime] = public(UTCDateTime)


class FieldChoice(Recorded, Model):
    """A field whose value a person set.

    It stays through every refresh, and the source's value is kept beside it.
    """

    __table_args__ = (UniqueConstraint("output_id", "field"),)

    output_id: Mapped[int] = public(ForeignKey("output.id", ondelete="CASCADE"))
    field: Mapped[str] = public(String(60))
    account_id: Mapped[int | None] = internal(ForeignKey("account.id"), index=True)
    source_value: Mapped[Any] = public(JSON)


class Refusal(Recorded, Model):
    """A work that never comes in: an identifier in its normal form, and why.

    `scheme` is `doi` or another one whose identifiers name one work.
    """

    __table_args__ = (UniqueConstraint("scheme", "value"),)

    scheme: Mapped[str] = public(String(20))
    value: Mapped[str] = public(String(2048))
    reason: Mapped[str] = internal(String(500))
    account_id: Mapped[int | None] = internal(ForeignKey("account.id"), index=True)
    actor: Mapped[str] = internal(String(200))
