"""What is due to go, erasures and copies from the command line; with the keys of fields."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import AppGroup

from registry.core import terminal
from registry.core.actor import operator
from registry.core.errors import NotFound
from registry.core.listing import MOST, Slice
from registry.people import queries as people
from registry.people.models import Researcher
from registry.privacy import copying, due, looks, purposes, queries, service
from registry.privacy.key_cli import keys
from registry.privacy.models import ErasureState, Extent

group = AppGroup("privacy", help="What is held about people, and how it goes.")

DUE = ("researcher_id", "name", "why", "since", "fields", "documents", "asked")
ERASURES = ("id", "researcher_id", "extent", "state", "asked_label", "decided_label", "reason")
LOOKS = ("at", "who", "via", "verb", "what", "reason")
PURPOSES = ("code", "classes", "group", "why", "ground", "keep", "columns")


@group.command("due")
@terminal.as_json
@terminal.says_why
def list_due(*, as_json: bool) -> None:
    """Whose private data is due to go, since when and why."""
    rows = (
        {
            "researcher_id": one.researcher_id,
            "name": one.researcher.name_en,
            "why": one.why.value,
            "since": one.since,
            "fields": one.fields,
            "documents": one.documents,
            "asked": one.asked,
        }
        for one in due.due()
    )
    terminal.show(rows, DUE, as_json=as_json)


@group.command("purposes")
@terminal.as_json
@terminal.says_why
def list_purposes(*, as_json: bool) -> None:
    """For what personal data is kept, on which ground, how long."""
    rows = (asdict(one) for one in purposes.explained(str))
    terminal.show(rows, PURPOSES, as_json=as_json)


@group.command("erasures")
@click.option("--state", type=click.Choice([state.value for state in ErasureState]))
@terminal.as_json
@terminal.says_why
def list_erasures(state: str | None, *, as_json: bool) -> None:
    """Erasures, newest first."""
    page = queries.erasures(Slice(MOST), state)
    rows = ({name: getattr(row, name) for name in ERASURES} for row in page.items)
    terminal.show(rows, ERASURES, as_json=as_json)


@group.command("ask")
@click.argument("researcher_id", type=int)
@click.option("--extent", type=click.Choice([e.value for e in Extent]), default="private")
@click.option("--reason", required=True)
@terminal.writes
def ask(researcher_id: int, extent: str, reason: str) -> None:
    """Ask that a person be erased; somebody of HR decides, on a page or by the API."""
    row = service.ask(_person(researcher_id), Extent(extent), reason=reason, by=operator())
    click.echo(f"Erasure {row.id} waits for somebody of HR.")


@group.command("copy")
@click.argument("researcher_id", type=int)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--reason", required=True)
@terminal.writes
def copy(researcher_id: int, out: Path, reason: str) -> None:
    """Write all that is held about one person to a zip file; sensitive values stand in clear."""
    content = copying.copy(_person(researcher_id), reason, by=operator(), translate=str)
    out.touch(mode=0o600)
    out.chmod(0o600)
    out.write_bytes(content)
    click.echo(f"{out}: {len(content)} bytes")


@group.command("looks")
@click.argument("researcher_id", type=int)
@terminal.as_json
@terminal.says_why
def list_looks(researcher_id: int, *, as_json: bool) -> None:
    """Who looked at what is private of a person, newest first."""
    page = looks.looks(_person(researcher_id), Slice(MOST))
    rows = ({name: getattr(look, name) for name in LOOKS} for look in page.items)
    terminal.show(rows, LOOKS, as_json=as_json)


def _person(researcher_id: int) -> Researcher:
    found = people.standing(researcher_id, by=operator())
    if found is None:
        raise NotFound
    return found


COMMANDS = (group, keys)
