"""Takes development pages with the names that readers marked, gives the weights by which companies are recognised, and scores them.

Two models, one on the other. A conditional random field tells names from other words by their neighbourhood (extract/name_tags.py;
AdaGrad, Duchi et al. 2011, stopped early); a logistic regression then judges each string for its whole page
(extract/names_told.py), on scores of a tagger that never saw the page. Each page is read three times: without the registry, with
a random half of it, with all of it; what the registry knows is given, and only other names are asked for. Folds are those of
benchmarks/learn.py, so that pages of one deal stay together.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import learn
import pages
from chuhai.catalog import firms, names
from chuhai.extract import _name_weights, batch, companies, firm_index, name_tags, names_told, proposed, unlisted
from chuhai.extract import company_words as w
from chuhai.extract import name_tokens as nt
from chuhai.extract.base import Page
from chuhai.extract.linear import BIAS
from chuhai.extract.name_index import NameIndex
from chuhai.extract.unwrapped import unwrapped
from chuhai.quality.evaluate import GoldPage
from chuhai.reading.mended import as_read
from chuhai.reading.read import read as read_document
from chuhai.reading.text import Text
from chuhai.reading.view import view
from chuhai.settings import curation_folder
from hiding import Partly, Thinned, hidden_families

MARKS = pages.GOLD / "names.jsonl"
#: Shares of the registry that are hidden.
HIDDEN = (1.0, 0.5, 0.0)
#: Share of the list of firms that is hidden.
THINNED = 0.5
#: Labels of the tagger: plain word, a party's name begins, goes on, another thing's name.
PLAIN, FIRST, FURTHER, OTHER = range(4)
EPOCHS, RATE, L2, SEED = 8, 0.03, 1e-3, 1
#: Strength of L2 of the judgement on strings.
PENALTY = 1.0
Span = tuple[int, int]


@dataclass(frozen=True)
class Read:
    """One page, read with a share of the registry hidden."""

    page: GoldPage
    hidden: float
    text: Page
    known: list[Span]
    tokens: nt.Tokens
    labels: Any
    #: Names of parties outside what is known.
    wanted: list[Span]
    #: What rules of form and place propose.
    proposed: dict[str, dict[str, float]] = field(default_factory=dict)


@cache
def _index() -> NameIndex:
    return batch.extractor(curation_folder())._companies


def marks() -> dict[str, dict[str, Any]]:
    """What readers marked, by page."""
    with MARKS.open(encoding="utf-8") as lines:
        return {row["id"]: row for row in map(json.loads, lines)}


def folded(name: str) -> str:
    """A marked name as the page's view has it, with its lines joined."""
    name = re.sub(r"(?<=[\u3400-\u9fff])\s*\n\s*|\s*\n\s*(?=[\u3400-\u9fff])", "", view(name))
    return re.sub(r"\s*\n\s*", " ", name)


def spans(shown: str, row: dict[str, Any]) -> list[tuple[int, int, bool]]:
    """Where marked names stand, longest first where they overlap, and whether each is a company's or institute's."""
    forms = {folded(name): False for name in (*row["medicines"], *row["people"])}
    forms |= {folded(name): kind != "other" for name, kind in row["orgs"]}
    taken = bytearray(len(shown) + 1)
    found: list[tuple[int, int, bool]] = []
    for form in sorted((f for f in forms if len(f) > 1), key=lambda f: (-len(f), f)):
        for m in re.finditer(re.escape(form), shown):
            a, b = m.span()
            if not any(taken[a:b]) and not _runs_on(shown, a, b):
                taken[a:b] = b"\x01" * (b - a)
                found.append((a, b, forms[form]))
    return sorted(found)


def _runs_on(shown: str, start: int, end: int) -> bool:
    """Whether Latin letters go on across an edge."""

    def latin(char: str) -> bool:
        return char.isascii() and char.isalnum()

    return (latin(shown[start]) and latin(shown[start - 1 : start])) or (
        latin(shown[end - 1]) and latin(shown[end : end + 1])
    )


