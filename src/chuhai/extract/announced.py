"""Takes a page's dates and a deal's sentences, gives the date on which the deal was announced, with how likely it is."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence

from chuhai.extract import dates
from chuhai.extract.base import Mention, Page
from chuhai.extract.cues import Quick
from chuhai.extract.likeliest import Candidate, Chosen, choose
from chuhai.extract.pairs import Firms, is_notice

_SIGNED = Quick(re.compile(r"sign|enter|execut|签|订立|达成|协议", re.I))
_SAID = Quick(re.compile(r"announc|reported|宣布|公告|公布|披露|讯|电|发布", re.I))
_TO_COME = Quick(re.compile(r"expected|until|by the end|ended|as of|since|预计|计划|将于|截至|之前|以来", re.I))
#: Other things that happen on days: closings, approvals, meetings, share prices.
_OTHER_NEWS = Quick(
    re.compile(
        r"clos|effective|exercis|terminat|amend|approved|meeting|listed|founded|IPO|ESMO|ASCO|session|share price"
        r"|终止|生效|批准|股东大会|成立|收盘|涨|跌",
        re.I,
    )
)
#: Right before or behind the day of signing, which is not that of the news where the page has a day of its own.
_SIGNED_ON = re.compile(
    r"(?:\b(?:dated|signed|entered|executed|concluded|effective|made|agreement)|签署|签订|订立|签)[^.;。;]{0,16}$", re.I
)
_ON_IT_SIGNED = re.compile(r"[^.;。;,,]{0,24}?(?:签[署订下]|订立|\b(?:signed|entered into|executed|concluded)\b)", re.I)
#: Right before the day of an agreement that is referred to by it: "the License Agreement of August 16, 2017".
_OF_AGREEMENT = re.compile(
    r"\b(?:Agreements?|agreements?|announcements?|Contract|contract)\W{0,2}(?:\([^()]{0,60}\)\W{0,2})?(?:,? ?(?:of|dated|made|entered into|signed|effective|executed)(?: as)?(?: of| on)?) ?$|(?:日期为|所载日期为|兹提述|提述)[^。;,]{0,24}$"
)
#: A page that tells that what was announced before is now closed: the deal is of the day before.
_CLOSED = re.compile(
    r"\bclos(?:es|ed|ing)\b(?! price)|\bcomplet(?:es?|ed|ion)\b[^.;]{0,40}\b(?:licen[sc]\w+|transaction|deal|agreement|acquisition|collaboration)|\bHSR\b|waiting period|closing conditions|becomes? effective|交割|等待期|正式生效|先决条件|成交条件|完成交易",
    re.I,
)
#: Beside the day on which a page was changed.
_CHANGED = re.compile(r"modif\w*|updated?|_gmt|更新", re.I)
#: Right behind or before a day on which something begins, and before one on which it had been told.
_FROM_THEN = re.compile(r"\s?(?:起|开始|生效|之?前|以前|止)|\s?(?:onwards?|PDUFA)", re.I)
_FROM = re.compile(
    r"\b(?:effective|from|starting|beginning|since|set|by|until|PDUFA date of)(?: on| as of)? ?$|(?:自|从|至)\s?$", re.I
)
_TOLD_BEFORE = re.compile(
    r"\b(?:had been|was|were|as|first|previously|originally|earlier) (?:\w+ )?(?:announced|disclosed|reported|signed|entered into)[^.;]{0,16}$|(?:曾|此前|早在|先前|之前|已)(?:于|在)?\s?$",
    re.I,
)
#: Characters from a deal's first sentence that are beside it, and that are far behind it.
_BESIDE, _FAR = 300, 900
#: Characters in which a page tells that a deal is closed.
_LEAD = 500


def when(
    page: Page,
    found: list[Mention],
    spans: list[tuple[int, int]],
    anchors: list[tuple[int, int]],
    start: int,
    firms: Firms,
    weights: Mapping[str, float],
) -> Chosen[str] | None:
    """The likeliest date of the deal whose sentences are `spans`.

    Parameters
    ----------
    found : list of Mention
        Dates of the page.
    spans, anchors : list of (start, end)
        Sentences that speak of the deal, and those of them that name both parties.
    start : int
        Where its first sentence begins.
    firms : Firms
        Where the page names the deal's companies and others, and whether it tells no other deal.
    """
    return choose(candidates(page, found, spans, anchors, start, firms), weights)


def candidates(
    page: Page,
    found: list[Mention],
    spans: list[tuple[int, int]],
    anchors: list[tuple[int, int]],
    start: int,
    firms: Firms,
) -> list[Candidate[str]]:
    """Each date that may be the deal's, with its facts."""
    alone, closed = firms.alone, bool(_CLOSED.search(page.shown, 0, _LEAD))
    if not found:
        return []
    own, notice = dates.own_day(page), is_notice(page)
    days = [m.value.iso for m in found if m.value.precision == "day"]
    newest = max(days, default="")
    told = Counter(m.value.iso for m in found)
    first = min(m.start for m in found)
    beside = [m.start for m in found if m.value.precision == "day" and any(a <= m.start < b for a, b in anchors)]
    said = [m.start for m in found if m.value.precision == "day" and any(a <= m.start < b for a, b in spans)]
    starts = [m.start for m in found]
    made = []
    for m in found:
        facts = dict(_known(page, m))
        inside = any(a <= m.start and m.end <= b for a, b in spans)
        anchored = inside and any(a <= m.start < b for a, b in anchors)
        facts |= {
            "in the deal's sentences": float(inside),
            "beside both parties": float(anchored),
            "beside both parties, of several deals": float(anchored and not alone),
            "beside both parties, signed": float(anchored and facts["signed"] > 0),
            "of several deals, elsewhere": float(not alone and not inside),
            "elsewhere, though a day is beside both parties": float(not anchored and bool(beside)),
            "elsewhere, though a day is in the deal's sentences": float(not inside and bool(said)),
            "first day beside both parties": float(bool(beside) and m.start == beside[0]),
            "beside both parties, no day": float(anchored and m.value.precision != "day" and not beside),
            "beside the deal": float(abs(m.start - start) < _BESIDE),
            "far behind the deal": float(m.start > start + _FAR),
            "before the deal": float(m.start < start),
            "newest day": float(m.value.iso == newest),
            "of an older year": float(bool(newest) and m.value.iso[:4] < newest[:4]),
            "only date": float(len(told) == 1),
            "told again": float(told[m.value.iso] > 1),
            "first date": float(m.start == first),
            **_to_own(m, own, anchored, inside, alone, facts, notice),
            **_whose(m, starts, spans, firms),
            "of a closing, the newest day": float(closed and m.value.iso == newest),
            "of a closing, an older day": float(closed and m.value.precision == "day" and m.value.iso < newest),
            **_of_event(m, firms, facts, bool(newest) and m.value.iso[:4] < newest[:4]),
        }
        made.append(Candidate(m, m.value.iso, facts))
    return made


