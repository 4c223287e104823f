"""What speaks for and against two outputs being one study. Pure: no database, no Flask.

A preprint and an article are one study, and so is an output that was entered twice (domain.md 4.4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rapidfuzz import fuzz

from registry.core.errors import N_
from registry.studies import authors, titles
from registry.studies.authors import Name


class PairKind(StrEnum):
    """What two outputs of one study are to each other."""

    PREPRINT = "preprint"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, kw_only=True)
class Manifestation:
    """What matching knows of an output; `date` is partial, `names` the first of its authors.

    `weight` is whether claims or goal links hang on it, `record` what it counts under already.
    """

    id: int
    kind: str = "publication"
    work_type: str | None = None
    title: str = ""
    subtitle: str = ""
    date: str | None = None
    doi: str | None = None
    container: str | None = None
    publisher: str | None = None
    volume: str | None = None
    pages: str | None = None
    abstract: str | None = None
    names: tuple[Name, ...] = ()
    identifiers: frozenset[str] = frozenset()
    weight: int = 0
    record: int | None = None

    @property
    def study(self) -> int:
        """The output under which it counts."""
        return self.record or self.id

    @property
    def is_preprint(self) -> bool:
        """Whether it was posted, not published."""
        if self.work_type in POSTED or (self.doi or "").startswith(ARXIV_DOI):
            return True
        place = titles.key(self.container or self.publisher or "")
        if place.startswith(SERVERS):
            return True
        on_arxiv = any(identifier.startswith("arxiv:") for identifier in self.identifiers)
        return on_arxiv and not self.doi and not self.container

    @property
    def own(self) -> frozenset[str]:
        """The identifiers that name this work alone, its arXiv number also from its DOI."""
        doi = self.doi or ""
        if not doi.startswith(ARXIV_DOI):
            return self.identifiers
        return self.identifiers | {f"arxiv:{doi.removeprefix(ARXIV_DOI)}"}


@dataclass(frozen=True)
class Evidence:
    """One thing that speaks for (weight > 0) or against; `places` fill the sentence."""

    code: str
    weight: float
    places: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The message id."""
        return EVIDENCE[self.code][1]


@dataclass(frozen=True)
class Verdict:
    """How two outputs compare; `lesser` is the key of the one that would not count."""

    kind: PairKind
    lesser: int
    evidence: tuple[Evidence, ...]

    @property
    def score(self) -> float:
        """The sum of the weights, kept between 0 and 1."""
        return round(min(1.0, max(0.0, sum(e.weight for e in self.evidence))), 3)

    @property
    def is_enough(self) -> bool:
        """Whether somebody should be asked."""
        return self.score >= ENOUGH and not self.contradicts

    @property
    def contradicts(self) -> bool:
        """Whether something is against it that no other agreement outweighs."""
        return any(e.code in AGAINST for e in self.evidence)

    @property
    def bears_out(self) -> bool:
        """Whether what a source asserts may be believed without asking anybody.

        Nothing is against it, and titles, abstracts or most of the authors agree.
        """
        said = {e.code for e in self.evidence}
        return not said & UNBELIEVED and bool(said & BORNE_OUT)

    def saying(self, *more: Evidence) -> Verdict:
        """The same with more evidence in front."""
        return Verdict(self.kind, self.lesser, (*more, *self.evidence))

    def rows(self) -> list[dict[str, Any]]:
        """The evidence as a pair keeps it."""
        return [
            {"code": e.code, "weight": e.weight, "sentence": e.sentence, "places": e.places}
            for e in self.evidence
        ]


