"""A small institute in one year, with something to count under every figure."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.core.db import db
from registry.outputs.models import Kind
from tests.makers.claims import make_claim, make_paper
from tests.makers.goals import load_goals, make_link
from tests.makers.people import make_post, make_researcher, make_unit
from tests.makers.talent import make_arrival, make_program

YEAR = 2025
DAY = date(YEAR, 3, 1)


@dataclass
class Institute:
    """What was made."""

    centre: Any
    group: Any
    staff: Any
    left: Any
    recruit: Any
    secret: Any
    open_program: Any
    restricted_program: Any
    papers: dict[str, Any]
    hires: dict[str, Any]


def make_institute() -> Institute:
    """Four people, six works of the year of which four publications count, two recruits."""
    load_goals()
    centre = make_unit("centre")
    group = make_unit("group", parent="centre")
    staff = make_researcher("Stone", "Ada")
    left = make_researcher("Gone", "Lee")
    make_post(staff, group)
    make_post(left, centre, position="postdoc", ends_on=date(YEAR, 6, 30))
    open_program = make_program("OPEN-A", publicity="public")
    restricted = make_program("SECRET-B", publicity="restricted", level="national")
    recruit = make_researcher("Open", "Olga")
    secret = make_researcher("Hidden", "Hugo")
    hires = {
        "open": make_arrival(recruit, open_program, on=DAY, unit=group),
        "secret": make_arrival(secret, restricted, on=DAY, unit=group),
    }
    papers = _papers(staff, group)
    make_link(papers["claimed"], "G3")
    make_link(papers["claimed"], "G1", primary=False)
    make_link(papers["printed"], "G1")
    make_link(papers["software"], "G3")
    for hire in hires.values():
        make_link(hire, "G4")
    make_link(staff, "G2")
    db.session.flush()
    return Institute(
        centre, group, staff, left, recruit, secret, open_program, restricted, papers, hires
    )


def _papers(staff, group) -> dict[str, Any]:
    journal = {"year": YEAR, "work_type": "journal-article"}
    papers = {
        "claimed": make_paper("Ada Stone", title="Claimed by Stone", **journal),
        "printed": make_paper({"printed": "Some Body", "unit": group}, title="Printed", **journal),
        "both": make_paper(
            {"printed": "Ada Stone", "unit": group}, year=YEAR, work_type="posted-content"
        ),
        "guess": make_paper("Ada Stone", year=YEAR, year_is_guess=True),
        "retracted": make_paper("Ada Stone", retracted=True, **journal),
        "foreign": make_paper("Some Body", **journal),
        "last year": make_paper("Ada Stone", year=YEAR - 1, work_type="journal-article"),
        "software": make_paper("Ada Stone", year=YEAR, kind=Kind.SOFTWARE),
        "award": make_paper("Nobody", year=YEAR, kind=Kind.AWARD),
        "imported": make_paper("Nobody", year=YEAR, kind=Kind.DATASET, source_sha256="0" * 64),
    }
    for name in ("claimed", "both", "guess", "retracted", "last year", "software"):
        make_claim(staff, papers[name])
    return papers
