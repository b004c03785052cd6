"""Takes nothing, gives what extractors share: the page they read and the mention they return."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from chuhai.extract import cues
from chuhai.reading.text import Sentence, Text

#: Characters; what runs on for longer is no sentence.
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Mention:
    """Characters `start` to `end` of the text say `value`; `route` names the rule that read them."""

    start: int
    end: int
    value: Any
    route: str


@dataclass
class Page:
    """A text being read. `shown` is the folded view on which rules match; offsets are those of the stored text."""

    text: Text
    #: Day on which a connector or the caller says the page was published; never a value by itself.
    published: str | None = None
    issues: list[dict[str, str]] = field(default_factory=list)

    @cached_property
    def memo(self) -> dict[str, Any]:
        """What more than one rule file asks of a page, read once."""
        return {}

    @property
    def stored(self) -> str:
        return self.text.stored

    @cached_property
    def shown(self) -> str:
        return self.text.shown

    @cached_property
    def sentences(self) -> list[Sentence]:
        return self.text.sentences

    @cached_property
    def chinese(self) -> bool:
        return self.text.language != "en"

    @cached_property
    def lowered(self) -> str:
        """`shown` in lower case, of equal length."""
        lowered = self.shown.lower()
        if len(lowered) == len(self.shown):
            return lowered
        return "".join(c.lower() if len(c.lower()) == 1 else c for c in self.shown)

    @cached_property
    def _gates(self) -> tuple[list[int], int]:
        return cues.masks(self.lowered, [s.end for s in self.sentences])

    def holds(self, gate: cues.Gate) -> bool:
        """Whether the page has a word of the gate."""
        return bool(self._gates[1] & gate.bit)

    def tells(self, gate: cues.Gate) -> bool:
        """Whether the gate's pattern matches anywhere on the page; kept, as more than one rule file asks."""
        if not self.holds(gate):
            return False
        known: dict[int, bool] = self.memo.setdefault("tells", {})
        if gate.bit not in known:
            known[gate.bit] = bool(gate.quick.search(self.shown))
        return known[gate.bit]

    def may(self, index: int, gate: cues.Gate) -> bool:
        """Whether the sentence of that number has a word of the gate."""
        return bool(self._gates[0][index] & gate.bit)

    def opened(self, index: int) -> int:
        """The mask of the gates of which the sentence of that number has a word."""
        return self._gates[0][index]

    def too_long(self, sentence: Sentence, read_for: str) -> bool:
        """Whether a sentence is too long to be one: a table or noise, named as an issue instead of read."""
        if sentence.end - sentence.start <= LONGEST:
            return False
        message = f"{sentence.end - sentence.start} characters without a stop: not read for {read_for}"
        self.issues.append({"code": "long-sentence", "message": message})
        return True

    def told(self, index: int, gate: cues.Gate) -> re.Match[str] | None:
        """Where the gate's pattern first matches in the sentence of that number, with offsets from its start."""
        if not self._gates[0][index] & gate.bit:
            return None
        sentence = self.sentences[index]
        return gate.quick.search(self.shown[sentence.start : sentence.end])

    def matches(self, where: Iterable[int], gate: cues.Gate) -> Iterator[re.Match[str]]:
        """Matches of the gate's pattern within each of the sentences of those numbers, with offsets of the page."""
        sentences, masks = self.sentences, self._gates[0]
        for index in where:
            if masks[index] & gate.bit:
                yield from gate.quick.finditer(self.shown, sentences[index].start, sentences[index].end)

    def said(self, sentence: Sentence) -> str:
        return self.shown[sentence.start : sentence.end]

    def quote(self, start: int, end: int) -> str:
        return self.stored[start:end]
