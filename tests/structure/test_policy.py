"""Who may do what: every route asks, every permission has a rule, the whole table is as agreed."""

from dataclasses import dataclass

from registry.core.actor import VISITOR, Actor
from registry.policy import POLICY, Permission, Role, Scope, allows, scope_of
from tests.structure.golden import agrees

WITHOUT = {"static", "api-docs.openapi_json"}
"""Routes that serve files of the program itself."""

ACTORS = {
    "visitor": VISITOR,
    **{r.value: Actor(account_id=1, roles=frozenset({r}), researcher_id=1) for r in Role},
    "no role": Actor(account_id=1, researcher_id=1),
    "deputy": Actor(account_id=1, researcher_id=1, acts_for=frozenset({3})),
}


@dataclass(frozen=True)
class Thing:
    owner_ids: frozenset[int]
    owner_account_id: int
    kind: str = ""


SUBJECTS = {
    "nothing": None,
    "own": Thing(frozenset({1}), 1),
    "other's": Thing(frozenset({2}), 2),
    "of whom one is the deputy": Thing(frozenset({3}), 3),
    "own hire": Thing(frozenset({1}), 1, "hire"),
    "other's hire": Thing(frozenset({2}), 2, "hire"),
    "other's output": Thing(frozenset({2}), 2, "output"),
}


def routes(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in WITHOUT:
            yield rule, app.view_functions[rule.endpoint]


def test_every_route_names_a_permission(built):
    nameless = [str(r) for r, view in routes(built) if not hasattr(view, "permission")]
    assert nameless == []


def test_every_permission_has_rules_and_a_use(built):
    assert set(POLICY) == set(Permission)
    used = {view.permission for _, view in routes(built)}
    source = "".join(p.read_text() for p in built_files())
    unused = [p for p in Permission if p not in used and f".{p.name}" not in source]
    assert unused == []


def built_files():
    from pathlib import Path

    root = Path(__file__).parents[2] / "registry"
    return [p for p in root.rglob("*") if p.suffix in {".py", ".html"} and p.name != "policy.py"]


def test_the_whole_table_is_as_agreed():
    lines = ["permission\tscope\t" + "\t".join(ACTORS)]
    for permission in Permission:
        cells = []
        for actor in ACTORS.values():
            may = [name for name, thing in SUBJECTS.items() if allows(actor, permission, thing)]
            cells.append("all" if len(may) == len(SUBJECTS) else ", ".join(may) or "-")
        lines.append("\t".join([permission.value, scope_of(permission).value, *cells]))
    assert agrees("permissions.golden", "\n".join(lines) + "\n")


def test_a_permission_without_an_entry_is_refused():
    everything = Actor(account_id=1, roles=frozenset(Role), researcher_id=1)
    assert not allows(everything, "not.listed", None)


def test_administrators_and_auditors_never_reach_sensitive_fields():
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.RESEARCHER):
        actor = Actor(account_id=1, roles=frozenset({role}), researcher_id=1)
        assert not allows(actor, Permission.PERSONNEL_REVEAL, SUBJECTS["other's"])
        assert not allows(actor, Permission.PERSONNEL_READ, SUBJECTS["other's"])


def test_a_token_for_reading_changes_nothing():
    reader = Actor(
        account_id=1, roles=frozenset(Role), researcher_id=1, scopes=frozenset({Scope.READ})
    )
    changing = [p for p in Permission if scope_of(p) != Scope.READ]
    assert changing
    assert not any(allows(reader, p, thing) for p in changing for thing in SUBJECTS.values())
