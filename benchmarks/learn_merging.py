"""Takes labelled pages that report the same deals, gives the weights of resolve/_merging_weights.py and their scores by folds.

Whether two mentions tell one deal is a logistic regression over the facts of `resolve/weigh.py`, with an L2 penalty. Folds keep
all that is told of two firms together. Every pair is taught twice where its deal is curated: as it is, and as if curators didn't hold
that deal yet, so that a new deal isn't taken for the only one that its firms had before.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

import merging
from chuhai.catalog import Catalog, load
from chuhai.ledger.store import Store
from chuhai.model.statement import Judgement
from chuhai.resolve import _merging_weights, match, weigh
from chuhai.resolve.aliases import aliases
from chuhai.resolve.candidates import CURATED, Asked, Mention, ask
from chuhai.settings import Settings, curation_folder
from figures import Figure, show

TARGET = Path(__file__).resolve().parent.parent / "src/chuhai/resolve/_merging_weights.py"
FOLDS = 5
#: Strength of L2, among 0.5, 1, 2 and 4.
PENALTY = 1.0
#: Weights nearer to 0 are left out of the table.
_LEAST = 0.005
_STEPS = 50
Weights = dict[str, float]


@dataclass(frozen=True)
class Example:
    """Facts of a pair, whether it is one deal, how much it counts, and the fold it is scored in."""

    facts: frozenset[str]
    same: bool
    counts: float
    folds: frozenset[int]


@dataclass(frozen=True)
class Known:
    """What an ingest of the labelled pages asked about, and the judgements of the curation."""

    found: merging.Found
    asked: Asked
    judgements: tuple[Judgement, ...]

    def gold(self) -> dict[str, str]:
        """Subject -> deal by the labels; a curated row is its own."""
        told = {self.found.subject[m]: deal for m, deal in self.found.gold.items()}
        rows = {m.subject for pair in self._pairs() for m in pair if m.curated}
        return {**told, **{s: s.removeprefix(CURATED) for s in rows}}

    def _pairs(self) -> Iterator[tuple[Mention, Mention]]:
        yield from self.asked.pairs
        yield from self.asked.further

    def folds(self) -> dict[str, int]:
        """Subject -> fold, the same for all that two firms ever agreed."""
        parent: dict[str, str] = {}

        def root(subject: str) -> str:
            while parent.setdefault(subject, subject) != subject:
                subject = parent[subject]
            return subject

        for left, right in self._pairs():
            one, other = sorted((root(left.subject), root(right.subject)))
            if "same parties" in weigh.facts(left, right, 0):
                parent[other] = one
        return {s: int(hashlib.sha256(root(s).encode()).hexdigest(), 16) % FOLDS for s in list(parent)}

    def examples(self) -> Iterator[Example]:
        gold, folds = self.gold(), self.folds()
        labelled = [
            (a, b) for a, b in self._pairs() if a.subject in gold and b.subject in gold and a.document != b.document
        ]
        told = Counter(deal for a, b in labelled for deal in {gold[a.subject], gold[b.subject]})
        for left, right in labelled:
            deals = {gold[left.subject], gold[right.subject]}
            # A deal that forty pages tell has hundreds of pairs: it counts as their root, not as their number.
            counts = 1 / math.sqrt(max(told[d] for d in deals))
            known = self.asked.between(left, right)
            of = frozenset((folds[left.subject], folds[right.subject]))
            found = weigh.facts(left, right, known)
            if weigh.ruled_out(found):
                continue
            yield Example(found, len(deals) == 1, counts, of)
            rows = {m.subject.removeprefix(CURATED) for m in (left, right) if m.curated}
            if known and any(d.startswith("D-") for d in deals - rows):
                yield Example(weigh.facts(left, right, known - 1), len(deals) == 1, counts, of)

    def settled(self, tables: Sequence[Weights] | None, hidden: frozenset[str] = frozenset()) -> dict[str, str]:
        """Mention -> cluster: with the weights of each pair's fold, or the table's; curated deals of `hidden` left out."""
        folds = self.folds()
        deals = Counter(self.asked.deals)
        for row in {m for pair in self._pairs() for m in pair if m.subject in hidden}:
            for grantor in row.licensor:
                for grantee in row.licensee:
                    deals[frozenset((grantor, grantee))] -= 1
        asked = replace(self.asked, deals=deals)
        made = {}
        for part in range(FOLDS):
            kept = [
                [p for p in pairs if not ({p[0].subject, p[1].subject} & hidden)]
                for pairs in (asked.pairs, asked.further)
            ]
            with _Weighed(tables[part] if tables else None):
                found = match.settle(match.decisions(kept[0], self.judgements, kept[1], asked.between)).clusters
            for mention, subject in self.found.subject.items():
                if folds.get(subject, 0) == part:
                    made[mention] = found.get(subject, match.local_id(subject))
        return made


class _Weighed:
    """The weights that `weigh` uses meanwhile."""

    def __init__(self, table: Weights | None) -> None:
        self.table = table

    def __enter__(self) -> None:
        self.before = dict(_merging_weights.MERGING)
        if self.table is not None:
            _merging_weights.MERGING.clear()
            _merging_weights.MERGING.update(self.table)

    def __exit__(self, *_: object) -> None:
        _merging_weights.MERGING.clear()
        _merging_weights.MERGING.update(self.before)


def known(home: Path) -> Known:
    """Ingest the development pages into `home`."""
    found = merging.find(home)
    return asked(found, home)


def asked(found: merging.Found, home: Path) -> Known:
    """What is asked about in a home where the development pages were ingested."""
    settings = Settings(home=home, curation=curation_folder())
    catalog = Catalog(settings.curation)
    family = {company: catalog.companies.family(company) for company in catalog.companies.by_id}
    with Store.open(settings) as store:
        questions = ask(store.connection, family, aliases(catalog.companies, catalog.firms))
    judgements = tuple(row for _, row in load.rows(catalog.folder, "judgements", Judgement))
    return Known(found, questions, judgements)


def fit(examples: Sequence[Example]) -> Weights:
    """Weights of each fact by Newton's method; "" is the bias, which no penalty holds."""
    names = ["", *sorted({fact for e in examples for fact in e.facts})]
    place = {name: i for i, name in enumerate(names)}
    x: npt.NDArray[np.float64] = np.zeros((len(examples), len(names)))
    x[:, 0] = 1.0
    for row, example in enumerate(examples):
        for fact in example.facts:
            x[row, place[fact]] = 1.0
    y = np.array([float(e.same) for e in examples])
    counts = np.array([e.counts for e in examples])
    counts *= len(counts) / counts.sum()
    held = np.full(len(names), PENALTY)
    held[0] = 1e-3
    weights = np.zeros(len(names))
    for _ in range(_STEPS):
        share = 1 / (1 + np.exp(-(x @ weights)))
        slope = x.T @ (counts * (y - share)) - held * weights
        bend = (x * (counts * share * (1 - share))[:, None]).T @ x + np.diag(held)
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return {name: round(float(w), 3) for name, w in zip(names, weights, strict=True) if abs(w) > _LEAST or not name}


