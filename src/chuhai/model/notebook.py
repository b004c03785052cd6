"""Takes words, rows and numbers, gives the small HTML that results show in a notebook: escaped, fit for light and dark, no scripts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from chuhai.model.money import caption_m

#: Rows shown of a long table; the rest are counted.
MOST_ROWS = 20
#: Marks that turn the text after them round, so that it reads as something else; they say nothing themselves.
_TURNING = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
#: Colours are the notebook's own, of its light or dark theme, but for one that is seen on both.
_STYLE = (
    ".chuhai{font:13px/1.45 system-ui,'Noto Sans CJK SC','PingFang SC',sans-serif;max-width:72rem;color:inherit}"
    ".chuhai h4{margin:0 0 .15rem;font-size:1.1em}.chuhai p{margin:.2rem 0 .5rem;opacity:.75}"
    ".chuhai .scroll{overflow-x:auto}"
    ".chuhai table{border-collapse:collapse;margin:.3rem 0;font-size:inherit}"
    ".chuhai th,.chuhai td{padding:.2rem .65rem .2rem 0;text-align:left;vertical-align:top;border:0;"
    "border-bottom:1px solid rgba(128,128,128,.3);background:transparent}"
    ".chuhai th{font-weight:600;opacity:.75;white-space:nowrap}"
    ".chuhai .w{white-space:nowrap}.chuhai .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".chuhai a{color:#3b82c4;text-decoration:none}.chuhai svg{display:block;max-width:100%;overflow:visible}.chuhai td svg{max-width:none}"
    ".chuhai svg text{fill:currentColor;font-size:11px}.chuhai .b{fill:#3b82c4}.chuhai .a{stroke:currentColor;opacity:.4}"
    ".chuhai .i{stroke:#3b82c4;stroke-width:2}.chuhai details{opacity:.75;margin:.3rem 0}.chuhai pre{white-space:pre-wrap;"
    "margin:.3rem 0;font-size:12px;background:transparent;color:inherit}"
)
_BAR, _HEIGHT = 120, 90
#: Room for the labels of the first and last column.
_EDGE = 14
#: Texts up to this length stay on one line.
_ONE_LINE = 22


@dataclass(frozen=True, slots=True)
class Made:
    """HTML that this module made, to stand in a table as it is."""

    html: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number's caption, aligned with the others of its column."""

    text: str


Shown = str | Made | Number | None


def straight(text: str) -> str:
    """The same text without the marks that turn writing round.

    >>> straight("\\u202etxet")
    'txet'
    """
    return text if text.isascii() else text.translate(_TURNING)


def words(value: object) -> str:
    """Text for HTML; a dash for nothing."""
    return "–" if value is None or value == "" else escape(straight(str(value)))


def money(value: float | None) -> Number:
    """Millions of US dollars as people write them."""
    return Number("–" if value is None else caption_m(value, "USD"))


def number(value: float | None, unit: str = "") -> Number:
    """A number as its unit is written: `usd_m`, `percent`, or a count."""
    if value is None or unit == "usd_m":
        return money(value)
    if unit == "percent":
        return Number(f"{value:,.1f}%")
    return Number(f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}")


def link(url: str | None, text: str) -> Made:
    """A link that a browser may follow; only the words where it may not."""
    try:
        parts = urlsplit((url or "").strip())
        fine = parts.scheme in ("http", "https") and bool(parts.netloc)
    except ValueError:
        fine = False
    told = words(text)
    return Made(f'<a href="{escape((url or "").strip())}" rel="noreferrer noopener">{told}</a>' if fine else told)


def table(head: Sequence[str], rows: Iterable[Sequence[Shown]], most: int = MOST_ROWS) -> str:
    """A table whose first rows are shown; numbers are aligned right."""
    listed = [list(row) for row in rows]
    if not listed:
        return "<p>Nothing fits.</p>"
    numeric = {n for row in listed for n, cell in enumerate(row) if isinstance(cell, Number)}
    kinds = [' class="n"' if n in numeric else "" for n in range(len(head))]
    top = "".join(f"<th{kind}>{words(h) if h else ''}</th>" for h, kind in zip(head, kinds, strict=True))
    top = f"<thead><tr>{top}</tr></thead>" if any(head) else ""
    body = "".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in listed[:most])
    more = f"<p>{len(listed) - most:,} more rows: <code>.to_frame()</code> has all</p>" if len(listed) > most else ""
    return f'<div class="scroll"><table>{top}<tbody>{body}</tbody></table></div>{more}'


def _cell(value: Shown) -> str:
    if isinstance(value, Made):
        return f"<td>{value.html}</td>"
    if isinstance(value, Number):
        return f'<td class="n">{words(value.text)}</td>'
    if value == "":
        return "<td></td>"
    return f'<td class="w">{words(value)}</td>' if len(value or "") <= _ONE_LINE else f"<td>{words(value)}</td>"


