"""Takes labelled development pages, gives the weights of extract/_weights.py, and scores with weights that never saw the page.

Each choice is a logistic regression (L2, Newton-like by L-BFGS, no random start), fitted on candidates of labelled pages:
which two parties made a deal of the page, which of them grants, which medicines belong to it. Pages of one deal stay in
one fold; `slices` leaves out one gold slice at a time, as those were labelled at other times by other readers.
"""

from __future__ import annotations

import argparse
import hashlib
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

import pages
from chuhai.catalog import names
from chuhai.extract import (
    _near_weights,
    _weights,
    _word_weights,
    batch,
    candidates,
    choose,
    medicines,
    roles,
    tables,
    wording,
)
from chuhai.extract.base import Page
from chuhai.extract.extractor import speaks_of_rights
from chuhai.extract.linear import BIAS
from chuhai.extract.pairs import Pair, Read
from chuhai.quality.evaluate import GoldPage, Judge, PageScore, score_page, total
from chuhai.reading.mended import as_read
from chuhai.reading.read import read as read_document
from chuhai.settings import curation_folder
from hiding import hiding

DOCUMENTS = pages.GOLD / "documents"
FOLDS = 5
#: Strength of L2 by table, chosen by cross-validated log loss among 0.5, 1, 3, 10, 30.
PENALTY = {"PAIR": 10.0, "CHOICE": 4.0, "ROLE": 1.0, "MEDICINE": 3.0}
#: The same of a fact that is a word, and the pages that must show one for it to be learnt.
WORD_PENALTY, WORD_PAGES = 20.0, 10
#: Where all words of a sentence count: there are more of them, and each says less.
SAID_PENALTY, SAID_PAGES = 30.0, 28
#: The same of words beside one of two parties.
NEAR_PENALTY, NEAR_PAGES = 16.0, 15
#: Parts of the pages taught; each is looked at with weights of the others, so that a look is no surer than on a new page.
PARTS = 3
#: Likelihood from which on a candidate is taken.
LEAST = {"CHOICE": 0.45, "MEDICINE": 0.5}
#: Shares of the registry that are hidden while candidates are read to be learnt from, each view counting alike.
VIEWS = (0.0, 0.5)
#: What a fact is worth before any page has shown it: few pages have these, and each is said by a rule of the language.
PRIOR = {
    "heads an item": 2.0,
    "goes on": 1.5,
    "signed by both": 0.3,
    "told in passing": -0.5,
    "the page's own two, apart": 2.5,
}
Facts = dict[str, float]
Weights = dict[str, float]


@dataclass
class Example:
    """What one page teaches: facts and whether each candidate was right, by table."""

    page: GoldPage
    told: dict[str, list[tuple[Facts, bool]]] = field(default_factory=dict)
    #: Every candidate of the page, with whether it is a deal of the page; None for one that is told in passing.
    pairs: list[tuple[candidates.Candidate, bool | None]] = field(default_factory=list)
    #: Pages of one deal are in one part.
    part: int = 0


