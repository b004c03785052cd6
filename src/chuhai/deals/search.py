"""Takes words in either script or pinyin, gives the deals whose names contain them, through an index it builds."""

from __future__ import annotations

import unicodedata

import duckdb

from chuhai.catalog import names

# Every spelling of everything a deal names: party and asset names, aliases, tickers, pinyin, targets, labels.
_INDEX = """
CREATE TABLE copy.search AS
WITH current AS (SELECT * FROM copy.deal WHERE known_to IS NULL),
word AS (
    SELECT deal_id, n.key AS word
    FROM (SELECT deal_id, unnest(list_concat(coalesce(licensor, []), coalesce(licensee, []), coalesce(asset, []))) AS id
        FROM current) p
    JOIN copy.name n ON n.id = p.id
    UNION ALL
    SELECT deal_id, lower(unnest(list_concat(
        coalesce(licensor_name, []), coalesce(licensee_name, []), coalesce(asset_name, [])))) FROM current
    UNION ALL SELECT deal_id, lower(unnest(target)) FROM current
    UNION ALL SELECT deal_id, replace(coalesce(slug, ''), '-', ' ') FROM current
    UNION ALL
    SELECT c.deal_id, lower(t.en || ' ' || t.zh) FROM current c JOIN copy.term t ON
        (t.vocabulary = 'modality' AND t.code = c.modality) OR (t.vocabulary = 'area' AND t.code = c.area)
        OR (t.vocabulary = 'kind' AND t.code = c.kind) OR (t.vocabulary = 'stage' AND t.code = c.stage)
)
SELECT deal_id, string_agg(DISTINCT word, ' | ' ORDER BY word) AS text FROM word GROUP BY deal_id ORDER BY deal_id
"""


def index(connection: duckdb.DuckDBPyConnection) -> None:
    """Build the search table of the copy that is being published."""
    connection.execute(_INDEX)


def condition(query: str) -> tuple[str, list[str]]:
    """SQL condition on `search.text` and its parameters: every word of the query must occur.

    A word occurs as it was typed or as the key of a name (HLB-101 as `hlb 101`); legal forms (Inc.) are no words.
    Traditional and simplified characters find each other; quotes keep words together.
    """
    text = unicodedata.normalize("NFKC", query).casefold()
    text = names.simplified(text)
    words = [w for part in text.split('"')[1::2] if (w := part.strip())] + [
        w for part in text.split('"')[0::2] for w in part.split()
    ]
    telling = [w for w in words if not names.is_legal_form(w)] or words
    if not telling:
        return "true", []
    condition = " AND ".join("(contains(search.text, ?) OR contains(search.text, ?))" for _ in telling)
    return condition, [spelling for w in telling for spelling in (w, names.key(w) or w)]
