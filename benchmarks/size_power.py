"""Takes a number of samples and optionally a folder of prices, gives every test's rejection rate with no effect and with a planted one.

Without prices the samples are drawn: normal returns of a market model, residual deviation 2%, 250 estimation sessions. With
prices they are random dates of real A-share and Hong Kong returns, on which nothing was chosen to happen. Only rates are kept.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from chuhai.study.design import Design, Events, Window
from chuhai.study.event import run
from chuhai.study.inference.base import DEFAULT_TEST, tests

FROZEN = Path(__file__).with_name("size_power.csv")
LEVEL = 0.05
SIGMA = 0.02
EFFECT = 0.02
SESSIONS, EVENT = 330, 290
#: Tests that cost more a sample get fewer samples.
SLOW = ("rank", "bootstrap")
SLOW_SAMPLES = 2_000
DRAWN_WINDOWS: tuple[Window, ...] = ((0, 0), (0, 10))
REAL_WINDOWS: tuple[Window, ...] = ((0, 0), (0, 1), (-1, 1), (0, 5), (0, 10))
SIZES = (10, 30, 60)
CHUNK = 250

Rates = dict[tuple[Window, str], float]


@dataclass(frozen=True)
class Setting:
    """How samples are drawn: N events on `dates` dates (0: each its own) of `firms` shares (0: one an event)."""

    name: str
    n: int
    correlation: float = 0.0
    dates: int = 0
    firms: int = 0
    swell: float = 1.0
    tails: float = 0.0
    effect: float = 0.0


SETTINGS = (
    Setting("separate dates", 60),
    Setting("separate dates", 10),
    Setting("one date, correlation 0.25", 60, 0.25, 1),
    Setting("one date, correlation 0.25", 30, 0.25, 1),
    Setting("one date, correlation 0.25", 10, 0.25, 1),
    Setting("12 dates, correlation 0.25", 60, 0.25, 12),
    Setting("12 dates, correlation 0.25, 20 shares three times each", 60, 0.25, 12, 20),
    Setting("separate dates, variance tripled by the event", 60, swell=3.0),
    Setting("one date, correlation 0.25, Student's t(4) residuals", 60, 0.25, 1, tails=4.0),
)
PLANTED = (
    Setting("separate dates", 10, effect=EFFECT),
    Setting("one date, correlation 0.25", 10, 0.25, 1, effect=EFFECT),
    Setting("one date, correlation 0.25", 30, 0.25, 1, effect=EFFECT),
    Setting("one date, correlation 0.25", 60, 0.25, 1, effect=EFFECT),
)


def draw(setting: Setting, blocks: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64], Events]:
    """Returns of blocks of independent samples side by side, the market, and their events."""
    random = np.random.default_rng(seed)
    firms = setting.firms or setting.n
    columns = blocks * firms
    own = random.standard_normal((SESSIONS, columns))
    if setting.tails:
        # Scaled to variance 1; the common part stays normal.
        own = random.standard_t(setting.tails, (SESSIONS, columns)) * np.sqrt((setting.tails - 2) / setting.tails)
    market = random.normal(0.0, 0.01, SESSIONS)
    noise = own
    if setting.correlation:
        common = np.repeat(random.standard_normal((SESSIONS, blocks)), firms, axis=1)
        noise = np.sqrt(setting.correlation) * common + np.sqrt(1 - setting.correlation) * own
    if setting.dates:
        offered = np.sort(random.integers(EVENT - 18, EVENT + 18, (blocks, setting.dates)), axis=1)
        row = np.take_along_axis(offered, random.integers(0, setting.dates, (blocks, setting.n)), axis=1)
    else:
        row = random.integers(EVENT - 18, EVENT + 18, (blocks, setting.n))
    column = np.arange(blocks)[:, None] * firms + np.arange(setting.n) % firms
    if setting.swell != 1.0:
        noise[row.ravel(), column.ravel()] *= np.sqrt(setting.swell)
    noise *= SIGMA
    if setting.effect:
        noise[row.ravel(), column.ravel()] += setting.effect
    noise += market[:, None]
    np.maximum(noise, -0.99, out=noise)
    block = np.repeat(np.arange(blocks), setting.n)
    return noise, market, Events(column.ravel(), row.ravel(), (), block)


def wanted(start: int) -> tuple[str, ...]:
    """The tests that sample number `start` still counts for."""
    return tuple(name for name in tests() if name not in SLOW or start < SLOW_SAMPLES)


def rejected(p_values: dict[tuple[Window, str], list[NDArray[np.float64]]]) -> Rates:
    """Share of samples below the level among those where the test is defined; NaN where it's defined in fewer than half."""
    found: Rates = {}
    for key, parts in p_values.items():
        p = np.concatenate(parts)
        known = ~np.isnan(p)
        found[key] = float((p[known] < LEVEL).mean()) if known.mean() > 0.5 else float("nan")
    return found


