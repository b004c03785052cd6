"""Takes the ledger and, where there are any, a user's prices, gives the study of reactions: by group, tested, with what was left out."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from chuhai.catalog import Catalog
from chuhai.deals import listed
from chuhai.deals.listed import ListedParty
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import NotFoundError, UsageError
from chuhai.markets.event_day import FLAGS as EVENT_FLAGS
from chuhai.model.reaction import ReactionRow
from chuhai.model.when import Period
from chuhai.prices.base import Prices
from chuhai.settings import Settings
from chuhai.study import compare, ols, reactions
from chuhai.study.capital import Cap
from chuhai.study.design import FLAGS, Design, Window
from chuhai.study.universe import market_of

if TYPE_CHECKING:
    import polars as pl

    from chuhai.study.inference.base import TestResult
    from chuhai.study.ols import Regression

Origin = Literal["prices", "kept"]
Pair = tuple[ReactionRow, ListedParty]
#: The year whose reactions are set against those before.
FADING_YEAR = 2025
#: Fewer sessions give no interval worth telling.
FEWEST_DATES = 5
#: A market value older than this isn't set beside an upfront.
OLDEST_VALUE = dt.timedelta(days=366)
#: Groups whose pairs are compared.
MOST_COMPARED = 6
CLINICAL = ("phase-1", "phase-1-2", "phase-2", "phase-2-3", "phase-3", "filed", "approved")
#: Kinds of listed companies whose shares are the sector that reactions are measured against.
SECTOR_KINDS = ("biotech", "pharma")
#: Sessions of the longest window that may be asked for: a year.
LONGEST = 250
#: What a reaction may be flagged with.
KNOWN_FLAGS = frozenset({*FLAGS, *EVENT_FLAGS, "via_parent", "terms_later", "same_session"})
#: Upper ends of the upfront's classes, millions of US dollars.
_UPFRONTS = ((30.0, "under $30m"), (100.0, "$30m to $100m"))


def fresh(
    snapshot: Snapshot,
    settings: Settings,
    design: Design = reactions.DESIGN,
    progress: Callable[[str], None] = lambda step: None,
    earnings: Sequence[tuple[str, dt.date]] = (),
) -> reactions.Reactions:
    """Every reaction, computed from the prices of the user's own store.

    Raises
    ------
    NotFoundError
        No prices were imported.
    """
    companies = Catalog(settings.curation).companies.by_id.values()
    members = [t for c in companies if c.kind in SECTOR_KINDS for t in c.tickers]
    prices = Prices.open(settings.home)
    return reactions.compute(listed.parties(snapshot), prices, members, settings.curation, design, progress, earnings)


def _upfront(party: ListedParty) -> str:
    if party.upfront_usd_m is None:
        return "not disclosed"
    return next((name for end, name in _UPFRONTS if party.upfront_usd_m < end), "$100m and more")


def _counterparty(party: ListedParty) -> str:
    if party.kind == "newco" or party.partner_kind == "newco":
        return "newco"
    return "mnc" if party.partner_kind == "mnc" else "other"


def _everything(party: ListedParty) -> str:
    return "all"


#: Grouping -> label of one listing's event.
GROUPINGS: Mapping[str, Callable[[ListedParty], str | None]] = {
    "partner_kind": lambda p: p.partner_kind,
    "counterparty": _counterparty,
    "role": lambda p: p.role,
    "stage": lambda p: p.stage,
    "kind": lambda p: p.kind,
    "modality": lambda p: p.modality,
    "direction": lambda p: "+".join(p.direction) or None,
    "year": lambda p: str(p.announced.year),
    "market": lambda p: market_of(p.ticker),
    "upfront": _upfront,
}


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Mean reaction of one group, percent; `p_adjusted` is Holm's over the groups shown.

    `n_dates` is the number of event sessions: the interval and p allow for reactions of one session moving together.
    """

    group: str
    n: int
    n_dates: int
    mean_pct: float
    low_pct: float | None
    high_pct: float | None
    median_pct: float
    positive_pct: float
    p_value: float | None
    p_adjusted: float | None
    deal_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A question put to the reactions: the difference or slope, percentage points, with its 95% interval."""

    question: str
    what: str
    n: int
    estimate: float | None
    low: float | None
    high: float | None
    p_value: float | None
    note: str | None = None
    p_adjusted: float | None = None


@dataclass(frozen=True)
class MarketStudy:
    """Reactions of listed parties, by group.

    Attributes
    ----------
    origin : str
        `prices`: computed now from the user's prices; `kept`: from the table that comes with the ledger.
    differences : tuple of compare.Difference
        Between pairs of groups, percentage points.
    regression : ols.Regression or None
        Reaction on the deal's terms together, percentage points; of deals that state an upfront and a total.
    tests : dict of str to tuple of TestResult
        By market, every test of the window, the default one first; empty for kept reactions, which hold no returns.
    dropped : dict of str to int
        Listings without a reaction, by reason.
    reactions : tuple of ReactionRow
        Those counted.
    """

    window: Window
    grouping: str
    role: str
    direction: str | None
    period: str | None
    origin: Origin
    model: str
    code: str
    as_of: str
    rows: tuple[GroupRow, ...]
    differences: tuple[compare.Difference, ...]
    answers: tuple[Answer, ...]
    regression: Regression | None
    tests: dict[str, tuple[TestResult, ...]]
    flags: dict[str, int]
    dropped: dict[str, int]
    reactions: tuple[ReactionRow, ...]
    warnings: tuple[str, ...] = field(default=())

    @property
    def n_used(self) -> int:
        return len(self.reactions)

    def records(self) -> list[dict[str, Any]]:
        """Plain rows, one a group."""
        shared = {
            "grouping": self.grouping,
            "window": f"{self.window[0]}..{self.window[1]}",
            "role": self.role,
            "model": self.model,
            "origin": self.origin,
            "as_of": self.as_of,
        }
        return [
            {**{n: list(v) if isinstance(v := getattr(r, n), tuple) else v for n in GroupRow.__slots__}, **shared}
            for r in self.rows
        ]

    def to_frame(self) -> pl.DataFrame:
        """Polars frame, one row a group."""
        import polars as pl

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def why(self) -> str:
        """What was counted and what was left out, in words."""
        lines = [f"{self.n_used} reactions over sessions {self.window[0]} to {self.window[1]}, {self.model} model"]
        lines += [f"  {n:4d} left out: {reason}" for reason, n in sorted(self.dropped.items(), key=lambda i: -i[1])]
        return "\n".join([*lines, *(f"  note: {w}" for w in self.warnings)])

    def _repr_html_(self) -> str:
        from chuhai.model import notebook

        ends = [0.0, *(v for r in self.rows for v in (r.low_pct, r.high_pct, r.mean_pct) if v is not None)]
        axis = (min(ends), max(ends))
        rows: list[list[notebook.Shown]] = [
            [
                r.group,
                notebook.number(r.n),
                notebook.Number(f"{r.mean_pct:+.2f}%".replace("-", "\u2212")),
                notebook.interval(r.low_pct, r.mean_pct, r.high_pct, axis),
                notebook.Number("–" if r.p_value is None else f"{r.p_value:.3f}"),
                notebook.Number(f"{r.positive_pct:.0f}%"),
            ]
            for r in self.rows
        ]
        head = (self.grouping.replace("_", " "), "n", "mean", "95% interval", "p", "positive")
        title = f"Abnormal returns of the {self.role}s, sessions {self.window[0]} to {self.window[1]}"
        where = "the user's prices" if self.origin == "prices" else "the table that comes with the ledger"
        lead = f"{self.n_used} reactions from {where}, {self.model} model; ledger as of {self.as_of}; not investment advice"
        return notebook.card(title, lead, notebook.table(head, rows), more=self.why())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from chuhai.model import notebook

        return notebook.bundle(self._repr_html_(), self.why())


NOT_MEASURED = "not measured: outside the calendar, or newer than the kept table"
SURVIVORSHIP = "prices are those of shares listed when the price list was drawn up; shares delisted before are missing"
SAMPLE = "deals are those that pages of the ledger name, larger ones more completely than small ones"


def study(
    snapshot: Snapshot,
    settings: Settings,
    grouping: str = "partner_kind",
    window: Window = reactions.HEADLINE,
    role: str = "licensor",
    direction: str | None = "out",
    period: str | None = None,
    origin: Origin | None = None,
    exclude: Sequence[str] = (),
    design: Design = reactions.DESIGN,
    progress: Callable[[str], None] = lambda step: None,
    caps: Sequence[Cap] = (),
    earnings: Sequence[tuple[str, dt.date]] = (),
) -> MarketStudy:
    """The study of reactions by group.

    Parameters
    ----------
    grouping : str
        One of `GROUPINGS`, or `all`.
    role : str
        licensor, licensee or both.
    direction : str or None
        out, in, domestic, foreign; None for all.
    period : str or None
        Of the announcement.
    origin : str or None
        `prices` or `kept`; None takes prices where the user has any.
    window : (int, int)
        Sessions from the event session. Prices give any of at most `LONGEST` sessions that begins after the estimation window;
        one wider than the usual ones looks for other news as far.
    exclude : sequence of str
        Flags whose reactions are left out: confounded, limit_censored, suspended ...
    caps : sequence of Cap
        Market values that the user gives; see `capital.read`.
    earnings : sequence of (str, date)
        Results days that the user gives: reactions near one are flagged `confounded`; needs prices.

    Raises
    ------
    UsageError
        Unknown grouping, role or flag; a window that can't be measured; a window or model that kept reactions don't hold.
    NotFoundError
        No prices and nothing kept.
    """
    if grouping != "all" and grouping not in GROUPINGS:
        raise UsageError(f"group {grouping!r}: one of all, {', '.join(GROUPINGS)}")
    if role not in ("licensor", "licensee", "both"):
        raise UsageError(f"role {role!r}: licensor, licensee or both")
    exclude = [flag.strip().replace("-", "_").replace(" ", "_") for flag in exclude]
    for flag in exclude:
        if flag not in KNOWN_FLAGS:
            raise UsageError(f"flag {flag!r}: unknown; one of {', '.join(sorted(KNOWN_FLAGS))}")
    found, taken = _taken(snapshot, settings, origin, design, window, progress, earnings)
    by_party = {(row.deal, row.ticker, row.role): row for row in found.rows}
    span = Period.parse(period) if period else None
    name = f"{window[0]}..{window[1]}"
    dropped: Counter[str] = Counter()
    used: list[Pair] = []
    for party in listed.each_party(snapshot):
        if role not in ("both", party.role) or (direction is not None and direction not in party.direction):
            continue
        if span is not None and not span.start <= party.announced <= span.end:
            continue
        row = by_party.get((party.deal_id, party.ticker, party.role))
        reason = _reason(party, row, name, exclude)
        if row is None or reason is not None:
            dropped[reason or NOT_MEASURED] += 1
        else:
            used.append((row, party))
    return MarketStudy(
        window=window,
        grouping=grouping,
        role=role,
        direction=direction,
        period=period,
        origin=taken,
        model=design.model,
        code=reactions.CODE,
        as_of=snapshot.as_of,
        rows=_grouped(used, grouping, name),
        differences=_differences(used, grouping, name),
        answers=_answers(used, name, caps),
        regression=_regression(used, name),
        tests=_tests(found, used, window),
        flags=dict(Counter(f for row, _ in used for f in row.flags).most_common()),
        dropped=dict(dropped),
        reactions=tuple(row for row, _ in used),
        warnings=(SAMPLE, SURVIVORSHIP),
    )


def _reason(party: ListedParty, row: ReactionRow | None, window: str, exclude: Sequence[str]) -> str | None:
    """Why a listing isn't counted; None when it is."""
    if row is None:
        if market_of(party.ticker) is None:
            return reactions.NOT_STUDIED
        return NOT_MEASURED if party.precision == "day" else reactions.NOT_A_DAY
    if row.dropped is not None:
        return row.dropped
    if window not in row.car_pct:
        return "the window runs past the data"
    if "same_session" in row.flags:
        return "the same share and session is counted with another deal"
    flagged = [f for f in row.flags if f in exclude]
    return f"flagged {flagged[0].replace('_', ' ')}" if flagged else None


