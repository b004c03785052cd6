"""Bad input: each defect of the curation is a finding with file, line, field and reason, and publishes nothing."""

from __future__ import annotations

import json

import pytest

import tiny
from chuhai import pipeline
from chuhai.catalog import Catalog
from chuhai.errors import CheckFailedError, CurationError
from chuhai.facade import Ledger
from chuhai.quality.checks import check
from chuhai.quality.findings import Finding
from tiny import deal, fact, page

GOOD = deal(
    1,
    "2024-03-05",
    "C-000001",
    "C-000002",
    "A-000001",
    facts={"upfront": tiny.usd(100), "total": tiny.usd(1000)},
)
#: Where the row under test stands.
HERE = "deals/2024.jsonl:1"


def spoiled(**facts):
    return tiny.changed(GOOD, facts=facts)


def without(name):
    row = tiny.changed(GOOD)
    del row["facts"][name]
    return row


def with_source(**more):
    return tiny.changed(GOOD, sources={"s1": {**page("https://example.org/deal-1"), **more}})


def with_event(**event):
    return tiny.changed(GOOD, events=[{"event": "amendment", "cite": ["s1"], **event}])


def money(value, unit="USD", **more):
    return [fact(value, unit=unit, **more)]


ROWS = {
    "unknown kind": (spoiled(kind=[fact("gift")]), "facts.kind", "'gift': not in vocabulary kind"),
    "unknown modality": (spoiled(modality=[fact("magic")]), "facts.modality", "not in vocabulary modality"),
    "unknown stage": (spoiled(stage=[fact("phase-9")]), "facts.stage", "not in vocabulary stage"),
    "unknown property": (spoiled(price=[fact(1)]), "facts", "unknown property price"),
    "unknown qualifier": (spoiled(upfront=money(1, qualifier="maybe")), "facts.upfront", "qualifier 'maybe'"),
    "unknown territory": (spoiled(territory=[fact("Atlantis")]), "facts.territory", "territory 'Atlantis'"),
    "unknown event": (with_event(event="party"), "events", "'party': one of signing"),
    "impossible announcement": (spoiled(announced=[fact("2024-02-30")]), "facts.announced", "no such day"),
    "impossible publication": (with_source(published="2024-02-30"), "sources.s1.published", "no such day"),
    "impossible retrieval": (with_source(retrieved="2025-02-30"), "sources", "Invalid RFC3339"),
    "impossible event date": (with_event(date="2024-13"), "events.date", "no such day"),
    "announcement in words": (spoiled(announced=[fact("last spring")]), "facts.announced", "write 2025-01-02"),
    "announcement too early": (spoiled(announced=[fact("1899-01-01")]), "facts.announced", "before 1990"),
    "announcement before every rate": (
        spoiled(announced=[fact("0001-01-01")], upfront=money(1, "EUR")),
        "facts.announced",
        "before 1990",
    ),
    "announcement in another file's year": (spoiled(announced=[fact("2023-03-05")]), "facts.announced", "belongs in"),
    "announced after it was read": (
        tiny.changed(GOOD, sources={"s1": page("https://example.org/1", None, retrieved="2024-03-01")}),
        "facts.announced",
        "after the day its pages were read",
    ),
    "published after it was read": (
        with_source(published="2024-04-01", retrieved="2024-03-09"),
        "sources.s1.published",
        "after 2024-03-09",
    ),
    "negative upfront": (spoiled(upfront=money(-1)), "facts.upfront", "negative money"),
    "negative total": (spoiled(total=money(-0.5)), "facts.total", "negative money"),
    "overflowing money": (spoiled(total=money(1e12)), "facts.total", "outside +-1000000 million"),
    "integer beyond any float": (spoiled(total=money(10**400)), "facts", ""),
    "infinity as text": (spoiled(total=money("Infinity")), "facts.total", "write a number"),
    "nan as text": (spoiled(upfront=money("NaN")), "facts.upfront", "write a number"),
    "money as text": (spoiled(upfront=money("100")), "facts.upfront", "write a number"),
    "money as a flag": (spoiled(upfront=money(True)), "facts.upfront", "write a number"),
    "money without currency": (spoiled(upfront=[fact(100)]), "facts.upfront", "ISO 4217"),
    "money in words' currency": (spoiled(upfront=money(100, "dollars")), "facts.upfront", "ISO 4217"),
    "value that says undisclosed": (
        spoiled(upfront=money(100, qualifier="undisclosed")),
        "facts.upfront",
        "has a value and says undisclosed",
    ),
    "null without undisclosed": (spoiled(upfront=[fact(None)]), "facts.upfront", "null without qualifier"),
    "undisclosed announcement": (spoiled(announced=tiny.undisclosed()), "facts.announced", "can't be placed"),
    "undisclosed kind": (spoiled(kind=tiny.undisclosed()), "facts.kind", "can't be placed"),
    "negative event money": (
        with_event(amounts={"received": {"value": -3, "unit": "USD"}}),
        "events.amounts.received",
        "negative money",
    ),
    "overflowing event money": (
        with_event(amounts={"received": {"value": 1e13, "unit": "USD"}}),
        "events.amounts.received",
        "outside",
    ),
    "event money in no currency": (
        with_event(amounts={"received": {"value": 3, "unit": "bucks"}}),
        "events.amounts.received",
        "ISO 4217",
    ),
    "royalty above 100": (spoiled(royalty_high=[fact(120)]), "facts.royalty_high", "between 0 and 100"),
    "royalty below zero": (spoiled(royalty_low=[fact(-1)]), "facts.royalty_low", "between 0 and 100"),
    "royalties upside down": (
        spoiled(royalty_low=[fact(12)], royalty_high=[fact(8)]),
        "facts.royalty_low",
        "above royalty_high",
    ),
    "flag in words": (spoiled(china_origin=[fact("yes")]), "facts.china_origin", "write true or false"),
    "number for a word": (spoiled(stage=[fact(2)]), "facts.stage", "write text"),
    "unknown company": (spoiled(licensor=[fact("C-999999")]), "facts.licensor", "C-999999: no such company"),
    "unknown asset": (spoiled(asset=[fact("A-999999")]), "facts.asset", "A-999999: no such asset"),
    "name of another company": (
        spoiled(licensor=[fact("C-000001", name="Great Pharma")]),
        "facts.licensor",
        "name 'Great Pharma' is C-000002, the row says C-000001",
    ),
    "name of no company": (
        spoiled(licensor=[fact("C-000001", name="Hanlin Bioo")]),
        "facts.licensor",
        "not in the registry; near: hanlin bio",
    ),
    "denied host": (
        with_source(url="https://www-x-com.libproxy1.nus.edu.sg/page"),
        "sources.s1",
        "library proxy: nobody outside can open it",
    ),
    "denied mirror": (with_source(url="https://senqingzn.com/1"), "sources.s1", "cite the page's own home"),
    "denied host in capitals": (
        with_source(url="https://X.LIBPROXY1.nus.edu.sg/page"),
        "sources.s1",
        "library proxy",
    ),
    "broken address": (with_source(url="https://[example.org/x"), "sources.s1", "not a web address"),
    "no web address": (with_source(url="ftp://example.org/x"), "sources.s1", "not a web address"),
    "address without host": (with_source(url="https:///x"), "sources.s1", "not a web address"),
    "unknown tier": (with_source(tier="rumour"), "sources.s1", "tier 'rumour'"),
    "quote of 26 words": (with_source(quote=" ".join(["word"] * 26)), "sources.s1", "longer than 25 words"),
    "quote of 61 characters": (with_source(quote="字" * 61), "sources.s1", "60 Chinese characters"),
    "citing a source not listed": (
        spoiled(upfront=[*money(100), fact(110, "s9", unit="USD")]),
        "facts.upfront.cite",
        "source 's9' is not in the row's sources",
    ),
    "citing nothing": (spoiled(stage=[{"value": "ind", "cite": []}]), "facts.stage", "cites no source"),
    "event citing a source not listed": (with_event(cite=["s9"]), "facts.event.cite", "'s9'"),
    "no source at all": (tiny.changed(GOOD, sources={}), "facts.slug", "cites no source"),
    "termination before the deal": (
        with_event(event="termination", date="2024-03-04"),
        "events.date",
        "termination on 2024-03-04, before the deal of 2024-03-05",
    ),
    "receipt before the deal": (with_event(event="milestone-receipt", date="2023"), "events.date", "before the deal"),
    "reaction of no ticker": (
        tiny.changed(GOOD, reactions=[{"ticker": "HANLIN", "pct": 1.0, "cite": ["s1"]}]),
        "reactions.ticker",
        "write 600276.SH",
    ),
    "reaction in a vendor's notation": (
        tiny.changed(GOOD, reactions=[{"ticker": "688001.SS", "pct": 1.0, "cite": ["s1"]}]),
        "reactions.ticker",
        "write 688001.SH",
    ),
    "reaction on an impossible day": (
        tiny.changed(GOOD, reactions=[{"ticker": "688001.SH", "pct": 1.0, "cite": ["s1"], "date": "2024-02-30"}]),
        "reactions.date",
        "no such day",
    ),
    "reaction below minus a hundred": (
        tiny.changed(GOOD, reactions=[{"ticker": "688001.SH", "pct": -250, "cite": ["s1"]}]),
        "reactions.pct",
        "between -100 and",
    ),
    "id of another form": (tiny.changed(GOOD, id="D-1"), "id", "write D- and six digits"),
    "slug of another form": (tiny.changed(GOOD, slug="Not A Slug"), "slug", "lower-case words"),
    "parent that is no deal": (tiny.changed(GOOD, parent="D-000404"), "parent", "D-000404: no such deal"),
    "parent of itself": (tiny.changed(GOOD, parent="D-000001"), "parent", "cycle: D-000001 -> D-000001"),
    "unknown field": ({**GOOD, "colour": "red"}, "line", "unknown field `colour`"),
    "unknown field of a source": (with_source(colour="red"), "sources", "unknown field `colour`"),
    "field of another type": ({**GOOD, "id": 7}, "id", "Expected `str`, got `int`"),
    "missing field": ({k: v for k, v in GOOD.items() if k != "slug"}, "line", "missing required field `slug`"),
    **{
        f"missing {name}": (without(name), f"facts.{name}", "missing; every deal has it")
        for name in ("kind", "class", "licensor", "licensee")
    },
}


