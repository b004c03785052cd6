"""Takes a page, gives where it names a medicine by its form of dosage, its trade mark or the number of a project."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chuhai.extract.base import Page
from chuhai.extract.cues import Gate

#: Forms of dosage (Pharmacopoeia of the PRC 2020, part IV, general chapter 0100) and kinds of biological that end a name.
_FORM = (
    r"(?:注射液|注射剂|注射用浓溶液|浓溶液|滴眼液|滴眼剂|眼用凝胶|鼻喷(?:雾)?剂|喷雾剂|喷剂|吸入(?:溶液|粉雾剂|混悬液|剂)|粉雾剂|气雾剂|口服(?:溶液|液|混悬液)|混悬液|混悬滴剂|糖浆|颗粒剂?|软胶囊|胶囊剂?"
    r"|(?:缓释|控释|肠溶|咀嚼|分散|口崩|泡腾|薄膜衣|素)片|片剂|片|软膏|乳膏|足膏|膏药|凝胶|(?:透皮)?贴剂|贴膏|栓剂?|滴丸|丸|口服散|冻干粉(?:针)?剂?|凍晶注射劑|干混悬剂|植入剂|埋植剂|微球|脂质体|长效针剂|针剂)"
)
_NAME = r"[\u3400-\u9fffα-ωA-Za-z0-9\-]"
_BY_FORM = Gate(re.compile(_FORM))
_FOR_INJECTION = Gate(
    re.compile(r"注射用(?:(?![的与和及项技产在之于由等为获已拟是管体治])[\u3400-\u9fffα-ωA-Za-z0-9\-]){2,10}")
)
#: Characters of a name before its form of dosage, or before a stem.
_LONGEST, _BEFORE_STEM = 16, 4
_ENDING = re.compile(rf"{_NAME}+$")
_BIOLOGICAL = Gate(
    re.compile(
        r"(?P<n>(?:聚乙二醇|长效)?(?:人)?重组[\u3400-\u9fffA-Za-z0-9\-]{2,14}?(?:蛋白|激素|因子|抑素|干扰素|白介素-?\d*|白细胞介素-?\d*|胰岛素|激肽释放酶\d?|疫苗|抗体|毒素|酶\d?)|(?:(?:口服|吸入|[\u3400-\u9fff]{1,2}价|HPV|mRNA|新冠|流感|带状疱疹|轮状病毒|肺炎(?:球菌)?|狂犬病|脑膜炎|水痘|手足口病|RSV|结核)[\u3400-\u9fffA-Za-z0-9\-]{0,8}?(?:疫苗|胰岛素)))"
    )
)
#: Stems of Chinese INN beside those of assets.py.
_BY_STEM = Gate(
    re.compile(
        r"(?:他滨|布林|沙星|硝唑|康唑|拉唑|普坦|他汀|沙坦|地平|洛尔|膦酸|他赛|司琼|昔布|洛芬|芦定|他韦|海醇|帕醇|克沙醇|佛醇|葡糖钠|霉素|西林|头孢[\u3400-\u9fff]{2,3}|雷塞|奈德|莫德|格雷|瑞林|加群|诺酮|西肽|那肽|必利|美金刚|斯的明|多奈哌齐|洛替尼|哌甲酯|多巴)"
    )
)
#: Before these a name can't begin earlier.
_CUT = re.compile(
    r".*(?:[与和及或的将把对就为由从以在于向]|包括|包含|其中|名为|称为|即|系|是|开发|研发|研制|生产|销售|签署|签订|订立|转让|受让|授权|许可|引进|代理|推广|商业化|注册|获得|取得|拥有|拟|委托|共同|合作|自主|自研|项目|产品|品种|药品|药物|新药|创新药|仿制药|公司|制药|药业|生物|医药|集团|标的|[一二两三四五六七八九十\d][款种个项只]|核发|收到|获批|旗下|用于|使用|联合|联用|进口|国产|原研|首款|首个|在研|候选|上市|等|了|其|该|本|此|全球|中国|国内|目前|的|尚无|所用|合(?=汉)|[制动抗滞]剂|(?:商)?品名)"
)
_NOT = re.compile(
    r"(?:芯片|图片|照片|名片|卡片|影片|大片|切片|晶片|唱片|短片|一片|每片|鸦片|产业片|纳米颗粒|名丸|弹丸|微球技术|脂质体技术|^(?:一次性|口服|吸入|鼻喷|目前|\d+毫克|缓释|小分子|抗肿瘤|长效|注射|创新|改良|新型|片剂|胶囊|多种|各种|相关|主要|中药|化学|生物|治疗|该类)+(?:注射液|注射剂|冻晶注射剂|片剂?|胶囊|颗粒|针剂|软膏|贴剂|凝胶|喷雾剂|鼻喷剂|喷剂|溶液|混悬液|粉雾剂)?$)"
)
_MARKED = re.compile(r"(?<=[\u3400-\u9fff])\s?[®™]")
_MAY_BE_CALLED = Gate(
    re.compile(
        r"(?:商品名|商标名|品牌名|通用名|药品名称?|产品名称?|商品名称)(?:为|是|称|叫)?\s?[::]?\s?[\"《「]?(?P<n>[\u3400-\u9fff]{2,8})(?=[\"》」)、,;。(®™])"
    )
)
_QUOTED = re.compile(
    r"[\"「『](?P<n>(?![\u3400-\u9fff]{0,3}(?:地区|区域|产品|许可|合作|公司|集团|协议|交易|标的|领域|分子|专利|技术|药茅|双靶|项目))[\u3400-\u9fff]{2,5})[\"」』](?=(?:[\u3400-\u9fffA-Z]{0,8}(?:糖?足?膏|片|注射|胶囊))|(?:[\u3400-\u9fff]{0,2}新药(?!企))|(?:的(?:大陆|中国|海外|独家|全球|授权|商业化)|[((][\u3400-\u9fffA-Za-z ]{3,30}[))]))"
)
_PROJECT = re.compile(
    r"(?<![\d.,A-Za-z])(?P<p>\d{3}\s?项目)(?!部|组|的?投资|总)|(?P<q>(?<![\u3400-\u9fff]大)项目\s?[A-H])(?![A-Za-z\d])"
)
_MAY_BE_PROJECT = Gate(re.compile(r"项目"))


def find(page: Page) -> Iterator[tuple[int, int, str]]:
    """(start, end, route) of names, as they stand on the folded view."""
    if not page.chinese:
        return
    everywhere = range(len(page.sentences))
    for gate, longest in ((_FOR_INJECTION, 0), (_BY_FORM, _LONGEST), (_BY_STEM, _BEFORE_STEM), (_BIOLOGICAL, 0)):
        for m in page.matches(everywhere, gate):
            start = m.start() - (_before(page.shown, m.start(), longest) if longest else 0)
            cut = _CUT.match(page.shown[start : m.end() - 2]) if gate is not _FOR_INJECTION else None
            start += cut.end() if cut else 0
            name = page.shown[start : m.end()]
            if len(name) >= 4 and not _NOT.search(name):
                yield start, m.end(), "zh-form"
    shown = page.shown
    for m in _MARKED.finditer(shown) if "®" in shown or "™" in shown else ():
        start = m.start() - _before(shown, m.start(), 5)
        cut = _CUT.match(shown[start : m.start() - 1])
        start += cut.end() if cut else 0
        if m.start() - start >= 2:
            yield start, m.start(), "brand"
    for m in page.matches(everywhere, _MAY_BE_CALLED):
        yield *m.span("n"), "brand"
    for m in _QUOTED.finditer(shown) if '"' in shown or "「" in shown or "『" in shown else ():
        yield *m.span("n"), "brand"
    if page.holds(_MAY_BE_PROJECT):
        for m in _PROJECT.finditer(shown):
            yield m.start(), m.end(), "project"


def _before(shown: str, start: int, longest: int) -> int:
    """Characters of a name that stand directly before `start`, `longest` at most."""
    m = _ENDING.search(shown[max(0, start - longest) : start])
    return len(m.group()) if m else 0
