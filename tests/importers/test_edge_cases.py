"""The 66 real works with something odd about them; the table beside this says what we expect."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from importers.crossref import parse_json
from importers.records import PartialDate

TABLE = Path(__file__).with_name("edge_cases.tsv")
LINES = TABLE.read_text(encoding="utf-8").splitlines()
ROWS = list(csv.DictReader(LINES, delimiter="\t", quoting=csv.QUOTE_NONE))


def first(record):
    return record.contributors[0]


def date(record, name):
    return str(record.dates[name])


ODD = {
    "abstract-math-1": lambda r: "on the H1-norm and the L2-norm for" in r.abstract,
    "abstract-with-title-1": lambda r: r.abstract.startswith("This article addresses"),
    "affiliation-ids-1": lambda r: (
        {a.ror for c in r.contributors for a in c.affiliations} == {"00p991c53"}
    ),
    "affiliation-many-1": lambda r: max(len(c.affiliations) for c in r.contributors) > 1,
    "alias-1": lambda r: r.aliases == ("10.26434/chemrxiv.5406907",),
    "article-number-1": lambda r: (r.pages, r.article_number) == (None, "164503"),
    "author-suffix-1": lambda r: (first(r).family, first(r).suffix) == ("Akmon", "Manager of"),
    "author-twice-1": lambda r: len({c.printed for c in r.contributors}) == len(r.contributors) - 1,
    "backfile-dates-1": lambda r: date(r, "published_online") > date(r, "published_print"),
    "book-1": lambda r: r.type == "monograph" and r.isbns and r.full_title.count(": ") == 1,
    "chapter-1": lambda r: r.container_title == "Handbook of Women's Health",
    "chinese-authors-1": lambda r: all(c.affiliations for c in r.contributors),
    "chinese-authors-2": lambda r: first(r).family == "Wang",
    "chinese-authors-3": lambda r: all(c.affiliations for c in r.contributors),
    "cjk-author-1": lambda r: (
        (first(r).family, first(r).given, first(r).printed) == ("高", "阁", "高阁")
    ),
    "consortium-author-1": lambda r: any(c.is_group for c in r.contributors),
    "consortium-author-2": lambda r: (
        [c.group_name for c in r.contributors if c.is_group] == ["PHENIX Collaboration"]
    ),
    "dataset-1": lambda r: r.type == "dataset" and "issued" not in r.dates,
    "date-future-1": lambda r: r.dates["issued"] > PartialDate(2023, 12, 31),
    "date-null-1": lambda r: "issued" not in r.dates and not r.remarks,
    "date-null-2": lambda r: "issued" not in r.dates and not r.remarks,
    "date-year-only-1": lambda r: r.dates["issued"] == PartialDate(2012),
    "dates-differ-1": lambda r: r.dates["published_print"].year == 1931,
    "dates-differ-2": lambda r: r.dates["published_online"].year == 2011,
    "doi-odd-1": lambda r: "<" in r.doi and ">" in r.doi,
    "doi-odd-2": lambda r: "(sici)" in r.doi,
    "family-only-author-1": lambda r: (first(r).given, first(r).family) == (None, "Unknown"),
    "first-not-first-1": lambda r: (
        [c.sequence for c in r.contributors].count("first") != 1 or first(r).sequence != "first"
    ),
    "funder-chinese-1": lambda r: (
        (r.funders[0].doi, r.funders[0].awards) == ("10.13039/501100001809", ("41072135",))
    ),
    "given-only-author-1": lambda r: any(c.given and not c.family for c in r.contributors),
    "has-preprint-1": lambda r: r.relations[0].kind == "has-preprint",
    "jats-abstract-1": lambda r: r.abstract.startswith("Background\n\nHead and neck"),
    "many-authors-1": lambda r: len(r.contributors) > 100,
    "nameless-author-1": lambda r: r.contributors[0].printed == "" and r.contributors[1].printed,
    "no-author-1": lambda r: r.contributors == (),
    "no-author-other-1": lambda r: (r.title, r.contributors) == (None, ()),
    "no-title-1": lambda r: r.title is None,
    "no-title-2": lambda r: r.title is None,
    "old-api-1": lambda r: r.cited_by_count is not None and r.references_count is not None,
    "orcid-authenticated-1": lambda r: True in {c.orcid_authenticated for c in r.contributors},
    "orcid-not-authenticated-1": lambda r: (
        {c.orcid_authenticated for c in r.contributors if c.orcid} == {False}
    ),
    "original-title-1": lambda r: r.original_title == r.title,
    "page-odd-1": lambda r: r.pages == "e54205",
    "peer-review-1": lambda r: r.relations[0].kind == "is-review-of",
    "preprint-institution-1": lambda r: (r.container_title, r.institutions) == (None, ("medRxiv",)),
    "preprint-of-1": lambda r: r.relations[0].value == "10.1093/bioinformatics/btz920",
    "preprint-of-2": lambda r: "is-preprint-of" in {relation.kind for relation in r.relations},
    "proceedings-1": lambda r: (
        (r.event.name, r.event.place) == ("Photonics Europe", "Strasbourg, France")
    ),
    "quantum-1": lambda r: "Quantum" in r.title,
    "quantum-2": lambda r: "quantum" in r.title,
    "quantum-3": lambda r: r.type == "book",
    "retraction-1": lambda r: (
        (r.updates[0].type, r.updates[0].doi) == ("retraction", "10.1371/journal.pone.0031093")
    ),
    "retraction-2": lambda r: (
        (r.updates[0].direction, r.updates[0].type) == ("updates", "retraction")
    ),
    "title-cjk-1": lambda r: "手術" in r.title,
    "title-cyrillic-1": lambda r: r.title.startswith("Математическое"),
    "title-entity-1": lambda r: "&" not in r.title,
    "title-html-1": lambda r: "AT<sub>1</sub>" in r.title_markup,
    "title-html-2": lambda r: "BiFeO<sub>3</sub>" in r.title_markup,
    "title-latex-1": lambda r: "$" not in r.title,
    "title-mathml-1": lambda r: "mml" not in r.title,
    "title-mathml-2": lambda r: "H<sub>∞</sub>" in r.title_markup,
    "title-newline-1": lambda r: "\n" not in r.title,
    "update-to-1": lambda r: r.updates[0].date == PartialDate(2019, 4, 8),
    "update-to-2": lambda r: r.updates[0].label == "Correction",
    "updated-by-1": lambda r: {u.direction for u in r.updates} == {"updates", "updated_by"},
    "upper-case-names-1": lambda r: first(r).printed == "R. P. ALLAKER",
}


def described(record) -> dict[str, str]:
    """A record in the words of the table."""
    place = (record.volume, record.issue, record.pages, record.article_number)
    return {
        "doi": record.doi,
        "type": record.type or "",
        "title": record.title or "",
        "markup": record.title_markup or "",
        "place": "|".join(part or "" for part in (record.container_title, *place)),
        "dates": " ".join(
            f"{name}={day}"
            for name, day in record.dates.items()
            if name not in {"indexed", "deposited"}
        ),
        "contributors": str(len(record.contributors)),
        "first": first(record).printed if record.contributors else "",
        "editors": str(len(record.editors)),
        "remarks": " ".join(f"{remark.field}:{remark.reason}" for remark in record.remarks),
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_each_odd_work_is_read_as_expected(row, shared):
    name = row["file"]
    record = parse_json((shared / f"data/crossref/edge-cases/{name}.json").read_bytes())
    assert {"file": name} | described(record) == row
    assert ODD[name](record)


def test_every_odd_work_has_its_expectation(shared):
    files = {path.stem for path in (shared / "data/crossref/edge-cases").glob("*.json")}
    assert files == {row["file"] for row in ROWS} == set(ODD)
    assert len(files) == 66
