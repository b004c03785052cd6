"""Takes nothing, gives a tiny curation written for these tests: made-up companies, medicines and pages."""

from __future__ import annotations

import copy
import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

from chuhai import pipeline
from chuhai.catalog import Catalog
from chuhai.facade import Ledger
from chuhai.quality import checks
from chuhai.quality.findings import Finding
from chuhai.settings import Settings, curation_folder

Row = dict[str, Any]
RECORDED_AT = dt.datetime(2026, 1, 2, 3, 4, 5)
OUTSIDE_CHINA = "WORLD -CN -HK -MO -TW"


def page(url: str = "https://example.org/news", published: str | None = "2024-03-05", **more: Any) -> Row:
    """A cited page."""
    found = {"url": url, "publisher": more.pop("publisher", url.split("/")[2]), "tier": more.pop("tier", "news")}
    return {**found, **({"published": published} if published else {}), **more}


def fact(value: Any, *cite: str, **more: Any) -> Row:
    return {"value": value, **more, "cite": list(cite or ("s1",))}


def usd(value: float, *cite: str, **more: Any) -> list[Row]:
    return [fact(value, *cite, unit="USD", **more)]


def undisclosed(*cite: str) -> list[Row]:
    return [{"value": None, "qualifier": "undisclosed", "cite": list(cite or ("s1",))}]


def deal(number: int, announced: str, licensor: str, licensee: str, asset: str | None = None, **more: Any) -> Row:
    """A curated row; `facts` adds to the five that every deal has."""
    facts: dict[str, list[Row]] = {
        "announced": [fact(announced)],
        "kind": [fact(more.pop("kind", "license"))],
        "class": [fact(more.pop("product_class", "innovative"))],
        "licensor": [fact(licensor)],
        "licensee": [fact(licensee)],
    }
    if asset:
        facts["asset"] = [fact(asset)]
    facts.update(more.pop("facts", {}))
    row = {
        "id": f"D-{number:06d}",
        "slug": more.pop("slug", f"{announced.lower()}-deal-{number}"),
        "facts": facts,
        "sources": more.pop("sources", {"s1": page(f"https://example.org/deal-{number}", announced)}),
    }
    return {**row, **more}


COMPANIES: list[Row] = [
    {
        "id": "C-000001",
        "key": "hanlin",
        "name": {"en": "Hanlin Bio", "zh_hans": "翰林生物"},
        "kind": "biotech",
        "hq": "CN",
        "aliases": ["Hanlin Biologics", "翰林生物科技股份有限公司"],
        "former_names": ["Hanlin Genetics"],
        "tickers": ["688001.SH", "6001.HK"],
    },
    {
        "id": "C-000002",
        "key": "great-pharma",
        "name": {"en": "Great Pharma", "zh_hans": "格瑞制药"},
        "kind": "mnc",
        "hq": "US",
        "tickers": ["GRP.US"],
    },
    {"id": "C-000003", "key": "orchid", "name": {"en": "Orchid Therapeutics"}, "kind": "biotech", "hq": "US"},
    {"id": "C-000004", "key": "nordlund", "name": {"en": "Nørdlund A/S"}, "kind": "pharma", "hq": "DK"},
    {"id": "C-000005", "key": "taiyu", "name": {"en": "Taiyu", "zh_hant": "臺裕醫藥"}, "kind": "pharma", "hq": "TW"},
    {"id": "C-000006", "key": "mira", "name": {"en": "Mira Newco"}, "kind": "newco", "hq": "US"},
    {
        "id": "C-000007",
        "key": "beihe",
        "name": {"en": "Beihe Pharmaceutical", "zh_hans": "北河制药"},
        "kind": "pharma",
        "hq": "CN",
        "hq_past": [{"hq": "HK", "until": "2020-01-01"}],
    },
    {
        "id": "C-000008",
        "key": "hanlin-us",
        "name": {"en": "Hanlin Oncology US"},
        "kind": "biotech",
        "hq": "US",
        "parent": "C-000001",
    },
]
ASSETS: list[Row] = [
    {
        "id": "A-000001",
        "name": "hanlitamab deruxtecan",
        "name_zh": "翰立妥单抗",
        "aliases": ["HLB-101", "HL101"],
        "modality": "adc",
        "targets": ["HER2"],
    },
    {"id": "A-000002", "name": "HLB-202", "modality": "bispecific-antibody", "targets": ["PD-1", "VEGF"]},
    {"id": "A-000003", "name": "greatinib", "modality": "small-molecule"},
    {"id": "A-000004", "name": "BH-9 platform", "platform": True},
    *({"id": f"A-{n:06d}", "name": f"adc-{n}", "modality": "adc"} for n in range(10, 18)),
]


