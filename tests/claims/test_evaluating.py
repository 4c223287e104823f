"""Matching measured by files that say who is who, and the weights that they lead to."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from benchmarks import institute
from registry.claims import baselines, evaluating, fitting, measured, truth
from registry.claims.evaluating import Pair, curve, f1, precision_at
from registry.claims.evidence import AGAINST, NAME_CODES
from registry.claims.matching import Verdict
from registry.naming.names import Printed

TRUTH = Path("/work/shared/data/author-disambiguation")


def test_the_curve_has_a_point_for_every_score():
    pairs = [Pair(0.9, True, 0), Pair(0.9, False, 1), Pair(0.5, True, 2), Pair(0.1, False, 3)]
    points = curve(pairs, true=4)
    assert [(p.recall, p.precision) for p in points] == [(0.25, 0.5), (0.5, 2 / 3), (0.5, 0.5)]
    assert precision_at(points, 0.25) == 2 / 3
    assert precision_at(points, 0.75) is None
    assert f1(0.5, 0.5) == 0.5


@pytest.mark.parametrize(
    ("name", "chinese"),
    [("Wang|Yangben", True), ("虞示本", True), ("Wang|Y. B.", True), ("Sample|Anna", False)],
)
def test_chinese_names_are_told_by_their_syllables(name, chinese):
    family, bar, given = name.partition("|")
    on_paper = Printed(f"{given} {family}", family, given) if bar else Printed(name)
    assert evaluating.is_chinese(on_paper) is chinese


def lei_wang(tmp_path, papers) -> Path:
    path = tmp_path / "truth.jsonl"
    rows = [
        {"title": "Samples", "year": "2020", "authors": f"Lei Wang,{other}", "jconf": "Letters",
         "id": str(number), "label": label, "organization": "null"}
        for number, (label, other) in enumerate(papers)
    ]  # fmt: skip
    path.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    return path


def test_half_of_the_works_of_a_person_are_known_and_the_rest_must_be_sorted(tmp_path):
    papers = [("1", "Ada Example")] * 5 + [("2", "Bea Exemplo")] * 2 + [("3", "Cy Sample")]
    tried = evaluating.trial(truth.read(lei_wang(tmp_path, papers)))
    assert len(tried.people) == 2
    assert sorted(who for _, who in tried.asked if who) == [1, 1, 2]
    assert [who for _, who in tried.asked].count(None) == 1
    assert {p.known.works for p in tried.people.values()} == {3, 1}


def test_co_authors_sort_what_names_alone_cannot(tmp_path):
    papers = [("1", "Ada Example")] * 6 + [("2", "Bea Exemplo")] * 6
    tried = evaluating.trial(truth.read(lei_wang(tmp_path, papers)))
    [everything, *_] = measured.groups(tried)
    curves = everything.curves()
    assert precision_at(curves["ours"], 1.0) == 1.0
    assert precision_at(curves["equal words"], 1.0) == 0.5
    assert "at least as precise" in "\n".join(measured.lines(tried, [everything]))


def test_a_file_that_says_nothing_is_refused(tmp_path):
    for content in (b"", b"[]", b'{"something": 1}', b"no json"):
        path = tmp_path / "other.jsonl"
        path.write_bytes(content)
        with pytest.raises(truth.NoTruth):
            truth.read(path)


@pytest.mark.skipif(not TRUTH.exists(), reason="the truth files are not on this machine")
@pytest.mark.parametrize("name", ["s2and-qian", "lei-wang"])
def test_ours_is_more_precise_than_both_baselines_over_the_whole_curve(name):
    tried = evaluating.trial(truth.read(TRUTH / f"{name}.jsonl.gz"))
    [everything, *_] = measured.groups(tried)
    curves = everything.curves()
    for simpler in baselines.BASELINES:
        for point in curves[simpler]:
            ours = precision_at(curves["ours"], point.recall)
            assert ours is not None, (simpler, point)
            assert ours > point.precision, (simpler, point)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A synthetic institute of a tenth of the size."""
    path = tmp_path_factory.mktemp("institute") / "truth.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(institute, "WORKS", 1_500)
        patch.setattr(institute, "STRANGE_WORKS", 500)
        patch.setattr(institute, "PEOPLE", 250)
        patch.setattr(institute, "STRANGERS", 100)
        institute.write(path, seed=11)
    return evaluating.trial(truth.read(path))


def test_an_institute_is_asked_rightly_and_confirmed_without_asking_only_where_it_is_sure(small):
    [everything, *_] = measured.groups(small)
    said, right = everything.chosen(lambda verdict: verdict is not Verdict.NOTHING)
    assert right / said >= 0.90
    assert right / everything.true >= 0.95
    confirmed, sure = everything.chosen(lambda verdict: verdict is Verdict.CONFIRM)
    assert confirmed > 50
    assert sure / confirmed >= 0.995


def test_fitted_weights_point_where_the_evidence_points(small):
    weights, seen = fitting.fit(small)
    for code, weight in weights.items():
        if code not in {"bias", *NAME_CODES}:
            assert weight <= 0 if code in AGAINST else weight >= 0, code
    assert weights["unit_of_post"] > 2
    assert weights["orcid_authenticated"] > 1
    lines = list(fitting.table(weights, seen))
    assert '    "rejected": -30.0,  # by rule' in lines
    assert any(line.endswith("# kept") for line in lines)
