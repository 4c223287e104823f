"""The public page of a researcher: each study once, by kind and year, and the list in formats."""

import bibtexparser
import orjson
import pytest
import rispy

from registry.catalogue import profile, queries
from registry.claims import service
from registry.core.actor import VISITOR, Actor
from registry.core.unit_of_work import unit_of_work
from registry.outputs.formats import FORMATS
from registry.policy import Role
from tests.catalogue.test_lists import counted
from tests.makers.claims import make_claim, make_paper
from tests.makers.goals import load_goals, make_link
from tests.makers.people import make_post, make_researcher, make_unit

NOTHING = {"kind": None, "year": None, "coauthor": None, "all": False}


@pytest.fixture
def ann(app):
    with unit_of_work():
        return make_researcher("Sample", "Anna")


def works(researcher, *years, **more):
    with unit_of_work():
        dated = [(year, {"published": str(year)}) for year in years]
        papers = [make_paper("Anna Sample", year=y, dates=d, **more) for y, d in dated]
        for paper in papers:
            make_claim(researcher, paper, 1)
    return papers


def shelves(researcher, by=VISITOR, **filters):
    return profile.shelves(profile.profile(researcher, by=by), NOTHING | filters, by=by)


def shown(shelf):
    return [(year, [work.row["id"] for work in works]) for year, works in shelf.years]


def test_works_stand_by_kind_and_year_the_newest_first(ann):
    old, new, again = works(ann, 2020, 2024, 2024)
    (program,) = works(ann, 2022, kind="software")
    papers, software = shelves(ann)
    assert (papers.kind, software.kind) == ("publication", "software")
    assert shown(papers) == [(2024, [again.id, new.id]), (2020, [old.id])]
    assert shown(software) == [(2022, [program.id])]


def test_a_preprint_stands_with_its_article_and_counts_once(ann):
    (article,) = works(ann, 2024)
    (preprint,) = works(ann, 2023, version_of_record_id=article.id)
    (shelf,) = shelves(ann)
    assert shelf.count == 1
    ((year, (work,)),) = shelf.years
    assert (year, work.row["id"]) == (2024, article.id)
    assert [row["id"] for row in work.others] == [preprint.id]


def test_a_preprint_whose_article_is_not_theirs_stands_alone(ann):
    with unit_of_work():
        article = make_paper("Somebody Else", year=2024)
    (preprint,) = works(ann, 2023, version_of_record_id=article.id)
    assert shown(shelves(ann)[0]) == [(2023, [preprint.id])]


def test_a_retracted_work_stays_readable_and_does_not_count(client, ann):
    works(ann, 2024)
    (bad,) = works(ann, 2024, retracted=True)
    (shelf,) = shelves(ann)
    assert (shelf.count, shelf.retracted) == (1, 1)
    assert bad.id in shown(shelf)[0][1]
    assert "1 retracted, not counted" in client.get(f"/researchers/{ann.id}").text


def test_only_confirmed_claims_are_told(client, ann):
    (kept,) = works(ann, 2024)
    with unit_of_work():
        make_claim(ann, gone := make_paper("Anna Sample", title="Gone work"), 1)
        service.not_mine(gone, ann, by=Actor(roles=frozenset(Role)))
    assert [study.id for study in profile.studies(ann.id)] == [kept.id]
    assert "Gone work" not in client.get(f"/researchers/{ann.id}").text


def test_earlier_years_are_folded_whole_and_opened_by_a_link(client, ann, monkeypatch):
    monkeypatch.setattr(profile, "SHOWN", 3)
    works(ann, 2024, 2024, 2023, 2023, 2020)
    (shelf,) = shelves(ann)
    assert [year for year, _ in shelf.years] == [2024]
    assert shelf.folded == [(2023, 2), (2020, 1)]
    assert shelf.count == 5
    page = client.get(f"/researchers/{ann.id}").text
    assert "kind=publication&amp;year=2023" in page
    (opened,) = shelves(ann, year=2023, kind="publication")
    assert [len(works) for _, works in opened.years] == [2]
    (whole,) = shelves(ann, all=True)
    assert whole.folded == []


