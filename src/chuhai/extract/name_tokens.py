"""Takes text with the names that are known, gives its tokens and the buckets of the facts by which names are told from other words.

Tokens are Han characters, runs of Latin letters and digits, marks, and known names. Facts are those of one token (itself, its
shape, its ends, its trade), by distance, and runs of two or three tokens or shapes; each is hashed to a bucket (Weinberger et al.
2009), so that what a page says never needs a dictionary.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, compress
from typing import Any
from zlib import crc32

import numpy as np

from chuhai.extract._common_words import COMMON_WORDS

#: Buckets are numbers of so many bits.
BITS = 17
#: What stands for a known name among the tokens.
KNOWN = "\ue000"
#: Tokens and the space between them, so that nothing is left out.
_PIECE = re.compile(r"[A-Za-z0-9]+|[^\S\n]+|[\s\S]", re.A)
_WORD_CLASSES = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "for",
        "with",
        "to",
        "from",
        "by",
        "in",
        "on",
        "at",
        "as",
        "between",
        "its",
        "it",
        "is",
        "was",
        "has",
        "have",
        "had",
        "will",
        "would",
        "may",
        "can",
        "said",
        "says",
        "announced",
        "announces",
        "signed",
        "signs",
        "inked",
        "inks",
        "entered",
        "enters",
        "grants",
        "granted",
        "grant",
        "licensed",
        "licenses",
        "license",
        "licence",
        "licences",
        "licensing",
        "agreement",
        "deal",
        "collaboration",
        "partnership",
        "partner",
        "partners",
        "pact",
        "rights",
        "based",
        "company",
        "firm",
        "biotech",
        "drugmaker",
        "pharma",
        "subsidiary",
        "unit",
        "affiliate",
        "acquired",
        "acquires",
        "bought",
        "sold",
        "pays",
        "paid",
        "receive",
        "received",
        "that",
        "which",
        "who",
        "under",
        "through",
        "via",
        "called",
        "named",
        "drug",
        "inhibitor",
        "antibody",
        "trial",
        "phase",
        "study",
        "patients",
        "approved",
        "sales",
        "inc",
        "ltd",
        "co",
        "corp",
        "limited",
        "plc",
        "ag",
        "gmbh",
        "llc",
        "sa",
    ]
)
_HAN_CLASSES = frozenset(
    "与和及同向由从给将把的在签授许予被于就以为是对至自跟等该本其此各一二三四五六七八九十百千万亿元年月日个家项款种中国美日韩德法英港台"
    "公司集团股份有限责任生物医药制业科技大学研究院所新基因细胞疗健康控企厂商巨头方获得拿引进宣布告达成作协议合独权益许可市临床试验床剂抗体靶点疾病癌瘤"
)
_TRADE = re.compile(
    r"bio|pharm|thera|gen(?:e|ix|ics|omics)?$|med|onc|immun|vax|vacc|cell|cure|life|health|labs?$|scien|tech|rx$|zyme|mab$|cyte|chem|logic|drug|clin|neuro|cor[pe]?$|holding|group|invest|capital|venture|partner|universit|institut|hospital"
)


def _seeds(number: int) -> Any:
    return np.array([crc32(f"seed {i}".encode()) | 1 for i in range(number)], dtype=np.uint32)


def shape(word: str) -> str:
    """Form of a token: its case, its digits, its length in steps, and whether it is a common word."""
    first = word[0]
    if word == KNOWN or (not word.isalnum() and first not in "_"):
        return word
    if not first.isascii():
        return word if word in _HAN_CLASSES else "h"
    lower = word.lower()
    if word.isdigit():
        return f"d{min(len(word), 7)}"
    digits = "d" if any(c.isdigit() for c in word) else ""
    size = min(len(word), 6) if len(word) <= 3 else 4 + (len(word) > 5)
    if word == lower:
        return lower if lower in _WORD_CLASSES else f"x{digits}{size}"
    common = "c" if lower in COMMON_WORDS else "n"
    if word.isupper():
        return f"X{digits}{size}{common}"
    if word[1:] == lower[1:]:
        return f"T{digits}{size}{common}"
    return f"M{digits}{'x' if first.islower() else 'X'}{size}"


def attributes(word: str) -> tuple[int, ...]:
    """Hashes of what is known of a token by itself: the token, its shape, its ends, its trade."""
    lower = word.lower()
    trade = _TRADE.search(lower) if len(word) > 2 else None
    made = shape(word)
    return tuple(
        crc32(x.encode())
        for x in (
            "w" + lower,
            "s" + made,
            "3" + made[0] + lower[-3:],
            "4" + made[0] + lower[-4:],
            "2" + made[0] + lower[-2:],
            "p" + made[0] + lower[:3],
            "q" + made[0] + lower[:4],
            "t" + made + (trade.group() if trade else "-"),
        )
    )


#: (attribute, distance): facts of one token, by how far it stands from the one that is scored.
UNARY = tuple(
    [(0, d) for d in (-3, -2, -1, 0, 1, 2, 3)]
    + [(1, d) for d in (-3, -2, -1, 0, 1, 2, 3)]
    + [(2, d) for d in (-1, 0, 1)]
    + [(3, 0), (4, 0), (5, 0), (6, 0), (5, 1)]
    + [(7, d) for d in (-2, -1, 0, 1, 2)]
)
REACH = 3
#: Runs: which of word (w) and shape (s) at which distances.
RUNS = (
    ("w-2", "w-1"), ("w-1", "w0"), ("w0", "w1"), ("w1", "w2"),
    ("s-1", "s0"), ("s0", "s1"), ("s-2", "s-1"), ("s1", "s2"), ("s-1", "s0", "s1"), ("s0", "s1", "s2"), ("s-2", "s-1", "s0"),
    ("w-1", "s0"), ("s0", "w1"), ("w-1", "s0", "s1"), ("s-1", "s0", "w1"), ("w-2", "w-1", "s0"), ("s0", "w1", "w2"),
    ("s-1", "w0"), ("w0", "s1"), ("d0",), ("d-1",), ("d1",), ("d0", "s-1"), ("d0", "s1"), ("d0", "w-1"), ("d0", "w1"),
)  # fmt: skip
_SEEDS = _seeds(len(UNARY) + len(RUNS))
_MIX = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D], dtype=np.uint32)
_UNARY_ATTRIBUTES = np.array([attribute for attribute, _ in UNARY])
_RUN_PARTS = tuple(tuple((part[0], REACH + int(part[1:])) for part in run) for run in RUNS)
_SHIFT = np.uint32(32 - BITS)
#: Attributes of one token.
WIDTH = 8


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of a text and where they stand."""

    words: list[str]
    starts: list[int]
    ends: list[int]


