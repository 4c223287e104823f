from datetime import date

import pytest
from sqlalchemy import event, select

from registry.audit.models import AuditEvent
from registry.core.actor import VISITOR, Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.people import queries
from registry.policy import Role
from tests.makers.people import make_post, make_researcher, make_unit

ORCID = "0000-0002-1825-0097"
INTERNAL = {"work_email", "employee_number", "starts_on", "ends_on", "candidate", "visible"}
NEW = {"names": [{"family": "样", "given": "本"}, {"full": "Ben Yang", "kind": "pinyin"}]}


def error(response):
    return response.get_json()["errors"][0]


def keys_of(value):
    if isinstance(value, dict):
        return set(value) | {k for v in value.values() for k in keys_of(v)}
    return {k for v in value for k in keys_of(v)} if isinstance(value, list) else set()


def test_hr_enters_a_researcher_and_reads_them_back(api, hr):
    made = api(hr, "POST", "/researchers", json=NEW | {"orcid": f"https://orcid.org/{ORCID}"})
    assert made.status_code == 201
    body = api(hr, "GET", f"/researchers/{made.json['id']}/record").json
    assert body == made.json
    assert (body["name_zh"], body["name_en"], body["orcid"]) == ("样本", "Ben Yang", ORCID)
    assert body["candidate"] is True


def test_only_hr_enters_and_changes_people(api, administrator):
    with unit_of_work():
        person = make_researcher()
    for actor, status in ((VISITOR, 401), (administrator, 403)):
        assert api(actor, "POST", "/researchers", json=NEW).status_code == status
        address = f"/researchers/{person.id}"
        assert api(actor, "PATCH", address, json={"visible": False}).status_code == status


@pytest.mark.parametrize(
    ("body", "field", "value"),
    [
        (NEW | {"orcid": "0000-0002-1825-0098"}, "orcid", "0000-0002-1825-0098"),
        (NEW | {"nickname": "Ben"}, "nickname", "Ben"),
        ({"names": [{"kind": "stage", "full": "Ben"}]}, "names.0.kind", "stage"),
        ({"names": [{"full": "Ben", "alias": "B"}]}, "names.0.alias", "B"),
        ({"names": []}, "names", ""),
        (NEW | {"work_email": "ben at sample"}, "work_email", "ben at sample"),
    ],
)
def test_bad_input_is_refused_by_field_and_value_and_writes_nothing(api, hr, body, field, value):
    answer = api(hr, "POST", "/researchers", json=body)
    assert answer.status_code == 422
    assert (error(answer)["field"], error(answer)["value"]) == (field, value)
    assert not api(hr, "GET", "/researchers").json["items"]


def test_a_change_needs_the_current_version(api, hr):
    with unit_of_work():
        person = make_researcher()
    address, body = f"/researchers/{person.id}", {"orcid": ORCID}
    tag = api(hr, "GET", address).headers["ETag"]
    assert api(hr, "PATCH", address, json=body).status_code == 428
    assert api(hr, "PATCH", address, json=body, headers={"If-Match": tag}).json["orcid"] == ORCID
    assert api(hr, "PATCH", address, json=body, headers={"If-Match": tag}).status_code == 412


def test_a_public_reader_finds_no_internal_field_anywhere(api):
    with unit_of_work():
        person = make_researcher(work_email="p@sample.example", employee_number="E-1")
        make_post(person)
    for address in ("/researchers", f"/researchers/{person.id}", f"/researchers/{person.id}/names"):
        answer = api(VISITOR, "GET", address)
        assert answer.status_code == 200
        assert not keys_of(answer.json) & INTERNAL
    for part in ("record", "posts", "personnel"):
        assert api(VISITOR, "GET", f"/researchers/{person.id}/{part}").status_code == 401
        colleague = Actor(account_id=3, researcher_id=person.id + 1)
        assert api(colleague, "GET", f"/researchers/{person.id}/{part}").status_code == 403


