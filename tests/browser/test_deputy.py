"""A researcher names a deputy, who settles two papers; the audit trail says for whom."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import overflow, sign_in
from tests.makers.served import Served

RESEARCHER, DEPUTY, AUDITOR = (f"{n}@sample.example" for n in ("researcher", "deputy", "auditor"))
Visit = Callable[..., BrowserContext]


def visitor(visit: Visit, registry: Served, email: str, **options: object) -> Page:
    page = visit(**options).new_page()
    sign_in(page, registry, email)
    return page


def settle(page: Page, answer: str) -> None:
    """Answer about the first paper of the inbox; one less is left."""
    cards = page.locator("[data-claim]:not([data-gone])")
    left = cards.count() - 1
    with page.expect_response("**/claims/decisions") as answered:
        cards.first.get_by_role("button", name=re.compile(f"^{answer}")).click()
    assert answered.value.ok
    expect(cards).to_have_count(left)


def test_a_deputy_acts_and_the_audit_trail_says_for_whom(
    demo_server: Served, visit: Visit, axe: Callable[[Page], list[str]]
) -> None:
    registry = demo_server
    registry.account(DEPUTY)

    researcher = visitor(visit, registry, RESEARCHER)
    researcher.goto(f"{registry.url}/account")
    researcher.get_by_role("link", name="My deputies").click()
    researcher.get_by_label("E-mail address of their account").fill("nobody@sample.example")
    researcher.get_by_role("button", name="Name a deputy").click()
    refused = researcher.get_by_text("There is no account for “nobody@sample.example”.")
    expect(refused.first).to_be_visible()
    researcher.get_by_label("E-mail address of their account").fill(DEPUTY)
    researcher.get_by_role("button", name="Name a deputy").click()
    expect(researcher.get_by_role("cell", name=DEPUTY)).to_be_visible()
    assert axe(researcher) == []
    name = researcher.get_by_label("Where this page stands").get_by_role("link").inner_text()

    deputy = visitor(visit, registry, DEPUTY, width=390)
    expect(deputy.get_by_text(f"You were named a deputy of {name}").first).to_be_visible()
    assert axe(deputy) == []
    assert overflow(deputy) <= 0
    deputy.get_by_role("link", name="Is this theirs?").click()
    expect(deputy.get_by_text(f"You act for {name}.")).to_be_visible()
    settle(deputy, "Theirs")
    settle(deputy, "Not theirs")

    auditor = visitor(visit, registry, AUDITOR)
    for verb in ("claim.confirmed", "claim.rejected"):
        auditor.goto(f"{registry.url}/audit?verb={verb}")
        row = auditor.get_by_role("row").filter(has_text=DEPUTY)
        expect(row).to_contain_text(f"on behalf of {name}")
    assert axe(auditor) == []

    researcher.reload()
    researcher.get_by_role("button", name="Revoke deputy").click()
    expect(researcher.get_by_text("Nobody acts for you.")).to_be_visible()
    deputy.goto(f"{registry.url}/claims")
    expect(deputy.get_by_text("Ask HR to link your account.")).to_be_visible()
