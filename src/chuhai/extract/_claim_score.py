"""Takes a number and the words around it, gives how much speaks for a statistic, and what it would measure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chuhai.extract import _claim_numbers as numbers
from chuhai.extract import _claim_words as words


@dataclass(slots=True)
class Item:
    """A number of a sentence: a count, a percentage or an amount, at offsets of the page."""

    start: int
    end: int
    value: float
    kind: str
    qualifier: str
    unit: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a number and what the paragraph has said so far."""

    #: From the number before to this one, and what follows up to 60 characters.
    near: str
    after: str
    #: The whole sentence.
    said: str
    chinese: bool
    #: A period or a publisher is named in the sentence; a publisher before it; licensing at the top of the page.
    dated: bool
    who: bool
    publisher: bool
    topic: bool
    #: Claims of the paragraph so far; 1 or -1 when the number before was taken or refused; deals are counted beside it.
    carried: int
    chain: int
    counted: bool


def score(item: Item, seen: Around) -> float:
    """Evidence that a number speaks of licensing in aggregate; `words.ENOUGH` is enough."""
    cued = bool(words.CUE.search(seen.said))
    subject = bool(numbers.SUBJECT.search(seen.said))
    if item.kind != "count" and not (seen.dated or seen.who or cued or seen.counted or seen.chain > 0 or seen.carried):
        return 0.0
    tail = re.split(r"[,;。]", seen.after, maxsplit=1)[0]
    if numbers.SUBJECT.search(seen.near + (tail if item.kind in ("count", "share") else "")):
        points = 2.0
    elif subject:
        points = 1.5
    elif seen.carried:
        points = 0.0
    elif seen.topic and (seen.dated or seen.chain > 0):
        points = 0.5
    else:
        return 0.0
    points += 1.5 if seen.dated else 0.0
    points += 2.0 if seen.who else 1.5 if cued else 1.0 if seen.publisher else 0.0
    points += 1.0 if seen.carried else 0.0
    points += 2.0 if seen.chain > 0 else -3.0 if seen.chain < 0 and not numbers.SUBJECT.search(seen.near) else 0.0
    if numbers.FOREIGN.search(seen.near[-40:] + tail):
        points -= 5.0
    if item.kind == "amount":
        return points + _amount(item, seen)
    if item.kind == "count":
        points += 1.0 if words.COUNTED.search(tail) or words.BOUNDED.search(seen.near) else 0.0
        points -= 3.0 if item.value < 3 else 0.5 if item.value < 6 else 0.0
        points += 0.5 if words.REACHED.search(seen.near[-20:]) or (seen.carried and seen.dated) else 0.0
    elif item.kind == "times":
        points -= 2.0 if words.NOT_TIMES.search(seen.near) or not (seen.carried or subject) else 0.0
    elif words.NOT_SHARE.search(seen.near[-30:] + tail):
        points -= 4.0
    elif words.WORLD.search(seen.near[-40:] + tail):
        points += 1.0
    return points


#: "37亿美元 more than all of last year" is a difference, not a sum.
_DIFFERENCE = re.compile(r"(?:比|较)[^,。;]{2,24}(?:还|再|又)?(?:多|少|高|低|增加|减少)(?:了|出)?(?:约|近)?\s?$")


def _amount(item: Item, seen: Around) -> float:
    """What speaks for an amount being a sum over deals; bounds ("deals above $1bn") and single deals are not."""
    near, after = seen.near, seen.after
    usd = item.value / (7.0 if item.unit == "CNY m" else 1.0)
    clause = re.split(r"[,;。]", near)[-1]
    if usd < 20_000 and words.THRESHOLD.match(after) and not words.SUM_OF.match(after):
        return words.BOUND
    if usd in words.ROUND and words.THRESHOLD_BEFORE.search(near):
        return words.BOUND
    if _DIFFERENCE.search(clause):
        return words.BOUND
    mean = bool(words.MEAN.search(clause))
    if words.EACH.search(clause) and not mean:
        return words.BOUND
    points = 2.0 if seen.counted else 0.0
    points += 1.0 if words.TOTAL.search(near[-40:] + after[:12]) else 0.0
    points += 1.0 if words.RISE.search(near + after[:30]) else 0.0
    points += 1.5 if usd >= 10_000 else -2.0 if usd < 100 and not mean else 0.0
    if words.SINGLE.search(near) or words.GIVEN.match(after):
        points -= 4.0
    if words.TALKS.search(seen.said):
        points -= 4.0
    elif words.SINGLE.search(seen.said) and not seen.counted:
        points -= 1.0
    return points - (2.0 if item.role == "other" else 0.0)


def measure(item: Item, near: str, after: str, chinese: bool) -> tuple[str, str]:
    """Measure and unit of a number."""
    clause = re.split(r"[,;。:]", near)[-1]
    if item.kind == "times":
        return "other", "x"
    if item.kind == "share":
        value = max((m.end() for m in words.VALUE.finditer(near)), default=-1)
        deals = max((m.end() for m in words.DEALS.finditer(near)), default=-1)
        if (value == deals == -1 or not chinese) and words.VALUE.search(re.split(r"[,;.。]", after)[0]):
            return "share_of_value", "%"
        return ("share_of_value" if value > deals else "share_of_deals"), "%"
    if item.kind == "count":
        return "deal_count", "deals"
    if words.MEAN.search(clause):
        return "other", item.unit
    if words.OF_UPFRONT.match(after) or words.UPFRONT.search(clause):
        return "upfront_value", item.unit
    if item.role.startswith("upfront") and not words.TOTAL.search(clause):
        return "upfront_value", item.unit
    return "total_value", item.unit


def of_mergers(near: str, after: str) -> bool | None:
    """Whether a number is of mergers; None where its words name neither mergers nor licensing."""
    if words.LICENSING.search(near):
        return False
    return True if words.MERGERS.search(near + after[:6]) else None
