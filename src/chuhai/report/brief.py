"""Takes a snapshot, the catalog, rules and a period, gives the brief: its content as data, and as HTML or Markdown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from chuhai.catalog import Catalog
from chuhai.catalog.rules import RuleSet
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import UsageError
from chuhai.model.when import PartialDate, Period
from chuhai.report import after, appendix, breakdown, china, doubts, headline, measured, one_by_one, published, reasons
from chuhai.report.gather import Source
from chuhai.report.parts import Claim, Entry, Figure, Ref, Section, Sentence, Tile

LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Brief:
    """A period of deals as a page tells it; every figure knows its deals, and every such deal has an entry.

    Attributes
    ----------
    tiles : tuple of Tile
        Headline numbers.
    sections : tuple of Section
    claims : tuple of Claim
        Published numbers on file for the period: first those set beside the ledger, then the others.
    entries : tuple of Entry
        Every deal that any number counts; the period's own with all terms, events and quotes.
    """

    period: Period
    lang: str
    as_of: str
    known: str | None
    rule: RuleSet
    rule_words: tuple[str, ...]
    unfinished: bool
    standfirst: Sentence
    tiles: tuple[Tile, ...]
    sections: tuple[Section, ...]
    claims: tuple[Claim, ...]
    entries: tuple[Entry, ...]

    def figures(self) -> Iterator[Figure]:
        """Every figure, in the order of the page."""
        for found in _walk((self.standfirst, self.tiles, self.sections, self.claims)):
            if isinstance(found, Figure):
                yield found

    def html(self) -> str:
        """One self-contained page: no script, no request to anywhere."""
        from chuhai.report import render  # Jinja and charts are only for pages

        return render.html(self)

    def markdown(self) -> str:
        """The same content as Markdown, tables in place of charts."""
        from chuhai.report.markdown import markdown

        return markdown(self)


def brief(
    snapshot: Snapshot,
    catalog: Catalog,
    period: str | Period,
    lang: str = "en",
    rule: RuleSet | None = None,
    top_lists: Mapping[str, tuple[str, ...]] | None = None,
    known: dt.date | None = None,
) -> Brief:
    """Gather a brief.

    Parameters
    ----------
    snapshot : Snapshot
    catalog : Catalog
        Vocabularies, rule sets, claims and the registry of companies.
    period : str or Period
        `2025Q1`, `2025`, `2025-01..2025-09`.
    lang : {"en", "zh"}
    rule : RuleSet or None
        What counts as a deal; None is Chuhai's own rule set.
    top_lists : mapping
        Published company lists by name -> company ids, for a rule set's buyer class.
    known : date or None
        The ledger as it was known on that day; None is now.

    Raises
    ------
    UsageError
        The language or the period can't be understood.
    """
    if lang not in LANGUAGES:
        raise UsageError(f"language {lang!r}: one of {', '.join(LANGUAGES)}")
    if rule is None:
        from chuhai.catalog import rules

        rule = rules.read(catalog.folder, "chuhai")
    asked = period if isinstance(period, Period) else Period.parse(period)
    source = Source(snapshot, catalog, asked, lang, rule, dict(top_lists or {}), known)
    tiles = headline.tiles(source)
    found = published.find(source)
    found_reactions = measured.reactions(source)
    sections = (
        breakdown.largest(source),
        breakdown.by_code(source, "modality"),
        breakdown.by_code(source, "stage", ordered=True),
        breakdown.formats(source),
        breakdown.buyers(source),
        china.china_share(source),
        published.reconciled(source, found),
        *([found_reactions] if found_reactions else []),
        after.reactions(source),
        after.terminations(source),
        doubts.doubts(source, published.coverage(source, found)),
    )
    standfirst = headline.standfirst(source, tiles)
    claims = one_by_one.entries(source, found)
    ids = set(_ids((standfirst, tiles, sections, claims)))
    return Brief(
        period=asked,
        lang=lang,
        as_of=snapshot.as_of,
        known=known.isoformat() if known else None,
        rule=rule,
        rule_words=tuple(reasons.rule_words(source)),
        unfinished=asked.end > PartialDate.parse(snapshot.as_of).last,
        standfirst=standfirst,
        tiles=tiles,
        sections=sections,
        claims=claims,
        entries=appendix.entries(source, ids, frozenset(source.now.ids)),
    )


def _walk(thing: Any) -> Iterator[Any]:
    """Every part inside a part, depth first, in order."""
    if isinstance(thing, (tuple, list)):
        for each in thing:
            yield from _walk(each)
    elif isinstance(thing, Mapping):
        for each in thing.values():
            yield from _walk(each)
    elif is_dataclass(thing):
        yield thing
        for f in fields(thing):
            yield from _walk(getattr(thing, f.name))


def _ids(things: Iterable[Any]) -> Iterator[str]:
    for part in _walk(tuple(things)):
        if isinstance(part, Figure):
            yield from part.deals
            yield from part.missing
        elif isinstance(part, Ref):
            yield part.deal_id
