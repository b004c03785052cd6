"""Takes a day and a grouping, gives what the sector did that day and what shares did around deals, with intervals; no series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from chuhai.errors import ChuhaiError, NotFoundError, UsageError
from chuhai.shown import day_words, study_words
from chuhai.web import charted, indexed
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

GROUPS = ("partner_kind", "counterparty", "role", "stage", "kind", "modality", "year", "market", "upfront")
ROLES = ("licensor", "licensee", "both")
SPANS = ("0..0", "0..1", "-1..1", "0..5", "0..10", "-10..-2")
_MOVERS, _NEWS, _ROWS = 6, 8, 14
#: Days looked back for the newest session that prices hold.
_BACK = 3000


def answer(view: View, asked: Asked) -> dict[str, Any]:
    return {"title": view.say("market"), **_study(view, asked), **_day(view, asked)}


def _day(view: View, asked: Asked) -> dict[str, Any]:
    """The day, or why there is none."""
    if view.public:  # moves come from the keeper's own prices, which never leave the machine
        return {"day": None, "day_text": "", "why_none": None}
    text = asked.one("day")
    try:
        day = day_words.day(text) if text else _newest(view)
        if day is None:
            return {"day": None, "day_text": "", "why_none": None}
        report = view.ledger.market_day(day)
    except NotFoundError as error:
        return {"day": None, "day_text": text or "", "why_none": str(error)}
    lang = view.lang
    lines = [
        {
            "name": day_words.word(x.code, lang)
            if (b := report.benchmarks.get(x.code)) is None
            else b.zh
            if lang == "zh"
            else b.en,
            "own": x.code.startswith("sector-"),
            "pct": [x.pct[k] for k in (1, 5, 20, 60)],
            "rank": x.unusual["1"].percentile if "1" in x.unusual else None,
            "n": x.n,
        }
        for x in report.lines
    ]
    news = report.by_ticker()
    markets = []
    for state in report.opened:
        assert state.day is not None
        movers = list(state.day.movers)
        shown = movers if len(movers) <= 2 * _MOVERS else [*movers[:_MOVERS], *movers[-_MOVERS:]]
        markets.append(
            {
                "name": day_words.word(state.market, lang),
                "breadth": state.day.breadth,
                "history": state.day.history,
                "movers": [
                    {
                        "ticker": m.ticker,
                        "name": report.listed.name(m.ticker, lang) or "",
                        "pct": m.pct,
                        "flags": [_flag(f, m.gap_sessions, lang) for f in m.flags],
                        "deals": list(dict.fromkeys(n.deal.id for n in news.get(m.ticker, []) if n.deal)),
                    }
                    for m in shown
                ],
            }
        )
    before = [s.trading.previous for s in report.states if s.trading.previous]
    after = [s.trading.next for s in report.states if s.trading.next]
    return {
        "day": day,
        "day_text": day.isoformat(),
        "why_none": None,
        "closed": [day_words.word(s.market, lang) for s in report.states if s.status != "open"],
        "lines": lines,
        "index": indexed.drawn(view, day) if asked.one("index") else None,
        "markets": markets,
        "news": [n for n in report.news if n.deal][:_NEWS],
        "before": max(before, default=None),
        "after": min(after, default=None),
        "history": report.history,
        "foot": [
            day_words.word("survivorship", lang, last=max((s.last for s in report.states if s.last), default="–")),
            day_words.word("foot_rank", lang, n=report.history),
            day_words.word("news_note", lang),
        ],
    }


def _flag(code: str, gap: int, lang: str) -> str:
    return day_words.word("resumed1" if code == "resumed" and gap == 1 else code, lang, n=gap)


def _newest(view: View) -> dt.date | None:
    """The newest day that the user's prices hold; None where there are none."""
    from chuhai.prices.base import Prices
    from chuhai.study import universe

    try:
        prices = Prices.open(view.ledger.settings.home)
        lasts = [prices.frame(s).get_column("date").max() for m in universe.MARKETS for s in prices.symbols(m)[:1]]
    except ChuhaiError:
        return None
    days = [d for d in lasts if isinstance(d, dt.date)]
    return max(days, default=None)


