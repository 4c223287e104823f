"""The wiring of goals and links in the API."""

import pytest

from registry.core.actor import VISITOR
from registry.core.unit_of_work import unit_of_work
from registry.goals import queries
from tests.goals.conftest import as_researcher
from tests.makers.claims import make_claim, make_paper
from tests.makers.goals import make_link
from tests.makers.people import make_researcher
from tests.makers.talent import make_arrival, make_program

BEARER = {"Authorization": "Bearer test"}
pytestmark = pytest.mark.usefixtures("goals")


@pytest.fixture
def call(app, monkeypatch):
    """Send a request as an actor; gives status, body and response."""

    def send(method, path, *, by=VISITOR, **options):
        monkeypatch.setitem(app.extensions, "actor_loader", lambda: by)
        headers = BEARER | options.pop("headers", {})
        answer = app.test_client().open(f"/api/v1{path}", method=method, headers=headers, **options)
        return answer.status_code, answer.get_json(silent=True), answer

    return send


def body(item, goal="G3.1", **overrides):
    said = {
        "item": {"kind": type(item).__name__.lower(), "id": item.id},
        "goal": goal,
        "primary": True,
        "statement": "Shows a longer lifetime.",
        "evidence": [{"kind": "publication", "locator": "Fig. 3", "confidential": True}],
    }
    return said | overrides


@pytest.fixture
def paper():
    """A paper without a goal."""
    with unit_of_work():
        return make_paper(year=2024)


def test_everybody_reads_the_goals(call):
    status, found, _ = call("GET", "/goals")
    assert (status, [g["code"] for g in found["items"]]) == (200, ["G1", "G2", "G3", "G4"])
    status, goal, _ = call("GET", "/goals/G3")
    assert (status, goal["sub_aims"][0]["code"]) == (200, "G3.1")
    assert "qubit" in goal["keywords_en"]
    assert call("GET", "/goals/G9")[0] == 404


def test_an_administrator_makes_the_chinese_wording_official(call, administrator, hr):
    change = {"title_zh": "正式标题", "translation": "official", "keywords_zh": ["甲", "乙"]}
    assert call("PATCH", "/goals/G3", by=administrator, json=change)[0] == 428
    current = {"If-Match": call("GET", "/goals/G3")[2].headers["ETag"]}
    assert call("PATCH", "/goals/G3", by=hr, json=change, headers=current)[0] in (401, 403)
    status, goal, _ = call("PATCH", "/goals/G3", by=administrator, json=change, headers=current)
    assert (status, goal["title_zh"], goal["translation"]) == (200, "正式标题", "official")
    assert goal["keywords_zh"] == ["甲", "乙"]
    assert call("PATCH", "/goals/G3", by=administrator, json=change, headers=current)[0] == 412
    status, problem, _ = call(
        "PATCH", "/goals/G3", by=administrator, json={"title_zh": ""}, headers={"If-Match": "*"}
    )
    assert (status, problem["errors"][0]["field"]) == (422, "title_zh")


def test_a_link_is_made_read_changed_and_removed(call, administrator, paper):
    status, made, answer = call("POST", "/goal-links", by=administrator, json=body(paper))
    assert status == 201
    assert (made["item"], made["goal"], made["sub_aim"]) == (
        {"kind": "output", "id": paper.id},
        "G3",
        "G3.1",
    )
    path, current = f"/goal-links/{made['id']}", {"If-Match": answer.headers["ETag"]}
    change = {"goal": "G2", "statement": "Another."}
    status, changed, _ = call("PATCH", path, by=administrator, json=change, headers=current)
    assert (status, changed["goal"], changed["sub_aim"], changed["primary"]) == (
        200,
        "G2",
        None,
        True,
    )
    assert changed["confidential_evidence"] == 1
    assert call("DELETE", path, by=administrator, headers=current)[0] == 412
    assert call("DELETE", path, by=administrator, headers={"If-Match": "*"})[0] == 204
    assert call("GET", path)[0] == 404


def test_confidential_evidence_shows_to_those_who_may_change_the_link(call, administrator, paper):
    link = call("POST", "/goal-links", by=administrator, json=body(paper))[1]
    path = f"/goal-links/{link['id']}"
    status, shown, _ = call("GET", path)
    assert (status, shown["evidence"], shown["confidential_evidence"]) == (200, [], 1)
    assert call("GET", f"{path}/evidence")[0] == 401
    whole = call("GET", f"{path}/evidence", by=administrator)[1]
    assert [e["locator"] for e in whole["items"]] == ["Fig. 3"]
    listed = call("GET", "/goals/G3/links")[1]["items"][0]
    assert (listed["evidence"], listed["confidential_evidence"]) == ([], 1)


REFUSED = {
    "goal": [None, "G7", "G3.9"],
    "statement": [" ", 7],
    "primary": ["perhaps"],
    "item.kind": ["thing"],
    "item.id": [99999, 0],
    "item": [7],
    "colour": ["red"],
    "author_id": [99999],
    "evidence": ["a paper"],
    "evidence.0.kind": ["rumour"],
    "evidence.0.url": ["javascript:alert(1)", "ftp://example.org/a"],
    "evidence.0.locator": ["p" * 201],
}


