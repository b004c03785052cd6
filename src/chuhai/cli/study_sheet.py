"""Takes a study of reactions, or reactions one by one, gives them on a screen and as what `json` says beside the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

from chuhai.cli import tables
from chuhai.cli.screen import Column, Screen
from chuhai.shown.cells import minus, percent
from chuhai.shown.labels import Labels
from chuhai.shown.study_words import (
    chance,
    errors_in,
    flag,
    group_in,
    market_in,
    question,
    reason_in,
    remark,
    title_in,
    word,
)

if TYPE_CHECKING:
    from chuhai.model.reaction import ReactionRow
    from chuhai.study.inference.base import TestResult
    from chuhai.study.market_study import Answer, MarketStudy


def meta(found: MarketStudy) -> dict[str, Any]:
    """What `json` shows beside the groups."""
    return {
        "as_of": found.as_of,
        "origin": found.origin,
        "model": found.model,
        "code": found.code,
        "window": f"{found.window[0]}..{found.window[1]}",
        "grouping": found.grouping,
        "role": found.role,
        "direction": found.direction,
        "period": found.period,
        "n_used": found.n_used,
        "tests": {market: [_test(t) for t in tests] for market, tests in found.tests.items()},
        "differences": [{name: getattr(d, name) for name in type(d).__slots__} for d in found.differences],
        "regression": _terms(found),
        "answers": [{name: getattr(a, name) for name in type(a).__slots__} for a in found.answers],
        "flags": found.flags,
        "dropped": found.dropped,
        "warnings": list(found.warnings),
    }


def _test(test: TestResult) -> dict[str, Any]:
    told = ("name", "title", "null", "statistic", "distribution", "p_value", "n_used", "paper")
    bounds = {n: None if (v := getattr(test, n)) is None else 100 * v for n in ("estimate", "low", "high")}
    return {
        **{n: getattr(test, n) for n in told},
        **{f"{n}_pct": v for n, v in bounds.items()},
        "warnings": list(test.warnings),
    }


def _terms(found: MarketStudy) -> dict[str, Any] | None:
    if found.regression is None:
        return None
    r = found.regression
    names = ("name", "estimate", "error", "statistic", "p_value", "low", "high")
    rows = [{n: getattr(c, n) for n in names} for c in r.coefficients]
    return {
        "n_used": r.n_used,
        "errors": r.errors,
        "r_squared": r.r_squared,
        "unit": "percentage points",
        "terms": rows,
    }


def draw(screen: Screen, labels: Labels, found: MarketStudy, every: bool) -> None:
    lang = labels.lang
    span = minus(f"{found.window[0]}..{found.window[1]}")
    model = word("market_model" if found.model == "market" else found.model, lang)
    origin = word("from_prices" if found.origin == "prices" else "from_kept", lang)
    screen.title(word("title", lang, n=found.n_used, role=word(found.role, lang), window=span), f"{model} · {origin}")
    if found.rows:
        _groups(screen, labels, found)
    else:
        screen.line(word("nothing", lang))
    if found.tests:
        _tests(screen, lang, found, every)
    if every:
        _differences(screen, labels, found)
        _regression(screen, lang, found)
    if found.rows:
        _answers(screen, lang, found.answers)
    default = next((t[0].title for t in found.tests.values() if t), None)
    screen.foot(
        word("advice_own" if found.model == "constant-mean" else "advice", lang),
        word("adjusted", lang),
        word("tests_need", lang) if every and found.origin == "kept" else "",
        word("default", lang, name=title_in(default, lang)) if default else "",
        *(
            word("left_out", lang, n=n, reason=reason_in(reason, lang))
            for reason, n in sorted(found.dropped.items(), key=lambda i: -i[1])
        ),
        word("flags", lang, flags=_listed((f"{flag(f, lang)} {n}" for f, n in found.flags.items()), lang))
        if found.flags
        else "",
        *(reason_in(w, lang) for w in found.warnings),
        tables.as_of(labels, found.as_of, None),
    )


def _groups(screen: Screen, labels: Labels, found: MarketStudy) -> None:
    """One row a group."""
    lang = labels.lang
    screen.table(
        [
            Column(word("group", lang), keep=True),
            Column(word("n", lang), right=True, keep=True),
            Column(word("days", lang), right=True, keep=True),
            Column(word("mean", lang), right=True, keep=True),
            Column(word("interval", lang), right=True, keep=True),
            Column(word("median", lang), right=True, keep=True),
            Column(word("rose", lang), right=True, keep=True),
            Column(word("p", lang), right=True, keep=True),
            Column(word("p_adjusted", lang), right=True, keep=True),
        ],
        [
            [
                group_in(labels, found.grouping, r.group),
                str(r.n),
                str(r.n_dates),
                Text(percent(r.mean_pct), style="bold"),
                _span(r.low_pct, r.high_pct),
                percent(r.median_pct),
                f"{r.positive_pct:.0f}%",
                chance(r.p_value),
                chance(r.p_adjusted),
            ]
            for r in found.rows
        ],
    )


def _listed(words: Iterable[str], lang: str) -> str:
    return ("；" if lang == "zh" else "; ").join(words)


def _span(low: float | None, high: float | None, unit: str = "%") -> str:
    return "–" if low is None or high is None else f"{percent(low, 1, '')} … {percent(high, 1, unit)}"


def _tests(screen: Screen, lang: str, found: MarketStudy, every: bool) -> None:
    screen.head(word("tests", lang))
    screen.table(
        [
            Column(word("market", lang), keep=True),
            Column(word("test", lang), keep=True),
            Column(word("n", lang), right=True, keep=True),
            Column(word("mean", lang), right=True, keep=True),
            Column(word("interval", lang), right=True, keep=True),
            Column(word("p", lang), right=True, keep=True),
        ],
        [
            [
                market_in(market, lang) if place == 0 else "",
                title_in(t.title, lang),
                str(t.n_used),
                percent(None if t.estimate is None else 100 * t.estimate),
                _span(None if t.low is None else 100 * t.low, None if t.high is None else 100 * t.high),
                chance(t.p_value),
            ]
            for market, tests in found.tests.items()
            for place, t in enumerate(tests if every else tests[:1])
        ],
        indent=2,
    )


def _differences(screen: Screen, labels: Labels, found: MarketStudy) -> None:
    """Pairs of groups; bootstrap interval beside the regression's."""
    if not found.differences:
        return
    lang = labels.lang
    screen.head(word("pairs", lang))
    heads = ("difference", "interval", "bootstrap", "p", "p_adjusted")
    screen.table(
        [Column(word("pair", lang), keep=True), *(Column(word(h, lang), right=True, keep=True) for h in heads)],
        [
            [
                f"{group_in(labels, found.grouping, d.first)} – {group_in(labels, found.grouping, d.second)}",
                percent(d.estimate, 1, ""),
                _span(d.low, d.high, ""),
                _span(d.boot_low, d.boot_high, ""),
                chance(d.p_value),
                chance(d.p_holm),
            ]
            for d in found.differences
        ],
        indent=2,
    )


