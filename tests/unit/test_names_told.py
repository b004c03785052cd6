"""Companies' names outside the registry: tokens, scores, and strings judged for a whole page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
import pytest

from chuhai.catalog import Catalog
from chuhai.catalog.firms import Firm
from chuhai.extract import companies, name_tags, names_told
from chuhai.extract import name_tokens as nt
from chuhai.extract.base import Page
from chuhai.extract.name_index import NameIndex
from chuhai.reading.text import Text


class NoList:
    """A list of firms that holds none."""

    rows: ClassVar[list[Firm]] = []

    def matches(self, shown: str) -> Iterator[tuple[int, int]]:
        return iter(())

    def of(self, name: str) -> list[int]:
        return []

    def says(self, name: str) -> str | None:
        return None


NONE = NoList()


def nothing(_: str) -> bool:
    return False


def test_tokens_stand_where_they_say_and_a_known_name_is_one() -> None:
    shown = "恒瑞医药 and Velmora Bio\nsigned (HK-12)."
    found = nt.tokens(shown, [(0, 4)])
    assert found.words[:4] == [nt.KNOWN, "and", "Velmora", "Bio"]
    assert (found.starts[0], found.ends[0]) == (0, 4)
    assert all(shown[a:b] == w for w, a, b in zip(found.words, found.starts, found.ends, strict=True) if w != nt.KNOWN)


def test_sums_kept_by_word_are_those_of_every_fact_by_itself() -> None:
    words = nt.tokens("泽奈从Korvanta Bio引进LX-301的大中华区独家开发权。", []).words
    tagger = name_tags.tagger()
    with np.load(name_tags.FILE) as stored:
        weights = stored["weights"].astype(np.int64)
    n, reach = len(words), nt.REACH
    hashed = np.zeros((n + 2 * reach, nt.WIDTH), dtype=np.uint32)
    hashed[reach : reach + n] = [nt.attributes(word) for word in words]
    stands = np.zeros(n + 2 * reach, dtype=np.uint32)
    stands[reach : reach + n] = nt.standing(words)
    runs = nt.runs(hashed, stands)
    for i in range(n):
        wanted = weights[:, runs[:, i]].sum(axis=1)
        for k, (_, distance) in enumerate(nt.UNARY):
            if 0 <= i + distance < n:
                wanted = wanted + weights[:, nt.unary(hashed)[reach + i + distance, k]]
        assert tagger.scores(words)[:, i] == pytest.approx(wanted / name_tags.SCALE)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Korvanta Therapeutics, Inc. has granted Velmora an exclusive license.", "Korvanta Therapeutics, Inc."),
        ("合作终止后,岚序医药已把首付款2000万元退还贝仑制药,许可协议随之失效。", "贝仑制药"),
        ("泽川生物技术有限公司与本公司签订许可协议。", "泽川生物技术有限公司"),
    ],
)
def test_a_name_that_no_list_holds_is_told_by_its_form_and_place(said: str, name: str) -> None:
    assert name in {one.name for one in names_told.find(Page(Text(said)), [], nothing, NONE, {})}


def test_what_is_known_to_be_something_else_is_less_likely_a_company() -> None:
    said = "Velmora signed an agreement with Korvanta. Korvanta will pay Velmora $20 million."
    free = {one.name: one.likelihood for one in names_told.find(Page(Text(said)), [], nothing, NONE, {}, 0.0)}
    held = {
        one.name: one.likelihood
        for one in names_told.find(Page(Text(said)), [], lambda key: key == "korvanta", NONE, {}, 0.0)
    }
    assert held["Korvanta"] < free["Korvanta"]


def test_words_without_a_company_give_no_name() -> None:
    assert (
        names_told.find(
            Page(Text("The drug lowers blood pressure in patients with arterial hypertension.")), [], nothing, NONE, {}
        )
        == []
    )


def test_a_brand_is_told_from_a_company_by_what_stands_beside_it() -> None:
    page = Page(
        Text("Velmora signed a deal for Korvanta® (lercanidipine), a drug for high blood pressure. Velmora pays.")
    )
    brand = names_told.as_medicine(page, "Korvanta", [(26, 34, 1.0)])
    firm = names_told.as_medicine(page, "Velmora", [(0, 7, 1.0)])
    assert brand["marked as a brand"]
    assert not firm["marked as a brand"]
    assert brand["as a medicine"] > firm["as a medicine"]


def test_a_sign_within_a_company_s_name_does_not_cut_it(real_catalog: Catalog) -> None:
    text = "Solvane® Pharmaceuticals, Inc. today announced a license agreement with Miltrex Biotech for Zanibrel®."
    parties, _ = companies.find(Page(Text(text)), NameIndex(real_catalog))
    assert "Solvane® Pharmaceuticals, Inc." in {text[slice(*p.spans[0])] for p in parties.values()}
