"""Takes nothing, gives the finding: one thing wrong with the curated data, with where and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """An `error` (nothing is published) or a `warning` (worth a look); `where` is `deals/2025.jsonl:12`."""

    where: str
    field: str
    reason: str
    severity: str = "error"

    def __str__(self) -> str:
        return f"{self.where}: {self.field}: {self.reason}" + ("" if self.severity == "error" else " (warning)")


def warning(where: str, field: str, reason: str) -> Finding:
    return Finding(where, field, reason, "warning")
