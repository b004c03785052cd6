"""Takes candidate pairs and human judgements, gives clusters of subjects with the reason for each merge."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from chuhai.errors import AmbiguousError
from chuhai.model.statement import Judgement
from chuhai.resolve.candidates import CLOSE_DAYS, CURATED, LOCAL, WINDOW_DAYS, Mention, is_open
from chuhai.resolve.gather import gather
from chuhai.resolve.weigh import weigh

#: A page dated a day before the deal that it tells an event of: a time zone, not another deal.
_ZONE_DAYS = 1
#: What holds a link: a person's word above all, a shared medicine above shared amounts, those above dates alone.
_JUDGED, _ASSET, _MONEY, _DATES, _EVENT = 1_000_000, 300_000, 200_000, 100_000, 250_000
#: A page that names neither medicine nor date joins the only curated deal of its firms: of equal links none holds.
_ONLY = 50_000
#: What its source lists as one announcement, each document of it telling one deal.
_LISTED = 400_000
#: Days before a page was published within which a deal that it names by its firms alone is looked for, latest first.
_LATELY = 60
#: What an event or a report without a date or a medicine gains with a curated deal: a page may give a deal the date of another day.
_CURATED = 5_000
_SAME, _TURNED = "same parties", "same parties, sides turned"
_BOTH = (_SAME, _TURNED)
_UNASKED = "no rule asks"
_WITH_LICENSOR, _WITH_LICENSEE = (
    f"same {side}, the other party not in the registry" for side in ("licensor", "licensee")
)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether two mentions are one deal, and why.

    Of links that can't all hold, the stronger stays. `loose` names the subjects that say too little (no medicine, no date,
    one firm, only an event) to hold two deals together: each joins one deal, its nearest. `weight` is the log-odds that the two
    are one (None where nobody weighed them), `facts` what moved it.
    """

    left: str
    right: str
    same: bool
    reason: str
    strength: int = 0
    loose: tuple[str, ...] = ()
    weight: float | None = None
    facts: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """Subject -> deal id of merged subjects, the decisions as they came to stand, and the links that were dropped."""

    clusters: Mapping[str, str]
    decisions: tuple[Decision, ...]
    dropped: tuple[Decision, ...]


