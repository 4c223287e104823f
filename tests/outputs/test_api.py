"""The wiring of outputs, bylines and sources: API, pages and commands."""

import orjson
import pytest
from flask import render_template_string
from sqlalchemy import event

from registry.core.actor import Actor
from registry.core.db import db
from registry.core.listing import Slice
from registry.outputs import queries
from registry.outputs.cli import group
from registry.outputs.models import Kind, Output
from registry.policy import Role
from tests.makers.outputs import make_message, make_output, make_publication, make_received

RESEARCHER = Actor(account_id=None, label="li@sample.example", roles=frozenset({Role.RESEARCHER}))


def api(path):
    return f"/api/v1{path}"


def test_a_researcher_enters_an_output_and_gets_it_whole(call):
    body = {
        "kind": "patent",
        "title": "Sample patent",
        "date": "2023-02",
        "details": {"number": "CN1", "office": "CN"},
        "byline": [{"family": "王", "given": "小明", "affiliations": ["Sample Institute"]}],
        "identifiers": [{"scheme": "arxiv", "value": "arXiv:2301.01234v2"}],
    }
    status, answer = call("POST", api("/outputs"), by=RESEARCHER, json=body)
    said = answer.get_json()
    assert (status, said["year"], said["date"]) == (201, 2023, "2023-02")
    assert said["byline"][0]["printed"] == "王小明"
    assert said["byline"][0]["affiliations"][0]["name"] == "Sample Institute"
    assert said["identifiers"] == [{"scheme": "arxiv", "value": "2301.01234"}]
    assert answer.headers["ETag"]


