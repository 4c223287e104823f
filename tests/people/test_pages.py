import re
from datetime import date

import pytest
from sqlalchemy import event, select

from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.core.web.requests import set_actor_loader
from registry.people import merge, personnel, queries
from registry.people.models import Personnel, Researcher, ResearcherMerge, Unit
from tests.makers.forms import filled
from tests.makers.people import make_post, make_researcher, make_unit

NUMBER = "11010519491231002X"


@pytest.fixture
def browse(app):
    """Use the pages as an actor: `browse(actor, address)` reads, `form=…` sends."""
    loader = app.extensions["actor_loader"]

    def call(actor, address, *, form=None, lang="en"):
        set_actor_loader(app, lambda: actor)
        browser = app.test_client()
        headers = {"Authorization": "Bearer test", "Accept-Language": lang}
        if form is None:
            return browser.get(address, headers=headers)
        sent = filled(browser, address, form, headers=headers)
        return browser.post(address, headers=headers, data=sent)

    yield call
    set_actor_loader(app, loader)


def test_every_page_opens_in_both_languages(browse, hr):
    with unit_of_work():
        person, other = make_researcher(orcid="0000-0002-1825-0097"), make_researcher()
        post = make_post(person, make_unit("optics"), ends_on=date(2024, 1, 1))
        personnel.change(
            Personnel(researcher_id=person.id), {"identity_number": NUMBER, "gender": "male"}, by=hr
        )
        merge.merge(person, make_researcher(), reason="twice", by=hr)
    one = f"/researchers/{person.id}"
    addresses = [
        "/researchers",
        "/researchers?q=nobody",
        "/researchers?unit=optics&candidate=false",
        "/researchers/new",
        "/units",
        "/units?ours=true&kind=group",
        "/units/new",
        "/units/optics/edit",
        "/units/optics/remove",
        f"{one}/posts/{post.id}/edit",
        f"{one}/merge/{other.id}",
        f"{one}/personnel/identity_number/reveal",
        *(f"{one}/{part}" for part in ("record", "edit", "remove", "posts/new", "account")),
        *(f"{one}/{part}" for part in ("merge", "personnel", "personnel/edit")),
    ]
    for address in addresses:
        for lang in ("en", "zh"):
            answer = browse(hr, address, lang=lang)
            assert answer.status_code == 200, address
            assert NUMBER not in answer.text


def test_hr_enters_a_person_with_two_names_without_javascript(browse, hr):
    form = {
        "names.0.family": "样",
        "names.0.given": "本",
        "names.0.kind": "",
        "names.1.family": "",
        "names.1.full": "",
        "names.1.kind": "",
        "names.2.full": "Ben Yang",
        "names.2.kind": "pinyin",
        "orcid": "",
        "visible": "1",
    }
    answer = browse(hr, "/researchers/new", form=form)
    person = db.session.scalars(select(Researcher)).one()
    assert answer.location == f"/researchers/{person.id}/record"
    assert [n.full for n in person.names] == ["样本", "Ben Yang"]
    assert (person.visible, person.orcid) == (True, None)


def test_a_refused_form_comes_back_as_typed_with_the_error_beside_its_field(browse, hr):
    form = {"names.0.full": "Ben Yang", "orcid": "0000-0002-1825-0098"}
    answer = browse(hr, "/researchers/new", form=form)
    assert answer.status_code == 422
    assert 'value="Ben Yang"' in answer.text
    assert 'value="0000-0002-1825-0098"' in answer.text
    assert 'id="field-orcid-error"' in answer.text
    assert not queries.page(queries.Slice(), {}, by=hr).items


def test_a_form_shown_before_another_change_is_refused(browse, hr):
    with unit_of_work():
        person = make_researcher()
    form = {"names.0.full": "Ben Yang", "version": str(person.version - 1)}
    assert browse(hr, f"/researchers/{person.id}/edit", form=form).status_code == 409


def test_a_name_row_left_empty_removes_the_name(browse, hr):
    with unit_of_work():
        person = make_researcher("Sample", "Ann")
    form = {"names.0.full": "", "names.0.family": "", "names.1.full": "Ann S.", "visible": ""}
    browse(hr, f"/researchers/{person.id}/edit", form=form)
    assert ([n.full for n in person.names], person.visible) == (["Ann S."], False)


