"""Takes labelled development pages, gives the weights of extract/_term_weights.py, and scores with weights that never saw the page.

Date, territory and stage of a deal are each a conditional logit over what the page tells, "none" among it. Folds keep the
pages of one deal together (`learn.folds`); `slices` leaves out one gold slice at a time, which other readers labelled at another time.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

import learn
import pages
from chuhai.extract import announced, batch, granted, likeliest, staged
from chuhai.extract.likeliest import Candidate
from chuhai.extract.linear import BIAS
from chuhai.quality.evaluate import GoldPage, Judge, align
from chuhai.settings import curation_folder
from hiding import hiding

DOCUMENTS = pages.GOLD / "documents"
TARGET = Path(__file__).resolve().parent.parent / "src/chuhai/extract/_term_weights.py"
#: Strength of L2 by table, and what is added to the odds of naming a value: a missed value and a wrong one cost F1 alike.
PENALTY = {"ANNOUNCED": 3.0, "TERRITORY": 3.0, "STAGE": 10.0}
BOLDER = {"ANNOUNCED": 0.0, "TERRITORY": 0.0, "STAGE": 0.2}
_MODULES = {"ANNOUNCED": announced, "TERRITORY": granted, "STAGE": staged}
Weights = dict[str, float]


@dataclass(frozen=True)
class Example:
    """Candidates of one deal of a page, and the value that its label gives."""

    page: GoldPage
    found: Sequence[Candidate[Any]]
    wanted: Any


@contextmanager
def _overheard() -> Iterator[dict[str, list[list[Candidate[Any]]]]]:
    """Candidates of each deal that is read meanwhile, by table, in the order of the deals."""
    heard: dict[str, list[list[Candidate[Any]]]] = {name: [] for name in PENALTY}

    def listening(name: str, before: Callable[..., Any]) -> Callable[..., Any]:
        def heard_too(*args: Any) -> Any:
            found = before(*args)
            heard[name].append(found)
            return found

        return heard_too

    kept = {name: module.candidates for name, module in _MODULES.items()}
    try:
        for name, module in _MODULES.items():
            module.candidates = listening(name, kept[name])  # type: ignore[attr-defined]
        yield heard
    finally:
        for name, module in _MODULES.items():
            module.candidates = kept[name]  # type: ignore[attr-defined]


def examples(wanted: Iterable[GoldPage], share: float = 0.0) -> dict[str, list[Example]]:
    """What every deal that was found teaches, by table, with a share of the registry hidden."""
    curation = curation_folder()
    judge = Judge(batch.extractor(curation).catalog)
    made: dict[str, list[Example]] = {name: [] for name in PENALTY}
    for page in wanted:
        with hiding(share, page.id), _overheard() as heard:
            source = (str(page.file), (DOCUMENTS / str(page.file)).read_bytes())
            deals = list(next(iter(batch.documents([source], curation))).object["deals"])
        told = [d for d in page.deals if not d.get("background")]
        for label, read in align(told, deals, judge)[0]:
            at = next(i for i, deal in enumerate(deals) if deal is read)
            values = {
                "ANNOUNCED": label.get("announced"),
                "TERRITORY": judge.territory(label.get("territory")),
                "STAGE": label.get("stage"),
            }
            for name, value in values.items():
                made[name].append(Example(page, heard[name][at], value))
    return made


def fit(known: Sequence[Example], penalty: float) -> Weights:
    """Weights of each fact by maximum likelihood with L2; where no candidate has the label's value, "none" is right."""
    names = sorted({name for e in known for one in e.found for name in one.facts})
    at = {name: i for i, name in enumerate(names)}
    seen: list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]] = []
    for e in known:
        if not e.found:
            continue
        x = np.zeros((len(e.found) + 1, len(names) + 1))
        for row, one in enumerate(e.found):
            x[row, -1] = 1.0
            for name, value in one.facts.items():
                x[row, at[name]] = value
        right = np.array([*(one.value == e.wanted for one in e.found), False], dtype=float)
        right[-1] = float(not right.any())
        seen.append((x, right))
    l2 = np.array([penalty] * len(names) + [0.0])

    def loss(w: Any) -> tuple[float, Any]:
        cost, slope = 0.5 * float((l2 * w * w).sum()), l2 * w
        for x, right in seen:
            z = x @ w
            p = np.exp(z - z.max())
            p /= p.sum()
            good = float(p @ right)
            cost -= np.log(good)
            slope = slope + x.T @ (p - p * right / good)
        return cost, slope

    w = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    found = {name: round(float(v), 3) for name, v in zip(names, w, strict=False) if abs(v) >= 0.005}
    return {BIAS: round(float(w[-1]), 3), **dict(sorted(found.items(), key=lambda f: (-abs(f[1]), f[0])))}


