"""Takes deal ids, gives their entries: parties, assets, terms with qualifiers, events, and every page behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from chuhai.deals import rows as deal_rows
from chuhai.model import schema
from chuhai.model.deal import DealEvent, DealRow
from chuhai.model.money import caption_m
from chuhai.report import words
from chuhai.report.doubts import territory_words
from chuhai.report.gather import Source
from chuhai.report.parts import Entry, Link, Term
from chuhai.report.parts import Source as Page

#: Quotes shown of one page over the whole brief, so that a brief never reprints it.
QUOTES_OF_A_PAGE = 3


def entries(source: Source, ids: Collection[str], full: Collection[str]) -> tuple[Entry, ...]:
    """Entries of every deal referred to, in order of announcement; those in `full` with all terms, events and quotes."""
    found = deal_rows.select(source.snapshot, "deal_id IN (SELECT unnest(?))", [sorted(ids)], source.known)
    pages = _pages(source, [d.id for d in found])
    raw = {
        i: (t, n)
        for i, t, n in source.snapshot.sql(
            "SELECT deal_id, territory, note FROM deal WHERE known_to IS NULL AND deal_id IN (SELECT unnest(?))",
            [sorted(ids)],
        )
    }
    quoted: dict[str, int] = defaultdict(int)
    made = []
    for deal in sorted(found, key=lambda d: (d.id not in full, d.announced, d.id)):
        territory, note = raw.get(deal.id, (None, None))
        made.append(_entry(source, deal, pages.get(deal.id, []), deal.id in full, territory, note, quoted))
    return tuple(made)


def _pages(source: Source, ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Pages of each deal with the fields that they tell, filings first."""
    day = source.known.isoformat() if source.known else "9999-01-01"
    query = f"""
        SELECT deal_id, url, coalesce(any_value(publisher), CASE WHEN url IS NULL THEN regexp_extract(any_value(origin), '[^/]+$') END),
            any_value(tier), max(published_on), any_value(published_precision), max(retrieved_on),
            arg_min(quote, CASE property WHEN 'total' THEN 0 WHEN 'upfront' THEN 1 WHEN 'milestones' THEN 2 ELSE 3 END)
                FILTER (quote IS NOT NULL), list(DISTINCT property)
        FROM statement WHERE known_from <= DATE '{day}' AND deal_id IN (SELECT unnest(?)) GROUP BY deal_id, url, document
        ORDER BY deal_id, list_position(['filing', 'issuer', 'counterparty', 'news', 'aggregator'], any_value(tier)), max(published_on), url
    """
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    keys = ("url", "publisher", "tier", "published", "precision", "read", "quote", "fields")
    for deal_id, *rest in source.snapshot.sql(query, [ids]):
        found[deal_id].append(dict(zip(keys, rest, strict=True)))
    return found


def _entry(
    source: Source,
    deal: DealRow,
    pages: list[dict[str, Any]],
    full: bool,
    territory: str | None,
    note: str | None,
    quoted: dict[str, int],
) -> Entry:
    shown = []
    for page in pages:
        quote = None
        if full and page["quote"] and quoted[page["url"]] < QUOTES_OF_A_PAGE:
            quoted[page["url"]] += 1
            quote = words.clip(page["quote"])
        published = words.partial(page["published"], page["precision"])
        shown.append(
            Page(
                words.safe_url(page["url"]),
                page["publisher"] or words.host(page["url"] or "") or source.say("unknown_publisher"),
                published,
                page["read"].isoformat() if page["read"] else None,
                page["tier"],
                quote,
            )
        )
    telling: dict[str, tuple[int, ...]] = {}
    for name in schema.BY_NAME:
        telling[name] = tuple(i for i, page in enumerate(pages, 1) if name in page["fields"])
    about = [source.label(name, code) for name, code in (("kind", deal.kind), ("modality", deal.modality)) if code]
    about.append(source.label("stage", deal.stage) if deal.stage else source.say("stage_unsaid"))
    if deal.targets:
        about.append(" / ".join(deal.targets))
    if deal.area:
        about.append(source.label("area", deal.area))
    terms = _terms(source, deal, telling, full)
    if full:
        text = territory_words(source, territory) if territory else None
        if text or deal.territory_text:
            terms.append(
                Term(
                    source.say("territory"),
                    text or deal.territory_text or "",
                    telling["territory"] or telling["territory_text"],
                    "territory" in deal.disputed,
                    foreign=text is None,
                )
            )
    licensor, licensee = (
        source.listed(source.company(i) for i in side) or source.say("unknown_party")
        for side in (deal.licensor_ids, deal.licensee_ids)
    )
    return Entry(
        id=deal.id,
        announced=deal.announced,
        licensor=licensor,
        licensee=licensee,
        assets=source.listed(source.asset(i) for i in deal.asset_ids),
        about=tuple(about),
        terms=tuple(terms),
        events=tuple(_event(source, e) for e in deal.events if full or e.event == "termination"),
        sources=tuple(shown),
        full=full,
        note=note if full else None,
    )


def _terms(source: Source, deal: DealRow, telling: dict[str, tuple[int, ...]], full: bool) -> list[Term]:
    found = []
    for name in schema.MONEY:
        amount, status = deal.amounts.get(name), deal.status[name]
        prop = schema.of(name)
        label = prop.zh if source.lang == "zh" else prop.en
        if amount is None:
            if status == "undisclosed" or (name in ("upfront", "total") and not _covered(deal, name)):
                found.append(
                    Term(
                        label,
                        source.say("undisclosed" if status == "undisclosed" else "unsaid"),
                        telling[name] if status == "undisclosed" else (),
                    )
                )
            continue
        if not full and name not in ("upfront", "upfront_and_near_term", "total"):
            continue
        qualifier = deal.qualifier.get(name, "asserted")
        text = (source.say(f"q_{qualifier}") if qualifier not in ("asserted", "undisclosed") else "") + caption_m(
            amount.amount_m, amount.currency, source.lang
        )
        dollars = getattr(deal, f"{name}_usd_m")
        if amount.currency != "USD":
            about = (
                source.say("about_usd", what=words.money(dollars, source.lang))
                if dollars is not None
                else source.say("not_converted")
            )
            text += source.say("in_brackets", what=about)
        found.append(Term(label, text, telling[name], name in deal.disputed))
    if deal.total_derived_usd_m is not None:
        parts = dict.fromkeys(n for name in schema.MONEY if name in deal.amounts for n in telling[name])
        found.append(
            Term(source.say("total_derived"), words.money(deal.total_derived_usd_m, source.lang), tuple(parts))
        )
    if full and deal.royalty_text:
        found.append(
            Term(
                source.say("royalty"),
                deal.royalty_text,
                telling["royalty_text"],
                "royalty_text" in deal.disputed,
                foreign=True,
            )
        )
    return found


def _covered(deal: DealRow, name: str) -> bool:
    """Whether another field says it: an unsplit sum for the upfront, the sum of parts for the total."""
    return deal.upfront_and_near_term_usd_m is not None if name == "upfront" else deal.total_derived_usd_m is not None


def _event(source: Source, event: DealEvent) -> tuple[str, str | None, Link | None]:
    label = source.label("event", event.event)
    day = source.say("in_brackets", what=words.short_date(event.date, source.lang)) if event.date else ""
    money = source.listed(caption_m(a.amount_m, a.currency, source.lang) for a in event.amounts.values())
    link = Link(event.url, words.host(event.url)) if event.url and words.safe_url(event.url) else None
    return label + day + (source.say("colon") + money if money else ""), event.text, link
