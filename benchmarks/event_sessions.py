"""Takes announcements whose session was labelled by hand (gold/sessions.jsonl), gives the share that `event_session` gets right.

`published` is the time as its page prints it, with the year or day that the page's context gives where the printed words leave it
out; `zone` stands where the page prints none but its publisher's is known (`zone_basis`); `source` "ledger" marks dates taken from
pages that the curation cites. The rows were labelled before the code was asked. The first set shaped the reading of times (86 of
99 at first, 12 of the 13 misses unread forms); the rows of `split` "second" were labelled and asked once after it was written (22 of 22).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

from chuhai.errors import ChuhaiError
from chuhai.markets import clock
from chuhai.markets.event_day import event_session

GOLD = Path(__file__).parent / "gold" / "sessions.jsonl"
ASKED = 0.95


def labels() -> list[dict[str, Any]]:
    """The labelled rows: one announcement and listing each."""
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


def answer(row: dict[str, Any]) -> tuple[str, str]:
    """Session and reason for a row, or the error in words."""
    on = dt.date.fromisoformat(row["on"]) if "on" in row else None
    try:
        found = event_session(clock.read(row["published"], on=on, zone=row.get("zone")), row.get("zone"), row["ticker"])
    except ChuhaiError as error:
        return "", str(error)
    return found.session.isoformat(), found.reason


def share() -> tuple[float, list[str]]:
    """Share of rows that are right, and each miss in words."""
    rows = labels()
    misses = []
    for row in rows:
        session, reason = answer(row)
        if session != row["session"]:
            misses.append(
                f"{row['announcement']} {row['ticker']}: {row['published']!r} -> {session or 'error'}, labelled "
                f"{row['session']} ({row['reason']}); {reason}"
            )
    return 1 - len(misses) / len(rows), misses


def main() -> int:
    """Print the share and the misses; 1 when fewer than asked are right."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    rows = labels()
    right, misses = share()
    for miss in misses:
        print("miss:", miss)
    by = Counter((row["ticker"].rpartition(".")[2], row["lang"]) for row in rows)
    print("labels:", ", ".join(f"{market} {lang} {n}" for (market, lang), n in sorted(by.items())))
    for split in ("first", "second"):
        asked = [row for row in rows if row.get("split", "first") == split]
        good = sum(answer(row)[0] == row["session"] for row in asked)
        print(f"{split} set: {good} of {len(asked)}")
    print(
        f"event session right for {len(rows) - len(misses)} of {len(rows)} labels "
        f"({right:.1%}, asked {ASKED:.0%}) of {len({r['announcement'] for r in rows})} announcements"
    )
    return int(right < ASKED)


if __name__ == "__main__":
    raise SystemExit(main())
