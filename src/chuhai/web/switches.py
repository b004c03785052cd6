"""Takes the counting rules that an address sets, gives the rule set they make, the switches, and how far readings part."""

from __future__ import annotations

from dataclasses import dataclass

from chuhai.catalog import rules
from chuhai.catalog.rules import RuleSet
from chuhai.errors import UsageError
from chuhai.facade import Ledger, known_date
from chuhai.metrics.population import Filters
from chuhai.web.pages.base import Asked

#: Of a switch's name in an address.
PREFIX = "r_"
_IN_OUT = (("left out", "不计入"), ("counted", "计入"))
#: Switch -> words, and words of its values in the order of `rules.OPEN_VALUES`.
WORDS: dict[str, tuple[tuple[str, str], tuple[tuple[str, str], ...]]] = {
    "biosimilars": (("Biosimilars", "生物类似药"), _IN_OUT),
    "generics": (("Generics", "仿制药"), _IN_OUT),
    "traditional": (("Chinese medicine", "中药"), _IN_OUT),
    "vaccines": (("Vaccines", "疫苗"), _IN_OUT),
    "devices": (("Devices", "器械"), _IN_OUT),
    "platforms": (("Technology platforms", "技术平台"), _IN_OUT),
    "options": (("Options", "选择权"), _IN_OUT),
    "newco": (("NewCo deals", "NewCo交易"), _IN_OUT),
    "commercialization": (("Commercial rights only", "仅商业化权益"), _IN_OUT),
    "asset_purchase": (("Asset purchases", "资产收购"), _IN_OUT),
    "hong_kong_taiwan_licensors": (
        ("Licensors count as Chinese in", "视为中国的授权方"),
        (("the mainland", "内地"), ("Greater China", "大中华区")),
    ),
    "hong_kong_taiwan_partners": (("Partners in Hong Kong, Taiwan", "港澳台合作方"), (("counted", "计入"), ("left out", "不计入"))),
    "origin_test": (("Origin goes by", "来源依据"), (("licensor's seat", "授权方总部"), ("the medicine", "药物来源"))),
    "total_basis": (
        ("Total value", "总金额"),
        (("only as stated", "仅按公布"), ("stated or summed", "公布或加总")),
    ),
    "upfront_basis": (
        ("Upfront", "首付款"),
        (("only as stated", "仅按公布"), ("with sums not split", "含未拆分金额")),
    ),
    "equity": (("Equity in the upfront", "股权计入首付款"), (("no", "否"), ("yes", "是"))),
    "unit": (("Each … counts", "计数单位"), (("agreement", "协议"), ("medicine", "药物"))),
    "buyers": (
        ("Buyers", "买方"),
        (("Pharm Exec 2023 list", "Pharm Exec 2023榜单"), ("Pharm Exec 2025 list", "Pharm Exec 2025榜单"), ("multinationals", "跨国药企")),
    ),
    "threshold": (("Upfront of at least", "首付款门槛"), (("any", "不限"), ("$50m", "5000万美元"))),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Switch:
    """One counting rule: its values as words, which one the rule set has, which one is set here (None: the rule set's)."""

    name: str
    label: str
    values: tuple[str, ...]
    own: int | None
    chosen: int | None
    left_open: bool

    @property
    def others(self) -> tuple[tuple[int, str], ...]:
        """Values that the rule set doesn't have, with their places."""
        return tuple((n, text) for n, text in enumerate(self.values) if n != self.own)


def places_of(asked: Asked) -> dict[str, int]:
    """Counting rules that the address sets.

    Raises
    ------
    UsageError
        A value that isn't a whole number.
    """
    found = {}
    for name in rules.OPEN_VALUES:
        text = asked.one(PREFIX + name)
        if text is None:
            continue
        if not (text.isascii() and text.isdigit() and len(text) < 3):
            raise UsageError(f"{PREFIX}{name} {text!r}: the place of one of its values, 0 the first")
        found[name] = int(text)
    return found


def rule_of(ledger: Ledger, asked: Asked) -> RuleSet:
    """The rule set that the address names, with what it sets otherwise."""
    return rules.switched(ledger.rule(asked.one("rules", "chuhai") or "chuhai"), places_of(asked))


def shown(rule: RuleSet, places: dict[str, int], lang: str) -> list[Switch]:
    """Every switch, those that the rule set leaves open first."""
    place = 1 if lang == "zh" else 0
    made = [
        Switch(
            name,
            WORDS[name][0][place],
            tuple(v[place] for v in WORDS[name][1]),
            rules.place_of(rule, name),
            places.get(name),
            name in rule.open,
        )
        for name in rules.OPEN_VALUES
    ]
    return sorted(made, key=lambda s: not s.left_open)


def bracket(
    ledger: Ledger, rule: RuleSet, period: str, measure: str, filters: Filters, known: str | None
) -> tuple[float, float, int] | None:
    """Lowest and highest value over what the rule set leaves open, and over how many ways to count.

    Each open rule is changed alone, then all that raise the figure together, and all that lower it.
    """
    day = known_date(known)

    def value(one: RuleSet) -> float | None:
        found = ledger.stats(period, (measure,), None, one, filters, day)
        return found.rows[0].cells[measure].value if found.rows else None

    own = value(rule)
    if own is None or not rule.open:
        return None
    values = [own]
    ways: dict[str, list[rules.Change]] = {"up": [], "down": []}
    for change in rules.changes(rule):
        other = value(change.rule)
        if other is None:
            continue
        values.append(other)
        if other != own:
            ways["up" if other > own else "down"].append(change)
    for together in ways.values():
        if len(together) > 1 and (other := value(rules.combined(rule, together))) is not None:
            values.append(other)
    return min(values), max(values), len(values)
