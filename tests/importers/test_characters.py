"""Characters that no database or no answer can hold come out of no parser, wherever they stood."""

from __future__ import annotations

import copy
import dataclasses
import io
import json

import pytest

from importers import files
from importers.crossref import parse
from importers.errors import ParseError
from importers.own_identifiers import named_cstr, of_address
from importers.sources import PARSERS
from tests.makers.mutations import OWN, records

BAD = {"nul": "\x00", "half a character": "\ud800"}
RECORDS, PLACES = 12, 150


def texts(value):
    """Every text in a record, the names of its mappings among them."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from texts([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)


def holders(value):
    """Every text or name of a message: what holds it, and its place there."""
    if isinstance(value, dict | list):
        for key, inside in list(value.items() if isinstance(value, dict) else enumerate(value)):
            if isinstance(inside, str):
                yield value, key
            yield from holders(inside)


def renamed(value, bad):
    """The message with each name a second time, with the character in it."""
    if isinstance(value, dict):
        found = {name: renamed(inside, bad) for name, inside in value.items()}
        return found | {f"{name}{bad}a": inside for name, inside in found.items()}
    return [renamed(inside, bad) for inside in value] if isinstance(value, list) else value


def spoiled(message, bad):
    """The message with the character at the end or in the midst of each of its texts in turn."""
    message = copy.deepcopy(message)
    for holder, key in list(holders(message))[:PLACES]:
        kept = holder[key]
        for text in (kept + bad, kept[:12] + bad + kept[12:]):
            holder[key] = text
            yield message
        holder[key] = kept
    yield renamed(message, bad)


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
@pytest.mark.parametrize("source", PARSERS)
def test_no_field_of_a_record_holds_them_whichever_field_of_the_message_does(source, bad):
    read = 0
    for message in records(source)[:RECORDS]:
        for given in spoiled(message, bad):
            try:
                record = PARSERS[source](given)
            except ParseError:
                continue
            read += 1
            assert [text for text in texts(record) if bad in text] == []
            assert record.key.encode()
    assert read


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_the_kind_of_a_relation_is_clean(bad):
    target = {"id": "10.5555/b", "id-type": "doi"}
    record = parse(OWN["crossref"] | {"relation": {f"is-{bad}part-of": [target]}})
    assert "part-of" in record.relations[0].kind
    assert bad not in record.relations[0].kind


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_an_address_with_them_names_no_work(bad):
    assert of_address("https://kns.cnki.net/kcms/detail/1.html")
    assert of_address(f"https://kns.cnki.net/kcms/{bad}detail/1.html") is None
    assert named_cstr(f"CSTR: 31253.11.sciencedb.01{bad}").value == "31253.11.sciencedb.01"


def test_an_arxiv_number_is_read_in_spite_of_what_follows_unseen():
    assert of_address("https://arxiv.org/abs/2301.01234\u200b").value == "2301.01234"


def test_a_chinese_full_stop_is_no_part_of_a_cstr():
    assert named_cstr("见 CSTR：31253.11.sciencedb.01。").value == "31253.11.sciencedb.01"


def test_the_type_of_a_reference_is_clean():
    content = b"TY  - JO\x00UR\nTI  - A sample\nER  - \n"
    (entry,) = files.read(io.BytesIO(content), "a.ris")
    assert "\x00" not in PARSERS["ris"](entry.message).type


FORMS = {
    "one record": json.dumps,
    "one record on several lines": lambda message: json.dumps(message, indent=1),
    "a line": lambda message: json.dumps(OWN["crossref"]) + "\n" + json.dumps(message) + "\n",
    "a list": lambda message: json.dumps([message]),
    "an answer": lambda message: json.dumps({"message-type": "work", "message": message}),
}


@pytest.mark.parametrize("form", FORMS)
def test_half_a_character_is_put_right_in_every_form_of_json(form):
    message = OWN["crossref"] | {"title": ["One \ud83d sample"], "member": "1", "\udc00": 1}
    *_, entry = files.read(io.BytesIO(FORMS[form](message).encode()), "a.json")
    assert entry.message is not None
    assert parse(entry.message).title == "One ? sample"


@pytest.mark.parametrize("text", [rb'{"a": "\ud800"', rb'{"\ud800": 1e}', rb'["\ud800"'])
def test_what_is_no_json_beside_half_a_character_stays_none(text):
    content = b'{"DOI": "10.5555/a", "title": ["A sample"]}\n' + text + b"\n"
    _, entry = files.read(io.BytesIO(content), "a.jsonl", "crossref")
    assert entry.reason == "not_json"


def test_deep_lists_beside_half_a_character_are_refused_and_not_a_fault():
    content = b'{"DOI": "10.5555/a", "title": ["\\ud800"]}\n{"a\\ud800": ' + b"[" * 400_000 + b"\n"
    first, second = files.read(io.BytesIO(content), "a.jsonl", "crossref")
    assert first.message["title"] == ["?"]
    assert second.reason == "not_json"
