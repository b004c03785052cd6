"""What a deal's fields are read from, on sentences of our own: day, kind, event, stage."""

from __future__ import annotations

from typing import Any

import pytest

from chuhai.catalog import Catalog
from chuhai.extract import dates, stage
from chuhai.extract.base import Page
from chuhai.extract.extractor import Extractor
from chuhai.reading.text import Text
from chuhai.settings import curation_folder


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(Catalog(curation_folder()))


def deal(extractor: Extractor, said: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = extractor.extract(Text(said))["deals"]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("said", "iso"),
    [
        ("2026-01-05 10:20 恒瑞医药12月22日公告,与默沙东签署许可协议。", "2025-12-22"),
        ("时间:2024-05-20 09:00 恒瑞医药(600276)昨(19)日宣布,与默沙东签署授权合约。", "2024-05-19"),
        ("date 2021-12 A licence for a new antibody", "2021-12"),
        ("Licensor A. Licensee B. 11/22/16", "2016-11-22"),
    ],
)
def test_a_day_short_of_its_year_or_month_takes_them_from_the_page(said: str, iso: str) -> None:
    assert iso in {m.value.iso for m in dates.find(Page(Text(said)))}


def test_lately_is_no_day(extractor: Extractor) -> None:
    read = deal(extractor, "2025-10-13 10:00 恒瑞医药近日宣布,与默沙东签署许可协议,授予默沙东HRS-5346的全球独家权利。")
    assert (read["announced"], read["announced_precision"]) == ("2025-10", "month")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Pfizer paid Hengrui $50 million upfront for HRS-1167 in a deal worth up to $900 million.", "license"),
        (
            "Hengrui and Pfizer entered into a research collaboration on new antibodies. Pfizer pays upfront.",
            "collaboration",
        ),
        ("恒瑞医药与辉瑞达成许可与商业化协议,授予辉瑞HRS-1167的全球独家权利。", "license"),
        ("恒瑞医药与辉瑞签署权利转让协议,将HRS-1167的授权许可转让给辉瑞。", "asset-purchase"),
    ],
)
def test_the_kind_of_an_agreement(extractor: Extractor, said: str, kind: str) -> None:
    assert deal(extractor, said)["kind"] == kind


@pytest.mark.parametrize(
    ("said", "event"),
    [
        ("Pfizer exits its licence deal with Hengrui for HRS-1167.", "termination"),
        ("Hengrui licensed HRS-1167 to Pfizer. The year-end agreements pay $50 million upfront.", "signing"),
        ("恒瑞医药公告,辉瑞放弃HRS-1167的许可权利。", "termination"),
        ("Hengrui granted Pfizer a license to HRS-1167 and two option programs (if exercised).", "signing"),
    ],
)
def test_the_event_of_a_deal(extractor: Extractor, said: str, event: str) -> None:
    assert deal(extractor, said)["event"] == event


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("It earns royalties should the product be approved.", []),
        ("Preclinical, clinical and commercial milestones may add $1 billion.", []),
        ("The company can now carry AB-12 into Phase 2 trials.", []),
        ("该药能否获批上市存在风险。", []),
        ("公司收到第一期款项。", []),
        ("AB-12 is in a dose-escalation trial.", ["phase-1"]),
        ("AB-12 won its first approval in March 2022.", ["approved"]),
        ("全球II/III期关键注册试验已启动。", ["phase-2-3"]),
    ],
)
def test_a_stage_is_one_that_has_been_reached(said: str, codes: list[str]) -> None:
    page = Page(Text(said))
    found = stage.find(page, list(range(len(page.sentences))))
    assert [m.value for m in found if m.route == "stage"] == codes