def decide(left: Mention, right: Mention) -> Decision:
    """Same deal when the parties agree and the assets overlap, or one names none and the dates are near.

    Two deals between the same two firms stay two: different assets never merge on parties and date alone. Sides may be
    turned, or one firm be outside the registry, when a medicine is shared. A page that tells an event (a milestone, the
    end) belongs to the deal of the same firms and medicine that was announced before it, however long; two such pages of
    the same firms and medicine are about one deal. A page that names
    neither medicine nor date belongs to the only deal of its firms, a curated one first, or the only one with its amount.
    """
    listed = _listed(left, right)
    if listed is not None:
        return listed
    if left.happened != right.happened:
        return _event(left, right) if right.happened else _turned(_event(right, left))
    firms = _firms(left, right)
    shared = sorted(left.asset & right.asset)
    days = left.days_from(right)

    def no(reason: str) -> Decision:
        return Decision(left.subject, right.subject, False, reason)

    def yes(reason: str, strength: int, *loose: Mention) -> Decision:
        known = _CURATED if left.curated or right.curated else 0
        near = strength - (days if days is not None else 10_000 - known)
        return Decision(left.subject, right.subject, True, reason, near, tuple(m.subject for m in loose))

    if firms is None:
        return no("other parties")
    if left.happened:
        if not shared or firms not in _BOTH:
            return no(f"{firms}, but both tell events; each belongs to the deal before it")
        # Two events of one medicine between two firms are of one deal, even where no page tells of its signing.
        told = f"{firms}, asset {shared[0]}, both tell what happened to it"
        return Decision(left.subject, right.subject, True, told, _EVENT - 60_000, (left.subject, right.subject))
    money = sorted(left.money & right.money)
    if shared:
        if days is not None and days > WINDOW_DAYS:
            late = _though(left, right, firms, shared, money)
            if late:
                pages = tuple(m.subject for m in (left, right) if not m.curated)
                told = f"{firms}, {late}, though {days} days apart"
                return Decision(left.subject, right.subject, True, told, _ASSET - 90_000 - min(days, 9_000), pages)
            return no(f"{firms}, asset {shared[0]}, but {days} days apart")
        loose = [m for m in (left, right) if m.announced is None or (firms not in _BOTH and m.half_known)]
        return yes(f"{firms}, asset {shared[0]}, {_apart(days)}", _ASSET if firms == _SAME else _ASSET - 1, *loose)
    silent = next((m for m in (left, right) if m.silent), None)
    if silent and firms in _BOTH and (left.curated or right.curated):
        told = f"{firms}{f', {money[0]} million' if money else ''}, neither asset nor date told by {silent.subject}"
        near = _ONLY + 20_000 * bool(money) + _recent(right if silent is left else left, silent) - (firms != _SAME)
        return Decision(left.subject, right.subject, True, told, near, (silent.subject,))
    if silent and firms == _SAME and (money or not (left.money and right.money)):
        other = right if silent is left else left
        if not other.silent or money or _together(left, right):
            told = f"{firms}{f', {money[0]} million' if money else ''}, neither asset nor date told by {silent.subject}"
            near = _ONLY - 20_000 + 20_000 * bool(money) + _recent(other, silent)
            quiet = tuple(m.subject for m in (left, right) if m.silent)
            return Decision(left.subject, right.subject, True, told, near, quiet)
    if firms == _TURNED and not (_known(left) and _known(right)):
        read = [m for m in (left, right) if not m.curated]
        if money and (days is None or days <= WINDOW_DAYS):
            return yes(f"{firms}, {money[0]} million, {_apart(days)}", _MONEY - 50_000, *read)
        if days is not None and days <= CLOSE_DAYS and not (left.asset and right.asset):
            return yes(f"{firms}, {_apart(days)}, no asset told by one", _DATES - 20_000, *read)
    if firms != _SAME:
        return no(f"{firms}, but no asset in common")
    if not left.asset and not right.asset:
        if days is not None and days <= CLOSE_DAYS:
            return yes(f"same parties, no asset named, {days} days apart", _DATES, left, right)
        return no("same parties, but no asset in common")
    if not left.asset or not right.asset:
        # A curator would have named it; a page often says only "a bispecific antibody".
        vague = left if not left.asset else right
        if days is not None and days <= WINDOW_DAYS and not vague.curated:
            near = _DATES - 10_000 + (_CURATED if left.curated or right.curated else 0)
            return yes(f"same parties, {days} days apart, no asset named by {vague.subject}", near, vague)
        return no("same parties, but no asset in common")
    unknown = any(all(a.startswith(LOCAL) for a in m.asset) for m in (left, right))
    if money and unknown and days is not None and days <= CLOSE_DAYS:
        return yes(f"same parties, {money[0]} million, {days} days apart, the asset by another name", _MONEY)
    return no("same parties, but no asset in common")


def _event(deal: Mention, event: Mention) -> Decision:
    """Whether a page that tells an event is about a deal."""
    firms = _firms(deal, event)
    shared = sorted(deal.asset & event.asset)
    known = _CURATED if deal.curated else 0
    last = event.event_last or event.event_day

    def said(same: bool, reason: str, strength: int = 0) -> Decision:
        return Decision(deal.subject, event.subject, same, reason, strength, (event.subject,) if same else ())

    if firms is None:
        return said(False, "other parties")
    only = firms in _BOTH and event.silent and deal.curated
    if not shared and not only:
        return said(False, f"{firms}, an event, but no asset in common")
    what = f"{firms}, asset {shared[0]}" if shared else firms
    days = None if deal.announced is None or event.event_day is None else (event.event_day - deal.announced).days
    if days is not None and deal.announced and last and (last - deal.announced).days < -_ZONE_DAYS:
        return said(False, f"{what}, but the event came {-days} days before")
    if only and not shared:
        return said(True, f"{what}, an event that names no asset", _ONLY - (firms != _SAME))
    if days is None:
        return said(True, f"{what}, an event without a date", _EVENT - 50_000 + known)
    return said(True, f"{what}, an event {max(0, days)} days after the announcement", _EVENT - days + known)