def _described(modality: str, stage: str, targets: tuple[str, ...] = (), area: str = "oncology") -> dict[str, Any]:
    found = {"modality": [fact(modality)], "stage": [fact(stage)], "area": [fact(area)]}
    return {**found, "target": [fact(t) for t in targets]} if targets else found


#: A deal whose later filing corrects its upfront, with a milestone and a reaction.
CORRECTED = deal(
    1,
    "2024-03-05",
    "C-000001",
    "C-000002",
    "A-000001",
    slug="2024-03-05-hanlin-great-hlb-101",
    facts={
        **_described("adc", "phase-2", ("HER2",)),
        "territory": [fact(OUTSIDE_CHINA)],
        "territory_text": [fact("worldwide ex Greater China")],
        "upfront": [fact(100, "s1", unit="USD"), fact(120, "s2", unit="USD")],
        "milestones": usd(900, qualifier="up-to"),
        "total": usd(1000, qualifier="up-to"),
        "royalty_text": [fact("high single to low double digits")],
        "royalty_low": [fact(8)],
        "royalty_high": [fact(12)],
        "china_origin": [fact(True, reason="found in Hanlin's laboratory")],
    },
    events=[
        {
            "event": "milestone-receipt",
            "cite": ["s3"],
            "date": "2024-12-01",
            "text": "first patient dosed",
            "amounts": {"received": {"value": 30, "unit": "USD"}},
        }
    ],
    reactions=[{"ticker": "688001.SH", "pct": 9.5, "cite": ["s1"], "date": "2024-03-06"}],
    sources={
        "s1": page("https://example.org/deal-1", "2024-03-05", quote="an upfront payment of $100 million"),
        "s2": page("https://example.com/filing-1", "2024-06-10", tier="filing"),
        "s3": page("https://example.net/milestone", "2025-01-15"),
    },
)
#: In euros, by month, first said undisclosed.
EUROPEAN = deal(
    2,
    "2024-05",
    "C-000001",
    "C-000004",
    "A-000002",
    facts={
        **_described("bispecific-antibody", "phase-1", ("PD-1", "VEGF")),
        "territory": [fact("European Union")],
        "upfront": [*undisclosed("s1"), fact(20, "s2", unit="EUR")],
        "total": [fact(200, "s2", unit="EUR", qualifier="up-to")],
        "equity": undisclosed("s1"),
    },
    sources={
        "s1": page("https://example.org/deal-2", "2024-05-20", tier="filing"),
        "s2": page("https://example.com/aggregated", "2024-08-01", tier="aggregator"),
    },
)
#: In-licence on an undated page: nothing upfront, no total stated, a bare "China", terminated later.
INWARD = deal(
    3,
    "2024-09-30",
    "C-000002",
    "C-000007",
    "A-000003",
    kind="license+option",
    facts={
        **_described("small-molecule", "approved", area="cardiovascular"),
        "territory": [fact("CN ?HK ?MO ?TW")],
        "upfront": usd(0),
        "near_term": usd(5),
        "milestones": usd(50),
    },
    events=[{"event": "termination", "cite": ["s2"], "date": "2025-06-30", "by": "licensee"}],
    sources={
        "s1": page("https://example.org/deal-3", None, retrieved="2025-12-01"),
        "s2": page("https://example.org/end-3", None, retrieved="2025-12-01"),
    },
)
DOMESTIC = deal(
    4, "2025-01-10", "C-000007", "C-000001", "A-000004", kind="platform", facts={"upfront": [fact(72, unit="CNY")]}
)
NEWCO = deal(
    5,
    "2025-Q1",
    "C-000001",
    "C-000006",
    "A-000002",
    kind="newco",
    facts={"upfront_and_near_term": usd(40), "equity": usd(-15)},
)
TAIWANESE = deal(
    6,
    "2025-03-03",
    "C-000005",
    "C-000002",
    facts={"upfront": [fact(500, unit="TWD")], "modality": [fact("cell-therapy")]},
)
TWO_WAY = deal(
    7,
    "2025-04-01",
    "C-000001",
    "C-000003",
    "A-000003",
    kind="collaboration",
    facts={"direction_judged": [fact("out", reason="both grant"), fact("in", reason="both grant")]},
)
#: Same parties and asset three weeks after CORRECTED, and a deal of its own by its parent.
EXTENDED = deal(8, "2024-03-26", "C-000001", "C-000002", "A-000001", parent="D-000001", facts={"upfront": usd(10)})
SIMILAR = [
    deal(
        n,
        f"2025-0{n - 8}-15",
        "C-000008" if n == 10 else "C-000001",
        "C-000002",
        f"A-{n:06d}",
        facts={
            **_described("adc", "phase-2" if n % 2 else "phase-1", ("HER2",) if n % 3 else ("TROP2",)),
            "upfront": usd(10 * n),
            "total": usd(100 * n),
        },
    )
    for n in range(10, 16)
]
DEALS: list[Row] = [CORRECTED, EUROPEAN, INWARD, DOMESTIC, NEWCO, TAIWANESE, TWO_WAY, EXTENDED, *SIMILAR]


