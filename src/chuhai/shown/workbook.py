"""Takes flat rows, gives an XLSX workbook: the rows as a filterable sheet, and a sheet that says what they are."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter

from chuhai import __version__
from chuhai.shown.safe import JOIN, safe

_WIDEST = 60
_LICENCE = (
    "Curated facts CC BY 4.0 (Chuhai); quotes and publishers' claims are cited, not licensed. Not investment advice."
)


def encode(columns: list[str], rows: list[dict[str, Any]], meta: Mapping[str, Any]) -> bytes:
    """Bytes of the workbook. Texts are written as texts, never as formulas or links."""
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(
        sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1, "border_color": "#C8D2DC"})
    number = book.add_format({"num_format": "#,##0.##"})
    sheet = book.add_worksheet("Chuhai")
    for place, name in enumerate(columns):
        sheet.write_string(0, place, name, head)
        seen = max([len(name), *(len(str(r.get(name) or "")) for r in rows[:500])])
        sheet.set_column(place, place, min(_WIDEST, seen + 2))
    for line, row in enumerate(rows, 1):
        for place, name in enumerate(columns):
            value = safe(row.get(name))
            if isinstance(value, bool):
                sheet.write_boolean(line, place, value)
            elif isinstance(value, (int, float)):
                sheet.write_number(line, place, value, number)
            elif value is not None:
                sheet.write_string(line, place, str(value)[:32_000])
    sheet.freeze_panes(1, 0)
    if columns:
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    about = book.add_worksheet("About")
    about.set_column(0, 0, 16)
    about.set_column(1, 1, 100)
    told = {
        **{k: v for k, v in meta.items() if v not in (None, "", [], {}, ())},
        "rows": len(rows),
        "made with": f"Chuhai {__version__}",
        "licence": _LICENCE,
    }
    for line, (name, value) in enumerate(told.items()):
        about.write_string(line, 0, name, head)
        about.write_string(line, 1, str(safe(_told(value))))
    book.close()
    return sink.getvalue()


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return JOIN.join(f"{k}: {len(v) if isinstance(v, (list, tuple)) else v}" for k, v in value.items())
    return JOIN.join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