def _with_window(design: Design, window: Window) -> Design:
    """The design, measuring this window too."""
    if window in design.windows:
        return design
    if window[1] - window[0] >= LONGEST:
        raise UsageError(f"window {window[0]}..{window[1]}: longer than {LONGEST} sessions")
    return replace(design, windows=(*design.windows, window))


def _taken(
    snapshot: Snapshot,
    settings: Settings,
    origin: Origin | None,
    design: Design,
    window: Window,
    progress: Callable[[str], None],
    earnings: Sequence[tuple[str, dt.date]],
) -> tuple[reactions.Reactions, Origin]:
    """Reactions from prices, else those kept; kept ones answer for their own model and windows alone."""
    wider = _with_window(design, window)
    if origin != "kept":
        try:
            return fresh(snapshot, settings, wider, progress, earnings), "prices"
        except NotFoundError:
            if origin == "prices":
                raise
    rows = tuple(listed.kept(snapshot))
    if not rows:
        raise NotFoundError("no prices and no kept reactions; `chuhai prices import PATH` takes CSV or Parquet files")
    need = "the kept reactions don't hold it; with prices (`chuhai prices import PATH`) it is measured"
    models = sorted({row.model for row in rows})
    if design.model not in models:
        raise UsageError(f"model {design.model}: {need}; kept: {', '.join(models)}")
    rows = tuple(row for row in rows if row.model == design.model)
    name = f"{window[0]}..{window[1]}"
    windows = list(dict.fromkeys(w for row in rows for w in row.car_pct))
    if name not in windows:
        raise UsageError(f"window {name}: {need}; kept: {', '.join(windows)}")
    return reactions.Reactions(rows, {}, {}, {}), "kept"


