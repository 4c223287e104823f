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
WIDTH = 400
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
    place = _place(labels, inner=0.3) | {"axis": {"labelFontWeight": "bold"}}
    beside = {"field": "pale", "type": "nominal", "sort": None}
    size = {"step": BAR / 2}
    return _drawn(bars, about, y=place, x=_LENGTH, yOffset=beside, height=size)


def by_year(bars: Sequence[Bar], about: str) -> str | None:
    """Standing bars, one a year. None without the library."""
    place = _place([bar.label for bar in bars], inner=0.5) | {"axis": {"labelAngle": 0}}
    return _drawn(bars, about, x=place, y=_LENGTH, height=BAR * 6)


def _place(labels: list[str], *, inner: float) -> dict[str, Any]:
    scale = {"paddingInner": inner, "paddingOuter": inner / 2}
    return {"field": "label", "type": "nominal", "sort": labels, "title": None, "scale": scale}


def _drawn(bars: Sequence[Bar], about: str, *, height: Any, **place: Any) -> str | None:
    """Bars with their numbers at their ends; a year without a bar has no picture."""
    if not available() or not any(bar.value for bar in bars):
        return None
    colour = {"color": {"field": "colour", "type": "nominal", "scale": None}}
    pale = {"opacity": {"field": "pale", "type": "nominal", "scale": _PALE, "legend": None}}
    upright = place["y"] is _LENGTH
    over: dict[str, Any] = {"dy": -8} if upright else {"dx": 6, "align": "left"}
    number = {"text": {"field": "value"}, "color": {"value": "currentColor"}}
    spec = {
        "description": about,
        "background": None,
        "padding": 4,
        "width": WIDTH - 20 if upright else WIDTH - 100,
        "height": height,
        "data": {"values": [vars(bar) for bar in bars]},
        "encoding": place,
        "layer": [
            {"mark": {"type": "bar"}, "encoding": colour | pale},
            {"mark": {"type": "text", "fontSize": 13, **over}, "encoding": number},
        ],
        "config": _LOOK,
    }
    return _svg(orjson.dumps(spec).decode())


_LENGTH = {"field": "value", "type": "quantitative", "stack": None, "axis": None}
_PALE = {"domain": [False, True], "range": [1, 0.4]}
_LOOK = {
    "font": FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": "currentColor",
        "labelFontSize": 13,
        "labelPadding": 8,
        "labelLimit": 120,
        "domainColor": "var(--line-strong)",
        "grid": False,
        "ticks": False,
    },
}


@lru_cache(maxsize=KEPT)
def _svg(spec: str) -> str:
    """The picture; the library is large, and so loaded by the first chart."""
    convert: Any = importlib.import_module("vl_convert")
    svg: str = convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return svg
