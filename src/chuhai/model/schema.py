"""Takes nothing, gives the property table: one definition a field, from which SQL, exports and reference pages come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["money", "percent", "date", "code", "company", "asset", "territory", "text", "flag", "event", "reaction"]


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a deal.

    Attributes
    ----------
    name : str
        Field name; money adds `_usd_m` in rows, percent `_pct`.
    kind : str
        How values are read, compared and shown.
    many : bool
        A set of values (parties, assets) rather than one.
    vocabulary : str or None
        Vocabulary of `curation/lexicons/` that a code must be in.
    en, zh : str
        Label.
    definition : str
        What counts, so that two people get the same value.
    """

    name: str
    kind: Kind
    en: str
    zh: str
    definition: str
    many: bool = False
    vocabulary: str | None = None

    @property
    def column(self) -> str:
        return f"{self.name}_usd_m" if self.kind == "money" else self.name


PROPERTIES: tuple[Property, ...] = (
    Property("announced", "date", "Announced", "公布日", "First public announcement in any language."),
    Property(
        "kind",
        "code",
        "Kind",
        "交易类型",
        "What was signed, at signing: licence, option, collaboration, NewCo ...",
        vocabulary="kind",
    ),
    Property(
        "class",
        "code",
        "Product class",
        "产品类别",
        "Innovative medicine, platform, biosimilar, generic, vaccine, device, traditional medicine or data.",
        vocabulary="class",
    ),
    Property("licensor", "company", "Licensor", "授权方", "Grants rights.", many=True),
    Property("licensee", "company", "Licensee", "被授权方", "Receives rights.", many=True),
    Property("asset", "asset", "Asset", "资产", "What is licensed; the lead asset first.", many=True),
    Property("modality", "code", "Modality", "技术类型", "Modality of the lead asset.", vocabulary="modality"),
    Property("target", "code", "Target", "靶点", "Molecular targets of the lead asset.", many=True),
    Property(
        "stage", "code", "Stage", "阶段", "Furthest stage of the lead asset at signing, anywhere.", vocabulary="stage"
    ),
    Property("area", "code", "Area", "治疗领域", "Therapeutic area of the lead asset.", vocabulary="area"),
    Property(
        "territory",
        "territory",
        "Territory",
        "授权地域",
        "Countries granted, as a set over ISO 3166; a bare 'ex China' leaves Hong Kong, Macau and Taiwan unsure.",
    ),
    Property("territory_text", "text", "Territory as stated", "地域原文", "The wording of the source, normalised."),
    Property("upfront", "money", "Upfront", "首付款", "Unconditional payment at signing or effectiveness."),
    Property("near_term", "money", "Near-term", "近期付款", "Near-term payments, excluding upfront."),
    Property(
        "upfront_and_near_term",
        "money",
        "Upfront and near-term",
        "首付款及近期付款",
        "A sum of upfront and near-term payments (or upfront and equity) that the source does not split.",
    ),
    Property(
        "equity",
        "money",
        "Equity",
        "股权投资",
        "Equity of the licensor bought by the licensee; negative the other way.",
    ),
    Property("milestones", "money", "Milestones", "里程碑付款", "Contingent payments: development, regulatory, sales."),
    Property(
        "milestones_development",
        "money",
        "Development milestones",
        "研发里程碑",
        "The part of the milestones that is due on development or regulatory events.",
    ),
    Property(
        "milestones_sales",
        "money",
        "Sales milestones",
        "销售里程碑",
        "The part of the milestones that is due on sales.",
    ),
    Property("total", "money", "Total", "总金额", "The announced maximum, only as stated."),
    Property("royalty_text", "text", "Royalty", "特许权使用费", "Royalty wording, normalised."),
    Property("royalty_low", "percent", "Royalty, low", "费率下限", "Lowest stated royalty rate, percent of net sales."),
    Property(
        "royalty_high", "percent", "Royalty, high", "费率上限", "Highest stated royalty rate, percent of net sales."
    ),
    Property(
        "china_origin", "flag", "China origin", "中国来源", "Whether the asset originates in mainland China, as judged."
    ),
    Property(
        "direction_judged",
        "code",
        "Direction, judged",
        "方向判断",
        "Direction where headquarters alone mislead.",
        many=True,
        vocabulary="direction",
    ),
    Property(
        "event", "event", "Event", "事件", "Amendment, option exercise, milestone receipt, termination ...", many=True
    ),
    Property(
        "reaction", "reaction", "Reported reaction", "股价反应", "Share price move that a source reports.", many=True
    ),
    Property(
        "parent", "text", "Parent deal", "母交易", "The earlier deal between the same parties that this one extends."
    ),
    Property(
        "judgement",
        "text",
        "Judgement",
        "判断理由",
        "Why curators hold a value that is a judgement; starts with the property it is about.",
        many=True,
    ),
    Property("slug", "text", "Slug", "短名", "Readable name of the row; not an identity."),
    Property("note", "text", "Note", "备注", "What stays uncertain, in the curators' words."),
)

BY_NAME: dict[str, Property] = {p.name: p for p in PROPERTIES}
MONEY: tuple[str, ...] = tuple(p.name for p in PROPERTIES if p.kind == "money")
MANY: tuple[str, ...] = tuple(p.name for p in PROPERTIES if p.many)

#: Fields whose value status (stated, undisclosed, absent) every row tells.
STATUS_FIELDS: tuple[str, ...] = (*MONEY, "royalty_text", "territory", "stage", "modality")

#: Events of a deal: terms belong to an event, a deal row shows the terms at signing.
EVENTS: tuple[str, ...] = (
    "signing",
    "effective",
    "amendment",
    "option-exercise",
    "milestone-receipt",
    "termination",
    "expiry",
    "assignment",
)

DIRECTIONS: tuple[str, ...] = ("out", "in", "domestic", "foreign")
CHINA = "CN"


def of(name: str) -> Property:
    """The property called `name`.

    Raises
    ------
    KeyError
        When there is none: an unknown code is a mistake, never skipped.
    """
    return BY_NAME[name]
