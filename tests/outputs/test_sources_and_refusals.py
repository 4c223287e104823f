"""The wiring of origins, differences and the refusal list: API, pages and commands."""

import orjson
import pytest
from sqlalchemy import update

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.outputs import queries, refusals
from registry.outputs.cli import group
from registry.outputs.models import Output, SourceRecord
from registry.policy import Role
from tests.makers.outputs import make_message, make_output, make_publication

ADMINISTRATOR = Actor(label="admin@sample.example", roles=frozenset({Role.ADMINISTRATOR}))
RESEARCHER = Actor(account_id=1, label="li@sample.example", roles=frozenset({Role.RESEARCHER}))


def api(path):
    return f"/api/v1{path}"


def one_refused(call, **body) -> tuple[int, dict]:
    body = {"value": "https://doi.org/10.5555/NEVER", "reason": "Not ours"} | body
    status, answer = call("POST", api("/refusals"), by=ADMINISTRATOR, json=body)
    return status, answer.get_json()


def test_a_work_is_refused_listed_and_let_in_again_over_http(call):
    status, refusal = one_refused(call)
    assert (status, refusal["scheme"], refusal["value"]) == (201, "doi", "10.5555/never")
    listed = call("GET", api("/refusals?q=NEVER"), by=ADMINISTRATOR)[1].get_json()
    assert [one["reason"] for one in listed["items"]] == ["Not ours"]
    body = {"kind": "publication", "title": "T", "doi": "10.5555/never"}
    status, answer = call("POST", api("/outputs"), by=RESEARCHER, json=body)
    assert status == 409
    for told in ("10.5555/never", "Not ours"):
        assert told in answer.get_data(as_text=True)
    path = api(f"/refusals/{refusal['id']}")
    assert call("DELETE", path, by=ADMINISTRATOR)[0] == 204
    assert call("POST", api("/outputs"), by=ADMINISTRATOR, json=body)[0] == 201