@pytest.mark.parametrize("defect", ROWS)
def test_a_defect_of_a_row_is_an_error_with_file_line_field_and_reason(tmp_path, defect):
    row, field, reason = ROWS[defect]
    folder = tiny.write(tmp_path / "curation", deals=[])
    tiny.lines(folder / "deals" / "2024.jsonl", [row])
    found = tiny.errors(folder)
    assert [f for f in found if f.where == HERE and f.field.startswith(field) and reason in f.reason], found


def test_the_row_that_is_spoiled_is_good_before(tmp_path):
    assert tiny.findings(tiny.write(tmp_path / "curation", deals=[GOOD])) == []


def test_missing_announcement_is_an_error(tmp_path):
    folder = tiny.write(tmp_path / "curation", deals=[without("announced")])
    assert Finding(HERE, "facts.announced", "missing; every deal has it") in tiny.errors(folder)


LINES = {
    "malformed": (b'{"id": "D-000001", "slug": ', "line", "truncated"),
    "not json": (b"hello", "line", "malformed"),
    "a list": (b"[1, 2]", "line", "Expected `object`"),
    "a number that json has not": (b'{"id": NaN}', "line", "malformed"),
    "infinity": (b'{"id": Infinity}', "line", "malformed"),
    "GBK": (json.dumps(GOOD | {"note": "翰林生物"}, ensure_ascii=False).encode("gbk"), "encoding", "not UTF-8"),
    "a byte order mark": (b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), "encoding", "byte order mark"),
    "UTF-16": (json.dumps(GOOD).encode("utf-16"), "encoding", "byte order mark"),
    "UTF-16 without mark": (json.dumps(GOOD).encode("utf-16-le"), "encoding", "zero bytes"),
    "huge": (json.dumps(GOOD | {"note": "x" * 1_000_001}).encode(), "line", "a row is at most 1000000"),
}


