"""Outputs entered and changed by hand."""

import pytest
from sqlalchemy import select

from importers.records import PartialDate
from registry.audit.models import AuditEvent
from registry.claims.models import Claim
from registry.core import facts
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.errors import InvalidFields
from registry.core.unit_of_work import unit_of_work
from registry.outputs import queries, service
from registry.outputs.errors import (
    BylineFromSource,
    DoiTaken,
    FixedDoi,
    NoChoice,
    NoSource,
    NotOfThisKind,
    OutputInUse,
)
from registry.outputs.facts import OutputRefreshed
from registry.outputs.filing import file_works
from registry.outputs.kinds import KINDS
from registry.outputs.models import Kind, Output, SourceRecord
from registry.people.models import Researcher
from tests.makers.outputs import make_message, make_output, make_publication, make_received

PATENT = {"number": "CN200610171314.3", "office": "CN", "granted_on": "2023-02"}
REQUIRED = {
    Kind.PATENT: PATENT,
    Kind.STANDARD: {"number": "ISO 1"},
    Kind.NETWORK_NODE: {"location": "Shenzhen"},
    Kind.NETWORK_LINK: {"from_node": "A", "to_node": "B"},
    Kind.AWARD: {"grantor": "Sample Society"},
    Kind.TRANSFER: {"partner": "Sample Ltd"},
    Kind.COLLABORATION: {"partner": "Sample University"},
    Kind.TRAINED_PERSON: {"degree": "doctor"},
}


def change(output: Output, data: dict) -> Output:
    with unit_of_work():
        return service.change(db.session.get_one(Output, output.id), data, by=SYSTEM)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_entered(app, kind):
    output = make_output(kind=kind, title="Sample", details=REQUIRED.get(kind, {}))
    assert queries.one(output.id).kind == kind
    assert KINDS[kind].name


def test_a_patent_keeps_its_number_office_and_partial_dates(app):
    output = make_output(kind="patent", details=PATENT, date=PartialDate(2023, 2))
    view = queries.one(output.id)
    assert view.details == PATENT
    assert (view.year, view.dates) == (2023, {"by_hand": "2023-02"})


def test_what_a_kind_needs_is_named(app):
    with pytest.raises(InvalidFields) as caught:
        make_output(kind="patent", details={"office": "CN", "granted_on": "2023-13"})
    fields = [error["field"] for error in caught.value.messages["errors"]]
    assert sorted(fields) == ["details.granted_on", "details.number"]
    assert db.session.scalars(select(Output.id)).all() == []


def test_details_are_merged_and_null_takes_away(app):
    output = make_output(kind="patent", details=PATENT)
    change(output, {"details": {"granted_on": None, "holder": "Sample Institute"}})
    details = queries.one(output.id).details
    assert details == {
        "number": PATENT["number"],
        "office": "CN",
        "holder": "Sample Institute",
    }


def test_a_field_of_another_kind_is_refused(app):
    with pytest.raises(NotOfThisKind) as caught:
        make_output(kind="award", details={"grantor": "X"}, volume="3")
    assert (caught.value.field, caught.value.value) == ("volume", "3")


def test_a_second_output_with_a_known_doi_is_refused_and_told_which(app):
    known = make_publication(DOI="10.5555/known", title=["Known work"])
    with pytest.raises(DoiTaken) as caught:
        make_output(doi="10.5555/known")
    assert "Known work" in caught.value.english
    assert str(known.id) in caught.value.english


def test_a_work_by_hand_is_joined_by_its_source_and_keeps_what_was_typed(app):
    output = make_output(
        kind="publication", title="Typed", doi="10.5555/later", byline=[{"printed": "Sai Li"}]
    )
    row = queries.one(output.id).byline[0].id
    with unit_of_work():
        (filed,) = file_works([make_received(make_message(DOI="10.5555/LATER"))], by=SYSTEM)
    view = queries.one(output.id)
    assert filed.output_id == output.id
    assert (view.title, view.volume, view.byline[0].id) == ("Typed", "12", row)


def test_names_by_hand_are_printed_as_their_script_has_it(app):
    names = [
        {"family": "王", "given": "小明"},
        {"family": "Example", "given": "Ada"},
        {"printed": "Sample Team", "is_group": True},
    ]
    view = queries.one(make_output(byline=names).id)
    assert [place.printed for place in view.byline] == ["王小明", "Ada Example", "Sample Team"]
    assert view.byline_count == 3


def test_a_changed_byline_by_hand_keeps_the_rows_that_stay(app):
    output = make_output(byline=[{"printed": "Ada Example"}, {"printed": "Sai Li"}])
    kept = queries.one(output.id).byline[1].id
    change(output, {"byline": [{"printed": "Sai Li", "corresponding": True}]})
    (place,) = queries.one(output.id).byline
    assert (place.id, place.position, place.corresponding) == (kept, 1, True)


def test_the_byline_and_the_doi_of_a_source_stay_as_printed(app):
    output = make_publication()
    with pytest.raises(BylineFromSource):
        change(output, {"byline": [{"printed": "Somebody Else"}]})
    with pytest.raises(FixedDoi):
        change(output, {"doi": "10.5555/other"})


def test_a_change_is_found_by_search_and_counted(app):
    output = make_output(title="Before")
    change(output, {"title": "量子计算平台"})
    assert queries.one(output.id).version == 2
    for asked in ("量子", "子计算", "平台", "台"):
        found = select(Output.id).where(*queries.filtered({"q": asked}))
        assert db.session.scalars(found).all() == [output.id], asked
    assert not db.session.scalars(select(Output.id).where(*queries.filtered({"q": "before"}))).all()


