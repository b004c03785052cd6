"""Takes labelled development pages, gives the weights of extract/_kind_weights.py, and scores with weights that never saw the deal.

The kind of agreement is a multinomial logit (McFadden 1974) over what a deal's sentences say, with L2 that holds each weight
near what the definitions of curation/lexicons/vocabulary-kind.jsonl make of its fact: the rare kinds have few labels. Folds
keep the pages of one deal together; slices leave out one gold slice at a time.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

import learn
import pages
from chuhai.extract import agreed, batch
from chuhai.extract.linear import BIAS
from chuhai.quality.evaluate import GoldPage, Judge, align
from chuhai.settings import curation_folder

TARGET = Path(__file__).resolve().parent.parent / "src/chuhai/extract/_kind_weights.py"
#: Strength of L2, among 2, 3, 5 and 8.
PENALTY = 3.0
#: What a fact is worth before any label is seen: the first rule that holds, and for each kind what its definition names.
RULE = 1.0
PRIOR: dict[str, dict[str, float]] = {
    "license": {"called licence": 1.5, "licence": 1.5},
    "license+option": {"an option too": 3.0, "an option": 1.5, "an option near": 1.5},
    "option": {
        "called option first": 6.0,
        "an option is what is granted": 3.0,
        "an option, not licence": 3.0,
        "an option near, not licence": 3.0,
    },
    "collaboration": {
        "called research": 3.0,
        "research": 1.0,
        "discovery": 1.5,
        "collaboration, no medicine": 1.5,
        "collaboration, not licence": 1.5,
        "partners, no medicine": 1.5,
    },
    "platform": {
        "platform": 1.5,
        "platform, no medicine": 3.0,
        "technology, no medicine": 1.5,
        "uses a technology": 1.5,
        "selects near, no medicine": 1.5,
    },
    "newco": {
        "NewCo": 3.0,
        "new company": 3.0,
        "page of NewCos": 3.0,
        "page of NewCos, not grantee large": 3.0,
        "new company, not grantee large": 1.5,
        "grantor gets shares": 1.5,
        "grantor gets shares, not grantee large": 1.5,
    },
    "codevelopment": {
        "shared money": 3.0,
        "shared money near": 1.5,
        "joint work": 3.0,
        "joint selling": 1.5,
        "called joint development": 3.0,
    },
    "commercialization": {
        "granted: only to sell": 3.0,
        "called selling": 1.5,
        "called supply": 1.5,
        "distribution": 3.0,
        "distribution, not licence": 1.5,
        "selling, not development": 1.5,
    },
    "asset-purchase": {
        "called purchase": 4.5,
        "all is handed over": 3.0,
        "handing over, not licence": 1.5,
        "buying, not licence": 1.5,
    },
}
CODES = tuple(PRIOR)
Tables = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Example:
    """Facts of one deal of a page, and the kind that its label gives."""

    page: GoldPage
    facts: Mapping[str, float]
    wanted: str


@contextmanager
def _overheard() -> Iterator[list[dict[str, float]]]:
    """Facts of each deal that is read meanwhile, in the order of the deals."""
    heard: list[dict[str, float]] = []
    before = agreed.facts

    def heard_too(*args: Any) -> dict[str, float]:
        heard.append(before(*args))
        return heard[-1]

    agreed.facts = heard_too
    try:
        yield heard
    finally:
        agreed.facts = before


def examples(wanted: Iterable[GoldPage]) -> list[Example]:
    """What every deal that was found teaches."""
    curation = curation_folder()
    judge = Judge(batch.extractor(curation).catalog)
    made: list[Example] = []
    for page in wanted:
        with _overheard() as heard:
            source = (str(page.file), (pages.GOLD / "documents" / str(page.file)).read_bytes())
            deals = list(next(iter(batch.documents([source], curation))).object["deals"])
        told = [d for d in page.deals if not d.get("background")]
        for label, read in align(told, deals, judge)[0]:
            at = next(i for i, deal in enumerate(deals) if deal is read)
            if label.get("kind"):
                made.append(Example(page, heard[at], label["kind"]))
    return made


def fit(known: Sequence[Example]) -> Tables:
    """A table for each kind, by maximum likelihood with L2 towards PRIOR; the weight of no fact is free."""
    names = sorted({name for e in known for name in e.facts})
    x = np.array([[e.facts.get(name, 0.0) for name in names] + [1.0] for e in known])
    y = np.array([CODES.index(e.wanted) for e in known])
    rows = np.arange(len(y))
    before = np.array([[PRIOR[c].get(n, 0.0) + RULE * (n == f"rule: {c}") for n in names] + [0.0] for c in CODES])

    def loss(flat: Any) -> tuple[float, Any]:
        w = flat.reshape(before.shape)
        z = x @ w.T
        z -= z.max(axis=1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(axis=1, keepdims=True)
        off = (w - before)[:, :-1]
        cost = -np.log(np.maximum(p[rows, y], 1e-12)).sum() + 0.5 * PENALTY * (off**2).sum()
        p[rows, y] -= 1.0
        slope = p.T @ x
        slope[:, :-1] += PENALTY * off
        return float(cost), slope.ravel()

    found = minimize(loss, before.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    tables: Tables = {}
    for code, weights in zip(CODES, found.reshape(before.shape), strict=True):
        kept = {n: round(float(w), 3) for n, w in zip(names, weights, strict=False) if abs(w) >= 0.02}
        tables[code] = {
            BIAS: round(float(weights[-1]), 3),
            **dict(sorted(kept.items(), key=lambda f: (-abs(f[1]), f[0]))),
        }
    return tables


def crossed(known: Sequence[Example], part: Callable[[GoldPage], Any]) -> list[tuple[str, str]]:
    """The labelled kind and the one chosen with weights that were fitted without its part, of every deal."""
    told: list[tuple[str, str]] = []
    for one in sorted({part(e.page) for e in known}):
        tables = fit([e for e in known if part(e.page) != one])
        told += [(e.wanted, agreed.kind(e.facts, tables).code) for e in known if part(e.page) == one]
    return told


def share(told: Sequence[tuple[str, str]]) -> float:
    """Share of kinds that are right."""
    return sum(a == b for a, b in told) / max(1, len(told))


def write(tables: Tables) -> None:
    """Write the module that the rules read."""
    lines = [
        '"""Takes nothing, gives the weights that benchmarks/learn_kinds.py fits on labelled development pages."""',
        "",
        "from __future__ import annotations",
        "",
        "KIND: dict[str, dict[str, float]] = {",
    ]
    for code, weights in tables.items():
        lines += [
            f"    {json.dumps(code)}: {{",
            *(f"        {json.dumps(k)}: {v}," for k, v in weights.items()),
            "    },",
        ]
    TARGET.write_text("\n".join([*lines, "}"]) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write extract/_kind_weights.py")
    given = parser.parse_args()
    wanted = pages.development()
    known, fold = examples(wanted), learn.folds(wanted)
    told = crossed(known, lambda page: fold[page.id])
    ruled = sum(f"rule: {e.wanted}" in e.facts for e in known) / len(known)
    print(
        f"{len(known)} deals: right {share(told):.3f} by folds of deals, {share(crossed(known, lambda page: page.id[:2])):.3f} "
        f"by slices; the first rule that holds {ruled:.3f}"
    )
    for (label, chosen), n in Counter(t for t in told if t[0] != t[1]).most_common(12):
        print(f"  {n:3} {label} read as {chosen}")
    if given.write:
        write(fit(known))


if __name__ == "__main__":
    main()
