"""Spreadsheets made to hurt whoever opens them, each with how it must end.

An end is a code of `faults.FILE_SENTENCES`, or a number of rows where nothing comes of the attack.
`python -m tests.makers.attack_sheets` prints, as JSON by name, how each ended, the seconds and CPU
seconds that it took and the MB of memory of the process that opened it.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import sys
import time
import zipfile
from collections.abc import Callable
from typing import Any

import xlsxwriter

from registry.sheets.columns import LISTS
from registry.sheets.faults import FILE_SENTENCES, UnreadableSheet
from registry.sheets.reading import read
from tests.makers.hostile_files import CANARY

HEAD = ("Name", "Gender", "Date of birth")
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
BOOK, TYPES = "xl/workbook.xml", "[Content_Types].xml"
MANY = 10_000
BLANKS = b" " * 2**20
Made = Callable[[], bytes]


def list_of_one() -> bytes:
    """A list with one recruit, with nothing wrong."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["Sample", "female", "1990-03-05"])
    return out.getvalue()


def changed(change: Callable[[bytes], bytes] = bytes, member: str = SHEET, **more: bytes) -> bytes:
    """That list with a part changed, and others added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(list_of_one())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == member else content)
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


def _entity(what: bytes, member: str = STRINGS) -> bytes:
    return changed(lambda xml: xml.replace(b"?>", b"?>" + what, 1), member)


def _laughs() -> bytes:
    lines = [b'<!ENTITY a0 "ha">']
    lines += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)]
    return b"<!DOCTYPE sst [" + b"".join(lines) + b"]>"


def _rows(xml: bytes) -> Callable[[bytes], bytes]:
    return lambda sheet: sheet.replace(b"</sheetData>", xml + b"</sheetData>")


def _bomb(name: str) -> bytes:
    out = io.BytesIO(list_of_one())
    with (
        zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w") as part,
    ):
        for _ in range(300):
            part.write(BLANKS)
    return out.getvalue()


def _nested() -> bytes:
    inner = b"0" * 10**7
    for _ in range(4):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(10):
                archive.writestr(f"{number}.zip", inner)
        inner = out.getvalue()
    return changed(**{"xl/embeddings/a.zip": inner})


def _wide() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*HEAD, *map(str, range(MANY))])
        sheet.write_row(1, 0, ["Sample", "female", "1990-03-05", *["x"] * MANY])
    return out.getvalue()


def _quadratic() -> bytes:
    """A text of 30,000 letters that 100,000 cells share."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        for row in range(1, 10_001):
            sheet.write_row(row, 0, ["x" * 30_000] * 10)
    return out.getvalue()


def _members() -> bytes:
    return changed(**{f"xl/media/{n}.png": b"x" for n in range(MANY)})


def _merges() -> bytes:
    areas = b"".join(b'<mergeCell ref="A%d:C1048576"/>' % n for n in range(2, 100_000))
    put = b"</sheetData><mergeCells>" + areas + b"</mergeCells>"
    return changed(lambda xml: xml.replace(b"</sheetData>", put))


def _encrypted() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096) + "EncryptedPackage".encode("utf-16-le")
    )


def _noise() -> bytes:
    return random.Random(5).randbytes(10**6)


def _text(*rows: str) -> bytes:
    return "\r\n".join([",".join(HEAD), *rows]).encode()


