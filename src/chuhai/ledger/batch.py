"""Takes statements, gives the columnar batch in which they travel, are logged and recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from chuhai.model.document import Quoted
from chuhai.model.statement import Statement

#: Marks that an origin was read, so that what it no longer says is closed, even when it says nothing any more.
MARKER = "@read"

COLUMNS: dict[str, pl.DataType] = {
    "origin": pl.String(),
    "extractor": pl.String(),
    "subject": pl.String(),
    "property": pl.String(),
    "value": pl.String(),
    "number": pl.Float64(),
    "unit": pl.String(),
    "qualifier": pl.String(),
    "confidence": pl.Float32(),
    "evidence": pl.String(),
    "url": pl.String(),
    "document": pl.String(),
    "start": pl.Int32(),
    "end": pl.Int32(),
    "quote": pl.String(),
    "publisher": pl.String(),
    "tier": pl.String(),
    "published_on": pl.Date(),
    "published_precision": pl.String(),
    "retrieved_on": pl.Date(),
}


def batch(statements: Iterable[Statement], read: Sequence[tuple[str, str]]) -> pl.DataFrame:
    """Frame of `COLUMNS`: one row a statement, and one marker row for each (origin, extractor) of `read`."""
    columns: dict[str, list[object]] = {name: [] for name in COLUMNS}
    append = [columns[name].append for name in COLUMNS]
    for s in statements:
        e = s.evidence
        if isinstance(e, Quoted):
            words: tuple[object, ...] = ("quoted", e.url, e.span.document, e.span.start, e.span.end, e.span.quote)
            retrieved = None
        else:
            words = ("cited", e.url, None, None, None, e.quote)
            retrieved = e.retrieved_on
        row = (
            s.origin,
            s.extractor,
            s.subject,
            s.property,
            s.value,
            s.number,
            s.unit,
            s.qualifier,
            s.confidence,
            *words,
            e.publisher,
            e.tier,
            e.published_on,
            e.published_precision,
            retrieved,
        )
        for add, cell in zip(append, row, strict=True):
            add(cell)
    for origin, extractor in read:
        for add, name in zip(append, COLUMNS, strict=True):
            add({"origin": origin, "extractor": extractor, "property": MARKER}.get(name))
    return pl.DataFrame(columns, schema=COLUMNS)
