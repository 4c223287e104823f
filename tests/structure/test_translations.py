"""No English is left on a Chinese page.

Every sentence of the code stands in the catalogue, translated.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "registry/translations/zh/LC_MESSAGES/messages.po"
PLACE = re.compile(r"%\((\w+)\)s")


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    pot = tmp_path_factory.mktemp("pot") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F"]
    command += [
        "registry/translations/babel.cfg",
        "-k",
        "lazy_gettext",
        "-k",
        "N_",
        "-o",
        pot,
        "registry",
        "importers",
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    with pot.open("rb") as file:
        return {m.id: m for m in read_po(file) if m.id}


@pytest.fixture(scope="module")
def known():
    with CATALOGUE.open("rb") as file:
        return {m.id: m for m in read_po(file, locale="zh") if m.id}


def strings(message):
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


def test_every_sentence_is_translated(said, known):
    missing = [
        key for key in said if key not in known or known[key].fuzzy or not all(strings(known[key]))
    ]
    assert missing == []


def test_no_translation_is_left_of_a_sentence_that_is_gone(said, known):
    assert [key for key in known if key not in said] == []


def test_a_translation_keeps_the_places_of_its_sentence(known):
    for key, message in known.items():
        source = key[-1] if isinstance(key, tuple) else key
        for text in strings(message):
            assert set(PLACE.findall(text)) <= set(PLACE.findall(source)), source


def test_a_translation_is_chinese(known):
    names = {"ORCID", "DOI", "English", "Retraction Watch"}
    for key, message in known.items():
        for text in strings(message):
            latin = not re.search("[一-鿿]", text)
            words = re.search("[a-z]{3}", PLACE.sub("", text))
            assert not latin or key in names or not words, key