ONE = "Sample,female,1990-03-05"
ATTACKS: dict[str, tuple[Made, Any]] = {
    "nothing wrong": (list_of_one, 1),
    "entity of a file": (
        lambda: _entity(b'<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        "file_damaged",
    ),
    "entity of an address": (
        lambda: _entity(b'<!DOCTYPE sst SYSTEM "%s">' % CANARY.address.encode()),
        "file_damaged",
    ),
    "entity in the sheet": (
        lambda: _entity(
            b'<!DOCTYPE w [<!ENTITY %% x SYSTEM "%s"> %%x;]>' % CANARY.address.encode(), SHEET
        ),
        "file_damaged",
    ),
    "entity in the types": (
        lambda: _entity(b'<!DOCTYPE t SYSTEM "%s">' % CANARY.address.encode(), TYPES),
        "file_damaged",
    ),
    "entity in UTF-16": (
        lambda: changed(lambda xml: xml.decode().encode("utf-16"), STRINGS),
        "file_damaged",
    ),
    "link to an address": (
        lambda: changed(
            _rows(b""),
            **{
                "xl/worksheets/_rels/sheet1.xml.rels": b'<Relationships xmlns="http://schemas.openx'
                b'mlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="a" '
                b'TargetMode="External" Target="%s"/></Relationships>' % CANARY.address.encode()
            },
        ),
        1,
    ),
    "billion laughs": (lambda: _entity(_laughs()), "file_damaged"),
    "zip bomb": (lambda: _bomb("xl/worksheets/sheet2.xml"), "file_too_large"),
    "zip bomb beside": (lambda: _bomb("xl/media/image1.png"), 1),
    "zip slip": (
        lambda: changed(**{"../../../../tmp/registry-was-here": b"x"}),
        1,
    ),
    "zip slip of a sheet": (
        lambda: changed(**{"../xl/worksheets/../../../tmp/registry-was-here.xml": b"x"}),
        1,
    ),
    "macros": (lambda: changed(**{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 1000}), 1),
    "formula": (
        lambda: changed(
            _rows(b'<row r="3"><c r="A3" t="str"><f>HYPERLINK("http://x")</f><v>A</v></c></row>')
        ),
        2,
    ),
    "DDE": (
        lambda: changed(
            _rows(b'<row r="3"><c r="A3" t="str"><f>cmd|\' /C calc\'!A0</f><v>A</v></c></row>'),
            **{"xl/externalLinks/externalLink1.xml": b"<externalLink><ddeLink/></externalLink>"},
        ),
        2,
    ),
    "last cell": (
        lambda: changed(_rows(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        "file_spread",
    ),
    "cell beyond the last": (
        lambda: changed(_rows(b'<row r="9999999"><c r="ZZZ9999999"><v>1</v></c></row>')),
        "file_spread",
    ),
    "million blank rows": (
        lambda: changed(_rows(b"".join(b'<row r="%d"/>' % n for n in range(3, 10**6)))),
        "file_spread",
    ),
    "million blank cells": (
        lambda: changed(
            _rows(
                b"".join(
                    b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(3, 500_000)
                )
            )
        ),
        "file_spread",
    ),
    "columns": (_wide, "file_too_wide"),
    "quadratic texts": (_quadratic, "file_too_large"),
    "nested zips": (_nested, 1),
    "many members": (_members, "file_too_large"),
    "many merged areas": (_merges, 1),
    "many styles of a cell": (
        lambda: changed(lambda xml: xml.replace(b'<c r="A2"', b'<c r="A2"' + b' s="0"' * 10**6)),
        1,
    ),
    "many lists of styles": (
        lambda: changed(lambda xml: b"<cellXfs " * 10**6 + xml, "xl/styles.xml"),
        1,
    ),
    "long format": (
        lambda: changed(
            lambda xml: xml.replace(
                b"<cellXfs", b'<numFmt numFmtId="165" formatCode="' + b"[" * 10**6 + b'"/><cellXfs'
            ),
            "xl/styles.xml",
        ),
        1,
    ),
    "truncated": (lambda: list_of_one()[:-200], "file_damaged"),
    "truncated inside": (lambda: list_of_one()[:2000], "file_damaged"),
    "broken sums": (
        lambda: list_of_one().replace(b"\x00\x00\x00", b"\x00\x01\x00"),
        "file_damaged",
    ),
    "encrypted": (_encrypted, "file_encrypted"),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(10**6), "file_old_excel"),
    "page of the web": (
        lambda: b"<html><table><tr><td>Name</td></tr></table></html>",
        "file_html",
    ),
    "open document": (
        lambda: (
            b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
        ),
        "file_other_spreadsheet",
    ),
    "PDF": (lambda: b"%PDF-1.7\n" + bytes(1000), "file_not_text"),
    "noise": (_noise, "file_not_text"),
    "nothing": (lambda: b"", "file_empty"),
    "blanks": (lambda: b" \r\n" * 10**6, "file_empty"),
    "long line": (lambda: _text("x" * 5 * 10**6), "file_damaged"),
    "many short cells": (lambda: _text("," * 5 * 10**6), "file_too_large"),
    "many lines": (lambda: _text(ONE, *["\r\n" * 4 * 10**6]), "file_too_large"),
    "too many rows": (lambda: _text(*[ONE] * 30_000), "file_too_many_rows"),
    "open quote": (lambda: _text('"Sample', *["x" * 100] * 50_000), "file_damaged"),
    "NUL bytes": (lambda: _text("Sa\x00mple,female\x00,1990-03-05"), 1),
    "over the limit": (lambda: bytes(range(256)) * 50_000, "file_too_large"),
    "half a character": (lambda: _text(ONE) + b"\r\n\xff\xfe\x80", 2),
    "formulas in text": (lambda: _text("=cmd|' /C calc'!A0,female,1990-03-05"), 1),
}


def how_it_ends(data: bytes) -> str | int:
    """The code of the refusal, or the number of rows."""
    try:
        with read(data, LISTS["recruits"]) as reading:
            return sum(1 for _ in reading.rows)
    except UnreadableSheet as why:
        return why.code if why.code in FILE_SENTENCES and why.english else repr(why)


def _elsewhere(work: Callable[[], bytes]) -> bytes:
    """What a fork makes: what it needs for that is not counted as ours."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "wb") as out:
            out.write(work())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        made = pipe.read()
    os.waitpid(child, 0)
    return made


def _measured(data: bytes) -> bytes:
    begun, worked = time.monotonic(), time.process_time()
    how = how_it_ends(data)
    took = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = time.process_time() - worked + took.ru_utime + took.ru_stime
    figures = {"seconds": time.monotonic() - begun, "cpu": cpu, "mb": took.ru_maxrss / 1024}
    return json.dumps({"how": how, "canary": CANARY.hit(), **figures}).encode()


def main() -> None:
    """Measure every attack."""
    found = {}
    for name, (make, _) in ATTACKS.items():
        data = _elsewhere(make)
        found[name] = json.loads(_elsewhere(lambda data=data: _measured(data)))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
