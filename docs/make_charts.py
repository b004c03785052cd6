"""Takes the desk's charts as Vega-Lite, gives src/chuhai/web/static/charts-specs.js: the same compiled to Vega, so that no page compiles.

Colours, language and unit are parameters that the page sets; rows come with each page. A row has a `label`, a `value`, a `caption`
(the value as a reader sees it), a `tip`, and where it leads (`href`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import vl_convert

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "chuhai" / "web" / "static" / "charts-specs.js"
VEGA_LITE = "6.4"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
#: Colours are the light theme's until the page says its own.
COLOURS = {
    "c1": "#0b5c8f",
    "c2": "#c2590a",
    "ink": "#26241f",
    "quiet": "#625c56",
    "rule": "#d9d2c6",
    "strong": "#26241f",
    "raised": "#f4efe6",
    "paper": "#fbf8f3",
    "up": "#1b6e3c",
    "down": "#a3231f",
}
#: Tick labels with units, as the pages write them.
_NUMBER = "format(datum.value, ',~r')"
_MONEY = (
    "datum.value == 0 ? '0' : zh ? (datum.value >= 100 ? format(datum.value / 100, ',~r') + '亿' : format(datum.value * 100, ',~r') + '万')"
    " : datum.value >= 1000 ? '$' + format(datum.value / 1000, ',~r') + 'bn' : '$' + format(datum.value, ',~r') + 'm'"
)
_TICK = f"unit == 'usd_m' ? ({_MONEY}) : unit == 'percent' ? {_NUMBER} + '%' : {_NUMBER}"
_SIGNED = "(datum.value > 0 ? '+' : datum.value < 0 ? '\u2212' : '') + format(abs(datum.value), '~r') + '%'"


def _colour(name: str) -> dict[str, str]:
    return {"expr": name}


def _whole(name: str, layers: list[dict[str, Any]], encoding: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": 640,
        "height": 200,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": 2, "right": 8, "top": 4, "bottom": 2},
        "background": None,
        "params": [
            *({"name": n, "value": c} for n, c in COLOURS.items()),
            {"name": "zh", "value": False},
            {"name": "unit", "value": "deals"},
        ],
        "data": {"name": "rows"},
        "encoding": encoding,
        "layer": layers,
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {
                "labelColor": _colour("quiet"),
                "titleColor": _colour("quiet"),
                "labelFontSize": 12,
                "gridColor": _colour("rule"),
                "domainColor": _colour("strong"),
                "tickColor": _colour("rule"),
                "ticks": False,
                "labelPadding": 6,
                "title": None,
            },
        },
        "description": name,
    }


def _q(field: str, **more: Any) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", **more}


_SEEN = {"tooltip": {"field": "tip"}, "href": {"field": "href"}}
#: Names at the left, in the order of the rows.
_NAMES = {
    "field": "label",
    "type": "nominal",
    "sort": None,
    "title": None,
    "axis": {"domain": False, "labelLimit": 220, "labelColor": _colour("ink"), "labelPadding": 8},
}


def _text(field: str, **mark: Any) -> dict[str, Any]:
    return {
        "mark": {"type": "text", "fontSize": 12, "color": _colour("ink"), "clip": False, **mark},
        "encoding": {"text": {"field": field}},
    }


def columns() -> dict[str, Any]:
    """Columns over time, the unfinished last one apart; 95% intervals as thin lines."""
    x = {
        "field": "label",
        "type": "ordinal",
        "sort": None,
        "axis": {"labelAngle": 0, "labelOverlap": "greedy", "domainColor": _colour("strong"), "title": None},
        "scale": {"paddingInner": 0.28, "paddingOuter": 0.14},
    }
    y = {"axis": {"tickCount": 4, "domain": False, "labelExpr": _TICK, "gridOpacity": 0.7, "title": None}}
    apart = {"condition": {"test": "datum.mark == 'now'", "value": _colour("c2")}, "value": _colour("c1")}
    layers = [
        {
            "mark": {"type": "bar", "cornerRadiusEnd": 1},
            "encoding": {"y": _q("value", **y), "color": apart},
        },
        {
            "transform": [{"filter": "isValid(datum.low)"}],
            "mark": {"type": "rule", "strokeWidth": 1.5, "color": _colour("quiet")},
            "encoding": {"y": _q("low"), "y2": {"field": "high"}},
        },
        {
            **_text("short", baseline="bottom", dy=-4, fontWeight=600),
            "encoding": {"text": {"field": "short"}, "y": _q("top")},
        },
    ]
    return _whole("columns", layers, {"x": x, **_SEEN})


def bars() -> dict[str, Any]:
    """Bars by group, the longest first, each with its number; 95% intervals as thin lines."""
    x = {"axis": None, "scale": {"domainMin": 0, "padding": 48}}
    layers = [
        {
            "mark": {"type": "bar", "height": {"band": 0.66}, "color": _colour("c1")},
            "encoding": {"x": _q("value", **x)},
        },
        {
            "transform": [{"filter": "isValid(datum.low)"}],
            "mark": {"type": "rule", "strokeWidth": 1.5, "color": _colour("quiet")},
            "encoding": {"x": _q("low"), "x2": {"field": "high"}},
        },
        {**_text("caption", align="left", dx=6), "encoding": {"text": {"field": "caption"}, "x": _q("top")}},
    ]
    return _whole("bars", layers, {"y": _NAMES, **_SEEN})


def steps() -> dict[str, Any]:
    """Terms as a waterfall: each step begins where the one before ended; the announced total below."""
    x = {"axis": {"labelExpr": _TICK, "tickCount": 4, "domain": False, "gridOpacity": 0.7, "title": None}}
    whole = {"condition": {"test": "datum.mark == 'whole'", "value": _colour("c2")}, "value": _colour("c1")}
    layers = [
        {
            "mark": {"type": "bar", "height": {"band": 0.62}, "minBandSize": 2},
            "encoding": {"x": _q("low", **x), "x2": {"field": "high"}, "color": whole},
        },
        {
            **_text("caption", align="left", dx=6, fontWeight=600),
            "transform": [{"filter": "datum.side == 'right'"}],
            "encoding": {"text": {"field": "caption"}, "x": _q("high")},
        },
        {
            **_text("caption", align="right", dx=-6, fontWeight=600),
            "transform": [{"filter": "datum.side == 'left'"}],
            "encoding": {"text": {"field": "caption"}, "x": _q("low")},
        },
        {
            **_text("caption", align="right", dx=-6, fontWeight=600, color=_colour("paper")),
            "transform": [{"filter": "datum.side == 'inside'"}],
            "encoding": {"text": {"field": "caption"}, "x": _q("high")},
        },
    ]
    return _whole("steps", layers, {"y": _NAMES, **_SEEN})


def signed() -> dict[str, Any]:
    """Windows of a share's reaction: up or down from nothing, on one axis for all listings of the deal."""
    x = {
        "scale": {"domain": {"expr": "span"}, "nice": False},
        "axis": {
            "labelExpr": _SIGNED,
            "tickCount": 4,
            "domain": False,
            "gridOpacity": {"condition": {"test": "datum.value == 0", "value": 1}, "value": 0.5},
            "gridColor": {
                "condition": {"test": "datum.value == 0", "value": _colour("strong")},
                "value": _colour("rule"),
            },
            "title": None,
        },
    }
    way = {"condition": {"test": "datum.value < 0", "value": _colour("down")}, "value": _colour("up")}
    layers = [
        {"mark": {"type": "bar", "height": {"band": 0.6}}, "encoding": {"x": _q("value", **x), "color": way}},
        {
            **_text("caption", align="left", dx=5),
            "transform": [{"filter": "datum.value >= 0"}],
            "encoding": {"text": {"field": "caption"}, "x": _q("value")},
        },
        {
            **_text("caption", align="left", dx=5),
            "transform": [{"filter": "datum.value < 0"}],
            "encoding": {"text": {"field": "caption"}, "x": {"datum": 0}},
        },
    ]
    made = _whole("signed", layers, {"y": _NAMES, **_SEEN})
    made["params"].append({"name": "span", "value": [-10, 10]})
    return made


