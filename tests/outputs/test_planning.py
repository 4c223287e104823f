"""What the plan says is what filing then does, and planning writes nothing."""

import gzip
import random

import orjson
import pytest
from sqlalchemy import event, func, select

from importers.crossref_messages import parse
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.outputs import queries, refusals, service
from registry.outputs.filing import file_works
from registry.outputs.models import Output
from registry.outputs.planning import plan_works
from registry.outputs.received import Filed, Outcome, Planned, Received
from tests.makers.outputs import (
    MOMENT,
    REQUEST,
    make_bibtex,
    make_message,
    make_publication,
    make_received,
)

SAMPLE = 400


def file(*works: Received) -> list[Filed]:
    with unit_of_work():
        return file_works(works, by=SYSTEM)


def test_a_new_work_is_planned_and_not_written(app):
    (planned,) = plan_works([make_received(DOI="10.5555/new")])
    assert planned == Planned("10.5555/new", Outcome.CREATED)
    assert db.session.scalar(select(func.count(Output.id))) == 0


def test_a_changed_field_is_told_with_what_stood_before(app):
    message = make_message(volume="1")
    (filed,) = file(make_received(message))
    (planned,) = plan_works([make_received({**message, "volume": "2"})])
    assert (planned.outcome, planned.output_id) == (Outcome.UPDATED, filed.output_id)
    assert planned.changes == {"volume": ("1", "2")}
    assert queries.one(filed.output_id).volume == "1"


def test_names_added_removed_and_moved_are_told(app):
    message = make_message(author=["Li, Sai", "Example, Ada", "Wang, Wei", "Wu, Bo"])
    file(make_received(message))
    authors = ["Example, Ada", "Wang, Wei", "New, Nora", "Li, Sai"]
    (planned,) = plan_works([make_received(make_message(**{**message, "author": authors}))])
    before, after = planned.changes["byline"]
    assert before == ["Sai Li", "Ada Example", "Wei Wang", "Bo Wu"]
    assert after == {
        "names": ["Ada Example", "Wei Wang", "Nora New", "Sai Li"],
        "added": ["Nora New"],
        "removed": ["Bo Wu"],
        "moved": ["Sai Li"],
        "reprinted": [],
    }


def test_a_person_s_choice_is_kept_and_the_difference_told(app):
    message = make_message(title=["Tpyo"])
    (filed,) = file(make_received(message))
    with unit_of_work():
        service.change(db.session.get_one(Output, filed.output_id), {"title": "Typo"}, by=SYSTEM)
    (planned,) = plan_works([make_received({**message, "title": ["Tpyo 2"], "volume": "9"})])
    assert planned.changes == {"volume": ("12", "9")}
    assert planned.kept == {"title": "Tpyo 2"}


def test_new_funders_and_relations_are_told(app):
    message = make_message()
    file(make_received(message))
    funder = [{"name": "Sample Fund", "award": ["1", "2"]}]
    relation = {"is-preprint-of": [{"id": "10.5555/article", "id-type": "doi"}]}
    (planned,) = plan_works([make_received({**message, "funder": funder, "relation": relation})])
    assert sorted(planned.changes) == ["funders", "relations"]
    assert planned.changes["funders"][0] == []
    assert planned.changes["funders"][1][0]["awards"] == ["1", "2"]


def test_what_is_lower_the_same_or_twice_is_unchanged_with_the_reason(app):
    output = make_publication(DOI="10.5555/known")
    same = make_received(make_message(DOI="10.5555/twice"))
    works = [make_bibtex(doi="10.5555/known"), same, same]
    planned = [(one.outcome, one.output_id, one.reason) for one in plan_works(works)]
    assert planned == [
        (Outcome.UNCHANGED, output.id, "lower_source"),
        (Outcome.CREATED, None, None),
        (Outcome.UNCHANGED, None, "twice"),
    ]


