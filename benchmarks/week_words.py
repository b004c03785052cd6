"""Takes the facts of a made-up deal or a made-up company matter, gives what issuers, exchanges and wires would print of it."""

from __future__ import annotations

import calendar
import random
from dataclasses import dataclass

from chuhai.catalog import names


@dataclass(frozen=True)
class Firm:
    """A company by its names; `code` is its listing, `market` one of HK, A, US or none."""

    id: str
    en: str
    full: str
    zh: str
    zh_full: str
    seat: str
    seat_zh: str
    market: str | None = None
    code: str = ""


@dataclass(frozen=True)
class Pact:
    """One licence: what is licensed to whom, where and for how much (millions of dollars)."""

    id: str
    licensor: Firm
    licensee: Firm
    asset: str
    asset_zh: str
    what: tuple[str, str]
    stage: tuple[str, str]
    disease: tuple[str, str]
    where: tuple[str, str]
    upfront: int
    milestones: int
    royalty: tuple[str, str]

    @property
    def total(self) -> int:
        return self.upfront + self.milestones


WHAT = (
    ("an antibody-drug conjugate targeting B7-H3", "靶向B7-H3的抗体偶联药物"),
    ("a bispecific antibody targeting PD-1 and VEGF", "靶向PD-1和VEGF的双特异性抗体"),
    ("an oral small-molecule GLP-1 receptor agonist", "口服小分子GLP-1受体激动剂"),
    ("a monoclonal antibody against TSLP", "抗TSLP单克隆抗体"),
    ("a small interfering RNA directed at angiotensinogen", "靶向血管紧张素原的小干扰核酸药物"),
    ("an autologous CAR-T therapy directed at GPRC5D", "靶向GPRC5D的自体CAR-T细胞疗法"),
    ("a selective KRAS G12D inhibitor", "选择性KRAS G12D抑制剂"),
    ("a PROTAC degrader of BTK", "BTK靶向蛋白降解剂"),
    ("a T-cell engager against CD19", "靶向CD19的T细胞衔接器"),
    ("a novel TYK2 inhibitor", "新型TYK2抑制剂"),
)
STAGE = (
    ("in preclinical development", "处于临床前研究阶段"),
    ("in a Phase 1 clinical trial", "处于I期临床试验阶段"),
    ("in Phase 2 clinical trials", "处于II期临床试验阶段"),
    ("in a pivotal Phase 3 study", "处于III期关键临床研究阶段"),
)
DISEASE = (
    ("small cell lung cancer", "小细胞肺癌"),
    ("atopic dermatitis", "特应性皮炎"),
    ("obesity and type 2 diabetes", "肥胖及2型糖尿病"),
    ("multiple myeloma", "多发性骨髓瘤"),
    ("hypertension", "高血压"),
    ("pancreatic cancer", "胰腺癌"),
    ("severe asthma", "重度哮喘"),
    ("plaque psoriasis", "斑块状银屑病"),
)
WHERE = (
    ("worldwide", "全球"),
    ("worldwide excluding Greater China", "大中华区以外的全球区域"),
    (
        "outside of mainland China, Hong Kong, Macau and Taiwan",
        "除中国大陆、香港、澳门及台湾地区以外的全球范围",
    ),
    ("in the United States, Europe and Japan", "美国、欧洲及日本"),
)
ROYALTY = (
    ("tiered royalties on net sales", "按净销售额计算的分级特许权使用费"),
    ("tiered royalties ranging from high single digits to low teens", "高个位数至低双位数比例的分级特许权使用费"),
    ("royalties on net sales", "基于净销售额的特许权使用费"),
)
MONTHS = list(calendar.month_name)[1:]


