"""Takes a page's places and a deal's sentences, gives the territory that is granted, with how likely it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from chuhai.extract.base import Mention, Page
from chuhai.extract.cues import Quick
from chuhai.extract.likeliest import Candidate, Chosen, choose
from chuhai.extract.pairs import Firms

_RIGHTS = Quick(re.compile(r"right|licen|territor|权利|权益|许可|授权|区域", re.I))
_EXCLUSIVE = Quick(re.compile(r"exclusive|独家", re.I))
_TO_DO = Quick(re.compile(r"commerciali|develop|商业化|开发|销售", re.I))
_KEPT = Quick(re.compile(r"retain|keep|reserve|保留|仍", re.I))
_SOLD = Quick(re.compile(r"sales|market size|patients|approved|NMPA|FDA|销售额|患者|批准|上市", re.I))
_BUT = Quick(re.compile(r"exclud|except|outside|ex-|除|以外|之外|外", re.I))
_ABROAD = Quick(re.compile(r"海外|境外"))
_BACK = Quick(
    re.compile(
        r"\b(?:regain|revert|return|reacquir|terminat|hand(?:s|ed|ing)? back|g(?:i|a)ven? back)|收回|归还|退回|退还|重获|重新获得|回到|终止",
        re.I,
    )
)
_GRANTING = Quick(re.compile(r"grant|licen[sc]e|obtain|acquir|授予|授出|许可|获得|取得|引进", re.I))
#: Countries from which a set is "most of the world", and "the world".
_MOST, _WORLD = 60, 245


def territory(
    page: Page,
    found: Sequence[tuple[Mention, int]],
    first: int,
    anchors: Sequence[int],
    seats: tuple[bool, bool],
    firms: Firms,
    weights: Mapping[str, float],
) -> Chosen[frozenset[str]] | None:
    """The likeliest territory of the deal.

    Parameters
    ----------
    found : sequence of (Mention, int)
        Places that the deal's sentences tell, each with its sentence's number.
    first, anchors : int, sequence of int
        Numbers of the first of its sentences, and of those that name both parties.
    seats : (bool, bool)
        Whether the licensor and the licensee sit in mainland China.
    firms : Firms
        Where the page names the deal's companies and others, and whether it tells that this one was signed.
    """
    return choose(candidates(page, found, first, anchors, seats, firms), weights)


def candidates(
    page: Page,
    found: Sequence[tuple[Mention, int]],
    first: int,
    anchors: Sequence[int],
    seats: tuple[bool, bool],
    firms: Firms,
) -> list[Candidate[frozenset[str]]]:
    """Each territory told, as countries, with its facts."""
    told = Counter(m.value.canonical for m, _ in found if not m.value.rest)
    most = max((len(m.value.territory.granted) for m, _ in found if not m.value.rest), default=0)
    sizes = {len(m.value.territory.granted) for m, _ in found if not m.value.rest}
    excepted = any(_MOST < n < _WORLD for n in sizes)
    sets = {frozenset(m.value.territory.granted) for m, _ in found if not m.value.rest}
    made = []
    for m, index in found:
        area = m.value
        granted = frozenset(area.territory.granted)
        near = page.shown[max(0, m.start - 50) : m.end + 50]
        away = abs(index - first)
        facts = {
            **_size(granted, seats),
            "score": area.score / 3,
            "low score": float(area.score < 0.5),
            "said to be kept": float(area.kept),
            "the rest of what is kept": float(area.rest),
            "spelt out elsewhere": float(_spelt_out(granted, sets)),
            "spells out": float(_spells_out(granted, sets)),
            "beside both parties": float(index in anchors),
            "in the first sentence": float(away == 0),
            "in the next sentence": float(away == 1),
            "near the deal": float(2 <= away <= 3),
            "far from the deal": float(away > 3),
            "rights beside": float(bool(_RIGHTS.quick.search(near))),
            "exclusive beside": float(bool(_EXCLUSIVE.quick.search(near))),
            "what to do beside": float(bool(_TO_DO.quick.search(near))),
            "keeping beside": float(bool(_KEPT.quick.search(near))),
            "sales or approval beside": float(bool(_SOLD.quick.search(near))),
            "with an exception": float(bool(_BUT.quick.search(page.shown[m.start : m.end + 20]))),
            "the world, less elsewhere": float(excepted and len(granted) >= _WORLD),
            "less than the world, the world elsewhere": float(_MOST < len(granted) < _WORLD and max(sizes) >= _WORLD),
            **_around(page, m, index in anchors, firms),
            "told again": float(told[area.canonical] > 1),
            "only territory": float(len(told) == 1),
            "largest": float(len(granted) == most),
            "at the start": float(m.start < 600),
        }
        made.append(Candidate(m, granted, facts))
    return made


def _around(page: Page, m: Mention, anchored: bool, firms: Firms) -> dict[str, float]:
    """What is done with the rights in a place, and to whom its sentence gives them."""
    wide = page.shown[max(0, m.start - 110) : m.end + 110]
    size = "of the world" if len(m.value.territory.granted) > _MOST else "of some countries"
    return {
        "abroad": float(bool(_ABROAD.quick.search(page.shown[m.start : m.end]))),
        "given back beside": float(bool(_BACK.quick.search(wide))),
        "granting beside": float(bool(_GRANTING.quick.search(wide))),
        "of several deals": float(not firms.alone and not anchored),
        f"{size}, not of a signing": float(not firms.signing),
        f"{size}, of several deals": float(not firms.alone),
    }


#: What "China" leaves open.
_OPEN = frozenset({"HK", "MO", "TW"})


def _spelt_out(granted: frozenset[str], sets: Iterable[frozenset[str]]) -> bool:
    """Whether other words say of the same places which parts of China belong to them."""
    return not granted & _OPEN and any(other != granted and other - _OPEN == granted - _OPEN for other in sets)


def _spells_out(granted: frozenset[str], sets: Iterable[frozenset[str]]) -> bool:
    """Whether these words say which parts of China belong to places that others tell without."""
    return bool(granted & _OPEN) and granted - _OPEN in sets


def _size(granted: frozenset[str], seats: tuple[bool, bool]) -> dict[str, float]:
    """How large a set is, and whether it is where such parties grant rights: a Chinese licensee buys China, a licensor sells the rest."""
    n, home = len(granted), "CN" in granted
    gives, takes = seats
    return {
        "one country": float(n == 1),
        "few countries": float(2 <= n <= 6),
        "a region": float(7 <= n <= _MOST),
        "most of the world": float(_MOST < n < _WORLD),
        "the world": float(n >= _WORLD),
        "China": float(home),
        "China alone": float(granted == {"CN"}),
        "from China, with China": float(gives and home and n < _MOST),
        "from China, without China": float(gives and not home),
        "from China, the world": float(gives and home and n >= _MOST),
        "to China, with China": float(takes and home and n < _MOST),
        "to China, without China": float(takes and not home),
        "to China, the world": float(takes and home and n >= _MOST),
        "neither in China": float(not gives and not takes),
    }
