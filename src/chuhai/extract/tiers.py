"""Takes a page's address and text, gives its tier: a filing with an exchange, a party's own release, news or an aggregator."""

from __future__ import annotations

import re
import urllib.parse

#: Hosts of exchanges and regulators, of wires that carry releases word for word, and of collections without own reporting.
_HOSTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "filing",
        (
            "sec.gov",
            "hkexnews.hk",
            "hkex.com.hk",
            "cninfo.com.cn",
            "sse.com.cn",
            "szse.cn",
            "bse.cn",
            "mops.twse.com.tw",
        ),
    ),
    (
        "issuer",
        ("prnewswire.com", "businesswire.com", "globenewswire.com", "accesswire.com", "prnasia.com", "newswire.ca"),
    ),
    ("aggregator", ("bydrug.pharmcube.com", "synapse.patsnap.com", "biospace.com", "tipranks.com", "stocktitan.net")),
)
_FILING = re.compile(
    r"Hong Kong Exchanges and Clearing Limited[^.]{0,120}take no responsibility|对本公告之内容概不负责|對本公告之內容概不負責"
    r"|本公司董事会及全体董事保证|公告编号[:：]|UNITED STATES\s+SECURITIES AND EXCHANGE COMMISSION|\bForm (?:8-K|6-K|20-F|10-[KQ])\b|FORM (?:8-K|6-K|20-F|10-[KQ])\b"
)
_RELEASE = re.compile(
    r"/(?:PRNewswire|PR Newswire|美通社)[^/\n]{0,40}/|\((?:BUSINESS WIRE|GLOBE NEWSWIRE)\)|\bGLOBE NEWSWIRE\b|\bBusiness Wire\)|^\s*(?:FOR IMMEDIATE RELEASE|PRESS RELEASE)\b|/美通社/",
    re.M,
)
_LOOKED_AT = 6000


def tier(text: str, url: str | None = None) -> str:
    """One of `chuhai.model.document.TIERS`, by the host first, then by the words that such papers carry.

    Examples
    --------
    >>> tier("", "https://www1.hkexnews.hk/listedco/2025/a.pdf")
    'filing'
    """
    host = (urllib.parse.urlsplit(url).hostname or "") if url else ""
    for name, hosts in _HOSTS:
        if any(host == h or host.endswith(f".{h}") for h in hosts):
            return name
    head = text[:_LOOKED_AT]
    if _FILING.search(head):
        return "filing"
    return "issuer" if _RELEASE.search(head) else "news"