def _to_own(
    m: Mention, own: str | None, anchored: bool, inside: bool, alone: bool, known: Mapping[str, float], notice: bool
) -> dict[str, float]:
    """How a date stands to the day on which the page came out."""
    if own is None:
        return {"the page has no day": 1.0}
    if m.value.precision != "day":
        return {}
    days = (dt.date.fromisoformat(own) - dt.date.fromisoformat(m.value.iso)).days
    here = days == 0
    return {
        "the page's own day": float(here),
        "the page's own day, of several deals": float(here and not alone),
        "the page's own day, of a notice": float(here and notice),
        "after the page": float(days < 0),
        "a day or two before the page": float(1 <= days <= 2),
        "days before the page": float(3 <= days <= 10),
        "weeks before the page": float(11 <= days <= 45),
        "long before the page": float(days > 45),
        "long before the page, of one deal": float(days > 45 and alone),
        "before the page, beside both parties": float(days > 0 and anchored),
        "before the page, in the deal's sentences": float(days > 0 and inside),
        "before the page, signed on it": float(days > 0 and known["signed on it"] > 0),
        "before the page, told": float(days > 0 and known["told"] > 0),
    }


def _known(page: Page, m: Mention) -> dict[str, float]:
    """`_facts`, which each deal of the page asks for."""
    known: dict[tuple[int, str], dict[str, float]] = page.memo.setdefault("what stands around dates", {})
    if (m.start, m.route) not in known:
        known[m.start, m.route] = _facts(page, m)
    return known[m.start, m.route]