def wire(p: Pact, day: str, chance: random.Random) -> tuple[str, str]:
    """The licensor's release, in English."""
    a, b, x = p.licensor, p.licensee, p.asset
    title = chance.choice(
        (
            f"{a.en} and {b.en} Enter into Exclusive License Agreement for {x}",
            f"{a.en} Grants {b.en} Exclusive Rights to {x}",
            f"{a.en} Announces Exclusive License Agreement with {b.en} for {x}",
            f"{a.en} Out-Licenses {x} to {b.en}",
        )
    )
    lead = chance.choice(
        (
            f"{a.full} ({a.en}) today announced that it has entered into an exclusive license agreement with {b.full} "
            f"for {x}, {p.what[0]} {p.stage[0]} for {p.disease[0]}.",
            f"{a.full} today announced an exclusive license agreement under which {b.full} will obtain the rights to "
            f"develop, manufacture and commercialize {x}, {p.what[0]}, {p.where[0]}.",
            f"{a.en} announced today that it has granted {b.full} an exclusive license to {x}, {p.what[0]} {p.stage[0]}.",
        )
    )
    grant = chance.choice(
        (
            f"Under the terms of the agreement, {a.en} grants {b.en} an exclusive license to develop, manufacture and "
            f"commercialize {x} {p.where[0]}.",
            f"Pursuant to the agreement, {b.en} receives exclusive rights to develop and commercialize {x} {p.where[0]}.",
        )
    )
    return title, _article(f"{a.seat.upper()}, {day}", [lead, f"{grant} {_money(p, a.en, chance)}", _about(a, chance)])


def partner(p: Pact, day: str, chance: random.Random) -> tuple[str, str]:
    """The licensee's own release, in other words."""
    a, b, x = p.licensor, p.licensee, p.asset
    title = chance.choice(
        (
            f"{b.en} Licenses {x} from {a.en}",
            f"{b.en} In-Licenses {x}, {p.what[0].split(' ', 1)[1].title()}, from {a.en}",
            f"{b.en} Expands Pipeline with Exclusive License to {x} from {a.en}",
        )
    )
    lead = chance.choice(
        (
            f"{b.full} today announced that it has entered into a license agreement with {a.full} for the exclusive rights "
            f"to {x}, {p.what[0]}.",
            f"{b.en} today announced it has acquired exclusive rights to {x}, {p.what[0]} being developed for "
            f"{p.disease[0]}, under a license agreement with {a.full}.",
        )
    )
    terms = (
        f"Under the agreement, {b.en} will pay {a.en} ${p.upfront} million upfront, and {a.en} is eligible for up to "
        f"${_grouped(p.milestones)} million in development, regulatory and commercial milestones, plus {p.royalty[0]}. "
        f"{b.en} will develop and commercialize {x} {p.where[0]}."
    )
    said = f'"{x} fits our portfolio in {p.disease[0]} well," said the chief executive officer of {b.en}.'
    return title, _article(f"{b.seat.upper()}, {day}", [lead, terms, said, _about(b, chance)])


def hkex(p: Pact, day: str, day_zh: str, chance: random.Random) -> tuple[tuple[str, str], tuple[str, str]]:
    """A voluntary announcement on the Stock Exchange of Hong Kong in English and in traditional Chinese."""
    a, b, x = p.licensor, p.licensee, p.asset
    kind = chance.choice(
        (
            ("VOLUNTARY ANNOUNCEMENT", "自愿公告"),
            ("INSIDE INFORMATION", "内幕消息"),
            ("VOLUNTARY ANNOUNCEMENT - BUSINESS UPDATE", "自愿公告 业务更新"),
        )
    )
    title = (
        f"{kind[0]} - LICENSE AGREEMENT WITH {b.en.upper()} IN RELATION TO {x.upper()}",
        f"{kind[1]} 与{b.zh}就{p.asset_zh}订立许可协议",
    )
    english = [
        f"{a.full}",
        f"(Stock Code: {a.code})",
        title[0],
        f'This announcement is made by {a.full} (the "Company", together with its subsidiaries, the "Group") on a voluntary basis.',
        f"The board of directors of the Company is pleased to announce that, on {day}, the Company entered into an exclusive "
        f'license agreement with {b.full} ("{b.en}"), pursuant to which the Company grants {b.en} an exclusive license to develop, '
        f"manufacture and commercialize {x}, {p.what[0]}, {p.where[0]}.",
        f"Under the license agreement, the Company will receive an upfront payment of US${p.upfront} million and is eligible to receive "
        f"development, regulatory and sales milestone payments of up to US${_grouped(p.milestones)} million, as well as {p.royalty[0]}.",
        f"{x} is {p.what[0]}, and is currently {p.stage[0]} for {p.disease[0]}.",
        f"Shareholders and potential investors of the Company are advised to exercise caution. By order of the Board, Hong Kong, {day}",
    ]
    chinese = [
        f"{a.zh_full}",
        f"(股份代号:{a.code})",
        title[1],
        f"本公告由{a.zh_full}(「本公司」,连同其附属公司统称「本集团」)自愿作出。",
        f"本公司董事会欣然宣布,于{day_zh},本公司与{b.zh_full}(「{b.zh}」)订立独家许可协议,据此,本公司授予{b.zh}在{p.where[1]}"
        f"开发、生产及商业化{p.asset_zh}的独家许可。",
        f"根据许可协议,本公司将收取{p.upfront}百万美元的首付款,并有资格收取最高{_grouped(p.milestones)}百万美元的开发、注册及销售里程碑付款,"
        f"以及{p.royalty[1]}。",
        f"{p.asset_zh}为{p.what[1]},目前{p.stage[1]},用于治疗{p.disease[1]}。",
        f"本公司股东及潜在投资者务请审慎行事。承董事会命,香港,{day_zh}",
    ]
    shown = names.traditional
    return (title[0], "\n\n".join(english)), (shown(title[1]), shown("\n\n".join(chinese)))


