"""Takes a change and the ledger it is of, gives the alert: the same words for every channel, in English and Chinese."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

import msgspec

from chuhai.alerts import clean
from chuhai.catalog import names
from chuhai.deals.diff import Change
from chuhai.deals.snapshot import Snapshot
from chuhai.model.deal import DealRow
from chuhai.shown import cells, change_words
from chuhai.shown.labels import Labels

LANGUAGES = ("en", "zh")
_TIERS = {
    "confirmed": ("confirmed", "已确认"),
    "likely": ("likely", "很可能"),
    "rumour": ("rumour", "传闻"),
    "intent": ("intent", "意向"),
}


class Words(msgspec.Struct, frozen=True):
    """An alert in one language."""

    title: str
    facts: list[str]
    why: str


class Alert(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one change of one deal is to the reader of some watchlists.

    Attributes
    ----------
    id : str
        The same for the same change of the same deal, however often it is found or sent.
    quote : str or None
        At most 25 words or 60 Chinese characters of the source.
    """

    id: str
    at: dt.datetime
    change: str
    watchlists: list[str]
    en: Words
    zh: Words
    deal_id: str | None = None
    slug: str | None = None
    field: str | None = None
    before: str | None = None
    after: str | None = None
    quote: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: str | None = None

    def words(self, lang: str) -> Words:
        """The words in a language, each on one line and without characters that steer what shows them."""
        said = self.zh if lang == "zh" else self.en
        return Words(clean.line(said.title, 500), [clean.line(f, 500) for f in said.facts], clean.line(said.why, 1000))


def identity(snapshot: Snapshot, change: Change, since: str) -> str:
    """A stable name for a change.

    A deal is named by the first mention of it that this ledger recorded, which no later merge alters. That a deal is new, ended
    or is signalled happens once; a value may change to and fro, so that such a change is one since the run it is counted from.
    """
    rows = snapshot.sql(
        "SELECT subject FROM statement WHERE deal_id = ? ORDER BY recorded_from, subject LIMIT 1", [change.deal_id]
    )
    anchor = rows[0][0] if rows else change.deal_id
    if change.change == "signal":
        parts = ["signal", names.key(change.slug), change.field, change.on]
    elif change.change == "event":
        parts = ["event", anchor, change.field, change.after]
    elif change.change in ("deal added", "deal removed"):
        parts = [change.change, anchor]
    else:
        parts = [change.change, anchor, change.field, change.before, change.after, since]
    return hashlib.sha256("\n".join(p or "" for p in parts).encode()).hexdigest()[:24]


def compose(
    snapshot: Snapshot, change: Change, row: DealRow | None, watchlists: Sequence[str], identity_: str, at: dt.datetime
) -> Alert:
    """The alert of a change; `row` is its deal as it is now, None where it has none."""
    en, zh = (_words(Labels(snapshot, lang), change, row) for lang in LANGUAGES)
    cause = change.cause
    return Alert(
        id=identity_,
        at=at,
        change=change.change,
        watchlists=list(watchlists),
        en=en,
        zh=zh,
        deal_id=row.id if row else None,
        slug=row.slug if row else None,
        field=change.field,
        before=change.before,
        after=change.after,
        quote=clean.quote(cause.quote) if cause else None,
        url=clean.address(change.url or (cause.url if cause else None)) or _page(row),
        publisher=clean.line(cause.publisher, 200) if cause and cause.publisher else None,
        published=cause.published if cause else None,
    )


def trial(at: dt.datetime, name: str) -> Alert:
    """An alert that says only that alerts arrive."""
    en = Words("Chuhai: a test", [f"Alerts of {name} arrive here."], "you asked for this test")
    zh = Words("Chuhai：测试", [f"“{name}”的提醒可送达此处。"], "这是您要求的测试")
    return Alert(f"test-{at:%Y%m%d%H%M%S}", at, "test", [], en, zh)


def _page(row: DealRow | None) -> str | None:
    return next((found for url in (row.sources if row else []) if (found := clean.address(url))), None)


def _words(labels: Labels, change: Change, row: DealRow | None) -> Words:
    zh = labels.lang == "zh"
    why = change_words.why(change, labels)
    if change.change == "signal":
        tier = _TIERS.get(change.field or "", (change.field or "",) * 2)[1 if zh else 0]
        who = change.slug or ("某公司" if zh else "a company")
        head = f"{who}：授权交易信号（{tier}）" if zh else f"{who}: signal of a licence ({tier})"
        return Words(clean.line(head, 300), [clean.line(change.after, 300)], clean.line(why, 600))
    who = _parties(row, labels) if row else change.slug
    name = change_words.name(change, labels)
    what = change_words.what(change, labels)
    if change.change == "deal added" and row is not None:
        worth = _worth(row, labels)
        what = (f"，{worth}" if zh else f", {worth}") if worth else ""
        head = f"{name}：{who}{what}" if zh else f"{name}: {who}{what}"
    elif change.change in ("value changed", "event"):
        head = f"{who}：{what}" if zh else f"{who}: {what}"
    else:
        head = (f"{who}：{name}" if zh else f"{who}: {name}") + (f" ({what})" if what else "")
    return Words(clean.line(head, 300), [clean.line(f, 300) for f in _facts(row, labels)], clean.line(why, 600))


def _parties(row: DealRow, labels: Labels) -> str:
    sides = [
        ", ".join(labels.companies(ids, found)) or labels("unknown")
        for ids, found in ((row.licensor_ids, row.licensor), (row.licensee_ids, row.licensee))
    ]
    assets = ", ".join(labels.assets(row.asset_ids, row.assets)[:3])
    return " → ".join(sides) + (f" ({assets})" if assets else "")


def _worth(row: DealRow, labels: Labels) -> str:
    found = []
    for name, label in (("upfront", "upfront"), ("total", "total")):
        shown, _ = (cells.upfront if name == "upfront" else cells.total)(row, labels)
        if any(c.isdigit() for c in shown):
            found.append(f"{labels(label)} {shown}")
    return ("，" if labels.lang == "zh" else ", ").join(found)


def _facts(row: DealRow | None, labels: Labels) -> list[str]:
    if row is None:
        return []
    zh = labels.lang == "zh"
    found = [
        (labels("announced"), row.announced),
        (labels("kind"), labels.term("kind", row.kind) if row.kind else None),
        (labels("stage"), labels.term("stage", row.stage) if row.stage else None),
        (labels("modality"), labels.term("modality", row.modality) if row.modality else None),
        (labels("targets"), ", ".join(row.targets) or None),
        (labels("upfront"), cells.upfront(row, labels)[0]),
        (labels("total"), cells.total(row, labels)[0]),
        ("ID", row.id),
    ]
    return [f"{name}：{value}" if zh else f"{name}: {value}" for name, value in found if value and value != "–"]
