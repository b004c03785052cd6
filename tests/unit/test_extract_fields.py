"""What a deal's fields are read from, on sentences of our own: day, kind, event, stage."""

from __future__ import annotations

from typing import Any

import pytest

from chuhai.catalog import Catalog
from chuhai.extract import _claim_numbers, dates, money, stage, staged
from chuhai.extract.base import Page
from chuhai.extract.extractor import Extractor
from chuhai.extract.pairs import Firms
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
        ("恒瑞医药1月27日公告,与默沙东签约。2026年至今,国内药企的海外授权至少已有10笔。", "2026-01-27"),
        ("Novartis and Argo (September) lead the list. In Q3 2025 there were 104 deals.", "2025-09"),
    ],
)
def test_a_day_short_of_its_year_or_month_takes_them_from_the_page(said: str, iso: str) -> None:
    assert iso in {m.value.iso for m in dates.find(Page(Text(said)))}


@pytest.mark.parametrize(
    "said",
    ["恒瑞医药1月27日公告,与默沙东签约。2025年营收5800亿元。", "恒瑞医药1月27日公告,与默沙东签约,预计2030年初上市。"],
)
def test_a_year_that_isnt_told_as_going_on_is_no_days_year(said: str) -> None:
    assert [m.value.iso for m in dates.find(Page(Text(said))) if m.value.precision == "day"] == []


def test_a_day_far_behind_another_year_may_be_of_the_pages_own_year() -> None:
    said = f"2023-10-26 10:20 两家2022年5月签约。{'此后研究进展不一,各有说法。' * 8}10月23日,默沙东公告终止。"
    page = Page(Text(said))
    assert {"2022-10-23", "2023-10-23"} <= {m.value.iso for m in dates.find(page)}
    assert dates.own_day(page) == "2023-10-26"


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
        ("AB-12 is to be developed and commercialized in South Korea.", []),
        ("AB-12 begins studies needed for an Investigational New Drug filing.", []),
        ("The phase I trial will be started by both companies.", []),
        ("从药物发现到临床二期,研发由信达生物承担。", []),
        ("药品研发须经历临床前、临床、注册等多道环节。", []),
        ("GLP-1产品组合在海外是否能够获批上市存在风险。", []),
        ("许可产品获批上市后,持有人仍为众生睿创。", []),
        ("公司经营管理层已批准这项交易。", []),
        ("该药在美国做到临床1期。", ["phase-1"]),
        ("该药拿到大陆药证。", ["approved"]),
        ("AB-12 is a late-stage hypertension candidate.", ["phase-3"]),
        ("AB-12 has yet to enter the clinic.", ["preclinical"]),
    ],
)
def test_a_stage_is_one_that_has_been_reached(said: str, codes: list[str]) -> None:
    page = Page(Text(said))
    found = stage.find(page, list(range(len(page.sentences))))
    assert [m.value for m in found if m.route == "stage"] == codes


@pytest.mark.parametrize(
    ("said", "granted"),
    [
        ("Pfizer gets rights to it in Asia Pacific without Japan.", "asia pacific ex japan"),
        ("The firm sells US and Canadian rights to the drug.", "US + Canada"),
        ("Greater China rights have been licensed to the firm.", "Greater China"),
        (
            "The licence covers China (mainland China, Hong Kong and Macau included).",
            "China mainland + Hong Kong + Macau",
        ),
        ("It may sell the drug in every territory apart from China.", "worldwide ex China"),
        ("取得在下列国家的开发及商业化权利:美国、墨西哥、欧盟成员国、英国和日本。", "US + Mexico + EU + UK + Japan"),
        ("许可将覆盖全球,不包括中国大陆、香港、澳门、台湾等地区。", "worldwide ex Greater China"),
    ],
)
def test_a_territory_is_read_from_lists_adjectives_and_what_they_leave_out(
    extractor: Extractor, said: str, granted: str
) -> None:
    places = extractor._places
    page = Page(Text(said))
    found = max(places.find(page, [0]), key=lambda m: m.value.score)
    assert found.value.territory.granted == places.gazetteer.parse(granted).granted


