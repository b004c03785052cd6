"""One deal as rules and model read it: who is believed where they differ, and what becomes of a deal that one of them alone tells."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from chuhai.extract import batch, model_answer, model_asked, model_beside
from chuhai.extract.model_weighed import CHOSEN, RULES_FIRST, Way
from chuhai.reading.text import Text
from chuhai.settings import curation_folder
from model_told import DEAL, Json, Scripted, by_rules, codes, deal, hidden, stands, told

#: Behind DEAL: firms, a medicine and words of which a model may make something.
MORE = (
    DEAL
    + "\nIt was Kelvora Oncology that took the pen first. The licence is dear to Roche. Brightholm is another party to it. "
    "IBI3010 is a small molecule against TROP2. On April 4, 2025 Innovent will tell more about the option agreement.\n"
)
EXCHANGED = deal(licensor=[told("Roche")], licensee=[told("Innovent")])


def both(
    text: str, sure: Mapping[str, float], *deals: Json, way: Way = CHOSEN
) -> tuple[list[Json], list[dict[str, str]]]:
    """The two readings as one, had the rules been as sure of their deal's values as told; and the issues."""
    extractor = batch.extractor(curation_folder())
    found, issues = by_rules(text), []
    for one in found["deals"]:
        one["confidence"].update({name: sure.get(name, 0.95) for name in one["confidence"]})
    told_ = model_asked.decoded(json.dumps({"deals": deals}), issues)
    theirs = model_answer.rows(told_, Text(text.strip()), None, extractor, issues)
    seen = model_beside.whole(issues)
    return model_beside.merged(found["deals"], theirs, extractor.catalog, issues, seen, way), issues


def one_of(text: str, sure: Mapping[str, float], told_: Json, way: Way = CHOSEN) -> tuple[Json, str]:
    """The first deal and the first issue."""
    deals, issues = both(text, sure, told_, way=way)
    assert stands({"deals": deals}, text)
    return deals[0], issues[0]["message"] if issues else ""


def test_the_rules_read_one_deal_of_the_page() -> None:
    (found,) = by_rules(MORE)["deals"]
    assert (found["licensor"], found["licensee"], found["assets"]) == (["Innovent Biologics"], ["Roche"], ["IBI3009"])


@pytest.mark.parametrize(
    ("field", "part", "theirs"),
    [
        ("announced", {"announced": told("2025-04-04", "April 4, 2025")}, "2025-04-04"),
        ("kind", {"kind": told("option", "the option agreement")}, "option"),
        (
            "modality",
            {"modality": told("small-molecule", "IBI3010 is a small molecule against TROP2")},
            "small-molecule",
        ),
    ],
)
def test_a_value_of_the_rules_yields_to_the_verified_one_of_the_model_where_it_is_not_sure(
    field: str, part: Json, theirs: str
) -> None:
    ours = by_rules(MORE)["deals"][0][field]
    after, message = one_of(MORE, {field: 0.89}, deal(**part))
    assert (after[field], after["route"][field], after["confidence"][field]) == (
        theirs,
        "model",
        model_answer.CONFIDENCE,
    )
    assert f"{field} {ours} by the rules, {theirs} by the model ({theirs} stands)" in message
    after, message = one_of(MORE, {field: 0.9}, deal(**part))
    assert (after[field], after["route"][field], after["confidence"][field]) == (ours, "rules", 0.9)
    assert f"{field} {ours} by the rules, {theirs} by the model ({ours} stands)" in message


def test_a_quote_that_does_not_say_the_value_moves_no_value_however_unsure() -> None:
    after, message = one_of(MORE, {"announced": 0.1}, deal(announced=told("2025-04-05", "April 4, 2025")))
    assert (after["announced"], after["route"]["announced"]) == ("2025-03-03", "rules")
    assert "says 2025-04-04; left out" in message


def test_who_grants_follows_the_model_unless_the_rules_are_sure() -> None:
    after, message = one_of(DEAL, {"licensee": 0.89}, EXCHANGED)
    assert (after["licensor"], after["licensee"], after["direction"]) == (["Roche"], ["Innovent Biologics"], ["in"])
    assert {after["route"][side] for side in ("licensor", "licensee")} == {"model"}
    assert "sides Innovent Biologics → Roche by the rules, Roche → Innovent Biologics by the model" in message
    after, message = one_of(DEAL, {"licensee": 0.9}, EXCHANGED)
    assert (after["licensor"], after["licensee"], after["direction"]) == (["Innovent Biologics"], ["Roche"], ["out"])
    assert "(Innovent Biologics → Roche stands)" in message


