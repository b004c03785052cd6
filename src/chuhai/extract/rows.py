"""Takes a pair with its terms, gives the row of machine output with the quote and confidence of each value."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from chuhai.catalog import Catalog
from chuhai.extract import headed
from chuhai.extract.confidence import confidence, deal_facts
from chuhai.extract.homes import home, listed_seat, seat
from chuhai.extract.money import Amount
from chuhai.extract.pairs import Pair, Read
from chuhai.extract.terms import Terms, Value
from chuhai.extract.territory import Area
from chuhai.markets import fx
from chuhai.model.deal import directions
from chuhai.model.schema import MONEY
from chuhai.model.when import PartialDate

#: Option fees and receipts are terms of events: they stand in `amounts`, not among the money of a row.
_EXTRA = ("option_fee", "received")
_YEAR = re.compile(r"20[0-2]\d(?<!\d.{4})(?!\d)")
#: Characters of a quote that shows an amount with the words for what it is.
LONGEST_QUOTE = 220
#: By what a likelihood counts as a detail.
_CERTAINTY = 4.0
#: A line break inside a name, with the characters beside it.
_LINES = re.compile(r"(\S)\s*\n\s*(?=(\S))")


def _joined(broken: re.Match[str]) -> str:
    """The character before a line break, with a space where the break parted Latin words."""
    return broken[1] + (" " if broken[1].isascii() and broken[2].isascii() else "")


def unbroken(name: str) -> str:
    """A name on one line, as it would stand where the page breaks no line in it."""
    return _LINES.sub(_joined, name)


def row(read: Read, pair: Pair, terms: Terms, catalog: Catalog, document: str) -> dict[str, Any]:
    """One deal as JSON: DESIGN's row, plus `evidence` and `confidence` by field."""
    page = read.page
    out: dict[str, Any] = {}
    evidence: dict[str, dict[str, Any]] = {}
    sure: dict[str, float] = {}

    # every value of a deal shares in how well its parties are known and told apart
    deal = deal_facts(read, pair, terms.event is not None)

    def note(field: str, start: int, end: int, route: str, detail: float = 0.0) -> None:
        start, end = _trimmed(page.shown, start, end)
        evidence[field] = {"start": start, "end": end, "quote": page.quote(start, end)}
        sure[field] = confidence(route, detail, deal)

    day = terms.announced.value if terms.announced else None
    out["announced"] = day.iso if day else None
    out["announced_precision"] = day.precision if day else None
    if terms.announced:
        note("announced", terms.announced.start, terms.announced.end, "date", terms.announced.detail)
    years = _YEAR.findall(page.shown, 0, 3000)
    when = day.iso if day else f"{max(years)}-01-01" if years else "9999"
    seats: dict[str, list[str | None]] = {}
    for side in ("licensor", "licensee"):
        names, ids, hqs = [], [], []
        for position, key in enumerate(getattr(pair, side)):
            party = read.parties[key]
            start, end = _span(read, pair, key)
            names.append(unbroken(page.quote(start, end)))
            ids.append(party.company)
            company = catalog.companies.by_id.get(party.company) if party.company else None
            hq = seat(catalog, company.id, when) if company else None
            hqs.append("CN" if company and hq != "CN" and _called_chinese(read, key, hq, company.tickers) else hq)
            note(
                side if position == 0 else f"{side}[{position}]",
                start,
                end,
                "party" if party.company else "party-unknown",
                pair.margin,
            )
        out[side], out[f"{side}_ids"] = names, ids
        seats[side] = hqs
    out["direction"] = directions(seats["licensor"], seats["licensee"], None) or _guessed(
        read, pair, seats, terms.territory.value if terms.territory else None
    )
    if terms.event:
        out["event"] = terms.event.value
        note("event", terms.event.start, terms.event.end, "event", terms.event.detail)
    else:
        out["event"] = "signing"
    out["kind"] = terms.kind.value if terms.kind else None
    if terms.kind:
        note("kind", terms.kind.start, terms.kind.end, "kind", terms.kind.detail)
    out["assets"] = []
    out["asset_ids"] = []
    out["asset_names"] = []
    anchors = [page.sentences[i] for i in pair.anchors if i in pair.sentences]
    for position, drug in enumerate(terms.drugs):
        start, end = next((s for s in drug.spans if any(a.start <= s[0] < a.end for a in anchors)), drug.spans[0])
        out["assets"].append(page.quote(start, end))
        out["asset_ids"].append(drug.asset)
        out["asset_names"].append(drug.names)
        note(
            "assets" if position == 0 else f"assets[{position}]",
            start,
            end,
            f"asset-{drug.route}",
            _CERTAINTY * pair.medicines.get(drug.key, 0.5),
        )
    if terms.territory:
        area: Area = terms.territory.value
        out["territory"] = area.canonical
        out["territory_granted"] = sorted(area.territory.granted)
        out["territory_unsure"] = sorted(area.territory.unsure)
        out["territory_text"] = page.quote(terms.territory.start, terms.territory.end)
        note("territory_granted", terms.territory.start, terms.territory.end, "territory", terms.territory.detail)
    for field in ("stage", "modality"):
        value: Value | None = getattr(terms, field)
        out[field] = value.value if value else None
        if value:
            note(field, value.start, value.end, field, value.detail)
    for field, values in (("targets", terms.targets), ("indications", terms.indications)):
        out[field] = [v.value for v in values]
        for position, one in enumerate(values):
            note(field if position == 0 else f"{field}[{position}]", one.start, one.end, one.route, one.detail)
    _money(read, terms, out, note, day.iso if day else None)
    royalty = terms.royalty.value if terms.royalty else None
    out["royalty_text"] = page.quote(terms.royalty.start, terms.royalty.end) if terms.royalty else None
    out["royalty_low_pct"] = royalty.low_pct if royalty else None
    out["royalty_high_pct"] = royalty.high_pct if royalty else None
    if terms.royalty:
        note("royalty_text", terms.royalty.start, terms.royalty.end, "royalty")
    out["background"] = pair.background
    out["evidence"], out["confidence"] = evidence, sure
    out["id"] = (
        "L-" + hashlib.sha256("|".join([document, *map(str, pair.sides), str(pair.first)]).encode()).hexdigest()[:12]
    )
    out["slug"] = slug(out)
    return out


