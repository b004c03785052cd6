"""Facade: few names, imported lazily; verbs that refuse what they can't understand."""

import datetime as dt
import subprocess
import sys

import pytest

import chuhai
from chuhai.errors import AmbiguousError, NotBuiltError, NotFoundError, UsageError, VocabularyError
from chuhai.facade import Ledger, known_date

HEAVY = (
    "polars",
    "duckdb",
    "altair",
    "pyarrow",
    "scipy",
    "currency_converter",
    "opencc",
    "pypinyin",
    "rich",
    "xlsxwriter",
)


def loaded_after(code):
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sorted(m for m in sys.modules if '.' not in m))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_the_package_shows_at_most_25_names_and_has_them_all():
    assert len(chuhai.__all__) <= 25
    assert all(getattr(chuhai, name) is not None for name in chuhai.__all__)


def test_importing_chuhai_imports_nothing_heavy():
    assert loaded_after("import chuhai").isdisjoint(HEAVY)


def test_opening_a_ledger_and_counting_imports_no_frames_charts_or_converters(real_home):
    code = f"import chuhai\nwith chuhai.Ledger.open({str(real_home)!r}) as l: assert l.stats('2025').n_used"
    assert loaded_after(code).isdisjoint(set(HEAVY) - {"duckdb"})


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Leger'"):
        _ = chuhai.Leger


def test_a_home_without_published_ledger_says_what_to_run(tmp_path):
    with pytest.raises(NotBuiltError, match="run `chuhai build`"):
        Ledger.open(tmp_path)


def test_every_answer_shows_the_as_of_date(tiny_ledger):
    answers = [
        tiny_ledger.deals(),
        tiny_ledger.why("D-000001", "upfront"),
        tiny_ledger.company("Hanlin Bio"),
        tiny_ledger.comps("D-000012"),
        tiny_ledger.stats("2025"),
    ]
    assert {a.as_of for a in answers} == {"2025-12-01"}


@pytest.mark.parametrize(
    "name", ["Hanlin Bio", "翰林生物", "hanlinshengwu", "han lin sheng wu", "688001.SH", "C-000001", "HANLIN BIOLOGICS"]
)
def test_a_company_answers_to_each_of_its_names(tiny_ledger, name):
    assert tiny_ledger.company(name).id == "C-000001"


def test_a_company_stands_for_its_subsidiaries(tiny_ledger):
    found = tiny_ledger.company("Hanlin Bio")
    assert found.subsidiaries == ("Hanlin Oncology US",)
    assert "D-000010" in {r.id for r in found.deals.rows}
    below = tiny_ledger.company("Hanlin Oncology US")
    assert (below.family, {r.id for r in below.deals.rows}) == ("Hanlin Bio", {"D-000010"})


@pytest.mark.parametrize("name", ["Hanlim", "Hanlin Bi", "nobody", "", "'; DROP TABLE company; --"])
def test_a_company_that_is_not_in_the_registry_is_not_found(tiny_ledger, name):
    with pytest.raises(NotFoundError, match="not in the registry"):
        tiny_ledger.company(name)


def test_a_near_company_is_offered_and_not_taken(tiny_ledger):
    with pytest.raises(NotFoundError, match=r"near: .*Hanlin Bio"):
        tiny_ledger.company("Hanlin Bioo")


def test_filters_take_words_of_either_language(tiny_ledger):
    found = tiny_ledger.filters(modality="双抗", stage="I期", licensor="翰林生物", partner_kind="制药公司")
    assert tiny_ledger.deals(filters=found).rows[0].id == "D-000002"
    assert tiny_ledger.filters(modality="antibody").modality > ("antibody",)


@pytest.mark.parametrize("words", [{"modality": "no such"}, {"stage": "phase 9"}, {"kind": "gift"}])
def test_a_filter_outside_the_vocabulary_is_refused(tiny_ledger, words):
    with pytest.raises(VocabularyError, match="unknown"):
        tiny_ledger.filters(**words)


def test_an_unknown_filter_lists_the_filters(tiny_ledger):
    with pytest.raises(UsageError, match="filters: modality, target"):
        tiny_ledger.filters(colour="red")


@pytest.mark.parametrize("target", ["her2", "HER2", "Her2"])
def test_a_target_is_found_whatever_its_case(tiny_ledger, target):
    found = tiny_ledger.deals(filters=tiny_ledger.filters(target=target))
    assert "D-000001" in {r.id for r in found.rows}


def test_values_in_filters_are_never_sql(tiny_ledger):
    found = tiny_ledger.deals(filters=tiny_ledger.filters(target="x'] ) OR true --"))
    assert found.total == 0


@pytest.mark.parametrize("direction", ["out", "对外授权", "license-out"])
def test_direction_is_a_word_of_either_language(tiny_ledger, direction):
    assert {r.direction[0] for r in tiny_ledger.deals(direction=direction).rows} == {"out"}


def test_an_unknown_rule_set_lists_the_rule_sets(tiny_ledger):
    with pytest.raises(UsageError, match="rule sets: chuhai"):
        tiny_ledger.stats("2025", rule_set="../chuhai")


def test_a_frame_of_deals_has_a_row_a_deal(tiny_ledger):
    frame = tiny_ledger.deals().to_frame()
    assert frame.height == tiny_ledger.deals().total
    assert frame["upfront_usd_m"].dtype.is_float()


def test_a_snapshot_stays_what_it_was_when_a_new_copy_is_published(tmp_path, curation):
    import tiny

    with tiny.ledger(curation, tmp_path / "home") as before:
        count = before.deals().total
        tiny.write(curation, deals=[*tiny.DEALS, tiny.deal(99, "2025-09-09", "C-000001", "C-000002")])
        with tiny.ledger(curation, tmp_path / "home") as after:
            assert after.deals().total == count + 1
        assert before.deals().total == count


@pytest.mark.parametrize(
    ("text", "day"), [("2024-02", dt.date(2024, 2, 29)), ("2024", dt.date(2024, 12, 31)), (None, None)]
)
def test_known_means_the_last_day_of_the_date_typed(text, day):
    assert known_date(text) == day


def test_ambiguity_is_told_apart_from_absence():
    assert not issubclass(AmbiguousError, KeyError)


def test_a_frame_keeps_its_columns_and_types_when_nothing_is_found(tiny_ledger):
    some, none = tiny_ledger.deals().to_frame(), tiny_ledger.deals("nowhere").to_frame()
    assert none.height == 0
    assert none.schema == some.schema
    assert str(some.schema["royalty_high_pct"]) == "Float64"
    assert {"class", "licensor", "targets", "territory_granted", "china_origin"} <= set(none.columns)


def test_what_begins_one_company_s_names_is_that_company_and_what_begins_several_is_asked_back(real_ledger):
    assert real_ledger.company_id("恒瑞") == real_ledger.company_id("Hengrui Pharma")
    with pytest.raises(AmbiguousError, match="Merck KGaA"):
        real_ledger.company_id("Merck")


def test_forms_that_no_page_gave_are_made_by_rule_and_kept_apart(real_ledger):
    found = real_ledger.company("石药集团")
    stated = found.body["name"]
    assert "zh_hant" in stated or found.derived["zh_hant"] == "石藥集團"
    assert found.derived["pinyin"].startswith("shiyao")
