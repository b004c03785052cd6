"""Takes alerts, gives an RSS 2.0 feed in a file (https://www.rssboard.org/rss-specification)."""

from __future__ import annotations

import email.utils
from collections.abc import Sequence

from chuhai.alerts import clean
from chuhai.alerts.alert import Alert
from chuhai.alerts.deliveries import _feed, base

#: A channel must have a link; where a feed is served is not known here.
_HOME = "https://example.invalid/"


class Rss:
    """Written whole each time: sent twice, an alert stands there once."""

    about = base.About(
        "rss",
        "RSS feed in a file",
        {**_feed.OPTIONS, "link": "address of a page about the feed, which RSS asks for"},
        needed=("path",),
        together=_feed.MOST,
        whole=True,
    )

    def send(self, alerts: Sequence[Alert], tools: base.Tools) -> None:
        found = _feed.latest(alerts, tools)
        link = clean.address(tools.options.get("link")) or _HOME
        title = clean.markup(_feed.title(tools))
        text = (
            '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
            f"<title>{title}</title><link>{clean.markup(link)}</link><description>{title}</description>"
            f"<language>{'zh-cn' if tools.lang == 'zh' else 'en'}</language>"
            f"<lastBuildDate>{email.utils.format_datetime(found[0].at if found else tools.now)}</lastBuildDate>\n"
            + "".join(_item(a, tools.lang) for a in found)
            + "</channel></rss>\n"
        )
        base.whole_file(_feed.path(tools), text.encode())


def _item(alert: Alert, lang: str) -> str:
    link = f"<link>{clean.markup(page)}</link>" if (page := base.link(alert)) else ""
    return (
        f"<item><title>{clean.markup(alert.words(lang).title)}</title>{link}"
        f'<guid isPermaLink="false">{_feed.iri(alert.id)}</guid><pubDate>{email.utils.format_datetime(alert.at)}</pubDate>'
        + "".join(f"<category>{clean.markup(t)}</category>" for t in (alert.change, *alert.watchlists))
        + f"<description>{clean.markup(_feed.body(alert, lang))}</description></item>\n"
    )


DELIVERY = Rss()