@pytest.mark.parametrize("defect", LINES)
def test_an_unreadable_line_is_a_finding_and_not_the_end(tmp_path, defect):
    raw, field, reason = LINES[defect]
    folder = tiny.write(tmp_path / "curation", deals=[])
    good = json.dumps(tiny.changed(GOOD, id="D-000002", slug="good")).encode()
    worse = json.dumps(tiny.changed(GOOD, id="D-000003", slug="worse", facts={"kind": [fact("gift")]})).encode()
    (folder / "deals").mkdir(exist_ok=True)
    (folder / "deals" / "2024.jsonl").write_bytes(good + b"\n" + raw + b"\n" + worse + b"\n")
    found = tiny.errors(folder)
    assert [f for f in found if f.where == "deals/2024.jsonl:2" and f.field == field and reason in f.reason], found
    assert [f for f in found if f.where == "deals/2024.jsonl:3" and f.field == "facts.kind"], found
    assert not [f for f in found if f.where == "deals/2024.jsonl:1"], found


def test_windows_line_ends_and_blank_lines_are_read(tmp_path):
    folder = tiny.write(tmp_path / "curation", deals=[GOOD])
    path = folder / "deals" / "2024.jsonl"
    path.write_bytes(b"\r\n" + path.read_bytes().replace(b"\n", b"\r\n") + b"\n")
    assert tiny.findings(folder) == []


