"""Takes the card of a deal, gives it on a screen: parties, assets, terms, events, reactions, what pages disagree on, sources."""

from __future__ import annotations

from rich.text import Text

from chuhai.cli import tables
from chuhai.cli.screen import Column, Screen
from chuhai.model import schema
from chuhai.model.deal import DealEvent, DealRow
from chuhai.model.money import caption_m
from chuhai.shown import cells
from chuhai.shown.captions import value_caption
from chuhai.shown.card import Card
from chuhai.shown.labels import Labels


def draw(screen: Screen, labels: Labels, card: Card, names: dict[str, tuple[str, str]], world: frozenset[str]) -> None:
    row = card.row
    licensor, licensee = cells.parties(row, labels)
    kinds = " · ".join(
        filter(None, [*(labels.term("direction", d) for d in row.direction), labels.term("kind", row.kind)])
    )
    screen.line(Text.assemble((f"{licensor} → {licensee}", "bold"), f"  {cells.assets(row, labels, 3, 80)}"))
    screen.line(f"{row.id} · {row.slug} · {row.announced}{_coarse(row)} · {kinds}", "dim")
    if ended := [e for e in row.events if e.event == "termination"]:
        screen.line(Text(f"{labels.term('event', 'termination')} {ended[-1].date or ''}", style="bold red"))
    _parties(screen, labels, row)
    _assets(screen, labels, row, names, world)
    _terms(screen, labels, row)
    if row.events:
        screen.head(labels("events"))
        screen.table(
            [Column("", keep=True), Column("", keep=True), Column("")],
            [[e.date or "–", labels.term("event", e.event), _event(e, labels)] for e in row.events],
            indent=2,
            heads=False,
        )
    if card.reactions:
        screen.head(labels("reactions"))
        screen.table(
            [Column("", keep=True), Column("", keep=True), Column("", right=True, keep=True), Column("")],
            [[r["date"] or "–", r["ticker"], f"{r['pct']:+.1f}%", r["what"] or ""] for r in card.reactions],
            indent=2,
            heads=False,
        )
    if card.computed:
        _computed(screen, labels, card)
    _disputed(screen, labels, card)
    for note in card.notes:
        screen.head(labels("note"))
        screen.hang("  ", note)
    _sources(screen, labels, card)
    advice = labels("no_advice") if card.reactions or card.computed else ""
    marks = cells.legend([cells.upfront(row, labels), cells.total(row, labels)], labels)
    screen.foot(
        tables.as_of(
            labels, card.as_of, card.known.isoformat() if card.known else None, f"`chuhai why {row.id} upfront`"
        ),
        *[m for m in marks if not m.startswith(("+", "Σ"))],
        advice,
    )


def _computed(screen: Screen, labels: Labels, card: Card) -> None:
    """What listed parties' shares did beyond their sector, by window; a reason where there is no number."""
    screen.head(labels("computed_reactions"))
    windows = ("0..0", "0..1", "-10..-2", "0..5")
    rows: list[list[str | Text | None]] = []
    for r in card.computed:
        told = ", ".join(f.replace("_", " ") for f in r.flags)
        if r.ah_premium_change_pct is not None:
            told = ", ".join(filter(None, [told, f"{labels('ah_premium')} {cells.percent(r.ah_premium_change_pct)}"]))
        numbers = [cells.percent(r.car_pct.get(w)) for w in windows]
        rows.append([r.ticker, r.session, *numbers, Text(r.dropped or told, style="dim")])
    heads = [Column(cells.minus(w), right=True, keep=True) for w in windows]
    screen.table(
        [Column(labels("ticker"), keep=True), Column(labels("session"), keep=True), *heads, Column(labels("flags"))],
        rows,
        indent=2,
    )


def _coarse(row: DealRow) -> str:
    return "" if row.announced_precision == "day" else f" ({row.announced_precision})"


def _parties(screen: Screen, labels: Labels, row: DealRow) -> None:
    screen.head(labels("parties_head"))
    seats = (
        {
            i: (hq, kind, tickers)
            for i, hq, kind, tickers in labels.snapshot.sql(
                "SELECT company_id, hq, kind, tickers FROM company WHERE company_id IN (SELECT unnest(?))",
                [[*row.licensor_ids, *row.licensee_ids]],
            )
        }
        if labels.snapshot
        else {}
    )

    def told(ids: list[str], stated: list[str]) -> str:
        lines = []
        for found, name in zip(ids, labels.companies(ids, stated), strict=False):
            hq, kind, tickers = seats.get(found, (None, None, None))
            rest = ", ".join(
                filter(
                    None,
                    [hq or labels("unknown"), labels.term("company-kind", kind) if kind else None, *(tickers or [])],
                )
            )
            lines.append(f"{name}  ({rest})  {found}")
        return "\n".join(lines)

    screen.pairs(
        [
            (labels("licensor"), told(row.licensor_ids, row.licensor)),
            (labels("licensee"), told(row.licensee_ids, row.licensee)),
            (labels("parent_deal"), row.parent),
        ]
    )