def test_an_output_with_a_claim_is_not_deleted(app):
    output = make_publication()
    with unit_of_work():
        person = Researcher()
        db.session.add(person)
        db.session.flush()
        claim = Claim(output_id=output.id, researcher_id=person.id, state="rejected")
        db.session.add(claim)
    with pytest.raises(OutputInUse), unit_of_work():
        service.delete(db.session.get_one(Output, output.id), by=SYSTEM)
    assert queries.one(output.id)


def test_a_deleted_output_leaves_its_messages_which_its_successor_gets(app):
    received = make_received()
    with unit_of_work():
        (filed,) = file_works([received], by=SYSTEM)
        service.delete(db.session.get_one(Output, filed.output_id), by=SYSTEM)
    assert db.session.scalars(select(SourceRecord.output_id)).all() == [None]
    with unit_of_work():
        (again,) = file_works([received], by=SYSTEM)
    assert db.session.scalars(select(SourceRecord.output_id)).all() == [again.output_id]


def test_what_people_do_is_in_the_audit_trail(app):
    output = make_output(title="One")
    change(output, {"title": "Two"})
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.verb for event in events] == ["output.created", "output.changed"]
    assert events[1].details["title"] == ["One", "Two"]


def test_a_typed_byline_stays_and_the_source_is_shown_beside_it(app):
    output = make_output(
        kind="publication",
        doi="10.5555/typed",
        byline=[{"printed": "Sai Li"}, {"printed": "Bo Wu"}],
    )
    refresh("10.5555/typed", author=["Li, Sai", "Example, Ada"])
    assert printed(output) == ["Sai Li", "Bo Wu"]
    assert choice_of(output, "byline") == ["Sai Li", "Ada Example"]
    change(output, {"byline": [{"printed": "Bo Wu"}]})
    assert printed(output) == ["Bo Wu"]


def test_a_typed_byline_that_the_source_prints_too_follows_it(app):
    output = make_output(kind="publication", doi="10.5555/typed", byline=[{"printed": "Sai Li"}])
    refresh("10.5555/typed", author=["Li, Sai"])
    refresh("10.5555/typed", author=["Li, Sai", "Example, Ada"])
    assert printed(output) == ["Sai Li", "Ada Example"]


def test_an_orcid_typed_by_hand_is_not_lost_to_a_source_that_knows_none(app):
    names = [{"printed": "Sai Li", "orcid": "0000-0002-1825-0097"}]
    output = make_output(kind="publication", doi="10.5555/typed", byline=names)
    refresh("10.5555/typed", author=["Li, Sai"])
    assert queries.one(output.id).byline[0].orcid == "0000-0002-1825-0097"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", "Typed", "As registered"),
        ("volume", "7", "12"),
        ("date", PartialDate(2019), "2025-03-14"),
        ("work_type", "book", "journal-article"),
        ("byline", [{"printed": "Bo Wu"}], ["Sai Li", "Ada Example"]),
        (
            "identifiers",
            [{"scheme": "cstr", "value": "1"}],
            [{"scheme": "issn", "value": "0028-0836"}],
        ),
    ],
)
def test_a_field_set_by_hand_can_follow_its_source_again(app, field, typed, said):
    output = make_output(kind="publication", doi="10.5555/typed", **{"title": "T", field: typed})
    refresh("10.5555/typed", title=["As registered"], ISSN=["0028-0836"])
    before = value_of(output, field)
    with unit_of_work():
        row = db.session.get_one(Output, output.id)
        service.follow_source(row, field, by=SYSTEM)
    assert before != said
    assert value_of(output, field) == said
    refresh("10.5555/typed", title=["Newer"], volume="99")
    assert field not in {choice.field for choice in queries.choices_of(output)}


def test_a_byline_that_follows_its_source_again_is_announced_with_the_claim_it_costs(app):
    output = make_output(kind="publication", doi="10.5555/typed", byline=[{"printed": "Bo Wu"}])
    refresh("10.5555/typed", author=["Li, Sai"])
    with unit_of_work():
        person = Researcher()
        db.session.add(person)
        db.session.flush()
        row = queries.one(output.id).byline[0].id
        claim = {"output_id": output.id, "researcher_id": person.id, "byline_id": row}
        db.session.add(Claim(**claim, state="confirmed"))
    told: list[OutputRefreshed] = []
    facts.react(OutputRefreshed, told.append)
    with unit_of_work():
        service.follow_source(db.session.get_one(Output, output.id), "byline", by=SYSTEM)
    facts._reactions[OutputRefreshed].remove(told.append)
    assert told == [OutputRefreshed([output.id], [output.id])]
    assert printed(output) == ["Sai Li"]


def test_what_nobody_set_has_nothing_to_follow(app):
    output = make_publication()
    with pytest.raises(NoChoice), unit_of_work():
        service.follow_source(db.session.get_one(Output, output.id), "title", by=SYSTEM)


def test_without_a_source_there_is_nothing_to_follow(app):
    output = make_output(title="By hand alone")
    with pytest.raises(NoSource), unit_of_work():
        service.follow_source(db.session.get_one(Output, output.id), "title", by=SYSTEM)


def refresh(doi: str, **message) -> None:
    with unit_of_work():
        file_works([make_received(make_message(DOI=doi, **message))], by=SYSTEM)


def printed(output: Output) -> list[str]:
    return [place.printed for place in queries.one(output.id).byline]


def choice_of(output: Output, field: str):
    return {c.field: c.source_value for c in queries.choices_of(output)}[field]


def value_of(output: Output, field: str):
    view = queries.one(output.id)
    if field == "byline":
        return [place.printed for place in view.byline]
    if field == "identifiers":
        return [{"scheme": i.scheme, "value": i.value} for i in view.identifiers]
    return getattr(view, field)