def test_a_page_of_many_works_asks_as_often_as_one_of_few(client, ann):
    with unit_of_work():
        load_goals()
    numbers = []
    for more in (3, 220):
        for paper in works(ann, *(2000 + n % 25 for n in range(more))):
            if paper.id % 3 == 0:
                with unit_of_work():
                    make_link(paper, "G1")
        with counted() as sent:
            assert client.get(f"/researchers/{ann.id}").status_code == 200
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]
    assert profile.profile(ann, by=VISITOR).counts == {"publication": 223}


def test_contributions_stand_by_goal_each_study_once(ann):
    with unit_of_work():
        load_goals()
    (article,) = works(ann, 2024)
    (preprint,) = works(ann, 2023, version_of_record_id=article.id)
    with unit_of_work():
        make_link(preprint, "G3")
        make_link(article, "G3.1", statement="Keeps a qubit alive.")
        make_link(article, "G1", primary=False)
    known = profile.profile(ann, by=VISITOR)
    first, third = known.contributions
    assert (first.goal_code, third.goal_code) == ("G1", "G3")
    (work,) = third.works
    assert (work["output_id"], work["sub_aim_code"]) == (article.id, "G3.1")
    assert work["statement"] == "Keeps a qubit alive."
    assert known.serving == 1


def test_coauthors_of_ours_are_counted_by_study_and_open_to_the_rows(ann):
    with unit_of_work():
        ben, hidden = make_researcher("Example", "Ben"), make_researcher(visible=False)
        together = [make_paper("Anna Sample", "Ben Example", "H. Sample") for _ in range(2)]
        for paper in together:
            make_claim(ann, paper, 1)
            make_claim(ben, paper, 2)
            make_claim(hidden, paper, 3)
    works(ann, 2024)
    known = profile.profile(ann, by=VISITOR)
    assert [(one.researcher.id, one.studies) for one in known.coauthors] == [(ben.id, 2)]
    (shelf,) = shelves(ann, coauthor=ben.id)
    assert {key for _, ids in shown(shelf) for key in ids} == {paper.id for paper in together}
    assert shelves(ann, coauthor=hidden.id) == []
    hr = Actor(roles=frozenset({Role.HR}))
    assert len(profile.profile(ann, by=hr).coauthors) == 2


@pytest.mark.parametrize("path", ["/researchers/{}", "/api/v1/researchers/{}/profile"])
def test_an_invisible_researcher_is_not_found(client, app, path):
    with unit_of_work():
        hidden, shown = make_researcher(visible=False), make_researcher()
    assert client.get(path.format(hidden.id)).status_code == 404
    assert client.get(path.format(shown.id)).status_code == 200
    listed = f"/api/v1/researchers/{hidden.id}/outputs?format=bibtex"
    assert client.get(listed).status_code == 404


def test_the_page_names_today_and_not_before(client, app):
    names = [
        {"full": "李赛", "kind": "legal"},
        {"family": "Li", "given": "Sai", "kind": "pinyin"},
        {"family": "Li", "given": "S.", "kind": "published"},
        {"full": "Sai Former", "kind": "former"},
    ]
    with unit_of_work():
        person = make_researcher(names=names, orcid="0000-0002-1825-0097")
        unit = make_unit()
        make_post(person, unit)
    page = client.get(f"/researchers/{person.id}").text
    for text in ("李赛", "https://orcid.org/0000-0002-1825-0097", unit.name_en, "Professor"):
        assert text in page
    assert "Sai Former" not in page
    data = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    person_said = orjson.loads(data)
    assert (person_said["@type"], person_said["affiliation"][0]["name"]) == ("Person", unit.name_en)
    assert "sameAs" not in person_said