@pytest.mark.parametrize(
    ("said", "roles"),
    [
        ("里程碑付款总计至多4.92亿美元,其中已包含首付款1500万美元。", {"total": 492, "upfront": 15}),
        ("支付首付款及研发里程碑款项合共3.15亿元人民币。", {"upfront_and_near_term": 315}),
        ("The ¥596 million (US$86 million) deal covers China.", {"total": 596}),
        ("Milestones may total up to $9.3 billion.", {"milestones": 9300}),
    ],
)
def test_a_sum_is_of_what_it_adds_up(said: str, roles: dict[str, float]) -> None:
    found = {m.value.role: m.value.amount_m for m in money.find(Page(Text(said)))}
    assert {role: found.get(role) for role in roles} == roles


def test_a_brand_and_its_generic_name_are_one_medicine(extractor: Extractor) -> None:
    read = deal(
        extractor, "Hengrui granted Pfizer an exclusive license to the cancer drug Lumofenta (lumofentine) in Japan."
    )
    assert read["asset_names"] == [["Lumofenta", "lumofentine"]]


def test_a_list_of_medicines_is_taken_whole(extractor: Extractor) -> None:
    read = deal(
        extractor,
        "Hengrui and Pfizer signed a license agreement. The agreement covers AB1234 (PD-1/IL-2), AB5678 and AB9012.",
    )
    assert read["assets"] == ["AB1234", "AB5678", "AB9012"]


def test_what_many_firms_did_is_no_term_of_a_deal(extractor: Extractor) -> None:
    read = deal(
        extractor,
        "恒瑞医药授予默沙东HRS-5346的独家许可。\n2025年中国创新药出海150笔,ADC潜在总额172亿美元,III期占一半。",
    )
    assert (read["modality"], read["stage"], read["amounts"]) == (None, None, {})


def test_a_day_takes_no_year_that_stands_alone() -> None:
    said = "恒瑞医药2月23日公告,双方签署协议。该药2022年进入临床。"
    assert [m.value.iso for m in dates.find(Page(Text(said))) if m.value.precision == "day"] == []


def test_rights_to_sell_and_no_more_are_commercialization(extractor: Extractor) -> None:
    sold = "Hengrui granted Pfizer exclusive commercialization rights to HRS-1167 in Japan."
    both = "Hengrui granted Pfizer exclusive rights to develop and commercialize HRS-1167 in Japan."
    assert (deal(extractor, sold)["kind"], deal(extractor, both)["kind"]) == ("commercialization", "license")


def test_what_was_said_yesterday_is_of_the_day_before_the_page(extractor: Extractor) -> None:
    read = deal(extractor, "Jan 04, 2018 Staff reporter. Hengrui said yesterday it licensed HRS-1167 to Pfizer.")
    assert read["announced"] == "2018-01-03"
    assert "yesterday" in read["evidence"]["announced"]["quote"]


def test_the_issue_before_is_no_phase() -> None:
    page = Page(Text("前一期 后一期 信息披露,该药许可给辉瑞。"))
    assert stage.find(page, list(range(len(page.sentences)))) == []


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("2025年国产创新药对外授权交易157笔,总金额过10亿美元的37起。", [157.0, 37.0]),
        ("2025年国产创新药对外授权总金额1356亿美元,比2024年全年还多837亿美元。", [135600.0]),
    ],
)
def test_a_bound_or_a_difference_is_no_sum(extractor: Extractor, said: str, values: list[float]) -> None:
    assert [c["value"] for c in extractor.extract(Text(said))["claims"]] == values


def test_a_count_may_follow_what_it_counts() -> None:
    found = _claim_numbers.find("2024年达成license out交易88项(2023年80项)。", True)
    assert [n.value for n in found if n.kind == "count"] == [88.0, 80.0]


@pytest.mark.parametrize(
    "said",
    [
        "Hengrui is on the lookout for further partners for its antibody pipeline.",
        "Hengrui wants to license its antibodies abroad.",
        "恒瑞医药打算将HRS-1167的海外权益授权给一家跨国药企。",
    ],
)
def test_a_company_that_wants_partners_is_a_signal(extractor: Extractor, said: str) -> None:
    assert [s["tier"] for s in extractor.extract(Text(said))["signals"]] == ["intent"]


