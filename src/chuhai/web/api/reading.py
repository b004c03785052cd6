"""Takes the API, adds reading a document, which stores nothing, and keeping one in the store, which needs a token."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from chuhai.errors import ForbiddenError
from chuhai.web import problems
from chuhai.web.api.answered import Door
from chuhai.web.safety import LARGEST_DOCUMENT, READ_OFF

#: Media type of a body -> ending of the name that the document is read under.
_KINDS = {"text/plain": ".txt", "text/html": ".html", "application/pdf": ".pdf"}
_EXAMPLE = (
    "SHANGHAI, Jan. 2, 2025 - Hanlin Bio granted Great Pharma an exclusive licence to HLB-101 for an upfront payment of "
    "$80 million."
)
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": f"The document as it is, at most {LARGEST_DOCUMENT:,} bytes",
        "content": {
            # No schema: any bytes will do, and those that hold no text are said to hold none.
            "text/plain": {"example": _EXAMPLE},
            "text/html": {"example": f"<p>{_EXAMPLE}</p>"},
            "application/pdf": {},
        },
    }
}
_READING: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "What the document says, each value with its words; nothing is stored",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Reading"}}},
    }
}
_KEPT: dict[int | str, dict[str, Any]] = {
    201: {
        "description": "What was kept, one row a document, with the deals that it became part of",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Kept"}}},
    },
    401: {
        "description": "No token, or another one",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    },
}


def add(r: APIRouter, door: Door) -> None:
    @r.post(
        "/read", tags=["read"], summary="Read a document: nothing is stored", openapi_extra=_BODY, responses=_READING
    )
    async def read(request: Request) -> Response:
        if door.public:
            raise ForbiddenError(READ_OFF)
        sent = await _sent(request)
        if isinstance(sent, Response):
            return sent
        data, ending = sent
        found = await run_in_threadpool(door.readers.read, f"sent{ending}", data)
        return Response(
            msgspec.json.encode(found.object), media_type="application/json", headers={"Cache-Control": "no-store"}
        )

    @r.post(
        "/documents",
        tags=["read"],
        summary="Keep a document in the store and publish what it says: needs the desk's token",
        status_code=201,
        openapi_extra={**_BODY, "security": [{"token": []}]},
        responses=_KEPT,
    )
    async def keep(request: Request) -> Response:
        door.keeper.allow(request.headers.get("authorization"))
        sent = await _sent(request)
        if isinstance(sent, Response):
            return sent
        found = await run_in_threadpool(door.keeper.keep, *sent)
        told = msgspec.json.encode(found)
        return Response(told, 201, media_type="application/json", headers={"Cache-Control": "no-store"})


async def _sent(request: Request) -> tuple[bytes, str] | Response:
    """A body of a kind that is read, and the ending of its name; or why it isn't taken."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _KINDS:
        return problems.problem(415, "another kind of body", f"send one of {', '.join(_KINDS)}", request)
    data = await request.body()
    if len(data) > LARGEST_DOCUMENT:
        return problems.problem(413, "document too large", f"at most {LARGEST_DOCUMENT:,} bytes", request)
    return data, _KINDS[kind]
