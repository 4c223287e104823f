"""Goals and the link form as pages, without JavaScript; and the commands."""

import json

import pytest

from registry.core.actor import VISITOR
from registry.core.unit_of_work import unit_of_work
from registry.goals import queries
from registry.goals.cli import group
from tests.goals.conftest import as_researcher
from tests.makers.claims import make_claim, make_paper
from tests.makers.forms import filled
from tests.makers.goals import make_link
from tests.makers.people import make_researcher, make_unit
from tests.makers.talent import make_arrival, make_program

pytestmark = pytest.mark.usefixtures("goals")


@pytest.fixture
def browse(app, monkeypatch):
    """Open a page or send its form as an actor; gives the answer."""

    def send(path, *, by=VISITOR, form=None, lang="en"):
        monkeypatch.setitem(app.extensions, "actor_loader", lambda: by)
        browser = app.test_client()
        headers = {"Authorization": "Bearer test", "Accept-Language": lang}
        if form is None:
            return browser.get(path, headers=headers)
        sent = filled(browser, path, form, headers=headers)
        return browser.post(path, data=sent, headers=headers)

    return send


def typed(goal="G3.1", **overrides):
    blank = {
        f"evidence.{place}.{name}": ""
        for place in range(6)
        for name in ("kind", "locator", "url", "note")
    }
    return blank | {"goal": goal, "primary": "1", "statement": "Adds a gate."} | overrides


def test_every_number_on_the_goals_page_leads_to_its_rows(browse):
    with unit_of_work():
        paper = make_link(goal="G3.1").output
    page = browse("/goals").get_data(as_text=True)
    assert 'href="/goals/G3?kind=output#results"' in page
    assert 'href="/goals/G3?sub_aim=G3.1#results"' in page
    for address in ("/goals/G3?kind=output", "/goals/G3?sub_aim=G3.1", "/goals/G3?year=2024"):
        assert paper.title in browse(address).get_data(as_text=True)
    assert paper.title not in browse("/goals/G3?sub_aim=G3.2").get_data(as_text=True)


def test_a_working_translation_is_marked_in_chinese_until_it_is_official(browse, administrator):
    note = "The Chinese wording is a working translation."
    translated = "中文表述为工作译文"
    page = browse("/goals/G3", lang="zh").get_data(as_text=True)
    assert "造强大量子计算机" in page
    assert note in page or translated in page
    assert note not in browse("/goals/G3").get_data(as_text=True)
    wording = {
        name: getattr(queries.by_code("G3", by=administrator), name)
        for name in ("title_en", "title_zh", "statement", "statement_zh", "keywords_en")
    }
    form = wording | {"keywords_zh": "", "translation": "official"}
    assert browse("/goals/G3/edit", by=administrator, form=form).status_code == 303
    page = browse("/goals/G3", lang="zh").get_data(as_text=True)
    assert note not in page
    assert translated not in page
    goal = queries.by_code("G3", by=administrator)
    assert (goal.keywords_en, goal.keywords_zh) == (wording["keywords_en"], "")


def test_the_form_links_an_item_with_evidence_and_shows_it_again_for_changes(browse, administrator):
    with unit_of_work():
        paper = make_paper()
    proof = {
        "evidence.1.kind": "award",
        "evidence.1.url": "https://example.org/prize",
        "evidence.1.confidential": "1",
    }
    address = f"/outputs/{paper.id}/goal"
    assert browse(address, by=administrator, form=typed(**proof)).status_code == 303
    link = queries.primary_of(paper)
    assert [(e.kind, e.url, e.confidential) for e in link.evidence] == [
        ("award", "https://example.org/prize", True)
    ]
    page = browse(f"/goal-links/{link.id}/edit", by=administrator).get_data(as_text=True)
    assert 'value="https://example.org/prize"' in page
    assert 'value="G3.1" selected' in page
    form = typed("G1", primary="0", version=link.version)
    assert browse(f"/goal-links/{link.id}/edit", by=administrator, form=form).status_code == 303
    link = queries.of_item(paper)[0]
    assert (link.aim.code, link.is_primary, link.evidence) == ("G1", False, [])
    assert browse(f"/goal-links/{link.id}/remove", by=administrator, form={}).status_code == 303
    assert queries.of_item(paper) == []


