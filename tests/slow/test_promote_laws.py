"""Whatever documents tell, a promoted deal passes the checks, counts once after the build, and its local id leads to it."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

import releases
import tiny
from chuhai import pipeline
from chuhai.curate import promote as promoting
from chuhai.facade import Ledger
from chuhai.quality.deal_checks import too_long
from chuhai.sources.base import Got, Ref

pytestmark = pytest.mark.slow
AT = dt.datetime(2026, 1, 2)
FIRMS = ("Great Pharma", "Zeta Therapeutics, Inc.", "Beihai Pharma", "Omega Biosciences Ltd.")
THINGS = ("HLB-202", "ZTX-55", "NEW-7001")


@st.composite
def deals(draw: st.DrawFn) -> list[tuple[str, str]]:
    """One deal as one to three pages tell it; they may disagree on amounts."""
    licensee, thing = draw(st.sampled_from(FIRMS)), draw(st.sampled_from(THINGS))
    pages = []
    for n in range(draw(st.integers(1, 3))):
        text = releases.signed(
            licensee=licensee,
            asset=thing,
            day="June 3, 2025",
            upfront=draw(st.sampled_from((20, 21, 45))),
            milestones=draw(st.sampled_from((300, 900))),
        )
        pages.append((f"https://www.prnewswire.com/news-releases/{n}.html", f"{text}\nPage {n}.\n"))
    return pages


@hypothesis.settings(max_examples=12, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
@hypothesis.given(pages=deals())
def test_a_promoted_deal_counts_once_and_its_local_id_leads_to_it(
    tiny_curation: Path, pages: list[tuple[str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as place:
        curation = Path(shutil.copytree(tiny_curation, Path(place) / "curation"))
        home = tiny.settings(curation, Path(place) / "home")
        refs = [
            Ref(
                url,
                "page.txt",
                "newswire",
                lambda text=text, url=url: Got(text.encode(), url),
                "2025-06-03T12:00:00+00:00",
            )
            for url, text in pages
        ]
        pipeline.record(home, refs, AT)
        with Ledger.open(home.home, curation) as ledger:
            before = len(ledger.deals())
            local = [r.id for r in ledger.deals().rows if r.id.startswith("L-")]
            hypothesis.assume(local)
            made = promoting.promote(ledger.snapshot, curation, local[0], "innovative")
        assert made.errors == ()
        assert made.row is not None
        assert not any(too_long(s.quote) for s in made.row.sources.values() if s.quote)
        promoting.write(made)
        pipeline.build(home, AT + dt.timedelta(days=1))
        with Ledger.open(home.home, curation) as ledger:
            assert len(ledger.deals()) == before
            assert ledger.deal(local[0]).id == made.deal_id
            assert promoting.promote(ledger.snapshot, curation, local[0], "innovative").already
