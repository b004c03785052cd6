"""Takes a page's mentions of stages and a deal's sentences, gives the stage of its medicine at signing, with how likely it is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence

from chuhai.extract.assets import Drug
from chuhai.extract.base import Mention, Page
from chuhai.extract.cues import Quick
from chuhai.extract.likeliest import Candidate, Chosen, choose
from chuhai.extract.pairs import Firms
from chuhai.extract.stage import OTHERS, RANK
from chuhai.reading.text import Sentence

_COMPARED = Quick(re.compile(r"combin|versus|其他|另一|other|also|pipeline|and another|还有|此外|platform", re.I))
_MILESTONE = Quick(re.compile(r"milestone|里程碑|royalt|upon|支付", re.I))
_NOW = Quick(re.compile(r"current|now in|is in|ongoing|under way|目前|正在|处于|已进入|进行中", re.I))
_DONE = Quick(re.compile(r"complet|positive|results|data|met|完成|结果|数据|公布", re.I))
#: A stage of many medicines, or of none: "seven drugs are approved", "the only one on sale", "no therapy has been approved".
_GENERAL = Quick(
    re.compile(
        r"\b(?:no|none|many|most|several|other|only|all|any|these|such|first|two|three|four|five|six|seven|eight|nine|ten|\d+) (?:[\w-]+ ){0,3}(?:drugs?|therap\w+|medicines?|treatments?|products?|candidates|assets|programs|programmes|deals)\b"
        r"|\d+\s?(?:多|余)?(?:款|个|种|家|项)|[几多数]款|同类|同靶点|首款|唯一|没有|尚无|行业|竞品|其他|其它|等(?:药|产品)|管线大多|多数",
        re.I,
    )
)
#: Right behind a stage that names the data, not where the medicine stands: "preclinical evidence", "临床前已显示".
_ONLY_DATA = re.compile(
    r"(?:研究|试验|模型)?(?:中|里)?(?:的)?(?:数据|证据|结果|模型|已?(?:显示|证实|表明))|(?:al)? (?:\w+ )?(?:data|evidence|results|models?|findings|development|work|activit)",
    re.I,
)
_PLACE = Quick(re.compile(r"China|NMPA|中国|国内|FDA|U\.S\.|美国"))
Span = tuple[int, int]


def stage(
    page: Page,
    found: Sequence[Mention],
    spans: Sequence[Span],
    told_of: Sequence[Span],
    anchors: Sequence[Span],
    drugs: Sequence[Drug],
    named: Sequence[Drug],
    firms: Firms,
    weights: Mapping[str, float],
) -> Chosen[str] | None:
    """The likeliest stage of the deal whose sentences are `spans`.

    Parameters
    ----------
    found : sequence of Mention
        Stages that the page tells; the route is `planned` where a step is still to come.
    told_of : sequence of Span
        Sentences that name its medicine or follow one that does, wherever they stand.
    drugs, named : sequence of Drug
        Medicines of the deal, the lead one first, and all of the page.
    firms : Firms
        Where the page names the deal's companies and others.
    """
    return choose(candidates(page, found, spans, told_of, anchors, drugs, named, firms), weights)


def candidates(
    page: Page,
    found: Sequence[Mention],
    spans: Sequence[Span],
    told_of: Sequence[Span],
    anchors: Sequence[Span],
    drugs: Sequence[Drug],
    named: Sequence[Drug],
    firms: Firms,
) -> list[Candidate[str]]:
    """Each stage told in the deal's sentences, with its facts."""
    mine = sorted({s[0] for d in drugs for s in d.spans})
    others = sorted({s[0] for d in named for s in d.spans}.difference(mine))
    homes, own = sorted({*spans, *told_of}), set(spans)
    inside = [
        (m, home)
        for m in (*found, *map(_before_it, filter(_still_to_file, found)))
        for home in (_home(m, homes),)
        if home
    ]
    told = Counter(m.value for m, _ in inside)
    reached = [RANK[m.value] for m, _ in inside if m.route == "stage"]
    furthest = max(reached, default=-1)
    told_in: dict[Span, int] = {}
    for m, home in inside:
        if m.route == "stage":
            told_in[home] = max(told_in.get(home, -1), RANK[m.value])
    return [
        Candidate(
            m,
            m.value,
            {
                **_facts(page, m, anchors),
                **_medicine(m, home, drugs, named),
                m.value: 1.0,
                **_together(page, m, home, drugs),
                **_whose(m, home, anchors, mine, others, firms),
                "outside the deal's sentences": float(home not in own),
                "furthest": float(RANK[m.value] == furthest and m.route == "stage"),
                "less than its sentence tells": float(RANK[m.value] < told_in.get(home, -1)),
                "to be found, none told": float(m.route == "sought" and not reached),
                "to be found, no medicine": float(m.route == "sought" and not drugs),
                "planned, none reached": float(m.route == "planned" and furthest < 0),
                "only stage": float(len(told) == 1),
                "told again": float(told[m.value] > 1),
            },
        )
        for m, home in inside
    ]


