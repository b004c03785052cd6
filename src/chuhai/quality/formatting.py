"""Takes a folder of curated data, gives its one canonical spelling (key order, sorting, files by year), and the next free id."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from chuhai.catalog import load
from chuhai.catalog.assets import Asset
from chuhai.catalog.closures import Closure
from chuhai.catalog.companies import Company, TopList
from chuhai.catalog.firms import Firm
from chuhai.errors import CurationError, UsageError
from chuhai.model import schema
from chuhai.model.claim import Claim
from chuhai.model.reaction import ReactionRow
from chuhai.model.statement import Judgement
from chuhai.sources.curation import CuratedDeal, Fact

#: What ids begin with, and what they name.
PREFIXES = {"D": "deal", "C": "company", "A": "asset"}
#: What a row rests on stands at its end, where a reviewer looks for it.
_LAST = ("cite", "sources")
#: A fact is asserted unless it says otherwise; writing so a hundred thousand times would hide the others.
_SILENT = ("qualifier",)
_DIGITS = 6
_ID = re.compile(rb"\b([DCA])-(\d{6})\b")
_FACT_ORDER = {p.name: place for place, p in enumerate(schema.PROPERTIES)}
_MONEY_ORDER = {name: place for place, name in enumerate(schema.MONEY)}


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file and its canonical bytes; None where its last row moved to another file."""

    path: Path
    name: str
    before: bytes | None
    after: bytes | None

    @property
    def changed(self) -> bool:
        return self.before != self.after


def formatted(folder: Path) -> list[Formatted]:
    """Every curated JSON-lines file in canonical spelling; nothing is written.

    Deals stand in the file of the year they were announced. Deals, companies, assets and judgements are sorted by id, closures
    by day, firms by name; claims, vocabularies and rankings keep the order their curators gave them. Values are never changed: a fact, an
    alternative or a quote that goes in comes out.

    Raises
    ------
    CurationError
        A row that can't be read; nothing is formatted then.
    """
    found = _by_year(folder)
    found += _sorted(folder, "companies", Company, lambda r: r.id)
    found += _sorted(folder, "companies/top-lists", TopList, None)
    found += _sorted(folder, "assets", Asset, lambda r: r.id)
    found += _sorted(folder, "judgements", Judgement, lambda r: (r.left, r.right))
    found += _sorted(folder, "claims", Claim, None)
    found += _sorted(folder, "closures", Closure, lambda r: (r.date, r.market))
    found += _sorted(folder, "firms", Firm, lambda r: (r.names, r.hq or ""))
    found += _sorted(folder, "lexicons", dict, None)
    found += _sorted(folder, "settled", dict, None)
    found += _sorted(folder, "results", ReactionRow, lambda r: r.key)
    return found


def write(files: list[Formatted]) -> list[Formatted]:
    """Write what changed, each file whole or not at all; gives what was written."""
    changed = [f for f in files if f.changed]
    for file in changed:
        if file.after is None:
            file.path.unlink(missing_ok=True)
            continue
        partial = file.path.with_name(f".{file.path.name}.partial")
        partial.write_bytes(file.after)
        os.replace(partial, file.path)
    return changed


def mint(folder: Path, prefix: str, count: int = 1) -> list[str]:
    """The next free ids of a kind.

    An id that any file of the curation mentions, as a row, a reference or a former row, is taken: ids are never reused.

    Raises
    ------
    UsageError
        Another prefix than D, C or A, or the six digits are used up.
    """
    if prefix not in PREFIXES:
        raise UsageError(f"id prefix {prefix!r}: one of {', '.join(f'{p} ({what})' for p, what in PREFIXES.items())}")
    wanted = prefix.encode()
    taken = [int(m[2]) for path in folder.rglob("*.json*") for m in _ID.finditer(path.read_bytes()) if m[1] == wanted]
    first = max(taken, default=0) + 1
    if first + count > 10**_DIGITS:
        raise UsageError(f"ids {prefix}-: six digits are used up")
    return [f"{prefix}-{number:0{_DIGITS}d}" for number in range(first, first + count)]


