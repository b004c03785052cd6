"""Takes returns by session and share, gives them as one row a share with the sessions that each return covers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chuhai.errors import UsageError
from chuhai.study.design import Floats, Integers


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Returns of the shares that have events, one contiguous row a share.

    Attributes
    ----------
    y : (C, T) float
        Return from the last available close to this close, as a fraction; NaN where there was no price.
    position : (N,) int
        Row of `y` by column of the panel; -1 for a share without events.
    listed : (C,) int
        First session with a return; T when there is none.
    """

    y: Floats
    position: Integers
    listed: Integers


def shares(returns: ArrayLike, columns: Integers, lowest: float = -1.0) -> Shares:
    """The panel's columns that events ask for, transposed.

    Parameters
    ----------
    lowest : float
        Smallest possible return: -1 for simple ones, minus infinity for logarithmic ones.

    Raises
    ------
    UsageError
        When the panel isn't (sessions, shares), or a return is infinite or below `lowest`: the mark of a zero or negative price.
    """
    panel = np.asarray(returns, dtype=np.float64)
    if panel.ndim != 2:
        raise UsageError(f"returns: {panel.ndim} dimensions; give an array of (sessions, shares)")
    asked = columns[(columns >= 0) & (columns < panel.shape[1])]
    used = np.flatnonzero(np.bincount(asked, minlength=panel.shape[1]))
    y = np.ascontiguousarray(panel.T if len(used) == panel.shape[1] else panel[:, used].T)
    wrong = np.isinf(y)
    wrong |= y < lowest
    if wrong.any():
        share, session = np.argwhere(wrong)[0]
        raise UsageError(
            f"returns: column {used[share]}, row {session}: {y[share, session]} is no return;"
            " a zero or negative price makes it: set that price to NaN"
        )
    position = np.full(panel.shape[1], -1, dtype=np.int64)
    position[used] = np.arange(len(used))
    known = ~np.isnan(y)
    listed = np.where(known.any(axis=1), known.argmax(axis=1), y.shape[1]).astype(np.int64)
    return Shares(y, position, listed)


def covered(y: Floats) -> NDArray[np.int32]:
    """Sessions that each return covers: 1 on an ordinary day, more on resumption, 0 where there is no return.

    A share's first return counts as one session: what came before isn't known.

    Examples
    --------
    >>> covered(np.array([[0.01, np.nan, np.nan, 0.05, 0.02]])).tolist()
    [[1, 0, 0, 3, 1]]
    """
    known = ~np.isnan(y)
    at = np.where(known, np.arange(y.shape[1], dtype=np.int32), np.int32(-1))
    before = np.full_like(at, -1)
    before[:, 1:] = np.maximum.accumulate(at, axis=1)[:, :-1]
    return np.where(known, np.where(before < 0, np.int32(1), at - before), np.int32(0)).astype(np.int32)
