"""Takes the curated data, gives how much of the market it covers: deals by rule set and year, and beside published counts."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from chuhai import pipeline
from chuhai.catalog import rules
from chuhai.facade import Ledger
from chuhai.settings import Settings, curation_folder
from figures import Figure, show

YEARS = range(2019, 2027)
#: What the first edition of the ledger set out to reach under PharmCube's rules.
REACH = {"2025Q1": 33, "2025": 110, "2024": 75, "2023": 55}


def measure() -> list[Figure]:
    """Print both tables, give the figures that have a target."""
    with tempfile.TemporaryDirectory(prefix="chuhai-scores-") as folder:
        home, curation = Path(folder), curation_folder()
        pipeline.build(Settings(home=home, curation=curation), dt.datetime.now(dt.UTC).replace(tzinfo=None))
        with Ledger.open(home, curation) as ledger:
            _by_year(ledger)
            _coverage(ledger)
            total = ledger.snapshot.sql("SELECT count(*) FROM deal WHERE known_to IS NULL")[0][0]
            return [
                Figure("deals in the ledger", float(total), "deals"),
                *(
                    Figure(
                        f"out-licences of {period} under PharmCube's rules",
                        _count(ledger, "pharmcube", period),
                        "deals",
                        least,
                        least=True,
                    )
                    for period, least in REACH.items()
                ),
            ]


def _count(ledger: Ledger, rule_set: str, period: str) -> float:
    return ledger.stats(period, ("deal_count",), rule_set=rule_set).value("deal_count") or 0.0


def _by_year(ledger: Ledger) -> None:
    print("\nDeals counted, by rule set and year")
    print(f"  {'rule set':<22}" + "".join(f"{year:>7}" for year in YEARS))
    for name in rules.names(ledger.settings.curation):
        found = ledger.stats(f"{YEARS[0]}..{YEARS[-1]}", ("deal_count",), by="year", rule_set=name)
        counts = {row.group: row.cells["deal_count"].value for row in found.rows}
        print(f"  {name:<22}" + "".join(f"{counts.get(str(year)) or 0:>7.0f}" for year in YEARS))


def _coverage(ledger: Ledger) -> None:
    print("\nCoverage of published counts")
    print(f"  {'claim':<42}{'ours':>7}{'theirs':>8}{'ratio':>7}  verdict")
    for row in ledger.reconcile(measure="deal_count").rows:
        ours, ratio = ("" if v is None else f"{v:.{n}f}" for v, n in ((row.ours, 0), (row.ratio, 2)))
        theirs = "" if row.theirs is None else f"{row.theirs:.0f}"
        print(f"  {row.claim_id[:41]:<42}{ours:>7}{theirs:>8}{ratio:>7}  {row.verdict}")


if __name__ == "__main__":
    show("Reach", measure())
