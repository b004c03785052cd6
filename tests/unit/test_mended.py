"""What only the setting of a text put in is taken out before it is read, and evidence still points to the text as it was."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuhai.extract.batch import extractor
from chuhai.reading.mended import as_read, mended
from chuhai.reading.text import Text
from chuhai.settings import curation_folder

PLAIN = (
    "Hansoh Pharma grants GSK rights to HS-20093\n\n"
    "Hansoh Pharma has granted GSK exclusive worldwide rights to HS-20093 outside mainland China. "
    "Hansoh will receive $185 million upfront and up to $1.525 billion in milestone payments."
)
PLAIN_ZH = "翰森制药与葛兰素史克签订许可协议,授予后者在中国以外开发HS-20093的独家权利。翰森制药将收取1.85亿美元首付款。"
MARKDOWN = (
    "# Hansoh Pharma grants GSK rights to HS-20093\n\n![logo](https://x.example/l.png)"
    '[Hansoh Pharma](https://x.example/a_(b)) has granted [GSK](https://x.example/c "GSK plc") **exclusive worldwide rights** to '
    "HS\\-20093 outside mainland China. Hansoh will receive **$185 million** upfront and up to \\$1.525 billion in milestone payments."
)


def evidence(found: Any) -> list[dict[str, Any]]:
    if isinstance(found, dict):
        own = [found] if found.keys() >= {"start", "end", "quote"} else []
        return own + [e for inner in found.values() for e in evidence(inner)]
    return [e for inner in found for e in evidence(inner)] if isinstance(found, list) else []


def told(text: str) -> list[tuple[Any, ...]]:
    found = extractor(curation_folder()).extract(Text(text))
    return [
        (d["licensor_ids"], d["licensee_ids"], d["asset_names"], d["amounts"], d["territory"]) for d in found["deals"]
    ]


def test_markdown_reads_as_the_text_that_it_shows() -> None:
    assert as_read(Text(MARKDOWN)).stored == PLAIN
    assert told(MARKDOWN) == told(PLAIN) != []


def test_letters_set_apart_read_as_words() -> None:
    spread = "".join(
        a + " " if a > "\u3400" and b > "\u3400" else a for a, b in zip(PLAIN_ZH, PLAIN_ZH[1:] + " ", strict=True)
    )
    assert spread.count(" ") > 30
    assert told(spread) == told(PLAIN_ZH) != []


def test_words_of_a_menu_stay_apart() -> None:
    menu = "首页 股票 基金 期货 外汇 新闻 视频 论坛 登录\n"
    assert as_read(Text(menu + PLAIN_ZH)).stored == menu + PLAIN_ZH


def test_a_page_number_between_lines_goes_and_the_sentence_goes_on() -> None:
    text = "Hansoh Pharma has granted GSK exclusive worldwide rights to HS-20093 for\n– 2 –\nuse in humans outside mainland China."
    assert "– 2 –" not in as_read(Text(text)).stored
    assert len(Text(as_read(Text(text)).stored).sentences) == 1


def test_a_number_broken_at_the_width_of_a_chinese_text_is_whole() -> None:
    lines = (
        "公司于2024年2月2日与上海某某生物医药科技股份有限公司签订协议并将收取首付款两千万美元及里程碑付款最多三亿美元另可按净销售额收取分级特许权使用费双方将共同推进该产品在各地的开发注册与上市销售工作直至期满为止"
        * 3
    )
    broken = "\n".join(lines[i : i + 27] for i in range(0, len(lines), 27))
    assert as_read(Text(broken)).stored == lines


@pytest.mark.parametrize("text", [PLAIN, PLAIN_ZH, "a * b ** c", "See [1] and (2).", "f(x) = a_b_c", ""])
def test_a_text_without_such_signs_is_read_as_it_is(text: str) -> None:
    made = mended(Text(text))
    assert made is None or made.text.stored == text.replace(" ** ", "  ")


@pytest.mark.parametrize(
    "text", [MARKDOWN, textwrap.fill(PLAIN, 72), PLAIN_ZH.replace("授", "\n授"), PLAIN_ZH.replace("制", "\u200b制")]
)
def test_evidence_points_to_the_text_as_it_was(text: str) -> None:
    found = extractor(curation_folder()).extract(Text(text))
    assert found["deals"]
    for one in evidence(found):
        assert text[one["start"] : one["end"]] == one["quote"] != ""


@given(st.text(alphabet="ab *_#[]()!\\\n-–2页第 恒瑞医药，。\u200bhttps:/x", max_size=120))
def test_every_character_kept_stands_where_its_offset_says(stored: str) -> None:
    made = mended(Text(stored))
    if made is None:
        return
    read = made.text.stored
    assert len(made.offsets) == len(read) + 1
    assert made.offsets == sorted(made.offsets)
    assert all(char in (stored[at], " ") for char, at in zip(read, made.offsets, strict=False))


def test_blanks_left_where_the_lines_of_a_chinese_paragraph_were_broken_go() -> None:
    said = (
        "公司近日与苏州某某制药有限公司签订产品权利转让协议,把所持产品在指定区域内的知识产权及生产技术转让给对方,"
        "对方按约定分期支付转让款人民币五千万元,首笔款项八百万元已经到账,其余款项将在产品取得注册批件以后支付完毕。"
    )
    kept = "一、概述 证券代码 股票简称"
    broken = said[:35] + " " + said[35:70] + " " + said[70:]
    assert as_read(Text(broken)).stored == said
    assert as_read(Text(kept)).stored == kept


def test_a_word_divided_at_a_line_end_has_no_blank_behind_its_hyphen() -> None:
    text = "Fruquintinib is the lead candidate of Hutchison China MediTech (Chi-\nMed), which may now sell it in the whole of China."
    assert "(Chi-Med)" in as_read(Text(text)).stored


def test_a_line_that_begins_with_a_comma_goes_on() -> None:
    text = "恒瑞医药与默沙东就口服小分子抑制剂签订独家许可协议\n,将收取两亿美元首付款。"
    assert len(Text(text).sentences) == 1