def test_a_post_is_entered_ended_and_removed_by_forms(browse, hr):
    with unit_of_work():
        person, unit = make_researcher(), make_unit("optics")
    one = f"/researchers/{person.id}/posts"
    form = {"unit": "optics", "position": "postdoc", "starts_on": "2024-01-01", "ends_on": ""}
    browse(hr, f"{one}/new", form=form)
    (post,) = person.posts
    assert (post.unit, post.ends_on) == (unit, None)
    refused = browse(hr, f"{one}/{post.id}/edit", form=form | {"ends_on": "2023-12-31"})
    assert refused.status_code == 422
    assert "2023-12-31" in refused.text
    browse(hr, f"{one}/{post.id}/edit", form=form | {"ends_on": "2024-12-31"})
    db.session.expire_all()
    assert post.ends_on == date(2024, 12, 31)
    browse(hr, f"{one}/{post.id}/remove", form={})
    db.session.expire_all()
    assert person.posts == []


def test_two_records_are_compared_merged_and_undone_by_pages(browse, administrator):
    with unit_of_work():
        kept, gone = make_researcher("Sample", "Ann"), make_researcher("Sample", "Anne")
    one = f"/researchers/{kept.id}"
    assert "Anne Sample" in browse(administrator, f"{one}/merge").text
    compare = f"{one}/merge/{gone.id}"
    assert browse(administrator, compare, form={"reason": ""}).status_code == 422
    done = browse(administrator, compare, form={"reason": "same desk"})
    assert done.location == f"{one}/record"
    row = db.session.scalars(select(ResearcherMerge)).one()
    assert browse(administrator, f"{one}/merges/{row.id}/undo", form={}).status_code == 303
    db.session.expire_all()
    assert gone.merged_into_id is None


def test_revealing_by_page_takes_a_reason_and_shows_the_value_once(browse, hr):
    with unit_of_work():
        person = make_researcher()
        row = Personnel(researcher_id=person.id)
        personnel.change(row, {"identity_number": NUMBER}, by=hr)
    reveal = f"/researchers/{person.id}/personnel/identity_number/reveal"
    assert NUMBER not in browse(hr, reveal, form={"reason": ""}).text
    assert NUMBER in browse(hr, reveal, form={"reason": "visa"}).text
    assert NUMBER not in browse(hr, f"/researchers/{person.id}/personnel").text


def test_the_personnel_form_keeps_sealed_fields_left_empty_and_repeats_none(browse, hr):
    with unit_of_work():
        person = make_researcher()
        row = Personnel(researcher_id=person.id)
        personnel.change(row, {"identity_number": NUMBER}, by=hr)
    edit = f"/researchers/{person.id}/personnel/edit"
    sealed = row.identity_number
    browse(hr, edit, form={"nationality": "CN", "identity_number": "", "birth_date": "1949"})
    db.session.expire_all()
    assert (row.nationality, row.birth_date, row.identity_number) == ("CN", "1949", sealed)
    typed = {"degree_year": "soon", "bank_account": "6222000011112222"}
    refused = browse(hr, edit, form=typed)
    assert refused.status_code == 422
    assert "6222000011112222" not in refused.text
    browse(hr, edit, form={"empty_identity_number": "1"})
    db.session.expire_all()
    assert row.identity_number is None


def test_administrators_see_no_way_to_personnel_fields(browse, administrator):
    with unit_of_work():
        person = make_researcher()
    text = browse(administrator, f"/researchers/{person.id}/record").text
    assert "/personnel" not in text
    assert browse(administrator, f"/researchers/{person.id}/personnel").status_code == 403


def test_a_unit_is_entered_with_one_of_its_two_names(browse, administrator):
    form = {
        "code": "optics",
        "kind": "group",
        "names.0.locale": "en",
        "names.0.name": "Optics",
        "names.1.locale": "zh",
        "names.1.name": "",
        "names.1.valid_from": "",
        "names.1.valid_until": "",
        "ours_from": "2020-01-01",
    }
    assert browse(administrator, "/units/new", form=form).status_code == 303
    unit = db.session.scalars(select(Unit)).one()
    assert [(n.locale, n.name) for n in unit.names] == [("en", "Optics")]
    renamed = form | {"names.1.name": "光学组", "ours_until": "2019-01-01"}
    refused = browse(administrator, "/units/optics/edit", form=renamed)
    assert refused.status_code == 422


def test_pages_ask_as_many_queries_for_many_rows_as_for_few(browse, hr):
    def asked(address):
        statements = []
        db.session.expire_all()
        listen = (db.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
        event.listen(*listen)
        browse(hr, address)
        event.remove(*listen)
        return len(statements)

    with unit_of_work():
        make_post(unit=make_unit(parent=make_unit("whole").code))
    few = {address: asked(address) for address in ("/researchers", "/units")}
    with unit_of_work():
        for _ in range(20):
            make_post(unit=make_unit(parent="whole"))
    assert {address: asked(address) for address in few} == few


def test_the_form_holds_no_script_of_its_own(browse, hr):
    text = browse(hr, "/researchers/new").text
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=", text)
