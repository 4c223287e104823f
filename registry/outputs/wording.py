"""What the words of this domain are called, as message ids."""

from __future__ import annotations

from registry.core.errors import N_

WORDS = {
    "filed": N_("filed"),
    "granted": N_("granted"),
    "lapsed": N_("lapsed"),
    "proposed": N_("proposed"),
    "draft": N_("draft"),
    "published": N_("published"),
    "withdrawn": N_("no longer in force"),
    "international": N_("international"),
    "national": N_("national"),
    "province": N_("province"),
    "city": N_("city"),
    "university": N_("university"),
    "society": N_("learned society"),
    "licence": N_("licence"),
    "assignment": N_("assignment"),
    "spin_off": N_("spin-off company"),
    "service": N_("service"),
    "other": N_("other"),
    "organiser": N_("organiser"),
    "co_organiser": N_("co-organiser"),
    "invited_talk": N_("invited talk"),
    "talk": N_("talk"),
    "poster": N_("poster"),
    "bachelor": N_("bachelor"),
    "master": N_("master"),
    "doctor": N_("doctor"),
    "postdoc": N_("postdoc"),
}
"""What the words of `details` are called."""

FIELDS = {
    "title": N_("Title"),
    "subtitle": N_("Subtitle"),
    "original_title": N_("Title in the original language"),
    "date": N_("Date"),
    "work_type": N_("Type of work"),
    "container_title": N_("Journal, book or series"),
    "short_container_title": N_("Short title of the journal"),
    "publisher": N_("Publisher"),
    "volume": N_("Volume"),
    "issue": N_("Issue"),
    "pages": N_("Pages"),
    "article_number": N_("Article number"),
    "language": N_("Language, such as en or zh"),
    "abstract": N_("Abstract"),
    "identifiers": N_("Other identifiers"),
    "details": N_("What belongs to this kind"),
    "byline": N_("Byline"),
    "funders": N_("Funders"),
    "relations": N_("Relations"),
    "cited_by": N_("Citations"),
    "references_count": N_("Number of references"),
    "byline_count": N_("Number of names"),
    "dates": N_("Dates"),
    "doi": N_("DOI"),
    "kind": N_("Kind of output"),
    "retracted": N_("Retracted"),
    "title_markup": N_("Title with its markup"),
    "year": N_("Year"),
    "year_is_guess": N_("Year is a guess"),
}
"""What the fields are called."""

DETAILS = {
    "subtype": N_("Subtype"),
    "other_titles": N_("Other titles"),
    "institutions": N_("Institutions"),
    "event": N_("Conference or event"),
    "licences": N_("Licences"),
    "url": N_("Address on the web"),
}
"""What the parts of `details` are called that come from a source."""

DATES = {
    "published": N_("appeared"),
    "issued": N_("issued"),
    "published_online": N_("online"),
    "published_print": N_("in print"),
    "published_other": N_("otherwise"),
    "posted": N_("posted"),
    "accepted": N_("accepted"),
    "approved": N_("approved"),
    "submitted": N_("submitted"),
    "updated": N_("changed"),
    "created": N_("registered"),
    "deposited": N_("deposited"),
    "indexed": N_("indexed"),
    "content_created": N_("written"),
    "content_updated": N_("revised"),
    "by_hand": N_("by hand"),
}
"""What the dates are called."""

RELATIONS = {
    "is-preprint-of": N_("is a preprint of"),
    "has-preprint": N_("has the preprint"),
    "is-version-of": N_("is a version of"),
    "has-version": N_("has the version"),
    "is-identical-to": N_("is the same as"),
    "is-review-of": N_("is a review of"),
    "has-review": N_("has the review"),
    "is-comment-on": N_("is a comment on"),
    "has-comment": N_("has the comment"),
    "is-supplement-to": N_("is a supplement to"),
    "is-supplemented-by": N_("has the supplement"),
    "is-part-of": N_("is part of"),
    "has-part": N_("has the part"),
    "is-component-of": N_("is a component of"),
    "correction": N_("correction"),
    "erratum": N_("erratum"),
    "corrigendum": N_("corrigendum"),
    "retraction": N_("retraction"),
    "withdrawal": N_("withdrawal"),
    "expression_of_concern": N_("expression of concern"),
    "new_version": N_("new version"),
    "addendum": N_("addendum"),
}
"""What a work is to another; of a notice and what it changes, the word after the colon."""

SOURCES = {
    "crossref": "Crossref",
    "datacite": "DataCite",
    "csl": N_("DOI resolver"),
    "orcid": "ORCID",
    "ris": N_("RIS file"),
    "bibtex": N_("BibTeX file"),
    "sample": N_("sample data"),
}
"""What the sources are called."""

REASONS = {
    "empty": N_("nothing was given"),
    "too_long": N_("it is too long"),
    "malformed": N_("it does not have the form of one"),
    "blank_inside": N_("there is a blank inside"),
    "invisible_character": N_("there is an invisible character inside"),
    "broken_encoding": N_("its encoding is broken"),
    "encoded_twice": N_("it is encoded twice"),
    "check_digit": N_("its check digit is wrong"),
    "not_a_date": N_("it is not a date"),
    "nameless": N_("the entry has no name"),
    "repeated": N_("the same name stands twice"),
}
"""Why something of a message was not taken over, or with doubt."""