def test_an_amount_moves_to_the_role_that_the_model_gives_it_and_leaves_the_other() -> None:
    money = [{"field": "total", "amount": 1000, "currency": "USD", "quote": "up to $1 billion in milestone payments"}]
    after, message = one_of(DEAL, {"milestones": 0.89}, deal(money=money))
    assert (after["amounts"].keys(), after["total_usd_m"], after["milestones_usd_m"]) == (
        {"upfront", "total"},
        1000.0,
        None,
    )
    assert (after["status"]["milestones"], after["status"]["total"]) == ("absent", "stated")
    assert ("milestones" in after["evidence"], "milestones" in after["qualifier"]) == (False, False)
    assert "total 1000m USD as milestones by the rules, 1000m USD by the model (1000m USD stands)" in message
    after, message = one_of(DEAL, {"milestones": 0.9}, deal(money=money))
    assert (after["amounts"].keys(), after["milestones_usd_m"]) == ({"upfront", "milestones"}, 1000.0)
    assert "(1000m USD as milestones stands)" in message


def test_another_day_brings_another_rate_to_an_amount_that_is_not_in_dollars() -> None:
    text = DEAL.replace("$80 million", "RMB 80 million") + "\nOn April 4, 2019 the two began to talk.\n"
    before = by_rules(text)["deals"][0]
    after, _ = one_of(text, {"announced": 0.5}, deal(announced=told("2019-04-04", "April 4, 2019")))
    assert before["amounts"]["upfront"]["currency"] == "CNY"
    assert None not in (before["upfront_usd_m"], after["upfront_usd_m"])
    assert after["upfront_usd_m"] != before["upfront_usd_m"]


def test_firms_medicines_and_targets_that_the_model_tells_as_well_are_added_with_words_of_their_own() -> None:
    told_ = deal(
        licensee=[told("Roche", "Innovent grants Roche"), told("Brightholm", "Brightholm is another party to it")],
        assets=[told("IBI3009", "commercialize IBI3009"), told("IBI3010", "IBI3010 is a small molecule")],
        targets=[told("DLL3", "targeting DLL3"), told("TROP2", "against TROP2")],
    )
    after, message = one_of(MORE, {}, told_)
    assert (after["licensee"], after["licensee_ids"][1]) == (["Roche", "Brightholm"], None)
    assert (after["assets"], after["targets"]) == (["IBI3009", "IBI3010"], ["DLL3", "TROP2"])
    for field in ("licensee", "assets", "targets"):
        assert (after["route"][field], after["route"][f"{field}[1]"]) == ("both", "model")
        assert after["evidence"][f"{field}[1]"]["quote"] == after[field][1]
    assert "licensee Roche by the rules, Roche, Brightholm by the model (Roche, Brightholm stands)" in message


def test_of_a_list_what_the_rules_alone_read_goes_where_it_is_not_sure_and_the_model_tells_another() -> None:
    other = deal(assets=[told("IBI3010", "IBI3010 is a small molecule")])
    after, _ = one_of(MORE, {"assets": 0.89}, other)
    assert (after["assets"], after["route"]["assets"], "assets[1]" in after["evidence"]) == (
        ["IBI3010"],
        "model",
        False,
    )
    after, _ = one_of(MORE, {"assets": 0.9}, other)
    assert after["assets"] == ["IBI3009", "IBI3010"]
    after, message = one_of(MORE, {"assets": 0.1}, deal())
    assert (after["assets"], message) == (["IBI3009"], "")


def test_a_deal_of_the_rules_that_the_model_does_not_tell_goes_where_it_is_likelier_wrong_than_right() -> None:
    deals, issues = both(DEAL, {"licensor": 0.49})
    assert (deals, [issue["code"] for issue in issues]) == ([], ["model-silent"])
    assert "Innovent Biologics → Roche: told by the rules alone, confidence 0.49; left out" in issues[0]["message"]
    deals, issues = both(DEAL, {"licensor": 0.5})
    assert (len(deals), issues) == (1, [])
    assert (set(deals[0]["route"].values()), deals[0]["confidence"]["licensor"]) == ({"rules"}, 0.5)


