"""Rule sets: what is read, what is left open, and how the open is varied."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from chuhai.catalog import Catalog, rules
from chuhai.catalog.rules import OPEN_VALUES, RuleSet
from chuhai.errors import CurationError, UsageError

PLAIN = RuleSet(
    name="plain", title="t", kinds=["license", "newco"], classes=["innovative"], open=["biosimilars", "newco"]
)
MEMBERS = {"kinds": "kind", "classes": "class", "directions": "direction", "events": "event"}


def test_every_preset_reads_and_fits_the_vocabularies_and_company_lists(real_catalog: Catalog) -> None:
    lists = {t.list_name for t in real_catalog.companies.top_lists}
    read = [rules.read(real_catalog.folder, name) for name in rules.names(real_catalog.folder)]
    assert len(read) >= 18
    for rule in read:
        for varied in [rule, *(c.rule for c in rules.changes(rule))]:
            for field, vocabulary in MEMBERS.items():
                assert set(getattr(varied, field)) <= set(real_catalog.lexicons.vocabulary(vocabulary).terms), (
                    rule.name,
                    field,
                )
            assert varied.buyers in {"any", "mnc", *lists}, rule.name


def test_every_publisher_s_preset_cites_the_practice_it_was_made_from(real_curation: Path) -> None:
    for name in rules.names(real_curation):
        rule = rules.read(real_curation, name)
        if rule.publisher is not None:
            assert rule.stated, f"{name} names a publisher and cites no page"
        for stated in rule.stated:
            assert stated.url.startswith("http")
            quote = stated.quote or ""
            han = len(re.findall(r"[\u4e00-\u9fff]", quote))
            assert len(quote) <= 60 if han else len(quote.split()) <= 25, (name, quote)


def test_an_unknown_rule_set_lists_those_there_are(real_curation: Path) -> None:
    with pytest.raises(UsageError, match="pharmcube"):
        rules.read(real_curation, "nobody")


@pytest.mark.parametrize("name", ["../companies/companies", "/etc/passwd"])
def test_a_rule_set_s_name_can_t_leave_its_folder(real_curation: Path, name: str) -> None:
    with pytest.raises(UsageError, match="unknown"):
        rules.read(real_curation, name)


def test_an_unknown_open_parameter_is_named_with_its_file(curation: Path) -> None:
    path = curation / "rules" / "chuhai.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("note =", 'open = ["moon"]\nnote ='), encoding="utf-8")
    with pytest.raises(CurationError, match=r"rules/chuhai.toml: open: 'moon' unknown"):
        rules.read(curation, "chuhai")


def test_a_misspelt_field_is_an_error(curation: Path) -> None:
    path = curation / "rules" / "chuhai.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("kinds =", "kind ="), encoding="utf-8")
    with pytest.raises(CurationError, match="kind"):
        rules.read(curation, "chuhai")


def test_changes_vary_one_parameter_each_and_always_count_differently() -> None:
    found = rules.changes(PLAIN)
    assert [(c.parameter, c.told) for c in found] == [("biosimilars", "biosimilar in"), ("newco", "newco out")]
    assert found[0].rule.classes == ["innovative", "biosimilar"]
    assert found[0].rule.kinds == PLAIN.kinds
    assert found[1].rule.kinds == ["license"]


def test_combined_changes_hold_together() -> None:
    both = rules.combined(PLAIN, rules.changes(PLAIN))
    assert (both.kinds, both.classes) == (["license"], ["innovative", "biosimilar"])


def test_a_change_tends_to_count_more_or_less() -> None:
    rule = msgspec.structs.replace(
        PLAIN, open=["biosimilars", "newco", "hong_kong_taiwan_partners", "hong_kong_taiwan_licensors", "unit"]
    )
    told = {c.parameter: rules.tendency(rule, c.rule) for c in rules.changes(rule)}
    assert told == {
        "biosimilars": 1,
        "newco": -1,
        "hong_kong_taiwan_partners": -1,
        "hong_kong_taiwan_licensors": 1,
        "unit": 0,
    }


def test_of_two_changes_of_one_parameter_the_first_holds() -> None:
    rule = msgspec.structs.replace(PLAIN, open=["buyers"])
    found = rules.changes(rule)
    assert len(found) == 3
    assert rules.combined(rule, found).buyers == found[0].rule.buyers


def test_variants_are_the_product_of_what_is_open_the_rule_itself_first() -> None:
    found = rules.variants(PLAIN)
    assert found[0] == (PLAIN, {})
    assert len(found) == 4
    assert len({rules.counting_key(rule) for rule, _ in found}) == 4
    assert {tuple(sorted(told)) for _, told in found} == {(), ("biosimilars",), ("newco",), ("biosimilars", "newco")}


def test_variants_stop_at_the_limit() -> None:
    everything = msgspec.structs.replace(PLAIN, open=list(OPEN_VALUES))
    assert len(rules.variants(everything, 20)) == 20


def test_the_counting_key_sees_what_is_counted_and_nothing_else() -> None:
    key = rules.counting_key(PLAIN)
    assert (
        rules.counting_key(msgspec.structs.replace(PLAIN, name="other", title="x", kinds=["newco", "license"])) == key
    )
    assert rules.counting_key(msgspec.structs.replace(PLAIN, unit="asset")) != key
    one, other = (
        msgspec.structs.replace(PLAIN, total_basis=list(b))
        for b in (("total", "total_derived"), ("total_derived", "total"))
    )
    assert rules.counting_key(one) != rules.counting_key(other), "the first stated amount counts, so the order matters"


def test_every_field_that_population_reads_is_in_the_counting_key() -> None:
    described = {"name", "title", "publisher", "open", "stated", "note"}
    assert {f.name for f in msgspec.structs.fields(RuleSet)} - described == {
        part.split("=")[0] for part in rules.counting_key(PLAIN).split(";")
    }
