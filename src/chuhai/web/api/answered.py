"""Takes a question to the held ledger, gives its answer in the format asked for, a page at a time, unless the asker has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from chuhai.errors import ForbiddenError
from chuhai.facade import Ledger
from chuhai.web import problems
from chuhai.web.api.asked import Paged
from chuhai.web.exports import KINDS, encoded
from chuhai.web.held import Held
from chuhai.web.keeping import Keeper
from chuhai.web.tags import acceptable, etag, unchanged
from chuhai.web.worker import Readers

#: Media type -> format.
ACCEPTED = {"application/json": "json", "text/csv": "csv", KINDS["parquet"]: "parquet", KINDS["xlsx"]: "xlsx"}


@dataclass(frozen=True, slots=True)
class Found:
    """Rows, and what holds for all of them.

    Attributes
    ----------
    rows : list of dict
    meta : dict
        Stands beside the rows in JSON, in the metadata of Parquet, on a second sheet of XLSX.
    of : type or None
        Row type, where the columns are always the same.
    paged : Paged or None
        Which rows; None where there is only one page.
    total : int or None
        How many rows there are in all; None when `rows` holds all of them, of which the page is cut.
    """

    rows: Sequence[dict[str, Any]]
    meta: dict[str, Any] = field(default_factory=dict)
    of: Any = None
    paged: Paged | None = None
    total: int | None = None


class Door:
    """What every route of the API shares."""

    def __init__(self, held: Held, readers: Readers, keeper: Keeper, public: bool) -> None:
        self.held, self.readers, self.keeper, self.public = held, readers, keeper, public

    def private(self, what: str) -> None:
        """Refuse what a public desk keeps to itself.

        Raises
        ------
        ForbiddenError
        """
        if self.public:
            raise ForbiddenError(
                f"{what} rests on the keeper's own prices and documents: a public desk doesn't give it"
            )

    def __call__(
        self, request: Request, make: Callable[[Ledger], Found], kept: bool = True, more: str = ""
    ) -> Response:
        """The answer that `make` gives, encoded.

        Parameters
        ----------
        kept : bool
            Whether it depends on nothing but the published copy, so that it has an ETag.
        more : str
            What else the answer depends on, for its ETag.
        """
        media = acceptable(request.headers.get("accept"), tuple(ACCEPTED))
        if media is None:
            detail = f"this address gives {', '.join(ACCEPTED)}"
            return problems.problem(406, "no such format", detail, request)
        kind = ACCEPTED[media]
        with self.held.ledger() as ledger:
            copy = ledger.snapshot.meta["copy"]
            headers = {"Vary": "Accept", "X-Chuhai-Copy": copy}
            if kept:
                tag = etag(copy, ledger.snapshot.meta["curation"], kind, request.url.path, request.url.query, more)
                headers["ETag"] = tag
                if unchanged(request.headers.get("if-none-match"), tag):
                    return Response(status_code=304, headers=headers)
            else:
                headers["Cache-Control"] = "private, no-store"
            found = make(ledger)
            meta = {"copy": copy, "as_of": ledger.as_of, **found.meta}
            rows = list(found.rows)
            if found.paged is not None:
                rows, meta = _cut(request, found, found.paged, rows, meta, headers)
            return Response(encoded(kind, rows, meta, found.of), media_type=KINDS[kind], headers=headers)


def _cut(
    request: Request,
    found: Found,
    paged: Paged,
    rows: list[dict[str, Any]],
    meta: dict[str, Any],
    headers: dict[str, str],
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows of the page, and where it stands among all."""
    total = len(rows) if found.total is None else found.total
    if found.total is None:
        rows = rows[paged.offset : paged.offset + paged.limit]
    headers["X-Total-Count"] = str(total)
    if links := _links(request, total, paged.limit, paged.offset):
        headers["Link"] = links
    return rows, {**meta, "total": total, "limit": paged.limit, "offset": paged.offset}


def _links(request: Request, total: int, limit: int, offset: int) -> str:
    """RFC 8288 links to the first, last, next and previous rows."""
    from chuhai.web.api.asked import MOST_OFFSET

    last = max(0, (total - 1) // limit * limit)
    places = {
        "next": offset + limit if offset + limit < total else None,
        "prev": max(0, min(offset, total) - limit) if offset else None,
        "first": 0,
        "last": last,
    }
    path = request.url.path
    return ", ".join(
        f'<{path}?{request.url.include_query_params(offset=at, limit=limit).query}>; rel="{name}"'
        for name, at in places.items()
        if at is not None and at <= MOST_OFFSET
    )
