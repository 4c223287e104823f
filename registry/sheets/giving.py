"""Files that are given out: templates, exports, marked copies; what is private is audited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.core import files
from registry.core.actor import Actor
from registry.core.db import Privacy
from registry.sheets import marking, queries, records, service, writing
from registry.sheets.columns import LISTS
from registry.sheets.errors import ReasonNeeded
from registry.sheets.models import SheetImport
from registry.sheets.writing import Wanted

XLSX = service.XLSX
CSV = "text/csv; charset=utf-8"
PRIVATE = (Privacy.PERSONAL, Privacy.SENSITIVE)


@dataclass(frozen=True)
class Given:
    """A file for somebody: its bytes, its name, its media type."""

    data: bytes
    name: str
    media: str


def template(of: str, locale: str) -> Given:
    """A blank list."""
    data = writing.template(Wanted(of=LISTS[of], locale=locale, sensitive=True))
    return Given(data, f"{of}-template.xlsx", XLSX)


def export(asked: Mapping[str, Any], *, locale: str, by: Actor) -> Given:
    """A list with what is stored; sensitive columns in clear, for a reason. Raises ReasonNeeded.

    One event names the private columns, how many people and rows were read, and why.
    """
    of, reason = asked["list"], (asked.get("reason") or "").strip()
    if asked["sensitive"] and not reason:
        raise ReasonNeeded(field="reason", value="")
    wanted = Wanted(of=LISTS[of], locale=locale, sensitive=asked["sensitive"])
    seen: set[int] = set()
    found = _noting(of, seen, by=by)
    if asked["format"] == "csv":
        given = Given(b"".join(writing.csv(wanted, found)), f"{of}.csv", CSV)
    else:
        given = Given(writing.xlsx(wanted, found), f"{of}.xlsx", XLSX)
    private = [c.key for c in wanted.columns if c.privacy in PRIVATE]
    details = {"fields": private, "count": len(seen), "researchers": sorted(seen)}
    details |= {"format": asked["format"], "sensitive": asked["sensitive"], "reason": reason}
    service.noted_export(of, details=details, by=by)
    return given


def _noting(of: str, seen: set[int], *, by: Actor) -> Any:
    for record in records.all_of(of, by=by):
        seen.add(record.researcher_id)
        yield record


def marked(sheet: SheetImport, *, only_refused: bool, by: Actor) -> Given:
    """The sheet as it was handed in, with what is refused marked. Raises UnreadableSheet."""
    of = LISTS[sheet.list]
    noted = marking.notes(queries.refused(sheet.id), of)
    data = files.opened(sheet.file)
    service.note_copy(sheet, by=by)
    copy = marking.marked(data, of, noted, only_refused=only_refused)
    return Given(copy, f"{sheet.list}-{sheet.id}-marked.xlsx", XLSX)
