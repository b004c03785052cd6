"""Takes a deal's id, gives everything known of it, each field with its quote and page."""

from __future__ import annotations

from typing import Any

from chuhai.errors import ChuhaiError
from chuhai.facade import known_date
from chuhai.model import schema
from chuhai.model.deal import DealRow, to_builtins
from chuhai.shown import captions, card, cells
from chuhai.web import charted, reacted, regions, remarked
from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

_FIELDS = (
    *("announced", "licensor", "licensee", "assets", "kind", "direction", "territory_granted", "stage", "modality"),
    *("targets", *schema.MONEY, "total_derived", "royalty"),
)
_LABELS = {"assets": "asset", "territory_granted": "territory"}
#: Bars of the waterfall, in the order money may flow.
_STEPS = (
    "upfront",
    "upfront_and_near_term",
    "near_term",
    "equity",
    "milestones_development",
    "milestones_sales",
    "milestones",
)


def answer(view: View, asked: Asked) -> dict[str, Any]:
    day = known_date(asked.one("known"))
    row = view.ledger.deal(asked.path["deal_id"], day)
    found = card.collect(view.ledger, row, day)
    licensor, licensee = view.parties(row)
    heading = f"{'、'.join(n for _, n in licensor)} → {'、'.join(n for _, n in licensee)}"
    return {
        "title": heading,
        "heading": heading,
        "row": row,
        "card": found,
        "steps": (steps := waterfall(view, row)),
        "falling": _falling(view, steps),
        "sums": _sums(view, steps),
        "royalty": _royalty(view, row),
        "territory": row.territory_text or view.territory(row.territory_granted) or None,
        "granted": frozenset(row.territory_granted),
        "unsure": frozenset(row.territory_unsure),
        "fields": [f for f in (_why(view, row, name) for name in _FIELDS) if f],
        "regions": regions.grouped(view.world, view.lang) if row.territory_granted else [],
        "n_disputed": len(row.disputed),
        "companies": _companies(view, row),
        "charts": reacted.charts(view, found.computed),
        "near": _near(view, row),
        "line": _events(view, row),
        "ready": ready(row),
    }


def _companies(view: View, row: DealRow) -> list[dict[str, Any]]:
    """What each party is: kind, seat and listings."""
    sides = [(role, i) for role, ids in (("licensor", row.licensor_ids), ("licensee", row.licensee_ids)) for i in ids]
    told = {
        i: (kind, seat, tickers)
        for i, kind, seat, tickers in view.ledger.snapshot.sql(
            "SELECT company_id, kind, hq, tickers FROM company WHERE company_id IN (SELECT unnest(?))",
            [[i for _, i in sides]],
        )
    }
    names = {i: n for side in view.parties(row) for i, n in side}
    place = 1 if view.lang == "zh" else 0
    made = []
    for role, i in sides:
        kind, seat, tickers = told.get(i, (None, None, None))
        made.append(
            {
                "role": role,
                "id": i,
                "name": names.get(i, i),
                "kind": view.term("company-kind", kind) if kind else None,
                "seat": view.countries.get(seat, (seat, seat))[place] if seat else None,
                "tickers": ", ".join(tickers or ()),
            }
        )
    return made


def _near(view: View, row: DealRow) -> list[dict[str, Any]]:
    """Comparable deals with what makes them so."""
    if row.evidence != "curated":
        return []
    near = view.ledger.comps(row.id, limit=6).deals
    found = view.ledger.deals(filters=view.ledger.filters(deals=tuple(d.deal_id for d in near))) if near else None
    rows = {r.id: r for r in found.rows} if found else {}
    return [{"row": rows[d.deal_id], "why": d.why} for d in near]


def _events(view: View, row: DealRow) -> list[dict[str, Any]]:
    """The deal's life in the order of time: the announcement, then what happened to it."""
    first = row.announced[: {"month": 7, "year": 4}.get(row.announced_precision, 10)]
    life: list[dict[str, Any]] = [
        {"day": view.day(first), "what": view.say("announced_here"), "text": None, "url": None}
    ]
    for e in sorted(row.events, key=lambda e: e.date or "9999"):
        what = view.term("event", e.event)
        life.append({"day": view.day(e.date), "what": what, "text": view.clip(e.text), "url": e.url})
    return life


