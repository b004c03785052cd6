"""Laws: territory algebra, money, dates, names and statements hold for every input."""

from __future__ import annotations

import datetime as dt

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import tiny
from chuhai.catalog import names
from chuhai.catalog.companies import Company
from chuhai.errors import UsageError
from chuhai.extract import curated
from chuhai.markets.tickers import canonical
from chuhai.model.money import LARGEST_M, Money, caption_m, parse_amount
from chuhai.model.terms import Gazetteer, Territory, expand
from chuhai.model.when import PartialDate, Period, first_day_sql, last_day_sql
from chuhai.sources.curation import CuratedDeal

CODES = ["CN", "HK", "MO", "TW", "US", "CA", "JP", "DE", "FR"]
WORLD = Gazetteer(frozenset(CODES), {"north america": frozenset({"US", "CA"})})
NOWHERE = Territory(frozenset())


@st.composite
def territories(draw):
    granted = draw(st.frozensets(st.sampled_from(CODES)))
    unsure = draw(st.frozensets(st.sampled_from(CODES)))
    return Territory(granted, unsure - granted)


@given(territories(), territories(), territories())
def test_union_is_commutative_associative_and_idempotent(a, b, c):
    assert a | b == b | a
    assert (a | b) | c == a | (b | c)
    assert a | a == a
    assert a | NOWHERE == a


@given(territories(), territories(), territories())
def test_intersection_is_commutative_and_idempotent(a, b, c):
    assert a & b == b & a
    assert (a & b) & c == a & (b & c)
    assert a & a == a
    assert a & WORLD.world == a


@given(territories(), territories())
def test_difference_surely_takes_away_what_is_surely_excluded(a, b):
    left = a - b
    assert left.granted.isdisjoint(b.granted | b.unsure)
    assert left.unsure.isdisjoint(b.granted)
    assert left.granted <= a.granted
    assert left.granted | left.unsure <= a.granted | a.unsure
    assert a - NOWHERE == a
    assert left - b == left or b.unsure


@given(territories(), territories(), territories())
def test_taking_away_two_parts_is_taking_away_their_union(a, b, c):
    sure_b, sure_c = Territory(b.granted), Territory(c.granted)
    assert (a - sure_b) - sure_c == a - (sure_b | sure_c)


@given(territories(), territories())
def test_granted_and_unsure_never_overlap(a, b):
    for found in (a | b, a & b, a - b):
        assert found.granted.isdisjoint(found.unsure)


@given(territories())
def test_the_canonical_spelling_reads_back(a):
    text = WORLD.canonical(a)
    assert WORLD.parse(text) == a
    assert WORLD.canonical(WORLD.parse(text)) == text
    assert set(expand(text, WORLD.countries)) == a.granted


@given(territories(), territories())
def test_jaccard_is_symmetric_and_one_only_for_equal_grants(a, b):
    assert a.jaccard(b) == b.jaccard(a)
    assert 0 <= a.jaccard(b) <= 1
    assert (a.jaccard(b) == 1) == (a.granted == b.granted)


amounts = st.floats(-LARGEST_M, LARGEST_M, allow_nan=False).map(lambda x: float(f"{x:.10g}"))
currencies = st.sampled_from(["USD", "EUR", "CNY", "JPY", "CHF", "TWD"])


@given(amounts, currencies)
def test_money_reads_back_from_its_text(amount, currency):
    money = Money(amount, currency)
    assert Money.clean(str(money)) == money
    assert money.agrees(money)


@given(amounts, amounts, currencies)
def test_agreement_is_symmetric(a, b, currency):
    assert Money(a, currency).agrees(Money(b, currency)) == Money(b, currency).agrees(Money(a, currency))


@given(st.floats(0, LARGEST_M), st.sampled_from(["", "<=", ">=", "~"]))
def test_shorthand_reads_back(amount, sign):
    number, qualifier = parse_amount(f"{sign}{amount!r}")
    assert number == amount
    assert qualifier == {"": "asserted", "<=": "up-to", ">=": "at-least", "~": "approximate"}[sign]


@given(st.text(max_size=20))
def test_shorthand_is_read_or_refused_by_name(text):
    try:
        number, _ = parse_amount(text)
    except UsageError:
        number = None
    assert number is None or abs(number) < float("inf")


_UNITS = {"bn": 1000, "m": 1, "亿美元": 100, "万美元": 0.01}


