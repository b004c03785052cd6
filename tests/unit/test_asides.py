"""Headlines of other pages, around or inside a text, tell nothing of the page's own deal."""

from __future__ import annotations

import pytest

from chuhai.extract.batch import extractor
from chuhai.reading.text import Text
from chuhai.settings import curation_folder

BODY = (
    "Hansoh Pharma has granted GSK exclusive worldwide rights to HS-20093 outside mainland China, Hong Kong, Macau and Taiwan.\n\n"
    "Hansoh will receive 185 million dollars upfront and up to 1.525 billion dollars in milestone payments, plus tiered royalties."
)
OTHERS = (
    "Merck KGaA buys an option on Abbisko's pimicotinib in deal worth 605 million",
    "Novartis and Argo Biopharma sign licence agreements on siRNA therapies",
    "Roche licenses antibody-drug conjugate from MediLink for 1 billion",
)
BODY_ZH = (
    "翰森制药与葛兰素史克签订许可协议,授予后者在大中华区以外开发、生产和商业化HS-20093的独家权利。\n\n"
    "翰森制药将收取1.85亿美元首付款,并可收取最多15.25亿美元里程碑付款以及分级特许权使用费。"
)
OTHERS_ZH = (
    "恒瑞医药把GLP-1产品组合授权给美国新公司",
    "科伦博泰与默沙东扩大抗体偶联药物合作",
    "和黄医药呋喹替尼海外权益授权武田",
)


def asides(text: str) -> list[str]:
    read = Text(text)
    return [read.stored[s.start : s.end] for s in read.sentences if s.aside]


def licensors(text: str) -> list[str]:
    found = extractor(curation_folder()).extract(Text(text))
    return [name for deal in found["deals"] for name in deal["licensor"]]


@pytest.mark.parametrize(("body", "others"), [(BODY, OTHERS), (BODY_ZH, OTHERS_ZH)])
def test_headlines_in_a_row_behind_the_text_that_share_nothing_with_it_are_asides(
    body: str, others: tuple[str, ...]
) -> None:
    assert asides(body + "\n\n" + "\n".join(others)) == list(others)


@pytest.mark.parametrize(("body", "others"), [(BODY, OTHERS), (BODY_ZH, OTHERS_ZH)])
def test_headlines_of_other_deals_behind_the_text_are_no_deals_of_the_page(body: str, others: tuple[str, ...]) -> None:
    assert licensors(body + "\n\n" + "\n".join(others)) == licensors(body) != []


def test_a_headline_on_the_page_own_deal_behind_the_text_is_no_aside() -> None:
    own = "Hansoh grants GSK rights to HS-20093 for 185 million"
    assert own not in asides(BODY + "\n\n" + "\n".join((own, *OTHERS)))


@pytest.mark.parametrize(
    ("body", "others", "title"),
    [(BODY, OTHERS, "GSK licenses HS-20093 from Hansoh"), (BODY_ZH, OTHERS_ZH, "翰森制药向葛兰素史克授权HS-20093")],
)
def test_a_column_of_headlines_before_the_text_leaves_its_title(body: str, others: tuple[str, ...], title: str) -> None:
    assert asides("\n".join((*others, title)) + "\n\n" + body) == list(others)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (BODY, "RELATED: Roche licenses antibody-drug conjugate from MediLink for 1 billion"),
        (BODY, "Read more: Novartis and Argo Biopharma sign licence agreements on siRNA therapies"),
        (BODY_ZH, "相关阅读:和黄医药呋喹替尼海外权益授权武田"),
        (BODY_ZH, "延伸閱讀：和黃醫藥呋喹替尼海外權益授權武田"),
    ],
)
def test_a_pointer_within_the_text_is_an_aside_and_what_follows_is_not(body: str, pointer: str) -> None:
    first, second = body.split("\n\n")
    read = Text("\n\n".join((first, pointer, second)))
    told = {read.stored[s.start : s.end].rstrip(): s.boilerplate for s in read.sentences}
    assert told[pointer]
    assert not told[second]


@pytest.mark.parametrize("announced", ["Most read", "More news", "You may also like", "Latest stories"])
def test_lines_under_a_title_of_a_list_are_asides_up_to_running_text(announced: str) -> None:
    text = BODY + f"\n\n{announced}\nTaiho to sell a generic in Japan\n{OTHERS[0]}\n\n" + BODY.split("\n\n", 1)[0]
    assert asides(text) == [announced, "Taiho to sell a generic in Japan", OTHERS[0]]


def test_a_page_that_is_a_list_of_headlines_keeps_them() -> None:
    assert asides("Deals of the week\n" + "\n".join(OTHERS)) == []


def test_items_and_rows_behind_the_text_are_no_asides() -> None:
    items = [f"- {line}" for line in OTHERS] + ["Roche | MediLink | licence | 1 billion"]
    assert asides(BODY + "\n\n" + "\n".join(items)) == []


def test_the_date_of_another_headline_is_not_that_of_the_page() -> None:
    dated = [f"{line} 2021-03-0{n}" for n, line in enumerate(OTHERS, 1)]
    found = extractor(curation_folder()).extract(Text(BODY + "\n\n" + "\n".join(dated)))
    assert [deal["announced"] for deal in found["deals"]] == [None]


def test_headlines_of_a_text_with_long_lines_are_not_taken_for_one_wrapped_line() -> None:
    two = (
        "Novartis and Argo Biopharma sign licence agreements on several siRNA therapies",
        "Roche licenses from MediLink",
    )
    long = " ".join([BODY.replace("\n\n", " ")] * 2)
    sentences = Text(long + "\n" + "\n".join(two)).sentences
    assert len({s.paragraph for s in sentences}) == 3


@pytest.mark.parametrize(
    ("body", "tail"),
    [
        (
            BODY,
            "Comments (2)\nbiofan88: I think Roche should license this next.\nreader: Pfizer already has a deal with Akeso.",
        ),
        (BODY_ZH, "网友评论(2)\n网友甲:感觉罗氏下一个会买这个授权。\n网友乙:辉瑞已经和康方生物有合作了。"),
        (BODY, "Sign up for our newsletter: licensing news from Roche, Akeso and more."),
        (BODY_ZH, "订阅本站快讯:每日获取罗氏、康方生物等公司的授权合作消息。"),
    ],
)
def test_what_readers_write_and_what_a_site_offers_tells_no_deal(body: str, tail: str) -> None:
    assert licensors(body + "\n\n" + tail) == licensors(body) != []
