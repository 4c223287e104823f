"""Files made to hurt, and what reading and parsing each costs.

`python -m tests.makers.hostile_files` prints, as JSON by name, the CPU seconds, the MB at most and
how it ended. Each is read in a fork of its own, so that one says nothing of another.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import socket
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import xlsxwriter

from importers import files
from importers.errors import ParseError
from importers.sources import PARSERS

ROOM = 2 * 2**30
MADE = 100_000
BOMB = b"bomb"
BLANKS = bytes([32]) * 2**20
Made = Callable[[], bytes]


def main() -> None:
    """Measure every case."""
    json.dump({name: _measured(name, make) for name, make in CASES.items()}, sys.stdout)


def _measured(name: str, make: Made) -> dict[str, Any]:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "w") as out, suppress(BaseException):
            resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))
            json.dump(_read(name, make()), out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, _, usage = os.wait4(child, 0)
    return {**json.loads(said or '{"how": "died"}'), "mb": usage.ru_maxrss / 1024}


def _read(name: str, content: bytes) -> dict[str, Any]:
    begun, entries = time.process_time(), 0
    how = "read"
    try:
        for entry in files.read(io.BytesIO(content), name.partition(" ")[0]):
            entries += 1
            if entry.message is not None:
                with suppress(ParseError):
                    PARSERS[entry.source](entry.message)
    except files.BadFile as why:
        how = why.code
    except BaseException as why:  # noqa: BLE001
        how = f"uncaught {type(why).__name__}"
    return {
        "seconds": time.process_time() - begun,
        "entries": entries,
        "how": how,
        "canary": CANARY.hit(),
    }


class Canary:
    """A port that nobody has a reason to call."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"

    def hit(self) -> bool:
        """Whether somebody called."""
        try:
            self.socket.accept()
        except BlockingIOError:
            return False
        return True


CANARY = Canary()


def _book(member: str = "", change: Callable[[bytes], bytes] = bytes, **more: bytes) -> bytes:
    """A workbook with a part changed, and others added."""
    made, new = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(made) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_column(0, 0, ["DOI", "10.5555/sample", "10.5555/other"])
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as target:
        for name in old.namelist():
            content = old.read(name)
            target.writestr(name, change(content) if name == member else content)
        for name, content in more.items():
            with target.open(name, "w") as part:
                for _ in range(300 if content == BOMB else 1):
                    part.write(BLANKS if content == BOMB else content)
    return new.getvalue()


def _packed(before: bytes, after: bytes) -> bytes:
    """Gzip of 300 MB of blanks between."""
    press = zlib.compressobj(1, zlib.DEFLATED, 31)
    parts = [press.compress(part) for part in (before, *[BLANKS] * 300, after)]
    return b"".join([*parts, press.flush()])


def _first(what: bytes) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace(b"?>", b"?>" + what, 1)


def _laughs() -> bytes:
    lines = [b'<!ENTITY a0 "ha">']
    lines += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)]
    return b"<!DOCTYPE sst [" + b"".join(lines) + b"]>"


def _json(**fields: Any) -> bytes:
    return json.dumps(
        [{"DOI": "10.5555/sample", "title": ["A sample"], "member": "1"} | fields]
    ).encode()


def _csl(**fields: Any) -> bytes:
    item = {"id": "a", "type": "article-journal", "title": "A sample", "DOI": "10.5555/sample"}
    return json.dumps([item | fields]).encode()


def _bib(*fields: str) -> bytes:
    return ("@article{a, title={A sample},\n" + ",\n".join(fields) + "}\n").encode()


def _ris(*lines: str) -> bytes:
    return "\r\n".join(["TY  - JOUR", "TI  - A sample", *lines, "ER  - ", ""]).encode()


SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
TAGS = ("TI", "AU", "AB", "PY", "SP", "SN", "DO", "KW", "N1")
NAMES = ("note", "author", "abstract", "year", "pages", "issn", "doi", "url", "month")
BAIT = {
    "brackets": "<" * MADE,
    "tags": "<sub>" * (MADE // 5),
    "closings": "</i>" * (MADE // 4),
    "entities": "&amp;" * (MADE // 5),
    "dollars": "$a" * (MADE // 2),
    "formulas": "<math><mi>" * (MADE // 10),
    "blanks": " \n" * (MADE // 2) + "x",
    "commands": "\\frac{" * (MADE // 6),
    "DOIs": "10.1234/(" * (MADE // 9),
    "names": "a, b and " * (MADE // 9),
    "commas": "a," * (MADE // 2),
    "digits": "9" * MADE,
}


def _baited() -> Iterator[tuple[str, Made]]:
    """Each bait in each place that a parser looks at closely."""
    for name, bait in BAIT.items():
        people = [{"family": bait, "given": bait, "affiliation": [{"name": bait}]}]
        fields = {"title": [bait], "abstract": bait, "author": people, "page": bait}
        more = {"funder": [{"name": bait, "award": [bait]}], "ISSN": [bait], "issued": bait}
        yield f"a.json crossref {name}", lambda f=fields | more: _json(**f)
        person = [{"family": bait, "given": bait}, {"literal": bait}]
        item = {"title": bait, "abstract": bait, "author": person, "page": bait, "issued": bait}
        yield f"a.json csl {name}", lambda i=item: _csl(**i)
        plain = bait.replace("{", "(").replace("\n", " ")
        yield f"a.ris {name}", lambda p=plain: _ris(*(f"{tag}  - {p}" for tag in TAGS))
        yield f"a.bib {name}", lambda p=plain: _bib(*(f"{n} = {{{p}}}" for n in NAMES))
        yield f"a.txt {name}", bait.encode
        yield f"a.csv {name}", lambda p=plain: f"DOI,Title\n{p},{p}\n".encode()


CASES: dict[str, Made] = {
    "a.xlsx entity of a file": lambda: _book(
        STRINGS, _first(b'<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
    ),
    "a.xlsx entity of an address": lambda: _book(
        STRINGS,
        _first(b'<!DOCTYPE sst SYSTEM "%s">' % CANARY.address.encode()),
    ),
    "a.xlsx entities of entities": lambda: _book(STRINGS, _first(_laughs())),
    "a.xlsx bomb": lambda: _book(**{"xl/worksheets/sheet2.xml": BOMB}),
    "a.xlsx bomb beside": lambda: _book(**{"xl/media/image1.png": BOMB}),
    "a.xlsx path": lambda: _book(**{"../../../../tmp/registry-was-here": b"x"}),
    "a.xlsx macros": lambda: _book(**{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 1000}),
    "a.xlsx formula": lambda: _book(
        SHEET, lambda xml: xml.replace(b"<v>", b"<f>cmd|' /C calc'!A0</f><v>")
    ),
    "a.bib braces in braces": lambda: _bib("note = " + "{" * 200_000 + "}" * 200_000),
    "a.bib fields": lambda: _bib(*(f"f{n} = {{x}}" for n in range(100_000))),
    "a.bib heirs in a circle": lambda: b"".join(
        b"@article{k%d, crossref={k%d}, doi={10.5555/%d}}\n" % (n, (n + 1) % 5000, n)
        for n in range(5000)
    ),
    "a.bib macros in a circle": lambda: (
        b"@string{a = b # b}\n@string{b = a # a}\n" + _bib("note = a")
    ),
    "a.ris authors": lambda: _ris(*["AU  - Sample, Ada"] * 100_000),
    "a.json crossref authors": lambda: _json(author=[{"family": "Sample"}] * 200_000),
    "a.json crossref relations": lambda: _json(
        relation={f"is-{n}": [{"id-type": "doi", "id": "10.5555/a"}] for n in range(50_000)}
    ),
    "a.json csl authors": lambda: _csl(author=[{"literal": "Sample"}] * 200_000),
    "a.json deep": lambda: (
        b'[{"DOI":"10.5555/a","title":' + b'{"a":' * 10**6 + b"1" + b"}" * 10**6 + b"}]"
    ),
    "a.json deep inside": lambda: _json().replace(b'"1"', b"[" * 900 + b"]" * 900),
    "a.json long number": lambda: _json().replace(b'"1"', b"9" * 5 * 10**6),
    "a.json.gz members": lambda: gzip.compress(b"") * 200_000 + gzip.compress(_json()),
    "a.json.gz bomb in a text": lambda: _packed(b'[{"DOI":"10.5555/a","title":["', b'"]}]'),
    **dict(_baited()),
}

if __name__ == "__main__":
    main()