def cninfo(p: Pact, day_zh: str, chance: random.Random) -> tuple[str, str]:
    """A mainland issuer's announcement, in simplified Chinese."""
    a, b, x = p.licensor, p.licensee, p.asset_zh
    title = chance.choice(
        (
            f"关于与{b.zh}签署{x}独家许可协议的公告",
            f"关于{x}项目对外授权许可的公告",
            f"关于公司与{b.zh}签订许可协议的公告",
        )
    )
    body = [
        f"证券代码:{a.code} 证券简称:{a.zh} {a.zh_full}{title}",
        "本公司及董事会全体成员保证信息披露的内容真实、准确、完整,没有虚假记载、误导性陈述或重大遗漏。",
        chance.choice(
            (
                f"{a.zh_full}(以下简称“公司”)于{day_zh}与{b.zh_full}(以下简称“{b.zh}”)签署《独家许可协议》,公司将{x}在{p.where[1]}"
                f"的开发、生产和商业化权利独家许可给{b.zh}。",
                f"{day_zh},{a.zh_full}(以下简称“公司”)与{b.zh_full}(以下简称“{b.zh}”)达成许可协议,公司授予{b.zh}{x}在{p.where[1]}"
                f"进行开发和商业化的独家权利。",
            )
        ),
        f"根据协议,{b.zh}将向公司支付{p.upfront}百万美元首付款,以及最高不超过{_grouped(p.milestones)}百万美元的里程碑付款,"
        f"公司还可获得{p.royalty[1]}。",
        f"{x}为{p.what[1]},拟用于治疗{p.disease[1]},{p.stage[1]}。",
        "药品研发周期长、环节多,里程碑付款存在不确定性,敬请广大投资者注意投资风险。特此公告。",
        f"{a.zh_full}董事会 {day_zh}",
    ]
    return title, "\n\n".join(body)


def newsroom(p: Pact, day_zh: str, chance: random.Random) -> tuple[str, str]:
    """The licensor's own news in simplified Chinese."""
    a, b, x = p.licensor, p.licensee, p.asset_zh
    title = chance.choice((f"{a.zh}与{b.zh}就{x}达成独家授权许可协议", f"{a.zh}宣布与{b.zh}达成{x}海外授权合作"))
    body = [
        f"{day_zh},{a.zh}宣布与{b.zh_full}就{x}达成独家许可协议。{x}是{p.what[1]},{p.stage[1]}。",
        f"根据协议,{a.zh}授予{b.zh}在{p.where[1]}开发、生产和商业化{x}的独家权利。{a.zh}将获得{p.upfront}百万美元的首付款,"
        f"并有权获得最高{_grouped(p.milestones)}百万美元的里程碑付款及{p.royalty[1]}。",
        f"关于{a.zh}:{a.zh}是一家总部位于{a.seat_zh}的生物医药公司。",
    ]
    return title, "\n\n".join(body)


