"""At which of the targets that a page names the deal's medicine aims."""

from __future__ import annotations

import pytest

from chuhai.extract import aimed, batch, lexical
from chuhai.extract.assets import Drug
from chuhai.extract.base import Mention, Page
from chuhai.reading.text import Text
from chuhai.settings import curation_folder


def _aims(told: str, *codes: str, drug: str | None = None) -> dict[str, aimed.Aim]:
    page = Page(Text(told))
    found = [Mention(told.index(code), told.index(code) + len(code), code, "target") for code in codes]
    drugs = [Drug(drug, None, [(told.index(drug), told.index(drug) + len(drug))], [drug], "code")] if drug else []
    whole = [(s.start, s.end) for s in page.sentences]
    return {one.code: one for one in aimed.candidates(page, found, whole, whole[:1], drugs, drugs)}


def test_only_the_nearest_distance_to_the_deals_medicine_counts() -> None:
    near = _aims("Under the license NV-101, a TROP2 antibody, goes abroad.", "TROP2", drug="NV-101")["TROP2"].facts
    assert near["within 30"] == 1.0
    assert "within 60" not in near


def test_targets_side_by_side_are_a_list() -> None:
    facts = {
        c: a.facts["in a list"]
        for c, a in _aims("A license of a PD-1/VEGF antibody, beside HER2.", "PD-1", "VEGF", "HER2").items()
    }
    assert facts == {"PD-1": 1.0, "VEGF": 1.0, "HER2": 0.0}


def test_a_joint_name_falls_beside_its_parts_and_stands_without_them() -> None:
    sure = {"": 1.0}
    both = _aims("License of a PDE3/4 inhibitor, of PDE3 and PDE4 alike.", "PDE3/4", "PDE3 ", "PDE4 ")
    both = {c.strip(): aimed.Aim(c.strip(), a.mention, a.facts) for c, a in both.items()}
    assert [one.code for one, _ in aimed.choose(list(both.values()), sure)] == ["PDE3", "PDE4"]
    assert [one.code for one, _ in aimed.choose([both["PDE3/4"]], sure)] == ["PDE3/4"]


def test_a_target_less_likely_than_not_is_left_out() -> None:
    (one,) = _aims("License of an antibody against TROP2.", "TROP2").values()
    assert aimed.choose([one], {"": -0.1}) == []


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ("It inhibits VEGFR-1, -2 and -3.", ["VEGFR1", "VEGFR2", "VEGFR3"]),
        ("呋喹替尼是高选择性的VEGFR-1、-2及-3抑制剂。", ["VEGFR1", "VEGFR2", "VEGFR3"]),
        ("ZK-1201, a JAK1/2 inhibitor, was given for 3 months.", ["JAK1", "JAK2"]),
        ("A trial of the FGFR1 inhibitor took 1, 2 or 3 months.", ["FGFR1"]),
    ],
)
def test_a_list_names_more_of_a_family_by_their_numbers(told: str, codes: list[str]) -> None:
    page = Page(Text(told))
    lexicon = lexical.targets(batch.extractor(curation_folder()).catalog)
    found = lexical.find_targets(page, lexicon, bytearray(len(told) + 1), list(range(len(page.sentences))))
    assert [m.value for m in found] == codes
