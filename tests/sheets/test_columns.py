"""The lists of HR as tables: every column can be found, read, shown in both languages."""

from __future__ import annotations

from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from registry.core.db import Privacy
from registry.people.labels import GENDERS, IDENTITY_KINDS, POSITIONS
from registry.people.models import Personnel
from registry.sheets import options
from registry.sheets.cells import CONVERTERS, convert
from registry.sheets.columns import LISTS
from registry.sheets.headings import _names
from registry.talent.labels import FUNDING
from registry.talent.stages import STEPS

COLUMNS = [(of, column) for of in LISTS.values() for column in of.columns]


@pytest.mark.parametrize("of", LISTS.values(), ids=LISTS)
def test_no_heading_means_two_columns(of):
    said = [
        (name, column.key)
        for column in of.columns
        for name in {column.key, column.title_en, column.title_zh, *column.synonyms}
    ]
    names = _names(of.columns)
    assert len({column.key for column in of.columns}) == len(of.columns)
    for name, key in said:
        plain = name.casefold().translate(str.maketrans("（）", "()", " -_/."))
        assert names.get(plain, (key,))[0] == key, name


@pytest.mark.parametrize(("of", "column"), COLUMNS, ids=lambda each: each.key)
def test_a_column_has_titles_in_both_languages_and_a_way_to_read_it(of, column):
    assert column.title_en.isascii()
    assert column.title_zh != column.title_en or column.key == "orcid"
    assert bool(column.note_en) == bool(column.note_zh)
    assert column.kind in CONVERTERS
    for choice in column.choices:
        for text in (choice.code, choice.en, choice.zh, *choice.others):
            assert convert(text, column) == choice.code


def test_choices_are_called_as_everywhere_else():
    with (files("registry") / "translations/zh/LC_MESSAGES/messages.po").open("rb") as file:
        chinese = read_po(file)
    tables = (
        (options.POSITIONS, POSITIONS),
        (options.GENDERS, GENDERS),
        (options.IDENTITY_KINDS, IDENTITY_KINDS),
        (options.FUNDING_KINDS, FUNDING),
    )
    for choices, labels in tables:
        for choice in choices:
            assert choice.en == labels[choice.code]
            assert choice.zh == chinese.get(choice.en).string
        assert {choice.code for choice in choices} == set(labels)
    assert {choice.code for choice in options.STAGES} == set(STEPS)


def test_what_is_private_of_a_person_is_private_in_a_sheet():
    table = Personnel.metadata.tables["personnel"]
    for _, column in COLUMNS:
        if column.key in table.columns and column.key != "key":
            assert column.privacy == table.columns[column.key].info["privacy"], column.key
    assert LISTS["funding"].column("paid").privacy is Privacy.SENSITIVE
