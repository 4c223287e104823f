"""Bylines change; rows that are the same keep their keys, so that claims stay with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from registry.core import clock
from registry.core.among import among
from registry.core.db import db
from registry.core.search_text import tokens
from registry.outputs import orders
from registry.outputs.affiliated import Units
from registry.outputs.inserting import AFFILIATION, BYLINE, add_affiliations, add_bylines
from registry.outputs.matching import match
from registry.outputs.references import pointed_at
from registry.outputs.rows import Row, fitted

PRINTED = (
    *("position", "role", "printed", "family", "given", "suffix", "is_group"),
    *("orcid", "orcid_authenticated", "sequence"),
)
SAID = ("position", "name", "department", "place", "ror")


@dataclass
class Rebyline:
    """How the byline of one output becomes the new one."""

    kept: list[tuple[Mapping[str, Any], Row]] = field(default_factory=list)  # stored row, new row
    added: list[Row] = field(default_factory=list)
    gone: list[Mapping[str, Any]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # as printed now, in order
    taken_away: tuple[str, ...] = ()  # printed names of rows that something pointed at

    @property
    def changed(self) -> bool:
        """Whether a reader sees a difference."""
        return bool(self.added or self.gone or any(self.reprinted) or any(self.moved_house))

    @property
    def reprinted(self) -> Iterator[tuple[int, Row]]:
        """Rows that are printed differently or stand elsewhere now."""
        for old, new in self.kept:
            if any(old[name] != new[name] for name in PRINTED):
                yield old["id"], new

    @property
    def moved_house(self) -> Iterator[tuple[int, Row]]:
        """Rows whose affiliations differ."""
        for old, new in self.kept:
            stored = [{name: a[name] for name in SAID} for a in old["affiliations"]]
            if stored != [{name: a[name] for name in SAID} for a in new["affiliations"]]:
                yield old["id"], new

    @property
    def difference(self) -> tuple[list[str], Row]:
        """The names as they stood, and what becomes of them by printed name."""
        return [row["printed"] for row in self._old], {
            "names": self.names,
            "added": [row["printed"] for row in self.added],
            "removed": [row["printed"] for row in self.gone],
            "moved": [new["printed"] for new in self._moved()],
            "reprinted": [
                [old["printed"], new["printed"]]
                for old, new in self.kept
                if old["printed"] != new["printed"]
            ],
        }

    @property
    def agrees(self) -> bool:
        """Whether the new byline has the same names in the same order and says no less."""
        same = (
            tokens(old["printed"]) == tokens(new["printed"])
            and old["position"] == new["position"]
            and bool(new["orcid"] or not old["orcid"])
            and bool(new["affiliations"] or not old["affiliations"])
            for old, new in self.kept
        )
        return not self.added and not self.gone and all(same)

    def refused(self) -> Rebyline:
        """The same byline where it stays as it is."""
        return Rebyline(names=[row["printed"] for row in self._old])

    @property
    def _old(self) -> list[Mapping[str, Any]]:
        rows = [old for old, _ in self.kept] + self.gone
        return sorted(rows, key=lambda row: int(row["position"]))

    def _moved(self) -> Iterator[Row]:
        """Rows that left the order of those that stay."""
        before = sorted(range(len(self.kept)), key=lambda i: int(self.kept[i][0]["position"]))
        after = sorted(range(len(self.kept)), key=lambda i: int(self.kept[i][1]["position"]))
        blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
        stays = {i for block in blocks for i in after[block.b : block.b + block.size]}
        return (self.kept[i][1] for i in after if i not in stays)


def plan(wanted: Mapping[int, list[Row]]) -> dict[int, Rebyline]:
    """How the bylines of these outputs would become these rows; nothing is written."""
    stored = _stored(list(wanted))
    plans = {key: _plan(stored[key], key, new) for key, new in wanted.items()}
    _note_pointed_at(plans)
    return plans


def rebyline(plans: Mapping[int, Rebyline], units: Units) -> None:
    """Bring the bylines of outputs to what was planned."""
    _remove([row["id"] for plan in plans.values() for row in plan.gone])
    _reprint([pair for plan in plans.values() for pair in plan.reprinted])
    add_bylines([row for plan in plans.values() for row in plan.added], units)
    _rehouse([pair for plan in plans.values() for pair in plan.moved_house], units)


def _plan(old: Sequence[Mapping[str, Any]], output_id: int, new: Sequence[Row]) -> Rebyline:
    plan = Rebyline(names=[row["printed"] for row in new])
    matched = match(old, fitted(BYLINE, new))
    for row, index in zip(new, matched, strict=True):
        row["output_id"] = output_id
        if index is None:
            plan.added.append(row)
        else:
            plan.kept.append((old[index], row))
    still = set(matched)
    plan.gone = [row for index, row in enumerate(old) if index not in still]
    return plan


def _stored(output_ids: list[int]) -> dict[int, list[Mapping[str, Any]]]:
    bylines: dict[int, list[Mapping[str, Any]]] = {key: [] for key in output_ids}
    affiliations: dict[int, list[Mapping[str, Any]]] = {}
    mine = among(BYLINE.c.output_id, output_ids)
    houses = (
        select(AFFILIATION)
        .join(BYLINE, BYLINE.c.id == AFFILIATION.c.byline_id)
        .where(mine)
        .order_by(AFFILIATION.c.position)
    )
    for house in db.session.execute(houses).mappings():
        affiliations.setdefault(house["byline_id"], []).append(dict(house))
    statement = select(BYLINE).where(mine).order_by(BYLINE.c.position)
    for row in db.session.execute(statement).mappings():
        bylines[row["output_id"]].append({**row, "affiliations": affiliations.get(row["id"], [])})
    return bylines


def _note_pointed_at(plans: Mapping[int, Rebyline]) -> None:
    gone = [row["id"] for plan in plans.values() for row in plan.gone]
    pointed = pointed_at(BYLINE, gone) if gone else set()
    for plan in plans.values():
        plan.taken_away = tuple(row["printed"] for row in plan.gone if row["id"] in pointed)


def _remove(keys: list[int]) -> None:
    if keys:
        db.session.execute(delete(BYLINE).where(among(BYLINE.c.id, keys)))


def _reprint(pairs: list[tuple[int, Row]]) -> None:
    if not pairs:
        return
    away = update(BYLINE).where(among(BYLINE.c.id, [key for key, _ in pairs]))
    db.session.execute(away.values(position=-BYLINE.c.position))
    statement = (
        update(BYLINE)
        .where(BYLINE.c.id == bindparam("key"))
        .values({name: bindparam(name) for name in PRINTED})
        .values(updated_at=clock.now())
    )
    changed = [{name: row[name] for name in PRINTED} | {"key": key} for key, row in pairs]
    db.session.execute(statement, list(fitted(BYLINE, changed)))


def _rehouse(pairs: list[tuple[int, Row]], units: Units) -> None:
    if not pairs:
        return
    keys = [key for key, _ in pairs]
    entered = orders.entered(keys)
    db.session.execute(delete(AFFILIATION).where(among(AFFILIATION.c.byline_id, keys)))
    add_affiliations({key: row["affiliations"] for key, row in pairs}, units)
    orders.carry_over(entered)
