"""The plan of one row: what stands, what would, what is wrong; sealed where it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask_babel import force_locale, get_locale, gettext
from marshmallow import ValidationError

from registry.core import settings
from registry.core.encryption import Place
from registry.core.errors import N_, RegistryError
from registry.sheets import wording
from registry.sheets.columns import SheetList
from registry.sheets.errors import SENTENCES
from registry.sheets.faults import SENTENCES as READING
from registry.sheets.faults import Fault
from registry.sheets.models import Action, SheetRow
from registry.sheets.values import loaded

LANGUAGES = ("en", "zh")
QUESTION = N_("Is this somebody known? %(known)s. Answer on the page of the plan.")
At = tuple[str, str, str]
"""A cell: its column, its reference, the text that stood there."""


@dataclass(slots=True)
class Wrong:
    """What is wrong with a cell: a code, what fills its sentence, and what stood there."""

    column: str
    ref: str
    code: str
    raw: str = field(repr=False)
    places: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class Plan:
    """What a row would do.

    `cells` maps columns to [what stands, what would], plain values. `person` is who it is about
    where that is known, `row` an earlier row that brings the person in. `candidates` are people it
    may be, each with reasons; `apart` are namesakes with another iD or number; `lookalikes` says
    that somebody chose none of those offered. `versions` are those on which the plan rests.
    """

    number: int
    action: Action = Action.NOTHING
    name: str = field(default="", repr=False)
    subject_id: int | None = None
    person: int | None = None
    row: int | None = None
    why: list[str] = field(default_factory=list)
    is_new: bool = False
    lookalikes: bool = False
    apart: list[int] = field(default_factory=list)
    cells: dict[str, list[Any]] = field(default_factory=dict, repr=False)
    wrong: list[Wrong] = field(default_factory=list, repr=False)
    candidates: list[dict[str, Any]] = field(default_factory=list, repr=False)
    versions: dict[str, list[int]] = field(default_factory=dict)

    def new(self, column: str) -> Any:
        """What would stand in a column; what stands where the row says nothing of it."""
        return self.cells[column][1] if column in self.cells else None

    def refuse(self, wrong: Wrong) -> None:
        """Note what is wrong with a cell."""
        self.wrong.append(wrong)

    @property
    def changed(self) -> dict[str, Any]:
        """The new values by column."""
        return {name: new for name, (_, new) in self.cells.items()}


def of_reading(fault: Fault) -> Wrong:
    """A fault of reading as a plan keeps it."""
    return Wrong(fault.column, fault.ref, fault.code, fault.raw, dict(fault.places))


def of_error(why: RegistryError, at: At) -> Wrong:
    """What a verb refused, told in every language, for its places may speak one."""
    tell = lambda: str(gettext(why.sentence)) % {k: str(v) for k, v in why.places.items()}  # noqa: E731
    return Wrong(*at[:2], "said", at[2], {"text": in_languages(tell)})


def of_schema(at: At, value: Any) -> Wrong | None:
    """What the schema of the API says against a value; None where it takes it."""
    try:
        loaded(at[0], value)
    except ValidationError:
        told = in_languages(lambda: _said_of(at[0], value))
        return Wrong(*at[:2], "said", at[2], {"text": told})
    return None


def _said_of(column: str, value: Any) -> str:
    try:
        loaded(column, value)
    except ValidationError as why:
        return " ".join(gettext(str(message)) for message in _flat(why.messages))
    return ""


def in_languages(tell: Callable[[], str]) -> dict[str, str]:
    """A sentence in every language."""
    told = {}
    for language in LANGUAGES:
        with force_locale(language):
            told[language] = tell()
    return told


def _flat(messages: Any) -> Iterable[Any]:
    if isinstance(messages, Mapping):
        messages = list(messages.values())
    return [m for part in messages for m in (_flat(part) if isinstance(part, list) else [part])]


def sentence(wrong: Wrong, of: SheetList) -> str:
    """What is wrong, in the reader's language."""
    if wrong.code in READING:
        fault = Fault(wrong.code, wrong.column, wrong.ref, wrong.raw, wrong.places)
        return wording.of_fault(fault, of)
    language = "zh" if getattr(get_locale(), "language", "en") == "zh" else "en"
    places = {
        name: value[language] if isinstance(value, dict) else value
        for name, value in wrong.places.items()
    }
    return str(gettext(SENTENCES[wrong.code])) % places


def question(plan: Plan) -> str:
    """Who the row may be about, in the reader's language."""
    known = "; ".join(f"{c['name']} ({reasons(c)})" for c in plan.candidates)
    told: str = gettext(QUESTION)
    return told % {"known": known}


def reasons(candidate: Mapping[str, Any]) -> str:
    """Why somebody may be meant, in the reader's language."""
    row = {"row": candidate.get("row", "")}
    return ", ".join(gettext(reason) % row for reason in candidate["reasons"])


def sealed(key: int, column: str, what: Any) -> bytes:
    """An envelope for the row of a spreadsheet."""
    data = orjson.dumps(what)
    return settings.keyring().seal_bytes(data, Place(SheetRow.__tablename__, column, key))


def opened(row: SheetRow) -> Plan:
    """The plan of a row. Raises Unreadable."""
    said = _opened(row, "plan")
    wrong = [Wrong(**each) for each in said.pop("wrong")]
    return Plan(**(said | {"wrong": wrong, "action": Action(said["action"])}))


def back(row: SheetRow) -> dict[str, Any]:
    """What an undo of a row needs; empty where it was not applied."""
    return dict(_opened(row, "back")) if row.back else {}


def _opened(row: SheetRow, column: str) -> Any:
    place = Place(SheetRow.__tablename__, column, row.id)
    return orjson.loads(settings.keyring().open_bytes(getattr(row, column), place))
