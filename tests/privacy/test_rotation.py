"""Keys change while everything runs, and after a kill; nothing becomes unreadable."""

from __future__ import annotations

import stat

import pytest
from sqlalchemy import select

from registry.audit import service as audit
from registry.core import files, settings
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.people import merge as merging
from registry.people import personnel
from registry.people.models import Personnel
from registry.privacy import rotation
from registry.privacy.rotation import KeyInUse, KeysGiven, Rotation, UnknownKey
from tests.makers.people import make_researcher
from tests.makers.privacy import CANARIES, PAPER, make_known
from tests.makers.rotations import rotated


@pytest.fixture
def fresh_key(app):
    """One key for this test."""
    return settings.keyring().active


@pytest.mark.timeout(300)
def test_a_rotation_among_writers_and_kills_leaves_nothing_unreadable(app, fresh_key):
    found = rotated(app, 300, kills=1, writers=1)
    assert (found["unreadable"], found["unreadable to writers"], found["lost writes"]) == (0, 0, 0)
    assert (found["under an old key"], found["wrong marks"]) == (0, 0)
    assert found["killed"]
    assert found["written meanwhile"]
    assert list(audit.verify()) == []


def test_every_kind_of_envelope_is_sealed_anew_and_found_by_its_mark(app, fresh_key):
    with unit_of_work():
        person = make_known()
    row = db.session.scalars(select(Personnel)).one()
    changed_at, version = row.updated_at, row.version
    old = rotation.in_use()[fresh_key]
    made = rotation.begin(by=SYSTEM)
    run = Rotation()
    assert sum(run.run(by=SYSTEM)) == old == 4
    assert +rotation.in_use() == {made: 4}
    db.session.expire_all()
    row = db.session.scalars(select(Personnel)).one()
    assert row.identity_mark == personnel.mark_of(CANARIES["identity_number"])
    assert (row.updated_at, row.version) == (changed_at, version)
    from registry.talent import documents

    paper = documents.listed(documents.Papers(person))[0]
    assert files.opened(paper.file) == PAPER
    assert stat.S_IMODE(settings.field_keys().path.stat().st_mode) == 0o600


def test_a_merge_that_filled_a_field_can_be_undone_after_a_rotation(app, fresh_key):
    with unit_of_work():
        kept, gone = make_researcher(), make_known()
        personnel.change(Personnel(researcher_id=kept.id), {"gender": "female"}, by=SYSTEM)
        row = merging.merge(kept, gone, reason="one person", by=SYSTEM)
    rotation.begin(by=SYSTEM)
    list(Rotation().run(by=SYSTEM))
    db.session.expire_all()
    with unit_of_work():
        merging.undo(row, by=SYSTEM)
    mine = select(Personnel.bank_account).filter_by(researcher_id=kept.id)
    assert db.session.scalars(mine).one() is None


def test_a_key_in_use_is_not_dropped_and_a_second_start_goes_on(app, fresh_key):
    with unit_of_work():
        make_known()
    made = rotation.begin(by=SYSTEM)
    assert rotation.begin(by=SYSTEM) == made
    with pytest.raises(KeyInUse):
        rotation.drop(fresh_key, by=SYSTEM)
    with pytest.raises(UnknownKey):
        rotation.drop(made, by=SYSTEM)
    list(Rotation().run(by=SYSTEM))
    rotation.drop(fresh_key, by=SYSTEM)
    assert settings.keyring().names[0] == made
    assert fresh_key not in settings.keyring().names


def test_what_no_key_opens_is_told_and_stops_nothing(app, fresh_key):
    with unit_of_work():
        make_known()
        row = db.session.scalars(select(Personnel)).one()
        row.bank_account = row.bank_account[:-1] + bytes([row.bank_account[-1] ^ 1])
    rotation.begin(by=SYSTEM)
    run = Rotation()
    assert sum(run.run(by=SYSTEM)) == 3
    assert [place.column for place in run.unreadable] == ["bank_account"]


def test_keys_of_the_environment_are_left_alone(app, fresh_key, monkeypatch):
    monkeypatch.setattr(settings.field_keys(), "given", True)
    with pytest.raises(KeysGiven):
        rotation.begin(by=SYSTEM)
    with pytest.raises(KeysGiven):
        rotation.drop("any", by=SYSTEM)
