"""Takes a pasted text or a dropped file, gives the page that shows it read: evidence in place by field; nothing is stored."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from chuhai.errors import UsageError
from chuhai.report import marked
from chuhai.web.view import View

if TYPE_CHECKING:
    from chuhai.web.app import Desk

#: Texts read at once: each may take the time that bounds allow.
_AT_ONCE = threading.BoundedSemaphore(2)
_LARGEST = 3_000_000


def add(app: FastAPI, desk: Desk, lang: str) -> None:
    """POST to the page `/read`."""

    @app.post(f"/{lang}/read", include_in_schema=False)
    async def read(request: Request) -> Response:
        page = next(p for p in desk.pages if p.path == "/read")
        if desk.public:
            return await run_in_threadpool(_refused, desk, lang)
        data, name = await _given(request)

        def drawn() -> Response:
            with desk.held.ledger() as ledger:
                view = View(ledger, lang)
                try:
                    shown = _read(ledger.settings.curation, data, name, lang)
                except UsageError as error:
                    shown, status = {"title": view.say("error"), "message": str(error)}, 400
                    return desk.draw("error.html.j2", view, page, f"/{lang}/read", "", shown, status)
                return desk.draw("read.html.j2", view, page, f"/{lang}/read", "", shown)

        return await run_in_threadpool(drawn)


def _refused(desk: Desk, lang: str) -> Response:
    page = next(p for p in desk.pages if p.path == "/read")
    with desk.held.ledger() as ledger:
        view = View(ledger, lang)
        shown: dict[str, object] = {"title": view.say("error"), "message": view.say("read_off")}
        return desk.draw("error.html.j2", view, page, f"/{lang}/read", "", shown, 403)


async def _given(request: Request) -> tuple[bytes, str]:
    """Bytes and a name of what was pasted or chosen; a file goes before a text."""
    async with request.form(max_files=1, max_fields=4, max_part_size=_LARGEST) as form:
        file, text = form.get("file"), form.get("text")
        if isinstance(file, UploadFile) and file.filename:
            return await file.read(_LARGEST + 1), file.filename.rsplit("/", 1)[-1][:120]
        return (text if isinstance(text, str) else "").encode(), "pasted.txt"


def _read(curation: Path, data: bytes, name: str, lang: str) -> dict[str, object]:
    from chuhai.extract import batch

    if not data.strip():
        raise UsageError("nothing to read: paste a text, or choose a file")
    if len(data) > _LARGEST:
        raise UsageError(f"the document is larger than {_LARGEST:,} bytes")
    with _AT_ONCE:
        found = batch.one((name, data), curation)
    shown = marked.context(found.object, found.text, lang)
    return {"title": shown["heading"], "reading": shown}