def test_a_former_name_is_read_by_the_person_and_hr_and_leads_nobody_else_to_them(
    api, hr, administrator
):
    names = [
        {"family": "Sample", "given": "Anna"},
        {"family": "Sample", "given": "A.", "kind": "published"},
        {"family": "Oldname", "given": "Anna", "kind": "former"},
    ]
    with unit_of_work():
        person = make_researcher(names=names)
        make_post(person)
    own = Actor(account_id=5, roles=frozenset({Role.RESEARCHER}), researcher_id=person.id)
    other = Actor(account_id=6, roles=frozenset({Role.RESEARCHER}), researcher_id=None)
    one = f"/researchers/{person.id}"
    for by in (VISITOR, other):
        for path in (one, f"{one}/names", "/researchers", f"{one}/profile"):
            said = api(by, "GET", path)
            assert (said.status_code, "Oldname" in said.text) == (200, False)
            assert "Sample" in said.text
        assert api(by, "GET", "/researchers?q=oldname").json["items"] == []
        assert len(api(by, "GET", "/researchers?q=sample").json["items"]) == 1
    for by in (own, hr, administrator):
        assert "Oldname" in api(by, "GET", f"{one}/names").text
        assert "Oldname" in api(by, "GET", f"{one}/record").text
    for by in (hr, administrator):
        assert len(api(by, "GET", "/researchers?q=oldname").json["items"]) == 1


def test_a_researcher_reads_the_own_record(api):
    with unit_of_work():
        person = make_researcher(work_email="p@sample.example", visible=False)
    own = Actor(account_id=3, researcher_id=person.id, roles=frozenset({Role.RESEARCHER}))
    answer = api(own, "GET", f"/researchers/{person.id}/record")
    assert answer.json["work_email"] == "p@sample.example"


def test_lists_filter_by_search_orcid_unit_and_candidate(api, hr):
    with unit_of_work():
        here = make_researcher("Here", orcid=ORCID)
        make_post(here, make_unit("optics"))
        waiting = make_researcher("Waiting", visible=False)
    for query, wanted in {
        "q=here": here,
        f"orcid={ORCID}": here,
        "unit=optics": here,
        "candidate=true": waiting,
        "candidate=false": here,
    }.items():
        items = api(hr, "GET", f"/researchers?{query}").json["items"]
        assert [i["id"] for i in items] == [wanted.id], query
    assert error(api(hr, "GET", "/researchers?sort=age"))["field"] == "sort"
    assert error(api(hr, "GET", "/researchers?age=3"))["field"] == "age"


