"""A source never overwrites what a higher one gave."""

from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import func, select

from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.outputs import queries
from registry.outputs.filing import file_works
from registry.outputs.models import Output, SourceRecord
from registry.outputs.ranks import RANK
from registry.outputs.received import Outcome, Received
from tests.makers.outputs import (
    MOMENT,
    make_bibtex,
    make_message,
    make_output,
    make_received,
)

DOI = "10.5555/ranked"


def said(source: str, **fields) -> Received:
    return make_bibtex(title=f"As {source} says", source=source, doi=DOI, **fields)


def file(*works: Received):
    with unit_of_work():
        return file_works(works, by=SYSTEM)


def output() -> Output:
    return db.session.scalars(select(Output)).one()


def test_the_ranks_are_those_of_the_rule():
    order = sorted(RANK, key=RANK.__getitem__, reverse=True)
    assert order[:4] == ["crossref", "datacite", "csl", "orcid"]
    assert RANK["ris"] == RANK["bibtex"] < RANK["orcid"]


@pytest.mark.parametrize("order", list(permutations(["crossref", "csl", "bibtex"])))
def test_whatever_comes_first_the_highest_source_is_followed(app, order):
    for source in order:
        file(said(source))
    assert (output().title, output().source) == ("As crossref says", "crossref")
    assert db.session.scalar(select(func.count(SourceRecord.id))) == 3


def test_a_lower_message_is_kept_and_changes_nothing(app):
    (first,) = file(said("crossref"))
    before = output().version, output().checked_at
    (lower,) = file(said("bibtex", volume="9"))
    assert (lower.outcome, lower.output_id, lower.reason) == (
        Outcome.UNCHANGED,
        first.output_id,
        "lower_source",
    )
    assert (output().version, output().checked_at) == before
    assert [row["source"] for row in queries.sources(output())] == ["bibtex", "crossref"]


def test_a_source_of_the_same_rank_is_followed(app):
    file(said("bibtex"))
    (again,) = file(said("ris"))
    assert (again.outcome, output().source) == (Outcome.UPDATED, "ris")


def test_a_source_follows_what_was_entered_by_hand_in_what_nobody_typed(app):
    typed = make_output(kind="publication", title="Typed", doi=DOI)
    file(said("bibtex", volume="9"))
    assert (output().id, output().title, output().volume) == (typed.id, "Typed", "9")


def test_a_message_that_says_nothing_new_is_noted_without_a_new_version(app):
    message = make_message(DOI=DOI)
    file(make_received(message))
    newer = make_received({**message, "score": 7.5})
    (again,) = file(newer)
    assert (again.outcome, again.changed) == (Outcome.UNCHANGED, ())
    assert (output().version, output().source_sha256) == (1, newer.sha256)
    assert db.session.scalar(select(func.count(SourceRecord.id))) == 2


def test_that_a_message_was_indexed_again_is_no_news(app):
    message = make_message(DOI=DOI, indexed={"date-parts": [[2026, 1, 1]]})
    file(make_received(message))
    (again,) = file(make_received({**message, "indexed": {"date-parts": [[2026, 2, 2]]}}))
    assert again.outcome is Outcome.UNCHANGED
    assert output().dates["indexed"] == "2026-02-02"


def later(work: Received, days: int) -> Received:
    return Received(work.record, work.body, work.request, MOMENT + timedelta(days))


def test_it_is_noted_when_the_source_was_asked_last(app):
    first = make_received(DOI=DOI)
    file(first)
    file(later(first, 3))
    assert (output().checked_at, output().version) == (MOMENT + timedelta(3), 1)


def test_those_asked_longest_ago_come_first_and_files_are_not_asked(app):
    old, new, file_only = make_received(), make_received(), said("bibtex")
    ids = [one.output_id for one in file(old, new, file_only)]
    file(later(new, 5))
    moment = MOMENT + timedelta(9)
    found = [(ids[0], old.record.doi), (ids[1], new.record.doi)]
    assert queries.oldest_checked(moment, 10) == found
    assert queries.oldest_checked(moment, 1) == found[:1]
    assert queries.oldest_checked(MOMENT + timedelta(2), 10) == found[:1]
