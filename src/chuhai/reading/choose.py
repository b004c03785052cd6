"""Takes the lines of a page with their containers, gives the lines of its main text."""

from __future__ import annotations

import re

from chuhai.reading.blocks import Container, Line

#: Share of the text below an element that one child must hold for the child to be the narrower place of the main text.
NARROWER = 0.93
#: Weight from which a container that names itself the main text is believed.
ENOUGH = 250
_BUTTONS = re.compile(
    r"(?i)(?:share(?: this| article)?|print|e-?mail|tweet|download(?: pdf)?|copy link|back(?: to top| to news)?|read more|next"
    r"|learn more|menu|search|close|subscribe|sign in|log in|previous|skip to (?:main )?content"
    r"|分享(?:到.*)?|打印|收藏|返回(?:顶部|列表|首页)?|上一篇.*|下一篇.*|字号.{0,12}|【?关闭(?:窗口)?】?|登录|注册|更多|举报|点赞|评论"
    r"|(?:微信)?扫一扫.*|[当當]前位置.*|首页.*>.*)"
)


def _good(line: Line) -> int:
    """Weight of a line that reads as running text, else 0."""
    if line.linked * 5 > len(line.text) * 2 or len(line.text) < 15:
        return 0
    weight = line.weight
    return weight if weight >= 60 else 0


def main_lines(lines: list[Line], containers: list[Container]) -> list[Line]:
    """The lines of the narrowest element that holds nearly all the running text, without menus, notices and link lists.

    Parameters
    ----------
    lines, containers
        As `chuhai.reading.blocks.blocks` gives them.

    Notes
    -----
    An element is left out by its tag or class; where nothing else names itself the main text, only while it holds less
    than half of the page's running text.
    Heading lines that stand just above the chosen element (headline, date and place) belong to it.
    """
    if not containers:
        return lines
    junk = _beside(lines, containers)
    held = _sums(lines, containers, junk)
    total = sum(held[i] for i, c in enumerate(containers) if c.parent < 0)
    best = _hinted(containers, held, junk, total)
    narrower = True
    children: dict[int, list[int]] = {}
    for i, container in enumerate(containers):
        children.setdefault(container.parent, []).append(i)
    while narrower and total:
        narrower = False
        limit = NARROWER * (held[best] if best >= 0 else total)
        for child in children.get(best, ()):
            if held[child] >= limit and not junk[child] and containers[child].tag not in ("p", "li"):
                best, narrower = child, True
                break
    inside = [best < 0] * len(containers)
    for i, container in enumerate(containers):
        if i == best or (container.parent >= 0 and inside[container.parent]):
            inside[i] = True
    kept = [n for n, line in enumerate(lines) if line.container < 0 or not junk[line.container]]
    chosen = [n for n in kept if best < 0 or (lines[n].container >= 0 and inside[lines[n].container])]
    if chosen and best >= 0:
        chosen = [*_above(lines, kept, chosen[0]), *chosen]
    return _without_lists([lines[n] for n in chosen if not _BUTTONS.fullmatch(lines[n].text)])


def _beside(lines: list[Line], containers: list[Container]) -> list[bool]:
    """Which containers stand beside the main text, by their own mark or that of an element around them."""
    marked = _spread(containers, [c.junk for c in containers])
    held = _sums(lines, containers, marked)
    if any(c.hint and held[i] >= ENOUGH for i, c in enumerate(containers)):
        return marked
    everything = _sums(lines, containers, [False] * len(containers))
    whole = max(1, sum(everything[i] for i, c in enumerate(containers) if c.parent < 0))
    return _spread(containers, [c.junk and everything[i] * 2 < whole for i, c in enumerate(containers)])


def _spread(containers: list[Container], own: list[bool]) -> list[bool]:
    """Each flag, or that of an element around it; an element stands behind those around it in the list."""
    for i, container in enumerate(containers):
        own[i] = own[i] or (container.parent >= 0 and own[container.parent])
    return own


def _hinted(containers: list[Container], held: list[int], junk: list[bool], total: int) -> int:
    """The container that names itself the main text, when no other that does so holds half as much; -1 when none does."""
    hinted = [
        i for i, c in enumerate(containers) if c.hint and not junk[i] and held[i] >= ENOUGH and held[i] * 4 > total
    ]
    if not hinted:
        return -1
    best = max(hinted, key=lambda i: (held[i], i))
    if held[best] * 2 > total:
        return best
    around = set()
    at = best
    while at >= 0:
        around.add(at)
        at = containers[at].parent
    rivals = [
        i for i, c in enumerate(containers) if c.hint and not junk[i] and i not in around and held[i] * 2 >= held[best]
    ]
    return best if all(_is_in(containers, i, best) for i in rivals) else -1


def _is_in(containers: list[Container], inner: int, outer: int) -> bool:
    while inner > outer:
        inner = containers[inner].parent
    return inner == outer


def _sums(lines: list[Line], containers: list[Container], junk: list[bool]) -> list[int]:
    held = [0] * len(containers)
    for line in lines:
        if line.container >= 0 and not junk[line.container]:
            held[line.container] += _good(line)
    for i in range(len(containers) - 1, -1, -1):
        if containers[i].parent >= 0:
            held[containers[i].parent] += held[i]
    return held


def _above(lines: list[Line], kept: list[int], first: int) -> list[int]:
    """Indices of the headline and of what stands between it and the main text, when it is near."""
    before = [n for n in kept if n < first][-12:]
    for at in range(len(before) - 1, -1, -1):
        if lines[before[at]].kind in ("h1", "h2"):
            at = next((n for n in range(at, -1, -1) if lines[before[n]].kind == "h1"), at)
            return [n for n in before[at:] if lines[n].linked * 2 <= len(lines[n].text)]
    return []


def _without_lists(lines: list[Line]) -> list[Line]:
    """Drop runs of three or more short lines that are all link."""
    kept: list[Line] = []
    run: list[Line] = []
    for line in lines:
        if line.linked * 10 >= len(line.text) * 7 and len(line.text) < 160 and line.kind != "h1":
            run.append(line)
            continue
        kept.extend(run if len(run) < 3 else ())
        run = []
        kept.append(line)
    return kept + (run if len(run) < 3 and len(run) < len(lines) else [])
