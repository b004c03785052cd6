"""Takes codes, company ids and least amounts, gives the condition over the deal table that they set together."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from chuhai.deals import moved
from chuhai.deals.snapshot import CURATED_DEALS
from chuhai.errors import UsageError


@dataclass(frozen=True)
class Filters:
    """What a question is about, beside its period; empty means any.

    `evidence` is the exception: statistics count curated deals, by what was cited, unless it names `read` (deals that only
    documents tell, and what documents add to curated ones). A search without it finds both.
    """

    modality: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    licensor: tuple[str, ...] = ()
    licensee: tuple[str, ...] = ()
    partner_kind: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    reaction: tuple[str, ...] = ()
    minimum_upfront_usd_m: float | None = None
    minimum_total_usd_m: float | None = None
    deals: tuple[str, ...] = field(default=())

    def sql(self) -> str:
        """Condition over the deal table, true without filters."""
        parts = [
            _in('"kind"', self.kind),
            _in("modality", self.modality),
            _in("area", self.area),
            _in("stage", self.stage),
            _in("evidence", self.evidence),
            _any("target", self.target),
            _any("licensee_kind", self.partner_kind),
            _in("deal_id", self.deals),
            _party("licensor", self.licensor),
            _party("licensee", self.licensee),
            moved.condition(self.reaction),
        ]
        if self.minimum_upfront_usd_m is not None:
            parts.append(f"upfront_usd_m >= {float(self.minimum_upfront_usd_m)!r}")
        if self.minimum_total_usd_m is not None:
            parts.append(f"coalesce(total_usd_m, total_derived_usd_m) >= {float(self.minimum_total_usd_m)!r}")
        return " AND ".join(p for p in parts if p) or "true"

    @property
    def as_read(self) -> bool:
        """Whether what rules read of documents counts beside what people cited."""
        return "read" in self.evidence

    @property
    def deals_sql(self) -> str:
        """The deals to count: a table or subquery."""
        return "deal" if self.as_read else CURATED_DEALS

    @property
    def events_sql(self) -> str:
        return "event_all" if self.as_read else "event"


def least(name: str, given: Any) -> float:
    """A least amount, millions of US dollars.

    Raises
    ------
    UsageError
        It is no number, or not a finite one.
    """
    try:
        found = float(given)
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if not math.isfinite(found):
        raise UsageError(f"{name} {given!r}: a number of millions of US dollars")
    return found


def quoted(text: str) -> str:
    """SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def literals(values: tuple[str, ...] | list[str]) -> str:
    return ", ".join(quoted(v) for v in values)


def _in(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({literals(values)})" if values else ""


def _any(column: str, values: tuple[str, ...]) -> str:
    return f"list_has_any(coalesce({column}, []), [{literals(values)}])" if values else ""


def _party(side: str, ids: tuple[str, ...]) -> str:
    """Company ids; a company stands for its subsidiaries."""
    if not ids:
        return ""
    return f"(list_has_any({side}, [{literals(ids)}]) OR list_has_any(coalesce({side}_family, []), [{literals(ids)}]))"
