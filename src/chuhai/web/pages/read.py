"""Takes nothing, gives the form in which a document is pasted; the answer to it is made by `reader`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View

#: Documents written for this page; their companies are made up.
_EXAMPLES = Path(__file__).parent.parent / "examples"


def answer(view: View, asked: Asked) -> dict[str, Any]:
    chosen = asked.one("example")
    example = (_EXAMPLES / f"{chosen}.txt").read_text(encoding="utf-8") if chosen in ("en", "zh") else None
    return {"title": view.say("read"), "reading": None, "example": example}


PAGE = Page("/read", "read.html.j2", answer, 5, "read")
