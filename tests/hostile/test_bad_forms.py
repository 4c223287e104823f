"""What bad input gets from a form.

The form again as it was typed, with a sentence beside the field; nothing is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

import pytest
from lxml import html

from tests.hostile.conftest import World
from tests.makers.forms import hidden

HAN = re.compile("[一-鿿]")
PERSON = {"person.family": "Probe", "person.given": "Paula"}
NAME = {"names.0.family": "Probe", "names.0.given": "Paula", "names.0.kind": "pinyin"}
POST = {"unit": "lab", "position": "professor"}
CHOICES = {"stage", "position"}
"""Not typed: a value that is not offered is not offered again."""
LINK = {"primary": "true", "statement": "Shows a longer lifetime."}


@dataclass
class Typed:
    """A form that must be shown again, and the field at fault."""

    name: str
    role: str
    path: str
    data: dict[str, str]
    field: str
    status: int = 422
    secret: bool = False


FORMS = [
    Typed("a DOI that is none", "researcher", "/outputs/add", {"doi": "nature"}, "doi"),
    Typed("no DOI at all", "researcher", "/outputs/add", {"doi": " "}, "doi"),
    Typed("an import of nothing", "administrator", "/imports/new", {"text": "\n"}, "text"),
    Typed("an output with a wrong DOI", "administrator", "/outputs/new",
          {"kind": "publication", "title": "T", "doi": "11.5555/x"}, "doi"),
    Typed("an output without a title", "administrator", "/outputs/new",
          {"kind": "software", "title": ""}, "title"),
    Typed("an output of a day that is none", "administrator", "/outputs/new",
          {"kind": "publication", "title": "T", "date": "2025-02-30"}, "date"),
    Typed("a recruit with a wrong check digit", "hr", "/hires/new",
          PERSON | {"person.orcid": "0000-0002-1825-0098"}, "person.orcid"),
    Typed("a recruit under no program", "hr", "/hires/new",
          PERSON | {"program_code": "NO-SUCH"}, "program_code"),
    Typed("a recruit whose term ends before it starts", "hr", "/hires/new",
          PERSON | {"term_starts_on": "2025-03-01", "term_ends_on": "2024-03-01"},
          "term_ends_on"),
    Typed("a stage that cannot follow", "hr", "/hires/{hire}/stage",
          {"stage": "midterm_passed", "happened_on": "2025-03-01"}, "stage", 409),
    Typed("a stage without a day", "hr", "/hires/{hire}/stage",
          {"stage": "shortlisted", "happened_on": ""}, "happened_on"),
    Typed("a researcher with a wrong check digit", "hr", "/researchers/new",
          NAME | {"orcid": "0000-0002-1825-0098"}, "orcid"),
    Typed("a post that ends before it starts", "hr", "/researchers/{colleague}/posts/new",
          POST | {"starts_on": "2025-03-01", "ends_on": "2024-03-01"}, "ends_on"),
    Typed("an account of nobody", "hr", "/researchers/{colleague}/account",
          {"email": "nobody@sample.example"}, "email"),
    Typed("a unit without a code", "hr", "/units/new",
          {"code": "", "names.0.locale": "en", "names.0.name": "X"}, "code"),
    Typed("a goal link without a goal", "administrator", "/outputs/{output}/goal", LINK, "goal"),
    Typed("a goal that is none", "administrator", "/outputs/{output}/goal",
          LINK | {"goal": "G9"}, "goal"),
    Typed("a goal link without a statement", "administrator", "/outputs/{output}/goal",
          {"primary": "true", "goal": "G1", "statement": " "}, "statement"),
    Typed("a position that is not there", "researcher", "/outputs/{output}/claim",
          {"position": "99"}, "position"),
    Typed("an invitation of nobody", "administrator", "/accounts/invite",
          {"addresses": "not an address"}, "addresses"),
    Typed("a password too short", "researcher", "/account/password",
          {"password": "Zq7!kept"}, "password", secret=True),
    Typed("a token without a name", "researcher", "/account/tokens", {"name": ""}, "name"),
]  # fmt: skip


@pytest.mark.parametrize("case", FORMS, ids=lambda case: case.name)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_refused_form_says_what_is_wrong_beside_the_field(
    world: World, case: Typed, lang: str
) -> None:
    before = world.rows()
    path = world.address(case.path)
    shown = hidden(world.ask(case.role, "GET", path))
    form = {name: shown[name] for name in ("version",) if name in shown} | case.data
    answer = world.ask(case.role, "POST", path, data=form, lang=lang)
    assert answer.status_code == case.status, _text(answer.text)
    page = html.fromstring(answer.text)
    assert page.get("lang") == {"en": "en", "zh": "zh-Hans"}[lang]
    place = f"field-{case.field.replace('.', '-')}"
    ways = page.xpath(f"//*[@role='alert']//a[@href='#{place}']")
    assert ways, _text(answer.text)
    said = page.xpath(f"//*[@id='{place}-error']") or ways
    sentence = said[0].text_content()
    assert bool(HAN.search(sentence)) == (lang == "zh"), sentence
    for name, value in case.data.items():
        if value.strip() and name not in CHOICES:
            assert (value in unescape(answer.text)) != case.secret, name
    assert world.rows() == before


def _text(page: str) -> str:
    main = html.fromstring(page).xpath("//main")
    return " ".join(main[0].text_content().split()) if main else page[:2000]
