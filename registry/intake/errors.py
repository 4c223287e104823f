"""What can be wrong with an import."""

from __future__ import annotations

from registry.core.errors import N_, Conflict, Invalid, NotAllowed
from registry.intake import wording


class NothingNamed(Invalid):
    """There is no identifier in what was given."""

    sentence = N_(
        "There is no DOI in “%(value)s”. A DOI looks like 10.1038/s41586-023-05784-4; "
        "write one a line."
    )


class NothingListed(Invalid):
    """There is no work in the list that was given."""

    sentence = N_(
        "There is no work in “%(value)s”. Paste a list of publications with their years, "
        "BibTeX, RIS, or DOIs."
    )


class ListTooLong(Invalid):
    """More entries than one list may have."""

    sentence = N_("The list is too long: at most %(most)s entries are compared at once.")


class TooMany(Invalid):
    """More identifiers than one run takes."""

    sentence = N_("%(value)s DOIs are too many for one import: at most %(most)s are allowed.")


class NoSuchFile(Invalid):
    """The file is not there or cannot be read."""

    sentence = N_("The file “%(value)s” cannot be read: %(why)s.")


class NoFile(Invalid):
    """The form came without a file."""

    sentence = N_("Choose a file first.")


class UnusableFile(Invalid):
    """The file is none that works come in; `why` is a code of `wording.RUN_ENDS`."""

    def __init__(self, why: str, name: str, detail: str = "") -> None:
        self.why = why
        self.sentence = wording.RUN_ENDS.get(why, wording.RUN_ENDS["file_unknown"])  # type: ignore[misc]
        super().__init__(field="file", value=name, detail=detail)


class NotLacking(Invalid):
    """An entry of the list that is not to be brought in: it is here, or nothing says what it is."""

    sentence = N_("Entry %(value)s of the list is here already, or cannot be brought in.")


class NothingToBring(Invalid):
    """The registry lacks nothing of the list that could be brought in."""

    sentence = N_("Nothing in this list can be brought in: what has a DOI is here already.")


class FileTooLarge(Invalid):
    """The file is larger than is kept."""

    sentence = N_("The file “%(value)s” is larger than the %(limit)s MiB allowed.")


class UnusableQuery(Invalid):
    """Nothing can be searched for so; `why` is one of `wording.QUERIES`, in English."""

    def __init__(self, *, field: str, value: str, why: str) -> None:
        name = field.rpartition(".")[2]
        self.sentence = wording.QUERIES.get(name, wording.QUERIES["affiliation"])  # type: ignore[misc]
        super().__init__(field=field, value=value, why=why)


class NothingDue(Conflict):
    """No publication has to be asked for again."""

    sentence = N_("Every publication with a DOI was checked within the last %(days)s days.")


class NoDoi(Conflict):
    """The output has no DOI to ask for."""

    sentence = N_("This output has no DOI, so there is nobody to ask for it.")


class NotYourOrcid(NotAllowed):
    """A researcher may bring in the works of their own ORCID iD."""

    sentence = N_(
        "%(value)s is not the ORCID iD of your own record. Ask the administrators to bring in the "
        "works of others."
    )


class BadIdempotencyKey(Invalid):
    """The key is not usable."""

    sentence = N_("An Idempotency-Key has 1 to 100 printable ASCII characters.")


class KeyReused(Invalid):
    """The same Idempotency-Key came with another request."""

    sentence = N_("This Idempotency-Key was used for another import (number %(known)s) already.")


class RunEnded(Conflict):
    """The run has ended and cannot be cancelled."""

    sentence = N_("This import has ended already.")


class RunUnderWay(Conflict):
    """The run is still open."""

    sentence = N_("This import is still under way. Wait until it ends, or cancel it.")


class NotPlanned(Conflict):
    """There is no plan to apply or to discard."""

    sentence = N_("This import has no plan that waits for a decision.")


class NothingToRetry(Conflict):
    """No item of the run could come out otherwise."""

    sentence = N_("Nothing in this import can be tried again.")


class NothingToUndo(Conflict):
    """The run has created nothing that could be taken back."""

    sentence = N_("This import created no output that could be taken back.")
