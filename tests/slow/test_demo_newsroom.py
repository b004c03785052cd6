"""The demo's newsroom: what it publishes comes as one deal in two languages, and as an alert with its quote and page."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest

from chuhai import health
from chuhai.alerts.kept import Kept
from chuhai.settings import curation_folder

pytestmark = pytest.mark.slow

DEMO = Path(__file__).resolve().parents[2] / "demo"


def test_a_licence_that_the_newsroom_publishes_in_two_languages_is_told_once(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(DEMO)
    import newsroom

    home = tmp_path / "home"
    environment = {**os.environ, "CHUHAI_HOME": str(home), "CHUHAI_CURATION": str(curation_folder())}

    def chuhai(*words, by=("-m", "chuhai")):
        done = subprocess.run(
            [sys.executable, *by, *words], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    room = newsroom.Newsroom()
    through = (str(DEMO / "newsroom.py"), str(room.port))
    try:
        chuhai("build")
        chuhai("sources", "enable", "newswire", "--set", "wires=none", "--set", f"feeds={newsroom.FEED}")
        chuhai("watchlist", "add", "big-adcs", "--modality", "ADC", "--min-upfront", "100")
        room.publish("qinghe-site.en.html", at=dt.datetime.now(dt.UTC) - dt.timedelta(days=1))
        chuhai("update", by=through)
        assert Kept(home).alerts() == {}
        room.publish("qinghe-norvane.en.html", "qinghe-norvane.zh.html")
        chuhai("update", by=through)
        (alert,) = Kept(home).alerts().values()
        chuhai("update", by=through)
    finally:
        room.close()
    assert (alert.change, alert.watchlists) == ("deal added", ["big-adcs"])
    assert "QHB-2107" in alert.en.title
    assert alert.url.startswith(f"https://{newsroom.HOST}/qinghe-norvane.")
    assert alert.quote
    assert len(Kept(home).alerts()) == 1
    (row,) = (r for r in health.sources(home, dt.datetime.now(dt.UTC)) if r["name"] == "newswire")
    assert (row["recorded"], row["delays"]) == (3, 2)