def cover(p: Pact, day: str, filer: Firm, form: str) -> str:
    """What the filing itself says beside its exhibit: Item 1.01 of an 8-K, or the cover of a 6-K."""
    if form == "6-K":
        return f"REPORT OF FOREIGN PRIVATE ISSUER. {filer.full}. Exhibit 99.1: press release dated {day}, regarding a license agreement."
    other = p.licensor if filer is p.licensee else p.licensee
    pays = "will pay" if filer is p.licensee else "will receive from"
    return (
        f"CURRENT REPORT. Date of report: {day}. {filer.full}. Item 1.01 Entry into a Material Definitive Agreement. On {day}, "
        f'{p.licensee.full} entered into an exclusive license agreement (the "License Agreement") with {p.licensor.full}, '
        f"pursuant to which {p.licensor.en} granted {p.licensee.en} an exclusive license to develop and commercialize {p.asset} "
        f"{p.where[0]}. {filer.en} {pays} {other.en} an upfront payment of ${p.upfront} million."
    )


def _money(p: Pact, receiver: str, chance: random.Random) -> str:
    return chance.choice(
        (
            f"{receiver} will receive an upfront payment of ${p.upfront} million and is eligible to receive up to "
            f"${_grouped(p.milestones)} million in development, regulatory and sales milestones, as well as {p.royalty[0]}.",
            f"{receiver} is entitled to an upfront payment of ${p.upfront} million, and up to ${_grouped(p.milestones)} million "
            f"in milestone payments, for a total potential deal value of up to ${_grouped(p.total)} million, plus {p.royalty[0]}.",
        )
    )


def _article(dateline: str, paragraphs: list[str]) -> str:
    return "\n\n".join([f"{dateline} /PRNewswire/ -- {paragraphs[0]}", *paragraphs[1:]])


def _about(firm: Firm, chance: random.Random) -> str:
    told = chance.choice(("medicines for cancer", "treatments of immune diseases", "medicines for metabolic diseases"))
    return f"About {firm.en}\n\n{firm.full} is a biopharmaceutical company based in {firm.seat} that develops {told}."


def _grouped(number: int) -> str:
    return f"{number:,}"


