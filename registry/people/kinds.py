"""The kinds of things that are known of people."""

from __future__ import annotations

from enum import StrEnum


class NameKind(StrEnum):
    """What a name is to its person (domain.md 3.1)."""

    LEGAL = "legal"
    PINYIN = "pinyin"
    PUBLISHED = "published"
    FORMER = "former"
    OTHER_GIVEN = "other_given"


class Script(StrEnum):
    """The writing of a name."""

    HANZI = "hanzi"
    LATIN = "latin"
    OTHER = "other"


class Position(StrEnum):
    """What somebody is employed as (domain.md 2.3)."""

    CHAIR_PROFESSOR = "chair_professor"
    PROFESSOR = "professor"
    ASSOCIATE_PROFESSOR = "associate_professor"
    ASSISTANT_PROFESSOR = "assistant_professor"
    RESEARCHER = "researcher"
    ASSOCIATE_RESEARCHER = "associate_researcher"
    ASSISTANT_RESEARCHER = "assistant_researcher"
    POSTDOC = "postdoc"
    VISITING = "visiting"
    ENGINEER = "engineer"
    STUDENT = "student"
    STAFF = "staff"


class UnitKind(StrEnum):
    """What a unit is."""

    INSTITUTE = "institute"
    CENTRE = "centre"
    GROUP = "group"


class Gender(StrEnum):
    """As HR keeps it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class IdentityKind(StrEnum):
    """The document that an identity number stands in (domain.md 2.6)."""

    ID_CARD = "id_card"
    PASSPORT = "passport"
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    RESIDENCE_PERMIT = "residence_permit"
    WORK_PERMIT = "work_permit"


class ProposalState(StrEnum):
    """Where a proposed change stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
