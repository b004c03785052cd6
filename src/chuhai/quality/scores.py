"""Takes scored pages, gives the report of `chuhai eval`: scores by field and language, calibration, evidence, errors by kind."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chuhai.errors import UsageError
from chuhai.extract import batch
from chuhai.metrics.intervals import wilson
from chuhai.quality.evaluate import FIELDS, GoldPage, Judge, PageScore, Tally, interval, load, score_page, total

if TYPE_CHECKING:
    from chuhai.extract.model_asked import Asking

LANGUAGES = ("en", "zh-Hans", "zh-Hant")
#: A language with fewer pages gets no score: its interval would be wider than any difference worth telling.
LEAST_PAGES = 50
#: Confidence above which a value counts as sure.
SURE = 0.9
AGGREGATES = ("claims", "signals", "market")
_BANDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


@dataclass
class Evidence:
    """Values read, how many of their quotes stand at their offsets, and the first that don't."""

    values: int = 0
    standing: int = 0
    failures: list[dict[str, Any]] = field(default_factory=list)

    def add(self, page: str, read: dict[str, Any], text: str) -> None:
        for name, told in _evidence(read):
            self.values += 1
            if told is not None and told["quote"] and text[told["start"] : told["end"]] == told["quote"]:
                self.standing += 1
            elif len(self.failures) < 100:
                self.failures.append({"page": page, "field": name, "evidence": told})

    def report(self) -> dict[str, Any]:
        share = self.standing / self.values if self.values else None
        return {"values": self.values, "standing": self.standing, "share": share, "failures": self.failures}


