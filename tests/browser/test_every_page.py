"""Every page of the registry, as each role meets it: for all eyes, both languages, any window."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
from babel.messages.pofile import read_po
from playwright.sync_api import BrowserContext, Page, expect

from registry.policy import Role, Scope
from tests.browser.conftest import overflow, sign_in
from tests.browser.sites import ACCOUNTS, pages
from tests.makers.served import CATALOGUE, Served, sample_works

LANGUAGES = {"en": "en", "zh": "zh-Hans"}
LOOKS = ((1280, "light"), (390, "dark"), (1280, "dark"), (390, "light"))
REFUSED = {
    "hr": (
        "/hires/new",
        "/hires/1/documents/new",
        "/documents/1/open",
        "/hires/1/stage",
        "/researchers/new",
        "/units/new",
    ),
    "administrator": ("/outputs/new", "/imports/new", "/outputs/1/goal", "/accounts/invite"),
    "visitor": ("/sign-in",),
}
"""Forms that are refused where nothing is filled in."""
SETTLE = """() => document.getAnimations()
  .filter((change) => Number.isFinite(change.effect.getComputedTiming().endTime))
  .forEach((change) => change.finish())"""
SEND_EMPTY = """() => {
  const own = document.querySelector(`main form[method=post][action="${location.pathname}"]`);
  const form = own ?? document.querySelector("main form[method=post]");
  for (const field of form.querySelectorAll("input:not([type=hidden]), textarea, select"))
    field.disabled = ["radio", "checkbox"].includes(field.type) || (field.value = "", false);
  form.submit();
}"""
PLACE = re.compile(r"%\(\w+\)s")
ENGLISH = re.compile(r"[A-Za-z][a-z]+(?: [A-Za-z][A-Za-z-]*){3,}")
VISIBLE = """() => {
  const SKIPPED = "script, style, [lang^=en], .swagger-ui, [role=img] svg";
  const said = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const place = node.parentElement;
    if (!place.closest(SKIPPED)) said.push(node.textContent);
  }
  for (const place of document.querySelectorAll("[aria-label], [placeholder], [title]"))
    if (!place.closest(SKIPPED))
      for (const name of ["aria-label", "placeholder", "title"])
        if (place.hasAttribute(name)) said.push(place.getAttribute(name));
  said.push(document.title);
  return said.map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""


@dataclass
class Eye:
    """A person at a window of the browser, and what went wrong before their eyes."""

    page: Page
    url: str
    axe: Callable[[Page], list[str]]
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self._heard(said.type, said.text))
        self.page.on("pageerror", lambda why: self._heard("error", str(why)))
        self.page.on("request", lambda asked: self._asked(asked.url))

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and "server responded with a status of" not in text:
            self.faults.append(f"{self.page.url}: {text}")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.url, "data:")):
            self.faults.append(f"{self.page.url} asks {url}")

    def status(self, path: str) -> int:
        """What the registry answers to this person; 0 where that is a file to keep."""
        answer = self.page.request.get(self.url + path)
        return 0 if "attachment" in answer.headers.get("content-disposition", "") else answer.status

    def open(self, path: str, language: str) -> None:
        """Go there in this language."""
        self.page.goto(f"{self.url}{path}?lang={language}", wait_until="load")

    def look(self, language: str, shift: int) -> None:
        """Hold the page against what is promised, at both widths."""
        where = f"{self.page.url}"
        spoken = self.page.get_attribute("html", "lang")
        if spoken != LANGUAGES[language]:
            self.faults.append(f"{where} says its language is {spoken}")
        width, theme = LOOKS[(shift + 2 * (language == "zh")) % 4]
        for size in (1670 - width, width):
            self.page.set_viewport_size({"width": size, "height": 900})
            if (more := overflow(self.page)) > 0:
                self.faults.append(f"{where} is {more} pixels too wide at {size}")
        self.page.emulate_media(color_scheme=theme)
        self.page.evaluate(SETTLE)
        self.faults += [f"{where} ({width}, {theme}): {found}" for found in self.axe(self.page)]


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, int]]:
    return pages(tmp_path_factory.mktemp("map"))