def tokens(shown: str, known: Sequence[tuple[int, int]]) -> Tokens:
    """Tokens of a text of which the spans `known`, in order, are one token each."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for start, end in [*known, (len(shown), len(shown))]:
        pieces = _PIECE.findall(shown, at, start)
        edges = list(accumulate(map(len, pieces), initial=at))
        spoken = [piece == "\n" or not piece.isspace() for piece in pieces]
        words += compress(pieces, spoken)
        starts += compress(edges, spoken)
        ends += compress(edges[1:], spoken)
        if end > start:
            words.append(KNOWN)
            starts.append(start)
            ends.append(end)
        at = max(at, end)
    return Tokens(words, starts, ends)


def standing(words: Sequence[str]) -> list[int]:
    """For a token with a capital, whether the page has it without, and how often it recurs; for others nothing."""
    count = Counter(words)
    kinds = dict.fromkeys(count, 0)
    for word, n in count.items():
        first = word[0]
        if first.isascii() and first.isalpha() and not word.islower():
            kinds[word] = min(n, 3) + (3 if word.lower() in count else 0)
    return [kinds[word] for word in words]


def unary(hashed: Any) -> Any:
    """Buckets of the facts of single tokens from attributes' hashes [word, attribute], as [word, fact]."""
    return (hashed[:, _UNARY_ATTRIBUTES] * _SEEDS[: len(UNARY)]) >> _SHIFT


def runs(hashed: Any, stands: Any) -> Any:
    """Buckets of the facts of runs, as [fact, token], from hashes padded by `REACH` rows at either end."""
    n = len(hashed) - 2 * REACH
    sources = {"w": hashed[:, 0] * _MIX[:, None], "s": hashed[:, 1] * _MIX[:, None], "d": stands * _MIX[:, None]}
    out = np.empty((len(RUNS), n), dtype=np.uint32)
    for k, run in enumerate(_RUN_PARTS):
        row = out[k]
        row[:] = sources[run[0][0]][0, run[0][1] : run[0][1] + n]
        for j in range(1, len(run)):
            row += sources[run[j][0]][j, run[j][1] : run[j][1] + n]
    out ^= out >> np.uint32(15)
    out *= _SEEDS[len(UNARY) :, None]
    out >>= _SHIFT
    return out
