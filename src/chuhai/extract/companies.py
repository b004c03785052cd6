"""Takes a page and the registry's names, gives mentions of companies, known or not, grouped into parties."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import ahocorasick_rs

from chuhai.catalog import Catalog, names
from chuhai.extract.base import Page
from chuhai.reading.view import view

#: First words of company names that mean something else by themselves.
_COMMON_HEADS = frozenset(
    """Alpha American Applied Arctic Asia Beijing Better Boston Bright British Cambridge Central Century China Chinese Clear
    Connect Cure Duality Eastern Eagle East Elixir Endeavor Everest Evolve First Frontier General Genetic Global Golden Grand
    Great Guangdong Guangzhou Hangzhou Harbour Health Hong Horizon Human Immune India Innovative International Jiangsu Journey
    Legend Leads Life Light Medical Minghui Modern Molecular National Nature North Northern Nuance Ocean Orient Oriental
    Pacific Peking Pharma Phoenix Pioneer Precision Premier Prime Regor Royal Science Scholar Shandong Shanghai Shenzhen
    Sichuan Silver Simple Solid South Southern Spring Star Structure Summit Suzhou Tactical Therapeutics Triumph Union United
    Universal Valley Velocity Vector Vision West Western World Wuhan Young Zhejiang Zhuhai Blue Green Black White Apollo Atlas
    Aurora Avenue Beacon Bridge Candid Circle Cullinan Curon Dawn Day Discovery Electra Harmony Ideal Impact Insight Inspire
    Mirror Mission Nova Orbit Origin Passage Path Peak Pinnacle Radiance Rapid Reach Ridge Rise River Rocket Sail Sanctuary
    Climb Relation Antigen CRISPR Eikon Verve Vertex Viking Wave Zenith Organon Merck Bausch Lunit Foundation Insilico Belief Oncology Sage Prelude Relay
    Biotech Biopharma Bioscience Sino Hope Tiger Dragon Lotus Pearl Jade Aspen Allied Access""".split()
)  # fmt: skip
_CORE = (
    r"Pharma(?:ceuticals?|ceutical|tech|cy|gen|cia)?|PHARMA(?:CEUTICALS?)?|Therapeutics|THERAPEUTICS|Therapies|Bio|Biotech(?:nology|nologies)?|BioTech|Biosciences?|BioSciences?|BIOSCIENCES?|Bioscience|Biopharma(?:ceuticals?|ceutical)?|BioPharma(?:ceuticals?)?|Biologics|BIOLOGICS|BioLogics|Biotherapeutics|BioTherapeutics"
    r"|Biomed(?:ical|icine)?|BioMed(?:ical)?|Biosystems|BioSystems|Medicines?|Medical|Medipharma|Oncology|Sciences|Labs|Laboratories|Healthcare|Health|HealthCare|Immunotherapeutics|Immunotherapy|Immunology|Immune|Genomics|Genetics|Gene|Vaccines?|Biopharm|BioPharm|Pharm|Biosimilars|Neuro(?:science|sciences|therapeutics)?|Ophthalmics?|Vision|Dermatology|Radiopharma(?:ceuticals)?|Cell(?: Therapy)?|RNA|AI|University|Institute|Academy|Hospital|College"
)
_LEGAL = r"Inc|Incorporated|Corp|Corporation|Co|Company|Ltd|Limited|LLC|L\.L\.C|plc|PLC|AG|S\.?A\.?|N\.?V\.?|B\.?V\.?|GmbH|SE|S\.p\.A|SpA|KK|K\.K|AB|A/S|ApS|Pte|Pty|Holdings?|Group|International|KGaA"
_TOKEN = r"(?:[A-Z][\w'&\-]*(?:\.[a-z]{2,3})?|[a-z]{1,3}[A-Z][\w\-]*|&|\d[A-Z]\w+)"
_ENGLISH_NAME = re.compile(
    rf"(?<![\w\-])(?:{_TOKEN}\s){{0,4}}?(?:[A-Z][\w'&\-]*|[a-z]{{1,3}}[A-Z][\w\-]*|\d[A-Z]\w+)\s(?:(?:{_CORE})\b(?:\s(?:{_CORE})\b)*(?:\s?\([A-Z][a-z]+\))?(?:,?\s(?:{_LEGAL})\b\.?)*|(?:{_LEGAL})\b\.?(?:,?\s(?:{_LEGAL})\b\.?)*)"
    rf"|(?<![\w\-])[A-Z][A-Za-z]{{2,}}(?:pharma|Pharma|bio|Bio|gen|Gen|therapeutics|Therapeutics|biotech|Biotech|Med|Thera|Vax|Rx|Biologics|Tx)\b(?:,?\s(?:{_CORE}|{_LEGAL})\b\.?)*",
    re.A,
)
#: A capitalised name in a party's place: "agreement with X", "X announced".
_SLOT_NAME = rf"{_TOKEN}(?:\s(?:{_TOKEN}|and(?= [A-Z]\w+ (?:{_CORE})))){{0,4}}"
_SLOTS = (
    re.compile(rf"\b(?:agreement|deal|collaboration|partnership|alliance|pact|license|licence|partner|contract|tie-up|signed|partnering|partners|teamed up|teams up|inks?|inked|partnered|together) (?:\w+ ){{0,3}}?with (?:\w+[- ]based )?(?:\w+ (?:biotech|drugmaker|partner|pharma|company|firm|giant|startup) )?(?P<n>{_SLOT_NAME})", re.A),
    re.compile(rf"\b(?:rights?|licensed|license|licence|out-licensed|outlicensed|granted|grants|sold|sells?)\b[^.;]{{0,90}}?\b(?:to|from) (?:\w+[- ]based )?(?P<n>{_SLOT_NAME})(?=[\s,.;)]|$)", re.A),
    re.compile(rf"(?:^|[.;:\n\"-] ?)(?P<n>{_SLOT_NAME})(?:,? (?:Inc|Ltd|Co)\.?,?)?(?: \([^)]{{1,60}}\))?,?(?: today| has| have| will| on \w+day)* (?:announce[sd]?|said|enter(?:s|ed)|sign(?:s|ed)|licen[sc]es|inks?|strikes?|acquires?|grants?|buys?|gains?|lands?|obtains?|secures?|in-licenses|out-licenses|picks up|nabs|snags|snaps up|bags|partners?|teams?)\b", re.A),
    re.compile(rf"\bbetween (?P<n>{_SLOT_NAME}) and (?P<n2>{_SLOT_NAME})", re.A),
    re.compile(rf"(?:^|[.;\n,] ?)(?P<n>{_SLOT_NAME}) (?:will|is|shall|would|has) (?:also )?(?:receive|be responsible|eligible|entitled|pay|make|obtain|gain|have|lead|be eligible|be entitled|retain)", re.A),
)  # fmt: skip
_NOT_NAME = frozenset(
    """The This That These Those It Its In On At As And Or But For With Under Upon By From To Of A An We Our You He She They Their
    Today New Phase China Chinese Greater US USA U.S Japan Korea Europe European Asia EU FDA NMPA EMA CDE HKEX SEC NASDAQ NYSE
    January February March April May June July August September October November December Monday Tuesday Wednesday Thursday
    Friday Saturday Sunday CEO CFO COO CMO CSO Dr Mr Ms Mrs Chairman President Chief Executive Officer ADC ADCs PD-1 VEGF HER2
    EGFR Novel Exclusive License Agreement Collaboration Option Global Worldwide Company Group Board Both Each Any All If When
    While After Before During Since Also However According Pursuant Subject Drug Drugs Biotech Big Pharma Pharmaceutical Inc
    Ltd Co Corp NewCo Series Press Release PRNewswire BusinessWire GLOBE NEWSWIRE Shanghai Beijing Suzhou Hangzhou Shenzhen
    Boston Cambridge York Francisco San Hong Kong Taiwan Macau Macao Singapore India Australia Canada Germany France Italy
    Switzerland UK United States Kingdom South North East West America Latin Middle Africa Phase-1 GLP-1 NDA BLA IND BTD ODD
    First Second Third Additionally Furthermore Moreover Meanwhile Territory Products Product Licensed Parties Party Licensor
    Licensee Financial Terms Details Deal Deals News Report Reports Source Read More Main Board Listing Rules Exchange Stock
    One Two Three Four Five Six Seven Eight Nine Ten Here There Then Now What Why How Who Which Where Not No Yes Some Many Most
    Several Such Another Other More Less Last Next Same Later Earlier Still Yet Even Only Just Again Once Other Others Everyone
    Strategic Research Development Clinical Commercial Commercialization Joint Partnership Partner Partners Deal-making Investors
    Shares Stock Analysts Sales Management Both About Over Up Down Out Off Per Via Through Between Within Without Against
    Following Based Given Including Among Around Along Despite Like Unlike Because Although Though Since Until Unless
    Last-year This-year Week Month Year Day Q1 Q2 Q3 Q4 H1 H2 Table Figure Note Notes Item Items Exhibit Section Article
    Class Cancer Oncology Breast Lung Alzheimer Parkinson Crohn Type I II III IV CAR-T mRNA siRNA RNA DNA AI""".split()
)  # fmt: skip
_ZH_CORE = "生物制药|生物医药|生物科技|生物技术|医药科技|医药|制药|药业|生物|大药厂|药厂|生技|生医|创药"
_ZH_LOOSE = f"{_ZH_CORE}|新药|基因|医疗|科技|疫苗|健康|化学|细胞|免疫|药物|控股|集团|医学|技术"
_ZH_FORM = r"(?:(?:科技|集团|控股|国际|发展|研究|开发|实业|技术|工业)*(?:股份)?(?:有限)?(?:责任)?公司|集团(?!队)|股份(?=[,。将与和\(]))"
#: Characters that a company's own name hardly holds: words of grammar, numbers and measure.
_ZH_STEM = r"[^\W\d_a-zA-Z的了是在和与及对将为从被有等这那其该一二两多各看读想就都也个项款种类份支家向由给至于以把让使称后前时不未已曾再更最或但而如所年月日]"
_ZH_NAME = re.compile(
    rf"(?P<n>{_ZH_STEM}{{2,8}}?(?:{_ZH_CORE})(?:\([\u3400-\u9fff]{{2,6}}\))?{_ZH_FORM}?|{_ZH_STEM}{{2,12}}?(?:{_ZH_LOOSE})(?:\([\u3400-\u9fff]{{2,6}}\))?{_ZH_FORM}|{_ZH_STEM}{{2,8}}?(?:\([\u3400-\u9fff]{{2,6}}\))?(?:有限|股份)公司)(?![剂学师界圈领行类相]|制品|标志|等效|样本)"
)
_ZH_CUT = re.compile(
    r".*(?:宣布|公告称?|公布|表示|与|和|及|向|从|由|对|将|给予?|为|被|在|是|以及|通过|授予|授权|许可|合作伙伴|合作方|全资|控股|附属|旗下|子公司|孙公司|公司|企业|巨头|药企|药厂(?=.)|今日|近日|昨日|日前|早前|随后|其中|包括|例如|如|的|了|就|同|跟|找|携手|联手|牵手|联合|引进|独家|支付|关于|收购|出售|美国|日本|韩国|德国|法国|英国|瑞士|瑞典|丹麦|意大利|印度|国内|国际|海外|全球|中国(?=..)|跨国|本土|知名|领先|上市|创新药企|生物技术公司|生物制药公司|月|日|年|，|来自|获得?|使|让|凭|称|方|时|后|前|等|个|家|其|披露|收到|任何|进行|根据|目前|还有|仍|又|已|此|本|该|近|签订|签署|达成|公告|负责|采购|销售|参股|持股|子|拥有|主要|系|即|借|炒|着|港股|A股|板块|跌|涨|升|夥|结盟|回应|看好)"
)
_ZH_NOT = re.compile(
    r"^(?:(?:创新|生物|化学|中|仿制|医|新|该|此|本|原料|靶向|抗体|肿瘤|免疫|小分子|大分子|候选|相似|类似|投资|其他|我国|中国|全球|国内|海外|合成|细胞|基因|创|双抗|罕见病|相关|多款|一款|这些|疫苗|核酸|治疗|临床|港股|A股|现代|传统|化工|化|数字|互联网|精准|自身|自体|体内|动物|人工智能|单克隆|双特异性|多肽)+)?(?:医药|制药|药业|药物|生物|生物医药|生物制药|生物科技|生物技术|新药|创新药|药品|疫苗|基因|医疗|科技|健康|化学|细胞|免疫|抗体|肽|核酸|制剂|技术|开发|研究|股份|集团|发展|工业|控股|公司|有限|国际)*$"
)
_ZH_SLOT_LATIN = re.compile(
    r"(?:与|和|及|向|给|从|由|授予|同|携手|联手|被|予|、|\(|\"|(?:公司|药企|巨头|企业|Biotech)[: ]?|^|[。,;:\s])\s?(?P<n>[A-Z][A-Za-z0-9&.'\-]*(?:\s[A-Z&][A-Za-z0-9&.'\-]*){0,4}(?:,?\s(?:Inc|Ltd|LLC|AG|Corp|Co|plc|S\.A|GmbH)\b\.?,?)*)\s?(?=(?:\([^)]{1,40}\))?\s?(?:公司|将|宣布|签|就|达成|订立|支付|的|合作|共同|独家|授权|许可|获得|在|,|、|和|与|之间|负责|拥有|旗下|开发|\)|\"|生物|制药|医药|以|成立|有权|可|需|引进|承诺|首|作为|则|已|股))",
    re.A | re.M,
)
_ZH_FIRM_LATIN = re.compile(
    r"(?:与|和|同|从|由|向|给|授予|携手|联手|牵手|(?:公司|药企|巨头|企业|集团|机构|合作伙伴|合作方|子公司|Biotech|biotech)(?:为|是)?)\s?(?:(?:美国|日本|韩国|德国|法国|英国|瑞士|瑞典|丹麦|意大利|印度|加拿大|比利时|荷兰|西班牙|以色列|澳大利亚|新加坡|中国|巴西|俄罗斯|土耳其|阿根廷|跨国)[\u3400-\u9fff]{0,8})?[\s\"]?(?P<n>[A-Z][A-Za-z0-9&.'\-]*(?:\s[A-Z&][A-Za-z0-9&.'\-]*){0,4}(?:,?\s(?:Inc|Ltd|LLC|AG|Corp|Co|plc|S\.A|GmbH)\b\.?,?)*)(?!\s?(?:抑制剂|抗体|单抗|受体|激动剂|靶点|双抗|ADC|期|临床|平台|疫苗|疗法|市场|权益|指数|年))",
    re.A,
)
_ZH_SUBSIDIARY = re.compile(r"(?:子公司|附属公司|附属)(?P<n>[\u3400-\u9fff]{2,6}?)(?=\(|拿下|与|和|将|向|从|签|就|已|获|于|近日|,|、|的|同|跟|收到|在)")
#: Chinese names that end in no word of the trade: before a ticker in brackets, before a title's colon, as "with X company".
_ZH_SLOTS = (
    re.compile(rf"(?P<n>{_ZH_STEM}{{2,8}}(?:-[A-Z]{{1,3}})?)\s?\((?:(?:股票|证券|股份)?(?:代[码号])?[::]?\s?)?(?:[A-Z]{{2,6}}[:.\s]\s?)?(?:\d{{4,6}}(?:[.\-](?:HK|SH|SZ|SS|TW|TWO|BJ|US))?|[A-Z]{{2,5}}\.(?:US|O|N|HK))(?=[\s,;/)])"),
    re.compile(rf"^\s*(?:\[[^\]]*\]|快讯[::]?|公告[::]?)?\s?(?P<n>{_ZH_STEM}{{2,6}})(?:\([\dA-Z.]+\))?:(?=[\u3400-\u9fff])", re.M),
    re.compile(rf"(?:^|[,。;\s)电讯,])(?P<n>{_ZH_STEM}{{2,6}}?)(?:\([\dA-Z.:\-]+\))?(?:\d{{1,2}}日|今日|今天|今|昨日|昨|近日|日前|早前|随后)*(?:晚间?|傍晚|早上|盘后|午间)?(?:正式)?(?:宣布|公告|发布公告|公布|披露|表示|发公告)(?!称其|的是)", re.M),
    re.compile(rf"(?:与|和|向|由|从|予|自)(?P<n>{_ZH_STEM}{{2,8}}(?:大学|研究所|研究院|科学院|医院))"),
    re.compile(rf"(?:与|和|向|由|从|予)(?:[\u3400-\u9fff]{{2,4}}的)?(?P<n>{_ZH_STEM}{{2,6}})公司"),
)  # fmt: skip
_ALIAS = re.compile(
    r"\s?\((?:[^()\"]{0,60}?[,;:]\s?)?(?:(?:以下|下文|下称)?(?:简称|统称|合称)为?|hereinafter|together[^\"()]{0,30}|the|or|collectively,?|\"?NASDAQ[^\"()]*|[^()\"]{0,40}[:,;])?\s?(?:the )?\"(?P<a>[^\"()]{2,40})\"(?:\s?(?:或|or|/)\s?(?:the )?\"(?P<b>[^\"()]{2,30})\")?[^()]{0,40}\)"
)
_PAREN = re.compile(r"\s?\((?P<a>[A-Za-z\u3400-\u9fff][^()\"]{1,45}?)(?:[,;:][^()]{0,80})?\)")
_PRONOUN_ZH = re.compile(r"(?<![\u3400-\u9fffA-Za-z])本公司|本集团|(?<![限子分该母孙司团业两家双上等市技型药属股联方国物一内外大])公司(?![董监股章治法名简及的])|(?<=[,。;:、])公司")
_PRONOUN_EN = re.compile(r"\b(?:the|The) (?:Company|Group)\b(?!')|\b[Ww]e\b(?= (?:have|will|are|may|entered|granted|received))|\bour Company\b")
_ISSUER_MARK = re.compile(r"\"(?:the )?\"?(?:Company|公司|本公司)\"|证券简称|证券代码|股份代号|stock code|公司代码|董事会|board of directors", re.I)
_TICKER = re.compile(
    r"\(?(?:NASDAQ|Nasdaq|NYSE|HKEX|SEHK|HKG|SSE|SZSE|TSE|TWSE|TPEx|KOSDAQ|KRX|ASX|LSE|SIX|Euronext|OTC\w*|STAR)[^()]{0,25}:\s?[\w.]{1,10}"
)


@dataclass
class Party:
    """One company on a page: every span that names it, and its registry id where the name is known."""

    key: str
    company: str | None
    spans: list[tuple[int, int]] = field(default_factory=list)
    #: The longest proper name, not a pronoun.
    name: str = ""
    #: 1.0 for registry names, less for names that only stand in a party's place.
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Named:
    """A company's name at `start` to `end`."""

    start: int
    end: int
    party: str
    pronoun: bool = False


