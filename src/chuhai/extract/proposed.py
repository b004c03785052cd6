"""Takes an English page, gives strings that have the form of a company's name or stand in a party's place, with what speaks for each.

A form or a place only proposes: "Hong Kong Limited" has the one, a chief executive the other. Which of them name a company is
judged with everything else that is known of the string (extract/names_told.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

from chuhai.catalog import names
from chuhai.extract import company_words as w
from chuhai.extract import latin_places
from chuhai.extract._common_words import COMMON_WORDS
from chuhai.extract.base import Page

#: Facts of a string, by name.
Facts = dict[str, float]
#: A name with a form of its own is taken at its word, one that only has a place is looked at twice.
FORM, PLACE = 0.9, 0.7
#: Words that a name may end with, though they begin none.
_LAST = frozenset(
    {"Pharma", "Pharmaceutical", "Biotech", "Inc", "Ltd", "Co", "Corp", "Group", "Company", "Oncology", "AI", "RNA"}
)
#: How sure a name by its place is at least and at most.
_BARELY, _SURELY = 0.525, 0.8
_WORD = re.compile(r"(?<![\w.'-])[A-Z][a-z]{2,}[A-Za-z]*(?![\w-])")
_SURNAME = re.compile(r"(?:Dr|Mr|Ms|Prof)\.? $|[a-z,] [A-Z][a-z]+ $")
_BRANDED = re.compile(r"\s?(?:\([a-z]|®|™|sales\b)")
_TICKER = re.compile(r"[A-Z]{2,6}-(?:US|HK|TW|JP|SZ|SH|KS)")
#: Strings of one page.
_MOST = 400


class Proposer:
    """The rules of form and place on one page; `free` tells of untaken spans, `other` of keys of things that are no company."""

    def __init__(self, page: Page, free: Callable[[int, int], bool], other: Callable[[str], bool]) -> None:
        self.page = page
        self.shown = page.shown
        self._free = free
        self._other = other
        self._found: dict[str, Facts] = {}
        self._refused: set[str] = set()

    def run(self) -> dict[str, Facts]:
        """Each string once, with the facts of all its places."""
        shown = self.shown
        for m in w.ENGLISH_NAME.finditer(shown):
            self._propose(m.start(), m.end(), FORM, "has a form")
        for slot in w.SLOTS:
            for m in slot.finditer(shown):
                self._propose(m.start("n"), m.end("n"), PLACE, "has a place")
                if "n2" in slot.groupindex:
                    self._propose(m.start("n2"), m.end("n2"), PLACE, "has a place")
        for start, end, sure in latin_places.find(self.page, self._free, self._other):
            self._propose(start, end, sure, "stands as one")
            self._propose(start, end, sure, "stands surely as one", (sure - _BARELY) / (_SURELY - _BARELY))
        self._bare()
        return self._found

    def _propose(self, start: int, end: int, sure: float, fact: str, value: float = 1.0) -> None:
        for begin, stop in self.cleaned(start, end, sure):
            name = self.shown[begin:stop]
            if name not in self._found and len(self._found) == _MOST:
                self._passed_over()
            else:
                facts = self._found.setdefault(name, {})
                facts[fact] = max(value, facts.get(fact, 0.0))

    def _passed_over(self) -> None:
        if not any(i["code"] == "names-passed-over" for i in self.page.issues):
            message = (
                f"more than {_MOST} words that may name a company: further ones outside the registry were not read"
            )
            self.page.issues.append({"code": "names-passed-over", "message": message})

    def _bare(self) -> None:
        """One capitalised word that recurs, is never a common word on the page, and stands where a party stands."""
        shown = self.shown
        counts: dict[str, list[int]] = defaultdict(list)
        for m in _WORD.finditer(shown):
            if self._free(m.start(), m.end()):
                counts[m.group()].append(m.start())
        for word, places in counts.items():
            if len(places) < 2 or word in w.NOT_NAME or word in w.PLACES or word in w.PEOPLE_AND_PLACES:
                continue
            if stands(shown, word.lower()) or latin_places.is_medicine(shown, word):
                continue
            if not any(
                w.STANDS.search(shown[max(0, a - 14) : a]) or w.ACTS.match(shown[a + len(word) : a + len(word) + 18])
                for a in places
            ):
                continue
            if any(
                w.BRAND.quick.search(shown[max(0, a - 22) : a])
                or _BRANDED.match(shown[a + len(word) : a + len(word) + 8])
                for a in places
            ):
                continue
            if not _SURNAME.search(shown[max(0, places[0] - 16) : places[0]]):
                self._found.setdefault(word, {})["recurs as one"] = 1.0

    def cleaned(self, start: int, end: int, sure: float) -> list[tuple[int, int]]:
        """The part of a span that may be a name, without words that belong to none; two where a headline's verb parts it."""
        words = list(re.finditer(r"\S+", self.shown[start:end]))
        found: list[tuple[int, int]] = []
        if sure >= FORM:
            cut = max((i for i, x in enumerate(words[:-1]) if _cuts(x.group())), default=-1)
            if cut > 0:
                found += self.cleaned(start, start + words[cut - 1].end(), PLACE)
            words = words[cut + 1 :]
        while words and (
            (
                (
                    _leads(words[0].group())
                    or (
                        len(words) > 1
                        and w.CODE.fullmatch(words[0].group())
                        and not w.TRADE_WORD.match(words[1].group())
                    )
                )
                and not (len(words) > 2 and words[0].group() in w.NUMBERS)
            )
            or words[0].group() in ("of", "&", "and")
        ):
            if len(words) > 2 and words[0].group() in w.CITIES:
                break  # "Shanghai Henlius Biotech"
            words.pop(0)
        while words and words[-1].group().strip(".,'\"") in w.NOT_NAME - _LAST:
            words.pop()
        if not words:
            return found
        begin, stop = start + words[0].start(), start + words[-1].end()
        while stop > begin and self.shown[stop - 1] in ",;:-'\"":
            stop -= 1
        if self.shown[stop - 2 : stop] == "'s":
            stop -= 2
        if not self._refuses(begin, stop, len(words), sure):
            found.append((begin, stop))
        return found

    def _refuses(self, begin: int, stop: int, words: int, sure: float) -> bool:
        """Whether a string can't be a name: a code, a protein, a word of the page, another thing's name."""
        name = self.shown[begin:stop]
        core = name.strip(".")
        if len(core) < 3 or w.CODE.fullmatch(core) or not self._free(begin, stop):
            return True
        if words == 1 and (w.TRADE_WORD.fullmatch(core) or core in w.ABBREVIATIONS):
            return True
        if sure < FORM and (w.PROTEIN.match(core) or (words == 1 and self._is_word(core))):
            return True
        plain = all(part.lower() in COMMON_WORDS for part in re.split(r"[\s\-]+", core))
        if (plain and (sure < FORM or words == 1)) or w.TRADE_WORDS.fullmatch(name):
            return True
        if words == 1 and (core in w.PLACES or (any(c.isdigit() for c in core) and "-" in core)):
            return True
        return bool(_TICKER.fullmatch(core))

    def _is_word(self, core: str) -> bool:
        """Whether one bare word is none of a company: the page uses it as a word, or it is short and doesn't recur."""
        if core in self._refused:
            return True
        if core.isupper() and len(core) <= 5 and (stands(self.shown, core) < 3 or f'("{core}")' in self.shown):
            return True
        if (
            (not core.isupper() and stands(self.shown, core.lower()))
            or self._other(names.key(core))
            or (core.lower() in COMMON_WORDS and not self.page.chinese)
            or latin_places.is_medicine(self.shown, core)
        ):
            self._refused.add(core)
            return True
        return False


def stands(shown: str, word: str) -> int:
    """How often a word stands by itself, neither part of a longer one nor joined by a hyphen."""
    found = 0
    at = shown.find(word)
    while at >= 0:
        before, after = shown[at - 1 : at], shown[at + len(word) : at + len(word) + 1]
        if not any((c.isalnum() and c.isascii()) or c == "-" for c in (before, after)):
            found += 1
        at = shown.find(word, at + len(word))
    return found


def _cuts(word: str) -> bool:
    """Whether a word inside a run of capitalised ones is a verb or small word of a headline."""
    return word.strip(".,:;'\"").lower() in w.CUTS and not word.isupper()


def _leads(word: str) -> bool:
    """Whether a word before a name is none of it: "The", "Shanghai's", "Boston-based", "FOR"."""
    core = word.strip(".,'\"")
    if core in w.NOT_NAME or core.lower() in w.CUTS or core.endswith("-based"):
        return True
    owner = core.removesuffix("'s")
    return owner != core and (owner in w.NOT_NAME or owner in w.PLACES or owner in w.PEOPLE_AND_PLACES)
