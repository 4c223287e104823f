from __future__ import annotations

from importers.agencies import Agencies
from registry.core.db import db
from registry.intake.hints import DatabaseHints
from registry.intake.models import PrefixAgency
from registry.intake.sources import open_agencies, open_orcid
from tests.makers.intake import asking, small_crossref
from tests.makers.services import make_datacite, services


def test_what_one_process_learns_another_knows(app):
    DatabaseHints().learn("10.48550", "DataCite")
    assert DatabaseHints().agency_of("10.48550") == "DataCite"
    assert DatabaseHints().agency_of("10.5555") is None


def test_the_agency_seen_last_stands(app):
    hints = DatabaseHints()
    hints.learn("10.3969", "ISTIC")
    DatabaseHints().learn("10.3969", "Crossref")
    assert hints.agency_of("10.3969") == "ISTIC"
    hints.learn("10.3969", "ISTIC")
    assert DatabaseHints().agency_of("10.3969") == "Crossref"
    hints.learn("10.3969", "mEDRA")
    assert DatabaseHints().agency_of("10.3969") == "mEDRA"
    assert db.session.query(PrefixAgency).count() == 1


def test_two_processes_learn_of_a_prefix_at_the_same_time(app):
    one, other = DatabaseHints(), DatabaseHints()
    assert (one.agency_of("10.5281"), other.agency_of("10.5281")) == (None, None)
    one.learn("10.5281", "DataCite")
    other.learn("10.5281", "Crossref")
    assert DatabaseHints().agency_of("10.5281") == "Crossref"


def test_a_prefix_or_name_too_long_for_its_column_breaks_nothing(app):
    DatabaseHints().learn("10." + "5" * 100, "DataCite")
    DatabaseHints().learn("10.5555", "x" * 200)
    assert DatabaseHints().agency_of("10.5555") == "x" * 100


def test_all_agencies_are_opened_with_the_settings_in_force(app):
    with small_crossref() as crossref, services() as others:
        crossref.agencies["10.5281/a"] = "DataCite"
        others.put(make_datacite("10.5281/a"))
        with asking(app, crossref.url, public_url="https://registry.example/", **others.settings):
            agencies = open_agencies()
            orcid = open_orcid()
            assert isinstance(agencies, Agencies)
            assert agencies.fetch("10.5281/a").source == "datacite"
            assert orcid.base_url == others.settings["orcid_url"]
            assert "data.medra.org" in agencies.negotiation.door.elsewhere
        for source in (agencies.crossref, agencies.datacite, agencies.negotiation, orcid):
            source.door.session.close()
    agent = others.seen[0]["User-Agent"]
    assert agent.endswith("(https://registry.example; mailto:sample@sample.example)")
    assert DatabaseHints().agency_of("10.5281") == "DataCite"
