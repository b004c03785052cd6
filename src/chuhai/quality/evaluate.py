"""Takes labelled pages and what was extracted from them, gives precision, recall and F1 by field and language.

Predicted and labelled deals of a page are aligned one to one on parties and assets. A field empty on both sides isn't
counted; sets score per element; money is amount, currency and qualifier; territory is set equality, with Jaccard beside it.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from chuhai.catalog import Catalog, names
from chuhai.errors import ChuhaiError, UsageError
from chuhai.model.schema import MONEY

#: Fields of the micro-averaged score.
FIELDS = (
    "licensor",
    "licensee",
    "direction",
    "announced",
    "kind",
    "event",
    "assets",
    "territory",
    "stage",
    "modality",
    "targets",
    *MONEY,
    "royalty_low_pct",
    "royalty_high_pct",
    "royalty_text",
)


class GoldPage(msgspec.Struct, frozen=True):
    """One labelled page; see docs/reference/gold.md for the schema of `deals`, `claims` and `signals`."""

    id: str
    url: str
    lang: str
    file: str | None
    deals: list[dict[str, Any]] = []
    claims: list[dict[str, Any]] = []
    signals: list[dict[str, Any]] = []
    market: list[dict[str, Any]] = []
    published: str | None = None
    text: str | None = None
    near_miss: str | None = None
    kind_of_page: str | None = None
    split: str | None = None


@dataclass
class Tally:
    """Right, wrongly given and missed values."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, right: int, wrong: int, missed: int) -> None:
        self.right += right
        self.wrong += wrong
        self.missed += missed

    @property
    def precision(self) -> float | None:
        given = self.right + self.wrong
        return self.right / given if given else None

    @property
    def recall(self) -> float | None:
        wanted = self.right + self.missed
        return self.right / wanted if wanted else None

    @property
    def f1(self) -> float | None:
        whole = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / whole if whole else None


@dataclass(frozen=True, slots=True)
class Slip:
    """One difference: what the label says, what was read."""

    page: str
    field: str
    kind: str
    gold: Any
    read: Any


@dataclass
class PageScore:
    """Tallies of one page by field, and every value read with its confidence and whether it was right."""

    id: str
    lang: str
    fields: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    slips: list[Slip] = field(default_factory=list)
    sure: list[tuple[str, float, bool]] = field(default_factory=list)
    jaccard: list[float] = field(default_factory=list)


def load(path: Path) -> list[GoldPage]:
    """Labelled pages of a JSONL file.

    Raises
    ------
    UsageError
        Naming the line that can't be read.
    """
    pages = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if line.strip():
            try:
                pages.append(msgspec.json.decode(line, type=GoldPage))
            except msgspec.MsgspecError as error:
                raise UsageError(f"{path}:{number}: {error}; docs/reference/gold.md has the schema") from None
    return pages


