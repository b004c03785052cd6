"""Takes names of medicines that readers marked, gives the weights of extract/_medicine_weights.py, and scores by folds.

Every word of a development document that may be a name is one example; the label is whether a marked name begins with it.
Folds of pages tell how new pages are read, folds of words how names are that no page has shown.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

import pages
from chuhai.extract import batch, companies, unlisted
from chuhai.extract.base import Page
from chuhai.extract.linear import BIAS, margin
from chuhai.reading.mended import as_read
from chuhai.reading.read import read as read_document
from chuhai.settings import curation_folder

DOCUMENTS = pages.GOLD / "documents"
TARGET = Path(__file__).resolve().parent.parent / "src/chuhai/extract/_medicine_weights.py"
FOLDS = 5
PENALTY = 1.0
#: A fact counts that this many pages have.
PAGES = 10
LEAST = 0.4
Weights = dict[str, float]


@dataclass(frozen=True)
class Word:
    """A word of one page, what speaks for and against its being a name, and whether it is."""

    page: str
    word: str
    facts: Mapping[str, float]
    right: bool


def examples() -> list[Word]:
    """Words of the development pages outside names of companies."""
    marked = {
        one["id"]: one["medicines"]
        for one in map(json.loads, (pages.GOLD / "medicines.jsonl").read_text(encoding="utf-8").splitlines())
    }
    index = batch.extractor(curation_folder())._companies
    made = []
    for gold in pages.development():
        if gold.id not in marked:
            continue
        path = DOCUMENTS / str(gold.file)
        page = Page(as_read(read_document(path.read_bytes(), str(path)).text))
        taken = bytearray(len(page.shown) + 1)
        for name in companies.find(page, index)[1]:
            taken[name.start : name.end] = b"\x01" * (name.end - name.start)
        begins = {m.group().lower() for one in marked[gold.id] for m in (re.match(r"[A-Za-z][A-Za-z0-9-]*", one),) if m}
        for word, mentions in unlisted.words(page, taken).items():
            facts = {**unlisted.facts(page, word, [m.span() for m in mentions]), **unlisted.shape(word)[0]}
            made.append(Word(gold.id, word, facts, word.lower() in begins))
    return made


def fit(known: Sequence[Word], penalty: float = PENALTY) -> Weights:
    """Logistic regression with L2 on the facts that enough pages have."""
    seen: dict[str, set[str]] = {}
    for one in known:
        for name in one.facts:
            seen.setdefault(name, set()).add(one.page)
    names = sorted(name for name, where in seen.items() if len(where) >= PAGES)
    at = {name: i for i, name in enumerate(names)}
    cells = [(r, at[n], v) for r, one in enumerate(known) for n, v in one.facts.items() if n in at]
    cells += [(r, len(names), 1.0) for r in range(len(known))]
    rows, columns, values = zip(*cells, strict=True)
    x = csr_matrix((values, (rows, columns)), shape=(len(known), len(names) + 1))
    y = np.array([one.right for one in known], dtype=float)
    l2 = np.array([penalty] * len(names) + [1e-4])

    def loss(w: Any) -> tuple[float, Any]:
        z = x @ w
        p = 1.0 / (1.0 + np.exp(-np.clip(z, -60, 60)))
        return float((np.logaddexp(0.0, z) - y * z).sum() + 0.5 * (l2 * w * w).sum()), x.T @ (p - y) + l2 * w

    w = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    found = {name: round(float(v), 2) for name, v in zip(names, w, strict=False) if abs(v) >= 0.1}
    return {BIAS: round(float(w[-1]), 2), **dict(sorted(found.items(), key=lambda f: (-abs(f[1]), f[0])))}


def crossed(known: Sequence[Word], fold: Callable[[Word], Any], least: float) -> tuple[float, float]:
    """Precision and recall where each word is judged with weights that were fitted without its fold."""
    tables = {part: fit([o for o in known if fold(o) != part]) for part in sorted({fold(o) for o in known})}
    line = np.log(least / (1.0 - least))
    told = Counter((margin(one.facts, tables[fold(one)]) >= line, one.right) for one in known)
    right = told[True, True]
    return right / max(1, right + told[True, False]), right / max(1, right + told[False, True])


def hash_of(text: str) -> int:
    """The same number for the same text on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def write(weights: Weights) -> None:
    """Write the module that the rules read."""
    told = (f"{json.dumps(name, ensure_ascii=False)}: {value},".replace(" ", "\0") for name, value in weights.items())
    rows = textwrap.wrap(" ".join(told), 114, break_long_words=False, break_on_hyphens=False)
    lines = [
        '"""Takes nothing, gives the weights that benchmarks/learn_medicines.py fits on names that readers marked."""',
        "",
        "from __future__ import annotations",
        "",
        "# fmt: off",
        "NAME: dict[str, float] = {",
        *(f"    {row}".replace("\0", " ") for row in rows),
        "}",
        "# fmt: on",
        f"NAME_LEAST = {LEAST}",
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write extract/_medicine_weights.py")
    given = parser.parse_args()
    known = examples()
    print(f"{len(known)} words, {sum(one.right for one in known)} of them names of medicines")
    folds: dict[str, Callable[[Word], Any]] = {
        "pages": lambda one: hash_of(one.page) % FOLDS,
        "slices": lambda one: one.page[:2],
        "words": lambda one: hash_of(one.word.lower()) % FOLDS,
    }
    for name, fold in folds.items():
        precision, recall = crossed(known, fold, LEAST)
        print(f"by folds of {name:<7} precision {precision:.3f}, recall {recall:.3f}")
    if given.write:
        write(fit(known))


if __name__ == "__main__":
    main()