def _regression(screen: Screen, lang: str, found: MarketStudy) -> None:
    """The reaction on all terms together."""
    if found.regression is None:
        return
    screen.head(word("terms", lang, n=found.regression.n_used, errors=errors_in(found.regression.errors, lang)))
    screen.table(
        [
            Column(word("term", lang), keep=True),
            *(Column(word(h, lang), right=True, keep=True) for h in ("points", "interval", "p")),
        ],
        [
            [reason_in(c.name, lang), percent(c.estimate, 1, ""), _span(c.low, c.high, ""), chance(c.p_value)]
            for c in found.regression.coefficients
        ],
        indent=2,
    )


def _answers(screen: Screen, lang: str, answers: Sequence[Answer]) -> None:
    screen.head(word("questions", lang))
    screen.table(
        [
            Column(word("question", lang)),
            Column(word("n", lang), right=True, keep=True),
            Column(word("difference", lang), right=True, keep=True),
            Column(word("interval", lang), right=True, keep=True),
            Column(word("p", lang), right=True, keep=True),
            Column(word("p_adjusted", lang), right=True, keep=True),
        ],
        [
            [
                question(a.question, lang),
                str(a.n),
                percent(a.estimate, 1, ""),
                _span(a.low, a.high, ""),
                chance(a.p_value),
                chance(a.p_adjusted),
            ]
            for a in answers
        ],
        indent=2,
    )


def one_by_one(
    screen: Screen, labels: Labels, as_of: str, rows: Sequence[ReactionRow], total: int, without: int
) -> None:
    """Reactions, one a line."""
    lang = labels.lang
    if not rows:
        screen.line(word("none", lang))
        return
    screen.table(
        [
            Column(word("session", lang), keep=True),
            Column(word("deal", lang), keep=True),
            Column(word("ticker", lang), keep=True),
            Column(word("side", lang), keep=True),
            Column(word("move", lang), right=True, keep=True),
            *(Column(minus(name), right=True, keep=True) for name in _WINDOWS),
            Column(word("remarks", lang)),
        ],
        [
            [
                r.session or "–",
                r.deal,
                r.ticker,
                labels(r.role),
                percent(r.return_pct),
                *(percent(r.car_pct.get(name)) for name in _WINDOWS),
                Text(
                    reason_in(r.dropped, lang)
                    if r.dropped
                    else _listed((remark(f, lang) for f in r.flags if f != "date_only"), lang),
                    style="dim",
                ),
            ]
            for r in rows
        ],
    )
    screen.foot(
        word("advice", lang),
        word("more", lang, n=len(rows), all=total) if len(rows) < total else "",
        word("without", lang, n=without) if without else "",
        tables.as_of(labels, as_of, None),
    )


#: Windows that a table has room for.
_WINDOWS = ("0..0", "0..1", "-10..-2", "0..5")