class NameIndex:
    """Registry names as an automaton over the folded view."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        ids: dict[str, set[str]] = defaultdict(set)
        heads: dict[str, set[str]] = defaultdict(set)
        for company in catalog.companies.by_id.values():
            for name in company.all_names():
                shown = view(name).strip()
                for form in _forms(shown):
                    ids[form].add(company.id)
            for extra in self._zh_names().get(company.id, ()):
                ids[extra].add(company.id)
            head = view(company.name.en or "").split(" ")[0].strip(",.")
            if len(head) >= 5 and head[0].isupper() and head not in _COMMON_HEADS:
                heads[head].add(company.id)
        for head, owners in heads.items():
            if head not in ids and len({self._catalog.companies.family(c) for c in owners}) == 1:
                ids[head] = owners
        merged: dict[str, set[str]] = defaultdict(set)
        for name, owners in ids.items():
            merged[name.lower()] |= owners
        self.ids = {n: self._one(c) for n, c in merged.items()}
        self.words = list(self.ids)
        #: Names that are also words: they count only beside a longer name of the company.
        self.common = {w.lower() for w in _COMMON_HEADS}
        self._exact = set(ids)
        self._automaton = ahocorasick_rs.AhoCorasick(self.words)

    def _zh_names(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for row in self._catalog.lexicons.company_names:
            found[row.company or ""].append(view(row.name))
        return found

    @cached_property
    def firms(self) -> list[str]:
        """Names of firms outside the registry."""
        return sorted(self._zh_names().get("", []), key=len, reverse=True)

    def _one(self, companies: set[str]) -> str | None:
        families = {self._catalog.companies.family(c) for c in companies}
        if len(companies) == 1:
            return next(iter(companies))
        return min(families) if len(families) == 1 else None

    def matches(self, shown: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, company id) of the longest names that stand as whole words, leftmost first."""
        found: dict[int, tuple[int, str]] = {}
        weak: list[tuple[int, int, str]] = []
        lowered = shown.lower()
        if len(lowered) != len(shown):
            lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in shown)
        for word, start, end in self._automaton.find_matches_as_indexes(lowered, overlapping=True):
            name = self.words[word]
            company = self.ids[name]
            if company is None or not _whole(shown, start, end):
                continue
            if shown[start].isascii():
                said = shown[start:end]
                if said not in self._exact and (said[0].islower() or end - start < 5 or (" " not in said and not said.isupper() and not said[0].isupper())):
                    continue
                if name in self.common and not names.has_chinese(shown[max(0, start - 6) : end + 6]):
                    weak.append((start, end, company))
                    continue
            if start not in found or found[start][0] < end:
                found[start] = (end, company)
        strong = {c for _, c in found.values()}
        for start, end, company in weak:
            if company in strong:
                found.setdefault(start, (end, company))
        last = 0
        for start in sorted(found):
            end, company = found[start]
            if start >= last:
                yield start, end, company
                last = end

    def family(self, company: str) -> str:
        return self._catalog.companies.family(company)

    @cached_property
    def labels(self) -> dict[str, str]:
        return {c.id: c.label() for c in self._catalog.companies.by_id.values()}


