"""Preprints, articles and second entries of one study, all plainly fictional."""

from itertools import count

from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.outputs.models import Output, OutputIdentifier, OutputRelation
from registry.studies import suggesting
from registry.studies.models import StudyPair
from registry.studies.queries import of_outputs
from tests.makers.claims import make_paper

_numbers = count(1)
TITLE = "Entanglement of forty trapped ions in a cryogenic array"
AUTHORS = ("Ada Sample", "Ben Example", "Cho Specimen")


def make_preprint(*authors, title=TITLE, date="2023-03", **overrides) -> Output:
    """A preprint with a DOI of the test prefix."""
    posted = {"work_type": "posted-content", "container_title": None, "publisher": "arXiv"}
    return _dated(authors, title, date, posted | overrides)


def make_article(*authors, title=TITLE, date="2024-01", **overrides) -> Output:
    """The article, ten months later."""
    printed = {"work_type": "journal-article", "container_title": "Journal of Sample Physics"}
    return _dated(authors, title, date, printed | overrides)


def make_pair(**overrides) -> StudyPair:
    """A preprint and its article, put as a question."""
    preprint, article = make_preprint(**overrides), make_article()
    suggest(preprint, article)
    pair = of_outputs(preprint.id, article.id)
    assert pair is not None
    return pair


def suggest(*outputs) -> int:
    """Look for pairs of these outputs, as the job does."""
    db.session.flush()
    return suggesting.for_outputs([output.id for output in outputs], by=SYSTEM)


def relate(one, other, kind="is-preprint-of") -> None:
    """Let the record of one name the other."""
    row = OutputRelation(output_id=one.id, kind=kind, scheme="doi", value=other.doi or "")
    row.other_id = other.id
    db.session.add(row)
    db.session.flush()


def identify(output, scheme, value) -> None:
    """Give an output an identifier."""
    db.session.add(OutputIdentifier(output_id=output.id, scheme=scheme, value=value))
    db.session.flush()


def _dated(authors, title, date, fields) -> Output:
    fields = {"dates": {"published": date}, "year": int(date[:4]), "title": title} | fields
    without = "doi" in fields and fields.pop("doi") is None
    paper = make_paper(*(authors or AUTHORS), **fields)
    if without:
        paper.doi = None
    db.session.flush()
    return paper
