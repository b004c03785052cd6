"""Takes the user's own price store, gives its symbols, rows and panels; and says what a provider of prices must offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, cast

import numpy as np
import numpy.typing as npt
import polars as pl

from chuhai import plugins
from chuhai.errors import NotFoundError, UsageError
from chuhai.markets.sessions import sessions
from chuhai.prices import check as checks
from chuhai.prices import panel as panels
from chuhai.prices import store
from chuhai.prices.columns import COLUMNS, canonical, empty, market

PROVIDERS = "chuhai.prices.providers"


class Provider(Protocol):
    """A vendor or a form of daily prices: one file of `prices/providers/` with a `PROVIDER`.

    Attributes
    ----------
    name : str
        How the command line calls it.
    extra : str or None
        Package that must be installed; None when nothing more is needed.
    markets : tuple of str
        Markets it serves: `SH`, `HK` ...
    adjusted : str
        How its levels are adjusted: forward, backward, none, unknown.
    """

    @property
    def name(self) -> str: ...
    @property
    def extra(self) -> str | None: ...
    @property
    def markets(self) -> tuple[str, ...]: ...
    @property
    def adjusted(self) -> str: ...

    def fetch(self, ticker: str, first: dt.date, last: dt.date) -> pl.DataFrame:
        """Daily prices of a canonical ticker from `first` to `last`, both included, with `columns.COLUMNS`.

        Rows come as the vendor has them, unusable ones too: whoever stores them counts those. A column `tradestatus` may mark
        days of suspension with 0.

        Raises
        ------
        SourceError
            Not to be had: refused, throttled, unreadable, or an empty answer, which no vendor can tell from a failure.
        """
        ...


def providers() -> tuple[str, ...]:
    """Names of the providers, by their files."""
    return plugins.names(PROVIDERS)


def provider_of(name: str) -> Provider:
    """The provider of that name.

    Raises
    ------
    UsageError
        No such provider.
    """
    if name not in providers():
        raise UsageError(f"provider {name!r}: one of {', '.join(providers())}")
    return cast(Provider, plugins.load(PROVIDERS, name, "PROVIDER"))


@dataclass(frozen=True, slots=True)
class Prices:
    """Read access to the user's own prices: one state of the store, held while this object lives."""

    home: Path
    state: store.State
    _mask: list[pl.DataFrame] = field(default_factory=list, init=False, repr=False, compare=False)

    @classmethod
    def open(cls, home: Path) -> Prices:
        """The store under `home`; `home` is what `CHUHAI_HOME` names.

        Raises
        ------
        NotFoundError
            No prices were imported yet.
        StoreError
            The store can't be read.
        """
        found = store.state(home)
        if not found.markets:
            raise NotFoundError(
                f"{store.folder(home)}: no prices yet; `chuhai prices import PATH` takes CSV or Parquet files"
            )
        return cls(home, found)

    def markets(self) -> tuple[str, ...]:
        return tuple(self.state.markets)

    def symbols(self, *markets: str) -> tuple[str, ...]:
        """Symbols of these markets, or of all, sorted."""
        wanted = markets or self.markets()
        found: set[str] = set()
        for place in wanted:
            if place in self.state.markets:
                rows = self._collected(self._scan(place).select(pl.col("symbol").unique()), place)
                found.update(rows["symbol"].to_list())
        return tuple(sorted(found))

    def frame(
        self,
        symbols: str | Iterable[str] | None = None,
        first: dt.date | None = None,
        last: dt.date | None = None,
    ) -> pl.DataFrame:
        """Rows as they are stored, sorted by symbol and date, with `columns.COLUMNS`; nothing is masked here.

        Parameters
        ----------
        symbols : str or iterable of str, optional
            A ticker or tickers in any notation; all without it. A symbol that the store doesn't hold gives no row.
        first, last : date, optional
            Bounds, both included.
        """
        asked = [symbols] if isinstance(symbols, str) else symbols  # a string is one ticker, never its letters
        wanted = None if asked is None else sorted({canonical(s) for s in asked})
        return self._gathered(wanted, first, last, list(COLUMNS)).sort("symbol", "date")

    def mask(self) -> pl.DataFrame:
        """Cells that panels leave out, with the code of the check that found them; columns `store.MASK`.

        A mask that older rules left in the store is made anew, once for this object: the rows it judges don't change under it.
        """
        if not self._mask:
            if self.state.rules != checks.RULES:
                rows = {place: self._collected(self._scan(place), place) for place in self.markets()}
                found = checks.check(rows).mask
            else:
                found = store.read(self.home, self.state.mask) if self.state.mask else pl.DataFrame(schema=store.MASK)
            self._mask.append(found)
        return self._mask[0]

    def panel(
        self,
        symbols: Sequence[str],
        market_code: str,
        first: dt.date | None = None,
        last: dt.date | None = None,
    ) -> panels.Panel:
        """Matrices of these symbols on the sessions of a market.

        Parameters
        ----------
        symbols : sequence of str
            Tickers in any notation, each once; a symbol without any price is a column of NaN.
        market_code : str
            Whose sessions make the rows: `SH` stands for Shanghai, Shenzhen and Beijing, whose sessions are the same.
        first, last : date, optional
            Bounds; without them the sessions run from the first price of these symbols to the last.

        Raises
        ------
        UsageError
            A symbol twice, or no notation of a ticker.
        NotFoundError
            None of the symbols has a price.
        """
        wanted = [canonical(s) for s in symbols]
        if len(set(wanted)) != len(wanted):
            twice = sorted({s for s in wanted if wanted.count(s) > 1})
            raise UsageError(f"{', '.join(twice[:3])}: asked for twice; name each symbol once")
        rows = self._gathered(wanted, first, last, ["date", "symbol", *panels.FIELDS])
        if rows.is_empty():
            raise NotFoundError(
                f"{', '.join(wanted[:3]) or 'no symbol'}: no prices; `chuhai prices check` lists what the store holds"
            )
        dates = rows["date"].to_numpy().astype("datetime64[D]")
        calendar = sessions(market_code)
        start, end = first or dates.min().astype(object), last or dates.max().astype(object)
        if end < calendar.first or start > calendar.last:
            raise NotFoundError(
                f"{', '.join(wanted[:3])}: prices from {start} to {end}, outside the calendar of {market_code} "
                f"({calendar.first} to {calendar.last})"
            )
        days = calendar.between(max(start, calendar.first), min(end, calendar.last))
        row = np.searchsorted(days, dates)
        held = row < len(days)
        held[held] = days[row[held]] == dates[held]
        column = rows["symbol"].replace_strict(wanted, range(len(wanted)), return_dtype=pl.Int64).to_numpy()
        values = {name: rows[name].cast(pl.Float64).to_numpy().copy() for name in panels.FIELDS}
        masked = self._masked(rows, values)
        left_out = [("outside the sessions", int((~held).sum())), ("masked", int((held & masked).sum()))]
        keep = held & ~masked
        return panels.of_rows(
            market_code,
            days,
            wanted,
            row[keep],
            column[keep],
            {name: v[keep] for name, v in values.items()},
            [(reason, n) for reason, n in left_out if n],
        )

    def _gathered(
        self, wanted: Sequence[str] | None, first: dt.date | None, last: dt.date | None, chosen: list[str]
    ) -> pl.DataFrame:
        """Rows of canonical tickers, some columns of them, in no order between markets."""
        held = self.state.markets
        places = self.markets() if wanted is None else sorted({market(s) for s in wanted} & set(held))
        parts = [empty().select(chosen)]
        for place in places:
            rows = self._scan(place).select(chosen)
            if wanted is not None:
                rows = rows.filter(pl.col("symbol").is_in([s for s in wanted if market(s) == place]))
            if first is not None:
                rows = rows.filter(pl.col("date") >= first)
            if last is not None:
                rows = rows.filter(pl.col("date") <= last)
            parts.append(self._collected(rows, place))
        return pl.concat(parts)

    def _masked(self, rows: pl.DataFrame, values: dict[str, panels.Matrix]) -> npt.NDArray[np.bool_]:
        """Which rows are masked; volumes that are, become NaN in place."""
        mask = self.mask()
        flat = np.zeros(rows.height, dtype=np.bool_)
        if mask.height:
            keyed = rows.select("symbol", "date").with_row_index("place")
            found = keyed.join(mask, on=["symbol", "date"], how="inner")
            flat[found.filter(pl.col("what") == "row")["place"].to_numpy()] = True
            for what, emptied in (("bar", panels.BAR), ("volume", ("volume",))):
                places = found.filter(pl.col("what") == what)["place"].to_numpy()
                for name in emptied:
                    values[name][places] = np.nan
        return flat

    def _scan(self, place: str) -> pl.LazyFrame:
        file = self.state.markets[place]
        return pl.scan_parquet(store.folder(self.home) / file.name, schema=COLUMNS)

    def _collected(self, rows: pl.LazyFrame, place: str) -> pl.DataFrame:
        try:
            return rows.collect()
        except store.BROKEN as error:
            raise store.unreadable(self.home, self.state.markets[place], error) from None