def _tests(found: reactions.Reactions, used: Sequence[Pair], window: Window) -> dict[str, tuple[TestResult, ...]]:
    """Every test of the counted events, market by market: markets keep calendars of their own."""
    places = [found.place[row.key] for row, _ in used if row.key in found.place]
    return {
        market: study.select(sorted({i for m, i in places if m == market})).tests(window)
        for market, study in found.studies.items()
        if any(m == market for m, _ in places)
    }


def _grouped(used: Sequence[Pair], grouping: str, name: str) -> tuple[GroupRow, ...]:
    """One row a group, the largest first; a group on fewer than `FEWEST_DATES` sessions has no interval."""
    label = GROUPINGS.get(grouping, _everything)
    members: dict[str, list[Pair]] = {}
    for row, party in used:
        members.setdefault(label(party) or "unknown", []).append((row, party))
    made = []
    for group, pairs in members.items():
        values = np.array([row.car_pct[name] for row, _ in pairs])
        fit = _fit(pairs, name, {})
        told = fit["constant"] if fit else None
        made.append(
            GroupRow(
                group=group,
                n=len(pairs),
                n_dates=len({row.session for row, _ in pairs}),
                mean_pct=float(values.mean()),
                low_pct=told.low if told else None,
                high_pct=told.high if told else None,
                median_pct=float(np.median(values)),
                positive_pct=float(100 * (values > 0).mean()),
                p_value=told.p_value if told else None,
                p_adjusted=None,
                deal_ids=tuple(dict.fromkeys(row.deal for row, _ in pairs)),
            )
        )
    found = [replace(row, p_adjusted=p) for row, p in zip(made, _adjusted(made), strict=True)]
    return tuple(sorted(found, key=lambda r: (r.group if grouping == "year" else "", -r.n, r.group)))


