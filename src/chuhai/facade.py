"""Takes a store, gives the ledger as people use it: the verbs that the command line, web and notebooks share."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from chuhai import settings as settings_module
from chuhai.catalog import Catalog, rules
from chuhai.catalog.companies import TopList
from chuhai.catalog.rules import RuleSet
from chuhai.deals import diff as diffs
from chuhai.deals import find, medicine, moved, rows, same, why
from chuhai.deals.filters import least
from chuhai.deals.find import Facets
from chuhai.deals.medicine import Medicine
from chuhai.deals.rows import Outline
from chuhai.deals.snapshot import Snapshot
from chuhai.deals.views import CompanyView as CompanyView
from chuhai.deals.views import Deals as Deals
from chuhai.errors import AmbiguousError, NotFoundError, UsageError
from chuhai.metrics import growth, reconcile, share
from chuhai.metrics import stats as statistics
from chuhai.metrics.growth import GrowthResult
from chuhai.metrics.population import Filters
from chuhai.metrics.reconciled import Reconciliation
from chuhai.metrics.result import StatResult
from chuhai.metrics.share import ShareBracket, ShareResult
from chuhai.model.deal import DealRow
from chuhai.model.when import PartialDate, Period
from chuhai.settings import Settings
from chuhai.value.comparables import Comparables, Range, Subject, comparables, describe, upfront_ranges

if TYPE_CHECKING:
    from chuhai.metrics.survival import SurvivalResult
    from chuhai.model.reaction import ReactionRow
    from chuhai.report.brief import Brief
    from chuhai.study.market_day import DayReport
    from chuhai.study.market_index import IndexReport
    from chuhai.study.market_study import MarketStudy, Origin

DEFAULT_RULES = "chuhai"
#: Whose word a deal rests on: a person's, who cited pages, or only that of rules that read documents.
EVIDENCE = ("curated", "read")
#: Among what China's share of large pharma's in-licensing is taken.
LARGE_PHARMA_RULES = "large-pharma-in"


#: Fewer characters begin too many names.
_SHORTEST_BEGINNING = 2
#: A company's subsidiaries, theirs too, by name.
_BELOW = """
WITH RECURSIVE below(company_id) AS (
    SELECT ? UNION SELECT c.company_id FROM company c JOIN below b ON c.body->>'$.parent' = b.company_id)