def bolder(weights: Mapping[str, float], name: str) -> Weights:
    """Weights that name a value a little sooner."""
    return {**weights, BIAS: round(weights[BIAS] + BOLDER[name], 3)}


def f1(known: Sequence[Example], weights: Callable[[Example], Mapping[str, float]]) -> float:
    """F1 of the values chosen with the weights of each example."""
    right = wrong = missed = 0
    for e in known:
        chosen = likeliest.choose(e.found, weights(e))
        good = chosen is not None and bool(e.wanted) and chosen.value == e.wanted
        right += good
        wrong += chosen is not None and not good
        missed += bool(e.wanted) and not good
    return 2 * right / max(1, 2 * right + wrong + missed)


def crossed(
    known: Sequence[Example],
    name: str,
    penalty: float,
    fold: Callable[[GoldPage], Any],
    asked: Sequence[Example] | None = None,
) -> float:
    """F1 of `asked`, else of those known, where each page is read with weights that were fitted without its fold."""
    tables = {
        part: bolder(fit([e for e in known if fold(e.page) != part], penalty), name)
        for part in sorted({fold(e.page) for e in known})
    }
    return f1(known if asked is None else asked, lambda e: tables[fold(e.page)])


def write(tables: Mapping[str, Weights], target: Path = TARGET, by: str = "learn_terms.py") -> None:
    """Write the module `target` that the rules read, fitted by the script `by`."""
    lines = [
        f'"""Takes nothing, gives the weights that benchmarks/{by} fits on labelled development pages."""',
        "",
        "from __future__ import annotations",
        "",
    ]
    for name, weights in tables.items():
        lines += [
            f"{name}: dict[str, float] = {{",
            *(f"    {json.dumps(k)}: {v}," for k, v in weights.items()),
            "}",
            "",
        ]
    target.write_text("\n".join(lines).rstrip("\n") + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write extract/_term_weights.py")
    parser.add_argument("--penalties", action="store_true", help="try other strengths of L2")
    parser.add_argument(
        "--hidden", type=float, default=0.5, help="share of the registry to hide when scoring once more"
    )
    given = parser.parse_args()
    wanted = pages.development()
    known, part = examples(wanted), learn.folds(wanted)
    hidden = examples(wanted, given.hidden)
    tables: dict[str, Weights] = {}
    for name, told in known.items():
        tries = (0.3, 1.0, 3.0, 10.0, 30.0) if given.penalties else (PENALTY[name],)
        for penalty in tries:
            print(
                f"{name:<10} L2 {penalty:>4}: F1 {crossed(told, name, penalty, lambda page: part[page.id]):.3f} by folds of deals, "
                f"{crossed(told, name, penalty, lambda page: page.id[:2]):.3f} by slices, {len(told)} deals; "
                f"{given.hidden:.0%} hidden: {crossed(told, name, penalty, lambda page: part[page.id], hidden[name]):.3f} by folds"
            )
        tables[name] = bolder(fit(told, PENALTY[name]), name)
        print(f"{'':<10} fitted on all: {f1(told, lambda e, w=tables[name]: w):.3f}")  # type: ignore[misc]
    if given.write:
        write(tables)


if __name__ == "__main__":
    main()
