"""The frame and the parts of which all pages are made, with sample content, in a real browser."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, render_template, request
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.serving import make_server

from registry.core.web import meanwhile
from registry.core.web.shell import HEADERS
from tests.browser.conftest import overflow

REGISTRY = Path(__file__).parents[2] / "registry"
ROWS = [
    ("Quantum-enhanced metrology with large Fock states", "en", "confirmed"),
    ("面向量子纠错的超导量子处理器", "zh-Hans", "disputed"),
    ("Title with a <i>mark</i>", "en", "rejected"),
]
OPERATION = {
    "parameters": [{"name": "total", "in": "query", "schema": {"type": "boolean"}}],
    "responses": {"200": {"description": "goals"}},
}
PATHS = ("/", "/question", "/error", "/docs")


def frame() -> dict[str, Any]:
    language = "zh" if request.args.get("lang") == "zh" else "en"
    places = ["Home", "Outputs", "Researchers", "Recruits", "Goals", "Annual report", "Accounts"]
    return {
        "language": language,
        "navigation": [{"label": p, "url": f"#{p}", "active": p == "Outputs"} for p in places],
        "notices": [{"tone": "warn", "text": "Public pool.", "url": "#", "action": "Why"}],
        "account": {"name": "Lin Ruoxi", "url": "#", "roles": ["HR"]},
        "home_url": "/",
        "search_url": "/",
        "sign_out_url": "/",
        "docs_url": "/docs",
        "institute": "Institute",
        "version": "0",
    }


def sample() -> dict[str, Any]:
    return {
        "rows": [row for row in ROWS if request.args.get("q", "").lower() in row[0].lower()],
        "neighbours": SimpleNamespace(previous="a", next="b"),
        "done": min(int(request.args.get("done", 10)) + 1, 10),
        "subject": SimpleNamespace(version=3),
        "errors": {"orcid": "Wrong check digit.", "program": "Choose one.", "goals": "Choose one."},
        "typed": {"family": "Li", "orcid": "0", "post": "a", "goals": ["G3"], "draft": True},
    }


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The parts, served on loopback with the registry's own headers."""
    app = Flask("parts", static_folder=str(REGISTRY / "static"))
    folders = [REGISTRY / "templates", Path(__file__).parent / "templates"]
    app.jinja_loader = ChoiceLoader([FileSystemLoader(folder) for folder in folders])
    app.config.update(SECRET_KEY="x", BABEL_TRANSLATION_DIRECTORIES=str(REGISTRY / "translations"))
    Babel(app, locale_selector=lambda: request.args.get("lang", "en"))
    CSRFProtect(app)
    app.context_processor(frame)
    meanwhile.register(app)
    app.after_request(lambda answer: (answer.headers.update(HEADERS), answer)[1])
    views: dict[str, Callable[[], Any]] = {
        "/": lambda: render_template("parts.html", **sample()),
        "/job": lambda: render_template("parts.html", **sample()),
        "/question": lambda: render_template("question.html", **sample()),
        "/error": lambda: render_template("error.html", status=404, title="No.", request_id="1a"),
        "/docs": lambda: render_template("api_docs.html", document_url="/openapi.json"),
        "/openapi.json": lambda: {
            "openapi": "3.1.0",
            "info": {"title": "Registry", "version": "1"},
            "paths": {"/goals": {"get": OPERATION}},
        },
    }
    for path, view in views.items():
        app.add_url_rule(path, path, view)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_part_is_closed_to_anybody(
    site: str,
    visit: Callable[..., BrowserContext],
    axe: Callable[[Page], list[str]],
    *,
    lang: str,
    width: int,
    theme: str,
) -> None:
    page = visit(width=width, theme=theme).new_page()
    for path in PATHS:
        page.goto(f"{site}{path}?lang={lang}")
        page.wait_for_load_state("networkidle")
        assert axe(page) == [], path
        assert overflow(page) <= 0, path


def test_pages_ask_nobody_else_and_break_no_rule_of_the_policy(site: str, page: Page) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.on("console", lambda m: said.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    for path in ("/", "/docs"):
        page.goto(site + path, wait_until="networkidle")
    assert [url for url in asked if not url.startswith((site, "data:"))] == []
    assert said == []


def test_the_chosen_theme_stays_after_a_reload(site: str, page: Page) -> None:
    page.goto(site)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("[data-theme-choice=dark]")
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    expect(page.locator("[data-theme-choice=dark]")).to_have_attribute("aria-pressed", "true")


def test_the_keyboard_alone_reaches_content_search_and_menu(site: str, page: Page) -> None:
    page.goto(f"{site}/error")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#masthead-q")).to_be_focused()
    page.locator(".menu summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()


def test_a_filter_replaces_the_rows_and_says_how_many_are_left(site: str, page: Page) -> None:
    page.goto(site)
    page.fill("#field-q", "quantum")
    expect(page.locator("#results tbody tr")).to_have_count(1)
    expect(page.locator("#count")).to_have_text("1 outputs")
    expect(page).to_have_url(re.compile("q=quantum"))


def test_a_job_is_followed_to_its_end(site: str, page: Page) -> None:
    page.goto(f"{site}/?done=7")
    expect(page.locator("#job-1 .job-count")).to_have_text("8 / 10")
    expect(page.locator("#job-1 .job-count")).to_have_text("10 / 10", timeout=9_000)
    assert page.locator("#job-1").get_attribute("hx-get") is None


def test_without_javascript_the_same_can_be_done(
    site: str, visit: Callable[..., BrowserContext]
) -> None:
    page = visit(width=390, java_script_enabled=False).new_page()
    page.goto(f"{site}/?done=7")
    page.click("summary:has-text('Outputs')")
    expect(page.get_by_role("link", name="Annual report")).to_be_visible()
    expect(page.get_by_text("Show how far it is now")).to_be_visible()
    page.fill("#field-q", "quantum")
    page.click("button:has-text('Filter')")
    expect(page.locator("#results tbody tr")).to_have_count(1)


def test_a_refused_form_starts_at_what_is_wrong_and_leads_to_the_field(
    site: str, page: Page
) -> None:
    page.goto(site)
    expect(page.locator(".error-summary")).to_be_focused()
    page.click(".error-summary a >> nth=0")
    expect(page.locator("#field-orcid")).to_be_focused()
    expect(page.locator("#field-orcid")).to_have_attribute(
        "aria-describedby", "field-orcid-hint field-orcid-error"
    )


def test_a_form_carries_its_forgery_token_and_the_version_shown(site: str, page: Page) -> None:
    page.goto(site)
    form = page.locator("main .panel form")
    assert form.locator("[name=csrf_token]").input_value()
    assert form.locator("[name=version]").input_value() == "3"


def test_markup_in_a_title_is_shown_not_obeyed(site: str, page: Page) -> None:
    page.goto(site)
    expect(page.get_by_role("link", name="Title with a <i>mark</i>", exact=True)).to_be_visible()
    assert page.locator("#results i").count() == 0


def test_an_opened_operation_of_the_api_is_closed_to_nobody(
    site: str, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    page.goto(f"{site}/docs")
    if page.locator(".opblock").count() == 0:
        page.click(".opblock-tag")
    page.click(".opblock-summary-control")
    expect(page.locator(".opblock-body")).to_be_visible()
    assert axe(page) == []
