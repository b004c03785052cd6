"""Takes one deal as the rules and as a language model read it, gives the two as one, with an issue that tells where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chuhai.catalog import Catalog
from chuhai.extract.model_alike import SIDES, Row, called, same_asset, same_firm, same_money
from chuhai.extract.model_asked import Issues
from chuhai.extract.rows import dollars, slug
from chuhai.model.schema import MONEY


@dataclass(frozen=True, slots=True)
class Way:
    """How much the model's verified reading counts beside the rules'; all confidences are those of the rules.

    Measured by `benchmarks/model_standin.py` with answers made from labels, in which no model took part.
    """

    #: Below this confidence a value of the rules yields to the model's; 0 is never, more than 1 always.
    yields: float = 0.9
    #: Below this confidence who grants to whom yields to the model's two sides.
    sides: float = 0.9
    #: Below this confidence a deal that the rules alone tell is left out, where the model saw the whole page.
    alone: float = 0.5
    #: Whether firms, medicines and targets that the model tells beside those of the rules are added.
    adds: bool = True
    #: Whether a deal of the model alone gives way to one of the rules alone that shares a firm with it.
    rivals: bool = True


#: The rules' values and deals all stay, the model's fill what they leave unknown.
RULES_FIRST = Way(0.0, 0.0, 0.0, adds=False, rivals=False)
CHOSEN = Way()
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
_PARTS = {
    **{side: (side, f"{side}_ids") for side in SIDES},
    "assets": ("assets", "asset_ids", "asset_names"),
    "targets": ("targets",),
}


@dataclass
class _Item:
    """One element of a list of a row, with its words, confidence and reader."""

    value: tuple[Any, ...]
    evidence: Row
    confidence: float
    route: str


class Beside:
    """One deal of the rules with the same deal of the model put beside it."""

    def __init__(self, ours: Row, theirs: Row, catalog: Catalog, issues: Issues, way: Way) -> None:
        self.ours, self.theirs, self.catalog, self.issues, self.way = ours, theirs, catalog, issues, way
        self.differ: list[str] = []

    def put(self) -> None:
        """Confirm, fill, replace what is less sure than the way asks for, and tell what differs."""
        ours = self.ours
        day, sure = ours["announced"], sureness(ours)
        self._sides(sure)
        self._many("assets", same_asset)
        self._many("targets", lambda a, b: a[0].lower() == b[0].lower())
        self._event(sure)
        for field, parts, alike in _TOGETHER:
            self._value(field, parts, alike)
        self._money(day != ours["announced"])
        ours["slug"] = slug(ours)
        if self.differ:
            self.issues.append({"code": "model-differs", "message": f"{called(ours)}: {'; '.join(self.differ)}"})

    def _event(self, sure: float) -> None:
        """What happened; a signing has no words of its own and is as sure as the deal."""
        ours, theirs = self.ours, self.theirs
        if ours["event"] == theirs["event"]:
            if "event" in ours["evidence"]:
                self._raise("event")
        elif self._yields("event", ours["confidence"].get("event", sure), ours["event"], theirs["event"]):
            ours["event"] = theirs["event"]
            self._drop("event")
            if "event" in theirs["evidence"]:
                self._take("event")

    def _value(self, field: str, parts: Iterable[str], alike: Sequence[str]) -> None:
        """A single value, with all that goes with it."""
        ours, theirs = self.ours, self.theirs
        if theirs.get(field) in (None, []):
            return
        if ours.get(field) not in (None, []):
            if all(ours[name] == theirs[name] for name in alike) and (ours[alike[-1]] or self._overlap(field)):
                self._raise(field)
                return
            said = next((name for name in alike if ours[name] != theirs[name]), field)
            if not self._yields(field, ours["confidence"][field], ours[said], theirs[said]):
                return
        ours.update({name: theirs[name] for name in parts})
        self._take(field)

    def _sides(self, sure: float) -> None:
        """Firms of both sides; where the two readers exchange them, one of the two is believed for both sides."""
        ours, theirs = self.ours, self.theirs
        before = {side: _items(ours, side) for side in SIDES}
        told = {side: _items(theirs, side) for side in SIDES}
        exchanged = any(
            self._same_firm(a.value, b.value) for x, y in (SIDES, SIDES[::-1]) for a in before[x] for b in told[y]
        )
        if exchanged and not self._yields("sides", sure, called(ours), called(theirs)):
            return
        for side in SIDES:
            if exchanged:
                _put(ours, side, told[side])
            else:
                self._many(side, self._same_firm)
        firms = [[item.value for item in before[side]] != [i.value for i in _items(ours, side)] for side in SIDES]
        if any(firms) or not ours["direction"]:
            ours["direction"] = theirs["direction"] or ours["direction"]

    def _same_firm(self, one: Any, other: Any) -> bool:
        return same_firm(one, other, self.catalog)

    def _many(self, field: str, same: Callable[[Any, Any], bool]) -> None:
        """A list of the two: what both tell is confirmed, what the rules alone tell stays if sure, the model's is added."""
        mine, left = _items(self.ours, field), _items(self.theirs, field)
        if not left:
            return
        kept, unsure, before = [], [], ", ".join(self.ours[field])
        for one in mine:
            found = next((b for b in left if same(one.value, b.value)), None)
            if found is not None:
                left.remove(found)
                kept.append(_Item(one.value, one.evidence, _raised(one.confidence), "both"))
            elif one.confidence < self.way.yields:
                unsure.append(one)
            else:
                kept.append(one)
        kept += left if self.way.adds or unsure or not mine else []
        if mine and (left or unsure):
            self._tell(field, before, ", ".join(self.theirs[field]), ", ".join(str(item.value[0]) for item in kept))
        _put(self.ours, field, kept)

    def _money(self, other_day: bool) -> None:
        """Amounts: one that is printed once is one term, so it doesn't stand in two roles."""
        ours, theirs = self.ours, self.theirs
        for field in MONEY:
            told, known = theirs["amounts"].get(field), ours["amounts"].get(field)
            if told is None:
                continue
            if known is not None and same_money(known, told):
                self._raise(field)
                continue
            if known is not None or field in ours["evidence"]:
                before = _sum(known) if known else "undisclosed"
                if not self._yields(field, ours["confidence"][field], before, _sum(told)):
                    continue
            elif role := self._taken(told, theirs["evidence"][field]):
                if role in theirs["amounts"] and same_money(theirs["amounts"][role], told):
                    continue
                if not self._yields(field, ours["confidence"][role], f"{_sum(told)} as {role}", _sum(told)):
                    continue
                self._no_money(role)
            ours["amounts"][field], ours["status"][field] = told, "stated"
            ours["qualifier"][field] = theirs["qualifier"][field]
            ours[f"{field}_usd_m"] = None
            self._take(field)
        for field in set(MONEY) & set(ours["amounts"]):
            if ours[f"{field}_usd_m"] is None or other_day:
                amount = ours["amounts"][field]
                ours[f"{field}_usd_m"] = dollars(amount["amount_m"], amount["currency"], ours["announced"])
        ours["currency"] = next((a["currency"] for a in ours["amounts"].values()), None)

    def _no_money(self, field: str) -> None:
        ours = self.ours
        for part in ("amounts", "qualifier"):
            ours[part].pop(field, None)
        if field in MONEY:
            ours["status"][field], ours[f"{field}_usd_m"] = "absent", None
        self._drop(field)

    def _taken(self, told: Row, at: Row) -> str | None:
        """The role under which the rules read the same printed amount."""
        for field, amount in self.ours["amounts"].items():
            place = self.ours["evidence"].get(field)
            if same_money(amount, told) and place and place["start"] < at["end"] and at["start"] < place["end"]:
                return str(field)
        return None

    def _overlap(self, field: str) -> bool:
        """Whether both read the same words: royalties without a rate are alike by nothing else."""
        one, other = self.ours["evidence"][field], self.theirs["evidence"][field]
        return bool(one["start"] < other["end"] and other["start"] < one["end"])

    def _take(self, field: str) -> None:
        """Words and confidence of a field from the model's reading."""
        for part in ("evidence", "confidence"):
            self.ours[part][field] = self.theirs[part][field]
        self.ours["route"][field] = "model"

    def _drop(self, field: str) -> None:
        for part in ("evidence", "confidence", "route"):
            self.ours[part].pop(field, None)

    def _raise(self, field: str) -> None:
        self.ours["confidence"][field] = _raised(self.ours["confidence"][field])
        self.ours["route"][field] = "both"

    def _yields(self, field: str, sure: float, ours: object, theirs: object) -> bool:
        """Whether the rules' value is less sure than the way asks for; the difference is told either way."""
        yields = sure < (self.way.sides if field == "sides" else self.way.yields)
        self._tell(field, ours, theirs, theirs if yields else ours)
        return yields

    def _tell(self, field: str, ours: object, theirs: object, stands: object) -> None:
        self.differ.append(f"{field} {ours} by the rules, {theirs} by the model ({stands} stands)")


