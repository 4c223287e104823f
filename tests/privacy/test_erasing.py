"""Private data goes for good, with a second person's approval, and nothing else goes with it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from registry.accounts.models import Message
from registry.audit import service as audit
from registry.claims import service as claims
from registry.claims.models import Claim
from registry.core import files
from registry.core.actor import SYSTEM, operator
from registry.core.db import db
from registry.core.files import StoredFile
from registry.core.second_person import SecondPersonNeeded
from registry.core.unit_of_work import unit_of_work
from registry.people import queries as people
from registry.people import service as records
from registry.people.models import Personnel, Post, ProposedChange, Researcher
from registry.policy import Role
from registry.privacy import service, ways
from registry.privacy.errors import AlreadyAsked, AlreadyDecided, AlreadyErased, StillNeeded
from registry.privacy.models import Erasure, ErasureState, Extent
from registry.sheets.models import SheetImport, SheetRow
from registry.talent.models import Document, Hire
from tests.makers.claims import make_paper
from tests.makers.people import make_post
from tests.makers.privacy import CANARIES, make_account, make_hr, make_known

NEEDLES = [
    value for name, value in CANARIES.items() if name not in ("identity_number", "bank_account")
] + ["Canary note"]


@pytest.fixture
def two(app):
    with unit_of_work():
        return make_hr(1), make_hr(2)


def erased(person, extent, two):
    with unit_of_work():
        row = service.ask(person, extent, reason="it is due", by=two[0])
    with unit_of_work():
        return service.decide(row, "approve", None, by=two[1])


def test_private_values_and_papers_are_gone_and_the_rest_stays(two):
    with unit_of_work():
        person, other = make_known(), make_known("Other")
        make_post(person)
    row = erased(person, Extent.PRIVATE, two)
    kept = people.personnel(person.id, by=two[0])
    for column in ways.private(Personnel.__table__):
        assert getattr(kept, column.name) is None
    assert db.session.scalars(select(Document.researcher_id)).all() == [other.id]
    assert len(db.session.scalars(select(StoredFile.id)).all()) == 1
    proposal = db.session.scalars(select(ProposedChange).filter_by(researcher_id=person.id)).one()
    assert (proposal.value, proposal.note, proposal.state) == (None, None, "withdrawn")
    assert person.name == "Canary Sample"
    assert len(person.posts) == 1
    assert row.state == ErasureState.DONE
    assert row.erased == {"personnel": 6, "proposed_change": 2, "stored_file": 1}
    assert people.personnel(other.id, by=two[0]).birth_date == CANARIES["birth_date"]
    assert list(audit.verify()) == []


def test_a_second_person_decides_and_never_the_one_concerned(two):
    with unit_of_work():
        person = make_known()
        concerned = make_account("own@sample.example", Role.HR, person)
        row = service.ask(person, Extent.PRIVATE, reason="it is due", by=two[0])
    told = select(Message.account_id).filter_by(sentence=service.WAITS)
    assert db.session.scalars(told).all() == [two[1].account_id]
    for nobody in (two[0], concerned, operator()):
        with pytest.raises(SecondPersonNeeded), unit_of_work():
            service.decide(row, "approve", None, by=nobody)
    with pytest.raises(AlreadyAsked), unit_of_work():
        service.ask(person, Extent.PRIVATE, reason="again", by=two[1])
    with unit_of_work():
        service.decide(row, "refuse", "a dispute goes on", by=two[1])
    with pytest.raises(AlreadyDecided), unit_of_work():
        service.decide(row, "approve", None, by=two[1])
    assert people.personnel(person.id, by=two[0]).birth_date == CANARIES["birth_date"]


def test_of_a_whole_person_a_number_stays_with_posts_and_confirmed_claims(two):
    with unit_of_work():
        person = make_known(orcid="0000-0002-1825-0097", employee_number="E77")
        account = make_account("canary@sample.example", Role.RESEARCHER, person, name="Canary S.")
        post = make_post(person)
        records.end_post(post, post.starts_on, by=SYSTEM)
        paper = make_paper("Canary Sample")
        claims.claim(paper.byline[0], person, by=SYSTEM)
    erased(person, Extent.WHOLE, two)
    assert (person.name, person.orcid, person.employee_number) == (
        f"erased #{person.id}",
        None,
        None,
    )
    assert not person.visible
    assert person.erased_at
    claim = db.session.scalars(select(Claim)).one()
    assert (claim.researcher_id, claim.state, claim.evidence) == (person.id, "confirmed", [])
    assert paper.byline[0].printed == "Canary Sample"
    assert len(db.session.scalars(select(Post)).all()) == 1
    assert db.session.scalars(select(Hire.researcher_id)).all() == [person.id]
    from registry.accounts.models import Account

    closed = db.session.get_one(Account, account.account_id)
    assert (closed.state, closed.researcher_id) == ("disabled", None)
    assert "canary" not in (closed.email + closed.name).lower()
    with pytest.raises(AlreadyErased), unit_of_work():
        service.ask(person, Extent.PRIVATE, reason="again", by=two[0])
    assert list(audit.verify()) == []


def test_who_is_here_is_not_erased_as_a_whole(two):
    with unit_of_work():
        person = make_known()
        make_post(person)
    with pytest.raises(StillNeeded), unit_of_work():
        service.ask(person, Extent.WHOLE, reason="?", by=two[0])


def test_rows_of_lists_about_the_person_go_with_the_bytes_of_the_list(two):
    with unit_of_work():
        person, other = make_known(), make_known("Other")
        file = files.keep(b"number,name\n1,Canary Sample\n", "text/plain")
        given = SheetImport(list="researchers", file=file, actor="hr")
        db.session.add(given)
        db.session.flush()
        for who in (person, other):
            row = SheetRow(import_id=given.id, number=1, action="change", subject_id=who.id)
            row.plan = b"\x01sealed"
            db.session.add(row)
    erased(person, Extent.PRIVATE, two)
    assert db.session.scalars(select(SheetRow.subject_id)).all() == [other.id]
    assert files.opened(db.session.get_one(SheetImport, given.id).file) == b""


def test_the_bytes_are_gone_from_the_database(two, data_dir):
    with unit_of_work():
        person = make_known()
        private = db.session.scalars(select(Personnel.identity_number)).one()
        content = db.session.scalars(select(StoredFile.content)).one()
        people.personnel(person.id, by=two[0]).previous_employer = "Canary earlier"
    with unit_of_work():
        kept = people.personnel(person.id, by=two[0])
        kept.previous_employer = CANARIES["previous_employer"]
    needles = [n.encode() for n in (*NEEDLES, "Canary Sample", "Canary reason")]
    needles += [private, content]
    assert all(needle in _bytes(data_dir) for needle in needles)
    erased(person, Extent.WHOLE, two)
    db.session.remove()
    found = _bytes(data_dir)
    assert [needle for needle in (*needles, b"Canary earlier") if needle in found] == []


def _bytes(folder):
    """The files of SQLite; of PostgreSQL what a dump says, as VACUUM is the server's to do."""
    if db.engine.dialect.name == "sqlite":
        return b"".join(path.read_bytes() for path in sorted(folder.glob("test.sqlite3*")))
    with db.engine.connect() as connection:
        rows = [
            value
            for table in db.metadata.sorted_tables
            for row in connection.execute(select(table))
            for value in row
        ]
    return b"\n".join(row if isinstance(row, bytes) else str(row).encode() for row in rows)


def test_a_copy_of_a_merged_record_goes_too(two):
    from registry.people.merge import merge

    with unit_of_work():
        kept, gone = make_known("Kept"), make_known("Gone")
        merge(kept, gone, reason="one person", by=SYSTEM)
    erased(kept, Extent.WHOLE, two)
    names = db.session.scalars(select(Researcher)).all()
    assert sorted(person.name for person in names) == [f"erased #{kept.id}", f"erased #{gone.id}"]
    assert db.session.scalars(select(Personnel.birth_date)).all() == [None, None]
    assert db.session.scalars(select(Erasure.state)).all() == ["done"]
