"""Takes two deals or mentions, gives whether they are one deal and every decision that joins or parts them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chuhai.deals.snapshot import Snapshot
from chuhai.errors import NotFoundError

_CURATED = "curation:"


@dataclass(frozen=True, slots=True)
class Link:
    """A decision on two mentions."""

    left: str
    right: str
    same: bool
    reason: str


@dataclass(frozen=True)
class WhySame:
    """Whether two mentions are one deal; `links` is the chain that joins them, or what was decided between them."""

    one: str
    other: str
    deal_ids: tuple[str, ...]
    same: bool
    reason: str
    links: tuple[Link, ...]
    as_of: str

    def records(self) -> list[dict[str, Any]]:
        return [{name: getattr(link, name) for name in Link.__slots__} for link in self.links]


def placed(snapshot: Snapshot, subjects: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(subject, where it went) of mentions of documents: deal id, slug, evidence, what it was merged for.

    `deal_id` is None for an event of a deal that the ledger doesn't hold, and for a mention without a date: neither is a
    deal by itself.
    """
    rows = snapshot.sql(
        "SELECT s.subject, d.deal_id, d.slug, d.evidence, any_value(k.reason ORDER BY k.reason), any_value(t.happened) "
        "FROM subject s LEFT JOIN (SELECT subject, bool_or(property = 'event') AS happened FROM statement "
        "WHERE evidence = 'quoted' GROUP BY subject) t ON t.subject = s.subject "
        "LEFT JOIN deal d ON d.deal_id = s.deal_id AND d.known_to IS NULL "
        "LEFT JOIN decision k ON k.same AND (k.left_subject = s.subject OR k.right_subject = s.subject) "
        "WHERE s.subject IN (SELECT unnest(?)) GROUP BY ALL",
        [list(subjects)],
    )
    for subject, deal, slug, evidence, reason, happened in rows:
        left_out = None
        if deal is None:
            left_out = "an event of a deal that the ledger doesn't hold" if happened else "no date of announcement"
        yield subject, {"deal_id": deal, "slug": slug, "evidence": evidence, "merged_for": reason, "left_out": left_out}


def explain(snapshot: Snapshot, one: str, other: str) -> WhySame:
    """Explain why two deal ids, slugs or subjects (`doc:<document>#1`, `curation:D-000012`) are one deal or two.

    Raises
    ------
    NotFoundError
        No deal or mention is called so.
    """
    (left_deal, left), (right_deal, right) = (_members(snapshot, word) for word in (one, other))
    everything = sorted(_cluster(snapshot, {left_deal, right_deal}) | left | right)
    rows = snapshot.sql(
        "SELECT left_subject, right_subject, same, reason FROM decision WHERE left_subject IN (SELECT unnest(?)) "
        "AND right_subject IN (SELECT unnest(?)) ORDER BY ALL",
        [everything, everything],
    )
    links = [Link(*row) for row in rows]
    ids = (left_deal,) if left_deal == right_deal else (left_deal, right_deal)
    if left_deal == right_deal:
        merges = [k for k in links if k.same]
        chain = merges if left == right else _chain(merges, (left - right) or left, (right - left) or right)
        reason = "each link below holds" if chain else "one mention"
        return WhySame(one, other, ids, True, reason, tuple(chain), snapshot.as_of)
    between = [k for k in links if (k.left in left and k.right in right) or (k.left in right and k.right in left)]
    reason = (
        "no decision joins them"
        if between
        else "nothing asked: they share neither both parties within 45 days, nor a party and a medicine"
    )
    return WhySame(one, other, ids, False, reason, tuple(between), snapshot.as_of)


def _members(snapshot: Snapshot, word: str) -> tuple[str, set[str]]:
    """(deal id, subjects meant): of a subject itself alone, of a deal all its mentions."""
    found = snapshot.sql("SELECT deal_id, subject FROM subject WHERE subject = ? OR local_id = ?", [word, word])
    if found:
        return str(found[0][0]), {found[0][1]}
    deal = word.removeprefix(_CURATED)
    rows = snapshot.sql("SELECT deal_id FROM deal WHERE (deal_id = ? OR slug = ?) AND known_to IS NULL", [deal, deal])
    if not rows:
        raise NotFoundError(f"{word!r}: no deal, slug or mention; `chuhai deals WORDS` finds ids")
    deal_id = str(rows[0][0])
    if word.startswith(_CURATED):
        return deal_id, {word}
    return deal_id, _cluster(snapshot, {deal_id})


def _cluster(snapshot: Snapshot, deals: set[str]) -> set[str]:
    rows = snapshot.sql("SELECT DISTINCT subject FROM statement WHERE deal_id IN (SELECT unnest(?))", [sorted(deals)])
    return {r[0] for r in rows}


def _chain(links: list[Link], left: set[str], right: set[str]) -> list[Link]:
    """The shortest chain of links from one set of mentions to the other."""
    came: dict[str, Link | None] = dict.fromkeys(sorted(left))
    waiting = deque(came)
    while waiting:
        here = waiting.popleft()
        if here in right:
            chain: list[Link] = []
            while (link := came[here]) is not None:
                chain.append(link)
                here = link.left if link.right == here else link.right
            return chain[::-1]
        for link in links:
            if here in (link.left, link.right):
                there = link.right if link.left == here else link.left
                if there not in came:
                    came[there] = link
                    waiting.append(there)
    return []
