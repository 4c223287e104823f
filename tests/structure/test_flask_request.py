"""Only routes and core/web know the request: everything else is told what it needs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

REGISTRY = Path(__file__).parents[2] / "registry"
OF_A_REQUEST = {"request", "session", "g", "redirect", "make_response", "render_template"}
MODULES = sorted(
    path
    for path in REGISTRY.rglob("*.py")
    if path.stem.rpartition("_")[2] not in {"api", "pages"}
    and REGISTRY / "core" / "web" not in path.parents
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(REGISTRY)))
def test_knows_no_request(path: Path) -> None:
    imported = {
        alias.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "flask"
        for alias in node.names
    }
    assert imported & OF_A_REQUEST == set()
