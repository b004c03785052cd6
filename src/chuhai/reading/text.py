"""Takes decoded text, gives its language, its sentences with offsets, its title and what in it is boilerplate."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from chuhai.reading.asides import asides, points
from chuhai.reading.view import view

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CHINESE_RUN = re.compile(r"[\u3400-\u9fff]+")
#: Characters that only one of the two scripts uses, common in this field's news.
_TRADITIONAL = frozenset(
    "權與義務開發協議將額獲對華區構術藥業醫療產進國際應該來說這為於個時會後當還點長間問題現實發關類種樣標準認讓給億萬證劑僅從臺灣"
)
_SIMPLIFIED = frozenset(
    "权与义务开发协议将额获对华区构术药业医疗产进国际应该来说这为于个时会后当还点长间问题现实发关类种样标准认让给亿万证剂仅从"
)

_LATIN = re.compile(r"[A-Za-z]+")
_ONLY_TRADITIONAL = re.compile(f"[{''.join(sorted(_TRADITIONAL - _SIMPLIFIED))}]")
_ONLY_SIMPLIFIED = re.compile(f"[{''.join(sorted(_SIMPLIFIED - _TRADITIONAL))}]")

_ABBREVIATIONS = frozenset(
    {
        *("inc", "ltd", "co", "corp", "llc", "no", "dr", "mr", "ms", "mrs", "prof", "st", "vs", "approx", "jr", "sr"),
        *("u.s", "u.k", "e.g", "i.e", "al", "fig", "plc", "s.a", "n.v", "b.v", "ph.d", "m.d", "p.r", "bros", "gmbh"),
        *(
            "jan",
            "feb",
            "mar",
            "apr",
            "jun",
            "jul",
            "aug",
            "sep",
            "sept",
            "oct",
            "nov",
            "dec",
            "etc",
            "est",
            "a.m",
            "p.m",
        ),
    }
)
#: What may end a sentence: one set of first characters before any choice, which is sought many times as fast.
_STOP = re.compile(
    r"[。！？!?.\n；;](?:(?<=[。！？!?])[。！？!?]*[\"”』」)）]*|(?<=\.)(?=[\"”)]*\s)[\"”)]*|(?<=\n)\n*|(?<=；)|(?<=;)(?=\s|$|[\u3400-\u9fff]))"
)
_BEGINS = re.compile(r"(?:The|Under|In|This|As|It|With|For|Upon|Pursuant) ")
_LIST_ITEM = re.compile(r"\s*(?:[·•●▪■◆*\-]\s|\(?\d{1,2}[.、)）]|[一二三四五六七八九十]{1,3}[、.])")

#: Headings after which a page speaks of the company or of risks, not of its news. Matched at the start of a sentence.
_BOILERPLATE = re.compile(
    r"\s*(?:About (?!the (?:agreement|collaboration|license|licence|transaction|deal))(?:[A-Z0-9][\w&.,'\-]*\s?){1,9}(?:\([^)]{1,60}\))?\s*:?\s*$"
    r"|Forward[- ]Looking Statements?|Cautionary (?:Note|Statement)|Safe Harbou?r|Disclaimer|Investor (?:Relations )?Contacts?|Media (?:Relations )?Contacts?|Contacts?:?\s*$"
    r"|(?:\d+ )?(?:Reader )?Comments?(?: \(\d+\))?:?\s*$|Leave a (?:comment|reply)\b|Join the (?:discussion|conversation)\b|(?:网友|最新|全部|热门|精彩|用户|发表)?(?:评论|留言)(?:区|列表)?\s*(?:\(\d+\)|:?\s*$)"
    r"|SOURCE:? [A-Z]|Related (?:Articles|News|Stories|Posts)|You may also like|Recommended|Read more|Also read"
    r"|关于(?![^\n]*(?:公告|通知|提示|报告|说明|进展|议案|协议|合同|合约|契约|合作|许可|授权|签|终止|引进|转让|交易))[\w\u3400-\u9fff()·. &\-]{2,30}$|风险提示|重大风险提示|前瞻性(?:声明|陈述)|免责声明|投资者关系|媒体联系|相关阅读|推荐阅读|延伸阅读|相关新闻|热门(?:文章|新闻)|版权声明|声明:|【?免责)"
)
_ABOUT_INLINE = re.compile(r"\s*(?:About [A-Z][\w&.\- ]{1,60}\n|关于[\w\u3400-\u9fff·. &\-]{2,25}\n)")
_BOILERPLATE_START = re.compile(
    r"\s*(?:(?:Sign up|Subscribe|Register) (?:now |today |here )?(?:for|to) (?:our|the|free|daily|weekly|this)\b|订阅(?:本|我们|[^。,]{0,8}(?:快讯|邮件|简报|通讯))"
    r"|(?:Photo|Image|Picture|Photo credit|Image credit|图片?|图源|图片来源|资料图片?)\s?:|This (?:press release|announcement|communication) (?:contains|includes) (?:certain )?forward|Certain statements|Words such as|(?:Neither )?Hong Kong Exchanges and Clearing|香港交易及结算所|香港联合交易所有限公司对|(?:本)?公司(?:及)?(?:董事会|全体董事)[^。]{0,40}(?:保证|承诺|声明|确认|负责)|本(?:新闻稿|公告|文)(?:中)?(?:包含|含有).{0,8}前瞻)"
)


#: What begins a line of its own though no stop ends the line before.
_HEADED = re.compile(
    r"\s*(?:关于|關於|本公司董事会|公司董事会|(?:特别|重要|风险)提示|[一二三四五六七八九十]{1,3}、|证券代码|公告编号)"
)
#: Characters in which the width of lines is measured.
_LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters `start` to `end` of the text; `paragraph` counts blank-line or line breaks."""

    start: int
    end: int
    paragraph: int
    boilerplate: bool = False
    heading: bool = False
    #: A headline of another page; boilerplate too.
    aside: bool = False


