"""Takes nothing, gives the names of HTML elements by what they do to the text (HTML Standard, chapters 4 and 13)."""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOID = _names(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr"
)
HEADINGS = _names("h1 h2 h3 h4 h5 h6")
#: Elements that hold lines, and may be the place of the main text.
CONTAINERS = _names(
    "article aside blockquote body center dialog div dl fieldset figure footer form header hgroup main nav ol section "
    "table td th ul"
)
#: Elements that begin and end a line.
BLOCKS = (
    CONTAINERS
    | HEADINGS
    | _names("address caption dd details dt figcaption hr html legend li option p pre summary tbody tfoot thead tr")
)
#: Elements that are beside the main text whatever their class says.
BESIDE = _names("nav footer aside dialog")
#: Elements that the parser opens again in each block until their end tag comes.
FORMATTING = _names("a b big code em font i nobr s small strike strong tt u")
#: Elements that an end tag of another kind does not close across (HTML Standard, 13.2.4.2).
SPECIAL = (BLOCKS | _names("applet colgroup dir frameset head hgroup listing marquee menu search")) - _names(
    "legend option"
)
#: Elements that parsers of different age treat as special or as ordinary.
UNSURE = _names("dialog search hgroup summary details")
#: Elements that stop an end tag from closing what is outside.
SCOPES = _names("applet caption html marquee table td th")
OF_TABLES = _names("table tbody tfoot thead tr td th caption colgroup")
#: Elements of which a page has one, however often it says them.
PASSED_OVER = _names("html head body")
#: Elements whose next of a kind ends them.
CLOSING_THEMSELVES = _names("td th tr tbody thead tfoot")
#: Elements whose beginning ends an open paragraph (in every mode of the parser: a table does so in one mode only).
ENDING_PARAGRAPHS = HEADINGS | _names(
    "address article aside blockquote center dd dir div dl dt fieldset figcaption figure footer form header "
    "hr li listing main menu nav ol p pre section ul"
)
#: Elements whose content is never main text; dropped before a tree is built.
CODE = (
    "title",
    *("script", "style", "svg", "math", "template", "noscript", "iframe", "object", "textarea", "xmp"),
    *("noembed", "noframes", "select", "button", "canvas", "video", "audio", "map"),
)