def _listed(left: Mention, right: Mention) -> Decision | None:
    """Two documents of one announcement, as its source lists it: one deal, where each tells one or they agree on which."""
    told = sorted(left.announcements & right.announcements)
    if not told:
        return None
    firms, shared = _firms(left, right), left.asset & right.asset
    if not shared and _known(left) and _known(right):
        return None
    if not (left.sole and right.sole) and not (shared and firms is not None):
        return None
    loose = (left, right) if left.happened and right.happened else (m for m in (left, right) if m.happened)
    reason = f"two documents of one announcement, {told[0]}"
    return Decision(left.subject, right.subject, True, reason, _LISTED, tuple(m.subject for m in loose))


def _though(left: Mention, right: Mention, firms: str, shared: list[str], money: list[str]) -> str | None:
    """What makes two reports of one medicine one deal although they date it months apart; None where nothing does.

    A later report often gives the day of another step, or its own: then equal amounts, several medicines in common, or that
    it dates all its deals alike tell the deal. One of the two must be a curator's, whose date stands.
    """
    if not (left.curated or right.curated) or firms not in (_SAME, _WITH_LICENSOR, _WITH_LICENSEE):
        return None
    known = [a for a in shared if not a.startswith(LOCAL)]
    if len(known) > 1:
        return f"assets {', '.join(known)}"
    if firms != _SAME:
        return None
    if money:
        return f"asset {shared[0]}, {money[0]} million"
    page = right if left.curated else left
    if page.roundup and _before(left, right):
        return f"asset {shared[0]}, in a page that dates all its deals alike"
    return None


def _before(left: Mention, right: Mention) -> bool:
    """Whether the curated one of two was announced first."""
    deal, page = (left, right) if left.curated else (right, left)
    return deal.announced is not None and page.announced is not None and deal.announced < page.announced


def _known(mention: Mention) -> bool:
    """Whether it names a medicine that the registry holds."""
    return any(not a.startswith(LOCAL) for a in mention.asset)


def _recent(deal: Mention, page: Mention) -> int:
    """How near before its publication a page finds a deal, 0 where not near: the latest deal of two firms is the news."""
    if page.published is None or deal.announced is None:
        return 0
    days = (page.published - deal.announced).days
    return 100 * (_LATELY - days) if -_ZONE_DAYS <= days <= _LATELY else 0


def _together(left: Mention, right: Mention) -> bool:
    """Whether two pages that say too little came out at the same time."""
    if left.published is None or right.published is None:
        return False
    return abs((left.published - right.published).days) <= WINDOW_DAYS


def _turned(found: Decision) -> Decision:
    return replace(found, left=found.right, right=found.left)


def _apart(days: int | None) -> str:
    return "one undated" if days is None else f"{days} days apart"


def _firms(left: Mention, right: Mention) -> str | None:
    """How the parties agree: the same, with sides turned, one in common and the other unknown; None when they don't."""
    if left.licensor & right.licensor and left.licensee & right.licensee:
        return _SAME
    if left.licensor & right.licensee and left.licensee & right.licensor:
        return _TURNED
    for mine, other in (("licensor", "licensee"), ("licensee", "licensor")):
        if getattr(left, mine) & getattr(right, mine) and (
            is_open(getattr(left, other)) or is_open(getattr(right, other))
        ):
            return _WITH_LICENSOR if mine == "licensor" else _WITH_LICENSEE
        if getattr(left, mine) & getattr(right, other) and (
            is_open(getattr(left, other)) or is_open(getattr(right, mine))
        ):
            return "one party in common, sides turned, the other not in the registry"
    return None