def test_a_list_of_targets_is_taken_whole(extractor: Extractor) -> None:
    read = deal(
        extractor,
        "Hengrui granted Pfizer an exclusive license to HRS-1167. The trispecific antibody binds GPRC5D, BCMA and CD3.",
    )
    assert read["targets"] == ["GPRC5D", "BCMA", "CD3"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("The drug is in Ph2.", "phase-2"),
        ("Korea has cleared the drug for a Phase I clinical trial.", "ind"),
        ("该产品已取得中国临床许可。", "ind"),
        ("The Korean government's approval is pending.", "filed"),
        ("单日贴已在美国、欧洲、中国等多个国家和地区上市。", "approved"),
        ("The receptor agonist is sold in Japan as Mulpleta.", "approved"),
        ("这项药物2023年在两国的销售额逾2200万美元。", "approved"),
        ("该药的上市申请均为受理阶段。", "filed"),
    ],
)
def test_a_step_towards_the_market_is_a_stage(said: str, code: str) -> None:
    page = Page(Text(said))
    assert [m.value for m in stage.find(page, [0]) if m.route == "stage"] == [code]


def test_what_is_said_about_a_medicine_at_the_end_of_a_page_tells_its_stage(extractor: Extractor) -> None:
    text = (
        "SHANGHAI, May 24, 2022 -- Hengrui Pharma today announced that it has granted Pfizer an exclusive license to HRS-1167 in Brazil. "
        "Pfizer will pay $3 million upfront.\n\nAbout HRS-1167\nHRS-1167 is an antibody which was approved in China in 2019."
    )
    page = Page(Text(text))
    (drug,) = [d for d in extractor.read(page).drugs if "HRS-1167" in d.names]
    told = [page.said(page.sentences[n]) for n in staged.sentences(page, [drug])]
    assert any("was approved in China" in said for said in told)


def test_an_application_still_to_come_leaves_a_medicine_before_its_trials() -> None:
    page = Page(Text("AB-12 is in studies needed for an Investigational New Drug filing. 此外无他。"))
    found = stage.find(page, [0])
    sentence = (page.sentences[0].start, page.sentences[0].end)
    told = staged.candidates(page, found, [sentence], [], [sentence], [], [], Firms([], [], True, True))
    assert [(m.value, m.route) for m in found] == [("ind", "planned")]
    assert [(one.value, one.mention.route) for one in told] == [("ind", "planned"), ("preclinical", "before it")]


def test_a_stage_that_its_sentence_surpasses_is_told_as_less() -> None:
    page = Page(Text("该药在中国已进入III期,妇科肿瘤等处于II期。"))
    sentence = (page.sentences[0].start, page.sentences[0].end)
    told = staged.candidates(page, stage.find(page, [0]), [sentence], [], [sentence], [], [], Firms([], [], True, True))
    assert {one.value: one.facts["less than its sentence tells"] for one in told} == {"phase-3": 0.0, "phase-2": 1.0}


def test_a_firm_at_the_commercial_stage_tells_no_stage_of_a_medicine() -> None:
    page = Page(Text("Hengrui, a commercial-stage biopharmaceutical company, granted Pfizer a license."))
    assert stage.find(page, [0]) == []


def test_the_stage_of_a_medicine_is_told_wherever_it_is_named(extractor: Extractor) -> None:
    text = (
        "Hengrui granted Pfizer an exclusive license to HRS-5346 in Japan.\nPfizer has 80,000 employees.\nIts shares rose.\n"
        "Roche made a profit.\nHRS-5346 is now in a phase 3 trial."
    )
    assert deal(extractor, text)["stage"] == "phase-3"


