"""Whatever comes in, no parser raises anything but what it says, and none takes long."""

from __future__ import annotations

import gzip
import os
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers import formulas, identifiers, reading, titles
from importers.files import FORMATS
from importers.identifiers import InvalidIdentifier
from importers.sources import PARSERS
from tests.makers.mutations import (
    BAIT,
    CHANGES,
    DATA,
    TEXTS,
    VALUES,
    parsed,
    read,
    records,
    spoiled,
)

EXAMPLES = int(os.environ.get("FUZZING_EXAMPLES", "60"))
QUICK = settings(
    max_examples=EXAMPLES,
    deadline=2000,
    derandomize=EXAMPLES <= 60,
    suppress_health_check=list(HealthCheck),
)
HEADS = (b"", b"[", b"{", b"@a{b,", b"TY  - ", b"PK\x03\x04")
NAMES = ("a.bib", "a.json", "a.xlsx", "a", "")
FILES = ("bibtex-ris/commonmeta/crossref.bib", "bibtex-ris/commonmeta/crossref.ris")
NORMALISERS = [
    getattr(identifiers, name) for name in dir(identifiers) if name.startswith("normalise_")
]


@pytest.mark.parametrize("source", PARSERS)
@given(number=st.integers(0, 10**6), changes=CHANGES)
@QUICK
def test_a_real_record_that_was_spoiled_is_read_or_refused(source, number, changes):
    known = records(source)
    parsed(source, spoiled(known[number % len(known)], changes))


@pytest.mark.parametrize("source", PARSERS)
@given(message=VALUES)
@QUICK
def test_what_is_no_record_is_refused(source, message):
    parsed(source, message)


@pytest.mark.parametrize("form", FORMATS)
@given(content=st.binary(max_size=400), head=st.sampled_from(HEADS))
@QUICK
def test_any_bytes_are_a_file_or_none(form, content, head):
    read(head + content, "sample", form)
    read(gzip.compress(head + content), "sample.gz", form)


@given(content=st.binary(max_size=400), name=st.sampled_from(NAMES))
@QUICK
def test_any_bytes_have_a_format_or_are_refused(content, name):
    read(content, name)


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("path", FILES)
@given(seed=st.integers(0, 2**32), bait=st.sampled_from(BAIT))
@QUICK
def test_a_real_file_that_was_damaged_is_read_as_far_as_it_goes(path, seed, bait):
    content, rng = bytearray((DATA / path).read_bytes()), random.Random(seed)
    for _ in range(rng.randint(1, 9)):
        at, more = rng.randrange(len(content)), rng.randrange(9)
        content[at : at + more] = rng.choice((rng.randbytes(more), bait.encode("utf-8", "replace")))
    read(bytes(content), path)


@given(text=TEXTS, other=TEXTS)
@QUICK
def test_any_text_is_a_title_and_an_abstract(text, other):
    for raw in (text, f"{text}<{other}>{text}", f"${text}${other}$", f"&{text};{other}"):
        found = titles.title(raw)
        assert found.text == " ".join(found.text.split())
        titles.plain(raw)
        titles.paragraphs(raw)
        formulas.tex_markup(raw)
        formulas.mathml_markup(f"<math>{raw}</math>")
        reading.of_text(raw)
        identifiers.find_dois(raw)


@pytest.mark.parametrize("normalise", NORMALISERS, ids=lambda function: function.__name__)
@given(text=TEXTS, before=st.sampled_from(["", "10.5555/", "https://", "0000-0002-1825-", "97"]))
@QUICK
def test_any_text_is_an_identifier_or_says_why_not(normalise, text, before):
    try:
        once = normalise(before + text)
    except InvalidIdentifier as why:
        assert str(why)
    else:
        assert normalise(once) == once
