"""Takes a pasted text or a dropped file, gives the page that shows it read: evidence in place by field; nothing is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from chuhai.errors import ChuhaiError, UsageError
from chuhai.report import marked
from chuhai.web import problems
from chuhai.web.safety import LARGEST_DOCUMENT
from chuhai.web.view import View
from chuhai.web.words import say
from chuhai.web.worker import Readers

if TYPE_CHECKING:
    from chuhai.web.app import Desk


def add(app: FastAPI, desk: Desk, lang: str) -> None:
    """POST to the page `/read`."""

    @app.post(f"/{lang}/read", include_in_schema=False)
    async def read(request: Request) -> Response:
        page = next(p for p in desk.pages if p.path == "/read")
        if desk.public:
            return await run_in_threadpool(_refused, desk, lang)
        data, name = await _given(request)

        def drawn() -> Response:
            try:
                shown, template, status = _read(desk.readers, data, name, lang), "read.html.j2", 200
            except ChuhaiError as error:
                shown, template = {"title": say("error", lang), "message": problems.safe_detail(error)}, "error.html.j2"
                status, _ = problems.status_of(error)
            with desk.held.ledger() as ledger:
                return desk.draw(template, View(ledger, lang), page, f"/{lang}/read", "", shown, status)

        return await run_in_threadpool(drawn)


def _refused(desk: Desk, lang: str) -> Response:
    page = next(p for p in desk.pages if p.path == "/read")
    with desk.held.ledger() as ledger:
        view = View(ledger, lang)
        shown: dict[str, object] = {"title": view.say("error"), "message": view.say("read_off")}
        return desk.draw("error.html.j2", view, page, f"/{lang}/read", "", shown, 403)


async def _given(request: Request) -> tuple[bytes, str]:
    """Bytes and a name of what was pasted or chosen; a file goes before a text."""
    async with request.form(max_files=1, max_fields=4, max_part_size=LARGEST_DOCUMENT) as form:
        file, text = form.get("file"), form.get("text")
        if isinstance(file, UploadFile) and file.filename:
            return await file.read(LARGEST_DOCUMENT + 1), file.filename.rsplit("/", 1)[-1][:120]
        return (text if isinstance(text, str) else "").encode(), "pasted.txt"


def _read(readers: Readers, data: bytes, name: str, lang: str) -> dict[str, object]:
    if not data.strip():
        raise UsageError("nothing to read: paste a text, or choose a file")
    if len(data) > LARGEST_DOCUMENT:
        raise UsageError(f"the document is larger than {LARGEST_DOCUMENT:,} bytes")
    found = readers.read(name, data)
    shown = marked.context(found.object, found.text, lang)
    return {"title": shown["heading"], "reading": shown}
