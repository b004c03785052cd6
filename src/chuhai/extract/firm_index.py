"""Takes the list of firms, gives where a text has one of their names, and which firm a name belongs to.

A listed name is evidence, not a hit: what stands there is judged with everything else that is known of it (extract/names_told.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

import ahocorasick_rs

from chuhai.catalog import Catalog, names
from chuhai.catalog.firms import Firm
from chuhai.extract import company_words as w
from chuhai.extract._common_words import COMMON_WORDS
from chuhai.reading.view import view


class Listed(Protocol):
    """What reading asks of the list."""

    rows: list[Firm]

    def matches(self, shown: str) -> Iterator[tuple[int, int]]:
        """Where the longest listed names stand as whole words, leftmost first."""
        ...

    def of(self, name: str) -> list[int]:
        """Numbers of the firms that bear a name, as the folded view has it."""
        ...

    def says(self, name: str) -> str | None:
        """How much the list says of a string: the sort of listed name that it is, None for none."""
        ...


class FirmIndex:
    """Listed names as an automaton over the folded view; forms of law are no part of them."""

    def __init__(self, catalog: Catalog) -> None:
        self.rows: list[Firm] = catalog.firms.rows
        #: Names in lower case -> numbers of the firms that bear them.
        self._owners: dict[str, list[int]] = {}
        #: Names that begin small ("argenx"), as listed.
        self._small: set[str] = set()
        for number, row in enumerate(self.rows):
            for name in row.names:
                core = _core(view(name))
                if len(core) < (2 if core[0] > "\u2fff" else 3):
                    continue
                if core[0].islower():
                    self._small.add(core)
                owners = self._owners.setdefault(core.lower(), [])
                if number not in owners:
                    owners.append(number)
        self._words = list(self._owners)
        self._automaton = ahocorasick_rs.AhoCorasick(self._words, store_patterns=False)

    def matches(self, shown: str) -> Iterator[tuple[int, int]]:
        """Where the longest listed names stand as whole words, leftmost first."""
        found: dict[int, int] = {}
        lowered = shown.lower()
        if len(lowered) != len(shown):
            lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in shown)
        for _, start, end in self._automaton.find_matches_as_indexes(lowered, overlapping=True):
            if found.get(start, 0) < end and whole(shown, start, end) and self._spelt(shown[start:end]):
                found[start] = end
        last = 0
        for start in sorted(found):
            if start >= last:
                yield start, found[start]
                last = found[start]

    def of(self, name: str) -> list[int]:
        """Numbers of the firms that bear a name, as the folded view has it."""
        core = _core(name)
        return self._owners.get(core.lower(), []) if self._spelt(core) else []

    def _spelt(self, said: str) -> bool:
        """Whether a name is written as names are: with a capital, or as listed."""
        return not said[:1].islower() or said in self._small

    def says(self, name: str) -> str | None:
        """How much the list says of a string: the sort of listed name that it is, None for none."""
        return sort(name) if self.of(name) else None


def sort(name: str) -> str:
    """The sort of a listed name: how easily it is something else."""
    if names.has_chinese(name):
        return "listed, short" if len(name) <= 3 else "listed"
    words = name.split()
    if all(x.strip(".,").lower() in COMMON_WORDS or x in w.COMMON_HEADS for x in words):
        return "listed, common word" if len(words) == 1 else "listed, common words"
    if len(words) == 1:
        return "listed, short" if len(name) <= 4 else "listed, one word"
    return "listed"


#: What makes two characters of a firm's name part of a word.
_NO_CELGENE = frozenset("地建金因础准点层数")
#: A country's trade and what belongs to it.
_OF_A_TRADE = re.compile(
    r"中国(?:生物制药|生物医药|生物科技|医药|制药|抗体)(?:企业|行业|产业|领域|界|业界|圈|巨头|龙头|新贵|板块|市场|赛道|人|史|研发|创新药|初创|上市公司|公司(?!有限|\()(?=[的们,。在]))"
)
_ZH_FORM = re.compile(r"(?:集团)?(?:股份)?(?:有限)?(?:责任)?公司$")


def _core(name: str) -> str:
    """A name without its forms of law; one of nothing else stays."""
    if name.endswith("公司"):
        return _ZH_FORM.sub("", name) or name
    head, _, last = name.rpartition(" ")
    while head and names.is_legal_form(last):
        name = head.rstrip(",")
        head, _, last = name.rpartition(" ")
    return name


def whole(shown: str, start: int, end: int) -> bool:
    """Whether Latin letters don't run on across the edges, and a two-character Chinese name isn't part of a word."""
    first, last = shown[start], shown[end - 1]
    before, after = shown[start - 1 : start], shown[end : end + 1]
    if first.isascii() and (
        before.isascii()
        and (before.isalnum() or (before == "-" and shown[start - 2 : start - 1] not in ("", " ", "\n")))
    ):
        return False
    if shown.startswith("Zealand", start) and shown[max(0, start - 4) : start] == "New ":
        return False  # the country
    if (
        last.isascii()
        and last.isalnum()
        and after.isascii()
        and (after.isalnum() or (after == "-" and shown[end + 1 : end + 2].isdigit()))
    ):
        return False
    if shown.startswith("新基", start) and end - start == 2 and (before == "创" or after in _NO_CELGENE):
        return False  # 创新基地
    if not first.isascii() and _OF_A_TRADE.match(shown, start):
        return False  # "中国生物制药企业": firms of China, not the firm of that name
    return not (
        not first.isascii()
        and shown.startswith(("证券", "银行", "基金", "投资", "大学", "资本", "期货", "研报", "工业研究院"), end)
    )
