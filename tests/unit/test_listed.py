"""Listed parties of deals and the kept reactions: who stands for whom, which day counts, what is refused."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

import tiny
from chuhai.catalog import results
from chuhai.deals import listed
from chuhai.errors import CurationError
from chuhai.facade import Ledger

ROW = {
    "deal": "D-000001",
    "ticker": "688001.SH",
    "company": "C-000001",
    "role": "licensor",
    "announced": "2024-03-05",
    "model": "market",
    "benchmark": "sector",
    "code": "study/1",
    "session": "2024-03-05",
    "return_pct": 4.2,
    "car_pct": {"0..1": 3.9},
    "scar": {"0..1": 1.1},
    "n_estimation": 250,
}


def with_results(folder: Path, *rows: dict[str, object]) -> Path:
    found = tiny.write(folder / "curation")
    (found / "results").mkdir(exist_ok=True)
    (found / "results" / "reactions.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return found


def test_every_listing_of_every_party_is_a_row(tiny_ledger: Ledger) -> None:
    found = listed.parties(tiny_ledger.snapshot)
    hanlin = {p.ticker for p in found if p.company_id == "C-000001" and not p.via_parent}
    assert hanlin == {"688001.SH", "6001.HK"}
    assert {p.role for p in found} == {"licensor", "licensee"}


def test_the_day_is_the_earliest_that_a_page_states_unless_it_is_another_news(tmp_path: Path) -> None:
    near = tiny.deal(1, "2024-03-05", "C-000001", "C-000002")
    near["facts"]["announced"].append(tiny.fact("2024-03-04", "s2"))
    near["sources"]["s2"] = tiny.page("https://example.org/near", "2024-03-04")
    far = tiny.deal(2, "2024-06-20", "C-000001", "C-000003")
    far["facts"]["announced"].append(tiny.fact("2024-05-01", "s2"))
    far["sources"]["s2"] = tiny.page("https://example.org/far", "2024-05-01")
    with tiny.ledger(tiny.write(tmp_path / "c", deals=[near, far]), tmp_path / "home") as ledger:
        days = {p.deal_id: p.announced for p in listed.parties(ledger.snapshot)}
    assert days == {"D-000001": dt.date(2024, 3, 4), "D-000002": dt.date(2024, 6, 20)}


def test_kept_reactions_come_back_as_they_were_written(tmp_path: Path) -> None:
    folder = with_results(tmp_path, ROW)
    with tiny.ledger(folder, tmp_path / "home") as ledger:
        (row,) = listed.kept(ledger.snapshot, "D-000001")
        assert listed.kept(ledger.snapshot, "D-000002") == []
    assert row == results.reactions(folder)[0]
    assert row.car_pct == {"0..1": 3.9}


def test_a_reaction_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CurationError, match="stands twice"):
        results.reactions(with_results(tmp_path, ROW, ROW))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"deal": "D-999999"}, "no such deal"),
        ({"company": "C-999999"}, "no such company"),
        ({"ticker": "600276.SH"}, "not a ticker of"),
        ({"session": "2024-3-5"}, "write YYYY-MM-DD"),
        ({"car_pct": {}}, "neither a reaction nor a reason"),
        ({"car_pct": {"day": 1.0}}, "write 0..1"),
        ({"car_pct": {"0..1": 4000.0}}, "4000.0 percent"),
    ],
)
def test_the_check_says_what_is_wrong_with_a_kept_reaction(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    assert not [f for f in tiny.findings(with_results(tmp_path / "good", ROW)) if f.severity == "error"]
    found = tiny.findings(with_results(tmp_path / "bad", {**ROW, **change}))
    assert any(said in f.reason and f.where.startswith("results/reactions.jsonl") for f in found)