def _assets(
    screen: Screen, labels: Labels, row: DealRow, names: dict[str, tuple[str, str]], world: frozenset[str]
) -> None:
    screen.head(labels("assets_head"))
    origin = None if row.china_origin is None else labels("yes" if row.china_origin else "no")
    stated = row.territory_text
    granted = cells.territory(row.territory_granted, world, names, labels)
    screen.pairs(
        [
            (
                labels("asset"),
                "\n".join(
                    f"{n}  {i}" for i, n in zip(row.asset_ids, labels.assets(row.asset_ids, row.assets), strict=False)
                ),
            ),
            (labels("modality"), _coded(labels, "modality", row.modality)),
            (labels("targets"), ", ".join(row.targets)),
            (labels("stage"), _coded(labels, "stage", row.stage)),
            (labels("area"), _coded(labels, "area", row.area)),
            (labels("class"), _coded(labels, "class", row.product_class)),
            (labels("china_origin"), origin),
            (labels("territory"), stated or granted or "–"),
            (labels("granted"), granted if stated and granted != stated else None),
            (labels("left_open"), cells.territory(row.territory_unsure, world, names, labels)),
        ]
    )


def _coded(labels: Labels, vocabulary: str, code: str | None) -> str:
    return labels.term(vocabulary, code) if code else "–"


def _terms(screen: Screen, labels: Labels, row: DealRow) -> None:
    screen.head(labels("terms"))
    rows: list[list[str | Text | None]] = []
    for name in schema.MONEY:
        shown = cells.amount(row, name, labels.lang)
        if shown is None and name not in ("upfront", "milestones", "total") and row.status.get(name) == "absent":
            continue
        if name == "total" and shown is None and row.total_derived_usd_m is not None:
            continue
        mark = cells.DISPUTED if name in row.disputed else ""
        rows.append(
            [
                labels.field(name),
                shown or cells.missing(row, name, labels),
                mark,
                cells.original(row, name, labels.lang) or "",
            ]
        )
    if row.total_derived_usd_m is not None:
        rows.append(
            [
                labels("total_derived"),
                caption_m(row.total_derived_usd_m, "USD", labels.lang),
                cells.SUM,
                labels("mark_sum").removeprefix("Σ "),
            ]
        )
    rates = [r for r in (row.royalty_low_pct, row.royalty_high_pct) if r is not None]
    span = "–".join(f"{r:g}%" for r in dict.fromkeys(rates))
    words = {"yes": labels("royalty_yes"), "no": labels("no")}.get(row.royalty_text or "", row.royalty_text or "")
    rows.append(
        [
            labels("royalty"),
            span or ("" if words else labels("absent")),
            cells.DISPUTED if "royalty_text" in row.disputed else "",
            words,
        ]
    )
    screen.table(
        [
            Column("", keep=True, style="dim"),
            Column("", right=True, keep=True),
            Column("", keep=True, style="yellow"),
            Column(""),
        ],
        rows,
        indent=2,
        heads=False,
    )


def _event(event: DealEvent, labels: Labels) -> str:
    paid = ", ".join(
        f"{labels.field(k) if k in schema.BY_NAME else k.replace('_', ' ')} {caption_m(v.amount_m, v.currency, labels.lang)}"
        for k, v in event.amounts.items()
    )
    return " · ".join(filter(None, [paid, event.by, event.text]))


def _disputed(screen: Screen, labels: Labels, card: Card) -> None:
    if not card.alternatives:
        return
    screen.head(f"{labels('disputed_head')} {cells.DISPUTED}")
    rows: list[list[str | Text | None]] = []
    for item in card.alternatives:
        prop = schema.BY_NAME.get(item["field"])
        value = value_caption(prop, item["value"], item["qualifier"], labels)
        rows.append(
            [
                labels.field(item["field"]),
                Text(value, style="bold" if item["shown"] else ""),
                labels("shown") if item["shown"] else "",
                ", ".join(item["publishers"]),
            ]
        )
    screen.table(
        [Column("", keep=True, style="dim"), Column(""), Column("", keep=True, style="green"), Column("", style="dim")],
        rows,
        indent=2,
        heads=False,
    )


def _sources(screen: Screen, labels: Labels, card: Card) -> None:
    screen.head(labels("sources"))
    for source in card.sources:
        day = source["published"] or (f"{labels('read_on')} {source['retrieved']}" if source["retrieved"] else "–")
        screen.line(Text.assemble(("  • ", "dim"), source["publisher"] or "?", (f"  {day}", "dim")))
        screen.link("    ", source["url"])
