"""Wordings of a medicine's stage in both languages, those of a step still to come, and whose medicine a sentence tells of."""

from __future__ import annotations

import re

import pytest

from chuhai.extract import stage, staged
from chuhai.extract.assets import Drug
from chuhai.extract.base import Mention, Page
from chuhai.extract.pairs import Firms
from chuhai.reading.text import Text


def _told(text: str) -> list[tuple[str, str]]:
    page = Page(Text(text))
    return [(m.value, m.route) for m in stage.find(page, list(range(len(page.sentences))))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The agency let the antibody go into Phase 1 in March.", "ind"),
        ("The package holds one clinic-ready antibody.", "ind"),
        ("协议含一个临床准备就绪的项目。", "ind"),
        ("监管机构已放行其开展I期临床。", "ind"),
        ("该药临床1b/2a的数据即将解盲。", "phase-1-2"),
        ("Results of a pivotal Phase II trial were good.", "phase-2"),
        ("公司完成了中国IIb期注册临床试验。", "phase-2"),
        ("The drug is in a pivotal trial.", "phase-3"),
        ("该药正在开展注册临床。", "phase-3"),
        ("The FDA is reviewing the drug at present.", "filed"),
        ("A rolling submission to the agency has begun.", "filed"),
        ("公司已向FDA滚动提交资料。", "filed"),
        ("The drug won conditional clearance in China.", "approved"),
        ("The regulator has granted the new drug application.", "approved"),
        ("该药已核准用于骨髓纤维化。", "approved"),
        ("该药已有两项适应症获批。", "approved"),
        ("公司拿到了药监局的上市批准。", "approved"),
        ("监管机构已批准新药临床试验(IND)申请。", "ind"),
        ("其研究性新药申请已获批准。", "ind"),
        ("依据II期临床的新药上市申请已获受理。", "filed"),
        ("The regulator has taken up a New Drug Application for it.", "filed"),
        ("The tablets have been on sale since 1957.", "approved"),
        ("Market approval for dry eye came in October.", "approved"),
    ],
)
def test_a_stage_is_told_in_many_words(text: str, code: str) -> None:
    assert (code, "stage") in _told(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A phase 1 study in the U.S. is planned for next year.", "phase-1"),
        ("It could become the first approved cornea.", "approved"),
        ("The licensee makes efforts to have AB-101 approved.", "approved"),
        ("The antibody is phase 2-ready.", "phase-2"),
        ("Data come from a Phase 1 study, expected next year.", "phase-1"),
        ("转让方负责在美国做该药的I期临床。", "phase-1"),
        ("公司会依IND申请的要求开展研究。", "ind"),
        ("公司最快2027年底拿到药证。", "approved"),
        ("公司可收取上市销售前期金650万美元。", "approved"),
        ("该药在欧洲的上市申请,目前计划都在2027年提交。", "filed"),
    ],
)
def test_a_step_still_to_come_is_no_stage_reached(text: str, code: str) -> None:
    found = _told(text)
    assert (code, "stage") not in found
    assert (code, "planned") in found


@pytest.mark.parametrize(
    "text",
    [
        "It depends on a reimbursement price, approved by the insurer.",
        "The deal has been approved by the Investment Commission.",
        "该议案已获股东大会批准。",
        "首个全球临床今年已获FDA批准。",
    ],
)
def test_a_price_a_deal_or_a_trial_is_approved_and_no_medicine(text: str) -> None:
    assert "approved" not in [code for code, _ in _told(text)]


def test_who_owns_a_product_says_nothing_of_its_stage() -> None:
    assert _told("国内上市许可持有人仍为转让方。") == []


def _facts(text: str, mine: str, other: str) -> dict[str, float]:
    def drug(name: str) -> Drug:
        return Drug(name, None, [(m.start(), m.end()) for m in re.finditer(name, text)], [name], "code")

    def named(firm: str) -> list[int]:
        return [m.start() for m in re.finditer(firm, text)]

    at = text.index("Phase 2")
    ours = [drug(mine)] if mine else []
    page = Page(Text(text))
    spans = [(s.start, s.end) for s in page.sentences]
    firms = Firms(named("Ourco"), named("Theirco"), alone=True, signing=True)
    found = [Mention(at, at + 7, "phase-2", "stage")]
    (one,) = staged.candidates(page, found, spans, [], spans[:1], ours, [*ours, drug(other)], firms)
    return dict(one.facts)


def test_a_stage_belongs_to_the_medicine_and_the_company_named_last_before_it() -> None:
    own = _facts(
        "Ourco licensed AB-101. Theirco's CD-202 failed, but AB-101 of Ourco is in Phase 2.", "AB-101", "CD-202"
    )
    other = _facts("Ourco licensed AB-101. Theirco said that its CD-202 is in Phase 2.", "AB-101", "CD-202")
    assert own["last named: the deal's medicine"] == own["a party before it"] == 1.0
    assert own["last named: another medicine"] == own["only other companies beside"] == 0.0
    assert other["last named: another medicine"] == other["another company before it"] == 1.0
    assert other["only other companies beside, no medicine"] == 1.0


def test_a_deal_without_a_medicine_knows_that_a_stage_is_of_one_that_is_named() -> None:
    facts = _facts("Ourco and Theirco work on antibodies, and CD-202 is in Phase 2.", "", "CD-202")
    assert facts["beside another medicine, none of the deal's"] == 1.0
    assert facts["no medicine"] == 1.0


@pytest.mark.parametrize("text", ["临床前已显示活性。", "Preclinical evidence suggests activity."])
def test_early_data_are_told_apart_from_an_early_medicine(text: str) -> None:
    page = Page(Text(text))
    span = (page.sentences[0].start, page.sentences[0].end)
    (one,) = staged.candidates(
        page, stage.find(page, [0]), [span], [], [span], [], [], Firms([], [], alone=True, signing=True)
    )
    assert one.facts["only data, early"] == 1.0