def language(text: str) -> str:
    """`en`, `zh-Hans` or `zh-Hant`, by the share of Chinese characters and the script-specific ones."""
    sample = text[:6000]
    if sample.isascii():
        return "en"
    chinese = sum(map(len, _CHINESE_RUN.findall(sample)))
    if not chinese and _LATIN.search(sample):
        return "en"
    latin = sum(map(len, _LATIN.findall(sample)))
    if chinese * 2.5 < latin:  # five letters make a word, two characters do
        return "en"
    return "zh-Hant" if len(_ONLY_TRADITIONAL.findall(sample)) > len(_ONLY_SIMPLIFIED.findall(sample)) else "zh-Hans"


def _widest(text: str) -> int:
    """Characters of the longest line: a wrapped text has no line much longer than the ones that it breaks.

    A line set out by runs of spaces tells no width, nor does a line in Latin letters among Chinese ones.
    """
    lines = [" ".join(line.split()) for line in text[:_LOOKED_AT].split("\n")]
    return max((len(line) for line in lines if _CHINESE.search(line)), default=0) or max(map(len, lines), default=0)


def _column(text: str) -> float:
    """Width from which on a line of a Chinese text broken at a fixed width is full; 0 where lines end where they like."""
    widths = sorted(_printed(line) for line in text[:_LOOKED_AT].split("\n") if line.strip())
    if len(widths) < _FEWEST or not _CHINESE.search(text):
        return 0.0
    full = _NEARLY * widths[-1 - len(widths) // 20]
    return full if sum(width >= full for width in widths) >= _FEWEST // 2 and _broken(text, full) else 0.0


def _broken(text: str, full: float) -> bool:
    """Whether most full lines end within a sentence: lines that are as wide by chance end in stops."""
    ends = [line.rstrip()[-1:] for line in text[:_LOOKED_AT].split("\n") if line.strip() and _printed(line) >= full]
    return sum(end not in _ENDS for end in ends) >= _NEARLY * len(ends)


def _printed(line: str) -> int:
    """Width of a line as printed, in Latin letters."""
    line = line.strip()
    return len(line) + sum(char > "\u2e7f" for char in line) if not line.isascii() else len(line)


#: Lines from which on a text may be broken at a fixed width, and how full such a line is.
_FEWEST, _NEARLY = 8, 0.9
#: What no line begins with but one that goes on.
_NEVER_FIRST = frozenset(",，、。；;)）”」》】!?！？")
_ENDS = frozenset("。！？!?.:：;；")


def _soft(text: str, at: int, widest: int, column: float = 0.0) -> bool:
    """Whether the single line break at `at` only wraps a line: the sentence goes on behind it."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not before or not after or after == "\n" or before == "\n":
        return False
    line = text.rfind("\n", 0, at) + 1
    if (after.islower() and not _BOILERPLATE.match(text[line:at])) or after in _NEVER_FIRST:
        return True
    if column and _printed(text[line:at]) >= column:
        return not _LIST_ITEM.match(text, at + 1) and not _HEADED.match(text, at + 1)
    if _CHINESE.match(before) or (
        before in ",，、（()）”」》" and not (before.isascii() and after.isascii() and not after.isdigit())
    ):
        tail = text[at + 1 : at + 60].split("\n", 1)[0]
        return (
            bool(_CHINESE.match(after) or after.isdigit() or (after in "（(《“「" and at - line >= 0.6 * widest))
            and at - line >= 12
            and len(tail) >= 2
            and (before in ",，、（(" or at - line >= 0.5 * widest)
            and not _HEADED.match(tail)
        )
    if before in ",;&(":
        return True
    full = at - line >= max(60, _RAGGED * widest)
    goes_on = (
        before.isalnum()
        or before in ")%\"”'’"
        or (before == "-" and text[at - 2 : at - 1].isalnum())
        or (before == "." and _last_word(text, at - 1) in _ABBREVIATIONS)
    )
    return full and goes_on and (after.isalnum() or after in '("“$€£¥')


def _last_word(text: str, end: int) -> str:
    """The word that ends there, in lower case."""
    return text[max(0, end - 12) : end].rsplit(" ", 1)[-1].rsplit("(", 1)[-1].lower()


def _spaced(text: str) -> bool:
    """Whether a Chinese text has an empty line behind every line, so that one parts nothing."""
    head = text[:_LOOKED_AT]
    doubled, single = len(_DOUBLED.findall(head)), len(_SINGLE.findall(head))
    return doubled >= 8 and single * 5 <= doubled and bool(_CHINESE.search(head))


_DOUBLED, _SINGLE = re.compile(r"(?<!\n)\n\n(?!\n)"), re.compile(r"(?<!\n)\n(?!\n)")
#: Share of the longest line from which on a line is full, and from which on it may be a wrapped one.
_FULL, _RAGGED = 0.8, 0.7


def _soft_twice(text: str, at: int, widest: int) -> bool:
    """Whether the empty line at `at` of a text so spaced only wraps a line, which is then full and ends in no stop."""
    before, after = text[at - 1 : at], text[at + 2 : at + 3]
    width = at - text.rfind("\n", 0, at) - 1
    tail = text[at + 2 : at + 60].split("\n", 1)[0]
    return (
        width >= _FULL * widest
        and bool(_CHINESE.match(before) or before in ",，、（(")
        and bool(_CHINESE.match(after) or after.isdigit() or after in "（(《“「")
        and len(tail) >= 2
        and not _HEADED.match(tail)
    )


def split(text: str, lead: int = 0, shown: str | None = None) -> list[Sentence]:
    """Sentences of `text` with boilerplate marked; offsets count from the start of the text. `shown` is its view."""
    found: list[Sentence] = []
    shown = view(text) if shown is None else shown
    start = lead
    paragraph = 0
    marked = False
    widest = 0
    spaced: bool | None = None
    column: float | None = None
    for stop in _STOP.finditer(shown, lead):
        cut = stop.group()
        if cut[0] == ".":
            word = _last_word(shown, stop.start())
            following = shown[stop.end() : stop.end() + 40].lstrip()
            if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
                if not (word in ("inc", "ltd", "corp", "plc", "u.s", "co") and _BEGINS.match(following)):
                    continue
            elif following[:1].islower() or (word.isdigit() and following[:1].isdigit()):
                continue
        elif cut[0] == "\n" and len(cut) <= 2:
            widest = widest or _widest(text)
            if len(cut) == 1:
                column = _column(text) if column is None else column
                if _soft(text, stop.start(), widest, column):
                    continue
            else:
                spaced = _spaced(text) if spaced is None else spaced
                if spaced and _soft_twice(text, stop.start(), widest):
                    continue
        end = stop.end() if cut[0] != "\n" else stop.start()
        if shown[start:end].strip():
            marked = _add(found, shown, start, end, paragraph, marked)
        start = stop.end()
        if cut[0] == "\n":
            paragraph += 1
    if shown[start:].strip():
        _add(found, shown, start, len(shown), paragraph, marked)
    return found


def _add(found: list[Sentence], shown: str, start: int, end: int, paragraph: int, marked: bool) -> bool:
    said = shown[start:end].lstrip()
    start = end - len(said)
    said = said.rstrip()
    end = start + len(said)
    heading = len(said) < 90 and not said.endswith((".", "。", ",", ";"))
    pointing = points(said)
    if len(said) < 160 and not pointing and _BOILERPLATE.match(said):
        marked = not (said.startswith("关于") and _TITLE_GOES_ON.match(shown, end))
    elif (
        marked
        and found
        and paragraph != found[-1].paragraph
        and ((heading and _RESUMES.match(said)) or _TOLD_AGAIN.match(said))
    ):
        marked = False
    found.append(Sentence(start, end, paragraph, marked or pointing or bool(_BOILERPLATE_START.match(said)), heading))
    return marked


#: What follows the first line of a notice's title: "关于自愿披露 / 签署许可协议的公告" is no "关于 X" about a company.
_TITLE_GOES_ON = re.compile(r"\s*[^。\n]{0,40}\n?[^。\n]{0,40}(?:公告|协议|合同)")
_RESUMES = re.compile(
    r"\s*(?:Terms|Financial|Details|Under the|Key|Agreement|Transaction|About the (?:agreement|collaboration|deal|license|licence|transaction)"
    r"|(?:[一二三四五六七八九十]{1,2}、)|合作|交易|协议|根据)"
)

#: A labelled item of a notice, however long: "● 协议内容:...", "2、协议类型:...".
_TOLD_AGAIN = re.compile(
    r"\s*(?:[·●•▪■◆]\s?|\d{1,2}[、.]\s?)?(?:协议|合同|交易|合作)(?:内容|类型|标的|简介|概况|简述|主要内容):"
)


@dataclass(frozen=True)
class Text:
    """A text ready for extraction: `shown` is the folded view of `stored`, of equal length."""

    stored: str

    @cached_property
    def shown(self) -> str:
        return view(self.stored)

    @cached_property
    def language(self) -> str:
        return language(self.stored)

    @cached_property
    def sentences(self) -> list[Sentence]:
        found = split(self.stored, shown=self.shown)
        for number in asides(self.shown, found):
            found[number] = replace(found[number], boilerplate=True, aside=True)
        return found

    @cached_property
    def title(self) -> str | None:
        """The first line when it reads as a title: short, and no full stop ends it."""
        for sentence in self.sentences[:3]:
            if sentence.heading and sentence.end - sentence.start >= 8:
                return self.stored[sentence.start : sentence.end]
        return None
