"""What can speak for or against a byline position being a person, and what it says.

Nothing is taken from gender or origin; of a name only what it is, and how many people share it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from registry.claims.weights import WEIGHTS
from registry.core.errors import N_

SENTENCES: dict[str, str] = {
    # identifiers
    "orcid_authenticated": N_(
        "The paper carries this ORCID iD; its owner signed in at the publisher."
    ),
    "orcid": N_("The publisher printed this ORCID iD beside the name."),
    "other_orcid": N_("The paper carries another ORCID iD beside this name."),
    "orcid_other_name": N_(
        "The paper carries this ORCID iD beside “%(printed)s”, which is no name of this person."
    ),
    "email": N_("The paper prints an e-mail address of this person."),
    "identifier_refused": N_("The paper carries an iD or address that this person refused."),
    # names
    "name_characters": N_("“%(printed)s” is the name “%(called)s” in characters."),
    "name_full": N_("“%(printed)s” is the full name “%(called)s”."),
    "name_partial": N_(
        "“%(printed)s” agrees with “%(called)s”, in another order or with a part left out."
    ),
    "name_derived": N_("“%(printed)s” is one way to read “%(called)s”."),
    "name_initials": N_("“%(printed)s” has the initials of “%(called)s”, which many people share."),
    "name_initial": N_(
        "“%(printed)s” has one initial of “%(called)s”, which very many people share."
    ),
    "name_rare": N_("Few people have this name."),
    "name_common": N_("Very many people have this name."),
    "name_shared": N_("Another of our researchers can be printed like this."),
    "name_shared_widely": N_("%(count)s others of our researchers can be printed like this."),
    "spelling_known": N_("A confirmed paper prints the name in the same way."),
    # affiliation
    "unit_of_post": N_("The paper names the unit of this person's post in that year."),
    "unit_other": N_("The paper names another unit of ours than that of this person's post."),
    "affiliation_ours": N_("The paper names a unit of ours at this position."),
    "affiliation_ours_other_time": N_(
        "The paper names a unit of ours, but this person had no post then."
    ),
    "affiliation_known": N_("The paper names “%(place)s”, which confirmed papers name too."),
    "affiliation_similar": N_("The paper names “%(place)s”, much as confirmed papers do."),
    "affiliation_elsewhere": N_(
        "The paper names only other places, though this person had a post here."
    ),
    "affiliation_new": N_("The paper names places that no confirmed paper names."),
    # the work
    "grant": N_("The paper names the grant %(grant)s of this person."),
    "coauthor_confirmed": N_("A confirmed co-author of this person is confirmed on this paper."),
    "coauthor_known": N_("A co-author of confirmed papers is on this paper too."),
    "coauthors_known": N_("%(count)s co-authors of confirmed papers are on this paper too."),
    "coauthors_initials": N_("Co-authors of confirmed papers fit this paper by their initials."),
    "coauthors_none": N_("No co-author of confirmed papers is on this paper."),
    "coauthors_refused": N_("Co-authors of this paper were on papers that this person refused."),
    "field_same": N_("The title shares words of this person's own field: %(words)s."),
    "field_near": N_("The title shares a word of this person's own field: %(words)s."),
    "field_other": N_("The title shares no word with confirmed papers."),
    "venue_known": N_("Confirmed papers were published in the same place."),
    "year_near": N_("Confirmed papers were published at that time."),
    "year_far": N_("No confirmed paper was published within five years of this one."),
    "year_before": N_("The paper is older than what this person can have written."),
    # decisions and rivals
    "rejected": N_("This person said that the paper is not theirs."),
    "rival_better": N_("Another of our researchers fits this position better."),
    "rival_close": N_("Another of our researchers fits this position as well."),
}
"""Code -> what it says, a message id; `weights.WEIGHTS` has what each counts."""

NAME_CODES = (
    *("name_initial", "name_initials", "name_derived"),
    *("name_partial", "name_full", "name_characters"),
)
"""By strength, the weakest first."""

BY_RULE = frozenset({"rejected", "orcid_other_name", "identifier_refused"})
"""Their weights are rules, not found by fitting."""

AGAINST = frozenset(
    {
        *BY_RULE,
        *("other_orcid", "name_common", "name_shared", "name_shared_widely"),
        *("affiliation_ours_other_time", "affiliation_elsewhere", "affiliation_new", "unit_other"),
        *("coauthors_none", "coauthors_refused", "field_other", "year_far", "year_before"),
        *("rival_better", "rival_close"),
    }
)
"""What can only speak against; all others but names can only speak for."""

ONLY_INITIALS = frozenset({"name_initial", "name_initials"})
RIVALS = frozenset({"rival_better", "rival_close"})
CONTRADICTIONS = frozenset(
    {"rejected", "orcid_other_name", "other_orcid", "identifier_refused", "year_before"}
)
"""With any of these nothing is confirmed without asking."""

WEAK = frozenset({"affiliation_ours", "name_rare", "year_near", "spelling_known"})
"""What does not suffice beside initials, however many people it is true of."""


class Evidence(NamedTuple):
    """One thing that speaks for (weight > 0) or against; `places` fill its sentence."""

    code: str
    places: dict[str, str] = {}  # noqa: RUF012  (never changed)

    @property
    def weight(self) -> float:
        """By how much it changes the logarithm of the odds."""
        return WEIGHTS[self.code]

    @property
    def sentence(self) -> str:
        """What it says, a message id."""
        return SENTENCES[self.code]

    def row(self) -> dict[str, Any]:
        """As a claim keeps it."""
        return {
            "code": self.code,
            "weight": self.weight,
            "sentence": self.sentence,
            "places": dict(self.places),
        }
