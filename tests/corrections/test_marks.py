"""Marks: what changed a work, when, and who says it, whichever arrives first."""

import json

import pytest
from sqlalchemy import select

from importers.crossref_messages import parse
from registry.audit.models import AuditEvent
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.outputs import service
from registry.outputs.corrections import marks_of
from registry.outputs.filing import file_works
from registry.outputs.models import Output, OutputMark
from tests.makers.corrections import NOTICE, WORK, file, make_notice, make_work, update


def marks(output_id):
    return [
        (m.role, m.type, m.date, m.sayers, m.other_doi, m.other_id)
        for m in marks_of([output_id])[output_id]
    ]


def retracted(output_id):
    return db.session.get(Output, output_id, populate_existing=True).retracted


def test_the_documented_case_is_one_mark_by_retraction_watch(app):
    """The work and notice of domain.md 4.3."""
    told = update(
        "10.1021/acsami.9b11759", "retraction", "retraction-watch", (2019, 7, 26), record=20946
    )
    work = file(make_work(DOI="10.1021/am300292v", **{"updated-by": [told]}))
    assert marks(work) == [
        (
            "changed",
            "retraction",
            "2019-07-26",
            ["retraction-watch"],
            "10.1021/acsami.9b11759",
            None,
        )
    ]
    assert retracted(work)


@pytest.mark.parametrize("first", ["work", "notice"])
def test_a_notice_marks_its_work_whichever_arrives_first(app, first):
    pair = {"work": make_work(), "notice": make_notice("retraction")}
    keys = {name: file(pair[name]) for name in sorted(pair, reverse=first == "work")}
    work, notice = keys["work"], keys["notice"]
    assert marks(work) == [("changed", "retraction", "2026-02-03", ["notice"], NOTICE, notice)]
    assert marks(notice) == [
        ("notice", "retraction", "2026-02-03", ["notice", "title"], WORK, work)
    ]
    assert (retracted(work), retracted(notice)) == (True, False)


def test_both_in_one_batch_are_marked(app):
    with unit_of_work():
        filed = file_works([make_notice("retraction"), make_work()], by=SYSTEM)
    assert [retracted(one.output_id) for one in filed] == [False, True]


def test_a_change_told_twice_is_one_mark_with_two_sayers(app):
    told = [
        update(NOTICE, "withdrawal", "retraction-watch", (2026, 2, 5), record=1),
        update(NOTICE, "retraction", "publisher", (2026, 2, 3)),
    ]
    file(make_notice("retraction"))
    work = file(make_work(**{"updated-by": told}))
    [(_, type_, date, sayers, notice, _)] = marks(work)
    assert (type_, date, notice) == ("retraction", "2026-02-03", NOTICE)
    assert sayers == ["publisher", "retraction-watch", "notice"]


def test_two_corrections_are_two_marks_and_no_retraction(app):
    told = [
        update("10.5555/notice.2", "erratum", "publisher", (2025, 1, 1)),
        update("10.5555/notice.2", "correction", "retraction-watch", (2025, 1, 1)),
        update("10.5555/notice.3", "correction", "publisher", (2026, 1, 1)),
    ]
    work = file(make_work(**{"updated-by": told}))
    assert [m[1:4] for m in marks(work)] == [
        ("correction", "2026-01-01", ["publisher"]),
        ("erratum", "2025-01-01", ["publisher", "retraction-watch"]),
    ]
    assert not retracted(work)


def test_an_expression_of_concern_is_a_mark_and_no_removal(app):
    work = file(make_work())
    file(make_notice("expression_of_concern"))
    assert [m[1] for m in marks(work)] == ["expression_of_concern"]
    assert not retracted(work)


def test_an_unknown_type_is_kept_as_it_was_given(app):
    work = file(make_work(**{"updated-by": [update(NOTICE, "Sample Change", "publisher")]}))
    [mark] = marks_of([work])[work]
    assert (mark.type, mark.what) == ("sample_change", "other")


def test_the_title_alone_says_it(app):
    work = file(make_work(title=["RETRACTED: A sample effect"]))
    assert marks(work) == [("changed", "retraction", "", ["title"], None, None)]
    assert retracted(work)


def test_what_the_title_says_joins_what_a_source_says(app):
    told = update(NOTICE, "retraction", "publisher", (2026, 2, 3))
    work = file(make_work(title=["RETRACTED: A sample effect"], **{"updated-by": [told]}))
    assert marks(work) == [
        ("changed", "retraction", "2026-02-03", ["publisher", "title"], NOTICE, None)
    ]


def test_a_title_with_the_word_in_it_marks_nothing(app):
    work = file(make_work(title=["Protein retraction in skeletal muscle"]))
    assert marks(work) == []


