"""Takes folders of mail files (.eml), gives the alerts and releases in them: text, pages and attached documents."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import email.utils
import hashlib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from chuhai.errors import SourceError
from chuhai.sources import folder
from chuhai.sources.connectors.base import About, Found, Look, Piece, Span, Terms, plausible
from chuhai.sources.polite import Polite

LARGEST = 50_000_000
#: Parts of one mail, attachments in attachments among them.
MOST_PARTS = 100
_READ = ("text/html", "text/plain", "application/pdf")


class Mail:
    """Mail files as mail programs save them (RFC 5322, MIME); no mail server is asked and no password needed."""

    about = About(
        name="mail",
        title="Mail files (.eml) of press lists and alerts",
        terms=Terms(
            "Your own mail. Lists have terms of their own: what is read stays in your own store.",
            None,
            "own",
            None,
            "none",
            "as soon as the file is there",
        ),
        rate=1000.0,
        every=dt.timedelta(seconds=5),
        fastest=dt.timedelta(seconds=1),
        options={"folders": "folders of .eml files, comma separated"},
        needed=("folders",),
    )

    def discover(self, span: Span, client: Polite, look: Look) -> Iterator[Found]:
        for place in span.words("folders"):
            for ref in folder.listed(Path(place).expanduser(), LARGEST):
                if not ref.name.lower().endswith(".eml"):
                    continue
                try:
                    data = ref.get().data
                except SourceError as error:
                    look.fault(ref.origin, error.code, str(error))
                    continue
                mail = _parsed(data)
                when = plausible(_date(mail), span.until)
                look.saw(when.isoformat() if when else None)
                if mail["Date"] and when is None:
                    look.fault(
                        ref.origin, "date", f"sent {str(mail['Date'])[:60]!r}: no time that can be; kept without"
                    )
                _, sender = email.utils.parseaddr(str(mail["From"] or ""))
                yield Found(
                    # By content: the same mail saved twice is one.
                    id=hashlib.sha256(data).hexdigest()[:24],
                    url=ref.origin,
                    title=" ".join(str(mail["Subject"] or ref.name).split())[:300],
                    published_at=when.isoformat() if when else None,
                    precision="second" if when else None,
                    publisher=sender.rpartition("@")[2].lower() or None,
                    kind="mail",
                )

    def documents(self, found: Found, span: Span, client: Polite) -> Iterator[Piece]:
        (ref,) = folder.listed(Path(found.url), LARGEST)
        mail = _parsed(ref.get().data)
        parts = [p for p in mail.walk() if p.get_content_type() in _READ and not p.is_multipart()][:MOST_PARTS]
        # Of one text in two forms the page is read, which keeps its tables and headings.
        pages = any(p.get_content_type() == "text/html" and p.get_content_disposition() != "attachment" for p in parts)
        for n, part in enumerate(parts):
            inline = part.get_content_disposition() != "attachment"
            if inline and pages and part.get_content_type() == "text/plain":
                continue
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and data.strip():
                yield Piece(f"{found.url}#{n}", data, part.get_content_charset(), found.published_at)


def _parsed(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.default)


def _date(mail: EmailMessage) -> dt.datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(str(mail["Date"] or ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


CONNECTOR = Mail()
