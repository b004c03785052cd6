"""Takes the writer's connection while a copy is built, gives the tables of what documents add: names, events, notes, subjects."""

from __future__ import annotations

import duckdb

from chuhai.model.statement import ASIDE

#: Subjects that are deals: a page, and what it says beside deals, is none.
OF_DEALS = " AND ".join(f"NOT starts_with(subject, '{aside}')" for aside in ASIDE)
#: Two reports of one event are rarely further apart.
_EVENT_DAYS = 45

# A name outside the registry is shown as most documents spell it.
_NAMES = """
CREATE OR REPLACE TEMP TABLE local_name AS
SELECT id, arg_max(name, (documents, length(name), name)) AS name, max(documents) AS documents FROM (
    SELECT value[:strpos(value, ' = ') - 1] AS id, value[strpos(value, ' = ') + 3:] AS name,
        count(DISTINCT document) AS documents
    FROM statement WHERE recorded_to IS NULL AND property = 'naming' AND starts_with(value, 'x:') GROUP BY ALL
) GROUP BY id
"""

_EVENTS = """
CREATE OR REPLACE TEMP TABLE happened AS
SELECT deal_id, known_from, url, value->>'event' AS event, value->>'date' AS date, value->>'by' AS by, value->>'text' AS text,
    value AS body, CASE WHEN evidence = 'cited' THEN 'curated' ELSE 'read' END AS evidence
FROM copy.statement WHERE property = 'event'
QUALIFY row_number() OVER (PARTITION BY deal_id, value ORDER BY evidence, known_from, url) = 1
"""
# Documents that tell what was cited, or what another told, tell nothing new.
_REPEATED = f"""
DELETE FROM happened WHERE evidence = 'read' AND rowid IN (
    SELECT l.rowid FROM happened l JOIN happened r ON l.deal_id = r.deal_id AND l.event = r.event AND l.rowid <> r.rowid
        AND (r.evidence = 'curated' OR (r.known_from, r.rowid) < (l.known_from, l.rowid))
        AND coalesce(abs(try_cast(l.date AS DATE) - try_cast(r.date AS DATE)) <= {_EVENT_DAYS}, true)
    WHERE l.evidence = 'read')
"""


def prepare(c: duckdb.DuckDBPyConnection) -> None:
    """Temporary tables that survivorship and the deal table need."""
    c.execute(_NAMES)
    c.execute("CREATE OR REPLACE TEMP TABLE mixed (deal_id VARCHAR)")


def mixed(c: duckdb.DuckDBPyConnection) -> bool:
    """Fill `mixed` with the deals of `said` that are both curated and read; whether there are any."""
    c.execute(
        "CREATE OR REPLACE TEMP TABLE mixed AS SELECT deal_id FROM said GROUP BY deal_id "
        "HAVING bool_or(evidence = 'cited') AND bool_or(evidence = 'quoted')"
    )
    row = c.execute("SELECT count(*) FROM mixed").fetchone()
    return bool(row and row[0])


def events(c: duckdb.DuckDBPyConnection) -> None:
    """`event_all`, each event once; and `event`, in which a curated deal has the events that were cited."""
    c.execute(_EVENTS)
    c.execute(_REPEATED)
    c.execute("CREATE TABLE copy.event_all AS SELECT * FROM happened ORDER BY deal_id, date")
    c.execute(
        "CREATE TABLE copy.event AS SELECT * EXCLUDE (evidence) FROM copy.event_all WHERE evidence = 'curated' "
        "OR deal_id NOT IN (SELECT deal_id FROM copy.deal WHERE evidence = 'curated') ORDER BY deal_id, date"
    )


def tables(c: duckdb.DuckDBPyConnection) -> None:
    """`subject` (which deal a mention of a document belongs to), `aside` (what else documents say) and `candidate`."""
    c.execute(
        "CREATE TABLE copy.subject AS SELECT subject, deal_id, 'L-' || left(sha256(subject), 12) AS local_id "
        "FROM cluster WHERE starts_with(subject, 'doc:') ORDER BY subject"
    )
    c.execute(
        'CREATE TABLE copy.aside AS SELECT property AS kind, subject, value AS body, confidence, document, "start", "end", quote, '
        "origin, url, publisher, tier, published_on, published_precision, recorded_from FROM statement "
        f"WHERE recorded_to IS NULL AND NOT ({OF_DEALS}) ORDER BY kind, origin, subject, body"
    )
    c.execute(
        "CREATE TABLE copy.candidate AS SELECT CASE WHEN starts_with(id, 'x:c:') THEN 'company' ELSE 'asset' END AS what, "
        "id, name, documents FROM local_name ORDER BY documents DESC, id"
    )
