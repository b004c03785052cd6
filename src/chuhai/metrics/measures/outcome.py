"""Takes counted units, gives what became of them: terminations, and money received against the headline."""

from chuhai.metrics.base import Measure

MEASURES = (
    Measure(
        "terminated_count",
        "Terminated",
        "已终止",
        "deals",
        "count(*) FILTER (terminated_on IS NOT NULL)",
        "count(*)",
        "Counted deals with a termination known by the as-of date.",
    ),
    Measure(
        "termination_rate",
        "Termination rate",
        "终止率",
        "percent",
        "100.0 * count(*) FILTER (terminated_on IS NOT NULL) / count(*)",
        "count(*)",
        "Share of counted deals with a termination known by the as-of date; younger deals have had less time.",
        interval="wilson",
        values="terminated_on",
    ),
    Measure(
        "received_value",
        "Milestones received",
        "已收里程碑",
        "usd_m",
        "sum(received)",
        "count(received)",
        "Milestone payments that a source reports as received.",
    ),
    Measure(
        "received_ratio",
        "Received against milestones",
        "已收占里程碑比例",
        "percent",
        "100.0 * sum(received) FILTER (milestones > 0) / nullif(sum(milestones) FILTER (received IS NOT NULL), 0)",
        "count(*) FILTER (received IS NOT NULL AND milestones > 0)",
        "Reported receipts as a share of announced milestones, over the deals with both; receipts are under-reported.",
    ),
)