class Judge:
    """Compares values of labels and readings; a name is judged by registry, then by key."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._index = catalog.companies.index
        self._gazetteer = catalog.lexicons.gazetteer
        self._symbols = {w.lower(): t.symbol for t in catalog.lexicons.targets for w in (t.symbol, *t.aliases)}
        self._asset_index = catalog.assets.index

    def _company(self, name: str) -> str | None:
        found = self._index.get(names.key(name))
        return self.catalog.companies.family(next(iter(found))) if found and len(found) == 1 else None

    def same_party(self, gold: Iterable[str], read: str, read_id: str | None) -> bool:
        family = self.catalog.companies.family(read_id) if read_id else self._company(read)
        key = names.key(read).replace(" ", "")
        for name in gold:
            wanted = names.key(name).replace(" ", "")
            if key == wanted or (
                min(len(key), len(wanted)) >= 2
                and (key in wanted or wanted in key)
                and (names.has_chinese(read) or min(len(key), len(wanted)) >= 4)
            ):
                return True
            if family is not None and self._company(name) == family:
                return True
        return False

    def same_asset(self, gold: Iterable[str], read: Iterable[str]) -> bool:
        wanted = {names.key(g).replace(" ", "") for g in gold}
        given = {names.key(r).replace(" ", "") for r in read}
        if wanted & given or any(len(w) >= 4 and len(g) >= 4 and (w in g or g in w) for w in wanted for g in given):
            return True
        ids = {a for g in gold for a in self._asset_index.get(names.key(g), ())}
        return bool(ids & {a for r in read for a in self._asset_index.get(names.key(r), ())})

    def symbol(self, name: str) -> str:
        return self._symbols.get(name.lower().strip(), name.lower().strip())

    def territory(self, text: str | None) -> frozenset[str] | None:
        if not text:
            return None
        try:
            return self._gazetteer.parse(text).granted
        except (ChuhaiError, LookupError, ValueError):
            return frozenset({f"?{text}"})


def score_page(gold: GoldPage, read: dict[str, Any], judge: Judge) -> PageScore:
    """Scores of one page."""
    score = PageScore(gold.id, gold.lang)
    wanted = [d for d in gold.deals if not d.get("background")]
    aside = [d for d in gold.deals if d.get("background")]
    given = list(read["deals"])
    matched, spare, missed = align(wanted, given, judge)
    _, spare, _ = align(aside, spare, judge)  # a deal told in passing is neither asked for nor held against
    detection = score.fields["detection"]
    detection.add(len(matched), len(spare), len(missed))
    for deal in missed:
        score.slips.append(Slip(gold.id, "detection", "missed", _short(deal), None))
        for name in FIELDS:
            score.fields[name].missed += len(_elements(deal, name))
    for deal in spare:
        score.slips.append(
            Slip(gold.id, "detection", "wrong", None, [deal["licensor"], deal["licensee"], deal["assets"]])
        )
        for name in FIELDS:
            n = _given(deal, name)
            score.fields[name].wrong += n
            score.sure += [(name, _sure(deal, name, i), False) for i in range(n)]
    for deal, reading in matched:
        for name in FIELDS:
            _field(name, deal, reading, judge, score)
    _aggregates(gold, read, score, judge)
    return score


def align(
    wanted: list[dict[str, Any]], given: list[dict[str, Any]], judge: Judge
) -> tuple[list[tuple[dict[str, Any], dict[str, Any]]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Best one-to-one pairs, then what is left of each side."""
    if not wanted or not given:
        return [], given, wanted
    from scipy.optimize import linear_sum_assignment

    worth = [[_likeness(w, g, judge) for g in given] for w in wanted]
    rows, columns = linear_sum_assignment([[-v for v in line] for line in worth])
    pairs = [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if worth[r][c] >= 1.0]
    left = {r for r, _ in pairs}
    right = {c for _, c in pairs}
    return (
        [(wanted[r], given[c]) for r, c in pairs],
        [g for i, g in enumerate(given) if i not in right],
        [w for i, w in enumerate(wanted) if i not in left],
    )


def _likeness(gold: dict[str, Any], read: dict[str, Any], judge: Judge) -> float:
    """At least 1 when a party on either side and, where both name one, an asset or the other party agree."""
    everyone = [
        (n, i) for side in ("licensor", "licensee") for n, i in zip(read[side], read[f"{side}_ids"], strict=True)
    ]
    parties = [p for side in ("licensor", "licensee") for p in _elements(gold, side)]
    shared = sum(any(judge.same_party(p, n, i) for n, i in everyone) for p in parties)
    assets = sum(any(judge.same_asset(a, r) for r in read.get("asset_names", [])) for a in _elements(gold, "assets"))
    if shared >= 2 or (shared and (assets or len(parties) < 2)):
        return 1.0 + shared + 0.5 * assets + (0.3 if gold.get("event", "signing") == read.get("event") else 0.0)
    return 0.5 * shared + 0.4 * assets


