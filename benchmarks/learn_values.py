"""Takes labelled development pages, gives the weights of a deal's modality, targets and money, and scores with weights learnt elsewhere.

What a deal's medicine is, and which amount is its upfront, its milestones and its total, are each a conditional logit over what
the page tells, "none" among it, as date, territory and stage are (learn_terms.py). `extract/_value_weights.py` and
`extract/_money_weights.py` hold the weights.
"""

from __future__ import annotations

import argparse
import json
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

import learn
import learn_terms
import pages
from chuhai.extract import aimed, batch, made_of, paid
from chuhai.extract.likeliest import Candidate
from chuhai.extract.linear import BIAS, likelihood
from chuhai.quality.evaluate import GoldPage, Judge, align
from chuhai.settings import curation_folder
from hiding import hiding
from learn_terms import DOCUMENTS, Example, Weights

FOLDER = Path(__file__).resolve().parent.parent / "src/chuhai/extract"
#: Strength of L2, and what is added to the odds of naming a value, by table: a missed value and a wrong one cost F1 alike.
PENALTY = {"MODALITY": 6.0, "upfront": 3.0, "milestones": 3.0, "total": 3.0, "TARGETS": 3.0}
BOLDER = {"MODALITY": 0.4, "upfront": 0.8, "milestones": 0.8, "total": 0.8}
#: Deals that must show a fact for it to be learnt, targets of deals for TARGETS.
LEAST = {"MODALITY": 1, "upfront": 8, "milestones": 8, "total": 8, "TARGETS": 6}
MONEY = ("upfront", "milestones", "total")
_MODULES: dict[str, Any] = {"MODALITY": made_of, **dict.fromkeys(MONEY, paid), "TARGETS": aimed}
#: Shares of the registry that are hidden while pages are read to be learnt from, each view counting alike.
VIEWS = (0.0,)


@contextmanager
def _overheard() -> Iterator[dict[str, list[list[Candidate[Any]]]]]:
    """Candidates of each deal that is read meanwhile, by module, in the order of the deals."""
    modules = {module.__name__: module for module in _MODULES.values()}
    heard: dict[str, list[list[Candidate[Any]]]] = {name: [] for name in modules}

    def listening(name: str, before: Callable[..., Any]) -> Callable[..., Any]:
        def heard_too(*args: Any) -> Any:
            found = before(*args)
            heard[name].append(found)
            return found

        return heard_too

    kept = {name: module.candidates for name, module in modules.items()}
    try:
        for name, module in modules.items():
            module.candidates = listening(name, kept[name])
        yield heard
    finally:
        for name, module in modules.items():
            module.candidates = kept[name]


@dataclass(frozen=True)
class Aims:
    """Targets that one deal may aim at, each with whether it does, and how many of the label's none of them is."""

    page: GoldPage
    told: Sequence[tuple[str, Mapping[str, float], bool]]
    missed: int


def examples(wanted: Iterable[GoldPage], share: float = 0.0) -> dict[str, list[Any]]:
    """What every deal that was found teaches, by table, with a share of the registry hidden."""
    curation = curation_folder()
    judge = Judge(batch.extractor(curation).catalog)
    made: dict[str, list[Any]] = {name: [] for name in _MODULES}
    for page in wanted:
        with _overheard() as heard, hiding(share, page.id):
            source = (str(page.file), (DOCUMENTS / str(page.file)).read_bytes())
            deals = list(next(iter(batch.documents([source], curation))).object["deals"])
        told = [d for d in page.deals if not d.get("background")]
        for label, read in align(told, deals, judge)[0]:
            at = next(i for i, deal in enumerate(deals) if deal is read)
            for name, module in _MODULES.items():
                found = heard[module.__name__][at]
                one = _aims(page, found, label, judge) if name == "TARGETS" else None
                made[name].append(one or Example(page, found, _wanted(label, name)))
    return made


def _aims(page: GoldPage, found: Sequence[Any], label: Mapping[str, Any], judge: Judge) -> Aims:
    wanted = {judge.symbol(t) for t in label.get("targets") or []}
    told = [(one.code, one.facts, judge.symbol(one.code) in wanted) for one in found]
    return Aims(page, told, len(wanted - {judge.symbol(code) for code, _, _ in told}))


def _wanted(label: Mapping[str, Any], name: str) -> Any:
    """What a label says, in the form of a candidate's value."""
    if name not in MONEY:
        return label.get("modality")
    told = (label.get("money") or {}).get(name) or {}
    if told.get("undisclosed") or told.get("amount") is None:
        return None
    return float(told["amount"]), told.get("currency", "USD")


