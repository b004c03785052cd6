"""Takes the ledger, gives the day's page: headline numbers of the year, newest deals, what changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from chuhai.deals.diff import Change
from chuhai.errors import NotFoundError
from chuhai.facade import known_date
from chuhai.model.deal import DealRow
from chuhai.web import charted, finding
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

_MEASURES = ("deal_count", "upfront_value", "total_value", "median_upfront")
_NEWEST, _LARGEST, _CHANGES = 12, 6, 15
_CHANGED_DAYS = 30
#: Versions of deals from which fewer days are told.
_ENOUGH = 200
_MOVED = 8
#: How firmly a signal is told.
_TIERS = ("confirmed", "likely", "rumour", "intent")
#: Whole years of the chart before this one; signals and events told.
_YEARS, _SIGNALS, _HAPPENED = 2, 6, 6


def answer(view: View, asked: Asked) -> dict[str, Any]:
    ledger = view.ledger
    newest = ledger.deals(sort="announced", limit=_NEWEST)
    last = dt.date.fromisoformat((newest.rows[0].announced if newest.rows else ledger.as_of)[:10])
    year = str(last.year)
    # The same part of the year before, so that an unfinished year isn't set beside a whole one.
    month = f"{last.month:02d}"
    period, before = f"{year}-01..{year}-{month}", f"{last.year - 1}-01..{last.year - 1}-{month}"
    now, then = (ledger.stats(p, _MEASURES) for p in (period, before))
    tiles = []
    for name in _MEASURES:
        value, past = now.value(name), then.value(name)
        change = 100 * (value / past - 1) if value is not None and past else None
        tiles.append({"name": name, "unit": now.units[name], "value": value, "before": past, "change": change})
    since = known_date(asked.one("since")) or _lately(view, last)
    changes = finding.changes(ledger, since)
    return {
        "title": view.say("title"),
        "year": year,
        "before_year": str(last.year - 1),
        "period": period,
        "tiles": tiles,
        "measures": _labels(view),
        "newest": newest.rows,
        "largest": ledger.deals(period=year, sort="upfront", limit=_LARGEST).rows,
        "moved": _moved(view),
        "chart": _quarters(view, last),
        "signals": _signals(view),
        "happened": _happened(view),
        "since": since.isoformat(),
        "changes": [_changed(view, c) for c in changes[-_CHANGES:][::-1]],
        "legend": view.legend(newest.rows),
        "n_changes": len(changes),
    }


def _lately(view: View, last: dt.date) -> dt.date:
    """The day after which changes are told to who asks for none: a month back, or less where more changed than anyone reads."""
    month = last - dt.timedelta(days=_CHANGED_DAYS)
    days = view.ledger.snapshot.sql(
        "SELECT known_from, count(*) FROM deal WHERE known_from > ? GROUP BY 1 ORDER BY 1 DESC", [month]
    )
    told = 0
    for day, n in days:
        told += n
        if told > _ENOUGH:
            return max(
                month,
                (day if isinstance(day, dt.date) else dt.date.fromisoformat(str(day)[:10])) - dt.timedelta(days=1),
            )
    return month


def _moved(view: View) -> list[tuple[DealRow, tuple[str, float, bool]]]:
    """The newest deals whose licensor's share has a computed reaction."""
    ids = view.ledger.snapshot.sql(
        "SELECT deal FROM computed_reaction WHERE role = 'licensor' AND json_extract(body, '$.session') IS NOT NULL "
        "AND json_extract(body, '$.dropped') IS NULL GROUP BY deal ORDER BY max(json_extract_string(body, '$.session')) DESC, deal LIMIT ?",
        [_MOVED],
    )
    found = view.ledger.deals(filters=view.ledger.filters(deals=tuple(i for (i,) in ids))) if ids else ()
    rows = {r.id: r for r in found.rows} if found else {}
    moves = view.moves(rows.values())
    return [(rows[i], moves[i]) for (i,) in ids if i in moves]


def _changed(view: View, change: Change) -> dict[str, Any]:
    """A change with the deal's row, where the ledger still has the deal."""
    try:
        row = view.ledger.deal(change.deal_id)
    except NotFoundError:
        row = None
    return {
        "row": row,
        **{n: getattr(change, n) for n in ("on", "deal_id", "slug", "field", "before", "after", "change")},
    }


def _quarters(view: View, last: dt.date) -> charted.Chart | None:
    """Out-licences of each quarter, the unfinished one apart."""
    found = view.ledger.stats(f"{last.year - _YEARS}..{last.year}", ("deal_count", "upfront_value"), "quarter")
    upfronts = view.labels("upfront")
    points = [
        charted.Point(
            str(r.group),
            r.cells["deal_count"].value,
            view.shown(r.cells["deal_count"].value, "deals"),
            view.url("/deals", period=r.group, direction="out"),
            told=f"{upfronts} {view.shown(r.cells['upfront_value'].value, 'usd_m')}",
        )
        for r in found.rows
        if r.group
    ]
    told = f"{view.say('by_quarter')}: " + "; ".join(f"{p.label} {p.caption}" for p in points)
    now = bool(points) and points[-1].label == f"{last.year}Q{(last.month + 2) // 3}"
    return charted.columns(points, told, now)


def _signals(view: View) -> list[dict[str, Any]]:
    """What documents say of deals to come, the newest first; a public desk tells only what has an address."""
    found = view.ledger.snapshot.sql(
        "SELECT body, published_on, url, publisher, quote FROM aside WHERE kind = 'signal' AND (url LIKE 'http%' OR NOT ?) "
        "ORDER BY published_on DESC NULLS LAST, subject LIMIT ?",
        [view.public, _SIGNALS],
    )
    made = []
    for body, day, url, publisher, quote in found:
        said = msgspec.json.decode(body)
        tier = said.get("tier")
        made.append(
            {
                "day": str(day) if day else None,
                "who": said.get("company"),
                "tier": view.say(f"s_{tier}") if tier in _TIERS else None,
                "what": view.clip(quote or said.get("what")),
                "url": url,
                "publisher": publisher or url or view.say("source"),
            }
        )
    return made


def _happened(view: View) -> list[dict[str, Any]]:
    """What happened to deals after they were signed, the newest first."""
    found = view.ledger.snapshot.sql(
        "SELECT deal_id, event, date, url FROM event WHERE event <> 'signed' AND date IS NOT NULL AND date <= ? "
        "ORDER BY date DESC, deal_id LIMIT ?",
        [view.ledger.as_of, _HAPPENED],
    )
    return [
        {"row": view.ledger.deal(i), "what": view.term("event", event), "day": day, "url": url}
        for i, event, day, url in found
    ]


def _labels(view: View) -> dict[str, str]:
    from chuhai.metrics.base import measures

    return {name: m.zh if view.lang == "zh" else m.en for name, m in measures().items()}


PAGE = Page("/", "today.html.j2", answer, 0, "today")