def test_two_rows_with_one_id_name_both_lines(tmp_path):
    folder = tiny.write(tmp_path / "curation", deals=[GOOD, tiny.changed(GOOD, slug="other")])
    assert Finding("deals/2024.jsonl:2", "id", "D-000001 also stands at deals/2024.jsonl:1") in tiny.errors(folder)


def test_two_rows_with_one_slug_name_both_lines(tmp_path):
    folder = tiny.write(tmp_path / "curation", deals=[GOOD, tiny.changed(GOOD, id="D-000002")])
    (found,) = tiny.errors(folder)
    assert (found.where, found.field) == ("deals/2024.jsonl:2", "slug")


def test_cyclic_deal_parents_are_shown(tmp_path):
    deals = [
        tiny.changed(GOOD, id=f"D-00000{n}", slug=f"deal-{n}", parent=f"D-00000{n % 3 + 1}", facts={"asset": [fact(a)]})
        for n, a in ((1, "A-000001"), (2, "A-000002"), (3, "A-000003"))
    ]
    found = tiny.errors(tiny.write(tmp_path / "curation", deals=deals))
    assert Finding(HERE, "parent", "cycle: D-000001 -> D-000002 -> D-000003 -> D-000001") in found


def company(**more):
    return {"id": "C-000100", "key": "new", "name": {"en": "Newly Made"}, "kind": "biotech", "hq": "US", **more}


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        (company(parent="C-000100"), "parent", "cycle: C-000100 -> C-000100"),
        (company(parent="C-000404"), "parent", "C-000404: no such company"),
        (company(kind="shop"), "kind", "'shop': one of"),
        (company(hq="UK"), "hq", "'UK': not an ISO 3166 code"),
        (company(hq_past=[{"hq": "US", "until": "2020-02-30"}]), "hq_past.until", "no such day"),
        (company(hq_past=[{"hq": "US", "until": "2020"}]), "hq_past.until", "write the day"),
        (company(tickers=["sh600276"]), "tickers", "write 600276.SH"),
        (company(tickers=["600276"]), "tickers", "write 600276.SH"),
        (company(tickers=["GRP.US"]), "name", "'GRP.US' also names C-000002"),
        (company(aliases=["翰林生物股份有限公司"]), "name", "also names C-000001"),
        (company(aliases=["翰林生物".replace("翰", "翰")]), "name", "one name, one company"),
        (company(aliases=["--"]), "name", "nothing left to compare by"),
        (company(id="X-1"), "id", "write C- and six digits"),
        (company(colour="red"), "line", "unknown field `colour`"),
    ],
)
def test_a_defect_of_a_company_is_an_error(tmp_path, row, field, reason):
    folder = tiny.write(tmp_path / "curation", companies=[*tiny.COMPANIES, row])
    found = tiny.errors(folder)
    where = f"companies/companies.jsonl:{len(tiny.COMPANIES) + 1}"
    assert [f for f in found if f.where == where and f.field == field and reason in f.reason], found


