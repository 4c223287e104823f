"""Our tables as tutorials map them: a class each, relationships loaded when they are touched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Table
from sqlalchemy.orm import relationship

from registry.core import db as core_db
from registry.outputs.queries import NAMES
from registry.outputs.years import earliest
from registry.people.models import display_name

# mypy: disable-error-code="misc,name-defined"
# Flask-SQLAlchemy makes its Model while running.
db = SQLAlchemy()


def _table(name: str) -> Table:
    return core_db.db.metadata.tables[name]


class ResearcherName(db.Model):
    __table__ = _table("researcher_name")


class Researcher(db.Model):
    __table__ = _table("researcher")
    names = relationship(ResearcherName, order_by=ResearcherName.id)


class Goal(db.Model):
    __table__ = _table("goal")


class SubAim(db.Model):
    __table__ = _table("sub_aim")


class GoalLink(db.Model):
    __table__ = _table("goal_link")
    goal = relationship(Goal)
    sub_aim = relationship(SubAim)

    link_id = property(lambda self: self.id)
    aim = property(lambda self: self.sub_aim or self.goal)
    goal_code = property(lambda self: self.goal.code)
    code = property(lambda self: self.aim.code)
    title_en = property(lambda self: self.aim.title_en)
    title_zh = property(lambda self: self.aim.title_zh)
    primary = property(lambda self: self.is_primary)


class BylineAffiliation(db.Model):
    __table__ = _table("byline_affiliation")


class Byline(db.Model):
    __table__ = _table("byline")
    affiliations = relationship(BylineAffiliation, order_by=BylineAffiliation.position)


class Claim(db.Model):
    __table__ = _table("claim")
    researcher = relationship(Researcher)
    byline = relationship(Byline)


class OutputIdentifier(db.Model):
    __table__ = _table("output_identifier")


class OutputFunder(db.Model):
    __table__ = _table("output_funder")


class OutputRelation(db.Model):
    __table__ = _table("output_relation")


class OutputMark(db.Model):
    __table__ = _table("output_mark")

    day = property(lambda self: self.date or None)


class SourceRecord(db.Model):
    __table__ = _table("source_record")


@dataclass
class Author:
    """What the schema asks of a researcher who is confirmed on an output."""

    id: int
    name_en: str
    name_zh: str
    position: int


class Output(db.Model):
    __table__ = _table("output")
    places = relationship(Byline, order_by=Byline.position)
    identifiers = relationship(OutputIdentifier, order_by=OutputIdentifier.id)
    funders = relationship(OutputFunder, order_by=OutputFunder.id)
    relations = relationship(OutputRelation, foreign_keys=_table("output_relation").c.output_id)
    corrections = relationship(
        OutputMark,
        foreign_keys=_table("output_mark").c.output_id,
        order_by=[OutputMark.date.desc(), OutputMark.id.desc()],
    )
    sources = relationship(SourceRecord)
    claims = relationship(Claim)
    links = relationship(GoalLink)

    byline = property(lambda self: self.places[:NAMES])
    date = property(lambda self: earliest(self.dates).date)

    @property
    def researchers(self) -> list[Author]:
        confirmed = [c for c in self.claims if c.state == "confirmed" and c.researcher.visible]
        return sorted(map(_author, confirmed), key=lambda author: author.position)

    @property
    def goals(self) -> list[Any]:
        return sorted(self.links, key=lambda link: (not link.is_primary, link.goal.code, link.id))


def _author(claim: Claim) -> Author:
    names = claim.researcher.names
    english, chinese = display_name(names, "en"), display_name(names, "zh")
    return Author(claim.researcher_id, english, chinese, claim.byline.position)