EVIDENCE: dict[str, tuple[float, str]] = {
    "relation": (1.0, N_("The record of one names the other as another version of the same work.")),
    "known_pair": (1.0, N_("A list of known pairs, %(source)s, names the two together.")),
    "same_identifier": (0.7, N_("Both carry the identifier %(identifier)s.")),
    "same_title": (0.6, N_("The titles are the same.")),
    "close_title": (0.5, N_("The titles are nearly the same (%(percent)s %% alike).")),
    "partly_title": (0.2, N_("The titles are partly the same (%(percent)s %% alike).")),
    "same_authors": (0.35, N_("All authors are the same (%(count)s).")),
    "most_authors": (0.25, N_("%(shared)s of %(count)s authors are the same.")),
    "some_authors": (0.15, N_("At least one author is the same (%(shared)s of %(count)s).")),
    "same_abstract": (0.3, N_("The abstracts are nearly the same.")),
    "dates_fit": (0.05, N_("The dates fit: %(one)s and %(two)s.")),
    "same_place": (0.2, N_("Both appeared in the same journal, volume and pages.")),
    "same_journal": (0.1, N_("Both appeared in the same journal.")),
    "other_journal": (-0.2, N_("They appeared in different journals.")),
    "other_pages": (-0.4, N_("Volume or pages differ.")),
    "other_type": (-0.5, N_("They are works of different types.")),
    "other_identifier": (-0.5, N_("They carry different identifiers of one kind.")),
    "numbers_differ": (-0.5, N_("The titles number different things.")),
    "dates_far": (-0.5, N_("The dates do not fit: %(one)s and %(two)s.")),
    "no_author": (-0.6, N_("No author is the same.")),
    "notice": (-1.0, N_("One is a notice about the other: a correction, comment or reply.")),
}
"""Code -> weight and sentence; the weights add up to the score."""

ENOUGH = 0.65
"""The score from which a person is asked: a close title and one shared author."""

AGAINST = frozenset({"no_author", "notice", "other_identifier"})
"""What leaves nothing to ask, whatever else agrees."""

UNBELIEVED = AGAINST | {"numbers_differ", "dates_far"}
"""What makes an asserted pair a question."""

BORNE_OUT = frozenset({
    "same_title", "close_title", "partly_title", "same_authors", "most_authors", "same_abstract",
    "same_identifier",
})  # fmt: skip
"""Of which an asserted pair needs one."""

CLOSE, PARTLY = 0.9, 0.6
MOST = 0.5
SAME_ABSTRACT = 0.8
AFTER, BEFORE = 48, 6
"""An article follows its preprint within so many months, or comes so many before it at most."""

A_YEAR = (-12, 13)
"""Between the dates of one thing that was entered twice."""

POSTED = frozenset({"posted-content", "preprint"})
ARXIV_DOI = "10.48550/arxiv."
SERVERS = ("arxiv", "biorxiv", "medrxiv", "chemrxiv", "preprints", "research square", "techrxiv")
NEVER = frozenset({
    "component", "peer-review", "journal", "journal-issue", "journal-volume", "book-series",
    "book-set", "grant",
})  # fmt: skip
VAGUE = frozenset({None, "other", "article", "document", "misc"})


def compare(one: Manifestation, two: Manifestation) -> Verdict | None:
    """What speaks for and against; None where two such outputs are never one study."""
    kind = kind_of(one, two)
    return None if kind is None else weigh(kind, one, two)


def kind_of(one: Manifestation, two: Manifestation) -> PairKind | None:
    """What the two could be: a preprint and an article, or one thing entered twice.

    Two works with a DOI each are no duplicates, and neither are works of different kinds.
    """
    if one.kind != two.kind or one.work_type in NEVER or two.work_type in NEVER:
        return None
    if one.is_preprint != two.is_preprint:
        return PairKind.PREPRINT
    return None if one.doi and two.doi else PairKind.DUPLICATE


def weigh(kind: PairKind, one: Manifestation, two: Manifestation) -> Verdict:
    """What speaks for and against the two being one study of this kind."""
    found = [
        *_titles(one, two),
        *_authors(one, two),
        *_identifiers(one, two),
        *_abstracts(one, two),
    ]
    if kind is PairKind.PREPRINT:
        first, second = (one, two) if one.is_preprint else (two, one)
        found += _dates(first, second, within=(-BEFORE, AFTER))
    else:
        first, second = sorted((one, two), key=_standing, reverse=True)
        found += [*_dates(one, two, within=A_YEAR), *_places(one, two)]
    return Verdict(kind, first.id, tuple(found))


def evidence(code: str, weight: float | None = None, **places: str) -> Evidence:
    """The evidence of a code."""
    return Evidence(code, EVIDENCE[code][0] if weight is None else weight, places)


