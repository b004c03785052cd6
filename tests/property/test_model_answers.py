"""Whatever a language model answers, what is taken stands on the page, and the rules' deals keep their values."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chuhai.extract import batch
from chuhai.model import schema
from chuhai.settings import curation_folder

TEXT = (
    "Innovent Biologics announced on March 3, 2025 that it has entered into an exclusive license agreement with Roche. Innovent "
    "grants Roche global rights to IBI3009, an antibody-drug conjugate targeting DLL3, for an upfront payment of $80 million.\n"
    "Separately Brightholm sent QZ-4471, a phase 1 siRNA, to Kelvora Oncology for $45 million and low single-digit royalties.\n"
)
WORDS = [
    *TEXT.split(),
    "Evil Corp",
    "$9 billion",
    "phase-3",
    "adc",
    "sirna",
    "license",
    "2025-03-03",
    "",
    "\x00",
    "许可",
]


class Scripted:
    """A model that gives the answer it is made with."""

    name = "scripted"

    def __init__(self, answer: str) -> None:
        self.answer = answer

    def __call__(self, system: str, user: str) -> str:
        return self.answer


def pieces() -> st.SearchStrategy[str]:
    """Pieces of the page, and words that it may or may not hold."""
    inside = st.tuples(st.integers(0, len(TEXT)), st.integers(0, 90)).map(lambda p: TEXT[p[0] : p[0] + p[1]])
    return st.one_of(inside, st.sampled_from(WORDS))


told = st.fixed_dictionaries({"value": pieces(), "quote": pieces()})
some = st.lists(told, max_size=2)
money = st.fixed_dictionaries(
    {
        "field": st.sampled_from([*schema.MONEY, "bonus"]),
        "amount": st.sampled_from([80, 45, 80_000_000, -1, None]),
        "currency": st.sampled_from(["USD", "CNY", "", None]),
        "quote": pieces(),
    }
)
parts = {"licensor": some, "licensee": some, "assets": some, "targets": some, "money": st.lists(money, max_size=2)}
parts |= dict.fromkeys(("agreement", "event", "announced", "kind", "stage", "modality", "territory", "royalty"), told)
#: Deals whose parties and agreement stand, so that what else is said of them is judged at all.
base: dict[str, Any] = {
    "agreement": {"quote": "Brightholm sent QZ-4471, a phase 1 siRNA, to Kelvora Oncology"},
    "licensor": [{"value": "Brightholm", "quote": "Brightholm"}],
    "licensee": [{"value": "Kelvora Oncology", "quote": "Kelvora Oncology"}],
}
deals = st.one_of(
    st.fixed_dictionaries({}, optional=parts),
    st.fixed_dictionaries({}, optional={k: v for k, v in parts.items() if k not in base}).map(lambda d: {**base, **d}),
)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)


def read(answer: str | None) -> dict[str, Any]:
    asking = None if answer is None else Scripted(answer)
    return batch.one(("page.txt", TEXT.encode()), curation_folder(), asking).object


def checked(answer: str) -> None:
    before, found = read(None), read(answer)
    text = TEXT.strip()
    assert "model-failed" not in {i["code"] for i in found["issues"]}
    for deal in found["deals"]:
        assert set(deal["route"]) == set(deal["evidence"]) == set(deal["confidence"])
        assert all(text[e["start"] : e["end"]] == e["quote"] != "" for e in deal["evidence"].values())
        assert all((a["amount_m"], a["currency"]) in ((80, "USD"), (45, "USD")) for a in deal["amounts"].values())
        assert deal["stage"] in (None, "phase-1")
        assert deal["modality"] in (None, "adc", "sirna")
        assert all(name in text for side in ("licensor", "licensee", "assets") for name in deal[side])
    for old, new in zip(before["deals"], found["deals"], strict=False):
        kept = {k: v for k, v in old.items() if v not in (None, [], {}, "") and k not in ("confidence", "slug")}
        for name, value in kept.items():
            held = {k: v for k, v in value.items() if v != "absent"} if isinstance(value, dict) else None
            assert new[name] == value if held is None else all(new[name][k] == v for k, v in held.items())


@settings(max_examples=120)
@given(st.lists(deals, max_size=3))
def test_what_is_taken_of_an_answer_is_printed_on_the_page(told_deals: list[dict[str, Any]]) -> None:
    checked(json.dumps({"deals": told_deals}))


@settings(max_examples=60)
@given(
    st.one_of(st.text(max_size=60), json_values.map(lambda v: json.dumps({"deals": v})), json_values.map(json.dumps))
)
def test_no_answer_is_so_wrong_that_the_page_is_lost(answer: str) -> None:
    checked(answer)
