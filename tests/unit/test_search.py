"""Search: both scripts, pinyin, aliases, quotes; hostile input finds nothing and breaks nothing."""

import pytest

from chuhai.errors import UsageError

ALL = 14


def ids(ledger, words):
    return {r.id for r in ledger.deals(words).rows}


@pytest.mark.parametrize(
    "words",
    [
        "HLB-101",
        "hlb 101",
        "HL101",
        "hanlitamab",
        "翰立妥单抗",
        "翰立妥單抗",
        "hanlituodankang",
        "hlb-101 hanlin",
        "2024-03-05-hanlin-great-hlb-101",
        "ＨＬ１０１",
    ],
)
def test_an_asset_is_found_by_code_name_script_and_pinyin(tiny_ledger, words):
    assert ids(tiny_ledger, words) == ({"D-000001"} if "2024" in words else {"D-000001", "D-000008"})


@pytest.mark.parametrize("words", ["Beihe", "北河", "北河製藥", "beihezhiyao", "bei he", "BEIHE pharmaceutical, Inc."])
def test_a_company_is_found_in_both_scripts_and_pinyin(tiny_ledger, words):
    assert ids(tiny_ledger, words) == {"D-000003", "D-000004"}


@pytest.mark.parametrize("words", ["台裕", "臺裕醫藥", "taiyu"])
def test_a_name_curated_in_traditional_is_found_in_simplified(tiny_ledger, words):
    assert ids(tiny_ledger, words) == {"D-000006"}


@pytest.mark.parametrize(
    ("words", "found"), [("688001.SH", "D-000001"), ("hanlin genetics", "D-000001"), ("vegf", "D-000002")]
)
def test_tickers_former_names_and_targets_are_words(tiny_ledger, words, found):
    assert found in ids(tiny_ledger, words)


@pytest.mark.parametrize("words", ["双抗 nordlund", "bispecific nørdlund", "雙抗 Nørdlund", "oncology nordlund"])
def test_modality_and_area_labels_of_both_languages_narrow(tiny_ledger, words):
    assert ids(tiny_ledger, words) <= {"D-000002"}


def test_every_word_must_occur(tiny_ledger):
    assert ids(tiny_ledger, "hanlin beihe") == {"D-000004"}
    assert ids(tiny_ledger, "hanlin nowhere") == set()


def test_quotes_keep_words_together(tiny_ledger):
    assert ids(tiny_ledger, '"great pharma" beihe') == {"D-000003"}
    assert ids(tiny_ledger, '"pharma great"') == set()


@pytest.mark.parametrize("words", [None, "", "   ", '""', '"'])
def test_no_words_find_everything(tiny_ledger, words):
    assert tiny_ledger.deals(words).total == ALL


@pytest.mark.parametrize(
    "words",
    [
        "'; DROP TABLE deal; --",
        "' OR 1=1 --",
        "%",
        "_",
        "\\",
        "?",
        "$$",
        "\x00",
        "a" * 10_000,
        "\U0001f600",
        "')) UNION SELECT 1 --",
        '"unclosed hanlinx',
        "\ud7ff\u200b",
    ],
)
def test_hostile_words_find_nothing_and_break_nothing(tiny_ledger, words):
    assert ids(tiny_ledger, words) == set()
    assert tiny_ledger.deals().total == ALL


def test_a_search_goes_with_period_and_direction(tiny_ledger):
    found = tiny_ledger.deals("hanlin", period="2025", direction="out")
    assert {r.id for r in found.rows} == {"D-000005", "D-000007", *(f"D-{n:06d}" for n in range(11, 16))}


def test_total_tells_how_many_there_are_beyond_the_page(tiny_ledger):
    page = tiny_ledger.deals(limit=3, offset=2)
    assert (len(page), page.total) == (3, ALL)
    assert page.rows == tiny_ledger.deals().rows[2:5]


@pytest.mark.parametrize("bounds", [{"limit": -1}, {"offset": -1}])
def test_a_negative_page_is_a_usage_error(tiny_ledger, bounds):
    with pytest.raises(UsageError, match="negative"):
        tiny_ledger.deals(**bounds)
