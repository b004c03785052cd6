"""Takes alerts, gives them to a group of WeCom (企业微信) by a group bot.

Payload, 4096 bytes of Markdown at most and 20 messages a minute: https://developer.work.weixin.qq.com/document/path/91770.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chuhai.alerts import clean
from chuhai.alerts.alert import Alert
from chuhai.alerts.deliveries import base
from chuhai.alerts.deliveries.dingtalk import told

LARGEST = 4096
#: "api freq out of limit".
_TOO_MANY = (45009, -1)


class WeCom:
    """Markdown whose signs from strangers are made harmless."""

    about = base.About(
        "wecom",
        "Group of WeCom (group bot)",
        {"url": "the bot's address with its key; env:NAME or keyring:SERVICE/USER"},
        needed=("url",),
        secret=("url",),
        together=2,
        a_minute=15,
    )

    def send(self, alerts: Sequence[Alert], tools: base.Tools) -> None:
        base.taken(
            base.post_json(tools.options["url"], payload(alerts, tools.lang), tools),
            "errcode",
            "WeCom",
            again=_TOO_MANY,
        )


def payload(alerts: Sequence[Alert], lang: str) -> dict[str, Any]:
    share = LARGEST // len(alerts) - 2
    content = "\n\n".join(clean.cut(told(a, lang), share) for a in alerts)
    return {"msgtype": "markdown", "markdown": {"content": content}}


DELIVERY = WeCom()
