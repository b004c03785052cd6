"""Takes labelled development pages, gives the weights of extract/_value_weights.py, and scores with weights that never saw the page.

What a deal's medicine is, is a conditional logit over what the page tells, "none" among it, as date, territory and stage are
(learn_terms.py, from which the fit comes).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import learn
import learn_terms
import pages
from chuhai.extract import batch, made_of
from chuhai.extract.likeliest import Candidate
from chuhai.extract.linear import BIAS
from chuhai.quality.evaluate import GoldPage, Judge, align
from chuhai.settings import curation_folder
from learn_terms import DOCUMENTS, Example, Weights

TARGET = Path(__file__).resolve().parent.parent / "src/chuhai/extract/_value_weights.py"
#: Strength of L2, and what is added to the odds of naming a value, by table.
PENALTY = {"MODALITY": 6.0}
BOLDER = {"MODALITY": 0.4}
_MODULES = {"MODALITY": made_of}


@contextmanager
def _overheard() -> Iterator[dict[str, list[list[Candidate[Any]]]]]:
    """Candidates of each deal that is read meanwhile, by table, in the order of the deals."""
    heard: dict[str, list[list[Candidate[Any]]]] = {name: [] for name in _MODULES}

    def listening(name: str, before: Callable[..., Any]) -> Callable[..., Any]:
        def heard_too(*args: Any) -> Any:
            found = before(*args)
            heard[name].append(found)
            return found

        return heard_too

    kept = {name: module.candidates for name, module in _MODULES.items()}
    try:
        for name, module in _MODULES.items():
            module.candidates = listening(name, kept[name])  # type: ignore[assignment]
        yield heard
    finally:
        for name, module in _MODULES.items():
            module.candidates = kept[name]  # type: ignore[assignment]


def examples(wanted: Iterable[GoldPage]) -> dict[str, list[Example]]:
    """What every deal that was found teaches, by table."""
    curation = curation_folder()
    judge = Judge(batch.extractor(curation).catalog)
    made: dict[str, list[Example]] = {name: [] for name in _MODULES}
    for page in wanted:
        with _overheard() as heard:
            source = (str(page.file), (DOCUMENTS / str(page.file)).read_bytes())
            deals = list(next(iter(batch.documents([source], curation))).object["deals"])
        told = [d for d in page.deals if not d.get("background")]
        for label, read in align(told, deals, judge)[0]:
            at = next(i for i, deal in enumerate(deals) if deal is read)
            made["MODALITY"].append(Example(page, heard["MODALITY"][at], label.get("modality")))
    return made


def bolder(weights: Mapping[str, float], name: str) -> Weights:
    """Weights that name a value a little sooner."""
    return {**weights, BIAS: round(weights[BIAS] + BOLDER[name], 3)}


def crossed(known: list[Example], name: str, penalty: float, fold: Callable[[GoldPage], Any]) -> float:
    """F1 where each page is read with weights that were fitted without its fold."""
    tables = {
        part: bolder(learn_terms.fit([e for e in known if fold(e.page) != part], penalty), name)
        for part in sorted({fold(e.page) for e in known})
    }
    return learn_terms.f1(known, lambda e: tables[fold(e.page)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write extract/_value_weights.py")
    parser.add_argument("--penalties", action="store_true", help="try other strengths of L2")
    given = parser.parse_args()
    wanted = pages.development()
    known, part = examples(wanted), learn.folds(wanted)
    tables: dict[str, Weights] = {}
    for name, told in known.items():
        tries = (0.5, 1.0, 2.0, 4.0, 8.0) if given.penalties else (PENALTY[name],)
        for penalty in tries:
            print(
                f"{name:<10} L2 {penalty:>4}: F1 {crossed(told, name, penalty, lambda page: part[page.id]):.3f} by folds of deals, "
                f"{crossed(told, name, penalty, lambda page: page.id[:2]):.3f} by slices, {len(told)} deals"
            )
        tables[name] = bolder(learn_terms.fit(told, PENALTY[name]), name)
        print(f"{'':<10} fitted on all: {learn_terms.f1(told, lambda e, w=tables[name]: w):.3f}")  # type: ignore[misc]
    if given.write:
        learn_terms.write(tables, TARGET, Path(__file__).name)


if __name__ == "__main__":
    main()
