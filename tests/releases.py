"""Takes nothing, gives releases written for these tests about the made-up firms of `tiny`, and folders of them."""

from __future__ import annotations

from pathlib import Path

_SIGNED = """{licensor} and {licensee} Enter into Exclusive License Agreement for {asset}

{city}, {day} /PRNewswire/ -- {licensor} today announced that it has entered into an exclusive license agreement with \
{licensee} for {asset}, {what}. Under the terms of the agreement, {licensor} grants {licensee} an exclusive license to \
develop and commercialize {asset} {where}. {licensor} will receive an upfront payment of ${upfront} million and is eligible \
to receive up to ${milestones} million in development, regulatory and sales milestones.
"""


def signed(
    licensor: str = "Hanlin Bio",
    licensee: str = "Great Pharma",
    asset: str = "HLB-101",
    day: str = "March 5, 2024",
    upfront: int = 130,
    milestones: int = 900,
    what: str = "a small molecule in Phase 1 trials",
    where: str = "worldwide excluding Greater China",
    city: str = "SHANGHAI",
) -> str:
    """A release about one licence."""
    return _SIGNED.format(**locals())


#: The deal that `tiny.CORRECTED` curates, with another upfront.
KNOWN = signed(what="an antibody-drug conjugate targeting HER2 in Phase 2 trials")
#: A deal with a firm and a medicine that no registry holds.
NEW = signed(
    licensee="Zeta Therapeutics, Inc.", asset="ZTX-55", day="June 3, 2025", upfront=20, milestones=300, city="BOSTON"
)
#: The end of the deal of `KNOWN`.
ENDED = """Great Pharma Terminates License Agreement with Hanlin Bio for HLB-101

NEW YORK, May 6, 2026 /PRNewswire/ -- Great Pharma today announced that it has terminated the exclusive license agreement \
with Hanlin Bio for HLB-101, which was entered into in 2024. Hanlin Bio will regain all rights to HLB-101.
"""
IDLE = "A gardener's notes on roses: prune in March, water in June, and be patient with the weather of the north.\n"


def write(folder: Path, **pages: str) -> Path:
    """A folder of text files, named by the keywords."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def many(folder: Path, count: int) -> Path:
    """A folder of `count` releases: deals of their own, two pages on each third one, pages about nothing, bad files."""
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        deal = n - n % 3 if n % 3 == 1 else n
        text = signed(
            licensee=f"Zeta{deal} Therapeutics, Inc.",
            asset=f"ZTX-{1000 + deal}",
            day=f"June {1 + deal % 28}, 2025",
            upfront=10 + deal,
        )
        (folder / f"{n:04d}.txt").write_text(text if n % 3 != 1 else text + "\nTold again.\n", encoding="utf-8")
    (folder / "idle.txt").write_text(IDLE, encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (folder / "empty.txt").write_bytes(b"")
    (folder / "known.txt").write_text(KNOWN, encoding="utf-8")
    return folder
