"""Takes made-up returns, gives what an independent event-study package says of them: the oracle that tests hold ours to.

`CHUHAI_EVENT_PEER=PYTHON python benchmarks/event_oracle.py` asks `eventstudy` 0.1a12 (GPL, in an environment of its own) for
the market model's abnormal returns, and statsmodels for every event's coefficients and the forecast variance of its CAR;
answers are written to `tests/oracle/event_study.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from event_cases import events, panel

ORACLE = Path(__file__).resolve().parents[1] / "tests" / "oracle" / "event_study.json"
SESSIONS, SHARES, EVENTS = 440, 26, 40
WINDOW = (-10, 10)
ESTIMATION = (-270, -21)

#: Runs in the peer's own interpreter: rows on standard input, answers on standard output.
PEER = """
import json, sys, importlib.metadata
import numpy as np
from eventstudy import Multiple, Single, models
given = json.load(sys.stdin)
sample = [
    Single(
        models.market_model,
        {"security_returns": np.array(y), "market_returns": np.array(x)},
        event_window=(-10, 10), estimation_size=250, buffer_size=10,
    )
    for y, x in given
]
whole = Multiple(sample)
json.dump({
    "version": importlib.metadata.version("eventstudy"),
    "ar": [list(map(float, s.AR)) for s in sample],
    "car": [float(s.CAR[-1]) for s in sample],
    "caar": list(map(float, whole.CAAR)),
    "t": list(map(float, whole.tstat)),
}, sys.stdout)
"""


def windows() -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Each event's share and market over estimation and event window, without the sessions between."""
    returns, market = panel(SESSIONS, SHARES)
    column, row = events(SESSIONS, SHARES, EVENTS)
    found = []
    for c, r in zip(column, row, strict=True):
        rows = np.r_[r + ESTIMATION[0] : r + ESTIMATION[1] + 1, r + WINDOW[0] : r + WINDOW[1] + 1]
        found.append((returns[rows, c], market[rows]))
    return found


def by_statsmodels() -> dict[str, list[float]]:
    """Coefficients and forecast variances of every event, fitted one by one."""
    import statsmodels.api as sm

    told: dict[str, list[float]] = {"intercept": [], "slope": [], "sigma": [], "variance": []}
    for y, x in windows():
        past = ESTIMATION[1] - ESTIMATION[0] + 1
        fitted = sm.OLS(y[:past], sm.add_constant(x[:past])).fit()
        load = np.array([len(x) - past, x[past:].sum()])
        told["intercept"].append(float(fitted.params[0]))
        told["slope"].append(float(fitted.params[1]))
        told["sigma"].append(float(np.sqrt(fitted.mse_resid)))
        told["variance"].append(float((len(x) - past) * fitted.mse_resid + load @ fitted.cov_params() @ load))
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--peer", default=os.environ.get("CHUHAI_EVENT_PEER", sys.executable), help="a Python that has eventstudy"
    )
    asked = parser.parse_args()
    given = json.dumps([[list(y), list(x)] for y, x in windows()])
    done = subprocess.run([asked.peer, "-c", PEER], input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{asked.peer}: {done.stderr.strip().splitlines()[-1]}; install eventstudy==0.1a12 there")
    made = {
        "sessions": SESSIONS, "shares": SHARES, "events": EVENTS, "window": WINDOW, "estimation": ESTIMATION,
        "eventstudy": json.loads(done.stdout), "statsmodels": by_statsmodels(),
    }  # fmt: skip
    ORACLE.parent.mkdir(parents=True, exist_ok=True)
    ORACLE.write_text(json.dumps(made, indent=None, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{ORACLE}: {EVENTS} events by eventstudy {made['eventstudy']['version']} and statsmodels")


if __name__ == "__main__":
    main()
