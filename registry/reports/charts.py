"""Charts of a report as SVG, made here by Vega-Lite.

On pages their colours are the names of the page's own, so that they follow light and dark.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

VEGA_LITE = "5.20"
WIDTH = 440
BAR = 30
FONT = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
KEPT = 200
"""So many charts are kept; a chart is a pure function of its numbers."""


@dataclass(frozen=True)
class Bar:
    """One bar: where it stands, how long it is, its colour, and the paler one beside it."""

    label: str
    value: int
    colour: str
    pale: bool = False


def available() -> bool:
    """Whether the library that draws is installed."""
    return importlib.util.find_spec("vl_convert") is not None


def by_goal(bars: Sequence[Bar], about: str) -> str | None:
    """Lying bars, this year's above the paler ones of the year before. None without the library."""
    labels = list(dict.fromkeys(bar.label for bar in bars))
    place = {"field": "label", "type": "nominal", "sort": labels, "title": None}
    beside = {"field": "pale", "type": "nominal", "sort": None}
    step = {"step": BAR / 2}
    return _drawn(
        bars,
        about,
        height=step,
        y=place | {"axis": {"labelFontWeight": "bold"}},
        x=_length(),
        yOffset=beside,
    )


def by_year(bars: Sequence[Bar], about: str) -> str | None:
    """Standing bars, one a year. None without the library."""
    labels = [bar.label for bar in bars]
    place = {"field": "label", "type": "nominal", "sort": labels, "title": None}
    axis = {"labelAngle": 0}
    return _drawn(bars, about, height=BAR * 5, x=place | {"axis": axis}, y=_length(upright=True))


def _length(*, upright: bool = False) -> dict[str, Any]:
    axis = {"format": "d", "tickCount": 4, "tickMinStep": 1}
    return {"field": "value", "type": "quantitative", "stack": None, "title": None, "axis": axis}


def _drawn(bars: Sequence[Bar], about: str, *, height: Any, **place: Any) -> str | None:
    if not available() or not any(bar.value for bar in bars):
        return None
    marks = place | {
        "color": {"field": "colour", "type": "nominal", "scale": None},
        "opacity": {"field": "pale", "type": "nominal", "scale": _PALE, "legend": None},
    }
    upright = place["y"].get("field") == "value"
    over: dict[str, Any] = {"dy": -7} if upright else {"dx": 5, "align": "left"}
    spec = {
        "description": about,
        "background": None,
        "padding": 4,
        "width": WIDTH - 90,
        "height": height,
        "data": {"values": [vars(bar) for bar in bars]},
        "encoding": marks,
        "layer": [
            {"mark": {"type": "bar"}},
            {
                "mark": {"type": "text", "fontSize": 13, **over},
                "encoding": {"text": {"field": "value"}, "color": {"value": "currentColor"}},
            },
        ],
        "config": _LOOK,
    }
    return _svg(orjson.dumps(spec).decode())


_PALE = {"domain": [False, True], "range": [1, 0.45]}
_LOOK = {
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": "currentColor",
        "labelFontSize": 13,
        "labelPadding": 6,
        "labelLimit": 120,
        "domain": False,
        "ticks": False,
        "gridColor": "var(--line)",
    },
    "axisBand": {"grid": False},
}


@lru_cache(maxsize=KEPT)
def _svg(spec: str) -> str:
    """The picture; the library is large, and so loaded by the first chart."""
    convert: Any = importlib.import_module("vl_convert")
    svg: str = convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return svg
