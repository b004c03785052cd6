"""Takes a chart's bars, gives an SVG drawing with links: colours that survive colour blindness and switch with the page's theme."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from chuhai.report import words
from chuhai.report.parts import Chart

#: Blue and orange of Okabe and Ito (2008), darkened for contrast on paper; the page's stylesheet swaps each for its dark twin.
INK, QUIET, RULE = "#26241f", "#66605a", "#cfc8bd"
COLOURS = ("#0b5c8f", "#c2590a")
FONTS = "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
WIDTH = 330
_BASE = re.compile(r'xlink:href="[^"#]*#')
_NAMESPACE = re.compile(r' xmlns(?::xlink)?="[^"]*"')
_NOISE = re.compile(r' (?:aria-[a-z]+|role|pointer-events|stroke-miterlimit|class|version)="[^"]*"')
_EMPTY = re.compile(r'<path [^>]*d=""[^>]*/>|<path [^>]*d="M0,0h0v0h0Z"[^>]*/>')


def svg(chart: Chart, lang: str, anchor: Callable[[Any], str]) -> str:
    """SVG text of a chart, marks linked to the deals that they count.

    Parameters
    ----------
    anchor : callable
        Figure -> `#id` of the place on the page that lists its deals.
    """
    import vl_convert  # heavy; only when a page is rendered

    spec = (_years if chart.kind == "years" else _bars)(chart, lang, anchor)
    return _clean(vl_convert.vegalite_to_svg(spec.to_dict()), chart.alternative)


def _data(chart: Chart, lang: str, anchor: Callable[[Any], str]) -> Any:
    import altair as alt

    return alt.InlineData(
        [
            {
                "group": b.group,
                "series": b.series,
                "value": b.figure.value or 0,
                "label": words.figure(b.figure, lang),
                "href": anchor(b.figure),
                "faint": b.faint,
            }
            for b in chart.bars
        ]
    )


def _bars(chart: Chart, lang: str, anchor: Callable[[Any], str]) -> Any:
    """Horizontal bars in the order given, each with its number at its end."""
    import altair as alt

    largest = max((b.figure.value or 0 for b in chart.bars), default=0) or 1
    base = alt.Chart(_data(chart, lang, anchor)).encode(
        y=alt.Y(
            "group:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelLimit=175, labelColor=INK, ticks=False, domain=False, labelPadding=8, labelFontSize=12),
        ),
        x=alt.X("value:Q", title=None, axis=None, scale=alt.Scale(domain=[0, largest * 1.12])),
        href="href:N",
    )
    bars = base.mark_bar(color=COLOURS[0], height={"band": 0.68})
    text = base.mark_text(align="left", dx=5, fontSize=12, color=INK).encode(text="label:N")
    return _styled((bars + text).properties(width=WIDTH, height=alt.Step(24)))


def _years(chart: Chart, lang: str, anchor: Callable[[Any], str]) -> Any:
    """Grouped columns, one colour a series, told apart by name above the picture."""
    import altair as alt

    series = list(dict.fromkeys(b.series for b in chart.bars))
    base = alt.Chart(_data(chart, lang, anchor)).encode(
        x=alt.X(
            "group:N",
            sort=None,
            title=None,
            axis=alt.Axis(
                labelAngle=0, labelColor=INK, ticks=False, domainColor=RULE, labelPadding=6, labelFontSize=11
            ),
        ),
        xOffset=alt.XOffset("series:N", sort=series),
        y=alt.Y("value:Q", title=None, axis=None),
        href="href:N",
    )
    colour = alt.Color(
        "series:N",
        scale=alt.Scale(domain=series, range=list(COLOURS)),
        legend=alt.Legend(
            orient="top",
            title=None,
            labelFontSize=12,
            labelColor=INK,
            symbolType="square",
            symbolSize=90,
            labelLimit=220,
        ),
    )
    bars = base.mark_bar().encode(color=colour, opacity=alt.condition("datum.faint", alt.value(0.55), alt.value(1)))
    text = base.mark_text(dy=-6, fontSize=10, color=INK).encode(text="label:N")
    return _styled((bars + text).properties(width=WIDTH, height=170))


def _styled(chart: Any) -> Any:
    return chart.configure(
        font=FONTS, background="transparent", padding=2, autosize={"type": "fit-x", "contains": "padding"}
    ).configure_view(strokeWidth=0)


def _clean(text: str, alternative: str) -> str:
    """Keep the drawing only: own links, no namespaces that HTML doesn't need, one label for the whole picture."""
    from markupsafe import escape

    text = _NAMESPACE.sub("", _NOISE.sub("", _EMPTY.sub("", _BASE.sub('href="#', text))))
    text = re.sub(r"<g>\s*</g>", "", text)
    return text.replace("<svg", f'<svg role="group" aria-label="{escape(alternative)}"', 1)
