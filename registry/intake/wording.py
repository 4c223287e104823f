"""What a reader is told of runs and items: message ids by code, in words a person can act on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from registry.core.errors import N_
from registry.outputs.undoing import REASONS as STAYS

KINDS: Mapping[str, str] = {
    "doi": N_("DOIs"),
    "file": N_("A file"),
    "orcid": N_("An ORCID record"),
    "query": N_("A search at Crossref"),
    "refresh": N_("Refresh"),
}

FORMATS: Mapping[str, str] = {
    "text": N_("Text with DOIs"),
    "csv": N_("Spreadsheet (CSV)"),
    "xlsx": N_("Spreadsheet (Excel, XLSX)"),
    "bibtex": "BibTeX",
    "ris": "RIS",
    "csl": "CSL-JSON",
    "crossref": N_("Crossref messages (JSON)"),
}

RUN_STATES: Mapping[str, str] = {
    "queued": N_("waiting"),
    "running": N_("under way"),
    "planned": N_("planned, nothing written yet"),
    "done": N_("finished"),
    "failed": N_("stopped"),
    "cancelled": N_("cancelled"),
    "discarded": N_("plan discarded"),
    "undone": N_("undone"),
}

STAGES: Mapping[str, str] = {
    "expand": N_("Finding the works"),
    "ask": N_("Asking for each work"),
    "file": N_("Filing what is planned"),
    "undo": N_("Taking back what was created"),
}

OUTCOMES: Mapping[str, str] = {
    "new": N_("would be new"),
    "changed": N_("would change"),
    "known": N_("known, would stay as it is"),
    "created": N_("new"),
    "updated": N_("updated"),
    "unchanged": N_("known, unchanged"),
    "taken_back": N_("taken back"),
    "kept": N_("stays"),
    "refused": N_("kept out"),
    "other_agency": N_("at another agency"),
    "not_registered": N_("not registered"),
    "temporarily_unavailable": N_("no answer yet"),
    "invalid": N_("not usable"),
    "failed": N_("did not work"),
}
WAITING = N_("waiting to be asked")

RUN_ENDS: Mapping[str, str] = {
    "source_away": N_("The source does not answer at present. It is asked again by itself."),
    "blocked": N_(
        "The source has shut this registry out (403). Write to its support before trying again."
    ),
    "gave_up": N_("The work stopped after several attempts. Nothing is lost: try again."),
    "no_file": N_("The file is not there any more where the worker runs. Give it again."),
    "too_many": N_("There are more than %(detail)s works in this: nothing beyond them is taken."),
    "plan_differs": N_(
        "Some works are not any more what the plan said. They were not written; look at them, "
        "then apply the rest."
    ),
    "orcid_unknown": N_("ORCID knows no record of this iD. Check it digit by digit."),
    "orcid_closed": N_(
        "The record of this ORCID iD is closed: its owner deactivated it, or ORCID locked it."
    ),
    "cursor_lost": N_(
        "Crossref has forgotten where the list was to go on. Try again: it is asked for from the "
        "start, and works that came in are known."
    ),
    "file_unknown": N_(
        "This is no kind of file that the registry reads. It reads text, CSV, Excel (XLSX), "
        "BibTeX, RIS, CSL-JSON and Crossref messages."
    ),
    "file_empty": N_("There is nothing in this file that names a work."),
    "file_no_doi": N_("There is no DOI in this file."),
    "file_not_text": N_("This file is not text, although its name or its place says so."),
    "file_old_excel": N_(
        "This is a file of the old Excel format (XLS). Save it as XLSX and try again."
    ),
    "file_damaged": N_("The file is damaged, or is not what its name says."),
    "file_too_large": N_(
        "The file is larger than the registry reads, or unpacks to far more than its size. Split "
        "it."
    ),
    "file_too_many": N_("The file names more works than one import takes. Split it."),
    "file_of_nothing": N_("10,000 records of this file have no DOI. The rest was not read."),
    "file_too_large_part": N_("The file could not be read to its end: a record is too large."),
    "file_cut": N_("The file could not be read to its end: it is damaged or cut off."),
    "file_not_json": N_("The file is neither JSON nor JSON lines."),
}

QUERIES: Mapping[str, str] = {
    "affiliation": N_("Say what to look for: an affiliation, a ROR ID or an ORCID iD."),
    "ror": N_("“%(value)s” is not a ROR ID."),
    "orcid": N_("“%(value)s” is not an ORCID iD: its 16 characters or its check digit are wrong."),
    "from_date": N_("“%(value)s” is no date. Write it as 2023, 2023-02 or 2023-02-07."),
    "until_date": N_(
        "“%(value)s” is no date that comes after the first. Write it as 2023, 2023-02 or "
        "2023-02-07."
    ),
}
"""What is wrong with a search, by the field at fault."""

REASONS: Mapping[str, str] = {
    # malformed identifiers: the codes of importers.identifiers.Reason
    "empty": N_("Nothing was given."),
    "too_long": N_("This is too long for a DOI."),
    "malformed": N_("This is not a DOI. A DOI looks like 10.1038/s41586-023-05784-4."),
    "blank_inside": N_("There is a blank inside the DOI. Write it without blanks."),
    "invisible_character": N_(
        "There is an invisible character inside the DOI. Type it anew or copy it from elsewhere."
    ),
    "broken_encoding": N_("The percent-encoding of this DOI is damaged. Write the DOI itself."),
    "encoded_twice": N_("This DOI is percent-encoded twice. Write the DOI itself."),
    # what an entry of a file lacks
    "not_json": N_("This part of the file is not a record in JSON."),
    "no_doi_in_row": N_("There is no DOI in this row."),
    "no_title": N_("This entry has neither a title nor a DOI."),
    "entry_broken": N_(
        "This entry cannot be read: a brace, a quotation mark or a comma is missing, here or in "
        "the entry before."
    ),
    "entry_too_large": N_("This entry is larger than the registry reads."),
    # what the source said
    "moved": N_("The work is now registered as %(detail)s and came in under that DOI."),
    "other_agency": N_(
        "This DOI is registered with %(agency)s, which gives no record of it. Enter the work by "
        "hand, or import it from a file."
    ),
    "agency_away": N_(
        "%(agency)s, which holds this DOI, cannot be reached at present. Nothing is lost: try "
        "again later."
    ),
    "agency_closed": N_(
        "%(agency)s, which holds this DOI, does not let this registry in (403). Enter the work by "
        "hand."
    ),
    "not_registered": N_("No agency knows this DOI. Check it letter by letter."),
    "not_shown": N_(
        "The source knows this DOI but shows no record of it at present. Try again in some days."
    ),
    "temporarily_unavailable": N_(
        "The source is overloaded or out of reach. Nothing is lost: try again later."
    ),
    "circuit_open": N_(
        "The source failed several times in a row and is left alone for a while. Try again later."
    ),
    "deadline_exceeded": N_("The source did not answer in time. Try again later."),
    "no_turn": N_("Too many requests are waiting for the source. Try again later."),
    "bad_answer": N_("The answer of the source was damaged. Try again later."),
    "blocked": RUN_ENDS["blocked"],
    "refused": N_("The source does not take this request. Check the DOI letter by letter."),
    "too_large": N_("The record is larger than the registry reads. Nothing was stored."),
    "foreign_redirect": N_("The source led to an address that is not its own. Nothing was stored."),
    "wrong_work": N_("The source answered with another work. Nothing was stored."),
    "parse_error": N_("The record names no work. Nothing was stored."),
    "from_file": N_(
        "No agency that is asked knows this DOI. The entry of the file stands in for the record."
    ),
    # what the registry decided
    **STAYS,
    "on_refusal_list": N_("This work is on the list of what stays out: %(detail)s"),
    "lower_source": N_("The record is kept, but the output follows a better source."),
    "twice": N_("The same work stands here twice."),
    "differs": N_("This is not any more what the plan said. Look at it, then apply again."),
    # what went wrong here
    "not_stored": N_(
        "The record came but could not be stored. Tell those who look after the registry."
    ),
}


class Told(NamedTuple):
    """A message id and what fills its places."""

    sentence: str
    places: Mapping[str, str]


def of_run(reason: str | None, detail: str | None = None) -> Told | None:
    """What to say of a run; None where there is nothing to add to its state."""
    sentence = RUN_ENDS.get(reason or "") or REASONS.get(reason or "")
    return Told(sentence, {"detail": detail or "", "agency": ""}) if sentence else None


def of_item(reason: str | None, detail: str | None, agency: str | None) -> Told | None:
    """What to say of an item; None where its outcome says all."""
    sentence = REASONS.get(reason or "")
    places = {"detail": detail or "", "agency": agency or ""}
    return Told(sentence, places) if sentence else None