@given(st.floats(0.1, 100_000), st.sampled_from(["en", "zh"]))
def test_a_caption_says_the_amount_to_three_digits_or_better(amount, lang):
    text = caption_m(amount, "USD", lang).removeprefix("$").replace(",", "")
    unit = next(u for u in _UNITS if text.endswith(u))
    assert float(text.removesuffix(unit)) * _UNITS[unit] == pytest.approx(amount, rel=0.006)


days = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))
FORMS = {
    "day": lambda d: d.isoformat(),
    "month": lambda d: f"{d.year}-{d.month:02d}",
    "quarter": lambda d: f"{d.year}-Q{(d.month + 2) // 3}",
    "half": lambda d: f"{d.year}-H{(d.month + 5) // 6}",
    "year": lambda d: f"{d.year}",
}


@given(days, st.sampled_from(list(FORMS)))
def test_a_partial_date_reads_back_and_holds_its_day(day, precision):
    found = PartialDate.parse(FORMS[precision](day))
    assert found.precision == precision
    assert found.first <= day <= found.last
    assert PartialDate.parse(str(found)) == found


@given(days, st.sampled_from(list(FORMS)), st.sampled_from(list(FORMS)))
def test_a_finer_date_lies_inside_a_coarser_one(day, fine, coarse):
    order = list(FORMS)
    inner, outer = sorted((fine, coarse), key=order.index)
    a, b = PartialDate.parse(FORMS[inner](day)), PartialDate.parse(FORMS[outer](day))
    assert b.first <= a.first <= a.last <= b.last


@given(days, days, st.sampled_from(list(FORMS)))
def test_a_period_reads_back_from_two_days(one, other, precision):
    start, end = sorted((one, other))
    found = Period.parse(f"{start}..{FORMS[precision](end)}")
    assert (found.start, found.end) == (start, PartialDate.parse(FORMS[precision](end)).last)
    assert Period.parse(f"{found.start}..{found.end}").end == found.end


@given(days, st.sampled_from(["month", "quarter", "half", "year"]))
def test_the_period_before_ends_the_day_before_and_is_as_long(day, precision):
    found = Period.parse(FORMS[precision](day))
    before = found.just_before()
    assert before.end + dt.timedelta(days=1) == found.start
    assert before.just_before().end + dt.timedelta(days=1) == before.start


@given(st.text(max_size=12))
def test_a_date_is_read_or_refused_by_name(text):
    try:
        found = PartialDate.parse(text)
    except UsageError:
        found = None
    assert found is None or found.first <= found.last


@pytest.fixture(scope="module")
def sql():
    with duckdb.connect() as connection:
        yield connection


@settings(max_examples=60)
@given(day=days, precision=st.sampled_from(list(FORMS)))
def test_sql_reads_dates_as_python_does(sql, day, precision):
    text = FORMS[precision](day)
    found = sql.execute(f"SELECT {first_day_sql('t')}, {last_day_sql('t')} FROM (SELECT ?::VARCHAR AS t)", [text])
    parsed = PartialDate.parse(text)
    assert found.fetchone() == (parsed.first, parsed.last)


@settings(max_examples=60)
@given(text=st.text(max_size=10).filter(lambda t: "\0" not in t))
@example(text="2025-02-30")
@example(text="2025-QX")
@example(text="2025-13")
def test_sql_reads_no_date_as_null_and_never_fails(sql, text):
    query = f"SELECT {first_day_sql('t')} IS NOT NULL, {last_day_sql('t')} IS NOT NULL FROM (SELECT ?::VARCHAR AS t)"
    first, last = sql.execute(query, [text]).fetchone()
    assert first == last


name_text = st.text(
    st.one_of(
        st.characters(codec="utf-8", categories=("L", "N", "P", "Z", "M", "S")),
        st.sampled_from("公司集团有限股份责任（）()&.,-' 恒瑞醫藥药生物"),
    ),
    max_size=24,
)


@settings(max_examples=300)
@given(name_text)
@example("甲公司(有限)公司")
@example("ﷺ")
@example("İstanbul & Co")
@example("ﬁne A/S")
def test_the_key_of_a_key_is_itself(name):
    assert names.key(names.key(name)) == names.key(name)


@given(name_text)
def test_the_key_ignores_case_and_surrounding_space(name):
    assert names.key(f"  {name}\t") == names.key(name)


