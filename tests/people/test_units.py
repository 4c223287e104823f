from datetime import date

import pytest

from registry.core.actor import SYSTEM
from registry.core.unit_of_work import unit_of_work
from registry.people import queries, units
from registry.people.errors import (
    EndBeforeStart,
    NamesOverlap,
    RorTaken,
    StillNeeded,
    UnitInsideItself,
    UnitKnown,
    UnknownUnit,
)
from tests.makers.people import make_post, make_unit

ROR = "https://ror.org/05dxps055"


def test_whether_a_unit_is_ours_depends_on_the_day(app):
    with unit_of_work():
        make_unit("always", ours_from=date(2018, 1, 1))
        make_unit("past", ours_from=date(2018, 1, 1), ours_until=date(2020, 12, 31))
        make_unit("partner", ours_from=None)

    def ours(*day):
        return [unit.code for unit in queries.units_ours_on(date(*day))]

    assert ours(2020, 12, 31) == ["always", "past"]
    assert ours(2021, 1, 1) == ["always"]
    assert ours(2017, 12, 31) == []
    unit = queries.unit_by_code("past")
    assert [unit.is_ours_on(date(y, 6, 1)) for y in (2017, 2019, 2021)] == [False, True, False]


def test_a_unit_keeps_its_former_name_and_shows_the_current_one(app):
    names = [
        {"locale": "en", "name": "Old Optics", "valid_until": date(2022, 12, 31)},
        {"locale": "en", "name": "New Optics", "valid_from": date(2023, 1, 1)},
    ]
    with unit_of_work():
        unit = make_unit("optics", names=names)
    assert (unit.name_in("en"), unit.name_in("zh"), len(unit.names)) == ("New Optics",) * 2 + (2,)


def test_two_names_of_one_language_do_not_hold_at_once(app):
    names = [{"locale": "en", "name": "One"}, {"locale": "en", "name": "Two"}]
    with pytest.raises(NamesOverlap) as refused, unit_of_work():
        make_unit(names=names)
    assert (refused.value.field, refused.value.value) == ("names", "One")


@pytest.mark.parametrize(
    ("data", "error", "field"),
    [
        ({"code": "known"}, UnitKnown, "code"),
        ({"parent": "nowhere"}, UnknownUnit, "parent"),
        ({"ror": ROR}, RorTaken, "ror"),
        ({"ours_until": date(2017, 12, 31)}, EndBeforeStart, "ours_until"),
    ],
)
def test_a_wrong_unit_is_refused_by_field_and_leaves_nothing(app, data, error, field):
    with unit_of_work():
        make_unit("known", ror=ROR)
    with pytest.raises(error) as refused, unit_of_work():
        make_unit(**{"code": "new"} | data)
    assert refused.value.field == field
    assert [unit.code for unit in queries.units()] == ["known"]


def test_a_unit_is_never_part_of_its_own_parts(app):
    with unit_of_work():
        whole = make_unit("whole")
        make_unit("part", parent="whole")
        make_unit("piece", parent="part")
    for inside in ("whole", "part", "piece"):
        with pytest.raises(UnitInsideItself), unit_of_work():
            units.change(whole, {"parent": inside}, by=SYSTEM)


def test_a_unit_on_which_something_rests_stays(app):
    with unit_of_work():
        used, unused = make_unit("used"), make_unit("unused")
        make_post(unit=used)
        units.remove(unused, by=SYSTEM)
    with pytest.raises(StillNeeded), unit_of_work():
        units.remove(used, by=SYSTEM)
    assert queries.units() == [used]
