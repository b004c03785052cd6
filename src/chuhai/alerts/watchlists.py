"""Takes names in either script, gives watchlists saved by name, and the ones that a change concerns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from chuhai.alerts.kept import Kept
from chuhai.catalog import names
from chuhai.deals.diff import Change
from chuhai.errors import AmbiguousError, NotFoundError, UsageError
from chuhai.facade import Ledger
from chuhai.metrics.population import literals

FILE = "watchlists.json"
_NAME = re.compile(r"[\w][\w .\-]{0,59}")


class Watchlist(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a reader wants to hear of; all of it must hold, within a list one is enough.

    Attributes
    ----------
    companies, assets : list of str
        Ids; a company stands for its subsidiaries.
    on : list of str
        Of `disputed`, `termination` and `signal`: only these changes; every change when empty.
    said : dict
        The words as the reader typed them.
    """

    name: str
    at: dt.datetime
    companies: list[str] = []
    assets: list[str] = []
    targets: list[str] = []
    modalities: list[str] = []
    kinds: list[str] = []
    min_upfront_usd_m: float | None = None
    min_total_usd_m: float | None = None
    on: list[str] = []
    said: dict[str, list[str]] = {}

    @property
    def narrows(self) -> bool:
        """Whether it asks anything of a deal beside its parties."""
        least = (self.min_upfront_usd_m, self.min_total_usd_m)
        return bool(self.assets or self.targets or self.modalities or self.kinds) or any(v is not None for v in least)

    def condition(self) -> str:
        """SQL over the published deal table; the values are ids, codes and numbers that this package looked up."""
        parts = []
        if self.companies:
            ids = literals(self.companies)
            sides = ("licensor", "licensee", "licensor_family", "licensee_family")
            parts.append("(" + " OR ".join(f"list_has_any(coalesce({s}, []), [{ids}])" for s in sides) + ")")
        for column, values in (("asset", self.assets), ("target", self.targets)):
            if values:
                parts.append(f"list_has_any(coalesce({column}, []), [{literals(values)}])")
        for column, values in (("modality", self.modalities), ("kind", self.kinds)):
            if values:
                parts.append(f"{column} IN ({literals(values)})")
        if self.min_upfront_usd_m is not None:
            parts.append(f"coalesce(upfront_usd_m, upfront_and_near_term_usd_m) >= {float(self.min_upfront_usd_m)!r}")
        if self.min_total_usd_m is not None:
            parts.append(f"coalesce(total_usd_m, total_derived_usd_m) >= {float(self.min_total_usd_m)!r}")
        return " AND ".join(parts) or "true"

    def hears(self, change: Change) -> bool:
        """Whether it wants to hear of such a change at all."""
        if not self.on:
            return True
        wanted = {
            "disputed": change.change in ("disputed", "settled"),
            "termination": change.change == "event" and change.field in ("termination", "expiry"),
            "signal": change.change == "signal",
        }
        return any(wanted[name] for name in self.on)


