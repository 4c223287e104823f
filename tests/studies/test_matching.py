"""Which two records are one study: pairs by their cause, and what makes them be asked or not."""

import pytest

from registry.studies import authors, blocking, matching, titles
from registry.studies.authors import Name
from registry.studies.matching import PairKind
from tests.makers.records import THREE, TITLE, article, entry, names, preprint


def asked(one, two):
    verdict = matching.compare(one, two)
    return verdict is not None and verdict.is_enough


ASKED = {
    "the same": (preprint(), article()),
    "capitals": (preprint(), article(TITLE.upper())),
    "hyphens": (preprint(), article(TITLE.replace("Fermi arc", "Fermi-arc"))),
    "one word more": (preprint(), article(TITLE.replace("Dirac", "a Dirac"))),
    "platform for computer": (
        preprint("SpinQ Gemini: a desktop quantum computer for education and research"),
        article("SpinQ Gemini: a desktop quantum computing platform for education and research"),
    ),
    "TeX and Greek": (
        preprint(r"Spin liquid in $\alpha$-RuCl$_3$ under high fields"),
        article("Spin liquid in α-RuCl₃ under high fields"),
    ),
    "markup": (preprint(), article(f"<i>{TITLE}</i>")),
    "entity": (
        preprint("Vortices &amp; skyrmions in films"), article("Vortices and skyrmions in films")
    ),
    "accents": (
        preprint("Schrodinger cats in a Josephson cavity"),
        article("Schrödinger cats in a Josephson cavity"),
    ),
    "subtitle apart": (
        preprint("Twin-field key distribution: a field test over long fibre"),
        article("Twin-field key distribution", subtitle="A field test over long fibre"),
    ),
    "retracted mark": (preprint(), article(f"RETRACTED ARTICLE: {TITLE}")),
    "initials": (preprint(), article(by=("A. Sample", "B. Example", "C. Specimen"))),
    "an author added": (preprint(), article(by=(*THREE, "Dot Newcomer"))),
    "an author dropped": (preprint(), article(by=THREE[:2])),
    "another order": (preprint(), article(by=THREE[::-1])),
    "one shared author": (preprint(), article(by=("Ada Sample", "Eve Other", "Fay Stranger"))),
    "family and given exchanged": (
        preprint(by=(Name("Sai Li", "Li", "Sai"),)),
        article(by=(Name("Li Sai", "Sai", "Li"),)),
    ),
    "characters and pinyin": (
        preprint(by=(Name("Sai Li", "Li", "Sai"),)),
        article(by=(Name("李赛", "李", "赛"),)),
    ),
    "characters in given": (
        preprint(by=(Name("Li 赛", "Li", "赛"),)),
        article(by=(Name("Sai Li", "Li", "Sai"),)),
    ),
    "a particle moved": (
        preprint(by=(Name("D. van den Sample", "Sample", "D. van den"),)),
        article(by=(Name("Dirk van den Sample", "van den Sample", "Dirk"),)),
    ),
    "umlaut spelled out": (
        preprint(by=(Name("Anna Müster", "Müster", "Anna"),)),
        article(by=(Name("Anna Muester", "Muester", "Anna"),)),
    ),
    "a collaboration": (
        preprint(by=(Name("The Sample Collaboration", is_group=True),)),
        article(by=(Name("Sample Collaboration", is_group=True),)),
    ),
    "published first": (preprint(date="2023-03"), article(date="2022-12")),
    "three years later": (preprint(date="2020-02"), article(date="2023-12")),
    "years alone": (preprint(date="2019"), article(date="2023")),
    "a title changed in part, all authors": (
        preprint(), article("Supercurrent oscillations of Fermi arcs in Dirac semimetal junctions")
    ),
    "retitled, the abstract the same": (
        preprint(abstract="We show that arcs carry current. " * 4),
        article("How arcs carry", abstract="We show that arcs carry a current. " * 4),
    ),
    "retracted characters": (
        preprint("基于超导量子比特的纠缠态制备研究", by=(Name("李赛"),)),
        article("基于超导量子比特的纠缠态制备研究", by=(Name("李赛"),)),
    ),
    "a preprint without a DOI": (
        preprint(doi=None, work_type=None, identifiers=frozenset({"arxiv:2205.00001"})), article()
    ),
    "entered twice, one with a DOI": (entry(3), entry(4, doi="10.5555/entry")),
    "entered twice, no DOI": (entry(3), entry(4)),
    "entered twice, journal abbreviated": (entry(3), entry(4, container="Sample Phys. Lett.")),
    "entered twice, pages given once": (entry(3, pages="1-9", volume="2"), entry(4)),
    "one own identifier": (
        entry(3, title="甲", by=(), identifiers=frozenset({"cnki:X1"})),
        entry(4, title="乙", by=(), identifiers=frozenset({"cnki:X1"})),
    ),
    "one arXiv number": (
        preprint(), entry(4, doi=None, work_type="posted-content", container=None,
                          identifiers=frozenset({"arxiv:2205.00001"}))
    ),
}  # fmt: skip

