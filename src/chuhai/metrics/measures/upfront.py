"""Takes counted units, gives what is paid at signing: sums, averages, spread, how often it is told."""

from chuhai.metrics.base import MINIMUM_FOR_QUARTILES, Measure

MEASURES = (
    Measure(
        "upfront_value", "Upfront", "首付款", "usd_m", "sum(upfront)", "count(upfront)",
        "Sum of upfront payments on the rule set's basis, over the deals that state one.",
    ),
    Measure(
        "mean_upfront", "Mean upfront", "平均首付款", "usd_m", "avg(upfront)", "count(upfront)",
        "Mean upfront of the deals that state one.",
    ),
    Measure(
        "median_upfront", "Median upfront", "首付款中位数", "usd_m", "median(upfront)", "count(upfront)",
        "Median upfront of the deals that state one; from five values up.",
        minimum=MINIMUM_FOR_QUARTILES, interval="order", values="upfront",
    ),
    Measure(
        "upfront_lower_quartile", "Upfront, lower quartile", "首付款下四分位", "usd_m", "quantile_cont(upfront, 0.25)",
        "count(upfront)", "A quarter of the stated upfronts lie below; from five values up.", minimum=MINIMUM_FOR_QUARTILES,
    ),
    Measure(
        "upfront_upper_quartile", "Upfront, upper quartile", "首付款上四分位", "usd_m", "quantile_cont(upfront, 0.75)",
        "count(upfront)", "A quarter of the stated upfronts lie above; from five values up.", minimum=MINIMUM_FOR_QUARTILES,
    ),
    Measure(
        "upfront_disclosed_count", "Upfront disclosed", "披露首付款交易数", "deals", "count(upfront)", "count(*)",
        "Counted deals that state an upfront.",
    ),
    Measure(
        "upfront_disclosure_rate", "Upfront disclosed", "首付款披露率", "percent", "100.0 * count(upfront) / count(*)",
        "count(*)", "Share of counted deals that state an upfront.", interval="wilson", values="upfront",
    ),
    Measure(
        "upfront_ratio", "Upfront ratio", "首付款占比", "percent",
        "100.0 * sum(upfront) FILTER (total > 0) / nullif(sum(total) FILTER (upfront IS NOT NULL AND total > 0), 0)",
        "count(*) FILTER (upfront IS NOT NULL AND total > 0)",
        "Upfront as a share of total, over the deals that state both.",
    ),
)