def _forms(shown: str) -> Iterator[str]:
    if names.has_chinese(shown):
        if len(shown) >= 2:
            yield shown
        stem = re.sub(r"(?:集团)?(?:股份)?(?:有限)?(?:责任)?公司$", "", shown)
        if len(stem) >= 4:
            yield stem
        return
    if len(shown) < 3 or (len(shown) < 4 and not shown.isupper()):
        return
    yield shown
    if not shown.isupper() and len(shown) >= 6:
        yield shown.upper()
    words = shown.split(" ")
    while len(words) > 1 and names.is_legal_form(words[-1]):
        words = words[:-1]
        yield " ".join(words).rstrip(",")


def _whole(shown: str, start: int, end: int) -> bool:
    """Whether Latin letters don't run on across the edges, and a two-character Chinese name isn't part of a word."""
    first, last = shown[start], shown[end - 1]
    before, after = shown[start - 1 : start], shown[end : end + 1]
    if first.isascii() and (before.isascii() and (before.isalnum() or before == "-")):
        return False
    if last.isascii() and last.isalnum() and after.isascii() and (after.isalnum() or (after == "-" and shown[end + 1 : end + 2].isdigit())):
        return False
    return not (not first.isascii() and shown.startswith(("证券", "银行", "基金", "投资", "大学", "资本", "期货", "研报"), end))


