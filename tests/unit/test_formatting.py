"""Canonical spelling changes no value, is its own fixed point, and ids are never minted twice."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import tiny
from chuhai.catalog import load
from chuhai.errors import CurationError, UsageError
from chuhai.quality import formatting
from chuhai.sources.curation import CuratedDeal


def _rows(folder: Path, part: str = "deals") -> list[str]:
    """Rows as compared by value: every key, whatever its order."""
    found = [json.loads(line.text) for line in load.lines(folder, part)]
    return sorted(json.dumps(_value(row), sort_keys=True) for row in found)


def _value(thing: object) -> object:
    if isinstance(thing, dict):
        return {k: _value(v) for k, v in thing.items()}
    if isinstance(thing, list):
        return [_value(v) for v in thing]
    return int(thing) if isinstance(thing, float) and thing.is_integer() else thing


def _shuffled(thing: object, order: random.Random) -> object:
    if isinstance(thing, dict):
        keys = list(thing)
        order.shuffle(keys)
        return {k: _shuffled(thing[k], order) for k in keys}
    return [_shuffled(v, order) for v in thing] if isinstance(thing, list) else thing


def test_formatting_twice_changes_nothing(curation: Path) -> None:
    formatting.write(formatting.formatted(curation))
    assert [f.name for f in formatting.formatted(curation) if f.changed] == []


@pytest.mark.parametrize("part", ["deals", "companies", "assets", "lexicons"])
def test_formatting_keeps_every_value(curation: Path, part: str) -> None:
    before = _rows(curation, part)
    formatting.write(formatting.formatted(curation))
    assert _rows(curation, part) == before


def test_formatting_the_real_curation_keeps_what_every_row_means(real_curation: Path) -> None:
    for name in (f for f in formatting.formatted(real_curation) if f.name.startswith("deals/")):
        assert name.before is not None
        assert name.after is not None
        before = {r.id: r for r in map(_deal, name.before.splitlines())}
        assert {r.id: r for r in map(_deal, name.after.splitlines())} == before


def _deal(raw: bytes) -> CuratedDeal:
    return load.decode(load.Line("row", raw), CuratedDeal)


@pytest.mark.parametrize("seed", range(5))
def test_order_of_keys_and_rows_on_entry_does_not_matter(curation: Path, seed: int) -> None:
    expected = {f.name: f.after for f in formatting.formatted(curation)}
    order = random.Random(seed)
    for part in ("deals", "companies", "assets"):
        for path in (curation / part).glob("*.jsonl"):
            rows = [_shuffled(json.loads(line), order) for line in path.read_text(encoding="utf-8").splitlines()]
            order.shuffle(rows)
            tiny.lines(path, rows)  # type: ignore[arg-type]
    assert {f.name: f.after for f in formatting.formatted(curation)} == expected


def test_rows_are_sorted_by_id_with_sources_last_and_whole_numbers_bare(curation: Path) -> None:
    formatting.write(formatting.formatted(curation))
    rows = [json.loads(line) for line in (curation / "deals" / "2024.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [r["id"] for r in rows] == sorted(r["id"] for r in rows)
    assert list(rows[0])[:3] == ["id", "slug", "facts"]
    assert list(rows[0])[-1] == "sources"
    assert list(rows[0]["facts"])[:4] == ["announced", "kind", "class", "licensor"]
    assert '"value": 100,' in (curation / "deals" / "2024.jsonl").read_text(encoding="utf-8")


def test_a_deal_in_the_file_of_another_year_moves_and_the_emptied_file_goes(tmp_path: Path) -> None:
    folder = tiny.write(tmp_path / "c", deals=[tiny.deal(1, "2024-03-05", "C-000001", "C-000002")])
    (folder / "deals" / "2024.jsonl").rename(folder / "deals" / "1999.jsonl")
    formatting.write(formatting.formatted(folder))
    assert [p.name for p in (folder / "deals").iterdir()] == ["2024.jsonl"]


def test_sources_are_ordered_by_number_not_by_letter(tmp_path: Path) -> None:
    pages = {f"s{n}": tiny.page(f"https://example.org/{n}") for n in (10, 2, 1)}
    folder = tiny.write(tmp_path / "c", deals=[tiny.deal(1, "2024-03-05", "C-000001", "C-000002", sources=pages)])
    formatting.write(formatting.formatted(folder))
    assert list(json.loads((folder / "deals" / "2024.jsonl").read_text())["sources"]) == ["s1", "s2", "s10"]


def test_a_row_that_cannot_be_read_formats_nothing_and_names_file_and_line(curation: Path) -> None:
    path = curation / "deals" / "2024.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + '{"id": "D-000099"}\n', encoding="utf-8")
    with pytest.raises(CurationError, match=r"deals/2024\.jsonl:\d+"):
        formatting.formatted(curation)


def test_minted_ids_follow_the_highest_and_repeat_until_written(curation: Path) -> None:
    assert formatting.mint(curation, "D", 2) == ["D-000016", "D-000017"]
    assert formatting.mint(curation, "C") == ["C-000009"]


def test_an_id_that_only_a_reference_mentions_is_never_minted_again(curation: Path) -> None:
    tiny.lines(
        curation / "judgements" / "judgements.jsonl", [{"left": "curation:D-000001", "right": "curation:D-000777"}]
    )
    assert formatting.mint(curation, "D") == ["D-000778"]


def test_minting_an_unknown_kind_says_which_there_are(curation: Path) -> None:
    with pytest.raises(UsageError, match=r"D \(deal\)"):
        formatting.mint(curation, "X")
