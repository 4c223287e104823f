"""What can go wrong with people and units."""

from __future__ import annotations

from registry.core.errors import N_, Conflict, Invalid, NotFound


class OrcidTaken(Conflict):
    """An ORCID iD belongs to one person."""

    sentence = N_("The ORCID iD %(value)s belongs to another researcher already.")


class NotAnOrcid(Invalid):
    """The text is no ORCID iD."""

    sentence = N_("“%(value)s” is not an ORCID iD.")


class EmployeeNumberTaken(Conflict):
    """An employee number belongs to one person."""

    sentence = N_("The employee number %(value)s belongs to another researcher already.")


class NameNeeded(Invalid):
    """Nobody is without a name."""

    sentence = N_("A researcher needs at least one name.")


class NameEmpty(Invalid):
    """A name says nothing."""

    sentence = N_("Write the name: the full name, or family and given name.")


class EndBeforeStart(Invalid):
    """A period ends before it starts."""

    sentence = N_("The end %(value)s lies before the start %(start)s.")


class PostOverlaps(Conflict):
    """Nobody has two posts in one unit at a time."""

    sentence = N_("There is a post in %(value)s at that time already, from %(start)s.")


class UnknownUnit(Invalid):
    """No unit has this code."""

    sentence = N_("There is no unit “%(value)s”.")


class UnknownResearcher(Invalid):
    """No researcher has this number."""

    sentence = N_("There is no researcher “%(value)s”.")


class UnknownPost(Invalid):
    """No post has this number."""

    sentence = N_("There is no post “%(value)s”.")


class UnknownAccount(Invalid):
    """No account has this address."""

    sentence = N_("There is no account for “%(value)s”.")


class UnitKnown(Conflict):
    """A code names one unit."""

    sentence = N_("There is a unit “%(value)s” already.")


class RorTaken(Conflict):
    """A ROR ID names one unit."""

    sentence = N_("The ROR ID %(value)s belongs to another unit already.")


class UnitInsideItself(Invalid):
    """The units above a unit make a tree."""

    sentence = N_("A unit cannot be part of “%(value)s”, which is part of it.")


class NamesOverlap(Invalid):
    """A unit has one name a language at a time."""

    sentence = N_("Two names in one language hold at the same time: “%(value)s” and “%(other)s”.")


class StillNeeded(Conflict):
    """What others rest on cannot be removed."""

    sentence = N_("This cannot be removed: %(value)s entries rest on it.")


class AccountLinked(Conflict):
    """A researcher has one account, an account one researcher."""

    sentence = N_("The account %(value)s is linked to a researcher already.")


class ResearcherLinked(Conflict):
    """A researcher has one account."""

    sentence = N_("This researcher is linked to the account %(value)s already.")


class MergeWithItself(Invalid):
    """A merge takes two."""

    sentence = N_("A record cannot be merged with itself.")


class AlreadyMerged(Conflict):
    """A record that was merged is no longer one of its own."""

    sentence = N_("The record %(value)s was merged into another already.")


class DifferentOrcids(Conflict):
    """Two ORCID iDs usually mean two people."""

    sentence = N_("Their ORCID iDs differ: %(kept)s and %(value)s. Say which one holds.")


class UnknownMerge(Invalid):
    """No merge has this number."""

    sentence = N_("There is no merge “%(value)s”.")


class OrcidOfNeither(Invalid):
    """The iD that shall hold is one of the two."""

    sentence = N_("Neither of the two has the ORCID iD %(value)s.")


class AlreadyUndone(Conflict):
    """A merge is undone once."""

    sentence = N_("This merge was undone already.")


class LaterMergeStands(Conflict):
    """Merges of one record are undone in reverse order."""

    sentence = N_("Undo the later merge first.")


class NameForEach(Invalid):
    """Neither of two records may be left without a name."""

    sentence = N_(
        "Each of the two records needs a name: let one stay and one go, or give it to both."
    )


class NothingStored(NotFound):
    """The field is empty."""

    sentence = N_("Nothing is stored in this field.")


class SealBroken(Conflict):
    """The keys in force do not open what is stored."""

    sentence = N_("This field cannot be read with the keys of this registry.")


class NoOwnRecord(NotFound):
    """The page is about oneself, and the account is nobody's yet."""

    sentence = N_("Your account is not linked to a researcher record yet. HR can link it.")
    page = "people/no_record.html"


class SamePerson(Invalid):
    """Nobody is told apart from themselves."""

    sentence = N_("The record %(value)s is the same one: choose another.")
