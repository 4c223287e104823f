"""Kinds of files: told apart by content, then by name; hostile ones refused in time and memory."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import textwrap

import pytest

from importers import files
from importers.encodings import decoded
from importers.entries import BadFile
from importers.files import FORMATS, format_of, read

BIB = b"% a comment\n@article{key,\n title = {On x},\n}\n"
RIS = b"\xef\xbb\xbf\r\nTY  - JOUR\r\nTI  - On x\r\nER  - \r\n"
CSL = json.dumps([{"id": "a", "type": "book", "title": "On x"}]).encode()
CROSSREF = json.dumps({"DOI": "10.5555/a", "title": ["On x"]}).encode()


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("export.txt", BIB, "bibtex"),
        ("export.txt", RIS, "ris"),
        ("export.txt", CSL, "csl"),
        ("export.json", CROSSREF, "crossref"),
        ("export.json", b"[\n" + CROSSREF + b"]", "crossref"),
        ("works.json", CSL.strip(b"[]"), "csl"),
        ("empty.json", b"[]", "csl"),
        ("list.csv", b"doi\n10.5555/a\n", "csv"),
        ("list", b"title,doi\nx,10.5555/a\n", "csv"),
        ("list.txt", b"title,doi\nx,10.5555/a\n", "text"),
        ("list", b"10.5555/a\n10.5555/b\n", "text"),
        ("list", b"[1] Example, A. On x. 10.5555/a\n", "text"),
        ("mail.txt", b"see ada@example(org) and 10.5555/a", "text"),
        ("sheet.bin", b"PK\x03\x04", "xlsx"),
        ("list.ris.gz", b"no reference", "ris"),
        ("中文.txt", "见 10.5555/a。".encode("gb18030"), "text"),
        ("utf16", BIB.decode().encode("utf-16"), "bibtex"),
    ],
)
def test_the_content_decides_then_the_name(name, content, form):
    assert format_of(name, content) == form


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b" \r\n", "file_empty"),
        (b"\xd0\xcf\x11\xe0" + bytes(500), "file_old_excel"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 20, "file_not_text"),
    ],
)
def test_what_is_none_of_them_is_refused_with_the_reason(content, code):
    with pytest.raises(BadFile) as why:
        format_of("file.bib", content)
    assert why.value.code == code


@pytest.mark.parametrize("content", [BIB, RIS, CSL, CROSSREF, b"doi\n10.5555/a\n"])
def test_gzip_is_taken_off_every_format(content):
    plain = list(read(io.BytesIO(content), "works"))
    assert plain
    assert list(read(io.BytesIO(gzip.compress(content)), "works.gz")) == plain


def test_a_gzip_file_of_many_members_is_read_whole():
    lines = [json.dumps({"DOI": f"10.5555/{n}", "title": ["On x"]}) + "\n" for n in range(3000)]
    members = [gzip.compress(line.encode()) + gzip.compress(b"") for line in lines]
    padded = b"".join(members[:-1]) + bytes(200_000) + members[-1] + bytes(9)
    entries = list(read(io.BytesIO(padded), "a.jsonl.gz"))
    assert [entry.message["DOI"] for entry in entries] == [f"10.5555/{n}" for n in range(3000)]


@pytest.mark.parametrize("content", [BIB, RIS, CSL, CROSSREF])
def test_the_format_is_told_however_short_the_gzip_members_are(content):
    packed = b"".join(gzip.compress(bytes([byte])) for byte in content)
    assert list(read(io.BytesIO(packed), "a")) == list(read(io.BytesIO(content), "a"))


@pytest.mark.parametrize("most", [1, 2])
def test_gzip_members_are_read_up_to_the_bound_and_no_further(monkeypatch, most):
    monkeypatch.setattr(files, "MOST_MEMBERS", most)
    allowed = gzip.compress(b"10.5555/a\n") * most
    assert [entry.doi for entry in read(io.BytesIO(allowed), "a.txt.gz")] == ["10.5555/a"]
    with pytest.raises(BadFile, match="file_too_large"):
        list(read(io.BytesIO(allowed + gzip.compress(b"")), "a.txt.gz"))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda packed: packed[:-1],
        lambda packed: packed[:-12],
        lambda packed: packed + packed[:5],
        lambda packed: packed + b"x",
        lambda packed: packed + b"no gzip at all",
        lambda packed: packed[:-8] + bytes(4) + packed[-4:],  # another sum
        lambda packed: packed[:-4] + bytes(4),  # another length
    ],
)
def test_a_gzip_file_that_is_damaged_or_cut_is_said_to_be(spoil):
    with pytest.raises(BadFile, match="file_cut"):
        list(read(io.BytesIO(spoil(gzip.compress(BIB))), "a.bib.gz"))


def test_a_file_that_was_lent_is_not_closed():
    lent = io.BytesIO(gzip.compress(BIB + BIB))
    next(read(lent, "a.bib"))
    assert len(list(read(lent, "a.bib"))) == 2


def test_every_format_has_a_name_for_readers_and_suffixes():
    assert set(FORMATS) == {"text", "csv", "xlsx", "bibtex", "ris", "csl", "crossref"}
    assert all(form.label and form.suffixes for form in FORMATS.values())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_chinese_is_read_in_every_usual_encoding(encoding):
    text = "题名: 超导量子比特的长寿命, DOI: 10.5555/a, 作者: 张三\n" * 3
    assert decoded(text.encode(encoding)) == text


def test_western_accents_are_not_taken_for_chinese():
    assert decoded("Müller, José and Čech".encode("cp1252", "replace")).startswith("Müller, José")


def test_a_character_cut_off_at_the_end_does_not_spoil_the_rest():
    assert decoded("量子".encode()[:-1]) == "量\ufffd"


HOSTILE = {
    "braces without end": ("a.bib", "b'@article{a,title={' + b'{' * 3_000_000"),
    "entries of nothing": ("a.bib", "b'@article{a,}\\n' * 200_000"),
    "entries on one line": ("a.bib", "b'@article{a,}' * 200_000"),
    "a field of megabytes": ("a.bib", "b'@article{a,title={' + b'x' * 20_000_000 + b'}}'"),
    "one wide letter": ("a.bib", "'😀'.encode() + b'@article{a,title={' + b'x' * 20_000_000"),
    "macros of macros": (
        "a.bib",
        """b'@string{m0={' + b'x' * 900 + b'}}\\n' + b''.join(
            b'@string{m%d=' % n + b' # '.join([b'm%d' % (n - 1)] * 10) + b'}\\n'
            for n in range(1, 99)
        ) + b'@article{a,title=m98}'""",
    ),
    "references of nothing": ("a.ris", "b'TY  - JOUR\\nER  - \\n' * 90_000"),
    "lines that go on": ("a.ris", "b'TY  - JOUR\\nTI  - x\\nAB  - a\\n' + b'a\\n' * 190_000"),
    "deep JSON": ("a.json", "b'[' * 10_000_000"),
    "items of nothing": ("a.json", "b'[' + b'{},' * 5_000_000 + b'{}]'"),
    "messages of nothing": ("a.jsonl.gz", "gzip.compress(b'{}\\n' * 10_000_000, 1)"),
    "bomb of blanks": ("a.json.gz", "gzip.compress(b'[' + b' ' * 400_000_000, 1)"),
    "members of nothing": ("a.json.gz", "gzip.compress(b'') * 500_000"),
    "padding without end": ("a.bib.gz", "gzip.compress(b'@article{a,}') + bytes(50_000_000)"),
    "bomb of text": ("a.txt.gz", "gzip.compress(b'0' * 400_000_000, 1)"),
    "a million DOIs": ("a.txt", "b''.join(b'10.5555/%d ' % n for n in range(300_000))"),
    "cells without end": ("a.csv", "b'DOI' + b',' * 20_000_000"),
    "a quotation without end": ("a.csv", "b'DOI,a\\n\"' + b'x\\n' * 190_000"),
    "zeros": ("a.bib", "bytes(10_000_000)"),
}
TRIAL = """
    import gzip, io, resource, time
    from importers import files
    content = {content}
    file = io.BytesIO(content)
    del content
    built = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, entries, code = time.process_time(), 0, ""
    try:
        for entry in files.read(file, {name!r}):
            entries += 1
    except files.BadFile as why:
        code = why.code
    took = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{{took:.2f}} {{peak if peak > built else 0}} {{entries}} {{code}}")
"""


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_within_two_seconds_and_200_mb(case):
    name, content = HOSTILE[case]
    script = textwrap.dedent(TRIAL).format(content=content, name=name)
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    took, peak, entries, *code = ran.stdout.split()
    assert float(took) < 2, ran.stdout
    assert int(peak) < 200 * 1024, ran.stdout
    assert code or int(entries) <= 1, ran.stdout
