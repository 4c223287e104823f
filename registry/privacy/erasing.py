"""What an erasure does: rows about a person, found by the foreign keys, lose what they say.

*private* empties every personal and sensitive column and lets the documents go. *whole* takes the
name, the iD and the addresses as well: what stays is a number with its posts, cases and confirmed
claims, for the counts. It cannot be taken back. The audit trail holds no values and stays whole.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection
from typing import Any

import structlog
from sqlalchemy import Column, String, Table, delete, func, or_, select, update

from registry.accounts import queries as accounts
from registry.accounts.models import Account, AccountState, Deputy, Message
from registry.claims.models import Claim, ClaimIdentifier, ClaimState
from registry.core import clock, settings
from registry.core.db import Privacy, db
from registry.core.encryption import Place
from registry.core.files import StoredFile
from registry.core.unit_of_work import after_commit
from registry.people.kinds import NameKind, ProposalState, Script
from registry.people.models import (
    OrcidConsent,
    OrcidEmployment,
    ProposedChange,
    Researcher,
    ResearcherMerge,
    ResearcherName,
    ResearcherSplit,
    sort_name,
)
from registry.privacy.models import Extent
from registry.privacy.ways import (
    ACCOUNT,
    PERSON,
    Way,
    keys,
    parts,
    points_to,
    private,
    records_of,
    ways,
)
from registry.sheets.models import SheetImport, SheetRow

LISTS = {"recruits": "hire", "researchers": PERSON, "posts": "post", "funding": "funding_line"}
"""Lists of HR -> the table that a row of theirs changes; a row of another list is a person's."""

FREE_TEXT = 200
"""Columns of text this long hold what people write, shorter ones hold codes."""


def erase(researcher: Researcher, extent: Extent) -> Counter[str]:
    """Erase; how many values went, by table. It is written past the session, which is expired."""
    db.session.flush()
    people = records_of(researcher.id)
    names = list(db.session.scalars(_names(people)))
    gone = _sheets(people)
    for way in ways():
        if extent is Extent.WHOLE or way.via[0] != ACCOUNT:
            gone.update(_without(way, people, private(way.table)))
        if extent is Extent.WHOLE and way.via[0] != ACCOUNT:
            gone.update(_without(way, people, _free_text(way.table)))
    _settle(people)
    if extent is Extent.WHOLE:
        gone.update(_namelessly(researcher, people, names))
    db.session.flush()
    db.session.expire_all()
    after_commit(let_bytes_go)
    return +gone


def let_bytes_go() -> None:
    """On SQLite, what the write-ahead log still holds goes too; else VACUUM is the server's work.

    Freed pages are overwritten by `PRAGMA secure_delete`, which every connection has.
    """
    if db.engine.dialect.name != "sqlite":
        return
    with db.engine.connect() as connection:
        driver: Any = connection.connection.dbapi_connection
        busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        structlog.get_logger().warning("log_not_emptied", why="somebody reads; the next one does")


def sign(researcher_id: int) -> str:
    """What stands where a name stood."""
    return f"erased #{researcher_id}"


def _without(way: Way, people: Collection[int], columns: Collection[Column[Any]]) -> Counter[str]:
    """Empty these columns; a row that cannot be without one goes, with those that need it."""
    if not columns:
        return Counter()
    if any(not column.nullable for column in columns):
        return _removed(way, people)
    found = db.session.scalars(way.rows(people, way.table.c.id)).all()
    gone: Counter[str] = Counter()
    for some in parts(found):
        mine = way.table.c.id.in_(some)
        for column in columns:
            number = db.session.scalar(select(func.count()).where(mine, column.is_not(None)))
            gone[way.table.name] += number or 0
        _write(way.table, mine, dict.fromkeys((c.name for c in columns), None))
    return gone


def _removed(way: Way, people: Collection[int]) -> Counter[str]:
    """Delete rows that are nothing without what they hide: papers and keys of sessions."""
    found = db.session.scalars(way.rows(people, way.table.c.id)).all()
    for some in parts(found):
        for column in _holders(way):
            db.session.execute(delete(column.table).where(column.in_(some)))
        db.session.execute(delete(way.table).where(way.table.c.id.in_(some)))
    return Counter({way.table.name: len(found)})


def _holders(way: Way) -> list[Column[Any]]:
    """The columns by which the row before it on the way holds a part."""
    before = db.metadata.tables[way.via[-2]] if len(way.via) > 1 else None
    columns = before.columns if before is not None else ()
    return [column for column in columns if points_to(column) == way.table.name]


def _free_text(table: Table) -> list[Column[Any]]:
    """What people wrote, in columns that are not public and may be empty."""
    return [
        column
        for column in table.columns
        if column.info["privacy"] is Privacy.INTERNAL
        and column.nullable
        and isinstance(column.type, String)
        and (column.type.length or FREE_TEXT) >= FREE_TEXT
    ]


def _settle(people: Collection[int]) -> None:
    """What was open ends: proposals without a value, consents without a token."""
    still = ProposedChange.researcher_id.in_(people), ProposedChange.state == ProposalState.OPEN
    _write(_table(ProposedChange), *still, {"state": ProposalState.WITHDRAWN.value})
    given = OrcidConsent.researcher_id.in_(people), OrcidConsent.withdrawn_at.is_(None)
    _write(_table(OrcidConsent), *given, {"withdrawn_at": clock.now()})


