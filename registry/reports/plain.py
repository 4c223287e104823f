"""A year and its rows as plain data, the same for the API, the command line and JSON files."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from registry.reports.breakdowns import LABELS
from registry.reports.queries import Found
from registry.reports.view import FigureView, Line, YearView, text
from registry.talent.suppression import Hidden, Shown


def number(value: Shown) -> int | None:
    """A count, None where it is not told."""
    return None if isinstance(value, Hidden) else value


def of_year(year: YearView) -> dict[str, Any]:
    """The figures of a year."""
    return {
        "year": year.year,
        "at": year.at.isoformat(timespec="seconds"),
        "units_of_ours": year.units,
        "notes": year.notes,
        "figures": [of_figure(figure) for figure in year.figures.values()],
    }


def of_figure(figure: FigureView) -> dict[str, Any]:
    """One figure with its breakdowns."""
    return {
        "name": figure.name,
        "version": figure.version,
        "label": figure.label,
        "definition": figure.definition,
        "unit": figure.unit,
        "group": figure.figure.group,
        "value": number(figure.value),
        "shown": text(figure.value),
        "last_year": number(figure.before),
        "breakdowns": [
            {"by": name, "label": str(gettext(LABELS[name])), "cells": [*map(_cell, lines)]}
            for name, lines in figure.by.items()
        ],
    }


def of_rows(year: int, name: str, found: Found) -> dict[str, Any]:
    """What is said of a page of rows."""
    return {
        "figure": name,
        "year": year,
        "value": number(found.value),
        "shown": text(found.value),
        "left_out": number(found.left_out),
    }


def _cell(line: Line) -> dict[str, Any]:
    return {
        "code": line.code,
        "title": line.title,
        "value": number(line.value),
        "shown": text(line.value),
        "last_year": number(line.before),
        "rows_open": line.open,
    }