#: Company matters that aren't licences, by how a listing titles them and what they say; {n} is a number of their own.
IDLE_EN = (
    ("{f} Reports {q} Financial Results and Business Update",
     "{f} reported results for the {q}. Revenue was ${n}.3 million, research and development expenses were ${m} million. "
     "Cash and equivalents stood at ${k} million. The company will hold a conference call."),
    ("{f} Announces Share Repurchase Agreement",
     "{f} repurchased {n}{m} of its shares on the exchange at prices between {k} and {k}.8 dollars a share under the agreement with its broker."),
    ("{f} Announces Date of Board Meeting and Option Grants",
     "The board of directors of {f} will meet to consider the results of the {q}. Options for {n}{m} shares were granted to {k} employees."),
    ("{f} Appoints Chief Commercialization Officer",
     "{f} appointed a new chief commercialization officer, who spent {k} years with companies of the industry. The appointment takes effect on the {n}th day."),
    ("{f} Presents Phase 2 Data of Collaboration Study {n}",
     "{f} presented data of study {n}-{m} at a medical meeting. Of {k} patients, {n} percent responded. No new safety signals were seen."),
    ("{f} Enters into Credit Agreement of ${n} Million",
     "{f} entered into a senior secured credit agreement of ${n} million with a group of banks, which matures in {k} months. Proceeds serve working capital."),
    ("{f} Announces Strategic Partnership with Hospital Group {n}",
     "{f} and hospital group {n} will train {k} physicians a year. No payments are made under the partnership."),
    ("{f} Announces Lease Agreement for Site {n}",
     "{f} leased {n}{m} square feet of laboratories for {k} years at an annual rent of ${n} million."),
    ("{f} Announces Closing of Rights Offering",
     "{f} closed its offering of {n}{m} rights to shareholders for gross proceeds of ${k} million."),
    ("{f} Joins Industry Alliance for Sustainability",
     "{f} joined an alliance that aims to lower the emissions of {n} plants by {k} percent until 2035."),
)  # fmt: skip
IDLE_HK = (
    (("NEXT DAY DISCLOSURE RETURN - SHARE OPTION SCHEME {n}", "翌日披露报表 - 购股权计划 {n}"),
     ("{f} (Stock Code: {c}). On the day, {n}{m} shares were issued upon exercise of options. The number of issued shares is {k}{n}{m}.",
      "{z}(股份代号:{c})。当日因购股权获行使而发行{n}{m}股股份,已发行股份数目为{k}{n}{m}股。")),
    (("VOLUNTARY ANNOUNCEMENT - ON-MARKET SHARE PURCHASE {n}", "自愿公告 - 于市场购回股份 {n}"),
     ("{f} (Stock Code: {c}). The Company bought back {n}{m} shares at HK${k}.2 a share. The board believes that this is in the interest of shareholders.",
      "{z}(股份代号:{c})。本公司以每股{k}.2港元购回{n}{m}股股份。董事会认为此举符合股东利益。")),
    (("CONTINUING CONNECTED TRANSACTIONS - FRAMEWORK AGREEMENT {n}", "持续关连交易 - 框架协议 {n}"),
     ("{f} (Stock Code: {c}). The Company renewed the framework agreement on the purchase of packaging with an annual cap of RMB{n} million for {k} years.",
      "{z}(股份代号:{c})。本公司就采购包装材料续订框架协议,年度上限为人民币{n}百万元,为期{k}年。")),
    (("VOLUNTARY ANNOUNCEMENT - FIRST PATIENT DOSED IN TRIAL {n}", "自愿公告 - 试验{n}完成首例患者给药"),
     ("{f} (Stock Code: {c}). The first patient was dosed in trial {n}-{m}, which will enrol {k} patients in mainland China.",
      "{z}(股份代号:{c})。试验{n}-{m}已完成首例患者给药,计划在中国大陆入组{k}名患者。")),
    (("INSIDE INFORMATION - PROFIT WARNING {n}", "内幕消息 - 盈利警告 {n}"),
     ("{f} (Stock Code: {c}). The Group expects a loss of about RMB{n} million for the half year, compared with RMB{m} million in the year before.",
      "{z}(股份代号:{c})。本集团预期半年度亏损约人民币{n}百万元,去年同期为人民币{m}百万元。")),
    (("DATE OF BOARD MEETING {n}: DIVIDEND RIGHTS", "董事会会议日期 {n}:股息权益"),
     ("{f} (Stock Code: {c}). A meeting of the board will be held to approve the results and consider a dividend of {k} cents.",
      "{z}(股份代号:{c})。本公司将举行董事会会议,以批准业绩及考虑派发{k}仙股息。")),
)  # fmt: skip
IDLE_A = (
    ("关于回购股份进展暨里程碑情况的公告{n}", "{z}(证券代码:{c})截至上月末累计回购股份{n}{m}股,成交总金额{k}百万元。特此公告。"),
    ("关于签订战略合作协议暨购置办公用房的公告{n}", "{z}(证券代码:{c})拟以{n}百万元购置办公用房,建筑面积{m}平方米,用于日常经营。特此公告。"),
    ("关于获得授权许可使用募集资金现金管理的公告{n}", "{z}(证券代码:{c})使用不超过{n}百万元闲置募集资金进行现金管理,期限{k}个月。特此公告。"),
    ("第{k}届董事会第{n}次会议关于合作开发园区的决议公告", "{z}(证券代码:{c})董事会以{k}票同意审议通过园区建设议案,投资{m}百万元。特此公告。"),
    ("关于高新技术企业许可协议备案的公告{n}", "{z}(证券代码:{c})办公软件许可协议完成备案,费用{k}万元,对业绩没有影响。特此公告。"),
    ("关于收到药品注册证书及里程碑进展的公告{n}", "{z}(证券代码:{c})收到国家药监局核准签发的药品注册证书,注册编号{n}{m},有效期{k}年。特此公告。"),
)  # fmt: skip
