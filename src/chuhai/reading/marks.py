"""Takes the attributes of an element, gives what they say of its place: beside the main text, hidden, or the main text."""

from __future__ import annotations

import re
from functools import lru_cache

_BESIDE = re.compile(
    r"""(?ix)\b(?:class|id|role)="[^"]*(?<![a-z])(?:
      (?:main|top|site|sub|global|bottom|left|right)?-?_?(?:nav|menu|footer|sidebar)s?
        (?:bar|igation|[-_]?(?:box|wrap|wrapper|list|inner|container|links))?
    | bread-?_?crumbs? | crumbs? | cookies?(?:[-_ ]?\w{1,20})? | consent | gdpr | onetrust\w{0,20}
    | newsletter | subscri(?:be|ption) | sign-?up | log-?in | paywall | pop-?up | modal | overlay
    | social\w{0,20} | shar(?:e|ing)(?:[-_]?\w{1,20})? | addthis\w{0,20}
    | related(?:[-_]?\w{1,20})? | recommend\w{0,20} | read-?more | more-?(?:news|stories|articles)
    | also-?like | trending | most-?(?:read|popular) | popular | hot-?(?:news|list|article)s?
    | comment(?:s|-?list|-?area|-?box|ary-list) | disqus\w{0,20} | respond
    | advert\w{0,20} | ads?(?:-?box|-?wrap|-?slot|-?banner)? | sponsor(?:ed|s)? | promo\w{0,20} | banner
    | pag(?:er|ination) | copyright | tool-?bar | search-?(?:box|form|bar) | qr-?code | ticker-?tape
    | skip-?(?:link|nav)\w{0,20} | visually-?hidden | sr-?only | screen-reader\w{0,20} | print-?only
    | navigation | contentinfo | complementary | tag-?(?:s|list|cloud) | author-?(?:bio|box)
    | xg-?news | xgyd | tuijian | daohang | dibu | fenxiang
    )(?![a-z])[^"]*\" """
)
_HIDDEN = re.compile(r"""(?i)display\s*:\s*none|\shidden(?=[\s=>]|$)|aria-hidden="true\"""")
_MAIN = re.compile(
    r"""(?ix)itemprop="articleBody" | role="main" | \b(?:class|id)="(?:[^"]*\s)?(?:
      article-?_?(?:body|content|text|con) | artibody | entry-content | post-?_?(?:content|body)
    | story-?(?:body|content) | news-?_?(?:content|text|body|detail|con) | release-?body | bw-release-story
    | main-?body-?container | rich_media_content | js_content | TRS_Editor | td-post-content
    | content-?_?(?:article|body|main|text|detail) | txt-?content | detail-?content
    )(?:\s[^"]*)?\" """
)
#: Characters of the attributes looked at: names of classes stand at the beginning, and time stays bounded.
_LOOKED_AT = 500


@lru_cache(maxsize=20_000)
def marks(attributes: str) -> tuple[bool, bool]:
    """Whether the attributes (as a parser writes them) mark a place beside the main text or hidden, and the main text."""
    return bool(_BESIDE.search(attributes)) or is_hidden(attributes), bool(_MAIN.search(attributes))


def is_hidden(attributes: str) -> bool:
    """Whether the element is not shown."""
    return bool(_HIDDEN.search(attributes))


def looked_at(attributes: str) -> str:
    """The part of the attributes that is looked at."""
    return attributes[:_LOOKED_AT]
