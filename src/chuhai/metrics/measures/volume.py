"""Takes counted units, gives how many and how much: deals, assets, companies, headline values."""

from chuhai.metrics.base import MINIMUM_FOR_QUARTILES, Measure

MEASURES = (
    Measure("deal_count", "Deals", "交易数", "deals", "sum(units)", "count(*)", "Units that the rule set counts."),
    Measure(
        "asset_count", "Assets", "资产数", "assets", "sum(n_assets)", "count(*)",
        "Assets in the counted deals; a platform deal without named assets counts one.",
    ),
    Measure(
        "company_count", "Licensors", "授权方数", "companies", "count(DISTINCT licensor_family[1])", "count(*)",
        "Distinct first licensors, subsidiaries counted with their parent.",
    ),
    Measure(
        "total_value", "Total value", "总金额", "usd_m", "sum(total)", "count(total)",
        "Sum of announced maximum values, over the deals that state one.",
    ),
    Measure(
        "mean_total", "Mean total", "平均总金额", "usd_m", "avg(total)", "count(total)",
        "Mean announced maximum value of the deals that state one.",
    ),
    Measure(
        "median_total", "Median total", "总金额中位数", "usd_m", "median(total)", "count(total)",
        "Median announced maximum value of the deals that state one; from five values up.",
        minimum=MINIMUM_FOR_QUARTILES, interval="order", values="total",
    ),
    Measure(
        "milestone_value", "Milestones", "里程碑金额", "usd_m", "sum(milestones)", "count(milestones)",
        "Sum of contingent payments, over the deals that state them.",
    ),
    Measure(
        "total_disclosure_rate", "Total disclosed", "总金额披露率", "percent", "100.0 * count(total) / count(*)", "count(*)",
        "Share of counted deals that state a total.", interval="wilson", values="total",
    ),
)