ascii_words = st.lists(st.from_regex(r"[a-z]{3,8}", fullmatch=True), min_size=1, max_size=4)


@given(ascii_words, st.sampled_from(["Inc.", "Ltd", "Co., Ltd.", "AG", "plc", "Holdings"]))
def test_case_punctuation_and_legal_form_make_no_other_company(words, form):
    plain = " ".join(words)
    assert names.key(f"{plain.upper()}, {form}") in (names.key(plain), names.key(f"{plain} {form}"))
    assert names.key("-".join(words)) == names.key(plain)


CHINESE = "恒瑞医药百济神州信达生物君实康方药业制药集团股份华东复星科伦博泰翰森豪石齐鲁诺诚健华东阳光丽珠"


@given(st.text(CHINESE, min_size=1, max_size=8))
def test_the_key_does_not_depend_on_the_script(name):
    assert names.key(names.traditional(name)) == names.key(name)
    assert names.pinyin(names.traditional(name)) == names.pinyin(name)


@given(st.from_regex(r"[0-9]{6}\.(SH|SZ|BJ|SS)|[0-9]{1,5}\.HK|[A-Z][A-Z.]{0,4}\.(US|O|N|T|DE)", fullmatch=True))
def test_a_canonical_ticker_is_its_own_canonical_form(text):
    assert canonical(canonical(text)) == canonical(text)


@given(st.text(max_size=12))
def test_a_ticker_is_read_or_refused_by_name(text):
    try:
        found = canonical(text)
    except UsageError:
        found = None
    assert found is None or canonical(found) == found


@given(
    st.lists(
        st.tuples(st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)), st.sampled_from(["CN", "HK", "US"])), max_size=4
    ),
    st.dates(dt.date(1999, 1, 1), dt.date(2031, 1, 1)),
)
def test_a_company_sits_somewhere_on_every_day(moves, day):
    past = [{"hq": hq, "until": until.isoformat()} for until, hq in moves]
    import msgspec

    body = {"id": "C-000001", "name": {"en": "x"}, "key": "x", "kind": "biotech", "hq": "JP", "hq_past": past}
    company = msgspec.convert(body, Company)
    later = sorted(until for until, _ in moves if until > day)
    expected = {hq for until, hq in moves if later and until == later[0]} or {"JP"}
    assert company.hq_on(day.isoformat()) in expected


@st.composite
def curated_rows(draw):
    """A curated row with facts in random order, amounts and alternatives."""
    sources = {
        f"s{n}": tiny.page(f"https://example.org/{n}", draw(st.sampled_from(["2024-03-05", "2024-04", None])))
        for n in (1, 2, 3)
    }
    cites = st.lists(st.sampled_from(sorted(sources)), min_size=1, max_size=3, unique=True)
    facts = {}
    for name in draw(st.permutations(["upfront", "total", "milestones", "royalty_low"])):
        found = [
            {
                "value": draw(st.integers(0, 90)),
                "cite": draw(cites),
                **({} if name == "royalty_low" else {"unit": "USD"}),
            }
            for _ in range(draw(st.integers(1, 3)))
        ]
        facts[name] = found
    return tiny.deal(1, "2024-03-05", "C-000001", "C-000002", "A-000001", facts=facts, sources=sources)


def statements(row):
    import msgspec

    return list(curated.statements("deals/2024.jsonl:1", msgspec.convert(row, CuratedDeal), WORLD))


@settings(max_examples=50)
@given(curated_rows(), st.randoms(use_true_random=False))
def test_a_curated_row_gives_the_same_statement_ids_whatever_the_order_of_its_fields(row, random):
    shuffled = {**row, "facts": dict(random.sample(list(row["facts"].items()), len(row["facts"])))}
    first, second = statements(row), statements(shuffled)
    assert [s.id for s in first] == [s.id for s in second]
    assert all(s.origin == "curation/deals#D-000001" for s in first)


@settings(max_examples=50)
@given(curated_rows())
def test_every_value_and_page_of_a_row_is_one_statement(row):
    said = [(s.property, s.value, s.evidence.url) for s in statements(row)]
    for name, facts in row["facts"].items():
        for fact in facts:
            for cite in fact["cite"]:
                text = f"{fact['value']:g} USD" if "unit" in fact else str(fact["value"])
                assert (name, text, row["sources"][cite]["url"]) in said
    assert len(said) == 1 + sum(len(f["cite"]) for facts in row["facts"].values() for f in facts)
