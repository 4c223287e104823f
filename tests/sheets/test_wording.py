"""Faults are said in the reader's language, with columns and choices by their names there."""

from __future__ import annotations

from flask_babel import force_locale

from registry.sheets import wording
from registry.sheets.columns import LISTS
from registry.sheets.faults import Fault

RECRUITS = LISTS["recruits"]


def test_a_fault_is_a_sentence_with_the_names_of_the_reader_s_language(app):
    gender = Fault("not_a_choice", "gender", "B2", "femmale", {"value": "femmale"})
    needed = Fault("missing_one_of", "name_zh", "A2", "", {"columns": ["name_zh", "family"]})
    ends = {"column": "term_starts_on", "start": "2026-09-01"}
    before = Fault("ends_before_start", "term_ends_on", "C2", "", ends)
    with force_locale("en"):
        assert "Female, Male, Other" in wording.of_fault(gender, RECRUITS)
        assert "Name in characters, Family name" in wording.of_fault(needed, RECRUITS)
        assert "“Term from”: 2026-09-01" in wording.of_fault(before, RECRUITS)
        assert "“Recruits”" in wording.of_file("no_headings", {"list": "recruits"}, RECRUITS)
    with force_locale("zh"):
        assert "女、男、其他" in wording.of_fault(gender, RECRUITS)
        said = wording.of_file("heading_missing", {"columns": ["name_zh"]}, RECRUITS)
        assert said == "缺少以下列：姓名。"
