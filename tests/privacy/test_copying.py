"""All that is held about one person, for the person: complete, in clear, of nobody else."""

from __future__ import annotations

import csv
import io
import zipfile

import orjson
import pytest
from sqlalchemy import select

from registry.audit.models import AuditEvent
from registry.core.actor import SYSTEM
from registry.core.db import Privacy, db
from registry.core.listing import Slice
from registry.core.unit_of_work import unit_of_work
from registry.people import personnel
from registry.people.models import ApartPair, Personnel
from registry.policy import Role
from registry.privacy import copying, looks, purposes
from registry.privacy.ways import PRIVATE
from registry.talent import documents
from tests.makers.people import make_post
from tests.makers.privacy import CANARIES, PAPER, make_account, make_hr, make_known
from tests.makers.talent import make_hire, make_program


def made(person, by=SYSTEM, reason="asked for"):
    with unit_of_work():
        content = copying.copy(person, reason, by=by, translate=str)
    archive = zipfile.ZipFile(io.BytesIO(content))
    return archive, orjson.loads(archive.read("record.json"))


def test_every_value_stands_in_it_in_clear_with_its_class_and_purpose(app):
    with unit_of_work():
        person, other = make_known(), make_known("Stranger")
        make_post(person)
        secret = make_program("SECRET-1", publicity="restricted")
        make_hire(person, secret)
        db.session.add(ApartPair(one_id=person.id, other_id=other.id))
    archive, record = made(person)
    said = archive.read("record.json").decode()
    for value in CANARIES.values():
        assert value in said
    assert "Sample program SECRET-1" in said or "SECRET-1" in said
    assert "Stranger" not in said
    tables = {table["table"]: table for table in record["tables"]}
    assert tables["personnel"]["columns"]["identity_number"]["class"] == "sensitive"
    assert tables["personnel"]["columns"]["identity_number"]["purpose"]
    assert "identity_mark" not in tables["personnel"]["columns"]
    assert tables["apart_pair"]["not_told"] == 1
    assert tables["apart_pair"]["rows"] == []
    paper = next(name for name in archive.namelist() if name.startswith("documents/"))
    assert archive.read(paper) == PAPER
    rows = list(csv.reader(io.StringIO(archive.read("record.csv").decode("utf-8-sig"))))
    values = {row[3] for row in rows}
    assert set(CANARIES.values()) <= values
    assert all(row[4] and row[5] and row[7] for row in rows[1:])


def test_who_of_hr_wrote_a_row_and_keys_of_accounts_do_not_stand_in_it(app):
    with unit_of_work():
        hr = make_hr()
        person = make_known()
        make_account("canary@sample.example", Role.RESEARCHER, person)
        documents.add(documents.Papers(person), {"kind": "cv"}, PAPER, by=hr)
    archive, record = made(person)
    said = archive.read("record.json").decode()
    assert hr.label not in said
    columns = [f"{t['table']}.{c}" for t in record["tables"] for c in t["columns"]]
    assert not [c for c in columns if c.endswith(("password_hash", "key_hash", ".token"))]


def test_a_copy_is_audited_in_the_same_transaction(app):
    with unit_of_work():
        hr, person = make_hr(), make_known()
    with pytest.raises(RuntimeError), unit_of_work():
        copying.copy(person, "asked for", by=hr, translate=str)
        raise RuntimeError
    copied = select(AuditEvent).filter_by(verb="person.copied")
    assert db.session.scalars(copied).all() == []
    made(person, by=hr)
    event = db.session.scalars(copied).one()
    assert (event.subject_id, event.details["reason"]) == (str(person.id), "asked for")
    assert not any(value in str(event.details) for value in CANARIES.values())


def test_a_person_sees_who_looked_at_what_when_and_why(app):
    with unit_of_work():
        hr = make_account("ann@hr.example", Role.HR, name="Ann of HR")
        person, other = make_known(), make_known("Other")
        row = db.session.scalars(select(Personnel).filter_by(researcher_id=person.id)).one()
        theirs = db.session.scalars(select(Personnel).filter_by(researcher_id=other.id)).one()
        personnel.reveal(personnel.SealedField(row, "bank_account"), "to pay", by=hr)
        personnel.reveal(personnel.SealedField(theirs, "bank_account"), "to pay", by=hr)
        paper = documents.listed(documents.Papers(person))[0]
        documents.opened(paper, "to check", by=hr)
        exported = {"list": "researchers", "researchers": [person.id, other.id]}
        from registry.audit import service as audit

        audit.record("sheet.exported", ("SheetImport", 0), by=hr, details=exported)
        exported = {"list": "researchers", "researchers": [other.id * 10 + person.id]}
        audit.record("sheet.exported", ("SheetImport", 0), by=hr, details=exported)
    made(person, by=hr)
    page = looks.looks(person, Slice(50, with_total=True))
    assert [(look.verb, look.what, look.reason, look.who) for look in page.items] == [
        ("person.copied", None, "asked for", "Ann of HR"),
        ("sheet.exported", "researchers", None, "Ann of HR"),
        ("document.opened", "cv", "to check", "Ann of HR"),
        ("personnel.revealed", "bank_account", "to pay", "Ann of HR"),
    ]


def test_every_private_column_has_a_purpose(app):
    silent = [
        str(column)
        for table in db.metadata.sorted_tables
        for column in table.columns
        if column.info["privacy"] in PRIVATE and purposes.purpose_of(column) is None
    ]
    assert silent == []


def test_every_row_of_the_table_of_purposes_covers_something(app):
    for row in purposes.explained(str):
        open_one = set(row.classes) <= {Privacy.PUBLIC, Privacy.INTERNAL}
        assert row.columns or open_one, row.code
        assert row.keep
        assert "%(" not in row.keep
