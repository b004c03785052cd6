"""Takes rows that set our numbers beside printed ones, gives the frozen result of a reconciliation."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from chuhai.errors import NotFoundError
from chuhai.metrics import show
from chuhai.metrics.remarks import Remark, joined
from chuhai.metrics.verdict import Verdict
from chuhai.model import notebook

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Named:
    """A deal that may explain a difference: why, and the value at stake (total, or upfront for claims on upfronts)."""

    id: str
    slug: str
    reason: str
    value_usd_m: float | None


@dataclass(frozen=True, slots=True)
class Bracket:
    """Lowest and highest answer, in the claim's unit, over `n` defensible ways to count.

    `low_ids` and `high_ids` are the deals that each answer counts (of a sum, those that state the value; of growth, those of
    both periods).
    """

    low: float
    high: float
    n: int
    low_rule: str
    high_rule: str
    low_ids: tuple[str, ...] = ()
    high_ids: tuple[str, ...] = ()

    def contains(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class ReconcileRow:
    """One published claim beside the ledger.

    Attributes
    ----------
    ours, theirs : float or None
        In `unit`, the claim's.
    ratio : float or None
        Ours over theirs; null where theirs is zero or the signs differ.
    missing : tuple of Named
        Deals in the ledger that the rule set left out, or that count without a stated value, and that could explain why ours
        is below. What no page names can't be listed.
    extra : tuple of Named
        Counted deals whose inclusion is debatable, where ours is above.
    note : str
        Tolerance, and what limits the comparison, in words.
    deal_ids : tuple of str
        Counted deals; of a share those of its denominator, of growth those of the later period.
    other_ids : tuple of str
        The other side of a share (its numerator) or of growth (the base period); empty for other measures.
    remarks : tuple of Remark
        The note in parts, for other wordings than the English one.
    """

    claim_id: str
    publisher: str
    period: str | None
    measure: str
    unit: str
    rule_set: str | None
    ours: float | None
    theirs: float
    bound: str
    ratio: float | None
    verdict: Verdict
    missing: tuple[Named, ...]
    extra: tuple[Named, ...]
    bracket: Bracket | None
    n_used: int
    url: str
    deal_ids: tuple[str, ...] = ()
    other_ids: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def note(self) -> str:
        return joined(self.remarks)

    def record(self) -> dict[str, Any]:
        """Plain dict in the row's field order."""
        found: dict[str, Any] = {}
        for name, value in asdict(replace(self, remarks=())).items():
            if name == "url":
                found["note"] = self.note
            if name != "remarks":
                found[name] = list(value) if isinstance(value, tuple) else value
        if found["bracket"]:
            found["bracket"] |= {end: list(found["bracket"][end]) for end in ("low_ids", "high_ids")}
        return found

    def _repr_html_(self) -> str:
        return Reconciliation((self,), "")._repr_html_().replace("; ledger as of", "", 1)

    def told(self) -> str:
        """One line for a reader."""
        ours = "–" if self.ours is None else f"{self.ours:,.6g}"
        lines = [
            f"{self.claim_id}: ours {ours}, theirs {self.theirs:,.6g} {self.unit} ({self.publisher}, {self.period}, {self.measure})"
            f" -> {self.verdict}"
        ]
        if self.bracket:
            b = self.bracket
            lines.append(
                f"  bracket {b.low:,.6g} ({b.low_rule}) to {b.high:,.6g} ({b.high_rule}) over {b.n} ways to count"
            )
        if self.note:
            lines.append(f"  {self.note}")
        for word, named in (("could be missing", self.missing), ("beyond", self.extra)):
            for one in named[:12]:
                value = "" if one.value_usd_m is None else f", {one.value_usd_m:,.0f} million US dollars"
                lines.append(f"  {word}: {one.id} {one.slug}: {one.reason}{value}")
            if len(named) > 12:
                lines.append(f"  {word}: {len(named) - 12} more")
        return "\n".join(lines)


@dataclass(frozen=True)
class Reconciliation:
    """Claims beside the ledger as of a day."""

    rows: tuple[ReconcileRow, ...]
    as_of: str
    known: str | None = None
    warnings: tuple[str, ...] = field(default=())

    @property
    def verdicts(self) -> dict[str, int]:
        """How many claims got each verdict."""
        return dict(Counter(row.verdict for row in self.rows).most_common())

    @property
    def n_used(self) -> int:
        return len({i for row in self.rows for i in row.deal_ids})

    def row(self, claim_id: str) -> ReconcileRow:
        """The row of one claim.

        Raises
        ------
        NotFoundError
            When it isn't among them.
        """
        for row in self.rows:
            if row.claim_id == claim_id:
                return row
        raise NotFoundError(f"claim {claim_id!r}: not among the {len(self.rows)} claims reconciled")

    def records(self) -> list[dict[str, Any]]:
        return [{**row.record(), "as_of": self.as_of, "known": self.known} for row in self.rows]

    def to_frame(self) -> pl.DataFrame:
        """Polars frame, one row a claim."""
        import polars as pl  # heavy; only when a frame is asked for

        return pl.DataFrame(self.records(), infer_schema_length=None)

    def why(self) -> str:
        """Every row in words, the count of verdicts first."""
        told = ", ".join(f"{n} {v}" for v, n in self.verdicts.items()) or "none"
        head = f"{len(self.rows)} claims against the ledger as of {self.as_of}: {told}"
        return "\n".join([head, *(f"note: {w}" for w in self.warnings), *(row.told() for row in self.rows)])

    def _repr_html_(self) -> str:
        rows = [
            (
                notebook.link(r.url, r.publisher),
                r.period or "–",
                r.measure.replace("_", " "),
                r.unit,
                r.ours,
                r.theirs,
                notebook.Number("–" if r.ratio is None else f"{r.ratio:.2f}"),
                r.verdict,
                "–" if r.bracket is None else f"{r.bracket.low:,.4g} to {r.bracket.high:,.4g}",
            )
            for r in self.rows
        ]
        head = ("publisher", "period", "measure", "unit", "ours", "theirs", "ratio", "verdict", "defensible answers")
        told = ", ".join(f"{n} {v}" for v, n in self.verdicts.items()) or "none"
        return show.table(f"{len(rows)} published claims", f"{told}; ledger as of {self.as_of}", head, rows)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        told = ", ".join(f"{n} {v}" for v, n in self.verdicts.items()) or "none"
        return notebook.bundle(self._repr_html_(), f"{len(self.rows)} claims: {told}")
