"""Takes a Chinese page, gives names that stand where a company stands, though nothing in them says company.

Chinese has no spaces, so that a name is what stands between two marks: "与" and "签署" in "与安诺签署协议". Each such place
gives its weight to the characters between; those with enough of it, from one place or several, are names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from chuhai.catalog import names
from chuhai.extract import company_words as w
from chuhai.extract.base import Page
from chuhai.extract.cues import Quick
from chuhai.extract.kinds import MAY_BE_TOLD

#: Han characters of a name, fewest first, so that the first mark behind them ends it.
_S = rf"(?P<n>{w.ZH_STEM}{{2,6}}?)"
_HOME = r"美国|日本|韩国|德国|法国|英国|瑞士|瑞典|丹麦|意大利|印度|加拿大|比利时|荷兰|西班牙|以色列|澳大利亚|新加坡|中国|大陆|台湾|香港|巴西|俄罗斯|土耳其|阿根廷|奥地利|爱尔兰|挪威|芬兰|泰国|马来西亚|印尼|越南|沙特|阿联酋|埃及|墨西哥|国际|跨国|海外|全球|本土|国内"
_TRADE = r"(?:上市)?(?:生物)?(?:制药|医药|生技|生物技术|生物科技|创新药|药物|药品|新药|疫苗|原料药|皮肤科|眼科|肿瘤|罕见病)?(?:公司|企业|药企|药厂|大厂|厂商|厂|巨头|龙头|集团|Biotech|biotech|伙伴|合作伙伴|合作方|合作对象)"
_PLACE = rf"(?:(?:{_HOME})(?:的)?)?(?:{_TRADE})?"
_DEAL = r"签|达成|订立|敲定|谈成|携手|牵手|联手|合作|共同|联合|宣布|建立|结成|结盟|展开|开展|终止|公布|围绕|就|另签|组建|两家|双方|之间|约定|续约|缔结|的(?:合作|协议|交易|授权|许可|联盟|那|首|[\d.,]+)|在[^,。;]{1,24}?(?:合作|达成|签)"
_SUBJECT = r"与|和(?=[^,。;]{2,14}(?:签|达成|订立|共同|联合|宣布|合作))|同|跟|将|把|以[^,。;]{1,40}(?:引进|获|拿|买|授)|从|自(?!主)|向|就|获得|获授|拿下|拿到|买下|授权|授出|许可|引进|引入|宣布|公告|公布|披露|发布公告|签|取得|携手|牵手|联手|决定|收到|收取|可(?:获|收|拿|得)|有权|自主研发|自研|旗下|保留|负责|支付|付出|豪掷|斥资|收获|表示|指出|称|近日|今日|日前|昨日|今天|昨天|晚间|早间|盘后|在[^,。;]{2,12}(?:宣布|公告)|的(?=[A-Z]{2,}[\d-])|(?:\d{1,2}月)?\d{1,2}日"
_GIVE = r"(?:授权|授予|独家许可|许可|转让|卖|出售|售|交|给予|让与|授出)(?:给了?|予|与|至|到)|(?:卖给|交给|送给|花落)"
_SAYS = r"(?:\d{1,2}月)?(?:\d{1,2}日)?(?:近日|今日|日前|昨日|今天|昨天|晚间|早间|盘后|晚|早)*(?:正式)?(?:宣布|公告|公布|披露|发布公告)(?!的|后|称其)|(?:与|和|同|跟)[^,。;]{1,30}?(?:签|达成|订立|共同|联合|宣布|合作|的[\d.,]+[亿万])|(?:把|将)[^,。;]{2,60}?(?:授权|许可|授予|转让|卖|交|给)|(?:获|拿下|取得|引进|买下)[^,。;]{2,40}?(?:权|许可)|从[^,。;]{1,20}?(?:引进|获得|取得|购|买|拿|引入)"
_AFTER_GIVE = r"[,。、;(:]|在|的(?=[^,。;]{0,12}(?:交易|协议|合作))|于|开发|独家|负责|首付|总额|合约|合同|,|\d|$"
#: (pattern, weight): what stands on both sides of a name.
_SLOTS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(rf"(?:与|和|跟|同|携手|牵手|联手|结盟){_PLACE}{_S}(?:\([^()]{{2,40}}\))?(?={_DEAL})"), 1.5),
    (re.compile(rf"(?:{_GIVE}){_PLACE}{_S}(?:\([^()]{{2,40}}\))?(?={_AFTER_GIVE})", re.M), 1.2),
    (re.compile(rf"(?:授权|许可|卖给?|交给|给)(?:了)?(?:(?:{_HOME})(?:的)?(?:{_TRADE})?|{_TRADE}){_S}(?:\([^()]{{2,40}}\))?(?={_AFTER_GIVE})", re.M), 1.2),
    (re.compile(rf"(?:授权|许可|给){_S}(?:\([^()]{{2,40}}\))?(?=,(?:首付|总|预付|最高|潜在|合约|里程)|在|开发)", re.M), 0.7),
    (re.compile(rf"(?:从|由|来自|收到|自){_PLACE}{_S}(?:\([^()]{{2,40}}\))?(?=引进|获得|取得|处|手中|手上|支付|收取|购买|买|拿|授权|授予|许可|的(?:首付|里程|付款|\d)|\d|引入)"), 1.3),
    (re.compile(rf"(?:向|给){_PLACE}{_S}(?:\([^()]{{2,40}}\))?(?=支付|付|授权|授予|许可|授出|转让|出售|供应|供货|引进|采购|收取|购买|缴付|开放)"), 1.4),
    (re.compile(rf"(?:获得?|取得|拿下|引进|买下|拿到|引入){_PLACE}{_S}(?:\([^()]{{2,40}}\))?(?=的(?=[^,。;]{{0,30}}(?:权|许可|[A-Z]{{2,}}[\d-]))|旗下|在研|授权|授予|独家|自主研发|[A-Z]{{2,}}-?\d)"), 1.1),
    (re.compile(rf"(?:^|[,。;:!?\s、|>\"]|\d日|今日|近日|昨日|日前|宣布,|公告,){_S}(?:\([^()]{{2,40}}\))?(?={_SUBJECT})", re.M), 1.0),
    (re.compile(rf"(?:^|[,。;:!?\s、|>\"]|\d[日月]|今日|近日|昨日|日前|宣布,|公告,){_S}(?:\([^()]{{2,40}}\))?(?={_SAYS})", re.M), 0.6),
    (re.compile(rf"(?:(?:{_HOME})(?:的)?(?:{_TRADE})|(?:{_TRADE})){_S}(?:\([^()]{{2,40}}\))?(?={_DEAL}|{_SUBJECT}|[,。、;])"), 0.8),
    (re.compile(rf"(?:^|[,。;:!?\s、|和与及]){_S}\((?=[A-Z][A-Za-z&.\- ]{{2,40}}\))", re.M), 1.2),
    (re.compile(rf"(?:^|[,。;:!?\s]){_S}的(?=[A-Z]{{2,}}-?\d)", re.M), 1.0),
)  # fmt: skip
_QUICK_SLOTS = tuple((Quick(pattern), weight) for pattern, weight in _SLOTS)
#: Words that stand in those places and name nobody.
_COMMON_TEXT = """
双方 对方 后者 前者 公司 海外 国际 全球 中国 美国 药企 合作 协议 产品 市场 权益 临床 患者 研发 开发 商业 里程碑 首付款
总额 机构 团队 跨国 巨头 大厂 药厂 企业 本土 国内 多家 两家 三方 各方 一方 他方 第三方 伙伴 合作方 合作伙伴 授权方
许可方 被许可方 受让方 转让方 甲方 乙方 境外 境内 外部 内部 外界 市场上 投资者 投资人 股东 董事会 管理层 员工 专家 业内
业界 分析师 券商 媒体 记者 官方 政府 监管 机关 主管机关 药监局 国家 法人 大股东 子公司 孙公司 母公司 集团 关联方 产业
行业 板块 个股 股价 股票 港股 消息 报道 公告 数据 报告 文章 本文 原文 内容 方案 计划 项目 管线 药物 新药 创新药 抗体
双抗 单抗 疫苗 平台 技术 专利 资产 协议书 合约 合同 条款 价格 金额 款项 费用 收入 营收 利润 成本 资金 现金 股权 股份
首付 里程 分成 分润 权利 权利金 授权金 签约金 开发权 商业化 独家 许可 授权 引进 出海 适应症 肿瘤 癌症 疾病 治疗 用药
疗法 疗效 结果 试验 研究 阶段 上市 获批 申请 批准 注册 推广 销售 生产 供应 制造 代理 经销 通路 渠道 医院 医生 医师
病人 人体 动物 目前 近期 当前 过去 此前 早前 今年 去年 明年 上年 年初 年底 年内 月底 月初 本周 上周 下周 周一 周二
周三 周四 周五 同日 次日 当日 当天 同时 同期 另外 此外 其中 因此 由于 根据 按照 依据 随后 之后 以后 之前 以前 以来
期间 其间 截至 直到 至今 如今 现在 未来 将来 最终 最后 首先 其次 然后 接着 例如 比如 包括 以及 或者 而且 但是 不过
然而 所以 如果 虽然 尽管 只要 只有 除了 关于 对于 至于 有关 相关 任何 所有 全部 部分 大部分 若干 许多 大量 少数 多数
众多 各自 各家 各国 各地 地区 区域 范围 大中华 大中华区 亚太 亚洲 欧洲 北美 欧美 东南亚 中东 拉美 非洲 日本 韩国 台湾
香港 澳门 大陆 中国大陆 海内外 国内外 境内外 战略 战略合作 深度 长期 全面 正式 成功 首次 再次 多次 先后 分别 共同 联合
独立 自主 自行 自身 自己 本身 其他 其它 另一方 另一家 合资公司 新公司 合资 创始人 董事长 总裁 总经理 执行长 首席 高管
代表 律师 教授 博士 团队 资本 基金 投行 银行 证券 摩根 高盛 中金 大行 目标 意向 潜在 商业 业务 主业 战略性 交易 交易方
买方 卖方 买家 卖家 客户 用户 品种 药品 制剂 原料药 仿制药 生物药 化药 中药 公开 市场化 方式 形式 模式 机会 优势 能力
价值 意义 影响 风险 挑战 问题 原因 背景 核心 关键 重要 主要 重大 重磅 独有 特定 约定 上述 上文 下文 以下 如下 前述
本次 此次 该次 首批 首个 首家 首笔 每年 全年 上半年 下半年 一季度 二季度 三季度 四季度 季度 年度 年报 财报 业绩 公司方面
消息面 盘面 市值 涨幅 跌幅 指数 恒指 大盘 成交 资金面 情绪 国际化 国产 进口 集采 医保 商保 产业链 供应链 生态 出版 盈亏
涵盖 出去 井喷 变成 超过 纪录 专属 契约 重新 披露 学名药 合约 传捷报 债券 简称 涨停 亮相 官宣 落地 来源 作者 编辑
责任编辑 时间 日期 标题 摘要 导读 关键词 声明 免责 版权 图片 图源 本站 微信 微博 扫码 关注 点击 登录 注册 首页 频道
新闻 资讯 财经 快讯 电讯 通讯社 日报 晚报 时报 周刊 网站 事实 主旨 说明 相对人 标的 当事人 条件 限制 目的 效益 附注
备注 名称 代号 代码 简称 全称 地址 电话 邮箱
"""
_COMMON = frozenset(_COMMON_TEXT.split())
_BAD = re.compile(
    r"^(?:其|该|此|本|各|每|某|多|几|数|另|双|三方|四|五|六|七|八|九|十|第|首|新|旧|老|大家|全|最|更|很|非常|已|未|不|无|没|可|能|会|要|应|须|需|得|必|再|又|还|也|都|仅|只|刚|才|正|仍|并|且|或|若|如|因|故|则|即|便|所|被|遭|受|让|使|令|叫|请|据|按|依|照|凭|经|由|从|自|向|往|朝|对|于|在|当|到|至|以|为|给|替|跟|与|和|同|及|把|将|拿|用|靠|随|沿|顺|除|比|较|像|似|近|远|内|外|上|下|前|后|左|右|中|间|里|旁|底|面|边|头|部|方|侧|端|处|回|退|签|获|收|付|买|卖|授|许|转|引|推|开|研|临|适|治|用|疗|申|批|注|生产|制造|供|销|代|经|独|合作|协|共|联|首付|里程)"
    r"|(?:公司|企业|药企|药厂|协议|合作|产品|项目|管线|药物|抗体|疫苗|平台|技术|权益|权利|许可|授权|市场|临床|试验|研究|患者|疾病|治疗|申请|上市|批准|报告|数据|公告|消息|股价|集团|控股|部分|方面|阶段|适应症|独家|全球|海外|国内|分别|正式|成功|共同|联合|先后|再次|首次|已经|目前|同时|其中|包括|以及|近日|日前|今日|昨日|晚间|元|亿|万|年|月|日|时|后|前|中|内|外|上|下|间|等|者|们|区|国|性|化|款|项|个|家|种|类|起|笔|次|期|线|权|费|金|额|价|率|量|值|数|型|式|法|案|书|函|表|单|图|文|章|条|款|点|面|层|级|类|界|圈|族|群|队|员|长|总|副|董|监|经理|先生|女士|博士|教授|院士|记者|编辑)$"
)
_NEED = 1.15
#: Characters of a page in which places are weighed.
_LOOKED_AT = 40_000


def find(page: Page, free: Callable[[int, int], bool]) -> Iterator[tuple[str, float]]:
    """(name, confidence) of names that stand as a company does, surest first; `free` tells of untaken spans."""
    shown = page.shown
    weights: dict[str, float] = defaultdict(float)
    kinds: dict[str, set[int]] = defaultdict(set)
    for index, sentence in enumerate(page.sentences):
        if sentence.start > _LOOKED_AT:
            break
        if sentence.boilerplate or sentence.end - sentence.start > 3000:
            continue
        if not (page.may(index, MAY_BE_TOLD) and MAY_BE_TOLD.quick.search(page.lowered, sentence.start, sentence.end)):
            continue
        for number, (pattern, weight) in enumerate(_QUICK_SLOTS):
            for m in pattern.quick.finditer(shown, sentence.start, sentence.end):
                start, end = m.span("n")
                name = shown[start:end]
                if is_name(name) and free(start, end):
                    weights[name] += weight if number not in kinds[name] else 0.5 * weight
                    kinds[name].add(number)
    for name, weight in sorted(weights.items(), key=lambda one: (-one[1], one[0])):
        if weight >= _NEED or (weight >= 1.0 and shown.count(name) >= 3):
            yield name, min(0.8, 0.4 + 0.1 * weight)


def is_name(name: str) -> bool:
    return not (
        name in _COMMON
        or name in w.PLACES
        or name in w.ZH_LABELS
        or w.ZH_NOT.match(name)
        or _BAD.search(name)
        or any(word in name for word in _INSIDE)
        or not names.has_chinese(name)
    )


def is_institute(name: str) -> bool:
    """Whether a university, institute or hospital has a name of its own, not that of its kind alone."""
    stem = re.sub(r"(?:大学|研究所|研究院|科学院|医学院|医院)$", "", name)
    return (
        len(stem) >= 2
        and stem not in _COMMON
        and not re.search(
            r"^(?:该|本|其|各|多|某|家|所|几|一|两|三|国内|全国|当地|知名|著名|顶级|相关|公立|民营)|(?:公司|企业|合作|签|协议|与|和|及|同|向|由|从|在|的|了|将|把|医生|教授|患者|临床|博士|硕士|毕业|就读)",
            stem,
        )
    )


_INSIDE = ("公布", "披露", "傍晚", "准备", "计划", "近日", "日前", "晚间", "金额", "总额", "纪录", "销售", "商业化", "肺癌", "癌", "产品", "翻倍", "超过", "靶", "授权", "许可", "协议", "合作", "公告", "宣布", "双方", "公司", "权益", "临床", "研发", "引进", "首付", "里程", "交易", "签", "拟", "药企", "创新药", "独家")  # fmt: skip