def resolved(
    ledger: Ledger,
    name: str,
    at: dt.datetime,
    words: Mapping[str, Sequence[str]],
    min_upfront: float | None = None,
    min_total: float | None = None,
    on: Sequence[str] = (),
) -> Watchlist:
    """A watchlist from what a reader typed, in either script.

    Parameters
    ----------
    words : mapping
        company, asset, target, modality and kind -> words.

    Raises
    ------
    UsageError
        A name that can't be one, an amount that is none, or a target or code that the ledger doesn't hold.
    NotFoundError, AmbiguousError
        A company or asset that isn't known, or is not the only one of that name; names those near.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"watchlist {name!r}: a name is letters, digits, spaces, dots and dashes, at most 60")
    for amount in (min_upfront, min_total):
        if amount is not None and not 0 <= amount < 1e9:
            raise UsageError(f"{amount}: no amount in millions of US dollars")
    said = {k: list(v) for k, v in words.items() if v}
    vocabulary = ledger.catalog.lexicons.vocabulary("modality")
    modalities = {c for w in said.get("modality", ()) for c in vocabulary.narrower(vocabulary.code(w))}
    return Watchlist(
        name=name,
        at=at,
        companies=_unique(company(ledger, w) for w in said.get("company", ())),
        assets=_unique(asset(ledger, w) for w in said.get("asset", ())),
        targets=_unique(t for w in said.get("target", ()) for t in targets(ledger, w)),
        modalities=sorted(modalities),
        kinds=_unique(ledger.code("kind", w) for w in said.get("kind", ())),
        min_upfront_usd_m=min_upfront,
        min_total_usd_m=min_total,
        on=list(on),
        said=said,
    )


def company(ledger: Ledger, word: str) -> str:
    """Id of a company by any of its names; of one that only documents name, its local id."""
    try:
        return ledger.company_id(word)
    except NotFoundError:
        local = ledger.snapshot.sql("SELECT id FROM candidate WHERE id = ?", [f"x:c:{names.key(word)}"])
        if not local:
            raise
        return str(local[0][0])


def asset(ledger: Ledger, word: str) -> str:
    """Id of an asset by any of its names, codes or pinyin.

    Raises
    ------
    NotFoundError, AmbiguousError
    """
    key = names.key(word)
    rows = ledger.snapshot.sql(
        "SELECT DISTINCT id FROM name WHERE what = 'asset' AND (key = ? OR key = ? OR id = ?) "
        "UNION SELECT id FROM candidate WHERE id = ? ORDER BY 1",
        [key, word.casefold().replace(" ", ""), word, f"x:a:{key}"],
    )
    if len(rows) > 1:
        labels = ledger.snapshot.sql(
            "SELECT asset_id, name FROM asset WHERE asset_id IN (SELECT unnest(?))", [[r[0] for r in rows]]
        )
        raise AmbiguousError(f"asset {word!r}: fits {', '.join(f'{i} {n}' for i, n in labels)}; use the id")
    if not rows:
        near = _near(ledger, "SELECT DISTINCT key FROM name WHERE what = 'asset' AND via = 'name'", key)
        raise NotFoundError(f"asset {word!r}: not in the ledger{near}")
    return str(rows[0][0])


def targets(ledger: Ledger, word: str) -> list[str]:
    """The spellings of a target in the ledger.

    Raises
    ------
    NotFoundError
    """
    plain = _bare(word)
    known = [t for (t,) in ledger.snapshot.sql("SELECT DISTINCT unnest(target) AS t FROM deal ORDER BY t")]
    found = [t for t in known if _bare(t) == plain]
    if not found:
        near = _near(ledger, "SELECT DISTINCT lower(unnest(target)) AS key FROM deal", word.casefold())
        raise NotFoundError(f"target {word!r}: no deal of the ledger has it{near}")
    return found


def saved(kept: Kept) -> dict[str, Watchlist]:
    """The watchlists by name."""
    return {w.name: w for w in kept.whole(FILE, list[Watchlist]) or []}


def save(kept: Kept, found: Mapping[str, Watchlist]) -> None:
    kept.write(FILE, [found[name] for name in sorted(found)])


def matching(ledger: Ledger, watchlist: Watchlist) -> list[str]:
    """Ids of the deals that fit it now."""
    rows = ledger.snapshot.sql(
        f"SELECT deal_id FROM deal WHERE known_to IS NULL AND ({watchlist.condition()}) ORDER BY 1"
    )
    return [r[0] for r in rows]


def concerned(ledger: Ledger, found: Iterable[Watchlist], changes: Sequence[Change]) -> dict[int, list[str]]:
    """Place of a change in the list -> names of the watchlists that it concerns."""
    hits: dict[int, list[str]] = {}
    for watchlist in found:
        wanted = [(n, c) for n, c in enumerate(changes) if watchlist.hears(c)]
        ids = sorted({c.deal_id for _, c in wanted if c.change != "signal"})
        fits = {
            r[0]
            for r in ledger.snapshot.sql(
                f"SELECT DISTINCT deal_id FROM deal WHERE known_to IS NULL AND deal_id IN (SELECT unnest(?)) "
                f"AND ({watchlist.condition()})",
                [ids],
            )
        }
        for n, change in wanted:
            # A deal that is gone can't be asked what it was: only a list that asks nothing of deals hears of it.
            gone = change.change == "deal removed" and watchlist.condition() == "true"
            if change.deal_id in fits or gone or (change.change == "signal" and _signalled(ledger, watchlist, change)):
                hits.setdefault(n, []).append(watchlist.name)
    return hits


def _signalled(ledger: Ledger, watchlist: Watchlist, change: Change) -> bool:
    """Whether a signal is of a company of the list; one that asks for an asset or an amount hears of none, for a signal has none."""
    if watchlist.narrows:
        return False
    if not watchlist.companies:
        return True
    key = names.key(change.slug)
    rows = ledger.snapshot.sql(
        "SELECT DISTINCT id, family FROM name JOIN company ON company_id = id WHERE what = 'company' AND name.key = ?",
        [key],
    )
    bearers = {i for row in rows for i in row} or {f"x:c:{key}"}
    return bool(bearers & set(watchlist.companies))


def _bare(target: str) -> str:
    return re.sub(r"[\s\-./]+", "", target.casefold())


def _near(ledger: Ledger, query: str, key: str) -> str:
    rows = ledger.snapshot.sql(
        f"SELECT key FROM ({query}) WHERE jaro_winkler_similarity(key, ?) > 0.8 OR contains(key, ?) "
        "ORDER BY jaro_winkler_similarity(key, ?) DESC, key LIMIT 5",
        [key, key, key],
    )
    return f"; near: {', '.join(r[0] for r in rows)}" if rows else ""


def _unique(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(values))
