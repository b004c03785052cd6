"""Takes `curation/rules/`, gives rule sets: what a publisher counts, as data, one file each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from chuhai.errors import CurationError, UsageError

Basis = Literal["upfront", "near_term", "upfront_and_near_term", "equity", "milestones", "total", "total_derived"]
GREATER_CHINA = ("CN", "HK", "MO", "TW")


class Stated(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence of a publisher's practice, with the page it stands on."""

    what: str
    url: str
    quote: str | None = None


class RuleSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as one deal, and at what value.

    Attributes
    ----------
    kinds, classes : list of str
        Vocabulary codes that count.
    directions : list of str
        out, in, domestic, foreign; computed with `china`.
    china : list of str
        Headquarters that count as China for direction; mainland by default.
    partners_excluded : list of str
        Headquarters of the counterparty that take a deal out (Hong Kong, Taiwan partners, say).
    origin_test : str
        `licensor-hq` asks where the licensor sits; `asset-origin` follows the recorded judgement first.
    unit : str
        agreement, asset or partner (licensee).
    date_basis : str
        Only `announced` is recorded for every deal.
    total_basis, upfront_basis : list of str
        First stated amount of these counts; empty lists count nothing.
    add_equity_to_upfront : bool
        Whether equity bought at signing is added to the upfront.
    buyers : str
        any, `mnc` (kind of company), or the name of a published list in `curation/companies/top-lists/`.
    minimum_upfront_usd_m, minimum_total_usd_m : float or None
        Threshold; a deal without the stated amount is dropped with that reason.
    events : list of str
        Events counted as units beside signings.
    open : list of str
        Parameters on which the publisher states nothing; `bracket` varies them.
    """

    name: str
    title: str
    kinds: list[str]
    classes: list[str]
    publisher: str | None = None
    directions: list[str] = msgspec.field(default_factory=lambda: ["out"])
    china: list[str] = msgspec.field(default_factory=lambda: ["CN"])
    partners_excluded: list[str] = []
    origin_test: Literal["licensor-hq", "asset-origin"] = "licensor-hq"
    unit: Literal["agreement", "asset", "partner"] = "agreement"
    date_basis: Literal["announced"] = "announced"
    total_basis: list[Basis] = msgspec.field(default_factory=lambda: ["total"])
    upfront_basis: list[Basis] = msgspec.field(default_factory=lambda: ["upfront", "upfront_and_near_term"])
    add_equity_to_upfront: bool = False
    buyers: str = "any"
    minimum_upfront_usd_m: float | None = None
    minimum_total_usd_m: float | None = None
    events: list[str] = []
    fx: Literal["ecb-last-before"] = "ecb-last-before"
    open: list[str] = []
    stated: list[Stated] = []
    note: str | None = None


#: Parameters that a rule set may leave open, with the defensible values between which a bracket is drawn.
OPEN_VALUES: dict[str, list[dict[str, object]]] = {
    "biosimilars": [{"classes-": ["biosimilar"]}, {"classes+": ["biosimilar"]}],
    "generics": [{"classes-": ["generic"]}, {"classes+": ["generic"]}],
    "traditional": [{"classes-": ["traditional"]}, {"classes+": ["traditional"]}],
    "vaccines": [{"classes-": ["vaccine"]}, {"classes+": ["vaccine"]}],
    "devices": [{"classes-": ["device"]}, {"classes+": ["device"]}],
    "platforms": [
        {"kinds-": ["platform"], "classes-": ["platform"]},
        {"kinds+": ["platform"], "classes+": ["platform"]},
    ],
    "options": [{"kinds-": ["option"]}, {"kinds+": ["option"]}],
    "newco": [{"kinds-": ["newco"]}, {"kinds+": ["newco"]}],
    "commercialization": [{"kinds-": ["commercialization"]}, {"kinds+": ["commercialization"]}],
    "asset_purchase": [{"kinds-": ["asset-purchase"]}, {"kinds+": ["asset-purchase"]}],
    "hong_kong_taiwan_licensors": [{"china": ["CN"]}, {"china": list(GREATER_CHINA)}],
    "hong_kong_taiwan_partners": [{"partners_excluded": []}, {"partners_excluded": ["HK", "MO", "TW"]}],
    "origin_test": [{"origin_test": "licensor-hq"}, {"origin_test": "asset-origin"}],
    "total_basis": [{"total_basis": ["total"]}, {"total_basis": ["total", "total_derived"]}],
    "upfront_basis": [{"upfront_basis": ["upfront"]}, {"upfront_basis": ["upfront", "upfront_and_near_term"]}],
    "equity": [{"add_equity_to_upfront": False}, {"add_equity_to_upfront": True}],
    "unit": [{"unit": "agreement"}, {"unit": "asset"}],
    "buyers": [{"buyers": "pharmexec-2023"}, {"buyers": "pharmexec-2025"}, {"buyers": "mnc"}],
    "threshold": [{"minimum_upfront_usd_m": None}, {"minimum_upfront_usd_m": 50.0}],
}
#: Fields that decide what is counted and at what value; the others only describe.
_COUNTING = (
    "kinds",
    "classes",
    "directions",
    "china",
    "partners_excluded",
    "origin_test",
    "unit",
    "date_basis",
    "total_basis",
    "upfront_basis",
    "add_equity_to_upfront",
    "buyers",
    "minimum_upfront_usd_m",
    "minimum_total_usd_m",
    "events",
    "fx",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One open parameter set to one of its defensible values."""

    parameter: str
    told: str
    rule: RuleSet


