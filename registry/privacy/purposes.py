"""For what personal data is kept, on which ground, and how long: one table.

A private column is covered by the first row whose patterns fit `table.column`; a test refuses one
that no row covers. Grounds: domain.md 2.6 (China's Personal Information Protection Law, PIPL).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from sqlalchemy import Column

from config import Config
from registry.core import settings
from registry.core.db import Privacy, db
from registry.core.errors import N_
from registry.privacy.ways import PRIVATE

Keep = Callable[[Config], tuple[str, dict[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """Why a group of columns is kept; texts are message ids of the catalogue.

    `secret` marks what only proves something to a machine and is handed to nobody, in no copy.
    """

    code: str
    privacy: tuple[Privacy, ...]
    columns: tuple[str, ...]
    group: str
    why: str
    ground: str
    keep: Keep
    secret: bool = False


STAFF = N_("Staff management under labour rules needs it; consent is not asked (PIPL).")
SEPARATE = N_(
    "Sensitive: a specific purpose, real need and strict protection (PIPL); people give their "
    "separate consent."
)
OWN_WISH = N_("The person asked for it.")
PUBLISHED = N_("Published by the persons themselves, or needed to name who holds a post.")


def _leavers_and_candidates(config: Config) -> tuple[str, dict[str, Any]]:
    sentence = N_("%(years)s years after leaving; %(months)s months where nobody was hired")
    places = {"years": config.keep_leavers_years, "months": config.keep_candidates_months}
    return sentence, places


def _as_long_as(sentence: str) -> Keep:
    return lambda config: (sentence, {})


WITH_THE_SHEET = _as_long_as(N_("Until the person is erased or the list is discarded"))
WHILE_IN_USE = _as_long_as(N_("As long as the account signs in"))
FOR_EVER = _as_long_as(N_("As long as the registry, unless the whole person is erased"))

PURPOSES: tuple[Purpose, ...] = (
    Purpose(
        code="identity",
        privacy=(Privacy.PERSONAL, Privacy.SENSITIVE),
        columns=("personnel.identity_*",),
        group=N_("Identity document: kind, number, and a keyed hash by which two lists meet"),
        why=N_("Work permit, contract, and not entering one person twice"),
        ground=SEPARATE,
        keep=_leavers_and_candidates,
    ),
    Purpose(
        code="payment",
        privacy=(Privacy.SENSITIVE,),
        columns=("personnel.bank_*", "funding_line.*"),
        group=N_("Bank account and amounts"),
        why=N_("Paying what the program and the contract promise, and accounting for it"),
        ground=SEPARATE,
        keep=_leavers_and_candidates,
    ),
    Purpose(
        code="person",
        privacy=(Privacy.PERSONAL,),
        columns=("personnel.*",),
        group=N_("Birth date, gender, nationality, degree, previous employer, private contact"),
        why=N_("Rules of programs on age and degree, applications, the contract, reaching people"),
        ground=STAFF,
        keep=_leavers_and_candidates,
    ),
    Purpose(
        code="documents",
        privacy=(Privacy.SENSITIVE,),
        columns=("stored_file.*",),
        group=N_("Documents: passports, contracts, certificates, lists that were handed in"),
        why=N_("Proof of what the record says, for the grantor of the program and for audits"),
        ground=SEPARATE,
        keep=_leavers_and_candidates,
    ),
    Purpose(
        code="proposals",
        privacy=(Privacy.PERSONAL, Privacy.SENSITIVE),
        columns=("proposed_change.*",),
        group=N_("Changes that people propose to their own record"),
        why=N_("Correcting the record, a right of every person"),
        ground=OWN_WISH,
        keep=_leavers_and_candidates,
    ),
    Purpose(
        code="lists",
        privacy=(Privacy.SENSITIVE,),
        columns=("sheet_row.*",),
        group=N_("Rows of spreadsheets: what they would change and how to take it back"),
        why=N_("Entering many people at once and undoing a mistake"),
        ground=STAFF,
        keep=WITH_THE_SHEET,
    ),
    Purpose(
        code="orcid",
        privacy=(Privacy.SENSITIVE,),
        columns=("orcid_consent.*",),
        group=N_("Permission to write to an ORCID record"),
        why=N_("Sending the employment to ORCID"),
        ground=OWN_WISH,
        keep=_as_long_as(N_("Until the permission ends or is withdrawn")),
        secret=True,
    ),
    Purpose(
        code="sign_in",
        privacy=(Privacy.SENSITIVE,),
        columns=("account.*", "sign_in_*", "token.*"),
        group=N_("Hashes of passwords and keys"),
        why=N_("Letting in the right person"),
        ground=STAFF,
        keep=WHILE_IN_USE,
        secret=True,
    ),
)
"""Private columns, the first row that fits counts."""

OPEN: tuple[Purpose, ...] = (
    Purpose(
        code="work",
        privacy=(Privacy.INTERNAL,),
        columns=("*",),
        group=N_("Work: e-mail, employee number, dates of posts, cases under programs and stages"),
        why=N_("Following one person from hire to post, and counting for the annual report"),
        ground=STAFF,
        keep=FOR_EVER,
    ),
    Purpose(
        code="published",
        privacy=(Privacy.PUBLIC,),
        columns=("*",),
        group=N_("Public: published name, ORCID iD, unit, position, publications"),
        why=N_("Showing what the institute publishes and by whom"),
        ground=PUBLISHED,
        keep=FOR_EVER,
    ),
)
"""The rest, by class."""


def purpose_of(column: Column[Any]) -> Purpose | None:
    """For what a column is kept; None where the table does not say, which a test refuses."""
    privacy, name = column.info["privacy"], str(column)
    rows: Sequence[Purpose] = PURPOSES if privacy in PRIVATE else OPEN
    return next(
        (
            row
            for row in rows
            if privacy in row.privacy and any(fnmatchcase(name, one) for one in row.columns)
        ),
        None,
    )


@dataclass(frozen=True)
class Explained:
    """A row of the table in one language, with the columns that it covers."""

    code: str
    classes: list[str]
    group: str
    why: str
    ground: str
    keep: str
    columns: list[str]


def explained(translate: Callable[[str], str]) -> list[Explained]:
    """The whole table; open classes do not list their columns."""
    covered: dict[str, list[str]] = {}
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if column.info["privacy"] in PRIVATE and (row := purpose_of(column)):
                covered.setdefault(row.code, []).append(str(column))
    return [_explained(row, covered.get(row.code, []), translate) for row in (*PURPOSES, *OPEN)]


def _explained(row: Purpose, columns: list[str], translate: Callable[[str], str]) -> Explained:
    classes = [privacy.value for privacy in row.privacy]
    return Explained(
        code=row.code,
        classes=classes,
        group=translate(row.group),
        why=translate(row.why),
        ground=translate(row.ground),
        keep=kept_for(row, translate),
        columns=columns,
    )


def kept_for(row: Purpose, translate: Callable[[str], str]) -> str:
    """How long a group of columns is kept, in words."""
    sentence, places = row.keep(settings.config())
    return translate(sentence) % places
