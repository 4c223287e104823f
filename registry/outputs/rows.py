"""From a work as its source describes it to the rows of our tables: pure, no database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import String, Table

from importers.records import (
    AffiliationRecord,
    ContributorRecord,
    EventRecord,
    FunderRecord,
    LicenceRecord,
    UpdateRecord,
    WorkRecord,
)
from registry.core import search_text
from registry.outputs.models import Kind
from registry.outputs.years import earliest

Row = dict[str, Any]

KIND_OF_TYPE = {"dataset": Kind.DATASET, "database": Kind.DATASET, "standard": Kind.STANDARD}
"""Types of a source that are not publications."""

SEARCHED_NAMES = 200
LARGEST = 2**31 - 1


def output_fields(record: WorkRecord, received_at: datetime) -> Row:
    """The columns of an output that follow its source."""
    dates = {name.replace("-", "_"): str(date) for name, date in record.dates.items()}
    year = earliest(dates)
    return {
        "work_type": record.type,
        "title": record.title or "",
        "title_markup": record.title_markup,
        "subtitle": record.subtitle,
        "original_title": record.original_title,
        "abstract": record.abstract,
        "language": record.language,
        "container_title": record.container_title,
        "short_container_title": record.short_container_title,
        "publisher": record.publisher,
        "volume": record.volume,
        "issue": record.issue,
        "pages": record.pages,
        "article_number": record.article_number,
        "dates": dates,
        "year": year.year,
        "year_is_guess": year.is_guess,
        "cited_by": _count(record.cited_by_count),
        "cited_by_at": received_at if record.cited_by_count is not None else None,
        "references_count": _count(record.references_count),
        "details": details(record),
        "byline_count": len(record.contributors) + len(record.editors),
    }


def kind_of(record: WorkRecord) -> Kind:
    """What an output of this type is to us; every type not known is a publication."""
    return KIND_OF_TYPE.get(record.type or "", Kind.PUBLICATION)


def details(record: WorkRecord) -> Row:
    """What a publication has beyond the columns; only what the source says."""
    found: Row = {
        "subtype": record.subtype,
        "other_titles": list(record.other_titles),
        "publisher_place": record.publisher_place,
        "institutions": list(record.institutions),
        "edition": record.edition,
        "event": _event(record.event),
        "licences": [_licence(licence) for licence in record.licences],
        "url": record.url,
        "remarks": [[r.field, r.value[:500], r.reason] for r in record.remarks],
    }
    return {name: value for name, value in found.items() if value}


def byline_rows(record: WorkRecord) -> list[Row]:
    """The authors in order, then the editors; each with its `affiliations`."""
    people = [(c, "author") for c in record.contributors] + [(c, "editor") for c in record.editors]
    return [_place(c, role, position) for position, (c, role) in enumerate(people, 1)]


def identifier_rows(record: WorkRecord) -> list[Row]:
    """Identifiers besides the DOI: other schemes, ISSN, ISBN, and DOIs that lead here now."""
    pairs = [(i.scheme, i.value) for i in record.identifiers]
    pairs += [("doi", alias) for alias in record.aliases]
    pairs += [("issn", issn) for issn in record.issns] + [("isbn", isbn) for isbn in record.isbns]
    distinct = dict.fromkeys(pair for pair in pairs if pair != ("doi", record.doi))
    return [{"scheme": scheme, "value": value} for scheme, value in distinct]


def funder_rows(record: WorkRecord) -> list[Row]:
    """Who paid, in the order given."""
    return [_funder(funder) for funder in record.funders]


def relation_rows(record: WorkRecord) -> list[Row]:
    """Relations, then the notices that change the work or are changed by it, each once."""
    rows = [
        _relation(r.kind, (r.scheme, r.value), asserted_by=r.asserted_by) for r in record.relations
    ]
    rows += [_update(update) for update in record.updates]
    return list({tuple(row.values()): row for row in rows}.values())


def searched(output: Mapping[str, Any], names: Sequence[str]) -> str:
    """What a search looks through: titles, journal, the first names of the byline, DOI."""
    others = output["details"].get("other_titles", ())
    titles = (output["title"], output["subtitle"], output["original_title"], *others)
    return search_text.fold(
        *titles, output["container_title"], *names[:SEARCHED_NAMES], output.get("doi")
    )


def fitted(table: Table, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows with texts cut to the length of their columns; the message keeps the whole."""
    for name, most in _bounds(table):
        if rows and name in rows[0]:
            texts = filter(None, map(itemgetter(name), rows))
            if max(map(len, texts), default=0) > most:
                _cut(rows, name, most)
    return rows


def _cut(rows: Sequence[Row], name: str, most: int) -> None:
    for row in rows:
        if len(row[name] or "") > most:
            row[name] = row[name][: most - 1] + "…"


@cache
def _bounds(table: Table) -> tuple[tuple[str, int], ...]:
    """The columns of `table` that hold so many letters."""
    limits = [(c.name, c.type.length) for c in table.columns if isinstance(c.type, String)]
    return tuple((name, most) for name, most in limits if most)


def chunks(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The items in lists of at most `size`."""
    return (items[i : i + size] for i in range(0, len(items), size))


def _place(person: ContributorRecord, role: str, position: int) -> Row:
    return {
        "position": position,
        "role": role,
        "printed": person.printed,
        "family": person.family,
        "given": person.given,
        "suffix": person.suffix,
        "is_group": person.is_group,
        "orcid": person.orcid,
        "orcid_authenticated": person.orcid_authenticated,
        "sequence": person.sequence,
        "affiliations": [_affiliation(a, i) for i, a in enumerate(person.affiliations, 1)],
    }


def _affiliation(affiliation: AffiliationRecord, position: int) -> Row:
    return {
        "position": position,
        "name": affiliation.name,
        "department": affiliation.department,
        "place": affiliation.place,
        "ror": affiliation.ror,
    }


def _funder(funder: FunderRecord) -> Row:
    return {
        "name": funder.name,
        "identifier": funder.doi or funder.ror,
        "awards": list(funder.awards),
        "awards_raw": list(funder.awards_raw),
    }


def _update(update: UpdateRecord) -> Row:
    other = ("doi", update.doi) if update.doi else ("record", update.record_id or "")
    return _relation(
        f"{update.direction}:{_word(update.type) or 'other'}",
        other,
        asserted_by=update.source,
        label=update.label,
        date=str(update.date) if update.date else None,
        record_id=update.record_id,
    )


def _relation(kind: str, other: tuple[str, str], **said: str | None) -> Row:
    nothing: Row = dict.fromkeys(("asserted_by", "label", "date", "record_id"))
    return {"kind": kind, "scheme": other[0], "value": other[1]} | nothing | said


def _event(event: EventRecord | None) -> Row:
    if event is None:
        return {}
    found = {"name": event.name, "place": event.place, "start": event.start, "end": event.end}
    return {name: str(value) for name, value in found.items() if value}


def _licence(licence: LicenceRecord) -> Row:
    start = str(licence.start) if licence.start else None
    found = {"url": licence.url, "version": licence.version, "start": start}
    return {name: value for name, value in found.items() if value}


def _word(text: str | None) -> str:
    return (text or "").strip().lower().replace("-", "_").replace(" ", "_")


def _count(number: int | None) -> int | None:
    return number if number is None or 0 <= number <= LARGEST else None
