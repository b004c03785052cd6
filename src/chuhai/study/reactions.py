"""Takes the deals' listed parties and a user's prices, gives each listing's reaction: window totals with flags, or why there is none."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from chuhai.deals.listed import ListedParty
from chuhai.errors import MarketError, NotFoundError, UsageError
from chuhai.markets import dual
from chuhai.markets.event_day import EventDay, event_session
from chuhai.markets.sessions import sessions
from chuhai.model.reaction import ReactionRow
from chuhai.prices.base import Prices
from chuhai.prices.columns import canonical
from chuhai.prices.panel import Days, Panel
from chuhai.study import limited
from chuhai.study.design import Floats
from chuhai.study.event import Design, Events, StudyResult, run
from chuhai.study.universe import PLACES, market_of

#: Raised whenever a number of the kept table could change.
CODE = "reactions/2"
#: The day, the day and the next (a date without a time), around it, the run-up, a week, two weeks.
WINDOWS = ((0, 0), (0, 1), (-1, 1), (-10, -2), (0, 5), (0, 10))
#: The window read unless another is asked for: a date without a time may mean either session.
HEADLINE = (0, 1)
DESIGN = Design(model="market", windows=WINDOWS)
SECTOR = "sector"
#: What shares of a market are measured against, the first that has prices; else the sector of that market.
BENCHMARKS: Mapping[str, tuple[str, ...]] = {"A": (), "HK": (), "US": ("XBI.US", "IBB.US", "SPY.US")}
Key = tuple[str, str, str, str]
#: Fewer shares make no sector.
FEWEST = 10
NOT_STUDIED = "listed on a market that isn't studied"
NOT_A_DAY = "announced to the month or less, not to the day"
NO_MARKET = "the store has no prices of this market"


@dataclass(frozen=True)
class Reactions:
    """Reactions of listed parties.

    Attributes
    ----------
    rows : tuple of ReactionRow
        One a deal, listing and role, also those with a reason instead of a reaction.
    studies : dict of str to StudyResult
        By market (A, HK, US); each listing and session once, its event named `ticker session`.
    left_out : dict of str to int
        Listings without a row, by reason.
    place : dict
        Key of a row -> (market, position of its event in that market's study).
    """

    rows: tuple[ReactionRow, ...]
    studies: dict[str, StudyResult]
    left_out: dict[str, int]
    place: dict[Key, tuple[str, int]]


def compute(
    parties: Sequence[ListedParty],
    prices: Prices,
    members: Sequence[str],
    curation: Path | None = None,
    design: Design = DESIGN,
    step: Callable[[str], None] = lambda what: None,
    earnings: Sequence[tuple[str, dt.date]] = (),
) -> Reactions:
    """Every party's reaction.

    Parameters
    ----------
    members : sequence of str
        Tickers whose equal-weighted return is the sector of their market; each share is measured against the others.
    design : Design
        Model and windows; the benchmark is one of `BENCHMARKS` or the sector.

    earnings : sequence of (str, date)
        Results days of shares: a reaction with one in its windows is flagged `confounded`.

    Notes
    -----
    The market model is estimated on sessions -270 to -21 (at least 100). The members are those of which the store has
    prices: what was delisted before that list was drawn up is missing from the sector, which is said wherever it's shown.
    """
    left: Counter[str] = Counter()
    asked: dict[str, list[tuple[ListedParty, EventDay]]] = {}
    for party in parties:
        place = market_of(party.ticker)
        if place is None:
            left[NOT_STUDIED] += 1
        elif party.precision != "day":
            left[NOT_A_DAY] += 1
        else:
            try:
                day = event_session(party.announced, None, party.ticker, curation=curation)
            except MarketError:
                left["announced outside the exchange's calendar"] += 1
                continue
            asked.setdefault(place, []).append((party, day))
    rows: list[ReactionRow] = []
    studies: dict[str, StudyResult] = {}
    position: dict[Key, tuple[str, int]] = {}
    for place, events in sorted(asked.items()):
        step(f"measuring {len(events)} reactions, market {place}")
        try:
            made, studies[place], at = _market(place, events, prices, members, design, earnings)
            position |= {row.key: (place, i) for row, i in zip(made, at, strict=True)}
        except NotFoundError:
            made = [_row(party, day, design, SECTOR, NO_MARKET) for party, day in events]
        rows += made
    rows = _with_premiums(rows, prices)
    return Reactions(tuple(sorted(rows, key=lambda r: r.key)), studies, dict(left), position)


def _with_premiums(rows: Sequence[ReactionRow], prices: Prices) -> list[ReactionRow]:
    """The rows, both listings of a company in Shanghai or Shenzhen and Hong Kong with the change of its A/H premium."""
    pairs: dict[tuple[str, str, str], dict[str, ReactionRow]] = {}
    for row in rows:
        pairs.setdefault((row.deal, row.company, row.role), {})[market_of(row.ticker) or ""] = row
    found: dict[Key, float] = {}
    for listings in pairs.values():
        a, h = listings.get("A"), listings.get("HK")
        if a is None or h is None or a.session is None or h.session is None:
            continue
        try:
            sides = [_closes(prices, row.ticker) for row in (a, h)]
            day = dt.date.fromisoformat(min(a.session, h.session))
            change = dual.premium_around(day, sides[0], sides[1], after=1).change
        except (MarketError, NotFoundError):
            continue
        found |= {row.key: round(100 * change, 2) for row in (a, h)}
    return [_with(row, ah_premium_change_pct=found[row.key]) if row.key in found else row for row in rows]


def _closes(prices: Prices, ticker: str) -> tuple[Days, Floats]:
    panel = prices.panel([ticker], PLACES[market_of(ticker) or ""][0])
    return panel.days, panel.close[:, 0]


def _market(
    place: str,
    asked: Sequence[tuple[ListedParty, EventDay]],
    prices: Prices,
    members: Sequence[str],
    design: Design,
    earnings: Sequence[tuple[str, dt.date]],
) -> tuple[list[ReactionRow], StudyResult, list[int]]:
    held = set(prices.symbols())
    sector = sorted({m for m in members if market_of(m) == place and m in held})
    panel = prices.panel(sorted({*sector, *(p.ticker for p, _ in asked if p.ticker in held)}), PLACES[place][0])
    returns = panel.returns()
    single = next((b for b in BENCHMARKS[place] if b in held), None)
    benchmark = others(returns, panel, sector) if single is None else _single(prices, single, panel)
    pairs = list(dict.fromkeys((p.ticker, d.session) for p, d in asked))
    events = Events.of(panel.symbols, panel.days, pairs, [f"{ticker} {day}" for ticker, day in pairs])
    calendar = sessions(PLACES[place][0])
    told = [(t, calendar.on_or_after(day)) for t, day in earnings if t in panel.symbols and day <= calendar.last]
    other = Events.of(panel.symbols, panel.days, told) if told else None
    study = run(returns, benchmark, events, design, locked=limited.of_panel(panel).locked, earnings=other)
    position = {pair: i for i, pair in enumerate(pairs)}
    seen: set[tuple[str, dt.date]] = set()
    rows = []
    for party, day in asked:
        pair = (party.ticker, day.session)
        at = position[pair]
        empty = _row(party, day, design, single or SECTOR, study.reason(at), ["same_session"] if pair in seen else [])
        rows.append(_measured(empty, study, at, panel, returns))
        seen.add(pair)
    return rows, study, [position[p.ticker, d.session] for p, d in asked]


def others(returns: Floats, panel: Panel, members: Sequence[str]) -> Floats:
    """Equal-weighted return of the members other than each share, (T, N); NaN on sessions with fewer than `FEWEST`.

    A return that covers several sessions, after a suspension, belongs to no single one and is left out.
    """
    own = np.isin(panel.symbols, members)
    single = np.isfinite(returns)
    single[1:] &= panel.priced[:-1]
    counted = single & own
    value = np.where(counted, np.nan_to_num(returns), 0.0)
    rest = value.sum(axis=1, keepdims=True) - value
    number = counted.sum(axis=1, keepdims=True) - counted
    return np.asarray(np.divide(rest, number, out=np.full(returns.shape, np.nan), where=number >= FEWEST))


def _single(prices: Prices, symbol: str, panel: Panel) -> Floats:
    first, last = (panel.days[i].astype(object) for i in (0, -1))
    return np.asarray(prices.panel([symbol], panel.market, first, last).returns()[:, 0])


def _row(
    party: ListedParty, day: EventDay, design: Design, benchmark: str, dropped: str | None, more: Sequence[str] = ()
) -> ReactionRow:
    """A row without numbers."""
    told = (("via_parent", party.via_parent), ("terms_later", party.terms_later))
    return ReactionRow(
        deal=party.deal_id,
        ticker=party.ticker,
        company=party.company_id,
        role=party.role,
        announced=party.announced.isoformat(),
        model=design.model,
        benchmark=benchmark,
        code=CODE,
        session=day.session.isoformat(),
        flags=[*day.flags, *(flag for flag, holds in told if holds), *more],
        dropped=dropped,
    )


def _measured(empty: ReactionRow, study: StudyResult, at: int, panel: Panel, returns: Floats) -> ReactionRow:
    """The row with its numbers; a dropped one has at most the plain move of its session."""
    row = int(study.row[at])
    column = int(study.events.column[at])
    inside = 0 <= row < len(panel.days) and column >= 0
    moved = float(returns[row, column]) if inside else float("nan")
    plain = round(100 * moved, 2) if np.isfinite(moved) else None
    if empty.dropped is not None:
        return _with(empty, return_pct=plain)
    names = [f"{a}..{b}" for a, b in study.design.windows]
    car = dict(zip(names, study.raw.car[at].tolist(), strict=True))
    scar = dict(zip(names, study.scar[at].tolist(), strict=True))
    head = study.position(HEADLINE) if HEADLINE in study.design.windows else 0
    unlocked = float(study.car_unlocked[at, head])
    return _with(
        empty,
        session=str(panel.days[row]),
        return_pct=plain,
        car_pct={n: round(100 * v, 2) for n, v in car.items() if np.isfinite(v)},
        scar={n: round(v, 3) for n, v in scar.items() if np.isfinite(v)},
        unlocked_pct=round(100 * unlocked, 2) if np.isfinite(unlocked) else None,
        unlocked_sessions=int(study.sessions_used[at, head]) or None,
        n_estimation=int(study.raw.n[at]),
        flags=list(dict.fromkeys([*empty.flags, *study.flag_names(at)])),
    )


def _with(row: ReactionRow, **changes: object) -> ReactionRow:
    return msgspec.structs.replace(row, **changes)


def read_earnings(path: Path) -> tuple[tuple[str, dt.date], ...]:
    """Results days of a CSV file with the columns ticker and date.

    Raises
    ------
    UsageError
        The file can't be read, or a row holds no ticker or no day; says which.
    """
    try:
        lines = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
        return tuple(
            (canonical(row["ticker"] or ""), dt.date.fromisoformat((row["date"] or "").strip())) for row in lines
        )
    except (OSError, KeyError, ValueError) as error:
        raise UsageError(f"{path}: {error}; write a CSV file with the columns ticker and date (2025-03-28)") from None
