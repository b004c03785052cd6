"""Takes the store's open statements, gives the pairs of subjects that may be one deal."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import duckdb

#: Reports of one deal are rarely further apart; the same window finds duplicate curated rows.
WINDOW_DAYS = 45

_MENTIONS = """
CREATE OR REPLACE TEMP TABLE mention AS
SELECT subject,
    list(DISTINCT value) FILTER (property = 'licensor') AS licensor,
    list(DISTINCT value) FILTER (property = 'licensee') AS licensee,
    list(DISTINCT value) FILTER (property = 'asset') AS asset,
    min(try_cast(left(value || '-01-01', 10) AS DATE)) FILTER (property = 'announced') AS announced,
    min(value) FILTER (property = 'total') AS total
FROM statement WHERE recorded_to IS NULL AND property IN ('licensor', 'licensee', 'asset', 'announced', 'total')
GROUP BY subject
"""

# Two rows that a curator wrote apart are two deals by that curator's word: only pairs with another source are asked.
_PAIRS = f"""
WITH side AS (
    SELECT subject, announced, unnest(licensor) AS grantor, licensee FROM mention WHERE licensee IS NOT NULL
), edge AS (
    SELECT subject, announced, grantor, unnest(licensee) AS grantee FROM side
)
SELECT DISTINCT l.subject, r.subject
FROM edge l JOIN edge r ON l.grantor = r.grantor AND l.grantee = r.grantee AND l.subject < r.subject
    AND abs(l.announced - r.announced) <= {WINDOW_DAYS}
WHERE NOT (l.subject LIKE 'curation:%' AND r.subject LIKE 'curation:%')
"""


@dataclass(frozen=True, slots=True)
class Mention:
    """What one subject says that tells deals apart."""

    subject: str
    licensor: frozenset[str]
    licensee: frozenset[str]
    asset: frozenset[str]
    announced: dt.date | None
    total: str | None


def candidates(connection: duckdb.DuckDBPyConnection) -> list[tuple[Mention, Mention]]:
    """Pairs that share grantor and grantee and were announced within 45 days of each other, sorted."""
    connection.execute(_MENTIONS)
    pairs = connection.execute(f"SELECT * FROM ({_PAIRS}) ORDER BY ALL").fetchall()
    if not pairs:
        return []
    wanted = sorted({subject for pair in pairs for subject in pair})
    rows = connection.execute(
        "SELECT subject, licensor, licensee, asset, announced, total FROM mention WHERE subject IN (SELECT unnest(?))",
        [wanted],
    ).fetchall()
    found = {
        row[0]: Mention(
            row[0], frozenset(row[1] or ()), frozenset(row[2] or ()), frozenset(row[3] or ()), row[4], row[5]
        )
        for row in rows
    }
    return [(found[left], found[right]) for left, right in pairs]
