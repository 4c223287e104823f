"""The file of goals: loaded again and again, checked, nothing lost that links use."""

import csv

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.core.actor import SYSTEM
from registry.core.db import db
from registry.core.errors import InvalidFields
from registry.core.unit_of_work import unit_of_work
from registry.goals import goal_file, queries, service
from registry.goals.errors import UnreadableGoalFile
from registry.goals.models import GoalSet, SubAim
from tests.makers.goals import make_link

SMALL = """
[set]
code = "2018"
name_en = "Goals of 2018"
name_zh = "2018年目标"

[[goal]]
code = "G1"
title_en = "{title}"
title_zh = "材料"
statement = "Find materials."

[[goal.sub_aim]]
code = "G1.1"
title_en = "Quantum materials"
title_zh = "量子材料"
"""


def load(path) -> dict[str, int]:
    with unit_of_work():
        return service.load_goals(path, by=SYSTEM)


def written(tmp_path, text):
    path = tmp_path / "goals.toml"
    path.write_text(text, encoding="utf-8")
    return path


def events() -> int:
    return db.session.scalar(select(func.count(AuditEvent.id)))


def test_the_four_goals_of_2018_come_with_their_17_sub_aims_all_marked_as_working_translations(
    app, goals
):
    found = queries.goals()
    assert [g.code for g in found] == ["G1", "G2", "G3", "G4"]
    assert [len(g.sub_aims) for g in found] == [4, 4, 5, 4]
    aims = [aim for goal in found for aim in (goal, *goal.sub_aims)]
    assert {aim.translation for aim in aims} == {"working translation"}
    assert all(g.statement_zh and g.words_en and g.words_zh for g in found)
    assert db.session.scalars(select(GoalSet.code)).all() == ["2018"]


def test_the_shipped_goals_say_what_the_statement_says(app, goals, shared):
    with (shared / "data" / "goals.csv").open(encoding="utf-8", newline="") as file:
        wanted = list(csv.DictReader(file))
    for goal, row in zip(queries.goals(), wanted, strict=True):
        assert {name: getattr(goal, name) for name in row if name != "title_zh_status"} == {
            name: text for name, text in row.items() if name != "title_zh_status"
        }


def test_loading_a_second_time_changes_nothing_and_records_nothing(app, goals):
    versions, before = [g.version for g in queries.goals()], events()
    tally = load(goal_file.SHIPPED)
    assert dict(tally) == {"unchanged": 22}
    assert ([g.version for g in queries.goals()], events()) == (versions, before)


def test_a_changed_title_is_taken_over_and_recorded(app, tmp_path):
    load(written(tmp_path, SMALL.format(title="Materials")))
    assert load(written(tmp_path, SMALL.format(title="New materials")))["changed"] == 1
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event.verb == "goal.changed"
    assert event.details == {"title_en": ["Materials", "New materials"]}


def test_a_sub_aim_that_the_file_no_longer_names_leaves_unless_a_link_uses_it(app, goals, tmp_path):
    with unit_of_work():
        make_link(goal="G1.2")
    tally = load(written(tmp_path, SMALL.format(title="Materials")))
    assert (tally["removed"], tally["kept"]) == (2, 1)
    left = select(SubAim.code).where(SubAim.code.startswith("G1")).order_by(SubAim.code)
    assert db.session.scalars(left).all() == ["G1.1", "G1.2"]
    assert len(queries.goals()) == 4


def test_a_changed_sub_aim_gives_its_goal_a_new_version(app, tmp_path):
    load(written(tmp_path, SMALL.format(title="Materials")))
    before = queries.goals()[0].version
    text = SMALL.format(title="Materials").replace("Quantum materials", "All materials")
    load(written(tmp_path, text))
    assert queries.goals()[0].version > before


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (('code = "G1.1"', 'code = "G1"'), ("goal", None)),
        (('title_zh = "材料"', "title_zh = 7"), ("goal.0.title_zh", 7)),
        (('title_zh = "材料"', 'colour = "red"'), ("goal.0.colour", "red")),
        (('title_zh = "材料"', 'translation = "so"'), ("goal.0.translation", "so")),
        (('name_en = "Goals of 2018"', ""), ("set.name_en", None)),
    ],
)
def test_a_faulty_file_is_refused_with_field_and_value_and_writes_nothing(tmp_path, edit, fault):
    field, value = fault
    path = written(tmp_path, SMALL.format(title="Materials").replace(*edit, 1))
    with pytest.raises(InvalidFields) as refused:
        load(path)
    faults = {e["field"]: e["value"] for e in refused.value.messages["errors"]}
    assert faults.get(field, "not named") == value
    assert queries.goals() == []


@pytest.mark.parametrize("content", [b"[set", b"\xff\xfe", None])
def test_a_file_that_is_not_toml_or_not_there_is_told_by_its_name(app, tmp_path, content):
    path = tmp_path / "broken.toml"
    if content:
        path.write_bytes(content)
    with pytest.raises(UnreadableGoalFile, match=r"broken\.toml"):
        load(path)
