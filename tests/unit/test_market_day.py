"""A day of made-up prices comes out as it was made, and days without prices say why."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

import made_up_prices as made
import tiny
from asking import Answer
from chuhai import cli

Ask = Callable[..., Answer]
Day = dict[str, Any]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Home and curation with the made-up prices imported."""
    folder = tmp_path_factory.mktemp("market")
    curation = made.curation(folder / "curation")
    tiny.build(curation, folder / "home")
    prices = made.write(folder / "prices.csv")
    where = ["--home", str(folder / "home"), "--curation", str(curation)]
    assert cli.run([*where, "prices", "import", str(prices)]) == 0
    return folder / "home", curation


@pytest.fixture
def ask(place: tuple[Path, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setenv("COLUMNS", "100")
    capsys.readouterr()

    def run(*words: str, home: Path | None = None) -> Answer:
        code = cli.run(["--home", str(home or place[0]), "--curation", str(place[1]), "market", *words])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def told(ask: Ask) -> Day:
    found = ask("day", made.DAY.isoformat(), "--format", "json")
    assert (found.code, found.err) == (0, "")
    whole: Day = json.loads(found.out)
    return whole


def mover(day: Day, ticker: str) -> Day:
    return next(m for m in day["movers"] if m["ticker"] == ticker)


def test_moves_run_from_the_last_close_to_this_one(told: Day):
    assert mover(told, "688001.SH")["pct"] == pytest.approx(20.0, abs=0.01)
    assert mover(told, "6001.HK")["pct"] == pytest.approx(25.0, abs=0.01)
    assert [m["pct"] for m in told["movers"]] == sorted((m["pct"] for m in told["movers"]), reverse=True)


def test_closes_at_the_limit_are_listed_and_flagged_as_cut_off(told: Day):
    assert [(m["ticker"], m["limit"]) for m in told["limits"]] == [("688001.SH", "up"), ("600002.SH", "down")]
    assert mover(told, "688001.SH")["flags"] == ["limit_up"]
    assert mover(told, "300001.SZ")["touched"] == "up"
    assert mover(told, "6001.HK")["limit"] is None


def test_a_share_that_comes_back_is_flagged_with_its_missing_sessions_and_keeps_its_place(told: Day):
    found = mover(told, made.SUSPENDED)
    assert (found["gap_sessions"], found["flags"]) == (3, ["resumed"])


def test_a_share_listed_for_two_sessions_has_no_limit_yet(told: Day):
    assert mover(told, made.NEW)["flags"] == ["new", "no_limit"]


def test_volume_is_told_against_its_median(told: Day):
    assert mover(told, "688001.SH")["volume_ratio"] == pytest.approx(3.0, abs=0.01)


def test_the_deal_known_by_then_stands_beside_its_partys_shares(told: Day):
    assert mover(told, "688001.SH")["deals"] == ["D-000001"]
    assert mover(told, "6001.HK")["deals"] == ["D-000001"]
    assert [d["id"] for d in told["deals"]] == ["D-000001"]


def test_a_deal_that_comes_later_is_not_beside_an_earlier_day(ask: Ask):
    found = json.loads(ask("day", "2024-03-04", "--format", "json").out)
    assert found["deals"] == []
    assert all(not m["deals"] for m in found["movers"])


def test_breadth_counts_every_share_and_no_index_or_fund(told: Day):
    assert told["breadth"]["A"]["traded"] == len(made.MAINLAND)
    assert (told["breadth"]["A"]["limit_ups"], told["breadth"]["A"]["limit_downs"]) == (1, 1)
    assert told["breadth"]["A"]["touched_up"] == 1
    assert not {m["ticker"] for m in told["movers"]} & set(made.LINES)


def test_the_sector_counts_the_company_listed_twice_once(told: Day):
    both = next(x for x in told["indices"] if x["code"] == "sector-A+HK")
    by_ticker = {m["ticker"]: m["pct"] for m in told["movers"]}
    twice = (by_ticker["688001.SH"] + by_ticker["6001.HK"]) / 2
    rest = [by_ticker[t] for t in made.SECTOR if t not in ("688001.SH", "6001.HK")]
    assert both["pct"] == pytest.approx((twice + sum(rest)) / (1 + len(rest)), abs=1e-3)
    assert both["n"] == len(made.SECTOR)


def test_prices_that_come_later_change_nothing_of_the_day(
    place: tuple[Path, Path], told: Day, ask: Ask, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    tiny.build(place[1], tmp_path / "home")
    prices = made.write(tmp_path / "prices.csv", until=made.DAY)
    where = ["--home", str(tmp_path / "home"), "--curation", str(place[1])]
    assert cli.run([*where, "prices", "import", str(prices)]) == 0
    capsys.readouterr()
    earlier = json.loads(ask("day", made.DAY.isoformat(), "--format", "json", home=tmp_path / "home").out)
    for day in (earlier, told):
        for state in day["markets"]:
            state.pop("prices_last")
        day.pop("survivorship")
    assert earlier == told


def test_averages_say_that_they_know_only_survivors(ask: Ask, told: Day):
    assert "Survivorship" in told["survivorship"]
    drawn = ask("day", made.DAY.isoformat()).out
    assert "Survivorship" in drawn
    assert "Not investment advice" in drawn.replace("\n", " ")
    assert "幸存者偏差" in ask("day", made.DAY.isoformat(), "--lang", "zh").out
    assert told["value_weighted"] == "unknown"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", ["80", "100"])
def test_the_day_fits_the_screen(ask: Ask, monkeypatch: pytest.MonkeyPatch, lang: str, width: str):
    monkeypatch.setenv("COLUMNS", width)
    lines = ask("day", made.DAY.isoformat(), "--lang", lang).out.splitlines()
    assert [line for line in lines if cell_len(line) > int(width)] == []
    assert any(("翰林生物" if lang == "zh" else "Hanlin Bio") in line and "+20.00%" in line for line in lines)


def test_csv_holds_the_movers_with_codes_for_flags(ask: Ask):
    found = list(csv.DictReader(io.StringIO(ask("day", made.DAY.isoformat(), "--format", "csv", "--market", "A").out)))
    assert len(found) == len(made.MAINLAND)
    assert (found[0]["ticker"], found[0]["flags"], found[0]["deals"]) == ("688001.SH", "limit_up", "D-000001")


def test_top_bounds_rises_and_falls_of_each_market(ask: Ask):
    found = json.loads(ask("day", made.DAY.isoformat(), "--format", "json", "--market", "A", "--top", "2").out)
    assert len(found["movers"]) == 4
    assert len(found["limits"]) == 2


def test_a_weekend_says_which_sessions_stand_around_it(ask: Ask):
    found = json.loads(ask("day", "2024-03-02", "--format", "json").out)
    assert {(m["open"], m["why"], m["previous_session"], m["next_session"]) for m in found["markets"]} == {
        (False, "weekend", "2024-03-01", "2024-03-04")
    }
    assert found["movers"] == []
    assert "closed (weekend)" in ask("day", "2024-03-02").out


def test_a_day_after_the_prices_says_where_they_end_and_what_to_do(ask: Ask):
    found = ask("day", "2024-03-12")
    assert (found.code, found.out) == (1, "")
    assert "your prices run from 2023-06-01 to 2024-03-08" in found.err
    assert "chuhai prices import" in found.err


def test_no_prices_at_all_says_how_to_bring_them(ask: Ask, place: tuple[Path, Path], tmp_path: Path):
    tiny.build(place[1], tmp_path / "home")
    found = ask("day", "2024-03-06", home=tmp_path / "home")
    assert found.code == 1
    assert "chuhai prices import" in found.err


@pytest.mark.parametrize("text", ["06/03/2024", "2024-03", "2024-02-30", "March 6", "6.3.2024", ""])
def test_a_date_that_could_mean_two_days_or_none_is_refused(ask: Ask, text: str):
    found = ask("day", text)
    assert found.code == 2
    assert "2025-06-12" in found.err


@pytest.mark.parametrize("text", ["20240306", "2024/3/6", "2024年3月6日"])
def test_a_date_with_the_year_first_is_understood(ask: Ask, text: str):
    assert json.loads(ask("day", text, "--format", "json", "--market", "A").out)["date"] == "2024-03-06"


def test_months_of_the_sector_compound_to_the_whole(ask: Ask):
    rows = json.loads(ask("index", "--from", "2023-06-01", "--to", "2024-03-08", "--format", "json").out)["rows"]
    whole = 1.0
    for row in rows[:-1]:
        whole *= 1 + row["pct"] / 100
    assert rows[-1]["month"] is None
    assert rows[-1]["pct"] == pytest.approx((whole - 1) * 100, abs=1e-2)
    assert rows[-1]["best_day"] == "2024-03-06"


def test_a_daily_series_goes_only_into_a_file_of_the_users_own(ask: Ask, tmp_path: Path):
    refused = ask("index", "--from", "2024-01-01", "--daily")
    assert (refused.code, refused.out) == (2, "")
    found = ask("index", "--from", "2024-01-01", "--daily", "--output", str(tmp_path / "mine.csv"))
    assert found.code == 0
    assert "licence" in found.err
    assert len((tmp_path / "mine.csv").read_text().splitlines()) > 40


def test_given_market_values_weight_the_sector_and_say_how_many(ask: Ask, tmp_path: Path):
    caps = tmp_path / "caps.csv"
    shares = made.MAINLAND[:6]
    caps.write_text("ticker,date,cap\n" + "".join(f"{t},2024-01-02,1e9\n" for t in shares))
    found = json.loads(ask("day", made.DAY.isoformat(), "--market", "A", "--format", "json", "--caps", str(caps)).out)
    valued = next(x for x in found["indices"] if x["code"] == "sector-A-value")
    assert (valued["n"], valued["weighting"], found["value_weighted"]) == (6, "value", "given")


def test_a_half_imported_day_says_so(
    ask: Ask, place: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    tiny.build(place[1], tmp_path / "home")
    last = dt.date(2024, 3, 7)
    path = made.write(tmp_path / "prices.csv", until=last)
    lines = path.read_text().splitlines()
    kept = [x for x in lines if not x.startswith("2024-03-07") or ",688001.SH," in x or ",6001.HK," in x]
    path.write_text("\n".join(kept) + "\n")
    where = ["--home", str(tmp_path / "home"), "--curation", str(place[1])]
    assert cli.run([*where, "prices", "import", str(path)]) == 0
    capsys.readouterr()
    found = json.loads(ask("day", "2024-03-07", "--format", "json", home=tmp_path / "home").out)
    assert {m["market"]: m["notes"] for m in found["markets"] if m["status"] == "open"} == {
        "A": ["partial"],
        "HK": ["partial"],
    }
