"""Takes labelled development pages, gives the weights of extract/_kind_weights.py, and scores with weights that never saw the deal.

The kind of agreement and the event are each a multinomial logit (McFadden 1974) over what a deal's sentences say, with L2 that
holds each weight near what the definitions of curation/lexicons make of its fact: the rare codes have few labels. Folds keep the
pages of one deal together; slices leave out one gold slice at a time.
"""

from __future__ import annotations

import argparse
import json
import re
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
from chuhai.extract import agreed, batch, happened, likeliest
from chuhai.extract.linear import BIAS
from chuhai.quality.evaluate import GoldPage, Judge, align
from chuhai.settings import curation_folder
from hiding import hiding

TARGET = Path(__file__).resolve().parent.parent / "src/chuhai/extract/_kind_weights.py"
#: Strength of L2, among 2, 3, 5 and 8, and what the first rule that holds is worth before any label is seen.
PENALTY = {"KIND": 3.0, "EVENT": 3.0}
RULE = {"KIND": 1.0, "EVENT": 3.0}
#: What a fact is worth before any label is seen: for each kind what its definition names, for each event the turns that tell it.
KINDS: dict[str, dict[str, float]] = {
    "license": {"called licence": 1.5, "licence": 1.5, "an option was exercised": 3.0},
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
        "called selling first": 1.5,
        "called supply": 1.5,
        "distribution": 3.0,
        "distribution, not licence": 1.5,
        "selling, not development": 1.5,
        "only sells, not development": 1.5,
    },
    "asset-purchase": {
        "called purchase": 4.5,
        "all is handed over": 3.0,
        "handing over, not licence": 1.5,
        "buying, not licence": 1.5,
        "takes over": 1.0,
        "takes over, not licence": 1.5,
    },
}
EVENTS: dict[str, dict[str, float]] = {
    "signing": {"signs": 1.0, "signs in the title": 2.0},
    "amendment": {"turn: it is changed": 3.0, "turn: it is changed in the title": 3.0},
    "option-exercise": {
        "exercise in doubt": -4.0,
        "turn: it is taken up": 5.0,
        "turn: it is taken up in the title": 3.0,
    },
    "milestone-receipt": {
        "turn: money came": 3.0,
        "turn: money came in the title": 4.0,
        "milestone in the title": 3.0,
        "comes in in the title": 1.0,
    },
    "termination": {
        "turn: it is over": 3.0,
        "turn: it is over in the title": 3.0,
        "gives back": 1.5,
        "gives back in the title": 3.0,
        "ends in the title": 3.0,
    },
}
PRIORS = {"KIND": KINDS, "EVENT": EVENTS}
_MODULES = {"KIND": agreed, "EVENT": happened}
Tables = dict[str, dict[str, float]]
#: Characters of a line of the written module, without its indent.
_WIDEST = 105


@dataclass(frozen=True)
class Example:
    """Facts of one deal of a page, and the code that its label gives."""

    page: GoldPage
    facts: Mapping[str, float]
    wanted: str


@contextmanager
def _overheard() -> Iterator[dict[str, list[dict[str, float]]]]:
    """Facts of each deal that is read meanwhile, by table, in the order of the deals."""
    heard: dict[str, list[dict[str, float]]] = {name: [] for name in _MODULES}

    def listening(name: str, before: Callable[..., dict[str, float]]) -> Callable[..., dict[str, float]]:
        def heard_too(*args: Any) -> dict[str, float]:
            heard[name].append(before(*args))
            return heard[name][-1]

        return heard_too

    kept = {name: module.facts for name, module in _MODULES.items()}
    try:
        for name, module in _MODULES.items():
            module.facts = listening(name, kept[name])  # type: ignore[attr-defined]
        yield heard
    finally:
        for name, module in _MODULES.items():
            module.facts = kept[name]  # type: ignore[attr-defined]


def examples(wanted: Iterable[GoldPage], share: float = 0.0) -> dict[str, list[Example]]:
    """What every deal that was found teaches, by table, with a share of the registry hidden."""
    curation = curation_folder()
    judge = Judge(batch.extractor(curation).catalog)
    made: dict[str, list[Example]] = {name: [] for name in _MODULES}
    for page in wanted:
        with hiding(share, page.id), _overheard() as heard:
            source = (str(page.file), (pages.GOLD / "documents" / str(page.file)).read_bytes())
            deals = list(next(iter(batch.documents([source], curation))).object["deals"])
        told = [d for d in page.deals if not d.get("background")]
        for label, read in align(told, deals, judge)[0]:
            at = next(i for i, deal in enumerate(deals) if deal is read)
            for name, value in (("KIND", label.get("kind")), ("EVENT", label.get("event") or "signing")):
                if value and len(heard[name]) == len(deals):
                    made[name].append(Example(page, heard[name][at], value))
    return made


