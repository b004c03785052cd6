"""Takes exchange_calendars, gives `src/chuhai/markets/calendars.csv`: weekdays without trading and early closes, 2010 on.

Run again when a new year's holidays are known. Building the calendars needs pandas and half a second; reading this
table needs neither. `tests/unit/test_markets_sessions.py` holds that both say the same.
"""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

TABLE = Path(__file__).resolve().parents[1] / "src" / "chuhai" / "markets" / "calendars.csv"
FIRST = dt.date(2010, 1, 1)
LAST = {"XSHG": dt.date(2026, 12, 31), "XHKG": dt.date(2027, 12, 31), "XNYS": dt.date(2027, 12, 31)}


def rows(name: str) -> list[str]:
    """Lines `calendar,date,what` of one calendar: its range, then closed weekdays and early closing times."""
    import exchange_calendars

    calendar = exchange_calendars.get_calendar(name, start=FIRST.isoformat(), end=LAST[name].isoformat())
    sessions = {day.date() for day in calendar.sessions}
    if any(day.weekday() > 4 for day in sessions):
        raise SystemExit(f"{name}: trades on a weekend; the table can't say so")
    local = calendar.closes.dt.tz_convert(calendar.tz)
    early = {day.date(): local[day].strftime("%H:%M") for day in calendar.early_closes}
    days = (FIRST + dt.timedelta(days=n) for n in range((LAST[name] - FIRST).days + 1))
    found = [f"{name},{FIRST},first", f"{name},{LAST[name]},last"]
    for day in days:
        if day.weekday() < 5 and day not in sessions:
            found.append(f"{name},{day},closed")
        elif day in early:
            found.append(f"{name},{day},{early[day]}")
    return found


def table() -> str:
    """The whole table as text."""
    return "\n".join(["calendar,date,what", *(line for name in sorted(LAST) for line in rows(name))]) + "\n"


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    TABLE.write_text(table(), encoding="utf-8")
    print(f"{TABLE.name}: {len(TABLE.read_text().splitlines()) - 1} rows")


if __name__ == "__main__":
    main()