def test_a_visitor_enters_nothing(call):
    assert call("POST", api("/outputs"), json={"kind": "award", "title": "X"})[0] == 401


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "poem"}, "kind"),
        ({"title": " "}, "title"),
        ({"date": "2023-13"}, "date"),
        ({"doi": "11.5555/x"}, "doi"),
        ({"byline": [{"orcid": "0000-0002-1825-0098", "printed": "A"}]}, "byline.0.orcid"),
        ({"byline": [{"role": "author"}]}, "byline.0.printed"),
        ({"byline": [{"printed": "A", "corresponding": "maybe"}]}, "byline.0.corresponding"),
        ({"identifiers": [{"scheme": "isbn", "value": "123"}]}, "identifiers.0.value"),
        ({"details": {"number": ""}}, "details.number"),
        ({"details": {"colour": "red"}}, "details.colour"),
        ({"volume": "3"}, "volume"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_bad_input_is_refused_with_the_field_at_fault(call, change, field):
    good = {"kind": "patent", "title": "T", "details": {"number": "CN1", "office": "CN"}}
    body = good | change
    if "details" in change:
        body["details"] = good["details"] | change["details"]
    status, answer = call("POST", api("/outputs"), by=RESEARCHER, json=body)
    assert status == 422
    assert field in [error["field"] for error in answer.get_json()["errors"]]
    assert db.session.query(Output).count() == 0


def test_a_known_doi_is_a_conflict_that_names_it(call):
    make_publication(DOI="10.5555/known", title=["Known"])
    body = {"kind": "publication", "title": "T", "doi": "https://doi.org/10.5555/KNOWN"}
    status, answer = call("POST", api("/outputs"), by=RESEARCHER, json=body)
    assert (status, answer.get_json()["errors"][0]["value"]) == (409, "10.5555/known")
    assert "Known" in answer.get_json()["title"]


def test_a_change_needs_the_version_that_was_read(call, administrator):
    output = make_output(title="Before")
    path, body = api(f"/outputs/{output.id}"), {"title": "After"}
    assert call("PATCH", path, by=RESEARCHER, json=body)[0] in {401, 403}
    assert call("PATCH", path, by=administrator, json=body)[0] == 428
    status, answer = call("PATCH", path, by=administrator, json=body, headers={"If-Match": '"1-x"'})
    assert (status, answer.get_json()["title"], answer.get_json()["version"]) == (200, "After", 2)
    stale = call("PATCH", path, by=administrator, json=body, headers={"If-Match": '"1-x"'})
    assert stale[0] == 412


def test_an_administrator_deletes_what_nothing_points_at(call, administrator):
    output = make_output()
    path = api(f"/outputs/{output.id}")
    assert call("DELETE", path, by=administrator, headers={"If-Match": "*"})[0] == 204
    assert call("DELETE", path, by=administrator, headers={"If-Match": "*"})[0] == 404


def test_a_byline_of_five_thousand_is_read_in_pages_and_searched(call):
    authors = [{"family": f"Name{i}", "given": "A."} for i in range(4999)]
    output = make_publication(author=[*authors, {"family": "Müller", "given": "Björn"}])
    path = api(f"/outputs/{output.id}/byline")
    first = call("GET", f"{path}?limit=200&total=true")[1].get_json()
    assert (len(first["items"]), first["total"]) == (200, 5000)
    second = call("GET", f"{path}?limit=200&cursor={first['next']}")[1].get_json()
    assert second["items"][0]["position"] == 201
    found = call("GET", f"{path}?q=bjorn muller")[1].get_json()["items"]
    assert [place["position"] for place in found] == [5000]


def test_the_message_is_given_exactly_as_it_was_received(call, administrator):
    received = make_received(make_message(DOI="10.5555/kept"))
    output = make_publication(**orjson.loads(received.body))
    path = api(f"/outputs/{output.id}/sources")
    assert call("GET", path)[0] == 401
    (kept,) = call("GET", path, by=administrator)[1].get_json()["items"]
    status, answer = call("GET", api(f"/sources/{kept['id']}"), by=administrator)
    assert (status, answer.data) == (200, received.body)
    assert call("GET", api("/sources/99"), by=administrator)[0] == 404


def test_lists_and_outputs_take_as_many_queries_for_many_as_for_one(app):
    ids = [make_publication().id for _ in range(12)]
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = {}
    for read in (queries.rows, queries.views):
        for size in (1, 12):
            asked.clear()
            assert len(read(ids[:size])) == size
            counts[read.__name__, size] = len(asked)
    assert counts == {("rows", 1): 2, ("rows", 12): 2, ("views", 1): 6, ("views", 12): 6}


def test_rows_come_in_the_order_asked_with_the_first_names(app):
    ids = [make_publication(author=[f"Name{i}, A." for i in range(15)]).id for _ in range(2)]
    first, second = queries.rows(ids[::-1])
    assert [first["id"], second["id"]] == ids[::-1]
    assert (len(first["byline"]), first["byline_count"]) == (10, 15)


def test_a_doi_that_was_merged_into_another_leads_to_it(app):
    output = make_publication(DOI="10.5555/new", aliases=["10.5555/OLD"])
    assert queries.id_of_doi("10.5555/old") == output.id


def test_a_byline_page_walks_back_as_well(app):
    output = make_publication(author=[f"Name{i}, A." for i in range(9)])
    first = queries.byline_page(output, Slice(limit=4))
    second = queries.byline_page(output, Slice(limit=4, cursor=first.next))
    back = queries.byline_page(output, Slice(limit=4, cursor=second.previous))
    assert [place.position for place in back.items] == [1, 2, 3, 4]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("locale", ["en", "zh"])
def test_every_kind_has_a_form(call, kind, locale):
    status, answer = call("GET", f"/outputs/new?kind={kind}&lang={locale}", by=RESEARCHER)
    assert status == 200
    assert f'name="kind" value="{kind}"' in answer.text


def test_a_form_makes_an_output_and_leads_to_its_page(call):
    form = {
        "kind": "software",
        "title": "Sample program",
        "date": "2025-03",
        "details.release": "1.0",
        "byline.0.family": "Example",
        "byline.0.given": "Ada",
        "byline.1.printed": "",
        "identifiers.0.scheme": "",
        "identifiers.0.value": "",
    }
    status, answer = call("POST", "/outputs/new", by=RESEARCHER, data=form)
    (output,) = db.session.query(Output).all()
    assert (status, answer.location) == (303, f"/outputs/{output.id}")
    view = queries.one(output.id)
    assert (view.details, view.byline[0].printed) == ({"release": "1.0"}, "Ada Example")
    assert view.byline[0].corresponding is None


def test_a_refused_form_shows_what_was_typed_and_what_is_wrong(call):
    form = {"kind": "patent", "title": "Typed title", "date": "soon", "byline.5.printed": "Ada"}
    status, answer = call("POST", "/outputs/new", by=RESEARCHER, data=form)
    assert status == 422
    assert "Typed title" in answer.text
    assert 'name="byline.5.printed"' in answer.text
    assert 'id="field-date-error"' in answer.text


def test_an_unchanged_form_changes_no_field_of_a_source(call, administrator):
    output = make_publication(
        abstract="<p>One</p><p>Two</p>", subtitle=["A subtitle"], type="unheard-of"
    )
    page = call("GET", f"/outputs/{output.id}/edit", by=administrator)[1].text
    assert '<option value="unheard-of" selected>' in page
    assert "byline.0." not in page
    form = {
        "version": "1",
        "title": output.title,
        "subtitle": "A subtitle",
        "work_type": output.work_type,
        "container_title": output.container_title,
        "publisher": output.publisher,
        "volume": "12",
        "pages": "100-110",
        "abstract": output.abstract.replace("\n", "\r\n"),
        "date": "2025-03-14",
    }
    assert call("POST", f"/outputs/{output.id}/edit", by=administrator, data=form)[0] == 303
    assert queries.choices_of(db.session.get_one(Output, output.id)) == []
    form |= {"volume": "13", "version": "1"}
    assert call("POST", f"/outputs/{output.id}/edit", by=administrator, data=form)[0] == 409


def test_the_sources_page_shows_messages_choices_and_what_was_not_taken_over(call, administrator):
    author = {"family": "Li", "given": "Sai", "ORCID": "https://orcid.org/0000-0002-1825-0098"}
    output = make_publication(author=[author], title=["a < b <i>c</i>"])
    form = {"version": "1", "title": output.title, "volume": "99"}
    call("POST", f"/outputs/{output.id}/edit", by=administrator, data=form)
    status, answer = call("GET", f"/outputs/{output.id}/sources", by=administrator)
    assert status == 200
    assert "0000-0002-1825-0098" in answer.text
    assert "its check digit is wrong" in answer.text
    assert "a &lt; b <i>c</i>" in answer.text


def test_the_byline_page_shows_a_part_and_finds_names(call, administrator):
    authors = [{"family": f"Name{i}", "given": "A."} for i in range(70)]
    output = make_publication(author=[*authors, {"family": "Müller", "given": "Björn"}])
    path = f"/outputs/{output.id}/byline"
    status, answer = call("GET", path)
    assert (status, "71 names" in answer.text, "Björn" in answer.text) == (200, True, False)
    assert f'href="{path}/1"' not in answer.text
    found = call("GET", f"{path}?q=bjorn", by=administrator)[1].text
    assert "Björn Müller" in found
    assert f'href="{path}/71"' in found


def test_a_title_is_never_shown_raw(app):
    evil = {"title": "<b>x</b>", "title_markup": '<i onclick="x()">a</i><script>y</script>'}
    with app.test_request_context("/"):
        shown = render_template_string("{{ row|output_title }}", row=evil)
        plain = render_template_string("{{ row|output_title }}", row={"title": "<b>x</b>"})
        none = render_template_string("{{ row|output_title }}", row={"title": ""})
    assert (shown, plain, none) == ("<i>a</i>", "&lt;b&gt;x&lt;/b&gt;", "[No title]")


def test_the_command_shows_one_output_and_says_when_there_is_none(app):
    make_publication(DOI="10.5555/shown", title=["Shown"])
    run = app.test_cli_runner().invoke
    said = orjson.loads(run(group, ["show", "https://doi.org/10.5555/SHOWN", "--json"]).output)
    assert said["title"] == "Shown"
    assert "Sai Li" in run(group, ["show", "10.5555/shown"]).output
    missing = run(group, ["show", "10.5555/none"])
    assert (missing.exit_code, "10.5555/none" in missing.output) == (1, True)
    assert run(group, ["show", "no doi"]).exit_code == 1


def test_the_command_exports_a_year(app):
    make_publication(title=["Of 2025"])
    make_publication(title=["Of 2020"], issued={"date-parts": [[2020]]})
    result = app.test_cli_runner().invoke(group, ["export", "--format", "bibtex", "--year", "2020"])
    assert "Of 2020" in result.output
    assert "Of 2025" not in result.output