def partly(share: float, page: str) -> Partly:
    """The registry's index without a share of it, and the list of firms without its own."""
    return Partly(_index(), hidden_families(share, page), Thinned(_index().listed, THINNED, page))


def text_of(page: GoldPage) -> Page:
    path = learn.DOCUMENTS / str(page.file)
    document = read_document(path.read_bytes(), str(path))
    found = Page(as_read(document.text), document.published[:10] if document.published else None)
    joined = unwrapped(found)
    return joined[0] if joined else found


def read(page: GoldPage, hidden: float, row: dict[str, Any]) -> Read:
    text = text_of(page)
    index = partly(hidden, page.id)
    known, ruled = companies.given(text, index)
    tokens = nt.tokens(text.shown, known)
    marked = spans(text.shown, row)
    labels = np.zeros(len(tokens.words), dtype=np.int8)
    wanted: list[Span] = []
    for start, end, party in marked:
        where = range(*np.searchsorted(tokens.starts, (start, end)))
        if party and any(a < end and start < b for a, b in known):
            continue
        if party:
            wanted.append((start, end))
        for n, i in enumerate(where):
            labels[i] = OTHER if not party else FURTHER if n else FIRST
    labels[[i for i, word in enumerate(tokens.words) if word == nt.KNOWN]] = PLAIN
    return Read(page, hidden, text, known, tokens, labels, wanted, ruled)


def renamed(page: GoldPage, row: dict[str, Any]) -> Read:
    """The page without the registry, its companies under names made up of pieces of others', so that their places teach."""
    text = text_of(page)
    marked = spans(text.shown, row)
    stems: dict[str, str] = {}
    parts: list[str] = []
    moved: list[tuple[int, int, bool]] = []
    at = length = 0
    for start, end, party in marked:
        said = text.shown[start:end]
        if party:
            stem = _stem(said)
            if stem:
                said = said.replace(stem, stems.setdefault(stem, _made_up(stem, f"{page.id} {stem}")), 1)
        parts += (text.shown[at:start], said)
        length += start - at
        moved.append((length, length + len(said), party))
        length += len(said)
        at = end
    parts.append(text.shown[at:])
    shown = "".join(parts)
    tokens = nt.tokens(shown, [])
    labels = np.zeros(len(tokens.words), dtype=np.int8)
    for start, end, party in moved:
        for n, i in enumerate(range(*np.searchsorted(tokens.starts, (start, end)))):
            labels[i] = OTHER if not party else FURTHER if n else FIRST
    return Read(page, 2.0, Page(Text(shown)), [], tokens, labels, [(a, b) for a, b, party in moved if party])


def _stem(name: str) -> str:
    """The part of a name that is its own."""
    if names.has_chinese(name):
        stem = companies._HOME_TOWN.sub("", w.ZH_TAILS.sub("", name))
        return stem if 2 <= len(stem) <= 4 and names.has_chinese(stem) else ""
    head = re.match(r"[A-Za-z]{4,}", name)
    return head.group() if head and not w.TRADE_WORD.fullmatch(head.group()) else ""


@cache
def _pieces() -> tuple[list[str], list[str], list[str]]:
    """Chinese characters of company names, beginnings and endings of Latin ones."""
    catalog = batch.extractor(curation_folder()).catalog
    said = [view(n) for c in catalog.companies.by_id.values() for n in c.all_names()]
    stems = sorted({s for s in map(_stem, said) if s})
    latin = [s for s in stems if s.isascii() and len(s) >= 5]
    return [c for s in stems if not s.isascii() for c in s], [s[:3] for s in latin], [s[-3:] for s in latin]


#: The commoner Chinese characters: the first level of GB 2312.
_HAN = [bytes((a, b)).decode("gb2312") for a in range(0xB0, 0xD7) for b in range(0xA1, 0xFF)]


def _made_up(stem: str, seed: str) -> str:
    chance = random.Random(seed)
    han, first, last = _pieces()
    if not stem.isascii():
        some = chance.choice((han, _HAN))
        return "".join(chance.choice(some) for _ in range(chance.choice((2, 2, 2, 3, 3, 4))))
    name = chance.choice(first) + chance.choice(["", "", chance.choice(last)]) + chance.choice(last).lower()
    return name.upper()[:4] if stem.isupper() else name


