"""Takes what rules read of a text and a language model to ask, gives both readings as one: the rules' first, the model's beside it.

- A deal that both tell is the rules' deal. A value that both read alike keeps half of its doubt: 1 - (1 - c) / 2.
- What the rules left unknown of such a deal is filled from the model; where the two differ the rules' value stays and an issue
  tells both.
- A deal that only the model tells is added behind the rules' deals.

`route` of a deal says for each value who read it: rules, model or both. Neither the model's confidence nor a raised one is
calibrated: nothing was measured. When the model fails, the rules' reading stands as it was, with an issue.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from chuhai.catalog import Catalog, names
from chuhai.errors import SourceError
from chuhai.extract import model_answer, model_asked
from chuhai.extract.extractor import Extractor
from chuhai.extract.model_asked import Asking, Issues
from chuhai.extract.rows import dollars, slug
from chuhai.model.schema import MONEY
from chuhai.reading.text import Text

Row = dict[str, Any]
#: Share of a value's doubt that is left when both read it alike.
_LEFT = 0.5
#: Fields that are filled and compared as one: the field with the evidence, all that go with it, those that must be alike.
_TOGETHER: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("announced", ("announced", "announced_precision"), ("announced",)),
    ("kind", ("kind",), ("kind",)),
    ("territory_granted", ("territory", "territory_granted", "territory_unsure", "territory_text"), ("territory",)),
    ("stage", ("stage",), ("stage",)),
    ("modality", ("modality",), ("modality",)),
    ("royalty_text", ("royalty_text", "royalty_low_pct", "royalty_high_pct"), ("royalty_low_pct", "royalty_high_pct")),
)
_SIDES = ("licensor", "licensee")
#: Shortest name, Chinese and Latin, that may stand for a longer one that holds it.
_SHORTEST_ZH, _SHORTEST = 2, 4
#: What an error in judging an answer can raise: the rules' reading must not be lost for it.
_UNFORESEEN = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


def read(found: Row, text: Text, published: str | None, extractor: Extractor, asking: Asking) -> Row:
    """What `Extractor.extract` found, with the model's reading beside it and `model` for who was asked.

    Parameters
    ----------
    found : dict
        The rules' reading; it isn't changed.
    published : str or None
        Day on which the page came out, as the rules were told.
    """
    issues: Issues = []
    answered = False
    deals, why_none = found["deals"], found["why_none"]
    try:
        part = model_asked.part(text, issues)
        content = asking(*model_asked.question(part.stored, extractor.catalog.lexicons))
        answered = True
        told = model_asked.decoded(content, issues)
        theirs = model_answer.rows(told, part, published, extractor, issues)
        deals = merged(found["deals"], theirs, extractor.catalog, issues)
        why_none = None if deals else why_none
    except SourceError as error:
        issues.append({"code": "model-failed", "message": f"{error}; the rules' reading stands alone"})
    except _UNFORESEEN as error:
        message = f"the model's answer could not be judged: {type(error).__name__}; the rules' reading stands alone"
        issues.append({"code": "model-failed", "message": message})
    about = {"name": asking.name, "answered": answered, "calibrated": False}
    return {**found, "deals": deals, "why_none": why_none, "issues": [*found["issues"], *issues], "model": about}


def merged(ours: list[Row], theirs: list[Row], catalog: Catalog, issues: Issues) -> list[Row]:
    """The rules' deals, confirmed and filled by the model's, then the deals that only the model tells."""
    out = copy.deepcopy(ours)
    for one in out:
        one["route"] = dict.fromkeys(one["evidence"], "rules")
    worth = sorted(
        ((_likeness(a, b, catalog), -i, -j) for i, a in enumerate(out) for j, b in enumerate(theirs)), reverse=True
    )
    mine: set[int] = set()
    used: set[int] = set()
    for likeness, i, j in ((w, -i, -j) for w, i, j in worth):
        if likeness >= 1.0 and i not in mine and j not in used:
            mine.add(i)
            used.add(j)
            _Beside(out[i], theirs[j], catalog, issues).put()
    for j, one in enumerate(theirs):
        if j in used:
            continue
        if any(_likeness(one, other, catalog) >= 1.0 and not _apart(one, other, catalog) for other in out):
            issues.append(
                {"code": "model-repeated", "message": f"{_called(one)}: told more than once by the model; left out"}
            )
            continue
        one["route"] = dict.fromkeys(one["evidence"], "model")
        out.append(one)
    return out


class _Beside:
    """One deal of the rules with the same deal of the model put beside it."""

    def __init__(self, ours: Row, theirs: Row, catalog: Catalog, issues: Issues) -> None:
        self.ours, self.theirs, self.catalog, self.issues = ours, theirs, catalog, issues
        self.differ: list[str] = []

    def put(self) -> None:
        """Confirm, fill, and tell what differs."""
        ours, theirs = self.ours, self.theirs
        for side in _SIDES:
            self._many(side, (side, f"{side}_ids"), partial(same_firm, ours, theirs, side, self.catalog))
        self._many("assets", ("assets", "asset_ids", "asset_names"), lambda a, b: _same_asset(ours, a, theirs, b))
        self._many("targets", ("targets",), lambda a, b: ours["targets"][a].lower() == theirs["targets"][b].lower())
        if ours["event"] != theirs["event"]:
            self._differs("event", ours["event"], theirs["event"])
        elif "event" in ours["evidence"]:
            self._raise("event")
        for field, parts, alike in _TOGETHER:
            if theirs.get(field) in (None, []):
                continue
            if ours.get(field) in (None, []):
                ours.update({name: theirs[name] for name in parts})
                self._take(field, field)
            elif all(ours[name] == theirs[name] for name in alike) and (ours[alike[-1]] or self._overlap(field)):
                self._raise(field)
            else:
                said = alike[-1] if ours[alike[-1]] != theirs[alike[-1]] else parts[0]
                self._differs(field, ours[said], theirs[said])
        self._money()
        ours["direction"] = ours["direction"] or theirs["direction"]
        ours["slug"] = slug(ours)
        if self.differ:
            message = f"{_called(ours)}: {'; '.join(self.differ)}; the rules' values stay"
            self.issues.append({"code": "model-differs", "message": message})

    def _many(self, field: str, parts: Iterable[str], same: Callable[[int, int], bool]) -> None:
        """A list of the two: taken whole where the rules have none, else confirmed one by one."""
        ours, theirs = self.ours, self.theirs
        if not ours[field]:
            for name in parts:
                ours[name] = theirs[name]
            for place in range(len(theirs[field])):
                self._take(_at(field, place), _at(field, place))
            return
        found = set()
        for a in range(len(ours[field])):
            b = next((b for b in range(len(theirs[field])) if b not in found and same(a, b)), None)
            if b is not None:
                found.add(b)
                self._raise(_at(field, a))
        if len(found) < len(theirs[field]):
            self._differs(field, ", ".join(ours[field]), ", ".join(theirs[field]))

    def _money(self) -> None:
        """Amounts: one that is printed once is one term, so the model may not give it a second role."""
        ours, theirs = self.ours, self.theirs
        for field in MONEY:
            told, known = theirs["amounts"].get(field), ours["amounts"].get(field)
            if told is None:
                continue
            if known is not None and _same_money(known, told):
                self._raise(field)
            elif known is not None or field in ours["evidence"]:
                self._differs(field, _sum(known) if known else "undisclosed", _sum(told))
            elif role := self._taken(told, theirs["evidence"][field]):
                self._differs(field, f"{_sum(told)} as {role}", "another role")
            else:
                ours["amounts"][field], ours["status"][field] = told, "stated"
                ours["qualifier"][field] = theirs["qualifier"][field]
                self._take(field, field)
        for field in set(MONEY) & set(ours["amounts"]):
            if ours[f"{field}_usd_m"] is None:
                amount = ours["amounts"][field]
                ours[f"{field}_usd_m"] = dollars(amount["amount_m"], amount["currency"], ours["announced"])
        ours["currency"] = ours["currency"] or next((a["currency"] for a in ours["amounts"].values()), None)

    def _taken(self, told: Row, at: Row) -> str | None:
        """The role under which the rules read the same printed amount."""
        for field, amount in self.ours["amounts"].items():
            place = self.ours["evidence"].get(field)
            if _same_money(amount, told) and place and place["start"] < at["end"] and at["start"] < place["end"]:
                return str(field)
        return None

    def _overlap(self, field: str) -> bool:
        """Whether both read the same words: royalties without a rate are alike by nothing else."""
        one, other = self.ours["evidence"][field], self.theirs["evidence"][field]
        return bool(one["start"] < other["end"] and other["start"] < one["end"])

    def _take(self, mine: str, theirs: str) -> None:
        for part, value in (("evidence", None), ("confidence", None), ("route", "model")):
            self.ours[part][mine] = value or self.theirs[part][theirs]

    def _raise(self, field: str) -> None:
        doubt = 1.0 - self.ours["confidence"][field]
        self.ours["confidence"][field] = round(1.0 - doubt * _LEFT, 4)
        self.ours["route"][field] = "both"

    def _differs(self, field: str, ours: object, theirs: object) -> None:
        self.differ.append(f"{field} {ours} by the rules, {theirs} by the model")


def same_firm(ours: Row, theirs: Row, side: str, catalog: Catalog, a: int, b: int) -> bool:
    """Whether two parties of a side are one company."""
    one, other = ((row[side][i], row[f"{side}_ids"][i]) for row, i in ((ours, a), (theirs, b)))
    return _same_firm(one, other, catalog)


def _same_firm(one: tuple[str, str | None], other: tuple[str, str | None], catalog: Catalog) -> bool:
    if one[1] and other[1]:
        return catalog.companies.family(one[1]) == catalog.companies.family(other[1])
    return _alike(one[0], other[0])


def _alike(one: str, other: str) -> bool:
    """Whether two spellings have one key, or the longer holds the shorter."""
    short, long = sorted((names.key(n).replace(" ", "") for n in (one, other)), key=len)
    least = _SHORTEST_ZH if names.has_chinese(short) else _SHORTEST
    return short == long or (len(short) >= least and short in long)


def _same_asset(ours: Row, a: int, theirs: Row, b: int) -> bool:
    if ours["asset_ids"][a] and theirs["asset_ids"][b]:
        return bool(ours["asset_ids"][a] == theirs["asset_ids"][b])
    mine, other = ([row["assets"][i], *row["asset_names"][i]] for row, i in ((ours, a), (theirs, b)))
    return any(names.key(x).replace(" ", "") == names.key(y).replace(" ", "") for x in mine for y in other)


def _likeness(a: Row, b: Row, catalog: Catalog) -> float:
    """At least 1 where two rows may be one deal: two companies in common, or one and a medicine."""
    theirs = list(_firms(b))
    shared = sum(any(_same_firm(one, other, catalog) for other in theirs) for one in _firms(a))
    assets = _assets_shared(a, b)
    if shared < 2 and not (shared and assets):
        return 0.0
    return shared + 0.5 * assets + (0.3 if a["event"] == b["event"] else 0.0)


def _firms(row: Row) -> Iterator[tuple[str, str | None]]:
    """Name and id of every party of either side."""
    for side in _SIDES:
        yield from zip(row[side], row[f"{side}_ids"], strict=True)


def _assets_shared(a: Row, b: Row) -> bool:
    return any(_same_asset(a, i, b, j) for i in range(len(a["assets"])) for j in range(len(b["assets"])))


def _apart(a: Row, b: Row, catalog: Catalog) -> bool:
    """Whether two rows of the same companies are two deals: of different medicines, or a signing and what came after."""
    medicines = bool(a["assets"] and b["assets"]) and not _assets_shared(a, b)
    return medicines or a["event"] != b["event"]


def _same_money(one: Row, other: Row) -> bool:
    return one["currency"] == other["currency"] and math.isclose(one["amount_m"], other["amount_m"], rel_tol=1e-3)


def _sum(amount: Row) -> str:
    return f"{amount['amount_m']:.10g}m {amount['currency']}"


def _called(row: Row) -> str:
    return " → ".join(", ".join(row[side]) for side in _SIDES)


def _at(field: str, place: int) -> str:
    return field if place == 0 else f"{field}[{place}]"
