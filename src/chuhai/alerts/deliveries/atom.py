"""Takes alerts, gives an Atom 1.0 feed in a file (RFC 4287, https://www.rfc-editor.org/rfc/rfc4287)."""

from __future__ import annotations

from collections.abc import Sequence

from chuhai.alerts import clean
from chuhai.alerts.alert import Alert
from chuhai.alerts.deliveries import _feed, base


class Atom:
    """Written whole each time: sent twice, an alert stands there once."""

    about = base.About("atom", "Atom feed in a file", _feed.OPTIONS, needed=("path",), together=_feed.MOST, whole=True)

    def send(self, alerts: Sequence[Alert], tools: base.Tools) -> None:
        found = _feed.latest(alerts, tools)
        updated = _feed.moment(found[0].at if found else tools.now)
        entries = "".join(_entry(a, tools.lang) for a in found)
        text = (
            f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{tools.lang}">'
            f"<title>{clean.markup(_feed.title(tools))}</title><id>{_feed.iri('feed ' + tools.channel)}</id>"
            f"<updated>{updated}</updated><author><name>Chuhai</name></author><generator>Chuhai</generator>\n{entries}</feed>\n"
        )
        base.whole_file(_feed.path(tools), text.encode())


def _entry(alert: Alert, lang: str) -> str:
    link = f'<link rel="alternate" href="{clean.markup(page)}"/>' if (page := base.link(alert)) else ""
    at = _feed.moment(alert.at)
    return (
        f"<entry><title>{clean.markup(alert.words(lang).title)}</title><id>{_feed.iri(alert.id)}</id>{link}"
        f"<published>{at}</published><updated>{at}</updated>"
        + "".join(f'<category term="{clean.markup(t)}"/>' for t in (alert.change, *alert.watchlists))
        + f'<content type="html">{clean.markup(_feed.body(alert, lang))}</content></entry>\n'
    )


DELIVERY = Atom()