def _money(read: Read, terms: Terms, out: dict[str, Any], note: Any, day: str | None) -> None:
    amounts: dict[str, dict[str, Any]] = {}
    qualifier: dict[str, str] = {}
    status: dict[str, str] = {}
    for field in (*MONEY, *_EXTRA):
        value = terms.money.get(field)
        if field in MONEY:
            out[f"{field}_usd_m"] = None
            status[field] = "stated" if value else "undisclosed" if field in terms.undisclosed else "absent"
        if value is None:
            if field in terms.undisclosed:
                told = terms.undisclosed[field]
                note(field, told.start, told.end, "undisclosed")
            continue
        amount: Amount = value.value
        amounts[field] = {"amount_m": amount.amount_m, "currency": amount.currency}
        qualifier[field] = amount.qualifier
        if field in MONEY:
            out[f"{field}_usd_m"] = dollars(amount.amount_m, amount.currency, day)
        start, end = _widened(read, value, amount)
        note(field, start, end, f"money-{field}", value.detail)
    out["currency"] = next((a["currency"] for a in amounts.values()), None)
    out["amounts"], out["qualifier"], out["status"] = amounts, qualifier, status


def dollars(amount_m: float, currency: str, day: str | None) -> float | None:
    """Millions of US dollars on a day; None for another currency without a day or a rate."""
    if currency == "USD":
        return round(amount_m, 4)
    rate = fx.usd_per_unit(currency, PartialDate.parse(day).first) if day else None
    return None if rate is None else round(amount_m * rate, 4)


def _trimmed(shown: str, start: int, end: int) -> tuple[int, int]:
    """The span without blanks at its ends, and to the end of a word that it cuts."""
    while start < end and shown[start].isspace():
        start += 1
    while end > start and shown[end - 1].isspace():
        end -= 1
    while (
        end < len(shown)
        and shown[end].isascii()
        and shown[end].isalpha()
        and shown[end - 1].isascii()
        and shown[end - 1].isalpha()
    ):
        end += 1
    return start, end


def _widened(read: Read, value: Value, amount: Amount) -> tuple[int, int]:
    """The amount with its role word and qualifier where they stand close enough to quote."""
    start, end = min(value.start, amount.role_start), max(value.end, amount.role_end)
    if end - start > LONGEST_QUOTE:
        start, end = value.start, value.end
    before = re.search(
        r"(?:up to|as much as|more than|over|at least|approximately|about|nearly|最高(?:可达|达)?|最多(?:可达)?|高达|超过|逾|约|近|不超过|至多)[^\d。.;]{0,14}$",
        read.page.shown[max(0, value.start - 30) : value.start],
        re.I,
    )
    if before:
        start = min(start, max(0, value.start - 30) + before.start())
    return start, end


def _span(read: Read, pair: Pair, key: str) -> tuple[int, int]:
    """Where the deal's sentences name a party best: its longest proper name in them, else its first."""
    spans = [(n.start, n.end) for n in read.named if n.party == key and not n.pronoun]
    if not spans:
        return read.parties[key].spans[0]
    inside = [
        s
        for s in spans
        if any(read.page.sentences[i].start <= s[0] < read.page.sentences[i].end for i in pair.sentences)
    ]
    return max(inside or spans, key=lambda s: (s[1] - s[0], -s[0]))


def _guessed(read: Read, pair: Pair, seats: dict[str, list[str | None]], area: Area | None) -> list[str]:
    """Direction where the registry doesn't know a firm: by what the page says of it, else by what is likeliest."""
    filled = {
        side: [hq or _home(read, k) for k, hq in zip(getattr(pair, side), seats[side], strict=True)] for side in seats
    }
    told = directions(filled["licensor"], filled["licensee"], None)
    if told:
        return told
    found = headed.direction(headed.facts(read, pair, filled, area))
    return [found.code] if found else []


def _called_chinese(read: Read, key: str, hq: str | None, tickers: Iterable[str]) -> bool:
    """Whether a firm that the registry seats outside the mainland is a mainland firm on this page: by its words, or its listing there.

    Firms that moved their seat signed earlier deals from China, and the registry often has no day of the move. A maker of
    medicines whose seat is an office in Hong Kong works on the mainland, unless the page calls it of Hong Kong.
    """
    if any(ticker.endswith((".SH", ".SZ")) for ticker in tickers):
        return True
    party = read.parties[key]
    told = home(read.page, party.spans, "")
    return told != "HK" if hq == "HK" else told == "CN" and not read.page.chinese


def _home(read: Read, key: str) -> str | None:
    """Seat that the list of firms or the page gives."""
    party = read.parties[key]
    return listed_seat(party.firms) or home(read.page, party.spans, party.name)


def slug(out: dict[str, Any]) -> str:
    """A readable name of a row."""
    words = [
        out["announced"] or "undated",
        *(n for side in ("licensor", "licensee") for n in out[side][:1]),
        *out["assets"][:1],
    ]
    return re.sub(r"[^\w\u3400-\u9fff]+", "-", " ".join(words).lower()).strip("-")[:90]
