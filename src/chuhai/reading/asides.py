"""Takes the folded view of a text and its sentences, gives those that are headlines of other pages, in lists or pointed to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

#: A line that announces headlines of other pages, and a pointer to one on the same line.
_LIST = re.compile(
    r"\s*(?:(?:more|other|latest|recent|related|recommended|popular|trending|top|most read|most popular|featured|breaking|also) "
    r"(?:\w+ ){0,2}"
    r"(?:news|stories|articles|posts|reads?|headlines|releases|content|coverage|insights|topics|links|from|on|in|source)\b.{0,40}"
    r"|related|recommended|trending|most read|most popular|more news|read next|up next|what to read next|editors?'? picks?|don't miss"
    r"|you (?:may|might) (?:also )?(?:like|be interested in)|more like this|see also|also read|read also|in case you missed it"
    r"|(?:更多|最新|相关|推荐|热门|热点|延伸|往期|精彩|其他|其它|同类|今日|猜你)\s?"
    r"(?:阅读|新闻|文章|资讯|报道|报导|推荐|消息|内容|回顾|头条|要闻|喜欢|动态|链接|连结|公告)"
    r"|[上下]一[篇则]|你可能(?:也|还)?(?:喜欢|感兴趣|关心)|大家都在看|看了又看|编辑推荐)\s*[:>»]*\s*$",
    re.I,
)
_POINTER = re.compile(
    r"\s*[(\[【]?\s*(?:related|read more|read next|see also|also read|read also|more|previously|don't miss|up next|recommended"
    r"|(?:相关|延伸|推荐|更多)(?:阅读|报道|报导|新闻|文章)|[上下]一[篇则]|阅读更多|点击阅读|往期回顾)\s*[:>»]\s*\S",
    re.I,
)
_ITEM = re.compile(r"\s*(?:[·●•▪■◆*\-–]\s|\(?\d{1,2}[.、)）:]|[一二三四五六七八九十]{1,3}[、.])")
#: A line that tells who wrote the page, where and when.
_BYLINE = re.compile(
    r"\s*[\[(【]?(?:by |source|published|updated|posted|date|time|reporter|日期|时间|发布|更新|来源|作者|记者|编辑|责任编辑|本报记者"
    r"|新闻来源|文[|/])|^[\W\d年月日时分]*$",
    re.I,
)
_CELLS = re.compile(r"\t|\||\s{3,}\S")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CHINESE_RUN = re.compile(r"[\u3400-\u9fff]{2,}")
_NAMES = re.compile(r"\b[A-Z][A-Za-z0-9\-]{2,}|\b[A-Za-z]*\d[\w\-.]*")
#: What a headline of a deal has; one of anything else does no harm where it stands.
_OF_A_DEAL = re.compile(
    r"\b(?:licen[sc]\w*|deals?|rights|agree\w*|pacts?|collaborat\w*|partner\w*|allianc\w*|acquir\w*|acquisition|buys?|options?"
    r"|sells?|takeover|joint venture|tie-?up|team\w*|signs?|inks?|snaps|hands|grabs|bags|royalt\w+|upfront|milestone\w*|terminat\w*)\b"
    r"|[授受]权|许可|合作|协议|权益|收购|引进|交易|携手|联手|签|里程|首付|预付|出海|BD|买下|转让|并购|终止|牵手",
    re.I,
)
#: Heads of a notice to an exchange.
_NOTICE = re.compile(
    r"\s*(?:证券代码|证券代号|证券简称|股票代码|股份代号|公告编号|编号|A股|H股|债券)|.*(?:证券代码|公告编号):"
)
_STOPS = frozenset(".。!?")
_STOPPED = re.compile(r"[.。!?][\"”’')」]*$")
#: Characters of a headline, and of a sentence of running text, where two in Latin letters count as one Chinese.
_SHORTEST, _LONGEST, _RUNNING = 8, 110, 22
#: Headlines in a row from which on they are a list, at the beginning (with the page's own among them) and elsewhere.
_LEADING, _IN_A_ROW = 3, 2
#: Share of a headline's names, figures and pairs of Chinese characters that the running text has too, below which it is of
#: another page where it stands in a list.
_FOREIGN = 0.2
#: Characters of a line that points to another page.
_POINTING = 240
#: Running text from which on a page is an article and not a list of headlines.
_ARTICLE = 80


class Spoken(Protocol):
    """Characters `start` to `end` of a text, in a paragraph."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def paragraph(self) -> int: ...