@pytest.mark.parametrize(("field", "value"), [(f, v) for f in REFUSED for v in REFUSED[f]])
def test_a_bad_link_is_refused_with_field_and_value(refusal, field, value):
    status, errors = refusal(field, value)
    assert status == 422
    shown = value if not isinstance(value, str) or len(value) <= 200 else value[:200] + "…"
    assert (field, shown) in [(e["field"], e.get("value")) for e in errors]


@pytest.fixture
def refusal(call, administrator, paper):
    """What comes of a link of which one field is wrong; nothing may be written."""

    def send(field, value):
        said = body(paper)
        place, (*way, last) = said, field.split(".")
        for name in way:
            place = place[int(name) if isinstance(place, list) else name]
        place[last] = value
        status, problem, _ = call("POST", "/goal-links", by=administrator, json=said)
        assert queries.of_item(paper) == []
        return status, problem["errors"]

    return send


def test_evidence_says_where_it_is(call, administrator, paper):
    said = body(paper, evidence=[{"kind": "award"}])
    status, problem, _ = call("POST", "/goal-links", by=administrator, json=said)
    assert (status, problem["errors"][0]["field"]) == (422, "evidence.0.url")


def test_a_link_without_a_goal_is_refused(call, administrator, paper):
    said = body(paper)
    del said["goal"]
    status, problem, _ = call("POST", "/goal-links", by=administrator, json=said)
    assert (status, problem["errors"][0]["field"]) == (422, "goal")
    assert problem["errors"][0]["message"] == "Choose a goal or a sub-aim."


def test_at_most_six_proofs_are_taken(call, administrator, paper):
    proofs = [{"kind": "award", "note": str(n)} for n in range(7)]
    status, problem, _ = call(
        "POST", "/goal-links", by=administrator, json=body(paper, evidence=proofs)
    )
    assert (status, problem["errors"][0]["field"]) == (422, "evidence")


def test_a_change_cannot_smuggle_in_evidence_without_a_kind(call, administrator):
    with unit_of_work():
        link = make_link()
    change = {"evidence": [{"note": "x"}]}
    status, problem, _ = call(
        "PATCH",
        f"/goal-links/{link.id}",
        by=administrator,
        json=change,
        headers={"If-Match": "*"},
    )
    assert (status, problem["errors"][0]["field"]) == (422, "evidence.0.kind")


def test_a_second_primary_goal_is_a_conflict_that_names_the_present_one(call, administrator, paper):
    call("POST", "/goal-links", by=administrator, json=body(paper, "G3.1"))
    status, problem, _ = call("POST", "/goal-links", by=administrator, json=body(paper, "G2"))
    assert (status, problem["code"]) == (409, "PrimaryTaken")
    assert (problem["errors"][0]["field"], problem["errors"][0]["value"]) == ("primary", "G3.1")
    status, made, _ = call(
        "POST", "/goal-links", by=administrator, json=body(paper, "G2", replace_primary=True)
    )
    assert (status, made["primary"]) == (201, True)
    assert queries.primary_of(paper).id == made["id"]


def test_a_researcher_links_an_own_output_and_is_refused_another(call, paper):
    with unit_of_work():
        person, other = make_researcher(), make_paper()
        make_claim(person, paper)
    by = as_researcher(person)
    status, made, _ = call("POST", "/goal-links", by=by, json=body(paper))
    assert (status, made["author_id"]) == (201, person.id)
    assert call("POST", "/goal-links", by=by, json=body(other))[0] in (401, 403)


def test_nobody_but_hr_learns_that_a_hire_under_a_restricted_program_exists(
    call, hr, administrator
):
    with unit_of_work():
        hire = make_arrival(program=make_program(publicity="restricted"))
    status, problem, _ = call("POST", "/goal-links", by=administrator, json=body(hire, "G4.1"))
    assert (status, problem["code"]) == (422, "UnknownItem")
    status, made, _ = call("POST", "/goal-links", by=hr, json=body(hire, "G4.1"))
    assert status == 201
    for by in (administrator, VISITOR):
        assert call("GET", f"/goal-links/{made['id']}", by=by)[0] == 404
        assert call("GET", "/goals/G4/links", by=by)[1]["items"] == []
    assert call("GET", "/goals/G4/links?total=true", by=hr)[1]["total"] == 1


def test_the_work_list_is_for_those_who_do_the_work(call, administrator, paper):
    with unit_of_work():
        make_claim(make_researcher(), paper)
    status, found, _ = call("GET", "/goal-links/missing?kind=output", by=administrator)
    assert (status, [i["id"] for i in found["items"]]) == (200, [paper.id])
    assert call("GET", "/goal-links/missing")[0] == 401
    status, problem, _ = call("GET", "/goal-links/missing?kind=unit", by=administrator)
    assert (status, problem["errors"][0]["value"]) == (422, "unit")


def test_the_counts_are_those_of_the_rows_one_may_see(call, hr):
    with unit_of_work():
        make_link(make_arrival(), "G4.1")
        make_link(goal="G4.1")
    counts = {c["code"]: c for c in call("GET", "/goals/counts")[1]["items"]}
    assert (counts["G4"]["outputs"], counts["G4"]["hires"]) == (1, None)
    counts = {c["code"]: c for c in call("GET", "/goals/counts", by=hr)[1]["items"]}
    assert (counts["G4.1"]["outputs"], counts["G4.1"]["hires"]) == (1, 1)
