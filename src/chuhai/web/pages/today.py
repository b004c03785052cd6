"""Takes the ledger, gives the day's page: headline numbers of the year, newest deals, what changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chuhai.facade import known_date
from chuhai.model.deal import DealRow
from chuhai.web import finding
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

_MEASURES = ("deal_count", "upfront_value", "total_value", "median_upfront")
_NEWEST, _LARGEST, _CHANGES = 12, 6, 15
_CHANGED_DAYS = 30
_MOVED = 8


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
    since = known_date(asked.one("since")) or last - dt.timedelta(days=_CHANGED_DAYS)
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
        "since": since.isoformat(),
        "changes": changes[-_CHANGES:][::-1],
        "n_changes": len(changes),
    }


def _moved(view: View) -> list[tuple[DealRow, tuple[str, float, bool]]]:
    """The newest deals whose licensor's share has a computed reaction."""
    ids = view.ledger.snapshot.sql(
        "SELECT deal FROM computed_reaction WHERE role = 'licensor' AND json_extract(body, '$.session') IS NOT NULL "
        "AND json_extract(body, '$.dropped') IS NULL GROUP BY deal ORDER BY max(json_extract_string(body, '$.session')) DESC, deal LIMIT ?",
        [_MOVED],
    )
    rows = [view.ledger.deal(i) for (i,) in ids]
    moves = view.moves(rows)
    return [(r, moves[r.id]) for r in rows if r.id in moves]


def _labels(view: View) -> dict[str, str]:
    from chuhai.metrics.base import measures

    return {name: m.zh if view.lang == "zh" else m.en for name, m in measures().items()}


PAGE = Page("/", "today.html.j2", answer, 0, "today")
