"""Takes a page's mentions of targets and a deal's medicines, gives at which targets the deal aims, each with how likely it is."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chuhai.extract.assets import Drug
from chuhai.extract.base import Mention, Page
from chuhai.extract.linear import likelihood

Span = tuple[int, int]
#: Targets of one deal at most, and medicines of a page that is a table, where none stands near another's words.
_MOST, _MANY = 5, 400
#: Likelihood from which on a target is the deal's.
LEAST = 0.5
#: Words on either side that are facts, within how many characters; they are many, and each counts less.
_WORDS, _REACH, _OF_WORD = 3, 30, 0.5
_TOKEN = re.compile(r"[A-Za-z][A-Za-z'-]*|[\u3400-\u9fff]|\d+|[^\sA-Za-z0-9]")
#: Characters between a target and the nearest name of the deal's medicine.
_NEAR = ((30, "within 30"), (60, "within 60"), (140, "within 140"), (400, "within 400"))
#: What stands between two targets of one medicine.
_LIST = re.compile(r"\s?(?:/|x|×|\+|,|、|-|和|及|与|and|&|, and|/?或|or|:)\s?", re.I)
_COMPARED = re.compile(
    r"combin|together with|versus|compared|unlike|rival|also|other|previous|联合|联用|相比|不同于|竞品|其他|另|此外|此前|曾",
    re.I,
)
_FIRM = re.compile(
    r"\b(?:is an?|focus\w*|speciali[sz]\w+|portfolio|pipeline|pioneer\w*|known for)\b|专注|致力|管线|领先|布局|聚焦|是一家",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Aim:
    """A target, the mention that tells it best, and what speaks for it."""

    code: str
    mention: Mention
    facts: Mapping[str, float]


def candidates(
    page: Page,
    found: Sequence[Mention],
    spans: Sequence[Span],
    anchors: Sequence[Span],
    drugs: Sequence[Drug],
    named: Sequence[Drug],
) -> list[Aim]:
    """Each target that the deal's sentences name, in order of mention.

    Parameters
    ----------
    drugs, named : sequence of Drug
        Medicines of the deal, the lead one first, and all of the page.
    """
    inside = [(m, home) for m in found for home in (next((s for s in spans if s[0] <= m.start < s[1]), None),) if home]
    mine = {d.key for d in drugs}
    own = [s for d in drugs for s in d.spans]
    others = [s for d in named if d.key not in mine for s in d.spans] if len(named) < _MANY else []
    listed = {
        one.start
        for (left, _), (right, _) in pairwise(inside)
        if left.value != right.value and _LIST.fullmatch(page.shown[left.end : right.start])
        for one in (left, right)
    }
    by_code: dict[str, list[tuple[Mention, dict[str, float]]]] = {}
    for m, home in inside:
        by_code.setdefault(m.value, []).append((m, _mention(page, m, home, anchors, own, others, listed)))
    made = []
    for number, (code, told) in enumerate(by_code.items()):
        facts: dict[str, float] = {
            "told again": math.log1p(len(told) - 1),
            "targets": math.log1p(len(by_code)),
            "only one": float(len(by_code) == 1),
            "first told": float(number == 0),
            "no medicine": float(not drugs),
            "several medicines": float(len(drugs) > 1),
            "many medicines": float(len(drugs) > 3),
            "a marker every time": float(all(m.route == "marker" for m, _ in told)),
            "of another every time": float(all(f["of another medicine"] for _, f in told)),
        }
        for _, one in told:
            for name, value in one.items():
                facts[name] = max(value, facts.get(name, 0.0))
        nearest = next((name for _, name in _NEAR if facts.get(name)), "far" if own else "")
        facts = {name: value for name, value in facts.items() if not name.startswith("within ") or name == nearest}
        best = max(told, key=lambda t: (t[1]["in an anchor"], -t[1]["gap"], -t[0].start))[0]
        facts.pop("gap")
        made.append(Aim(code, best, facts))
    return made


def _mention(
    page: Page,
    m: Mention,
    home: Span,
    anchors: Sequence[Span],
    own: Sequence[Span],
    others: Sequence[Span],
    listed: set[int],
) -> dict[str, float]:
    """What stands around one mention of a target."""
    shown = page.shown
    before = shown[max(home[0], m.start - 60) : m.start]
    gap = min((_gap(m, s) for s in own), default=999)
    other = min((_gap(m, s) for s in others if home[0] <= s[0] < home[1]), default=999)
    said = any(home[0] <= a < home[1] for a, _ in own)
    return {
        **{f"< {word.lower()}": _OF_WORD for word in _TOKEN.findall(before[-_REACH:])[-_WORDS:]},
        **{f"> {word.lower()}": _OF_WORD for word in _TOKEN.findall(shown[m.end : m.end + _REACH])[:_WORDS]},
        "in an anchor": float(any(a <= m.start < b for a, b in anchors)),
        "in the title": float(m.start < 120),
        "early": float(m.start < 700),
        "in a list": float(m.start in listed),
        "in a list of an anchor": float(m.start in listed and any(a <= m.start < b for a, b in anchors)),
        "a marker": float(m.route == "marker"),
        "compared": float(bool(_COMPARED.search(before))),
        "of a firm": float(bool(_FIRM.search(before))),
        "in the medicine's sentence": float(said),
        "of another medicine": float(bool(own) and not said and other < 999),
        "another medicine nearer": float(other < gap),
        "gap": float(min(gap, 999)),
        **{name: 1.0 for most, name in _NEAR if gap < most},
    }


def _gap(m: Mention, span: Span) -> int:
    return max(0, m.start - span[1], span[0] - m.end)


def choose(found: Sequence[Aim], weights: Mapping[str, float]) -> list[tuple[Aim, float]]:
    """The targets that are likelier the deal's than not, in order of mention, a joint name left out beside its parts."""
    sure = [(one, likelihood(one.facts, weights)) for one in found]
    kept = [one for one in sure if one[1] >= LEAST]
    codes = {one.code for one, _ in kept}
    kept = [one for one in kept if not _joint(one[0].code, codes)]
    best = {one.code for one, _ in sorted(kept, key=lambda k: -k[1])[:_MOST]}
    return sorted((k for k in kept if k[0].code in best), key=lambda k: k[0].mention.start)


def _joint(code: str, others: set[str]) -> bool:
    """Whether a code as "PDE3/4" names targets that stand beside it."""
    m = re.fullmatch(r"(.*?)(\d+)/(\d+)", code)
    return bool(m and {f"{m[1]}{m[2]}", f"{m[1]}{m[3]}"} <= others)
