"""Takes candidate pairs and human judgements, gives clusters of subjects with the reason for each merge."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chuhai.errors import AmbiguousError
from chuhai.model.statement import Judgement
from chuhai.resolve.candidates import Mention

_CURATED = "curation:"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether two mentions are one deal, and why."""

    left: str
    right: str
    same: bool
    reason: str


def decide(left: Mention, right: Mention) -> Decision:
    """Same deal when the parties agree and the assets overlap, or neither names one and the dates are within 7 days.

    Two deals between the same two firms stay two: different assets never merge on parties and date alone.
    """
    shared = sorted(left.asset & right.asset)
    days = left.days_from(right)
    if shared:
        return Decision(left.subject, right.subject, True, f"same parties, asset {shared[0]}, {days} days apart")
    if not left.asset and not right.asset and days is not None and days <= 7:
        return Decision(left.subject, right.subject, True, f"same parties, no asset named, {days} days apart")
    return Decision(left.subject, right.subject, False, "same parties, but no asset in common")


def decisions(pairs: Iterable[tuple[Mention, Mention]], judgements: Sequence[Judgement]) -> list[Decision]:
    """Automatic decisions with each human judgement in place of the one it concerns."""
    found = {(d.left, d.right): d for d in (decide(left, right) for left, right in pairs)}
    for judgement in judgements:
        left, right = judgement.pair()
        if judgement.verdict != "unsure":
            same = judgement.verdict == "same"
            found[left, right] = Decision(
                left, right, same, f"judged {judgement.verdict} by {judgement.by}: {judgement.reason}"
            )
    return [found[pair] for pair in sorted(found)]


def clusters(found: Sequence[Decision]) -> Mapping[str, str]:
    """Subject -> deal id, for the subjects of merged pairs.

    The cluster takes the curated id it holds, else a local id from its smallest subject, so that the order in which
    documents came in doesn't matter.

    Raises
    ------
    AmbiguousError
        When a chain of merges joins two curated deals, or two subjects that were judged different.
    """
    parent: dict[str, str] = {}

    def root(subject: str) -> str:
        parent.setdefault(subject, subject)
        while parent[subject] != subject:
            parent[subject] = parent[parent[subject]]
            subject = parent[subject]
        return subject

    for decision in found:
        if decision.same:
            left, right = sorted((root(decision.left), root(decision.right)))
            parent[right] = left
    for decision in found:
        if not decision.same and decision.reason.startswith("judged") and root(decision.left) == root(decision.right):
            raise AmbiguousError(
                f"{decision.left} and {decision.right} were judged different but a chain of merges joins them; "
                "judge the link between them (curation/judgements)"
            )
    members: dict[str, list[str]] = {}
    for subject in parent:
        members.setdefault(root(subject), []).append(subject)
    named: dict[str, str] = {}
    for subjects in members.values():
        curated = sorted(s for s in subjects if s.startswith(_CURATED))
        if len(curated) > 1:
            raise AmbiguousError(f"{' and '.join(curated)} are joined by a report; judge which one it belongs to")
        deal = curated[0].removeprefix(_CURATED) if curated else local_id(min(subjects))
        named.update(dict.fromkeys(subjects, deal))
    return named


def local_id(subject: str) -> str:
    """Id of a deal that only the user's own store knows, from its content."""
    if subject.startswith(_CURATED):
        return subject.removeprefix(_CURATED)
    return "L-" + hashlib.sha256(subject.encode()).hexdigest()[:12]