@pytest.fixture(scope="module")
def site(demo_server: Served) -> Served:
    """The sample institute with an import, a document and an erasure asked for."""
    key = demo_server.token(ACCOUNTS["administrator"], "read", "write")
    dois = [work["DOI"] for work in sample_works(2)]
    started = requests.post(
        f"{demo_server.url}/api/v1/imports",
        json={"identifiers": [*dois, "10.5555/nowhere"]},
        headers={"Authorization": f"Bearer {key}"},
        timeout=30,
    )
    assert started.status_code == 202, started.text
    kept = requests.post(
        f"{demo_server.url}/api/v1/researchers/3/documents",
        data={"kind": "identity", "expires_on": "2025-01-31"},
        files={"file": ("passport.txt", b"nobody")},
        headers={"Authorization": f"Bearer {demo_server.token(ACCOUNTS['hr'], *Scope)}"},
        timeout=30,
    )
    assert kept.status_code == 201, kept.text
    asked = requests.post(
        f"{demo_server.url}/api/v1/researchers/5/erasures",
        json={"extent": "private", "reason": "it is due"},
        headers={"Authorization": f"Bearer {demo_server.token(ACCOUNTS['hr'], *Scope)}"},
        timeout=30,
    )
    assert asked.status_code == 201, asked.text
    return demo_server


@pytest.fixture
def eye(
    site: Served, visit: Callable[..., BrowserContext], axe: Callable[[Page], list[str]]
) -> Iterator[Callable[[str], Eye]]:
    """Somebody with this role."""

    def somebody(role: str) -> Eye:
        page = visit().new_page()
        if email := ACCOUNTS[role]:
            sign_in(page, site, email)
        return Eye(page, site.url, axe)

    return somebody


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    """The longest stretch of words of every English sentence, where it is four words or more."""
    with CATALOGUE.with_suffix(".po").open("rb") as file:
        keys = [m.id for m in read_po(file, locale="zh") if m.id]
    flat = [text for key in keys for text in (key if isinstance(key, tuple) else (key,))]
    parts = [max(PLACE.split(text), key=len).strip(" .,:;()“”") for text in flat]
    return [part for part in parts if len(part.split()) > 3]


@pytest.fixture(scope="module")
def stored(site: Served) -> Stored:
    """What readers typed and sources said; it stays in its language."""
    return Stored(Path(site.environ["REGISTRY_DATA_DIR"]) / "registry.sqlite3")


class Stored:
    """All text of a database; read again where a text is not known, as imports go on meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path, self.text = path, ""

    def holds(self, text: str) -> bool:
        if text not in self.text:
            with sqlite3.connect(self.path) as database:
                self.text = "\n".join(database.iterdump())
        return text in self.text


def english_left(page: Page, sentences: list[str], stored: Stored) -> list[str]:
    said = page.evaluate(VISIBLE)
    known = [text for text in said for sentence in sentences if sentence in text]
    loose = [
        found.group()
        for text in said
        for found in ENGLISH.finditer(text)
        if not stored.holds(found.group())
    ]
    return known + loose


@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", ACCOUNTS)
@pytest.mark.parametrize(
    "thorough", [False, pytest.param(True, marks=pytest.mark.trials)], ids=["once", "in both"]
)
def test_every_page_of_a_role_is_open_to_all(
    *,
    role: str,
    thorough: bool,
    eye: Callable[[str], Eye],
    addresses: list[tuple[str, int]],
    sentences: list[str],
    stored: Stored,
) -> None:
    person = eye(role)
    seen: set[int] = set()
    turn = list(ACCOUNTS).index(role)
    for number, (path, roles) in enumerate(addresses, turn):
        status = person.status(path)
        assert status < 500, path
        if status == 0 or (status != 200 and status in seen):
            continue
        seen.add(status)
        if role in {"auditor", "hr"} and roles == len(Role):
            continue  # looked at as a researcher and an administrator, who may change more of it
        looked = LANGUAGES if thorough and roles < 3 else [("en", "zh")[number % 2]]
        for language in sorted({*looked, "zh"}):
            person.open(path, language)
            if language in looked:
                person.look(language, number)
            if language == "zh":
                left = english_left(person.page, sentences, stored)
                person.faults += [f"{path}: “{text}” is not Chinese" for text in left]
    assert "\n".join(person.faults) == ""
    assert seen >= {200, 404}


@pytest.mark.parametrize("role", REFUSED)
def test_a_refused_form_is_open_to_all(
    role: str, eye: Callable[[str], Eye], sentences: list[str], stored: Stored
) -> None:
    person = eye(role)
    for number, path in enumerate(REFUSED[role]):
        person.open(path, "zh")
        with person.page.expect_navigation():
            person.page.evaluate(SEND_EMPTY)
        expect(person.page.locator(".error-summary")).to_be_visible()
        person.look("zh", number)
        left = english_left(person.page, sentences, stored)
        person.faults += [f"{path}: “{text}” is not Chinese" for text in left]
    assert "\n".join(person.faults) == ""
