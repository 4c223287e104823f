"""Researchers from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from flask.cli import AppGroup

from importers.identifiers import InvalidIdentifier, normalise_orcid
from registry.accounts.cli import group as accounts
from registry.core import terminal
from registry.core.actor import operator
from registry.core.db import db
from registry.core.listing import MOST, Slice
from registry.people import deputy_cli, merge, orcid_preparing, orcid_sending, queries, service
from registry.people.errors import NotAnOrcid, UnknownPost, UnknownResearcher
from registry.people.kinds import NameKind
from registry.people.models import Post, Researcher
from registry.people.orcid_preparing import REASONS

group = AppGroup("people", help="Researchers.")
COMMANDS = (group,)
accounts.add_command(deputy_cli.group)

COLUMNS = ("id", "name_en", "name_zh", "orcid", "unit", "position", "candidate")


@group.command("list")
@click.option("--search", "q", help="Part of a name, or an ORCID iD.")
@click.option("--unit", help="Code of a unit; its parts count.")
@terminal.as_json
@terminal.says_why
def list_people(q: str | None, unit: str | None, *, as_json: bool) -> None:
    """All researchers by name."""
    people = _all({"q": q, "unit": unit})
    terminal.show(map(_row, people), COLUMNS, as_json=as_json)


@group.command("add")
@click.option("--name", "names", multiple=True, help="A full name; may be given several times.")
@click.option("--family", help="Family name in Latin letters, as the person writes it.")
@click.option("--given", help="Given name in Latin letters.")
@click.option("--orcid", help="ORCID iD.")
@click.option("--visible/--hidden", default=False, help="On public pages or not.")
@terminal.writes
def add(*, visible: bool, **said: Any) -> None:
    """Enter a researcher and print the number."""
    names = [{"full": name} for name in said["names"]]
    if said["family"] or said["given"]:
        parts = {"family": said["family"], "given": said["given"]}
        names.append(parts | {"kind": NameKind.PINYIN.value})
    data = {"names": names, "orcid": _orcid(said["orcid"]), "visible": visible}
    click.echo(service.create(data, by=operator()).id)


@group.command("merge")
@click.argument("kept", type=int)
@click.argument("gone", type=int)
@click.option("--reason", required=True, help="How it is known that the two are one person.")
@click.option("--orcid", help="Which ORCID iD holds, where both have one.")
@terminal.writes
def merge_people(kept: int, gone: int, reason: str, orcid: str | None) -> None:
    """Let the record GONE become part of KEPT; prints the number of the merge."""
    stays, goes = _researcher(kept, "kept"), merge.known_researcher(gone)
    row = merge.merge(stays, goes, reason=reason, orcid=_orcid(orcid), by=operator())
    db.session.flush()
    click.echo(row.id)


@group.command("unmerge")
@click.argument("merge_id", type=int)
@terminal.writes
def unmerge(merge_id: int) -> None:
    """Undo a merge by its number."""
    merge.undo(merge.known_merge(merge_id), by=operator())


@group.command("orcid-employment")
@click.argument("post", type=int)
@click.option("--send", is_flag=True, help="Have it sent to the person's ORCID record.")
@terminal.writes
def orcid_employment(post: int, *, send: bool) -> None:
    """Print the message of a post for ORCID; on standard error, what speaks against sending it."""
    row = db.session.get(Post, post)
    if row is None:
        raise UnknownPost(field="post", value=post)
    prepared = orcid_preparing.of_post(row)
    click.echo(prepared.text, nl=False)
    for reason in prepared.reasons:
        click.echo(REASONS[reason], err=True)
    if send:
        orcid_sending.send(prepared, by=operator())


def _all(filters: dict[str, Any]) -> Iterator[Researcher]:
    cursor = None
    while True:
        page = queries.page(Slice(MOST, cursor), filters, by=operator())
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def _row(person: Researcher) -> dict[str, Any]:
    posts = person.current_posts
    return {
        "id": person.id,
        "name_en": person.name_en,
        "name_zh": person.name_zh,
        "orcid": person.orcid,
        "unit": [post.unit.code for post in posts],
        "position": [post.position for post in posts],
        "candidate": person.is_candidate,
    }


def _researcher(key: int, field: str) -> Researcher:
    found = queries.standing(key, by=operator())
    if found is None:
        raise UnknownResearcher(field=field, value=key)
    return found


def _orcid(text: str | None) -> str | None:
    try:
        return normalise_orcid(text) if text else None
    except InvalidIdentifier:
        raise NotAnOrcid(field="orcid", value=text) from None
