"""Bad input of the market's side: prices that lack, repeat or mislead give a named error or a drop with its reason, never a silent NaN."""

from __future__ import annotations

import datetime as dt
import json
import math
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import tiny
from chuhai import cli
from chuhai.facade import Ledger
from chuhai.markets.sessions import sessions
from chuhai.model.reaction import ReactionRow
from chuhai.prices import intake
from chuhai.study.market_study import MarketStudy

#: `tiny.CORRECTED` is announced on this day; its licensor is listed as 688001.SH and 6001.HK, its licensee as GRP.US.
EVENT = dt.date(2024, 3, 5)
OWN = "688001.SH"
SECTOR = tuple(f"{600100 + i}.SH" for i in range(12))
DAYS = sessions("SH").between(dt.date(2022, 9, 1), dt.date(2024, 6, 28))
Spoil = Callable[[pl.DataFrame], pl.DataFrame]
own = pl.col("symbol") == OWN
NONE = "the symbol has no prices"


def good() -> pl.DataFrame:
    """Prices of the licensor and of twelve other companies of its sector."""
    random = np.random.default_rng(5)
    market = random.normal(0, 0.01, len(DAYS))
    parts = []
    for symbol in (*SECTOR, OWN):
        close = 20 * np.cumprod(1 + market + random.normal(0, 0.01, len(DAYS)))
        told = {"date": DAYS, "symbol": symbol, "open": close, "high": close * 1.001, "low": close * 0.999}
        parts.append(pl.DataFrame({**told, "close": close, "volume": 1e6}))
    return pl.concat(parts)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder = tmp_path_factory.mktemp("bad")
    sector = [
        {"id": f"C-9{i:05d}", "key": f"s-{i}", "name": {"en": f"Sector {i}"}, "kind": "biotech", "tickers": [ticker]}
        for i, ticker in enumerate(SECTOR)
    ]
    curation = tiny.write(folder / "curation", companies=[*tiny.COMPANIES, *sector])
    tiny.build(curation, folder / "home")
    with Ledger.open(folder / "home", curation) as opened:
        yield opened


@pytest.fixture
def take(ledger: Ledger, tmp_path: Path) -> Callable[[pl.DataFrame], intake.Imported]:
    """Imports rows into an empty store."""

    def run(rows: pl.DataFrame) -> intake.Imported:
        shutil.rmtree(ledger.settings.home / "prices", ignore_errors=True)
        path = tmp_path / "prices.csv"
        rows.write_csv(path)
        return intake.import_files(ledger.settings.home, [path], dt.date(2026, 1, 2))

    return run


def reacted(ledger: Ledger, role: str = "licensor") -> MarketStudy:
    """What the study says of the month of the event."""
    found = ledger.market_study("all", (0, 1), role, None, "2024-03", "prices")
    for row in found.reactions:
        assert all(math.isfinite(v) for v in (*row.car_pct.values(), *row.scar.values()))
    return found


def own_reaction(found: MarketStudy) -> ReactionRow:
    (row,) = [r for r in found.reactions if (r.deal, r.ticker) == ("D-000001", OWN)]
    return row


def before(day: dt.date) -> Spoil:
    return lambda rows: rows.filter(~own | (pl.col("date") < day))


def flat(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        pl.when(own).then(20.0).otherwise(pl.col(c)).alias(c) for c in ("open", "high", "low", "close")
    )


DROPS: dict[str, tuple[Spoil, str]] = {
    "without prices": (lambda rows: rows.filter(~own), NONE),
    "renamed": (lambda rows: rows.with_columns(symbol=pl.col("symbol").replace(OWN, "688999.SH")), NONE),
    "delisted before the event": (
        before(dt.date(2023, 11, 1)),
        "no trade at or within the longest wait after the event session",
    ),
    "event after the data": (
        lambda rows: rows.filter(pl.col("date") < dt.date(2024, 2, 1)),
        "the event session lies outside the data",
    ),
    "event before the data": (
        lambda rows: rows.filter(pl.col("date") > EVENT),
        "the event session lies outside the data",
    ),
    "listed a month before": (
        lambda rows: rows.filter(~own | (pl.col("date") > dt.date(2024, 2, 1))),
        "too few observations in the estimation window",
    ),
    "a sector too small to be a benchmark": (
        lambda rows: rows.filter(pl.col("symbol").is_in([OWN, *SECTOR[:8]])),
        "the benchmark or a factor is missing",
    ),
    "all prices equal": (flat, "every price of the estimation window is equal"),
    "every price of it zero": (
        lambda rows: rows.with_columns(close=pl.when(own).then(0.0).otherwise(pl.col("close"))),
        NONE,
    ),
}


@pytest.mark.parametrize(("spoil", "reason"), DROPS.values(), ids=DROPS)
def test_a_share_that_cant_be_measured_is_dropped_with_its_reason(
    ledger: Ledger, take: Callable[[pl.DataFrame], intake.Imported], spoil: Spoil, reason: str
) -> None:
    take(spoil(good()))
    found = reacted(ledger)
    assert "D-000001" not in {r.deal for r in found.reactions}
    assert found.dropped[reason] >= 1