def _stands(shown: str, word: str) -> int:
    """How often a word stands by itself, neither part of a longer one nor joined by a hyphen."""
    found = 0
    at = shown.find(word)
    while at >= 0:
        before, after = shown[at - 1 : at], shown[at + len(word) : at + len(word) + 1]
        if not (before.isalnum() or before == "-" or after.isalnum() or after == "-"):
            found += 1
        at = shown.find(word, at + len(word))
    return found


def _person(shown: str, name: str) -> bool:
    """Whether a title stands before a short Chinese name: 主委程文俊."""
    at = shown.find(name)
    while at >= 0:
        if _TITLE.search(shown[max(0, at - 8) : at]):
            return True
        at = shown.find(name, at + len(name))
    return False


def find(page: Page, index: NameIndex) -> tuple[dict[str, Party], list[Named]]:
    """Parties by key, and where they are named, in order."""
    return _Finder(page, index).run()


class _Finder:
    """Collects names of a page: registry first, then unknown names in the forms and places that companies have."""

    def __init__(self, page: Page, index: NameIndex) -> None:
        self.page = page
        self.index = index
        self.shown = page.shown
        self.parties: dict[str, Party] = {}
        self.named: list[Named] = []
        self.taken = bytearray(len(self.shown) + 1)

    def run(self) -> tuple[dict[str, Party], list[Named]]:
        for start, end, company in self.index.matches(self.shown):
            self._add(start, end, self.index.family(company), company, 1.0)
        self._join()
        self._extend()
        self._unknown()
        self._aliases()
        self._repeat()
        self._pronouns()
        self.named.sort(key=lambda n: n.start)
        return self.parties, self.named

    def _add(self, start: int, end: int, key: str, company: str | None, confidence: float, pronoun: bool = False) -> None:
        if any(self.taken[start:end]):
            return
        self.taken[start:end] = b"\x01" * (end - start)
        party = self.parties.setdefault(key, Party(key, company, confidence=confidence))
        party.spans.append((start, end))
        said = self.page.quote(start, end)
        if not pronoun and (not party.name or (len(said) > len(party.name) and company == party.company)):
            party.name = said
        self.named.append(Named(start, end, key, pronoun))

    def _join(self) -> None:
        """Two registry names side by side are a joint venture's name ("Fosun Kite"), and a place before a name belongs to it."""
        joined: list[Named] = []
        self.named.sort(key=lambda n: n.start)
        for one in self.named:
            last = joined[-1] if joined else None
            if last is not None and self.shown[last.end : one.start] == " " and last.party != one.party and self.shown[one.start].isascii():
                joined.pop()
                for old in (last, one):
                    spans = self.parties[old.party].spans
                    spans.remove((old.start, old.end))
                    if not spans:
                        del self.parties[old.party]
                key = names.key(self.shown[last.start : one.end])
                party = self.parties.setdefault(key, Party(key, None, confidence=0.8))
                party.spans.append((last.start, one.end))
                party.name = party.name or self.page.quote(last.start, one.end)
                joined.append(Named(last.start, one.end, key))
            else:
                joined.append(one)
        self.named = joined

    def _extend(self) -> None:
        """A registry name that is the head of a longer one ("Hengrui" of "Hengrui Pharmaceuticals Co., Ltd.")."""
        grown: list[Named] = []
        for one in self.named:
            m = _NAME_TAIL.match(self.shown, one.end) if self.shown[one.end - 1].isascii() else None
            if m and not any(self.taken[one.end : m.end()]):
                self.taken[one.end : m.end()] = b"\x01" * (m.end() - one.end)
                spans = self.parties[one.party].spans
                spans[spans.index((one.start, one.end))] = (one.start, m.end())
                one = Named(one.start, m.end(), one.party)
            grown.append(one)
        self.named = grown

    def _unknown(self) -> None:
        shown = self.shown
        for m in _ENGLISH_NAME.finditer(shown):
            self._candidate(m.start(), m.end(), 0.9)
        if self.page.chinese:
            for firm in self.index.firms:
                at = shown.find(firm)
                while at >= 0:
                    self._add(at, at + len(firm), names.key(firm), None, 0.95)
                    at = shown.find(firm, at + len(firm))
            for m in _ZH_NAME.finditer(shown):
                start = m.start("n")
                stem = _ZH_TAIL.sub("", shown[start : m.end()])
                cut = _ZH_CUT.match(stem)
                if cut:
                    start += cut.end()
                name = shown[start : m.end()]
                if len(name) < 4 or _ZH_NOT.match(name) or any(self.taken[start : m.end()]):
                    continue
                self._add(start, m.end(), self._kin(name) or names.key(name), None, 0.7)
            for pattern in _ZH_SLOTS:
                for m in pattern.finditer(shown):
                    start, end = m.start("n"), m.end("n")
                    cut = _ZH_CUT.match(shown[start:end])
                    start += cut.end() if cut else 0
                    name = shown[start:end]
                    if (pattern is _ZH_SLOTS[1] and start > 400) or (pattern in _ZH_SLOTS[1:3] and shown.count(name) < 2):
                        continue
                    if 2 <= len(name) <= 3 and _person(shown, name):
                        continue  # a person
                    if len(name) >= 2 and name not in _ZH_LABELS and not _ZH_NOT.match(name) and name not in _PLACES and not any(self.taken[start:end]):
                        self._add(start, end, names.key(name), None, 0.6)
            for pattern in (_ZH_FIRM_LATIN, _ZH_SLOT_LATIN):
                for m in pattern.finditer(shown):
                    self._candidate(m.start("n"), m.end("n"), 0.7)
            for m in _ZH_SUBSIDIARY.finditer(shown):
                owner = next((n for n in reversed(self.named) if n.end <= m.start() and m.start() - n.end < 40), None)
                if owner is not None and not any(self.taken[m.start("n") : m.end("n")]):
                    self._spread(m["n"], owner.party)
        else:
            for slot in _SLOTS:
                for m in slot.finditer(shown):
                    self._candidate(m.start("n"), m.end("n"), 0.7)
                    if "n2" in slot.groupindex:
                        self._candidate(m.start("n2"), m.end("n2"), 0.7)
            self._repeat()
            self._bare()

    def _kin(self, name: str) -> str | None:
        """The party on this page whose Chinese stem a longer name holds: 苏州泽璟生物制药 is 泽璟制药."""
        for party in self.parties.values():
            for start, end in party.spans[:4]:
                stem = _ZH_TAILS.sub("", self.shown[start:end])
                stem = re.sub(r"^(?:上海|北京|江苏|浙江|苏州|四川|杭州|广东|深圳|山东|成都|重庆|贵州|贵阳|海南|珠海|无锡|南京|台湾)(?=..)", "", stem)
                if len(stem) >= 2 and names.has_chinese(stem) and stem in name and stem not in _PLACES and not _ZH_NOT.match(stem):
                    return party.key
        return None

    def _bare(self) -> None:
        """One capitalised word that recurs, is never a common word on the page, and stands where a party stands."""
        shown = self.shown
        counts: dict[str, list[int]] = defaultdict(list)
        for m in re.finditer(r"(?<![\w.'-])[A-Z][a-z]{2,}[A-Za-z]*(?![\w-])", shown):
            if not any(self.taken[m.start() : m.end()]):
                counts[m.group()].append(m.start())
        heads = {self.shown[a:b].split(" ")[0].lower() for p in self.parties.values() for a, b in p.spans}
        for word, places in counts.items():
            if len(places) < 2 or word.lower() in heads or word in _NOT_NAME or word in _PLACES or word in _PEOPLE_AND_PLACES:
                continue
            if _stands(shown, word.lower()):
                continue
            if not any(_STANDS.search(shown[max(0, a - 14) : a]) or _ACTS.match(shown[a + len(word) : a + len(word) + 18]) for a in places):
                continue
            if any(_BRAND.search(shown[max(0, a - 22) : a]) or re.match(r"\s?(?:\([a-z]|®|™|sales\b)", shown[a + len(word) : a + len(word) + 8]) for a in places):
                continue
            first = shown[max(0, places[0] - 16) : places[0]]
            if re.search(r"(?:Dr|Mr|Ms|Prof)\.? $|[a-z,] [A-Z][a-z]+ $", first):
                continue  # a surname behind a first name
            for a in places:
                self._add(a, a + len(word), names.key(word), None, 0.5)

    def _candidate(self, start: int, end: int, confidence: float) -> None:
        words = list(re.finditer(r"\S+", self.shown[start:end]))
        while words and ((words[0].group().strip(".,'\"") in _NOT_NAME and not (len(words) > 2 and words[0].group() in _NUMBERS)) or words[0].group() in ("of", "&", "and")):
            words.pop(0)
        while words and words[-1].group().strip(".,'\"") in _NOT_NAME - {"Inc", "Ltd", "Co", "Corp", "Group", "Company", "Oncology", "AI", "RNA"}:
            words.pop()
        if not words:
            return
        begin, stop = start + words[0].start(), start + words[-1].end()
        while stop > begin and self.shown[stop - 1] in ",;:-'\"":
            stop -= 1
        name = self.shown[begin:stop]
        core = name.strip(".")
        if len(core) < 3 or _CODE.fullmatch(core) or any(self.taken[begin:stop]):
            return
        if len(words) == 1 and (_TRADE_WORD.fullmatch(core) or core in _ABBREVIATIONS):
            return
        if len(words) == 1 and confidence < 0.9:
            # one bare word: a name only if the page doesn't use it as a word, and short capitals only if they recur
            if core.isupper() and len(core) <= 5 and _stands(self.shown, core) < 3:
                return
            if not core.isupper() and _stands(self.shown, core.lower()):
                return
        if _TRADE_WORDS.fullmatch(name):
            return
        if len(words) == 1 and (core in _PLACES or (any(c.isdigit() for c in core) and "-" in core)):
            return
        key = names.key(name)
        if re.fullmatch(r"[A-Z]{2,6}-(?:US|HK|TW|JP|SZ|SH|KS)", core):
            return
        for known in self.parties.values():
            head = self.shown[known.spans[0][0] : known.spans[0][1]].split(" ")[0]
            if len(words) == 1 and head == core and len(core) >= 3:
                self._add(begin, stop, known.key, known.company, known.confidence)
                return
            if known.company is None and (known.key.startswith(key + " ") or key.startswith(known.key + " ")):
                key = known.key
                break
        self._add(begin, stop, key, None, confidence)

    def _aliases(self) -> None:
        """Short names in brackets behind a name belong to it, and two names so joined are one party."""
        extra: list[tuple[str, str]] = []
        for one in list(self.named):
            if one.pronoun:
                continue
            m = _ALIAS.match(self.shown, one.end)
            if m:
                for alias in (m["a"], m["b"]):
                    if alias and not re.fullmatch(r"(?:the )?(?:Company|Group|公司|本公司|本集团|集团|Licensor|Licensee|许可方|被许可方|甲方|乙方|Parties|双方|Agreement|协议)", alias):
                        extra.append((alias, one.party))
                    elif alias and alias.lower() in ("company", "the company", "公司", "本公司"):
                        self._issuer = one.party
                continue
            m = _PAREN.match(self.shown, one.end)
            if m:
                inner = next((n for n in self.named if n.start == m.start("a") and n.party != one.party), None)
                if inner is not None:
                    self._merge(inner.party, one.party)
                elif not _TICKER.match(self.shown[m.start() : m.end()].strip()) and re.fullmatch(r"[A-Z][A-Za-z][\w&.\- ]{1,30}", m["a"]) and not m["a"].isupper() and names.has_chinese(self.shown[one.start : one.end]):
                    extra.append((m["a"], one.party))
        for alias, key in extra:
            self._spread(alias.strip(), key)

    def _merge(self, gone: str, kept: str) -> None:
        if gone not in self.parties or kept not in self.parties:
            return
        a, b = self.parties[gone], self.parties[kept]
        if a.company and b.company:
            return
        if a.company:
            a, b, gone, kept = b, a, kept, gone
        b.spans += a.spans
        self.named = [Named(n.start, n.end, kept, n.pronoun) if n.party == gone else n for n in self.named]
        del self.parties[gone]

    def _spread(self, alias: str, key: str) -> None:
        if len(alias) < 2 or key not in self.parties:
            return
        company = self.parties[key].company
        at = self.shown.find(alias)
        while at >= 0:
            if _whole(self.shown, at, at + len(alias)):
                self._add(at, at + len(alias), key, company, self.parties[key].confidence)
            at = self.shown.find(alias, at + len(alias))

    def _repeat(self) -> None:
        """Later mentions by the first word of an unknown name, or by the stem of a Chinese one."""
        for party in list(self.parties.values()):
            said = self.shown[party.spans[0][0] : party.spans[0][1]]
            if names.has_chinese(said):
                stem = _ZH_TAILS.sub("", said)
                if 2 <= len(stem) <= 4 and not _ZH_NOT.match(stem) and stem not in _PLACES:
                    self._spread(stem, party.key)
                continue
            head = said.split(" ")[0].strip(",.")
            if (len(head) >= 4 or (len(head) == 3 and head.isupper())) and head not in _ABBREVIATIONS and head not in _NOT_NAME and (head not in _COMMON_HEADS or len(said.split()) > 1) and head not in _PLACES:
                self._spread(head, party.key)

    _issuer: str | None = None

    def _pronouns(self) -> None:
        """ "The Company" is the issuer where a notice defines it, else the party named last before it, close by."""
        shown = self.shown
        issuer = self._issuer
        if issuer is None and self.named and _ISSUER_MARK.search(shown[:1200]):
            issuer = min((n for n in self.named), key=lambda n: n.start).party
        named = sorted((n for n in self.named if not n.pronoun), key=lambda n: n.start)
        if not named or (issuer is None and not self.page.chinese):
            return
        at = 0
        for m in (_PRONOUN_ZH if self.page.chinese else _PRONOUN_EN).finditer(shown):
            if m.start() and self.taken[m.start() - 1]:
                continue  # "默克公司" is one name
            key = issuer
            if key is None:
                while at + 1 < len(named) and named[at + 1].end <= m.start():
                    at += 1
                back = at
                while back > 0 and _OBJECT.search(shown[max(0, named[back].start - 6) : named[back].start]):
                    back -= 1  # "与EQRx", "授予EQRx": not what the notice is about
                last = named[back]
                if last.end > m.start() or m.start() - last.end > 260:
                    continue
                key = last.party
            if key in self.parties:
                self._add(m.start(), m.end(), key, self.parties[key].company, 0.8, pronoun=True)


