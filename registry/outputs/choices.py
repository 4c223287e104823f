"""Fields whose value a person chose: they stay, and what the source says is kept beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import JSON, Table, bindparam, delete, select, update

from registry.core import clock
from registry.core.actor import Actor
from registry.core.among import among
from registry.core.db import db
from registry.outputs.models import FieldChoice, Output
from registry.outputs.rows import Row
from registry.outputs.years import BY_HAND, earliest

COLUMNS = (
    *("work_type", "title", "subtitle", "original_title", "abstract", "language"),
    *("container_title", "short_container_title", "publisher"),
    *("volume", "issue", "pages", "article_number", "details"),
)
"""Columns a person may set as they are."""

CHOSEN = (*COLUMNS, "date", "identifiers", "byline")
"""All fields a person may set."""


@dataclass
class Chosen:
    """The choices of one output: field -> the value of the source that was last seen.

    `news` are those values where they differ from what is kept beside the choice; `agreed` the
    choices that are none any more.
    """

    output_id: int
    fields: dict[str, Any] = field(default_factory=dict)
    news: dict[str, Any] = field(default_factory=dict)
    agreed: set[str] = field(default_factory=set)

    def over(self, fields: Row, stored: Mapping[str, Any]) -> Row:
        """What the source says, with the person's values over it; the source's own are noted."""
        kept = {name: stored[name] for name in COLUMNS if name in self.fields}
        for name in kept:
            self.note(name, fields[name])
        if "title" in kept:
            kept["title_markup"] = stored["title_markup"]
        if "date" in self.fields:
            self.note("date", earliest(fields["dates"]).date)
            kept |= dated(fields["dates"], stored["dates"].get(BY_HAND))
        return fields | kept

    def note(self, name: str, source_value: Any) -> None:
        """Note what the source says now of a chosen field."""
        if self.fields[name] != source_value:
            self.fields[name] = self.news[name] = source_value


def keep_notes(choices: Iterable[Chosen]) -> None:
    """Write what was noted: what the sources say now, and which choices are none any more."""
    known = list(choices)
    table = cast("Table", FieldChoice.__table__)
    here = (table.c.output_id == bindparam("key"), table.c.field == bindparam("name"))
    gone = [{"key": c.output_id, "name": name} for c in known for name in c.agreed]
    news = [
        {"key": c.output_id, "name": name, "said": said}
        for c in known
        for name, said in c.news.items()
        if name not in c.agreed
    ]
    if gone:
        db.session.execute(delete(table).where(*here), gone)
    if news:
        said = bindparam("said", type_=JSON)
        statement = update(table).where(*here).values(source_value=said, updated_at=clock.now())
        db.session.execute(statement, news)


def chosen(output_ids: list[int]) -> dict[int, Chosen]:
    """The choices of each of these outputs, in one query."""
    found: dict[int, Chosen] = {key: Chosen(key) for key in output_ids}
    statement = select(FieldChoice.output_id, FieldChoice.field, FieldChoice.source_value)
    for key, name, value in db.session.execute(
        statement.where(among(FieldChoice.output_id, output_ids))
    ):
        found[key].fields[name] = value
    return found


def dated(dates: Mapping[str, str], date: str | None) -> Row:
    """The columns that tell when, with this as the date by hand; None takes it away."""
    known = of_source(dates) | ({BY_HAND: date} if date else {})
    year = earliest(known)
    return {"dates": known, "year": year.year, "year_is_guess": year.is_guess}


def of_source(dates: Mapping[str, str]) -> dict[str, str]:
    """The dates without that of a person."""
    return {name: value for name, value in dates.items() if name != BY_HAND}


def choose(output: Output, values: Mapping[str, tuple[Any, Any]], *, by: Actor) -> None:
    """Note which fields `by` set: field -> (value before, value now).

    For an output from a source the value before a first choice is the source's; a value set back
    to it is no choice any more.
    """
    known = _by_field(output)
    for name, (before, now) in values.items():
        choice = known.get(name)
        source_value = choice.source_value if choice else before
        if output.source_sha256 and now == source_value:
            db.session.execute(delete(FieldChoice).filter_by(output_id=output.id, field=name))
        elif choice:
            choice.account_id = by.account_id
        else:
            kept = source_value if output.source_sha256 else None
            values_of = {"field": name, "account_id": by.account_id, "source_value": kept}
            db.session.add(FieldChoice(output_id=output.id, **values_of))


def forget(output: Output, field: str) -> None:
    """Let this field follow the source with the next message."""
    db.session.execute(delete(FieldChoice).filter_by(output_id=output.id, field=field))


def byline_is_of_source(output: Output) -> bool:
    """Whether the byline follows a source and not a person."""
    return output.source_sha256 is not None and "byline" not in _by_field(output)


def _by_field(output: Output) -> dict[str, FieldChoice]:
    found = db.session.scalars(select(FieldChoice).filter_by(output_id=output.id))
    return {choice.field: choice for choice in found}
