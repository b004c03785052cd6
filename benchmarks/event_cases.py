"""Takes sizes, gives made-up returns and events that are the same on every machine: inputs of the oracle and the speed figures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def uniform(count: int, stream: int) -> NDArray[np.float64]:
    """`count` numbers in [-1, 1) by splitmix64: integer arithmetic alone, so they never change."""
    with np.errstate(over="ignore"):
        z = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(stream << 32)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) / 2.0**52 - 1.0


def panel(sessions: int, shares: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Returns of shares that follow a market, and the market's."""
    market = 0.017 * uniform(sessions, 1) + 0.0003
    beta = 1.0 + 0.5 * uniform(shares, 2)
    own = 0.035 * uniform(sessions * shares, 3).reshape(sessions, shares)
    return 0.0002 + market[:, None] * beta + own, market


def events(
    sessions: int, shares: int, count: int, before: int = 271, after: int = 11
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Column and session of `count` events, each share's at sessions of its own: no pair comes twice."""
    column = np.arange(count) % shares
    room = sessions - before - after
    shift = ((uniform(shares, 4) + 1) / 2 * room).astype(np.int64)
    # 11 sessions apart, turning round: distinct as long as 11 doesn't divide the room.
    row = before + (shift[column] + 11 * (np.arange(count) // shares)) % room
    return column, row
