"""Takes deals, claims and rule sets, gives a small published ledger for tests of counting; rows and companies are those of `tiny`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tiny
from chuhai.catalog import rules
from chuhai.catalog.rules import RuleSet
from chuhai.deals.snapshot import Snapshot
from chuhai.settings import curation_folder

Row = dict[str, Any]
CHINESE, LARGE, SMALL, DANISH, TAIWANESE, NEWCO = "C-000001", "C-000002", "C-000003", "C-000004", "C-000005", "C-000006"

#: A publisher with a stated rule: innovative medicines of mainland licensors, stated totals; two things left open.
STRICT = """
name = "strict"
title = "innovative medicines only"
publisher = "Strict"
kinds = ["license", "newco"]
classes = ["innovative"]
total_basis = ["total"]
open = ["biosimilars", "newco"]
[[stated]]
what = "innovative medicines only"
url = "https://example.org/rule"
"""


def out(
    number: int,
    announced: str,
    total: float | None = None,
    upfront: float | None = None,
    licensee: str = LARGE,
    **more: Any,
) -> Row:
    """An out-licence of the Chinese company; other parties and classes by `more`."""
    facts: dict[str, Any] = {"modality": [tiny.fact("adc")], **more.pop("facts", {})}
    if total is not None:
        facts["total"] = tiny.usd(total)
    if upfront is not None:
        facts["upfront"] = tiny.usd(upfront)
    return tiny.deal(
        number,
        announced,
        more.pop("licensor", CHINESE),
        licensee,
        more.pop("asset", f"A-{number:06d}"),
        facts=facts,
        **more,
    )


def claim(name: str, measure: str, value: float, unit: str, period: str = "2024", **more: Any) -> Row:
    """A published claim about out-licences, exact and checkable."""
    return {
        "id": name,
        "publisher": more.pop("publisher", "Strict"),
        "measure": measure,
        "value": value,
        "unit": unit,
        "url": "https://example.org/claim",
        "period": period,
        "population": more.pop("population", {"direction": ["out"]}),
        **more,
    }


def write(
    folder: Path, deals: list[Row], claims: list[Row] | None = None, rule_sets: tuple[str, ...] = (STRICT,)
) -> Path:
    """Write a curation of these deals, with an asset for each, the rule sets and a list of one large company."""
    ids = {f["value"] for d in deals for f in d["facts"].get("asset", [])}
    assets = [{"id": i, "name": f"asset {i}", "modality": "adc"} for i in sorted(ids)]
    tiny.write(folder, deals=deals, assets=assets, claims=claims)
    listed = [
        {"list": name, "year": 2024, "publisher": "Example", "url": "https://example.org/top", "companies": [LARGE]}
        for name in ("pharmexec-2023", "pharmexec-2025")
    ]
    tiny.lines(folder / "companies" / "top-lists" / "example.jsonl", listed)
    for name in ("unstated", "large-pharma-in"):
        shutil.copy(curation_folder() / "rules" / f"{name}.toml", folder / "rules" / f"{name}.toml")
    for text in rule_sets:
        name = text.split('name = "')[1].split('"')[0]
        (folder / "rules" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


@contextmanager
def published(
    tmp_path: Path, deals: list[Row], claims: list[Row] | None = None, rule_sets: tuple[str, ...] = (STRICT,)
) -> Iterator[tuple[Snapshot, Path]]:
    """A built ledger, open, and its curation's folder."""
    folder = write(tmp_path / "curation", deals, claims, rule_sets)
    tiny.build(folder, tmp_path / "home")
    with Snapshot.open(tiny.settings(folder, tmp_path / "home")) as snapshot:
        yield snapshot, folder


def rule(folder: Path, name: str = "strict") -> RuleSet:
    return rules.read(folder, name)
