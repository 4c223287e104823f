"""Every route of the API and of the pages, held to the policy from outside."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from werkzeug.routing import Rule

from registry.core.db import db
from registry.policy import POLICY, Permission, Role
from tests.hostile.conftest import World
from tests.structure.golden import agrees

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
REFUSED = {401, 403, 404}
ENDING = ("/sign-out", "/api/v1/session")
"""Nobody can sign out twice too often."""
FILES = {"static", "api-docs.openapi_json"}
CODES = {"goals": "G3", "units": "{unit}", "programs": "{program}"}
KEYS = {
    "account_id": "{account_hr}",
    "claim_id": "{claim}",
    "doi": "{doi}",
    "field": "identity_number",
    "figure": "publications",
    "gone_id": "{colleague}",
    "hire_id": "{hire}",
    "item_id": "{hire}",
    "key": "no-such-link",
    "link_id": "{link}",
    "name_id": "{name}",
    "output_id": "{output}",
    "post_id": "{post}",
    "researcher_id": "{researcher}",
    "run_id": "{run}",
    "sheet_id": "{sheet}",
    "number": "2",
    "year": "2025",
}
"""What stands in an address; all other keys are 1."""


def _routes(world: World) -> Iterator[tuple[str, str, Permission]]:
    """Method, address and permission of every route."""
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint in FILES:
            continue
        permission = world.app.view_functions[rule.endpoint].permission
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, world.address(_address(rule)), permission


def _address(rule: Rule) -> str:
    resource = rule.rule.removeprefix("/api/v1").split("/")[1]
    keys = KEYS | {"code": CODES.get(resource, "1")}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: keys.get(part[1], "1"), rule.rule)


def _never(permission: Permission, role: str) -> bool:
    """Whether no rule of the permission can hold for this role, whatever the object is."""
    names = {rule.__name__ for rule in POLICY[permission]}
    if role == "visitor":
        return "anyone" not in names
    partly = {"hr_for_people": Role.HR, "administrator_for_works": Role.ADMINISTRATOR}
    mine = {"anyone", "signed_in", "own", "own_account", role}
    return not names & (mine | {name for name, of in partly.items() if of == role})


def test_a_visitor_changes_nothing_and_breaks_nothing(world: World) -> None:
    before = world.rows()
    for method, path, _permission in _routes(world):
        if method not in UNSAFE:
            continue
        for lang, headers in itertools.product(("en", "zh"), ({}, {"Authorization": "Bearer no"})):
            answer = world.ask("visitor", method, path, headers=headers, lang=lang)
            expected = range(400, 500) if path not in ENDING else range(200, 500)
            assert answer.status_code in expected, (method, path, answer.text[:300])
    assert world.rows() == before


ACTORS = ("hr", "visitor", "researcher", "colleague", "administrator", "auditor")
"""Who asks for what HR has just read; of what belongs to one researcher, one of the two owns it."""


@dataclass(frozen=True)
class Asked:
    """A route, and what each actor was answered."""

    method: str
    rule: str
    permission: Permission
    answers: dict[str, int]
    not_kept: dict[str, bool]


@pytest.fixture(scope="module")
def matrix(world: World) -> list[Asked]:
    """Every route asked by everybody, by HR first, whose ETag the others send; nothing is kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db.session, "commit", db.session.rollback)
        return [_asked(world, *route) for route in _rules(world)]


def _rules(world: World) -> Iterator[tuple[str, Rule, Permission]]:
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint not in FILES:
            permission = world.app.view_functions[rule.endpoint].permission
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, rule, permission


def _asked(world: World, method: str, rule: Rule, permission: Permission) -> Asked:
    path = world.address(_address(rule))
    answers, not_kept, etag = {}, {}, ""
    for actor in ACTORS:
        headers = {"Authorization": "Bearer no"} if actor == "visitor" else {}
        if method == "GET" and etag:
            headers["If-None-Match"] = etag
        answer = world.ask(actor, method, path, headers=headers)
        etag = answer.headers.get("ETag", "") if actor == "hr" else etag
        answers[actor] = answer.status_code
        stored = answer.headers.get("Cache-Control", "")
        varies = {"Cookie", "Authorization"} <= set(answer.vary)
        not_kept[actor] = varies and (actor == "visitor" or "no-store" in stored)
    return Asked(method, rule.rule, permission, answers, not_kept)