def names(folder: Path) -> list[str]:
    """Names of the rule sets, sorted."""
    return sorted(p.stem for p in (folder / "rules").glob("*.toml"))


def read(folder: Path, name: str) -> RuleSet:
    """The rule set called `name`.

    Raises
    ------
    UsageError
        When there is no such file.
    CurationError
        When the file doesn't fit the type.
    """
    known = names(folder)
    if name not in known:  # never a path made of what was asked: too long a name is an error of the system
        raise UsageError(f"rule set {name[:60]!r}: unknown; rule sets: {', '.join(known)}")
    path = folder / "rules" / f"{name}.toml"
    where = f"rules/{path.name}"
    try:
        found = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), RuleSet)
    except tomllib.TOMLDecodeError as error:
        raise CurationError(where, "file", str(error)) from None
    except msgspec.ValidationError as error:
        message, _, at = str(error).partition(" - at ")
        raise CurationError(where, at.strip("`$.") or "file", message) from None
    if found.name != name:
        raise CurationError(where, "name", f"{found.name!r} is not the file's name")
    for parameter in found.open:
        if parameter not in OPEN_VALUES:
            raise CurationError(where, "open", f"{parameter!r} unknown; one of {', '.join(OPEN_VALUES)}")
    return found


def variants(rule: RuleSet, limit: int = 256) -> list[tuple[RuleSet, dict[str, str]]]:
    """Combinations of defensible values for what the rule set leaves open, each counting differently, the rule itself first.

    Returns
    -------
    list of (RuleSet, dict)
        The dict says which open parameters differ from the rule set, and how; at most `limit` are made.
    """
    found: dict[str, tuple[RuleSet, dict[str, str]]] = {counting_key(rule): (rule, {})}
    for parameter in rule.open:
        for base, taken in list(found.values()):
            for change in OPEN_VALUES[parameter]:
                varied = _changed(base, change)
                if len(found) < limit:
                    found.setdefault(counting_key(varied), (varied, {**taken, parameter: _told(change)}))
    return list(found.values())


def changes(rule: RuleSet) -> list[Change]:
    """Every single open parameter set to a value that it doesn't have in the rule set, one at a time."""
    own = counting_key(rule)
    found = []
    for parameter in rule.open:
        for change in OPEN_VALUES[parameter]:
            varied = _changed(rule, change)
            if counting_key(varied) != own:
                found.append(Change(parameter, _told(change), varied))
    return found


def tendency(rule: RuleSet, varied: RuleSet) -> int:
    """1 when the variant can only count more than the rule set, -1 when only less, 0 when either may be.

    A change without effect alone may have one together with others: biosimilars of a Taiwan licensor need both to be in.
    """
    wider = narrower = False
    for name in ("kinds", "classes", "china", "partners_excluded"):
        old, new = set(getattr(rule, name)), set(getattr(varied, name))
        more, less = bool(new - old), bool(old - new)
        if name == "partners_excluded":
            more, less = less, more
        wider, narrower = wider or more, narrower or less
    return wider - narrower


