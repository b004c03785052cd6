"""Comparables: deals like one, with stated weights and reasons; no range from fewer than five values."""

import datetime as dt

import pytest

from chuhai.errors import NotFoundError, UsageError
from chuhai.value.comparables import HALF_LIFE_YEARS, WEIGHTS, Subject


def test_the_deal_itself_is_not_its_own_comparable(tiny_ledger):
    for asked in ("D-000012", "2025-04-15-deal-12"):
        assert "D-000012" not in {d.deal_id for d in tiny_ledger.comps(asked, limit=50).deals}


def test_the_weights_add_up_to_one():
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)


def test_the_nearest_shares_most_and_says_what(tiny_ledger):
    best = tiny_ledger.comps("D-000012").deals[0]
    assert best.why == "modality, stage, area, partner kind"
    assert (best.deal_id, best.score) == ("D-000010", pytest.approx(0.78, abs=0.01))
    scores = [d.score for d in tiny_ledger.comps("D-000012").deals]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= s <= 1 for s in scores)


def test_the_score_is_the_weight_shared_over_the_weight_known(tiny_ledger):
    subject = Subject(modality="adc", stage="phase-2")
    found = {d.deal_id: d for d in tiny_ledger.comps(subject=subject, limit=50).deals}
    weight = WEIGHTS["modality"] + WEIGHTS["stage"]
    assert found["D-000001"].score == 1.0
    assert found["D-000001"].why == "modality, stage"
    assert found["D-000010"].score == pytest.approx(WEIGHTS["modality"] / weight, abs=0.001)
    assert found["D-000003"].score == 0.0
    assert found["D-000003"].why == ""


def test_a_neighbouring_stage_counts_half(tiny_ledger):
    found = {d.deal_id: d for d in tiny_ledger.comps(subject=Subject(stage="phase-1-2"), limit=50).deals}
    assert found["D-000002"].score == 0.5
    assert found["D-000002"].why == "~stage"
    assert found["D-000003"].score == 0.0


@pytest.mark.parametrize(
    ("modality", "relative", "stranger"),
    [
        ("antibody", "D-000002", "D-000001"),
        ("t-cell-engager", "D-000002", "D-000001"),
        ("bispecific-adc", "D-000001", "D-000002"),
        ("degrader", "D-000003", "D-000002"),
        ("car-t", "D-000006", "D-000001"),
        ("gene-therapy", None, "D-000006"),
    ],
)
def test_a_modality_of_the_same_family_counts_half_and_one_that_only_ends_alike_nothing(
    tiny_ledger, modality, relative, stranger
):
    found = {d.deal_id: d.score for d in tiny_ledger.comps(subject=Subject(modality=modality), limit=50).deals}
    assert relative is None or found[relative] == 0.5
    assert found[stranger] == 0.0


def test_targets_are_shared_by_jaccard(tiny_ledger):
    found = {d.deal_id: d for d in tiny_ledger.comps(subject=Subject(target=("PD-1",)), limit=50).deals}
    assert found["D-000002"].score == 0.5
    assert found["D-000001"].score == 0.0


def test_terms_fade_with_their_half_life(tiny_ledger):
    later = dt.date(2024, 3, 5) + dt.timedelta(days=round(365.25 * HALF_LIFE_YEARS))
    subject = Subject(area="oncology", announced=later)
    found = {d.deal_id: d for d in tiny_ledger.comps(subject=subject, limit=50).deals}
    weight = WEIGHTS["area"] + WEIGHTS["date"]
    assert found["D-000001"].score == pytest.approx((WEIGHTS["area"] + 0.5 * WEIGHTS["date"]) / weight, abs=0.001)


def test_a_range_needs_five_disclosed_values(tiny_ledger):
    few = tiny_ledger.comps(subject=Subject(modality="adc"), limit=4).ranges["upfront_usd_m"]
    assert few == {"n": 4, "low": None, "median": None, "high": None}
    five = tiny_ledger.comps(subject=Subject(modality="adc"), limit=5).ranges["upfront_usd_m"]
    assert five["n"] == 5
    assert five["low"] <= five["median"] <= five["high"]


def test_quartiles_interpolate_between_closest_ranks(tiny_ledger):
    found = tiny_ledger.comps(subject=Subject(modality="adc"), limit=5)
    assert sorted(d.upfront_usd_m for d in found.deals) == [110, 120, 130, 140, 150]
    assert found.ranges["upfront_usd_m"] == {"n": 5, "low": 120, "median": 130, "high": 140}


def test_only_what_was_known_is_compared_with(tiny_ledger):
    found = tiny_ledger.comps("D-000012", limit=50, known=dt.date(2024, 6, 1))
    assert {d.deal_id for d in found.deals} == {"D-000001", "D-000002", "D-000008"}
    assert {d.deal_id: d.upfront_usd_m for d in found.deals}["D-000001"] == 100


@pytest.mark.parametrize("subject", [Subject(), Subject(announced=dt.date(2025, 1, 1))])
def test_nothing_known_of_the_subject_is_a_usage_error(tiny_ledger, subject):
    with pytest.raises(UsageError, match="nothing to compare by"):
        tiny_ledger.comps(subject=subject)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_is_at_least_one(tiny_ledger, limit):
    with pytest.raises(UsageError, match="limit"):
        tiny_ledger.comps("D-000012", limit=limit)


def test_a_deal_and_a_description_exclude_each_other(tiny_ledger):
    for given in ({}, {"deal_id": "D-000001", "subject": Subject(modality="adc")}):
        with pytest.raises(UsageError, match="not both"):
            tiny_ledger.comps(**given)


def test_an_unknown_deal_is_not_found(tiny_ledger):
    with pytest.raises(NotFoundError, match="D-777777"):
        tiny_ledger.comps("D-777777")


def test_a_frame_has_one_row_a_comparable(tiny_ledger):
    frame = tiny_ledger.comps("D-000012", limit=3).to_frame()
    assert frame.height == 3
    assert {"deal_id", "score", "why", "upfront_usd_m"} <= set(frame.columns)
