"""What was recorded long ago is kept by its digest: the state of a source stays small, and nothing is read twice."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuhai import disk
from chuhai.errors import StoreError
from chuhai.sources import state
from chuhai.sources.known import SIZE, Known
from chuhai.sources.state import Seen, State

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
OLD = NOW - dt.timedelta(days=90)


@given(st.lists(st.sets(st.text(max_size=20), max_size=20), max_size=4), st.sets(st.text(max_size=20), max_size=20))
def test_a_file_of_digests_holds_what_was_added_and_nothing_else(added, others):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "known.bin"
        for some in added:
            Known(path).add(some)
        whole, found = set().union(*added), Known(path)
        assert len(found) == len(whole)
        assert {n for n in whole | others if n in found} == whole


def test_a_damaged_file_of_digests_is_named(tmp_path):
    (tmp_path / "known.bin").write_bytes(b"x" * (SIZE + 1))
    with pytest.raises(StoreError, match=r"known\.bin: damaged"):
        Known(tmp_path / "known.bin")


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A source's state with three announcements of long ago and one of today."""
    monkeypatch.setattr(state, "COMPACT_FROM", 3)
    found = State(tmp_path, "newswire")
    found.add_seen([Seen(f"old-{n}", OLD) for n in range(3)] + [Seen("new", NOW)])
    return found


def test_what_was_recorded_long_ago_is_put_away_and_still_known(kept):
    before = (kept.folder / "seen.jsonl").stat().st_size
    assert kept.compact(NOW) == 3
    assert set(kept.seen()) == {"new"}
    assert all(f"old-{n}" in kept.known() for n in range(3))
    assert "new" not in kept.known()
    assert (kept.folder / "seen.jsonl").stat().st_size < before
    assert kept.compact(NOW) == 0


def test_few_old_announcements_are_left_where_they_are(kept, monkeypatch):
    monkeypatch.setattr(state, "COMPACT_FROM", 4)
    assert kept.compact(NOW) == 0
    assert not (kept.folder / "known.bin").exists()


@pytest.mark.parametrize("writes", [0, 1])
def test_a_kill_at_any_write_of_it_loses_no_announcement(kept, monkeypatch, writes):
    real, done = disk.write_whole, []

    def killed(path, data):
        if len(done) == writes:
            raise KeyboardInterrupt
        done.append(path)
        real(path, data)

    monkeypatch.setattr(disk, "write_whole", killed)
    with pytest.raises(KeyboardInterrupt):
        kept.compact(NOW)
    monkeypatch.setattr(disk, "write_whole", real)
    names = {"old-0", "old-1", "old-2", "new"}
    assert {n for n in names if n in kept.seen() or n in kept.known()} == names
    assert kept.compact(NOW) == 3
    assert {n for n in names if n in kept.seen() or n in kept.known()} == names