@dataclass(frozen=True, slots=True)
class _Line:
    """Sentences `first` up to `last` of one paragraph."""

    first: int
    last: int
    said: str
    #: Whether it is like a headline, and whether it is running text.
    headline: bool
    running: bool


def points(said: str) -> bool:
    """Whether a line names another page to read: "Related: X licenses Y"."""
    return len(said) <= _POINTING and bool(_POINTER.match(said))


def asides(shown: str, sentences: Sequence[Spoken]) -> set[int]:
    """Numbers of the sentences that are headlines of other pages, or announce such."""
    lines = _lines(shown, sentences)
    found: set[int] = set()
    running = [line for line in lines if line.running]
    for line in lines:
        if points(line.said):
            found.update(range(line.first, line.last))
    text = " ".join(line.said for line in running)
    if _width(text) < _ARTICLE:
        return found
    first, last = lines.index(running[0]), lines.index(running[-1])
    for number, line in enumerate(lines):
        if number > first and len(line.said) < 60 and _LIST.match(line.said):
            for other in (line, *_row(lines, number + 1)):
                found.update(range(other.first, other.last))
    leading = [line for line in lines[:first] if line.headline]
    trailing = [line for line in lines[last + 1 :] if line.headline]
    if len(leading) < _LEADING and len(trailing) < _IN_A_ROW:
        return found
    own = _marks(text)
    if len(leading) >= _LEADING:
        found.update(_foreign_leading(leading, own))
    if len(trailing) >= _IN_A_ROW:
        for line in trailing:
            if _share(line.said, own) < _FOREIGN:
                found.update(range(line.first, line.last))
    return found


def _foreign_leading(leading: list[_Line], own: set[str]) -> set[int]:
    """Headlines before the text without its title: the one that shares most with the text, or else stands nearest to it."""
    shares = [_share(line.said, own) for line in leading]
    best = max(shares)
    title = shares.index(best) if best >= _FOREIGN else len(leading) - 1
    return {
        i for n, line in enumerate(leading) if n != title and shares[n] < _FOREIGN for i in range(line.first, line.last)
    }


def _row(lines: list[_Line], number: int) -> list[_Line]:
    """Lines from there on up to running text."""
    row = []
    for line in lines[number:]:
        if line.running:
            break
        row.append(line)
    return row


def _lines(shown: str, sentences: Sequence[Spoken]) -> list[_Line]:
    starts = [i for i in range(len(sentences)) if not i or sentences[i].paragraph != sentences[i - 1].paragraph]
    made = []
    for first, last in pairwise([*starts, len(sentences)]):
        said = shown[sentences[first].start : sentences[last - 1].end].strip()
        stopped = said[-1:] in _STOPS or bool(_STOPPED.search(said))
        running = stopped and (len(said) >= 2 * _RUNNING or _width(said) >= _RUNNING)
        made.append(_Line(first, last, said, not running and last - first <= 2 and is_headline(said), running))
    return made


def is_headline(said: str) -> bool:
    """Whether a line is like a headline of a deal, and no item, row, byline or head of a notice."""
    return (
        len(said) <= 2 * _LONGEST
        and not said.endswith((".", "。", ":", ";", ",", "、", "，"))
        and bool(_OF_A_DEAL.search(said))
        and _SHORTEST <= _width(said) <= _LONGEST
        and not any(form.match(said) for form in (_ITEM, _BYLINE, _NOTICE))
        and not _CELLS.search(said)
    )


def _width(said: str) -> float:
    if said.isascii():
        return len(said) / 2
    chinese = len(_CHINESE.findall(said))
    return chinese + (len(said) - chinese) / 2


def _marks(said: str) -> set[str]:
    """What tells one headline from another: names, codes and figures, and pairs of Chinese characters."""
    told = {name.lower() for name in _NAMES.findall(said)}
    for run in _CHINESE_RUN.findall(said):
        told.update(run[i : i + 2] for i in range(len(run) - 1))
    return told


def _share(said: str, own: set[str]) -> float:
    told = _marks(said)
    return len(told & own) / len(told) if told else 0.0
