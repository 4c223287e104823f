"""Which outputs may be one study: by the keys of an index, and by what others assert."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Table,
    bindparam,
    delete,
    func,
    or_,
    select,
)

from registry.core import bulk
from registry.core.among import among
from registry.core.db import db
from registry.outputs.models import Output, OutputRelation
from registry.studies import blocking
from registry.studies.matching import Manifestation
from registry.studies.models import KnownPair, StudyKey

KEY = cast("Table", StudyKey.__table__)
OUTPUT, KNOWN = cast("Table", Output.__table__), cast("Table", KnownPair.__table__)
RELATION = OutputRelation.__table__.c
IDS: BindParameter[int] = bindparam("ids", expanding=True)

HOT = 200
"""A key that more outputs have says nothing about any of them."""

MOST = 50
"""So many outputs are compared with one: those that share the most keys."""

SAME_WORK = frozenset(
    {
        *("ispreprintof", "haspreprint", "isversionof", "hasversion", "isidenticalto"),
        *("issameas", "isvariantformof", "isoriginalformof", "ismanuscriptof", "hasmanuscript"),
    }
)
"""Relations of identity and version, of Crossref and DataCite, letters only."""

Pair = tuple[int, int]
"""The keys of two outputs, the lower first."""


def _both_stored(side: str) -> Select[Any]:
    """(preprint, article, source) of the known pairs of which these outputs are that side."""
    stored = {"preprint": OUTPUT.alias("preprint"), "article": OUTPUT.alias("article")}
    preprint, article = stored.values()
    return (
        select(preprint.c.id, article.c.id, KNOWN.c.source)
        .select_from(stored[side])
        .join(KNOWN, KNOWN.c[side] == stored[side].c.doi)
        .join(*_other(side, stored))
        .where(stored[side].c.id.in_(IDS), preprint.c.id != article.c.id)
    )


def _other(side: str, stored: Mapping[str, Any]) -> tuple[Any, ColumnElement[bool]]:
    name = next(other for other in stored if other != side)
    return stored[name], stored[name].c.doi == KNOWN.c[name]


BOTH_STORED = tuple(map(_both_stored, ("preprint", "article")))
RELATED = select(RELATION.output_id, RELATION.other_id, RELATION.kind).where(
    RELATION.other_id.is_not(None), or_(RELATION.output_id.in_(IDS), RELATION.other_id.in_(IDS))
)


class Assertion(NamedTuple):
    """Somebody says that two outputs are one study; `lesser` where it says which is less."""

    code: str
    lesser: int | None = None
    source: str = ""


def index(works: Mapping[int, Manifestation]) -> set[int]:
    """Let the index hold the keys that these outputs have now; all of them."""
    stored: dict[int, set[int]] = defaultdict(set)
    for key, output_id in db.session.execute(select(KEY).where(among(KEY.c.output_id, works))):
        stored[output_id].add(key)
    wanted = {output_id: blocking.keys(work) for output_id, work in works.items()}
    gone = [output_id for output_id in works if stored[output_id] - wanted[output_id]]
    if gone:
        db.session.execute(delete(KEY).where(among(KEY.c.output_id, gone)))
    new = [
        {"key": key, "output_id": output_id}
        for output_id, keys in wanted.items()
        for key in sorted(keys if output_id in gone else keys - stored[output_id])
    ]
    if new:
        bulk.insert(KEY, new)
    return set().union(*wanted.values())


def candidates(ids: Collection[int], keys: Collection[int]) -> set[Pair]:
    """The pairs of these outputs, whose keys these are, with any that share one."""
    sizes = select(KEY.c.key).where(among(KEY.c.key, keys)).group_by(KEY.c.key)
    telling = db.session.scalars(sizes.having(func.count().between(2, HOT))).all()
    by_key: dict[int, list[int]] = defaultdict(list)
    if telling:
        for key, output_id in db.session.execute(select(KEY).where(among(KEY.c.key, telling))):
            by_key[key].append(output_id)
    return set(_most(by_key.values(), frozenset(ids)))


def _most(groups: Collection[list[int]], ids: frozenset[int]) -> Iterator[Pair]:
    shared: dict[int, Counter[int]] = defaultdict(Counter)
    for group in groups:
        for one in ids.intersection(group):
            shared[one].update(other for other in group if other != one)
    for one, others in shared.items():
        for other, _ in others.most_common(MOST):
            yield _pair(one, other)


def asserted(ids: Collection[int]) -> dict[Pair, Assertion]:
    """What relations and the known pairs say of these outputs and stored others."""
    return dict(_related(ids)) | dict(_known(ids))


def _related(ids: Collection[int]) -> Iterator[tuple[Pair, Assertion]]:
    for one, other, kind in db.session.execute(RELATED, {"ids": list(ids)}):
        if other and one != other and re.sub("[^a-z]", "", kind.lower()) in SAME_WORK:
            yield _pair(one, other), Assertion("relation")


def _known(ids: Collection[int]) -> Iterator[tuple[Pair, Assertion]]:
    for statement in BOTH_STORED:
        for preprint, article, source in db.session.execute(statement, {"ids": list(ids)}):
            yield _pair(preprint, article), Assertion("known_pair", preprint, source)


def _pair(one: int, two: int) -> Pair:
    return (one, two) if one < two else (two, one)
