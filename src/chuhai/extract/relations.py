"""Takes a sentence that names two parties, gives how the two stand to each other by other means than a licence between them."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: The two among the others of a sentence's skeleton.
ONE, OTHER = "\uf000", "\uf001"
_TWO = "[\uf000\uf001]"
_NP = r"[^\ue000-\ue3ff\uf000\uf001.;。;"
_WHO = r"(?:[\w.'-]+ ){0,5}?"
_ZH_WHO = r"[\u3400-\u9fff]{0,8}?\s?"
_RIGHTS = r"(?:'s|的|旗下| (?:drug|asset|right|program|antibod|candidate|technolog|compound|product))"

_RELATIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    # "contracts with X and with Y", "给了X,另一款授权给Y": a third deals with each
    (
        "both behind one preposition",
        re.compile(
            rf"\b(with|from|to|by)\s{_WHO}({_TWO})[^.;]{{0,220}}?\b\1\s{_WHO}(?!\2){_TWO}|\b(?:with|from|to)\s{_WHO}({_TWO}),? (?:and|or|then|later|as well as) (?:{_WHO})?(?!\3){_TWO}(?!'s)"
            rf"|(与|同|给|从|向|被){_ZH_WHO}(?:了)?({_TWO})[^。;]{{0,90}}?\4{_ZH_WHO}(?:了)?(?!\5){_TWO}",
            re.I,
        ),
    ),
    # a purchase or merger of whole firms
    (
        "one buys the other",
        re.compile(
            rf"(?P<a>{_TWO}){_NP}]{{0,60}}?\b(?:acquir(?:e|es|ed|ing)|b(?:uy|uys|ought|uying)(?! (?:rights|back))|tak(?:e|es|ing|en) over|took over|merg(?:e|es|ed|ing) with|purchas(?:e|es|ed|ing)|swallow\w*|absorb\w*) (?:all of |the (?:rest|whole) of |{_WHO})?(?!(?P=a)){_TWO}(?!{_RIGHTS})"
            rf"|(?P<b>{_TWO}) and (?!(?P=b)){_TWO}{_NP}]{{0,24}}\b(?:merg|combin)|(?P<c>{_TWO}){_NP}]{{0,40}}\b(?:acquired|bought(?: out| up)?|taken over|purchased|swallowed) by {_WHO}(?!(?P=c)){_TWO}|\b(?:merger|takeover|acquisition|purchase|buyout) of {_WHO}(?P<d>{_TWO}){_NP}]{{0,160}}(?!(?P=d)){_TWO}"
            rf"|(?P<e>{_TWO}){_NP}]{{0,24}}(?:收购|并购|买下|购入|吸收合并|合并|入股|控股|私有化)(?:了)?{_ZH_WHO}(?!(?P=e)){_TWO}(?!{_RIGHTS})|(?P<f>{_TWO}){_NP}]{{0,10}}被{_ZH_WHO}(?!(?P=f)){_TWO}{_NP}]{{0,16}}(?:收购|并购|买下)",
            re.I,
        ),
    ),
    # a medicine of the one tested beside that of the other
    (
        "tested beside the other's",
        re.compile(
            rf"\b(?:combin\w+|together|conjunction|alongside|plus|beside) (?:with )?{_NP}]{{0,40}}{_TWO}'s|\b(?:combination|clinical|trial|study)\b{_NP}]{{0,60}}\bwith {_WHO}{_TWO}|\bsupply|联合{_NP}]{{0,16}}{_TWO}的|联用|供药|临床(?:试验|研究)?合作|CDMO|一体化{_NP}]{{0,12}}服务|生产服务",
            re.I,
        ),
    ),
)
NAMES = tuple(name for name, _ in _RELATIONS)
#: Characters of one sentence that are read so.
_LONGEST = 600


def facts(skeletons: Iterable[str], one: str, other: str) -> dict[str, float]:
    """Share of the sentences that name both in which each relation holds; `one` and `other` are their placeholders."""
    marked = [text[:_LONGEST].replace(one, ONE).replace(other, OTHER) for text in skeletons]
    if not marked:
        return dict.fromkeys(NAMES, 0.0)
    return {name: sum(bool(pattern.search(text)) for text in marked) / len(marked) for name, pattern in _RELATIONS}