def _adjusted(rows: Sequence[GroupRow | Answer]) -> list[float | None]:
    """Holm's p values over the rows that have one."""
    raised = iter(compare.holm([row.p_value for row in rows if row.p_value is not None]).tolist())
    return [None if row.p_value is None else next(raised) for row in rows]


def _fit(pairs: Sequence[Pair], name: str, terms: Mapping[str, Sequence[float]]) -> Regression | None:
    """Regression on a constant and terms, errors clustered by session; None where the data can't tell."""
    sessions = [row.session or "" for row, _ in pairs]
    if len(set(sessions)) < FEWEST_DATES:
        return None
    x = np.column_stack([np.ones(len(pairs)), *terms.values()])
    try:
        return ols.fit([row.car_pct[name] for row, _ in pairs], x, ["constant", *terms], clusters=sessions)
    except UsageError:
        return None


def _answers(used: Sequence[Pair], name: str, caps: Sequence[Cap]) -> tuple[Answer, ...]:
    """The three questions a reader asks, a fourth where market values are given; p values adjusted over them."""
    made = [_upfront_or_headline(used, name), *_kinds(used, name), _fading(used, name)]
    made += [_upfront_over_value(used, name, caps)] if caps else []
    return tuple(replace(a, p_adjusted=p) for a, p in zip(made, _adjusted(made), strict=True))


