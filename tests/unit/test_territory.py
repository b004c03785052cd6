"""Territory: wording becomes a set over ISO 3166; what wording leaves open stays unsure."""

import pytest

from chuhai.errors import VocabularyError
from chuhai.model.terms import GREATER_CHINA, Territory, expand


@pytest.fixture(scope="module")
def gazetteer(real_catalog):
    return real_catalog.lexicons.gazetteer


@pytest.mark.parametrize("text", ["worldwide", "Global", "WORLD", "全球", "the world"])
def test_the_world_is_every_country(gazetteer, text):
    assert gazetteer.parse(text).granted == gazetteer.countries


def test_worldwide_ex_greater_china_leaves_out_four_codes(gazetteer):
    found = gazetteer.parse("worldwide ex Greater China")
    assert gazetteer.countries - found.granted == GREATER_CHINA
    assert found.unsure == frozenset()
    assert gazetteer.canonical(found) == "WORLD -CN -HK -MO -TW"


def test_a_bare_ex_china_leaves_hong_kong_macau_and_taiwan_unsure(gazetteer):
    found = gazetteer.parse("worldwide ex China")
    assert "CN" not in found.granted
    assert found.unsure == {"HK", "MO", "TW"}
    assert gazetteer.canonical(found) == "WORLD -CN ?HK ?MO ?TW"


def test_a_bare_china_surely_grants_only_the_mainland(gazetteer):
    assert gazetteer.parse("China") == Territory(frozenset({"CN"}), frozenset({"HK", "MO", "TW"}))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Mainland China", {"CN"}),
        ("US + Canada", {"US", "CA"}),
        ("United States and Canada", {"US", "CA"}),
        ("US, Canada; Japan", {"US", "CA", "JP"}),
        ("Greater China ex Taiwan", {"CN", "HK", "MO"}),
        ("大中华区", GREATER_CHINA),
        ("US", {"US"}),
        ("Trinidad & Tobago", {"TT"}),
        ("Trinidad and Tobago", {"TT"}),
        ("US + Bosnia & Herzegovina", {"US", "BA"}),
        ("Middle East and North Africa ex Israel", None),
    ],
)
def test_wording_is_read_as_a_set(gazetteer, text, codes):
    found = gazetteer.parse(text)
    assert found.granted == (codes if codes is not None else gazetteer.parse("MENA").granted - {"IL"})


def test_a_region_of_two_letters_is_a_region_and_no_country_code(gazetteer):
    assert len(gazetteer.parse("EU").granted) == 27
    assert gazetteer.parse("EU") == gazetteer.parse("European Union")


@pytest.mark.parametrize("text", ["Atlantis", "worldwide ex Atlantis", "QQ", "WORLD -QQ", "CN ?QQ", "US + Atlantis"])
def test_an_unknown_place_is_never_guessed(gazetteer, text):
    with pytest.raises(VocabularyError, match="territory"):
        gazetteer.parse(text)


def test_every_place_of_the_lexicon_is_found_by_each_of_its_names(gazetteer):
    for name, codes in gazetteer.regions.items():
        if name not in ("china", "prc", "中国"):
            assert gazetteer.parse(name).granted == codes, name


def test_one_set_has_one_spelling(gazetteer):
    assert gazetteer.canonical(gazetteer.parse("Canada + US")) == gazetteer.canonical(gazetteer.parse("North America"))
    assert gazetteer.canonical(Territory(frozenset())) == "NONE"
    assert gazetteer.parse("NONE") == Territory(frozenset())


def test_expansion_lists_what_is_surely_granted(gazetteer):
    assert expand("CN ?HK ?MO ?TW", gazetteer.countries) == ("CN",)
    assert expand("WORLD -US", gazetteer.countries) == tuple(sorted(gazetteer.countries - {"US"}))


def test_jaccard_of_two_empty_grants_is_one():
    assert Territory(frozenset()).jaccard(Territory(frozenset())) == 1.0
    assert Territory(frozenset({"US", "CA"})).jaccard(Territory(frozenset({"US", "MX"}))) == pytest.approx(1 / 3)
