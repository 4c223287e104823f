"""Pairs of outputs from the command line."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from registry.core import terminal
from registry.core.actor import operator
from registry.core.listing import MOST, Slice
from registry.core.unit_of_work import unit_of_work
from registry.studies import known_pairs, measuring, queries, suggesting
from registry.studies.evaluating import Measured
from registry.studies.matching import ENOUGH, PairKind
from registry.studies.models import PairState, StudyPair

group = AppGroup("studies", help="Outputs that are one study and count once.")
COMMANDS = (group,)

COLUMNS = ("id", "state", "kind", "score", "lesser_id", "other_id")
AT_ONCE = 200
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@group.command("list")
@click.option("--state", type=click.Choice([s.value for s in PairState]))
@click.option("--kind", type=click.Choice([k.value for k in PairKind]))
@click.option("--output", type=int, help="Number of an output.")
@terminal.as_json
@terminal.says_why
def list_pairs(state: str | None, kind: str | None, output: int | None, as_json: bool) -> None:
    """Pairs, the most certain first."""
    filters = {"state": state, "kind": kind, "output": output}
    cursor: str | None = None
    found: list[StudyPair] = []
    while True:
        page = queries.page(Slice(MOST, cursor), filters, by=operator())
        found += page.items
        cursor = page.next
        if cursor is None:
            break
    rows = ({column: getattr(pair, column) for column in COLUMNS} for pair in found)
    terminal.show(rows, COLUMNS, as_json=as_json)


@group.command("suggest")
@terminal.says_why
def suggest() -> None:
    """Look for pairs among all outputs; what was answered stays."""
    ids, changed = queries.all_ids(), 0
    batches = [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
    with click.progressbar(batches, label="outputs", hidden=not terminal.is_terminal()) as bar:
        for batch in bar:
            with unit_of_work():
                changed += suggesting.for_outputs(batch, by=operator())
    click.echo(f"{len(ids)} outputs, {changed} new or changed pairs")


@group.command("load")
@click.argument("file", type=FILE)
@click.option("--source", default="DataCite", show_default=True, help="Who says so.")
@terminal.says_why
def load(file: Path, source: str) -> None:
    """Remember the pairs of FILE (tabs; columns doi and related_doi) and join those stored."""
    pairs = known_pairs.read_file(file)
    with unit_of_work():
        new = known_pairs.keep(pairs, source=source[:200], by=operator())
    stored = known_pairs.stored(pairs)
    for start in range(0, len(stored), AT_ONCE):
        with unit_of_work():
            suggesting.for_outputs(stored[start : start + AT_ONCE], by=operator())
    click.echo(f"{len(pairs)} pairs, {new} new, {len(stored)} with both sides stored")


@group.command("evaluate")
@click.argument("file", type=FILE)
@terminal.says_why
def evaluate(file: Path) -> None:
    """Measure what the pairs of FILE would score among the outputs stored; writes nothing."""
    pairs = known_pairs.read_file(file)
    measured = measuring.measure(pairs)
    click.echo(f"{len(pairs)} pairs, {measured.truths} with both sides stored as two outputs")
    click.echo(f"among {measured.works} outputs; preprints with articles only")
    click.echo(f"joined without asking, were all asserted:  {_shown(measured.unasked)}")
    click.echo(f"suggested, from a score of {ENOUGH}:          {_shown(measured.suggested)}")
    click.echo("score  precision  recall")
    for least, at in measured.by_threshold:
        click.echo(f"{least:5.2f}  {at.precision:9.4f}  {at.recall:6.4f}")


def _shown(measured: Measured) -> str:
    numbers = f"{measured.right} right of {measured.chosen}"
    return f"precision {measured.precision:.4f}, recall {measured.recall:.4f} ({numbers})"