def waterfall(view: View, row: DealRow) -> list[dict[str, Any]]:
    """Steps from the first dollar to the announced total: where each begins, how long it is, as parts of the whole."""
    amounts = [(name, getattr(row, f"{name}_usd_m")) for name in _STEPS]
    parts = [(name, value) for name, value in amounts if value]
    if any(n.startswith("milestones_") for n, _ in parts):
        split = sum(v for n, v in parts if n.startswith("milestones_"))
        whole = next((v for n, v in parts if n == "milestones"), 0.0)
        # Stated parts stand for the whole; what they leave of it stays one step.
        parts = [(n, v) for n, v in parts if n != "milestones"]
        if whole > split:
            parts.append(("milestones", whole - split))
    end = row.total_usd_m if row.total_usd_m is not None else row.total_derived_usd_m
    longest = max([end or 0.0, sum(v for _, v in parts if v > 0)], default=0.0)
    if not longest:
        return []
    steps, at = [], 0.0
    for name, value in parts:
        caption = cells.amount(row, name, view.lang) or view.shown(value, "usd_m")
        steps.append(
            {
                "name": view.labels.field(name),
                "caption": caption,
                "from": max(0.0, at / longest),
                "size": max(0.0, value) / longest,
                "low": at,
                "high": at + value,
            }
        )
        at += value
    if end is not None:
        name = "total" if row.total_usd_m is not None else "total_derived"
        caption = cells.amount(row, "total", view.lang) or view.shown(end, "usd_m")
        steps.append(
            {
                "name": view.labels.field(name),
                "caption": caption,
                "from": 0.0,
                "size": end / longest,
                "low": 0.0,
                "high": end,
                "mark": "whole",
            }
        )
    return steps


#: Part by which steps and total may differ before a reader is told.
_ALIKE = 0.01


def _sums(view: View, steps: list[dict[str, Any]]) -> str | None:
    """That the steps don't add up to what pages announce, where they don't: parts may be stated alone, equity stand apart."""
    parts, whole = [s["size"] for s in steps if not s.get("mark")], [s for s in steps if s.get("mark")]
    if len(parts) < 2 or not whole or abs(sum(parts) / whole[0]["size"] - 1) <= _ALIKE:
        return None
    total = whole[0]["high"]
    return view.say(
        "sums", sum=view.shown(sum(parts) / whole[0]["size"] * total, "usd_m"), total=view.shown(total, "usd_m")
    )


#: Of the chart's width: where a caption no longer fits at the right, and how long a bar must be to hold one.
_ROOM, _LONG = 0.72, 0.3


def _falling(view: View, steps: list[dict[str, Any]]) -> charted.Live | None:
    """The waterfall as Vega draws it; each caption stands where there is room."""
    if len(steps) < 2:
        return None
    rows = []
    for s in steps:
        end = s["from"] + s["size"]
        side = "right" if end < _ROOM else "inside" if s["size"] > _LONG else "left"
        rows.append(
            {
                "label": s["name"],
                "low": s["low"],
                "high": s["high"],
                "caption": s["caption"],
                "side": side,
                "mark": s.get("mark", ""),
                "tip": f"{s['name']}\n{s['caption']}" + ("" if s.get("mark") else f" · {s['size']:.0%}"),
            }
        )
    told = f"{view.say('terms')}: " + "; ".join(f"{r['label']} {r['caption']}" for r in rows)
    return charted.Live("steps", told, tuple(rows), "usd_m", 34 * len(rows) + 30)


def _royalty(view: View, row: DealRow) -> list[tuple[str, str]]:
    """Rates and words of the royalty, each with its language."""
    rates = [f"{r:g}%" for r in dict.fromkeys((row.royalty_low_pct, row.royalty_high_pct)) if r is not None]
    found = [("–".join(rates), view.lang)] if rates else []
    fixed = {"yes": view.labels("royalty_yes"), "no": view.labels("no")}
    if row.royalty_text in fixed:
        found.append((fixed[row.royalty_text], view.lang))
    elif row.royalty_text:
        found.append(remarked.royalty(row.royalty_text, view.lang))
    return found


def _why(view: View, row: DealRow, field: str) -> dict[str, Any] | None:
    """One field with everything said of it; None where nobody says anything."""
    if field == "total_derived" and (row.total_derived_usd_m is None or row.total_usd_m is not None):
        return None
    try:
        why = view.ledger.why(row.id, field)
    except ChuhaiError:
        return None
    if not why.statements:
        return None
    said = [
        {
            "value": captions.value_caption(schema.BY_NAME.get(s.property), s.value, s.qualifier, view.labels),
            "wins": s.wins,
            "publisher": s.publisher or s.url,
            "url": view.safe(s.url),
            "published": view.day(s.published) if s.published else None,
            "quote": view.clip(s.quote),
        }
        for s in why.statements
    ]
    said.sort(key=lambda s: not s["wins"])
    winning = dict.fromkeys(str(s["value"]) for s in said if s["wins"])
    shown = captions.computed(row, field, view.labels) or ("、" if view.lang == "zh" else ", ").join(winning)
    return {
        "field": view.labels.field(_LABELS.get(field, field)),
        "value": shown,
        "said": said,
        "disputed": why.disputed,
        "rule": why.rule,
    }


def ready(row: DealRow) -> str:
    """A curation line to correct, as the how-to on adding deals wants it."""
    import msgspec

    kept = {k: v for k, v in to_builtins(row).items() if v not in (None, [], {}, "")}
    wanted = ("id", "announced", "kind", "licensor", "licensee", "assets", "amounts", "royalty_text", "territory_text")
    return msgspec.json.encode({k: kept[k] for k in wanted if k in kept}).decode()


PAGE = Page("/deals/{deal_id}", "deal.html.j2", answer, None, "deals")
