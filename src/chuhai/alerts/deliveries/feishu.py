"""Takes alerts, gives them to a group of Feishu or Lark by a custom bot, signed where the bot asks for it.

Payload, codes and the signature (HMAC-SHA256 of nothing under `timestamp\\nsecret`, Base64, seconds):
https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot. Rich text (`post`) in text tags, which Feishu doesn't parse.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

from chuhai.alerts import clean
from chuhai.alerts.alert import Alert
from chuhai.alerts.deliveries import base

#: "frequency limited": more than 100 messages a minute or 5 a second.
_TOO_MANY = (9499, 11232)


class Feishu:
    """Rich text; a bot takes 100 messages a minute of at most 20 kB."""

    about = base.About(
        "feishu",
        "Group of Feishu or Lark (custom bot)",
        {
            "url": "the bot's address, which is its key; env:NAME or keyring:SERVICE/USER",
            "secret": "the bot's signing secret, where it has one; env:NAME or keyring:SERVICE/USER",
        },
        needed=("url",),
        secret=("url", "secret"),
        together=5,
        a_minute=60,
    )

    def send(self, alerts: Sequence[Alert], tools: base.Tools) -> None:
        stamp = str(int(tools.now.timestamp()))
        answer = base.post_json(
            tools.options["url"], payload(alerts, tools.lang, stamp, tools.options.get("secret")), tools
        )
        base.taken(answer, "code", "Feishu", again=_TOO_MANY)


def sign(secret: str, stamp: str) -> str:
    """The key of the HMAC is the stamp and the secret; what is signed is empty."""
    return base64.b64encode(hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()).decode()


def payload(alerts: Sequence[Alert], lang: str, stamp: str, secret: str | None) -> dict[str, Any]:
    lines: list[list[dict[str, str]]] = []
    for alert in alerts:
        words = alert.words(lang)
        told = [
            words.title if len(alerts) > 1 else "",
            words.why,
            f"“{alert.quote}”" if alert.quote else "",
            *words.facts,
        ]
        lines += [[{"tag": "text", "text": clean.line(t, 800)}] for t in told if t]
        if page := base.link(alert):
            lines.append([{"tag": "a", "text": clean.line(base.source(alert, lang), 200), "href": page}])
    title = alerts[0].words(lang).title if len(alerts) == 1 else f"Chuhai: {len(alerts)}"
    body = {"title": clean.line(title, 300), "content": lines}
    found: dict[str, Any] = {
        "msg_type": "post",
        "content": {"post": {"zh_cn" if lang == "zh" else "en_us": body}},
    }
    return {"timestamp": stamp, "sign": sign(secret, stamp), **found} if secret else found


DELIVERY = Feishu()
