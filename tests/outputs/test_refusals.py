"""What is on the refusal list stays out, with the reason."""

import pytest
from sqlalchemy import func, select

from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.outputs import queries, refusals, service
from registry.outputs.errors import RefusedAlready, RefusedWork
from registry.outputs.filing import file_works
from registry.outputs.models import Output, Refusal, SourceRecord
from registry.outputs.planning import plan_works
from registry.outputs.received import Outcome
from tests.makers.outputs import make_bibtex, make_output, make_publication, make_received


def refuse(value: str, reason: str = "Not ours", scheme: str = "doi") -> Refusal:
    with unit_of_work():
        return refusals.refuse(scheme, value, reason, by=SYSTEM)


def file(*works):
    with unit_of_work():
        return file_works(works, by=SYSTEM)


def test_a_refused_doi_stays_out_with_its_reason(app):
    refuse("10.5555/never", "A namesake at another place")
    work = make_received(DOI="10.5555/NEVER")
    (planned,) = plan_works([work])
    (filed,) = file(work)
    assert (filed.outcome, filed.output_id) == (Outcome.REFUSED, None)
    assert filed.reason == planned.reason == "refused:A namesake at another place"
    assert db.session.scalar(select(func.count(Output.id))) == 0
    assert db.session.scalar(select(func.count(SourceRecord.id))) == 0


def test_a_refusal_holds_for_a_doi_that_leads_to_the_refused_one(app):
    refuse("10.5555/old")
    (filed,) = file(make_received(DOI="10.5555/new", aliases=["10.5555/old"]))
    assert filed.outcome is Outcome.REFUSED


def test_a_refusal_holds_for_another_identifier_of_the_work_alone(app):
    refuse("2101.00001", scheme="arxiv")
    refused, other = file(
        make_bibtex(identifiers=[("arxiv", "2101.00001")]),
        make_bibtex(identifiers=[("pmid", "2101.00001")]),
    )
    assert (refused.outcome, other.outcome) == (Outcome.REFUSED, Outcome.CREATED)


def test_an_output_that_is_there_stays_as_it_is(app):
    output = make_publication(DOI="10.5555/there", volume="1")
    refuse("10.5555/there")
    (filed,) = file(make_received(DOI="10.5555/there", volume="2"))
    assert (filed.outcome, filed.output_id) == (Outcome.REFUSED, output.id)
    assert queries.one(output.id).volume == "1"


def test_what_is_lifted_comes_in_again(app):
    refuse("10.5555/never")
    with unit_of_work():
        refusals.lift(refusals.of("doi", "10.5555/never"), by=SYSTEM)
    (filed,) = file(make_received(DOI="10.5555/never"))
    assert filed.outcome is Outcome.CREATED


def test_the_same_identifier_is_refused_once(app):
    refuse("10.5555/never", "The first reason")
    with pytest.raises(RefusedAlready) as caught:
        refuse("10.5555/never")
    assert "The first reason" in caught.value.english


@pytest.mark.parametrize(
    "typed",
    [
        {"doi": "10.5555/never"},
        {"identifiers": [{"scheme": "doi", "value": "10.5555/never"}]},
    ],
)
def test_entry_by_hand_names_the_doi_and_the_reason(app, typed):
    refuse("10.5555/never", "A namesake")
    with pytest.raises(RefusedWork) as caught:
        make_output(kind="publication", **typed)
    assert "10.5555/never" in caught.value.english
    assert "A namesake" in caught.value.english


def test_an_output_with_a_doi_refused_later_can_still_be_corrected(app):
    output = make_output(kind="publication", doi="10.5555/here")
    refuse("10.5555/here")
    with unit_of_work():
        service.change(db.session.get_one(Output, output.id), {"title": "Right"}, by=SYSTEM)
    assert queries.one(output.id).title == "Right"


def test_a_deleted_output_can_be_kept_out_for_ever(app):
    output = make_publication(DOI="10.5555/gone")
    with unit_of_work():
        row = db.session.get_one(Output, output.id)
        service.delete(row, by=SYSTEM, never_again="Not a publication")
    (filed,) = file(make_received(DOI="10.5555/gone"))
    assert filed.reason == "refused:Not a publication"


def test_an_output_without_a_doi_is_kept_out_by_its_own_identifier(app):
    entry = make_bibtex(identifiers=[("arxiv", "2101.00002")])
    (filed,) = file(entry)
    with unit_of_work():
        row = db.session.get_one(Output, filed.output_id)
        service.delete(row, by=SYSTEM, never_again="Not ours")
    assert file(entry)[0].outcome is Outcome.REFUSED


def test_an_output_without_any_identifier_is_kept_out_by_what_it_says(app):
    entry = make_bibtex(title="A plain title")
    (filed,) = file(entry)
    with unit_of_work():
        row = db.session.get_one(Output, filed.output_id)
        service.delete(row, by=SYSTEM, never_again="Not ours")
    assert file(entry)[0].outcome is Outcome.REFUSED