def test_a_market_without_prices_is_named_for_each_of_its_listings(ledger: Ledger, take) -> None:
    take(good())
    found = reacted(ledger, "both")
    assert {r.ticker for r in found.reactions} == {OWN}
    assert found.dropped["the store has no prices of this market"] >= 2


def test_without_any_reaction_there_are_rows_of_reasons_and_no_numbers(
    ledger: Ledger, take, capsys: pytest.CaptureFixture[str]
) -> None:
    take(good().filter(~own))
    where = ["--home", str(ledger.settings.home), "--curation", str(ledger.settings.curation)]
    assert cli.run([*where, "market", "study", "--direction", "all", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["n_used"]) == ([], 0)
    assert sum(told["dropped"].values()) > 0
    assert all(a["estimate"] is None and a["note"] for a in told["answers"])
    assert cli.run([*where, "market", "study", "--direction", "all"]) == 0
    assert "No reaction is counted" in capsys.readouterr().out


def test_unsorted_and_repeated_rows_give_the_same_reaction(ledger: Ledger, take) -> None:
    rows = good()
    take(rows)
    clean = reacted(ledger).reactions
    done = take(pl.concat([rows, rows.head(900)]).sample(fraction=1.0, shuffle=True, seed=3))
    assert reacted(ledger).reactions == clean
    assert done.rows == rows.height


@pytest.mark.parametrize("value", [None, float("nan"), 0.0, -3.0])
def test_a_day_without_a_usable_close_is_dropped_at_import_and_spanned_by_the_next_return(
    ledger: Ledger, take, value: float | None
) -> None:
    rows = good()
    bad = own & (pl.col("date") == EVENT)
    done = take(rows.with_columns(close=pl.when(bad).then(value).otherwise(pl.col("close"))))
    assert done.dropped == 1
    row = own_reaction(reacted(ledger))
    assert "suspended" in row.flags
    close = rows.filter(own).sort("date")
    at = close["date"].to_list().index(EVENT)
    spanned = 100 * (close["close"][at + 1] / close["close"][at - 1] - 1)
    assert row.session == "2024-03-06"
    assert row.return_pct == pytest.approx(spanned, abs=0.006)


def test_prices_in_another_currency_are_dropped_with_their_reason_and_measure_nothing(ledger: Ledger, take) -> None:
    rows = good().with_columns(currency=pl.when(own).then(pl.lit("USD")).otherwise(pl.lit("CNY")))
    done = take(rows)
    assert done.dropped == len(DAYS)
    found = reacted(ledger)
    assert (found.n_used, found.dropped[NONE] >= 1) == (0, True)


def test_a_share_that_stops_trading_within_the_window_has_no_number_for_it(ledger: Ledger, take) -> None:
    rows = good()
    take(rows.filter(pl.col("date") <= EVENT))
    found = reacted(ledger)
    assert "D-000001" not in {r.deal for r in found.reactions}
    assert found.dropped["the window runs past the data"] >= 1
    alone = ledger.market_study("all", (0, 0), "licensor", None, "2024-03", "prices")
    assert own_reaction(alone).session == EVENT.isoformat()


def test_a_day_that_is_none_and_a_window_that_is_none_are_refused_by_name(
    ledger: Ledger, take, capsys: pytest.CaptureFixture[str]
) -> None:
    take(good())
    where = ["--home", str(ledger.settings.home), "--curation", str(ledger.settings.curation), "market"]
    for words, said in (
        (("day", "1990-01-01"), "outside the calendar"),
        (("day", "2030-01-01"), "outside the calendar"),
        (("day", "2025-02-13"), "your prices run from"),
        (("study", "--window", "one"), "window 'one'"),
        (("study", "--exclude", "unlucky"), "flag 'unlucky': unknown"),
        (("index", "--from", "2030-01-01"), "no session"),
    ):
        assert cli.run([*where, *words]) in (1, 2)
        shown = capsys.readouterr()
        assert said in shown.err
        assert (shown.out, "Traceback" in shown.err, "unforeseen" in shown.err) == ("", False, False)


def test_prices_adjusted_in_two_ways_are_refused_in_the_readers_language(
    ledger: Ledger, take, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    shutil.rmtree(ledger.settings.home / "prices", ignore_errors=True)
    path = tmp_path / "one.csv"
    path.write_text("date,symbol,close\n2024-01-02,600276.SH,50\n", encoding="utf-8")
    where = ["--home", str(ledger.settings.home), "prices", "import", str(path)]
    assert cli.run([*where, "--adjusted", "forward"]) == 0
    capsys.readouterr()
    cli.run([*where, "--adjusted", "backward", "--lang", "zh"])
    said = capsys.readouterr().out
    assert "库中为前复权，新文件为后复权" in said
    assert "forward" not in said
