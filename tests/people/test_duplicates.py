"""One person entered twice is noticed by what identifies them, and offered for a decision."""

from __future__ import annotations

import pytest

from registry.core.unit_of_work import unit_of_work
from registry.naming.names import Called
from registry.people import duplicates, personnel
from registry.people.duplicates import Described, Reason, Register
from registry.people.errors import SamePerson
from registry.people.models import Personnel
from tests.makers.people import make_researcher

NUMBER = "11010119900307001X"


def person(hr, *names, **private):
    """Somebody of these full names, with personnel fields."""
    made = make_researcher(names=[{"full": full} for full in names])
    personnel.change(Personnel(researcher_id=made.id), private, by=hr)
    return made


def waiting():
    return [({pair.one.id, pair.other.id}, pair.reasons) for pair in duplicates.waiting()]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (("王示例", {}), ("Wang Shili", {}), Reason.NAME),
        (("Wang Shi-Li", {}), ("Shili Wang", {}), Reason.NAME),
        (
            ("王示例", {"birth_date": "1990-03-07"}),
            ("Wang Shili", {"birth_date": "1990-03"}),
            Reason.NAME_AND_BIRTH,
        ),
        (("王示例", {"birth_date": "1990"}), ("王示例", {"birth_date": "1990-03"}), Reason.NAME),
        (("王示例", {"birth_date": "1990-03"}), ("王示例", {"birth_date": "1991"}), None),
        (("王示例", {}), ("李示例", {}), None),
        (("Otto Old", {}), ("Oskar Old", {}), None),
        (("王示例", {}), ("王思源", {}), None),
        (
            ("王示例", {"identity_number": NUMBER}),
            ("John Smith", {"identity_number": "1101 0119 9003 0700 1x"}),
            Reason.IDENTITY,
        ),
    ],
)
def test_what_speaks_for_one_person(app, hr, one, other, reason):
    with unit_of_work():
        ids = {person(hr, name, **private).id for name, private in (one, other)}
    assert waiting() == ([(ids, (reason,))] if reason else [])


def test_two_orcid_ids_are_two_people(app, hr):
    with unit_of_work():
        make_researcher(names=[{"full": "王示例"}], orcid="0000-0002-1825-0097")
        make_researcher(names=[{"full": "王示例"}], orcid="0000-0001-5109-3700")
    assert waiting() == []


def test_whoever_is_described_is_found_among_those_who_are_here(app, hr):
    with unit_of_work():
        known = person(hr, "王示例", identity_number=NUMBER)
        person(hr, "李示例")
    register = Register()
    by_name = register.alike(Described((Called("Shili Wang", "Wang", "Shili"),)))
    by_number = register.alike(Described((Called("Nobody"),), identity_number=NUMBER.lower()))
    assert [(one.researcher_id, one.reasons) for one in by_name] == [(known.id, (Reason.NAME,))]
    assert [(one.researcher_id, one.reasons) for one in by_number] == [
        (known.id, (Reason.IDENTITY,))
    ]
    assert register.alike(Described((Called("Zhao Liu", "Zhao", "Liu"),))) == []


def test_two_people_are_not_asked_about_again(app, hr):
    with unit_of_work():
        one, other = person(hr, "王示例"), person(hr, "王示例")
        duplicates.tell_apart(other, one, by=hr)
    assert waiting() == []
    with pytest.raises(SamePerson):
        duplicates.tell_apart(one, one, by=hr)


def test_by_page_and_api(app, hr, administrator, monkeypatch):
    actor = {"now": hr}
    monkeypatch.setitem(app.extensions, "actor_loader", lambda: actor["now"])
    browser, headers = app.test_client(), {"Authorization": "Bearer test"}
    with unit_of_work():
        one, other = person(hr, "王示例"), person(hr, "Wang Shili")
    page = browser.get("/researchers/duplicates", headers=headers).text
    assert f"/researchers/{one.id}/merge/{other.id}" in page
    listed = browser.get("/api/v1/researchers/duplicates", headers=headers).json["items"]
    assert listed == [{"one": one.id, "other": other.id, "reasons": ["name"]}]
    actor["now"] = administrator
    assert browser.get("/researchers/duplicates", headers=headers).status_code == 403
    actor["now"] = hr
    two = {"one": one.id, "other": other.id}
    assert (
        browser.post("/researchers/duplicates/apart", data=two, headers=headers).status_code == 303
    )
    again = browser.post("/api/v1/researchers/duplicates/apart", json=two, headers=headers)
    assert again.status_code == 201
    assert browser.get("/api/v1/researchers/duplicates", headers=headers).json["items"] == []