def test_a_mark_survives_a_refresh_and_keeps_its_row(app):
    work = file(make_work())
    file(make_notice("retraction"))
    [before] = marks_of([work])[work]
    key = before.id
    assert file(make_work(title=["A sample effect, revised"])) == work
    [after] = marks_of([work])[work]
    assert (after.id, retracted(work)) == (key, True)


def test_a_mark_goes_when_its_source_takes_it_back(app):
    told = update(NOTICE, "retraction", "publisher", (2026, 2, 3))
    work = file(make_work(**{"updated-by": [told]}))
    assert retracted(work)
    file(make_work())
    assert (marks(work), retracted(work)) == ([], False)


def test_a_mark_goes_when_the_notice_says_something_else(app):
    work = file(make_work())
    file(make_notice("retraction"))
    file(make_notice("correction", title=["Correction: A sample effect"]))
    assert [m[1] for m in marks(work)] == ["correction"]
    assert not retracted(work)


def test_a_mark_stays_while_one_sayer_stays(app):
    told = update(NOTICE, "retraction", "publisher", (2026, 2, 3))
    work = file(make_work(**{"updated-by": [told]}))
    notice = file(make_notice("retraction"))
    file(make_work())
    assert marks(work) == [("changed", "retraction", "2026-02-03", ["notice"], NOTICE, notice)]
    assert retracted(work)


def test_a_deleted_notice_no_longer_marks(app):
    work = file(make_work())
    notice = file(make_notice("retraction"))
    with unit_of_work():
        service.delete(db.session.get(Output, notice), by=SYSTEM)
    assert (marks(work), retracted(work)) == ([], False)


def test_a_title_that_a_person_tidied_still_counts_as_said(app):
    work = file(make_work(title=["RETRACTED: A sample effect"]))
    with unit_of_work():
        service.change(db.session.get(Output, work), {"title": "A sample effect"}, by=SYSTEM)
    assert retracted(work)


def test_an_output_by_hand_is_marked_by_its_title(app):
    with unit_of_work():
        made = service.create({"kind": "publication", "title": "【已撤稿】样本效应"}, by=SYSTEM)
    assert retracted(made.id)
    with unit_of_work():
        service.change(db.session.get(Output, made.id), {"title": "样本效应"}, by=SYSTEM)
    assert (marks(made.id), retracted(made.id)) == ([], False)


def test_a_mark_changes_the_version_and_leaves_an_event(app):
    work = file(make_work())
    before = db.session.get(Output, work).version
    file(make_notice("retraction"))
    assert db.session.get(Output, work, populate_existing=True).version > before
    event = select(AuditEvent).filter_by(verb="output.marked", subject_id=str(work))
    assert db.session.scalars(event).one().details == {"marks": ["retraction"], "retracted": True}


def test_filing_the_same_again_writes_no_mark_again(app):
    file(make_work())
    file(make_notice("retraction"))
    before = [(m.id, m.updated_at) for m in db.session.scalars(select(OutputMark))]
    file(make_work())
    file(make_notice("retraction"))
    assert [(m.id, m.updated_at) for m in db.session.scalars(select(OutputMark))] == before


def test_marks_of_many_are_one_query(app, asked):
    works = [file(make_work(DOI=f"10.5555/w.{n}", title=["RETRACTED: It"])) for n in range(4)]
    assert asked(lambda: marks_of(works[:2])) == asked(lambda: marks_of(works)) == 1


def edge(shared, name):
    text = (shared / "data/crossref/edge-cases" / name).read_text("utf-8")
    return json.loads(text)


def test_real_notices_and_works_are_read_as_they_are(app, shared):
    names = ("retraction-1", "retraction-2", "update-to-1", "update-to-2", "updated-by-1")
    found = {}
    for name in names:
        message = edge(shared, f"{name}.json")
        found[name] = [(m[0], m[1], m[3]) for m in marks(file(message))]
        assert parse(message).doi
    assert found == {
        "retraction-1": [("notice", "retraction", ["notice", "title"])],
        "retraction-2": [("notice", "retraction", ["notice", "title"])],
        "update-to-1": [("changed", "correction", ["publisher"])],
        "update-to-2": [("notice", "correction", ["notice", "title"])],
        "updated-by-1": [("changed", "new_version", ["publisher"])],
    }


def test_a_real_work_is_marked_by_a_real_notice(app, shared):
    """A PLOS correction and, in the shape of its source, the work that it names."""
    message = edge(shared, "update-to-2.json")
    target = message["update-to"][0]["DOI"]
    notice = file(message)
    work = file(make_work(DOI=target))
    assert [(m[1], m[4], m[5]) for m in marks(work)] == [("correction", message["DOI"], notice)]
