"""Takes a study of reactions, or reactions one by one, gives them on a screen and as what `json` says beside the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

from chuhai.cli import tables
from chuhai.cli.screen import Column, Screen
from chuhai.shown.cells import minus, percent
from chuhai.shown.labels import Labels

if TYPE_CHECKING:
    from chuhai.model.reaction import ReactionRow
    from chuhai.study.inference.base import TestResult
    from chuhai.study.market_study import Answer, MarketStudy

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("{n} reactions of {role}, sessions {window}", "{role}的{n}次反应，交易日{window}"),
    "licensor": ("licensors", "授权方"),
    "licensee": ("licensees", "被授权方"),
    "both": ("both sides", "双方"),
    "from_prices": ("computed from your prices", "由您的行情计算"),
    "from_kept": ("the table that comes with the ledger", "账本自带结果"),
    "group": ("Group", "分组"),
    "n": ("n", "样本"),
    "days": ("Days", "天数"),
    "mean": ("Mean", "均值"),
    "interval": ("95% interval", "95%区间"),
    "median": ("Median", "中位数"),
    "rose": ("Rose", "上涨"),
    "p": ("p", "p值"),
    "p_adjusted": ("p, adjusted", "校正p值"),
    "tests": ("Does it mean anything?  mean abnormal return of each market", "是否显著：各市场平均异常收益"),
    "market": ("Market", "市场"),
    "test": ("Test", "检验"),
    "questions": ("Three questions, percentage points", "三个问题，百分点"),
    "question": ("Question", "问题"),
    "difference": ("Difference", "差异"),
    "pairs": ("Pairs of groups, percentage points", "两两比较，百分点"),
    "pair": ("Pair", "组别"),
    "bootstrap": ("Bootstrap", "自助法区间"),
    "terms": (
        "All terms together, {n} deals that state upfront and total; errors {errors}",
        "全部条款同时回归，{n}笔同时披露首付款与总额；误差：{errors}",
    ),
    "term": ("Term", "条款"),
    "points": ("Points", "百分点"),
    "left_out": ("left out: {n} {reason}", "未计入：{n} {reason}"),
    "flags": ("flagged: {flags}", "标记：{flags}"),
    "advice": (
        "Abnormal: beyond what the share's sector explains. Not investment advice.",
        "异常收益指扣除板块影响后的涨跌。不构成投资建议。",
    ),
    "adjusted": (
        "Intervals treat reactions of one session as one; adjusted p: Holm over the rows shown.",
        "同一交易日的反应按一组处理；校正p值为Holm法。",
    ),
    "default": ("Default test, chosen beforehand: {name}.", "默认检验（事先选定）：{name}。"),
    "deal": ("Deal", "交易"),
    "ticker": ("Ticker", "代码"),
    "session": ("Session", "交易日"),
    "move": ("Move", "涨跌"),
    "side": ("Side", "一方"),
    "remarks": ("Remarks", "备注"),
    "more": ("{n} of {all} shown; --limit 0 shows all", "显示{n}条，共{all}条；--limit 0 显示全部"),
    "without": ("{n} listings have a reason instead of a number; --all shows them", "另有{n}条仅列原因，--all 显示"),
    "none": (
        "No reactions are kept. `chuhai market reactions --save` computes them from your prices.",
        "尚无保存的结果。`chuhai market reactions --save` 可由您的行情计算。",
    ),
}
_QUESTIONS: dict[str, tuple[str, str]] = {
    "upfront-or-headline": (
        "Does the upfront matter? twice the upfront at an equal headline",
        "首付款是否重要？总额相同、首付款翻倍",
    ),
    "mnc-or-newco": ("Do MNC partners matter more than NewCos?", "跨国药企合作是否强于NewCo？"),
    "mnc-or-all-others": ("... than all other partners?", "……是否强于其他所有合作方？"),
    "fading": ("Are reactions fading? 2025 on, less before", "反应是否减弱？2025年起减去此前"),
}


#: Reasons of the study, in Chinese.
_REASONS_ZH: dict[str, str] = {
    "the symbol has no prices": "无该股行情",
    "announced to the month or less, not to the day": "公告日期不精确到日",
    "the event session lies outside the data": "公告日超出行情区间",
    "no trade at or within the longest wait after the event session": "公告后长期无成交（未上市或停牌）",
    "too few observations in the estimation window": "估计窗口样本不足（上市不久）",
    "listed on a market that isn't studied": "上市地不在研究范围",
    "not measured: outside the calendar, or newer than the kept table": "未测算：超出日历，或晚于自带结果",
    "the same share and session is in the study already": "同股同日已计入",
    "the same share and session is counted with another deal": "同股同日已随另一交易计入",
    "the window runs past the data": "窗口超出行情区间",
    "the benchmark or a factor is missing": "缺少基准行情",
    "every price of the estimation window is equal": "估计窗口价格不变",
    "the store has no prices of this market": "无该市场行情",
}


def reason_in(text: str, lang: str) -> str:
    return _REASONS_ZH.get(text, text) if lang == "zh" else text


def word(key: str, lang: str, **values: object) -> str:
    text = _WORDS[key][1 if lang == "zh" else 0]
    return text.format(**values) if values else text


def chance(p: float | None) -> str:
    """A p value: 0.034, <0.001."""
    return "–" if p is None else "<0.001" if p < 0.001 else f"{p:.3f}"


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
    origin = word("from_prices" if found.origin == "prices" else "from_kept", lang)
    screen.title(
        word("title", lang, n=found.n_used, role=word(found.role, lang), window=span), f"{found.model} · {origin}"
    )
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
                group_label(labels, found.grouping, r.group),
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
    if found.tests:
        _tests(screen, lang, found, every)
    if every:
        _differences(screen, labels, found)
        _regression(screen, lang, found)
    _answers(screen, lang, found.answers)
    default = next((t[0].title for t in found.tests.values() if t), None)
    screen.foot(
        word("advice", lang),
        word("adjusted", lang),
        word("default", lang, name=default) if default else "",
        *(
            word("left_out", lang, n=n, reason=reason_in(reason, lang))
            for reason, n in sorted(found.dropped.items(), key=lambda i: -i[1])
        ),
        word("flags", lang, flags=", ".join(f"{f.replace('_', ' ')} {n}" for f, n in found.flags.items()))
        if found.flags
        else "",
        *found.warnings,
        tables.as_of(labels, found.as_of, None),
    )


def group_label(labels: Labels, grouping: str, group: str) -> str:
    """A group in the reader's words."""
    vocabulary = {
        "partner_kind": "company-kind",
        "counterparty": "company-kind",
        "stage": "stage",
        "kind": "kind",
        "modality": "modality",
        "direction": "direction",
    }.get(grouping)
    if group == "unknown":
        return labels("unknown")
    if vocabulary:
        return labels.term(vocabulary, group)
    return word(group, labels.lang) if grouping == "role" else group


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
                market if place == 0 else "",
                t.title,
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
                f"{group_label(labels, found.grouping, d.first)} – {group_label(labels, found.grouping, d.second)}",
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
    screen.head(word("terms", lang, n=found.regression.n_used, errors=found.regression.errors))
    screen.table(
        [
            Column(word("term", lang), keep=True),
            *(Column(word(h, lang), right=True, keep=True) for h in ("points", "interval", "p")),
        ],
        [
            [c.name, percent(c.estimate, 1, ""), _span(c.low, c.high, ""), chance(c.p_value)]
            for c in found.regression.coefficients
        ],
        indent=2,
    )


def _answers(screen: Screen, lang: str, answers: Sequence[Answer]) -> None:
    screen.head(word("questions", lang))
    place = 1 if lang == "zh" else 0
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
                _QUESTIONS[a.question][place],
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
                    else ", ".join(f.replace("_", " ") for f in r.flags if f != "date_only"),
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


def _remarks(row: ReactionRow, lang: str) -> str:
    """Why there is no number, else the flags; that a date has no time is the rule and isn't repeated."""
    if row.dropped:
        return reason_in(row.dropped, lang)
    return ", ".join(flag.replace("_", " ") for flag in row.flags if flag != "date_only")
