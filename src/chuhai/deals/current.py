"""Takes the copy that is being published, gives its tables for quick readers: the deals as they stand, wide, coded and by name.

`current` is the deal table as it stands, newest first, each row with its events and sources, so that a page of deals is one
short read of neighbours. `coded` has a row for each of these rows, in the same order: small numbers that filters, facets and
orders are answered from. `counted` is what statistics count as it stands, with what they would otherwise work out at every
question, and `alike` in its order what makes deals alike. `posting` leads from a name (a deal's id or slug, a target, a
party, a medicine) to the places of its deals, `named` from the hash of a deal's id.
"""

from __future__ import annotations

import duckdb

from chuhai.deals import direction, search
from chuhai.deals.snapshot import CURATED_DEALS
from chuhai.model.when import last_day_sql

#: Facet -> its value in `current`; text, or a list of text.
CODED: dict[str, str] = {
    "kind": '"kind"',
    "modality": "modality",
    "stage": "stage",
    "area": "area",
    "class": '"class"',
    "evidence": "evidence",
    "direction": direction.sql(),
    "partner_kind": "licensee_kind",
}
#: What makes deals alike -> its value in `counted`.
ALIKE: dict[str, str] = {
    "modality": "modality",
    "stage": "stage",
    "area": "area",
    "partner_kind": "licensee_kind",
    "territory": "territory",
}
#: Between the values of a list in the table of codes; no code holds it.
BETWEEN = "|"
#: Name of a posting -> the names of a row of `current`.
_NAMED: dict[str, str] = {
    "deal": "[deal_id]",
    "slug": "[slug]",
    "target": "target",
    "asset": "asset",
    "licensor": "list_concat(coalesce(licensor, []), coalesce(licensor_family, []))",
    "licensee": "list_concat(coalesce(licensee, []), coalesce(licensee_family, []))",
}

_CURRENT = """
CREATE TABLE copy.current AS
SELECT d.*, coalesce(s.sources, []) AS sources, coalesce(e.events, []) AS events FROM copy.deal d
LEFT JOIN (SELECT deal_id, list(DISTINCT url ORDER BY url) AS sources FROM copy.statement WHERE url IS NOT NULL
    GROUP BY deal_id) s USING (deal_id)
LEFT JOIN (SELECT deal_id, list({'body': body, 'url': url} ORDER BY date NULLS LAST, event, body) AS events
    FROM copy.event_all GROUP BY deal_id) e USING (deal_id)
WHERE d.known_to IS NULL ORDER BY announced DESC, deal_id
"""
# Pages and statements of each kind of source; every page once before it is counted, which takes a third of the memory.
_TIERS = """
CREATE TABLE copy.tier AS
SELECT tier, count(*) AS pages, sum(n)::BIGINT AS statements FROM (
    SELECT tier, url, count(*) AS n FROM copy.statement WHERE url IS NOT NULL GROUP BY tier, url) GROUP BY tier
"""
#: Dollars by which `sort` orders; the same as `rows.SORTS`.
UPFRONT, TOTAL = (
    "coalesce(upfront_usd_m, upfront_and_near_term_usd_m)",
    "coalesce(total_usd_m, total_derived_usd_m)",
)


def tables(c: duckdb.DuckDBPyConnection) -> None:
    """Build them, and the index of words beside them; the deal, event and statement tables are there already."""
    c.execute("SET preserve_insertion_order = true")  # rows are found by their place
    try:
        c.execute(_CURRENT)
        search.index(c)
        _coded(c)
        _counted(c)
        _alike(c)
        _posting(c)
        c.execute(
            "CREATE TABLE copy.named AS SELECT md5_number_lower(deal_id) AS hash, rowid::INTEGER AS place FROM copy.current "
            "ORDER BY hash"
        )
        c.execute("DROP TABLE telling")
        c.execute(_TIERS)
    finally:
        c.execute("SET preserve_insertion_order = false")


def _coded(c: duckdb.DuckDBPyConnection) -> None:
    c.execute("CREATE TABLE copy.code (what VARCHAR, code SMALLINT, value VARCHAR)")
    codes, joins = _codes(c, "copy.current", CODED, "")
    c.execute(
        f"""CREATE TABLE copy.coded AS
        SELECT datediff('day', DATE '1970-01-01', announced)::INTEGER AS first,
            coalesce(datediff('day', DATE '1970-01-01', {last_day_sql("announced_text")}), 2147483647)::INTEGER AS last,
            left(announced_text, 4)::SMALLINT AS year, {codes},
            upfront_usd_m AS upfront, {TOTAL} AS total,
            (row_number() OVER (ORDER BY {UPFRONT} DESC NULLS LAST, deal_id))::INTEGER AS by_upfront,
            (row_number() OVER (ORDER BY {TOTAL} DESC NULLS LAST, deal_id))::INTEGER AS by_total
        FROM copy.current d {joins} ORDER BY d.rowid"""
    )


