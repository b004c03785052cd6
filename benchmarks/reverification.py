"""Takes the record of blind second readings, gives the error rate by field with its 95% interval.

Rows were drawn at random (seeds 20261123 and 20261124), one page each; a second reader saw only the URL and the words that
find it, and wrote what the page says. A value *contradicts* when the page says otherwise, and is *not on this page* when
the opening that the second reader saw doesn't carry it, though the row cites it. Contradictions are corrected in the
curation; the rate is of the first reading.
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
    wrong = Counter(r["field"] for r in rows if r.get("kind") == "contradicts")
    absent = Counter(r["field"] for r in rows if r.get("kind") == "not on this page")
    pages = len({r["url"] for r in rows})
    print(f"blind re-verification: {pages} pages, {len(rows)} values")
    print(f"{'field':24} {'values':>6} {'contradicts':>11} {'rate':>7}   {'95% interval':13} {'not on page':>11}")
    for field in [*sorted(seen, key=lambda f: -seen[f]), "all"]:
        n, k, a = (
            (len(rows), wrong.total(), absent.total()) if field == "all" else (seen[field], wrong[field], absent[field])
        )
        low, high = wilson(k, n)
        interval = f"{100 * low:.1f}-{100 * high:.1f}%"
        print(f"{field:24} {n:6} {k:11} {100 * k / n:6.1f}%   {interval:13} {a:11}")


if __name__ == "__main__":
    main()
