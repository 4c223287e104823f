"""Names of BibTeX: taken apart first, each part decoded then, so that braces keep a group whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bibtexparser.middlewares.names import (
    NameParts,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from importers import bylines, latex
from importers.messages import Remarks
from importers.records import ContributorRecord
from importers.titles import plain

_AND_OTHERS = re.compile(r"\s*(?:others|et\.?\s+al\.?|等)\s*", re.IGNORECASE)
_OTHERS_AFTER = re.compile(r"(?<=\S)(?:\s+et\.?\s+al\.?|\s*等)\s*$")
_ENCLOSED = re.compile(r"\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")
_INITIALS = re.compile(r"([^,]+),\s*((?:[A-Z]\.?[\s-]?){1,4})")


def byline(value: str, role: str, remarks: Remarks) -> tuple[ContributorRecord, ...]:
    """Everybody named in an `author` or `editor` field, in its order."""
    return bylines.numbered(_people(value, role, remarks), role, remarks)


def _people(value: str, role: str, remarks: Remarks) -> Iterator[ContributorRecord]:
    for name in split_multiple_persons_names(value.replace("\u00a0", " ")):
        if _AND_OTHERS.fullmatch(name):
            remarks.add(role, name, "and_others")
            continue
        bare = _OTHERS_AFTER.sub("", name)
        if bare != name:
            remarks.add(role, name, "and_others")
        yield from _one_field(bare, role, remarks)


def _one_field(name: str, role: str, remarks: Remarks) -> Iterator[ContributorRecord]:
    """One name, or several that were parted by semicolons instead of `and`."""
    if len(name) > bylines.LONGEST_NAME:
        remarks.add(role, name, "too_long")
        name = name[: bylines.LONGEST_NAME]
    several = [name] if "{" in name or "\\" in name else bylines.taken_apart(name)
    if len(several) > 1:
        remarks.add(role, name, "taken_apart")
    yield from map(_contributor, several or [name])


def _contributor(name: str) -> ContributorRecord:
    name = name.strip()
    if enclosed := _ENCLOSED.fullmatch(name):
        inner = _text(enclosed.group(1))
        initials = _INITIALS.fullmatch(inner)
        return bylines.written(inner) if initials else bylines.whole(inner)
    if "," not in name and "\\" not in name and _is_whole(written := bylines.written(_text(name))):
        return written
    return _in_parts(parse_single_name_into_parts(name, strict=False), name)


def _is_whole(name: ContributorRecord) -> bool:
    """Whether this is a group or a name in characters, which BibTeX would take apart."""
    return name.is_group or name.family is None or bool(bylines.EAST_ASIAN.match(name.family))


def _in_parts(parts: NameParts, name: str) -> ContributorRecord:
    family = _text(" ".join([*parts.von, *parts.last]))
    given, suffix = _text(" ".join(parts.first)), _text(" ".join(parts.jr))
    if not family and not given:
        return bylines.person(None, _text(name))
    return bylines.person(given or None, family or None, suffix or None)


def _text(tex: str) -> str:
    return plain(latex.name(tex))
