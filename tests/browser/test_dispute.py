"""Two people claim one name on a paper: both are told, an administrator decides; in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import requests
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import sign_in
from tests.makers.served import Served

FIRST, SECOND = "researcher@sample.example", "second@sample.example"
HR, ADMINISTRATOR = "hr@sample.example", "admin@sample.example"
Visit = Callable[..., BrowserContext]


def asked(registry: Served, who: str, address: str, **body: Any) -> Any:
    """The answer of the API to somebody; with a body it is a PUT."""
    key = {"Authorization": f"Bearer {registry.token(who, 'read', 'write')}", "If-Match": "*"}
    method = "PUT" if body else "GET"
    whole = f"{registry.url}/api/v1{address}"
    answer = requests.request(method, whole, json=body or None, headers=key, timeout=30)
    assert answer.ok, answer.text
    return answer.json()


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name).first.click()


def visitor(visit: Visit, registry: Served, email: str) -> Page:
    page = visit().new_page()
    sign_in(page, registry, email)
    return page


def test_a_dispute_is_raised_and_settled(demo_server: Served, visit: Visit) -> None:
    registry = demo_server
    claim = asked(registry, FIRST, "/claims?state=confirmed&limit=1")["items"][0]
    owner = claim["researcher"]["name"]
    people = asked(registry, HR, "/researchers?limit=50")["items"]
    other = next(p["id"] for p in reversed(people) if p["id"] != claim["researcher"]["id"])
    registry.account(SECOND, "researcher")
    asked(registry, HR, f"/researchers/{other}/account", email=SECOND)

    second = visitor(visit, registry, SECOND)
    second.goto(f"{registry.url}/outputs/{claim['output']['id']}/claim")
    second.locator(f"label[for=position-{claim['position']}]").click()
    press(second, "Save the answer")
    expect(second.get_by_text("is confirmed for somebody else").first).to_be_visible()

    first = visitor(visit, registry, FIRST)
    expect(first.get_by_text("also claims your position").first).to_be_visible()

    administrator = visitor(visit, registry, ADMINISTRATOR)
    administrator.goto(f"{registry.url}/claims/curation")
    side = administrator.locator(".side").filter(has_text=owner)
    side.get_by_label("Reason").fill("The department knows the hand.")
    side.get_by_role("button", name=f"It is {owner}").click()
    expect(administrator.get_by_text("The dispute is settled.")).to_be_visible()

    second.goto(f"{registry.url}/claims/mine?state=rejected")
    expect(second.get_by_text("The department knows the hand.")).to_be_visible()
    first.goto(registry.url)
    expect(first.get_by_text("It was decided that position").first).to_be_visible()
