"""Takes the row of a deal, gives the short texts that tables show: amounts with their qualifiers and marks, parties, territory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chuhai.model.deal import DealRow
from chuhai.model.money import caption_m

if TYPE_CHECKING:
    from chuhai.shown.labels import Labels

SIGNS = {"up-to": "≤", "at-least": ">", "approximate": "~"}
DISPUTED, BOTH, SUM = "≠", "+", "Σ"


def amount(row: DealRow, name: str, lang: str) -> str | None:
    """Caption in US dollars, or in the source's currency where no rate exists, its qualifier in front; None when none is stated."""
    stated = row.amounts.get(name)
    if stated is None:
        return None
    dollars: float | None = getattr(row, f"{name}_usd_m")
    shown = (
        caption_m(dollars, "USD", lang) if dollars is not None else caption_m(stated.amount_m, stated.currency, lang)
    )
    return SIGNS.get(row.qualifier.get(name, ""), "") + shown


def original(row: DealRow, name: str, lang: str) -> str | None:
    """Caption in the source's currency, when that isn't the US dollar."""
    stated = row.amounts.get(name)
    if stated is None or stated.currency == "USD":
        return None
    return caption_m(stated.amount_m, stated.currency, lang)


def missing(row: DealRow, name: str, labels: Labels) -> str:
    return labels("undisclosed") if row.status.get(name) == "undisclosed" else labels("absent")


def upfront(row: DealRow, labels: Labels) -> tuple[str, str]:
    """(amount, marks) of what is paid at signing: the upfront, else the sum that the source doesn't split."""
    for name, mark in (("upfront", ""), ("upfront_and_near_term", BOTH)):
        found = amount(row, name, labels.lang)
        if found is not None:
            return found, mark + (DISPUTED if name in row.disputed else "")
    return missing(row, "upfront", labels), ""


def total(row: DealRow, labels: Labels) -> tuple[str, str]:
    """(amount, marks) of the announced maximum: as stated, else the sum of stated components."""
    found = amount(row, "total", labels.lang)
    if found is not None:
        return found, DISPUTED if "total" in row.disputed else ""
    if row.total_derived_usd_m is not None:
        return caption_m(row.total_derived_usd_m, "USD", labels.lang), SUM
    return missing(row, "total", labels), ""


def legend(cells: Iterable[tuple[str, str]], labels: Labels) -> list[str]:
    """What the marks in these cells mean, only those that occur."""
    shown = list(cells)
    marks = "".join(m for _, m in shown)
    texts = [t for t, _ in shown]
    lines = [
        labels(word)
        for sign, word in ((DISPUTED, "mark_disputed"), (BOTH, "mark_both"), (SUM, "mark_sum"))
        if sign in marks
    ]
    if any(t[:1] in ("≤", ">", "~") for t in texts):
        lines.append(labels("marks_bound"))
    if labels("absent") in texts:
        lines.append(labels("mark_absent"))
    return lines


def parties(row: DealRow, labels: Labels) -> tuple[str, str]:
    join = "、" if labels.lang == "zh" else ", "
    return join.join(labels.companies(row.licensor_ids, row.licensor)), join.join(
        labels.companies(row.licensee_ids, row.licensee)
    )


def assets(row: DealRow, labels: Labels, most: int = 2, width: int = 40) -> str:
    """The first assets, cut to a width: some are descriptions; the card of a deal shows them whole."""
    names = labels.assets(row.asset_ids, row.assets)
    join = "、" if labels.lang == "zh" else ", "
    more = f" +{len(names) - most}" if len(names) > most else ""
    return short(join.join(names[:most]), width - len(more)) + more


def short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def territory(codes: Iterable[str], world: frozenset[str], names: dict[str, tuple[str, str]], labels: Labels) -> str:
    """Words for a set of countries: the shorter of what is in and what is out."""
    granted = frozenset(codes)
    if not granted:
        return ""
    place = 1 if labels.lang == "zh" else 0
    join = "、" if labels.lang == "zh" else ", "

    def told(some: frozenset[str]) -> str:
        listed = sorted(names.get(c, (c, c))[place] for c in some)
        more = len(listed) - 12
        if more <= 1:
            return join.join(listed)
        return join.join(listed[:12]) + (f"等{len(listed)}国" if labels.lang == "zh" else f" and {more} more")

    out = world - granted
    if not out:
        return labels("worldwide")
    if len(out) < len(granted):
        return f"全球（除{told(out)}）" if labels.lang == "zh" else f"worldwide except {told(out)}"
    return told(granted)


def minus(text: str) -> str:
    """Text with true minus signs."""
    return text.replace("-", "\u2212")


def percent(value: float | None, digits: int = 1, unit: str = "%") -> str:
    """A signed percentage; – for none."""
    return "–" if value is None else minus(f"{value:+.{digits}f}{unit}")
