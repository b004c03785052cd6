"""The market over the API, from made-up prices: a day, the sector and a study as the command line gives them; nothing kept by caches."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

import made_up_prices as made
import tiny
from chuhai import cli
from chuhai.web.app import API, application


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("api-market")
    curation = made.curation(folder / "curation")
    tiny.build(curation, folder / "home")
    where = ["--home", str(folder / "home"), "--curation", str(curation)]
    assert cli.run([*where, "prices", "import", str(made.write(folder / "prices.csv"))]) == 0
    with TestClient(application(tiny.settings(curation, folder / "home")), base_url="http://localhost") as client:
        yield client


def test_a_day_tells_indices_breadth_movers_and_news(api: TestClient) -> None:
    found = api.get(f"{API}/market/day", params={"day": made.DAY.isoformat()})
    assert found.status_code == 200, found.text
    told = found.json()
    assert {"indices", "breadth", "history", "limits", "deals", "markets", "survivorship"} <= set(told)
    assert told["breadth"]["A"]
    assert {row["ticker"] for row in told["rows"]} >= {"688001.SH", "6001.HK"}
    assert "D-000001" in {deal["id"] for deal in told["deals"]}
    rises = [row["pct"] for row in told["rows"]]
    assert rises == sorted(rises, reverse=True)


def test_what_rests_on_prices_is_never_kept_by_a_cache(api: TestClient) -> None:
    for address in (
        f"market/day?day={made.DAY}",
        "market/index?market=A&first=2024-01-02",
        "market/study?origin=prices&direction=all",
    ):
        found = api.get(f"{API}/{address}")
        assert found.status_code == 200, (address, found.text)
        assert found.headers["cache-control"] == "private, no-store"
        assert "etag" not in found.headers


def test_the_sector_comes_by_month(api: TestClient) -> None:
    told = api.get(f"{API}/market/index?market=A&first=2024-01-02&last=2024-03-08").json()
    assert told["total"] == 3
    assert told["weighting"]
    turned = api.get(f"{API}/market/index?market=A&first=2024-03-08&last=2024-01-02").json()
    assert turned["rows"] == told["rows"]


def test_a_day_comes_as_a_file_too(api: TestClient) -> None:
    found = api.get(
        f"{API}/market/day", params={"day": made.DAY.isoformat()}, headers={"accept": "application/vnd.apache.parquet"}
    )
    assert pq.read_table(io.BytesIO(found.content)).num_rows > 5


@pytest.mark.parametrize("day", ["1990-01-02", "2099-01-02", "2024-03-09"])
def test_a_day_without_prices_or_sessions_is_told_in_words(api: TestClient, day: str) -> None:
    found = api.get(f"{API}/market/day?day={day}")
    assert found.status_code in (200, 404)
    if found.status_code == 404:
        assert found.json()["detail"]
    else:
        assert found.json()["rows"] == []
