"""Takes a built ledger, gives its coverage: deals by year beside PharmCube's published counts, and how they are evidenced."""

from __future__ import annotations

import chuhai

#: The published counts that coverage is held against, by claim id where one exists for the year.
YEARS = ("2020", "2021", "2022", "2023", "2024", "2025", "2025Q1")


def published(ledger: chuhai.Ledger, period: str) -> str:
    """PharmCube's count of out-licences for a period, as printed, or a dash."""
    from chuhai.catalog import claims

    for claim in claims.read(ledger.settings.curation):
        about = claim.population
        narrowed = about.modality or about.stage or about.area or about.min_upfront_usd_m or about.min_total_usd_m
        if (
            (claim.rule_set, claim.period, claim.measure) == ("pharmcube", period, "deal_count")
            and about.direction == ["out"]
            and about.buyers == "any"
            and not narrowed
        ):
            return f"{claim.value:g}"
    return "–"


def spread(ledger: chuhai.Ledger, period: str, measure: str) -> tuple[float, float, int]:
    """Lowest, highest and number of published figures for all Chinese out-licences of a period."""
    from chuhai.catalog import claims

    found = []
    for claim in claims.read(ledger.settings.curation):
        about = claim.population
        narrowed = about.modality or about.stage or about.area or about.min_upfront_usd_m or about.min_total_usd_m
        whole = about.direction == ["out"] and about.buyers == "any" and about.kinds == "license-out" and not narrowed
        if (claim.period, claim.measure) == (period, measure) and whole:
            found.append(claim.value / (1000 if claim.unit == "usd_m" else 1))
    return min(found), max(found), len(found)


def main() -> None:
    with chuhai.Ledger.open() as ledger:
        sql = ledger.snapshot.sql
        deals, companies, assets = (
            sql(f"SELECT count(*) FROM {t}")[0][0] for t in ("(SELECT DISTINCT deal_id FROM deal)", "company", "asset")
        )
        statements, reread = sql("SELECT count(*), count(retrieved_on) FROM statement")[0]
        pages = sql("SELECT count(DISTINCT url) FROM statement")[0][0]
        print(
            f"{deals} deals, {companies} companies, {assets} assets; {statements} statements on {pages} pages, "
            f"{100 * reread / statements:.0f}% from pages read again for this ledger; as of {ledger.as_of}\n"
        )
        print(
            f"{'period':8} {'out':>5} {'in':>5} {'domestic':>9} {'foreign':>8}   {'by PharmCube rules':>18} {'PharmCube says':>15}"
        )
        for period in YEARS:
            rows = ledger.deals(period=period).rows
            each = {d: sum(d in r.direction for r in rows) for d in ("out", "in", "domestic", "foreign")}
            ours = ledger.stats(period, ("deal_count",), rule_set="pharmcube").value("deal_count") or 0
            print(
                f"{period:8} {each['out']:5} {each['in']:5} {each['domestic']:9} {each['foreign']:8}   "
                f"{ours:18.0f} {published(ledger, period):>15}"
            )

        low, high, n = spread(ledger, "2024", "deal_count")
        print(f"\nPublished for 2024: {low:g} to {high:g} out-licences ({n} claims)", end="")
        low, high, n = spread(ledger, "2024", "total_value")
        print(f", ${low:g}bn to ${high:g}bn ({n} claims)")


if __name__ == "__main__":
    main()
