"""Reactions of deals on made-up prices: a planted move is found, what can't be measured has a reason, kept ones are shown."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import tiny
from chuhai import cli, pipeline
from chuhai.deals import listed
from chuhai.errors import NotFoundError, UsageError
from chuhai.facade import Ledger
from chuhai.markets.sessions import sessions
from chuhai.prices import intake

#: `tiny.CORRECTED` is announced on this day; its licensor is listed as 688001.SH and 6001.HK, its licensee as GRP.US.
EVENT = dt.date(2024, 3, 5)
MOVE, NEXT = 0.12, 0.03
SECTOR = tuple(f"{600100 + i}.SH" for i in range(12))


def made_up(folder: Path) -> Path:
    """Prices of the licensor and of twelve other companies of its sector, with a move planted on the event."""
    random = np.random.default_rng(11)
    days = sessions("SH").between(dt.date(2022, 9, 1), dt.date(2024, 6, 28))
    market = random.normal(0, 0.01, len(days))
    at = int(np.searchsorted(days, np.datetime64(EVENT)))
    parts = []
    for symbol in (*SECTOR, "688001.SH"):
        returns = market + random.normal(0, 0.01, len(days))
        if symbol == "688001.SH":
            returns[at], returns[at + 1] = market[at] + MOVE, market[at + 1] + NEXT
        close = 20 * np.cumprod(1 + returns)
        parts.append(
            pl.DataFrame(
                {
                    "date": days,
                    "symbol": symbol,
                    "open": close,
                    "high": close * 1.001,
                    "low": close * 0.999,
                    "close": close,
                    "volume": 1e6,
                }
            )
        )
    # Its Hong Kong listing doesn't move: all of the mainland share's gain is a change of the premium.
    hong_kong = sessions("HK").between(dt.date(2022, 9, 1), dt.date(2024, 6, 28))
    flat = np.full(len(hong_kong), 10.0)
    parts.append(
        pl.DataFrame(
            {
                "date": hong_kong,
                "symbol": "6001.HK",
                "open": flat,
                "high": flat + 0.1 + 0.01 * (np.arange(len(flat)) % 7),
                "low": flat - 0.1,
                "close": flat,
                "volume": 1e6,
            }
        )
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "prices.csv"
    pl.concat(parts).write_csv(path)
    return path


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder = tmp_path_factory.mktemp("reactions")
    others = [
        {
            "id": f"C-9{i:05d}",
            "key": f"sector-{i}",
            "name": {"en": f"Sector {i}"},
            "kind": "biotech",
            "tickers": [ticker],
        }
        for i, ticker in enumerate(SECTOR)
    ]
    curation = tiny.write(folder / "curation", companies=[*tiny.COMPANIES, *others])
    tiny.build(curation, folder / "home")
    intake.import_files(folder / "home", [made_up(folder / "files")], dt.date(2026, 1, 2))
    with Ledger.open(folder / "home", curation) as opened:
        yield opened


def test_a_planted_move_is_measured_against_the_rest_of_the_sector(ledger: Ledger) -> None:
    found = ledger.market_study("market", (0, 0), direction=None, period="2024-03")
    (row,) = [r for r in found.reactions if r.deal == "D-000001"]
    assert row.ticker == "688001.SH"
    assert row.session == EVENT.isoformat()
    assert row.benchmark == "sector"
    assert row.car_pct["0..0"] == pytest.approx(100 * MOVE, abs=1.2)
    assert row.car_pct["0..1"] == pytest.approx(100 * (MOVE + NEXT), abs=1.8)
    assert row.scar["0..0"] > 5
    assert abs(row.car_pct["-10..-2"]) < 15
    assert "date_only" in row.flags


def test_both_listings_tell_how_far_the_mainland_share_gained_on_the_hong_kong_one(ledger: Ledger) -> None:
    found = ledger.market_study("market", (0, 0), direction=None, period="2024-03")
    (row,) = [r for r in found.reactions if r.deal == "D-000001" and r.ticker == "688001.SH"]
    assert row.return_pct is not None
    gained = 100 * ((1 + row.return_pct / 100) * (1 + NEXT) - 1)
    assert row.ah_premium_change_pct == pytest.approx(gained, abs=3)


def test_listings_without_a_reaction_have_a_reason(ledger: Ledger) -> None:
    found = ledger.market_study("all", direction=None, role="both")
    assert found.origin == "prices"
    assert found.dropped["the store has no prices of this market"] > 0
    assert found.dropped["announced to the month or less, not to the day"] > 0
    listings = sum(found.dropped.values()) + found.n_used
    assert listings == len(listed.parties(ledger.snapshot))


def test_reactions_that_share_a_session_count_once(ledger: Ledger) -> None:
    found = ledger.market_study("all", direction=None, role="both")
    keys = [(r.ticker, r.session) for r in found.reactions]
    assert len(keys) == len(set(keys))


def test_flagged_reactions_can_be_left_out(ledger: Ledger) -> None:
    every = ledger.market_study("all", direction=None)
    clean = ledger.market_study("all", direction=None, exclude=("date_only",))
    assert every.n_used > 0
    assert clean.n_used == 0
    assert clean.dropped["flagged date only"] == every.n_used


@pytest.mark.parametrize("ending", ["csv", "json", "jsonl", "parquet", "xlsx"])
def test_kept_reactions_go_into_files_of_every_form(ledger: Ledger, tmp_path: Path, ending: str) -> None:
    where = ["--home", str(ledger.settings.home), "--curation", str(ledger.settings.curation)]
    path = tmp_path / f"reactions.{ending}"
    assert cli.run([*where, "market", "reactions", "--output", str(path)]) == 0
    assert path.exists()


def test_any_window_is_measured_where_there_are_prices(ledger: Ledger) -> None:
    one = ledger.market_study("all", (1, 1), direction=None)
    two = ledger.market_study("all", (0, 1), direction=None)
    day = ledger.market_study("all", (0, 0), direction=None)
    for a, b, both in zip(day.reactions, one.reactions, two.reactions, strict=True):
        assert a.car_pct["0..0"] + b.car_pct["1..1"] == pytest.approx(both.car_pct["0..1"], abs=0.011)


def test_what_is_kept_is_what_was_computed(ledger: Ledger, tmp_path: Path) -> None:
    fresh = ledger.market_study("year", direction=None)
    pipeline.measure_reactions(ledger.settings)
    path = ledger.settings.curation / "results" / "reactions.jsonl"
    first = path.read_bytes()
    pipeline.measure_reactions(ledger.settings)
    assert path.read_bytes() == first
    tiny.build(ledger.settings.curation, tmp_path / "without-prices")
    with Ledger.open(tmp_path / "without-prices", ledger.settings.curation) as reader:
        kept = reader.market_study("year", direction=None)
        assert reader.reactions("D-000001")
        with pytest.raises(UsageError, match="model dimson: the kept reactions don't hold it"):
            reader.market_study("year", direction=None, model="dimson")
        with pytest.raises(UsageError, match=r"window 3\.\.4: the kept reactions don't hold it"):
            reader.market_study("year", (3, 4), direction=None)
    path.unlink()
    assert kept.origin == "kept"
    assert kept.records() == [{**r, "origin": "kept"} for r in fresh.records()]
    assert not {key for line in first.splitlines() for key in json.loads(line)} & {"close", "open", "prices", "ar"}


def test_without_prices_and_without_kept_reactions_the_reader_is_told_what_to_do(tiny_ledger: Ledger) -> None:
    with pytest.raises(NotFoundError, match="chuhai prices import"):
        tiny_ledger.market_study()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"group": "colour"}, "one of all"),
        ({"window": (4, 3)}, "comes after its last"),
        ({"window": (-30, 0)}, "overlaps the estimation window"),
        ({"window": (0, 100_000)}, "longer than 250 sessions"),
        ({"exclude": ("unlucky",)}, "flag 'unlucky': unknown; one of .*confounded"),
        ({"role": "buyer"}, "licensor, licensee"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(ledger: Ledger, asked: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        ledger.market_study(**asked)  # type: ignore[arg-type]


def test_upfronts_are_set_against_market_values_where_they_are_given(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "caps.csv"
    path.write_text("ticker,date,cap,currency\n688001.SH,2024-01-02,7000000000,CNY\n", encoding="utf-8")
    plain = ledger.market_study("all", direction=None)
    valued = ledger.market_study("all", direction=None, caps=path)
    assert "upfront-over-value" not in {a.question for a in plain.answers}
    (answer,) = [a for a in valued.answers if a.question == "upfront-over-value"]
    assert answer.estimate is None
    assert answer.n > 0
    assert answer.note is not None


def test_a_results_day_near_the_announcement_confounds_the_reaction(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "earnings.csv"
    path.write_text("ticker,date\n688001.SH,2024-03-07\n", encoding="utf-8")

    def confounded(earnings: Path | None) -> bool:
        found = ledger.market_study("all", direction=None, period="2024-03", earnings=earnings)
        (row,) = [r for r in found.reactions if r.deal == "D-000001"]
        return "confounded" in row.flags

    assert not confounded(None)
    assert confounded(path)
    bad = tmp_path / "bad.csv"
    bad.write_text("ticker,date\n688001.SH,someday\n", encoding="utf-8")
    with pytest.raises(UsageError, match="someday"):
        ledger.market_study(earnings=bad)