def test_who_may_do_what_is_as_agreed(matrix: list[Asked]) -> None:
    lines = ["\t".join(["method", "route", "permission", *ACTORS])]
    for one in sorted(matrix, key=lambda one: (one.rule, one.method)):
        answers = [_word(one, actor) for actor in ACTORS]
        lines.append("\t".join([one.method, one.rule, one.permission.value, *answers]))
    assert agrees("routes.golden", "\n".join(lines) + "\n")


def _word(one: Asked, actor: str) -> str:
    """The status of what is refused or not there; else that the door opened."""
    status = one.answers[actor]
    return str(status) if status in REFUSED else "yes"


def test_nobody_gets_what_no_rule_gives_them(matrix: list[Asked]) -> None:
    for one in matrix:
        for actor in ACTORS:
            role = "researcher" if actor == "colleague" else actor
            if _never(one.permission, role):
                assert one.answers[actor] in REFUSED, (actor, one)


def test_everybody_may_read_what_a_rule_gives_them(matrix: list[Asked]) -> None:
    for one in matrix:
        rules = {rule.__name__ for rule in POLICY[one.permission]}
        for role in {r.value for r in Role} & rules if one.method == "GET" else ():
            assert one.answers[role] not in {401, 403}, (role, one)
            assert one.answers[role] < 500, (role, one)


def test_what_hr_was_answered_is_nobody_elses(matrix: list[Asked]) -> None:
    for one in matrix:
        assert 304 not in one.answers.values(), one
        assert all(one.not_kept.values()), one


@pytest.mark.parametrize("role", ["administrator", "hr", "researcher"])
def test_nothing_that_a_role_can_send_is_too_much(fresh_world: World, role: str) -> None:
    world = fresh_world
    bodies = ({"data": {"x": "=1+1"}}, {"json": {"<b>": "' OR 1=1 --"}}, {"json": []})
    for method, path, _permission in _routes(world):
        for body in bodies if method in UNSAFE else ({},):
            answer = world.ask(role, method, path, **body)
            assert answer.status_code < 500, (method, path, body, answer.text[:300])


def test_every_list_refuses_parameters_that_it_does_not_know(world: World) -> None:
    for method, path, permission in _routes(world):
        if method != "GET" or not path.startswith("/api/") or path.endswith("/docs"):
            continue
        role = next((r.value for r in Role if not _never(permission, r.value)), "visitor")
        answer = world.ask(role, "GET", path, query_string={"nonsense": "1"})
        if answer.status_code in REFUSED:
            continue
        assert answer.status_code == 422, (path, answer.text[:300])
        assert answer.json["errors"][0]["field"] == "nonsense"
        assert answer.json["errors"][0]["value"] == "1"


def test_a_token_for_reading_writes_nothing(fresh_world: World) -> None:
    world = fresh_world
    key = world.api("administrator", "POST", "/tokens", json={"name": "r", "scopes": ["read"]})
    headers = {"Authorization": f"Bearer {key.json['key']}"}
    before = world.rows()
    for method, path, permission in _routes(world):
        if method in UNSAFE and permission is not Permission.SESSION_USE:
            answer = world.ask("reader", method, path, headers=headers, json={})
            assert answer.status_code in REFUSED, (method, path, answer.text[:300])
    assert world.rows() == before


@pytest.mark.parametrize("path", ["/api/v1//outputs", "/outputs//1", "/static///x"])
def test_slashes_too_many_lead_to_no_other_host(world: World, path: str) -> None:
    answer = world.ask("visitor", "GET", path)
    assert answer.status_code in {308, 404}
    where = answer.headers.get("Location", "http://localhost/")
    assert where.startswith(("http://localhost/", "/")), where
    assert not where.startswith("//")


@pytest.mark.parametrize("there", ["//example.org", "https://example.org", "/\\example.org", "x"])
def test_signing_in_leads_to_no_other_host(world: World, there: str) -> None:
    form = {"email": "hr@sample.example", "password": "a long enough password"}
    headers = {"Authorization": "Bearer no"}
    answer = world.ask(
        "visitor", "POST", "/sign-in", query_string={"next": there}, data=form, headers=headers
    )
    assert answer.status_code == 303
    assert re.match(r"(http://localhost)?/(?![/\\])", answer.headers["Location"])


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../config.py",
        "/static/%2e%2e/%2e%2e/config.py",
        "/static/..%2f..%2fconfig.py",
        "/static//etc/passwd",
        "/static/..\\..\\config.py",
        "/goals/..%2f..%2fetc%2fpasswd",
    ],
)
def test_no_address_leads_out_of_the_folder(world: World, path: str) -> None:
    assert world.ask("administrator", "GET", path).status_code in {308, 404}