def simulate(setting: Setting, samples: int, windows: tuple[Window, ...]) -> Rates:
    """Rejection rates of every test over drawn samples."""
    p_values: dict[tuple[Window, str], list[NDArray[np.float64]]] = {}
    for start in range(0, samples, CHUNK):
        blocks = min(CHUNK, samples - start)
        returns, market, events = draw(setting, blocks, 1_000 + start)
        found = run(returns, market, events, Design(windows=windows), compiled=True)
        for window in windows:
            for name, outcome in found.outcomes(window, wanted(start)).items():
                p_values.setdefault((window, name), []).append(outcome.p_value)
    return rejected(p_values)


def expected_power(setting: Setting) -> float:
    """Rate at which the default test finds the planted effect on day 0: noncentral t with N - 1 degrees of freedom."""
    # One session's forecast error: 1 + 1/250 for the mean and as much for the slope.
    deviation = SIGMA * np.sqrt(1 + 2 / 250)
    inflation = 1 + (setting.n - 1) * setting.correlation
    shift = setting.effect / deviation * np.sqrt(setting.n / inflation)
    # The spread estimates sigma^2 (1 - r) and is divided by 1 - r: Student's t exactly, shifted.
    cut = stats.t.ppf(1 - LEVEL / 2, setting.n - 1)
    return float(stats.nct.sf(cut, setting.n - 1, shift) + stats.nct.cdf(-cut, setting.n - 1, shift))


def panel(
    folder: Path, file: str, without: tuple[dt.date, ...] = ()
) -> tuple[NDArray[np.datetime64], list[str], NDArray[np.float64]]:
    """Sessions, symbols and returns from the last available close, of a Parquet file of prices."""
    import polars as pl

    rows = pl.read_parquet(folder / file).filter(
        pl.col("close") > 0, ~pl.col("date").cast(pl.Date).is_in(list(without))
    )
    wide = rows.pivot(on="symbol", index="date", values="close").sort("date")
    days = wide["date"].to_numpy().astype("datetime64[D]")
    close = wide.drop("date").to_numpy().astype(float)
    returns = np.full_like(close, np.nan)
    for j in range(close.shape[1]):
        known = np.flatnonzero(np.isfinite(close[:, j]))
        returns[known[1:], j] = close[known[1:], j] / close[known[:-1], j] - 1
    return days, wide.columns[1:], returns


def markets(folder: Path) -> Iterator[tuple[str, NDArray[np.float64], NDArray[np.float64]]]:
    """Name, returns and benchmark of each real panel."""
    days, symbols, index = panel(folder, "cn_index_etf.parquet")
    level = np.where(np.isnan(index), 0.0, index)
    for name, file, symbol, without in (
        ("A shares against CSI 300", "ashare_pharma.parquet", "000300.SH", ()),
        ("Hong Kong against its index fund in Shenzhen", "hk_healthcare.parquet", "159920.SZ", (dt.date(2024, 1, 15),)),
    ):
        own, _, returns = panel(folder, file, without)
        series = level[:, symbols.index(symbol)]
        chained = np.concatenate([[0.0], np.cumsum(np.log1p(series))])
        at = np.searchsorted(days, own, side="right")
        listed = np.isin(own, days)
        benchmark = np.full(len(own), np.nan)
        both = listed[1:] & listed[:-1]
        benchmark[1:][both] = np.expm1(chained[at[1:]] - chained[at[:-1]])[both]
        yield name, returns, benchmark
        # What a study of the sector measures against: the shares' own mean.
        known = ~np.isnan(returns)
        count = known.sum(axis=1)
        total = np.where(known, returns, 0.0).sum(axis=1)
        mean = np.divide(total, count, out=np.full(len(own), np.nan), where=count > 0)
        yield f"{name.split(' against')[0]} against their equal-weighted mean", returns, mean


