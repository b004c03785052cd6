"""Takes labelled development pages, gives the weights of extract/_direction_weights.py, and scores with weights that never saw the deal.

In which direction a deal crosses China's border is a multinomial logit over what a page tells where not both firms are seated
by the registry or the page (`extract/headed.py`). It is taught by every deal whose two sides were read aright, those that seats decide too.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import learn
import learn_kinds
import pages
from chuhai.extract import batch, headed, likeliest, rows
from chuhai.quality import evaluate
from chuhai.quality.evaluate import GoldPage, Judge, align
from chuhai.settings import curation_folder
from hiding import hiding
from learn_kinds import Example

TARGET = Path(__file__).resolve().parent.parent / "src/chuhai/extract/_direction_weights.py"
NAME = "DIRECTION"
CODES = ("out", "in", "domestic", "foreign")
#: Strength of L2, among 1, 2, 3, 5 and 8; no fact is worth anything before a label is seen.
learn_kinds.PENALTY[NAME], learn_kinds.RULE[NAME] = 1.0, 0.0
#: Shares of the registry that are hidden while pages are read to be learnt from: few unseen firms have a seat there.
VIEWS = (0.0, 0.5)
learn_kinds.PRIORS[NAME] = {code: {} for code in CODES}


@contextmanager
def _overheard() -> Iterator[list[dict[str, float]]]:
    """Facts of each deal that is read meanwhile, though its seats decide."""
    heard: list[dict[str, float]] = []
    before = rows.row

    def listening(read: Any, pair: Any, terms: Any, catalog: Any, document: str) -> dict[str, Any]:
        made = before(read, pair, terms, catalog, document)
        seats = {
            side: [
                rows.seat(catalog, read.parties[k].company, "9999") if read.parties[k].company else rows._home(read, k)
                for k in getattr(pair, side)
            ]
            for side in headed.SIDES
        }
        heard.append(headed.facts(read, pair, seats, terms.territory.value if terms.territory else None))
        return made

    from chuhai.extract import extractor

    kept = extractor.row
    extractor.row = listening  # type: ignore[assignment]
    try:
        yield heard
    finally:
        extractor.row = kept


def examples(wanted: Iterable[GoldPage]) -> list[Example]:
    """What every deal teaches in each view whose two sides were read as labelled."""
    curation = curation_folder()
    judge = Judge(batch.extractor(curation).catalog)
    made: list[Example] = []
    for page, share in product(wanted, VIEWS):
        with _overheard() as heard, hiding(share, page.id):
            source = (str(page.file), (pages.GOLD / "documents" / str(page.file)).read_bytes())
            deals = list(next(iter(batch.documents([source], curation))).object["deals"])
        told = [d for d in page.deals if not d.get("background")]
        for label, read in align(told, deals, judge)[0]:
            at = next(i for i, deal in enumerate(deals) if deal is read)
            if label.get("direction") in CODES and len(heard) == len(deals) and _aright(label, read, judge):
                made.append(Example(page, heard[at], str(label["direction"])))
    return made


def _aright(label: Mapping[str, Any], read: Mapping[str, Any], judge: Judge) -> bool:
    """Whether both sides were read as labelled."""
    return all(
        any(
            judge.same_party(names, name, company)
            for names in evaluate._elements(dict(label), side)
            for name, company in zip(read[side], read[f"{side}_ids"], strict=True)
        )
        for side in headed.SIDES
    )


def open_ones(known: Sequence[Example]) -> list[Example]:
    """The deals whose direction seats don't decide."""
    return [e for e in known if any(e.facts.get(f"{side} ?") for side in headed.SIDES)]


def crossed(known: Sequence[Example], part: Callable[[GoldPage], Any]) -> list[tuple[str, str]]:
    """The labelled direction and the one chosen with weights fitted without its part, of the deals that seats leave open."""
    told: list[tuple[str, str]] = []
    for one in sorted({part(e.page) for e in known}):
        tables = learn_kinds.fit([e for e in known if part(e.page) != one], NAME)
        told += [(e.wanted, likeliest.code(e.facts, tables).code) for e in open_ones(known) if part(e.page) == one]
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write extract/_direction_weights.py")
    asked = parser.parse_args()
    wanted = pages.development()
    known = examples(wanted)
    fold = learn.folds(wanted)
    told = crossed(known, lambda page: fold[page.id])
    print(
        f"{len(known)} deals, {len(told)} of them with a side without a seat: {learn_kinds.share(told):.3f} right by folds of deals"
    )
    print(Counter((a, b) for a, b in told if a != b).most_common(8))
    if asked.write:
        learn_kinds.write({NAME: learn_kinds.fit(known, NAME)}, TARGET, Path(__file__).name)


if __name__ == "__main__":
    main()
