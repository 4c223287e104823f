"""Is this yours? in Chromium: forty suggestions by keys alone, errors, and no JavaScript at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import overflow, sign_in
from tests.makers.inbox import ORCID, PASSWORD, fill_inbox
from tests.makers.served import Served

Visit = Callable[..., BrowserContext]
SUGGESTIONS, BESIDE_ORCID = 40, 12
MOST_KEYS = 60
PATIENCE = 10
"""Seconds until an answer that was sent must be stored."""


class Typist:
    """A page that is used by keys alone, each of them counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.strokes = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += len(key.split("+"))


class Inbox:
    """A researcher with a full inbox, and what the registry says of their claims."""

    def __init__(self, registry: Served, family: str) -> None:
        self.registry, self.email = registry, f"{family.lower()}@inbox.example"
        folder = Path(registry.environ["REGISTRY_DATA_DIR"])
        self.researcher = fill_inbox(folder, self.email, family=family)
        registry.passwords[self.email] = PASSWORD
        self.key = registry.token(self.email, "read", "write")

    def states(self) -> dict[str, int]:
        """How many claims there are in each state."""
        address = f"{self.registry.url}/api/v1/claims?limit=200"
        headers = {"Authorization": f"Bearer {self.key}"}
        items = requests.get(address, headers=headers, timeout=30).json()["items"]
        found: dict[str, int] = {}
        for claim in items:
            found[claim["state"]] = found.get(claim["state"], 0) + 1
        return found

    def comes_to(self, states: dict[str, int]) -> None:
        """Wait until all that was sent is stored: then so many claims are in each state."""
        patience = time.monotonic() + PATIENCE
        while (found := self.states()) != states and time.monotonic() < patience:
            time.sleep(0.1)
        assert found == states

    def open(self, page: Page) -> Page:
        sign_in(page, self.registry, self.email)
        page.goto(f"{self.registry.url}/claims")
        return page


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What went wrong in the pages of a test."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def sit_down(visit: Visit, faults: list[str]) -> Callable[..., Page]:
    def opened(**window: Any) -> Page:
        page = visit(**window).new_page()
        page.on("pageerror", lambda why: faults.append(str(why)))
        return page

    return opened


def said(page: Page, text: str) -> None:
    expect(page.locator("#said")).to_contain_text(text)


def counted(page: Page, name: str, number: int) -> None:
    expect(page.locator(f"[data-count={name}]")).to_have_text(str(number))


