"""Takes a published copy, gives the places of the deals that fit a search, and counts of facets, from small arrays in memory.

The answers are those of the SQL of `find`; the arrays hold about 60 bytes a deal, so that a million deals are narrowed,
counted and put in order within milliseconds. A place is the row of a deal in `current` (newest first).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections import Counter, OrderedDict
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from chuhai.deals import moved, search
from chuhai.deals.current import BETWEEN, CODED
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import StoreError

if TYPE_CHECKING:
    from chuhai.deals.find import Search

Places = npt.NDArray[np.int64]
#: Bytes of the places of words asked for last.
_WORDS_KEPT = 24 * 2**20
_EPOCH = dt.date(1970, 1, 1)
_SINGLE = ("kind", "modality", "stage", "area", "evidence")
_POSTED = ("target", "licensor", "licensee")
#: Order -> the array that holds each deal's rank in it; `announced` is the order of places itself.
#: Filters that the columns answer; a search with another is left to SQL.
_HELD = frozenset(
    {*_SINGLE, *_POSTED, "partner_kind", "deals", "reaction", "minimum_upfront_usd_m", "minimum_total_usd_m"}
)
#: Searches whose places are kept, 8 bytes a deal each.
_SEARCHES_KEPT = 3
_RANKS = {"upfront": "by_upfront", "total": "by_total"}


class Columns:
    """Deals as they stand, by column."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        cursor = snapshot.cursor()
        found = cursor.execute("SELECT * FROM coded").fetchnumpy()
        self._of: dict[str, npt.NDArray[Any]] = {name: _plain(values) for name, values in found.items()}
        self.n = len(self._of["first"])
        (held,) = snapshot.sql("SELECT count(*) FROM current")[0]
        if held != self.n:
            raise StoreError(
                f"{snapshot.path}: damaged (its tables of deals differ); run `chuhai build` to publish again"
            )
        self._codes: dict[str, dict[str, int]] = {name: {} for name in CODED}
        for what, code, value in snapshot.sql(
            "SELECT what, code, value FROM code WHERE NOT starts_with(what, 'alike ') ORDER BY what, code"
        ):
            self._codes[what][value] = code
        self._back = -self._of["first"]  # places run from the newest day; searches need an array that rises
        named = snapshot.cursor().execute("SELECT hash, place FROM named").fetchnumpy()
        self._hashes = np.asarray(named["hash"]).astype(np.uint64)
        self._named = np.asarray(named["place"]).astype(np.int32)
        self._words: OrderedDict[str, Places] = OrderedDict()
        self._found: OrderedDict[Search, Places | slice] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    @property
    def nbytes(self) -> int:
        """Bytes that the arrays take."""
        beside = (self._back, self._hashes, self._named)
        return sum(a.nbytes for a in (*self._of.values(), *beside))

    def places(self, asked: Search) -> Places | slice | None:
        """Places of the deals that fit, newest first; a slice where a period alone, or nothing, narrows them.

        None where a filter is asked for that has no column.
        """
        if any(value for name, value in vars(asked.filters).items() if name not in _HELD and value is not None):
            return None
        with self._lock:
            known = self._found.get(asked)
        if known is None:
            known = self._places(asked)
            with self._lock:  # facets, a page and counts of one search follow each other
                self._found[asked] = known
                while len(self._found) > _SEARCHES_KEPT:
                    self._found.popitem(last=False)
        return known

    def _places(self, asked: Search) -> Places | slice:
        low, high = 0, self.n
        if asked.period is not None:
            low = int(np.searchsorted(self._back, -_day(asked.period.end), "left"))
            high = int(np.searchsorted(self._back, -_day(asked.period.start), "right"))
        part = slice(low, high)
        masks = self._masks(asked, part)
        kept = self._posted(asked)
        if not masks and kept is None:
            return part
        if kept is not None:
            kept = kept[np.searchsorted(kept, low) : np.searchsorted(kept, high)]
            for mask in masks:
                kept = kept[mask[kept - low]]
            return kept
        fits = masks[0]
        for mask in masks[1:]:
            fits &= mask
        return np.flatnonzero(fits) + low

    def page(self, places: Places | slice, sort: str, limit: int | None, offset: int) -> list[int]:
        """Places of one page, in an order that `find.IN_MEMORY` names."""
        end = None if limit is None else offset + limit
        if sort == "announced":
            if isinstance(places, slice):
                return list(range(*places.indices(self.n)))[offset:end]
            return [int(p) for p in places[offset:end]]
        rank = self._of[_RANKS[sort]]
        mine = rank[places]
        each = np.arange(places.start, places.stop) if isinstance(places, slice) else places
        if end is not None and end < len(mine):
            first = np.argpartition(mine, end - 1)[:end] if end else np.empty(0, np.int64)
            mine, each = mine[first], each[first]
        return [int(p) for p in each[np.argsort(mine)][offset:]]

    def count(self, places: Places | slice) -> int:
        return places.stop - places.start if isinstance(places, slice) else len(places)

    def facet(self, places: Places | slice, name: str) -> Counter[str]:
        """How many of the deals have each value; one that holds several values counts under each."""
        counts = np.bincount(self._of[name][places], minlength=len(self._codes[name]) + 1)
        found: Counter[str] = Counter()
        for value, code in self._codes[name].items():
            if n := int(counts[code]):
                for one in value.split(BETWEEN) if name in ("direction", "partner_kind") else (value,):
                    found[one] += n
        return found

    def years(self, places: Places | slice) -> dict[str, Counter[str]]:
        """How many of the deals each year has by direction, newest year first."""
        wide = len(self._codes["direction"]) + 1
        years = self._of["year"][places].astype(np.int64)
        counts = np.bincount(years * wide + self._of["direction"][places])
        found: dict[str, Counter[str]] = {}
        for value, code in self._codes["direction"].items():
            for year in np.flatnonzero(counts[code::wide]):
                for way in value.split(BETWEEN):
                    found.setdefault(f"{year:04d}", Counter())[way] += int(counts[year * wide + code])
        return dict(sorted(found.items(), reverse=True))

    def posting(self, what: str, values: tuple[str, ...]) -> Places:
        """Places of the deals that bear one of the names, newest first."""
        found = self._snapshot.cursor().execute(
            "SELECT DISTINCT place FROM posting WHERE what = ? AND value IN (SELECT unnest(?)) ORDER BY place"
            if len(values) > 1
            else "SELECT place FROM posting WHERE what = ? AND value = ?[1]",
            [what, list(values)],
        )
        return np.sort(_plain(found.fetchnumpy()["place"]).astype(np.int64))

    def place(self, deal_id: str) -> int | None:
        """Place of the deal with an id; one other id in 2 to the 64 shares its hash."""
        digest = hashlib.md5(deal_id.encode(), usedforsecurity=False).digest()
        hashed = np.uint64(int.from_bytes(digest[8:], "little"))  # as DuckDB's md5_number_lower
        at = int(np.searchsorted(self._hashes, hashed))
        return int(self._named[at]) if at < self.n and self._hashes[at] == hashed else None

    # What narrows

    def _masks(self, asked: Search, part: slice) -> list[npt.NDArray[np.bool_]]:
        filters, masks = asked.filters, []
        if asked.period is not None and part.start < part.stop:
            late = self._of["last"][part] <= _day(asked.period.end)
            if not late.all():
                masks.append(late)
        for name in _SINGLE:
            if values := getattr(filters, name):
                masks.append(self._among(name, [self._codes[name].get(v, -1) for v in values], part))
        if filters.partner_kind:
            wanted = set(filters.partner_kind)
            masks.append(self._among("partner_kind", self._holding("partner_kind", wanted), part))
        if asked.way is not None:
            masks.append(self._among("direction", self._holding("direction", {asked.way}), part))
        if asked.product_class is not None:
            masks.append(self._among("class", [self._codes["class"].get(asked.product_class, -1)], part))
        if filters.reaction:
            masks.append(self._moved(filters.reaction)[part])
        for least, name in ((filters.minimum_upfront_usd_m, "upfront"), (filters.minimum_total_usd_m, "total")):
            if least is not None:
                masks.append(self._of[name][part] >= float(least))
        return masks

    def moves(self, places: Places | slice, window: str) -> dict[str, int]:
        """How many of the deals moved in each way over a window."""
        found = {}
        for way in moved.WAYS:
            if way != "none":
                mine = self._reacted(window, way)
                among = (
                    (mine >= places.start) & (mine < places.stop)
                    if isinstance(places, slice)
                    else _within(mine, places)
                )
                found[way] = int(np.count_nonzero(among))
        any_way = self._reacted(window, "none")  # those with a reaction: the others have none
        among = (
            (any_way >= places.start) & (any_way < places.stop)
            if isinstance(places, slice)
            else _within(any_way, places)
        )
        return {way: found.get(way, self.count(places) - int(np.count_nonzero(among))) for way in moved.WAYS}

    def _moved(self, words: tuple[str, ...]) -> npt.NDArray[np.bool_]:
        mask = np.zeros(self.n, np.bool_)
        for word in words:
            window, way = moved.parsed(word)
            mine = self._reacted(window, way)
            if way == "none":
                without = np.ones(self.n, np.bool_)
                without[mine] = False
                mask |= without
            else:
                mask[mine] = True
        return mask

    def _reacted(self, window: str, way: str) -> Places:
        """Places of the deals that moved so; for `none` those with any reaction."""
        condition = moved.condition((f"{window}:{way}",))
        asked = f"SELECT rowid AS place FROM current WHERE {'NOT ' if way == 'none' else ''}{condition} ORDER BY rowid"

        def read() -> Places:
            return np.asarray(self._snapshot.cursor().execute(asked).fetchnumpy()["place"]).astype(np.int64)

        return self._snapshot.once(f"reacted {window} {way}", read)

    def _holding(self, name: str, wanted: set[str]) -> list[int]:
        return [code for value, code in self._codes[name].items() if wanted & set(value.split(BETWEEN))]

    def _among(self, name: str, codes: list[int], part: slice) -> npt.NDArray[np.bool_]:
        """Rows with one of the codes: a look into a table of as many flags as there are codes."""
        wanted = np.zeros(len(self._codes[name]) + 1, np.bool_)
        wanted[[c for c in codes if c > 0]] = True
        mask: npt.NDArray[np.bool_] = wanted[self._of[name][part]]
        return mask

    def _posted(self, asked: Search) -> Places | None:
        """Places by names and words together, narrowest first; None where neither is asked for."""
        filters = asked.filters
        lists = [self.posting(name, getattr(filters, name)) for name in _POSTED if getattr(filters, name)]
        if filters.deals:
            ids = {place for deal in filters.deals if (place := self.place(deal)) is not None}
            lists.append(np.array(sorted(ids), np.int64))
        if asked.words:
            lists += [self._saying(word) for word in search.telling(asked.words)]
        if not lists:
            return None
        lists.sort(key=len)
        found = lists[0]
        for other in lists[1:]:
            found = found[_within(found, other)]
        return found

    def _saying(self, word: str) -> Places:
        """Places of the deals whose names hold a word in one of its spellings; the words asked for last are kept."""
        with self._lock:
            if (kept := self._words.get(word)) is not None:
                self._words.move_to_end(word)
                return kept
        told, spellings = search.holds(word)
        cursor = self._snapshot.cursor().execute(f"SELECT rowid AS place FROM search WHERE {told}", spellings)
        found = np.sort(_plain(cursor.fetchnumpy()["place"]).astype(np.int64))
        with self._lock:
            if word not in self._words and found.nbytes < _WORDS_KEPT // 2:
                self._words[word] = found
                self._size += found.nbytes
            while self._size > _WORDS_KEPT:
                _, gone = self._words.popitem(last=False)
                self._size -= gone.nbytes
        return found


def _within(some: Places, others: Places) -> npt.NDArray[np.bool_]:
    """Which of some sorted places are among others, sorted too."""
    if not len(others):
        return np.zeros(len(some), np.bool_)
    at = np.searchsorted(others, some)
    at[at == len(others)] = 0
    found: npt.NDArray[np.bool_] = others[at] == some
    return found


def _plain(values: Any) -> npt.NDArray[Any]:
    """An array without a mask: not a number where the table has none."""
    return (
        np.ma.filled(values, np.nan) if np.ma.isMaskedArray(values) and values.dtype.kind == "f" else np.asarray(values)
    )


def _day(day: dt.date) -> int:
    return (day - _EPOCH).days