def _home(m: Mention, homes: Sequence[Span]) -> Span | None:
    """The sentence that a mention stands in."""
    i = bisect_right(homes, (m.start, 1 << 60)) - 1
    return homes[i] if i >= 0 and m.end <= homes[i][1] else None


#: Sentences that tell of one medicine at most.
_MOST_TOLD = 12


def sentences(page: Page, drugs: Sequence[Drug]) -> list[int]:
    """Numbers of the sentences that name one of the medicines, each with the one behind it."""
    starts = [s.start for s in page.sentences]
    found: set[int] = set()
    told: set[int] = set()
    for drug in drugs:
        named = {bisect_right(starts, start) - 1 for start, _ in drug.spans}
        for number in sorted(named)[:_MOST_TOLD]:
            found |= {number, number + 1}
            told.add(number)
    return sorted(n for n in found if n < len(starts) and (n in told or not page.sentences[n].boilerplate))


def around(page: Page, drugs: Sequence[Drug], where: Sequence[int]) -> list[int]:
    """Those sentences, and those that tell of a medicine which one of them names."""
    starts, known = [s.start for s in page.sentences], set(where)
    mine = [d for d in drugs if any(bisect_right(starts, start) - 1 in known for start, _ in d.spans)]
    return sorted({*where, *sentences(page, mine)})


def _facts(page: Page, m: Mention, anchors: Sequence[Span]) -> dict[str, float]:
    """What stands around a stage."""
    before, behind = page.shown[max(0, m.start - 60) : m.start], page.shown[m.end : m.end + 60]
    near = f"{before} {behind}"
    return {
        "planned": float(m.route == "planned"),
        "to be found": float(m.route == "sought"),
        "before an application to come": float(m.route == "before it"),
        "beside both parties": float(any(a <= m.start < b for a, b in anchors)),
        "compared": float(bool(_COMPARED.quick.search(before))),
        "of further programmes": float(bool(OTHERS.search(before))),
        "of a milestone": float(bool(_MILESTONE.quick.search(near))),
        "now": float(bool(_NOW.quick.search(near))),
        "done": float(bool(_DONE.quick.search(near))),
        "only data": float(bool(_ONLY_DATA.match(page.shown, m.end))),
        "only data, early": float(m.value in _EARLY and bool(_ONLY_DATA.match(page.shown, m.end))),
        "place beside": float(bool(_PLACE.quick.search(near))),
        "at the start": float(m.start < 600),
        "early": float(m.start < 1500),
    }


#: Stages at which a medicine is sold or soon will be, and those before it was given to anybody.
_LATE, _EARLY = frozenset({"filed", "approved"}), frozenset({"discovery", "preclinical", "ind"})


def _names(home: Span, drugs: Sequence[Drug]) -> bool:
    """Whether a sentence names one of the medicines."""
    return any(home[0] <= s[0] < home[1] for d in drugs for s in d.spans)


def names(sentence: Sentence, drugs: Sequence[Drug]) -> bool:
    """Whether a sentence of a page names one of the medicines."""
    return _names((sentence.start, sentence.end), drugs)


