"""Takes nothing, gives the measure (a statistic defined once) and the registry that finds them by scanning files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from chuhai import plugins
from chuhai.errors import PluginError, UsageError

_PACKAGE = "chuhai.metrics.measures"
#: Quartiles and medians of fewer disclosed values say more about one deal than about the market.
MINIMUM_FOR_QUARTILES = 5


@dataclass(frozen=True, slots=True)
class Measure:
    """A statistic over counted units.

    Attributes
    ----------
    name : str
        Also the name that published claims use.
    unit : str
        deals, assets, companies, usd_m or percent.
    sql : str
        Aggregate over the population's columns (see `population.COLUMNS`), counted rows only.
    used : str
        Aggregate that tells how many rows went into it.
    minimum : int
        Fewer used rows give null, said in words.
    interval : {"wilson", "order"} or None
        How sampling error is told, where it means something: Wilson (1927) score interval for a rate, distribution-free
        order-statistic interval for a median. Sums and counts of a full listing have none.
    """

    name: str
    en: str
    zh: str
    unit: Literal["deals", "assets", "companies", "usd_m", "percent", "days"]
    sql: str
    used: str
    definition: str
    minimum: int = 1
    interval: Literal["wilson", "order"] | None = None
    values: str | None = None


@cache
def measures() -> dict[str, Measure]:
    """Every measure by name.

    Raises
    ------
    PluginError
        When two files define one name.
    """
    found: dict[str, Measure] = {}
    for file in plugins.names(_PACKAGE):
        for measure in plugins.load(_PACKAGE, file, "MEASURES"):  # type: ignore[attr-defined]
            if measure.name in found:
                raise PluginError(f"{_PACKAGE}/{file}.py: measure {measure.name} is defined twice")
            found[measure.name] = measure
    return found


def measure(name: str) -> Measure:
    """The measure called `name`.

    Raises
    ------
    UsageError
        Listing the measures that there are.
    """
    found = measures().get(name)
    if found is None:
        raise UsageError(f"measure {name!r}: unknown; measures: {', '.join(measures())}")
    return found
