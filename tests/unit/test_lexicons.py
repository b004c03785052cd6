"""Lexicons: a word becomes one code, or an error names the nearest."""

import pytest

from chuhai.catalog import Catalog
from chuhai.errors import CurationError, VocabularyError


@pytest.mark.parametrize(
    ("vocabulary", "word", "code"),
    [
        ("modality", "双抗", "bispecific-antibody"),
        ("modality", "ADC", "adc"),
        ("modality", " small MOLECULE ", "small-molecule"),
        ("stage", "II期", "phase-2"),
        ("stage", "phase ii", "phase-2"),
        ("direction", "license-out", "out"),
        ("kind", "许可", "license"),
        ("company-kind", "跨国药企", "mnc"),
        ("event", "终止", "termination"),
    ],
)
def test_a_code_label_or_alias_in_either_language_gives_the_code(real_catalog, vocabulary, word, code):
    assert real_catalog.lexicons.vocabulary(vocabulary).code(word) == code


def test_an_unknown_word_is_an_error_that_names_the_nearest(real_catalog):
    with pytest.raises(VocabularyError, match=r"modality 'bispecifc': unknown; did you mean bispecific"):
        real_catalog.lexicons.vocabulary("modality").code("bispecifc")


def test_a_word_near_nothing_lists_the_codes(real_catalog):
    with pytest.raises(VocabularyError, match="codes: discovery"):
        real_catalog.lexicons.vocabulary("stage").code("zzzzzz")


def test_a_broader_modality_holds_its_narrower_ones(real_catalog):
    modality = real_catalog.lexicons.vocabulary("modality")
    assert {"antibody", "bispecific-antibody", "monoclonal-antibody"} <= modality.narrower("antibody")
    assert modality.narrower("bispecific-antibody") == {"bispecific-antibody"}
    assert "small-molecule" not in modality.narrower("antibody")


def test_labels_are_given_in_both_languages_and_unknown_codes_as_they_stand(real_catalog):
    lexicons = real_catalog.lexicons
    assert lexicons.label("stage", "phase-2") == "Phase 2"
    assert lexicons.label("stage", "phase-2", "zh") == "II期"
    assert lexicons.label("stage", None) == "–"
    assert lexicons.label("stage", "no-such") == "no-such"
    assert lexicons.label("no-such", "code") == "code"


def test_stages_are_ranked_in_the_order_of_development(real_catalog):
    terms = real_catalog.lexicons.vocabulary("stage").terms.values()
    assert [t.code for t in sorted(terms, key=lambda t: t.rank)][:4] == ["discovery", "preclinical", "ind", "phase-1"]


def test_country_labels_cover_the_gazetteer(real_catalog):
    lexicons = real_catalog.lexicons
    assert set(lexicons.country_labels) == lexicons.gazetteer.countries
    assert lexicons.country_labels["JP"] == ("Japan", "日本")
    assert len(lexicons.gazetteer.countries) == 249


def test_every_denied_host_says_why(real_catalog):
    denied = real_catalog.lexicons.denied_hosts
    assert denied["libproxy"].startswith("library proxy")
    assert all(denied.values())


def test_a_code_that_stands_twice_is_an_error_with_file_and_line(curation):
    path = curation / "lexicons" / "vocabulary-stage.jsonl"
    path.write_text(path.read_text() + path.read_text().splitlines()[0] + "\n")
    with pytest.raises(CurationError, match=r"lexicons/vocabulary-stage.jsonl:11: code: discovery stands twice"):
        _ = Catalog(curation).lexicons.vocabularies