def test_a_name_ends_no_script(client, app):
    with unit_of_work():
        person = make_researcher(names=[{"full": "</script><b>Evil</b>", "kind": "pinyin"}])
    page = client.get(f"/researchers/{person.id}").text
    assert "</script><b>" not in page


def test_the_profile_as_json(client, ann):
    works(ann, 2024, 2023)
    works(ann, 2023, retracted=True)
    said = client.get(f"/api/v1/researchers/{ann.id}/profile").json
    assert said["researcher"]["id"] == ann.id
    (kind,) = said["kinds"]
    assert (kind["studies"], kind["retracted"]) == (2, 1)
    assert kind["years"] == [{"year": 2024, "studies": 1}, {"year": 2023, "studies": 2}]


def listed(client, researcher, name):
    media = FORMATS[name].media_type
    path = f"/api/v1/researchers/{researcher.id}/outputs"
    answers = [
        client.get(f"{path}?format={name}", buffered=True),
        client.get(path, headers={"Accept": media}, buffered=True),
    ]
    assert [answer.mimetype for answer in answers] == [media, media]
    assert answers[0].data == answers[1].data
    assert f"researcher-{researcher.id}." in answers[0].headers["Content-Disposition"]
    return answers[0].text


@pytest.fixture
def list_of(ann):
    """An article with its preprint, one of another year, and a retracted one."""
    (article,) = works(ann, 2024, title="Ions & 50 % of {light}", container_title="J. Samples")
    works(ann, 2023, version_of_record_id=article.id, title="The preprint")
    works(ann, 2020, title="量子计算", container_title="样例学报")
    works(ann, 2021, title="Taken back", retracted=True)
    with unit_of_work():
        make_claim(make_researcher(), make_paper("Other Sample", title="Of another"), 1)
    return ann


TITLES = ["Ions & 50 % of {light}", "Taken back", "量子计算"]


def test_the_list_as_ris_is_read_by_another_reader(client, list_of):
    entries = rispy.loads(listed(client, list_of, "ris"))
    assert [entry["title"] for entry in entries] == TITLES
    assert [entry["year"] for entry in entries] == ["2024", "2021", "2020"]
    assert [entry.get("notes") for entry in entries] == [None, ["Retracted"], None]
    assert entries[0]["authors"] == ["Sample, Anna"]


def test_the_list_as_bibtex_is_read_by_another_reader(client, list_of):
    library = bibtexparser.parse_string(listed(client, list_of, "bibtex"))
    assert library.failed_blocks == []
    entries = [entry.fields_dict for entry in library.entries]
    assert [entry["year"].value for entry in entries] == ["2024", "2021", "2020"]
    assert entries[2]["title"].value == "{量子计算}"
    assert ["note" in entry for entry in entries] == [False, True, False]
    assert len({entry.key for entry in library.entries}) == 3


def test_the_list_as_csl_json(client, list_of):
    items = orjson.loads(listed(client, list_of, "csl"))
    assert [item["title"] for item in items] == TITLES
    assert items[0]["author"] == [{"family": "Sample", "given": "Anna"}]
    assert items[1]["note"] == "Retracted"


def test_the_list_as_json_has_every_output(client, list_of):
    answer = client.get(f"/api/v1/researchers/{list_of.id}/outputs?format=json&total=true")
    assert answer.json["total"] == 4
    known = queries.of_researcher(list_of, queries.Slice(), by=VISITOR).items
    assert [row["id"] for row in answer.json["items"]] == [row["id"] for row in known]


def test_an_empty_list_is_a_list(client, ann):
    assert orjson.loads(listed(client, ann, "csl")) == []
    assert listed(client, ann, "ris") == ""
    assert "No confirmed outputs yet." in client.get(f"/researchers/{ann.id}").text


@pytest.mark.parametrize("query", ["kind=poem", "year=-1", "coauthor=0"])
def test_a_filter_that_cannot_be_is_refused(client, ann, query):
    assert client.get(f"/researchers/{ann.id}?{query}").status_code == 422
