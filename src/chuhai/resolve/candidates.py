"""Takes the store's open statements, gives the pairs of subjects that may be one deal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import duckdb

from chuhai.model.when import first_day_sql, last_day_sql

#: Reports of one deal are rarely further apart; the same window finds duplicate curated rows.
WINDOW_DAYS = 45

_MENTIONS = f"""
CREATE OR REPLACE TEMP TABLE mention AS
SELECT subject,
    list(DISTINCT value) FILTER (property = 'licensor') AS licensor,
    list(DISTINCT value) FILTER (property = 'licensee') AS licensee,
    list(DISTINCT value) FILTER (property = 'asset') AS asset,
    min({first_day_sql("value")}) FILTER (property = 'announced') AS announced,
    max({last_day_sql("value")}) FILTER (property = 'announced') AS announced_last
FROM statement WHERE recorded_to IS NULL AND property IN ('licensor', 'licensee', 'asset', 'announced')
GROUP BY subject
"""

# Two rows that a curator wrote apart are two deals by that curator's word: only pairs with another source are asked.
_PAIRS = f"""
WITH side AS (
    SELECT subject, announced, announced_last, unnest(licensor) AS grantor, licensee
    FROM mention WHERE licensee IS NOT NULL
), edge AS (
    SELECT subject, announced, announced_last, grantor, unnest(licensee) AS grantee FROM side
)
SELECT DISTINCT least(l.subject, r.subject), greatest(l.subject, r.subject)
FROM edge l JOIN edge r ON l.grantor = r.grantor AND l.grantee = r.grantee AND l.subject <> r.subject
    AND l.announced - r.announced_last <= {WINDOW_DAYS} AND r.announced - l.announced_last <= {WINDOW_DAYS}
WHERE NOT starts_with(l.subject, 'curation:')
"""


@dataclass(frozen=True, slots=True)
class Mention:
    """What one subject says that tells deals apart; it was announced on one of the days `announced` to `announced_last`."""

    subject: str
    licensor: frozenset[str]
    licensee: frozenset[str]
    asset: frozenset[str]
    announced: dt.date | None
    announced_last: dt.date | None = None

    def days_from(self, other: Mention) -> int | None:
        """Fewest days between the two announcements, 0 where their dates overlap."""
        if self.announced is None or other.announced is None:
            return None
        first, second = sorted((self, other), key=lambda m: (m.announced, m.subject))
        gap = second.announced - (first.announced_last or first.announced)  # type: ignore[operator]
        return max(0, gap.days)


def candidates(connection: duckdb.DuckDBPyConnection) -> list[tuple[Mention, Mention]]:
    """Pairs that share grantor and grantee and were announced within 45 days of each other, sorted."""
    connection.execute(_MENTIONS)
    pairs = connection.execute(f"SELECT * FROM ({_PAIRS}) ORDER BY ALL").fetchall()
    if not pairs:
        return []
    wanted = sorted({subject for pair in pairs for subject in pair})
    rows = connection.execute(
        "SELECT subject, licensor, licensee, asset, announced, announced_last FROM mention WHERE subject IN (SELECT unnest(?))",
        [wanted],
    ).fetchall()
    found = {
        row[0]: Mention(
            row[0], frozenset(row[1] or ()), frozenset(row[2] or ()), frozenset(row[3] or ()), row[4], row[5]
        )
        for row in rows
    }
    return [(found[left], found[right]) for left, right in pairs]