def test_forty_suggestions_are_settled_by_keys_alone(
    demo_server: Served, sit_down: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    inbox = Inbox(demo_server, "Xialin")
    page = inbox.open(sit_down())
    counted(page, "suggested", SUGGESTIONS)
    hand = Typist(page)

    hand.press("j", "m")
    said(page, f"Papers settled: {BESIDE_ORCID}")
    counted(page, "confirmed", BESIDE_ORCID)
    expect(page.locator("#asked > .claim-card:focus")).to_have_count(1)

    hand.press("m", "m", "n", "z")
    said(page, "Taken back.")
    counted(page, "confirmed", BESIDE_ORCID + 2)
    counted(page, "rejected", 0)
    hand.press("n", "m", "m")
    hand.press("x", "j", "x", "j", "x")
    expect(page.locator(".dock-count")).to_have_text("3 selected")
    assert axe(page) == []
    hand.press("n")
    counted(page, "rejected", 4)
    for _ in range(10):
        hand.press("m")
    hand.press("Shift+A", "m")
    while page.locator("#inbox-end").is_hidden():
        page.wait_for_timeout(200)
        if page.locator("#inbox-end").is_hidden() and page.locator(".claim-card:focus").count():
            hand.press("m")
    counted(page, "suggested", 0)
    page.wait_for_load_state("networkidle")

    inbox.comes_to({"confirmed": SUGGESTIONS - 4, "rejected": 4})
    assert hand.strokes < MOST_KEYS, hand.strokes
    assert axe(page) == []


def test_an_answer_that_is_refused_comes_back_with_the_reason(
    demo_server: Served, sit_down: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    inbox = Inbox(demo_server, "Xiahe")
    page = inbox.open(sit_down())
    page.route("**/api/v1/claims/decisions", lambda route: route.abort())
    card = page.locator("[data-claim]").first
    card.get_by_role("button", name="Not mine").click()
    expect(card.locator(".claim-error")).to_have_text(
        "Not saved: The registry did not answer. Try again."
    )
    counted(page, "suggested", SUGGESTIONS)
    said(page, "Not saved")
    assert axe(page) == []
    page.unroute("**/api/v1/claims/decisions")
    with page.expect_response("**/api/v1/claims/decisions") as answered:
        card.get_by_role("button", name="Not mine").click()
    assert answered.value.ok
    expect(card).to_be_hidden()
    with page.expect_response("**/api/v1/claims/decisions") as undone:
        page.get_by_role("button", name="Undo").click()
    assert undone.value.ok
    expect(card).to_be_visible()
    inbox.comes_to({"suggested": SUGGESTIONS})


def test_an_answer_about_an_identifier_is_taken_back(
    demo_server: Served, sit_down: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    inbox = Inbox(demo_server, "Xiamu")
    page = inbox.open(sit_down(width=390, has_touch=True))
    assert overflow(page) <= 0
    page.locator(".ask").get_by_role("button", name="Yes, mine").click()
    counted(page, "confirmed", BESIDE_ORCID)
    expect(page.locator(".ask")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".ask")).to_have_count(1)
    inbox.comes_to({"suggested": SUGGESTIONS})
    page.locator(".ask").get_by_role("button", name="Yes, mine").click()
    counted(page, "confirmed", BESIDE_ORCID)
    page.get_by_role("link", name="Identifiers").click()
    expect(page.locator("tbody")).to_contain_text(ORCID)
    assert axe(page) == []
    assert overflow(page) <= 0
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("The answer was taken back.")).to_be_visible()
    inbox.comes_to({"suggested": SUGGESTIONS})


def test_single_keys_can_be_turned_off(
    demo_server: Served, sit_down: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    inbox = Inbox(demo_server, "Xiatian")
    page = inbox.open(sit_down())
    page.keyboard.press("m")
    counted(page, "suggested", SUGGESTIONS)
    page.keyboard.press("?")
    expect(page.get_by_label("Single keys are on")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Single keys are on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator(".claim-card:focus")).to_have_count(0)
    page.reload()
    page.keyboard.press("j")
    expect(page.locator(".claim-card:focus")).to_have_count(0)


def test_without_javascript_one_or_many_are_settled_and_undone(
    demo_server: Served, sit_down: Callable[..., Page]
) -> None:
    inbox = Inbox(demo_server, "Xiayu")
    page = inbox.open(sit_down(width=390, java_script_enabled=False))
    page.locator("[data-claim]").first.get_by_role("button", name="Mine", exact=False).first.click()
    expect(page.get_by_text("Confirmed: position 2")).to_be_visible()
    inbox.comes_to({"confirmed": 1, "suggested": SUGGESTIONS - 1})
    page.locator(".notice").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 answer taken back.")).to_be_visible()
    inbox.comes_to({"suggested": SUGGESTIONS})
    page.get_by_role("link", name="Select all shown").click()
    page.locator(".dock").get_by_role("button", name="Not sure").click()
    expect(page.get_by_text("20 papers put off.")).to_be_visible()
    counted(page, "unsure", 20)
    page.get_by_role("link", name="Not sure").click()
    expect(page.locator("[data-claim]")).to_have_count(20)
    page.goto(f"{demo_server.url}/claims")
    page.locator(".ask").get_by_role("button", name="ask later").click()
    expect(page.locator(".claim-card").last).to_contain_text(ORCID)