def test_the_same_refusal_twice_is_a_conflict(call):
    one_refused(call)
    assert one_refused(call)[0] == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"value": "11.5/x"}, "value"),
        ({"scheme": "issn", "value": "0028-0836"}, "scheme"),
        ({"scheme": "arxiv", "value": "no"}, "value"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_bad_refusal_names_the_field(call, body, field):
    status, said = one_refused(call, **body)
    assert status == 422
    assert [error["field"] for error in said["errors"]] == [field]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_refusal_list_is_not_for_researchers(call, method):
    body = {"value": "10.5555/x", "reason": "R"} if method == "POST" else None
    assert call(method, api("/refusals"), by=RESEARCHER, json=body)[0] == 403


def test_an_output_is_deleted_for_ever_over_http(call):
    output = make_publication(DOI="10.5555/for.ever")
    path = api(f"/outputs/{output.id}?never_again=Not+ours")
    headers = {"If-Match": etag(call, output.id)}
    assert call("DELETE", path, by=ADMINISTRATOR, headers=headers)[0] == 204
    listed = call("GET", api("/refusals"), by=ADMINISTRATOR)[1].get_json()
    assert [one["value"] for one in listed["items"]] == ["10.5555/for.ever"]


def etag(call, output_id: int) -> str:
    return call("GET", api(f"/outputs/{output_id}"))[1].headers["ETag"]


def test_the_origin_of_each_field_and_the_way_back_over_http(call):
    output = make_publication(DOI="10.5555/origin", title=["Tpyo"])
    path = api(f"/outputs/{output.id}")
    headers = {"If-Match": etag(call, output.id)}
    call("PATCH", path, by=ADMINISTRATOR, json={"title": "Typo"}, headers=headers)
    told = call("GET", f"{path}/sources/fields", by=ADMINISTRATOR)[1].get_json()["items"]
    title = next(one for one in told if one["field"] == "title")
    assert (title["value"], title["differs"], title["source"]) == ("Typo", "Tpyo", None)
    headers = {"If-Match": etag(call, output.id)}
    status, answer = call(
        "POST",
        f"{path}/sources/followed",
        by=ADMINISTRATOR,
        json={"field": "title"},
        headers=headers,
    )
    assert (status, answer.get_json()["title"]) == (200, "Tpyo")


def test_two_messages_are_compared_over_http(call):
    message = make_message(DOI="10.5555/compared", volume="1")
    output = make_publication(**message)
    make_publication(**{**message, "author": [], "volume": "2"})
    path = api(f"/outputs/{output.id}/sources")
    newer, older = (s["id"] for s in call("GET", path, by=ADMINISTRATOR)[1].get_json()["items"])
    asked = f"{path}/difference?older={older}&newer={newer}"
    told = call("GET", asked, by=ADMINISTRATOR)[1].get_json()["items"]
    assert {"field": "volume", "older": "1", "newer": "2"} in told
    assert call("GET", f"{path}/difference?older={older}&newer=999", by=ADMINISTRATOR)[0] == 404


def test_the_page_of_sources_shows_each_field_and_a_button_to_follow(call):
    message = make_message(DOI="10.5555/page", title=["Registered"], volume="1")
    make_output(kind="publication", doi="10.5555/page", title="Typed", byline=[{"printed": "B Wu"}])
    output = make_publication(**message)
    make_publication(**{**message, "volume": "2"})
    page = call("GET", f"/outputs/{output.id}/sources", by=ADMINISTRATOR)[1].get_data(as_text=True)
    for text in ("Typed", "Registered", "Sai Li; Ada Example", "Follow the source", "Crossref"):
        assert text in page
    newer, older = (row["id"] for row in queries.sources(output))
    asked = f"/outputs/{output.id}/sources/difference?older={older}&newer={newer}"
    assert "Volume" in call("GET", asked, by=ADMINISTRATOR)[1].get_data(as_text=True)
    form = {"field": "title"}
    status, _ = call("POST", f"/outputs/{output.id}/sources/followed", by=ADMINISTRATOR, data=form)
    assert status == 303
    assert queries.one(output.id).title == "Registered"


def test_the_pages_of_the_refusal_list_add_show_and_lift(call):
    form = {"scheme": "doi", "value": "10.5555/never", "reason": "A <b>namesake</b>"}
    assert call("POST", "/outputs/refusals/new", by=ADMINISTRATOR, data=form)[0] == 303
    page = call("GET", "/outputs/refusals", by=ADMINISTRATOR)[1].get_data(as_text=True)
    assert "10.5555/never" in page
    assert "A &lt;b&gt;namesake" in page
    status, answer = call("POST", "/outputs/refusals/new", by=ADMINISTRATOR, data=form)
    assert status in {409, 422}
    assert "already" in answer.get_data(as_text=True)
    refusal = refusals.of("doi", "10.5555/never")
    path = f"/outputs/refusals/{refusal.id}/lift"
    assert call("POST", path, by=ADMINISTRATOR, data={})[0] == 303
    assert refusals.of("doi", "10.5555/never") is None


def test_the_page_of_deletion_asks_for_a_reason_to_keep_a_work_out(call):
    output = make_publication(DOI="10.5555/page.gone")
    path = f"/outputs/{output.id}/delete"
    page = call("GET", path, by=ADMINISTRATOR)[1].get_data(as_text=True)
    assert "never import it again" in page
    form = {"refuse": "1", "version": output.version}
    assert call("POST", path, by=ADMINISTRATOR, data=form)[0] == 422
    assert call("POST", path, by=ADMINISTRATOR, data=form | {"reason": "Not ours"})[0] == 303
    assert refusals.of("doi", "10.5555/page.gone").reason == "Not ours"


def test_the_refusal_list_by_command(app):
    run = app.test_cli_runner().invoke
    assert run(group, ["refuse", "doi:10.5555/NEVER", "--reason", "Not ours"]).exit_code == 0
    listed = run(group, ["refusals", "--json"])
    assert orjson.loads(listed.output)["value"] == "10.5555/never"
    assert run(group, ["allow", "10.5555/never"]).exit_code == 0
    again = run(group, ["allow", "10.5555/never"])
    assert (again.exit_code, "not on the refusal list" in again.output) == (1, True)
    assert run(group, ["refuse", "nonsense", "--reason", "R"]).exit_code == 1


def test_a_message_that_nothing_reads_any_more_breaks_no_page(call):
    output = make_publication(DOI="10.5555/old.source")
    with unit_of_work():
        db.session.execute(update(SourceRecord).values(source="gone"))
        db.session.execute(update(Output).values(source="gone"))
    page = f"/outputs/{output.id}/sources"
    assert call("GET", page, by=ADMINISTRATOR)[0] == 200
    origin = queries.provenance(db.session.get_one(Output, output.id))["title"]
    assert (origin.source, origin.differs) == ("gone", None)
    record = origin.record_id
    path = f"{api(page)}/difference?older={record}&newer={record}"
    status, answer = call("GET", path, by=ADMINISTRATOR)
    assert (status, "cannot be read any more" in answer.get_data(as_text=True)) == (409, True)
