"""Our event study against answers of `eventstudy` 0.1a12 and statsmodels, kept with the script that asked them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chuhai.study.design import Design, Events
from chuhai.study.event import run

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def oracle() -> dict[str, Any]:
    return json.loads((ROOT / "tests" / "oracle" / "event_study.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def ours(oracle: dict[str, Any]) -> Any:
    sys.path.append(str(ROOT / "benchmarks"))
    try:
        import event_cases
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    returns, market = event_cases.panel(oracle["sessions"], oracle["shares"])
    column, row = event_cases.events(oracle["sessions"], oracle["shares"], oracle["events"])
    design = Design(windows=(tuple(oracle["window"]),), estimation=tuple(oracle["estimation"]))
    return run(returns, market, Events(column, row), design)


def test_the_case_holds_repeated_events_of_one_share(ours: Any) -> None:
    assert len(np.unique(ours.events.column)) < len(ours.events)
    assert ours.n_used == 40


def test_abnormal_returns_equal_an_independent_package(ours: Any, oracle: dict[str, Any]) -> None:
    other = oracle["eventstudy"]
    np.testing.assert_allclose(ours.ar, other["ar"], rtol=0, atol=1e-8)
    np.testing.assert_allclose(ours.car[:, 0], other["car"], rtol=0, atol=1e-8)
    np.testing.assert_allclose(np.cumsum(ours.ar.mean(axis=0)), other["caar"], rtol=0, atol=1e-8)


def test_its_pooled_t_follows_from_our_deviations(ours: Any, oracle: dict[str, Any]) -> None:
    """It divides the squares by n, pools the variances and leaves out the forecast error."""
    n = ours.n_estimation
    pooled = (ours.sigma**2 * (n - 2) / n).sum() / len(n) ** 2
    length = np.arange(1, ours.ar.shape[1] + 1)
    t = np.cumsum(ours.ar.mean(axis=0)) / np.sqrt(length * pooled)
    np.testing.assert_allclose(t, oracle["eventstudy"]["t"], rtol=0, atol=1e-8)


def test_coefficients_and_forecast_variances_equal_statsmodels(ours: Any, oracle: dict[str, Any]) -> None:
    other = oracle["statsmodels"]
    np.testing.assert_allclose(ours.raw.intercept, other["intercept"], rtol=0, atol=1e-8)
    np.testing.assert_allclose(ours.raw.slopes[:, 0], other["slope"], rtol=0, atol=1e-8)
    np.testing.assert_allclose(ours.sigma, other["sigma"], rtol=0, atol=1e-8)
    np.testing.assert_allclose(ours.sigma**2 * ours.raw.spread[:, 0], other["variance"], rtol=1e-8)


def test_patell_and_bmp_equal_their_formulas_on_the_oracles_numbers(ours: Any, oracle: dict[str, Any]) -> None:
    scar = np.array(oracle["eventstudy"]["car"]) / np.sqrt(oracle["statsmodels"]["variance"])
    window = tuple(oracle["window"])
    patell = scar.sum() / np.sqrt(len(scar) * 248 / 246)
    bmp = scar.mean() / (scar.std(ddof=1) / np.sqrt(len(scar)))
    assert ours.test(window, "patell").statistic == pytest.approx(patell, abs=1e-8)
    assert ours.test(window, "bmp").statistic == pytest.approx(bmp, abs=1e-8)