def fit(known: Sequence[Example], name: str) -> Tables:
    """A table for each code, by maximum likelihood with L2 towards PRIORS; the weight of no fact is free."""
    prior, penalty = PRIORS[name], PENALTY[name]
    codes = tuple(prior)
    names = sorted({fact for e in known for fact in e.facts})
    x = np.array([[e.facts.get(fact, 0.0) for fact in names] + [1.0] for e in known])
    y = np.array([codes.index(e.wanted) for e in known])
    rows = np.arange(len(y))
    before = np.array([[prior[c].get(n, 0.0) + RULE[name] * (n == f"rule: {c}") for n in names] + [0.0] for c in codes])

    def loss(flat: Any) -> tuple[float, Any]:
        w = flat.reshape(before.shape)
        z = x @ w.T
        z -= z.max(axis=1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(axis=1, keepdims=True)
        off = (w - before)[:, :-1]
        cost = -np.log(np.maximum(p[rows, y], 1e-12)).sum() + 0.5 * penalty * (off**2).sum()
        p[rows, y] -= 1.0
        slope = p.T @ x
        slope[:, :-1] += penalty * off
        return float(cost), slope.ravel()

    found = minimize(loss, before.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    tables: Tables = {}
    for code, weights in zip(codes, found.reshape(before.shape), strict=True):
        kept = {n: round(float(w), 3) for n, w in zip(names, weights, strict=False) if abs(w) >= 0.05}
        tables[code] = {
            BIAS: round(float(weights[-1]), 3),
            **dict(sorted(kept.items(), key=lambda f: (-abs(f[1]), f[0]))),
        }
    return tables


def crossed(
    known: Sequence[Example], name: str, part: Callable[[GoldPage], Any], asked: Sequence[Example] | None = None
) -> list[tuple[str, str]]:
    """The labelled code and the one chosen with weights that were fitted without its part, of every deal asked."""
    asked = known if asked is None else asked
    told: list[tuple[str, str]] = []
    for one in sorted({part(e.page) for e in known}):
        tables = fit([e for e in known if part(e.page) != one], name)
        told += [(e.wanted, likeliest.code(e.facts, tables).code) for e in asked if part(e.page) == one]
    return told


def share(told: Sequence[tuple[str, str]]) -> float:
    """Share of codes that are right."""
    return sum(a == b for a, b in told) / max(1, len(told))


def write(found: Mapping[str, Tables], target: Path = TARGET, by: str = "learn_kinds.py") -> None:
    """Write the module `target` that the rules read, fitted by the script `by`, several weights a line."""
    lines = [
        f'"""Takes nothing, gives the weights that benchmarks/{by} fits on labelled development pages."""',
        "",
        "from __future__ import annotations",
        "",
        "# fmt: off",
    ]
    for name, tables in found.items():
        lines += [f"{name}: dict[str, dict[str, float]] = {{"]
        for code, weights in tables.items():
            told = ", ".join(f"{json.dumps(k)}: {v}" for k, v in weights.items())
            lines += [f"    {json.dumps(code)}: {{", *_wrapped(told), "    },"]
        lines += ["}"]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _wrapped(told: str) -> list[str]:
    """Pairs of a dict, as many to a line as go in."""
    lines = [""]
    for pair in re.findall(r'"[^"]*": [-\d.e]+', told):
        if len(lines[-1]) + len(pair) > _WIDEST:
            lines.append("")
        lines[-1] += f"{pair}, "
    return [f"        {line.rstrip()}" for line in lines]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write extract/_kind_weights.py")
    parser.add_argument(
        "--hidden", type=float, default=0.5, help="share of the registry to hide when scoring once more"
    )
    given = parser.parse_args()
    wanted = pages.development()
    hidden = examples(wanted, given.hidden)
    fold = learn.folds(wanted)
    found: dict[str, Tables] = {}
    for name, known in examples(wanted).items():
        told = crossed(known, name, lambda page: fold[page.id])
        ruled = sum(f"rule: {e.wanted}" in e.facts for e in known) / len(known)
        print(
            f"{name:<5} {len(known)} deals: right {share(told):.3f} by folds of deals, "
            f"{share(crossed(known, name, lambda page: page.id[:2])):.3f} by slices; the first rule that holds {ruled:.3f}; "
            f"{given.hidden:.0%} hidden: {share(crossed(known, name, lambda page: fold[page.id], hidden[name])):.3f} by folds"
        )
        for (label, chosen), n in Counter(t for t in told if t[0] != t[1]).most_common(6):
            print(f"  {n:3} {label} read as {chosen}")
        found[name] = fit(known, name)
    if given.write:
        write(found)


if __name__ == "__main__":
    main()