@pytest.mark.parametrize(
    ("said", "canonical"),
    [
        ("It obtains exclusive rights in the European Union (EU), the UK and Switzerland.", "EU"),
        ("North America and Japan are the regions where it obtains rights to sell the drug.", "CA JP US"),
        ("The license covers Mainland China, Hong Kong Special Administrative Region and Taiwan.", "CN HK TW"),
        (
            "独家许可区域为全球,不包括中国大陆、中国香港特别行政区、中国澳门特别行政区、中国台湾。",
            "WORLD -CN -HK -MO -TW",
        ),
        ("全球权利许可,惟中港澳台等地区除外。", "WORLD -CN -HK -MO -TW"),
    ],
)
def test_a_list_of_places_is_read_to_its_end(extractor: Extractor, said: str, canonical: str) -> None:
    page = Page(Text(said))
    (found,) = extractor._places.find(page, [0])
    if canonical == "EU":
        assert {"DE", "GB", "CH"} <= found.value.territory.granted
        assert "NO" not in found.value.territory.granted
    else:
        assert found.value.canonical == canonical


def test_what_was_said_on_a_weekday_is_of_the_last_such_day_before_the_page(extractor: Extractor) -> None:
    text = "June 9, 2021 - 10:15\nHengrui said Tuesday that it has granted Pfizer an exclusive license to HRS-5346 in Japan."
    assert deal(extractor, text)["announced"] == "2021-06-08"
    text = "2021年6月9日 来源:财联社\n恒瑞医药周二晚公告,授予辉瑞HRS-5346在日本的独家许可。"
    assert deal(extractor, text)["announced"] == "2021-06-08"


@pytest.mark.parametrize(
    ("said", "canonical"),
    [
        ("It obtains global rights with Japan and Canada excepted.", "WORLD -CA -JP"),
        ("Japan and Canada are left out of the agreement.", "WORLD -CA -JP"),
        ("Japan and Canada are where it may develop the products.", "CA JP"),
        ("公司在中国(中国大陆、香港、澳门和台湾地区均在内)取得独占许可。", "CN HK MO TW"),
        ("由对方销售土耳其、以色列以外的日本、以色列市场。", "JP"),
    ],
)
def test_what_is_left_out_is_told_before_or_behind_a_place(extractor: Extractor, said: str, canonical: str) -> None:
    found = extractor._places.find(Page(Text(said)), [0])
    assert [m.value.canonical for m in found if not m.value.rest] == [canonical]


@pytest.mark.parametrize(
    "said",
    [
        "Rights in Greater China stay with Alphamab, rights elsewhere are Arrivent's.",
        "其全球独家权利,大中华区不在内。",
        "大中华区的权利留给和黄医药。",
    ],
)
def test_what_one_side_keeps_leaves_the_rest_of_the_world(extractor: Extractor, said: str) -> None:
    found = extractor._places.find(Page(Text(said)), [0])
    assert {m.value.canonical for m in found if m.value.rest} == {"WORLD -CN -HK -MO -TW"}
    assert all(m.value.kept for m in found if m.value.canonical == "CN HK MO TW")


def test_places_that_begin_a_sentence_are_granted_by_what_stands_behind(extractor: Extractor) -> None:
    (told,) = extractor._places.find(Page(Text("In Japan, Huadong Medicine may sell the drugs.")), [0])
    assert (told.value.canonical, told.value.score) == ("JP", 1.0)


@pytest.mark.parametrize("said", ["韩国AimedBio与启德医药签下独家许可。", "中国创新药对外授权破纪录。"])
def test_a_place_of_a_firm_or_a_trade_is_nothing_granted(extractor: Extractor, said: str) -> None:
    assert extractor._places.find(Page(Text(said)), [0]) == []


@pytest.mark.parametrize(
    ("said", "iso"),
    [
        ("2025-11-02\nHengrui and GSK (July): $500 million upfront.", "2025-07"),
        ("發佈於 2019-03-05\n逸達2/11宣布授權。", "2019-02-11"),
        ("This license agreement is dated this 22 day of December, 2017.", "2017-12-22"),
    ],
)
def test_months_and_days_of_lists_take_the_year_of_the_page(said: str, iso: str) -> None:
    assert iso in {m.value.iso for m in dates.find(Page(Text(said)))}
