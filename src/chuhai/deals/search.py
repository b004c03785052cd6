"""Takes words in either script or pinyin, gives the deals whose names contain them, through an index it builds."""

from __future__ import annotations

import unicodedata

import duckdb

from chuhai.catalog import names

# Every spelling of everything a deal names: party and asset names, aliases, tickers, pinyin, targets, labels.
_INDEX = """
CREATE TABLE copy.search AS
WITH word AS (
    SELECT deal_id, n.key AS word
    FROM (SELECT deal_id, unnest(list_concat(coalesce(licensor, []), coalesce(licensee, []), coalesce(asset, []))) AS id
        FROM copy.current) p
    JOIN copy.name n ON n.id = p.id
    UNION ALL
    SELECT deal_id, lower(unnest(list_concat(
        coalesce(licensor_name, []), coalesce(licensee_name, []), coalesce(asset_name, [])))) FROM copy.current
    UNION ALL SELECT deal_id, lower(unnest(target)) FROM copy.current
    UNION ALL SELECT deal_id, replace(coalesce(slug, ''), '-', ' ') FROM copy.current
    UNION ALL
    SELECT c.deal_id, lower(t.en || ' ' || t.zh) FROM copy.current c JOIN copy.term t ON
        (t.vocabulary = 'modality' AND t.code = c.modality) OR (t.vocabulary = 'area' AND t.code = c.area)
        OR (t.vocabulary = 'kind' AND t.code = c.kind) OR (t.vocabulary = 'stage' AND t.code = c.stage)
)
SELECT d.deal_id, coalesce(w.text, '') AS text FROM copy.current d
LEFT JOIN (SELECT deal_id, string_agg(DISTINCT word, ' | ' ORDER BY word) AS text FROM word GROUP BY deal_id) w USING (deal_id)
ORDER BY d.rowid
"""


def index(connection: duckdb.DuckDBPyConnection) -> None:
    """Build the search table of the copy that is being published, in the order of `current`."""
    connection.execute(_INDEX)


def telling(query: str) -> list[str]:
    """The words of a query, as they are looked for.

    Traditional and simplified characters find each other; quotes keep words together; legal forms (Inc.) are no words.
    """
    text = unicodedata.normalize("NFKC", query).casefold()
    text = names.simplified(text)
    words = [w for part in text.split('"')[1::2] if (w := part.strip())] + [
        w for part in text.split('"')[0::2] for w in part.split()
    ]
    return [w for w in words if not names.is_legal_form(w)] or words


def holds(word: str) -> tuple[str, list[str]]:
    """SQL condition on `search.text` that a word occurs, as it was typed or as the key of a name (HLB-101 as `hlb 101`)."""
    key = names.key(word) or word
    if key == word:
        return "contains(search.text, ?)", [word]
    return "(contains(search.text, ?) OR contains(search.text, ?))", [word, key]


def condition(query: str) -> tuple[str, list[str]]:
    """SQL condition on `search.text` and its parameters: every word of the query must occur (see `telling`)."""
    found = [holds(word) for word in telling(query)]
    return " AND ".join(sql for sql, _ in found) or "true", [spelling for _, some in found for spelling in some]
