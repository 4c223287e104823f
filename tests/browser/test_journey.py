"""From hire to paper to goal to annual report by clicking, each person at an own browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.support import Translations
from playwright.sync_api import BrowserContext, Page, expect
from python_calamine import CalamineWorkbook

from tests.browser.conftest import overflow, sign_in
from tests.makers.served import CATALOGUE, YEAR, Served, sample_works

FIRST = {"name_zh": "凌若溪", "family": "Ling", "given": "Ruoxi"}
SECOND = {"name_zh": "司徒照夜", "family": "Situ", "given": "Zhaoye"}
SECRET = re.compile("司徒照夜|Zhaoye|Situ")
EMAIL = "researcher@sample.example"
Visit = Callable[..., BrowserContext]


def press(page: Page, name: str) -> None:
    """Press the link or button of this name in the main part of the page."""
    main = page.locator("main")
    main.get_by_role("link", name=name, exact=True).or_(
        main.get_by_role("button", name=name, exact=True)
    ).first.click()


def enter_unit(page: Page) -> None:
    page.get_by_role("link", name="Researchers", exact=True).first.click()
    press(page, "Units")
    press(page, "Add unit")
    page.fill("[name=code]", "QC")
    page.fill("[name='names.0.name']", "Centre for Sample Qubits")
    page.select_option("[name='names.0.locale']", "en")
    page.fill("[name=ours_from]", "2018-01-01")
    press(page, "Save")
    expect(page.get_by_text("The unit was entered.")).to_be_visible()


def bring_on_board(page: Page, person: dict[str, str], program: str) -> str:
    """Enter a recruit and move the case on board; gives its address."""
    page.get_by_role("link", name="Recruits", exact=True).first.click()
    press(page, "Add recruit")
    for name, value in person.items():
        page.fill(f"[name='person.{name}']", value)
    page.select_option("[name=program_code]", program)
    page.select_option("[name=stage]", "accepted")
    page.fill("[name=happened_on]", f"{YEAR}-03-01")
    page.select_option("[name=unit_code]", "QC")
    page.select_option("[name=position]", "professor")
    press(page, "Save")
    expect(page.get_by_text("The recruit was entered.")).to_be_visible()
    page.get_by_label(re.compile("^On board")).check()
    page.locator("main [name=happened_on]").fill(f"{YEAR}-04-01")
    press(page, "Record this step")
    expect(page.get_by_text("The step was recorded.")).to_be_visible()
    expect(page.locator(".case-state")).to_contain_text("On board")
    return page.url


def invite(page: Page) -> str:
    """Invite the researcher; gives the one-time link."""
    page.get_by_role("link", name="Accounts", exact=True).first.click()
    press(page, "Invite")
    page.fill("[name=addresses]", EMAIL)
    press(page, "Invite")
    return page.locator("code.copy-line").inner_text()


def import_works(page: Page) -> None:
    page.get_by_role("link", name="Imports", exact=True).first.click()
    press(page, "New import")
    page.fill("[name=text]", "\n".join(work["DOI"] for work in sample_works()))
    press(page, "Import")
    expect(page.locator("#results tbody tr")).to_have_count(20)
    expect(page.locator(".job-count")).to_have_text("20 / 20", timeout=60_000)


def link_account(page: Page) -> None:
    press(page, FIRST["given"] + " " + FIRST["family"])
    press(page, "Record")
    press(page, "Link an account")
    page.fill("[name=email]", EMAIL)
    press(page, "Link")
    expect(page.get_by_text("The account is linked.")).to_be_visible()


def claim_and_link(page: Page, link: str, doi: str, say: Callable[[str], str]) -> None:
    """The researcher: choose a password, add by DOI, claim the second name, link it to G3."""
    page.goto(link)
    assert page.get_attribute("html", "lang") == "zh-Hans"
    page.fill("[name=password]", "sample words of a researcher")
    press(page, say("Save and sign in"))
    press(page, say("Add by DOI"))
    page.fill("[name=doi]", f"https://doi.org/{doi}")
    page.locator("main form button[type=submit]").first.click()
    page.locator("label[for=position-2]").click()
    press(page, say("Save the answer"))
    row = page.get_by_role("row").filter(has_text=title_start())
    row.get_by_role("link", name=say("Link to a goal")).click()
    page.select_option("[name=goal]", "G3")
    page.locator("[name=primary][value='1']").check()
    page.fill("[name=statement]", "用同一台处理器延长量子比特寿命。")
    press(page, say("Make the link"))
    expect(page.locator(".link-statement")).to_have_text("用同一台处理器延长量子比特寿命。")


def title_start() -> str:
    return re.sub(r"<[^>]+>", "", sample_works()[0]["title"][0])[:30]


def read_report(page: Page, folder: Path) -> str:
    """The administrator: the year, its rows, and the file, as text; never the second name."""
    seen: list[str] = []
    page.get_by_role("link", name="Annual report", exact=True).first.click()
    page.goto(re.sub(r"\d+$", str(YEAR), page.url))
    seen.append(page.content())
    page.locator(f"main a[href$='/reports/{YEAR}/publications?goal=G3']").first.click()
    expect(page.locator(".output-row")).to_have_count(1)
    expect(page.locator(".output-row")).to_contain_text(title_start())
    expect(page.locator(".output-row")).to_contain_text("Ruoxi Ling")
    seen.append(page.content())
    page.goto(page.url.replace("publications?goal=G3", "hires"))
    expect(page.locator("main")).to_contain_text("Ruoxi Ling")
    seen.append(page.content())
    page.go_back()
    page.goto(re.sub(r"/publications.*", "", page.url))
    with page.expect_download() as waiting:
        press(page, "Export XLSX")
    path = folder / "report.xlsx"
    waiting.value.save_as(path)
    for address in ("/hires?view=table", "/programs/NSFC-OVERSEAS"):
        page.goto(re.sub(r"/reports.*", address, page.url))
        seen.append(page.content())
    assert not [text for text in seen if SECRET.search(text)]
    book = CalamineWorkbook.from_path(str(path))
    return "\n".join(str(book.get_sheet_by_name(n).to_python()) for n in book.sheet_names)


@pytest.mark.timeout(240)
def test_one_person_is_followed_from_hire_to_paper_to_goal_to_report_by_clicking(
    live_server: Served, visit: Visit, tmp_path: Path
) -> None:
    say = Translations.load(CATALOGUE.parents[2], ["zh"]).gettext
    faults: list[str] = []

    def sit_down(**window: str | int) -> Page:
        page = visit(**window).new_page()
        page.on("pageerror", lambda why: faults.append(str(why)))
        return page

    hr = sit_down()
    sign_in(hr, live_server, "hr@sample.example")
    enter_unit(hr)
    secret_case = bring_on_board(hr, SECOND, "NSFC-OVERSEAS")
    open_case = bring_on_board(hr, FIRST, "SUSTECH-PD")

    administrator = sit_down()
    sign_in(administrator, live_server, "administrator@sample.example")
    link = invite(administrator)
    import_works(administrator)
    hr.goto(open_case)
    link_account(hr)

    researcher = sit_down(locale="zh-CN", width=390)
    claim_and_link(researcher, link, sample_works()[0]["DOI"], say)
    assert overflow(researcher) <= 0

    whole = read_report(administrator, tmp_path)
    assert sample_works()[0]["DOI"].lower() in whole
    assert "凌若溪" in whole
    assert not SECRET.search(whole)
    answer = administrator.goto(secret_case)
    assert answer is not None
    assert answer.status == 404
    assert not SECRET.search(administrator.content())
    assert faults == []