def forest() -> dict[str, Any]:
    """Means with their 95% intervals by group, beside nothing happened."""
    axis = {"labelExpr": _SIGNED, "tickCount": 5, "domain": False, "gridOpacity": 0.5, "title": None}
    layers = [
        {
            "mark": {"type": "rule", "strokeWidth": 2.5, "color": _colour("c1"), "opacity": 0.75},
            "encoding": {"x": _q("low", axis=axis), "x2": {"field": "high"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 80, "color": _colour("c1"), "opacity": 1},
            "encoding": {"x": _q("value")},
        },
        {
            "mark": {"type": "rule", "color": _colour("strong"), "strokeWidth": 1},
            "encoding": {"x": {"datum": 0}, "y": None},
        },
    ]
    return _whole("forest", layers, {"y": _NAMES, **_SEEN})


def dots() -> dict[str, Any]:
    """Deals by day and upfront, on a logarithmic scale; the median of comparable deals as a tick where it is known."""
    x = {
        "field": "day",
        "type": "temporal",
        "axis": {
            "format": "%Y",
            "tickCount": {"interval": "year", "step": 1},
            "labelOverlap": "greedy",
            "grid": False,
            "title": None,
        },
    }
    y = {
        "scale": {"type": "log", "nice": False, "padding": 12},
        "axis": {
            "labelExpr": _TICK,
            "values": [0.1, 1, 10, 100, 1000, 10000],
            "domain": False,
            "gridOpacity": 0.7,
            "title": None,
        },
    }
    kind = {"condition": {"test": "datum.mark == 'own'", "value": _colour("c2")}, "value": _colour("c1")}
    layers = [
        {
            "transform": [{"filter": "isValid(datum.low)"}],
            "mark": {"type": "rule", "strokeWidth": 6, "opacity": 0.3, "color": _colour("c1"), "strokeCap": "round"},
            "encoding": {"y": _q("low", **y), "y2": {"field": "high"}},
        },
        {
            "mark": {
                "type": "point",
                "filled": True,
                "size": 70,
                "opacity": 0.85,
                "strokeWidth": 1,
                "stroke": _colour("paper"),
            },
            "encoding": {"y": _q("value"), "color": kind},
        },
    ]
    return _whole("dots", layers, {"x": x, **_SEEN})


def line() -> dict[str, Any]:
    """A value by month over time, beside another."""
    x = {
        "field": "day",
        "type": "temporal",
        "axis": {
            "format": "%Y-%m",
            "tickCount": {"interval": "month", "step": 2},
            "labelOverlap": "greedy",
            "grid": False,
            "title": None,
        },
    }
    y = {"axis": {"tickCount": 5, "domain": False, "gridOpacity": 0.7, "title": None}, "scale": {"zero": False}}
    series = {"condition": {"test": "datum.mark == 'own'", "value": _colour("c1")}, "value": _colour("quiet")}
    layers = [
        {
            "mark": {"type": "line", "strokeWidth": 2},
            "encoding": {"y": _q("value", **y), "color": series, "detail": {"field": "label"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 40, "opacity": 0.01},
            "encoding": {"y": _q("value")},
        },
        {
            **_text("short", align="left", dx=6),
            "transform": [{"filter": "datum.short"}],
            "encoding": {"text": {"field": "short"}, "y": _q("value")},
        },
    ]
    return _whole("line", layers, {"x": x, **_SEEN})


CHARTS = (columns, bars, steps, signed, forest, dots, line)


def compiled() -> str:
    """The module's text."""
    made = {c.__name__: _light(vl_convert.vegalite_to_vega(c(), vl_version=VEGA_LITE)) for c in CHARTS}
    head = f"// Compiled from Vega-Lite {VEGA_LITE} by docs/make_charts.py; change them there.\n"
    return head + "export const SPECS = " + json.dumps(made, ensure_ascii=False, separators=(",", ":")) + ";\n"


def _light(spec: dict[str, Any]) -> dict[str, Any]:
    """Without what the pages say themselves: each chart has one label for those who don't see it."""
    spec.pop("description", None)
    return spec


if __name__ == "__main__":
    TARGET.write_text(compiled(), encoding="utf-8")
    print(TARGET.relative_to(ROOT), TARGET.stat().st_size)
