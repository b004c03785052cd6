"""Takes a page's candidate pairs, gives those that are deals of this page, with their sentences and roles."""

from __future__ import annotations

from collections import defaultdict

from chuhai.extract import _weights
from chuhai.extract.candidates import Candidate, candidates
from chuhai.extract.linear import likelihood
from chuhai.extract.pairs import MOST_SENTENCES, Pair, Read, tells
from chuhai.extract.roles import roles
from chuhai.reading.view import view


def find(read: Read) -> list[Pair]:
    """Pairs in order of first mention, with roles."""
    kept = _choose(read, candidates(read))
    assign(read, kept)
    for pair in kept:
        _bound(read, pair)
    for pair in kept:
        pair.others = len(kept) - 1
        roles(read, pair)
    return kept


def _choose(read: Read, found: list[Candidate]) -> list[Pair]:
    """The candidates that are likelier deals of this page than not; merges a third party that signs on the same side."""
    for one in found:
        one.pair.likely = likelihood(one.compared, _weights.CHOICE)
    kept: list[Pair] = []
    groups = {frozenset(one.pair.sides[:2]) for one in found if one.facts["one is the other's"]}
    for one in sorted(found, key=lambda c: (-c.pair.likely, c.pair.first)):
        pair = one.pair
        if pair.likely < _weights.CHOICE_LEAST:
            break
        anchor(read, one)
        pair.background = False
        shares = [k for k in kept if set(k.sides) & set(pair.sides)]
        if shares and set(pair.anchors) <= {i for k in shares for i in k.anchors} and len(kept) < 3:
            _third(read, shares[0], pair)
            continue
        if any(frozenset(set(k.sides) ^ set(pair.sides)) in groups for k in shares):
            continue  # the parent of a side, or its unit: one deal told by both names
        if not any(_same(read, one.sides, pair.sides) for one in kept):
            kept.append(pair)
    return sorted(kept, key=lambda p: p.first)


def _same(read: Read, ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether two pairs are one under two names of a side: 生诺生物 and 贵州生诺生物科技, 和黄医药 and 和记黄埔医药."""
    a, b = ours[:2]
    return any(_kin(read, a, c) and _kin(read, b, d) for c, d in (theirs[:2], theirs[1::-1]))


def _kin(read: Read, one: str, other: str) -> bool:
    """Whether a Chinese name holds the other's characters in order, or two Latin ones begin with one word; never two of the registry."""
    if one == other:
        return True
    if read.parties[one].company and read.parties[other].company:
        return False
    names = [view(read.parties[key].name).removesuffix("公司") for key in (one, other)]
    short, long = sorted(names, key=len)
    if short.isascii() != long.isascii():
        return False
    if short.isascii():
        return short.split(" ")[0].strip(",.'").lower() == long.split(" ")[0].strip(",.'").removesuffix("'s").lower()
    rest = iter(long)
    return len(short) > 1 and all(letter in rest for letter in short)


def anchor(read: Read, one: Candidate) -> None:
    """A candidate that no rule anchored is told by the sentences that name it and speak of rights."""
    if not one.pair.anchors:
        told = [i for i in (*one.together, *one.apart) if tells(read, i)]
        one.pair.anchors = sorted(dict.fromkeys(told or one.together or one.apart))[:MOST_SENTENCES]


def _bound(read: Read, pair: Pair) -> None:
    """Keep the first sentences of a pair of which a page tells without end, as each is compared with the others."""
    if len(pair.sentences) > MOST_SENTENCES:
        message = f"{len(pair.sentences)} sentences of one deal; the first {MOST_SENTENCES} were read"
        read.page.issues.append({"code": "too-many-sentences", "message": message})
        del pair.sentences[MOST_SENTENCES:]


def _third(read: Read, kept: Pair, other: Pair) -> None:
    """A party that only appears in the anchors of another pair joins it when it is voted onto a side."""
    extra = next(iter(set(other.sides) - set(kept.sides)), None)
    if extra is None:
        return
    number = read.keys.index(extra)
    tally: dict[str, float] = defaultdict(float)
    for index in kept.anchors:
        for vote in read.votes[index]:
            if vote.party == number:
                tally[vote.side] += vote.weight
    if tally and max(tally.values()) >= 4.0 and abs(tally["licensor"] - tally["licensee"]) >= 3.0:
        kept.sides = (*kept.sides, extra)


def assign(read: Read, pairs: list[Pair]) -> None:
    """Each sentence goes to the pair that it names, else to the pair of the sentence before it in the same passage."""
    if not pairs:
        return
    current: Pair | None = None
    only = [p for p in pairs if not p.background]
    single = only[0] if len(only) == 1 else None
    for index, sentence in enumerate(read.page.sentences):
        if sentence.boilerplate:
            continue
        present = set(read.present[index])
        named = [p for p in pairs if len(present & set(p.sides)) >= 2]
        if named:
            current = min(named, key=lambda p: (index not in p.anchors, abs(p.first - index)))
            for pair in named:
                if index in pair.anchors or pair is current:
                    pair.sentences.append(index)
            continue
        partly = [p for p in pairs if present & set(p.sides)]
        if partly and current not in partly:
            fitting = [p for p in partly if p.first <= index] or partly
            chosen = max(fitting, key=lambda p: p.first) if len(fitting) > 1 else fitting[0]
            if single is not None and single in fitting:
                chosen = single
            if current is None or chosen.first <= index or single is chosen:
                current = chosen
        elif present and not partly and current is not None and len(pairs) > 1:
            foreign = any(v.weight >= 2.5 for v in read.votes[index])
            if foreign:
                current = None
                continue
        if current is None and single is not None:
            current = single
        elif current is None and index < pairs[0].first <= 3:
            current = pairs[0]
        if current is not None:
            current.sentences.append(index)
