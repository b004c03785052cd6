"""Takes the record of blind second readings, gives the error rate by field with its 95% interval.

Rows were drawn at random (seeds 20261123, 20261124, 20261201, 20261206, 20261207, 20261208, 20261209, 20261210, 20261211,
20261212 and 20261213), one page each; a second reader saw only the URL and the words that find it, and wrote what the
page says. A value *disagrees* when the reader's is another, or none: it *contradicts* when the page says otherwise, and
is *not on the opening* when what the second reader saw doesn't carry it, though the row cites it. A page that the
reader couldn't find gives no values. Contradictions are settled in the curation; the rates are of the first reading. From the third
reading on the royalties' wording is compared too. Before the fifth, the sixth and the seventh, the rows were swept for
what the earlier ones had found (docs/CORRECTIONS.md), and these drew from rows that no reading and no correction had
touched. The seventh takes what was left of 2023 to 2025 without the kind, which its reader had seen while sweeping.
From the fourth to the seventh the reader is the curator who made the sweeps. The eighth draws 60 deals from all rows,
those corrected before included, and its reader had made no row and no sweep; events are compared too. The ninth draws
75 deals from all rows, and its reader had seen none before; of a deal's cited pages all that were found are read, so
that a value is compared wherever one of them carries it, and two deals are compared with another page of the same
announcement. Where the page and the definitions settle a difference for the row, it *disagrees*, and does not
contradict: *the row is right*. The tenth draws 40 from the rows that had not been on that reader's screen by then, and
the first 25 of which a page was found are read; the kinds of two had been seen, and aren't compared. The eleventh draws
45 from all rows, those read before included; its reader had made no row and no sweep, and found the page of 40. The
twelfth draws 90 from all rows after the sweep of those that no reading had touched; its reader had made no row and no
sweep. Of 89 a page was found, of nine of them another page of the same announcement, of one the same page at another
address, and of one another exhibit of the same filing.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from chuhai.metrics.intervals import wilson

RECORD = Path(__file__).with_name("reverification.jsonl")


def main() -> None:
    rows = [json.loads(line) for line in RECORD.read_text(encoding="utf-8").splitlines()]
    for reading in sorted({r["reading"] for r in rows}):
        show(f"reading {reading}", [r for r in rows if r["reading"] == reading])
        print()
    show("all readings", rows)


def show(title: str, rows: list[dict[str, Any]]) -> None:
    seen = Counter(r["field"] for r in rows)
    disagreeing = Counter(r["field"] for r in rows if not r["agrees"])
    contradicting = Counter(r["field"] for r in rows if r.get("why") == "contradicts")
    print(f"blind re-verification, {title}: {len({r['url'] for r in rows})} pages, {len(rows)} values")
    print(f"{'field':24} {'values':>6} {'disagree':>9} {'95% interval':>20} {'contradict':>11} {'95% interval':>20}")
    for field in sorted(seen, key=lambda f: -seen[f]):
        print(
            f"{field:24} {seen[field]:6} {rate(disagreeing[field], seen[field])} {rate(contradicting[field], seen[field])}"
        )
    n = len(rows)
    print(f"{'all':24} {n:6} {rate(disagreeing.total(), n)} {rate(contradicting.total(), n)}")


def rate(k: int, n: int) -> str:
    low, high = wilson(k, n)
    return f"{k:9} {100 * k / n:6.1f}% {f'{100 * low:.1f}-{100 * high:.1f}%':>13}"


if __name__ == "__main__":
    main()
