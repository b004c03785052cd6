"""Takes labelled pages, gives the weights of a value's confidence, and how confidences fare on pages that they weren't fitted on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import learn
from chuhai.extract import _sure_weights, confidence, rows
from chuhai.extract.linear import BIAS, likelihood
from chuhai.quality import scores
from chuhai.quality.evaluate import GoldPage
from figures import Figure

TARGET = Path(str(_sure_weights.__file__))
#: Strength of L2, chosen by cross-validated log loss among 1, 3, 10, 30.
PENALTY = 3.0
#: Errors among the surest values for which the share of values that may be told is printed.
ERRORS = (0.01, 0.02, 0.03, 0.05, 0.08, 0.1)


class Seen(NamedTuple):
    """One value read: in which fold its page is, by which route, the facts of its confidence, and whether it was right."""

    fold: int
    route: str
    facts: dict[str, float]
    right: bool


@contextmanager
def traced() -> Iterator[list[tuple[str, dict[str, float]]]]:
    """While it lasts, confidences are numbers of a list of (route, facts), counted from one."""
    calls: list[tuple[str, dict[str, float]]] = []

    def note(route: str, detail: float, deal: Mapping[str, float]) -> float:
        calls.append((route, confidence.facts(route, detail, deal)))
        return float(len(calls))

    kept = rows.confidence
    rows.confidence = note
    try:
        yield calls
    finally:
        rows.confidence = kept


def observe(pages: Sequence[GoldPage], documents: Path, curation: Path) -> list[Seen]:
    """Every scored value of the pages, each page read with choices learnt from the pages of other deals."""
    fold = learn.folds(pages)
    taught = learn.examples(pages)
    seen = []
    for number in range(learn.FOLDS):
        tables = learn.learn(one for one in taught if fold[one.page.id] != number)
        with learn.using(tables), traced() as calls:
            mine = [page for page in pages if fold[page.id] == number]
            for some in learn.by_names(mine):
                for page in scores.score(some, documents, curation)[0] if some else ():
                    seen += [Seen(number, *calls[int(at) - 1], right) for _, at, right in page.sure if at > 0]
    return seen


def fit(seen: Sequence[Seen]) -> learn.Weights:
    """Weights of the facts of a value's confidence."""
    return learn.fit([(s.facts, s.right) for s in seen], PENALTY, bias=True)


def crossed(seen: Sequence[Seen]) -> list[tuple[float, bool]]:
    """Each value's confidence by weights fitted without the pages of its fold, and whether it was right."""
    found = []
    for number in sorted({s.fold for s in seen}):
        weights = fit([s for s in seen if s.fold != number])
        found += [(likelihood(s.facts, weights), s.right) for s in seen if s.fold == number]
    return found


def share_at(told: Sequence[tuple[float, bool]], error: float) -> tuple[float, float]:
    """The largest share of values, surest first, of which no more than `error` are wrong, and the least confidence among them."""
    ranked = sorted(told, key=lambda one: -one[0])
    wrong, best = 0, 0
    for number, (_, right) in enumerate(ranked, 1):
        wrong += not right
        if wrong <= error * number:
            best = number
    return best / len(ranked), ranked[best - 1][0] if best else 1.0


def figures_of(seen: Sequence[Seen]) -> list[Figure]:
    """How the confidences would fare on pages on which nothing was fitted."""
    told = crossed(seen)
    above = [right for sure, right in told if sure > scores.SURE]
    return [
        Figure("calibration, cross-checked: values above 0.9", len(above) / len(told), "share", 0.70, least=True),
        Figure("calibration, cross-checked: wrong among them", above.count(False) / max(1, len(above)), "share", 0.01),
    ]


def show(seen: Sequence[Seen], weights: learn.Weights) -> None:
    """Print how often each route was right, how told and real shares agree, and what share may be told at which error."""
    told = crossed(seen)
    print(f"\nConfidence ({len(seen)} values of development pages, cross-checked; {len(weights)} weights)")
    print("  told             values   right")
    for low, high in pairwise((0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.96, 1.0)):
        mine = [right for sure, right in told if low < sure <= high]
        if mine:
            print(f"  {low:.2f} to {high:.2f}   {len(mine):>8}{sum(mine) / len(mine):>8.3f}")
    print("  error among the surest   share of values   least confidence")
    for error in ERRORS:
        share, least = share_at(told, error)
        print(f"  {error:>8.0%}{share:>26.3f}{least:>19.3f}")
    by_route: dict[str, list[bool]] = defaultdict(list)
    for one in seen:
        by_route[one.route].append(one.right)
    print("  route                     values   right")
    for route, rights in sorted(by_route.items()):
        print(f"  {route:<26}{len(rights):>6}{sum(rights) / len(rights):>8.3f}")


def write(weights: learn.Weights) -> None:
    """Put the weights into extract/_sure_weights.py, the heaviest first."""
    text = TARGET.read_text(encoding="utf-8")
    body = "".join(
        f'    "{k}": {v},\n' for k, v in sorted(weights.items(), key=lambda i: (i[0] != BIAS, -abs(i[1]), i[0]))
    )
    TARGET.write_text(f"{text[: text.index('SURE:')]}SURE: dict[str, float] = {{\n{body}}}\n", encoding="utf-8")
    print(f"wrote {len(weights)} weights to {TARGET.name}")


def chart(series: dict[str, dict[str, Any]], target: Path) -> None:
    """Draw told confidence against the share that was right, with intervals, one colour a split."""
    import altair as alt
    import vl_convert

    rows_ = [
        {
            "split": name,
            "told": b["confidence"],
            "right": b["right"],
            "low": b["interval"][0],
            "high": b["interval"][1],
            "values": b["values"],
        }
        for name, told in series.items()
        for b in told["bands"]
    ]
    axis = {"format": "%", "grid": True, "gridColor": "#e5e1d8", "domainColor": "#cfc8bd", "tickColor": "#cfc8bd"}
    low = max(0.0, min([r["low"] for r in rows_] + [r["told"] for r in rows_] + [0.9]) // 0.1 * 0.1)
    scale = alt.Scale(domain=[low, 1.0])
    base = alt.Chart(alt.InlineData(rows_))
    x = alt.X("told:Q", scale=scale, title="Confidence told", axis=alt.Axis(**axis))
    colour = alt.Color(
        "split:N", scale=alt.Scale(range=["#0b5c8f", "#c2590a"]), title=None, legend=alt.Legend(orient="top")
    )
    ideal = alt.Chart(alt.InlineData([{"told": low, "right": low}, {"told": 1.0, "right": 1.0}])).mark_line(
        color="#a79e91", strokeDash=[4, 4]
    )
    drawn = (
        ideal.encode(x=x, y=alt.Y("right:Q", scale=scale, title="Values that were right", axis=alt.Axis(**axis)))
        + base.mark_rule(strokeWidth=2, opacity=0.45).encode(x=x, y=alt.Y("low:Q", title=""), y2="high:Q", color=colour)
        + base.mark_circle(opacity=0.95).encode(
            x=x,
            y=alt.Y("right:Q"),
            size=alt.Size("values:Q", scale=alt.Scale(type="sqrt", range=[30, 420]), title="values"),
            color=colour,
        )
    ).properties(width=380, height=340, background="#fbf8f3", padding=16)
    drawn = drawn.configure_view(stroke=None).configure_axis(
        labelColor="#66605a", titleColor="#26241f", titleFontWeight=600
    )
    target.parent.mkdir(exist_ok=True)
    target.write_text(vl_convert.vegalite_to_svg(drawn.to_dict()) + "\n", encoding="utf-8")
    print(f"wrote {target.name}")
