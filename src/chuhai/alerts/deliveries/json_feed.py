"""Takes alerts, gives a JSON Feed 1.1 in a file (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from chuhai.alerts.alert import Alert
from chuhai.alerts.deliveries import _feed, base


class JsonFeed:
    """Written whole each time; what a program wants stands in `_chuhai` of each item."""

    about = base.About(
        "json-feed", "JSON Feed in a file", _feed.OPTIONS, needed=("path",), together=_feed.MOST, whole=True
    )

    def send(self, alerts: Sequence[Alert], tools: base.Tools) -> None:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": _feed.title(tools),
            "language": "zh-Hans" if tools.lang == "zh" else "en",
            "items": [_item(a, tools.lang) for a in _feed.latest(alerts, tools)],
        }
        base.whole_file(
            _feed.path(tools), json.dumps(feed, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
        )


def _item(alert: Alert, lang: str) -> dict[str, Any]:
    item = {
        "id": _feed.iri(alert.id),
        "title": alert.words(lang).title,
        "content_html": _feed.body(alert, lang) or "<p></p>",
        "content_text": _feed.plain(alert, lang),
        "date_published": _feed.moment(alert.at),
        "tags": [alert.change, *alert.watchlists],
        "_chuhai": {
            "alert": alert.id,
            "deal": alert.deal_id,
            "field": alert.field,
            "before": alert.before,
            "after": alert.after,
        },
    }
    return {**item, "url": page} if (page := base.link(alert)) else item


DELIVERY = JsonFeed()
