"""Takes two mentions, gives the log-odds that they tell one deal and the facts that moved them.

Rules (`match.decide`) ask for a medicine, a date or an amount that agrees; a page often leaves a hole there or is misread. Here each
fact of a pair counts for as much as it told on labelled pages, a logistic regression that `benchmarks/learn_merging.py` fits.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product

from chuhai.catalog.names import has_chinese
from chuhai.resolve._merging_weights import MERGING
from chuhai.resolve.candidates import LOCAL, WINDOW_DAYS, Mention, is_open

#: What two deals weigh of one document, whose reader told them apart; of other medicines or firms, which nothing joins; of other days.
ONE_PAGE, OTHER, OTHER_DAY = -5.0, -9.0, -5.0
#: Amounts in the same currency that differ by less are equal: one page rounds, another doesn't.
_ROUNDED = 0.011
_AMOUNTS = ("upfront", "total", "milestones", "near_term", "upfront_and_near_term", "equity")
_TERMS = ("target", "modality", "kind", "territory")
#: Least millions at which an amount under another name is worth noting.
_WORTH_NOTING = 5.0
_APART, _CODES = "medicines that the registry tells apart", "codes that differ"
#: "hlb 101", "pf 08052666", "tlx591"; a registry's medicine stands by its id.
_CODE = re.compile(r"[a-z]{1,6} ?(\d{2,})[a-z]?")
#: How the parties of two mentions agree, worst first.
_PARTIES = (
    "another party",
    "an unknown party of another name",
    "a party unknown",
    "a party of a like name",
    "same parties",
)
#: Characters with which Chinese names must begin alike.
_BEGINS = 2
#: How a date that is far off may be a slip.
_MISDATED = frozenset({"the same day of another year", "far apart, a page that dates all its deals alike"})
_NOTHING: frozenset[str] = frozenset()
_LEAST_NAME = 4
_SHOWN = 4
_NOT_NAME = re.compile(r"[^a-z0-9\u4e00-\u9fff]")


def weigh(left: Mention, right: Mention, known: int) -> tuple[float, str]:
    """Log-odds that two mentions are one deal, and its heaviest facts in words, for and against.

    Parameters
    ----------
    known : int
        How many curated deals the two firms have.
    """
    if left.document and left.document == right.document:
        return ONE_PAGE, "two deals of one page"
    found = facts(left, right, known)
    held = ruled_out(found)
    if held:
        return held
    told = sorted(((MERGING.get(fact, 0.0), fact) for fact in found), key=lambda t: (-abs(t[0]), t[1]))
    speaks = [fact for weight, fact in told if weight > 0][:_SHOWN]
    against = [fact for weight, fact in told if weight < 0][:_SHOWN]
    reason = "; against: ".join(", ".join(side) for side in (speaks, against) if side)
    return MERGING[""] + sum(weight for weight, _ in told), reason if speaks else f"against: {reason}"


def ruled_out(found: frozenset[str]) -> tuple[float, str] | None:
    """What keeps two deals of the same firms apart whatever else a pair shares; None where nothing does.

    Labelled pages hold few second deals of two firms and many misread ones, so these aren't learnt: another medicine, by the
    registry or by its code, or a signing dated months away is another deal unless an amount is equal; an unknown firm of another
    name unless a medicine is.
    """
    if "an unknown party of another name" in found and "a medicine in common" not in found:
        return OTHER, "against: an unknown party of another name, no medicine in common"
    if found & {"one equal amount", "several equal amounts"}:
        return None
    for fact in (_APART, _CODES):
        if fact in found:
            return OTHER, f"against: {fact}, no equal amount"
    if found & {"months apart", "over a year apart"} and not found & _MISDATED:
        return OTHER_DAY, "against: signed at other times, no equal amount"
    return None


def facts(left: Mention, right: Mention, known: int) -> frozenset[str]:
    """What is so of a pair, each fact in words; the same whichever of the two comes first."""
    parties, turned = _parties(left, right)
    both = parties == "same parties"
    shared = left.asset & right.asset
    asset = _asset(left, right)
    when = tuple(_when(left, right))
    equal, unequal, elsewhere = _amounts(left, right)
    found = {parties, asset, *when}
    if turned:
        found.add("sides turned")
    if asset == "a medicine of another name" and not (left.happened or right.happened) and _codes_differ(left, right):
        found.add(_CODES)
    if both and known == 1:
        found.add("the only deal of its firms that curators hold")
        if not left.asset or not right.asset:
            found.add("their only deal, a medicine unnamed")
    if both and known > 2:
        found.add("firms of several deals")
    if len([a for a in shared if not a.startswith(LOCAL)]) > 1:
        found.add("several medicines in common")
    if equal:
        found.add("one equal amount" if equal == 1 else "several equal amounts")
        found.add(f"{parties}, an equal amount")
    if unequal:
        found.add("some amounts differ" if equal else "amounts differ")
    if elsewhere and not equal:
        found.add("an amount in common under another name")
    if left.curated or right.curated:
        found.add("one is curated")
        if "a date missing" in when:
            found.add("a date missing, one is curated")
    far = any(w in when for w in ("months apart", "over a year apart"))
    if shared:
        found.add(f"{parties}, a medicine in common")
        if turned:
            found.add("sides turned, a medicine in common")
        if any(not a.startswith(LOCAL) for a in shared):
            found.add("a registered medicine in common")
        if far:
            found.add("far apart, a medicine in common")
    elif "a date missing" in when:
        found.add("a date missing, no medicine in common")
    elif far and not equal:
        found.add("far apart, neither medicine nor amount in common")
    if "within 3 days" in when:
        found.add(f"{parties}, within 3 days")
    found.update(_terms(left, right))
    return frozenset(found)


def _parties(left: Mention, right: Mention) -> tuple[str, bool]:
    """How the parties agree, by the side that agrees least, in the better of both orders, and whether that is the turned one."""
    straight = sorted((_side(left.licensor, right.licensor), _side(left.licensee, right.licensee)))
    crossed = sorted((_side(left.licensor, right.licensee), _side(left.licensee, right.licensor)))
    turned = crossed[-1] >= straight[-1] and crossed > straight
    return _PARTIES[(crossed if turned else straight)[0]], turned


def _side(one: frozenset[str], other: frozenset[str]) -> int:
    """How two sides agree, as a place in `_PARTIES`."""
    if one & other:
        return _PARTIES.index("same parties")
    if not (is_open(one) or is_open(other)):
        return _PARTIES.index("another party")
    names = [[f.removeprefix(f"{LOCAL}c:") for f in side if f.startswith(LOCAL)] for side in (one, other)]
    pairs = [(a, b) for a, b in product(*names) if has_chinese(a) == has_chinese(b)]
    if any(_like(a, b) for a, b in pairs):
        return _PARTIES.index("a party of a like name")
    # Of two scripts, or one in the registry: it may be the same firm by a name that nobody noted.
    unlike = pairs and is_open(one) and is_open(other)
    return _PARTIES.index("an unknown party of another name" if unlike else "a party unknown")


def _like(one: str, other: str) -> bool:
    """Whether two names begin alike: "台康" and "台康生", "Merck" and "Merck Research"."""
    if has_chinese(one):
        return one[:_BEGINS] == other[:_BEGINS] and len(one) >= _BEGINS
    return one.split(" ")[0] == other.split(" ")[0]


def _asset(left: Mention, right: Mention) -> str:
    if left.asset & right.asset:
        return "a medicine in common"
    if not left.asset and not right.asset:
        return "no medicine named by either"
    if not left.asset or not right.asset:
        vague = left if not left.asset else right
        return "no medicine named by a curator" if vague.curated else "no medicine named by one"
    if any(len(a) >= _LEAST_NAME and a in b for a, b in _names(left, right)):
        return "a medicine's name within the other's"
    known = all(any(not a.startswith(LOCAL) for a in m.asset) for m in (left, right))
    return _APART if known else "a medicine of another name"


def _codes_differ(left: Mention, right: Mention) -> bool:
    """Whether each names a medicine by its code or by one of the registry's, which knows its codes; no number being the same."""
    numbers = []
    for mention in (left, right):
        codes = [m for a in mention.asset if a.startswith(LOCAL) and (m := _CODE.fullmatch(a.split(":", 2)[-1]))]
        if not codes and all(a.startswith(LOCAL) for a in mention.asset):
            return False
        numbers.append({m[1].lstrip("0") for m in codes})
    return any(numbers) and not numbers[0] & numbers[1]


