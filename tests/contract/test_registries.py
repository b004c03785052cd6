"""Contracts: every plugin, rule set and vocabulary answers the same questions; an addition is asked by itself."""

from __future__ import annotations

import pytest

import tiny
from chuhai import plugins
from chuhai.catalog import Catalog, rules
from chuhai.errors import NotBuiltError, PluginError
from chuhai.facade import Ledger
from chuhai.metrics.base import Measure, measures
from chuhai.metrics.population import GROUPINGS
from chuhai.settings import curation_folder

MEASURES = "chuhai.metrics.measures"
FOLDER = curation_folder()
CATALOG = Catalog(FOLDER)
RULES = rules.names(FOLDER)


@pytest.fixture(scope="module")
def empty_period():
    """A period in which the tiny ledger holds no deal."""
    return "1999"


@pytest.mark.parametrize("file", plugins.names(MEASURES))
def test_every_measure_file_defines_measures(file):
    found = plugins.load(MEASURES, file, "MEASURES")
    assert found
    assert all(isinstance(m, Measure) for m in found)


def test_a_measure_file_without_measures_would_fail_loudly():
    with pytest.raises(PluginError, match="defines no NOTHING"):
        plugins.load(MEASURES, plugins.names(MEASURES)[0], "NOTHING")


@pytest.mark.parametrize("name", measures())
def test_every_measure_is_labelled_and_defined_in_words(name):
    measure = measures()[name]
    assert measure.name == name
    assert measure.en
    assert measure.zh
    assert measure.definition.endswith(".")
    assert measure.minimum >= 1


@pytest.mark.parametrize("name", measures())
def test_every_measure_runs_on_the_tiny_ledger(tiny_ledger, name):
    result = tiny_ledger.stats("2024..2025", [name])
    (row,) = result.rows
    cell = row.cells[name]
    assert result.n_used == len(row.deal_ids)
    assert 0 <= cell.n <= result.n_used
    assert (cell.value is None) == (cell.note is not None)
    if cell.low is not None:
        assert cell.low <= cell.value <= cell.high
    assert result.n_used + result.n_dropped == len(tiny.DEALS)


@pytest.mark.parametrize("name", measures())
def test_every_measure_of_nothing_is_null_in_words_or_zero_deals(tiny_ledger, empty_period, name):
    cell = tiny_ledger.stats(empty_period, [name]).rows[0].cells[name]
    assert cell.n == 0
    assert cell.value == 0 or cell.note


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_grouping_covers_every_counted_deal(tiny_ledger, by):
    whole = tiny_ledger.stats("2024..2025", ["deal_count"])
    parts = tiny_ledger.stats("2024..2025", ["deal_count"], by=by)
    assert {i for row in parts.rows for i in row.deal_ids} == set(whole.rows[0].deal_ids)
    if not parts.overlapping:
        assert sum(row.cells["deal_count"].value for row in parts.rows) == whole.value("deal_count")


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_grouping_of_nothing_has_no_group(tiny_ledger, empty_period, by):
    assert tiny_ledger.stats(empty_period, ["deal_count"], by=by).rows == ()


@pytest.mark.parametrize("name", RULES)
def test_every_rule_set_reads_under_its_own_name(name):
    rule = rules.read(FOLDER, name)
    assert rule.name == name
    assert rule.title
    assert rule.kinds
    assert rule.classes


@pytest.mark.parametrize("name", RULES)
def test_every_rule_set_states_its_practice_or_what_it_leaves_open(name):
    rule = rules.read(FOLDER, name)
    assert rule.stated or rule.open or rule.publisher is None
    assert all(s.url.startswith("http") and s.what for s in rule.stated)
    assert all(p in rules.OPEN_VALUES for p in rule.open)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_set_uses_codes_of_the_vocabularies(name):
    rule = rules.read(FOLDER, name)
    lexicons = CATALOG.lexicons
    assert set(rule.kinds) <= set(lexicons.vocabulary("kind").terms)
    assert set(rule.classes) <= set(lexicons.vocabulary("class").terms)
    assert set(rule.directions) <= set(lexicons.vocabulary("direction").terms)
    assert set(rule.events) <= set(lexicons.vocabulary("event").terms)
    assert set(rule.china) <= lexicons.gazetteer.countries


@pytest.mark.parametrize("name", RULES)
def test_every_rule_set_counts_the_tiny_ledger(tiny_ledger, name):
    result = tiny_ledger.stats("2024..2025", ["deal_count"], rule_set=rules.read(FOLDER, name))
    assert not set(result.rows[0].deal_ids) & {i for ids in result.dropped.values() for i in ids}
    assert all(result.dropped)


@pytest.mark.parametrize("name", CATALOG.lexicons.vocabularies)
def test_every_vocabulary_has_labels_in_both_languages(name):
    for term in CATALOG.lexicons.vocabulary(name).terms.values():
        assert term.en.strip(), term.code
        assert term.zh.strip(), term.code
        assert term.code == term.code.strip().lower().replace(" ", "-")


@pytest.mark.parametrize("name", CATALOG.lexicons.vocabularies)
def test_no_word_of_a_vocabulary_means_two_codes(name):
    owners = {}
    for term in CATALOG.lexicons.vocabulary(name).terms.values():
        for word in {w.lower().strip() for w in (term.code, term.en, term.zh, *term.aliases)}:
            assert owners.setdefault(word, term.code) == term.code, f"{word}: {owners[word]} and {term.code}"


@pytest.mark.parametrize("name", CATALOG.lexicons.vocabularies)
def test_every_word_of_a_vocabulary_gives_its_code(name):
    vocabulary = CATALOG.lexicons.vocabulary(name)
    for term in vocabulary.terms.values():
        for word in (term.code, term.en, term.zh, *term.aliases):
            assert vocabulary.code(word) == term.code


@pytest.mark.parametrize("name", CATALOG.lexicons.vocabularies)
def test_broader_codes_exist_and_never_run_in_a_circle(name):
    terms = CATALOG.lexicons.vocabulary(name).terms
    for term in terms.values():
        chain = [term.code]
        while (above := terms[chain[-1]].broader) is not None:
            assert above in terms, f"{term.code}: broader {above} is no code"
            assert above not in chain, f"{term.code}: circle"
            chain.append(above)


@pytest.mark.parametrize("name", [n for n in CATALOG.lexicons.vocabularies if n == "stage"])
def test_ranks_order_every_code_once(name):
    ranks = [t.rank for t in CATALOG.lexicons.vocabulary(name).terms.values()]
    assert sorted(ranks) == list(range(len(ranks)))


def test_an_unbuilt_home_answers_no_measure(tmp_path):
    with pytest.raises(NotBuiltError):
        Ledger.open(tmp_path)
