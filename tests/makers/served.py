"""The registry as its users meet it: a served process with its worker, and its command line."""

from __future__ import annotations

import gzip
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import requests

from tests.makers.intake import TOOLS, fake_crossref_module, make_message, small_crossref

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "registry/translations/zh/LC_MESSAGES/messages.mo"
YEAR = 2021
"""The year of the sample works."""
WORKS = ROOT.parent / "shared/data/crossref/works.jsonl.gz"
COMMAND = (sys.executable, "-m", "registry.commands")


@dataclass
class Served:
    """A registry that is being served: its address and the settings it runs with."""

    url: str
    environ: dict[str, str]
    passwords: dict[str, str] = field(default_factory=dict)

    def command(self, *arguments: str, typed: str = "") -> str:
        """What `registry …` prints; `typed` goes to its standard input."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=ROOT,
            env=self.environ,
            input=typed,
            text=True,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def account(self, email: str, *roles: str) -> str:
        """A new account; gives its password."""
        password = self.passwords[email] = secrets.token_urlsafe(12)
        wanted = [part for role in roles for part in ("--role", role)]
        self.command("accounts", "create", "--email", email, *wanted, typed=f"{password}\n")
        return password

    def token(self, email: str, *scopes: str) -> str:
        """A new key for the API."""
        wanted = [part for scope in scopes for part in ("--scope", scope)]
        return self.command("tokens", "create", "--email", email, *wanted).strip()


@cache
def sample_works(number: int = 20) -> list[dict[str, Any]]:
    """Messages of real works of one year; works of our own where there are none."""
    if not WORKS.exists():
        return [make_message(5 * n, issued={"date-parts": [[YEAR]]}) for n in range(number)]
    with gzip.open(WORKS, "rt", encoding="utf-8") as lines:
        return list(islice(filter(_is_usable, map(json.loads, lines)), number))


def _is_usable(work: dict[str, Any]) -> bool:
    return (
        work["type"] == "journal-article"
        and work["issued"]["date-parts"][0][0] == YEAR
        and len(work.get("author", ())) > 1
        and bool(work.get("title"))
    )


@contextmanager
def works_source() -> Iterator[Any]:
    """A Crossref on loopback that knows the sample works; its `url`."""
    works = sample_works()
    source = fake_crossref_module().FakeCrossref(works) if TOOLS.is_dir() else small_crossref(works)
    with source as running:
        yield running


@contextmanager
def served(
    data_dir: Path, crossref_url: str, *, demo: bool = False, **settings: str
) -> Iterator[Served]:
    """`registry serve` on a free port of loopback; `demo` fills it first."""
    port = _free_port()
    environ = {k: v for k, v in os.environ.items() if not k.startswith("REGISTRY_")}
    environ |= {
        "REGISTRY_DATA_DIR": str(data_dir),
        "REGISTRY_PORT": str(port),
        "REGISTRY_CROSSREF_URL": crossref_url,
        "REGISTRY_CROSSREF_MAILTO": "sample@sample.example",
        "REGISTRY_LOG_LEVEL": "ERROR",
    }
    environ |= {f"REGISTRY_{name.upper()}": value for name, value in settings.items()}
    registry = Served(f"http://127.0.0.1:{port}", environ)
    if demo:
        registry.passwords = _printed_passwords(registry.command("demo"))
    with (data_dir / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [*COMMAND, "serve"], cwd=ROOT, env=environ, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            _wait_until_it_answers(registry.url, process, Path(log.name))
            yield registry
        finally:
            process.terminate()
            process.wait(timeout=30)


def _printed_passwords(text: str) -> dict[str, str]:
    return dict(re.findall(r"^ +\w+ +(\S+@\S+) +password (\S+)$", text, re.MULTILINE))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text("utf-8")
        try:
            if requests.get(f"{url}/api/v1/health", timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise TimeoutError(log.read_text("utf-8"))
