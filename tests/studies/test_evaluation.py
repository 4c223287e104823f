"""The rules hold what they promise on real preprints with synthetic articles; pure measuring."""

import pytest

from benchmarks.preprints import measure, preprints, world
from registry.studies import evaluating
from registry.studies.evaluating import Measured
from tests.makers.records import article, entry, preprint


@pytest.fixture(scope="module")
def real(shared):
    return preprints(shared / "data" / "datacite" / "arxiv-preprints.jsonl.gz")


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_joined_unasked_is_right_and_most_of_what_is_true_is_suggested(real, seed):
    suggested, unasked, _, _ = measure(seed, real)
    assert suggested.truths == len(real) // 2
    assert suggested.recall >= 0.90
    assert suggested.precision >= 0.95
    assert unasked.precision >= 0.99
    assert unasked.recall >= 0.90


def test_the_distortion_is_not_trivial_and_the_same_for_a_seed(real):
    made = world(1, real)
    known = {work.id: work for work in made.works}
    pairs = [sorted(pair) for pair in made.truth]
    changed = [known[a].title.lower() != known[b].title.lower() for a, b in pairs]
    fewer = [len(known[a].names) != len(known[b].names) for a, b in pairs]
    assert sum(changed) > 0.4 * len(pairs)
    assert sum(fewer) > 0.15 * len(pairs)
    assert any(pair not in made.truth for pair in made.assertions)
    assert world(1, real).works == made.works


def test_precision_and_recall_are_what_they_say():
    measured = Measured(chosen=4, right=3, truths=6)
    assert (measured.precision, measured.recall) == (0.75, 0.5)
    assert (Measured(0, 0, 0).precision, Measured(0, 0, 0).recall) == (1.0, 1.0)


def test_only_a_preprint_and_an_article_are_measured():
    works = [preprint(), article(), entry(3), entry(4)]
    scored = evaluating.compared(works, {frozenset((1, 2))})
    assert {s.pair: s.is_true for s in scored}[frozenset((1, 2))] is True
    assert frozenset((3, 4)) not in {s.pair for s in scored}
    assert evaluating.suggested(scored, 1).recall == 1.0
