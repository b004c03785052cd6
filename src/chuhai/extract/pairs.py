"""Takes a page's mentions, gives what the rules on parties share: the page by sentence, and two sides of an agreement."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from chuhai.extract import kinds
from chuhai.extract.assets import Drug
from chuhai.extract.base import Mention, Page
from chuhai.extract.companies import Named, Party
from chuhai.extract.company_words import ISSUER_MARK
from chuhai.extract.grants import Vote, votes
from chuhai.extract.homes import home, listed_seat
from chuhai.extract.skeleton import AMOUNT, ASSET, PARTY, A, Skeleton, build, without
from chuhai.extract.unwrapped import glosses

MOST_SENTENCES = 400
_MEDICINE = re.compile(A)


@dataclass
class Pair:
    """Two sides of an agreement: party keys, the sentences that speak of it, and how sure that it is news of the page."""

    sides: tuple[str, ...]
    score: float = 0.0
    firm: float = 0.0
    first: int = 10_000
    anchors: list[int] = field(default_factory=list)
    background: bool = False
    licensor: list[str] = field(default_factory=list)
    licensee: list[str] = field(default_factory=list)
    margin: float = 0.0
    #: Share of such candidates that are deals of their page.
    likely: float = 1.0
    #: Other deals of the page.
    others: int = 0
    sentences: list[int] = field(default_factory=list)
    #: How likely each chosen medicine is of the deal, by its key.
    medicines: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Firms:
    """Where a page names the companies of a deal, and other ones."""

    #: Offsets in text order.
    ours: Sequence[int]
    others: Sequence[int]
    #: Whether the page tells no other deal, and whether it tells that this one was signed.
    alone: bool
    signing: bool


@dataclass
class Read:
    """A page with everything mentioned on it, by sentence."""

    page: Page
    parties: dict[str, Party]
    named: list[Named]
    drugs: list[Drug]
    amounts: list[Mention]
    skeletons: list[Skeleton]
    votes: list[list[Vote]]
    #: Party keys by sentence, in order of mention.
    present: list[list[str]]
    keys: list[str]
    origin: dict[str, str]
    large: frozenset[str]
    #: Registry seats by company id, of today.
    seat: Callable[[str], str | None] = lambda company: None

    #: Seats found, by party and how many spans it had.
    homes: dict[tuple[str, int], str | None] = field(default_factory=dict)

    def home(self, key: str) -> str | None:
        """Seat of a party by the registry, else by what the page says of it; more than one rule asks, so kept."""
        party = self.parties[key]
        known = (key, len(party.spans))
        if known not in self.homes:
            told = listed_seat(party.firms) or home(self.page, party.spans, party.name)
            self.homes[known] = self.seat(party.company) if party.company else told
        return self.homes[known]


def sentences(
    page: Page, parties: dict[str, Party], named: list[Named], drugs: list[Drug], amounts: list[Mention]
) -> tuple[list[Skeleton], list[list[Vote]], list[list[str]], list[str]]:
    """Skeleton, votes and parties of each sentence."""
    keys = list(parties)
    number = {k: i for i, k in enumerate(keys)}
    marks = [(n.start, n.end, PARTY + number[n.party] % 1000) for n in named if n.party in number]
    marks += [(a, b, ASSET + i % 1000) for i, d in enumerate(drugs) for a, b in d.spans]
    marks += [(m.start, m.end, AMOUNT + i % 1000) for i, m in enumerate(amounts)]
    marks.sort()
    skeletons: list[Skeleton] = []
    said: list[list[Vote]] = []
    present: list[list[str]] = []
    at = 0
    glossed = glosses(page)
    for index, sentence in enumerate(page.sentences):
        while at < len(marks) and marks[at][0] < sentence.start:
            at += 1
        inside = []
        look = at
        if page.too_long(sentence, "names"):
            look = len(marks)  # of a table or noise: its names were not said together
        while look < len(marks) and marks[look][0] < sentence.end:
            inside.append(marks[look])
            look += 1
        skeleton = build(page.shown, sentence.start, sentence.end, inside)
        if glossed:
            skeleton = without(skeleton, [g for g in glossed if sentence.start <= g[0] < sentence.end])
        skeletons.append(skeleton)
        in_order = [keys[c - PARTY] for _, _, c in inside if c < ASSET]
        present.append(list(dict.fromkeys(in_order)))
        cue = bool(in_order) and not sentence.boilerplate
        two = cue and len(set(in_order)) > 1  # whatever its verb: "P takes the pill off the hands of P"
        worded = cue and page.may(index, kinds.MAY_BE_TOLD) and bool(kinds.CUE.search(skeleton.text.lower()))
        said.append(votes(page, index, skeleton) if two or worded else [])
    return skeletons, said, present, keys


def is_notice(page: Page) -> bool:
    """Whether the page is an issuer's notice to an exchange, whose first sentences are formalities."""
    known: bool | None = page.memo.get("notice")
    if known is None:
        known = page.memo["notice"] = bool(ISSUER_MARK.quick.search(page.shown[:1200]))
    return known


def page_tells(page: Page, index: int) -> bool:
    """Whether the sentence of that number may tell a licence; asked for more than once, so kept."""
    known: dict[int, bool] = page.memo.setdefault("licences", {})
    if index not in known:
        sentence = page.sentences[index]
        known[index] = page.may(index, kinds.TELLS) or (
            page.may(index, kinds.MAY_TELL) and bool(kinds.STRONG.search(page.lowered[sentence.start : sentence.end]))
        )
    return known[index]


def tells(read: Read, index: int) -> bool:
    """Whether a sentence may tell a licence by its words, or as it hands a medicine from one party to another."""
    known: dict[int, bool] = read.page.memo.setdefault("tells", {})
    if index not in known:
        known[index] = page_tells(read.page, index) or (
            any(vote.other is not None for vote in read.votes[index])
            and bool(_MEDICINE.search(read.skeletons[index].text))
        )
    return known[index]


def sentence_weight(read: Read, index: int) -> float:
    page = read.page
    sentence = page.sentences[index]
    if sentence.boilerplate:
        return 0.0
    return 2.0 if index == 0 or (index < 3 and sentence.heading) else 1.6 if sentence.start < 700 else 1.0
