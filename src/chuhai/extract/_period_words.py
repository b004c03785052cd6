"""Takes nothing, gives the words by which pages name years, halves, quarters and months."""

from __future__ import annotations

import re

from chuhai.extract.cues import Gate

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
#: What follows a year, or stands alone beside the year of the sentence before.
PART_ZH = (
    r"(?:(?P<half>上半年|下半年|[Hh][12](?!\d)|前半年)|(?:第?(?P<quarter>[首一二三四1-4])季度?"
    r"|(?P<q>[Qq][1-4]))(?:度)?"
    r"|前(?P<quarters>[二两三23])(?:个)?季度?|[前首](?P<months>\d{1,2}|[一二两三四五六七八九十]{1,2})个?月"
    r"|(?P<m1>\d{1,2})月?\s?(?:-|至|到|~)\s?(?P<m2>\d{1,2})月(?:份|底|末)?(?!\d|\s?日)"
    r"|(?:初|年初|1月1日)?\s?(?:至今?|到|起?,?\s?截[至止])\s?(?P<until>\d{1,2})月(?:(?P<day>\d{1,2})日|底|末)?"
    r"|(?P<month>\d{1,2})月(?:份)?(?!\d|\s?\d{1,2}日))"
)
CHINESE = re.compile(
    rf"(?<![\d.])(?P<y>20[0-3]\d)\s?年?(?:度)?\s?(?:-|至|到|~)\s?(?P<y2>20[0-3]\d)\s?年?\s?(?P<h2>上半年|全年)?"
    rf"|(?:截[至止]|到(?=20[0-3]\d年\d+月\d+日(?:为止|止)))\s?(?P<cut>20[0-3]\d)年(?:(?P<cutm>\d{{1,2}})月(?:(?P<cutd>\d{{1,2}})日|底|末)?|底|末)?"
    rf"|截[至止]\s?(?P<upto>\d{{1,2}})\s?月(?:\s?\d{{1,2}}\s?日|底|末)?"
    rf"|(?P<skip>(?<![\d.])(?:20[0-3]\d\s?[-/.年]\s?)?\d{{1,2}}\s?[-/.月]\s?\d{{1,2}}日?(?:晚"
    rf"|讯|公告|消息|,讯)|(?<![\d.])20[0-3]\d\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?\d{{1,2}}"
    rf"|(?<![\d.])20[0-3]\d年\d{{1,2}}月\d{{1,2}}日(?!止))"
    rf"|(?P<same>(?P<before>去年|上年|前一年|上一年)\s?(?:的)?同期|(?<!去年)(?<!上年)同期)"
    r"|(?:(?<![\d.])(?P<year>20[0-3]\d)(?:\s?年|(?=\s?(?:上半年|下半年|[HhQq][1-4]"
    r"|全年|前|第)))(?:度)?|(?<!\d)(?P<short>[12]\d)年(?=\s?(?:上半年|下半年"
    r"|[HhQq][1-4]|全年|前|第|[一二三四]季))|(?P<rel>今年|本年|年内|去年|上年"
    r"|前年|上一年))"
    rf"(?:\s?[(,]?\s?{PART_ZH}|\s?(?P<sofar>以来|至今|迄今|截至目前|初至今|开年以来)|\s?全年|\s?累计)?"
    rf"|(?P<bare>{PART_ZH.replace('?P<', '?P<b_')})|(?P<whole>全年)|(?P<now>截至目前"
    r"|迄今(?:为止)?|年初至今|开年以来|截至发稿)"
)
YEAR_EN = r"(?:(?P<{0}y>20[0-3]\d)|(?P<{0}rel>this|last|the previous|the prior) year)"
PART_EN = (
    r"(?:the )?(?:(?P<ord>first|second|third|fourth|last|final)[- ](?P<kind>quarter"
    r"|half)|(?P<q>Q[1-4])|(?P<h>H[12])|first (?P<n>\w+) months)(?:,? (?:of|in) (?:the )?"
    rf"|,? )(?:{YEAR_EN.format('p')})"
)
ENGLISH = re.compile(
    rf"\b{PART_EN}"
    rf"|\b(?P<qa>[1-4])(?P<qk>[QH])\s?'?(?:20)?(?P<qy>[12]\d)\b|\b(?P<hy>20[0-3]\d)[ -]?(?P<hk>[QH])(?P<hn>[1-4])\b"
    rf"|\b(?P<r1>20[0-3]\d)\s?(?:-|to|through|(?<=between \d{{4}} )and)\s?(?P<r2>20[0-3]\d)\b"
    rf"|\b(?P<ma>{MONTH}) ?(?:-|to|through|until) ?(?P<mb>{MONTH})(?: (?:of )?(?P<my>20[0-3]\d"
    r"|this year|last year))?"
    rf"|\b(?P<skip>{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? 20[0-3]\d|\d{{1,2}} {MONTH} 20[0-3]\d|20[0-3]\d-\d\d-\d\d)"
    r"|\b(?P<cut>(?:as of|through|by|until|up to)(?: (?:the )?(?:end of|mid-"
    rf"|early|late))? )?(?P<m>{MONTH}) (?:of )?(?P<sy>20[0-3]\d|this year|last year)\b"
    rf"|\b(?P<thr>(?:as of|through|until)) (?P<thrm>{MONTH})(?: \d{{1,2}}(?!\d))?(?!,? ?20\d\d)"
    r"|\b(?P<same>(?:the )?(?:same|corresponding|comparable|year-ago|year-earlier"
    r"|prior-year) (?:period|quarter|half|months|time)(?: (?:of|in|a year|the)? ?(?:earlier|before"
    r"|20[0-3]\d|last year|previous year|year before))?|a year (?:earlier|ago"
    r"|before|prior)|the year before|the (?:previous|prior) year)"
    r"|\b(?P<sofar>so far this year|year[- ]to[- ]date|this year so far|to date this year"
    r"|so far in (?P<sfy>20[0-3]\d))"
    rf"|\b(?:{YEAR_EN.format('x')})\b(?! to date)"
    rf"|\bthe (?P<bord>first|second|third|fourth) (?P<bkind>quarter|half)\b|\bthe first (?P<bn>\w+) months\b",
    re.I | re.A,
)
#: Gates of the two: what every match holds a word of.
MAY_CHINESE = Gate(
    CHINESE, ("20", "年", "月", "季", "截", "同期", "迄今", "至今", *(f"{k}{n}" for k in "hq" for n in "1234"))
)
MAY_ENGLISH = Gate(
    ENGLISH,
    (
        *("20", "year", "quarter", "half", "months", "period", "same ", "corresponding", "comparable", "so far"),
        *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        *(f"{n}{k}" for k in "hq" for n in "1234"),
    ),
)
FORECAST = re.compile(r"预计|有望|将|规模|,? ?(?:is|are|will|expected|forecast|projected)")
COMPARED = re.compile(
    r"(?:较|比|相比|相较于?|高于|超过?|超越|对比|为|是|(?:compared|relative"
    r"|versus|against) (?:with|to)|than|versus|vs\.?|compared with that of"
    r"|exceed\w*|surpass\w*)\s?(?:[^,;。]{0,10}?(?:in|of|for|the) )?$",
    re.I | re.A,
)
