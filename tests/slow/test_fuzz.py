"""Hostile curation and hostile words: every answer is a finding or a named error, never a crash."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chuhai.catalog import Catalog
from chuhai.errors import ChuhaiError
from chuhai.facade import Ledger
from chuhai.quality import checks

pytestmark = pytest.mark.slow

PARTS = ("deals", "companies", "assets", "claims")


def mangle(line: bytes, rng: random.Random) -> bytes:
    """A line with a few bytes changed, cut, doubled or replaced by something nasty."""
    body = bytearray(line)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(body) or 1)
        match rng.randrange(6):
            case 0:
                body[at : at + 1] = bytes([rng.randrange(256)])
            case 1:
                del body[at : at + rng.randrange(40)]
            case 2:
                body[at:at] = body[at : at + rng.randrange(40)]
            case 3:
                body[at:at] = rng.choice(
                    [b"null", b"1e999", b"-1", b"[]", b"{}", b'""', b"\x00", b"\xef\xbb\xbf", b"NaN"]
                )
            case 4:
                body[at:at] = "‮\u200b﷽𝟙".encode()
            case _:
                body[at : at + 4] = rng.choice([b"2025", b"0000", b"9999", b"-999"])
    return bytes(body).replace(b"\n", b" ")


def asked(question: Callable[[], bool]) -> bool | str:
    """The answer, or the words of a named error; any other error is the test's."""
    try:
        return question()
    except ChuhaiError as error:
        return str(error)


@pytest.mark.parametrize("seed", range(60))
def test_a_mangled_curation_gives_findings_and_never_a_crash(real_curation: Path, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    folder = tmp_path / "curation"
    shutil.copytree(real_curation, folder)
    path = rng.choice(sorted(p for part in PARTS for p in (folder / part).glob("*.jsonl")))
    lines = path.read_bytes().splitlines()
    for _ in range(5):
        at = rng.randrange(len(lines))
        lines[at] = mangle(lines[at], rng)
    path.write_bytes(b"\n".join(lines) + b"\n")
    findings = checks.check(folder, Catalog(folder))
    assert all(f.where and f.field and f.reason for f in findings)


@settings(max_examples=400)
@given(words=st.text(max_size=60))
def test_any_words_find_deals_or_nothing(real_ledger: Ledger, words: str) -> None:
    found = real_ledger.deals(words, limit=3)
    assert len(found) <= 3 <= 3 + found.total


@settings(max_examples=300)
@given(period=st.text(max_size=24), by=st.sampled_from(["year", "modality", "target", "licensee"]))
def test_any_period_is_counted_or_refused_by_name(real_ledger: Ledger, period: str, by: str) -> None:
    outcome = asked(lambda: real_ledger.stats(period, by=by).n_used >= 0)
    assert outcome, "neither an answer nor words"


@settings(max_examples=300)
@given(name=st.text(max_size=40))
def test_any_name_is_a_company_or_a_named_error(real_ledger: Ledger, name: str) -> None:
    outcome = asked(lambda: real_ledger.company_id(name).startswith("C-"))
    assert outcome, "neither an answer nor words"
