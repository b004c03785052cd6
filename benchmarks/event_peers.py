"""Takes the files of a made-up case, gives each event-study package's time on it; runs in the packages' own environments.

`PYTHON event_peers.py NAME CASE.npz` prints {"version", "seconds", "events", "caar"} as JSON. Only the study is timed, after
one run that warms up; imports and preparing the package's own input tables aren't. Needs nothing of Chuhai's.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

# This folder's coverage.py would hide the package of that name from numba, which one of them imports.
sys.path.pop(0)

import numpy as np

RUNS = 5
WINDOW = (-10, 10)
ESTIMATION, GAP = 250, 10

Study = Callable[[], float]


class Case:
    """Returns (T, N), market (T,), business days (T,), events' columns and rows."""

    def __init__(self, path: str) -> None:
        with np.load(path) as given:
            self.returns, self.market = given["returns"], given["market"]
            self.column, self.row = given["column"], given["row"]
            self.days = given["days"]


def eventstudy(case: Case) -> Study:
    """Its low-level interface on arrays: faster than its tables, which look every date up."""
    from eventstudy import Multiple, Single, models

    rows = [np.r_[r - 270 : r - 20, r - 10 : r + 11] for r in case.row]

    def study() -> float:
        sample = [
            Single(
                models.market_model,
                {"security_returns": case.returns[at, c], "market_returns": case.market[at]},
                event_window=WINDOW,
                estimation_size=ESTIMATION,
                buffer_size=GAP,
            )
            for c, at in zip(case.column, rows, strict=True)
        ]
        return float(Multiple(sample).CAAR[-1])

    return study


def eventstudy_tables(case: Case) -> Study:
    """The same package by its documented interface: returns imported from a table, every event looked up by its date."""
    from eventstudy import Multiple, Single

    used = sorted(set(case.column.tolist()))
    table = {"date": case.days, "market": case.market, **{f"S{c}": case.returns[:, c] for c in used}}
    Single._save_parameter("returns", table)

    def study() -> float:
        sample = [
            Single.market_model(f"S{c}", "market", case.days[r], WINDOW, ESTIMATION, GAP)
            for c, r in zip(case.column, case.row, strict=True)
        ]
        return float(Multiple(sample).CAAR[-1])

    return study


def ffjr_eventstudies(case: Case) -> Study:
    from eventstudies import MultipleEvents, SingleEvent, models

    rows = [np.r_[r - 270 : r - 20, r - 10 : r + 11] for r in case.row]

    def study() -> float:
        sample = [
            SingleEvent(
                models.MarketModel,
                {"daily_ret": case.returns[at, c], "daily_mkt": case.market[at]},
                event_window=WINDOW,
                est_size=ESTIMATION,
                buffer_size=GAP,
            )
            for c, at in zip(case.column, rows, strict=True)
        ]
        return float(MultipleEvents(sample).CAAR[-1])

    return study


def robust_eventstudy(case: Case) -> Study:
    """Its windows are calendar days, so it takes fewer sessions than the others."""
    import pandas as pd
    from robust_eventstudy import MarketModel

    index = pd.DatetimeIndex(case.days)
    series = {int(c): pd.Series(case.returns[:, c], index=index) for c in set(case.column.tolist())}
    model = MarketModel(estimation_window=350, gap_window=29, market_proxy="market")
    model.set_market_returns(pd.Series(case.market, index=index))

    def study() -> float:
        found = [
            model.compute_abnormal_returns(series[int(c)], index[r], (-14, 14))
            for c, r in zip(case.column, case.row, strict=True)
        ]
        return float(np.mean([f["car"] for f in found]))

    return study


def event_study_toolkit(case: Case) -> Study:
    """Groups by security, so every event is a security of its own here; its calendar ends in July 2023."""
    import pandas as pd
    from event_study_toolkit.eventstudy import eventstudy as toolkit

    data = pd.concat(
        pd.DataFrame({"permno": i, "date": case.days[r - 285 : r + 25], "ret_dlst_adj": case.returns[r - 285 : r + 25, c],
                      "vwretd": case.market[r - 285 : r + 25]})
        for i, (c, r) in enumerate(zip(case.column, case.row, strict=True))
    )  # fmt: skip
    events = pd.DataFrame({"permno": range(len(case.row)), "EVT_DATE": case.days[case.row], "GRP": 1})

    def study() -> float:
        made = toolkit(ESTIMATION, GAP, *WINDOW, data, events, groups=["GRP"])
        return float(made.getFullSampleTestStatistic("market")["car_mean"].iloc[0])

    return study


def easy_es(case: Case) -> Study:
    import pandas as pd
    from easy_es import EventStudy

    dates = pd.to_datetime(case.days).date
    used = sorted(set(case.column.tolist()))
    returns = pd.concat(
        pd.DataFrame({"ticker": f"S{c}", "Date": dates, "Ret": case.returns[:, c], "Volume": 1.0}) for c in used
    )
    returns["Date"] = returns["Date"].astype(object)
    factors = pd.DataFrame({"Date": dates, "Mkt-RF": case.market, "RF": 0.0})
    events = pd.DataFrame({"ticker": [f"S{c}" for c in case.column], "event_date": dates[case.row]})

    def study() -> float:
        made = EventStudy(
            estimation_days=ESTIMATION,
            gap_days=GAP,
            window_before=10,
            window_after=10,
            estimator_type="capm",
            n_cores=1,
        )
        made.returns_df = returns
        made.add_factors(factors)
        found = made.run_study(events)
        return float(found[found["Offset"] == WINDOW[1]]["car"].mean())

    return study


PEERS: dict[str, Callable[[Case], Study]] = {
    "eventstudy": eventstudy,
    "eventstudy:tables": eventstudy_tables,
    "ffjr-eventstudies": ffjr_eventstudies,
    "robust-eventstudy": robust_eventstudy,
    "event-study-toolkit": event_study_toolkit,
    "easy-es": easy_es,
}


def main() -> None:
    name, path = sys.argv[1:]
    warnings.simplefilter("ignore")
    # What a package prints must not mix with the answer.
    out, sys.stdout = sys.stdout, sys.stderr
    case = Case(path)
    study = PEERS[name](case)
    caar = study()
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        study()
        times.append(time.perf_counter() - began)
    told: dict[str, Any] = {
        "version": importlib.metadata.version(name.partition(":")[0]),
        "seconds": min(times), "events": len(case.row), "caar": caar,
    }  # fmt: skip
    json.dump(told, out)


if __name__ == "__main__":
    main()