def buckets(tokens: nt.Tokens) -> Any:
    """Bucket of each fact of each token, as [token, fact]."""
    n, reach = len(tokens.words), nt.REACH
    hashed = np.zeros((n + 2 * reach, nt.WIDTH), dtype=np.uint32)
    hashed[reach : reach + n] = np.array([nt.attributes(word) for word in tokens.words], dtype=np.uint32).reshape(n, -1)
    stands = np.zeros(n + 2 * reach, dtype=np.uint32)
    stands[reach : reach + n] = nt.standing(tokens.words)
    single = nt.unary(hashed)
    near = [single[reach + d : reach + d + n, k] for k, (_, d) in enumerate(nt.UNARY)]
    return np.concatenate([np.array(near), nt.runs(hashed, stands)]).T.astype(np.int32)


def _epoch() -> Callable[..., Any]:
    """One pass of AdaGrad over the sequences, compiled."""
    folder = sys.path.pop(0)  # this folder's coverage.py isn't the package that numba looks for
    import numba

    sys.path.insert(0, folder)

    def epoch(facts, labels, starts, order, w, g, t, gt, rate, l2):  # type: ignore[no-untyped-def]
        many = w.shape[1]
        for d in order:
            first, n = starts[d], starts[d + 1] - starts[d]
            if n == 0:
                continue
            s = np.zeros((n, many))
            for i in range(n):
                for k in facts[first + i]:
                    for y in range(many):
                        s[i, y] += w[k, y]
            ahead = np.zeros((n, many))
            behind = np.zeros((n, many))
            ahead[0] = s[0] + t[0]
            for i in range(1, n):
                for y in range(many):
                    x = ahead[i - 1] + t[:, y]
                    top = x.max()
                    ahead[i, y] = s[i, y] + top + np.log(np.exp(x - top).sum())
            for i in range(n - 2, -1, -1):
                for y in range(many):
                    x = t[y] + s[i + 1] + behind[i + 1]
                    top = x.max()
                    behind[i, y] = top + np.log(np.exp(x - top).sum())
            top = ahead[n - 1].max()
            z = top + np.log(np.exp(ahead[n - 1] - top).sum())
            steps = np.zeros((many, many))
            for i in range(1, n):
                for x_ in range(many):
                    for y in range(many):
                        steps[x_, y] += np.exp(ahead[i - 1, x_] + t[x_, y] + s[i, y] + behind[i, y] - z)
                steps[labels[first + i - 1], labels[first + i]] -= 1.0
            for x_ in range(many):
                for y in range(many):
                    if t[x_, y] > -50.0:
                        gt[x_, y] += steps[x_, y] ** 2
                        t[x_, y] -= rate * steps[x_, y] / np.sqrt(gt[x_, y] + 1e-6)
            for i in range(n):
                for y in range(many):
                    off = np.exp(ahead[i, y] + behind[i, y] - z) - (1.0 if labels[first + i] == y else 0.0)
                    if abs(off) > 0.002:
                        for k in facts[first + i]:
                            step = off + l2 * w[k, y]
                            g[k, y] += step * step
                            w[k, y] -= rate * step / np.sqrt(g[k, y] + 1e-4)

    return numba.njit(epoch, fastmath=True)  # type: ignore[no-any-return]


@cache
def compiled() -> Callable[..., Any]:
    return _epoch()


@dataclass(frozen=True)
class Taught:
    """Pages with the buckets of all their tokens."""

    reads: list[Read]
    facts: Any
    labels: Any
    starts: Any


def taught(wanted: Iterable[GoldPage]) -> Taught:
    rows = marks()
    marked = [page for page in wanted if page.id in rows]
    reads = [read(page, hidden, rows[page.id]) for page in marked for hidden in HIDDEN]
    reads += [renamed(page, rows[page.id]) for page in marked]
    return Taught(
        reads,
        np.concatenate([buckets(one.tokens) for one in reads]),
        np.concatenate([one.labels for one in reads]),
        np.cumsum([0, *(len(one.labels) for one in reads)]),
    )


