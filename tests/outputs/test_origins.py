"""Each field remembers where its value came from."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from registry.accounts.models import Account
from registry.core.actor import SYSTEM, Actor
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.unit_of_work import unit_of_work
from registry.outputs import queries, service
from registry.outputs.filing import file_works
from registry.outputs.models import Output
from registry.outputs.received import Received
from tests.makers.outputs import MOMENT, make_message, make_output, make_received

DAY = timedelta(1)


def file(message: dict, days: int = 0) -> Output:
    work = make_received(message)
    later = Received(work.record, work.body, work.request, MOMENT + days * DAY)
    with unit_of_work():
        (filed,) = file_works([later], by=SYSTEM)
    return db.session.get_one(Output, filed.output_id)


def change(output: Output, data: dict, by: Actor = SYSTEM) -> None:
    with unit_of_work():
        service.change(db.session.get_one(Output, output.id), data, by=by)


def test_a_field_of_a_source_names_the_message_that_first_said_so(app):
    message = make_message(title=["One"], volume="1")
    file(message)
    output = file({**message, "volume": "2"}, days=3)
    origins = queries.provenance(output)
    newer, older = (row["id"] for row in queries.sources(output))
    title, volume = origins["title"], origins["volume"]
    assert (title.value, title.source, title.record_id) == ("One", "crossref", older)
    assert (title.since, volume.since) == (MOMENT, MOMENT + 3 * DAY)
    assert (volume.value, volume.record_id, volume.differs) == ("2", newer, None)


def test_since_when_begins_again_where_the_source_said_otherwise_between(app):
    message = make_message(volume="1")
    file(message)
    file({**message, "volume": "2"}, days=1)
    output = file({**message, "score": 1}, days=2)
    assert queries.provenance(output)["volume"].since == MOMENT + 2 * DAY


def test_a_field_a_person_set_names_the_person_and_what_the_source_says(app):
    with unit_of_work():
        account = Account(email="curator@sample.example", name="Cora Curator")
        db.session.add(account)
    output = file(make_message(title=["Tpyo"]))
    change(output, {"title": "Typo"}, by=Actor(label="curator", account_id=account.id))
    title = queries.provenance(output)["title"]
    assert (title.value, title.source, title.person) == ("Typo", None, "Cora Curator")
    assert title.differs == "Tpyo"
    assert title.since is not None


def test_what_a_person_typed_before_the_source_came_shows_the_difference(app):
    typed = make_output(
        kind="publication",
        doi="10.5555/typed",
        title="Typed",
        volume="12",
        byline=[{"printed": "Bo Wu"}],
        identifiers=[{"scheme": "cstr", "value": "1"}],
    )
    message = make_message(DOI="10.5555/typed", title=["Registered"], ISSN=["0028-0836"])
    assert file(message).id == typed.id
    origins = queries.provenance(db.session.get_one(Output, typed.id))
    differing = {name: origin.differs for name, origin in origins.items() if origin.differs}
    assert differing == {
        "title": "Registered",
        "byline": ["Sai Li", "Ada Example"],
        "identifiers": ["issn: 0028-0836"],
    }
    assert origins["volume"].person is not None
    assert origins["publisher"].source == "crossref"


def test_an_output_by_hand_alone_has_no_source_anywhere(app):
    output = make_output(kind="publication", title="By hand", volume="3")
    origins = queries.provenance(output)
    assert set(origins) == {"title", "volume"}
    assert {origin.source for origin in origins.values()} == {None}


def test_byline_funders_and_relations_have_an_origin_too(app):
    output = file(
        make_message(
            funder=[{"name": "Sample Fund", "award": ["61932008, 61772368"]}],
            relation={"is-preprint-of": [{"id": "10.5555/a", "id-type": "doi"}]},
        )
    )
    origins = queries.provenance(output)
    assert origins["byline"].value == ["Sai Li", "Ada Example"]
    assert origins["funders"].value == ["Sample Fund 61932008 61772368"]
    assert origins["relations"].value == ["is-preprint-of 10.5555/a"]
    assert origins["relations"].source == "crossref"


def test_two_messages_are_compared_field_by_field(app):
    message = make_message(title=["One"], volume="1")
    file(message)
    changed = {**message, "title": ["Two"], "author": [{"family": "Wu", "given": "Bo"}]}
    output = file(changed, days=1)
    newer, older = (row["id"] for row in queries.sources(output))
    assert queries.difference(output, older, newer) == {
        "title": ("One", "Two"),
        "byline": (["Sai Li", "Ada Example"], ["Bo Wu"]),
    }


def test_messages_of_another_output_are_not_compared(app):
    one, other = file(make_message()), file(make_message())
    ids = [queries.sources(output)[0]["id"] for output in (one, other)]
    with pytest.raises(NotFound):
        queries.difference(one, *ids)


def test_more_messages_take_no_more_queries(app):
    message = make_message()
    counts, asked = [], []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    for volume in ("2", "3", "4"):
        output = file({**message, "volume": volume})
        db.session.expire_all()
        asked.clear()
        queries.provenance(output)
        counts.append(len(asked))
    assert counts[0] == counts[-1]