NOT_ASKED = {
    "another title": (preprint(), article("Heralded photons from one rubidium atom")),
    "no shared author": (preprint(), article(by=("Eve Other", "Fay Stranger"))),
    "the same family name alone": (preprint(by=("Wei Li",)), article(by=("Sai Li",))),
    "five years later": (preprint(date="2018-01"), article(date="2023-06")),
    "published a year before": (preprint(date="2023-05"), article(date="2022-01")),
    "part I and part II": (preprint(f"{TITLE}. Part I"), article(f"{TITLE}. Part II")),
    "one is numbered": (preprint(), article(f"{TITLE} II")),
    "12 and 13 qubits": (
        preprint("Entangled states of 12 superconducting qubits on a chip"),
        article("Entangled states of 13 superconducting qubits on a chip"),
    ),
    "an erratum": (preprint(), article(f"Erratum: {TITLE}")),
    "a correction": (preprint(), article(f"Author Correction: {TITLE}")),
    "a comment": (preprint(), article(f"Comment on “{TITLE}”")),
    "a reply": (preprint(), article(f"Reply to: {TITLE}")),
    "supporting information": (preprint(), article(f"Supporting information for {TITLE}")),
    "a dataset": (preprint(), article(kind="dataset")),
    "a peer review": (preprint(), article(work_type="peer-review")),
    "two articles with a DOI": (entry(3, doi="10.5555/a"), entry(4, doi="10.5555/b")),
    "two preprints with a DOI": (preprint(), preprint(doi="10.5555/other")),
    "a thesis and an article": (entry(3, work_type="dissertation", container=None), entry(4)),
    "conference and journal": (
        entry(3, work_type="proceedings-article", container="Conf"), entry(4)
    ),
    "other pages": (entry(3, volume="2", pages="1-9"), entry(4, volume="7", pages="40-49")),
    "another journal, another year": (
        entry(3, date="2020"), entry(4, container="Annals of Samples")
    ),
    "two arXiv numbers": (
        entry(3, doi=None, identifiers=frozenset({"arxiv:2205.1"})),
        entry(4, doi=None, identifiers=frozenset({"arxiv:2205.2"})),
    ),
    "the same group, the next paper": (
        preprint(), article("Supercurrent interference in Weyl semimetal weak links at low fields")
    ),
    "nothing known": (preprint(title="", by=()), article(title="", by=())),
}  # fmt: skip


@pytest.mark.parametrize("cause", ASKED)
def test_one_study_is_asked_about_though_the_records_differ(cause):
    one, two = ASKED[cause]
    assert asked(one, two), matching.compare(one, two)
    assert asked(two, one)


@pytest.mark.parametrize("cause", ASKED)
def test_the_index_finds_what_would_be_asked(cause):
    one, two = ASKED[cause]
    assert blocking.keys(one) & blocking.keys(two)


@pytest.mark.parametrize("cause", NOT_ASKED)
def test_two_studies_are_not_asked_about_though_the_records_agree(cause):
    one, two = NOT_ASKED[cause]
    assert not asked(one, two), matching.compare(one, two)
    assert not asked(two, one)


def test_the_tables_hold_forty_causes_and_more():
    assert len(ASKED) + len(NOT_ASKED) >= 55


def test_the_preprint_is_the_lesser_whichever_is_named_first():
    for pair in ((preprint(), article()), (article(), preprint())):
        verdict = matching.compare(*pair)
        assert (verdict.kind, verdict.lesser) == (PairKind.PREPRINT, 1)


@pytest.mark.parametrize(
    ("one", "two", "lesser"),
    [
        (entry(3), entry(4, doi="10.5555/entry"), 3),
        (entry(3, doi="10.5555/entry"), entry(4, weight=1), 4),
        (entry(3), entry(4, weight=1), 3),
        (entry(3), entry(4), 4),
    ],
)
def test_among_duplicates_doi_then_claims_then_age_decides(one, two, lesser):
    assert matching.compare(one, two).lesser == lesser


@pytest.mark.parametrize(
    ("one", "two", "believed"),
    [
        (preprint(), article(), True),
        (preprint(), article("Arcs that carry a current"), True),
        (preprint(), article(by=("Eve Other",)), False),
        (preprint(), article(f"Erratum: {TITLE}"), False),
        (preprint(date="2010-01"), article(), False),
        (preprint(), article("Arcs that carry", by=("Ada Sample", "Eve Other", "Fay Old")), False),
    ],
)
def test_what_a_source_asserts_is_believed_where_the_records_bear_it_out(one, two, believed):
    assert matching.weigh(PairKind.PREPRINT, one, two).bears_out is believed


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (r"$\mathrm{Bi}_2\mathrm{Se}_3$ films", "bi2se3 films"),
        ("Bi<sub>2</sub>Se<sub>3</sub>\nfilms", "bi2se3 films"),
        (r"Schr{\"o}dinger\textquoteright s cat", "schrodingers cat"),
        ("µm-sized Λ systems", "mum sized lambda systems"),
        ("ﬁeld’s  end — now", "fields end now"),
        ("一种 量子 方法", "一种 量子 方法"),
        ("2 < 3 and 5 > 4", "2 3 and 5 4"),
    ],
)
def test_a_title_has_one_key_however_it_is_written(text, key):
    assert titles.key(text) == key


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (Name("单小明"), Name("Xiaoming Shan", "Shan", "Xiaoming")),
        (Name("欧阳小明"), Name("X. Ouyang", "Ouyang", "X.")),
        (Name("Sample, Ada"), Name("A. Sample", "Sample", "A.")),
        (Name("吕伟"), Name("Wei Lyu", "Lyu", "Wei")),
        (Name("John Sample Jr.", "Sample Jr.", "John"), Name("J. Sample", "Sample", "J.")),
        (Name("X Y", "X", "Y", orcid="0000-0002-1825-0097"),
         Name("P Q", "P", "Q", orcid="0000-0002-1825-0097")),
    ],
)  # fmt: skip
def test_one_author_is_one_however_printed(one, two):
    assert authors.shared([one], [two]) == 1


def test_an_author_is_shared_once():
    assert authors.shared(names("Wei Li", "Wen Li"), names("W. Li")) == 1


def test_what_has_few_authors_and_words_has_few_keys():
    assert len(blocking.keys(article())) <= 20
