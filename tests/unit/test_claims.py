"""Published claims: read strictly, in the ledger's vocabularies, honest about what weakens them."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import builders
import tiny
from chuhai.catalog import Catalog, claims, rules
from chuhai.errors import CurationError
from chuhai.model.when import Period


def test_every_claim_speaks_the_ledger_s_vocabulary(real_catalog: Catalog) -> None:
    found = claims.read(real_catalog.folder)
    assert len(found) > 500
    known = set(rules.names(real_catalog.folder))
    for claim in found:
        assert claim.measure in claims.MEASURES
        assert claim.unit in claims.UNITS
        assert claim.bound in claims.BOUNDS
        assert claim.rule_set is None or claim.rule_set in known
        for population in (claim.population, claim.share_numerator, claim.share_denominator):
            if population is None:
                continue
            for vocabulary, codes in (
                ("direction", population.direction),
                ("modality", population.modality),
                ("stage", population.stage),
                ("area", population.area),
                ("class", population.product_class),
            ):
                assert set(codes) <= set(real_catalog.lexicons.vocabulary(vocabulary).terms), claim.id


def test_a_checkable_claim_has_a_period_and_another_says_why_not(real_curation: Path) -> None:
    for claim in claims.read(real_curation):
        if claim.checkable:
            assert claim.period, claim.id
            Period.parse(claim.period)
            assert not claim.measure.startswith("growth") or claim.base_period, claim.id
            assert not claim.measure.startswith("share") or claim.share_denominator, claim.id
        else:
            assert claim.not_checkable_reason, claim.id


def test_a_claim_on_a_denied_host_is_kept_and_marked(real_catalog: Catalog) -> None:
    denied = real_catalog.lexicons.denied_hosts
    hit = [c for c in claims.read(real_catalog.folder) if any(host in urlsplit(c.url).netloc for host in denied)]
    assert hit
    assert all(c.weak_host and c.weak_host_why for c in hit)


def test_quotes_of_claims_stay_short(real_curation: Path) -> None:
    for claim in claims.read(real_curation):
        quote = claim.quote or ""
        assert len(quote) <= 60 if len(re.findall(r"[\u4e00-\u9fff]", quote)) > 10 else len(quote.split()) <= 25, (
            claim.id
        )


def test_conflicts_point_at_claims_that_exist(real_curation: Path) -> None:
    found = claims.read(real_curation)
    ids = {c.id for c in found}
    assert {other for c in found for other in c.conflicts_with} <= ids


@pytest.mark.parametrize(
    ("field", "value"), [("grouping", "x"), ("population", {"direction": ["out"], "region": "Asia"})]
)
def test_an_unknown_field_is_refused_with_its_line(tmp_path: Path, field: str, value: object) -> None:
    tiny.lines(tmp_path / "claims" / "claims.jsonl", [{**builders.claim("a", "deal_count", 1, "deals"), field: value}])
    with pytest.raises(CurationError, match=r"claims/claims.jsonl:1: .*unknown field"):
        claims.read(tmp_path)


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    tiny.lines(tmp_path / "claims" / "claims.jsonl", [builders.claim("a", "deal_count", n, "deals") for n in (1, 2)])
    with pytest.raises(CurationError, match="a stands twice"):
        claims.read(tmp_path)
