"""Takes nothing, gives what tests of the command line share: the shape of an answer and one question of every kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Answer(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Answer]
EVERY_QUERY = (
    ("deals",),
    ("deal", "D-000001"),
    ("why", "D-000001", "upfront"),
    ("company", "Hanlin Bio"),
    ("comps", "D-000010"),
    ("stats", "--period", "2024..2025"),
    ("stats", "--by", "modality"),
    ("stats", "--period", "2025", "--against", "year"),
    ("survival",),
    ("diff", "--since", "2024-01-01"),
    ("share", "--period", "2025", "--rules", "chuhai"),
)
