"""Takes rows of numbers with what they rest on, gives the frozen result that every statistic returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl


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
        head = "".join(f"<th>{escape(m)} ({escape(self.units[m])})</th>" for m in self.measures)
        body = "".join(
            f"<tr><td>{escape(row.group or 'all')}</td>"
            + "".join(f"<td>{'–' if c.value is None else f'{c.value:,.1f}'}</td>" for c in row.cells.values())
            + "</tr>"
            for row in self.rows
        )
        first = f"<th>{escape(self.grouping or '')}</th>"
        told = f"<p>{escape(self.why())}</p>"
        return f"<table><thead><tr>{first}{head}</tr></thead><tbody>{body}</tbody></table>{told}"
