"""Counts of people under programs, as JSON."""

from __future__ import annotations

from typing import Any

from registry.core import clock
from registry.core.actor import Actor
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.policy import Permission as P
from registry.talent import headcount
from registry.talent.headcount import WHATS, Cohort, Waiting
from registry.talent.headcount_schemas import (
    CohortSchema,
    HeadcountQuerySchema,
    HeadcountRowsQuerySchema,
    HeadcountSchema,
    WaitingSchema,
)
from registry.talent.models import Hire
from registry.talent.schemas import HireRowSchema
from registry.talent.suppression import Hidden, Shown

counts = Resource("headcount", "/headcount", "Counts of people under the talent programs")


@counts.get("", permission=P.HEADCOUNT_READ, query=HeadcountQuerySchema, returns=HeadcountSchema)
def read_headcount(query: dict[str, Any], *, by: Actor) -> dict[str, Any]:
    """People in post under programs on a day, by one breakdown."""
    found = headcount.headcount(query["on"] or clock.today(), query["by"], by=by)
    cells = [
        {"code": code, "count": count, "told": _told(count)} for code, count in found.cells.items()
    ]
    return {"day": found.day, "by": found.by, "whole": found.whole, "cells": cells}


@counts.get(
    "/rows",
    permission=P.HEADCOUNT_READ,
    query=HeadcountRowsQuerySchema,
    returns=HireRowSchema,
    many=True,
)
def list_headcount_rows(query: dict[str, Any], *, by: Actor) -> Page[Hire]:
    """The hires behind a count, those that the reader may see."""
    chosen = {what: query[what] for what in WHATS if query[what] is not None}
    part = Slice(query["limit"], query["cursor"], query["total"])
    return headcount.rows(query["on"] or clock.today(), chosen, part, by=by)


@counts.get("/waiting", permission=P.HEADCOUNT_READ, returns=WaitingSchema, many=True)
def list_waiting(*, by: Actor) -> list[Waiting]:
    """How long it took from the first step to the arrival, in days."""
    return headcount.waiting(by=by)


@counts.get("/retention", permission=P.HEADCOUNT_READ, returns=CohortSchema, many=True)
def list_retention(*, by: Actor) -> list[dict[str, Any]]:
    """Who of a year's arrivals was still in post one, two, three and five years after."""
    return [_cohort(cohort) for cohort in headcount.retention(by=by)]


def _cohort(cohort: Cohort) -> dict[str, Any]:
    stayed = [{"years": years, "people": number} for years, number in cohort.stayed.items()]
    return {"year": cohort.year, "people": cohort.people, "stayed": stayed}


def _told(count: Shown) -> str:
    return count.value if isinstance(count, Hidden) else "yes"