def _still_to_file(m: Mention) -> bool:
    """Whether a mention tells of an application for trials that is still to come."""
    return m.value == "ind" and m.route == "planned"


def _before_it(m: Mention) -> Mention:
    """The stage of a medicine whose application for trials is still to come."""
    return Mention(m.start, m.end, "preclinical", "before it")


def _together(page: Page, m: Mention, home: Span, drugs: Sequence[Drug]) -> dict[str, float]:
    """What a stage means together with where it is told: that of a whole field is told in any sentence."""
    group = "late" if m.value in _LATE else "early" if m.value in _EARLY else "clinical"
    mine = _names(home, drugs)
    place = "no medicine" if not drugs else "its sentence" if mine else "elsewhere"
    return {
        f"{group}, {place}": 1.0,
        f"{group}, planned": float(m.route == "planned"),
        f"{group}, of something general": float(
            bool(_GENERAL.quick.search(page.shown[max(home[0], m.start - 40) : m.end + 20]))
        ),
    }


def _medicine(m: Mention, home: Span, drugs: Sequence[Drug], named: Sequence[Drug]) -> dict[str, float]:
    """How a stage stands to the deal's medicines and to others."""
    if not drugs:
        return {"no medicine": 1.0}
    near = min(abs(m.start - s[0]) for s in drugs[0].spans)
    mine = _names(home, drugs)
    others = not mine and any(home[0] <= s[0] < min(m.start + 40, home[1]) for d in named for s in d.spans)
    return {
        "within 60 of the medicine": float(near < 60),
        "within 120 of the medicine": float(60 <= near < 120),
        "within 300 of the medicine": float(120 <= near < 300),
        "within 600 of the medicine": float(300 <= near < 600),
        "far from the medicine": float(near >= 600),
        "in the medicine's sentence": float(mine),
        "of another medicine": float(others),
        "several medicines": float(len(drugs) > 1),
    }


def _last(starts: Sequence[int], home: Span, at: int) -> int:
    """The last of the offsets in a sentence before `at`, -1 where there is none."""
    i = bisect_left(starts, at) - 1
    return starts[i] if i >= 0 and starts[i] >= home[0] else -1


def _any(starts: Sequence[int], home: Span) -> bool:
    """Whether one of the offsets is in a sentence."""
    i = bisect_left(starts, home[0])
    return i < len(starts) and starts[i] < home[1]


def _whose(
    m: Mention, home: Span, anchors: Sequence[Span], mine: Sequence[int], others: Sequence[int], firms: Firms
) -> dict[str, float]:
    """Whose medicine a sentence tells of, by the companies and medicines that it names, and how far it is from the deal's own."""
    medicine, another = _last(mine, home, m.start), _last(others, home, m.start)
    ours, theirs = _last(firms.ours, home, m.start), _last(firms.others, home, m.start)
    named = _any(mine, home)
    away = min((max(a - m.start, m.start - b, 0) for a, b in anchors), default=9999)
    group = "late" if m.value in _LATE else "early" if m.value in _EARLY else "clinical"
    foreign = _any(firms.others, home) and not _any(firms.ours, home)
    return {
        "last named: the deal's medicine": float(medicine > another),
        "last named: another medicine": float(another > medicine),
        "beside another medicine, none of the deal's": float(not mine and _any(others, home)),
        "a party before it": float(ours > theirs),
        "another company before it": float(theirs > ours),
        "only other companies beside": float(foreign),
        "only other companies beside, no medicine": float(foreign and not named),
        "within 150 of the parties": float(0 < away < 150),
        "within 500 of the parties": float(150 <= away < 500),
        "far from the parties": float(away >= 500),
        "far from the parties, no medicine": float(away >= 500 and not named),
        "of several deals": float(not firms.alone),
        "of several deals, no medicine": float(not firms.alone and not named),
        f"{group}, not of a signing": float(not firms.signing),
        f"{group}, of several deals": float(not firms.alone),
        f"{group}, far from the parties": float(away >= 500),
    }
