"""Watchlists: names in either script become ids, unknown ones are errors, and a list hears of what it asks for alone."""

from __future__ import annotations

import datetime as dt

import pytest

from asking import Run
from chuhai.alerts import watchlists
from chuhai.deals.diff import Change
from chuhai.errors import NotFoundError, UsageError, VocabularyError

NOW = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def made(ledger, name="mine", min_upfront=None, min_total=None, on=(), **words):
    each = {k: (v,) if isinstance(v, str) else v for k, v in words.items()}
    return watchlists.resolved(ledger, name, NOW, each, min_upfront, min_total, on)


@pytest.mark.parametrize(
    "word", ["Hanlin Bio", "翰林生物", "翰林", "hanlinshengwu", "688001.SH", "Hanlin Genetics", "C-000001"]
)
def test_a_company_is_found_by_any_of_its_names(tiny_ledger, word):
    assert made(tiny_ledger, company=word).companies == ["C-000001"]


@pytest.mark.parametrize("word", ["HLB-101", "HL101", "翰立妥单抗", "hanlitamab deruxtecan", "A-000001"])
def test_an_asset_is_found_by_any_of_its_names(tiny_ledger, word):
    assert made(tiny_ledger, asset=word).assets == ["A-000001"]


@pytest.mark.parametrize(("word", "spelled"), [("her2", ["HER2"]), ("PD1", ["PD-1"]), ("pd 1", ["PD-1"])])
def test_a_target_is_found_however_it_is_written(tiny_ledger, word, spelled):
    assert made(tiny_ledger, target=word).targets == spelled


def test_a_modality_includes_narrower_ones_in_either_script(tiny_ledger):
    assert "adc" in made(tiny_ledger, modality="ADC").modalities
    assert made(tiny_ledger, modality="双抗").modalities == made(tiny_ledger, modality="bispecific-antibody").modalities


@pytest.mark.parametrize(
    ("words", "error", "hint"),
    [
        ({"company": "Hanlin Biq"}, NotFoundError, "near: Hanlin"),
        ({"asset": "HLB-102"}, NotFoundError, "near: hlb"),
        ({"target": "HER3"}, NotFoundError, "near: her2"),
        ({"modality": "adcc"}, VocabularyError, "adc"),
        ({"kind": "licens"}, VocabularyError, "license"),
    ],
)
def test_a_name_that_is_not_known_is_an_error_with_suggestions(tiny_ledger, words, error, hint):
    with pytest.raises(error, match=hint):
        made(tiny_ledger, **words)


@pytest.mark.parametrize("name", ["", "../x", "a\nb", "x" * 61, "<b>"])
def test_a_name_that_can_be_no_name_is_refused(tiny_ledger, name):
    with pytest.raises(UsageError, match="a name is"):
        made(tiny_ledger, name)


@pytest.mark.parametrize("amount", [-1.0, float("nan"), float("inf")])
def test_an_amount_that_is_none_is_refused(tiny_ledger, amount):
    with pytest.raises(UsageError, match="no amount"):
        made(tiny_ledger, min_upfront=amount)


def test_what_fits_is_what_a_search_with_the_same_filters_finds(tiny_ledger):
    for words, filters in (
        ({"modality": "adc"}, {"modality": "adc"}),
        ({"target": "HER2"}, {"target": ("HER2",)}),
        ({"kind": "newco"}, {"kind": "newco"}),
    ):
        found = tiny_ledger.deals(filters=tiny_ledger.filters(**filters)).rows
        assert watchlists.matching(tiny_ledger, made(tiny_ledger, **words)) == sorted(r.id for r in found)
    sides = {
        r.id
        for side in ("licensor", "licensee")
        for r in tiny_ledger.deals(filters=tiny_ledger.filters(**{side: "翰林生物"})).rows
    }
    assert set(watchlists.matching(tiny_ledger, made(tiny_ledger, company="翰林生物"))) == sides
    assert "D-000010" in sides  # a subsidiary's


def test_amounts_bound_from_below(tiny_ledger):
    large = watchlists.matching(tiny_ledger, made(tiny_ledger, min_upfront=120))
    assert large == ["D-000001", "D-000012", "D-000013", "D-000014", "D-000015"]
    assert "D-000001" in watchlists.matching(tiny_ledger, made(tiny_ledger, min_total=1000))


def test_a_condition_can_not_be_broken_out_of(tiny_ledger):
    odd = watchlists.Watchlist("x", NOW, companies=["C-1'] OR true --"], targets=["'"])
    assert watchlists.matching(tiny_ledger, odd) == []


def change(kind, field=None, deal="D-000001"):
    return Change(kind, deal, "s", field, None, None, "2026-01-01", None)


CHANGES = [
    change("deal added"), change("value changed", "upfront"), change("event", "termination"), change("event", "amendment"),
    change("disputed", "upfront"), Change("signal", "signal:x#1", "翰林生物", "likely", None, "x", "2026-01-01", None),
    change("deal added", None, "D-000003"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "heard"),
    [
        ({}, [0, 1, 2, 3, 4, 5, 6]),
        ({"company": "Hanlin Bio"}, [0, 1, 2, 3, 4, 5]),
        ({"company": "Hanlin Bio", "on": ["termination"]}, [2]),
        ({"company": "Hanlin Bio", "on": ["disputed", "signal"]}, [4, 5]),
        ({"company": "Orchid Therapeutics"}, []),
        ({"target": "HER2"}, [0, 1, 2, 3, 4]),
        ({"min_upfront": 1}, [0, 1, 2, 3, 4]),
    ],
)
def test_a_list_hears_of_what_it_asks_for_alone(tiny_ledger, asked, heard):
    assert sorted(watchlists.concerned(tiny_ledger, [made(tiny_ledger, **asked)], CHANGES)) == heard


def test_lists_are_added_shown_and_removed_by_command(run: Run, tmp_path, tiny_curation):
    import tiny

    tiny.build(tiny_curation, tmp_path)
    where = ("--home", str(tmp_path), "--curation", str(tiny_curation))
    added = run(*where, "watchlist", "add", "big", "--company", "翰林生物", "--min-upfront", "100", "--termination")
    assert added.code == 0, added.err
    assert "deals fit it today" in added.err
    listed = run(*where, "watchlist", "list").out
    assert "company 翰林生物, upfront of at least $100m; only termination" in " ".join(listed.split())
    assert "D-000001" in run(*where, "watchlist", "show", "big").out
    wrong = run(*where, "watchlist", "show", "bigg")
    assert (wrong.code, "there are big" in wrong.err) == (1, True)
    assert run(*where, "watchlist", "add", "odd", "--company", "Hanlin Biq").code == 1
    assert run(*where, "watchlist", "remove", "big").code == 0
    assert "No watchlist yet" in run(*where, "watchlist", "list").out
