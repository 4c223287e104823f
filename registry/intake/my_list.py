"""One's own list of works held against the registry: what either lacks, and what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from importers import references
from importers.entries import BadFile
from importers.references import Listed
from registry.claims import queries as claims
from registry.claims import roster
from registry.claims.models import Claim, ClaimState
from registry.core.actor import Actor
from registry.core.among import among
from registry.core.db import db
from registry.core.errors import N_
from registry.core.search_text import tokens
from registry.intake.errors import ListTooLong, NothingListed
from registry.outputs import queries as outputs
from registry.outputs.models import Output
from registry.people.models import Researcher
from registry.people.own import record_of

COVERED = 0.85
"""The share of the words of a title that an entry must hold to be that work."""

FEWEST_WORDS = 3
COLUMNS = (Output.id, Output.title, Output.year, Output.doi, Output.version_of_record_id)

YEAR_DIFFERS = N_("year: %(listed)s in your list, %(here)s here")
TITLE_DIFFERS = N_("title in your list: %(listed)s")
DOI_DIFFERS = N_("DOI in your list: %(listed)s")


@dataclass(frozen=True)
class Whose:
    """The researcher whose list it is; the policy sees it as theirs."""

    researcher: Researcher

    @property
    def owner_ids(self) -> frozenset[int]:
        """The researcher."""
        return frozenset({self.researcher.id})


def own(*, by: Actor) -> Whose | None:
    """Who asks. Raises SignInNeeded and NoOwnRecord."""
    return of(record_of(by), by=by)


def of(researcher_id: int, *, by: Actor) -> Whose | None:
    """A researcher whose list is asked for."""
    found = claims.researcher(researcher_id)
    return Whose(found) if found else None


@dataclass(frozen=True)
class Difference:
    """In what an entry and the output it names differ: a message id with its places."""

    sentence: str
    places: Mapping[str, str]


@dataclass(frozen=True)
class Pair:
    """An entry and the output it names, with the claim of the researcher on it, if there is one."""

    listed: Listed
    output: Any
    claim: Claim | None = None
    differences: tuple[Difference, ...] = ()

    @property
    def state(self) -> str | None:
        """The state of the claim."""
        return self.claim.state if self.claim else None

    @property
    def claim_id(self) -> int | None:
        """The key of the claim."""
        return self.claim.id if self.claim else None


@dataclass
class Comparison:
    """A list held against the registry; every entry stands in exactly one of the first four."""

    lacking: list[Listed] = field(default_factory=list)
    unclaimed: list[Pair] = field(default_factory=list)
    agreed: list[Pair] = field(default_factory=list)
    unread: list[Listed] = field(default_factory=list)
    unlisted: list[Any] = field(default_factory=list)

    @property
    def dois(self) -> list[str]:
        """The DOIs of what the registry lacks."""
        return [entry.doi for entry in self.lacking if entry.doi]


def compare(text: str, researcher: Researcher) -> Comparison:
    """Hold a pasted CV, BibTeX, RIS or list of DOIs against a researcher's works.

    A work is known by its DOI, else by its title among those that may be the researcher's; a
    preprint and its article are one. Raises NothingListed, ListTooLong.
    """
    listed = _read(text)
    known = _known(listed, researcher)
    said = {claim.output_id: claim for claim in _claims(researcher)}
    of_study = _by_study(said.values())
    found = Comparison()
    for entry in listed:
        output = known.get(entry.place)
        if output is None:
            (found.lacking if entry.is_work else found.unread).append(entry)
            continue
        claim = said.get(output.id) or of_study.get(_study(output))
        here = claim.output if claim and claim.state == ClaimState.CONFIRMED else output
        pair = Pair(entry, here, claim, tuple(_differences(entry, output)))
        is_theirs = claim is not None and claim.state == ClaimState.CONFIRMED
        (found.agreed if is_theirs else found.unclaimed).append(pair)
    found.unlisted = _unlisted(said.values(), {_study(output) for output in known.values()})
    return found


def _read(text: str) -> list[Listed]:
    try:
        listed = references.read(text)
    except BadFile:
        raise ListTooLong(field="text", most=references.MOST) from None
    if not any(entry.is_work for entry in listed):
        raise NothingListed(field="text", value=text.strip()[:200])
    return listed


def _known(listed: Sequence[Listed], researcher: Researcher) -> dict[int, Any]:
    """The output of each entry that names one, by the place of the entry."""
    by_doi = outputs.ids_of_dois([entry.doi for entry in listed if entry.doi])
    keys = {e.place: by_doi[e.doi] for e in listed if e.doi in by_doi}
    rest = [entry for entry in listed if entry.is_work and entry.place not in keys]
    if rest:
        keys |= _by_title(rest, researcher)
    rows = {row.id: row for row in _rows(keys.values())}
    return {place: rows[key] for place, key in keys.items() if key in rows}


def _by_title(listed: Sequence[Listed], researcher: Researcher) -> dict[int, int]:
    """By title: among all outputs where it is stated, else among those that may be theirs."""
    stated = _of_titles([entry.title for entry in listed if entry.title])
    found = {
        e.place: stated[e.title.lower()] for e in listed if e.title and e.title.lower() in stated
    }
    rest = [entry for entry in listed if entry.place not in found]
    theirs = (
        [(row.id, set(tokens(row.title))) for row in _rows(_possible(researcher))] if rest else []
    )
    for entry in rest:
        key = _best(entry, theirs)
        if key is not None:
            found[entry.place] = key
    return found


def _best(entry: Listed, theirs: Iterable[tuple[int, set[str]]]) -> int | None:
    words = set(tokens(entry.title or entry.given))
    covered = [
        (len(title & words) / max(len(title), len(words) if entry.title else 0), len(title), key)
        for key, title in theirs
        if len(title) >= FEWEST_WORDS
    ]
    share, _, key = max(covered, default=(0.0, 0, 0))
    return key if share >= COVERED else None


def _possible(researcher: Researcher) -> set[int]:
    """The outputs on which the researcher may stand, answered or not."""
    claimed = select(Claim.output_id).where(Claim.researcher_id == researcher.id)
    matcher = roster.roster(researcher.id, with_post=False)
    return {*db.session.scalars(claimed), *roster.outputs_for(matcher)}


def _of_titles(titles: Sequence[str]) -> dict[str, int]:
    """The outputs of these titles, in any case, by the title in lower case."""
    if not titles:
        return {}
    lower = func.lower(Output.title)
    wanted = select(lower, Output.id).where(among(lower, [title.lower() for title in titles]))
    rows = db.session.execute(wanted.order_by(Output.id.desc())).all()
    return {title: key for title, key in rows}  # noqa: C416


def _rows(keys: Iterable[int]) -> Sequence[Any]:
    return db.session.execute(select(*COLUMNS).where(among(Output.id, keys))).all()


def _claims(researcher: Researcher) -> Sequence[Claim]:
    return db.session.scalars(claims.for_researcher(researcher.id)).all()


def _study(output: Any) -> int:
    """The output that counts for this one (design 4)."""
    key: int = output.version_of_record_id or output.id
    return key


def _by_study(said: Iterable[Claim]) -> dict[int, Claim]:
    """The confirmed claim of each study that has one."""
    confirmed = (claim for claim in said if claim.state == ClaimState.CONFIRMED)
    return {_study(claim.output): claim for claim in confirmed}


def _unlisted(said: Iterable[Claim], listed: set[int]) -> list[Any]:
    """The outputs confirmed as theirs that the list does not name, newest first."""
    missing = (study for study in _by_study(said).items() if study[0] not in listed)
    return sorted((claim.output for _, claim in missing), key=lambda o: (-o.year, o.id))


def _differences(entry: Listed, output: Any) -> Iterable[Difference]:
    if entry.years and output.year and output.year not in entry.years:
        years = ", ".join(map(str, sorted(entry.years)))
        yield Difference(YEAR_DIFFERS, {"listed": years, "here": str(output.year)})
    if entry.title and tokens(entry.title) != tokens(output.title):
        yield Difference(TITLE_DIFFERS, {"listed": entry.title})
    if entry.doi and output.doi and entry.doi != output.doi:
        yield Difference(DOI_DIFFERS, {"listed": entry.doi})
