"""Takes the sector over a span, gives its months as records and on a screen."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from rich.text import Text

from chuhai.cli.day_sheet import percent
from chuhai.cli.screen import Column
from chuhai.shown.day_words import word

if TYPE_CHECKING:
    from chuhai.cli.screen import Screen
    from chuhai.study.market_index import IndexReport, Month


def code(found: IndexReport) -> str:
    return f"sector-{found.market}{'-value' if found.weighting == 'value' else ''}"


def meta(found: IndexReport, as_of: str, lang: str) -> dict[str, Any]:
    """What holds for all rows."""
    return {
        "as_of": as_of,
        "index": code(found),
        "market": found.market,
        "weighting": found.weighting,
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "broad": found.broad,
        "survivorship": word("survivorship", lang, last=found.prices_last),
        "note": word("no_advice", lang),
    }


def records(found: IndexReport) -> list[dict[str, Any]]:
    """One row a month, and the whole span last with no month."""
    return [_record(m) for m in (*found.months, found.whole)]


def _record(month: Month) -> dict[str, Any]:
    return {
        "month": month.month,
        "sessions": month.sessions,
        "pct": _round(month.pct),
        "broad_pct": _round(month.broad_pct),
        "ahead_points": _round(month.ahead_points),
        "members_low": month.members_low,
        "members_high": month.members_high,
        "best_day": month.best[0].isoformat() if month.best else None,
        "best_pct": _round(month.best[1]) if month.best else None,
        "worst_day": month.worst[0].isoformat() if month.worst else None,
        "worst_pct": _round(month.worst[1]) if month.worst else None,
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def draw(screen: Screen, found: IndexReport, lang: str) -> None:
    screen.title(word(code(found), lang), f"{found.first} – {found.last}")
    named = found.broad_line
    broad = (named.zh if lang == "zh" else named.en) if named else found.broad or ""
    columns = [
        Column(word("month", lang), keep=True),
        Column(word("sessions", lang), right=True, keep=True),
        Column(word("sector", lang), right=True, keep=True),
        *(
            [Column(broad, right=True, keep=True), Column(word("ahead_points", lang), right=True, keep=True)]
            if broad
            else []
        ),
        Column(word("members", lang), right=True, keep=True),
        Column(word("best", lang), right=True, keep=True),
        Column(word("worst", lang), right=True, keep=True),
    ]
    rows: list[list[str | Text | None]] = []
    for month in (*found.months, found.whole):
        ahead = month.ahead_points
        beside = [percent(month.broad_pct, lang, 1), Text("–" if ahead is None else f"{ahead:+.1f}")] if broad else []
        low, high = month.members_low, month.members_high
        rows.append(
            [
                month.month or Text(word("all", lang), style="bold"),
                str(month.sessions),
                percent(month.pct, lang, 1),
                *beside,
                str(low) if low == high else f"{low}–{high}",
                _day(month.best, lang, month.month is None),
                _day(month.worst, lang, month.month is None),
            ]
        )
    screen.table(columns, rows)
    caps = word("caps_given" if found.weighting == "value" else "caps_unknown", lang)
    screen.foot(
        word("foot_index", lang, caps=caps),
        word("survivorship", lang, last=found.prices_last),
        word("no_advice", lang),
    )


def _day(found: tuple[dt.date, float] | None, lang: str, whole: bool) -> Text:
    if found is None:
        return Text("–")
    day = found[0].isoformat() if whole else found[0].strftime("%m-%d")
    return Text(f"{day} ", style="dim").append_text(percent(found[1], lang, wide=7))