def fit(told: Sequence[tuple[Facts, bool]], penalty: float, bias: bool) -> Weights:
    """Weights of each fact; facts are on scales of their own making, so that a rare one stays near nothing."""
    known = sorted({name for facts, _ in told for name in facts})
    column = {name: i for i, name in enumerate(known)}
    cells = [
        (row, column[name], value) for row, (facts, _) in enumerate(told) for name, value in facts.items() if value
    ]
    cells += [(row, len(known), 1.0) for row in range(len(told)) if bias]
    rows, columns, values = zip(*cells, strict=True)
    x = csr_matrix((values, (rows, columns)), shape=(len(told), len(known) + bias))
    y = np.array([right for _, right in told], dtype=float)
    l2 = np.array([_strength(name, penalty) for name in known] + [1e-4] * bias)
    before = np.array([PRIOR.get(name, 0.0) for name in known] + [0.0] * bias)

    def loss(w: Any) -> tuple[float, Any]:
        z = x @ w
        p = 1.0 / (1.0 + np.exp(-np.clip(z, -60, 60)))
        return float((np.logaddexp(0.0, z) - y * z).sum() + 0.5 * (l2 * (w - before) ** 2).sum()), x.T @ (
            p - y
        ) + l2 * (w - before)

    found = minimize(loss, before, jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    weights = {name: round(float(w), 3) for name, w in zip(known, found, strict=False) if abs(w) >= 0.005}
    return {BIAS: round(float(found[-1]), 3), **weights} if bias else weights


def _strength(name: str, penalty: float) -> float:
    """Strength of L2 of a fact."""
    if _is_near(name):
        return len(VIEWS) * NEAR_PENALTY
    if not is_word(name):
        return penalty
    return len(VIEWS) * (SAID_PENALTY if _is_said(name) else WORD_PENALTY)


def _is_said(name: str) -> bool:
    return name.startswith((wording.SAID, wording.SOON))


def _is_near(name: str) -> bool:
    return name.startswith((wording.BEFORE, wording.NEXT))


def is_word(name: str) -> bool:
    return _is_said(name) or _is_near(name) or name.startswith((wording.BETWEEN, wording.BEHIND))


def examples(wanted: Iterable[GoldPage]) -> list[Example]:
    """Candidates of each page in each view with its labels, its names told by weights that never saw the page."""
    wanted = list(wanted)
    judge = Judge(batch.extractor(curation_folder()).catalog)
    fold = folds(wanted)
    read: dict[tuple[str, float], Example] = {}
    for some in by_names(wanted):
        for page in some:
            for share in VIEWS:
                with hiding(share, page.id):
                    read[page.id, share] = _example(page, judge)
    made = [read[page.id, share] for share in VIEWS for page in wanted]
    for one in made:
        one.part = fold[one.page.id] % PARTS
    return made


def by_names(wanted: Iterable[GoldPage]) -> Iterator[list[GoldPage]]:
    """Pages in parts, each to be read before the next is asked for: names are then told by weights that never saw it."""
    import learn_names  # it takes folds and fits from here

    every = pages.development()
    fold = folds(every)
    weights = learn_names.by_fold(every, fold)
    wanted = list(wanted)
    for part in sorted(set(fold.values())):
        with learn_names.using(weights[part]):
            yield [page for page in wanted if fold.get(page.id) == part]
    yield [page for page in wanted if page.id not in fold]


def _read(page: GoldPage) -> Read | None:
    extractor = batch.extractor(curation_folder())
    path = DOCUMENTS / str(page.file)
    document = read_document(path.read_bytes(), str(path))
    found = Page(as_read(document.text), document.published[:10] if document.published else None)
    if not speaks_of_rights(found):
        return None
    return extractor.read(found)


def _matching(read: Read, judge: Judge, groups: Sequence[Sequence[str]]) -> set[str]:
    """Keys of the parties that a label's side names."""
    return {
        key
        for key, party in read.parties.items()
        for group in groups
        if any(judge.same_party(group, read.page.quote(a, b), party.company) for a, b in party.spans[:6])
    }


def _groups(deal: Mapping[str, Any], side: str) -> list[list[str]]:
    return [[n] if isinstance(n, str) else n for n in deal.get(side) or []]


def _example(page: GoldPage, judge: Judge) -> Example:
    made = Example(page, {name: [] for name in PENALTY})
    read = _read(page)
    if read is None:
        return made
    table = bool(tables.find(read))  # a table of deals is read by its columns
    deals = [(d, *(_matching(read, judge, _groups(d, side)) for side in ("licensor", "licensee"))) for d in page.deals]
    right: list[tuple[Pair, list[Mapping[str, Any]], bool]] = []
    for one in candidates.candidates(read, every=True):
        a, b = one.pair.sides[:2]
        mine = [(d, a in f) for d, f, t in deals if (a in f and b in t) or (b in f and a in t)]
        news = [(d, first) for d, first in mine if not d.get("background")]
        made.pairs.append((one, bool(news) if news or not mine else None))
        if mine and not news:
            continue  # a deal told in passing is neither asked for nor held against
        made.told["PAIR"].append(({**one.facts, **one.words}, bool(news)))
        if news:
            choose.anchor(read, one)
            right.append((one.pair, [d for d, _ in news], news[0][1]))
    choose.assign(read, [pair for pair, _, _ in right])
    for pair, mine_, first in right:
        told = {**roles.facts(read, pair), **roles.near(read, pair, None)}
        made.told["ROLE"] += (
            [] if table else [(told, first), ({name: -value for name, value in told.items()}, not first)]
        )
        spans = [(read.page.sentences[i].start, read.page.sentences[i].end) for i in pair.sentences]
        wanted = [g for d in mine_ for g in _groups(d, "assets")]
        for drug, _, facts in medicines.facts(read, pair, spans):
            made.told["MEDICINE"].append((facts, any(judge.same_asset(g, drug.names) for g in wanted)))
    return made


def learn(taught: Iterable[Example]) -> dict[str, Weights]:
    """The five tables; the choice among a page's candidates is learnt from what the first look at each says."""
    taught = list(taught)

    def of(table: str, told: Iterable[tuple[Facts, bool]]) -> Weights:
        return fit(list(told), PENALTY[table] * len(VIEWS), bias=table != "ROLE")

    tables = {"MEDICINE": of("MEDICINE", (t for one in taught for t in one.told["MEDICINE"]))}
    for table, words in (("PAIR", "WORD"), ("ROLE", "NEAR")):
        both = of(table, _with_common_words(taught, table))
        tables[table] = {name: weight for name, weight in both.items() if not is_word(name)}
        tables[words] = {name: weight for name, weight in both.items() if is_word(name)}
    compared: list[tuple[Facts, bool]] = []
    for part in range(PARTS):
        look = of("PAIR", _with_common_words([one for one in taught if one.part != part], "PAIR"))
        for one in taught:
            if one.pairs and one.part == part:
                candidates.compare([c for c, _ in one.pairs], look, look | {BIAS: 0.0})
                compared += [(c.compared, right) for c, right in one.pairs if right is not None]
    tables["CHOICE"] = of("CHOICE", compared)
    return tables


def _with_common_words(taught: Sequence[Example], table: str) -> list[tuple[Facts, bool]]:
    """What the pages tell for a table, without words that few of them have."""
    shown: dict[str, set[str]] = {}
    for one in taught:
        for name in {n for facts, _ in one.told[table] for n in facts if is_word(n)}:
            shown.setdefault(name, set()).add(one.page.id)
    pages_of = {name: len(some) for name, some in shown.items()}
    return [
        ({n: v for n, v in facts.items() if not is_word(n) or pages_of[n] >= _least_pages(n)}, right)
        for one in taught
        for facts, right in one.told[table]
    ]


def _least_pages(word: str) -> int:
    """Pages that must show a word for it to be learnt."""
    return SAID_PAGES if _is_said(word) else NEAR_PAGES if _is_near(word) else WORD_PAGES


@contextmanager
def using(tables: Mapping[str, Weights]) -> Iterator[None]:
    """While it lasts, pages are read with these weights."""
    asked: dict[str, Any] = {**tables, **{f"{name}_LEAST": least for name, least in LEAST.items()}}
    kept = {name: getattr(_weights, name) for name in asked}
    for name, table in asked.items():
        setattr(_weights, name, table)
    try:
        yield
    finally:
        for name, table in kept.items():
            setattr(_weights, name, table)


def folds(wanted: Sequence[GoldPage]) -> dict[str, int]:
    """Fold of each page; pages that share a deal's two parties stay together, and folds are about equally large."""
    judge = Judge(batch.extractor(curation_folder()).catalog)
    above: dict[str, str] = {}

    def root(x: str) -> str:
        while above.setdefault(x, x) != x:
            x = above[x]
        return x

    for page in wanted:
        root(page.id)
        for deal in page.deals:
            sides = [g[0] for side in ("licensor", "licensee") for g in _groups(deal, side)[:1] if g]
            if len(sides) == 2 and not deal.get("background"):
                keys = sorted(judge._company(s) or names.key(s) for s in sides)
                above[root(page.id)] = root("deal " + " | ".join(keys))
    size = Counter(root(page.id) for page in wanted)
    full, fold = [0] * FOLDS, {}
    for group in sorted(size, key=lambda g: (-size[g], hashlib.sha256(g.encode()).hexdigest())):
        at = min(range(FOLDS), key=lambda i: full[i])
        full[at] += size[group]
        fold[group] = at
    return {page.id: fold[root(page.id)] for page in wanted}


def crossed(
    taught: Sequence[Example], key: Callable[[GoldPage], Any], shares: Sequence[float] = (0.0,)
) -> dict[float, list[PageScore]]:
    """Scores of every page by share of the registry hidden, read with weights learnt from the pages of other keys."""
    judge = Judge(batch.extractor(curation_folder()).catalog)
    found: dict[float, list[PageScore]] = {share: [] for share in shares}
    asked = {one.page.id: one.page for one in taught}.values()
    for part in sorted({key(page) for page in asked}):
        with using(learn(one for one in taught if key(one.page) != part)):
            for mine in by_names(page for page in asked if key(page) == part):
                for page, share in product(mine, shares):
                    with hiding(share, page.id):
                        read = batch.one((str(DOCUMENTS / str(page.file)), None), curation_folder())
                    found[share].append(score_page(page, read.object, judge))
    return found


def told(scored: Sequence[PageScore]) -> str:
    tallies = total(list(scored))
    detection = tallies["detection"]
    shown = ("micro", "detection", "licensor", "licensee", "direction", "assets", "modality", "announced", "kind")
    return (
        "  ".join(f"{name} {tallies[name].f1:.3f}" for name in shown)
        + f"  (detection P {detection.precision:.3f} R {detection.recall:.3f})"
    )


def write(tables: Mapping[str, Weights]) -> None:
    """Put the tables into extract/_weights.py, the heaviest facts first, those of words into files of their own."""
    text = Path(str(_weights.__file__)).read_text(encoding="utf-8")
    body = text[: text.index("\nPAIR:")]
    for name in ("PAIR", "CHOICE", "ROLE", "MEDICINE"):
        body += f"\n{name}: dict[str, float] = {{\n"
        body += "".join(f'    "{k}": {v},\n' for k, v in _heaviest(tables[name]))
        body += "}\n"
        if name in LEAST:
            body += f"{name}_LEAST = {LEAST[name]}\n"
    Path(str(_weights.__file__)).write_text(body, encoding="utf-8")
    for name, where, module in (("WORD", "around two", _word_weights), ("NEAR", "beside one", _near_weights)):
        body = _WORDS.format(name=name, where=where, rows=_packed(tables[name]))
        Path(str(module.__file__)).write_text(body, encoding="utf-8")
    print("wrote " + ", ".join(f"{name} {len(table)}" for name, table in tables.items()))


def _packed(table: Weights) -> str:
    told = ", ".join(f'"{k}": {v}'.replace(" ", "~") for k, v in _heaviest(table))
    lines = textwrap.wrap(told, 114, break_long_words=False, break_on_hyphens=False)
    return "".join(f"    {line.replace('~', ' ')}\n" for line in lines)


def _heaviest(table: Weights) -> list[tuple[str, float]]:
    return sorted(table.items(), key=lambda i: (i[0] != BIAS, -abs(i[1])))


_WORDS = '''"""Takes nothing, gives the weights of words {where} of the parties, which benchmarks/learn.py fits on development pages."""

from __future__ import annotations

# fmt: off
{name}: dict[str, float] = {{
{rows}}}
# fmt: on
'''


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the weights learnt from all development pages")
    parser.add_argument("--slices", action="store_true", help="leave out one gold slice at a time too")
    parser.add_argument(
        "--hidden", type=float, nargs="*", default=[0.0, 0.3], help="shares of the registry to hide when scoring"
    )
    asked = parser.parse_args()
    wanted = pages.development()
    taught = examples(wanted)
    if asked.write:
        write(learn(taught))
        return
    fold = folds(wanted)
    for share, scored in crossed(taught, lambda page: fold[page.id], asked.hidden).items():
        print(f"{FOLDS} folds, {share:4.0%} hidden   {told(scored)}")
    if asked.slices:
        left_out = crossed(taught, lambda page: page.id[:2])[0.0]
        print(f"one slice left out   {told(left_out)}")
        for part in sorted({s.id[:2] for s in left_out}):
            print(f"  {part}                 {told([s for s in left_out if s.id[:2] == part])}")


if __name__ == "__main__":
    main()
