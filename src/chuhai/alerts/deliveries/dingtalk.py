"""Takes alerts, gives them to a DingTalk group by a custom bot, signed where the bot asks for it.

Payload: https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages; signature (HMAC-SHA256 of `timestamp\\nsecret`
under the secret, Base64, percent-encoded, milliseconds): https://open.dingtalk.com/document/robots/customize-robot-security-settings.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import urllib.parse
from collections.abc import Sequence
from typing import Any

from chuhai.alerts import clean
from chuhai.alerts.alert import Alert
from chuhai.alerts.deliveries import base

#: "send too fast".
_TOO_MANY = (130101, 410100, -1)


class DingTalk:
    """Markdown whose signs from strangers are made harmless; a bot takes 20 messages a minute."""

    about = base.About(
        "dingtalk",
        "DingTalk group (custom bot)",
        {
            "url": "the bot's address with its access_token; env:NAME or keyring:SERVICE/USER",
            "secret": "the bot's signing secret (SEC...), where it has one; env:NAME or keyring:SERVICE/USER",
        },
        needed=("url",),
        secret=("url", "secret"),
        together=5,
        a_minute=15,
    )

    def send(self, alerts: Sequence[Alert], tools: base.Tools) -> None:
        url = tools.options["url"]
        secret = tools.options.get("secret")
        if secret:
            stamp = str(int(tools.now.timestamp() * 1000))
            url += ("&" if "?" in url else "?") + urllib.parse.urlencode(
                {"timestamp": stamp, "sign": sign(secret, stamp)}
            )
        answer = base.post_json(url, payload(alerts, tools.lang), tools)
        base.taken(answer, "errcode", "DingTalk", again=_TOO_MANY)


def sign(secret: str, stamp: str) -> str:
    """Not percent-encoded yet."""
    return base64.b64encode(hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()).decode()


def payload(alerts: Sequence[Alert], lang: str) -> dict[str, Any]:
    title = clean.markdown(alerts[0].words(lang).title)
    text = clean.cut("\n\n".join(told(a, lang) for a in alerts), 18_000)
    return {"msgtype": "markdown", "markdown": {"title": title, "text": text}, "at": {"isAtAll": False}}


def told(alert: Alert, lang: str) -> str:
    """An alert in Markdown; WeCom's bot takes the same."""
    words = alert.words(lang)
    lines = [f"**{clean.markdown(words.title)}**", clean.markdown(words.why)]
    if alert.quote:
        lines.append(f"> {clean.markdown(alert.quote)}")
    lines.append(clean.markdown(" · ".join(words.facts)))
    if page := base.link(alert):
        lines.append(f"[{clean.markdown(base.source(alert, lang))}]({page})")
    return "\n\n".join(found for found in lines if found)


DELIVERY = DingTalk()
