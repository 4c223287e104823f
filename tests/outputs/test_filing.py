"""Filing: a work becomes an output once, follows its source, and keeps what people decided."""

import gzip
from datetime import UTC, datetime

import orjson
import pytest
from sqlalchemy import event, func, select

from registry.claims.models import Claim
from registry.core import facts
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.outputs import byline_facts, queries, service
from registry.outputs.facts import OutputRefreshed, OutputsFiled
from registry.outputs.filing import file_works
from registry.outputs.models import Byline, FieldChoice, Output, SourceRecord
from registry.outputs.received import Outcome, Received
from registry.people.models import Researcher, Unit, UnitName
from tests.makers.outputs import MOMENT, make_message, make_publication, make_received


def file(*works: Received):
    with unit_of_work():
        return file_works(works, by=SYSTEM)


def names(output_id: int) -> list[str]:
    return [place.printed for place in queries.one(output_id).byline]


def byline_ids(output_id: int) -> dict[str, int]:
    return {place.printed: place.id for place in queries.one(output_id).byline}


def test_a_single_doi_is_a_batch_of_one(app):
    (filed,) = file(make_received(DOI="10.5555/ONE"))
    output = queries.one(filed.output_id)
    assert filed.outcome is Outcome.CREATED
    assert (output.doi, output.year, output.byline_count) == ("10.5555/one", 2025, 2)
    assert names(filed.output_id) == ["Sai Li", "Ada Example"]


def test_the_same_message_again_changes_nothing(app):
    message = make_message()
    (first,) = file(make_received(message))
    reordered = dict(reversed(message.items()))
    (again,) = file(make_received(reordered))
    assert (again.outcome, again.output_id) == (Outcome.UNCHANGED, first.output_id)
    assert db.session.scalar(select(func.count(SourceRecord.id))) == 1
    assert queries.one(first.output_id).version == 1


def test_the_message_is_kept_as_received_and_an_older_one_is_not_overwritten(app):
    message = make_message()
    (filed,) = file(make_received(message))
    file(make_received({**message, "volume": "13"}))
    bodies = db.session.scalars(select(SourceRecord.body).order_by(SourceRecord.id)).all()
    assert gzip.decompress(bodies[0]) == orjson.dumps(message)
    assert len(bodies) == 2
    assert queries.one(filed.output_id).volume == "13"


def test_a_message_that_comes_back_is_followed_and_not_stored_twice(app):
    message = make_message()
    (filed,) = file(make_received(message))
    file(make_received({**message, "volume": "13"}))
    (back,) = file(make_received(message))
    assert back.outcome is Outcome.UPDATED
    assert queries.one(filed.output_id).volume == "12"
    assert db.session.scalar(select(func.count(SourceRecord.id))) == 2


def test_one_doi_twice_in_a_batch_is_created_then_refreshed(app):
    message = make_message()
    filed = file(make_received(message), make_received({**message, "volume": "99"}))
    assert [one.outcome for one in filed] == [Outcome.CREATED, Outcome.UPDATED]
    assert filed[0].output_id == filed[1].output_id


def test_a_refresh_follows_the_source_and_says_what_changed(app):
    message = make_message()
    (filed,) = file(make_received(message))
    (again,) = file(make_received({**message, "title": ["Another title"], "volume": "13"}))
    assert again.changed == ("title", "volume")
    output = queries.one(filed.output_id)
    assert (output.title, output.version) == ("Another title", 2)


def test_what_a_person_corrected_stays_and_the_source_value_is_kept_beside_it(app):
    message = make_message(title=["Tpyo"])
    (filed,) = file(make_received(message))
    with unit_of_work():
        service.change(db.session.get_one(Output, filed.output_id), {"title": "Typo"}, by=SYSTEM)
    file(make_received({**message, "title": ["Tpyo 2"], "volume": "13"}))
    output = queries.one(filed.output_id)
    assert (output.title, output.volume) == ("Typo", "13")
    assert db.session.scalars(select(FieldChoice.source_value)).all() == ["Tpyo 2"]


def test_a_date_by_hand_decides_the_year_through_a_refresh(app):
    message = make_message()
    (filed,) = file(make_received(message))
    with unit_of_work():
        service.change(db.session.get_one(Output, filed.output_id), {"date": "2024-12"}, by=SYSTEM)
    file(make_received({**message, "volume": "13"}))
    output = queries.one(filed.output_id)
    assert (output.year, output.date, output.dates["issued"]) == (2024, "2024-12", "2025-03-14")


