"""Takes the record of blind second readings, gives the error rate by field with its 95% interval.

Thirty rows were drawn at random (seed 20261123), one page each; a second reader saw only the URL and wrote what the page
says. A record says whether the value that the ledger rests on that page agreed. Differences are corrected in the curation
or stand in the row's note; the rate is of the first reading.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from chuhai.metrics.intervals import wilson

RECORD = Path(__file__).with_name("reverification.jsonl")


def main() -> None:
    rows = [json.loads(line) for line in RECORD.read_text(encoding="utf-8").splitlines()]
    seen = Counter(r["field"] for r in rows)
    wrong = Counter(r["field"] for r in rows if not r["agrees"])
    pages = len({r["url"] for r in rows})
    print(f"blind re-verification: {pages} pages, {len(rows)} values")
    print(f"{'field':24} {'values':>6} {'differ':>6} {'rate':>7}   95% interval")
    for field in [*sorted(seen, key=lambda f: -seen[f]), "all"]:
        n, k = (len(rows), sum(wrong.values())) if field == "all" else (seen[field], wrong[field])
        low, high = wilson(k, n)
        print(f"{field:24} {n:6} {k:6} {100 * k / n:6.1f}%   {100 * low:.1f}-{100 * high:.1f}%")


if __name__ == "__main__":
    main()