def decisions(
    pairs: Iterable[tuple[Mention, Mention]],
    judgements: Sequence[Judgement],
    further: Iterable[tuple[Mention, Mention]] = (),
    between: Callable[[Mention, Mention], int] = lambda left, right: 0,
) -> list[Decision]:
    """Automatic decisions with each human judgement in place of the one it concerns.

    Parameters
    ----------
    further : iterable
        Pairs that no rule decides: they are one deal only when their weight joins them.
    between : callable
        How many curated deals two mentions' firms have.
    """
    found = {(d.left, d.right): d for d in (_weighed(decide(one, other), one, other, between) for one, other in pairs)}
    for one, other in further:
        unasked = Decision(one.subject, other.subject, False, _UNASKED)
        found[one.subject, other.subject] = _weighed(unasked, one, other, between)
    for judgement in judgements:
        left, right = judgement.pair()
        if judgement.verdict != "unsure":
            same = judgement.verdict == "same"
            found[left, right] = Decision(
                left, right, same, f"judged {judgement.verdict} by {judgement.by}: {judgement.reason}", _JUDGED
            )
    return [found[pair] for pair in sorted(found)]


def _weighed(decision: Decision, left: Mention, right: Mention, between: Callable[[Mention, Mention], int]) -> Decision:
    weight, told = weigh(left, right, between(left, right))
    return replace(decision, weight=weight, facts=told)


def settle(found: Sequence[Decision]) -> Settled:
    """Merge along the links that hold, strongest first; a link that would join two deals that are two is dropped.

    Two curated deals never become one, nor do two subjects that a person judged different; a report that says too little
    joins one deal, the nearest, and none when several are equally near. What gives way stands among `dropped`. What rules
    leave apart is joined after where all that is known of both clusters weighs for it.

    Raises
    ------
    AmbiguousError
        When judgements alone contradict each other.
    """
    merging = _Merging(found)
    for decision in sorted((d for d in found if d.same), key=lambda d: (-d.strength, d.left, d.right)):
        merging.link(decision)
    stand = merging.gather(found)
    members: dict[str, set[str]] = {}
    for decision, now in zip(found, stand, strict=True):
        if decision.same or now.same or decision.strength == _JUDGED:
            for subject in (decision.left, decision.right):
                members.setdefault(merging.root(subject), set()).add(subject)
    named: dict[str, str] = {}
    for top, subjects in members.items():
        named.update(dict.fromkeys(sorted(subjects), local_id(merging.curated.get(top) or min(subjects))))
    dropped = merging.dropped
    known = tuple(d for d in stand if d.same or d.reason != _UNASKED)
    return Settled(named, known, tuple(dropped[pair] for pair in sorted(dropped)))


