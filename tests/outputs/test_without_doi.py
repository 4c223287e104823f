"""Works without a DOI are filed by another identifier of their own, else by what they say."""

import pytest
from sqlalchemy import func, select

from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.outputs import queries
from registry.outputs.filing import file_works
from registry.outputs.models import Output, SourceRecord
from registry.outputs.received import Outcome, Received
from tests.makers.outputs import make_bibtex, make_output, make_received

ARXIV = [("arxiv", "2101.00001")]


def file(*works: Received):
    with unit_of_work():
        return file_works(works, by=SYSTEM)


def outcomes(*works: Received) -> list[Outcome]:
    return [one.outcome for one in file(*works)]


@pytest.mark.parametrize("identifiers", [ARXIV, [("patent", "CN1")], []])
def test_the_same_entry_read_twice_is_one_output_and_unchanged(app, identifiers):
    entry = make_bibtex(identifiers=identifiers)
    assert outcomes(entry) == [Outcome.CREATED]
    assert outcomes(entry) == [Outcome.UNCHANGED]
    assert db.session.scalar(select(func.count(SourceRecord.id))) == 1


@pytest.mark.parametrize("identifiers", [ARXIV, []])
def test_an_edited_entry_updates_its_output(app, identifiers):
    (first,) = file(make_bibtex(identifiers=identifiers, volume="1"))
    (again,) = file(make_bibtex(identifiers=identifiers, volume="2"))
    assert (again.outcome, again.output_id, again.changed) == (
        Outcome.UPDATED,
        first.output_id,
        ("volume",),
    )


def test_an_entry_whose_title_changes_is_told_by_its_identifier(app):
    (first,) = file(make_bibtex(identifiers=ARXIV, title="One"))
    (again,) = file(make_bibtex(identifiers=ARXIV, title="Another"))
    assert again.output_id == first.output_id


def test_entries_without_any_identifier_are_told_apart_by_what_they_say(app):
    one, other = file(make_bibtex(title="One"), make_bibtex(title="Other"))
    assert one.output_id != other.output_id


def test_an_output_by_hand_is_found_by_its_own_identifier(app):
    scheme, value = ARXIV[0]
    output = make_output(kind="publication", identifiers=[{"scheme": scheme, "value": value}])
    (filed,) = file(make_bibtex(identifiers=ARXIV, title="Another", volume="3"))
    assert filed.output_id == output.id
    assert queries.one(output.id).volume == "3"


def test_an_issn_tells_no_work(app):
    one, other = file(
        make_bibtex(title="One", issns=("00280836",)),
        make_bibtex(title="Other", issns=("00280836",)),
    )
    assert one.output_id != other.output_id


def test_a_work_with_a_doi_is_not_joined_to_an_output_without_one(app):
    (entry,) = file(make_bibtex(identifiers=ARXIV))
    (work,) = file(make_bibtex(identifiers=ARXIV, doi="10.5555/article", source="datacite"))
    assert work.outcome is Outcome.CREATED
    assert work.output_id != entry.output_id
    (again,) = file(make_bibtex(identifiers=ARXIV))
    assert (again.outcome, again.output_id) == (Outcome.UNCHANGED, entry.output_id)


def test_an_entry_is_the_output_with_a_doi_that_has_its_identifier(app):
    (work,) = file(make_bibtex(identifiers=ARXIV, doi="10.5555/arxiv", source="datacite"))
    (entry,) = file(make_bibtex(identifiers=ARXIV, title="As typed"))
    assert (entry.output_id, entry.reason) == (work.output_id, "lower_source")


@pytest.mark.parametrize("order", [1, -1])
def test_two_works_of_one_batch_that_are_one_come_out_as_in_two_batches(app, order):
    works = [
        make_bibtex(identifiers=ARXIV, doi="10.5555/arxiv", source="datacite"),
        make_bibtex(identifiers=ARXIV, title="As typed"),
    ][::order]
    together = [(one.outcome, one.reason) for one in file(*works)]
    assert together == (
        [(Outcome.CREATED, None), (Outcome.UNCHANGED, "lower_source")]
        if order == 1
        else [(Outcome.CREATED, None)] * 2
    )


def test_keys_are_given_in_order_and_never_twice(app):
    first = file(*(make_received() for _ in range(3)))
    second = file(*(make_bibtex(title=f"T{i}") for i in range(3)))
    ids = [one.output_id for one in first + second]
    assert ids == sorted(set(ids))
    assert db.session.scalar(select(func.max(Output.id))) == ids[-1]
    by_hand = make_output()
    assert by_hand.id > ids[-1]
