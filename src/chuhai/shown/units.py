"""Takes a number and its unit, gives how a reader sees it: $1.25bn, 34.2%, 78."""

from __future__ import annotations

from chuhai.metrics.result import Cell
from chuhai.model.money import caption_m

_EIGHTHS = " ▏▎▍▌▋▊▉█"


def shown(value: float | None, unit: str, lang: str = "en") -> str:
    """A number with its unit; – where it can't be told."""
    if value is None:
        return "–"
    if unit in ("usd_m", "usd"):
        return caption_m(value, "USD", lang)
    if unit == "usd_bn":
        return caption_m(1000 * value, "USD", lang)
    if unit == "percent":
        return f"{value:.1f}%"
    if unit == "days":
        return f"{value:,.0f} 天" if lang == "zh" else f"{value:,.0f} d"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def span(cell: Cell, unit: str, lang: str = "en") -> str:
    """An interval: 28.1–45.0%, $40m–$110m."""
    if cell.low is None or cell.high is None:
        return ""
    if unit == "percent":
        return f"{cell.low:.0f}–{cell.high:.0f}%"
    return f"{shown(cell.low, unit, lang)}–{shown(cell.high, unit, lang)}"


def bar(part: float, width: int) -> str:
    """A bar of at most `width` cells, in eighths."""
    if not width or part <= 0:
        return ""
    eighths = max(1, round(min(part, 1.0) * width * 8))
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")