class _Merging:
    """Clusters as they grow."""

    def __init__(self, found: Sequence[Decision]) -> None:
        self.parent: dict[str, str] = {}
        self.curated: dict[str, str] = {}
        self.apart: dict[str, set[str]] = {}
        self.dropped: dict[tuple[str, str], Decision] = {}
        loose = {subject for d in found if d.same for subject in d.loose}
        self.links: dict[str, list[Decision]] = {subject: [] for subject in loose}
        #: Clusters that hold a subject which tells its deal by itself.
        self.anchored: set[str] = set()
        for d in found:
            for subject, other in ((d.left, d.right), (d.right, d.left)):
                if subject not in loose:
                    self.anchored.add(self.root(subject))
                elif d.same:
                    self.links[subject].append(d)
                if not d.same and d.strength == _JUDGED:
                    self.apart.setdefault(self.root(subject), set()).add(other)

    def root(self, subject: str) -> str:
        parent = self.parent
        if subject not in parent:
            parent[subject] = subject
            if subject.startswith(CURATED):
                self.curated[subject] = subject
        while parent[subject] != subject:
            parent[subject] = parent[parent[subject]]
            subject = parent[subject]
        return subject

    def link(self, decision: Decision) -> None:
        """Join two clusters, or note why they stay two."""
        left, right = sorted((self.root(decision.left), self.root(decision.right)))
        if left == right:
            return
        why = self._against(left, right, decision)
        if why and decision.strength == _JUDGED:
            raise AmbiguousError(f"{decision.left} and {decision.right} were {decision.reason}; but {why}: judge again")
        if why:
            reason = f"dropped: {why} ({decision.reason})"
            self.dropped[decision.left, decision.right] = replace(decision, same=False, reason=reason)
            return
        self._join(left, right)

    def gather(self, found: Sequence[Decision]) -> list[Decision]:
        """Join the clusters that weights hold together; all decisions as they come to stand."""
        before = {s: self.root(s) for d in found for s in (d.left, d.right)}
        pairs = [(before[d.left], before[d.right], d.weight) for d in found if d.weight is not None]
        gather(Counter(before.values()), pairs, self._may, self._join)
        stand = []
        for d in found:
            now = self.dropped.get((d.left, d.right), d)
            joined = before[d.left] != before[d.right] and self.root(d.left) == self.root(d.right)
            if joined and d.weight is not None and d.weight > 0:
                self.dropped.pop((d.left, d.right), None)
                now = replace(d, same=True, reason=f"weighed {d.weight:.1f}: {d.facts}")
            stand.append(now)
        return stand

    def _may(self, one: str, other: str) -> bool:
        """Whether neither curators nor a judgement hold two clusters apart."""
        left, right = self.root(one), self.root(other)
        apart = {self.root(s) for s in self.apart.get(left, ())}
        return not (left in self.curated and right in self.curated) and right not in apart

    def _join(self, one: str, other: str) -> None:
        left, right = sorted((self.root(one), self.root(other)))
        self.parent[right] = left
        self.apart.setdefault(left, set()).update(self.apart.pop(right, ()))
        if right in self.anchored:
            self.anchored.add(left)
        if right in self.curated:
            self.curated.setdefault(left, self.curated[right])

    def _against(self, left: str, right: str, decision: Decision) -> str | None:
        """Why two clusters must stay two; None when they may be one."""
        if left in self.curated and right in self.curated:
            one, other = sorted((self.curated[left], self.curated[right]))
            return f"it would join {one} and {other}, which curators hold apart"
        if right in {self.root(s) for s in self.apart.get(left, ())}:
            return "a chain of merges would join what was judged different"
        if decision.strength == _JUDGED or not decision.loose:
            return None
        if left in self.anchored and right in self.anchored:
            return f"{decision.loose[0]} joined a nearer deal"
        for subject in decision.loose:
            here = self.root(subject)
            there = right if here == left else left
            for rival in self.links[subject]:
                far = self.root(rival.right if rival.left == subject else rival.left)
                equal = rival.strength == decision.strength and there in self.anchored
                if equal and far in self.anchored and far not in (here, there):
                    return f"{subject} fits several deals equally well; judge which"
        return None


def clusters(found: Sequence[Decision]) -> Mapping[str, str]:
    """Subject -> deal id, for the subjects of merged pairs.

    The cluster takes the curated id it holds, else a local id from its smallest subject, so that the order in which
    documents came in doesn't matter.
    """
    return settle(found).clusters


def local_id(subject: str) -> str:
    """Id of a deal that only the user's own store knows, from its content."""
    if subject.startswith(CURATED):
        return subject.removeprefix(CURATED)
    return "L-" + hashlib.sha256(subject.encode()).hexdigest()[:12]
