"""Takes how a value was read and how sure its deal is, gives the share of such values that are right on labelled pages.

The weights stand in extract/_sure_weights.py and are fitted by `python benchmarks/extraction.py --calibrate` from values of
development pages that were read with choices learnt from other pages.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from chuhai.extract import _sure_weights
from chuhai.extract.linear import likelihood
from chuhai.extract.pairs import Pair, Read, is_notice

#: Log odds, margins and details beyond which nothing is surer.
_FARTHEST, _WIDEST, _LARGEST = 5.0, 8.0, 20.0
#: Values of parties and medicines have a likelihood of their own.
_PARTS = ("party", "asset")


def confidence(route: str, detail: float, deal: Mapping[str, float]) -> float:
    """Confidence between 0 and 1 of a value read by `route`; `detail` is the route's own measure of how sure it is."""
    return round(likelihood(facts(route, detail, deal), _sure_weights.SURE), 4)


def facts(route: str, detail: float, deal: Mapping[str, float]) -> dict[str, float]:
    """What speaks for a value: its route and detail, and how likely its deal is told apart from what is none."""
    kind = route.partition("-")[0]
    level = math.log1p(min(_LARGEST, max(0.0, detail)))
    found = {f"by {route}": 1.0, f"{route}: detail": level, f"{kind}: detail": level, **deal}
    for name in ("likely", "margin", "both known", "several deals", "late event"):
        if deal.get(name):
            found[f"{kind}: {name}"] = deal[name]
    return found


def deal_facts(read: Read, pair: Pair, event: bool) -> dict[str, float]:
    """How sure a deal is as a whole: of its two parties, of who grants, and how many parts of the page say the same."""
    page = read.page
    parties = [read.parties[k] for k in pair.sides]
    odds = math.log(max(1e-6, pair.likely) / max(1e-6, 1.0 - pair.likely))
    grantor, grantee = ({read.keys.index(k) for k in side} for side in (pair.licensor, pair.licensee))
    agree = against = 0
    for index in pair.sentences:
        for way in {
            (v.party in grantor) == (v.side == "licensor")
            for v in read.votes[index]
            if v.party in grantor | grantee and (v.other is None or v.other in grantor | grantee)
        }:
            agree, against = agree + way, against + (not way)
    heading = page.memo.get("title", 0)
    named = set(read.present[heading]) if read.present else set()
    return {
        "likely": max(-1.0, min(1.0, odds / _FARTHEST)),
        "very likely": max(0.0, min(_FARTHEST, odds) - 2.0),
        "margin": min(_WIDEST, pair.margin) / _WIDEST,
        "both known": float(all(p.company for p in parties)),
        "none known": float(not any(p.company for p in parties)),
        "weakest name": 1.0 - min(p.confidence for p in parties),
        "both in the title": float(set(pair.sides[:2]) <= named),
        "sentences that agree": math.log1p(agree),
        "sentences against": math.log1p(against),
        "several deals": math.log1p(pair.others),
        "anchors": math.log1p(len(pair.anchors)),
        "late event": float(event),
        "three parties": float(len(pair.sides) > 2),
        "notice": float(is_notice(page)),
        "Chinese page": float(page.chinese),
        "traditional page": float(page.text.language == "zh-Hant"),
    }
