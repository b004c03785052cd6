"""Takes a pair with its sentences, gives the medicines of its deal among those that the page names, each with how likely it is."""

from __future__ import annotations

import math
import re

from chuhai.extract import _weights
from chuhai.extract.anchors import MAY_BE_FIRM
from chuhai.extract.assets import Drug
from chuhai.extract.linear import likelihood
from chuhai.extract.pairs import Pair, Read, page_tells

#: Medicines of one deal at most, and how likely one has to be where none is as likely as it should be.
_MOST, _BEST = 8, 0.35
#: What stands before a medicine that a deal's own is compared or combined with.
_COMPARED = re.compile(
    r"(?:combin\w+ with|in combination|together with|such as|versus|compared (?:to|with)|similar to|competitor|rival|like|against|maker of|known for|biosimilars? (?:candidate |version |product )?(?:to|of)|reference (?:product|drug|medicine)|originator|used with|add-on to|added to|next to|beside|联合|联用|对比|相比|竞品|类似|优于|头对头|原研药?|参照药|对照药|对应|例如|包括)\s?[^.;,。;,]{0,18}$",
    re.I,
)
#: What stands between two medicines of one list: "IBI363 (PD-1/IL-2), IBI343".
_LISTED = re.compile(
    r"(?:[®™])?(?:\s?\([^()]{1,40}\))?\s?(?:,|、|和|及|与|以及|&|,? and|/)\s?(?:(?:the|its) )?(?:[A-Z][\w.-]* ){0,2}",
    re.I,
)


def choose(read: Read, pair: Pair, spans: list[tuple[int, int]]) -> list[Drug]:
    """Medicines of the deal whose sentences are `spans`, in order of mention."""
    found = facts(read, pair, spans)
    sure = [(likelihood(told, _weights.MEDICINE), drug, start) for drug, start, told in found]
    sure.sort(key=lambda s: -s[0])
    chosen = [s for s in sure if s[0] >= _weights.MEDICINE_LEAST][:_MOST]
    chosen = chosen or [s for s in sure[:1] if s[0] >= _BEST]  # a deal is about something
    for likely, drug, _ in chosen:
        pair.medicines[drug.key] = likely
    return [drug for _, drug, start in sorted(chosen, key=lambda s: s[2])]


def facts(read: Read, pair: Pair, spans: list[tuple[int, int]]) -> list[tuple[Drug, int, dict[str, float]]]:
    """The medicines that the deal's sentences name, where first, and what speaks for and against each."""
    page = read.page
    anchors = [(page.sentences[i].start, page.sentences[i].end) for i in pair.anchors if i in pair.sentences]
    first, last = min((a for a, _ in spans), default=0), max((b for _, b in spans), default=0)
    inside: list[tuple[Drug, list[tuple[int, int]]]] = []
    for drug in read.drugs:
        if drug.spans[0][0] < last and drug.spans[-1][0] >= first:
            named = [s for s in drug.spans if any(a <= s[0] < b for a, b in spans)]
            if named:
                inside.append((drug, named))
    if not inside:
        return []
    most = max(len(named) for _, named in inside)
    start = min(named[0][0] for _, named in inside)
    body = [i for i, s in enumerate(page.sentences) if not s.boilerplate][:3]
    head = page.sentences[body[0]].end if body else 0
    lead = page.sentences[body[-1]].end if body else 0
    firm = [
        (page.sentences[i].start, page.sentences[i].end)
        for i in pair.sentences
        if page_tells(page, i) and page.told(i, MAY_BE_FIRM)
    ]
    voted = [(v.start, v.end) for i in pair.sentences for v in read.votes[i]]
    made = []
    for drug, named in inside:
        anchored = sum(any(a <= s[0] < b for a, b in anchors) for s in named)
        told = {
            "in an anchor": float(anchored > 0),
            "anchors": math.log1p(anchored),
            "named": math.log1p(len(named)),
            "share of mentions": len(named) / most,
            "most named": float(len(named) == most),
            "in the title": float(any(s[0] < head for s in named)),
            "in the lead": float(any(s[0] < lead for s in named)),
            "first named": float(named[0][0] == start),
            "only one": float(len(inside) == 1),
            "among many": math.log1p(len(inside)),
            "compared": float(bool(_COMPARED.search(page.shown[max(0, named[0][0] - 40) : named[0][0]]))),
            "in a firm sentence": float(any(a <= s[0] < b for a, b in firm for s in named)),
            "inside a grant": float(any(a <= s[0] < b for a, b in voted for s in named)),
            f"by {drug.route}": 1.0,
            "in the registry": float(drug.asset is not None),
            "surely a medicine": drug.likely,
            "far": min(1.0, max(0.0, named[0][0] - page.sentences[pair.first].start) / 1500),
            "before the deal": float(named[0][0] < page.sentences[pair.first].start),
            "elsewhere too": float(len(drug.spans) > len(named)),
        }
        owner = read.origin.get(drug.asset) if drug.asset else None
        told["of a side"] = float(owner in pair.sides)
        told["of another"] = float(owner is not None and owner not in pair.sides)
        beside = [theirs for other, theirs in inside if other is not drug and _listed(page.shown, named, theirs)]
        told["in a list"] = float(bool(beside))
        told["in a list that an anchor holds"] = float(
            any(a <= s[0] < b for theirs in beside for s in theirs for a, b in anchors)
        )
        made.append((drug, named[0][0], told))
    return made


def _listed(shown: str, one: list[tuple[int, int]], other: list[tuple[int, int]]) -> bool:
    """Whether two medicines stand side by side in a list, in either order."""
    return any(
        0 < behind[0] - before[1] < 60 and _LISTED.fullmatch(shown[before[1] : behind[0]])
        for left in one
        for right in other
        for before, behind in ((left, right), (right, left))
    )
