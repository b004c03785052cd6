"""Takes CSV and Parquet files of any folder, gives the tables in them with the column names this store knows."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from chuhai.errors import SourceError
from chuhai.prices import clean, columns, headers, naming

SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".pq", ".csv.gz")
#: Largest file read at once, bytes.
LARGEST = 4_000_000_000
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class Table:
    """One file's table.

    Attributes
    ----------
    path : Path
        Where it was read.
    raw : DataFrame
        Columns by the names of `headers.NAMES`.
    named : str or None
        Ticker that the file's name gives.
    ignored : tuple of str
        Columns that hold no prices.
    """

    path: Path
    raw: pl.DataFrame
    named: str | None
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Files:
    """Price files as a provider: a ticker's rows are looked for in every table of `paths`."""

    paths: tuple[Path, ...] = ()
    name: str = "files"
    extra: str | None = None
    markets: tuple[str, ...] = ("SH", "SZ", "BJ", "HK", "US")
    adjusted: str = "unknown"
    _tables: list[Table] = field(default_factory=list, compare=False, repr=False)

    def at(self, paths: Sequence[Path]) -> Files:
        """The same, reading these files and folders."""
        return Files(tuple(paths))

    def fetch(self, ticker: str, first: dt.date, last: dt.date) -> pl.DataFrame:
        """Rows of a ticker in the files, as `base.Provider` says.

        Raises
        ------
        SourceError
            No file was named, a file can't be read, or none holds the ticker on these days.
        """
        if not self.paths:
            raise SourceError("unreadable", "files: name the folder to read: `--folder DIR`")
        if not self._tables:
            self._tables.extend(read(path) for path in found(self.paths)[0])
        parts = []
        for table in self._tables:
            about = clean.Context(table.path.name, table.path.stem, last, table.named)
            rows = clean.clean(table.raw, about).rows
            parts.append(rows.filter((pl.col("symbol") == ticker) & pl.col("date").is_between(first, last)))
        rows = pl.concat(parts) if parts else columns.empty()
        if rows.is_empty():
            raise SourceError("empty", f"files: no row of {ticker} from {first} to {last} in {len(self._tables)} files")
        return clean.unique(rows)[0]


PROVIDER = Files()


def found(paths: Iterable[Path]) -> tuple[list[Path], int]:
    """Price files at these paths, folders with all below them, sorted; and how many other files were passed over.

    Raises
    ------
    SourceError
        A path isn't there.
    """
    files: dict[Path, None] = {}
    other = 0
    for path in paths:
        if path.is_dir():
            for inner in sorted(p for p in path.rglob("*") if p.is_file()):
                if _suffix(inner) and not inner.name.startswith("."):
                    files[inner] = None
                else:
                    other += 1
        elif path.exists():
            files[path] = None
        else:
            raise SourceError("missing", f"{path}: no such file or folder")
    return list(files), other


