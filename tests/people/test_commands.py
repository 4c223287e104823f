import json

from registry.core.db import db
from registry.core.unit_of_work import unit_of_work
from registry.people import queries
from registry.people.cli import group
from registry.people.models import Researcher
from tests.makers.people import make_post, make_researcher, make_unit


def run(app, *words):
    return app.test_cli_runner().invoke(group, [str(word) for word in words])


def test_people_are_listed_as_json_lines(app):
    with unit_of_work():
        make_post(make_researcher("Sample", "Ann"), make_unit("optics"))
    (line,) = run(app, "list", "--json").output.splitlines()
    assert json.loads(line) | {"id": 0} == {
        "id": 0,
        "name_en": "Ann Sample",
        "name_zh": "Ann Sample",
        "orcid": None,
        "unit": ["optics"],
        "position": ["professor"],
        "candidate": False,
    }


def test_a_person_is_added_with_characters_and_pinyin(app):
    said = ("--name", "样本", "--family", "Yang", "--given", "Ben")
    key = int(run(app, "add", *said).output)
    person = db.session.get(Researcher, key)
    assert [(n.full, n.kind) for n in person.names] == [("样本", "legal"), ("Ben Yang", "pinyin")]


def test_a_wrong_orcid_id_is_said_in_one_sentence_and_nothing_is_written(app):
    answer = run(app, "add", "--name", "Ann", "--orcid", "0000-0002-1825-0098")
    assert answer.exit_code == 1
    assert "0000-0002-1825-0098" in answer.output
    assert "Traceback" not in answer.output
    assert not db.session.query(Researcher).count()


def test_people_are_merged_and_parted_again(app, hr):
    with unit_of_work():
        kept, gone = make_researcher(), make_researcher()
    assert run(app, "merge", kept.id, gone.id).exit_code == 2
    made = run(app, "merge", kept.id, gone.id, "--reason", "twice")
    assert made.exit_code == 0
    db.session.expire_all()
    assert queries.visible(gone.id, by=hr) is kept
    assert run(app, "unmerge", made.output.strip()).exit_code == 0
    db.session.expire_all()
    assert queries.visible(gone.id, by=hr) is gone
    assert run(app, "merge", kept.id, 99, "--reason", "twice").exit_code == 1