SELECT company_id, label_en FROM company JOIN below USING (company_id) WHERE company_id <> ? ORDER BY label_en
"""


class Ledger:
    """A published ledger, open for reading; one snapshot for as long as it is open.

    Examples
    --------
    >>> with Ledger.open() as ledger:  # doctest: +SKIP
    ...     ledger.stats("2025").value("deal_count")
    """

    def __init__(self, settings: Settings, snapshot: Snapshot) -> None:
        self.settings = settings
        self.snapshot = snapshot

    @classmethod
    def open(cls, home: str | Path | None = None, curation: str | Path | None = None) -> Ledger:
        """Open the store of `CHUHAI_HOME`, or of `home`.

        Raises
        ------
        NotBuiltError
            Nothing was published there yet: run `chuhai build`.
        """
        found = settings_module.from_environment()
        if home is not None:
            found = Settings(Path(home).expanduser().absolute(), found.curation, found.memory_limit, found.threads)
        if curation is not None:
            found = Settings(found.home, Path(curation).absolute(), found.memory_limit, found.threads)
        return cls(found, Snapshot.open(found))

    # Finding

    def deals(
        self,
        search_words: str | None = None,
        period: str | None = None,
        filters: Filters | None = None,
        direction: str | None = None,
        product_class: str | None = None,
        known: dt.date | None = None,
        sort: str = "announced",
        limit: int | None = None,
        offset: int = 0,
    ) -> Deals:
        """Deals by words in either script or pinyin, period and filters.

        Parameters
        ----------
        period : str or None
            Deals whose date surely falls in it, as `stats` counts them: one dated 2025 is in 2025, not in 2025Q1.
        search_words : str or None
            Every word must occur in a name, alias, ticker, target, modality or slug.
        direction : str or None
            out, in, domestic or foreign, China being the mainland.
        """
        if offset < 0 or (limit is not None and limit < 0):
            raise UsageError(f"limit {limit}, offset {offset}: neither can be negative")
        asked = self._search(search_words, period, filters, direction, product_class, known)
        found, total = find.page(self.snapshot, asked, sort, limit, offset)
        return Deals(tuple(found), total, self.as_of, known.isoformat() if known else None)

    def facets(
        self,
        search_words: str | None = None,
        period: str | None = None,
        filters: Filters | None = None,
        direction: str | None = None,
        product_class: str | None = None,
        known: dt.date | None = None,
    ) -> Facets:
        """How many deals `deals` finds with the same arguments, and how many each direction, kind, stage ... has."""
        return find.facets(self.snapshot, self._search(search_words, period, filters, direction, product_class, known))

    def moves(
        self,
        window: str,
        search_words: str | None = None,
        period: str | None = None,
        filters: Filters | None = None,
        direction: str | None = None,
        product_class: str | None = None,
        known: dt.date | None = None,
    ) -> dict[str, int]:
        """How many of the deals that `deals` finds rose, fell, met their limit or have no reaction over a window."""
        return find.moves(
            self.snapshot, self._search(search_words, period, filters, direction, product_class, known), window
        )

    def outlines(self, filters: Filters, limit: int) -> tuple[list[Outline], int]:
        """The newest deals in outline, for adding up, and how many there are in all."""
        return find.outlines(self.snapshot, self._search(None, None, filters, None, None, None), limit)

    def targets(self, limit: int) -> list[str]:
        """The targets that most deals name."""
        asked = "SELECT value FROM posting WHERE what = 'target' GROUP BY value ORDER BY count(*) DESC, value LIMIT ?"
        return self.snapshot.once(f"targets {limit}", lambda: [t for (t,) in self.snapshot.sql(asked, [limit])])

    def years(self, known: dt.date | None = None) -> dict[str, Counter[str]]:
        """How many deals of each direction the ledger has by year, newest first."""
        return find.years(self.snapshot, known)

    def tiers(self) -> list[tuple[str, int, int]]:
        """(kind of source, pages, statements) of what the ledger rests on, most pages first."""
        return self.snapshot.sql("SELECT tier, pages, statements FROM tier ORDER BY pages DESC, tier")

    def _search(
        self,
        words: str | None,
        period: str | None,
        filters: Filters | None,
        direction: str | None,
        product_class: str | None,
        known: dt.date | None,
    ) -> find.Search:
        return find.Search(
            words,
            Period.parse(period) if period else None,
            filters or Filters(),
            self.code("direction", direction) if direction else None,
            self.code("class", product_class) if product_class else None,
            known,
        )

    def deal(self, deal_id: str, known: dt.date | None = None) -> DealRow:
        """One deal by id or slug."""
        return rows.one(self.snapshot, deal_id, known)

    def why(self, deal_id: str, field: str) -> why.Why:
        """Where a value comes from: rule, statements, quotes, pages, and what other pages say."""
        return why.explain(self.snapshot, deal_id, field)

    def why_same(self, one: str, other: str) -> same.WhySame:
        """Whether two deals, slugs or mentions of documents are one deal, and each decision between them."""
        return same.explain(self.snapshot, one, other)

    def company(self, name: str, known: dt.date | None = None) -> CompanyView:
        """A company by any of its names, tickers, pinyin or id, with its deals and its subsidiaries' deals.

        Raises
        ------
        NotFoundError, AmbiguousError
        """
        found = self.company_id(name)
        body, label, family = self.snapshot.sql(
            "SELECT body, label_en, family FROM company WHERE company_id = ?", [found]
        )[0]
        import msgspec

        below = self.snapshot.sql(_BELOW, [found, found])
        family_ids = (found, *(company_id for company_id, _ in below))
        either = f"{Filters(licensor=family_ids).sql()} OR {Filters(licensee=family_ids).sql()}"
        mine = rows.select(self.snapshot, either, (), known)
        deals = Deals(tuple(mine), len(mine), self.as_of, known.isoformat() if known else None)
        parent = self.snapshot.sql("SELECT label_en FROM company WHERE company_id = ?", [family])
        told = msgspec.json.decode(body)
        return CompanyView(
            found,
            told,
            label,
            parent[0][0] if parent else label,
            tuple(n for _, n in below),
            deals,
            self.as_of,
            self._derived(found, told["name"]),
        )

    def _derived(self, company_id: str, stated: dict[str, str]) -> dict[str, str]:
        """Traditional form and pinyin of a company's stated simplified name."""
        from chuhai.catalog import names

        chinese = stated.get("zh_hans")
        if not chinese:
            return {}
        made = {} if stated.get("zh_hant") else {"zh_hant": names.traditional(chinese)}
        rows = self.snapshot.sql(
            "SELECT key FROM name WHERE what = 'company' AND id = ? AND via = 'pinyin' ORDER BY length(key), key",
            [company_id],
        )
        return made | ({"pinyin": rows[0][0]} if rows else {})

    def asset(self, name: str, known: dt.date | None = None) -> Medicine:
        """A medicine by any of its names, codes or id: its deals, and what registers that were asked say of it."""
        return medicine.medicine(self.snapshot, name, known)

    def comps(
        self, deal_id: str | None = None, subject: Subject | None = None, limit: int = 12, known: dt.date | None = None
    ) -> Comparables:
        """Deals like one of the ledger, or like a description."""
        if (deal_id is None) == (subject is None):
            raise UsageError("name a deal, or describe one (--modality, --target, --stage, --area), not both")
        return comparables(self.snapshot, subject or describe(self.snapshot, deal_id or ""), limit, known)

    def upfront_ranges(self, deal_ids: Sequence[str], limit: int = 30) -> dict[str, Range]:
        """Quartiles of the upfronts of the deals most like each: those of `comps`, without the deals."""
        return upfront_ranges(self.snapshot, deal_ids, limit)

    # Counting

    def stats(
        self,
        period: str,
        measures: Sequence[str] = statistics.DEFAULT_MEASURES,
        by: str | None = None,
        rule_set: str | RuleSet = DEFAULT_RULES,
        filters: Filters | None = None,
        known: dt.date | None = None,
    ) -> StatResult:
        """Statistics over the deals that a rule set counts; see `chuhai.metrics.stats.stats`."""
        rule = self.rule(rule_set)
        return statistics.stats(
            self.snapshot, rule, Period.parse(period), measures, by, filters, known, self.top_lists(rule)
        )

    def growth(
        self,
        period: str,
        measure: str = "deal_count",
        against: str = "year",
        rule_set: str | RuleSet = DEFAULT_RULES,
        filters: Filters | None = None,
        known: dt.date | None = None,
    ) -> GrowthResult:
        """Growth of a count or sum against the year before, the period just before (`before`), or a named period."""
        rule = self.rule(rule_set)
        base = against if against in ("year", "before") else Period.parse(against)
        return growth.growth(
            self.snapshot, rule, Period.parse(period), measure, base, filters, known, self.top_lists(rule)
        )

    def share(
        self,
        period: str,
        of: Sequence[str] = ("deals", "assets", "value", "upfront"),
        rule_set: str | RuleSet = LARGE_PHARMA_RULES,
        directions: Sequence[str] = ("out",),
        filters: Filters | None = None,
        known: dt.date | None = None,
    ) -> ShareResult:
        """Share of deals, assets, value and upfront that comes from China among all the rule set counts."""
        rule = self.rule(rule_set)
        return share.share(
            self.snapshot, rule, Period.parse(period), of, directions, None, filters, known, self.top_lists(rule)
        )

    def share_bracket(
        self,
        period: str,
        of: Sequence[str] = ("deals", "assets", "value", "upfront"),
        rule_set: str | RuleSet = LARGE_PHARMA_RULES,
        directions: Sequence[str] = ("out",),
        known: dt.date | None = None,
    ) -> ShareBracket:
        """The same share under every combination of what the rule set leaves open."""
        rule = self.rule(rule_set)
        return share.share_bracket(
            self.snapshot, rule, Period.parse(period), of, directions, None, None, known, self.top_lists(rule)
        )

    def survival(
        self,
        period: str,
        rule_set: str | RuleSet = DEFAULT_RULES,
        filters: Filters | None = None,
        known: dt.date | None = None,
    ) -> SurvivalResult:
        """Time to termination of the deals of a period (Kaplan-Meier, censored at the as-of date)."""
        from chuhai.metrics import survival  # scipy behind it is heavy

        rule = self.rule(rule_set)
        return survival.survival(
            self.snapshot, rule, Period.parse(period), filters=filters, known=known, top=self.top_lists(rule)
        )

    def reconcile(
        self,
        publisher: str | None = None,
        period: str | None = None,
        measure: str | None = None,
        known: dt.date | None = None,
        claim_ids: Sequence[str] | None = None,
    ) -> Reconciliation:
        """Published claims beside this ledger: ours, theirs, the ratio, a verdict, what is missing or extra.

        `claim_ids` names the claims wanted: each costs as much as a statistic under every rule left open.
        """
        folder = self.settings.curation
        if measure is not None:
            chosen = reconcile.selected(folder, publisher, period, claim_ids)
            publisher, period, claim_ids = None, None, [c.id for c in chosen if c.measure == measure]
        return reconcile.reconcile(self.snapshot, folder, publisher, period, claim_ids, known)

    def brief(
        self,
        period: str,
        lang: str = "en",
        rule_set: str | RuleSet = DEFAULT_RULES,
        known: dt.date | None = None,
    ) -> Brief:
        """The period on one page, in English or Chinese: `html()` and `markdown()`."""
        from chuhai.report import brief  # charts are heavy; only when a brief is asked for

        rule = self.rule(rule_set)
        return brief.brief(self.snapshot, self.catalog, period, lang, rule, self.top_lists(rule), known)

    # The market

    def market_day(
        self, day: dt.date, market: str = "all", history: int = 750, caps: str | Path | None = None
    ) -> DayReport:
        """What the markets did on a day, from the user's own prices; see `chuhai.study.market_day.report`.

        Parameters
        ----------
        market : str
            A, HK, US or all.
        history : int
            Earlier sessions that percentiles are taken over, at most.
        caps : path, optional
            The user's CSV file of market values; with it the sector is weighted by value too.
        """
        from chuhai.prices.base import Prices  # polars, numpy
        from chuhai.study import capital, market_day, universe

        prices = Prices.open(self.settings.home)
        values = capital.read(Path(caps)) if caps else None
        chosen = universe.chosen(market)
        return market_day.report(prices, self.snapshot, self.settings.curation, day, chosen, history, values)

    def market_index(
        self, market: str, first: dt.date, last: dt.date | None = None, caps: str | Path | None = None
    ) -> IndexReport:
        """The innovative-drug sector by month, A, HK or A+HK; see `chuhai.study.market_index.report`."""
        from chuhai.prices.base import Prices
        from chuhai.study import capital, market_index

        prices = Prices.open(self.settings.home)
        values = capital.read(Path(caps)) if caps else None
        return market_index.report(prices, self.settings.curation, market, first, last, values)

    def reactions(self, deal_id: str | None = None) -> tuple[ReactionRow, ...]:
        """Computed reactions that come with the ledger, of one deal or of all; window totals, never prices."""
        from chuhai.deals import listed

        return tuple(listed.kept(self.snapshot, self.deal(deal_id).id if deal_id else None))

    def market_study(
        self,
        group: str = "partner_kind",
        window: tuple[int, int] = (0, 1),
        role: str = "licensor",
        direction: str | None = "out",
        period: str | None = None,
        origin: Origin | None = None,
        exclude: Sequence[str] = (),
        model: str = "market",
        caps: str | Path | None = None,
        earnings: str | Path | None = None,
    ) -> MarketStudy:
        """What shares did around deals, by group, tested; see `chuhai.study.market_study.study`.

        From the user's own prices where there are any, else from the reactions that come with the ledger. `caps` is a file of
        market values, which upfronts are then set against; `earnings` one of results days, near which reactions are flagged.
        """
        from chuhai.study import capital, market_study, reactions  # numpy, scipy

        values = capital.read(Path(caps)) if caps else ()
        days = reactions.read_earnings(Path(earnings)) if earnings else ()
        design = dataclasses.replace(reactions.DESIGN, model=model)
        return market_study.study(
            self.snapshot,
            self.settings,
            group,
            window,
            role,
            direction,
            period,
            origin,
            exclude,
            design,
            caps=values,
            earnings=days,
        )

    def diff(self, since: dt.date, clock: str = "known") -> list[diffs.Change]:
        """What changed after a day, in the world or in this ledger."""
        return diffs.diff(self.snapshot, since, clock)

    def explained(self, changes: Sequence[diffs.Change], clock: str = "known") -> list[diffs.Change]:
        """The changes with their causes: the statement behind each, what it goes before, and the rule that decided."""
        return diffs.explained(self.snapshot, list(changes), clock)

    # Vocabulary

    @cached_property
    def catalog(self) -> Catalog:
        return Catalog(self.settings.curation)

    @property
    def as_of(self) -> str:
        return self.snapshot.as_of

    def rule(self, rule_set: str | RuleSet) -> RuleSet:
        return rule_set if isinstance(rule_set, RuleSet) else rules.read(self.settings.curation, rule_set)

    def top_lists(self, rule: RuleSet) -> dict[str, tuple[str, ...]]:
        """Published company lists by name, newest year first winning, only when the rule set asks for one."""
        if rule.buyers in ("any", "mnc") and "buyers" not in rule.open:
            return {}
        newest: dict[str, TopList] = {}
        for item in self.catalog.companies.top_lists:
            if item.list_name not in newest or item.year > newest[item.list_name].year:
                newest[item.list_name] = item
        return {name: tuple(item.companies) for name, item in newest.items()}

    def code(self, vocabulary: str, word: str) -> str:
        """The code that a label or alias in either language means."""
        return self.catalog.lexicons.vocabulary(vocabulary).code(word)

    def company_id(self, name: str) -> str:
        """Id of the one company of that name, alias, ticker or pinyin, or whose names alone begin with it.

        A reader may say 恒瑞 or Hengrui for 恒瑞医药; what begins several companies' names is ambiguous, and a merely
        similar name is never taken.

        Raises
        ------
        NotFoundError, AmbiguousError
        """
        from chuhai.catalog import names

        key = names.key(name)
        found = self.snapshot.sql(
            "SELECT DISTINCT id, via FROM name WHERE what = 'company' AND (key = ? OR key = ? OR id = ?)",
            [key, name.casefold().replace(" ", ""), name],
        )
        exact = {i for i, via in found if via != "pinyin"} or {i for i, _ in found}
        if not exact and len(key) >= _SHORTEST_BEGINNING:
            begins = key if names.has_chinese(key) else f"{key} "
            exact = {
                i
                for (i,) in self.snapshot.sql(
                    "SELECT DISTINCT id FROM name WHERE what = 'company' AND via = 'name' AND starts_with(key, ?)",
                    [begins],
                )
            }
        if len(exact) > 1:
            labels = self.snapshot.sql(
                "SELECT company_id, label_en FROM company WHERE company_id IN (SELECT unnest(?)) ORDER BY 1",
                [sorted(exact)],
            )
            raise AmbiguousError(
                f"company {name!r}: fits {', '.join(f'{i} {label}' for i, label in labels)}; use the id"
            )
        if not exact:
            near = [
                r[0]
                for r in self.snapshot.sql(
                    "SELECT DISTINCT label_en FROM name JOIN company ON company_id = id WHERE what = 'company' "
                    "AND (jaro_winkler_similarity(name.key, ?) > 0.88 OR contains(name.key, ?)) ORDER BY label_en LIMIT 5",
                    [key, key],
                )
            ]
            raise NotFoundError(
                f"company {name!r}: not in the registry" + (f"; near: {', '.join(near)}" if near else "")
            )
        return str(next(iter(exact)))

    @cached_property
    def _targets(self) -> dict[str, tuple[str, ...]]:
        """Targets as the ledger spells them, by their case-folded spelling."""
        found: dict[str, tuple[str, ...]] = {}
        for (target,) in self.snapshot.sql("SELECT DISTINCT unnest(target) FROM deal ORDER BY 1"):
            found[target.casefold()] = (*found.get(target.casefold(), ()), target)
        return found

    def filters(self, **words: Any) -> Filters:
        """Filters from words in either language: `modality="双抗"`, `licensee="罗氏"`, `target=("PD-1",)`."""
        made: dict[str, Any] = {}
        for name, given in words.items():
            if given is None or given == ():
                continue
            if name.startswith("minimum_"):
                made[name] = least(name, given)
                continue
            each = (given,) if isinstance(given, str) else tuple(given)
            if name in ("licensor", "licensee"):
                made[name] = tuple(self.company_id(w) for w in each)
            elif name == "modality":
                vocabulary = self.catalog.lexicons.vocabulary("modality")
                made[name] = tuple(sorted({c for w in each for c in vocabulary.narrower(vocabulary.code(w))}))
            elif name in ("stage", "area", "kind"):
                made[name] = tuple(self.code(name, w) for w in each)
            elif name == "partner_kind":
                made[name] = tuple(self.code("company-kind", w) for w in each)
            elif name == "target":
                made[name] = tuple(
                    dict.fromkeys(spelled for w in each for spelled in self._targets.get(w.casefold(), (w,)))
                )
            elif name == "evidence":
                odd = sorted(set(each) - set(EVIDENCE))
                if odd:
                    raise UsageError(f"evidence {odd[0]!r}: one of {', '.join(EVIDENCE)}")
                made[name] = each
            elif name == "reaction":
                made[name] = tuple(":".join(moved.parsed(w)) for w in each)
            elif name == "deals":
                made[name] = each
            else:
                raise UsageError(f"filter {name!r}: unknown; filters: {', '.join(Filters.__dataclass_fields__)}")
        return Filters(**made)

    def close(self) -> None:
        self.snapshot.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def known_date(text: str | None) -> dt.date | None:
    """The last day of a date as typed; None for none."""
    return PartialDate.parse(text).last if text else None