def changed(row: Row, **more: Any) -> Row:
    """A copy of a row with other top-level fields; `facts` adds to its facts."""
    made = copy.deepcopy(row)
    made["facts"].update(more.pop("facts", {}))
    return {**made, **more}


def write(
    folder: Path,
    deals: list[Row] | None = None,
    companies: list[Row] | None = None,
    assets: list[Row] | None = None,
    judgements: list[Row] | None = None,
    claims: list[Row] | None = None,
) -> Path:
    """Write a curation with the real vocabularies and Chuhai's own rule set; None takes the tiny rows."""
    folder.mkdir(parents=True, exist_ok=True)
    real = curation_folder()
    shutil.copytree(real / "lexicons", folder / "lexicons", dirs_exist_ok=True)
    (folder / "rules").mkdir(exist_ok=True)
    shutil.copy(real / "rules" / "chuhai.toml", folder / "rules" / "chuhai.toml")
    by_year: dict[str, list[Row]] = {}
    for row in DEALS if deals is None else deals:
        year = str(row["facts"].get("announced", [{"value": "2024"}])[0]["value"])[:4]
        by_year.setdefault(year, []).append(row)
    for year, rows in by_year.items():
        lines(folder / "deals" / f"{year}.jsonl", rows)
    lines(folder / "companies" / "companies.jsonl", COMPANIES if companies is None else companies)
    lines(folder / "assets" / "assets.jsonl", ASSETS if assets is None else assets)
    for part, given in (("judgements", judgements), ("claims", claims)):
        if given:
            lines(folder / part / f"{part}.jsonl", given)
    return folder


def lines(path: Path, rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")


def settings(folder: Path, home: Path) -> Settings:
    return Settings(home=home, curation=folder, memory_limit="1GiB", threads=2)


def build(folder: Path, home: Path, at: dt.datetime = RECORDED_AT) -> Path:
    """Build a curation into a home; the path of the published copy."""
    return pipeline.build(settings(folder, home), at).path


def ledger(folder: Path, home: Path, at: dt.datetime = RECORDED_AT) -> Ledger:
    """Build and open."""
    build(folder, home, at)
    return Ledger.open(home, folder)


def findings(folder: Path) -> list[Finding]:
    return checks.check(folder, Catalog(folder))


def errors(folder: Path) -> list[Finding]:
    return [f for f in findings(folder) if f.severity == "error"]
