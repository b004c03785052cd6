"""Takes rows of numbers with what they rest on, gives the frozen result that every statistic returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chuhai.model import notebook

if TYPE_CHECKING:
    import polars as pl


#: Groupings that are drawn as columns over time.
_TIMES = ("year", "half", "quarter", "month")


@dataclass(frozen=True, slots=True)
class Cell:
    """One number: `value` None means that it can't be told, and `note` says why in words."""

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Numbers of one group; `deal_ids` are the counted deals."""

    group: str | None
    cells: dict[str, Cell]
    deal_ids: tuple[str, ...]


@dataclass(frozen=True)
class StatResult:
    """What a statistic counted.

    Attributes
    ----------
    rows : tuple of Row
    dropped : dict of str to tuple of str
        Reason -> ids of the deals asked about that the rule set doesn't count.
    overlapping : bool
        Groups share deals (a deal has several targets), so they don't add up to the whole.
    """

    measures: tuple[str, ...]
    units: dict[str, str]
    rule_set: str
    period: str
    grouping: str | None
    known: str | None
    as_of: str
    rows: tuple[Row, ...]
    dropped: dict[str, tuple[str, ...]]
    overlapping: bool = False
    warnings: tuple[str, ...] = field(default=())
    #: Deals counted and left out, of a ledger too large to list their ids.
    unlisted: tuple[int, int] | None = None

    @property
    def n_used(self) -> int:
        return self.unlisted[0] if self.unlisted else len({i for row in self.rows for i in row.deal_ids})

    @property
    def n_dropped(self) -> int:
        return self.unlisted[1] if self.unlisted else sum(len(ids) for ids in self.dropped.values())

    def cell(self, measure: str, group: str | None = None) -> Cell:
        """The number of one measure and group.

        Raises
        ------
        KeyError
            When the result has no such group or measure.
        """
        for row in self.rows:
            if row.group == group:
                return row.cells[measure]
        raise KeyError(group)

    def value(self, measure: str, group: str | None = None) -> float | None:
        return self.cell(measure, group).value

    def records(self) -> list[dict[str, Any]]:
        """Plain rows, one a group and measure."""
        return [
            {
                "rule_set": self.rule_set,
                "period": self.period,
                "known": self.known,
                "as_of": self.as_of,
                "group": row.group,
                "measure": name,
                "value": cell.value,
                "unit": self.units[name],
                "n_used": cell.n,
                "low": cell.low,
                "high": cell.high,
                "note": cell.note,
                "deal_ids": list(row.deal_ids),
            }
            for row in self.rows
            for name, cell in row.cells.items()
        ]

    def to_frame(self) -> pl.DataFrame:
        """Polars frame, one row a group and measure."""
        import polars as pl  # heavy; only when a frame is asked for

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def why(self) -> str:
        """What was counted and what was left out, in words."""
        lines = [
            f"{self.n_used} deals counted under {self.rule_set} in {self.period}; ledger as of {self.as_of}"
            + (f", as known on {self.known}" if self.known else "")
        ]
        for reason, ids in sorted(self.dropped.items(), key=lambda item: (-len(item[1]), item[0])):
            shown = ", ".join(ids[:8]) + (" ..." if len(ids) > 8 else "")
            lines.append(f"  {len(ids):4d} left out: {reason} ({shown})")
        lines.extend(f"  note: {w}" for w in self.warnings)
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        first = self.measures[0] if self.measures else ""
        longest = max((r.cells[first].value or 0.0 for r in self.rows), default=0.0) if first else 0.0
        known = f", as known on {self.known}" if self.known else ""
        lead = f"{self.n_used:,} deals under {self.rule_set}, {self.n_dropped:,} left out; ledger as of {self.as_of}{known}"
        chart = ""
        if self.grouping in _TIMES:
            unit = self.units[first]
            named = {r.group: r.cells[first].value for r in self.rows if r.group}
            every = notebook.spans(min(named), max(named)) if named else []
            points = [(g, named.get(g, 0.0), notebook.number(named.get(g, 0.0), unit).text) for g in every]
            chart = f"<p>{notebook.words(first.replace('_', ' '))}</p>{notebook.columns(points, first)}"
        drawn = self.grouping is not None and not chart
        head = [
            self.grouping or "",
            *([""] if drawn else []),
            *(m.replace("_", " ") for m in self.measures),
        ]
        rows: list[list[notebook.Shown]] = [
            [
                row.group or ("not stated" if self.grouping else "all"),
                *([notebook.bar(row.cells[first].value, longest)] if drawn else []),
                *(notebook.number(row.cells[m].value, self.units[m]) for m in self.measures),
            ]
            for row in (self.rows[-notebook.MOST_ROWS :] if chart else self.rows)
        ]
        if chart and len(self.rows) > len(rows):
            chart += f"<p>the newest {len(rows)} of {len(self.rows)}; <code>.to_frame()</code> has all</p>"
        title = f"{self.period}" + (f" by {self.grouping.replace('_', ' ')}" if self.grouping else "")
        return notebook.card(title, lead, chart, notebook.table(head, rows), more=self.why())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return notebook.bundle(self._repr_html_(), self.why())