def scores(known: Known) -> list[Figure]:
    """Figures with weights of the other folds, with all curated deals and with half of them hidden."""
    examples = list(known.examples())
    tables = [fit([e for e in examples if part not in e.folds]) for part in range(FOLDS)]
    rows = sorted({m.subject for pair in known.asked.pairs for m in pair if m.curated})
    hidden = frozenset(r for r in rows if int(hashlib.sha256(f"hide {r}".encode()).hexdigest(), 16) % 2)
    rules = [{"": -9.0}] * FOLDS
    made = []
    for name, weights, left_out in (
        ("rules alone", rules, frozenset()),
        ("by folds", tables, frozenset()),
        ("rules alone, half of the curated deals hidden", rules, hidden),
        ("by folds, half of the curated deals hidden", tables, hidden),
    ):
        found = replace(known.found, system=known.settled(weights, left_out))
        made += [replace(f, name=f"{name}: {f.name}") for f in merging.figures(found)]
        unread = [m for m, deal in found.gold.items() if _unread(deal)]
        score = merging.bcubed(found.gold, found.system, unread)
        made += [
            Figure(
                f"{name}: unread half, B-cubed precision", score.precision, "share", note=f"{score.mentions} mentions"
            ),
            Figure(f"{name}: unread half, B-cubed F1", score.f1, "F1"),
        ]
    return made


def _unread(deal: str) -> bool:
    """Whether a deal is of the half whose merges nobody looked at while the facts were chosen, but for the first ten in order of id."""
    return int(hashlib.sha256(deal.encode()).hexdigest(), 16) % 2 == 1


def write(weights: Mapping[str, float]) -> None:
    """Write the reviewed table, a fact a line, heaviest first."""
    lines = [
        '"""Takes nothing, gives the weights that benchmarks/learn_merging.py fits on labelled development pages."""',
        "",
        "from __future__ import annotations",
        "",
        "MERGING: dict[str, float] = {",
        *(
            f"    {json.dumps(fact)}: {weight},"
            for fact, weight in sorted(weights.items(), key=lambda t: (t[0] != "", -t[1], t[0]))
        ),
        "}",
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="fit on all pages and write the table")
    with tempfile.TemporaryDirectory() as folder:
        home = known(Path(folder) / "home")
    show("Merging by folds", scores(home))
    if parser.parse_args().write:
        write(fit(list(home.examples())))


if __name__ == "__main__":
    main()