@pytest.mark.parametrize("date", [None, "2025-03-14"])
def test_a_date_taken_back_lets_the_source_decide_again(app, date):
    message = make_message()
    (filed,) = file(make_received(message))
    for given in ("2024-12", date):
        with unit_of_work():
            output = db.session.get_one(Output, filed.output_id)
            service.change(output, {"date": given}, by=SYSTEM)
    assert queries.one(filed.output_id).year == 2025
    assert db.session.scalars(select(FieldChoice)).all() == []


def test_a_value_set_back_to_the_source_follows_it_again(app):
    message = make_message(title=["As printed"])
    (filed,) = file(make_received(message))
    for title in ("Mine", "As printed"):
        with unit_of_work():
            output = db.session.get_one(Output, filed.output_id)
            service.change(output, {"title": title}, by=SYSTEM)
    file(make_received({**message, "title": ["New"]}))
    assert queries.one(filed.output_id).title == "New"


def test_byline_rows_keep_their_keys_when_authors_move_and_one_comes_between(app):
    message = make_message(author=["Li, Sai", "Example, Ada", "Wang, Wei"])
    (filed,) = file(make_received(message))
    before = byline_ids(filed.output_id)
    moved = make_message(
        DOI=message["DOI"], author=["Wang, Wei", "New, Nora", "Li, Sai", "Example, Ada"]
    )
    file(make_received(moved))
    after = byline_ids(filed.output_id)
    assert list(after) == ["Wei Wang", "Nora New", "Sai Li", "Ada Example"]
    assert {name: after[name] for name in before} == before


def test_of_two_with_the_same_name_the_one_that_stays_is_told_by_the_order(app):
    message = make_message(author=["Wang, Wei", "Li, Sai", "Wang, Wei"])
    (filed,) = file(make_received(message))
    last = queries.one(filed.output_id).byline[2].id
    file(make_received(make_message(DOI=message["DOI"], author=["Li, Sai", "Wang, Wei"])))
    assert queries.one(filed.output_id).byline[1].id == last


def test_a_name_spelt_out_later_is_the_same_row(app):
    message = make_message(author=["Li, S.", "Müller, A."])
    (filed,) = file(make_received(message))
    before = [place.id for place in queries.one(filed.output_id).byline]
    file(make_received(make_message(DOI=message["DOI"], author=["Li, Sai", "Muller, A."])))
    assert [place.id for place in queries.one(filed.output_id).byline] == before


def test_another_orcid_is_another_person(app):
    one = {"family": "Li", "given": "Sai", "ORCID": "https://orcid.org/0000-0002-1825-0097"}
    other = {"family": "Li", "given": "Sai", "ORCID": "https://orcid.org/0000-0001-5109-3700"}
    message = make_message(author=[one])
    (filed,) = file(make_received(message))
    with unit_of_work():
        row = queries.place(filed.output_id, 1, by=SYSTEM)
        byline_facts.enter(row, {"corresponding": True}, by=SYSTEM)
    file(make_received(make_message(DOI=message["DOI"], author=[other])))
    assert queries.one(filed.output_id).byline[0].corresponding is None


def test_facts_entered_by_hand_stay_with_their_row(app):
    message = make_message()
    (filed,) = file(make_received(message))
    with unit_of_work():
        row = queries.place(filed.output_id, 2, by=SYSTEM)
        byline_facts.enter(row, {"corresponding": True}, by=SYSTEM)
    file(make_received(make_message(DOI=message["DOI"], author=["Example, Ada", "Li, Sai"])))
    byline = queries.one(filed.output_id).byline
    assert [place.corresponding for place in byline] == [True, None]


def test_a_vanished_row_with_a_claim_is_reported_and_the_claim_points_at_nothing(app):
    message = make_message()
    (filed,) = file(make_received(message))
    with unit_of_work():
        person = Researcher()
        db.session.add(person)
        db.session.flush()
        byline = queries.place(filed.output_id, 1, by=SYSTEM)
        claim = Claim(
            output_id=filed.output_id,
            researcher_id=person.id,
            byline_id=byline.id,
            state="confirmed",
            printed="Sai Li",
        )
        db.session.add(claim)
    told: list[OutputRefreshed] = []
    facts.react(OutputRefreshed, told.append)
    (again,) = file(make_received(make_message(DOI=message["DOI"], author=["Example, Ada"])))
    facts._reactions[OutputRefreshed].remove(told.append)
    assert again.taken_away == ("Sai Li",)
    assert told == [OutputRefreshed([filed.output_id], [filed.output_id])]
    assert db.session.scalars(select(Claim.byline_id)).all() == [None]
    assert names(filed.output_id) == ["Ada Example"]


