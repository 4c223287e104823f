"""Records as matching knows them, without a database: a preprint, an article, an entry."""

from registry.studies.authors import Name
from registry.studies.matching import Manifestation

TITLE = "Fermi arc supercurrent oscillations in Dirac semimetal junctions"
THREE = ("Ada Sample", "Ben Example", "Cho Specimen")


def names(*printed):
    split = [text.rpartition(" ") for text in printed]
    return tuple(Name(t, family or None, given or None)
                 for t, (given, _, family) in zip(printed, split, strict=True))  # fmt: skip


def preprint(title=TITLE, by=THREE, date="2022-05", **more):
    facts = {"work_type": "posted-content", "doi": "10.48550/arxiv.2205.00001"} | more
    return Manifestation(id=1, title=title, names=people(by), date=date, **facts)


def article(title=TITLE, by=THREE, date="2023-01", **more):
    facts = {
        "work_type": "journal-article",
        "doi": "10.5555/article",
        "container": "Sample Physics",
    }
    return Manifestation(id=2, title=title, names=people(by), date=date, **(facts | more))


def entry(number, title=TITLE, by=THREE, date="2023", **more):
    facts = {"work_type": "journal-article", "container": "Sample Physics Letters"} | more
    return Manifestation(id=number, title=title, names=people(by), date=date, **facts)


def people(by):
    return by if by and isinstance(by[0], Name) else names(*by)
