"""Reading a file: its kind by content, its encoding, its limits, and a named issue for whatever is wrong."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reading_files as files
from chuhai.reading.dates import iso
from chuhai.reading.decode import decode
from chuhai.reading.limits import Limits
from chuhai.reading.read import Read, read
from chuhai.reading.sniff import is_html


def codes(found: Read) -> list[str]:
    return [issue["code"] for issue in found.issues]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *(
            ("\n".join(files.SIMPLIFIED), name)
            for name in ("gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
        ),
        *(("\n".join(files.TRADITIONAL), name) for name in ("big5", "big5hkscs", "utf-16-be")),
        ("，".join(files.SIMPLIFIED[2:]).replace("(", "（"), "utf-16-le"),
        ("本日、武田薬品工業は中国の企業とライセンス契約を締結したと発表した。", "cp932"),
        ("本日、武田薬品工業は中国の企業とライセンス契約を締結したと発表した。", "euc_jp"),
        ("本日、武田薬品工業は中国の企業とライセンス契約を締結したと発表した。", "iso2022_jp"),
        ("한미약품은 오늘 중국 기업과 라이선스 계약을 체결했다고 발표했다.", "cp949"),
        ("Roche a annoncé un accord – le montant s’élève à 200 millions € à la signature.", "cp1252"),
    ],
)
def test_text_is_read_in_any_encoding_that_nothing_names(text, encoding):
    found = read(text.encode(encoding))
    assert found.text.stored == text
    assert set(codes(found)) <= {"guessed-encoding"}


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "gb18030"])
def test_a_page_in_the_encoding_that_its_head_names_is_read_without_an_issue(charset):
    found = read(files.page(files.SIMPLIFIED, "恒瑞医药将HRS-5346授权给默沙东", charset=charset).encode("gb18030"))
    assert files.SIMPLIFIED[1] in found.text.stored
    assert (found.title, found.issues) == ("恒瑞医药将HRS-5346授权给默沙东", [])


@pytest.mark.parametrize(
    ("lie", "encoding"),
    [
        ("utf-8", "gbk"),
        ("big5", "gbk"),
        ("gbk", "big5"),
        ("iso-8859-1", "utf-8"),
        ("base64", "gbk"),
        ("nonsense", "gbk"),
    ],
)
def test_an_encoding_named_wrongly_does_not_spoil_the_text(lie, encoding):
    told = files.TRADITIONAL if encoding == "big5" else files.SIMPLIFIED
    found = read(files.page(told, told[2], charset=lie).encode(encoding))
    assert told[1] in found.text.stored


def test_an_encoding_named_by_the_server_is_heeded():
    said = "¥ and § stand for money".encode("cp1252")
    assert decode(said, "windows-1252")[:2] == ("¥ and § stand for money", "cp1252")


def test_broken_bytes_in_utf_8_are_replaced_and_counted():
    found = read("\n".join(files.SIMPLIFIED).encode()[:-1] + b"\xff and more")
    assert "\ufffd" in found.text.stored
    assert codes(found) == ["bad-bytes"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\0\0", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, "unsupported"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 900, "unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900, "unsupported"),
        (b"{\\rtf1 text}", "unsupported"),
        (files.zipped("word/document.xml"), "unsupported"),
        (files.zipped("data.csv"), "unsupported"),
        (bytes(range(256)) * 40, "binary"),
        (files.bomb(60), "bomb"),
    ],
)
def test_what_holds_no_text_is_refused_with_a_reason(data, code):
    found = read(data, "news.html")
    assert found.text.stored == ""
    assert (found.media, codes(found)) == ("text", [code])
    assert found.sha256_raw == hashlib.sha256(data).hexdigest()


def test_a_word_file_is_named_as_one():
    assert "Word" in read(files.zipped("word/document.xml")).issues[0]["message"]


def test_compressed_text_is_unpacked_and_what_is_compressed_twice_is_not():
    once = files.gzipped("Hengrui grants a license. " * 20)
    assert read(once).text.stored.startswith("Hengrui grants")
    twice = gzip.compress(once)
    assert codes(read(twice)) == ["unsupported"]


def test_compressed_data_that_end_early_give_what_is_there():
    whole = files.gzipped(" ".join(str(n) for n in range(20_000)))
    found = read(whole[: len(whole) // 2])
    assert found.text.stored.startswith("0 1 2 3")
    assert "damaged" in codes(found)


def test_unpacking_stops_at_its_limit():
    found = read(files.gzipped(" ".join(str(n) for n in range(400_000))), limits=Limits(inflated=1_000_000))
    assert len(found.text.stored) <= 1_000_000
    assert "cut" in codes(found)


def test_a_large_text_is_cut_and_a_large_pdf_refused():
    limits = Limits(characters=1000, markup=2000, bytes=5000)
    cut = read(b"word " * 100_000, limits=limits)
    assert len(cut.text.stored) <= 1000
    assert set(codes(cut)) == {"cut"}
    refused = read(files.release() + b"\n" * 5000, limits=limits)
    assert (refused.media, codes(refused), refused.text.stored) == ("pdf", ["too-large"], "")


@pytest.mark.parametrize("cut", [4001, 4002, 4003, 4004])
def test_a_cut_within_a_character_is_no_damage(cut):
    found = read("中文新闻".encode() * 1000, limits=Limits(bytes=cut))
    assert set(found.text.stored) == set("中文新闻")
    assert codes(found) == ["cut"]


def test_two_hundred_megabytes_take_no_more_than_a_few_seconds():
    start = time.process_time()
    found = read(b"a licence of $1 million, " * 8_000_000)
    assert time.process_time() - start < 8
    assert len(found.text.stored) > 1_999_900


def test_the_kind_is_told_by_content_before_the_name():
    assert read(files.release(), "page.html").media == "pdf"
    assert read(files.page().encode(), "file.pdf").media == "html"
    assert read(b"a < b and c > d", "notes.txt").media == "text"
    assert read(b"<p>One paragraph", "notes.htm").media == "html"
    assert not is_html("the <b> tag is bold")


def test_invisible_characters_are_kept_and_counted():
    found = read("Heng\u200brui \u202egrants\u202c a license".encode())
    assert found.text.stored == "Heng\u200brui \u202egrants\u202c a license"
    assert found.issues[0]["code"] == "hidden-characters"
    assert found.issues[0]["message"].startswith("3 ")


def test_look_alike_letters_in_a_word_are_named_and_greek_of_the_field_is_not():
    found = read("Меrck pays Αkeso and Hеngrui".encode())
    assert codes(found) == ["mixed-scripts"]
    assert "Меrck" in found.issues[0]["message"]
    assert read("IFNγ, NFκB, TGFβ and αPD1 in μg; μ-opioid".encode()).issues == []


def test_control_characters_become_spaces_of_the_same_length():
    found = read(b"up\x00front of $200\x07million, paid at signing")
    assert found.text.stored == "up front of $200 million, paid at signing"
    assert codes(found) == ["control-characters"]


def test_two_languages_side_by_side_are_reported():
    found = read("\n".join((*files.ENGLISH, *files.ENGLISH, *files.SIMPLIFIED, *files.SIMPLIFIED)).encode())
    assert codes(found) == ["mixed-languages"]


@pytest.mark.parametrize(
    "line", ["a" * 1_000_000, "中" * 1_000_000, "Меrck " * 170_000, "<" * 1_000_000, "&#" * 500_000]
)
def test_a_line_of_a_million_characters_takes_bounded_time(line):
    start = time.process_time()
    assert read(line.encode()).media in ("text", "html")
    assert read(f"<html><p>{line}".encode()).media == "html"
    assert time.process_time() - start < 6


def test_dates_are_given_as_they_stand():
    assert iso("2025-05-20T06:45:00-04:00") == "2025-05-20T06:45:00-04:00"
    assert iso("2025-05-20") == "2025-05-20"
    assert iso("发布时间：2025年5月20日 08:30 来源：新华社") == "2025-05-20T08:30:00"
    assert iso("May 20, 2025 06:45 AM ET") == "2025-05-20T06:45:00"
    assert iso("20 May 2025") == "2025-05-20"
    assert iso("20250520") == "2025-05-20"
    assert [iso(said) for said in ("", "no date", "2025-13-45", "05/06/2025", "1850-01-01", "Mon, 99 Foo")] == [
        None
    ] * 6


@given(st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_is_read_in_every_form(day):
    forms = (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%b} {day.year}",
    )
    assert {iso(form) for form in forms} == {day.isoformat()}


PARTS = (
    *("<p>", "</p>", "<table>", "<td>", "<tr>", "</table>", "<b>", "</b>", "<div class='nav'>", "</div>", "<a ", "x>"),
    *("text ", "中文", "<!--", "-->", "&amp;", '"', "<h1>", "<br>", "<script>", "</script>"),
)
MARKS = (
    b"",
    b"%PDF-1.7\n",
    b"<html><body>",
    b"\x1f\x8b\x08\0",
    b"PK\x03\x04",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"<?xml encoding='x'?>",
)


@settings(max_examples=300)
@given(
    st.sampled_from(MARKS),
    st.binary(max_size=400),
    st.sampled_from([None, "a.html", "a.pdf"]),
    st.sampled_from([None, "gbk", "x", "utf-7"]),
)
def test_any_bytes_give_a_text_or_an_issue(mark, data, name, charset):
    start = time.process_time()
    found = read(mark + data, name, charset=charset)
    assert time.process_time() - start < 5
    assert found.text.stored or found.issues
    assert "\0" not in found.text.stored
    found.text.stored.encode()  # no half surrogate pairs


@settings(max_examples=200)
@given(st.lists(st.sampled_from(PARTS), max_size=60))
def test_any_mixture_of_tags_gives_text_without_tags_of_the_page(parts):
    found = read(("<html>" + "".join(parts)).encode())
    assert found.media == "html"
    assert "<div class" not in found.text.stored or '"' in parts or "<a " in parts or "<!--" in parts


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="<"), max_size=300))
def test_plain_text_keeps_every_character(said):
    found = read(("Text: " + said + ".").encode())
    assert found.text.stored == "Text: " + said + "."
