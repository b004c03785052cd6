"""Takes what a model should say of two pages, gives its answers, the pages, and what is read of them with and without it."""

from __future__ import annotations

import json
from typing import Any

from chuhai.extract import batch
from chuhai.settings import curation_folder

Json = dict[str, Any]
#: The rules read this deal.
DEAL = (
    "SUZHOU, China, March 3, 2025 /PRNewswire/ -- Innovent Biologics today announced that it has entered into an exclusive "
    "license agreement with Roche. Under the agreement, Innovent grants Roche exclusive global rights to develop and "
    "commercialize IBI3009, an antibody-drug conjugate targeting DLL3. Innovent will receive an upfront payment of $80 million "
    "and up to $1 billion in milestone payments, plus tiered royalties.\n"
)
DEAL_ZH = (
    "信达生物宣布与罗氏达成全球独家许可协议\n2025年3月3日，信达生物宣布，已与罗氏签订独家许可协议，授予罗氏IBI3009（一款靶向DLL3的抗体偶联药物）的全球"
    "独家开发及商业化权利。信达生物将获得8000万美元首付款，以及最高10亿美元的里程碑付款。\n"
)
#: The rules read no deal here: no two companies that they know agree in one sentence.
HIDDEN = (
    "Weekly notes\n\nVolumes were thin on Tuesday.\n\nIt was Kelvora Oncology that took the pen first. The licence for "
    "QZ-4471, signed on May 6, 2025, cost it $45 million upfront. Brightholm kept China.\n\nBrightholm is content.\n"
)


def told(value: str, quote: str | None = None) -> Json:
    return {"value": value, "quote": value if quote is None else quote}


def deal(**parts: Any) -> Json:
    """The deal of DEAL as a model should give it, with parts of its own."""
    right: Json = {
        "agreement": {"quote": "entered into an exclusive license agreement with Roche"},
        "licensor": [told("Innovent", "Innovent grants Roche")],
        "licensee": [told("Roche", "Innovent grants Roche")],
    }
    return {**right, **parts}


def hidden(**parts: Any) -> Json:
    found: Json = {
        "agreement": {"quote": "The licence for QZ-4471, signed on May 6, 2025"},
        "licensor": [told("Brightholm", "Brightholm kept China")],
        "licensee": [told("Kelvora Oncology")],
        "assets": [told("QZ-4471", "The licence for QZ-4471")],
    }
    return {**found, **parts}


class Scripted:
    """A model that says what it is told to say."""

    name = "scripted"

    def __init__(self, answer: str | Json | Exception) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str]] = []

    def __call__(self, system: str, user: str) -> str:
        self.asked.append((system, user))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer if isinstance(self.answer, str) else json.dumps(self.answer, ensure_ascii=False)


def read(text: str, *deals: Json) -> Json:
    return batch.one(("page.txt", text.encode()), curation_folder(), Scripted({"deals": list(deals)})).object


def by_rules(text: str) -> Json:
    return batch.one(("page.txt", text.encode()), curation_folder()).object


def codes(found: Json) -> list[str]:
    return [issue["code"] for issue in found["issues"]]


def stands(found: Json, text: str) -> bool:
    shown = text.strip()
    return all(shown[e["start"] : e["end"]] == e["quote"] for d in found["deals"] for e in d["evidence"].values())
