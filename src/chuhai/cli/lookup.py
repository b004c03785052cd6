"""Takes what a person typed for a deal, gives the deal: by id, slug, or words that fit only one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from chuhai.errors import AmbiguousError, NotFoundError

if TYPE_CHECKING:
    from chuhai.facade import Ledger
    from chuhai.model.deal import DealRow

_LISTED = 8


def deal(ledger: Ledger, typed: str, known: dt.date | None = None) -> DealRow:
    """The deal meant.

    Raises
    ------
    NotFoundError
        No deal has that id or slug, and no deal's names hold the words.
    AmbiguousError
        Words that fit several deals; lists them, newest first.
    """
    try:
        return ledger.deal(typed, known)
    except NotFoundError:
        found = ledger.deals(typed, known=known)
    if len(found) == 1:
        return found.rows[0]
    when = f" known by {known}" if known else ""
    if not found.rows:
        raise NotFoundError(f"deal {typed!r}: none{when}; `chuhai deals WORDS` finds ids")
    listed = "".join(f"\n  {r.id}  {r.slug}" for r in found.rows[:_LISTED])
    more = f"\n  ... and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
    raise AmbiguousError(f"deal {typed!r}: fits {len(found)} deals; use the id{listed}{more}")