def read(path: Path) -> Table:
    """The table of one file.

    CSV may be UTF-8 or GB18030, with commas, semicolons or tabs. A file of one ticker may be named after it. Headers of
    yfinance (Price / Ticker / Date in three lines, one column a price and ticker) are unfolded.

    Raises
    ------
    SourceError
        Not a table, too large, or without a date, a close or any ticker: says what it found.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise SourceError("too_large", f"{path}: more than {LARGEST // 10**9} GB; split it by year")
        table = _parquet(path) if _suffix(path) in (".parquet", ".pq") else _csv(path)
    except (OSError, EOFError, zlib.error) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError("unreadable", f"{path}: can't be read ({error})") from error
    chosen = headers.canonical(table.columns)
    raw = table.select(pl.col(c).alias(known) for c, known in chosen.items())
    ignored = tuple(c for c in table.columns if c not in chosen)
    if "close" not in raw.columns and "adjclose" in raw.columns:
        raw = raw.rename({"adjclose": "close"}).with_columns(pl.lit("forward").alias("adjusted"))
    missing = [c for c in ("date", "close") if c not in raw.columns]
    named = _named(path, "symbol" in raw.columns)
    if missing:
        shown = ", ".join(table.columns[:8]) or "no column"
        raise SourceError(
            "columns", f"{path}: no column of {' or '.join(missing)} among {shown}; docs/howto/import-prices.md"
        )
    odd = [f"{c} ({t})" for c, t in raw.schema.items() if not _plain(t)]
    if odd:
        raise SourceError("columns", f"{path}: {', '.join(odd)}: neither numbers, texts nor days")
    if "symbol" not in raw.columns and named is None:
        raise SourceError(
            "columns", f"{path}: no column of tickers, and the file isn't named after one like 600276.SH.csv"
        )
    return Table(path, raw, named, ignored)


def _plain(kind: pl.DataType) -> bool:
    """Whether a column holds what prices, tickers and days are written as."""
    return kind.is_numeric() or isinstance(
        kind, (pl.String, pl.Categorical, pl.Enum, pl.Date, pl.Datetime, pl.Binary, pl.Boolean, pl.Null)
    )


def _suffix(path: Path) -> str | None:
    name = path.name.lower()
    return next((s for s in SUFFIXES if name.endswith(s)), None)


def _named(path: Path, beside_tickers: bool) -> str | None:
    """Ticker that a file is named after: `600276.SH`, `sh600276_daily`, `SMMT`.

    Beside a column of tickers only names with digits count: `etf.parquet` is no ticker.
    """
    stem = path.name[: -len(_suffix(path) or path.suffix)] if (_suffix(path) or path.suffix) else path.name
    parts = [stem, re.split(r"[_\s-]", stem)[0]]
    for part in parts if any(c.isdigit() for c in parts[1]) else [] if beside_tickers else parts[:1]:
        found, _ = naming.symbol(part)
        if found:
            return found
    return None


def _parquet(path: Path) -> pl.DataFrame:
    # Arrow refuses a damaged file with an error, where polars may panic.
    import pyarrow
    from pyarrow import parquet

    try:
        found = pl.from_arrow(parquet.read_table(path))
    except (pyarrow.ArrowException, OSError, pl.exceptions.PolarsError) as error:
        said = (str(error).splitlines() or [""])[0]
        raise SourceError("unreadable", f"{path}: no Parquet file ({said})") from None
    assert isinstance(found, pl.DataFrame)
    return found


def _csv(path: Path) -> pl.DataFrame:
    data = gzip.decompress(path.read_bytes()) if path.name.lower().endswith(".gz") else path.read_bytes()
    text = _decoded(path, data)
    if not text.strip():
        raise SourceError("empty", f"{path}: empty")
    first_line = text.lstrip().split("\n", 1)[0]
    separator = max(",;\t", key=first_line.count)
    if first_line.lower().startswith(f"price{separator}"):
        return _unfolded(path, text, separator)
    try:
        return pl.read_csv(
            text.encode(), separator=separator, infer_schema=False, truncate_ragged_lines=True, null_values=[""]
        )
    except pl.exceptions.PolarsError as error:
        raise SourceError("unreadable", f"{path}: no table ({str(error).splitlines()[0]})") from None


def _decoded(path: Path, data: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError("unreadable", f"{path}: neither UTF-8 nor GB18030 text")


def _unfolded(path: Path, text: str, separator: str) -> pl.DataFrame:
    """Long table of the wide one that yfinance writes: a line of prices, one of tickers, one that says Date."""
    rows = list(csv.reader(io.StringIO(text.lstrip()), delimiter=separator))
    width = len(rows[0])
    body = [r for r in rows[2:] if len(r) == width and r[0].strip().lower() != "date"]
    if len(rows) < 3 or len(rows[1]) != width or rows[1][0].strip().lower() != "ticker":
        raise SourceError("columns", f"{path}: begins with Price but has no line of tickers below")
    days = [r[0] for r in body]
    parts = []
    for ticker in dict.fromkeys(rows[1][1:]):
        places = [i for i in range(1, width) if rows[1][i] == ticker]
        found_columns = {rows[0][i]: [r[i] or None for r in body] for i in places}
        parts.append(pl.DataFrame({"Date": days, "Ticker": [ticker] * len(body), **found_columns}))
    return pl.concat(parts, how="diagonal")
