"""HR hands in a sheet with an error, takes the marked copy, corrects it and hands that in."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from registry.sheets.columns import LISTS
from registry.sheets.reading import read
from tests.browser.conftest import overflow, sign_in
from tests.makers.served import Served
from tests.makers.sheets import sheet_of

WORDS = {
    "en-GB": ("File", "Plan", "Only refused rows", "Apply the plan", "Applied"),
    "zh-CN": ("文件", "生成计划", "仅被拒绝的行", "执行计划", "已导入"),
}


def hand_in(page: Page, registry: Served, path: Path, words: tuple[str, ...]) -> None:
    page.goto(f"{registry.url}/hires/imports/new")
    page.get_by_label(words[0], exact=True).set_input_files(path)
    page.get_by_role("button", name=words[1], exact=True).click()


@pytest.mark.parametrize("language", WORDS)
def test_a_sheet_with_an_error_is_marked_corrected_and_applied(
    demo_server: Served,
    visit: Callable[..., BrowserContext],
    axe: Callable[[Page], list[str]],
    tmp_path: Path,
    language: str,
) -> None:
    words = WORDS[language]
    name = {"en-GB": "样赵庚", "zh-CN": "样钱辛"}[language]
    page = visit(locale=language, width=390 if language == "en-GB" else 1280).new_page()
    sign_in(page, demo_server, "hr@sample.example")
    source = tmp_path / "sheet.xlsx"
    row = {"name_zh": name, "birth_date": "03/04/1990", "highest_degree": "博士"}
    source.write_bytes(sheet_of([row]))
    hand_in(page, demo_server, source, words)
    expect(page.locator(".is-wrong")).to_contain_text("B2", timeout=60_000)
    assert axe(page) == []
    assert overflow(page) <= 0
    with page.expect_download() as taken:
        page.get_by_role("button", name=words[2]).click()
    with read(Path(taken.value.path()).read_bytes(), LISTS["recruits"]) as copy:
        rows = [{key: cell.raw for key, cell in each.cells.items()} for each in copy.rows]
    assert rows == [row]
    source.write_bytes(sheet_of([row | {"birth_date": "1990-04-03"}]))
    hand_in(page, demo_server, source, words)
    page.get_by_role("button", name=words[3]).click(timeout=60_000)
    expect(page.locator(".sheet-row")).to_contain_text(words[4], timeout=60_000)
    page.goto(f"{demo_server.url}/hires?view=table")
    expect(page.get_by_role("link", name=re.compile(name)).first).to_be_visible()
