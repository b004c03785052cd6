"""Takes the store and the catalog, gives a new published copy: a versioned read-only database behind a pointer."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import duckdb
import msgspec
import polars as pl

from chuhai.catalog import Catalog, names, results
from chuhai.deals import POINTER, current, documents, listed, survivorship
from chuhai.errors import StoreError
from chuhai.ledger import files
from chuhai.ledger.store import Store
from chuhai.markets import fx
from chuhai.model import schema

KEPT_COPIES = 3
#: Statements handled at once; bounds memory at about 2 GiB.
STATEMENTS_A_RANGE = 2_500_000
_DECISION = {"left_subject": pl.String, "right_subject": pl.String, "same": pl.Boolean, "reason": pl.String}
_COPY = re.compile(r"^ledger-(\d{6})\.duckdb$")

_FINAL_DEAL = """
CREATE OR REPLACE TEMP TABLE final AS
WITH party AS (
    SELECT deal_id, known_from,
        list_sort(list_distinct(list(c.hq) FILTER (side = 'licensor'))) AS licensor_hq,
        list_sort(list_distinct(list(c.hq) FILTER (side = 'licensee'))) AS licensee_hq,
        list(c.family ORDER BY p.place) FILTER (side = 'licensor') AS licensor_family,
        list(c.family ORDER BY p.place) FILTER (side = 'licensee') AS licensee_family,
        list_sort(list_distinct(list(c.kind) FILTER (side = 'licensor'))) AS licensor_kind,
        list_sort(list_distinct(list(c.kind) FILTER (side = 'licensee'))) AS licensee_kind,
        list(coalesce(c.label_en, n.name, p.id) ORDER BY p.place) FILTER (side = 'licensor') AS licensor_name,
        list(coalesce(c.label_en, n.name, p.id) ORDER BY p.place) FILTER (side = 'licensee') AS licensee_name
    FROM (
        SELECT deal_id, known_from, announced, 'licensor' AS side, unnest(licensor) AS id,
            unnest(range(len(licensor))) AS place FROM dated
        UNION ALL
        SELECT deal_id, known_from, announced, 'licensee', unnest(licensee), unnest(range(len(licensee))) FROM dated
    ) p LEFT JOIN seat c ON c.company_id = p.id AND p.announced >= c.since AND p.announced < c.until
    LEFT JOIN local_name n ON n.id = p.id
    GROUP BY ALL
), thing AS (
    SELECT deal_id, known_from, list(coalesce(a.name, n.name, p.id) ORDER BY p.place) AS asset_name
    FROM (SELECT deal_id, known_from, unnest(asset) AS id, unnest(range(len(asset))) AS place FROM dated) p
    LEFT JOIN asset_label a ON a.asset_id = p.id LEFT JOIN local_name n ON n.id = p.id GROUP BY ALL
)
SELECT d.*, party.* EXCLUDE (deal_id, known_from), thing.asset_name
FROM dated d LEFT JOIN party USING (deal_id, known_from) LEFT JOIN thing USING (deal_id, known_from)
"""


def _dated() -> str:
    """SELECT that turns the announced text into a day with precision."""
    return f"""
        CREATE OR REPLACE TEMP TABLE dated AS
        SELECT * EXCLUDE (announced), announced AS announced_text,
            CASE WHEN length(announced) = 10 THEN announced::DATE
                 WHEN length(announced) = 4 THEN (announced || '-01-01')::DATE
                 WHEN announced[6] = 'Q' THEN make_date(left(announced, 4)::INT, announced[7]::INT * 3 - 2, 1)
                 WHEN announced[6] = 'H' THEN make_date(left(announced, 4)::INT, announced[7]::INT * 6 - 5, 1)
                 ELSE (announced || '-01')::DATE END AS announced,
            CASE WHEN length(announced) = 10 THEN 'day' WHEN length(announced) = 4 THEN 'year'
                 WHEN announced[6] = 'Q' THEN 'quarter' WHEN announced[6] = 'H' THEN 'half' ELSE 'month' END
                 AS announced_precision
        FROM ({survivorship.wide()}) WHERE announced IS NOT NULL
    """


def _deal_select() -> str:
    """SELECT of the published deal table: dollars added to every amount."""
    dollars = []
    for name in schema.MONEY:
        dollars.append(
            f"CASE {name}_currency WHEN 'USD' THEN {name}_amount_m ELSE {name}_amount_m * "
            f"(SELECT any_value(r.rate) FROM rate r WHERE r.currency = {name}_currency AND r.day = announced) END AS {name}_usd_m"
        )
    # A sum of stated components; parts of the milestones stand in for the whole only when both are stated.
    contingent = "coalesce(milestones_usd_m, milestones_development_usd_m + milestones_sales_usd_m)"
    return f"""
        SELECT *, CASE WHEN total_usd_m IS NULL AND {contingent} IS NOT NULL
                AND coalesce(upfront_usd_m, upfront_and_near_term_usd_m) IS NOT NULL
            THEN coalesce(upfront_usd_m, upfront_and_near_term_usd_m) + coalesce(near_term_usd_m, 0)
                + greatest(coalesce(equity_usd_m, 0), 0) + {contingent} END AS total_derived_usd_m
        FROM (SELECT *, {", ".join(dollars)} FROM final)
    """


def publish(
    store: Store,
    catalog: Catalog,
    cluster: Mapping[str, str],
    reasons: list[tuple[str, str, bool, str]],
    meta: Mapping[str, str],
) -> Path:
    """Build the next published copy and point readers to it.

    Parameters
    ----------
    store : Store
        The writer's store; only read here.
    catalog : Catalog
        Companies, assets and vocabularies that give names, headquarters and labels.
    cluster : mapping
        Subject -> deal id for merged subjects; every other subject stands alone.
    reasons : list of (left, right, same, reason)
        Decisions on pairs, kept so that each merge explains itself.
    meta : mapping
        What the copy says about itself: as-of date, fingerprint of the curation, versions.

    Returns
    -------
    Path
        The new copy. Older readers keep the copy they hold; the last three stay on disk.
    """
    folder = store.settings.published
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{folder}: can't be written to ({error.strerror}); set CHUHAI_HOME to a folder that can"
        ) from None
    for left_over in folder.glob("*.building*"):
        left_over.unlink(missing_ok=True)
    number = max((int(m[1]) for p in folder.iterdir() if (m := _COPY.match(p.name))), default=0) + 1
    path = folder / f"ledger-{number:06d}.duckdb"
    building = path.with_suffix(".building")
    c = store.connection
    try:
        c.execute("DETACH DATABASE IF EXISTS copy")
        c.execute(f"ATTACH '{str(building).replace(chr(39), chr(39) * 2)}' AS copy")
        try:
            _clusters(c, cluster)
            _catalog_tables(c, catalog)
            _create(c, "computed_reaction", listed.table(results.reactions(catalog.folder)))
            _deal_tables(c)
            current.tables(c)
            c.register("decision_rows", pl.DataFrame(reasons, schema=_DECISION, orient="row"))
            c.execute("CREATE TABLE copy.decision AS SELECT * FROM decision_rows")
            c.unregister("decision_rows")
            countries = ",".join(sorted(catalog.lexicons.gazetteer.countries))
            _meta_table(c, {**meta, "copy": str(number), "countries": countries})
        finally:
            c.execute("DETACH copy")
        place(building, path)
    except (duckdb.Error, OSError) as error:
        for left_over in folder.glob("*.building*"):
            left_over.unlink(missing_ok=True)
        raise StoreError(f"{files.explained(path, error)}; readers keep the last published copy") from error
    drop_old(folder)
    return path


def place(building: Path, path: Path) -> None:
    """Give a whole copy its name and point readers to it: they see the one before, or this one."""
    folder = path.parent
    files.to_disk(building)
    building.rename(path)
    pointer = folder / f"{POINTER}.partial"
    pointer.write_text(path.name + "\n", encoding="ascii")
    files.to_disk(pointer)
    os.replace(pointer, folder / POINTER)
    files.to_disk(folder)


def drop_old(folder: Path) -> None:
    """Remove all copies but the newest few; readers keep what they hold."""
    for old in sorted(p for p in folder.iterdir() if _COPY.match(p.name))[:-KEPT_COPIES]:
        with suppress(PermissionError):  # Windows keeps a copy that a reader holds; the next publication removes it
            old.unlink(missing_ok=True)


def _clusters(c: duckdb.DuckDBPyConnection, cluster: Mapping[str, str]) -> None:
    c.register(
        "merged",
        pl.DataFrame(
            {"subject": list(cluster), "merged_id": list(cluster.values())},
            schema={"subject": pl.String, "merged_id": pl.String},
        ),
    )
    c.execute(
        "CREATE OR REPLACE TEMP TABLE cluster AS SELECT subject, coalesce(merged_id, CASE WHEN subject LIKE 'curation:%' "
        "THEN subject[10:] ELSE 'L-' || left(sha256(subject), 12) END) AS deal_id "
        f"FROM (SELECT DISTINCT subject FROM statement WHERE recorded_to IS NULL AND {documents.OF_DEALS}) "
        "LEFT JOIN merged USING (subject)"
    )
    c.unregister("merged")


def _deal_tables(c: duckdb.DuckDBPyConnection) -> None:
    bounds = _ranges(c)
    c.execute("CREATE OR REPLACE TEMP TABLE rate (currency VARCHAR, day DATE, rate DOUBLE)")
    documents.prepare(c)
    for place, (low, high) in enumerate(bounds):
        survivorship.survive(c, low, high)
        _put(c, "deal", _deals(c), place == 0)
        said = (
            'SELECT deal_id, property, value, number, unit, qualifier, confidence, evidence, url, document, "start", '
            '"end", quote, publisher, tier, published_on, published_precision, retrieved_on, subject, origin, extractor, '
            "known_from, known_assumed, recorded_from, id FROM said ORDER BY deal_id, property, known_from, url"
        )
        _put(c, "statement", said, place == 0)
        if place == 0:
            c.execute("CREATE TABLE copy.curated_deal AS SELECT * FROM copy.deal LIMIT 0")
        if documents.mixed(c):
            survivorship.survive(c, low, high, cited=True)
            _put(c, "curated_deal", _deals(c), False)
    documents.events(c)
    c.execute(
        "CREATE TABLE copy.reaction AS SELECT deal_id, known_from, url, value->>'ticker' AS ticker, value->>'date' AS date, "
        "(value->>'pct')::DOUBLE AS pct, value->>'what' AS what FROM copy.statement WHERE property = 'reaction' "
        "QUALIFY row_number() OVER (PARTITION BY deal_id, value ORDER BY known_from, url) = 1 ORDER BY deal_id, date"
    )
    # What left the ledger, so that `diff` can say so; open statements stand in `statement`.
    c.execute(
        "CREATE TABLE copy.closed AS SELECT cluster.deal_id, s.subject, s.property, s.value, s.qualifier, s.url, "
        "s.recorded_from, s.recorded_to FROM statement s LEFT JOIN cluster USING (subject) "
        f"WHERE s.recorded_to IS NOT NULL AND {documents.OF_DEALS}"
    )
    documents.tables(c)


def _deals(c: duckdb.DuckDBPyConnection) -> str:
    """SELECT of the deals that survive, after their parties, medicines and rates were looked up."""
    c.execute(_dated())
    c.execute(_FINAL_DEAL)
    _rates(c)
    return f"SELECT * FROM ({_deal_select()}) ORDER BY deal_id, known_from"


def _put(c: duckdb.DuckDBPyConnection, table: str, rows: str, first: bool) -> None:
    c.execute(f"CREATE TABLE copy.{table} AS {rows}" if first else f"INSERT INTO copy.{table} BY NAME {rows}")


def _ranges(c: duckdb.DuckDBPyConnection) -> list[tuple[str, str | None]]:
    """Ranges of deal ids with about `STATEMENTS_A_RANGE` statements each, so that memory stays bounded."""
    row = c.execute("SELECT count(*) FROM statement WHERE recorded_to IS NULL").fetchone()
    pieces = max(1, -(-int(row[0] if row else 0) // STATEMENTS_A_RANGE))
    if pieces == 1:
        return [("", None)]
    lows = [
        r[0]
        for r in c.execute(
            "SELECT min(deal_id) FROM (SELECT deal_id, ntile(?) OVER (ORDER BY deal_id) AS piece FROM "
            "(SELECT DISTINCT deal_id FROM cluster)) GROUP BY piece ORDER BY 1",
            [pieces],
        ).fetchall()
    ]
    return list(zip(["", *lows[1:]], [*lows[1:], None], strict=True))


def _rates(c: duckdb.DuckDBPyConnection) -> None:
    union = " UNION ".join(
        f"SELECT {name}_currency AS currency, announced AS day FROM final WHERE {name}_currency <> 'USD'"
        for name in schema.MONEY
    )
    pairs = c.execute(
        f"SELECT DISTINCT currency, day FROM ({union}) ANTI JOIN rate USING (currency, day) WHERE currency IS NOT NULL"
    ).fetchall()
    found = pl.DataFrame(
        fx.table(pairs), schema={"currency": pl.String, "day": pl.Date, "rate": pl.Float64}, orient="row"
    )
    c.register("rate_rows", found)
    c.execute("INSERT INTO rate SELECT * FROM rate_rows")
    c.unregister("rate_rows")


def _catalog_tables(c: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    companies = catalog.companies
    seats: list[tuple[str, str | None, str, str, str, str, dt.date, dt.date]] = []
    lines = []
    keys: set[tuple[str, str, str, str]] = set()
    beginning, end = dt.date(1900, 1, 1), dt.date(9999, 1, 1)
    for company in companies.by_id.values():
        family = companies.family(company.id)
        since = beginning
        for past in sorted(company.hq_past, key=lambda p: p.until):
            until = dt.date.fromisoformat(past.until)
            seats.append(
                (company.id, past.hq, family, company.kind, company.label("en"), company.label("zh"), since, until)
            )
            since = until
        # A subsidiary whose own seat no page gives sits where its parent sits, for direction.
        seat = company.hq or (companies.by_id[company.parent].hq if company.parent else None)
        seats.append((company.id, seat, family, company.kind, company.label("en"), company.label("zh"), since, end))
        lines.append(
            (
                company.id,
                company.key,
                company.label("en"),
                company.label("zh"),
                company.kind,
                company.hq,
                family,
                company.tickers,
                msgspec.json.encode(company).decode(),
            )
        )
        keys.update(_name_rows("company", company.id, company.all_names()))
        keys.update(("company", company.id, t.casefold(), "ticker") for t in company.tickers)
    for asset in catalog.assets.by_id.values():
        keys.update(_name_rows("asset", asset.id, asset.all_names()))
    frame = pl.DataFrame(
        seats,
        schema={
            "company_id": pl.String,
            "hq": pl.String,
            "family": pl.String,
            "kind": pl.String,
            "label_en": pl.String,
            "label_zh": pl.String,
            "since": pl.Date,
            "until": pl.Date,
        },
        orient="row",
    )
    _create(c, "seat", frame, temporary=True)
    _create(
        c,
        "company",
        pl.DataFrame(
            lines,
            schema={
                "company_id": pl.String,
                "key": pl.String,
                "label_en": pl.String,
                "label_zh": pl.String,
                "kind": pl.String,
                "hq": pl.String,
                "family": pl.String,
                "tickers": pl.List(pl.String),
                "body": pl.String,
            },
            orient="row",
        ),
    )
    labels = pl.DataFrame(
        [
            (a.id, a.name, a.name_zh or a.name, a.modality, a.targets, msgspec.json.encode(a).decode())
            for a in catalog.assets.by_id.values()
        ],
        schema={
            "asset_id": pl.String,
            "name": pl.String,
            "name_zh": pl.String,
            "modality": pl.String,
            "targets": pl.List(pl.String),
            "body": pl.String,
        },
        orient="row",
    )
    _create(c, "asset", labels)
    _create(c, "asset_label", labels.select("asset_id", "name"), temporary=True)
    _create(
        c,
        "name",
        pl.DataFrame(
            sorted(keys), schema={"what": pl.String, "id": pl.String, "key": pl.String, "via": pl.String}, orient="row"
        ),
    )
    terms = [
        (v.name, t.code, t.en, t.zh, t.rank, t.broader)
        for v in catalog.lexicons.vocabularies.values()
        for t in v.terms.values()
    ]
    _create(
        c,
        "term",
        pl.DataFrame(
            terms,
            schema={
                "vocabulary": pl.String,
                "code": pl.String,
                "en": pl.String,
                "zh": pl.String,
                "rank": pl.Int32,
                "broader": pl.String,
            },
            orient="row",
        ),
    )


def _name_rows(what: str, found: str, stated: list[str]) -> set[tuple[str, str, str, str]]:
    rows = set()
    for name in stated:
        rows.add((what, found, names.key(name), "name"))
        if names.has_chinese(name):
            rows.add((what, found, names.pinyin(name), "pinyin"))
    return {row for row in rows if row[2]}


def _create(c: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame, temporary: bool = False) -> None:
    c.register("incoming_frame", frame)
    target = f"OR REPLACE TEMP TABLE {table}" if temporary else f"TABLE copy.{table}"
    c.execute(f"CREATE {target} AS SELECT * FROM incoming_frame")
    c.unregister("incoming_frame")


def _meta_table(c: duckdb.DuckDBPyConnection, meta: Mapping[str, str]) -> None:
    c.execute("CREATE TABLE copy.meta (key VARCHAR, value VARCHAR)")
    c.executemany("INSERT INTO copy.meta VALUES (?, ?)", [[k, v] for k, v in sorted(meta.items())])