def combined(rule: RuleSet, chosen: Iterable[Change]) -> RuleSet:
    """The rule set with several open parameters changed at once; of one parameter the first choice holds."""
    taken: set[str] = set()
    for one in chosen:
        if one.parameter not in taken:
            taken.add(one.parameter)
            rule = _changed(rule, next(c for c in OPEN_VALUES[one.parameter] if _told(c) == one.told))
    return rule


def switched(rule: RuleSet, places: Mapping[str, int]) -> RuleSet:
    """The rule set with parameters set to values of `OPEN_VALUES`, whether it leaves them open or not.

    Parameters
    ----------
    places : mapping
        Parameter -> place among its values.

    Raises
    ------
    UsageError
        An unknown parameter or place.

    Examples
    --------
    >>> rule = RuleSet("x", "x", ["license"], ["innovative"])
    >>> switched(rule, {"newco": 1}).kinds
    ['license', 'newco']
    """
    for parameter, place in places.items():
        if parameter not in OPEN_VALUES:
            raise UsageError(f"counting rule {parameter!r}: unknown; one of {', '.join(OPEN_VALUES)}")
        if not 0 <= place < len(OPEN_VALUES[parameter]):
            raise UsageError(
                f"counting rule {parameter!r}: {place} is none of its {len(OPEN_VALUES[parameter])} values"
            )
        rule = _changed(rule, OPEN_VALUES[parameter][place])
    return rule


def places(words: Sequence[str]) -> dict[str, int]:
    """Counting rules set otherwise, as `switched` takes them, from words like `newco=1`.

    Raises
    ------
    UsageError
        A word that isn't a rule and the place of one of its values.

    Examples
    --------
    >>> places(["newco=1", "unit=0"])
    {'newco': 1, 'unit': 0}
    """
    found = {}
    for word in words:
        name, _, place = word.partition("=")
        if not (place.isascii() and place.isdigit() and len(place) < 3):
            raise UsageError(f"counting rule {word!r}: write NAME=N, N the place of one of its values, 0 the first")
        found[name] = int(place)
    return found


def place_of(rule: RuleSet, parameter: str) -> int | None:
    """Which of a parameter's values a rule set has; None when it has another."""
    own = counting_key(rule)
    return next((n for n, c in enumerate(OPEN_VALUES[parameter]) if counting_key(_changed(rule, c)) == own), None)


def counting_key(rule: RuleSet) -> str:
    """Text that is equal for rule sets that count alike, whatever their names and notes."""
    parts = []
    for name in _COUNTING:
        value = getattr(rule, name)
        as_set = isinstance(value, list) and not name.endswith("_basis")
        parts.append(f"{name}={sorted(value) if as_set else value}")
    return ";".join(parts)


def _changed(rule: RuleSet, change: dict[str, object]) -> RuleSet:
    fields: dict[str, object] = {}
    for key, value in change.items():
        if key.endswith("+") and isinstance(value, list):
            fields[key[:-1]] = list(dict.fromkeys([*getattr(rule, key[:-1]), *value]))
        elif key.endswith("-") and isinstance(value, list):
            fields[key[:-1]] = [v for v in getattr(rule, key[:-1]) if v not in value]
        else:
            fields[key] = value
    return msgspec.structs.replace(rule, **fields)


_WORDS = {
    "origin_test": "origin by {}",
    "china": "China is {}",
    "partners_excluded": "partners left out: {}",
    "unit": "each {} counts",
    "total_basis": "total from {}",
    "upfront_basis": "upfront from {}",
    "buyers": "buyers: {}",
    "minimum_upfront_usd_m": "upfront of at least {} million US dollars",
    "add_equity_to_upfront": "equity added to upfront: {}",
}


def _told(change: dict[str, object]) -> str:
    words = []
    for key, value in change.items():
        text = (
            (" or ".join(map(str, value)) or "none")
            if isinstance(value, list)
            else f"{value:g}"
            if isinstance(value, float)
            else str(value).lower()
        )
        if key.endswith("+"):
            words.append(f"{text} in")
        elif key.endswith("-"):
            words.append(f"{text} out")
        else:
            words.append(_WORDS[key].format(text))
    return ", ".join(dict.fromkeys(words))