def _elements(gold: dict[str, Any], name: str) -> list[Any]:
    """What the label says of a field, as elements to be found."""
    if name in MONEY:
        told = (gold.get("money") or {}).get(name)
        return [told] if told and not told.get("undisclosed") and told.get("amount") is not None else []
    if name in ("licensor", "licensee", "assets"):
        return [[n] if isinstance(n, str) else n for n in gold.get(name) or []]
    if name == "targets":
        return list(gold.get(name) or [])
    value = gold.get(name)
    if name == "event":
        return [value or "signing"]
    return [] if value in (None, "", []) else [value]


def _given(read: dict[str, Any], name: str) -> int:
    if name in MONEY:
        return int(name in read["amounts"])
    if name == "territory":
        return int(bool(read.get("territory_granted")))
    value = read.get(name)
    return len(value) if isinstance(value, list) else int(value is not None)


def _evidence(name: str) -> str:
    return "territory_granted" if name == "territory" else "royalty_text" if name.startswith("royalty") else name


def _sure(read: dict[str, Any], name: str, position: int = 0) -> float:
    """Confidence of a value, or of one element of a list; 0 where it carries none."""
    key = _evidence(name)
    return float(read["confidence"].get(f"{key}[{position}]" if position else key, 0.0))


def _field(name: str, gold: dict[str, Any], read: dict[str, Any], judge: Judge, score: PageScore) -> None:
    wanted = _elements(gold, name)
    tally = score.fields[name]

    def told(right: int, wrong: int, missed: int, value: Any, each: list[bool] | None = None) -> None:
        """`each` says of every element of a list whether it is right; the elements carry their own confidence."""
        tally.add(right, wrong, missed)
        if each is None:
            each = [True] * right + [False] * wrong
        score.sure += [(name, _sure(read, name, i), good) for i, good in enumerate(each)]
        if wrong or missed:
            kind = "wrong" if wrong and missed else "extra" if wrong else "missed"
            score.slips.append(Slip(gold.get("page", score.id), name, kind, wanted or None, value))

    if name in ("licensor", "licensee"):
        values = list(zip(read[name], read[f"{name}_ids"], strict=True))
        hits = sum(any(judge.same_party(p, n, i) for n, i in values) for p in wanted)
        each = [any(judge.same_party(p, n, i) for p in wanted) for n, i in values]
        told(min(hits, sum(each)), len(values) - sum(each), len(wanted) - hits, read[name], each)
    elif name == "assets":
        hits = sum(any(judge.same_asset(a, r) for r in read["asset_names"]) for a in wanted)
        each = [any(judge.same_asset(a, r) for a in wanted) for r in read["asset_names"]]
        told(min(hits, sum(each)), len(each) - sum(each), len(wanted) - hits, read["assets"], each)
    elif name == "targets":
        left, right = {judge.symbol(t) for t in wanted}, {judge.symbol(t) for t in read["targets"]}
        each = [judge.symbol(t) in left for t in read["targets"]]
        told(len(left & right), len(right - left), len(left - right), read["targets"], each)
    elif name == "territory":
        left_set, right_set = (
            judge.territory(wanted[0] if wanted else None),
            frozenset(read.get("territory_granted") or ()),
        )
        if left_set is not None and right_set:
            score.jaccard.append(len(left_set & right_set) / len(left_set | right_set))
        same = left_set == right_set
        told(
            int(bool(right_set) and same),
            int(bool(right_set) and not same),
            int(bool(wanted) and not same),
            read.get("territory"),
        )
    elif name in MONEY:
        value = read["amounts"].get(name)
        good = bool(wanted and value and _same_money(wanted[0], value, read["qualifier"][name]))
        told(
            int(good),
            int(bool(value) and not good),
            int(bool(wanted) and not good),
            [value, read["qualifier"].get(name)] if value else None,
        )
    elif name == "direction":
        value = read["direction"][0] if read["direction"] else None
        good = bool(wanted) and value == wanted[0]
        told(int(good), int(value is not None and not good and bool(wanted)), int(bool(wanted) and not good), value)
    elif name == "royalty_text":
        told(
            int(bool(wanted and read[name])),
            int(bool(read[name]) and not wanted),
            int(bool(wanted) and not read[name]),
            read[name],
        )
    else:
        value = read.get(name)
        good = (
            bool(wanted)
            and value is not None
            and (math.isclose(float(value), float(wanted[0])) if name.endswith("_pct") else value == wanted[0])
        )
        told(int(good), int(value is not None and not good), int(bool(wanted) and not good), value)