def test_cyclic_company_parents_are_shown_once_for_each(tmp_path):
    rows = [dict(tiny.COMPANIES[0], parent="C-000008"), *tiny.COMPANIES[1:]]
    found = tiny.errors(tiny.write(tmp_path / "curation", companies=rows))
    assert [(f.where, f.field) for f in found] == [
        ("companies/companies.jsonl:1", "parent"),
        ("companies/companies.jsonl:8", "parent"),
    ]
    assert "cycle: C-000001 -> C-000008 -> C-000001" in found[0].reason


def test_an_unreadable_company_is_told_once(tmp_path):
    folder = tiny.write(tmp_path / "curation")
    path = folder / "companies" / "companies.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + "{\n", encoding="utf-8")
    (found,) = tiny.errors(folder)
    assert (found.where, found.field) == ("companies/companies.jsonl:9", "line")


def test_two_medicines_of_one_name_are_a_warning(tmp_path):
    twice = {**tiny.ASSETS[0], "id": "A-000100"}
    folder = tiny.write(tmp_path / "curation", assets=[*tiny.ASSETS, twice])
    found = [f for f in check(folder, Catalog(folder)) if "one medicine, one row" in f.reason]
    assert [f.where for f in found] == [f"assets/assets.jsonl:{len(tiny.ASSETS) + 1}"]


def test_two_companies_or_assets_with_one_id_are_an_error(tmp_path):
    folder = tiny.write(tmp_path / "one", companies=[*tiny.COMPANIES, tiny.COMPANIES[0]])
    assert Finding("companies/companies.jsonl:9", "id", "C-000001 stands twice") in tiny.errors(folder)
    folder = tiny.write(tmp_path / "two", assets=[*tiny.ASSETS, tiny.ASSETS[0]])
    assert Finding(f"assets/assets.jsonl:{len(tiny.ASSETS) + 1}", "id", "A-000001 stands twice") in tiny.errors(folder)


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ({"modality": "magic"}, "modality", "not in vocabulary modality"),
        ({"area": "space"}, "area", "not in vocabulary area"),
        ({"originator": "C-000404"}, "originator", "no such company"),
        ({"stages": [{"stage": "phase-9", "on": "2024"}]}, "stages", "not in vocabulary stage"),
        ({"stages": [{"stage": "ind", "on": "2024-02-30"}]}, "stages.on", "no such day"),
        ({"id": "asset"}, "id", "write A- and six digits"),
    ],
)
def test_a_defect_of_an_asset_is_an_error(tmp_path, row, field, reason):
    folder = tiny.write(tmp_path / "curation", assets=[*tiny.ASSETS, {"id": "A-000100", "name": "new", **row}])
    found = tiny.errors(folder)
    where = f"assets/assets.jsonl:{len(tiny.ASSETS) + 1}"
    assert [f for f in found if f.where == where and f.field == field and reason in f.reason], found


