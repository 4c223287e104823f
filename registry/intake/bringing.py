"""What a list names and the registry lacks, brought in by an import."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from importers import references
from importers.references import Listed
from registry.claims import queries as claims
from registry.claims.models import ClaimState
from registry.core.actor import Actor
from registry.core.db import db
from registry.intake import my_list, service
from registry.intake.errors import NothingToBring, NotLacking
from registry.intake.models import ImportItem, ImportRun
from registry.intake.service import AT_ONCE, Pasted, Wanted
from registry.people.models import Researcher


def bring_in(
    text: str,
    researcher: Researcher,
    *,
    by: Actor,
    places: Collection[int] | None = None,
    wanted: Wanted = AT_ONCE,
) -> ImportRun:
    """A run over what a researcher's list has and the registry lacks, or over some of it.

    An entry of BibTeX, RIS or CSL-JSON comes as it stands where it has no DOI, or none that any
    agency knows; of another list come the entries with a DOI. `places` are those of entries.
    Raises NothingListed, ListTooLong, NotLacking, NothingToBring, KeyReused.
    """
    lacking = my_list.compare(text, researcher).lacking
    chosen = _chosen(lacking, places)
    if not chosen:
        raise NothingToBring(field="text")
    form = references.form_of(text)
    if form not in references.OWN_RECORDS:
        dois = [entry.doi for entry in chosen if entry.doi]
        return service.start(dois, by=by, field="text", wanted=wanted)
    pasted = Pasted(text, form, tuple(entry.place for entry in chosen), researcher.id)
    return service.start_pasted(pasted, by=by, wanted=wanted)


def states(run: ImportRun, items: Iterable[ImportItem]) -> dict[int, ClaimState | None]:
    """How the researcher whose list it was stands to the works of these items, by output."""
    whose, keys = run.options.get("researcher"), {i.output_id for i in items if i.output_id}
    if whose is None or not keys:
        return {}
    said = claims.on_outputs(whose, keys)
    rows = {claim.output_id: ClaimState(claim.state) for claim in db.session.scalars(said)}
    return {key: rows.get(key) for key in keys}


def _chosen(lacking: Sequence[Listed], places: Collection[int] | None) -> list[Listed]:
    """Those that can come; each place named must be one of them. Raises NotLacking."""
    able = {entry.place: entry for entry in lacking if entry.can_come}
    for place in places or ():
        if place not in able:
            raise NotLacking(field="places", value=place)
    return [able[place] for place in sorted(able if places is None else set(places))]
