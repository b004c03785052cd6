"""Reading PDFs: the text layer in paragraphs, and a named issue for what has none or can't be opened."""

from __future__ import annotations

import concurrent.futures

import reading_files as files
from chuhai.reading.limits import Limits
from chuhai.reading.lines import Printed, joined
from chuhai.reading.pdf import read_pdf
from chuhai.reading.read import read

CLOSINGS = ("First", "Second", "Third")


def codes(found):
    return [issue["code"] for issue in found.issues]


def test_lines_become_paragraphs_and_page_heads_and_numbers_go():
    pages = []
    for number, paragraph in enumerate(files.ENGLISH, 1):
        second = f"{CLOSINGS[number - 1]} paragraph closes the page with a sentence of its own."
        pages.append(["Hengrui Pharma - release", "", *files.wrapped(paragraph), "", second, f"Page {number} of 3"])
    found = read(files.pdf(pages, title="Hengrui licenses HRS-5346"))
    expected = [
        p
        for n, paragraph in enumerate(files.ENGLISH, 1)
        for p in (paragraph, f"{CLOSINGS[n - 1]} paragraph closes the page with a sentence of its own.")
    ]
    assert found.text.stored.split("\n\n") == expected
    assert (found.media, found.title, found.issues) == ("pdf", "Hengrui licenses HRS-5346", [])


def test_a_word_divided_at_a_line_end_is_mended_and_a_compound_keeps_its_hyphen():
    lines = [
        "The company will receive an upfront pay-",
        "ment of $200 million for the first-",
        "in-class medicine, and HRS-",
        "5346 stays.",
    ]
    found = read_pdf(files.pdf([lines]))
    assert (
        found.text
        == "The company will receive an upfront payment of $200 million for the first-in-class medicine, and HRS-5346 stays."
    )


def test_a_password_is_asked_for_by_name():
    found = read(files.pdf([["secret text"]], password="x"))
    assert (found.media, found.text.stored, codes(found)) == ("pdf", "", ["password"])


def test_an_encrypted_pdf_that_opens_without_a_password_is_read():
    found = read_pdf(files.pdf([["readable although encrypted"]], password=""))
    assert (found.text, found.issues) == ("readable although encrypted", [])


def test_a_scan_is_named_and_so_are_single_pages_without_text():
    assert codes(read(files.pdf([[], []], image=True))) == ["scanned"]
    assert codes(read(files.pdf([["A page with a line of text."], []]))) == ["pages-without-text"]


def test_what_can_not_be_opened_is_damaged():
    whole = files.release()
    assert codes(read(whole[: len(whole) // 4])) == ["damaged"]
    assert codes(read(b"%PDF-1.7\nnothing else")) == ["damaged"]


def test_a_pdf_behind_other_bytes_is_found():
    assert files.ENGLISH[2][:30] in read(b"\r\n" * 20 + files.release()).text.stored


def test_pages_time_and_characters_are_limited():
    many = files.pdf([[f"Page number {i} has this line of text on it."] for i in range(30)])
    assert read_pdf(many, Limits(pages=5)).issues[0]["message"] == "5 of 30 pages are read"
    assert codes(read_pdf(many, Limits(seconds=0))) == ["cut"]
    assert read_pdf(many, Limits(seconds=0)).text.count("Page number") == 1
    short = read(many, limits=Limits(characters=100))
    assert 90 < len(short.text.stored) <= 100
    assert set(codes(short)) == {"cut"}


def test_a_page_without_end_is_cut_and_says_so():
    found = read_pdf(files.pdf([["The upfront payment of $200 million is due within thirty days"] * 8_000]))
    assert 300_000 < len(found.text) <= 400_000
    assert codes(found) == ["cut"]


def test_threads_read_one_after_the_other_without_harm():
    whole = files.release()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        texts = set(pool.map(lambda _: read_pdf(whole).text, range(40)))
    assert texts == {read_pdf(whole).text}


def printed(*lines: str) -> list[Printed]:
    return [Printed(line, 72, 72 + 10 * len(line), 700 - 16 * n, 10) for n, line in enumerate(lines)]


def test_chinese_lines_join_without_a_space_and_shapes_become_characters():
    page = printed("恒瑞医药将获得2亿美元的⾸付款，以及最⾼可", "达17.7亿美元的研发和监管里程碑付款等款项。")
    assert joined([page]) == "恒瑞医药将获得2亿美元的首付款，以及最高可达17.7亿美元的研发和监管里程碑付款等款项。"


def test_spaces_between_all_chinese_characters_are_taken_out():
    assert joined([printed("首 付 款 为 2 亿 美 元", "x")]).startswith("首付款为 2 亿美元")


def test_a_sentence_runs_over_a_page_end():
    first, second = (
        printed("The upfront payment of two hundred million", "dollars is due within thirty days after"),
        printed("signing."),
    )
    assert (
        joined([first, second])
        == "The upfront payment of two hundred million dollars is due within thirty days after signing."
    )
