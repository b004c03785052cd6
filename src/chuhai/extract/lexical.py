"""Takes a page and the lexicons of targets and indications, gives mentions of them in text order."""

from __future__ import annotations

import re
from collections.abc import Iterator

import ahocorasick_rs

from chuhai.catalog import Catalog
from chuhai.extract.base import Mention, Page
from chuhai.extract.cues import Gate
from chuhai.reading.view import view

#: What must stand near a short or ambiguous symbol for it to be a target.
_TARGET_WORDS = re.compile(
    r"target\w*|anti-|inhibitor|agonist|antagonist|antibod|bispecific|receptor|directed|degrader|ADC|靶|抑制|激动|抗体|双抗|单抗|受体|降解|/",
    re.I,
)
_AFTER_LIST = re.compile(r"^\s?(?:\+|-positive|阳性|-mutant|mutation|-mutated|突变|-amplified|表达)", re.I)


class Lexicon:
    """Words of one lexicon as an automaton over the folded view; matching ignores case where words are long."""

    def __init__(self, words: dict[str, str], weak: frozenset[str] = frozenset()) -> None:
        self.weak = weak
        self._exact = {view(w): c for w, c in words.items() if len(w) < 7 and w.isascii()}
        self._any = {view(w).lower(): c for w, c in words.items() if not (len(w) < 7 and w.isascii())}
        self._exact_words, self._any_words = list(self._exact), list(self._any)
        self._of_exact = ahocorasick_rs.AhoCorasick(self._exact_words)
        self._of_any = ahocorasick_rs.AhoCorasick(self._any_words)

    def code(self, word: str) -> str | None:
        """Code of one word as it stands in the lexicon."""
        return self._exact.get(word) or self._any.get(word.lower())

    def within(self, page: Page, where: list[int]) -> Iterator[tuple[int, int, str, str]]:
        """Matches in the sentences of those numbers."""
        for number in where:
            sentence = page.sentences[number]
            yield from self._matches(page.shown, page.lowered, sentence.start, sentence.end)

    def _matches(self, shown: str, lowered: str, first: int, stop: int) -> list[tuple[int, int, str, str]]:
        """(start, end, word, code) between two offsets, longest first at each place, whole words."""
        found: list[tuple[int, int, str, str]] = []
        for index, start, end in self._of_exact.find_matches_as_indexes(shown[first:stop], overlapping=True):
            word = self._exact_words[index]
            found.append((first + start, first + end, word, self._exact[word]))
        for index, start, end in self._of_any.find_matches_as_indexes(lowered[first:stop], overlapping=True):
            word = self._any_words[index]
            found.append((first + start, first + end, word, self._any[word]))
        found.sort(key=lambda f: (f[0], -f[1]))
        kept: list[tuple[int, int, str, str]] = []
        last = 0
        for start, end, word, code in found:
            if start < last or not _whole(shown, start, end):
                continue
            kept.append((start, end, word, code))
            last = end
        return kept


def _whole(shown: str, start: int, end: int) -> bool:
    before, after = shown[start - 1 : start], shown[end : end + 1]
    if shown[start].isascii() and before.isascii() and before.isalnum():
        return False
    return not (
        shown[end - 1].isascii()
        and shown[end - 1].isalnum()
        and after.isascii()
        and after.isalnum()
        and after not in "xX"
    )


def targets(catalog: Catalog) -> Lexicon:
    """Lexicon of `curation/lexicons/targets.jsonl`."""
    words: dict[str, str] = {}
    weak: set[str] = set()
    for target in catalog.lexicons.targets:
        for word in (target.symbol, *target.aliases):
            words[word] = target.symbol
        weak.update(target.weak)
    return Lexicon(words, frozenset(weak))


