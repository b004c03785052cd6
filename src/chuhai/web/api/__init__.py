"""Takes the held ledger, gives the API: what pages show, as JSON, CSV, XLSX or Parquet, with stable ids and conditional requests."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from chuhai.web.api import about, count, deals, market, reading, things
from chuhai.web.api.answered import Door
from chuhai.web.api.asked import strict
from chuhai.web.api.described import RESPONSES
from chuhai.web.held import Held
from chuhai.web.keeping import Keeper
from chuhai.web.worker import Readers

__all__ = ["router"]


def router(held: Held, readers: Readers, keeper: Keeper, public: bool = False) -> APIRouter:
    """Routes below `/api/v1`.

    Parameters
    ----------
    public : bool
        What is computed from the keeper's own prices and documents is refused.
    """
    made = APIRouter(responses=RESPONSES, dependencies=[Depends(strict)])
    door = Door(held, readers, keeper, public)
    for part in (deals, things, count, market, about, reading):
        part.add(made, door)
    return made
