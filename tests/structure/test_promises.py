"""Promises about the code that no single part can keep alone."""

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from config import Config, variable
from registry.core.db import Privacy, db

ROOT = Path(__file__).parents[2]
CODE = sorted(
    [
        *ROOT.glob("registry/**/*.py"),
        *ROOT.glob("importers/**/*.py"),
        ROOT / "config.py",
        ROOT / "wsgi.py",
    ]
)
TEMPLATES = sorted(ROOT.glob("registry/templates/**/*.html"))


def relative(path):
    return str(path.relative_to(ROOT))


def test_every_column_says_its_privacy_class(built):
    silent = [
        str(c)
        for t in db.metadata.tables.values()
        for c in t.columns
        if not isinstance(c.info.get("privacy"), Privacy)
    ]
    assert silent == []


def test_every_foreign_key_to_a_researcher_says_what_a_merge_does(built):
    keys = [
        c
        for t in db.metadata.tables.values()
        for c in t.columns
        for k in c.foreign_keys
        if k.target_fullname == "researcher.id"
    ]
    assert keys
    assert [str(c) for c in keys if not c.info.get("merge")] == []


def test_every_setting_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [variable(f.name) for f in fields(Config) if f"`{variable(f.name)}`" not in readme] == []


def test_only_the_settings_read_the_environment():
    readers = [relative(p) for p in CODE if re.search(r"os\.environ|getenv", p.read_text())]
    assert readers == ["config.py"]


def test_there_is_one_commit():
    committing = [relative(p) for p in CODE if ".commit()" in p.read_text()]
    assert committing == ["registry/core/unit_of_work.py"]


@pytest.mark.parametrize("path", CODE, ids=relative)
def test_a_file_can_be_read_at_a_sitting(path):
    assert len(path.read_text().splitlines()) <= 400
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 60, node.name


def test_every_module_says_what_it_is():
    silent = [relative(p) for p in CODE if not ast.get_docstring(ast.parse(p.read_text()))]
    assert silent == []


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_has_no_inline_script_and_asks_no_other_host(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=|\s+type=\"application/ld\+json\")", text)
    assert not re.search(r"\son\w+=\"", text)
    assert not re.search(r"src=\"https?://|<(?:link|script|img|use)[^>]*\"https?://", text)


def test_no_page_prints_what_it_was_given_unescaped():
    given = re.compile(r"[^'\"]\s*\|\s*safe\b")
    safe = {relative(p) for p in TEMPLATES if given.search(p.read_text(encoding="utf-8"))}
    assert safe <= {"registry/templates/macros/figures.html"}


def test_the_project_names_no_registry_host_and_no_path_of_a_machine():
    tracked = [
        p for p in [*CODE, *TEMPLATES, *ROOT.glob("*"), *ROOT.glob("tests/**/*.py")] if p.is_file()
    ]
    hosts = re.compile(r"pypi\.org|npmjs\.|pythonhosted|/root/|/work/main", re.IGNORECASE)
    mine = Path(__file__)
    assert [
        relative(p) for p in tracked if p != mine and hosts.search(p.read_text(errors="ignore"))
    ] == []