def sureness(row: Row) -> float:
    """How sure a deal of the rules is: as its least sure firm."""
    return min((row["confidence"][_at(side, i)] for side in SIDES for i in range(len(row[side]))), default=0.0)


def _items(row: Row, field: str) -> list[_Item]:
    values = zip(*(row[part] for part in _PARTS[field]), strict=True)
    routes = row.get("route", {})
    return [
        _Item(value, row["evidence"][key], row["confidence"][key], routes.get(key, "model"))
        for value, key in ((v, _at(field, i)) for i, v in enumerate(values))
    ]


def _put(row: Row, field: str, items: Iterable[_Item]) -> None:
    """Set a list of a row anew, with the words, confidence and reader of each element."""
    for place in range(len(row[field])):
        for part in ("evidence", "confidence", "route"):
            row[part].pop(_at(field, place), None)
    items = list(items)
    for number, part in enumerate(_PARTS[field]):
        row[part] = [item.value[number] for item in items]
    for place, item in enumerate(items):
        key = _at(field, place)
        row["evidence"][key], row["confidence"][key], row["route"][key] = item.evidence, item.confidence, item.route


def _raised(confidence: float) -> float:
    return round(1.0 - (1.0 - confidence) * _LEFT, 4)


def _sum(amount: Row) -> str:
    return f"{amount['amount_m']:.10g}m {amount['currency']}"


def _at(field: str, place: int) -> str:
    return field if place == 0 else f"{field}[{place}]"