def line(row: Any) -> bytes:
    """One row in canonical spelling."""
    return (json.dumps(plain(row), ensure_ascii=False, allow_nan=False) + "\n").encode()


def plain(value: Any) -> Any:
    """Plain JSON of a row: fields in the order of their type, empty ones left out, whole numbers without a decimal point."""
    if isinstance(value, CuratedDeal):
        return {**_struct(value), **_ordered_parts(value)}
    if isinstance(value, msgspec.Struct):
        return _struct(value)
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _struct(row: msgspec.Struct) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    fields = msgspec.structs.fields(row)
    for field in sorted(fields, key=lambda f: f.name in _LAST):
        value = getattr(row, field.name)
        if field.required or not _said_by_silence(field, value):
            kept[field.encode_name] = plain(value)
    return kept


def _said_by_silence(field: msgspec.structs.FieldInfo, value: Any) -> bool:
    """Whether a value may be left out: nothing, a flag that is not raised, what nearly every row says; other defaults are written."""
    return value == _default(field) and (
        not value or isinstance(value, (bool, msgspec.Struct)) or field.name in _SILENT
    )


def _default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default if field.default is not msgspec.NODEFAULT else field.default_factory()


def _ordered_parts(row: CuratedDeal) -> dict[str, Any]:
    """Facts in the order of the property table, sources in the order of their numbers, amounts of events as facts are."""
    unknown = len(_FACT_ORDER)
    facts: dict[str, list[Fact]] = dict(
        sorted(row.facts.items(), key=lambda item: (_FACT_ORDER.get(item[0], unknown), item[0]))
    )
    parts: dict[str, Any] = {
        "facts": plain(facts),
        "sources": plain(dict(sorted(row.sources.items(), key=lambda item: _natural(item[0])))),
    }
    if row.events:
        parts["events"] = [
            {**_struct(e), **({"amounts": _amounts(e.amounts)} if e.amounts else {})} for e in row.events
        ]
    return parts


def _amounts(amounts: dict[str, Any]) -> dict[str, Any]:
    return {
        k: plain(v)
        for k, v in sorted(amounts.items(), key=lambda item: (_MONEY_ORDER.get(item[0], len(_MONEY_ORDER)), item[0]))
    }


def _natural(key: str) -> tuple[str, int]:
    """s2 before s10."""
    match = re.fullmatch(r"(\D*)(\d+)", key)
    return (match[1], int(match[2])) if match else (key, -1)


def _by_year(folder: Path) -> list[Formatted]:
    years: dict[str, list[CuratedDeal]] = defaultdict(list)
    for where, row in load.rows(folder, "deals", CuratedDeal):
        stated = row.facts.get("announced") or []
        year = str(stated[0].value)[:4] if stated else ""
        if not (year.isdigit() and len(year) == 4):
            raise CurationError(where, "facts.announced", "missing or without a year: the row has no file")
        years[year].append(row)
    after = {
        f"{year}.jsonl": b"".join(line(r) for r in sorted(rows, key=lambda r: r.id)) for year, rows in years.items()
    }
    here = {path.name: path for path in (folder / "deals").glob("*.jsonl")}
    return [
        Formatted(
            folder / "deals" / name, f"deals/{name}", here[name].read_bytes() if name in here else None, after.get(name)
        )
        for name in sorted({*after, *here})
    ]


def _sorted(folder: Path, part: str, kind: type[Any], key: Callable[[Any], Any] | None) -> list[Formatted]:
    files = []
    for path in sorted((folder / part).glob("*.jsonl")):
        before = path.read_bytes()
        rows = []
        for number, raw in enumerate(before.split(b"\n"), 1):
            if raw.strip():
                rows.append(load.decode(load.Line(f"{part}/{path.name}:{number}", raw), kind))
        if key is not None:
            rows.sort(key=key)
        files.append(Formatted(path, f"{part}/{path.name}", before, b"".join(line(r) for r in rows)))
    return files
