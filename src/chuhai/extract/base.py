"""Takes nothing, gives what extractors share: the page they read and the mention they return."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from chuhai.reading.text import Sentence, Text


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

    @property
    def stored(self) -> str:
        return self.text.stored

    @property
    def shown(self) -> str:
        return self.text.shown

    @property
    def sentences(self) -> list[Sentence]:
        return self.text.sentences

    @cached_property
    def chinese(self) -> bool:
        return self.text.language != "en"

    def said(self, sentence: Sentence) -> str:
        return self.shown[sentence.start : sentence.end]

    def quote(self, start: int, end: int) -> str:
        return self.stored[start:end]
