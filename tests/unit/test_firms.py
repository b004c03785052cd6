"""The list of firms: evidence for a name, one firm under all its names, its seat; never more than that."""

from __future__ import annotations

from pathlib import Path

import pytest

import tiny
from chuhai.catalog import Catalog
from chuhai.catalog.firms import Firm
from chuhai.errors import CurationError
from chuhai.extract import companies, firm_index, names_told
from chuhai.extract.base import Page
from chuhai.extract.homes import listed_seat
from chuhai.extract.name_index import NameIndex
from chuhai.quality import checks
from chuhai.reading.text import Text

ROWS = [
    {"names": ["Velmora Bio", "Velmora", "维莫拉生物"], "hq": "SE", "sources": ["package:lists@1.0"]},
    {"names": ["Summit Harvest"], "hq": "US", "sources": ["package:lists@1.0"]},
    {"names": ["Impact"], "hq": "US", "sources": ["package:lists@1.0"]},
    {"names": ["korvanta"], "hq": "DK", "sources": ["package:lists@1.0"]},
    {"names": ["翰林医药科技"], "hq": "CN", "sources": ["package:lists@1.0"], "company": "C-000001"},
]


@pytest.fixture
def listed(curation: Path) -> NameIndex:
    tiny.lines(curation / "firms" / "some.jsonl", ROWS)
    return NameIndex(Catalog(curation))


def test_a_listed_name_is_met_with_any_legal_form_and_as_a_whole_word_only(listed: NameIndex) -> None:
    said = "Velmora Bio, Inc. and VELMORA BIO met Velmorah; korvanta came, Korvanta too."
    assert [said[a:b] for a, b in listed.listed.matches(said)] == ["Velmora Bio", "VELMORA BIO", "korvanta", "Korvanta"]
    assert listed.listed.of("Velmora Bio AB") == [0]


def test_a_common_word_in_small_letters_is_no_listed_name(listed: NameIndex) -> None:
    assert list(listed.listed.matches("The impact was small.")) == []


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("Velmora Bio", "listed"),
        ("Velmora", "listed, one word"),
        ("Impact", "listed, common word"),
        ("Summit Therapeutics", "listed, common words"),
        ("ABL", "listed, short"),
        ("维莫拉", "listed, short"),
        ("维莫拉生物", "listed"),
    ],
)
def test_the_list_says_less_of_names_that_are_easily_something_else(name: str, sort: str) -> None:
    assert firm_index.sort(name) == sort


def test_what_the_list_says_is_a_fact_of_the_string() -> None:
    places = [(0, 7, 1.0)]
    free = names_told.facts("Velmora", 1, places, lambda _: False, None, {})
    held = names_told.facts("Velmora", 1, places, lambda _: False, "listed, one word", {})
    assert {k: v for k, v in held.items() if k not in free} == {"listed, one word": 1.0}


def test_two_names_of_one_listed_firm_are_one_party(listed: NameIndex) -> None:
    said = "维莫拉生物与贝仑制药有限公司签订许可协议,引进HX-1。贝仑制药将从Velmora Bio收取首付款2000万美元。"
    parties, _ = companies.find(Page(Text(said)), listed)
    (one,) = [p for p in parties.values() if p.firms and p.firms[0].hq == "SE"]
    assert {said[a:b] for a, b in one.spans} == {"Velmora Bio", "维莫拉生物"}


def test_a_listed_name_of_a_registry_company_is_that_company(listed: NameIndex) -> None:
    said = "翰林医药科技有限公司与贝仑制药有限公司签订许可协议,授予贝仑制药HX-1在大中华区的独家权利。"
    parties, _ = companies.find(Page(Text(said)), listed)
    assert "C-000001" in {p.company for p in parties.values()}


def test_firms_of_one_name_have_a_seat_only_where_they_share_it() -> None:
    swedish, danish = (Firm(["Velmora"], ["list"], hq) for hq in ("SE", "DK"))
    assert listed_seat([swedish, swedish]) == "SE"
    assert listed_seat([swedish, danish]) is None
    assert listed_seat([]) is None


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"names": [], "sources": ["package:lists@1.0"]}, "names"),
        ({"names": ["Inc."], "sources": []}, "sources"),
        ({"names": ["Velmora"], "sources": ["a list"]}, "sources"),
        ({"names": ["Velmora"], "sources": ["package:lists@1.0"], "hq": "XX"}, "hq"),
        ({"names": ["Velmora"], "sources": ["package:lists@1.0"], "kind": "company"}, "kind"),
        ({"names": ["Velmora"], "sources": ["package:lists@1.0"], "company": "C-999999"}, "company"),
        ({"names": ["-"], "sources": ["package:lists@1.0"]}, "names"),
    ],
)
def test_a_row_that_says_nothing_or_what_nobody_knows_is_a_finding(curation: Path, row: tiny.Row, field: str) -> None:
    tiny.lines(curation / "firms" / "some.jsonl", [row])
    assert ("firms/some.jsonl:1", field) in {(f.where, f.field) for f in checks.check(curation, Catalog(curation))}


def test_a_firm_that_stands_twice_is_a_finding_and_a_namesake_elsewhere_is_none(curation: Path) -> None:
    row = {"names": ["Velmora"], "hq": "SE", "sources": ["package:lists@1.0"]}
    tiny.lines(curation / "firms" / "some.jsonl", [row, {**row, "hq": "DK"}, row])
    found = [f.where for f in checks.check(curation, Catalog(curation)) if f.where.startswith("firms/")]
    assert found == ["firms/some.jsonl:3"]


def test_a_row_that_cannot_be_read_is_named_by_file_and_line(curation: Path) -> None:
    tiny.lines(curation / "firms" / "some.jsonl", [{"name": "Velmora"}])
    with pytest.raises(CurationError, match=r"firms/some\.jsonl:1"):
        _ = Catalog(curation).firms.rows


def test_a_short_listed_name_is_not_cut_out_of_a_longer_one(curation: Path) -> None:
    tiny.lines(
        curation / "firms" / "some.jsonl",
        [{"names": ["维莫新药", "维莫"], "hq": "TW", "sources": ["package:lists@1.0"]}],
    )
    said = "维莫新药与贝仑制药有限公司签订许可协议。维莫新药将收取首付款2000万美元。"
    parties, _ = companies.find(Page(Text(said)), NameIndex(Catalog(curation)))
    assert {said[a:b] for p in parties.values() if p.firms for a, b in p.spans} == {"维莫新药"}
