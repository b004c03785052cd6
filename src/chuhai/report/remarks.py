"""Takes remarks on a comparison, gives them in words of either language, their numbers as figures that lead to deals."""

from __future__ import annotations

from collections.abc import Mapping

from chuhai.metrics.reconciled import ReconcileRow
from chuhai.metrics.remarks import Remark
from chuhai.report.gather import Source
from chuhai.report.parts import Cell, Figure, Foreign, Jump, Sentence
from chuhai.report.sets import claim_anchor

#: Reasons that curators give in the same words time and again, and those that code gives.
FIXED = {
    "worldwide total": "m_worldwide",
    "denominator is worldwide deals; the ledger holds foreign deals only for large pharma in 2024, and in part": (
        "m_denominator_worldwide"
    ),
    "licences of non-Chinese origin are not in the ledger": "m_not_chinese",
    "acquisitions are inside or cannot be ruled out; the ledger keeps M&A apart and does not collect it": (
        "m_acquisitions"
    ),
    "the base period has none, so growth is undefined": "m_growth_undefined",
    "no value is disclosed in the period": "m_now_unstated",
    "no value is disclosed in the base period": "m_base_unstated",
}
#: Told on the page elsewhere: the tolerance above the list, levels and denominators beside ours.
_ELSEWHERE = frozenset({"tolerance", "denominator"})
_SHORTFALL = frozenset({"fewer_named", "fewer_left", "less"})


def remarks(source: Source, row: ReconcileRow, name: str, labels: Mapping[str, str]) -> tuple[Cell, ...]:
    """What limits a comparison.

    Parameters
    ----------
    name : str
        What ours counts, for the list of what each number counts.
    labels : mapping
        Published numbers that the page lists -> what they are called there.
    """
    found = [_remark(source, r, row, name, labels) for r in row.remarks if r.key not in _ELSEWHERE]
    if row.extra:
        found.append(Sentence("m_extra", {"named": _named(source, [n.id for n in row.extra], name, "extra")}))
    return tuple(found)


def _remark(source: Source, remark: Remark, row: ReconcileRow, name: str, labels: Mapping[str, str]) -> Cell:
    if remark.key == "free":
        return reason(source, str(remark.values["text"]))
    if remark.key == "levels":
        return Sentence("m_coverage")
    if remark.key in _SHORTFALL:
        ids = [n.id for n in row.missing]
        return Sentence("m_named", {"named": _named(source, ids, name, "missing")}) if ids else Sentence("m_none_named")
    if remark.key == "weak":
        return Sentence("m_weak", {"why": Foreign(str(remark.values["why"]), marked=True)})
    if remark.key == "conflicts":
        ids = [str(i) for i in remark.values["ids"]] if isinstance(remark.values["ids"], tuple) else []
        which: list[Cell] = []
        for i in ids:
            which += [source.say("semicolon"), Jump(claim_anchor(i), labels[i]) if i in labels else Foreign(i)]
        return Sentence("m_conflicts", {"which": tuple(which[1:])})
    return Sentence(f"m_{remark.key}")


def reason(source: Source, text: str) -> Cell:
    """Why a number isn't compared: fixed phrases in the page's language, a curator's own words as they stand, marked."""
    return Sentence(FIXED[text]) if text in FIXED else Foreign(text, marked=True)


def _named(source: Source, ids: list[str], name: str, key: str) -> Figure:
    deals = tuple(dict.fromkeys(ids))
    return Figure(float(len(deals)), "deals", deals, source.say(f"named_{key}", what=name))