def test_more_works_take_no_more_queries_to_plan(app):
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = []
    for size in (2, 40):
        messages = [make_message() for _ in range(size)]
        file(*(make_received(m) for m in messages))
        asked.clear()
        plan_works([make_received({**m, "volume": "99"}) for m in messages])
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("seed", range(3))
def test_what_is_planned_is_what_is_done_with_real_works_edited_at_random(app, shared, seed):
    chance = random.Random(seed)
    lines = gzip.decompress((shared / "data/crossref/works.jsonl.gz").read_bytes()).splitlines()
    messages = [orjson.loads(line) for line in chance.sample(lines, SAMPLE)]
    filed = file(*(received(m) for m in messages[: SAMPLE * 3 // 4]))
    with unit_of_work():
        for one in chance.sample(filed, 40):
            correct(db.session.get_one(Output, one.output_id), chance)
        for one in chance.sample(messages, 20):
            refuse(one["DOI"].lower())
    works = [received(edited(message, chance)) for message in messages]
    works += [make_bibtex(doi=m["DOI"].lower()) for m in messages[:10]]
    planned = plan_works(works)
    done = file(*works)
    assert len({one.outcome for one in planned}) == 4
    for plan, one in zip(planned[:SAMPLE], done[:SAMPLE], strict=True):
        assert (plan.key, plan.outcome, plan.reason) == (one.key, one.outcome, one.reason)
        assert set(plan.changes) == set(one.changed)
        if plan.outcome is not Outcome.CREATED:
            assert plan.output_id == one.output_id
        check(plan)


def check(plan: Planned) -> None:
    """What was planned stands in the output now; a second message of the same has nothing to do."""
    if plan.outcome is not Outcome.UPDATED:
        return
    view = queries.one(plan.output_id)
    for name, (_, after) in plan.changes.items():
        if name == "byline":
            assert [place.printed for place in view.byline] == after["names"]
        elif name not in {"identifiers", "funders", "relations"}:
            assert getattr(view, name) == after, name
        else:
            assert len(getattr(view, name)) == len(after)


def received(message: dict) -> Received:
    return Received(parse(message), orjson.dumps(message), REQUEST, MOMENT)


def refuse(doi: str) -> None:
    if not refusals.of("doi", doi):
        refusals.refuse("doi", doi, "At random", by=SYSTEM)


def correct(output: Output, chance: random.Random) -> None:
    field = chance.choice(["title", "subtitle", "date"])
    value = {"title": "Corrected", "subtitle": "By hand", "date": "1999"}[field]
    service.change(output, {field: value}, by=SYSTEM)


def edited(message: dict, chance: random.Random) -> dict:
    """The message as its publisher may have changed it, or as it was."""
    changed = orjson.loads(orjson.dumps(message))
    for edit in chance.sample(EDITS, chance.choice([0, 1, 1, 2, 4])):
        edit(changed, chance)
    return changed


def retitle(message: dict, chance: random.Random) -> None:
    message["title"] = [chance.choice(["Another title", "A <i>marked</i> title", ""])]


def shuffle(message: dict, chance: random.Random) -> None:
    authors = message.get("author") or []
    chance.shuffle(authors)


def drop(message: dict, chance: random.Random) -> None:
    if message.get("author"):
        message["author"].pop(chance.randrange(len(message["author"])))


def join(message: dict, chance: random.Random) -> None:
    new = {"family": "New", "given": "Nora", "affiliation": [{"name": "Sample Institute"}]}
    message.setdefault("author", []).insert(0, new)


def house(message: dict, chance: random.Random) -> None:
    for author in message.get("author", [])[:1]:
        author["affiliation"] = [{"name": "Another Institute"}]


def fund(message: dict, chance: random.Random) -> None:
    message["funder"] = [{"name": "Sample Fund", "award": ["61932008, 61772368"]}]


def relate(message: dict, chance: random.Random) -> None:
    message["relation"] = {"has-preprint": [{"id": "10.5555/pre", "id-type": "doi"}]}


def redate(message: dict, chance: random.Random) -> None:
    message["published-online"] = {"date-parts": [[chance.choice([2001, 2020, None])]]}


def reindex(message: dict, chance: random.Random) -> None:
    message["indexed"] = {"date-parts": [[2026, 1, 1]]}


def count(message: dict, chance: random.Random) -> None:
    message["is-referenced-by-count"] = chance.randrange(10**6)


def forget(message: dict, chance: random.Random) -> None:
    for name in ("volume", "ISSN", "publisher", "abstract", "page"):
        message.pop(name, None)


EDITS = [retitle, shuffle, drop, join, house, fund, relate, redate, reindex, count, forget]
