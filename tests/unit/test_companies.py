"""Companies: one name, one company; near names are never taken; families go to the top."""

import pytest

import tiny
from chuhai.catalog import Catalog, names
from chuhai.errors import AmbiguousError, CurationError, NotFoundError


@pytest.fixture(scope="module")
def companies(real_catalog):
    return real_catalog.companies


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("默克", "merck-kgaa"),
        ("德国默克", "merck-kgaa"),
        ("Merck KGaA", "merck-kgaa"),
        ("默沙东", "merck-us"),
        ("默沙東", "merck-us"),
        ("Merck & Co., Inc.", "merck-us"),
        ("MSD", "merck-us"),
        ("MRK.US", "merck-us"),
        ("百利天恒", "biokin"),
        ("百利天恆", "biokin"),
        ("正大天晴", "chia-tai-tianqing"),
        ("中國生物製藥", "sino-biopharm"),
        ("1177.hk", "sino-biopharm"),
        ("3SBio Inc.", "3sbio"),
    ],
)
def test_a_name_in_any_script_or_a_ticker_finds_the_company(companies, name, key):
    assert companies.resolve(name).key == key


def test_merck_kgaa_is_not_merck_and_co(companies):
    assert companies.resolve("默克").id != companies.resolve("默沙东").id
    assert companies.resolve("默克").hq == "DE"
    assert companies.resolve("默沙东").hq == "US"


def test_merck_alone_is_never_settled_silently(companies):
    with pytest.raises((NotFoundError, AmbiguousError)):
        companies.resolve("Merck")


@pytest.mark.parametrize(("child", "top"), [("SystImmune", "Biokin"), ("Chia Tai Tianqing", "Sino Biopharm")])
def test_a_subsidiary_belongs_to_its_parents_family(companies, child, top):
    assert companies.family(companies.resolve(child).id) == companies.resolve(top).id


def test_every_parent_chain_ends(companies):
    assert all(companies.family(c) in companies.by_id for c in companies.by_id)


@pytest.mark.parametrize("name", ["Hengru", "Pfizr", "Merck KGa", "百利天", "Summit Therapeutic", "", "   "])
def test_a_near_name_is_never_taken(companies, name):
    with pytest.raises(NotFoundError, match="not in the registry"):
        companies.resolve(name)


def test_a_near_name_is_offered(companies):
    with pytest.raises(NotFoundError, match="near: pfizer"):
        companies.resolve("Pfizr")


def test_pinyin_finds_a_company_in_the_ledger(real_ledger):
    assert real_ledger.company("hengruiyiyao").id == real_ledger.company("恒瑞医药").id
    assert real_ledger.company("bai li tian heng").id == real_ledger.company("Biokin").id


def test_a_name_that_two_companies_bear_raises_with_both(curation):
    tiny.lines(
        curation / "companies" / "twin.jsonl",
        [{"id": "C-000099", "key": "twin", "name": {"en": "Hanlin Bio"}, "kind": "biotech", "hq": "US"}],
    )
    with pytest.raises(AmbiguousError, match="C-000001 Hanlin Bio, C-000099 Hanlin Bio; use the id"):
        Catalog(curation).companies.resolve("hanlin bio")


def test_the_id_settles_an_ambiguous_name(curation):
    assert Catalog(curation).companies.resolve("C-000001").key == "hanlin"


@pytest.mark.parametrize(
    "name", ["Hanlin Genetics", "hanlin biologics", "翰林生物", "翰林生物科技", "688001.sh", "6001.HK", "hanlin"]
)
def test_former_names_aliases_tickers_and_keys_are_names(tiny_curation, name):
    assert Catalog(tiny_curation).companies.resolve(name).id == "C-000001"


def test_headquarters_are_those_of_the_day(tiny_curation):
    beihe = Catalog(tiny_curation).companies.by_id["C-000007"]
    assert [beihe.hq_on(day) for day in ("2019-12-31", "2020-01-01", "2025-01-01")] == ["HK", "CN", "CN"]


def test_a_label_falls_back_to_the_other_language(tiny_curation):
    by_id = Catalog(tiny_curation).companies.by_id
    assert by_id["C-000003"].label("zh") == "Orchid Therapeutics"
    assert by_id["C-000005"].label("zh") == "臺裕醫藥"
    assert by_id["C-000001"].label("zh") == "翰林生物"


def test_a_cycle_of_parents_is_an_error_that_shows_it(tmp_path):
    rows = [dict(tiny.COMPANIES[0], parent="C-000008"), *tiny.COMPANIES[1:]]
    folder = tiny.write(tmp_path / "c", companies=rows)
    with pytest.raises(CurationError, match="cycle: C-000008 -> C-000001 -> C-000008"):
        Catalog(folder).companies.family("C-000008")


def test_the_registry_covers_parties_and_listed_companies(companies):
    assert len(companies.by_id) >= 450
    assert sum(bool(c.tickers) for c in companies.by_id.values()) >= 250


def test_no_name_of_the_registry_means_two_companies(companies):
    assert {key: ids for key, ids in companies.index.items() if len(ids) > 1} == {}


def test_every_chinese_name_is_found_in_the_other_script(companies):
    for company in companies.by_id.values():
        for name in company.all_names():
            if names.has_chinese(name):
                assert companies.resolve(names.traditional(name)).id == company.id
