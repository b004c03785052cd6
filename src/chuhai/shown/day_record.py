"""Takes the report of a market day, gives it as plain records: movers, limits, indices, breadth, history, news."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from chuhai.model.deal import DealRow
from chuhai.shown.day_words import word

if TYPE_CHECKING:
    from chuhai.study.day import Line, Mover
    from chuhai.study.known import News
    from chuhai.study.market_day import DayReport, State
    from chuhai.study.sector import Unusual


def movers(report: DayReport, lang: str, top: int | None = None) -> list[dict[str, Any]]:
    """Shares that traded, largest rise first; with `top` that many rises and falls of each market."""
    news = report.by_ticker()
    found: list[Mover] = []
    for state in report.opened:
        assert state.day is not None
        rows = state.day.movers
        found += rows if top is None or len(rows) <= 2 * top else (*rows[:top], *rows[len(rows) - top :])
    return [_mover(report, m, news.get(m.ticker, []), lang) for m in sorted(found, key=lambda m: (-m.pct, m.ticker))]


def limits(report: DayReport, lang: str) -> list[dict[str, Any]]:
    """Shares that closed at their price limit, up first."""
    return [row for row in movers(report, lang) if row["limit"]]


def _mover(report: DayReport, mover: Mover, news: list[News], lang: str) -> dict[str, Any]:
    return {
        "ticker": mover.ticker,
        "name": report.listed.name(mover.ticker, lang),
        "market": mover.market,
        "pct": round(mover.pct, 4),
        "volume_ratio": None if mover.volume_ratio is None else round(mover.volume_ratio, 2),
        "limit": mover.limit,
        "touched": mover.touched,
        "gap_sessions": mover.gap_sessions,
        "sector": mover.member,
        "flags": list(mover.flags),
        "deals": list(dict.fromkeys(n.deal.id for n in news if n.deal)),
    }


def document(report: DayReport, as_of: str, lang: str, top: int | None = None) -> dict[str, Any]:
    """The whole day as JSON shows it."""
    last = max((s.last for s in report.states if s.last), default=None)
    return {
        "date": report.date.isoformat(),
        "as_of": as_of,
        "known": report.date.isoformat(),
        "markets": [_state(s) for s in report.states],
        "indices": [_line(report, x, lang) for x in report.lines],
        "breadth": {s.market: dataclasses.asdict(s.day.breadth) for s in report.opened if s.day},
        "history": {s.market: {name: _unusual(u) for name, u in s.day.history.items()} for s in report.opened if s.day},
        "limits": limits(report, lang),
        "movers": movers(report, lang, top),
        "deals": [_news(n) for n in report.news if n.deal],
        "signals": [_news(n) for n in report.news if n.deal is None],
        "value_weighted": "given" if report.valued else "unknown",
        "survivorship": word("survivorship", lang, last=last),
        "notes": [word("news_note", lang)],
    }


def _state(state: State) -> dict[str, Any]:
    day = state.day
    return {
        "market": state.market,
        "open": state.trading.open,
        "status": state.status,
        "why": state.trading.why,
        "previous_session": _iso(state.trading.previous),
        "next_session": _iso(state.trading.next),
        "prices_first": _iso(state.first),
        "prices_last": _iso(state.last),
        "shares": day.shares if day else None,
        "first_prices": list(day.first_prices) if day else [],
        "notes": list(day.notes) if day else [],
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def label(report: DayReport, code: str, lang: str) -> str:
    """Name of a line."""
    found = report.benchmarks.get(code)
    return word(code, lang) if found is None else found.zh if lang == "zh" else found.en


def _line(report: DayReport, line: Line, lang: str) -> dict[str, Any]:
    return {
        "code": line.code,
        "name": label(report, line.code, lang),
        "follows": line.follows,
        "role": line.role,
        "pct": _round(line.pct.get(1)),
        "pct_by_sessions": {str(k): _round(v) for k, v in line.pct.items()},
        "percentile": line.unusual["1"].percentile if "1" in line.unusual else None,
        "unusual": {k: _unusual(u) for k, u in line.unusual.items()},
        "n": line.n,
        "weighting": line.weighting,
        "ahead_points": {t: {str(k): _round(v) for k, v in by.items()} for t, by in line.relative.items()},
    }


def _unusual(found: Unusual) -> dict[str, Any]:
    return {
        "value": _round(found.value),
        "percentile": None if found.percentile is None else round(found.percentile, 1),
        "sessions": found.sessions,
        "from": None if found.first is None else str(found.first),
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _news(news: News) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": news.kind, "date": news.date.isoformat(), "tickers": list(news.tickers)}
    if news.deal is not None:
        found |= _deal(news.deal)
    return found | {
        name: value
        for name, value in (("what", news.what), ("tier", news.tier), ("text", news.text), ("url", news.url))
        if value
    }


def _deal(row: DealRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "announced": row.announced,
        "licensor": row.licensor,
        "licensee": row.licensee,
        "upfront_usd_m": row.upfront_usd_m,
        "total_usd_m": row.total_usd_m,
        "sources": row.sources,
    }
