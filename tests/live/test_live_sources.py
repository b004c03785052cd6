"""The real sources, asked as `chuhai doctor` asks them; run by hand: `pytest -m live`, with CHUHAI_CONTACT set for EDGAR."""

from __future__ import annotations

import datetime as dt
import os

import pytest

from chuhai.doctor import sources
from chuhai.sources.connectors import base
from chuhai.sources.state import Enabled

pytestmark = pytest.mark.live
ASKED = [n for n in base.names() if not base.connector(n).about.needed]


@pytest.mark.parametrize("name", ASKED)
def test_the_real_source_passes_every_step(name: str) -> None:
    about = base.connector(name).about
    contact = os.environ.get("CHUHAI_CONTACT")
    if about.contact and not contact:
        pytest.skip("CHUHAI_CONTACT isn't set; the source asks who is reading")
    now = dt.datetime.now(dt.UTC)
    found = list(sources.examine(name, Enabled(now, contact), now))
    assert [f for f in found if f.status == "fail"] == []
