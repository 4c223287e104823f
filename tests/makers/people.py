"""Plainly fictional people and units, made by the verbs that everybody uses."""

from datetime import date
from itertools import count

from registry.core.actor import SYSTEM
from registry.people import service, units
from registry.people.models import Period, Post, Researcher, Unit

STARTED = date(2020, 9, 1)
_numbers = count(1)


def make_researcher(family="Sample", given=None, **overrides) -> Researcher:
    """A researcher with one Latin name; visible unless told otherwise."""
    name = {"family": family, "given": given or f"Person{next(_numbers)}", "kind": "pinyin"}
    return service.create({"names": [name], "visible": True} | overrides, by=SYSTEM)


def make_unit(code=None, **overrides) -> Unit:
    """A group of ours since 2018, named after its code."""
    code = code or f"group-{next(_numbers)}"
    names = [{"locale": "en", "name": f"Group {code}"}, {"locale": "zh", "name": f"{code} 组"}]
    data = {"code": code, "names": names, "ours_from": date(2018, 1, 1)}
    return units.create(data | overrides, by=SYSTEM)


def make_post(
    researcher=None, unit=None, *, position="professor", starts_on=STARTED, ends_on=None
) -> Post:
    """A post that goes on since 1 September 2020."""
    period = Period(starts_on, ends_on)
    researcher, unit = researcher or make_researcher(), unit or make_unit()
    return service.add_post(researcher, unit, position=position, period=period, by=SYSTEM)
