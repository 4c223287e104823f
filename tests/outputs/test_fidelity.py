"""What comes in stands as it was printed: titles, funders, and a refresh that asks little."""

import pytest
from sqlalchemy import event, select

from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.outputs import queries, service
from registry.outputs.filing import file_works
from registry.outputs.models import Output, OutputFunder
from tests.makers.outputs import make_message, make_publication, make_received

CAPITALS = "ON THE ENTANGLEMENT OF SAMPLES IN BaTiO3"


def test_a_title_in_capitals_stays_as_printed_and_is_found_in_any_letters(app):
    output = make_publication(title=[CAPITALS])
    assert queries.one(output.id).title == CAPITALS
    found = select(Output.id).where(*queries.filtered({"q": "entanglement of samples"}))
    assert db.session.scalars(found).all() == [output.id]


def test_a_name_in_capitals_stays_as_printed_and_keeps_its_row_when_spelt_otherwise(app):
    message = make_message(author=["ALLAKER, R. P."])
    output = make_publication(**message)
    (before,) = queries.one(output.id).byline
    assert before.printed == "R. P. ALLAKER"
    again = {**message, "author": [{"family": "Allaker", "given": "R. P."}]}
    make_publication(**again)
    (after,) = queries.one(output.id).byline
    assert (after.id, after.printed) == (before.id, "R. P. Allaker")


@pytest.mark.parametrize(
    ("award", "split"),
    [
        (["61932008, 61772368"], ["61932008", "61772368"]),
        (["11934010"], ["11934010"]),
        (["2020YFA0712403"], ["2020YFA0712403"]),
        (["JCYJ20170307160923202"], ["JCYJ20170307160923202"]),
        (["61932008；61772368"], ["61932008", "61772368"]),
    ],
)
def test_award_numbers_are_split_and_kept_as_they_came(app, award, split):
    nsfc = {"name": "National Natural Science Foundation of China", "award": award}
    output = make_publication(funder=[nsfc | {"DOI": "10.13039/501100001809"}])
    (funder,) = db.session.scalars(select(OutputFunder).filter_by(output_id=output.id))
    assert (funder.awards, funder.awards_raw) == (split, award)
    assert funder.identifier is not None
    assert "501100001809" in funder.identifier


def test_more_refreshed_works_take_no_more_statements(app):
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = []
    for size in (3, 30):
        messages = [make_message() for _ in range(size)]
        with unit_of_work():
            filed = file_works([make_received(m) for m in messages], by=SYSTEM)
            for one in filed:
                output = db.session.get_one(Output, one.output_id)
                service.change(output, {"title": "By hand"}, by=SYSTEM)
        changed = [edited(message) for message in messages]
        asked.clear()
        with unit_of_work():
            file_works([make_received(m) for m in changed], by=SYSTEM)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def edited(message: dict) -> dict:
    """Another title, another byline, a funder and a relation."""
    return make_message(
        **message
        | {
            "title": ["Another"],
            "volume": "99",
            "author": ["Example, Ada", "New, Nora"],
            "funder": [{"name": "Sample Fund"}],
            "relation": {"is-preprint-of": [{"id": "10.5555/other", "id-type": "doi"}]},
        }
    )
