"""Takes an alert, gives it as JSON to a web address of the user's, signed with a time so that no one can forge or repeat it.

The body is the alert: id, change, deal_id, field, before, after, title, facts, why, quote, url, publisher, published, watchlists.
Headers: `X-Chuhai-Alert` (its id, the same each time it is sent), `X-Chuhai-Timestamp` (seconds since 1970) and
`X-Chuhai-Signature: v1=` with the HMAC-SHA256, in hex, of `TIMESTAMP.BODY` under the secret. A receiver recomputes it over the
bytes as they came, compares in constant time, and refuses a timestamp more than five minutes off. The scheme is that of other
senders (https://developer.whcc.com/pages/order-submit-api/webhook-security, https://www.standardwebhooks.com/).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

from chuhai.alerts import clean
from chuhai.alerts.alert import Alert
from chuhai.alerts.deliveries import base


class Webhook:
    """One request an alert."""

    about = base.About(
        "webhook",
        "Web address of your own, as signed JSON",
        {
            "url": "https address; env:NAME or keyring:SERVICE/USER, for it may hold a key",
            "secret": "what bodies are signed with; env:NAME or keyring:SERVICE/USER",
        },
        needed=("url", "secret"),
        secret=("url", "secret"),
    )

    def send(self, alerts: Sequence[Alert], tools: base.Tools) -> None:
        for alert in alerts:
            body = json.dumps(payload(alert, tools.lang), ensure_ascii=False, separators=(",", ":")).encode(
                "utf-8", "replace"
            )
            stamp = str(int(tools.now.timestamp()))
            headers = {
                "Content-Type": "application/json; charset=utf-8",
                "X-Chuhai-Alert": alert.id,
                "X-Chuhai-Timestamp": stamp,
                "X-Chuhai-Signature": f"v1={signature(tools.options['secret'], stamp, body)}",
            }
            base.post(tools.options["url"], body, headers, tools)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """What a receiver recomputes."""
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def payload(alert: Alert, lang: str) -> dict[str, Any]:
    words = alert.words(lang)
    named = ("id", "change", "deal_id", "slug", "field", "before", "after", "quote", "publisher", "published")
    said = {name: getattr(alert, name) for name in named}
    return {
        **{name: None if value is None else clean.line(value) for name, value in said.items()},
        "watchlists": alert.watchlists,
        "url": base.link(alert),
        "at": alert.at.isoformat(),
        "lang": lang,
        "title": words.title,
        "facts": words.facts,
        "why": words.why,
    }


DELIVERY = Webhook()