def _evidence(read: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Every value read with its evidence; None where it has none. Direction follows from the parties, a signing is what a deal is."""
    for deal in read["deals"]:
        yield from deal["evidence"].items()
        for name in FIELDS:
            key = {
                "territory": "territory_granted",
                "royalty_low_pct": "royalty_text",
                "royalty_high_pct": "royalty_text",
            }.get(name, name)
            implied = name == "direction" or (name == "event" and deal.get("event") == "signing")
            given = name in deal["amounts"] or (deal.get(key) not in (None, [], "") and not implied)
            if given and key not in deal["evidence"]:
                yield name, None
    for name in AGGREGATES:
        for found in read[name]:
            yield name, found.get("evidence")


def evaluate(
    gold: Path,
    cache: Path,
    curation: Path,
    split: str | None = None,
    progress: Callable[[str], None] = lambda step: None,
    asking: Asking | None = None,
) -> dict[str, Any]:
    """Read and score the labelled pages whose file is in the folder; `unread` lists those whose file isn't.

    With a language model to ask, what is scored is the two readings as one, and `model` says which it was and how often it
    gave no answer.

    Raises
    ------
    UsageError
        When a line can't be read, or no page can be scored.
    """
    wanted = [p for p in load(gold) if split is None or p.split == split]
    unread = [p.id for p in wanted if _file(cache, p) is None]
    if len(unread) == len(wanted):
        which = f"of split {split!r} " if split else ""
        raise UsageError(f"{gold}: none of the {len(wanted)} pages {which}has its file in {cache}")
    unanswered: list[str] = []
    pages, evidence = score(wanted, cache, curation, progress, asking, unanswered)
    model = {} if asking is None else {"model": {"name": asking.name, "unanswered": unanswered}}
    return {**report(pages, evidence), "unread": unread, **model}


def score(
    wanted: Iterable[GoldPage],
    cache: Path,
    curation: Path,
    progress: Callable[[str], None] = lambda step: None,
    asking: Asking | None = None,
    unanswered: list[str] | None = None,
) -> tuple[list[PageScore], Evidence]:
    """Scores of every page that has a file, and the check of all quotes."""
    judge = Judge(batch.extractor(curation).catalog)
    pages, evidence = [], Evidence()
    for page in wanted:
        path = _file(cache, page)
        if path is not None:
            found = batch.one((str(path), None), curation, asking)
            if unanswered is not None and not found.object.get("model", {"answered": True})["answered"]:
                unanswered.append(page.id)
            pages.append(score_page(page, found.object, judge))
            evidence.add(page.id, found.object, found.text)
            progress(f"{len(pages)} pages scored")
    return pages, evidence


def _file(cache: Path, page: GoldPage) -> Path | None:
    """The page's file, which must lie in the folder."""
    path = cache / (page.file or f"{page.id}.txt")
    inside = path.resolve().is_relative_to(cache.resolve())
    return path if inside and path.is_file() else None


def report(pages: list[PageScore], evidence: Evidence, slips: bool = True) -> dict[str, Any]:
    """Scores of all pages and of each language that has enough of them."""
    everything = _scores(pages)
    micro = everything["fields"].pop("micro")
    found = {
        "pages": len(pages),
        "micro_f1": micro["f1"],
        "micro": micro,
        "detection": everything["fields"].pop("detection"),
        **{name: everything["fields"].pop(name) for name in AGGREGATES},
        "fields": everything["fields"],
        "territory_jaccard": everything["territory_jaccard"],
        "languages": {lang: _language([p for p in pages if p.lang == lang]) for lang in _languages(pages)},
        "calibration": calibration(pages),
        "evidence": evidence.report(),
        "errors_by_kind": _kinds(pages),
    }
    if slips:
        found["errors"] = [dataclasses.asdict(slip) for page in pages for slip in page.slips]
    return found


def _languages(pages: Iterable[PageScore]) -> list[str]:
    present = {p.lang for p in pages}
    return [*(lang for lang in LANGUAGES if lang in present), *sorted(present - set(LANGUAGES))]


def _scores(pages: list[PageScore]) -> dict[str, Any]:
    tallies = total(pages)
    jaccard = [value for page in pages for value in page.jaccard]
    return {
        "fields": {
            name: _tally(tallies.get(name, Tally()), interval(pages, name))
            for name in ("micro", "detection", *FIELDS, *AGGREGATES)
        },
        "territory_jaccard": sum(jaccard) / len(jaccard) if jaccard else None,
    }


def _tally(tally: Tally, bounds: tuple[float, float] | None) -> dict[str, Any]:
    return {
        **dataclasses.asdict(tally),
        "precision": tally.precision,
        "recall": tally.recall,
        "f1": tally.f1,
        "interval": list(bounds) if bounds else None,
    }


def _language(pages: list[PageScore]) -> dict[str, Any]:
    if len(pages) < LEAST_PAGES:
        return {"pages": len(pages), "scored": False, "reason": f"fewer than {LEAST_PAGES} pages"}
    found = _scores(pages)
    micro = found["fields"].pop("micro")
    return {"pages": len(pages), "scored": True, "micro_f1": micro["f1"], "interval": micro["interval"], **found}


def calibration(pages: list[PageScore]) -> dict[str, Any]:
    """Of the values that carry a confidence: how many are sure, how many of those are wrong, and both by band.

    A value that is implied, as the signing of a deal is, carries none and isn't counted.
    """
    sure = [(confidence, right) for page in pages for _, confidence, right in page.sure if confidence > 0]
    above = [right for confidence, right in sure if confidence > SURE]
    wrong = above.count(False)
    bands = []
    for low, high in pairwise(_BANDS):
        mine = [(confidence, right) for confidence, right in sure if low < confidence <= high]
        if mine:
            good = sum(right for _, right in mine)
            told = sum(confidence for confidence, _ in mine) / len(mine)
            bands.append(
                {
                    "from": low,
                    "to": high,
                    "values": len(mine),
                    "confidence": told,
                    "right": good / len(mine),
                    "interval": list(wilson(good, len(mine))),
                }
            )
    return {
        "values": len(sure),
        "above": SURE,
        "sure": len(above),
        "sure_share": len(above) / len(sure) if sure else None,
        "sure_wrong": wrong,
        "sure_error_rate": wrong / len(above) if above else None,
        "sure_error_interval": list(wilson(wrong, len(above))) if above else None,
        "bands": bands,
    }


def _kinds(pages: list[PageScore]) -> dict[str, dict[str, int]]:
    counted: dict[str, Counter[str]] = {}
    for page in pages:
        for slip in page.slips:
            counted.setdefault(slip.field, Counter())[slip.kind] += 1
    return {name: dict(counted[name]) for name in sorted(counted, key=lambda n: -counted[n].total())}
