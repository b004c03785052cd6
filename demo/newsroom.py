"""Takes the pages of this folder, gives a local newsroom with a feed, and the command line with a door to it.

The newsroom speaks RSS 2.0 with ETags, as newsrooms do. `chuhai` never asks this machine or its network for a page; the demo
replaces the client's door in its own process, which no address and no setting can.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
import http.server
import re
import socket
import sys
import threading
from pathlib import Path

from chuhai.sources import polite, web

HOST = "newsroom.example.org"
FEED = f"https://{HOST}/feed.xml"
PAGES = Path(__file__).resolve().parent / "pages"
_PUBLIC = "93.184.215.14"


class Newsroom:
    """A server that lists what was published so far, each page with its time."""

    def __init__(self) -> None:
        self.published: dict[str, dt.datetime] = {}
        room = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, body, headers = room.answer(self.path, self.headers.get("If-None-Match"))
                self.send_response(status)
                for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def publish(self, *names: str, at: dt.datetime | None = None) -> None:
        """Put pages into the feed, now unless told otherwise."""
        for name in names:
            self.published[name] = (at or dt.datetime.now(dt.UTC)).replace(microsecond=0)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path: str, known: str | None) -> tuple[int, str, bytes, dict[str, str]]:
        """Status, type, body and headers of what is asked for."""
        if path == "/robots.txt":
            return 200, "text/plain", b"User-agent: *\nAllow: /\n", {}
        if path == "/feed.xml":
            body = self.feed().encode()
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            return (304, "", b"", {}) if known == tag else (200, "application/rss+xml", body, {"ETag": tag})
        name = path.removeprefix("/")
        if name not in self.published:
            return 404, "text/plain", b"not found", {}
        return 200, "text/html; charset=utf-8", self.page(name).encode(), {}

    def page(self, name: str) -> str:
        at = self.published[name]
        text = (PAGES / name).read_text(encoding="utf-8")
        return text.replace("{day}", f"{at:%B} {at.day}, {at.year}").replace(
            "{day_zh}", f"{at.year}年{at.month}月{at.day}日"
        )

    def feed(self) -> str:
        items = []
        for name, at in sorted(self.published.items(), key=lambda pair: (pair[1], pair[0])):
            (title,) = re.findall(r"<title>(.*?)</title>", (PAGES / name).read_text(encoding="utf-8"))
            when = email.utils.format_datetime(at)
            items.append(
                f"<item><title>{title}</title><link>https://{HOST}/{name}</link><pubDate>{when}</pubDate></item>"
            )
        head = f"<title>A newsroom</title><link>https://{HOST}</link>"
        return (
            f"<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel>{head}{''.join(items)}</channel></rss>"
        )


def door(port: int) -> web.Door:
    """A door through which every name is the local newsroom; TLS is left out."""
    return web.Door(
        lambda host, wanted: [_PUBLIC],
        lambda address, wanted, timeout: socket.create_connection(("127.0.0.1", port), timeout),
        lambda opened, host: opened,
    )


def main() -> None:
    """The command line with a door to the newsroom: `newsroom.py PORT WORD...`."""
    from chuhai.cli import main as chuhai

    polite.DOOR = door(int(sys.argv[1]))
    sys.argv = ["chuhai", *sys.argv[2:]]
    chuhai()


if __name__ == "__main__":
    main()