def _study(view: View, asked: Asked) -> dict[str, Any]:
    lang = view.lang
    group = asked.one("group", "counterparty") or "counterparty"
    window = asked.one("window", "0..1") or "0..1"
    role = asked.one("role", "licensor") or "licensor"
    way = asked.one("direction", "out")
    tests = asked.one("tests") is not None and not view.public
    shown: dict[str, Any] = {
        "group": group,
        "window": window,
        "role": role,
        "direction": way,
        "groups": [(g, _group_word(view, g)) for g in GROUPS],
        "roles": [(r, study_words.word(r, lang)) for r in ROLES],
        "spans": [(s, s.replace("-", "\u2212")) for s in SPANS],
        "directions": [*view.vocabulary("direction"), ("all", view.say("any"))],
        "tests": (),
        "no_study": None,
        "tested": tests,
        "words": lambda key, **values: study_words.word(key, lang, **values),
        "chance": study_words.chance,
        "question_words": lambda key: study_words.question(key, lang),
    }
    try:
        found = view.ledger.market_study(
            group, _span(window), role, None if way == "all" else way, origin="prices" if tests else "kept"
        )
    except NotFoundError as error:
        return {**shown, "study": None, "no_study": str(error)}
    rows = found.rows[:_ROWS]
    ends = [0.0, *(v for r in rows for v in (r.low_pct, r.high_pct, r.mean_pct) if v is not None)]
    low, wide = min(ends), (max(ends) - min(ends)) or 1.0

    def at(value: float | None) -> float | None:
        return None if value is None else 2 + 96 * (value - low) / wide

    return {
        **shown,
        "study": found,
        "zero": at(0.0),
        "forest": _forest(view, rows, group),
        "dots": [
            {
                "row": r,
                "name": study_words.group_in(view.labels, group, r.group),
                "low": at(r.low_pct),
                "high": at(r.high_pct),
                "mid": at(r.mean_pct),
            }
            for r in rows
        ],
        "tests": [
            {
                "market": day_words.word(m, lang),
                "test": t,
                **{n: _hundred(getattr(t, n)) for n in ("estimate", "low", "high")},
            }
            for m, each in found.tests.items()
            for t in each
        ],
        "answers": found.answers,
        "left": [
            (study_words.reason_in(why, lang), n) for why, n in sorted(found.dropped.items(), key=lambda i: -i[1])
        ],
        "flags": [(study_words.flag(f, lang), n) for f, n in found.flags.items()],
    }


def _forest(view: View, rows: Sequence[Any], group: str) -> charted.Live | None:
    """Means and intervals as Vega draws them."""
    if len(rows) < 2:
        return None
    made = []
    for r in rows:
        name, mean = study_words.group_in(view.labels, group, r.group), view.percent(r.mean_pct)
        known = r.low_pct is not None
        interval = f"{view.percent(r.low_pct)} … {view.percent(r.high_pct)}" if known else view.say("too_few_dates")
        tip = f"{name}\n{mean} ({interval})\nn = {r.n}"
        made.append(
            {"label": name, "value": r.mean_pct, "low": r.low_pct, "high": r.high_pct, "caption": mean, "tip": tip}
        )
    told = "; ".join(str(m["tip"]).replace("\n", " ") for m in made)
    return charted.Live("forest", told, tuple(made), "percent", 27 * len(made) + 30)


def _hundred(value: float | None) -> float | None:
    return None if value is None else 100 * value


def _span(text: str) -> tuple[int, int]:
    """Sessions of a window as its address states them.

    Raises
    ------
    UsageError
    """
    if text not in SPANS:
        raise UsageError(f"window {text!r}: one of {', '.join(SPANS)}")
    first, _, last = text.partition("..")
    return int(first), int(last)


def _group_word(view: View, group: str) -> str:
    return view.say(group) if group in ("role", "counterparty", "market") else view.labels(group)


PAGE = Page("/market", "market.html.j2", answer, 4, "market")