def _names(left: Mention, right: Mention) -> Iterator[tuple[str, str]]:
    """Spellings of medicines, the shorter first; ids of the registry are no names."""
    one, other = (
        [_NOT_NAME.sub("", a.split(":", 2)[-1]) for a in m.asset if a.startswith(LOCAL)] for m in (left, right)
    )
    for a, b in product(one, other):
        yield (a, b) if len(a) <= len(b) else (b, a)


def _when(left: Mention, right: Mention) -> Iterator[str]:
    """How the dates agree."""
    if left.happened != right.happened:
        deal, event = (left, right) if right.happened else (right, left)
        last = event.event_last or event.event_day
        if last is None or deal.announced is None:
            yield "an event, a date missing"
        else:
            yield "an event after the signing" if (last - deal.announced).days >= -1 else "an event before the signing"
        return
    if left.happened:
        yield "two events"
        if left.event_day and right.event_day:
            apart = abs((left.event_day - right.event_day).days)
            if apart <= 3 or apart > WINDOW_DAYS:
                yield "events within 3 days" if apart <= 3 else "events far apart"
        return
    days = left.days_from(right)
    if days is None or left.announced is None or right.announced is None:
        yield "a date missing"
        return
    bounds = ((3, "within 3 days"), (10, "within 10 days"), (WINDOW_DAYS, "within 45 days"), (400, "months apart"))
    yield next((name for most, name in bounds if days <= most), "over a year apart")
    if days <= WINDOW_DAYS:
        return
    exact = left.announced == left.announced_last and right.announced == right.announced_last
    if exact and (left.announced.month, left.announced.day) == (right.announced.month, right.announced.day):
        yield "the same day of another year"
    if (right if left.curated else left).roundup:
        yield "far apart, a page that dates all its deals alike"


