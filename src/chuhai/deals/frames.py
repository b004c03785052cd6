"""Takes plain records and the type they were made from, gives a Polars frame whose columns keep their types when empty."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

import msgspec

if TYPE_CHECKING:
    import polars as pl


def frame(records: Sequence[Mapping[str, Any]], kind: type) -> pl.DataFrame:
    """Frame with one column for each flat field of `kind`; nested records are left out.

    Parameters
    ----------
    records : sequence of mapping
        Plain rows, keyed by the names that `kind` is written with.
    kind : type
        A dataclass or msgspec type of text, numbers, flags and lists of text.
    """
    import polars as pl  # heavy; only when a frame is asked for

    flat = {str: pl.String, float: pl.Float64, int: pl.Int64, bool: pl.Boolean}
    columns: dict[str, Any] = {}
    for name, hint in _fields(kind).items():
        inner = next((a for a in get_args(hint) if a is not type(None)), hint) if _optional(hint) else hint
        if inner in flat:
            columns[name] = flat[inner]
        elif get_origin(inner) is list and get_args(inner) == (str,):
            columns[name] = pl.List(pl.String)
    return pl.DataFrame([{name: record[name] for name in columns} for record in records], schema=columns, orient="row")


def _fields(kind: type) -> dict[str, Any]:
    if dataclasses.is_dataclass(kind):
        return get_type_hints(kind)
    return {field.encode_name: field.type for field in msgspec.structs.fields(kind)}


def _optional(hint: Any) -> bool:
    return get_origin(hint) is types.UnionType or type(None) in get_args(hint)
