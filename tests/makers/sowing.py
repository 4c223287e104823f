"""A canary into every sensitive and personal field, by the routes that people use."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from werkzeug.test import TestResponse

from importers.orcid_sign_in import Proof
from registry.accounts import service as accounts
from registry.accounts.models import Account
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.jobs import worker
from registry.people import orcid_consent
from registry.people.models import Researcher
from tests.core.test_files import PDF
from tests.makers.canaries import BIRTH, PAID, PLANNED, PRIVATE, PROPOSED, SECRET

ANY = {"If-Match": "*"}
PASSWORD = f"{SECRET} password"
PERSONNEL = {
    "birth_date": BIRTH,
    "gender": "female",
    "nationality": "TV",
    "highest_degree": f"{PRIVATE}Degree",
    "degree_year": 1931,
    "previous_employer": f"{PRIVATE}Employer",
    "private_contact": f"{PRIVATE}Contact",
    "identity_kind": "passport",
    "identity_number": f"{SECRET}Identity",
    "bank_account": f"{SECRET}Bank",
}
PASSPORT = PDF.replace(b"trailer", f"% {SECRET}Passport\ntrailer".encode())

SOWN = {
    "account.password_hash",
    "funding_line.paid",
    "funding_line.planned",
    "orcid_consent.token",
    "personnel.bank_account",
    "personnel.identity_mark",
    "personnel.identity_number",
    "proposed_change.value",
    "sheet_row.back",
    "sheet_row.plan",
    "sign_in_link.key_hash",
    "sign_in_session.key_hash",
    "stored_file.content",
    "token.key_hash",
    "personnel.birth_date",
    "personnel.degree_year",
    "personnel.gender",
    "personnel.highest_degree",
    "personnel.identity_kind",
    "personnel.nationality",
    "personnel.previous_employer",
    "personnel.private_contact",
    "proposed_change.note",
    "proposed_change.word",
}
"""The sensitive and personal columns that get one below."""


def letter() -> bytes:
    """A Word file with a canary, packed without compression."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("word/document.xml", f"<document>{SECRET}Letter</document>")
    return file.getvalue()


FILES = {"pdf": PASSPORT, "docx": letter(), "txt": f"{SECRET}Note\n".encode()}


def sow(world: Any) -> list[str]:
    """Enter them all; the keys that are secret as well."""
    fields = "/researchers/{researcher}/personnel"
    _done(world.api("hr", "PATCH", fields, json=PERSONNEL, headers=ANY))
    money = {"kind": "salary", "year": 2025, "planned": PLANNED, "paid": PAID}
    _done(world.api("hr", "POST", "/hires/{hire}/funding", json=money))
    for ending, content in FILES.items():
        for of in ("/researchers/{researcher}", "/hires/{hire}"):
            paper = {"kind": "identity", "file": (io.BytesIO(content), f"{SECRET}File.{ending}")}
            _done(world.api("hr", "POST", f"{of}/documents", data=paper))
    _propose(world)
    _hand_in(world)
    return _prove_who(world)


def _propose(world: Any) -> None:
    changes = {"highest_degree": "Degree", "previous_employer": "Employer"}
    for field, word in changes.items():
        change = {"field": field, "value": PROPOSED + word, "note": f"{PRIVATE}Note"}
        of = "/researchers/{researcher}/proposals"
        made = _done(world.api("researcher", "POST", of, json=change))
    refusal = {"decision": "refuse", "word": f"{PRIVATE}Word"}
    _done(world.api("hr", "POST", f"/proposals/{made.json['id']}/decision", json=refusal))


SHEET = (
    "Family name,Given name,Private contact,Type of ID,ID number\r\n"
    f"Sheet,Sybil,{PRIVATE}Sheet1,passport,{SECRET}X1\r\n"
    f"Sheet,Simon,{PRIVATE}Sheet2,passport,{SECRET} ? {SECRET} ? {SECRET}\r\n"
)


def _hand_in(world: Any) -> None:
    """A spreadsheet of two people, one of them with a fault: one copy written, one planned."""
    handed_in = []
    for _again in range(2):
        sheet = {"list": "researchers", "mode": "row_by_row"}
        file = {"file": (io.BytesIO(SHEET.encode()), f"{SECRET}.csv")}
        made = _done(world.api("hr", "POST", "/hires/imports", data=sheet | file))
        handed_in.append(made.json["id"])
        _work(world)
    world.ids["applied_sheet"] = str(handed_in[0])
    _done(world.api("hr", "POST", "/hires/imports/{applied_sheet}/apply"))
    _work(world)


def _work(world: Any) -> None:
    with world.app.app_context():
        worker.drain()


def _prove_who(world: Any) -> list[str]:
    proof = Proof("0000-0002-1825-0097", f"{SECRET}Token", "/activities/update", None)
    with world.app.app_context(), unit_of_work():
        account = db.session.get_one(Account, int(world.ids["account_auditor"]))
        accounts.set_password(account, PASSWORD, by=SYSTEM)
        link = accounts.give_link(account, by=SYSTEM)
        person = db.session.get_one(Researcher, int(world.ids["researcher"]))
        orcid_consent.give(person, proof, by=SYSTEM)
    form = {"email": "auditor@sample.example", "password": PASSWORD}
    no = {"Authorization": "Bearer no"}
    session = _done(world.api("visitor", "POST", "/session", json=form, headers=no))
    cookie = session.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    return [*world.keys.values(), link, cookie]


def _done(answer: TestResponse) -> TestResponse:
    assert answer.status_code < 300, answer.text[:500]
    return answer