@lru_cache(maxsize=1 << 16)
def _told(told: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """Values of each property that a mention tells; a mention is weighed against many."""
    found: dict[str, set[str]] = defaultdict(set)
    for said in told:
        name, _, value = said.partition(" ")
        found[name].add(value)
    return {name: frozenset(values) for name, values in found.items()}


def _amounts(left: Mention, right: Mention) -> tuple[int, int, bool]:
    """How many amounts agree, how many differ, and whether one stands under another name."""
    one, other = _told(left.told), _told(right.told)
    equal = unequal = 0
    noted: list[set[str]] = [set(), set()]
    for name in _AMOUNTS:
        said = one.get(name, _NOTHING), other.get(name, _NOTHING)
        for place, values in enumerate(said):
            noted[place].update(v for v in values if _amount(v)[0] >= _WORTH_NOTING)
        amounts = product(*([_amount(v) for v in values] for values in said))
        pairs = [(a, b) for (a, unit), (b, other_unit) in amounts if unit == other_unit]
        if any(abs(a - b) <= _ROUNDED * max(a, b) for a, b in pairs):
            equal += 1
        elif pairs:
            unequal += 1
    return equal, unequal, bool(noted[0] & noted[1])


def _amount(said: str) -> tuple[float, str]:
    number, _, unit = said.partition(" ")
    return float(number), unit


def _terms(left: Mention, right: Mention) -> Iterator[str]:
    one, other = _told(left.told), _told(right.told)
    for name in _TERMS:
        if name in one and name in other:
            yield f"{name} in common" if one[name] & other[name] else f"another {name}"