def _standing(work: Manifestation) -> tuple[bool, int, int]:
    """What counts among duplicates sorts first: with a DOI, with claims, then the older one."""
    return not work.doi, -work.weight, work.id


def _titles(one: Manifestation, two: Manifestation) -> Iterable[Evidence]:
    alike = titles.similarity((one.title, one.subtitle), (two.title, two.subtitle))
    percent = str(round(alike * 100))
    if alike >= 1:
        yield evidence("same_title")
    elif alike >= CLOSE:
        yield evidence("close_title", percent=percent)
    elif alike >= PARTLY:
        yield evidence("partly_title", round(alike - 0.4, 2), percent=percent)
    if titles.is_notice(one.title) != titles.is_notice(two.title):
        yield evidence("notice")
    elif alike < 1 and titles.numbers_differ(one.title, two.title):
        yield evidence("numbers_differ")


def _authors(one: Manifestation, two: Manifestation) -> Iterable[Evidence]:
    if not one.names or not two.names:
        return
    shared = authors.shared(one.names, two.names)
    count = max(len(one.names), len(two.names))
    if shared == 0:
        yield evidence("no_author")
    elif shared == count:
        yield evidence("same_authors", count=str(count))
    elif shared >= MOST * count:
        yield evidence("most_authors", shared=str(shared), count=str(count))
    else:
        yield evidence("some_authors", shared=str(shared), count=str(count))


def _identifiers(one: Manifestation, two: Manifestation) -> Iterable[Evidence]:
    if both := sorted(one.own & two.own):
        yield evidence("same_identifier", identifier=both[0])
        return
    schemes = {i.partition(":")[0] for i in one.own} & {i.partition(":")[0] for i in two.own}
    if schemes:
        yield evidence("other_identifier")


def _abstracts(one: Manifestation, two: Manifestation) -> Iterable[Evidence]:
    if not one.abstract or not two.abstract:
        return
    here, there = titles.key(one.abstract), titles.key(two.abstract)
    if fuzz.ratio(here, there) >= SAME_ABSTRACT * 100:
        yield evidence("same_abstract")


def _dates(
    one: Manifestation, two: Manifestation, *, within: tuple[int, int]
) -> Iterable[Evidence]:
    """Whether the second can have come so many months after the first."""
    if not one.date or not two.date:
        return
    (first, last), (begin, end) = _months(one.date), _months(two.date)
    fit = end - first >= within[0] and begin - last < within[1]
    yield evidence("dates_fit" if fit else "dates_far", one=one.date, two=two.date)


def _months(date: str) -> tuple[int, int]:
    """The first and the last month that a partial date may mean."""
    year, _, rest = date.partition("-")
    begin = int(year) * 12
    return (begin, begin + 11) if not rest else (begin + int(rest[:2]) - 1,) * 2


def _places(one: Manifestation, two: Manifestation) -> Iterable[Evidence]:
    if one.work_type != two.work_type and not {one.work_type, two.work_type} & VAGUE:
        yield evidence("other_type")
    here, there = titles.key(one.container or ""), titles.key(two.container or "")
    if not here or not there:
        return
    volumes, first_pages = {one.volume, two.volume}, {_first(one.pages), _first(two.pages)}
    if len(volumes - {None}) > 1 or len(first_pages - {None}) > 1:
        yield evidence("other_pages")
    elif fuzz.ratio(here, there) < CLOSE * 100 and not _abbreviates(here, there):
        yield evidence("other_journal")
    elif None in volumes or None in first_pages:
        yield evidence("same_journal")
    else:
        yield evidence("same_place")


def _first(pages: str | None) -> str | None:
    return pages.replace("–", "-").partition("-")[0].strip() if pages else None


def _abbreviates(one: str, two: str) -> bool:
    """Whether one journal's words begin the other's, as `phys rev lett` does."""
    short, long = sorted((one.split(), two.split()), key=lambda words: len(" ".join(words)))
    full = [word for word in long if word not in SMALL]
    return len(short) == len(full) and all(
        whole.startswith(part) for part, whole in zip(short, full, strict=True)
    )


SMALL = frozenset({"of", "the", "and", "for", "in", "on"})