def _codes(c: duckdb.DuckDBPyConnection, table: str, facets: dict[str, str], what: str) -> tuple[str, str]:
    """Number the values of each facet into `code`; gives the columns of the numbers, 0 for none, and the joins they need."""
    values = ", ".join(f"{_text(name, sql)} AS {_quoted(name)}" for name, sql in facets.items())
    c.execute(f"CREATE OR REPLACE TEMP TABLE telling AS SELECT rowid AS place, {values} FROM {table}")
    columns, joins = [], ["JOIN telling t ON t.place = d.rowid"]
    for n, name in enumerate(facets):
        c.execute(
            f"INSERT INTO copy.code SELECT '{what}{name}', row_number() OVER (ORDER BY value), value FROM "
            f"(SELECT DISTINCT {_quoted(name)} AS value FROM telling WHERE {_quoted(name)} <> '')"
        )
        joins.append(
            f"LEFT JOIN (SELECT code, value FROM copy.code WHERE what = '{what}{name}') c{n} "
            f"ON c{n}.value = t.{_quoted(name)}"
        )
        columns.append(f"coalesce(c{n}.code, 0)::SMALLINT AS {_quoted(name)}")
    return ", ".join(columns), " ".join(joins)


def _text(name: str, sql: str) -> str:
    """A facet's value as one text, empty where there is none."""
    if name in ("direction", "partner_kind"):
        return f"coalesce(list_aggregate({sql}, 'string_agg', '{BETWEEN}'), '')"
    return f"coalesce({sql}, '')"


def _posting(c: duckdb.DuckDBPyConnection) -> None:
    union = " UNION ALL ".join(
        f"SELECT '{what}' AS what, unnest({sql}) AS value, rowid AS place FROM copy.current"
        for what, sql in _NAMED.items()
    )
    union += " UNION ALL SELECT 'counted target', unnest(target), rowid FROM copy.counted"
    c.execute(
        "CREATE TABLE copy.posting AS SELECT DISTINCT what, value, place::INTEGER AS place "
        f"FROM ({union}) WHERE value IS NOT NULL ORDER BY what, value, place"
    )


def _counted(c: duckdb.DuckDBPyConnection) -> None:
    """The deals that statistics count as they stand, newest first, with their endings and receipts."""
    deals = CURATED_DEALS.replace("FROM deal", "FROM copy.deal").replace("FROM curated_deal", "FROM copy.curated_deal")
    c.execute(
        f"""CREATE TABLE copy.counted AS
        SELECT d.*, {direction.sql()} AS usual_direction, ended.terminated_on, paid.received
        FROM {deals} d {endings("copy.event", "DATE '9999-01-01'")}
        WHERE d.known_to IS NULL ORDER BY announced DESC, deal_id"""
    )


def _alike(c: duckdb.DuckDBPyConnection) -> None:
    """What makes deals alike, in the order of `counted`."""
    codes, joins = _codes(c, "copy.counted", ALIKE, "alike ")
    c.execute(
        f"""CREATE TABLE copy.alike AS SELECT datediff('day', DATE '1970-01-01', announced)::INTEGER AS day, {codes},
            coalesce(len(list_distinct(target)), 0)::SMALLINT AS targets, {UPFRONT} AS upfront, n.place AS current
        FROM copy.counted d JOIN (SELECT deal_id, rowid::INTEGER AS place FROM copy.current) n USING (deal_id) {joins}
        ORDER BY d.rowid"""
    )


def endings(events: str, day: str) -> str:
    """Joins that add `ended.terminated_on` and `paid.received` to deals, as known on a day."""
    return f"""
        LEFT JOIN (SELECT deal_id, min(coalesce(date, known_from::VARCHAR)) AS terminated_on FROM {events}
            WHERE event = 'termination' AND known_from <= {day} GROUP BY deal_id) ended USING (deal_id)
        LEFT JOIN (SELECT deal_id, sum((body->'$.amounts.received.amount_m')::DOUBLE) AS received FROM {events}
            WHERE event IN ('milestone-receipt', 'option-exercise') AND known_from <= {day}
            AND body->>'$.amounts.received.currency' = 'USD' GROUP BY deal_id) paid USING (deal_id)
    """


def _quoted(name: str) -> str:
    return f'"{name}"'