def placebo(
    returns: NDArray[np.float64], benchmark: NDArray[np.float64], n: int, scheme: str, samples: int
) -> dict[str, Rates]:
    """Rejection rates on random dates of real returns; tests in `SLOW` on the first `SLOW_SAMPLES`."""
    random = np.random.default_rng(n)
    sessions, columns = returns.shape
    able = np.flatnonzero(~np.isnan(benchmark))
    able = able[(able >= 272) & (able < sessions - 12)]
    p_values: dict[tuple[Window, str], list[NDArray[np.float64]]] = {}
    for start in range(0, samples, CHUNK):
        blocks = min(CHUNK, samples - start)
        offered = random.choice(able, (blocks, {"free": n, "partly": n // 5, "one": 1}[scheme]))
        pick = (
            np.tile(np.arange(n), (blocks, 1))
            if scheme == "free"
            else random.integers(0, offered.shape[1], (blocks, n))
        )
        row = np.take_along_axis(offered, pick, axis=1)
        column = random.integers(0, columns, (blocks, n))
        if scheme == "one":
            column = np.argsort(random.random((blocks, columns)), axis=1)[:, :n]
        events = Events(column.ravel(), row.ravel(), (), np.repeat(np.arange(blocks), n))
        found = run(returns, benchmark, events, Design(windows=REAL_WINDOWS), compiled=True)
        for window in REAL_WINDOWS:
            for name, outcome in found.outcomes(window, wanted(start)).items():
                p_values.setdefault((window, name), []).append(outcome.p_value)
    return {scheme: rejected(p_values)}


SCHEMES = {"free": "dates drawn freely", "partly": "N/5 dates", "one": "one date"}


def show(title: str, rates: Rates, windows: tuple[Window, ...]) -> None:
    print(f"\n{title}")
    print(f"{'':>20}" + "".join(f"{w!s:>10}" for w in windows))
    for name in tests():
        cells = "".join("         -" if np.isnan(rates[w, name]) else f"{100 * rates[w, name]:>9.1f}%" for w in windows)
        print(f"{name:>20}{cells}" + ("   <- default" if name == DEFAULT_TEST else ""))


def main() -> None:
    # This folder's coverage.py would hide the package of that name, which numba looks for.
    sys.path[:] = [p for p in sys.path if Path(p).resolve() != Path(__file__).resolve().parent]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prices", type=Path, help="folder of Parquet prices: random dates of real returns as well")
    parser.add_argument("--samples", type=int, default=10_000, help="samples a setting")
    parser.add_argument("--freeze", action="store_true", help="write the rates to size_power.csv")
    asked = parser.parse_args()
    rows: list[tuple[str, str, int, str, str, int, str, str]] = []
    began = time.perf_counter()

    def keep(kind: str, name: str, n: int, rates: Rates, expected: str = "") -> None:
        for (window, test), rate in rates.items():
            count = min(asked.samples, SLOW_SAMPLES) if test in SLOW else asked.samples
            told = "" if np.isnan(rate) else f"{rate:.4f}"
            rows.append(
                (kind, name, n, f"{window[0]},{window[1]}", test, count, told, expected if test == DEFAULT_TEST else "")
            )

    print(f"Rejections at a nominal {LEVEL:.0%}, {asked.samples:,} samples")
    for setting in SETTINGS:
        rates = simulate(setting, asked.samples, DRAWN_WINDOWS)
        show(f"No effect: {setting.n} events, {setting.name}", rates, DRAWN_WINDOWS)
        keep("size", setting.name, setting.n, rates, f"{LEVEL}")
    for setting in PLANTED:
        rates = simulate(setting, asked.samples, ((0, 0),))
        wanted = expected_power(setting)
        show(f"{EFFECT:.0%} on day 0: {setting.n} events, {setting.name}; expected {wanted:.1%}", rates, ((0, 0),))
        keep("power", setting.name, setting.n, rates, f"{wanted:.4f}")
    if asked.prices:
        for market, returns, benchmark in markets(asked.prices):
            for scheme, words in SCHEMES.items():
                for n in SIZES:
                    rates = placebo(returns, benchmark, n, scheme, asked.samples)[scheme]
                    show(f"Random dates, {market}: {n} events, {words}", rates, REAL_WINDOWS)
                    keep("placebo", f"{market}, {words}", n, rates, f"{LEVEL}")
    print(f"\n{time.perf_counter() - began:.0f} s")
    if asked.freeze:
        with FROZEN.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(("kind", "setting", "events", "window", "test", "samples", "rate", "expected"))
            out.writerows(rows)


if __name__ == "__main__":
    main()