#: A symbol that no lexicon has, by what stands behind or before it: "an IL1RAP antibody", "靶向XYZ1".
_UNLISTED = Gate(
    re.compile(
        r"(?<![\w\-/])(?P<a>[A-Z][A-Za-z]{0,4}\d{1,2}(?:[A-Z]\d?)?|[A-Z]{3,6})(?=[- ](?:selective |directed |targeted |specific )?(?:inhibitor|antagonist|agonist|degrader|antibod(?:y|ies)|blocker|CAR[- ]T|bispecific))|\b(?i:anti-|targets |targeting |directed (?:at|against) |antibody (?:to|against) )(?P<b>[A-Z][A-Za-z]{0,4}\d{1,2}(?:[A-Z]\d?)?|[A-Z]{3,6})(?![\w-])|(?:靶向|抗)(?P<c>[A-Z][A-Za-z]{0,4}\d{1,2}(?:[A-Z]\d?)?|[A-Z]{3,6})(?![\w-])|(?<![\w\-/])(?P<d>[A-Z][A-Za-z]{0,4}\d{1,2}(?:[A-Z]\d?)?|[A-Z]{3,6})(?=(?:小分子)?(?:抑制剂|激动剂|拮抗剂|降解剂|单抗|抗体|双抗))"
    ),
    (
        "anti-",
        "target",
        "directed",
        "inhibitor",
        "antagonist",
        "agonist",
        "degrader",
        "antibod",
        "blocker",
        "car",
        "bispecific",
        "靶向",
        "抗",
        "剂",
    ),
)
#: Capitals that stand before such words and are no target.
_NO_TARGET = frozenset(
    [
        "ADC",
        "ADCS",
        "RNA",
        "DNA",
        "MRNA",
        "TCE",
        "TKI",
        "TCR",
        "CAR",
        "BITE",
        "PROTAC",
        "FDA",
        "NMPA",
        "CDE",
        "EMA",
        "NDA",
        "BLA",
        "IND",
        "USA",
        "HIV",
        "HBV",
        "HCV",
        "HPV",
        "RSV",
        "COPD",
        "NASH",
        "MASH",
        "NSCLC",
        "SCLC",
        "AML",
        "CML",
        "ALL",
        "CLL",
        "MDS",
        "HCC",
        "CRC",
        "GIST",
        "IBD",
        "SLE",
        "RA",
        "AD",
        "PD",
        "MS",
        "ALS",
        "DMD",
        "SMA",
        "CKD",
        "CNS",
        "COVID",
        "GLP",
        "ORAL",
        "NEW",
        "NOVEL",
        "FIRST",
        "DUAL",
        "MAB",
        "MABS",
        "BSAB",
        "IGG",
        "IGG1",
        "IGG4",
        "FC",
        "VHH",
        "SMALL",
        "GMP",
        "CMC",
        "CRO",
        "CDMO",
        "BD",
        "IO",
        "TCM",
        "ASO",
        "AAV",
        "LNP",
        "NK",
        "TIL",
        "RDC",
        "XDC",
        "BSADC",
        "ADA",
        "CHINA",
    ]
)


def indications(catalog: Catalog) -> Lexicon:
    """Lexicon of `curation/lexicons/indications.jsonl`."""
    words = {w: i.name for i in catalog.lexicons.indications for w in (i.name, *i.aliases, *i.zh)}
    return Lexicon(words)


def find_targets(page: Page, lexicon: Lexicon, taken: bytearray, where: list[int]) -> list[Mention]:
    """Targets of the sentences of those numbers; a weak symbol counts only beside words that speak of targets. A tumour's markers ("EGFR-mutant") are `marker`."""
    shown = page.shown
    found = []
    for start, end, word, code in lexicon.within(page, where):
        if taken[start] or taken[end - 1]:
            continue
        near = shown[max(0, start - 30) : end + 25]
        if word in lexicon.weak and not _TARGET_WORDS.search(near):
            continue
        route = "marker" if _AFTER_LIST.match(shown[end : end + 12]) else "target"
        if (
            shown[start - 1 : start] in "/x+"
            or shown[end : end + 1] in "/x"
            or re.match(r"-?(?:targeted|targeting|directed|靶向)", shown[end : end + 12])
        ):
            route = "target" if route != "marker" else route
        found.append(Mention(start, end, code, route))
    found += [one for m in found for one in _numbered(shown, lexicon, m)]
    known = bytearray(taken)
    for m in found:
        known[m.start : m.end] = b"\x01" * (m.end - m.start)
    for one in page.matches(where, _UNLISTED):
        group = next(g for g in "abcd" if one[g])
        start, end = one.span(group)
        if not any(known[start:end]) and one[group].upper() not in _NO_TARGET:
            found.append(Mention(start, end, one[group], "target"))
    return sorted(found, key=lambda m: m.start)


#: More of a family behind its first by their numbers alone: "VEGFR-1, -2 and -3", "JAK1/2", "VEGFR-1、-2及-3".
_MORE = re.compile(r"(?:/|\s?(?:,|、|and|&|及|和|与|, and|/)\s?-)(\d{1,2})(?![\d%A-Za-z]|\.\d)")
_FIRST = re.compile(r"(?P<family>[A-Z][A-Za-z]*)(?P<hyphen>-?)\d{1,2}")


def _numbered(shown: str, lexicon: Lexicon, m: Mention) -> Iterator[Mention]:
    """Targets that a list names by their numbers behind `m`, those of the lexicon alone."""
    first = _FIRST.fullmatch(shown, m.start, m.end)
    more = _MORE.match(shown, m.end) if first else None
    while first and more:
        named = (f"{first['family']}{between}{more[1]}" for between in (first["hyphen"], "", "-"))
        code = next((c for c in map(lexicon.code, named) if c), None)
        if code is None:
            return
        yield Mention(*more.span(1), code, m.route)
        more = _MORE.match(shown, more.end())


def find_indications(page: Page, lexicon: Lexicon, where: list[int]) -> list[Mention]:
    """Indications by their name in the lexicon."""
    return [Mention(start, end, code, "indication") for start, end, _, code in lexicon.within(page, where)]
