"""What bad input gets from the API.

A clear error that names field and value in the reader's language; nothing is written.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from tests.hostile.conftest import World

HAN = re.compile("[一-鿿]")
NAME = {"family": "Probe", "given": "Paula", "kind": "pinyin"}
STATEMENT = "Shows a longer lifetime."
AGES = {"starts_on": "2025-03-01", "ends_on": "2024-03-01"}


@dataclasses.dataclass
class Bad:
    """A request that must be refused, and what the answer says of it."""

    name: str
    role: str
    method: str
    path: str
    body: Any = None
    field: str = ""
    value: Any = None
    status: int = 422
    more: dict[str, Any] = dataclasses.field(default_factory=dict)

    def request(self) -> dict[str, Any]:
        return {"json": self.body} | self.more if self.body is not None else self.more


def _link(**changes: Any) -> dict[str, Any]:
    item = {"kind": "hire", "id": 1}
    return {"item": item, "goal": "G3", "primary": True, "statement": STATEMENT} | changes


def _hire(**changes: Any) -> dict[str, Any]:
    return {"person": {"family": "Probe", "given": "Paula"}} | changes


MATCH = {"headers": {"If-Match": "*"}}
IN_FIELDS = [
    Bad("a DOI that is none", "administrator", "POST", "/outputs",
        {"kind": "publication", "title": "T", "doi": "11.1038/x"}, "doi", "11.1038/x"),
    Bad("a DOI with a blank", "administrator", "POST", "/outputs",
        {"kind": "publication", "title": "T", "doi": "10.1038/a b"}, "doi", "10.1038/a b"),
    Bad("a DOI that is none, looked for", "visitor", "GET", "/outputs?doi=nature",
        None, "doi", "nature"),
    Bad("an ORCID iD with a wrong check digit", "hr", "POST", "/researchers",
        {"names": [NAME], "orcid": "0000-0002-1825-0098"}, "orcid", "0000-0002-1825-0098"),
    Bad("a recruit with a wrong check digit", "hr", "POST", "/hires",
        {"person": {"family": "P", "given": "Q", "orcid": "0000-0002-1825-0098"}},
        "person.orcid", "0000-0002-1825-0098"),
    Bad("an iD too short, looked for", "visitor", "GET", "/researchers?orcid=0000-0002",
        None, "orcid", "0000-0002"),
    Bad("an unknown program", "hr", "POST", "/hires",
        _hire(program_code="NO-SUCH"), "program_code", "NO-SUCH"),
    Bad("an unknown grade", "hr", "POST", "/hires",
        _hire(program_code="OPEN", grade_code="Z"), "grade_code", "Z"),
    Bad("an unknown unit", "hr", "POST", "/hires", _hire(unit_code="moon"), "unit_code", "moon"),
    Bad("an unknown unit of a post", "hr", "POST", "/researchers/{researcher}/posts",
        {"unit": "moon", "position": "professor", "starts_on": "2025-01-01"}, "unit", "moon"),
    Bad("a post that ends before it starts", "hr", "POST", "/researchers/{colleague}/posts",
        {"unit": "lab", "position": "professor"} | AGES, "ends_on", "2024-03-01"),
    Bad("a term that ends before it starts", "hr", "POST", "/hires",
        _hire(term_starts_on="2025-03-01", term_ends_on="2024-03-01"),
        "term_ends_on", "2024-03-01"),
    Bad("a name that ends before it starts", "hr", "POST", "/researchers/{researcher}/names",
        NAME | {"valid_from": "2025-03-01", "valid_until": "2024-03-01"},
        "valid_until", "2024-03-01"),
    Bad("a unit that ends before it starts", "hr", "POST", "/units",
        {"code": "x", "names": [{"locale": "en", "name": "X"}], "ours_from": "2025-03-01",
         "ours_until": "2024-03-01"}, "ours_until", "2024-03-01"),
    Bad("a stage that cannot follow", "hr", "POST", "/hires/{hire}/stage",
        {"stage": "midterm_passed", "happened_on": "2025-03-01"}, "stage", "midterm_passed", 409),
    Bad("a stage that is none", "hr", "POST", "/hires/{hire}/stage",
        {"stage": "promoted", "happened_on": "2025-03-01"}, "stage", "promoted"),
    Bad("a stage of tomorrow", "hr", "POST", "/hires/{hire}/stage",
        {"stage": "shortlisted", "happened_on": "2199-01-01"}, "happened_on", "2199-01-01"),
    Bad("a case that begins at its end", "hr", "POST", "/hires",
        _hire(program_code="OPEN", stage="completed"), "stage", "completed"),
    Bad("a day that is none", "hr", "POST", "/hires/{hire}/stage",
        {"stage": "shortlisted", "happened_on": "2025-02-30"}, "happened_on", "2025-02-30"),
    Bad("a goal link without a goal", "hr", "POST", "/goal-links",
        {k: v for k, v in _link().items() if k != "goal"}, "goal"),
    Bad("a goal link with an empty goal", "hr", "POST", "/goal-links",
        _link(goal=""), "goal", ""),
    Bad("a goal that is none", "hr", "POST", "/goal-links",
        _link(goal="G9"), "goal", "G9"),
    Bad("a goal link without a statement", "hr", "POST", "/goal-links",
        _link(statement=" "), "statement", " "),
    Bad("a link of nothing", "administrator", "POST", "/goal-links",
        _link(item={"kind": "output", "id": 999_999}), "item.id", 999_999),
    Bad("evidence that is no address", "hr", "POST", "/goal-links",
        _link(evidence=[{"kind": "url", "url": "javascript:alert(1)"}]),
        "evidence.0.url", "javascript:alert(1)"),
    Bad("a position that is not there", "researcher", "POST", "/claims",
        {"output": 1, "position": 99}, "position", 99),
    Bad("a position before the first", "researcher", "POST", "/claims",
        {"output": 1, "position": 0}, "position", 0),
    Bad("a claim without a position", "researcher", "POST", "/claims", {"output": 1}, "position"),
    Bad("a claim on no output", "researcher", "POST", "/claims",
        {"output": 999_999, "position": 1}, "output", 999_999),
    Bad("a key beyond all keys", "researcher", "POST", "/claims",
        {"output": 2**31, "position": 1}, "output", 2**31),
    Bad("a number beyond all numbers", "researcher", "POST", "/claims",
        {"output": 10**30, "position": 1}, "output", str(10**30)),
    Bad("a decision that is none", "researcher", "POST", "/claims/{claim}/decision",
        {"decision": "perhaps"}, "decision", "perhaps"),
    Bad("a field that is unknown", "hr", "POST", "/hires", _hire(salary=1), "salary", 1),
    Bad("a field that is unknown, inside", "hr", "POST", "/hires",
        {"person": {"family": "P", "given": "Q", "salary": 1}}, "person.salary", 1),
    Bad("a field of the registry's own", "hr", "PATCH", "/hires/{draft}",
        {"id": 7}, "id", 7, 422, MATCH),
    Bad("a parameter that is unknown", "visitor", "GET", "/outputs?colour=blue",
        None, "colour", "blue"),
    Bad("a cursor that is none", "visitor", "GET", "/outputs?cursor=x", None, "cursor", "x"),
    Bad("a cursor of another list", "visitor", "GET", "/outputs?cursor=WyI-IiwibGFiIl0",
        None, "cursor", "WyI-IiwibGFiIl0"),
    Bad("a huge limit", "visitor", "GET", "/outputs?limit=100000", None, "limit", "100000"),
    Bad("a limit of nothing", "visitor", "GET", "/outputs?limit=0", None, "limit", "0"),
    Bad("a limit in words", "visitor", "GET", "/outputs?limit=all", None, "limit", "all"),
    Bad("a year before all years", "visitor", "GET", "/outputs?year=-1", None, "year", "-1"),
    Bad("a kind that is none", "visitor", "GET", "/outputs?kind=poem", None, "kind", "poem"),
    Bad("a source that is none", "administrator", "POST", "/imports",
        {"source": "hearsay", "identifiers": ["10.5555/1"]}, "source", "hearsay"),
    Bad("an import of nothing", "administrator", "POST", "/imports",
        {"identifiers": []}, "identifiers"),
    Bad("a list where a text belongs", "administrator", "POST", "/outputs",
        {"kind": "publication", "title": ["T"]}, "title"),
    Bad("a number where a text belongs", "administrator", "POST", "/outputs",
        {"kind": "publication", "title": 7}, "title", 7),
    Bad("a text where a mapping belongs", "hr", "POST", "/hires", {"person": "Paula"},
        "person", "Paula"),
    Bad("a null byte in a text", "administrator", "POST", "/outputs",
        {"kind": "publication", "title": "T\0T"}, "title", "T\0T"),
    Bad("half a surrogate pair", "administrator", "POST", "/outputs", None, "title", None, 422,
        {"data": b'{"kind": "publication", "title": "T\\ud800"}',
         "content_type": "application/json"}),
    Bad("a text without end", "administrator", "POST", "/outputs",
        {"kind": "publication", "title": "x" * 2001}, "title", "x" * 200 + "…"),
    Bad("a text of blanks", "administrator", "POST", "/outputs",
        {"kind": "publication", "title": " \t "}, "title", " \t "),
    Bad("an address that is none", "administrator", "POST", "/accounts",
        {"email": "nobody at all"}, "email", "nobody at all"),
    Bad("a role that is none", "administrator", "POST", "/accounts",
        {"email": "a@sample.example", "roles": ["king"]}, "roles.0", "king"),
    Bad("a token for ever", "researcher", "POST", "/tokens",
        {"name": "x", "days": 99999}, "days", 99999),
    Bad("a merge with oneself", "hr", "POST", "/researchers/{researcher}/merge",
        {"gone": 1, "reason": "same"}, "gone", 1),
]  # fmt: skip

AS_A_WHOLE = [
    Bad("broken UTF-8", "administrator", "POST", "/outputs", status=400,
        more={"data": b'{"title": "\xff"}', "content_type": "application/json"}),
    Bad("half of a JSON text", "administrator", "POST", "/outputs", status=400,
        more={"data": b'{"title": ', "content_type": "application/json"}),
    Bad("a form where JSON belongs", "administrator", "POST", "/outputs", status=400,
        more={"data": {"title": "T"}}),
    Bad("deep JSON", "administrator", "POST", "/outputs", status=400,
        more={"data": b"[" * 100_000, "content_type": "application/json"}),
    Bad("deep JSON that is closed", "administrator", "POST", "/outputs", status=400,
        more={"data": b"[" * 100_000 + b"]" * 100_000, "content_type": "application/json"}),
    Bad("deep mappings", "administrator", "POST", "/outputs", status=400,
        more={"data": b'{"details":' * 50_000, "content_type": "application/json"}),
    Bad("a number of thousands of digits", "researcher", "POST", "/claims", status=400,
        more={"data": b'{"output": ' + b"9" * 5000 + b"}", "content_type": "application/json"}),
    Bad("a body over the limit", "administrator", "POST", "/imports", status=413,
        more={"data": b"x" * (25 * 2**20 + 1), "content_type": "application/json"}),
    Bad("a change without its version", "hr", "PATCH", "/hires/{draft}",
        {"duties": "x"}, status=428),
    Bad("a change of an old version", "hr", "PATCH", "/hires/{draft}", {"duties": "x"},
        status=412, more={"headers": {"If-Match": '"999-x"'}}),
    Bad("a removal of an old version", "hr", "DELETE", "/units/annex",
        status=412, more={"headers": {"If-Match": '"999-x"'}}),
    Bad("no such thing", "hr", "GET", "/hires/999999", status=404),
    Bad("a key beyond all keys in an address", "hr", "GET", f"/hires/{2**63}", status=404),
    Bad("a null byte in a code", "visitor", "GET", "/goals/%00", status=404),
    Bad("no DOI in an address", "visitor", "GET", "/outputs/doi/nature", status=404),
    Bad("a null byte in a DOI", "visitor", "GET", "/outputs/doi/10.1038/%00", status=404),
    Bad("a way out of the folder", "visitor", "GET", "/outputs/doi/../../../etc/passwd",
        status=404),
    Bad("a verb that is none here", "hr", "PUT", "/hires/1", status=405),
]  # fmt: skip


def _named(case: Bad) -> str:
    return case.name


@pytest.mark.parametrize("case", IN_FIELDS, ids=_named)
def test_what_is_wrong_is_named_with_its_value(world: World, case: Bad) -> None:
    before = world.rows()
    sentences = {}
    for lang in ("en", "zh"):
        answer = world.api(case.role, case.method, case.path, lang=lang, **case.request())
        assert answer.status_code == case.status, answer.text
        assert answer.mimetype == "application/problem+json"
        errors = {error["field"]: error for error in answer.json["errors"]}
        assert case.field in errors, answer.json
        if case.value is not None:
            assert errors[case.field]["value"] == case.value
        sentences[lang] = errors[case.field]["message"] + answer.json["title"]
    assert HAN.search(sentences["zh"]), sentences
    assert not HAN.search(sentences["en"]), sentences
    assert world.rows() == before


@pytest.mark.parametrize("case", AS_A_WHOLE, ids=_named)
def test_what_cannot_be_read_is_refused_as_a_whole(world: World, case: Bad) -> None:
    before = world.rows()
    for lang in ("en", "zh"):
        answer = world.api(case.role, case.method, case.path, lang=lang, **case.request())
        assert answer.status_code == case.status, answer.text
        assert answer.mimetype == "application/problem+json"
        assert (HAN.search(answer.json["title"]) is not None) == (lang == "zh"), answer.json
        assert answer.json["request_id"]
    assert world.rows() == before