def test_a_missing_vocabulary_is_a_finding(curation):
    (curation / "lexicons" / "vocabulary-stage.jsonl").unlink()
    assert Finding("lexicons/vocabulary-stage.jsonl", "file", "missing") in tiny.errors(curation)


def test_missing_territories_are_a_finding(curation):
    (curation / "lexicons" / "territories.jsonl").unlink()
    (found,) = tiny.errors(curation)
    assert "territories.jsonl" in found.reason


def test_an_empty_curation_is_an_error(tmp_path):
    folder = tiny.write(tmp_path / "curation", deals=[])
    assert [f.where for f in tiny.errors(folder)] == ["deals"]


def test_a_company_of_a_ranking_must_be_in_the_registry(curation):
    ranking = {"list": "made-up", "year": 2024, "publisher": "x", "url": "https://x.example", "companies": ["C-000404"]}
    tiny.lines(curation / "companies" / "top-lists" / "made-up.jsonl", [ranking])
    (found,) = tiny.errors(curation)
    assert "C-000404: no such company" in found.reason


def claim(**more):
    body = {
        "id": "made-up-2024",
        "publisher": "Made Up",
        "measure": "deal_count",
        "value": 3,
        "unit": "deals",
        "url": "https://example.org/claim",
        "period": "2024",
        "rule_set": "chuhai",
    }
    return {**body, **more}


@pytest.mark.parametrize(
    ("rows", "field", "reason"),
    [
        ([claim(measure="happiness")], "measure", "'happiness': one of"),
        ([claim(unit="bananas")], "unit", "'bananas': one of"),
        ([claim(bound="roughly")], "bound", "'roughly': one of"),
        ([claim(period="lately")], "period", "write 2025-01-02"),
        ([claim(published="2024-02-30")], "published", "no such day"),
        ([claim(rule_set="nobody")], "rule_set", "no such file in rules/"),
        ([claim(checkable=False)], "not_checkable_reason", "missing"),
        ([claim(conflicts_with=["other"])], "conflicts_with", "other: no such claim"),
        ([claim(url="https://senqingzn.com/1")], "url", "or set weak_host"),
        ([claim(url="nowhere")], "url", "not a web address"),
        ([claim(quote=" ".join(["word"] * 26))], "quote", "longer than 25 words"),
        ([claim(value="many")], "value", "Expected `float`"),
    ],
)
def test_a_defect_of_a_claim_is_an_error(tmp_path, rows, field, reason):
    found = tiny.errors(tiny.write(tmp_path / "curation", claims=rows))
    where = "claims/claims.jsonl:1"
    assert [f for f in found if f.where == where and f.field == field and reason in f.reason], found


def test_a_good_claim_and_one_on_a_host_said_to_be_weak_pass(tmp_path):
    weak = claim(id="weak", url="https://senqingzn.com/1", weak_host=True, weak_host_why="a repost")
    assert tiny.findings(tiny.write(tmp_path / "curation", deals=[GOOD], claims=[claim(), weak])) == []


def test_two_claims_with_one_id_name_both_lines(tmp_path):
    found = tiny.errors(tiny.write(tmp_path / "curation", claims=[claim(), claim()]))
    assert Finding("claims/claims.jsonl:2", "id", "made-up-2024 also stands at claims/claims.jsonl:1") in found