def _same_money(gold: dict[str, Any], read: dict[str, Any], qualifier: str) -> bool:
    close = math.isclose(float(gold["amount"]), read["amount_m"], rel_tol=1e-3)
    return (
        close and gold.get("currency", "USD") == read["currency"] and (gold.get("qualifier") or "asserted") == qualifier
    )


def _aggregates(gold: GoldPage, read: dict[str, Any], score: PageScore, judge: Judge) -> None:
    """Claims by value, unit and period; signals by company; market notes by name and move."""
    _match(
        score,
        "claims",
        gold.claims,
        read["claims"],
        lambda g, r: (
            g.get("value") is not None
            and math.isclose(float(g["value"]), float(r["value"] or math.nan), rel_tol=1e-3)
            and g.get("unit") == r["unit"]
        ),
    )
    _match(
        score,
        "signals",
        gold.signals,
        read["signals"],
        lambda g, r: judge.same_party([g["company"]], r["company"], None),
    )

    def same_move(g: dict[str, Any], r: dict[str, Any]) -> bool:
        if not judge.same_party([g["name"]], r["name"], None) and not (g.get("ticker") and g["ticker"] == r["ticker"]):
            return False
        a, b = g.get("move_pct"), r["move_pct"]
        return (a is None and b is None) or (
            a is not None and b is not None and math.isclose(float(a), float(b), rel_tol=1e-3)
        )

    _match(score, "market", gold.market, read["market"], same_move)


def _match(
    score: PageScore,
    name: str,
    gold: list[dict[str, Any]],
    read: list[dict[str, Any]],
    same: Callable[[dict[str, Any], dict[str, Any]], bool],
) -> None:
    left = list(read)
    hits = 0
    for wanted in gold:
        found = next((r for r in left if same(wanted, r)), None)
        if found is not None:
            left.remove(found)
            hits += 1
        else:
            score.slips.append(Slip(score.id, name, "missed", {k: v for k, v in wanted.items() if v is not None}, None))
    for extra in left:
        score.slips.append(Slip(score.id, name, "extra", None, {k: v for k, v in extra.items() if k != "evidence"}))
    score.fields[name].add(hits, len(left), len(gold) - hits)


def _short(deal: dict[str, Any]) -> list[Any]:
    return [deal.get("licensor"), deal.get("licensee"), deal.get("assets"), deal.get("event")]


def total(pages: list[PageScore]) -> dict[str, Tally]:
    """Tallies over pages; `micro` sums `FIELDS`."""
    found: dict[str, Tally] = defaultdict(Tally)
    for page in pages:
        for name, tally in page.fields.items():
            found[name].add(tally.right, tally.wrong, tally.missed)
            if name in FIELDS:
                found["micro"].add(tally.right, tally.wrong, tally.missed)
    return dict(found)


def interval(pages: list[PageScore], name: str, rounds: int = 400, seed: int = 7) -> tuple[float, float] | None:
    """95% bootstrap interval of a field's F1, resampling pages."""
    if len(pages) < 2:
        return None
    rng = random.Random(seed)
    drawn = []
    for _ in range(rounds):
        tally = Tally()
        for page in rng.choices(pages, k=len(pages)):
            for key, value in page.fields.items():
                if key == name or (name == "micro" and key in FIELDS):
                    tally.add(value.right, value.wrong, value.missed)
        if tally.f1 is not None:
            drawn.append(tally.f1)
    if not drawn:
        return None
    drawn.sort()
    return drawn[int(0.025 * len(drawn))], drawn[int(0.975 * len(drawn)) - 1]
