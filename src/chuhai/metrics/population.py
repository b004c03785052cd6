"""Takes a rule set, a period and filters, gives SQL whose rows are the deals asked about: counted, or dropped with a reason.

The only place that turns rules and deals into counted units.
"""

from __future__ import annotations

import datetime as dt

from chuhai.catalog.rules import RuleSet
from chuhai.deals import direction
from chuhai.deals.current import endings
from chuhai.deals.filters import Filters, literals, quoted
from chuhai.deals.snapshot import known_filter
from chuhai.errors import UsageError
from chuhai.model import schema
from chuhai.model.when import Period

__all__ = ["COLUMNS", "GROUPINGS", "Filters", "direction_sql", "grouping", "literals", "population_sql", "quoted"]

#: Columns that measures may use.
COLUMNS = (
    "deal_id",
    "announced",
    "units",
    "n_assets",
    "total",
    "upfront",
    "milestones",
    "received",
    "terminated_on",
    "licensor_family",
    "licensee_family",
)

#: Grouping -> (SQL for the group's label or labels, whether a deal can fall into several groups).
GROUPINGS: dict[str, tuple[str, bool]] = {
    "year": ("strftime(announced, '%Y')", False),
    "half": ("strftime(announced, '%Y') || 'H' || (1 + (month(announced) > 6)::INT)", False),
    "quarter": ("strftime(announced, '%Y') || 'Q' || quarter(announced)", False),
    "month": ("strftime(announced, '%Y-%m')", False),
    "modality": ("modality", False),
    "target": ("unnest(coalesce(target, [NULL]))", True),
    "area": ("area", False),
    "stage": ("stage", False),
    "kind": ("kind", False),
    "class": ('"class"', False),
    "direction": ("unnest(direction)", True),
    "partner_kind": ("unnest(coalesce(licensee_kind, [NULL]))", True),
    "licensor": ("unnest(licensor_name)", True),
    "licensee": ("unnest(licensee_name)", True),
    "territory": (
        "CASE WHEN territory IS NULL THEN NULL WHEN territory = 'WORLD' THEN 'worldwide' "
        "WHEN territory LIKE 'WORLD -CN%' THEN 'worldwide ex China' WHEN territory LIKE 'WORLD%' THEN 'worldwide, some excluded' "
        "WHEN territory LIKE '%CN%' THEN 'China' ELSE 'regional' END",
        False,
    ),
}


def _none_of(column: str, values: list[str]) -> str:
    """Condition that a list holds none of the values; one value alone is the quicker question."""
    if len(values) == 1:
        return f"NOT list_contains({column}, {quoted(values[0])})"
    return f"NOT list_has_any({column}, [{literals(values)}])"


def direction_sql(rule: RuleSet) -> str:
    """Directions of a deal: China is `rule.china`; the recorded judgement goes first."""
    return direction.sql(rule.china, rule.origin_test == "asset-origin")


def _direction(rule: RuleSet, stands: bool) -> str:
    """The same; worked out already where the deals are read from `counted` and China is the mainland."""
    usual = stands and list(rule.china) == [schema.CHINA] and rule.origin_test != "asset-origin"
    return "usual_direction" if usual else direction_sql(rule)


def _basis(columns: list[str]) -> str:
    return f"coalesce({', '.join(f'{c}_usd_m' for c in columns)})" if columns else "NULL::DOUBLE"


def _reason(rule: RuleSet, period: Period, top: dict[str, tuple[str, ...]]) -> str:
    """CASE that gives the first reason why a deal isn't counted, null when it is."""
    start, end = f"DATE '{period.start}'", f"DATE '{period.end}'"
    cases = [
        (f"announced < {start} OR announced_last > {end}", "'date too coarse for the period: ' || announced_text"),
        (f"coalesce(\"kind\", '?') NOT IN ({literals(rule.kinds)})", "'kind ' || coalesce(\"kind\", 'unknown')"),
        # Documents name no class; who asks for what was read gets it unclassed.
        (
            f"coalesce(\"class\", '?') NOT IN ({literals(rule.classes)}) AND NOT (\"class\" IS NULL AND evidence = 'read')",
            "'class ' || coalesce(\"class\", 'unknown')",
        ),
        ("len(direction) = 0", "'headquarters unknown'"),
        (
            _none_of("direction", rule.directions),
            "'direction ' || list_aggregate(direction, 'string_agg', '+')",
        ),
    ]
    if rule.partners_excluded:
        away = f"[{literals(rule.partners_excluded)}]"
        cases.append(
            (
                f"len(list_filter(coalesce(licensee_hq, []), lambda x: NOT list_contains({away}, x))) = 0",
                "'partner in ' || list_aggregate(licensee_hq, 'string_agg', '+')",
            )
        )
    if rule.buyers == "mnc":
        cases.append(("NOT list_contains(coalesce(licensee_kind, []), 'mnc')", "'buyer is not a multinational'"))
    elif rule.buyers != "any":
        ids = top.get(rule.buyers, ())
        cases.append(
            (
                f"NOT list_has_any(list_concat(coalesce(licensee, []), coalesce(licensee_family, [])), [{literals(ids)}])",
                quoted(f"buyer is not on the list {rule.buyers}"),
            )
        )
    for column, least in (("upfront", rule.minimum_upfront_usd_m), ("total", rule.minimum_total_usd_m)):
        if least is not None:
            cases.append((f"{column} IS NULL", quoted(f"threshold: no {column} stated")))
            cases.append((f"{column} < {least!r}", quoted(f"{column} below {least:g} million US dollars")))
    return "CASE " + " ".join(f"WHEN {test} THEN {why}" for test, why in cases) + " END"


