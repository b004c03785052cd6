"""Names: one key for one name, whatever its script, case, punctuation or legal form."""

import pytest

from chuhai.catalog import names


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Innovent Biologics, Inc.", "INNOVENT BIOLOGICS"),
        ("Merck & Co.", "merck and co"),
        ("Hoffmann-La Roche AG", "hoffmann la roche"),
        ("Nørdlund A/S", "nørdlund a s"),
        ("Ascletis Pharma Inc", "ascletis pharma"),
        ("Ｍｅｒｃｋ", "merck"),
        ("Sanofi S.A.", "sanofi s.a"),
        ("Société Générale", "societe generale"),
        ("Dr. Reddy's", "Dr Reddy’s"),
        ("信達生物", "信达生物"),
        ("恒瑞医药", "江苏恒瑞医药股份有限公司".removeprefix("江苏")),
        ("翰林生物（上海）有限公司", "翰林生物(上海)有限公司"),
        ("翰林生物有限公司(北京)", "翰林生物"),
    ],
)
def test_spellings_of_one_name_share_a_key(left, right):
    assert names.key(left) == names.key(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("默克", "默沙东"),
        ("Merck KGaA", "Merck & Co."),
        ("Innovent Biologics", "Innovent"),
        ("Hengrui Pharma", "Hengrui Medicine"),
        ("Sino Biopharm", "Sino Biological"),
    ],
)
def test_the_words_of_the_trade_keep_names_apart(left, right):
    assert names.key(left) != names.key(right)


@pytest.mark.parametrize("name", ["The Group", "公司", "有限公司", "Co., Ltd.", "&"])
def test_a_name_made_of_legal_forms_keeps_a_key(name):
    assert names.key(name)


@pytest.mark.parametrize("name", ["", "   ", "--", "。、"])
def test_nothing_to_compare_by_gives_an_empty_key(name):
    assert names.key(name) == ""


@pytest.mark.parametrize("name", ["甲公司公司", "甲集团有限公司(上海)(中国)", "甲 公司.", "The The", "A & B & Co"])
def test_the_key_of_a_key_is_itself(name):
    assert names.key(names.key(name)) == names.key(name)


def test_pinyin_has_neither_tones_nor_spaces():
    assert names.pinyin("恒瑞医药") == "hengruiyiyao"
    assert names.pinyin("恆瑞醫藥") == "hengruiyiyao"
    assert names.pinyin("Hengrui") == ""


def test_scripts_convert_both_ways_and_leave_other_text_alone():
    assert names.simplified("石藥集團") == "石药集团"
    assert names.traditional("石药集团") == "石藥集團"
    assert names.simplified("CSPC") == names.traditional("CSPC") == "CSPC"


def test_every_curated_chinese_name_has_one_key_in_both_scripts(real_catalog):
    chinese = [n for c in real_catalog.companies.by_id.values() for n in c.all_names() if names.has_chinese(n)]
    assert len(chinese) > 300
    assert [n for n in chinese if names.key(names.traditional(n)) != names.key(n)] == []
