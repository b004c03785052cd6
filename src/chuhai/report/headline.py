"""Takes the counted deals, gives the headline: five numbers beside those of a year before, and the sentence that says them."""

from __future__ import annotations

from dataclasses import replace

from chuhai.metrics.result import StatResult
from chuhai.report.gather import Counted, Source, Value
from chuhai.report.parts import Figure, Sentence, Tile

MEASURES = ("deal_count", "total_value", "upfront_value", "median_upfront", "upfront_disclosure_rate")
_VALUE: dict[str, Value] = {
    "total_value": "total",
    "upfront_value": "upfront",
    "median_upfront": "upfront",
    "upfront_disclosure_rate": "upfront",
}


def tiles(source: Source) -> tuple[Tile, ...]:
    """Headline numbers with n disclosed of n, and growth where both sides can be told."""
    now = source.stats(source.period, MEASURES)
    earlier = source.period.year_before()
    before = source.stats(earlier, MEASURES)
    found = []
    for measure in MEASURES:
        here = _figure(source, now, measure, source.now)
        there = _figure(source, before, measure, source.before, before=True)
        change = source.changed(source.say("change_of", what=here.name), here, there)
        basis = _basis(source, measure, here, source.now)
        found.append(Tile(here, basis, change, there, _before(source, there) if there.unit == "usd_m" else None))
    return tuple(found)


def _figure(source: Source, result: StatResult, measure: str, counted: Counted, before: bool = False) -> Figure:
    name = _before_name(source, measure) if before else source.say(f"tile_{measure}")
    cell = result.cell(measure)
    unit = {"deal_count": "deals", "upfront_disclosure_rate": "percent"}.get(measure, "usd_m")
    if measure not in _VALUE:
        return Figure(cell.value, "deals", counted.ids, name)
    used, missing = counted.split(_VALUE[measure])
    note = None
    if cell.value is None:
        note = source.say("none_disclosed") if not used else source.say("too_few", n=len(used))
    return Figure(cell.value, unit, used, name, missing, note, cell.low, cell.high)  # type: ignore[arg-type]


def _basis(source: Source, measure: str, here: Figure, counted: Counted) -> Sentence:
    everything = source.count(source.say("tile_deal_count"), counted.rows)
    if measure == "deal_count":
        first = len({row["licensor_family"][0] for row in counted.rows if row["licensor_family"]})
        return Sentence(
            "basis_licensors", {"n": Figure(float(first), "companies", counted.ids, source.say("licensors"))}
        )
    stated = Figure(
        float(len(here.deals)), "deals", here.deals, source.say("that_state_it", what=here.name), here.missing
    )
    if measure == "upfront_disclosure_rate":
        if here.low is None or here.high is None:
            return Sentence("basis_disclosed", {"used": stated, "all": everything})
        return Sentence("basis_interval", {"used": stated, "all": everything, "interval": replace(here, interval=True)})
    return Sentence("basis_disclosed", {"used": stated, "all": everything})


def _before(source: Source, there: Figure) -> Sentence:
    """How many deals stated a sum a year before."""
    everything = source.count(_before_name(source, "deal_count"), source.before.rows)
    stated = replace(
        there, value=float(len(there.deals)), unit="deals", name=source.say("that_state_it", what=there.name)
    )
    return Sentence("n_of_n", {"n": stated, "all": everything})


def _before_name(source: Source, measure: str) -> str:
    return source.say(f"tile_{measure}") + source.say("in_brackets", what=source.say("year_before"))


def standfirst(source: Source, shown: tuple[Tile, ...]) -> Sentence:
    """The period in one sentence."""
    count, total, upfront = (t.figure for t in shown[:3])
    if not count.value:
        return Sentence("standfirst_none")
    if total.value is None:
        return Sentence("standfirst_no_value", {"deals": count})
    if upfront.value is None:
        return Sentence("standfirst_no_upfront", {"deals": count, "total": total})
    own = list(source.rule.directions) == ["out"] and list(source.rule.china) == ["CN"]
    return Sentence("standfirst" if own else "standfirst_plain", {"deals": count, "total": total, "upfront": upfront})
