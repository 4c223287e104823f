"""Papers with bylines, and claims on them, all plainly fictional."""

from itertools import count

from registry.claims import service
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.outputs.models import Byline, BylineAffiliation, Output

_numbers = count(1)


def make_paper(*authors, title=None, year=2024, **overrides) -> Output:
    """A paper; an author is a printed name, or byline fields.

    `unit` is an affiliation of ours, `affiliation` the text of one.
    """
    number = next(_numbers)
    doi = f"10.5555/claims.{number}"
    paper = Output(title=title or f"Sample paper {number}", year=year, doi=doi, **overrides)
    paper.byline = [_place(a, n) for n, a in enumerate(authors or ("Person Sample",), 1)]
    paper.byline_count = len(paper.byline)
    db.session.add(paper)
    db.session.flush()
    return paper


def make_claim(researcher, paper=None, position=1, *, by=SYSTEM):
    """A claim made by the verb that everybody uses: confirmed where the position is free."""
    paper = paper or make_paper(researcher.name)
    return service.answer(paper, position, researcher, by=by)


def _place(author, position) -> Byline:
    fields = {"printed": author} if isinstance(author, str) else dict(author)
    unit, text = fields.pop("unit", None), fields.pop("affiliation", None)
    given, _, family = fields["printed"].rpartition(" ")
    split = {"family": family, "given": given or None}
    place = Byline(position=position, **(split | fields))
    if unit is not None:
        place.affiliations = [BylineAffiliation(position=1, name=unit.name_en, unit_id=unit.id)]
    if text is not None:
        place.affiliations.append(BylineAffiliation(position=2, name=text))
    return place
