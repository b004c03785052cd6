"""Takes alerts, gives what the feed formats share: stable ids, the text in HTML, times."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from pathlib import Path

from chuhai.alerts import clean
from chuhai.alerts.alert import Alert
from chuhai.alerts.deliveries import base

#: Alerts that a feed holds, the latest.
MOST = 200
OPTIONS = {"path": "file to write, such as ~/alerts/chuhai.xml; a feed reader, or a web server, reads it there"}


def iri(name: str) -> str:
    """An id that never changes, as an IRI (RFC 4122, name-based)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"chuhai alert {name}").urn


def title(tools: base.Tools) -> str:
    return "Chuhai：提醒" if tools.lang == "zh" else "Chuhai: alerts"


def latest(alerts: Sequence[Alert], tools: base.Tools) -> list[Alert]:
    """What the feed holds: recent alerts and these, newest first, each once."""
    found = {a.id: a for a in (*tools.recent, *alerts)}
    return sorted(found.values(), key=lambda a: (a.at, a.id), reverse=True)[:MOST]


def body(alert: Alert, lang: str) -> str:
    """An alert as HTML; every word of a stranger is escaped."""
    words = alert.words(lang)
    parts = [f"<p>{clean.markup(words.why)}</p>" if words.why else ""]
    if alert.quote:
        parts.append(f"<blockquote>{clean.markup(alert.quote)}</blockquote>")
    parts += [f"<p>{'<br/>'.join(clean.markup(f) for f in words.facts)}</p>" if words.facts else ""]
    if page := base.link(alert):
        parts.append(f'<p><a href="{clean.markup(page)}">{clean.markup(base.source(alert, lang))}</a></p>')
    return "".join(parts)


def plain(alert: Alert, lang: str) -> str:
    """An alert as text, a line each."""
    words = alert.words(lang)
    quote = f"“{clean.line(alert.quote)}”" if alert.quote else ""
    page = base.link(alert)
    told = [words.why, quote, *words.facts, f"{base.source(alert, lang)}: {page}" if page else ""]
    return "\n".join(line for line in told if line)


def moment(at: dt.datetime) -> str:
    """RFC 3339, seconds."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def path(tools: base.Tools) -> Path:
    return Path(tools.options["path"]).expanduser().absolute()