def fit(known: Sequence[Example], penalty: float, least: int = 1) -> Weights:
    """Weights of each fact by maximum likelihood with L2; where no candidate has the label's value, "none" is right."""
    asked = [e for e in known if e.found]
    shown = Counter(n for e in asked for n in {n for one in e.found for n, v in one.facts.items() if v})
    names = sorted(n for n, many in shown.items() if many >= least)
    at = {name: i for i, name in enumerate(names)}
    rows = [one.facts for e in asked for one in e.found]
    cells = [(r, at[n], v) for r, facts in enumerate(rows) for n, v in facts.items() if v and n in at]
    cells += [(r, len(names), 1.0) for r in range(len(rows))]
    row, column, values = zip(*cells, strict=True)
    x = csr_matrix((values, (row, column)), shape=(len(rows), len(names) + 1))
    many = np.array([len(e.found) for e in asked])
    starts, deal = np.cumsum(many) - many, np.repeat(np.arange(len(asked)), many)
    right = np.array([_same(one.value, e.wanted) for e in asked for one in e.found], dtype=float)
    told = np.add.reduceat(right, starts) > 0
    l2 = np.array([penalty] * len(names) + [1e-4])

    def loss(w: Any) -> tuple[float, Any]:
        z = np.asarray(x @ w)
        top = np.maximum(np.maximum.reduceat(z, starts), 0.0)
        share, none = np.exp(z - top[deal]), np.exp(-top)
        whole = np.add.reduceat(share, starts) + none
        hit = np.add.reduceat(share * right, starts)
        good = np.where(told, hit, none) / whole
        meant = np.where(told[deal], share * right / np.where(told, hit, 1.0)[deal], 0.0)
        return float(0.5 * (l2 * w * w).sum() - np.log(good).sum()), l2 * w + x.T @ (share / whole[deal] - meant)

    w = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    found = {name: round(float(v), 3) for name, v in zip(names, w, strict=False) if abs(v) >= 0.005}
    return {BIAS: round(float(w[-1]), 3), **dict(sorted(found.items(), key=lambda f: (-abs(f[1]), f[0])))}


def _same(one: Any, wanted: Any) -> bool:
    if isinstance(one, tuple) and wanted:
        return bool(one[1] == wanted[1] and abs(one[0] - wanted[0]) <= 1e-3 * wanted[0])
    return bool(one == wanted)


def learnt(known: Sequence[Any], name: str) -> Weights:
    """Weights of one table, which name a value a little sooner than is likeliest right."""
    if name == "TARGETS":
        shown = Counter(n for e in known for _, facts, _ in e.told for n, v in facts.items() if v)
        told = [({n: v for n, v in f.items() if shown[n] >= LEAST[name]}, y) for e in known for _, f, y in e.told]
        return learn.fit(told, PENALTY[name] * len(VIEWS), bias=True)
    weights = fit(known, PENALTY[name] * len(VIEWS), LEAST[name])
    return {**weights, BIAS: round(weights[BIAS] + BOLDER[name], 3)}


def f1(known: Sequence[Any], name: str, weights: Callable[[Any], Mapping[str, float]]) -> float:
    """F1 of the values chosen with the weights of each example."""
    if name != "TARGETS":
        return learn_terms.f1(known, weights)
    right = wrong = missed = 0
    for e in known:
        read = [(likelihood(facts, weights(e)) >= aimed.LEAST, y) for _, facts, y in e.told]
        right += sum(one and y for one, y in read)
        wrong += sum(one and not y for one, y in read)
        missed += e.missed + sum(y and not one for one, y in read)
    return 2 * right / max(1, 2 * right + wrong + missed)


def crossed(known: list[Any], name: str, fold: Callable[[GoldPage], Any]) -> float:
    """F1 where each page is read with weights that were fitted without its fold."""
    tables = {
        part: learnt([e for e in known if fold(e.page) != part], name) for part in sorted({fold(e.page) for e in known})
    }
    return f1(known, name, lambda e: tables[fold(e.page)])


def write(file: str, tables: Mapping[str, Weights]) -> None:
    """Write one module of weights, packed."""
    body = "".join(f"{name}: dict[str, float] = {{\n{_packed(table)}" for name, table in tables.items())
    (FOLDER / file).write_text(f"{_HEAD}{body}# fmt: on\n", encoding="utf-8")


def _packed(table: Weights) -> str:
    told = [f"{json.dumps(k, ensure_ascii=False)}: {v},".replace(" ", "\0") for k, v in table.items()]
    lines = textwrap.wrap(" ".join(told), 114, break_long_words=False, break_on_hyphens=False)
    return "".join(f"    {line.replace(chr(0), ' ')}\n" for line in lines) + "}\n"


_HEAD = '''"""Takes nothing, gives the weights that benchmarks/learn_values.py fits on labelled development pages."""

from __future__ import annotations

# fmt: off
'''


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the weights learnt from all development pages")
    given = parser.parse_args()
    wanted = pages.development()
    views, part = [examples(wanted, share) for share in VIEWS], learn.folds(wanted)
    tables: dict[str, Weights] = {}
    for name in _MODULES:
        told = [e for view in views for e in view[name]]
        print(
            f"{name:<10} F1 {crossed(told, name, lambda page: part[page.id]):.3f} by folds of deals, "
            f"{crossed(told, name, lambda page: page.id[:2]):.3f} by slices, {len(told)} deals"
        )
        tables[name] = learnt(told, name)
        print(f"{'':<10} fitted on all: {f1(told, name, lambda e, w=tables[name]: w):.3f}")  # type: ignore[misc]
    if given.write:
        write("_value_weights.py", {name: t for name, t in tables.items() if name not in MONEY})
        write("_money_weights.py", {name.upper(): tables[name] for name in MONEY})


if __name__ == "__main__":
    main()
