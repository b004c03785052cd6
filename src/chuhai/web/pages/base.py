"""Takes nothing, gives what a page of the desk is: an address, a place in the menu, a function from a question to its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chuhai.errors import UsageError
from chuhai.web.view import View

Query = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked: parts of the address, and the query."""

    path: dict[str, str] = field(default_factory=dict)
    query: Query = field(default_factory=dict)

    def one(self, name: str, default: str | None = None) -> str | None:
        """The last value of a name; empty counts as not given."""
        values = [v for v in self.query.get(name, ()) if v.strip()]
        return values[-1].strip() if values else default

    def many(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(v.strip() for v in self.query.get(name, ()) if v.strip()))

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number within bounds.

        Raises
        ------
        UsageError
        """
        text = self.one(name)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise UsageError(f"{name} {text!r}: a whole number from {least} to {most}")
        return int(text)


@dataclass(frozen=True, slots=True)
class Page:
    """A page.

    Attributes
    ----------
    path : str
        Below the language: `/deals/{deal_id}`.
    template : str
    answer : callable
        (view, asked) -> what the template shows; `title` among it.
    menu : int or None
        Place in the menu; None for pages that others lead to.
    """

    path: str
    template: str
    answer: Callable[[View, Asked], dict[str, Any]]
    menu: int | None = None
    key: str = ""