def _sheets(people: Collection[int]) -> Counter[str]:
    """Rows of lists that are about these people, and the files in which they stood."""
    of_imports: set[int] = set()
    rows: set[int] = set()
    for name, table in LISTS.items():
        subjects = people if table == PERSON else keys(table, people)
        mine = or_(SheetRow.subject_id.in_(subjects), SheetRow.answer.in_(people))
        wanted = select(SheetRow.id, SheetRow.import_id).join(
            SheetImport, SheetImport.id == SheetRow.import_id
        )
        for row, key in db.session.execute(wanted.where(SheetImport.list == name, mine)):
            rows.add(row)
            of_imports.add(key)
    for some in parts(rows):
        db.session.execute(delete(SheetRow).where(SheetRow.id.in_(some)))
    for key in of_imports:
        _blank(db.session.get_one(SheetImport, key).file)
    return Counter({"sheet_row": len(rows), "stored_file": len(of_imports)})


def _blank(file: StoredFile) -> None:
    """A file of many people keeps its place and loses its bytes."""
    place = Place(StoredFile.__tablename__, "content", file.id)
    file.content = settings.keyring().seal_bytes(b"", place)
    file.size, file.digest = 0, hashlib.sha256(b"").hexdigest()
    db.session.flush()


def _namelessly(
    researcher: Researcher, people: Collection[int], names: Collection[str]
) -> Counter[str]:
    """Take what tells who it was: names, iD, addresses, accounts, and words that name the person.

    Confirmed claims stay, without their reasons: what is printed on a work is published, and
    figures of past years must still add up; they point to a number that nobody can see.
    """
    gone = Counter({"researcher_name": len(names)})
    db.session.execute(delete(ResearcherName).where(ResearcherName.researcher_id.in_(people)))
    for key in people:
        _write(_table(Researcher), Researcher.id == key, _nobody(key))
        db.session.add(_neutral_name(key))
    for model, columns in (
        (ResearcherMerge, "kept_id gone_id"),
        (ResearcherSplit, "kept_id new_id"),
    ):
        about = or_(*(getattr(model, name).in_(people) for name in columns.split()))
        _write(_table(model), about, {"moves": [], "reason": "—"})
    for account in [a for key in people for a in accounts.of_researcher(key)]:
        _close(account)
        gone["account"] += 1
    gone["claim"] = _claims(people)
    gone["message"] = _messages(people, names)
    db.session.flush()
    return gone


def _forget_history(people: Collection[int]) -> None:
    """Merges and splits stay told, what they moved is gone; they cannot be undone."""
    for table in (_table(ResearcherMerge), _table(ResearcherSplit)):
        both = [column for column in table.columns if points_to(column) == PERSON]
        about = or_(*(column.in_(people) for column in both))
        _write(table, about, {"moves": [], "reason": "—"})


def _forget_elsewhere(people: Collection[int]) -> None:
    """What leads to the person at other places: identifiers, consents, put-codes, deputies."""
    for model in (OrcidEmployment, OrcidConsent, ClaimIdentifier, Deputy):
        for some in parts(keys(model.__tablename__, people)):
            db.session.execute(delete(model).where(model.id.in_(some)))


def _nobody(key: int) -> dict[str, Any]:
    table = _table(Researcher)
    empty = {
        column.name: None
        for column in table.columns
        if column.nullable and not column.foreign_keys and column.name != "erased_at"
    }
    name = ResearcherName(kind=NameKind.PUBLISHED, script=Script.LATIN, full=sign(key))
    said = {"visible": False, "orcid_authenticated": False, "erased_at": clock.now()}
    return empty | said | {"sort_name": sort_name([name]), "version": table.c.version + 1}


def _neutral_name(key: int) -> ResearcherName:
    return ResearcherName(
        researcher_id=key, kind=NameKind.PUBLISHED, script=Script.LATIN, full=sign(key)
    )


def _close(account: Account) -> None:
    """Nobody signs in with it; its address and name are gone."""
    account.state, account.password_hash = AccountState.DISABLED, None
    account.email, account.name = f"erased-{account.id}@invalid", sign(account.researcher_id or 0)
    account.researcher_id = None


def _claims(people: Collection[int]) -> int:
    """Claims that are not confirmed go; the others lose what was said for them."""
    mine = Claim.researcher_id.in_(people)
    other = db.session.scalars(select(Claim.id).where(mine, Claim.state != ClaimState.CONFIRMED))
    found = other.all()
    for some in parts(found):
        db.session.execute(delete(Claim).where(Claim.id.in_(some)))
    _write(_table(Claim), mine, {"evidence": []})
    return len(found)


def _messages(people: Collection[int], names: Collection[str]) -> int:
    """Words to anybody that lead to the record or name the person."""
    addresses = tuple(f"/researchers/{key}" for key in people)
    rows = db.session.execute(select(Message.id, Message.address, Message.places)).all()
    found = [
        key
        for key, address, places in rows
        if _leads_to(address, addresses) or any(name in str(places) for name in names)
    ]
    for some in parts(found):
        db.session.execute(delete(Message).where(Message.id.in_(some)))
    return len(found)


def _leads_to(address: str, addresses: Collection[str]) -> bool:
    return any(address == one or address.startswith((f"{one}/", f"{one}?")) for one in addresses)


def _names(people: Collection[int]) -> Any:
    return select(ResearcherName.full).where(ResearcherName.researcher_id.in_(people))


def _table(model: type[Any]) -> Table:
    table: Table = model.__table__
    return table


def _write(table: Table, *conditions_and_values: Any) -> None:
    *conditions, values = conditions_and_values
    db.session.execute(update(table).where(*conditions).values(values))
