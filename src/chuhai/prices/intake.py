"""Takes files or a vendor's answers, gives the store with their prices in it, checked, and an account of every row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from chuhai.errors import NotFoundError, SourceError, UsageError
from chuhai.prices import check as checks
from chuhai.prices import clean, columns, store
from chuhai.prices.base import Provider, provider_of
from chuhai.prices.clean import Note
from chuhai.prices.merge import merge
from chuhai.prices.providers import files

#: Rows gathered before they are written; bounds memory, and what a killed import has to read again.
ROWS_A_COMMIT = 8_000_000
#: Tickers fetched before they are written.
TICKERS_A_COMMIT = 25
#: Days fetched again before the last known one, so that a new adjustment is noticed.
OVERLAP = dt.timedelta(days=30)
_PREFERRED = {"US": "yfinance"}
_DEFAULT = "akshare"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or ticker that gave nothing, and why; `code` is that of the `SourceError`."""

    name: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an import.

    Attributes
    ----------
    read : int
        Rows in the files or answers.
    added, replaced, same : int
        Rows new to the store, with other values than before, there already.
    rows, symbols : int
        What the store holds now.
    taken : tuple of str
        Files or tickers read.
    problems : tuple of Problem
        Files or tickers that gave nothing.
    notes : tuple of Note
        Every row and cell that wasn't taken as it came, counted by reason.
    ignored : tuple of str
        Columns that hold no prices.
    other_files : int
        Files of folders that are no CSV or Parquet.
    changed : bool
        Whether the store is another than before.
    """

    read: int = 0
    added: int = 0
    replaced: int = 0
    same: int = 0
    rows: int = 0
    symbols: int = 0
    taken: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()
    ignored: tuple[str, ...] = ()
    other_files: int = 0
    changed: bool = False

    @property
    def dropped(self) -> int:
        """Rows that were read and are not in the store."""
        return self.read - self.added - self.replaced - self.same


@dataclass(slots=True)
class _Account:
    """The running account of one import."""

    done: Imported = field(default_factory=Imported)

    def add(self, **counts: int) -> None:
        self.done = replace(self.done, **{k: getattr(self.done, k) + v for k, v in counts.items()})

    def note(self, notes: Iterable[Note]) -> None:
        self.done = replace(self.done, notes=clean.merged([*self.done.notes, *notes]))

    def take(self, name: str, ignored: Iterable[str] = ()) -> None:
        kept = tuple(dict.fromkeys([*self.done.ignored, *ignored]))
        self.done = replace(self.done, taken=(*self.done.taken, name), ignored=kept)

    def refuse(self, name: str, error: SourceError) -> None:
        self.done = replace(self.done, problems=(*self.done.problems, Problem(name, error.code, str(error))))


def import_files(
    home: Path,
    paths: Sequence[Path],
    today: dt.date,
    *,
    market: str | None = None,
    adjusted: str = "unknown",
    replace_old: bool = False,
    step: Progress = lambda said: None,
) -> Imported:
    """Put the prices of CSV and Parquet files into the store.

    Files are read in the order of their names; where two have a day, the later one wins. Importing the same files again
    changes nothing. The store is written once, or every `ROWS_A_COMMIT` rows: a killed import leaves what it had written, and
    importing again goes on from there.

    Parameters
    ----------
    home : Path
        Where the store lives.
    paths : sequence of Path
        Files, or folders with everything below them.
    today : date
        Later dates are refused.
    market : str, optional
        Market of codes that name none: SH, SZ, BJ, HK or US.
    adjusted : str
        How prices are adjusted where files don't say: one of `columns.ADJUSTED`.
    replace_old : bool
        Forget what the store holds of the files' symbols.
    step : callable
        Told what is being done.

    Raises
    ------
    SourceError
        A path isn't there, or none of them holds a price file.
    UsageError
        Unknown market or adjustment.
    LockedError, StoreError
        Another import is running; no room; no right to write.
    """
    _usable(market, adjusted)
    found, other = files.found(paths)
    if not found:
        raise SourceError("missing", f"{paths[0] if paths else 'no path'}: no CSV or Parquet file there")
    account = _Account(Imported(other_files=other))
    with store.Writer(home) as writer:
        before = writer.state
        gathered: list[pl.DataFrame] = []
        for place, path in enumerate(found, start=1):
            step(f"reading {path.name} ({place} of {len(found)})")
            try:
                table = files.read(path)
            except SourceError as error:
                account.refuse(str(path), error)
                continue
            about = clean.Context(path.name, _source(path, table.named), today, table.named, market, adjusted)
            cleaned = clean.clean(table.raw, about)
            account.take(str(path), table.ignored)
            account.note(cleaned.notes)
            account.add(read=table.raw.height)
            gathered.append(cleaned.rows)
            if sum(g.height for g in gathered) >= ROWS_A_COMMIT:
                step("writing")
                _put(writer, account, gathered, replace_old)
                gathered = []
        step("checking and writing")
        _put(writer, account, gathered, replace_old)
        return _finished(account, before, writer.state)


def fetch(
    home: Path,
    tickers: Sequence[str],
    today: dt.date,
    provider: Provider | None = None,
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    replace_old: bool = False,
    step: Progress = lambda said: None,
) -> Imported:
    """Fetch tickers from a vendor into the store; what is there already is only continued.

    Without `first`, a ticker of the store is fetched from 30 days before its last price, others from 2015. A ticker that
    can't be had is a problem of its own; the others are fetched all the same.

    Raises
    ------
    UsageError
        No notation of a ticker, or no provider for its market.
    LockedError, StoreError
        Another import is running; no room; no right to write.
    """
    wanted = list(dict.fromkeys(columns.canonical(t) for t in tickers))
    sources = {t: provider or provider_of(_PREFERRED.get(columns.market(t), _DEFAULT)) for t in wanted}
    for ticker, source in sources.items():
        if columns.market(ticker) not in source.markets:
            raise UsageError(f"{ticker}: {source.name} serves {', '.join(source.markets)}; name another with --from")
    account = _Account()
    with store.Writer(home) as writer:
        before = writer.state
        known = {t: _last(writer, t) for t in wanted}
        gathered: list[pl.DataFrame] = []
        for place, ticker in enumerate(wanted, start=1):
            source, there = sources[ticker], None if replace_old else known[ticker]
            start = first or (there - OVERLAP if there else dt.date(2015, 1, 1))
            step(f"fetching {ticker} from {source.name} ({place} of {len(wanted)})")
            try:
                answer = source.fetch(ticker, start, last or today)
            except SourceError as error:
                account.refuse(ticker, error)
                continue
            cleaned = clean.clean(answer, clean.Context(f"{source.name} {ticker}", source.name, today, ticker))
            account.take(ticker)
            account.note(cleaned.notes)
            account.add(read=answer.height)
            gathered.append(cleaned.rows)
            if len(gathered) >= TICKERS_A_COMMIT:
                _put(writer, account, gathered, replace_old)
                gathered = []
        step("checking and writing")
        _put(writer, account, gathered, replace_old)
        return _finished(account, before, writer.state)


@dataclass(frozen=True, slots=True)
class Rechecked:
    """A check of the store; `renewed` when the mask it keeps was that of older rules."""

    checked: checks.Checked
    renewed: bool


def recheck(home: Path) -> Rechecked:
    """Check everything in the store, and keep the mask that comes of it.

    Raises
    ------
    NotFoundError
        No prices yet.
    LockedError, StoreError
        Other rules made the mask that the store keeps, and an import is running; a file can't be read.
    """
    before = store.state(home)
    if not before.markets:
        raise NotFoundError(
            f"{store.folder(home)}: no prices yet; `chuhai prices import PATH` takes CSV or Parquet files"
        )
    found = checks.check({place: store.read(home, file) for place, file in before.markets.items()})
    if before.rules == checks.RULES:  # the mask is a function of rows and rules: nothing to write
        return Rechecked(found, False)
    with store.Writer(home) as writer:
        if writer.state != before:
            found = checks.check({place: writer.rows(place) for place in writer.state.markets})
        writer.commit({}, found.mask, checks.RULES)
    return Rechecked(found, True)


def _put(writer: store.Writer, account: _Account, gathered: list[pl.DataFrame], replace_old: bool) -> None:
    """Rows into the store, with the mask of the markets they touch."""
    rows, notes = clean.unique(pl.concat(gathered)) if gathered else (columns.empty(), ())
    account.note(notes)
    by_market = rows.with_columns(pl.col("symbol").str.extract(r"\.(\w+)$").alias("market")).partition_by(
        "market", as_dict=True, include_key=False
    )
    changed: dict[str, pl.DataFrame] = {}
    for (place,), part in by_market.items():
        done = merge(writer.rows(str(place)), part, replace_old)
        account.note(done.notes)
        account.add(added=done.added, replaced=done.replaced, same=done.same)
        if done.changed:
            changed[str(place)] = done.rows
    if not changed and writer.state.rules in ("", checks.RULES):
        return
    families = {checks.FAMILY.get(p, p) for p in (changed or writer.state.markets)}
    judged = {p for p in {*changed, *writer.state.markets} if checks.FAMILY.get(p, p) in families}
    found = checks.check({p: changed[p] if p in changed else writer.rows(p) for p in sorted(judged)})
    kept = _mask(writer, judged)
    writer.commit(changed, pl.concat([kept, found.mask]), checks.RULES)


def _mask(writer: store.Writer, judged: set[str]) -> pl.DataFrame:
    """The mask kept of markets that aren't judged anew."""
    if writer.state.mask is None or writer.state.rules != checks.RULES:
        return pl.DataFrame(schema=store.MASK)
    whole = store.read(writer.home, writer.state.mask)
    return whole.filter(~pl.col("symbol").str.extract(r"\.(\w+)$").is_in(sorted(judged)))


def _finished(account: _Account, before: store.State, after: store.State) -> Imported:
    held = after.markets.values()
    return replace(
        account.done, rows=sum(f.rows for f in held), symbols=sum(f.symbols for f in held), changed=after != before
    )


def _last(writer: store.Writer, ticker: str) -> dt.date | None:
    rows = writer.rows(columns.market(ticker)).filter(pl.col("symbol") == ticker)
    found = rows["date"].max()
    return found if isinstance(found, dt.date) else None


def _usable(market: str | None, adjusted: str) -> None:
    from chuhai.markets.base import markets

    if market is not None and market not in markets():
        raise UsageError(f"market {market!r}: one of {', '.join(sorted(markets()))}")
    if adjusted not in columns.ADJUSTED:
        raise UsageError(f"adjusted {adjusted!r}: one of {', '.join(columns.ADJUSTED)}")


def _source(path: Path, named: str | None) -> str:
    """What stands for a file's vendor: its folder where the file is one ticker's, so that a market is judged as one."""
    whole = path.absolute()
    return whole.parent.name if named else whole.name.split(".")[0]
