"""A program file by page: what it would change is shown before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from registry.core.actor import Actor
from registry.core.errors import N_, Invalid
from registry.core.web import Pages, redirect_to, show
from registry.policy import Permission as P
from registry.talent import loading, program_file
from registry.talent.loading import Change
from registry.talent.program_parts import Entry
from registry.talent.program_schemas import UploadFormSchema

pages = Pages("program_file")

LARGEST = 1_000_000
PAGE = "talent/program_load.html"


class NoProgramFile(Invalid):
    """Nothing was sent."""

    sentence = N_("Choose a program file first.")


class LargeProgramFile(Invalid):
    """The file is no program file."""

    sentence = N_("A program file has at most 1 MB.")


def _empty(*, by: Actor) -> dict[str, Any]:
    return {"changes": None, "values": {}}


def plan_value(value: Any) -> str:
    """A value of a plan in few words; of a row its code or words."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, Mapping):
        names = ("valid_from", "text_en", "name_en", "stage", "kind", "year")
        return str(next((value[name] for name in names if value.get(name)), "…"))
    if isinstance(value, list):
        return ", ".join(map(plan_value, value)) or "—"
    return "—" if value is None else str(value)


@pages.form(
    "/programs/load",
    permission=P.PROGRAM_CHANGE,
    body=UploadFormSchema,
    template=PAGE,
    context=_empty,
)
def load(data: dict[str, Any], *, by: Actor) -> Response:
    """Show what a file would change; load it once that was seen and is still so."""
    text, name = _sent(data)
    entries = program_file.parse(text.encode(), name)
    changes = loading.plan(entries, replace=data["replace"])
    mark = _mark(entries, changes)
    if data["mark"] == mark:
        loading.load(entries, by=by, replace=data["replace"])
        return redirect_to("talent.programs.list", _("The program file was loaded."))
    values = {"text": text, "name": name, "mark": mark, "replace": data["replace"]}
    return show(
        PAGE,
        errors={},
        problem=None,
        subject=None,
        changes=changes,
        values=values,
        meanwhile=bool(data["mark"]),
        plan_value=plan_value,
    )


def _sent(data: dict[str, Any]) -> tuple[str, str]:
    """The text and name of the file chosen, else of the one that was looked at."""
    file = request.files.get("file")
    if file is None or not file.filename:
        if not data["text"]:
            raise NoProgramFile(field="file")
        return data["text"], data["name"] or "programs.toml"
    content = file.stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise LargeProgramFile(field="file", value=file.filename)
    return program_file.text_of(content, file.filename[:200]), file.filename[:200]


def _mark(entries: Sequence[Entry], changes: Sequence[Change]) -> str:
    """What tells one plan from another."""
    return hashlib.sha256(repr((entries, changes)).encode()).hexdigest()
