"""Chromium for the tests of pages, what axe says of a page, and pictures of it to look at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.makers.served import CATALOGUE, Served, served, works_source

PROJECT = Path(__file__).parents[2]
SCREENS = Path(__file__).parent / "screens"
AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {1280: 900, 390: 844}
THEMES = ("light", "dark")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; without it the tests of pages are skipped."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("Chromium is not installed (Debian: apt install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Open a visitor of their own: `visit(width=390, theme="dark", locale="zh-CN")`."""
    opened: list[BrowserContext] = []

    def visitor(
        *, width: int = 1280, theme: str = "light", locale: str = "en-GB", **more: Any
    ) -> BrowserContext:
        size = {"width": width, "height": WIDTHS.get(width, 900)}
        context = chromium.new_context(viewport=size, color_scheme=theme, locale=locale, **more)
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield visitor
    for context in opened:
        context.close()


@pytest.fixture
def page(visit: Callable[..., BrowserContext]) -> Page:
    """A page of a visitor at 1280 pixels, in English."""
    return visit().new_page()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """What axe-core finds wrong with a page, a line each: rule, place, what to do."""
    source = AXE.read_text("utf-8")

    def violations(page: Page) -> list[str]:
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": source})  # the page's own policy forbids it
        session.detach()
        found = page.evaluate(
            "(rules) => axe.run({runOnly: rules, resultTypes: ['violations']})", AXE_RULES
        )
        return [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    return violations


@pytest.fixture(scope="session")
def screens() -> Callable[[Page, str], None]:
    """Take pictures of a page, in both widths and themes, into tests/browser/screens."""
    SCREENS.mkdir(exist_ok=True)

    def take(page: Page, name: str) -> None:
        before = page.viewport_size
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                page.screenshot(path=SCREENS / f"{name}-{width}-{theme}.png", full_page=True)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(before)

    return take


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An empty registry being served with its worker, with HR, an administrator and a Crossref."""
    assert CATALOGUE.exists(), "the translations are not compiled: run make setup"
    with works_source() as source, served(tmp_path_factory.mktemp("live"), source.url) as registry:
        for role in ("hr", "administrator"):
            registry.account(f"{role}@sample.example", role)
        yield registry


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample institute being served."""
    assert CATALOGUE.exists(), "the translations are not compiled: run make setup"
    folder = tmp_path_factory.mktemp("demo")
    with works_source() as source, served(folder, source.url, demo=True) as registry:
        yield registry


def sign_in(page: Page, registry: Served, email: str) -> None:
    """Sign in by the form."""
    page.goto(f"{registry.url}/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", registry.passwords[email])
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window; 0 means no sideways scrolling."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
