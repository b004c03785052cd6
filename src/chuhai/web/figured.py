"""Takes the question of the page of numbers, gives its chart as a picture that stands alone: SVG or PNG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment

from chuhai.web import charted
from chuhai.web.pages import numbers as page
from chuhai.web.pages.base import Asked
from chuhai.web.view import View

if TYPE_CHECKING:
    from chuhai.facade import Ledger

KINDS = {"svg": "image/svg+xml", "png": "image/png"}
#: Dots of a PNG for each unit of the SVG: sharp on a slide.
_SCALE = 2.0
#: Height of a row of bars, and of title and foot.
_ROW, _HEAD, _FOOT = 26, 74, 40


def numbers(templates: Environment, lang: str, ledger: Ledger, asked: Asked, kind: str) -> bytes:
    """The chart with its title, counting rule and date, as bytes of SVG or PNG."""
    view = View(ledger, lang)
    shown = page.answer(view, asked)
    chart, barred = shown["chart"], shown["barred"]
    inner = chart.height if isinstance(chart, charted.Chart) else _ROW * len(barred.rows) if barred else 0
    places = shown["places"]
    foot = view.say(
        "figure_foot",
        rule=shown["rule"],
        changed=view.say("figure_changed", n=len(places)) if places else "",
        n=f"{shown['found'].n_used:,}",
        m=f"{shown['found'].n_dropped:,}",
        day=view.long_day(ledger.as_of),
    )
    text = templates.get_template("figure.svg.j2").render(
        v=view,
        lang=lang,
        head=f"{shown['names'][shown['first']]} · {shown['period']}",
        total=view.shown(shown["total"], shown["found"].units[shown["first"]]),
        filtered=" · ".join(t for t, _ in shown["chips"]),
        foot=foot,
        chart=chart,
        barred=barred,
        row=_ROW,
        top=_HEAD,
        height=_HEAD + inner + _FOOT,
    )
    if kind == "svg":
        return text.encode()
    import vl_convert  # heavy; only when a picture is asked for

    return bytes(vl_convert.svg_to_png(text, scale=_SCALE))
