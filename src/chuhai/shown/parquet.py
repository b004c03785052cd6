"""Takes records, gives Parquet bytes whose columns are those of the row type, whatever the rows hold."""

from __future__ import annotations

import io
import types
import typing
from collections.abc import Mapping
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq


def encode(records: list[dict[str, Any]], columns: type[msgspec.Struct] | None, meta: Mapping[str, Any]) -> bytes:
    """Parquet of the records; what holds for all of them stands in the file's metadata under `chuhai`."""
    if columns is not None:
        fields = [pa.field(f.encode_name, _arrow(f.type)) for f in msgspec.structs.fields(columns)]
        table = pa.Table.from_pylist(records, schema=pa.schema([*fields, pa.field("as_of", pa.string())]))
    else:
        # Rows differ in their keys; pyarrow would take those of the first.
        names = list(dict.fromkeys(name for record in records for name in record))
        table = pa.table({n: pa.array([r.get(n) for r in records]) for n in names or ["as_of"]})
    table = table.replace_schema_metadata({"chuhai": msgspec.json.encode(dict(meta))})
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def _arrow(annotation: Any) -> Any:
    """Arrow type of a field's annotation."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (types.UnionType, typing.Union):
        return _arrow(next(a for a in arguments if a is not types.NoneType))
    if origin is typing.Literal:
        return _arrow(type(arguments[0]))
    if origin is list:
        return pa.list_(_arrow(arguments[0]))
    if origin is dict:
        return pa.map_(_arrow(arguments[0]), _arrow(arguments[1]))
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return pa.struct([pa.field(f.encode_name, _arrow(f.type)) for f in msgspec.structs.fields(annotation)])
    return {str: pa.string(), float: pa.float64(), int: pa.int64(), bool: pa.bool_()}[annotation]
