"""Takes labelled pages, gives confidence tables: the share of right values by route and band of its detail, shrunk and cross-checked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from chuhai.extract import confidence as table_module
from chuhai.extract import rows
from chuhai.quality import scores
from chuhai.quality.evaluate import GoldPage
from figures import Figure

Table = dict[str, tuple[tuple[float, ...], tuple[float, ...]]]
#: Values a band holds at least, and bands of a route at most.
LEAST, MOST = 15, 4
#: How many values the shares of a wider group weigh against those of a band: the route's for a band, everything's for a route.
WEIGHT = 4.0
FOLDS = 5
_TABLE = re.compile(r"^TABLE: .*?^\}|^TABLE: [^\n]*\{\}$", re.S | re.M)


class Seen(NamedTuple):
    """One value read: on which page, by which route and detail, and whether it was right."""

    page: str
    route: str
    detail: float
    right: bool


@contextmanager
def traced() -> Iterator[list[tuple[str, float]]]:
    """While it lasts, confidences are numbers of a list of (route, detail), counted from one."""
    calls: list[tuple[str, float]] = []

    def note(route: str, detail: float = 0.0) -> float:
        calls.append((route, detail))
        return float(len(calls))

    kept = rows.confidence
    rows.confidence = note
    try:
        yield calls
    finally:
        rows.confidence = kept


def observe(pages: Sequence[GoldPage], documents: Path, curation: Path) -> list[Seen]:
    """Every scored value of the pages with its route and detail."""
    with traced() as calls:
        scored, _ = scores.score(pages, documents, curation)
    return [
        Seen(page.id, *calls[int(number) - 1], right) for page in scored for _, number, right in page.sure if number > 0
    ]


def fit(seen: Sequence[Seen]) -> Table:
    """Bands of each route and the shrunk share of right values in each."""
    overall = sum(s.right for s in seen) / len(seen)
    by_route: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        by_route[one.route].append(one)
    table: Table = {}
    for route, mine in sorted(by_route.items()):
        share = _shrunk(mine, overall)
        edges = _edges(sorted(s.detail for s in mine))
        bands = [[s for s in mine if bisect_right(edges, s.detail) == i] for i in range(len(edges) + 1)]
        table[route] = (tuple(edges), tuple(round(_shrunk(band, share), 3) for band in bands))
    return table


def _shrunk(seen: Sequence[Seen], towards: float) -> float:
    return (sum(s.right for s in seen) + WEIGHT * towards) / (len(seen) + WEIGHT)


def _edges(details: list[float]) -> list[float]:
    """Lower ends of the bands after the first, each band as full as it has to be."""
    if not details:
        return []
    parts = min(MOST, len(details) // LEAST)
    edges: list[float] = []
    for part in range(1, parts):
        edge = details[len(details) * part // parts]
        below = sum(d < edge for d in details) - sum(d < (edges[-1] if edges else details[0]) for d in details)
        if edge > details[0] and (not edges or edge > edges[-1]) and below >= LEAST:
            edges.append(round(edge, 4))
    return [e for e in edges if sum(d >= e for d in details) >= LEAST]


def value(table: Table, route: str, detail: float) -> float:
    found = table.get(route)
    return 0.5 if found is None else found[1][bisect_right(found[0], detail)]


def crossed(seen: Sequence[Seen]) -> list[tuple[float, bool]]:
    """Each value's confidence from a table fitted without its page, and whether it was right."""
    ids = sorted({s.page for s in seen})
    fold = {page: number % FOLDS for number, page in enumerate(ids)}
    found = []
    for number in range(FOLDS):
        rest = [s for s in seen if fold[s.page] != number]
        if rest:
            table = fit(rest)
            found += [(value(table, s.route, s.detail), s.right) for s in seen if fold[s.page] == number]
    return found


def figures_of(seen: Sequence[Seen]) -> list[Figure]:
    """How the table would fare on pages it wasn't fitted on."""
    told = crossed(seen)
    above = [right for sure, right in told if sure > scores.SURE]
    return [
        Figure("calibration, cross-checked: values above 0.9", len(above) / len(told), "share", 0.70, least=True),
        Figure("calibration, cross-checked: wrong among them", above.count(False) / max(1, len(above)), "share", 0.01),
    ]


def show(seen: Sequence[Seen], table: Table) -> None:
    """Print every route with its bands."""
    print(f"\nRoutes ({len(seen)} values read on development pages)")
    print(f"  {'route':<26}{'values':>8}{'right':>8}  bands of detail and their confidence")
    for route, (edges, values) in sorted(table.items()):
        mine = [s.right for s in seen if s.route == route]
        bands = " | ".join(
            f"{sure:.3f}" + (f" below {edge:g}" if edge is not None else "")
            for sure, edge in zip(values, [*edges, None], strict=True)
        )
        print(f"  {route:<26}{len(mine):>8}{sum(mine) / len(mine):>8.3f}  {bands}")


def write(table: Table) -> None:
    """Put the table into extract/confidence.py, in place."""
    path = Path(str(table_module.__file__))
    body = "".join(
        f'    "{route}": {edges!r}, {values!r},\n'.replace("): (", "): (")
        for route, (edges, values) in sorted(table.items())
    )
    body = "".join(f'    "{route}": ({edges!r}, {values!r}),\n' for route, (edges, values) in sorted(table.items()))
    text = path.read_text(encoding="utf-8")
    made, n = _TABLE.subn(f"TABLE: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {{\n{body}}}", text)
    if n != 1:
        raise SystemExit(f"{path}: TABLE not found")
    path.write_text(made, encoding="utf-8")
    print(f"wrote {len(table)} routes to {path.name}")


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
