"""Takes what two readers labelled on the same documents, neither knowing the other's labels, gives how well they agree by field.

The second reader's labels are scored against the first's by the rules that score what is extracted: where two careful
readers differ, software can't be right by both, so this is about the most that a score on these labels can mean. What one
reader calls a deal told in passing is held against nobody. The labels of benchmarks/gold/pages.jsonl were then settled from
the text; `gold/readers.jsonl` keeps both as they stood before.
"""

from __future__ import annotations

from typing import Any

import msgspec

import pages
from chuhai.catalog import Catalog
from chuhai.model.schema import MONEY
from chuhai.quality import evaluate
from chuhai.quality.evaluate import GoldPage, Judge, PageScore, Tally
from chuhai.settings import curation_folder

READERS = pages.GOLD / "readers.jsonl"
_SAME = ("announced", "kind", "event", "stage", "modality", "royalty_low_pct", "royalty_high_pct", "royalty_text")
_NOTES = ("claims", "signals", "market")


def as_read(deal: dict[str, Any], gold: GoldPage, judge: Judge) -> dict[str, Any]:
    """A label in the shape of what is extracted."""
    parties = [p for d in gold.deals for side in ("licensor", "licensee") for p in evaluate._elements(d, side)]
    money = {role: told for role in MONEY for told in evaluate._elements(deal, role)}
    made = {name: deal.get(name) for name in _SAME}
    assets = [list(names) for names in evaluate._elements(deal, "assets")]
    for side in ("licensor", "licensee"):
        groups = evaluate._elements(deal, side)
        made[side] = [_name(names, parties, judge) for names in groups]
        made[f"{side}_ids"] = [None] * len(groups)
    return {
        **made,
        "confidence": {},
        "direction": [deal["direction"]] if deal.get("direction") else [],
        "asset_names": assets,
        "assets": [names[0] for names in assets],
        "targets": deal.get("targets") or [],
        "territory": deal.get("territory"),
        "territory_granted": sorted(judge.territory(deal.get("territory")) or ()),
        "amounts": {r: {"amount_m": float(t["amount"]), "currency": t["currency"]} for r, t in money.items()},
        "qualifier": {r: t.get("qualifier", "asserted") for r, t in money.items()},
    }


def _name(names: list[str], parties: list[list[str]], judge: Judge) -> str:
    """The name that the other reader used too, else the first."""
    return next((n for n in names if any(judge.same_party(p, n, None) for p in parties)), names[0])


def compared(gold: GoldPage, other: GoldPage, judge: Judge) -> PageScore:
    """Scores of the second reader's labels of one page, the first's being taken for right."""
    read = [as_read(d, gold, judge) for d in other.deals]
    news = [d for d in gold.deals if not d.get("background")]
    passing = {id(r) for r, d in zip(read, other.deals, strict=True) if d.get("background")}
    # What the second reader calls background and the first news, or the other way round, counts for neither.
    pairs, _, _ = evaluate.align(news, read, judge)
    aside = [d for d, r in pairs if id(r) in passing]
    first = [d for d in gold.deals if d.get("background") or d not in aside]
    notes = {name: getattr(other, name) for name in _NOTES}
    given = {"deals": [r for r in read if id(r) not in passing], **notes}
    return evaluate.score_page(msgspec.structs.replace(gold, deals=first), given, judge)


def readers() -> list[tuple[GoldPage, GoldPage]]:
    """Each document's labels by the first reader and by the second."""
    langs = {p.id: p.lang for p in evaluate.load(pages.GOLD / "pages.jsonl")}
    made = []
    for raw in READERS.read_bytes().splitlines():
        line = msgspec.json.decode(raw)
        both = [
            {**line[who], "id": line["id"], "url": "", "lang": langs[line["id"]], "file": None}
            for who in ("first", "second")
        ]
        made.append((msgspec.convert(both[0], GoldPage), msgspec.convert(both[1], GoldPage)))
    return made


def agreement() -> tuple[list[PageScore], dict[str, Tally]]:
    """Scores by page and in sum."""
    judge = Judge(Catalog(curation_folder()))
    found = [compared(first, second, judge) for first, second in readers()]
    return found, evaluate.total(found)


def main() -> None:
    found, tallies = agreement()
    print(f"Two readers, {len(found)} documents")
    print(f"{'field':24} {'both':>5} {'second only':>12} {'first only':>11} {'F1':>6}  95%")
    for name in ("micro", "detection", *evaluate.FIELDS, *_NOTES):
        tally = tallies.get(name)
        if tally is None or tally.f1 is None:
            continue
        bounds = evaluate.interval(found, name)
        between = f"{bounds[0]:.3f}-{bounds[1]:.3f}" if bounds else ""
        print(f"{name:24} {tally.right:5} {tally.wrong:12} {tally.missed:11} {tally.f1:6.3f}  {between}")


if __name__ == "__main__":
    main()