def fit_tagger(given: Taught, mine: Sequence[int]) -> dict[str, Any]:
    """Whole weights [label, bucket] and transitions, learnt from the reads of those numbers."""
    weights = np.zeros((1 << nt.BITS, 4), dtype=np.float32)
    squares = np.zeros_like(weights)
    t, gt = np.zeros((4, 4)), np.ones((4, 4))
    t[[PLAIN, OTHER], FURTHER] = -100.0
    chance = np.random.default_rng(SEED)
    for _ in range(EPOCHS):
        order = chance.permutation(np.array(mine))
        compiled()(given.facts, given.labels, given.starts, order, weights, squares, t, gt, RATE, L2)
    whole = np.clip(np.round((weights[:, 1:] - weights[:, :1]) * name_tags.SCALE), -127, 127).astype(np.int8).T
    steps = (t - t[PLAIN, PLAIN])[:OTHER, :OTHER]
    return {"weights": np.ascontiguousarray(whole), "transitions": steps.astype(np.float32)}


def strings(one: Read, tagger: name_tags.Tagger) -> Iterator[tuple[str, list[Span], dict[str, float], bool]]:
    """What may name a company on a page: its places, facts, and whether it does as readers marked it."""
    reading = names_told.Reading(one.text.shown, one.known, tagger)
    listed = Thinned(_index().listed, THINNED, one.page.id)
    for name, held in reading.candidates(listed, one.proposed).items():
        places = reading.places(name)
        if places and len(name) > 1:
            at = [(a, b) for a, b, _ in places]
            ruled = one.proposed.get(name, {})
            facts = names_told.facts(name, len(held), places, _others, listed.says(name), ruled)
            facts |= names_told.as_medicine(one.text, name, places)
            yield name, at, facts, right(one.wanted, at)


def _others(key: str) -> bool:
    return key in _index().others


def right(wanted: Sequence[Span], places: Sequence[Span]) -> bool:
    """Whether most places of a string are a marked name, give or take a form of law or a town."""
    hits = sum(any(_alike(one, place) for one in wanted) for place in places)
    return 2 * hits >= len(places)


def _alike(one: Span, two: Span) -> bool:
    shared = min(one[1], two[1]) - max(one[0], two[0])
    return shared > 0 and shared >= 0.6 * (max(one[1], two[1]) - min(one[0], two[0]))


def cross_fit(given: Taught, fold: dict[str, int]) -> dict[int, dict[str, Any]]:
    """For each fold the weights learnt without it: tagger, transitions, and "NAME", those of the judgement on strings."""
    found: dict[int, dict[str, Any]] = {}
    told: dict[int, list[tuple[dict[str, float], bool]]] = {}
    for part in sorted(set(fold.values())):
        found[part] = fit_tagger(given, [i for i, r in enumerate(given.reads) if fold[r.page.id] != part])
        tagger = name_tags.Tagger(found[part]["weights"], found[part]["transitions"])
        told[part] = [
            (f, y)
            for r in given.reads
            if fold[r.page.id] == part and r.hidden <= 1
            for _, _, f, y in strings(r, tagger)
        ]
    for part in found:
        found[part]["NAME"] = learn.fit([t for k in told if k != part for t in told[k]], PENALTY, bias=True)
    found[-1] = {"NAME": learn.fit([t for k in told for t in told[k]], PENALTY, bias=True)}
    return found


@contextmanager
def using(weights: dict[str, Any]) -> Iterator[None]:
    """While it lasts, names are told with these weights."""
    kept, table = name_tags.tagger, _name_weights.NAME
    made = name_tags.Tagger(weights["weights"], weights["transitions"])
    name_tags.tagger, _name_weights.NAME = lambda: made, weights["NAME"]  # type: ignore[assignment]
    try:
        yield
    finally:
        name_tags.tagger, _name_weights.NAME = kept, table