def _told(
    question: str, what: str, pairs: Sequence[Pair], fit: Regression | None, term: str, note: str | None
) -> Answer:
    if fit is None:
        few = f"{len(pairs)} reactions: too few, or all alike"
        return Answer(question, what, len(pairs), None, None, None, None, few)
    found = fit[term]
    return Answer(question, what, fit.n_used, found.estimate, found.low, found.high, found.p_value, note)


def _upfront_or_headline(used: Sequence[Pair], name: str) -> Answer:
    """Slope on the upfront, the announced total held equal; a doubling of money each."""
    both = [(r, p) for r, p in used if (p.upfront_usd_m or 0) > 0 and (p.total_usd_m or 0) > 0]
    upfront = [math.log2(p.upfront_usd_m or 1) for _, p in both]
    fit = _fit(both, name, {"upfront": upfront, "headline": [math.log2(p.total_usd_m or 1) for _, p in both]})
    note = f"a doubling of the headline at an equal upfront: {fit['headline'].estimate:+.2f} points" if fit else None
    return _told("upfront-or-headline", "a doubling of the upfront at an equal headline", both, fit, "upfront", note)


def _upfront_over_value(used: Sequence[Pair], name: str, caps: Sequence[Cap]) -> Answer:
    """Slope on the upfront over the share's market value before the announcement; a doubling of the ratio."""
    values: dict[str, list[Cap]] = {}
    for cap in sorted(caps, key=lambda c: c.date):
        values.setdefault(cap.ticker, []).append(cap)
    known: list[Pair] = []
    ratios = []
    for row, party in used:
        before = [c for c in values.get(row.ticker, ()) if c.date < party.announced <= c.date + OLDEST_VALUE]
        if before and (party.upfront_usd_m or 0) > 0:
            known.append((row, party))
            ratios.append(math.log2((party.upfront_usd_m or 1) / before[-1].usd_m))
    what = "a doubling of the upfront over the market value"
    return _told("upfront-over-value", what, known, _fit(known, name, {"ratio": ratios}), "ratio", None)


def _kinds(used: Sequence[Pair], name: str) -> list[Answer]:
    """MNC partners against NewCos, and against all other partners."""
    found = []
    for other, rest in (("newco", ("newco",)), ("all-others", ("newco", "other"))):
        chosen = [(r, p) for r, p in used if _counterparty(p) == "mnc" or _counterparty(p) in rest]
        fit = _fit(chosen, name, {"mnc": [float(_counterparty(p) == "mnc") for _, p in chosen]})
        what = f"multinational partner less {other.replace('-', ' ')}"
        found.append(_told(f"mnc-or-{other}", what, chosen, fit, "mnc", None))
    return found


def _fading(used: Sequence[Pair], name: str) -> Answer:
    """Reactions of 2025 against those before."""
    fit = _fit(used, name, {"late": [float(p.announced.year >= FADING_YEAR) for _, p in used]})
    return _told("fading", f"{FADING_YEAR} and later less earlier years", used, fit, "late", None)


def _regression(used: Sequence[Pair], name: str) -> Regression | None:
    """Reaction on every term that the deals disclose, percentage points."""
    known = [(r, p) for r, p in used if (p.upfront_usd_m or 0) > 0 and (p.total_usd_m or 0) > 0]
    terms = {
        "upfront, a doubling": [math.log2(p.upfront_usd_m or 1) for _, p in known],
        "headline, a doubling": [math.log2(p.total_usd_m or 1) for _, p in known],
        "multinational partner": [float(_counterparty(p) == "mnc") for _, p in known],
        "NewCo": [float(_counterparty(p) == "newco") for _, p in known],
        "in the clinic": [float(p.stage in CLINICAL) for _, p in known],
        f"{FADING_YEAR} and later": [float(p.announced.year >= FADING_YEAR) for _, p in known],
    }
    return _fit(known, name, {term: column for term, column in terms.items() if len(set(column)) > 1})


def _differences(used: Sequence[Pair], grouping: str, name: str) -> tuple[compare.Difference, ...]:
    """Every pair of groups with five reactions or more; with many groups the pairs say little and are left out."""
    label = GROUPINGS.get(grouping, _everything)
    labels = [label(party) for _, party in used]
    if not 1 < sum(labels.count(x) >= compare.FEWEST for x in set(labels) if x is not None) <= MOST_COMPARED:
        return ()
    values = [row.car_pct[name] for row, _ in used]
    return compare.groups(values, labels, [row.session or "" for row, _ in used]).differences