def test_new_outputs_are_announced_once_a_batch(app):
    told: list[OutputsFiled] = []
    facts.react(OutputsFiled, told.append)
    filed = file(*(make_received() for _ in range(3)))
    facts._reactions[OutputsFiled].remove(told.append)
    assert told == [OutputsFiled([one.output_id for one in filed])]


def test_more_works_take_no_more_statements(app):
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = []
    for size in (2, 40):
        asked.clear()
        file(*(make_received() for _ in range(size)))
        counts.append(len(asked))
    assert counts[1] <= counts[0]


@pytest.mark.parametrize(
    ("dates", "year", "is_guess"),
    [
        ({"published": [[2021]], "issued": [[2020]]}, 2021, False),
        ({"issued": [[2020, 2]], "published-online": [[2019]]}, 2020, False),
        ({"published-online": [[2010, 12, 29]], "published-print": [[2011]]}, 2010, False),
        ({"posted": [[2022]]}, 2022, False),
        ({"created": [[2018, 10, 25]]}, 2018, True),
        ({"issued": [[None]]}, 0, False),
    ],
)
def test_the_year_is_that_of_the_policy_earliest(app, dates, year, *, is_guess):
    message = make_message()
    for name in ("issued", "published-print", "created"):
        del message[name]
    message |= {name: {"date-parts": parts} for name, parts in dates.items()}
    (filed,) = file(make_received(message))
    output = queries.one(filed.output_id)
    assert (output.year, output.year_is_guess) == (year, is_guess)


def test_a_retracted_work_is_marked_and_the_notice_kept(app):
    notice = {
        "DOI": "10.5555/notice",
        "type": "retraction",
        "label": "Retraction",
        "source": "retraction-watch",
        "record-id": 20946,
        "updated": {"date-parts": [[2019, 7, 26]]},
    }
    output = make_publication(**{"updated-by": [notice]})
    (relation,) = queries.one(output.id).relations
    assert output.retracted
    assert (relation.kind, relation.value, relation.date, relation.asserted_by) == (
        "updated_by:retraction",
        "10.5555/notice",
        "2019-07-26",
        "retraction-watch",
    )


def test_a_correction_is_no_retraction(app):
    correction = {"DOI": "10.5555/notice", "type": "correction"}
    assert not make_publication(**{"updated-by": [correction]}).retracted


def test_relations_find_each_other_whichever_comes_first(app):
    preprint = make_publication(
        DOI="10.5555/pre", relation={"is-preprint-of": [{"id": "10.5555/art", "id-type": "doi"}]}
    )
    article = make_publication(DOI="10.5555/art")
    assert queries.one(preprint.id).relations[0].other_id == article.id


def test_an_affiliation_is_ours_by_ror_or_by_the_exact_name(app):
    with unit_of_work():
        ours = Unit(code="sample", ror="049tv2d57")
        ours.names = [UnitName(locale="en", name="Sample Quantum Institute")]
        group = Unit(code="group")
        group.names = [UnitName(locale="en", name="Department of Physics")]
        db.session.add_all([ours, group])
    ror = [{"id": "https://ror.org/049tv2d57", "id-type": "ROR", "asserted-by": "publisher"}]
    printed = [
        {"name": "Anything", "id": ror},
        {"name": "sample quantum institute, Shenzhen, China"},
        {"name": "Department of Physics, Elsewhere University"},
        {"name": "Department of physics"},
    ]
    output = make_publication(author=[{"family": "Li", "given": "Sai", "affiliation": printed}])
    found = [a.unit_id for a in queries.one(output.id).byline[0].affiliations]
    assert found == [ours.id, ours.id, None, group.id]


def test_texts_longer_than_their_columns_are_cut_not_refused(app):
    output = make_publication(volume="v" * 500)
    assert len(output.volume) == 100


def test_a_failure_leaves_nothing_half_written(app):
    def fail_after_filing():
        with unit_of_work():
            file_works([make_received()], by=SYSTEM)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_filing()
    assert db.session.scalar(select(func.count(Output.id))) == 0
    assert db.session.scalar(select(func.count(SourceRecord.id))) == 0
    assert db.session.scalar(select(func.count(Byline.id))) == 0


def test_a_thousand_authors_come_in(app):
    authors = [{"family": f"Name{i}", "given": "A."} for i in range(3000)]
    output = make_publication(author=authors)
    assert output.byline_count == 3000
    assert queries.one(output.id, names=5).byline[4].printed == "A. Name4"


def test_cited_by_is_kept_with_its_date(app):
    output = make_publication()
    assert (output.cited_by, output.cited_by_at) == (3, MOMENT)
    assert datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC) == MOMENT
