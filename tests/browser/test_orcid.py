"""A researcher connects an iD at ORCID, lets HR write there, and signs in with it; in Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import requests
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import overflow, sign_in
from tests.makers.orcid_server import CARBERRY, MODEL, OrcidServer, orcid_server
from tests.makers.served import Served, served

RESEARCHER, HR = "researcher@sample.example", "hr@sample.example"
Look = Callable[[Page, str], None]
INSTITUTE = {"institute_ror": "0samp1e65", "institute_city": "Shenzhen"}


@dataclass
class Place:
    """A registry that knows an ORCID, and one researcher of it with a post."""

    registry: Served
    orcid: OrcidServer
    researcher: int
    post: int

    @property
    def record(self) -> str:
        return f"{self.registry.url}/researchers/{self.researcher}"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    if not MODEL.is_dir():
        pytest.skip("the folder ../shared with the schema of ORCID is not here")
    folder = tmp_path_factory.mktemp("orcid")
    with (
        orcid_server() as orcid,
        served(folder, "http://127.0.0.1:9", **orcid.settings, **INSTITUTE) as registry,
    ):
        orcid.way_back = f"{registry.url}/orcid/return"
        registry.account(RESEARCHER, "researcher")
        registry.account(HR, "hr")
        yield Place(registry, orcid, *enter(registry))


def enter(registry: Served) -> tuple[int, int]:
    """One person with a post and an account; gives both numbers."""
    key = {"Authorization": f"Bearer {registry.token(HR, 'read', 'write')}"}

    def send(method: str, address: str, **body: object) -> dict[str, int]:
        whole = f"{registry.url}/api/v1{address}"
        answer = requests.request(
            method, whole, json=body, headers=key | {"If-Match": "*"}, timeout=30
        )
        assert answer.ok, answer.text
        return answer.json()

    names = [{"locale": "en", "name": "Centre for Sample Qubits"}]
    send("POST", "/units", code="QC", kind="centre", names=names)
    person = {"family": "Ling", "given": "Ruoxi", "kind": "pinyin"}
    researcher = send("POST", "/researchers", names=[person])["id"]
    post = {"unit": "QC", "position": "professor", "starts_on": "2021-03-01"}
    number = send("POST", f"/researchers/{researcher}/posts", **post)["id"]
    send("PUT", f"/researchers/{researcher}/account", email=RESEARCHER)
    return researcher, number


def allow(page: Page, place: Place) -> None:
    """At ORCID: say yes."""
    page.wait_for_url(f"{place.orcid.url}/oauth/authorize**")
    page.get_by_role("link", name="Authorize access").click()


def connect(page: Page, place: Place, look: Look) -> None:
    """The researcher says no at ORCID, then yes."""
    sign_in(page, place.registry, RESEARCHER)
    page.goto(f"{place.registry.url}/account")
    page.get_by_role("link", name="Your ORCID iD").click()
    look(page, "open")

    page.get_by_role("button", name="Connect your ORCID iD").click()
    page.wait_for_url(f"{place.orcid.url}/oauth/authorize**")
    page.get_by_role("link", name="Deny access").click()
    expect(page.get_by_role("heading", name="You did not allow it at ORCID")).to_be_visible()
    look(page, "denied")
    page.get_by_role("link", name="Back to your ORCID iD").click()

    page.get_by_role("button", name="Connect your ORCID iD").click()
    allow(page, place)
    expect(page.get_by_text("Your ORCID iD is connected.")).to_be_visible()
    expect(page.get_by_text("confirmed by the owner", exact=True)).to_be_visible()
    look(page, "connected")


def allow_writing(page: Page, place: Place, look: Look) -> None:
    """The researcher lets the institute write, and is offered their works."""
    page.get_by_role("button", name="Allow it at ORCID").click()
    allow(page, place)
    expect(page.get_by_role("button", name="Withdraw this")).to_be_visible()
    look(page, "allowed")
    page.get_by_role("link", name="Import my works from ORCID").click()
    expect(page.locator("[name=orcid]")).to_have_value(CARBERRY)


def write_employment(officer: Page, place: Place, look: Look) -> None:
    """HR looks at the employment and sends it."""
    sign_in(officer, place.registry, HR)
    officer.goto(f"{place.record}/posts/{place.post}/orcid-employment")
    look(officer, "employment")
    officer.get_by_role("button", name="Send it to ORCID").click()
    for _ in range(60):
        if officer.get_by_text("At ORCID, as it is here").count():
            break
        officer.wait_for_timeout(500)
        officer.reload()
    expect(officer.get_by_text("At ORCID, as it is here")).to_be_visible()
    look(officer, "sent")
    assert len(place.orcid.employments[CARBERRY]) == 1


def sign_in_with_orcid(fresh: Page, place: Place, look: Look) -> None:
    """A browser that knows nobody."""
    fresh.goto(f"{place.registry.url}/sign-in?next=/account")
    look(fresh, "sign-in")
    fresh.get_by_role("link", name="Sign in with ORCID").click()
    allow(fresh, place)
    fresh.wait_for_url(f"{place.registry.url}/account")
    expect(fresh.get_by_text(RESEARCHER).first).to_be_visible()


@pytest.mark.timeout(240)
def test_an_id_is_connected_written_to_and_signed_in_with(
    place: Place,
    visit: Callable[..., BrowserContext],
    axe: Callable[[Page], list[str]],
    screens: Callable[[Page, str], None],
) -> None:
    page, faults = visit().new_page(), []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)

    def look(seen: Page, name: str) -> None:
        for width in (390, 1280):
            seen.set_viewport_size({"width": width, "height": 900})
            assert overflow(seen) <= 0, (name, width)
        assert axe(seen) == [], name
        screens(seen, f"orcid-{name}")

    connect(page, place, look)
    allow_writing(page, place, look)
    write_employment(visit().new_page(), place, look)
    sign_in_with_orcid(visit().new_page(), place, look)
    assert [fault for fault in faults if "server responded with a status" not in fault] == []


@pytest.mark.timeout(120)
def test_another_id_is_asked_about_and_taken_off_again(
    place: Place,
    visit: Callable[..., BrowserContext],
    axe: Callable[[Page], list[str]],
    screens: Callable[[Page, str], None],
) -> None:
    page = visit().new_page()
    sign_in(page, place.registry, RESEARCHER)
    page.goto(f"{place.record}/orcid")
    if page.get_by_role("link", name="Disconnect").count():
        page.get_by_role("link", name="Disconnect").click()
        page.locator("main button[type=submit]").click()
    key = {"Authorization": f"Bearer {place.registry.token(HR, 'read', 'write')}"}
    entered = requests.patch(
        f"{place.registry.url}/api/v1/researchers/{place.researcher}",
        json={"orcid": "0000-0000-0000-7772"},
        headers=key | {"If-Match": "*", "Content-Type": "application/merge-patch+json"},
        timeout=30,
    )
    assert entered.ok, entered.text
    page.goto(f"{place.record}/orcid")
    expect(page.get_by_text("not confirmed by the owner")).to_be_visible()
    page.get_by_role("button", name="Connect your ORCID iD").click()
    allow(page, place)
    expect(page.get_by_role("heading", name="Which ORCID iD is yours?")).to_be_visible()
    assert axe(page) == []
    screens(page, "orcid-replace")
    page.get_by_role("button", name="Replace it").click()
    expect(page.get_by_text("Your ORCID iD is connected.")).to_be_visible()
    page.get_by_role("link", name="Disconnect").click()
    assert axe(page) == []
    screens(page, "orcid-disconnect")
    page.locator("main button[type=submit]").click()
    expect(page.get_by_text("The iD was taken off.")).to_be_visible()
    screens(page, "orcid-record")
