"""Prints how rules fare on real wording: the short quotes that curated facts rest on, beside the facts that cite them.

Nearly eleven hundred quotes of at most 25 words, from pages of many publishers, stand in `curation/deals`. A quote rarely
tells a whole deal, so this measures single readings: the role of an amount, the sides of a grant, a territory. Rules were
improved while looking at some of the disagreements: read it as a regression figure on real wording, not as a held-out score.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from chuhai.catalog import Catalog
from chuhai.extract import money
from chuhai.extract.base import Page
from chuhai.extract.extractor import Extractor
from chuhai.extract.territory import Places
from chuhai.model.schema import MONEY
from chuhai.reading.text import Text
from chuhai.sources import curation

FOLDER = Path(__file__).resolve().parent.parent / "curation"
TOLERANCE = 0.02


def main() -> None:
    catalog = Catalog(FOLDER)
    extractor = Extractor(catalog)
    places = Places(catalog.lexicons)
    gazetteer = catalog.lexicons.gazetteer
    family = catalog.companies.family
    right: Counter[str] = Counter()
    other: Counter[str] = Counter()
    sides: Counter[str] = Counter()
    areas: Counter[str] = Counter()
    quotes = 0
    for _, row in curation.deals(FOLDER):
        grantors = {family(str(f.value)) for f in row.facts.get("licensor", [])}
        grantees = {family(str(f.value)) for f in row.facts.get("licensee", [])}
        for key, source in row.sources.items():
            if not source.quote:
                continue
            quotes += 1
            page = Page(Text(source.quote))
            told = {
                name: [
                    (float(f.value), f.unit or "USD")
                    for f in row.facts.get(name, [])
                    if key in f.cite and f.value is not None
                ]
                for name in MONEY
            }
            for mention in money.find(page):
                amount = mention.value
                if amount.role not in MONEY:
                    continue
                fits = [n for n, values in told.items() if any(_same(v, u, amount) for v, u in values)]
                if amount.role in fits:
                    right[amount.role] += 1
                elif fits:
                    other[amount.role] += 1
            _sides(extractor, source.quote, grantors, grantees, sides)
            wanted = [str(f.value) for f in row.facts.get("territory", []) if key in f.cite]
            found = [m for m in places.find(page, list(range(len(page.sentences)))) if not m.value.kept]
            if wanted and found:
                best = max(found, key=lambda m: m.value.score).value.territory.granted
                areas["same" if best in {gazetteer.parse(w).granted for w in wanted} else "other"] += 1
    print(f"{quotes} quotes of real pages")
    print(f"{'role of an amount':24s} {'right':>6s} {'other role':>11s} {'right':>7s}")
    for name in MONEY:
        n = right[name] + other[name]
        if n:
            print(f"{name:24s} {right[name]:6d} {other[name]:11d} {right[name] / n:7.1%}")
    n = sum(right.values()) + sum(other.values())
    print(f"{'all':24s} {sum(right.values()):6d} {sum(other.values()):11d} {sum(right.values()) / n:7.1%}")
    read = sides["right"] + sides["other"]
    print(f"sides of a grant: {sides['right']} of {read} right ({sides['right'] / read:.1%})")
    print(f"{sides['none']} quotes that name both parties tell no grant that the rules read")
    print(f"territory: {areas['same']} of {areas.total()} the same set ({areas['same'] / areas.total():.1%})")


def _same(value: float, unit: str, amount: money.Amount) -> bool:
    return unit == amount.currency and abs(value - amount.amount_m) <= TOLERANCE * abs(value)


def _sides(extractor: Extractor, quote: str, grantors: set[str], grantees: set[str], sides: Counter[str]) -> None:
    """Count whether a quote that names both parties gives the right one on each side."""
    family = extractor.catalog.companies.family
    named = {family(c) for c in extractor.companies_named(quote)}
    if not (named & grantors and named & grantees):
        return
    deals = extractor.extract(Text(quote))["deals"]
    if not deals:
        sides["none"] += 1
        return
    given = {family(c) for c in deals[0]["licensor_ids"] if c}
    taken = {family(c) for c in deals[0]["licensee_ids"] if c}
    sides["right" if given & grantors and taken & grantees else "other"] += 1


if __name__ == "__main__":
    main()
