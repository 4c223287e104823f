"""Which outputs were corrected, retracted or the like, by whom it is said, and which are notices.

Said by the work itself (`updated_by:…`, by its publisher or Retraction Watch), by a notice that is
here too (`updates:…`), and by titles; domain.md 4.3. All is derived from what is stored, so that
it comes out the same whichever arrives first, stays through every refresh, and goes with its
source. The same change told twice is one mark with two sayers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, or_, select, update

from registry.audit import service as audit
from registry.core import clock, facts
from registry.core.actor import Actor
from registry.core.db import db
from registry.outputs.correction_marks import RETRACTION, Mark, joined
from registry.outputs.correction_titles import said_by
from registry.outputs.facts import OutputsMarked
from registry.outputs.models import FieldChoice, Output, OutputMark, OutputRelation

MARK = cast("Table", OutputMark.__table__)
OUTPUT = cast("Table", Output.__table__)

BATCH = 1000


def mark(output_ids: Collection[int], *, by: Actor) -> None:
    """Bring the marks of these outputs, and of those that they are notices of, up to date.

    `Output.retracted` follows. Announces OutputsMarked for changes that are new.
    """
    db.session.flush()
    ids = sorted(set(output_ids))
    news = [key for i in range(0, len(ids), BATCH) for key in _mark(ids[i : i + BATCH], by=by)]
    if news:
        facts.announce(OutputsMarked(sorted(set(news))))


def changed_by(output_ids: Collection[int]) -> list[int]:
    """The other outputs whose marks name these as notices: mark them again when these go."""
    named = select(OutputMark.output_id).where(OutputMark.other_id.in_(output_ids))
    return sorted(set(db.session.scalars(named)) - set(output_ids))


def marks_of(output_ids: Collection[int]) -> dict[int, list[OutputMark]]:
    """The marks of each of these outputs, newest first: one query."""
    found: dict[int, list[OutputMark]] = {key: [] for key in output_ids}
    wanted = select(OutputMark).where(OutputMark.output_id.in_(list(found)))
    newest = wanted.order_by(OutputMark.date.desc(), OutputMark.id.desc())
    for row in db.session.scalars(newest):
        found[row.output_id].append(row)
    return found


def _mark(ids: list[int], *, by: Actor) -> list[int]:
    works = _concerned(ids)
    if not works:
        return []
    stored: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in db.session.execute(select(MARK).where(MARK.c.output_id.in_(list(works)))):
        stored[row.output_id][row.key] = row
    wanted = _wanted(works)
    changed = [key for key in works if _differs(stored[key], wanted[key])]
    for key in changed:
        _write(stored[key], wanted[key])
    _follow(works, wanted, changed, by=by)
    return [key for key in changed if _new(stored[key], wanted[key])]


def _concerned(ids: list[int]) -> dict[int, Any]:
    """Of these outputs and those they are notices of, the ones that have or may get a mark."""
    titles = {key for key, title in _titles(ids) if said_by(title)}
    relations = select(OutputRelation.output_id, OutputRelation.other_id).where(
        or_(_among(OutputRelation.output_id, ids), _among(OutputRelation.other_id, ids)),
        or_(OutputRelation.kind.like("updated\\_by:%", escape="\\"), UPDATES),
    )
    marked = select(MARK.c.output_id).where(
        or_(_among(MARK.c.output_id, ids), _among(MARK.c.other_id, ids))
    )
    found = titles | set(db.session.scalars(marked))
    found |= {key for pair in db.session.execute(relations) for key in pair if key}
    columns = select(OUTPUT.c.id, OUTPUT.c.doi, OUTPUT.c.title, OUTPUT.c.retracted)
    flagged = and_(_among(OUTPUT.c.id, ids), OUTPUT.c.retracted)
    rows = db.session.execute(columns.where(or_(OUTPUT.c.id.in_(found), flagged)))
    return {row.id: row for row in rows}


UPDATES = OutputRelation.kind.like("updates:%")


def _among(column: Any, ids: Collection[int]) -> ColumnElement[bool]:
    """Whether the column holds one of these keys; new outputs have keys in a row."""
    first, last = min(ids, default=0), max(ids, default=0)
    in_a_row = last - first + 1 == len(ids) > 1
    found: ColumnElement[bool] = column.between(first, last) if in_a_row else column.in_(ids)
    return found


def _titles(ids: Collection[int]) -> Iterator[Any]:
    """The titles, and those of the source where a person chose another."""
    yield from db.session.execute(
        select(OUTPUT.c.id, OUTPUT.c.title).where(_among(OUTPUT.c.id, ids))
    )
    of_source = select(FieldChoice.output_id, FieldChoice.source_value)
    chosen = of_source.where(_among(FieldChoice.output_id, ids), FieldChoice.field == "title")
    yield from db.session.execute(chosen)


def _wanted(works: Mapping[int, Any]) -> dict[int, dict[str, Mark]]:
    """What is said of each of these outputs, each change once."""
    said: dict[int, list[Mark]] = {key: [] for key in works}
    for one in (*_by_relations(works), *_by_titles(works)):
        said[one.output_id].append(one)
    return {key: joined(found) for key, found in said.items()}


def _by_relations(works: Mapping[int, Any]) -> Iterator[Mark]:
    here = list(works)
    relation, other = OutputRelation, Output
    statement = (
        select(relation, other.doi)
        .join(other, other.id == relation.output_id)
        .where(or_(relation.output_id.in_(here), UPDATES & relation.other_id.in_(here)))
        .order_by(relation.id)
    )
    for row, doi in db.session.execute(statement):
        direction, _, type_ = row.kind.partition(":")
        if direction == "updated_by" and row.output_id in works:
            yield _said(row, row.output_id, type_, by=row.asserted_by or "publisher")
        elif direction == "updates":
            yield from _by_notice(row, type_, doi=doi, works=works)


def _by_notice(
    row: OutputRelation, type_: str, *, doi: str | None, works: Mapping[int, Any]
) -> Iterator[Mark]:
    """What a notice says of the work it changes, and of itself."""
    by = "retraction-watch" if row.asserted_by == "retraction-watch" else "notice"
    changed = row.other_id
    if changed == row.output_id:
        yield _said(row, changed, type_, by=row.asserted_by or "publisher")
        return
    if changed is not None and changed in works:
        yield Mark(changed, "changed", type_, (by,), row.date or "", doi, row.output_id)
    if row.output_id in works:
        yield replace(_said(row, row.output_id, type_, by=by), role="notice")


def _said(row: OutputRelation, output_id: int, type_: str, *, by: str) -> Mark:
    other = row.value if row.scheme == "doi" else None
    return Mark(output_id, "changed", type_, (by,), row.date or "", other, row.other_id)


def _by_titles(works: Mapping[int, Any]) -> Iterator[Mark]:
    for key, title in _titles(list(works)):
        if said := said_by(title):
            yield Mark(key, said.role, said.type, ("title",))


def _values(one: Mark) -> dict[str, Any]:
    return {
        "role": one.role,
        "what": one.what,
        "type": one.type[:60],
        "date": one.date,
        "sayers": list(one.sayers),
        "other_doi": one.other_doi,
        "other_id": one.other_id,
    }


def _same(stored: Any, wanted: Mark) -> bool:
    return all(getattr(stored, name) == value for name, value in _values(wanted).items())


def _differs(stored: Mapping[str, Any], wanted: Mapping[str, Mark]) -> bool:
    if stored.keys() != wanted.keys():
        return True
    return not all(_same(stored[key], wanted[key]) for key in wanted)


def _new(stored: Mapping[str, Any], wanted: Mapping[str, Mark]) -> bool:
    return any(one.role == "changed" for key, one in wanted.items() if key not in stored)


def _write(stored: Mapping[str, Any], wanted: Mapping[str, Mark]) -> None:
    """Let an output have these marks; those that stay keep their rows."""
    gone = [row.id for key, row in stored.items() if key not in wanted]
    if gone:
        db.session.execute(delete(OutputMark).where(OutputMark.id.in_(gone)), execution_options=RAW)
    for key, one in wanted.items():
        if key not in stored:
            db.session.add(OutputMark(output_id=one.output_id, key=key, **_values(one)))
        elif not _same(stored[key], one):
            here = update(MARK).where(MARK.c.id == stored[key].id)
            db.session.execute(here.values(**_values(one), updated_at=clock.now()))
    db.session.flush()


RAW = {"synchronize_session": False}


def _follow(
    works: Mapping[int, Any],
    wanted: Mapping[int, Mapping[str, Mark]],
    changed: Collection[int],
    *,
    by: Actor,
) -> None:
    """Let the outputs follow their marks: retracted or not, and a version that readers see."""
    updates = []
    for key, row in works.items():
        told = wanted[key].values()
        retracted = any(m.role == "changed" and m.what == RETRACTION for m in told)
        if key in changed or retracted != row.retracted:
            updates.append({"key": key, "gone": retracted})
            details = {"marks": sorted({m.type for m in told}), "retracted": retracted}
            audit.record("output.marked", ("Output", key), by=by, details=details)
    if updates:
        newer = {"version": OUTPUT.c.version + 1, "updated_at": clock.now()}
        here = update(OUTPUT).where(OUTPUT.c.id == bindparam("key"))
        db.session.execute(here.values(retracted=bindparam("gone"), **newer), updates)
        db.session.expire_all()
