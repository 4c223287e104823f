"""One output: by key, by DOI in every spelling, in every format."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from registry.core.unit_of_work import unit_of_work
from registry.outputs.formats import FORMATS
from tests.makers.claims import make_claim, make_paper
from tests.makers.goals import load_goals, make_link
from tests.makers.outputs import make_publication
from tests.makers.people import make_researcher

ODD = "10.5555/(sici)1097-4679(199605)52:3<253::aid-sample1>3.0.co;2-m#x"
SPELLINGS = (
    "10.5555/sample.doi",
    "10.5555/SAMPLE.DOI",
    "doi:10.5555/Sample.Doi",
    "https://doi.org/10.5555/sample.doi",
    "http://dx.doi.org/10.5555/SAMPLE.doi",
)


def address(doi):
    return f"/api/v1/outputs/doi/{quote(doi, safe='')}"


def test_one_output_comes_whole(client, app):
    with unit_of_work():
        load_goals()
    paper = make_publication(author=["Li, Sai", "Example, Ada"], ISSN=["2049-3630"])
    with unit_of_work():
        make_claim(make_researcher("Li", "Sai"), paper, 1)
        make_link(paper, "G1")
    found = client.get(f"/api/v1/outputs/{paper.id}").json
    assert found["doi"] == paper.doi
    assert [place["family"] for place in found["byline"]] == ["Li", "Example"]
    assert found["identifiers"] == [{"scheme": "issn", "value": "2049-3630"}]
    assert [author["position"] for author in found["researchers"]] == [1]
    assert [goal["code"] for goal in found["goals"]] == ["G1"]


def test_a_hidden_researcher_is_not_named_on_one_output(client, app):
    with unit_of_work():
        paper = make_paper("Hidden Sample", "Shown Sample")
        shown = make_researcher()
        make_claim(make_researcher(visible=False), paper, 1)
        make_claim(shown, paper, 2)
    found = client.get(f"/api/v1/outputs/{paper.id}").json
    assert [author["id"] for author in found["researchers"]] == [shown.id]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_doi_is_found_in_every_spelling(client, app, spelling):
    paper = make_publication(DOI="10.5555/sample.doi")
    make_publication(DOI="10.5555/sample.doi.2")
    assert client.get(address(spelling)).json["id"] == paper.id


@pytest.mark.parametrize("spelling", [ODD, ODD.upper(), f"https://doi.org/{ODD}"])
def test_a_doi_with_odd_characters_is_found(client, app, spelling):
    paper = make_publication(DOI=ODD)
    assert client.get(address(spelling)).json["id"] == paper.id


def test_a_doi_may_stand_in_the_address_as_it_is(client, app):
    paper = make_publication(DOI="10.5555/part/of.sample")
    assert client.get(f"/api/v1/outputs/doi/{paper.doi}").json["id"] == paper.id


@pytest.mark.parametrize("doi", ["10.5555/unknown", "nonsense", "10.5555/sample.do", "10.5555"])
def test_an_unknown_doi_is_not_found(client, app, doi):
    make_publication(DOI="10.5555/sample.doi")
    answer = client.get(address(doi))
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("key", [0, 1, 2**31 - 1])
def test_an_unknown_key_is_not_found(client, app, key):
    assert client.get(f"/api/v1/outputs/{key}").status_code == 404


@pytest.mark.parametrize("name", FORMATS)
def test_accept_decides_the_format(client, app, name):
    paper = make_publication()
    media = FORMATS[name].media_type
    by_header = client.get(f"/api/v1/outputs/{paper.id}", headers={"Accept": media})
    by_name = client.get(f"/api/v1/outputs/{paper.id}?format={name}")
    assert by_header.mimetype == by_name.mimetype == media
    assert by_header.data == by_name.data
    assert "Accept" in by_header.headers["Vary"]


def test_a_format_in_the_address_beats_the_header(client, app):
    paper = make_publication()
    headers = {"Accept": FORMATS["ris"].media_type}
    answer = client.get(f"/api/v1/outputs/{paper.id}?format=bibtex", headers=headers)
    assert answer.mimetype == FORMATS["bibtex"].media_type
    assert answer.text.startswith("@article{")


def test_any_other_wish_gets_json(client, app):
    paper = make_publication()
    answer = client.get(f"/api/v1/outputs/{paper.id}", headers={"Accept": "image/png"})
    assert answer.mimetype == "application/json"


def test_an_unknown_format_is_named(client, app):
    paper = make_publication()
    answer = client.get(f"/api/v1/outputs/{paper.id}?format=papyrus")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["value"] == "papyrus"


def test_what_has_not_changed_is_not_sent_again(client, app):
    paper = make_publication()
    tag = client.get(f"/api/v1/outputs/{paper.id}").headers["ETag"]
    again = client.get(f"/api/v1/outputs/{paper.id}", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