def population_sql(
    rule: RuleSet,
    period: Period,
    filters: Filters,
    known: dt.date | None,
    top: dict[str, tuple[str, ...]] | None = None,
) -> str:
    """SELECT of every deal asked about, with `reason` null where the rule set counts it.

    Parameters
    ----------
    rule : RuleSet
    period : Period
        Deals whose announcement surely or possibly falls in it are asked about.
    filters : Filters
    known : date or None
        The ledger as it was known on that day; None is now.
    top : dict
        Published company lists by name -> company ids, for `rule.buyers`.
    """
    upfront = _basis(list(rule.upfront_basis))
    if rule.add_equity_to_upfront:
        # Shares that the licensor buys are negative, and take nothing off what the licensee pays.
        bought = "CASE WHEN equity_usd_m > 0 THEN equity_usd_m END"
        neither = f"{upfront} IS NULL AND ({bought}) IS NULL"
        upfront = f"CASE WHEN {neither} THEN NULL ELSE coalesce({upfront}, 0) + coalesce({bought}, 0) END"
    units = {
        "agreement": "1",
        "asset": "greatest(coalesce(len(asset), 0), 1)",
        "partner": "greatest(coalesce(len(licensee), 0), 1)",
    }[rule.unit]
    day = f"DATE '{known.isoformat()}'" if known else "DATE '9999-01-01'"
    last = (
        "CASE announced_precision WHEN 'day' THEN announced WHEN 'month' THEN last_day(announced) "
        "WHEN 'quarter' THEN last_day(announced + INTERVAL 2 MONTH)::DATE "
        "WHEN 'half' THEN last_day(announced + INTERVAL 5 MONTH)::DATE ELSE make_date(year(announced), 12, 31) END"
    )
    # As the ledger stands, endings and receipts were joined when it was published.
    stands = known is None and not filters.as_read
    source = "counted deal" if stands else f"{filters.deals_sql} deal {endings(filters.events_sql, day)}"
    known_ends = "" if stands else ", ended.terminated_on, paid.received"
    signed = f"""
        SELECT deal.*, {last} AS announced_last, {_direction(rule, stands)} AS direction, {units} AS units,
            greatest(coalesce(len(asset), 0), 1) AS n_assets, {_basis(list(rule.total_basis))} AS total, {upfront} AS upfront,
            coalesce(milestones_usd_m, milestones_development_usd_m + milestones_sales_usd_m) AS milestones{known_ends}
        FROM {source}
        WHERE {"true" if stands else known_filter(known)} AND announced <= DATE '{period.end}'
            AND announced >= DATE '{period.start}' - INTERVAL 366 DAY AND {filters.sql()}
    """
    rows = f"SELECT *, {_reason(rule, period, top or {})} AS reason FROM ({signed}) WHERE announced_last >= DATE '{period.start}'"
    if rule.events:
        rows += " UNION ALL BY NAME " + _event_rows(rule, period, known, filters)
    return rows


def _event_rows(rule: RuleSet, period: Period, known: dt.date | None, filters: Filters) -> str:
    """Events of deals signed before the period, counted as units of their own with the money of the event."""
    day = f"DATE '{known.isoformat()}'" if known else "DATE '9999-01-01'"
    money = "CASE WHEN e.body->>'$.amounts.{0}.currency' = 'USD' THEN (e.body->'$.amounts.{0}.amount_m')::DOUBLE END"
    return f"""
        SELECT d.* REPLACE (try_cast(e.date AS DATE) AS announced),
            {direction_sql(rule)} AS direction, 1 AS units, 1 AS n_assets, NULL::DOUBLE AS total,
            coalesce({money.format("upfront")}, {money.format("received")}) AS upfront, NULL::DOUBLE AS milestones,
            NULL AS reason
        FROM {filters.deals_sql} d JOIN {filters.events_sql} e USING (deal_id)
        WHERE {known_filter(known, "d")} AND e.known_from <= {day} AND e.event IN ({literals(rule.events)})
            AND try_cast(e.date AS DATE) BETWEEN DATE '{period.start}' AND DATE '{period.end}'
    """


def grouping(name: str | None) -> tuple[str, bool]:
    """(SQL of the group label, whether deals may fall into several groups).

    Raises
    ------
    UsageError
        Listing the groupings.
    """
    if name is None:
        return "NULL", False
    if name not in GROUPINGS:
        raise UsageError(f"grouping {name!r}: unknown; groupings: {', '.join(GROUPINGS)}")
    return GROUPINGS[name]
