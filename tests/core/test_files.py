"""Files are kept sealed, are what they prove to be, and do nothing when they are opened."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest

from registry.core import files
from registry.core.db import db
from registry.core.files import (
    FileActs,
    FileDamaged,
    FileEmpty,
    FileOfNoKind,
    FileTooLarge,
    FileUnpacksTooMuch,
)
from registry.core.unit_of_work import unit_of_work

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def office(part="word/document.xml", **more) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", part, *more):
            archive.writestr(name.replace("__", "/"), more.get(name, "<x/>"))
    return made.getvalue()


def packed(objects: bytes) -> bytes:
    stream = zlib.compress(objects)
    return PDF.replace(
        b"trailer", b"2 0 obj << /Type /ObjStm /N 1 >> stream\n" + stream + b"endstream\ntrailer"
    )


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (PDF, "pdf"),
        (packed(b"1 0 << /Type /Page >>"), "pdf"),
        (b"\xff\xd8\xff\xe0" + bytes(20), "jpg"),
        (PNG, "png"),
        (b"II*\x00" + bytes(20), "tif"),
        (office(), "docx"),
        (office("xl/workbook.xml"), "xlsx"),
        ("简历\nCV".encode(), "txt"),
    ],
)
def test_a_file_is_what_it_proves_to_be(data, ending):
    assert files.proven(data).ending == ending


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02\x01",
        b"#!/bin/sh\nrm -rf /",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"  <svg xmlns='http://www.w3.org/2000/svg'/>",
        "\ufeff<html>".encode(),
        b"%PDF-1.7 and nothing more",
        b"PK\x03\x04broken",
        office("any.txt"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20),
        "text in GB18030: 简历".encode("gb18030"),
    ],
)
def test_what_proves_to_be_nothing_that_is_kept_is_refused(data):
    with pytest.raises(FileOfNoKind):
        files.proven(data)


@pytest.mark.parametrize(
    "data",
    [
        PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        PDF.replace(b"/Catalog", b"/Catalog /A << /S /Launch /F (cmd.exe) >>"),
        PDF.replace(b"/Catalog", b"/Catalog /A << /S /J#61v#61Script /#4AS (x) >>"),
        PDF.replace(b"/Catalog", b"/Catalog % stream\n/A << /S /JavaScript >> % endstream\n"),
        packed(b"1 0 << /S /JavaScript /JS (x) >>"),
        office(word__vbaProject="x"),
        office(word__embeddings__oleObject1="x"),
        office(**{"..__evil": "x"}),
    ],
)
def test_what_acts_when_it_is_opened_is_refused(data):
    with pytest.raises(FileActs):
        files.proven(data)


def test_bytes_of_a_picture_are_no_script():
    data = PDF.replace(
        b"trailer", b"3 0 obj << /Subtype /Image >> stream\n/JS (x)\nendstream\ntrailer"
    )
    assert files.proven(data).ending == "pdf"


def test_a_bomb_is_not_unpacked():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "word/document.xml"):
            archive.writestr(name, "<x/>")
        archive.writestr("word/media/big", bytes(210 * 2**20))
    with pytest.raises(FileUnpacksTooMuch):
        files.proven(made.getvalue())


def test_too_large_and_empty_files_are_refused():
    with pytest.raises(FileTooLarge):
        files.proven(PDF, most=10)
    with pytest.raises(FileEmpty):
        files.proven(b"")


def test_a_file_is_stored_sealed_and_comes_back_as_it_was(app):
    with unit_of_work():
        row = files.store(PDF)
    db.session.expire_all()
    assert b"%PDF" not in row.content
    assert (files.opened(row), row.kind, row.size) == (PDF, "application/pdf", len(PDF))


def test_a_file_that_was_changed_or_moved_does_not_open(app):
    with unit_of_work():
        one, other = files.store(PDF), files.store(PNG)
    with unit_of_work():
        one.content = other.content
    with pytest.raises(FileDamaged):
        files.opened(one)