def _facts(page: Page, m: Mention) -> dict[str, float]:
    """What stands around a date."""
    shown = page.shown
    before, behind = shown[max(0, m.start - 40) : m.start], shown[m.end : m.end + 40]
    near = f"{before} {behind}"
    close = shown[max(0, m.start - 30) : m.end + 30]
    return {
        m.value.precision: 1.0,
        "loose": float(m.route == "loose"),
        "year of the page": float(m.route == "by the page"),
        "year of elsewhere": float(m.route == "thought"),
        "field of its own": float(bool(dates.FIELD.search(before[-8:]))),
        "dateline": float(bool(dates.DATELINE.quick.search(near))),
        "wire": float(bool(dates.WIRE.search(close))),
        "city before": float(bool(dates.CITY_LINE.search(before)) and behind[:4].strip()[:1] in ("-", "/", "(")),
        "told": float(bool(dates.TOLD.search(behind[:14]) or dates.TOLD.search(before[-24:]))),
        "past": float(bool(dates.PAST.search(before[-32:]))),
        "signed": float(bool(_SIGNED.quick.search(near))),
        "news beside": float(bool(dates.ANNOUNCE.search(shown[max(0, m.start - 60) : m.end + 60]))),
        "signed on it": float(bool(_SIGNED_ON.search(before[-30:]) or _ON_IT_SIGNED.match(behind))),
        "said": float(bool(_SAID.quick.search(near))),
        "to come": float(bool(_TO_COME.quick.search(near))),
        "other news": float(bool(_OTHER_NEWS.quick.search(near))),
        "in a table": float("\t" in close or "|" in close),
        "from then on": float(bool(_FROM_THEN.match(behind) or _FROM.search(before))),
        "of an agreement referred to": float(bool(_OF_AGREEMENT.search(shown[max(0, m.start - 90) : m.start]))),
        "of a change to the page": float(bool(_CHANGED.search(before[-24:]))),
        "told before": float(bool(_TOLD_BEFORE.search(before))),
        "on a line of its own, late": float(m.start >= 800 and _alone(shown, m)),
        "at the start": float(m.start < 150),
        "near the start": float(150 <= m.start < 400),
        "early": float(400 <= m.start < 800),
        "late": float(m.start >= 1500),
    }


def _alone(shown: str, m: Mention) -> bool:
    """Whether a date has a line to itself, as those of the other articles of a site have."""
    return shown[max(0, m.start - 2) : m.start].endswith("\n") and not shown[m.end : m.end + 6].strip(
        "\n ：:0123456789"
    )


def _whose(m: Mention, starts: Sequence[int], spans: list[tuple[int, int]], firms: Firms) -> dict[str, float]:
    """Which companies are named between a date and the next one of its sentence: a list tells one deal behind each date."""
    home = next((s for s in spans if s[0] <= m.start < s[1]), None)
    if home is None:
        return {}
    after = bisect_right(starts, m.start)
    end = min(home[1], starts[after]) if after < len(starts) else home[1]
    before = bisect_left(starts, m.start) - 1
    ours = _between(firms.ours, m.end, end)
    others = _between(firms.others, m.end, end)
    several = end < home[1] or (before >= 0 and starts[before] >= home[0])
    return {
        "of several dates of a sentence, a party behind": float(several and ours > 0),
        "of several dates of a sentence, both parties behind": float(several and ours > 1),
        "of several dates of a sentence, only others behind": float(several and not ours and others > 0),
        "only others behind": float(not ours and others > 0),
    }


def _between(starts: Sequence[int], start: int, end: int) -> int:
    """How many of the offsets are between two."""
    return bisect_left(starts, end) - bisect_left(starts, start)


def _of_event(m: Mention, firms: Firms, known: Mapping[str, float], older: bool) -> dict[str, float]:
    """What a date means to a page that tells what became of a deal: its signing was another day."""
    if firms.signing:
        return {}
    return {
        "after signing": 1.0,
        "after signing, signed": known["signed"],
        "after signing, signed on it": known["signed on it"],
        "after signing, past": known["past"],
        "after signing, of an older year": float(older),
        "after signing, of an agreement referred to": known["of an agreement referred to"],
        "after signing, no day": float(m.value.precision != "day"),
        "after signing, other news": known["other news"],
    }
