"""Takes records and what holds for all of them, gives the bytes of a CSV, Parquet, XLSX, JSON or JSON-lines file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from chuhai.model import schema
from chuhai.shown.safe import JOIN, safe

Records = list[dict[str, Any]]
Columns = type[msgspec.Struct] | None
#: Keys of a deal row's maps, in the order of the property table.
_KEYS = {
    "amounts": schema.MONEY,
    "status": schema.STATUS_FIELDS,
    "qualifier": schema.MONEY,
}


def dated(record: dict[str, Any], meta: Mapping[str, Any]) -> dict[str, Any]:
    return record if "as_of" in record or "as_of" not in meta else {**record, "as_of": meta["as_of"]}


def flat(
    records: Iterable[Mapping[str, Any]], columns: type[msgspec.Struct] | None = None
) -> tuple[list[str], list[dict[str, Any]]]:
    """Columns and rows without nesting: maps become `field.key` columns, lists texts joined by '; '.

    With the struct of the rows given, the columns are the same whatever the rows hold.
    """
    names: dict[str, dict[str, None]] = {}
    for name in [f.encode_name for f in msgspec.structs.fields(columns)] if columns else ():
        names[name] = dict.fromkeys(f"{name}.{key}" for key in _KEYS.get(name, ()))
    rows = []
    for record in records:
        row: dict[str, Any] = {}
        for name, value in record.items():
            known = names.setdefault(name, {})
            if isinstance(value, Mapping):
                inner = {f"{name}.{key}": _scalar(v) for key, v in value.items()}
                known.update(dict.fromkeys(inner))
                row.update(inner)
            else:
                row[name] = _scalar(value)
        rows.append(row)
    return [column for name, keys in names.items() for column in (keys or [name])], rows


def _scalar(value: Any) -> Any:
    if isinstance(value, Mapping):
        if set(value) == {"amount_m", "currency"}:
            return f"{value['amount_m']:.10g} {value['currency']}"
        return " ".join(str(_scalar(v)) for v in value.values() if v not in (None, "", [], {}))
    if isinstance(value, (list, tuple)):
        return JOIN.join(str(_scalar(v)) for v in value)
    return value


def to_csv(records: Records, meta: Mapping[str, Any], of: Columns = None) -> bytes:
    """UTF-8 without a byte order mark: it would become part of the first column's name for every tool but Excel, which has XLSX."""
    columns, rows = flat((dated(r, meta) for r in records), of)
    columns += ["as_of"] if "as_of" in meta and "as_of" not in columns else []
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(safe(row.get(c))) for c in columns])
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value


def to_parquet(records: Records, meta: Mapping[str, Any], of: Columns = None) -> bytes:
    """Parquet; `meta` stands in the file's metadata."""
    from chuhai.shown import parquet  # pyarrow; only when asked for

    return parquet.encode([dated(r, meta) for r in records], of, meta)


def to_xlsx(records: Records, meta: Mapping[str, Any], of: Columns = None) -> bytes:
    """A workbook with a second sheet that says what the rows are."""
    from chuhai.shown import workbook  # xlsxwriter; only when asked for

    columns, rows = flat(records, of)
    return workbook.encode(columns, rows, meta)
