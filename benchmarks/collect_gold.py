"""Takes folders of labels with the documents restated for them, gives benchmarks/gold: pages.jsonl, documents, the split by deal."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

import msgspec

from chuhai.catalog import Catalog
from chuhai.quality.evaluate import Judge
from chuhai.settings import curation_folder

GOLD = Path(__file__).parent / "gold"
KEPT = (
    *("id", "url", "words", "rank", "title", "publisher", "tier", "lang", "published", "kind_of_page", "whole"),
    *("near_miss", "why_none", "deals", "claims", "signals", "market"),
)


def read(folder: Path) -> list[tuple[dict[str, Any], Path]]:
    """Label lines of one folder, the corrected ones where there are any, each with its document."""
    corrected = folder / "labels.final.jsonl"
    lines = (corrected if corrected.is_file() else folder / "labels.jsonl").read_bytes().splitlines()
    return [(line := msgspec.json.decode(raw), folder / line["file"]) for raw in lines if raw.strip()]


def one(line: dict[str, Any]) -> dict[str, Any]:
    """The line as the repository keeps it."""
    kept = {name: line.get(name) for name in KEPT}
    return {**kept, "file": f"{line['id']}.txt", "text": "restated", "text_hash": None, "split": ""}


def shared(judge: Judge, a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Whether two labelled deals have both parties in common, whoever grants."""

    def side(left: list[list[str]], right: list[list[str]]) -> bool:
        return any(judge.same_party(names, other, None) for names in left for party in right for other in party)

    if not all((a["licensor"], a["licensee"], b["licensor"], b["licensee"])):
        return False
    straight = side(a["licensor"], b["licensor"]) and side(a["licensee"], b["licensee"])
    return straight or (side(a["licensor"], b["licensee"]) and side(a["licensee"], b["licensor"]))


def split(pages: list[dict[str, Any]], judge: Judge) -> int:
    """A page whose number leaves 3 when divided by 4 is held out, unless it shares a deal or its address with another: then it
    joins those. Gives how many did."""
    for page in pages:
        page["split"] = "development" if int(page["id"].rsplit("-", 1)[1]) % 4 != 3 else "test"
    moved, changed = 0, True
    # To a fixed point: a page that moved brings its other deals with it, which the test split may then not hold.
    while changed:
        changed = False
        seen = [p for p in pages if p["split"] == "development"]
        for page in (p for p in pages if p["split"] == "test"):
            if any(
                other["url"] == page["url"] or any(shared(judge, a, b) for a in told(page) for b in told(other))
                for other in seen
            ):
                page["split"], changed, moved = "development", True, moved + 1
    return moved


def add(pages: list[dict[str, Any]], fresh: list[dict[str, Any]], judge: Judge, held: bool = False) -> None:
    """Fresh pages join a set whose pages keep their side: where one shares a deal or its address with a page that is there, on
    that page's side, a held-out one's first; else as its number says, or all held out where they were kept apart for that."""

    def bound(a: dict[str, Any], b: dict[str, Any]) -> bool:
        return a["url"] == b["url"] or any(shared(judge, x, y) for x in told(a) for y in told(b))

    sides = {side: [p for p in pages if p["split"] == side] for side in ("test", "development")}
    for page in fresh:
        mine = [side for side, there in sides.items() if any(bound(page, other) for other in there)]
        held_out = held or int(page["id"].rsplit("-", 1)[1]) % 4 == 3
        page["split"] = mine[0] if mine else "test" if held_out else "development"
        sides[page["split"]].append(page)


def told(page: dict[str, Any]) -> list[dict[str, Any]]:
    """The deals that a page reports; what it mentions in passing isn't scored."""
    return [d for d in page["deals"] if not d.get("background")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--add", action="store_true", help="add to the set that is there, whose pages keep their side")
    parser.add_argument(
        "--held", action="store_true", help="hold out every page that --add adds, unless it shares a deal"
    )
    given = parser.parse_args()
    lines = [pair for folder in given.folders for pair in read(folder)]
    fresh = [one(line) for line, _ in lines]
    judge = Judge(Catalog(curation_folder()))
    there = [msgspec.json.decode(x) for x in (GOLD / "pages.jsonl").read_bytes().splitlines()] if given.add else []
    moved = 0
    if given.add:
        add(there, fresh, judge, given.held)
    else:
        moved = split(fresh, judge)
    pages = there + fresh
    (GOLD / "documents").mkdir(parents=True, exist_ok=True)
    for page, (_, document) in zip(fresh, lines, strict=True):
        shutil.copyfile(document, GOLD / "documents" / page["file"])
    encoder = msgspec.json.Encoder()
    (GOLD / "pages.jsonl").write_bytes(b"".join(encoder.encode(page) + b"\n" for page in pages))
    for name in ("development", "test"):
        mine = [p for p in pages if p["split"] == name]
        by = {lang: sum(p["lang"] == lang for p in mine) for lang in ("en", "zh-Hans", "zh-Hant")}
        none = sum(not told(p) for p in mine)
        print(f"{name}: {len(mine)} pages, {by}, {sum(len(told(p)) for p in mine)} deals, {none} pages without one")
    print(f"{moved} held-out pages moved to development")


if __name__ == "__main__":
    main()
