"""Takes measured numbers, gives figures with targets, as a table and as the frozen CSV that a change has to diff."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FROZEN = Path(__file__).parent / "results.csv"
_HEAD = ("name", "value", "unit", "target", "ok")


@dataclass(frozen=True)
class Figure:
    """One measured number; `target` is the most it may be (`least` turns it round), None where nothing was promised."""

    name: str
    value: float
    unit: str
    target: float | None = None
    least: bool = False
    note: str = ""

    @property
    def ok(self) -> str:
        if self.target is None:
            return ""
        return "yes" if (self.value >= self.target if self.least else self.value <= self.target) else "NO"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"


def show(title: str, figures: Iterable[Figure]) -> None:
    """Print a table: what was measured, what was promised, whether it holds."""
    print(f"\n{title}")
    for f in figures:
        target = "" if f.target is None else f"{'at least' if f.least else 'at most'} {_number(f.target)} {f.unit}"
        print(f"  {f.name:<76}{_number(f.value):>10} {f.unit:<11}{target:<22}{f.ok:<4}{f.note}", flush=True)


def freeze(figures: Iterable[Figure]) -> None:
    """Rewrite the rows of the figures in the frozen CSV; rows of other sizes stay."""
    rows = {r["name"]: r for r in read()}
    for f in figures:
        rows[f.name] = {
            "name": f.name,
            "value": _number(f.value),
            "unit": f.unit,
            "target": _number(f.target),
            "ok": f.ok,
        }
    with FROZEN.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, _HEAD, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows.values())


def read() -> list[dict[str, str]]:
    if not FROZEN.exists():
        return []
    with FROZEN.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
