"""Takes nothing, gives what tests of alerts share: alerts made for tests, hostile words, and hosts that take messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from chuhai.alerts.alert import Alert, Words
from chuhai.alerts.deliveries import base
from protocol_servers import Asked, Reply, door

AT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
#: Titles as an attacker would have them read: each channel must show them and do nothing else.
HOSTILE = (
    "<script>alert(1)</script>",
    "Win]]><x/>&amp;&lt;<!channel> <@U123> <http://evil.example|bank>",
    "*bold* _it_ ~no~ `code` [bank](http://evil.example) ![x](http://evil.example/x.png)",
    '# head\n> quote\n- list\n<font color="warning">x</font> <@all> @所有人',
    "Subject\r\nBcc: victim@example.org\r\n\r\nbody",
    "invoice\u202egnp.exe \u2066hidden\u2069 zero\u200bwidth \ufeff",
    "nul\x00 bell\x07 esc\x1b[31mred del\x7f",
    '\'; DROP TABLE alerts; -- " onmouseover="x',
    "🧬" * 400,
    "授权" * 500,
    "\ud800 lone surrogate \uffff",
    "--help -e 'display dialog'",
)


def alert(number: int = 1, title: str = "Hanlin Bio → Great Pharma: Upfront: $100m → $120m", **more) -> Alert:
    words = Words(title, more.pop("facts", ["Kind: licence"]), more.pop("why", "because a filing says so"))
    given = {
        "quote": "an upfront payment of $120 million",
        "url": "https://example.com/filing?id=1",
        "publisher": "example.com",
        "published": "2024-06-10",
        "deal_id": "D-000001",
    }
    return Alert(
        f"{number:024x}",
        AT + dt.timedelta(seconds=number),
        "value changed",
        ["mine"],
        words,
        words,
        **{**given, **more},
    )


def tools(options: dict[str, str], net=None, lang: str = "en", now: dt.datetime = AT, recent=()) -> base.Tools:
    return base.Tools("here", options, lang, now, recent, **({"door": door(net.port)} if net else {}))


def host(net, name: str, answer: Callable[[Asked], Reply]) -> None:
    """A host that takes messages."""
    net.sites[name] = answer
