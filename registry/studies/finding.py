"""Which outputs may be one study: by the keys of an index, and by what others assert."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple, cast

from sqlalchemy import Table, and_, delete, func, insert, or_, select
from sqlalchemy.orm import aliased

from registry.core.db import db
from registry.outputs.models import Output, OutputRelation
from registry.studies import blocking
from registry.studies.matching import Manifestation
from registry.studies.models import KnownPair, StudyKey

KEY = cast("Table", StudyKey.__table__)

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


class Assertion(NamedTuple):
    """Somebody says that two outputs are one study; `lesser` where it says which is less."""

    code: str
    lesser: int | None = None
    source: str = ""


def index(works: Mapping[int, Manifestation]) -> None:
    """Let the index hold the keys that these outputs have now."""
    stored: dict[int, set[int]] = defaultdict(set)
    for key, output_id in db.session.execute(select(KEY).where(KEY.c.output_id.in_(list(works)))):
        stored[output_id].add(key)
    wanted = {output_id: blocking.keys(work) for output_id, work in works.items()}
    gone = [key for key in works if stored[key] - wanted[key]]
    if gone:
        db.session.execute(delete(KEY).where(KEY.c.output_id.in_(gone)))
    new = [
        {"key": key, "output_id": output_id}
        for output_id, keys in wanted.items()
        for key in sorted(keys if output_id in gone else keys - stored[output_id])
    ]
    if new:
        db.session.execute(insert(KEY), new)


def candidates(ids: Collection[int]) -> set[Pair]:
    """The pairs of these outputs with any that share a key, the most keys first."""
    mine, theirs = KEY.alias(), KEY.alias()
    own = select(mine.c.key).where(mine.c.output_id.in_(ids))
    told = select(theirs.c.key).where(theirs.c.key.in_(own)).group_by(theirs.c.key)
    telling = told.having(func.count().between(2, HOT)).subquery()
    holders = select(KEY.c.key, KEY.c.output_id).join(telling, telling.c.key == KEY.c.key)
    by_key: dict[int, list[int]] = defaultdict(list)
    for key, output_id in db.session.execute(holders):
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
    here = or_(OutputRelation.output_id.in_(ids), OutputRelation.other_id.in_(ids))
    columns = (OutputRelation.output_id, OutputRelation.other_id, OutputRelation.kind)
    wanted = select(*columns).where(OutputRelation.other_id.is_not(None), here)
    for one, other, kind in db.session.execute(wanted):
        if other and one != other and re.sub("[^a-z]", "", kind.lower()) in SAME_WORK:
            yield _pair(one, other), Assertion("relation")


def _known(ids: Collection[int]) -> Iterator[tuple[Pair, Assertion]]:
    preprint, article = aliased(Output), aliased(Output)
    wanted = (
        select(preprint.id, article.id, KnownPair.source)
        .select_from(KnownPair)
        .join(preprint, preprint.doi == KnownPair.preprint)
        .join(article, and_(article.doi == KnownPair.article, article.id != preprint.id))
    )
    for side, output in ((KnownPair.preprint, preprint), (KnownPair.article, article)):
        own = select(output.doi).where(output.id.in_(ids), output.doi.is_not(None))
        dois = list(db.session.scalars(own))
        for less, more, source in db.session.execute(wanted.where(side.in_(dois))):
            yield _pair(less, more), Assertion("known_pair", less, source)


def _pair(one: int, two: int) -> Pair:
    return (one, two) if one < two else (two, one)
