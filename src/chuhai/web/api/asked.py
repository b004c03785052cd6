"""Takes the query of an API call, gives its parts checked: what may be asked is exactly what the OpenAPI document says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, get_origin

from fastapi import Path, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field

from chuhai.catalog import rules
from chuhai.web import finding, switches
from chuhai.web.pages.base import Asked

#: Rows of one answer at most, and of one that names none.
MOST_ROWS, USUAL_ROWS = 1_000, 100
MOST_OFFSET = 10_000_000
#: Values of one filter at most.
MOST_VALUES = 20
_YEAR = "(?:19|20)[0-9]{2}"
_LEAP = "(?:19|20)(?:0[48]|[2468][048]|[13579][26])|2000"
_DAY = "(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31"
_DATE = f"(?:{_YEAR}(?:-?Q[1-4]|-?H[12]|-(?:0[1-9]|1[0-2])|-(?:{_DAY}))?|(?:{_LEAP})-02-29)"
#: A date as the ledger takes it: 2025, 2025Q1, 2025H1, 2025-03, 2025-03-05; only days that exist.
DATE = f"^{_DATE}$"
#: A day alone.
DAY = f"^(?:{_YEAR}-(?:{_DAY})|(?:{_LEAP})-02-29)$"
#: One date, or two joined by two dots.
PERIOD = rf"^{_DATE}(?:\.\.{_DATE})?$"
AGAINST = rf"^(?:year|before|{_DATE}(?:\.\.{_DATE})?)$"
#: Text without control characters.
TEXT = r"^[^\x00-\x1F\x7F]*$"
DEAL = "^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$"

Word = Annotated[str, Field(min_length=1, max_length=200, pattern=TEXT)]
Name = Annotated[str, Path(min_length=1, max_length=200, pattern=TEXT)]
DealId = Annotated[
    str, Path(pattern=DEAL, description="A deal's id or slug", examples=["D-000300"], min_length=1, max_length=120)
]


def words(vocabulary: str, *examples: str, what: str = "") -> Any:
    """Values of a filter that are words of a vocabulary, in either language; the OpenAPI document lists them."""
    told = what or f"Codes, labels or aliases of the vocabulary `{vocabulary}`; several mean any of them"
    more: dict[str, Any] = {"x-words": vocabulary}
    return Field(None, max_length=MOST_VALUES, description=told, json_schema_extra=more, examples=[list(examples)])


class Known(BaseModel):
    """An answer that may be of an earlier day."""

    known: Annotated[str | None, Field(pattern=DATE, examples=["2026-06-30"])] = Field(
        None, description="The ledger as the market could know it on that day"
    )


class Paged(BaseModel):
    """A list that is given a page at a time."""

    limit: int = Field(USUAL_ROWS, ge=1, le=MOST_ROWS, description="Rows of this answer at most")
    offset: int = Field(0, ge=0, le=MOST_OFFSET, description="Rows left out before the first")


class Filtered(Known):
    """What deals may be narrowed by."""

    kind: list[Word] | None = words("kind", "license")
    modality: list[Word] | None = words("modality", "adc")
    target: list[Word] | None = Field(
        None, max_length=MOST_VALUES, description="Targets as the field spells them", examples=[["PD-1"]]
    )
    area: list[Word] | None = words("area", "oncology")
    stage: list[Word] | None = words("stage", "phase-1", "phase-2")
    licensor: list[Word] | None = Field(
        None,
        max_length=MOST_VALUES,
        description="Companies by name, ticker or id; their subsidiaries count as them",
        examples=[["Hengrui Pharma"]],
    )
    licensee: list[Word] | None = Field(
        None, max_length=MOST_VALUES, description="Companies by name, ticker or id", examples=[["Merck & Co."]]
    )
    partner_kind: list[Word] | None = words("company-kind", "mnc")
    evidence: list[Word] | None = words(
        "evidence", "curated", what="Whose word a deal rests on; statistics count curated deals unless asked otherwise"
    )
    minimum_upfront_usd_m: float | None = Field(
        None, ge=0, le=1e6, description="Least upfront, millions of US dollars", examples=[100]
    )
    minimum_total_usd_m: float | None = Field(
        None, ge=0, le=1e6, description="Least total, millions of US dollars", examples=[1000]
    )


class Searched(Filtered):
    """A search of deals."""

    q: str | None = Field(
        None,
        max_length=200,
        pattern=TEXT,
        description="Words in English, Chinese or pinyin; every one must occur",
        examples=["恒瑞 PD-1"],
    )
    period: str | None = Field(
        None, pattern=PERIOD, description="2025, 2025Q1, 2025H1, 2025-03 or 2024..2025", examples=["2025"]
    )
    direction: str | None = Field(
        None, description="China is the mainland", json_schema_extra={"x-words": "direction"}, examples=["out"]
    )


class Deals(Searched, Paged):
    """A page of deals."""

    sort: str = Field(
        "announced", pattern="^(announced|upfront|total)$", description="Newest or largest first", examples=["upfront"]
    )


class Counted(Filtered):
    """A question of how many, or how much, in a period under a counting rule."""

    period: str = Field(pattern=PERIOD, description="2025, 2025Q1, 2025H1, 2025-03 or 2024..2025", examples=["2025"])
    rules: str = Field(
        "chuhai", description="Counting rule", json_schema_extra={"x-words": "rules"}, examples=["pharmcube"]
    )


def _switches() -> dict[str, Any]:
    """One field for each counting rule that may be set otherwise than the rule set has it."""
    made: dict[str, Any] = {}
    for name, values in rules.OPEN_VALUES.items():
        label, each = switches.WORDS[name]
        told = f"{label[0]}: " + ", ".join(f"{n} {text[0]}" for n, text in enumerate(each))
        made[switches.PREFIX + name] = (int | None, Field(None, ge=0, le=len(values) - 1, description=told))
    return made


def switched(base: type[BaseModel], name: str) -> type[BaseModel]:
    """The same question with a switch for each counting rule."""
    from pydantic import create_model

    return create_model(name, __base__=base, **_switches())


def question(asked: BaseModel) -> Asked:
    """The same as an address of a page states it."""
    query: dict[str, list[str]] = {}
    for name, value in asked.model_dump().items():
        if value is not None:
            query[name] = [str(v) for v in value] if isinstance(value, list) else [_plain(value)]
    if "period" in query:
        query["period"] = [in_order(query["period"][0])]
    return Asked({}, query)


def _plain(value: Any) -> str:
    return f"{value:.17g}" if isinstance(value, float) else str(value)


def in_order(period: str) -> str:
    """A period whose ends stand the wrong way round, turned.

    >>> in_order("2025..2024"), in_order("2024Q1..2025")
    ('2024..2025', '2024Q1..2025')
    """
    from chuhai.model.when import PartialDate

    left, dots, right = period.partition("..")
    if dots and PartialDate.parse(right).last < PartialDate.parse(left).first:
        return f"{right}..{left}"
    return period


def searched(asked: Filtered) -> finding.Question:
    return finding.Question.of(question(asked))


def strict(request: Request) -> None:
    """Refuse parameters that the address doesn't have, and one given twice that holds one value: neither is left unread.

    Raises
    ------
    RequestValidationError
    """
    known = _parameters(request.scope["route"])
    seen: set[str] = set()
    wrong = []
    for name, value in request.query_params.multi_items():
        if name not in known:
            told = f"unknown here; known: {', '.join(sorted(known)) or 'none'}"
            wrong.append({"type": "extra_forbidden", "loc": ("query", name[:60]), "msg": told, "input": None})
        elif known[name].only and value not in known[name].only:
            told = f"one of {', '.join(known[name].only)}"
            wrong.append({"type": "enum", "loc": ("query", name), "msg": told, "input": None})
        elif name in seen and not known[name].many:
            wrong.append({"type": "given_twice", "loc": ("query", name), "msg": "given twice", "input": None})
        seen.add(name)
    if wrong:
        raise RequestValidationError(wrong[:10])


@dataclass(frozen=True, slots=True)
class _Parameter:
    """Whether a parameter may be repeated, and the only values it takes; none where others check them."""

    many: bool
    only: tuple[str, ...]


def _parameters(route: Any) -> dict[str, _Parameter]:
    """What the query of a route may hold."""
    found: dict[str, _Parameter] = {}
    for field in route.dependant.query_params:
        model = field.field_info.annotation
        for name, one in model.model_fields.items():
            extra = one.json_schema_extra if isinstance(one.json_schema_extra, dict) else {}
            listed = extra.get("enum") or extra.get("x-items") or ()
            found[name] = _Parameter(_many(one.annotation), tuple(listed))
    return found


def _many(annotation: Any) -> bool:
    parts = (annotation, *getattr(annotation, "__args__", ()))
    return any(part is list or get_origin(part) is list for part in parts)


Ask = Query()
