"""Texts that no newspaper writes: each is read within bounds, and what was passed over is named."""

from __future__ import annotations

import time

import pytest

from chuhai.catalog import Catalog
from chuhai.extract.extractor import Extractor
from chuhai.reading.text import Text

NEWS = (
    "Akeso granted Summit an exclusive license to ivonescimab in the United States for an upfront payment of "
    "$500 million and milestones of up to $4.5 billion. "
)
#: Seconds of CPU; several times what these texts take.
BOUND = 5.0


@pytest.fixture(scope="module")
def extractor(real_catalog: Catalog) -> Extractor:
    made = Extractor(real_catalog)
    made.extract(Text(NEWS))
    return made


def letters(number: int) -> str:
    return "".join(chr(97 + number // 26**power % 26) for power in range(3))


LONG = {
    "a line of a million letters": (NEWS + "a" * 1_000_000, None),
    "a line of a million characters of words": (NEWS + "license rights and " * 52_000, None),
    "a million characters without a stop": ((NEWS.replace(". ", ", ") * 7_000)[:1_000_000], "long-sentence"),
    "ten thousand amounts": (NEWS + " ".join(f"${i} million" for i in range(10_000)), "long-sentence"),
    "ten thousand sentences with amounts": (NEWS + " ".join(f"It paid ${i} million." for i in range(10_000)), None),
    "ten thousand bare numbers": (NEWS + " ".join(map(str, range(10_000))) + " deals", "long-sentence"),
    "ten thousand companies": (
        NEWS + ", ".join(f"X{letters(i)} Therapeutics" for i in range(10_000)) + " signed a license.",
        "names-passed-over",
    ),
    "ten thousand moves of a price": (NEWS + "shares rose 5% " * 10_000, "long-sentence"),
    "a table of ten thousand deals": (
        "Licensor | Licensee | Value\n" + "\n".join(f"Foo{i} Bio | Merck | 10" for i in range(10_000)),
        "names-passed-over",
    ),
    "a deal told without end": (
        "康方生物授权辉瑞依沃西在美国的独家许可,首付款5亿美元。" * 10_000,
        "too-many-sentences",
    ),
    "a text of 2 MB": (NEWS * (2_000_000 // len(NEWS)), "long-text"),
}


@pytest.mark.parametrize("name", LONG)
def test_time_is_bounded_and_what_was_passed_over_is_named(extractor, name):
    text, code = LONG[name]
    began = time.process_time()
    found = extractor.extract(Text(text))
    assert time.process_time() - began < BOUND
    assert code is None or code in {issue["code"] for issue in found["issues"]}
