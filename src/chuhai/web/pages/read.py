"""Takes nothing, gives the form in which a document is pasted; the answer to it is made by `reader`."""

from __future__ import annotations

from typing import Any

from chuhai.web.pages.base import Asked, Page
from chuhai.web.view import View


def answer(view: View, asked: Asked) -> dict[str, Any]:
    return {"title": view.say("read"), "reading": None}


PAGE = Page("/read", "read.html.j2", answer, 5, "read")
