"""Takes a folder that is filled from elsewhere, gives the files that are new or changed in it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

from chuhai.sources import folder
from chuhai.sources.connectors.base import About, Found, Look, Piece, Span, Terms
from chuhai.sources.polite import Polite

#: A file that changed within so many seconds may still be being written; the next update takes it.
SETTLED = 2.0


class FolderWatch:
    """A folder on this machine: downloads, exports of another program, a shared drive."""

    about = About(
        name="folder-watch",
        title="A folder of your own",
        terms=Terms("Your own files; no one is asked.", None, "own", None, "none", "as soon as the file is there"),
        rate=1000.0,
        every=dt.timedelta(seconds=5),
        fastest=dt.timedelta(seconds=1),
        options={"folders": "folders to look through, comma separated"},
        needed=("folders",),
    )

    def discover(self, span: Span, client: Polite, look: Look) -> Iterator[Found]:
        for place in span.words("folders"):
            for ref in folder.listed(Path(place).expanduser()):
                if ref.origin.lower().endswith(".eml"):
                    continue
                try:
                    changed = Path(ref.origin).stat()
                except OSError as error:
                    look.fault(ref.origin, "unreadable", f"can't be opened ({error.strerror or error})")
                    continue
                look.saw(None)
                if span.until.timestamp() - changed.st_mtime < SETTLED:
                    continue
                # A file that changes is another announcement at the same place; what it said before is superseded.
                mark = hashlib.sha256(f"{ref.origin}\n{changed.st_mtime_ns}\n{changed.st_size}".encode()).hexdigest()[
                    :24
                ]
                yield Found(id=mark, url=ref.origin, title=ref.name, kind="file")

    def documents(self, found: Found, span: Span, client: Polite) -> Iterator[Piece]:
        for ref in folder.listed(Path(found.url)):
            yield Piece(found.url, ref.get().data)


CONNECTOR = FolderWatch()
