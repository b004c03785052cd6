"""Contracts: every test of reactions answers the same questions; an added file is asked by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chuhai import plugins
from chuhai.study.design import Design, Events
from chuhai.study.event import run
from chuhai.study.inference import base

PACKAGE = "chuhai.study.inference"
WINDOW = (0, 1)
DESIGN = Design(windows=(WINDOW,), kind="log")


def study(scale: float = 1.0, order: Any = slice(None), effect: float = 0.0) -> Any:
    """Thirty events of thirty shares on ten sessions."""
    draw = np.random.default_rng(17)
    market = draw.normal(0, 0.01, 360)
    returns = market[:, None] + draw.normal(0, 0.02, (360, 30))
    column, row = np.arange(30), 310 + 3 * (np.arange(30) % 10)
    returns[row, column] += effect
    return run(returns * scale, market * scale, Events(column[order], row[order]), DESIGN)


def answer(found: Any, name: str) -> tuple[float, float]:
    outcome = found.outcomes(WINDOW, (name,))[name]
    return float(outcome.statistic[0]), float(outcome.p_value[0])


@pytest.mark.parametrize("file", plugins.names(PACKAGE))
def test_every_test_file_defines_a_test_of_its_name(file: str) -> None:
    found = plugins.load(PACKAGE, file, "TEST")
    assert isinstance(found, base.Test)
    assert found.name == file
    assert base.tests()[file] is found


@pytest.mark.parametrize("name", base.tests())
def test_a_p_value_lies_between_zero_and_one_and_falls_with_the_effect(name: str) -> None:
    small, large = answer(study(), name), answer(study(effect=0.05), name)
    assert 0 < large[1] < small[1] <= 1
    assert large[0] > abs(small[0])


@pytest.mark.parametrize("name", base.tests())
def test_the_unit_of_returns_changes_no_statistic(name: str) -> None:
    assert answer(study(scale=3.0), name) == pytest.approx(answer(study(), name), rel=1e-7)


@pytest.mark.parametrize("name", base.tests())
def test_the_order_of_events_changes_no_statistic(name: str) -> None:
    turned = np.random.default_rng(1).permutation(30)
    assert answer(study(order=turned), name) == pytest.approx(answer(study(), name), rel=1e-7)


@pytest.mark.parametrize("name", [n for n in base.tests() if n != "generalized_sign"])
def test_losses_mirror_gains(name: str) -> None:
    gain, loss = answer(study(effect=0.01), name), answer(study(scale=-1.0, effect=0.01), name)
    assert loss == pytest.approx((-gain[0], gain[1]), rel=1e-7)


@pytest.mark.parametrize("name", base.tests())
def test_no_event_gives_no_number_and_says_so(name: str) -> None:
    nobody = study(order=slice(0, 0))
    found = nobody.test(WINDOW, name)
    assert found.statistic is None
    assert found.estimate is None
    assert found.n_used == 0
    assert found.warnings == ("no event has a value in this window",)