@pytest.mark.parametrize(
    ("text", "field", "reason"),
    [
        ("name = ", "file", "Invalid"),
        (
            'name = "other"\ntitle = "t"\nkinds = ["license"]\nclasses = ["innovative"]\n',
            "name",
            "is not the file's name",
        ),
        (
            'name = "spoiled"\ntitle = "t"\nkinds = ["gift"]\nclasses = ["innovative"]\n',
            "kinds",
            "gift: not in vocabulary",
        ),
        ('name = "spoiled"\ntitle = "t"\nkinds = []\nclasses = []\nunit = "kilo"\n', "unit", "Invalid enum value"),
        ('name = "spoiled"\ntitle = "t"\nkinds = []\nclasses = []\nopen = ["moon"]\n', "open", "'moon' unknown"),
        (
            'name = "spoiled"\ntitle = "t"\nkinds = []\nclasses = []\nbuyers = "giants"\n',
            "buyers",
            "'giants': any, mnc",
        ),
        ('name = "spoiled"\ntitle = "t"\nkinds = []\nclasses = []\ncolour = "red"\n', "file", "unknown field `colour`"),
    ],
)
def test_a_defect_of_a_rule_set_is_an_error(curation, text, field, reason):
    (curation / "rules" / "spoiled.toml").write_text(text, encoding="utf-8")
    found = tiny.errors(curation)
    assert [f for f in found if f.where == "rules/spoiled.toml" and f.field == field and reason in f.reason], found


TWIN = deal(2, "2024-04-19", "C-000001", "C-000002", "A-000001", slug="twin")


def judgement(left, right, verdict):
    return {"left": left, "right": right, "verdict": verdict, "by": "me", "reason": "read both", "on": "2026-01-01"}


def test_rows_with_the_same_parties_and_asset_within_45_days_are_duplicates(tmp_path):
    (found,) = tiny.errors(tiny.write(tmp_path / "curation", deals=[GOOD, TWIN]))
    assert (found.where, found.field) == ("deals/2024.jsonl:2", "id")
    assert "D-000002 and D-000001 (deals/2024.jsonl:1) share parties and A-000001, 45 days apart" in found.reason


@pytest.mark.parametrize(
    "apart",
    [
        tiny.changed(TWIN, facts={"announced": [fact("2024-04-20")]}),
        tiny.changed(TWIN, facts={"asset": [fact("A-000002")]}),
        tiny.changed(TWIN, facts={"licensee": [fact("C-000004")]}),
        tiny.changed(TWIN, parent="D-000001"),
    ],
    ids=["46 days", "other asset", "other licensee", "parent"],
)
def test_another_asset_party_day_or_a_parent_makes_two_deals(tmp_path, apart):
    assert tiny.errors(tiny.write(tmp_path / "curation", deals=[GOOD, apart])) == []


def test_a_partial_date_may_fall_within_the_45_days(tmp_path):
    later = tiny.changed(TWIN, facts={"announced": [fact("2024-H1")]})
    (found,) = tiny.errors(tiny.write(tmp_path / "curation", deals=[GOOD, later]))
    assert "0 days apart" in found.reason


@pytest.mark.parametrize("turned", [False, True])
def test_rows_judged_different_are_no_duplicates(tmp_path, turned):
    pair = ["curation:D-000001", "curation:D-000002"][:: -1 if turned else 1]
    folder = tiny.write(tmp_path / "curation", deals=[GOOD, TWIN], judgements=[judgement(*pair, "different")])
    assert tiny.errors(folder) == []


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([judgement("curation:D-000001", "doc:x#1", "perhaps")], "'perhaps': same, different or unsure"),
        ([judgement("curation:D-000009", "doc:x#1", "same")], "curation:D-000009: no such deal"),
        ([judgement("curation:D-000001", "curation:D-000003", "same")], "are one deal: merge the two rows"),
        (
            [judgement("curation:D-000001", "doc:x#1", "same"), judgement("doc:x#1", "curation:D-000001", "different")],
            "one live judgement a pair",
        ),
    ],
)
def test_a_defect_of_a_judgement_is_an_error(tmp_path, rows, reason):
    folder = tiny.write(
        tmp_path / "curation", deals=[GOOD, deal(3, "2024-01-01", "C-000001", "C-000004")], judgements=rows
    )
    found = tiny.errors(folder)
    assert [f for f in found if f.where.startswith("judgements/judgements.jsonl:") and reason in f.reason], found