def by_fold(wanted: Sequence[GoldPage], fold: dict[str, int]) -> dict[int, dict[str, Any]]:
    """Weights of each fold, kept in the temporary folder until anything that they are learnt from changes."""
    sources = [
        MARKS,
        *(Path(str(m.__file__)) for m in (nt, name_tags, names_told, unlisted, firm_index, proposed, companies)),
        Path(__file__),
    ]
    sources += sorted((curation_folder() / firms.PART).glob("*.jsonl"))
    digest = hashlib.sha256(b"".join(p.read_bytes() for p in sources) + repr(sorted(fold.items())).encode())
    kept = Path(tempfile.gettempdir()) / f"chuhai-names-{digest.hexdigest()[:16]}.pickle"
    if not kept.exists():
        kept.write_bytes(pickle.dumps(cross_fit(taught(wanted), fold)))
    found: dict[int, dict[str, Any]] = pickle.loads(kept.read_bytes())
    return found


def score(reads: Iterable[Read], index: Callable[[Read], Any], tally: Counter[tuple[float, str, str]]) -> None:
    """Add up names found and missed outside of what is known, by share hidden and language."""
    for one in reads:
        text = text_of(one.page)
        _parties, named = companies.find(text, index(one))
        known = {i for a, b in one.known for i in range(a, b)}
        found = [(n.start, n.end) for n in named if not n.pronoun and not known & set(range(n.start, n.end))]
        key = (one.hidden, one.page.lang)
        tally[(*key, "found")] += sum(any(_alike(x, y) for y in found) for x in one.wanted)
        tally[(*key, "missed")] += sum(not any(_alike(x, y) for y in found) for x in one.wanted)
        tally[(*key, "wrong")] += sum(not any(_alike(x, y) for y in one.wanted) for x in found)


def cross_validate(wanted: Sequence[GoldPage]) -> None:
    fold = learn.folds(wanted)
    weights = by_fold(wanted, fold)
    rows = marks()
    tally: Counter[tuple[float, str, str]] = Counter()
    for part in sorted(set(fold.values())):
        mine = [read(p, h, rows[p.id]) for p in wanted if fold[p.id] == part and p.id in rows for h in HIDDEN]
        with using(weights[part]):
            score(mine, _partly, tally)
    print(f"{'registry hidden':<16}{'language':<10}{'names':>6}{'precision':>11}{'recall':>8}")
    for hidden in HIDDEN:
        for lang in ("en", "zh-Hans", "zh-Hant"):
            found, missed, wrong = (tally[(hidden, lang, x)] for x in ("found", "missed", "wrong"))
            precision, recall = found / max(1, found + wrong), found / max(1, found + missed)
            print(f"{hidden:<16.0%}{lang:<10}{found + missed:>6}{precision:>11.3f}{recall:>8.3f}")


def _partly(one: Read) -> Any:
    return partly(one.hidden, one.page.id)


def write(wanted: Sequence[GoldPage]) -> None:
    """Put the tagger of all pages into extract/names.npz, the judgement on strings into extract/_name_weights.py."""
    fold = learn.folds(wanted)
    table = by_fold(wanted, fold)[-1]["NAME"]
    given = taught(wanted)
    made = fit_tagger(given, range(len(given.reads)))
    np.savez_compressed(name_tags.FILE, **made)
    path = Path(str(_name_weights.__file__))
    head = path.read_text(encoding="utf-8").split("\nNAME:")[0]
    ranked = sorted(table.items(), key=lambda i: (i[0] != BIAS, -abs(i[1])))
    body = "".join(f'    "{k}": {v},\n' for k, v in ranked)
    path.write_text(f"{head}\nNAME: dict[str, float] = {{\n{body}}}\n", encoding="utf-8")
    print(f"wrote {name_tags.FILE.name} ({name_tags.FILE.stat().st_size // 1000} kB) and {path.name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the weights learnt from all development pages")
    asked = parser.parse_args()
    if asked.write:
        write(pages.development())
    else:
        cross_validate(pages.development())


if __name__ == "__main__":
    main()