@pytest.mark.parametrize(
    "issue",
    [{"code": "model-part"}, {"code": "model-answer"}, {"code": "model-deal"}],
    ids=["page cut off", "answer of another shape", "deal thrown out"],
)
def test_silence_says_nothing_where_the_model_did_not_see_all_or_not_all_that_it_said_stands(
    issue: dict[str, str],
) -> None:
    assert not model_beside.whole([issue])
    assert model_beside.whole([{"code": "model-value"}])
    doubted = by_rules(DEAL)["deals"]
    doubted[0]["confidence"]["licensor"] = 0.1
    catalog = batch.extractor(curation_folder()).catalog
    assert len(model_beside.merged(doubted, [], catalog, [], seen=False)) == 1
    assert model_beside.merged(doubted, [], catalog, [], seen=True) == []


def test_a_deal_of_the_model_alone_gives_way_to_one_of_the_rules_alone_that_shares_a_firm() -> None:
    rival = deal(
        agreement={"quote": "The licence is dear to Roche"},
        licensor=[told("Kelvora Oncology")],
        licensee=[told("Roche", "dear to Roche")],
    )
    deals, issues = both(MORE, {}, rival)
    assert ([d["licensor"] for d in deals], [i["code"] for i in issues]) == ([["Innovent Biologics"]], ["model-rival"])
    assert "Kelvora Oncology → Roche: told by the model alone" in issues[0]["message"]
    deals, _ = both(MORE, {}, {**rival, "assets": [told("IBI3010", "IBI3010 is a small molecule")]})
    assert [d["licensor"] for d in deals] == [["Innovent Biologics"], ["Kelvora Oncology"]]
    deals, _ = both(MORE, {}, deal(), rival)
    assert [d["licensor"] for d in deals] == [["Innovent Biologics"], ["Kelvora Oncology"]]
    deals, issues = both(MORE, {"licensor": 0.4}, rival)
    assert ([d["licensor"] for d in deals], [i["code"] for i in issues]) == ([["Kelvora Oncology"]], ["model-silent"])


def test_a_deal_of_the_model_alone_stands_behind_those_of_the_rules() -> None:
    text = DEAL + "\nThe licence for QZ-4471 cost Kelvora Oncology $45 million upfront. Brightholm kept China.\n"
    found = hidden(agreement={"quote": "The licence for QZ-4471 cost Kelvora Oncology"})
    deals, issues = both(text, {}, found)
    assert ([d["licensor"] for d in deals], issues) == ([["Innovent Biologics"], ["Brightholm"]], [])


def test_rules_first_leaves_every_value_of_the_rules_however_unsure() -> None:
    sure = dict.fromkeys(by_rules(MORE)["deals"][0]["confidence"], 0.1)
    told_ = {
        **EXCHANGED,
        "assets": [told("IBI3010", "IBI3010 is a small molecule")],
        "kind": told("option", "the option agreement"),
    }
    before, (after, _) = by_rules(MORE)["deals"][0], one_of(MORE, sure, told_, RULES_FIRST)
    assert {k: v for k, v in after.items() if k not in ("confidence", "route")} == {
        k: v for k, v in before.items() if k != "confidence"
    }
    assert len(both(DEAL, sure, way=RULES_FIRST)[0]) == 1


def test_neither_reading_is_changed_by_being_put_beside_the_other() -> None:
    before = by_rules(MORE)["deals"]
    kept: Any = json.loads(json.dumps(before))
    model_beside.merged(before, [], batch.extractor(curation_folder()).catalog, [], seen=True)
    assert before == kept


def test_an_answer_without_deals_leaves_a_sure_deal_as_it_was() -> None:
    found = batch.one(("page.txt", DEAL.encode()), curation_folder(), Scripted({"deals": []})).object
    (after,) = found["deals"]
    assert ({k: v for k, v in after.items() if k != "route"}, codes(found)) == (by_rules(DEAL)["deals"][0], [])