def test_a_refused_form_comes_back_as_typed_with_the_error_at_its_field(browse, administrator):
    with unit_of_work():
        paper = make_paper()
    form = typed("", **{"statement": "Kept as typed.", "evidence.0.note": "no kind"})
    answer = browse(f"/outputs/{paper.id}/goal", by=administrator, form=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Kept as typed." in page
    assert "Choose a goal or a sub-aim." in page
    assert 'id="field-evidence-0-kind-error"' in page
    assert queries.of_item(paper) == []


def test_a_second_primary_goal_is_refused_on_the_form_until_it_replaces_the_first(
    browse, administrator
):
    with unit_of_work():
        paper = make_link(goal="G3").output
    address = f"/outputs/{paper.id}/goal"
    answer = browse(address, by=administrator, form=typed("G2"))
    assert answer.status_code == 409
    assert "G3 is the primary goal of this item already." in answer.get_data(as_text=True)
    form = typed("G2", replace_primary="1")
    assert browse(address, by=administrator, form=form).status_code == 303
    assert queries.primary_of(paper).aim.code == "G2"


def test_a_form_that_another_overtook_is_refused(browse, administrator):
    with unit_of_work():
        link = make_link()
    form = typed(version=link.version - 1)
    answer = browse(f"/goal-links/{link.id}/edit", by=administrator, form=form)
    assert answer.status_code == 409


def test_hr_links_recruits_and_researchers_and_an_administrator_units(browse, hr, administrator):
    with unit_of_work():
        hire, person, unit = make_arrival(), make_researcher(), make_unit()
    places = [
        (f"/hires/{hire.id}/goal", hr),
        (f"/researchers/{person.id}/goal", hr),
        (f"/units/{unit.code}/goal", administrator),
    ]
    for address, by in places:
        assert browse(address, by=by).status_code == 200
        answer = browse(address, by=by, form=typed("G4.1"))
        assert (answer.status_code, answer.location) == (303, address)
    assert browse(f"/hires/{hire.id}/goal", by=administrator).status_code in (401, 403)


def test_a_hire_under_a_restricted_program_stands_on_no_page_but_hrs(browse, hr, administrator):
    with unit_of_work():
        hire = make_arrival(program=make_program(publicity="restricted"))
        link = make_link(hire, "G4.1")
    name = hire.researcher.name
    assert name in browse("/goals/G4", by=hr).get_data(as_text=True)
    for by in (administrator, VISITOR):
        assert name not in browse("/goals/G4", by=by).get_data(as_text=True)
        assert browse(f"/hires/{hire.id}/goal", by=by).status_code == 404
        assert browse(f"/goal-links/{link.id}/edit", by=by).status_code == 404


def test_confidential_evidence_is_counted_on_the_page_and_not_shown(browse, administrator):
    proof = {"kind": "transfer", "note": "Contract with Sample Ltd", "confidential": True}
    with unit_of_work():
        make_link(evidence=[proof])
    page = browse("/goals/G3").get_data(as_text=True)
    assert "Sample Ltd" not in page
    assert "1 confidential proof" in page
    assert "Sample Ltd" in browse("/goals/G3", by=administrator).get_data(as_text=True)


def test_the_work_list_offers_the_form_to_those_who_may_use_it(browse, administrator):
    with unit_of_work():
        person, paper, hire = make_researcher(), make_paper(), make_arrival()
        make_claim(person, paper)
    page = browse("/goals/missing", by=administrator).get_data(as_text=True)
    assert f'href="/outputs/{paper.id}/goal"' in page
    assert f'href="/hires/{hire.id}"' in page
    assert f'href="/hires/{hire.id}/goal"' not in page
    own = browse("/goals/missing", by=as_researcher(person)).get_data(as_text=True)
    assert f'href="/outputs/{paper.id}/goal"' in own
    assert browse("/goals/missing?kind=unit", by=administrator).status_code == 422
    assert browse("/goals/missing").status_code == 401


def test_commands_load_list_and_tell_what_is_missing(app, tmp_path):
    with unit_of_work():
        make_link(goal="G3.1")
        paper = make_paper(title="Sample without a goal")
        make_claim(make_researcher(), paper)
    run = app.test_cli_runner().invoke
    assert run(group, ["load"]).output == "22 unchanged\n"
    lines = [json.loads(line) for line in run(group, ["list", "--json"]).output.splitlines()]
    assert len(lines) == 21
    assert {line["code"]: line["outputs"] for line in lines}["G3.1"] == 1
    missing = run(group, ["missing", "--json", "--kind", "output"]).output
    assert [json.loads(line)["id"] for line in missing.splitlines()] == [paper.id]
    broken = tmp_path / "no.toml"
    refused = run(group, ["load", str(broken)])
    assert (refused.exit_code, "no.toml" in refused.stderr) == (1, True)
    assert run(group, ["missing", "--kind", "thing"]).exit_code == 2