_OBJECT = re.compile(r"(?:与|和|向|从|给|予|由|被|同|跟|及)(?:美国|日本|韩国|德国|法国|英国|瑞士|跨国)?\s?$")
_NUMBERS = frozenset("One Two Three Four Five Six Seven Eight Nine Ten First Second".split())
_ZH_LABELS = frozenset("来源 作者 导读 摘要 标题 时间 日期 编辑 记者 本文来源 协议概况 重点提示 特别提示 重要提示 公告 快讯 个股 医药股 原标题 要闻 新闻 免责声明 声明 文来源 公司回应 自愿 业内人士 业内 分析师 记者 专家 券商 机构 大行 市场 消息 报道 据悉 双方 两家 对方 集团 官方 媒体 董事会 董事长 总经理 执行长 发言人 研究员 医生 患者 监管 投资者 目的 内容 名称 结论".split())
_ABBREVIATIONS = frozenset(
    """FDA NMPA EMA CDE SEC NYSE HKEX SSE USA USD RMB ADC ADCS PD NDA BLA IND CEO CFO CMO COO CSO IPO BD R&D CRO CMC CDMO CMO GMP AI RNA
    DNA MRNA CAR TCR NSCLC SCLC HCC CRC AML ALL CLL MDS HIV HBV HPV RSV WHO EU UK US UAE ASCO ESMO AACR ASH EULAR ADA JPM BIO EGFR HER
    VEGF GLP IL TNF CD TROP CNS EPS GAAP YTD CAGR MNC MNCS KOL PR NASDAQ AMEX HKD EUR GBP JPY KRW TCE PROTAC LLC INC LTD MASH NASH COPD
    IBD SLE ITP AMD DME T2D NCE API OTC RX ODD BTD PRIME EAP SOC ORR PFS OS DOR CR PR SD PK PD TCM MAH NRDL CHINA ASIA GLOBAL NEWS
    NEW DEAL DEALS LICENSE LICENSING PHARMA BIOTECH HEALTH""".split()
)
_NAME_TAIL = re.compile(rf"(?:,?\s(?:{_CORE}|{_LEGAL})\b\.?)+(?:\s?\([A-Z][a-z]+\))?(?:,?\s(?:{_LEGAL})\b\.?)*")
_ZH_TAIL = re.compile(rf"(?:{_ZH_CORE})(?:\([^()]*\))?{_ZH_FORM}?$|{_ZH_FORM}$")
_ZH_TAILS = re.compile(rf"(?:{_ZH_CORE}|{_ZH_FORM}|集团|股份|有限|公司|控股|科技|\([^()]*\))+$")
_TRADE_WORD = re.compile(rf"(?:{_CORE}|{_LEGAL})")
_TRADE_WORDS = re.compile(rf"(?:(?:{_CORE}|{_LEGAL}|Operating|Drug|Drugs|Life|National|Tech|Technology|Technologies|and|&)\.?,?\s?)+")
_TITLE = re.compile(r"(?:主委|总裁|董事长|总经理|执行长|首席\w{2,4}官|CEO|CFO|博士|教授|记者|分析师|院长|主任|发言人|代表)\s?$")
_CODE = re.compile(r"[A-Z]{1,6}-?\d[\w\-]*|[A-Z]+\d+")
_BRAND = re.compile(r"(?:\(|called |named |brand(?:ed)?(?: as| name)? |drug |medicine |approved |approval (?:of|for) |sales of |commerciali[sz]e |marketed as |known as |booked |efficacy of |taking |label for )$", re.I)
_STANDS = re.compile(r"\b(?:with|from|between|and|by|to|of|firms,|company) $")
_ACTS = re.compile(r"'s |,? (?:will|has|is|can|may|could|gets|said|announced|pays|to (?:receive|pay|use|develop)|retains|grants|keeps|receives|licensed|takes)\b")
_PEOPLE_AND_PLACES = frozenset(
    """America American Americas Asian African Australian Austria Austrian Belgium Belgian Brazil Brazilian British Britain Canadian
    Copenhagen Danish Denmark Dutch Netherlands English Finland French German Greece Indian Indonesia Indonesian Israel Israeli
    Italian Japanese Korean Malaysia Mexico Norway Philippines Poland Portugal Russia Russian Saudi Arabia Singaporean Spain
    Spanish Sweden Swedish Swiss Thailand Turkey Vietnam California Massachusetts Jersey Maryland Delaware Paris London Tokyo
    Seoul Basel Munich Berlin Dublin Toronto Sydney Chicago Diego Angeles Houston Texas Gaithersburg Waltham Princeton Reuters
    Bloomberg Mainland Parent Tech Affiliate Affiliates Subsidiary Andexxa Fierce Endpoints BioWorld Wall Street Journal Times Nature Science Phase Trial Study Patients Data Results Board
    Directors Shareholders Territory Agreement License Licensed Products Compound Platform Technology Technologies Therapy
    Antibody Inhibitor Keytruda Opdivo Humira Ozempic Wegovy Mounjaro Enhertu Nobel University Hospital Institute College
    Medicare Medicaid Congress Senate Trump Biden Biosecure Act Government Ministry Administration Covid Omicron""".split()
)
_PLACES = frozenset(
    """北京 上海 江苏 浙江 广东 深圳 苏州 杭州 南京 成都 四川 山东 河北 湖北 武汉 天津 重庆 中国 美国 日本 韩国 德国 法国 英国 瑞士
    全球 国际 香港 台湾 澳门 珠海 广州 长春 海南 安徽 合肥 福建 厦门 湖南 长沙 江西 陕西 西安 Jiangsu Zhejiang Shanghai Beijing
    Sichuan Suzhou Hangzhou Shenzhen Guangzhou Nanjing Chengdu Shandong Hebei Hubei Wuhan Tianjin Chongqing Zhuhai Taiwan
    创新 生物 肿瘤 临床 公司 产品 其中 合作 该公 本次 新加坡 印度 加拿大 意大利 澳大利亚 以色列""".split()
)  # fmt: skip
