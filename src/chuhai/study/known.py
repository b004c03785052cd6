"""Takes a published ledger and a day, gives the deals, events, signals and reported moves known by then, by ticker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from chuhai.catalog import names
from chuhai.deals import rows
from chuhai.deals.snapshot import Snapshot
from chuhai.model.deal import DealRow

#: Calendar days before the day in which news may still explain a move: a week.
NEWS_DAYS = 7
#: A signal (a licence expected, sought, rumoured) holds longer than news.
SIGNAL_DAYS = 30

_COMPANIES = "SELECT company_id, label_en, label_zh, tickers, body->>'$.parent' FROM company"
_EVENTS = (
    "SELECT deal_id, event, date, text, url FROM event WHERE known_from <= ? AND length(date) = 10 AND date BETWEEN ? AND ? "
    "AND event <> 'signed' ORDER BY date DESC, deal_id"
)
_ASIDE = (
    "SELECT kind, body, published_on, url, quote FROM aside WHERE kind IN ('signal', 'market') AND published_on <= ? "
    "AND published_on >= ? AND published_precision = 'day' ORDER BY published_on DESC, subject"
)


@dataclass(frozen=True, slots=True)
class News:
    """Something known by the day that may explain a move; `kind` is deal, event, signal or report.

    `tickers` are the listings of its parties and of the companies above them.
    """

    kind: str
    date: dt.date
    tickers: tuple[str, ...]
    deal: DealRow | None = None
    what: str | None = None
    text: str | None = None
    url: str | None = None
    tier: str | None = None


@dataclass(frozen=True)
class Listed:
    """Companies and their shares, from the published copy."""

    snapshot: Snapshot

    @cached_property
    def rows(self) -> dict[str, tuple[str, str, tuple[str, ...], str | None]]:
        """Company id -> English label, Chinese label, tickers, parent."""
        return {i: (en, zh, tuple(t or ()), up) for i, en, zh, t, up in self.snapshot.sql(_COMPANIES)}

    @cached_property
    def by_ticker(self) -> dict[str, str]:
        """Ticker -> company id."""
        return {ticker: company for company, row in self.rows.items() for ticker in row[2]}

    def name(self, ticker: str, lang: str = "en") -> str | None:
        """Label of the company behind a ticker; None when the registry doesn't know it."""
        company = self.by_ticker.get(ticker)
        if company is None:
            return None
        en, zh, _, _ = self.rows[company]
        return zh if lang == "zh" else en

    def tickers(self, companies: Iterable[str]) -> tuple[str, ...]:
        """Listings of companies and of all above them, nearest first."""
        found: dict[str, None] = {}
        for company in companies:
            at: str | None = company
            for _ in range(6):
                row = self.rows.get(at) if at else None
                if row is None:
                    break
                found.update(dict.fromkeys(row[2]))
                at = row[3]
        return tuple(found)

    def of_name(self, name: str) -> tuple[str, ...]:
        """Listings of the one company that bears a name; none when several do, or no one."""
        ids = {
            i
            for (i,) in self.snapshot.sql(
                "SELECT DISTINCT id FROM name WHERE what = 'company' AND via <> 'pinyin' AND key = ?", [names.key(name)]
            )
        }
        return self.tickers(ids) if len(ids) == 1 else ()


def by(snapshot: Snapshot, listed: Listed, day: dt.date, days: int = NEWS_DAYS) -> list[News]:
    """What was known on a day of the days before it, newest first.

    A deal counts from the day on which a page could tell of it, in the version of that day; whether it came before or
    after a market's close isn't asked. Deals dated to a month or a year stay out.
    """
    start = day - dt.timedelta(days=days)
    told = rows.select(
        snapshot,
        "announced BETWEEN ? AND ? AND announced_precision = 'day'",
        (start, day),
        known=day,
    )
    found = [
        News("deal", dt.date.fromisoformat(d.announced), listed.tickers([*d.licensor_ids, *d.licensee_ids]), d)
        for d in told
    ]
    found += _events(snapshot, listed, day, start)
    found += _aside(snapshot, listed, day)
    return sorted(found, key=lambda n: (-n.date.toordinal(), n.kind, n.deal.id if n.deal else ""))


def _events(snapshot: Snapshot, listed: Listed, day: dt.date, start: dt.date) -> list[News]:
    happened = snapshot.sql(_EVENTS, [day, start.isoformat(), day.isoformat()])
    if not happened:
        return []
    marks = ", ".join("?" for _ in happened)
    told = {
        d.id: d for d in rows.select(snapshot, f"deal.deal_id IN ({marks})", tuple(h[0] for h in happened), known=day)
    }
    return [
        News(
            "event",
            dt.date.fromisoformat(date),
            listed.tickers([*told[i].licensor_ids, *told[i].licensee_ids]),
            told[i],
            event,
            text,
            url,
        )
        for i, event, date, text, url in happened
        if i in told
    ]


def _aside(snapshot: Snapshot, listed: Listed, day: dt.date) -> list[News]:
    found = []
    asked = [day, day - dt.timedelta(days=SIGNAL_DAYS)]
    for kind, body, published, url, quote in snapshot.sql(_ASIDE, asked):
        said: dict[str, Any] = msgspec.json.decode(body)
        name = said.get("company") or said.get("name")
        tickers = (said["ticker"],) if said.get("ticker") else listed.of_name(name) if name else ()
        if kind == "market":
            # A reported move of another day explains nothing of this one.
            if (said.get("date") or published.isoformat()) != day.isoformat():
                continue
            found.append(News("report", published, tickers, text=said.get("reason") or quote, url=url))
        else:
            found.append(
                News("signal", published, tickers, what=said.get("what"), text=quote, url=url, tier=said.get("tier"))
            )
    return found


def matched(news: Iterable[News]) -> dict[str, list[News]]:
    """News by ticker."""
    found: dict[str, list[News]] = {}
    for item in news:
        for ticker in item.tickers:
            found.setdefault(ticker, []).append(item)
    return found
