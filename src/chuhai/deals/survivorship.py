"""Takes clustered statements, gives for each deal, known date and property the value that survives, in SQL.

Order of preference, declared per property kind. Money: a stated value before "undisclosed"; then filing > issuer >
counterparty > news > aggregator; then confidence (curators list the value they hold to first); then independent support,
a publisher counting once; then the latest. Everything else: confidence goes before the tier, because a filing that is
published later tells its own date, and pages use words such as licence and collaboration loosely. What a person cited
goes before what rules read of a document, whatever the tier: reading a page fills what was absent or undisclosed, it never
moves a curated value. Of several documents one, the best, gives a deal's parties and medicines.
"""

from __future__ import annotations

import duckdb

from chuhai.model import schema
from chuhai.model.document import TIERS
from chuhai.model.money import AGREEMENT
from chuhai.model.when import first_day_sql, last_day_sql

#: An announcement reads one day earlier or later across time zones.
DATE_TOLERANCE_DAYS = 1

_TIER = (
    "CASE tier " + " ".join(f"WHEN '{tier}' THEN {rank}" for rank, tier in enumerate(TIERS)) + f" ELSE {len(TIERS)} END"
)
_MANY = ", ".join(f"'{name}'" for name in schema.MANY)
_MONEY = ", ".join(f"'{name}'" for name in schema.MONEY)
_QUIET = "'territory_text', 'royalty_text', 'slug', 'note', 'parent', 'class', 'area', 'modality', 'kind'"

# An event or reaction that an undated page reports: the last day that its own date may mean.
_EVENT_DAY = last_day_sql("json_extract_string(value, '$.date')")
_HAPPENED = f"CASE WHEN property IN ('event', 'reaction') THEN {_EVENT_DAY} END"

# When the market could know a statement: the day its page was published; a page without a date is taken to be as old
# as the announcement, since that is what it reports, and never older than the event that it tells.
_SAID = f"""
CREATE OR REPLACE TEMP TABLE said AS
WITH mine AS (
    SELECT c.deal_id, s.*, {_TIER} AS tier_rank
    FROM statement s JOIN cluster c USING (subject)
    WHERE s.recorded_to IS NULL AND c.deal_id >= $low AND ($high IS NULL OR c.deal_id < $high)
        AND (NOT $cited OR (s.evidence = 'cited' AND c.deal_id IN (SELECT deal_id FROM mixed)))
), first AS (
    SELECT deal_id, coalesce(min({first_day_sql("value")}) FILTER (evidence = 'cited'), min({first_day_sql("value")})) AS announced
    FROM mine WHERE property = 'announced' GROUP BY deal_id
)
SELECT m.*, coalesce(published_on, greatest(first.announced, {_HAPPENED}), DATE '1900-01-01') AS known_from,
    published_on IS NULL AS known_assumed
FROM mine m LEFT JOIN first USING (deal_id)
"""

_VERSION = """
CREATE OR REPLACE TEMP TABLE version AS
SELECT deal_id, known_from, lead(known_from) OVER (PARTITION BY deal_id ORDER BY known_from) AS known_to
FROM (SELECT DISTINCT deal_id, known_from FROM said)
"""

_CANDIDATE = f"""
CREATE OR REPLACE TEMP TABLE candidate AS
SELECT v.deal_id, v.known_from, s.property, s.value, any_value(s.number) AS number, any_value(s.unit) AS unit,
    arg_min(s.qualifier, (s.tier_rank, -epoch(s.known_from::TIMESTAMP), s.qualifier)) AS qualifier,
    min(s.tier_rank) AS tier_rank, max(s.confidence) AS confidence, bool_or(s.evidence = 'cited') AS cited,
    count(DISTINCT coalesce(s.publisher, s.document, s.url, s.origin)) AS support,
    max(s.known_from) AS latest
FROM version v JOIN said s ON s.deal_id = v.deal_id AND s.known_from <= v.known_from
WHERE s.property NOT IN ({_MANY}, 'naming')
GROUP BY v.deal_id, v.known_from, s.property, s.value
"""

_WINNER = f"""
CREATE OR REPLACE TEMP TABLE winner AS
SELECT deal_id, known_from, property, value, number, unit, qualifier
FROM candidate
QUALIFY row_number() OVER (
    PARTITION BY deal_id, known_from, property
    ORDER BY value IS NULL, NOT cited, CASE WHEN property IN ({_MONEY}) THEN 0 ELSE -confidence END, tier_rank,
        confidence DESC, support DESC, latest DESC, value) = 1
"""

