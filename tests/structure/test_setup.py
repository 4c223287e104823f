"""What a fresh clone relies on: locks without hosts, nothing generated under version control."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from registry.frontend import VENDOR, collect

PROJECT = Path(__file__).parents[2]
LOCKS = ("run.lock", "dev.lock", "node.lock")


def locked(name: str) -> dict[str, str]:
    text = (PROJECT / name).read_text("utf-8")
    return dict(re.findall(r"(?m)^([a-z0-9.-]+)==([^ ;\\]+)", text))


def tracked() -> list[str]:
    if not (PROJECT / ".git").exists():
        pytest.skip("not a clone")
    command = ["git", "-C", str(PROJECT), "ls-files"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_hashes_and_no_host(name: str) -> None:
    text = (PROJECT / name).read_text("utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    for block in re.split(r"(?m)^(?=[a-z0-9])", text)[1:]:
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_front_end_lock_holds_hashes_and_no_host() -> None:
    text = (PROJECT / "package-lock.json").read_text("utf-8")
    assert "://" not in text
    packages = json.loads(text)["packages"]
    installed = {name: entry for name, entry in packages.items() if name}
    assert all("integrity" in entry for entry in installed.values())
    assert not any("resolved" in entry for entry in installed.values())


def test_front_end_packages_are_pinned_exactly() -> None:
    package = json.loads((PROJECT / "package.json").read_text("utf-8"))
    wanted = package["dependencies"] | package["devDependencies"]
    assert {name for name, version in wanted.items() if not version[0].isdigit()} == set()


def test_tests_run_on_the_versions_that_run() -> None:
    running, testing = locked("run.lock"), locked("dev.lock")
    assert running.items() <= testing.items()


def test_the_locks_satisfy_the_ranges_of_the_project() -> None:
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    extras = declared["project"]["optional-dependencies"]
    wanted = declared["project"]["dependencies"] + [
        one for names in extras.values() for one in names
    ]
    versions = locked("run.lock")
    for requirement in map(Requirement, wanted):
        assert Version(versions[requirement.name]) in requirement.specifier, requirement


def test_nothing_that_is_made_here_is_under_version_control() -> None:
    made = re.compile(
        r"^(uv\.lock|\.venv/|node_modules/|registry/static/vendor/|var/|benchmarks/results\.json)"
        r"|\.mo$|\.sqlite3|\.db$|__pycache__"
    )
    assert [name for name in tracked() if made.search(name)] == []


def test_every_make_target_in_the_readme_exists() -> None:
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"(?m)^([a-z-]+):.*##", makefile))
    readme = (PROJECT / "README.md").read_text("utf-8")
    named = set(re.findall(r"(?m)(?:^\s*|`)make ([a-z-]+)", readme))
    assert {"run", "test"} <= named <= targets


def test_the_front_end_comes_with_its_licences(tmp_path: Path) -> None:
    written = collect(PROJECT / "node_modules", tmp_path / "vendor")
    names = {path.name for path in written}
    assert {Path(name).name for package in VENDOR for name in package.files} <= names
    notices = [path.read_text("utf-8") for path in written if path.name.endswith("LICENSE.txt")]
    assert len(notices) == len(VENDOR)
    assert all("copyright" in text.lower() or "permission" in text.lower() for text in notices)


def test_pages_load_nothing_from_elsewhere() -> None:
    folders = (PROJECT / "registry" / "templates", PROJECT / "registry" / "static")
    own = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in {".html", ".css", ".js"} and "vendor" not in path.parts
    ]
    loading = re.compile(r"""(?:src|@import|url\()\s*=?\s*["']?(?:https?:)?//""")
    assert [str(path) for path in own if loading.search(path.read_text("utf-8"))] == []


def test_templates_hold_no_script_of_their_own() -> None:
    data = r"\s+type=\"application/ld\+json\""  # data, which no browser runs
    inline = re.compile(rf"<script(?![^>]*\bsrc=|{data})|\son[a-z]+=[\"']|javascript:")
    templates = (PROJECT / "registry" / "templates").rglob("*.html")
    assert [str(path) for path in templates if inline.search(path.read_text("utf-8"))] == []
