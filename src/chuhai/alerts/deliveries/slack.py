"""Takes alerts, gives them to a Slack channel by an incoming webhook.

Payload: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks; escaping of & < >:
https://api.slack.com/reference/surfaces/formatting#escaping. What strangers wrote goes into plain_text, which Slack doesn't parse.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chuhai.alerts import clean
from chuhai.alerts.alert import Alert
from chuhai.alerts.deliveries import base


class Slack:
    """Blocks of text; at most one message a second, as Slack asks."""

    about = base.About(
        "slack",
        "Slack channel (incoming webhook)",
        {"url": "the webhook's address, which is its key; env:NAME or keyring:SERVICE/USER"},
        needed=("url",),
        secret=("url",),
        together=5,
        a_minute=50,
    )

    def send(self, alerts: Sequence[Alert], tools: base.Tools) -> None:
        base.post_json(tools.options["url"], payload(alerts, tools.lang), tools)


def payload(alerts: Sequence[Alert], lang: str) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = []
    for alert in alerts:
        words = alert.words(lang)
        blocks.append({"type": "header", "text": _plain(words.title, 150)})
        told = [words.why, f"“{alert.quote}”" if alert.quote else "", " · ".join(words.facts)]
        blocks += [{"type": "section", "text": _plain(t, 1500)} for t in told if t]
        if page := base.link(alert):
            link = f"<{page}|{clean.slack(base.source(alert, lang))}>"
            blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": link, "verbatim": True}]})
    titles = "\n".join(clean.slack(a.words(lang).title) for a in alerts)
    return {"text": titles, "blocks": blocks, "unfurl_links": False, "unfurl_media": False}


def _plain(text: str, most: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": clean.line(text, most), "emoji": False}


DELIVERY = Slack()
