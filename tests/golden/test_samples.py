"""What is read of the samples: values that labels confirm don't become fewer, and every quote stands where it says."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from chuhai.extract import batch
from chuhai.extract.document import Extracted
from chuhai.quality.evaluate import FIELDS, GoldPage, Judge, PageScore, load, score_page, total
from chuhai.quality.scores import AGGREGATES, Evidence
from chuhai.settings import curation_folder

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
EXPECTED = load(SAMPLES / "expected.jsonl")
FLOORS = json.loads((SAMPLES / "floors.json").read_text(encoding="utf-8"))
#: Figures, and the words that stand for one.
FIGURE = re.compile(
    r"\d|[一二两兩三四五六七八九十百千]|one|two|three|four|five|six|seven|eight|nine|ten|half|hundred|million|billion",
    re.I,
)


@cache
def read(file: str) -> Extracted:
    return batch.one((str(SAMPLES / file), None), curation_folder())


@cache
def judge() -> Judge:
    return Judge(batch.extractor(curation_folder()).catalog)


def scored(page: GoldPage) -> PageScore:
    return score_page(page, read(str(page.file)).object, judge())


@pytest.mark.parametrize("name", FLOORS)
def test_as_many_values_are_right_as_were_recorded(name: str) -> None:
    """Differences are printed; `python benchmarks/make_samples.py --floors` records a better count."""
    scores = [scored(page) for page in EXPECTED if str(page.file).startswith(f"{name}/")]
    tallies = total(scores)
    right = sum(tallies[field].right for field in ("detection", *FIELDS, *AGGREGATES) if field in tallies)
    for slip in (slip for page in scores for slip in page.slips):
        print(f"{slip.page} {slip.field} {slip.kind}: label {slip.gold!r}, read {slip.read!r}")
    assert right >= FLOORS[name]


@pytest.mark.parametrize("page", EXPECTED, ids=lambda page: str(page.file))
def test_every_quote_stands_at_its_offsets(page: GoldPage) -> None:
    found, evidence = read(str(page.file)), Evidence()
    evidence.add(page.id, found.object, found.text)
    assert evidence.failures == []
    assert not found.failed


@pytest.mark.parametrize("page", EXPECTED, ids=lambda page: str(page.file))
def test_the_quote_of_a_party_or_asset_holds_its_name_and_that_of_an_amount_its_figure(page: GoldPage) -> None:
    for deal in read(str(page.file)).object["deals"]:
        quotes = {field: told["quote"] for field, told in deal["evidence"].items()}
        for field in ("licensor", "licensee", "assets"):
            for position, value in enumerate(deal[field]):
                assert value in quotes[f"{field}[{position}]" if position else field]
        for field in deal["amounts"]:
            assert FIGURE.search(quotes[field]), (field, quotes[field])


def test_samples_cover_every_case_in_every_language() -> None:
    cases = {str(page.file).partition("/")[2].rpartition("-g")[0] for page in EXPECTED}
    assert cases >= {
        *("licence", "licence-with-option", "option-exercise", "collaboration", "platform", "newco", "co-development"),
        *("commercialization", "asset-purchase", "amendment", "termination", "milestone", "m-and-a", "supply"),
        *("trial-collaboration", "financing", "cdmo", "roundup", "claims", "signal", "market-notes", "something-else"),
    }
    assert len(EXPECTED) >= 40
    assert min(Counter(page.lang for page in EXPECTED).values()) >= 10


def test_no_sample_is_a_page_held_out_for_the_test() -> None:
    held_out = {
        page.id for page in load(SAMPLES.parent / "benchmarks" / "gold" / "pages.jsonl") if page.split == "test"
    }
    assert held_out.isdisjoint(page.id for page in EXPECTED)


def test_the_readme_names_the_source_of_every_sample() -> None:
    told = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert [page.file for page in EXPECTED if f"`{page.file}`" not in told or page.url not in told] == []