def test_a_list_asks_as_many_queries_for_many_as_for_few(api, hr):
    def asked():
        statements = []
        db.session.expire_all()
        listen = (db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
        event.listen(*listen)
        api(hr, "GET", "/researchers")
        api(hr, "GET", "/units")
        event.remove(*listen)
        return len(statements)

    with unit_of_work():
        make_post()
    few = asked()
    with unit_of_work():
        for _ in range(20):
            make_post()
    assert asked() == few


def test_names_are_added_corrected_and_removed(api, hr):
    with unit_of_work():
        person = make_researcher("Sample", "Ann")
    names = f"/researchers/{person.id}/names"
    added = api(hr, "POST", names, json={"full": "A. Smaple"}).json
    fixed = api(hr, "PATCH", f"{names}/{added['id']}", json={"full": "A. Sample"}).json
    assert (fixed["full"], fixed["kind"]) == ("A. Sample", "published")
    assert api(hr, "DELETE", f"{names}/{added['id']}").status_code == 204
    last = api(hr, "DELETE", f"{names}/{person.names[0].id}")
    assert (last.status_code, error(last)["field"]) == (422, "names")


def test_posts_are_opened_ended_and_removed(api, hr):
    with unit_of_work():
        person, _unit = make_researcher(visible=False), make_unit("optics")
    posts = f"/researchers/{person.id}/posts"
    body = {"unit": "optics", "position": "professor", "starts_on": "2024-02-01"}
    post = api(hr, "POST", posts, json=body).json
    assert (post["unit"]["code"], post["ends_on"]) == ("optics", None)
    address, tag = f"{posts}/{post['id']}", {"If-Match": f'"{post["version"]}"'}
    refused = api(hr, "PATCH", address, json={"ends_on": "2024-01-31"}, headers=tag)
    assert (refused.status_code, error(refused)["value"]) == (422, "2024-01-31")
    ended = api(hr, "PATCH", address, json={"ends_on": "2024-12-31"}, headers=tag)
    assert ended.json["ends_on"] == "2024-12-31"
    twice = api(hr, "POST", posts, json=body)
    assert (twice.status_code, error(twice)["field"]) == (409, "unit")
    nowhere = api(hr, "POST", posts, json=body | {"unit": "nowhere"})
    assert (nowhere.status_code, error(nowhere)["value"]) == (422, "nowhere")
    tag = {"If-Match": api(hr, "GET", address).headers["ETag"]}
    assert api(hr, "DELETE", address, headers=tag).status_code == 204
    assert api(hr, "GET", posts).json["items"] == []


def test_units_are_entered_and_changed(api, administrator):
    names = [{"locale": "en", "name": "Optics"}, {"locale": "zh", "name": "光学组"}]
    body = {"code": "optics", "kind": "group", "names": names, "ours_from": "2020-01-01"}
    made = api(administrator, "POST", "/units", json=body)
    assert (made.status_code, made.json["name_zh"]) == (201, "光学组")
    again = api(administrator, "POST", "/units", json=body)
    assert (again.status_code, error(again)["field"]) == (409, "code")
    tag = {"If-Match": made.headers["ETag"]}
    looped = api(administrator, "PATCH", "/units/optics", json={"parent": "optics"}, headers=tag)
    assert (looped.status_code, error(looped)["field"]) == (422, "parent")
    changed = api(administrator, "PATCH", "/units/optics", json={"ror": None}, headers=tag)
    assert changed.json["ror"] is None
    assert api(VISITOR, "GET", "/units/optics").json["names"][0]["name"] == "Optics"


def test_merging_and_undoing_by_the_api(api, administrator):
    with unit_of_work():
        kept, gone = make_researcher(), make_researcher()
        make_post(gone, starts_on=date(2024, 1, 1))
    body = {"gone": gone.id, "reason": "entered twice"}
    made = api(administrator, "POST", f"/researchers/{kept.id}/merge", json=body)
    assert made.status_code == 201
    assert api(VISITOR, "GET", f"/researchers/{gone.id}").json["id"] == kept.id
    again = api(administrator, "POST", f"/researchers/{kept.id}/merge", json=body)
    assert (again.status_code, error(again)["field"]) == (409, "gone")
    unknown = api(administrator, "POST", f"/researchers/{kept.id}/merge", json=body | {"gone": 99})
    assert (unknown.status_code, error(unknown)["value"]) == (422, 99)
    undo = f"/researchers/{kept.id}/merges/{made.json['id']}/undo"
    assert api(administrator, "POST", undo).json["undone_at"]
    assert api(VISITOR, "GET", f"/researchers/{gone.id}").json["id"] == gone.id


def test_an_account_is_linked_and_unlinked(api, hr):
    from registry.accounts import service as accounts

    with unit_of_work():
        person = make_researcher()
        account = accounts.create("p@sample.example", "P", [], by=hr)
    address, tag = f"/researchers/{person.id}/account", {"If-Match": "*"}
    wrong = api(hr, "PUT", address, json={"email": "q@sample.example"}, headers=tag)
    assert (wrong.status_code, error(wrong)["value"]) == (422, "q@sample.example")
    right = api(hr, "PUT", address, json={"email": account.email}, headers=tag)
    assert right.json["researcher_id"] == person.id
    assert api(hr, "DELETE", address, headers=tag).status_code == 204
    db.session.expire_all()
    assert account.researcher_id is None


def test_a_merged_record_is_not_changed_through_its_old_number(api, hr):
    with unit_of_work():
        kept, gone = make_researcher(), make_researcher()
    api(hr, "POST", f"/researchers/{kept.id}/merge", json={"gone": gone.id, "reason": "twice"})
    tag = {"If-Match": "*"}
    answer = api(hr, "PATCH", f"/researchers/{gone.id}", json={"visible": False}, headers=tag)
    assert answer.status_code == 404


def test_every_change_is_audited_without_internal_values(api, hr):
    body = NEW | {"work_email": "ben@sample.example", "employee_number": "E-77"}
    made = api(hr, "POST", "/researchers", json=body)
    address, tag = f"/researchers/{made.json['id']}", {"If-Match": made.headers["ETag"]}
    api(hr, "PATCH", address, json={"work_email": "b@sample.example"}, headers=tag)
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [e.verb for e in events][-2:] == ["researcher.created", "researcher.changed"]
    assert "sample.example" not in str([e.details for e in events])
    assert queries.by_employee_number("E-77").id == made.json["id"]
