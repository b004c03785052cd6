"""Takes nothing, gives the finding: one thing that was examined, what was expected, what came, and what to do."""

from __future__ import annotations

from typing import Literal

import msgspec

Status = Literal["ok", "warn", "fail", "off"]


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One examined thing.

    Attributes
    ----------
    name : str
        What was examined: `store`, `prices`, `source newswire`.
    step : str
        The part of it: `disk`, `robots`, `listing`.
    status : {"ok", "warn", "fail", "off"}
        `off` was not examined, and `came` says why.
    expected, came, todo : str
        What should be, what is, what to do about it.
    """

    name: str
    step: str
    status: Status
    came: str
    expected: str = ""
    todo: str = ""