WARNINGS = {
    "a source nobody cites": (
        tiny.changed(GOOD, sources=GOOD["sources"] | {"s2": page("https://example.org/2")}),
        "sources.s2",
        "no value cites it",
    ),
    "a part above the total": (spoiled(upfront=money(1021)), "facts.upfront", "more than the total"),
    "a currency without rate": (spoiled(upfront=money(5, "TWD")), "facts.upfront", "stays unconverted"),
    "a partner nobody names": (spoiled(licensee=tiny.undisclosed()), "facts.licensee", "no direction"),
}


@pytest.mark.parametrize("case", WARNINGS)
def test_what_is_worth_a_look_is_a_warning_and_builds(tmp_path, case):
    row, field, reason = WARNINGS[case]
    folder = tiny.write(tmp_path / "curation", deals=[row])
    (found,) = tiny.findings(folder)
    assert (found.severity, found.where, found.field) == ("warning", HERE, field)
    assert reason in found.reason
    assert tiny.build(folder, tmp_path / "home").exists()


@pytest.mark.parametrize("quote", [" ".join(["word"] * 25), "字" * 60])
def test_a_quote_of_25_words_or_60_characters_is_short_enough(tmp_path, quote):
    assert tiny.findings(tiny.write(tmp_path / "curation", deals=[with_source(quote=quote)])) == []


def test_a_part_within_two_percent_of_the_total_is_rounding(tmp_path):
    assert tiny.findings(tiny.write(tmp_path / "curation", deals=[spoiled(upfront=money(1020))])) == []


def test_errors_come_before_warnings_and_print_as_file_line_field_reason(tmp_path):
    row = spoiled(kind=[fact("gift")], upfront=money(5, "TWD"))
    found = tiny.findings(tiny.write(tmp_path / "curation", deals=[row]))
    assert [f.severity for f in found] == ["error", "warning"]
    assert str(found[0]).startswith("deals/2024.jsonl:1: facts.kind: 'gift': not in vocabulary kind")
    assert str(found[1]).endswith("(warning)")


def test_a_bad_row_publishes_nothing_and_the_last_good_copy_stays_readable(tmp_path, curation):
    home = tmp_path / "home"
    published = tiny.build(curation, home)
    names = sorted(p.name for p in published.parent.iterdir())
    tiny.lines(curation / "deals" / "2026.jsonl", [deal(77, "2026-01-01", "C-000001", "C-000404")])
    with pytest.raises(
        CheckFailedError, match=r"nothing was published: 1 errors(.|\n)*deals/2026.jsonl:1: facts.licensee"
    ):
        tiny.build(curation, home)
    assert sorted(p.name for p in published.parent.iterdir()) == names
    with Ledger.open(home, curation) as ledger:
        assert ledger.snapshot.path == published
        assert ledger.deals().total == len(tiny.DEALS)


def test_a_bad_row_records_nothing(tmp_path, curation):
    home = tmp_path / "home"
    tiny.lines(curation / "deals" / "2026.jsonl", [deal(77, "2026-01-01", "C-000001", "C-000404")])
    with pytest.raises(CheckFailedError):
        tiny.build(curation, home)
    assert not list(home.glob("log/*.parquet"))


def test_a_long_list_of_errors_is_cut_and_counted(tmp_path):
    rows = [deal(n, "2024-03-05", "C-000404", "C-000002") for n in range(1, 13)]
    with pytest.raises(CheckFailedError, match=r"12 errors(.|\n)*and 2 more"):
        tiny.build(tiny.write(tmp_path / "curation", deals=rows), tmp_path / "home")


def test_check_failed_exits_with_3():
    assert CheckFailedError.exit_code == CurationError.exit_code == 3


def test_the_next_good_build_recovers(tmp_path, curation):
    home = tmp_path / "home"
    bad = curation / "deals" / "2026.jsonl"
    tiny.lines(bad, [deal(77, "2026-01-01", "C-000001", "C-000404")])
    with pytest.raises(CheckFailedError):
        tiny.build(curation, home)
    bad.unlink()
    assert pipeline.build(tiny.settings(curation, home), tiny.RECORDED_AT).recorded.opened > 0