def bar(value: float | None, longest: float) -> Made:
    """A bar as long as its share of the longest."""
    size = 0.0 if not value or longest <= 0 else max(1.0, _BAR * max(0.0, value) / longest)
    return Made(
        f'<svg width="{_BAR}" height="12" aria-hidden="true"><rect class="b" y="2" width="{size:.1f}" height="8" rx="1"/></svg>'
    )


def interval(low: float | None, middle: float, high: float | None, ends: tuple[float, float]) -> Made:
    """A value with its interval on an axis from `ends[0]` to `ends[1]`, with a line where nothing happened."""
    wide = (ends[1] - ends[0]) or 1.0

    def at(value: float) -> float:
        return 4 + (_BAR - 8) * (value - ends[0]) / wide

    span = (
        "" if low is None or high is None else f'<line class="i" x1="{at(low):.1f}" x2="{at(high):.1f}" y1="7" y2="7"/>'
    )
    zero = f'<line class="a" x1="{at(0.0):.1f}" x2="{at(0.0):.1f}" y1="0" y2="14"/>' if ends[0] <= 0 <= ends[1] else ""
    return Made(
        f'<svg width="{_BAR}" height="14" aria-hidden="true">{zero}{span}<circle class="b" cx="{at(middle):.1f}" cy="7" r="3.5"/></svg>'
    )


def columns(points: Sequence[tuple[str, float | None, str]], told: str) -> str:
    """Columns over time with their captions; empty for fewer than two."""
    if len(points) < 2:
        return ""
    longest = max([v for _, v, _ in points if v] or [1.0])
    step = max(18.0, min(56.0, 660 / len(points)))
    # Labels that would touch are left out.
    every = max(1, math.ceil((7 * max(len(text) for p in points for text in (p[0], p[2])) + 8) / step))
    parts = []
    for n, (label, value, caption) in enumerate(points):
        height = 0.0 if not value else max(1.0, _HEIGHT * value / longest)
        x, y = _EDGE + n * step, 16 + _HEIGHT - height
        parts.append(
            f'<rect class="b" x="{x + 2:.1f}" y="{y:.1f}" width="{step - 4:.1f}" height="{height:.1f}" rx="1">'
            f"<title>{words(label)}: {words(caption)}</title></rect>"
        )
        if (len(points) - 1 - n) % every == 0:  # the newest has one
            middle = x + step / 2
            parts.append(f'<text x="{middle:.1f}" y="{_HEIGHT + 31}" text-anchor="middle">{words(label)}</text>')
            parts.append(f'<text x="{middle:.1f}" y="{y - 4:.1f}" text-anchor="middle">{words(caption)}</text>')
    wide = step * len(points) + 2 * _EDGE
    axis = f'<line class="a" x1="0" x2="{wide:.0f}" y1="{_HEIGHT + 16.5}" y2="{_HEIGHT + 16.5}"/>'
    size = f'width="{wide:.0f}" height="{_HEIGHT + 38}" viewBox="0 0 {wide:.0f} {_HEIGHT + 38}"'
    return f'<svg {size} role="img" aria-label="{words(told)}">{axis}{"".join(parts)}</svg>'


def spans(first: str, last: str) -> list[str]:
    """Every year, half, quarter or month from one to another, as the ledger writes them.

    >>> spans("2024Q3", "2025Q1"), spans("2024-12", "2025-01")
    (['2024Q3', '2024Q4', '2025Q1'], ['2024-12', '2025-01'])
    """
    mark = first[4:5]
    many = {"H": 2, "Q": 4, "-": 12}.get(mark, 1)

    def place(label: str) -> int:
        return int(label[:4]) * many + (int(label[5:]) - 1 if mark else 0)

    def label(at: int) -> str:
        year, part = divmod(at, many)
        return f"{year}{mark}{part + 1:0{2 if mark == '-' else 1}d}" if mark else str(year)

    return [label(at) for at in range(place(first), place(last) + 1)]


def card(title: str, lead: str, *parts: str, more: str = "") -> str:
    """A heading, a line below it, what follows, and words that unfold."""
    told = f"<details><summary>counted and left out</summary><pre>{words(more)}</pre></details>" if more else ""
    return f'<div class="chuhai"><style>{_STYLE}</style><h4>{words(title)}</h4><p>{words(lead)}</p>{"".join(parts)}{told}</div>'


def bundle(html: str, plain: str) -> dict[str, str]:
    """What `_repr_mimebundle_` returns: for a page, and for a terminal, where a whole result would scroll for minutes."""
    return {"text/html": html, "text/plain": plain}