_DISPUTED = f"""
CREATE OR REPLACE TEMP TABLE disputed AS
SELECT c.deal_id, c.known_from, list(DISTINCT c.property ORDER BY c.property) AS disputed
FROM candidate c JOIN winner w USING (deal_id, known_from, property)
WHERE c.value IS NOT NULL AND w.value IS NOT NULL AND c.value <> w.value AND c.property NOT IN ({_QUIET})
    AND CASE
        WHEN c.property IN ({_MONEY}) THEN c.unit = w.unit
            AND abs(c.number - w.number) > {AGREEMENT} * greatest(abs(c.number), abs(w.number))
            AND NOT (c.qualifier = 'at-least' AND c.number < w.number)
            AND NOT (w.qualifier = 'at-least' AND w.number < c.number)
        WHEN c.property IN ('royalty_low', 'royalty_high') THEN abs(c.number - w.number) > 0.5
        WHEN c.property = 'announced' THEN length(c.value) = 10 AND length(w.value) = 10
            AND abs(try_cast(c.value AS DATE) - try_cast(w.value AS DATE)) > {DATE_TOLERANCE_DAYS}
        WHEN c.property = 'territory' THEN regexp_replace(c.value, ' [-?](HK|MO|TW)', '', 'g')
            <> regexp_replace(w.value, ' [-?](HK|MO|TW)', '', 'g')
            OR NOT (contains(c.value, '?') OR contains(w.value, '?'))
        ELSE true END
GROUP BY c.deal_id, c.known_from
"""

# A set is the union of what pages cite; where only documents were read, that of the one that names most by known names.
_SETS = f"""
CREATE OR REPLACE TEMP TABLE member AS
WITH several AS (
    SELECT v.deal_id, v.known_from, s.property, s.value, s.number, s.subject, s.tier_rank, s.evidence = 'cited' AS cited
    FROM version v JOIN said s ON s.deal_id = v.deal_id AND s.known_from <= v.known_from
    WHERE s.property IN ({_MANY}) AND s.property NOT IN ('event', 'reaction') AND s.value IS NOT NULL
), reading AS (
    SELECT deal_id, known_from, property, subject, row_number() OVER (PARTITION BY deal_id, known_from, property
        ORDER BY count(*) FILTER (starts_with(value, 'x:')), min(tier_rank), count(DISTINCT value) DESC, subject) AS place
    FROM several WHERE NOT cited GROUP BY deal_id, known_from, property, subject
), told AS (SELECT DISTINCT deal_id, known_from, property FROM several WHERE cited)
SELECT deal_id, known_from, property, value, min(number) AS position
FROM several WHERE cited GROUP BY ALL
UNION ALL
SELECT deal_id, known_from, property, value, min(number)
FROM (SELECT several.* FROM several JOIN reading USING (deal_id, known_from, property, subject)
    ANTI JOIN told USING (deal_id, known_from, property) WHERE place = 1 AND NOT cited) GROUP BY ALL
"""


def survive(connection: duckdb.DuckDBPyConnection, low: str, high: str | None, cited: bool = False) -> None:
    """Fill the temporary tables said, version, winner, disputed and member for deals in [low, high).

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
        The writer's, holding `statement` and a temporary `cluster(subject, deal_id)`; `mixed(deal_id)` for `cited`.
    low, high : str, str or None
        Range of deal ids; None is open. Ranges bound the memory of a large ledger.
    cited : bool
        Only the deals of `mixed`, as they stand by what was cited, as if no document had been read.
    """
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS mixed (deal_id VARCHAR)")
    connection.execute(_SAID, {"low": low, "high": high, "cited": cited})
    for sql in (_VERSION, _CANDIDATE, _WINNER, _DISPUTED, _SETS):
        connection.execute(sql)


def wide() -> str:
    """SELECT that turns winners, sets and versions into one row a deal version, columns from the property table."""
    single = []
    for prop in schema.PROPERTIES:
        if prop.many:
            continue
        pick = f"FILTER (property = '{prop.name}')"
        if prop.kind == "money":
            single.append(f"any_value(number) {pick} AS {prop.name}_amount_m")
            single.append(f"any_value(unit) {pick} AS {prop.name}_currency")
            single.append(f"any_value(qualifier) {pick} AS {prop.name}_qualifier")
        elif prop.kind == "percent":
            single.append(f"any_value(number) {pick} AS {prop.name}_pct")
        elif prop.kind == "flag":
            single.append(f"any_value(value = 'true') {pick} AS {prop.name}")
        else:
            single.append(f'any_value(value) {pick} AS "{prop.name}"')
            if prop.name in schema.STATUS_FIELDS:
                single.append(f"any_value(qualifier) {pick} AS {prop.name}_qualifier")
    sets = [
        f"list(value ORDER BY position, value) FILTER (property = '{name}') AS {name}"
        for name in schema.MANY
        if name not in ("event", "reaction")
    ]
    return f"""
        SELECT v.deal_id, v.known_from, v.known_to, e.evidence, e.also_read, one.* EXCLUDE (deal_id, known_from),
            many.* EXCLUDE (deal_id, known_from), d.disputed
        FROM version v
        LEFT JOIN (SELECT deal_id, CASE WHEN bool_or(evidence = 'cited') THEN 'curated' ELSE 'read' END AS evidence,
            bool_or(evidence = 'cited') AND bool_or(evidence = 'quoted') AS also_read FROM said GROUP BY deal_id) e USING (deal_id)
        LEFT JOIN (SELECT deal_id, known_from, {", ".join(single)} FROM winner GROUP BY ALL) one USING (deal_id, known_from)
        LEFT JOIN (SELECT deal_id, known_from, {", ".join(sets)} FROM member GROUP BY ALL) many USING (deal_id, known_from)
        LEFT JOIN disputed d USING (deal_id, known_from)
    """
