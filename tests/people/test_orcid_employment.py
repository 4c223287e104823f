"""The message of a post for ORCID: valid, complete, and held back for a reason that is told."""

from datetime import date

import pytest
from lxml import etree

from registry.core.actor import Actor, operator
from registry.core.unit_of_work import unit_of_work
from registry.people import orcid_preparing, service
from registry.people.cli import group
from registry.people.kinds import UnitKind
from registry.people.labels import POSITIONS
from registry.people.orcid_employment import Employer, digest, message
from registry.policy import Role
from tests.makers.orcid_server import CARBERRY, employment_schema
from tests.makers.people import make_post, make_researcher, make_unit

NAMES = {"c": "http://www.orcid.org/ns/common"}
HERE = Employer("Sample Institute", "0samp1e65", "Sample City", "CN")


@pytest.fixture
def post(app, shared):
    with unit_of_work():
        return make_post(ends_on=date(2024, 2, 29))


def said(xml, path):
    return etree.fromstring(xml).findtext(f".//c:{path}", namespaces=NAMES)


def valid(xml):
    schema = employment_schema()
    schema.assertValid(etree.fromstring(xml))
    return True


def test_the_message_is_valid_and_says_who_employs_whom_as_what(post):
    xml = message(post, HERE)
    assert valid(xml)
    assert said(xml, "role-title") == "Professor"
    assert said(xml, "department-name") == post.unit.name_in("en")
    assert said(xml, "organization/c:name") == "Sample Institute"
    assert said(xml, "address/c:country") == "CN"
    assert said(xml, "disambiguated-organization-identifier") == "https://ror.org/0samp1e65"
    assert said(xml, "disambiguation-source") == "ROR"
    assert [said(xml, f"start-date/c:{part}") for part in ("year", "month", "day")] == [
        "2020",
        "09",
        "01",
    ]
    assert said(xml, "end-date/c:month") == "02"
    assert said(xml, "external-id-value") == f"post-{post.id}"


@pytest.mark.parametrize("position", POSITIONS)
def test_the_message_is_valid_for_every_position(app, shared, position):
    with unit_of_work():
        post = make_post(position=str(position))
    xml = message(post, HERE)
    assert valid(xml)
    assert said(xml, "role-title") == POSITIONS[position]


@pytest.mark.parametrize(
    "employer",
    [
        Employer('Institute of <b>A&B</b> "quoted" 量子研究院', None, "", ""),
        Employer("Sample Institute", "0samp1e65", "深圳", "CN"),
        Employer("Sample Institute", None, "", "CN"),
    ],
)
def test_the_message_is_valid_with_what_is_missing_left_out(post, employer):
    xml = message(post, employer)
    assert valid(xml)
    assert said(xml, "organization/c:name") == employer.name


def test_a_post_that_goes_on_has_no_end(app, shared):
    with unit_of_work():
        post = make_post()
    xml = message(post, HERE, put_code=70001)
    assert valid(xml)
    assert said(xml, "end-date/c:year") is None
    assert etree.fromstring(xml).get("put-code") == "70001"


def test_a_post_at_the_institute_itself_has_no_department(app, shared):
    with unit_of_work():
        post = make_post(unit=make_unit(kind=UnitKind.INSTITUTE))
    xml = message(post, HERE)
    assert valid(xml)
    assert said(xml, "department-name") is None


def test_nothing_of_the_person_is_in_the_message(app, shared):
    with unit_of_work():
        person = make_researcher(
            family="Canary", work_email="canary@sample.example", employee_number="E-777"
        )
        post = make_post(person)
    text = message(post, HERE).decode()
    for told in ("Canary", "canary@sample.example", "E-777", person.names[0].full):
        assert told not in text


def test_the_digest_changes_with_what_is_said_and_with_nothing_else(post):
    before = digest(post, HERE)
    assert digest(post, HERE) == before
    with unit_of_work():
        service.change_post(post, {"ends_on": date(2025, 1, 1)}, by=operator())
    assert digest(post, HERE) != before


def test_every_reason_against_sending_is_told(app):
    with unit_of_work():
        person = make_researcher(orcid=CARBERRY, sample=True)
        post = make_post(person, position="student")
    assert orcid_preparing.of_post(post).reasons == (
        "not_set_up",
        "sample",
        "no_ror",
        "no_place",
        "no_employment",
        "not_connected",
        "no_consent",
    )


def test_hr_and_the_person_see_the_message_and_nobody_else_does(app, api, hr, administrator):
    with unit_of_work():
        post = make_post()
    address = f"/researchers/{post.researcher_id}/posts/{post.id}/orcid-employment"
    own = Actor(
        account_id=hr.account_id,
        roles=frozenset({Role.RESEARCHER}),
        researcher_id=post.researcher_id,
    )
    answer = api(hr, "GET", address)
    assert answer.status_code == 200
    assert answer.json["may_be_sent"] is False
    assert answer.json["stands"] == "no"
    assert "<common:role-title>Professor</common:role-title>" in answer.json["message"]
    assert api(own, "GET", address).status_code == 200
    assert api(administrator, "GET", address).status_code == 403
    assert api(own, "POST", f"{address}/send").status_code == 403
    refused = api(hr, "POST", f"{address}/send")
    assert refused.status_code == 409
    assert "not set up" in refused.json["title"]


def test_the_command_prints_the_message_and_what_speaks_against_it(app):
    with unit_of_work():
        post = make_post()
    done = app.test_cli_runner().invoke(group, ["orcid-employment", str(post.id)])
    assert done.exit_code == 0, done.output
    assert "<common:role-title>Professor</common:role-title>" in done.stdout
    assert "Writing to ORCID is not set up" in done.stderr
    missing = app.test_cli_runner().invoke(group, ["orcid-employment", "999"])
    assert missing.exit_code == 1
    assert "There is no post" in missing.stderr
