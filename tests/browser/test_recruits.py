"""HR enters a recruit, moves the case on the board by keyboard, and sees what is due."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import overflow, sign_in
from tests.makers.served import Served

HR = "hr@sample.example"
TODAY = datetime.now(UTC).date()
SOON = (TODAY + timedelta(days=9)).isoformat()

WORDS = {
    "en": {
        "offered": "Offer sent",
        "recorded": "The step was recorded.",
        "reply": "Reply to the offer",
        "entered_later": "entered later",
    },
    "zh": {
        "offered": "发出聘书",
        "recorded": "已记录该步骤。",
        "reply": "答复",
        "entered_later": "补录",
    },
}
PEOPLE = {"en": ("Liang", "Wanqing", "梁婉清示例"), "zh": ("Meng", "Zhaoyu", "孟昭宇示例")}


def enter(page: Page, url: str, language: str) -> str:
    """A recruit whose approval lies far back; the number of the case."""
    family, given, name_zh = PEOPLE[language]
    page.goto(f"{url}/")
    page.locator("main a[href='/hires/new']").click()
    page.fill("[name='person.name_zh']", name_zh)
    page.fill("[name='person.family']", family)
    page.fill("[name='person.given']", given)
    page.select_option("[name=program_code]", "NSFC-OVERSEAS")
    page.select_option("[name=stage]", "approved")
    page.fill("[name=happened_on]", (TODAY - timedelta(days=60)).isoformat())
    page.locator("main form[method=post] button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/hires/\d+$"))
    return page.url.rsplit("/", 1)[1]


def stage_of(page: Page, case: str) -> str:
    place = page.locator(f".board-stage:has([data-card='{case}'])")
    return str(place.get_attribute("data-stage"))


def focused(page: Page) -> str | None:
    return page.evaluate("document.activeElement.dataset.card ?? null")


def choose(page: Page, stage: str) -> None:
    """Reach the stage among the radio buttons with arrow keys alone."""
    for _ in range(8):
        if page.evaluate("document.activeElement.value") == stage:
            page.keyboard.press("Space")
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{stage} cannot be reached")


def move_by_keyboard(
    page: Page, case: str, words: dict[str, str], axe: Callable[[Page], list[str]]
) -> None:
    """From approved to offered; what is refused leaves the case where it stands."""
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert focused(page) == case

    page.keyboard.press("m")
    expect(dialog).to_be_visible()
    choose(page, "offered")
    page.keyboard.press("Tab")
    dialog.locator("[name=until]").fill((TODAY - timedelta(days=400)).isoformat())
    page.keyboard.press("Enter")
    expect(dialog.locator(".error-summary")).to_be_visible()
    assert stage_of(page, case) in ("Approved", "获批")
    dialog.locator("[name=until]").fill(SOON)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert stage_of(page, case) == words["offered"]
    assert focused(page) == case
    expect(page.locator("#board-said")).to_contain_text(words["offered"])
    expect(page.locator("#board-said")).to_contain_text(words["recorded"])

    page.keyboard.press("m")
    expect(dialog).to_be_visible()
    choose(page, "declined")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog.locator(".field-error").first).to_be_visible()  # a refusal says why
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("language", WORDS)
def test_a_recruit_is_entered_moved_by_keyboard_and_due(
    language: str,
    demo_server: Served,
    visit: Callable[..., BrowserContext],
    axe: Callable[[Page], list[str]],
) -> None:
    registry, words = demo_server, WORDS[language]
    page = visit(locale="zh-CN" if language == "zh" else "en-GB").new_page()
    errors: list[str] = []
    page.on("pageerror", lambda why: errors.append(str(why)))
    sign_in(page, registry, HR)
    case = enter(page, registry.url, language)

    page.goto(f"{registry.url}/hires")
    assert axe(page) == []
    assert stage_of(page, case) in ("Approved", "获批")
    page.locator("[data-card]").first.focus()
    for _ in range(12):
        if focused(page) == case:
            break
        page.keyboard.press("ArrowRight")
    assert focused(page) == case
    page.keyboard.press("ArrowLeft")
    assert focused(page) not in (None, case)
    page.locator(f"[data-card='{case}']").focus()

    move_by_keyboard(page, case, words, axe)

    page.goto(f"{registry.url}/hires/due")
    row = page.get_by_role("row").filter(has=page.locator(f"a[href='/hires/{case}']"))
    waiting = row.filter(has_text=SOON)
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text(words["reply"])
    assert axe(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert overflow(page) <= 0

    page.goto(f"{registry.url}/hires/{case}")
    expect(page.locator(".events")).to_contain_text(words["entered_later"])
    assert axe(page) == []
    assert errors == []


def test_the_board_works_without_javascript(
    demo_server: Served, visit: Callable[..., BrowserContext]
) -> None:
    page = visit(java_script_enabled=False, width=390).new_page()
    sign_in(page, demo_server, HR)
    page.goto(f"{demo_server.url}/hires?view=board")
    assert overflow(page) <= 0
    page.locator(".board-move").first.click()
    expect(page.locator("#next [name=happened_on]")).to_be_visible()
    page.goto(f"{demo_server.url}/hires?view=table")
    page.select_option("[name=level]", "national")
    page.fill("main [name=q]", "nobody at all")
    page.locator(".filter-bar button[type=submit]").click()
    assert "level=national" in page.url
    assert page.locator("main [name=q]").input_value() == "nobody at all"
    expect(page.locator("#results .empty-state")).to_be_visible()
