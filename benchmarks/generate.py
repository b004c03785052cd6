"""Takes a number of deals and a seed, gives batches of made-up statements in the shape in which the ledger records them.

Companies are the registry's, so that headquarters and kinds are real; deals, assets, pages and amounts are invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from chuhai.catalog import Catalog
from chuhai.ledger.batch import COLUMNS, MARKER

EXTRACTOR = "bench/1"
FIRST, LAST = dt.date(2015, 1, 1), dt.date(2025, 12, 31)
#: Of a hundred deals ten come from documents rather than from the curation, and three of these ten are reported twice.
DOCUMENTS, TWICE = (9, 19, 29, 39, 49, 59, 69, 79, 89, 99), (9, 49, 79)

_MODALITIES = {
    "small-molecule": 0.28,
    "monoclonal-antibody": 0.12,
    "bispecific-antibody": 0.12,
    "adc": 0.12,
    "sirna": 0.05,
    "car-t": 0.05,
    "peptide": 0.05,
    "t-cell-engager": 0.04,
    "fusion-protein": 0.04,
    "vaccine": 0.03,
    "degrader": 0.03,
    "gene-therapy": 0.02,
    "radioligand": 0.02,
    "cell-therapy": 0.02,
    "platform": 0.01,
}
_STAGES = {
    "preclinical": 0.35,
    "phase-1": 0.2,
    "phase-2": 0.15,
    "phase-3": 0.08,
    "ind": 0.07,
    "approved": 0.07,
    "discovery": 0.05,
    "phase-1-2": 0.02,
    "filed": 0.01,
}
_KINDS = {
    "license": 0.68,
    "license+option": 0.1,
    "collaboration": 0.08,
    "option": 0.04,
    "platform": 0.03,
    "newco": 0.03,
    "commercialization": 0.03,
    "asset-purchase": 0.01,
}
_CLASSES = {"innovative": 0.9, "platform": 0.03, "biosimilar": 0.03, "generic": 0.02, "vaccine": 0.02}
_AREAS = {
    "oncology": 0.5,
    "immunology": 0.15,
    "metabolic": 0.12,
    "neuroscience": 0.06,
    "cardiovascular": 0.05,
    "infectious": 0.05,
    "ophthalmology": 0.04,
    "other": 0.03,
}
_TERRITORIES = {
    "WORLD": 0.38,
    "WORLD -CN -HK -MO -TW": 0.3,
    "CN HK MO TW": 0.14,
    "WORLD -CN ?HK ?MO ?TW": 0.08,
    "CN": 0.05,
    "US": 0.03,
    "KR": 0.02,
}
_TARGETS = [f"TGT{n}" for n in range(180)] + [
    "PD-1",
    "HER2",
    "CLDN18.2",
    "GLP-1R",
    "TROP2",
    "VEGF",
    "CD3",
    "BCMA",
    "EGFR",
    "KRAS",
]
_CURRENCIES = {"USD": 0.9, "CNY": 0.06, "EUR": 0.04}
_TIERS = np.array(["issuer", "news", "filing", "counterparty", "aggregator"])
_PUBLISHERS = np.array([f"publisher-{n}" for n in range(40)])


@dataclass(frozen=True)
class Parties:
    """Company ids to draw from, with weights that fall off as in the market: few sign often."""

    grantors: np.ndarray
    grantor_weights: np.ndarray
    grantees: np.ndarray
    grantee_weights: np.ndarray


def parties(catalog: Catalog) -> Parties:
    """Seven in ten licensors sit in mainland China; licensees are multinationals first."""
    companies = sorted(catalog.companies.by_id.values(), key=lambda c: c.id)
    able = [c for c in companies if c.kind in ("biotech", "pharma", "newco", "platform", "academic", "mnc")]
    grantor = np.array([0.0 if c.kind == "mnc" else (7.0 if c.hq == "CN" else 3.0) for c in able])
    for china in (True, False):
        side = np.array([(c.hq == "CN") == china and c.kind != "mnc" for c in able])
        grantor[side] *= 1 / np.arange(1, side.sum() + 1) ** 0.6
        grantor[side] *= (0.7 if china else 0.3) / grantor[side].sum()
    grantee = np.array(
        [{"mnc": 20.0, "pharma": 3.0, "newco": 3.0}.get(c.kind, 1.0) * (0.25 if c.hq == "CN" else 1.0) for c in able]
    )
    ids = np.array([c.id for c in able])
    return Parties(ids, grantor / grantor.sum(), ids, grantee / grantee.sum())


def batches(catalog: Catalog, deals: int, seed: int = 20260101, size: int = 50_000) -> Iterator[pl.DataFrame]:
    """Frames of `chuhai.ledger.batch.COLUMNS`, `size` deals each, every one the same for a seed whatever came before."""
    drawn_from = parties(catalog)
    for number, start in enumerate(range(0, deals, size)):
        yield _batch(np.random.default_rng([seed, number]), drawn_from, start, min(size, deals - start))


def _pick(rng: np.random.Generator, weights: dict[str, float], n: int) -> np.ndarray:
    share = np.array(list(weights.values()))
    return rng.choice(np.array(list(weights)), n, p=share / share.sum())


def _sparse(keep: np.ndarray, values: np.ndarray) -> pl.Series:
    """The values where `keep`, null elsewhere."""
    return pl.DataFrame({"value": values, "keep": keep}).select(pl.when("keep").then("value")).to_series()


def _deals(rng: np.random.Generator, who: Parties, start: int, n: int) -> pl.DataFrame:
    """One row a deal: what was signed."""
    index = np.arange(start, start + n)
    days = (LAST - FIRST).days
    day = np.datetime64(FIRST, "D") + (rng.beta(2.0, 1.1, n) * days).astype(int)
    from_documents = np.isin(index % 100, DOCUMENTS)
    precision = np.where(
        from_documents, "day", rng.choice(["day", "month", "quarter", "year"], n, p=[0.95, 0.035, 0.01, 0.005])
    )
    grantor = rng.choice(who.grantors, n, p=who.grantor_weights)
    grantee = rng.choice(who.grantees, n, p=who.grantee_weights)
    for _ in range(20):
        alike = grantor == grantee
        grantee[alike] = rng.choice(who.grantees, int(alike.sum()), p=who.grantee_weights)
    upfront = np.round(rng.lognormal(3.2, 1.2, n), 0) + 1
    milestones = np.round(upfront * rng.lognormal(2.2, 0.7, n), 0)
    return pl.DataFrame(
        {
            "index": index,
            "day": day,
            "precision": precision,
            "curated": ~from_documents,
            "twice": np.isin(index % 100, TWICE),
            "grantor": grantor,
            "grantee": grantee,
            "second_grantee": _sparse(rng.random(n) < 0.03, rng.choice(who.grantees, n, p=who.grantee_weights)),
            "kind": _pick(rng, _KINDS, n),
            "class": _pick(rng, _CLASSES, n),
            "modality": _pick(rng, _MODALITIES, n),
            "stage": _sparse(rng.random(n) < 0.95, _pick(rng, _STAGES, n)),
            "area": _pick(rng, _AREAS, n),
            "territory": _sparse(rng.random(n) < 0.9, _pick(rng, _TERRITORIES, n)),
            "target": _sparse(rng.random(n) < 0.9, rng.choice(np.array(_TARGETS), n)),
            "second_target": _sparse(rng.random(n) < 0.2, rng.choice(np.array(_TARGETS), n)),
            "second_asset": rng.random(n) < 0.12,
            "currency": _pick(rng, _CURRENCIES, n),
            "upfront": upfront,
            "milestones": milestones,
            "total": upfront + milestones,
            "tells_upfront": rng.choice(["stated", "undisclosed", "absent"], n, p=[0.55, 0.25, 0.2]),
            "tells_milestones": rng.random(n) < 0.35,
            "tells_total": rng.random(n) < 0.65,
            "tells_royalty": rng.random(n) < 0.3,
            "royalty": np.round(rng.uniform(3, 18, n), 0),
            "ended": rng.random(n) < 0.05,
            "ended_after": rng.integers(90, 1500, n),
            "equity": np.where(rng.random(n) < 0.05, np.round(rng.lognormal(3, 1, n), 0) + 1, np.nan),
        }
    ).with_columns(pl.col("equity").fill_nan(None))


def _sightings(rng: np.random.Generator, deals: pl.DataFrame) -> pl.DataFrame:
    """One row a page: its subject, origin, dates and publisher; a page's `rank` is its place among its subject's."""
    first = deals.select("index", "curated", "day", copy=pl.lit(0))
    again = deals.filter("twice").select("index", "curated", pl.col("day"), copy=pl.lit(1))
    again = again.with_columns(day=pl.col("day") + pl.duration(days=pl.Series(rng.integers(0, 31, again.height))))
    subject = pl.concat([first, again]).with_columns(
        subject=pl.when("curated")
        .then(pl.format("curation:D-{}", pl.col("index") + 1_000_000))
        .otherwise(pl.format("bench:{}-{}", pl.col("index"), "copy")),
        origin=pl.when("curated")
        .then(pl.format("bench/deals#D-{}", pl.col("index") + 1_000_000))
        .otherwise(pl.format("bench/page#{}-{}", pl.col("index"), "copy")),
    )
    n = subject.height
    subject = subject.with_columns(pages=pl.Series(rng.choice([1, 2, 3], n, p=[0.7, 0.25, 0.05])))
    page = subject.select(pl.all(), rank=pl.int_ranges(0, "pages")).explode("rank", empty_as_null=False)
    m = page.height
    later = np.where(rng.random(m) < 0.2, 0, rng.integers(1, 700, m))
    dated = rng.random(m) < 0.95
    return page.with_columns(
        later=pl.when(pl.col("rank") == 0).then(0).otherwise(pl.Series(later)),
        url=pl.format(
            "https://news.example/{}/{}/{}-{}", "index", "copy", "rank", pl.Series(rng.integers(1000, 9999, m))
        ),
        publisher=pl.Series(_PUBLISHERS[rng.integers(0, len(_PUBLISHERS), m)]),
        tier=pl.Series(rng.choice(_TIERS, m, p=[0.3, 0.45, 0.1, 0.1, 0.05])),
        retrieved_on=pl.when(pl.Series(rng.random(m) < 0.5)).then(pl.lit(dt.date(2026, 11, 1))),
        differs=pl.Series(rng.random(m) < 0.06),
        terse=(pl.col("rank") > 0) & pl.Series(rng.random(m) < 0.6),
        dated=pl.Series(dated),
    ).with_columns(
        published_on=pl.when(pl.col("dated") | (pl.col("rank") == 0)).then(pl.col("day") + pl.duration(days="later"))
    )


def _batch(rng: np.random.Generator, who: Parties, start: int, n: int) -> pl.DataFrame:
    deals = _deals(rng, who, start, n)
    pages = _sightings(rng, deals)
    said = pages.rename({"day": "reported"}).join(
        deals.drop("curated", "twice"), on="index", how="left", maintain_order="left"
    )
    main, named = pl.col("rank") == 0, ~pl.col("terse")
    day = pl.col("reported")
    announced = (
        pl.when(pl.col("precision") == "day")
        .then(day.dt.to_string("%Y-%m-%d"))
        .when(pl.col("precision") == "month")
        .then(day.dt.to_string("%Y-%m"))
        .when(pl.col("precision") == "quarter")
        .then(pl.format("{}-Q{}", day.dt.year(), day.dt.quarter()))
        .otherwise(day.dt.year().cast(pl.String))
    )
    asset = pl.format("A-9{}", pl.col("index"))
    amount = {
        f: pl.when(pl.col("differs")).then((pl.col(f) * 1.1).round(0)).otherwise(pl.col(f))
        for f in ("upfront", "total")
    }
    told = pl.col("tells_upfront")

    def word(name: str, value: pl.Expr, when: pl.Expr | bool = True, position: float | None = None) -> pl.LazyFrame:
        return _rows(
            said,
            name,
            value.cast(pl.String),
            pl.lit(position, dtype=pl.Float64),
            pl.lit(None, dtype=pl.String),
            pl.lit("asserted"),
            pl.lit(when) if isinstance(when, bool) else when,
        )

    def money(name: str, number: pl.Expr, when: pl.Expr, qualifier: str = "asserted") -> pl.LazyFrame:
        value = pl.format("{} {}", number.cast(pl.Int64), "currency")
        return _rows(said, name, value, number, pl.col("currency"), pl.lit(qualifier), when)

    nothing = pl.lit(None, dtype=pl.Float64)
    parts = [
        word("announced", announced, named),
        word("slug", pl.format("{}-deal-{}", announced, "index"), main),
        word("kind", pl.col("kind"), main),
        word("class", pl.col("class"), main),
        word("licensor", pl.col("grantor"), named, 0),
        word("licensee", pl.col("grantee"), named, 0),
        word("licensee", pl.col("second_grantee"), main, 1),
        word("asset", asset, named, 0),
        word("asset", pl.format("{}b", asset), pl.col("second_asset") & main, 1),
        word("modality", pl.col("modality"), main),
        word("target", pl.col("target"), main, 0),
        word("target", pl.col("second_target"), main & pl.col("target").is_not_null(), 1),
        word("stage", pl.col("stage"), main),
        word("area", pl.col("area"), main),
        word("territory", pl.col("territory"), main),
        money("upfront", amount["upfront"], told == "stated"),
        _rows(
            said,
            "upfront",
            pl.lit(None, dtype=pl.String),
            nothing,
            pl.lit(None, dtype=pl.String),
            pl.lit("undisclosed"),
            told == "undisclosed",
            empty=True,
        ),
        money("milestones", pl.col("milestones"), pl.col("tells_milestones") & main, "up-to"),
        money("total", amount["total"], pl.col("tells_total"), "up-to"),
        money("equity", pl.col("equity"), main & pl.col("equity").is_not_null()),
        word(
            "royalty_text",
            pl.lit("tiered royalties, mid single digit to low double digit"),
            pl.col("tells_royalty") & main,
        ),
        _rows(
            said,
            "royalty_high",
            pl.col("royalty").cast(pl.Int64).cast(pl.String),
            pl.col("royalty"),
            pl.lit("percent"),
            pl.lit("asserted"),
            pl.col("tells_royalty") & main,
        ),
        word(
            "event",
            pl.concat_str(
                pl.lit('{"date":"'),
                (day + pl.duration(days="ended_after")).dt.to_string("%Y-%m-%d"),
                pl.lit('","event":"termination"}'),
            ),
            pl.col("ended") & main,
        ),
    ]
    marked = {"origin": pl.col("origin"), "extractor": pl.lit(EXTRACTOR), "property": pl.lit(MARKER)}
    markers = (
        pages.lazy()
        .select(marked.get(name, pl.lit(None, dtype=kind)).alias(name) for name, kind in COLUMNS.items())
        .unique(maintain_order=True)
    )
    return pl.concat([*parts, markers]).collect()


def _rows(
    said: pl.DataFrame,
    name: str,
    value: pl.Expr,
    number: pl.Expr,
    unit: pl.Expr,
    qualifier: pl.Expr,
    when: pl.Expr,
    empty: bool = False,
) -> pl.LazyFrame:
    """Statements of one property on every page that states it."""
    made: dict[str, pl.Expr] = {
        "extractor": pl.lit(EXTRACTOR),
        "property": pl.lit(name),
        "value": value,
        "number": number,
        "unit": unit,
        "qualifier": qualifier,
        "confidence": pl.lit(1.0, dtype=pl.Float32),
        "evidence": pl.lit("cited"),
        "published_precision": pl.when(pl.col("published_on").is_not_null()).then(pl.lit("day")),
        "quote": pl.format("The parties state {} as they signed.", pl.lit(name)),
    }
    kept = ("origin", "subject", "url", "publisher", "tier", "published_on", "retrieved_on")
    columns = [
        (made[c] if c in made else pl.col(c) if c in kept else pl.lit(None, dtype=kind)).cast(kind).alias(c)
        for c, kind in COLUMNS.items()
    ]
    rows = said.lazy().filter(when).select(columns)
    return rows if empty else rows.filter(pl.col("value").is_not_null())
