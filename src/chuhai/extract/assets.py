"""Takes a page and the registry's assets, gives mentions of medicines by code, INN, brand or Chinese name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import ahocorasick_rs

from chuhai.catalog import Catalog, names
from chuhai.extract import forms, unlisted
from chuhai.extract.base import Page
from chuhai.extract.cues import Gate
from chuhai.extract.unlisted import INN_STEMS
from chuhai.reading.view import view

_CODE = re.compile(
    r"(?<![\w\-/.])(?P<c>(?:[A-Z]{1,6}[a-z]?[A-Z]{0,3}|[A-Z][a-z]{1,3}[A-Z]{0,2}|\d{1,2}[A-Z]{1,3})-?[ ]?\d{2,7}[A-Za-z]{0,2}\d{0,2}(?:-\d{1,3})?|[A-Z]{2,5}-[A-Z]{1,3}\d{2,6}[A-Z]?(?:\d{1,2})?|[A-Z]{2,3}-[A-Z]\d{1,2}|[A-Z]{2,4}\d-\d{2,4}|[A-Z][a-z]{1,3}[A-Z][a-z]{1,3}-?\d{2,4}|[A-Z]-[A-Z]{2,4}\d{2,4}|[A-Z]{2,6}\d{1,2}[A-Z]\d{1,4}[A-Z]?|(?:BAT|KN|JS|SYS|AK|LM|DB|YL|HLX|IBI|CM|SHR|HRS|HS|MRG|BL|TQB?|LBL|ZG|ICP|BGB|APG|SKB|MW|QL|RC|CS|FS|SIM|AP|GS|XZP|BBT)-?[A-Z]{0,3}\d{1,6}[A-Za-z]?)(?![\w])",
    re.A,
)
#: Where a code may begin: a capital or a digit at the start of a word, a digit soon behind it.
_CODE_START = re.compile(r"[A-Z\d](?<![\w\-/.].)(?=[A-Za-z\d]{0,10}-? ?[A-Z]{0,3}\d)", re.A)
_NOT_CODE = re.compile(
    r"^(?:(?:USD|RMB|HKD|EUR|CNY|GBP|JPY|NTD|TWD|KRW|OF|NO|IN|ON|BY|TO|AT|THE|AND|FOR|FROM|UNTIL|SINCE|AS|IS|WAS|ARE|ACT|RULE|SECTION|ITEM|PAGE|PHASE|YEAR|TABLE|APRIL|MAY|JUNE|JULY|MARCH|NOTE|PART|VOL|TEL|FAX|ROOM|LIST|TOP|OVER|ABOUT|WITH|OR|AN|DAY|AGE|RMB|BLOCK|UNIT|IFRS|HKFRS|CAP|LOT|ARTICLE|CHAPTER|EXHIBIT|SFC|HKEX|SEC|NASDAQ|NYSE|COVID)-?\d+[A-Z]?|PD-?L?[12]|KY\d-\d{4}|CD-?\d{1,3}[a-z]?|HLA-[A-Z]\d+|(?:JUPITER|POLARIS|CHOICE|DESTINY|KEYNOTE|ORIENT|RATIONALE|CAPSTONE|HARMONI)-?[A-Z]?\d+|HER-?\d|IL-?\d+[A-Z]?|GLP-?1R?|VEGFR?-?\d?|CDK-?\d+|FGFR-?\d|JAK-?\d|TYK-?2|PARP-?\d|KRAS|COVID-?19|SARS|H\d+N\d+|GAAP|IFRS|ISO-?\d+|Q[1-4]-?\d*|FY-?\d+|H[12]-?\d*|MEDLINE|EX-?\d+|Rule\d+|Form-?\d+|SB-?\d+|US\d+|EU\d+|B\d{2}|P\d{2,}|ASCO-?\d+|ESMO-?\d+|AACR-?\d+|ASH-?\d+|SITC-?\d+|ADA-?\d+|EHA-?\d+|JPM-?\d+|CXCR\d|CCR\d+|TLR-?\d|TROP-?2|CTLA-?4|LAG-?3|TIM-?3|B7-?H\d|CLDN-?\d+(?:\.\d)?|SSTR-?\d|DLL-?\d|GPC-?\d|FXI|BCL-?\d|BRD-?\d|PRMT-?\d|MAT2A|TL1A|NTRK\d|ROS-?1|PCSK-?9|ANGPTL-?\d|APOC-?3|TNF\w*|TGF\w*|IGF-?1R?|DPP-?\d|SGLT-?\d|XPO-?1|USP-?\d+|STAT-?\d|SHP-?2|TNFSF\d+|GDF-?15|FGF-?\d+|GPR\d+|ROR-?1|PTK-?7|CDH-?\d+|MUC-?\d+|LILRB\d|PDE-?\d+[A-Z]?|KIF18A|GSPT\d|NLRP-?3|IRAK-?\d|RIPK-?\d|WT-?1|DKK-?1|MC4R|NaV1|SOD1|RPE65|KLK2|NKG2[A-D]|EZH-?[12]|MDM-?2|LSD-?1|VAV1|CYP\d\w*|BRCA-?\d|UGT\d\w*|HBV-?\d*|R2\d{3}|G12[A-Z]|V600E|[ACDEFGHIKLMNPQRSTVWY]\d{2,4}[ACDEFGHIKLMNPQRSTVWYX]|EGFR-[A-Z]\d+[A-Z]|\d{1,2}[A-Z]{1,2}\d{2}|VOL-?\d+|NO-?\d+|ID-?\d+|NCT-?\d+|CTR-?\d+|HK-?\d+|SH-?\d+|SZ-?\d+|SEHK\d+|ST\d+|[A-Z]\d{1,2}|TOP-?\d+|TOP\d+强|GMP\d*|CAGR\d*|WHO-?\d+|ICD-?\d+|A\d{2}|SPAC|EV-?\d{2}|AAV-?\d{1,2}|T\d{1,2}|GPT-?\d|AI-?\d+|MSCI-?\d+|CSI-?\d+|ETF-?\d+|OX40L?|NK1R?|SCLC\d*|IND-?\d*|BLA-?\d*|NDA-?\d*|ANDA-?\d*|IC50|EC50|MD\d+|UTC-?\d+|GMT-?\d+|A1C|HbA1c|K\d{1,2}|FLT-?3|NT5E|S1P\d?|HIF-?\d\w*|GLUT-?\d|FOLR1|CEACAM\d|P53|WEE1|ALK\d?|AKT\d|ERK\d|Factor\w*|IgG\d)$",
    re.I,
)
#: WHO stems (The use of stems in the selection of INN, 2018), long enough to be sure in running text.
_INN = re.compile(
    rf"(?<![\w\-])(?:[A-Za-z]{{3,}}(?:{INN_STEMS})(?:\s(?:alfa|beta|vedotin|deruxtecan|tirumotecan|rezetecan|brengitecan|govitecan|samrotecan|emtansine|autoleucel|pelidotin|botidotin|tecan|pamirtecan|zoledotin|sesutecan|soravtansine))?(?:-[a-z]{{4}})?)(?![\w])",
    re.A,
)
_STEMS = ahocorasick_rs.AhoCorasick(
    sorted({stem.split("(")[0] for stem in INN_STEMS.replace(r"|,|\.|\)|$", "").split("|")})
)
_NOT_INN = frozenset(
    ["excel", "cancel", "parcel", "chancel", "concept", "accept", "except", "intercept", "percept", "precept", "stat", "nitrostat", "thermostat", "rheostat", "photostat", "investment", "agreement", "development", "treatment", "commitment", "management", "payment", "announcement", "statement", "assessment", "document", "department", "improvement", "requirement", "achievement", "element", "environment", "equipment", "enrollment", "amendment", "engagement", "moment", "government", "supplement", "movement", "establishment", "appointment", "segment", "enhancement", "fulfillment", "recruitment", "advancement", "platinum", "devoir", "elixir", "abattoir", "reservoir", "concept", "start", "part", "chart", "smart", "heart", "counterpart", "depart", "apart", "plug", "smug", "drug", "bug", "debug", "shrug", "hug", "dug", "rug", "tug", "mug", "jug", "peptide", "polypeptide", "nucleotide", "oligonucleotide", "dipeptide", "tripeptide", "tide", "prevention", "intervention", "medicament", "ligament", "filament", "parliament", "tournament", "fragment", "pigment", "augment", "experiment", "compliment", "complement", "implement", "argument", "instrument", "testament", "temperament", "sediment", "lament", "ferment", "garment", "torment", "comment", "judgment", "adjustment", "replacement", "settlement", "arrangement", "involvement", "reimbursement", "deployment", "procurement", "placement", "measurement", "employment", "attachment", "ailment", "Bart", "deg", "astride", "riptide", "Eastide", "accel", "tunicel"]
)  # fmt: skip
_ZH_INN = re.compile(
    r"(?P<n>(?:注射用|重组|盐酸|甲磺酸|马来酸|富马酸|苹果酸|枸橼酸|磷酸|琥珀酸)?[\u3400-\u9fff]{1,5}?(?:替尼|西利|帕利|利布|非尼|替丁|单抗|双抗|替康|西普|鲁肽|格列\w|列净|列汀|沙班|芦胺|仑赛|他赛|磷奈|缩宫|泊帕|司他|佐米|那非|洛韦|夫定|米韦|瑞韦|韦|拉赞|普赞|生赞|西汀|帕胺|罗司他|氟\w{1,2}替尼)(?:注射液|片|胶囊|颗粒|滴眼液|乳膏)?)"
)
_MAY_BE_INN = Gate(_ZH_INN)
_ZH_BEFORE = re.compile(
    r".*(?:与|和|及|的|款|抗体|将|对|为|在|物|药|产品|授予|授权|联合|制剂|类|把|披露|绕|以|宣布|获得|引进|拿下|名为|包括|包含|其中|由|从|是|就|了|于|有|用|含|[,。;:、（(])"
)
_ZH_ANTIBODY = re.compile(r"(?:单抗|双抗)$")
_ZH_KIND = re.compile(r"国内|人源化|特异性|克隆|全人|小分子|靶点|靶向|一线|抗肿瘤|大分子|口服|长效|新型|每周|疫苗")
_ZH_NOT = re.compile(
    r"(?:^|.*)(?:重组|人源化|全人源|抗体|双特异性|单克隆|一款|多款|这款|该|新型|的|及|和|与|了|为|等|是|款|项|只|类|创新|国产|进口|首个|靶向|联合|治疗|使用|开发|含|将|对|在|其|自研|个)$"
)
_DRUG_WORD = re.compile(r"(?<![\w\-])(?P<b>[A-Z]{4,}(?:[A-Z]|®|™))(?:®|™|\s?\()|(?P<b2>[A-Z][A-Za-z]{3,})\s?[®™]")


#: What stands before numbers that are no code of a medicine: of a listing, a document, a room, a page of a paper, an editor.
_NUMBERED = re.compile(
    r"(?:(?:Nasdaq|NYSE|HKEX|SEHK|SSE|SZSE|stock code|代码|(?<!项目)(?<!产品)(?<!研发)编号|股份代号|Form|Room|Suite|Floor|(?<!代)(?<!编)号|批准文号)[^\n]{0,12}|第|(?:编辑|责编|记者|作者|审核)[:: ]{0,2})$",
    re.I,
)

#: A word beside a year, a stock index, a form of a number without its figures.
_NO_NAME = re.compile(
    r"[A-Za-z]+ (?:19|20)\d\d|(?:KOSPI|KOSDAQ|TAIEX|NIKKEI|SENSEX|TOPIX|NIFTY)[- ]?\d+|[A-Z]+-?0+(?:-0+)?|X{2,}-?\d+(?:-\d+)?"
)

#: A trade mark whose sign was printed as letters: "NeucardinTM".
_MARKED = re.compile(r"(?<![\w-])[A-Z][a-z]{3,}(?=(?:TM)(?![\w-])(?! (?:\w+ ){0,3}(?:platform|technolog)))")

#: Behind a trade mark of a technology.
_PLATFORM = re.compile(r"[®™]?,? (?:the |a |its |an )?(?:[\w-]+ ){0,4}?(?:platform|technolog)", re.I)
#: A brand with its INN behind it, or the other way round: "Byetta (exenatide)".
_BRAND_OF = re.compile(
    r"(?<![\w\-.])(?P<b>[A-Z][a-z]{4,}(?: XR| SC| LS)?)[®™]? \((?P<i>(?![a-z]*(?:ly|ing|tion|ment|ed|ers?|land|ther|ies|als?|ous|ive|ant|ent|ness|dose|form)\))[a-z]{6,}(?: (?:alfa|beta|vedotin|deruxtecan|govitecan))?)\)"
)
#: A medicine's name in quotation marks, by its form or by what stands behind it.
_QUOTED = re.compile(
    r"[\"《「](?P<n>[\u3400-\u9fff]{2,8}?(?:注射液|颗粒|胶囊|喷雾剂|喷剂|软膏|足膏|乳膏|凝胶|滴眼液|口服液|片|丸))[\"》」]|[\"「](?P<n2>[\u3400-\u9fff]{2,5})[\"」](?=[\u3400-\u9fff]{0,6}(?:新药|注射液|胶囊|软膏|足膏|乳膏|颗粒|药物))"
)


#: A vaccine by its disease, of an English page.
_MAY_BE_VACCINE = Gate(
    re.compile(
        r"(?:(?:recombinant|mRNA|live|inactivated|quadrivalent|pneumococcal|conjugate|\d+-valent) ){0,3}(?:COVID-19|influenza|flu|tuberculosis|HPV|rabies|RSV|shingles|zoster|pneumococcal|meningococcal|malaria|dengue|hepatitis [AB]|rotavirus|polio|varicella|measles|typhoid|cholera|anthrax|chikungunya|norovirus|EV71|PCV\d+)(?: (?:mRNA|conjugate|recombinant|subunit|virus|patch)){0,2} vaccines?(?: candidates?)?",
        re.I,
    )
)


@dataclass
class Drug:
    """One medicine on a page: its spans, all its names there, and its registry id where known."""

    key: str
    asset: str | None
    spans: list[tuple[int, int]]
    names: list[str]
    route: str
    #: How likely it is a medicine at all, by the least sure rule that named it.
    likely: float = 1.0


class AssetIndex:
    """Registry asset names that are distinctive enough to find in running text, as an automaton."""

    def __init__(self, catalog: Catalog) -> None:
        ids: dict[str, set[str]] = defaultdict(set)
        for asset in catalog.assets.by_id.values():
            if asset.platform:
                continue
            for name in asset.all_names():
                shown = view(name).strip()
                if _distinct(shown):
                    ids[shown].add(asset.id)
                    for spelt in _spelt(shown):
                        ids[spelt].add(asset.id)
                    if shown[0].islower():
                        ids[shown[0].upper() + shown[1:]].add(asset.id)
                        ids[shown.upper()].add(asset.id)
        self.ids = {n: next(iter(c)) for n, c in ids.items() if len(c) == 1}
        self.words = list(self.ids)
        self._automaton = ahocorasick_rs.AhoCorasick(self.words)
        self.by_id = catalog.assets.by_id
        #: Names of what medicines act on, without hyphens and in small letters: never medicines themselves.
        self.targets = frozenset(
            _bare(word) for target in catalog.lexicons.targets for word in (target.symbol, *target.aliases)
        )

    def matches(self, shown: str) -> list[tuple[int, int, str]]:
        """(start, end, asset id), longest first at each place, whole words only."""
        found: dict[int, tuple[int, str]] = {}
        for word, start, end in self._automaton.find_matches_as_indexes(shown, overlapping=True):
            before, after = shown[start - 1 : start], shown[end : end + 1]
            if shown[start].isascii() and before.isascii() and (before.isalnum() or before == "-"):
                continue
            if shown[end - 1].isascii() and after.isascii() and after.isalnum():
                continue
            if start not in found or found[start][0] < end:
                found[start] = (end, self.ids[self.words[word]])
        return [(s, e, a) for s, (e, a) in sorted(found.items())]


def _bare(name: str) -> str:
    return re.sub(r"[\s\-]", "", name.lower())


_PLAIN_CODE = re.compile(r"([A-Z]{2,5})[- ]?(\d{3,6}[A-Z]?)")


def _spelt(code: str) -> Iterator[str]:
    """A code with and without its hyphen: pages write SHR1210 and SHR-1210."""
    m = _PLAIN_CODE.fullmatch(code)
    if m:
        yield from (f"{m[1]}-{m[2]}", f"{m[1]}{m[2]}")


def _distinct(name: str) -> bool:
    """A code, an INN or a brand; never a description such as "two preclinical antibodies" or a target."""
    if names.has_chinese(name):
        return len(name) >= 4 and " " not in name
    words = name.split()
    if len(words) > 3 or len(name) < 4:
        return False
    if any(c.isdigit() for c in name):
        return bool(_CODE.fullmatch(name)) and not _NOT_CODE.match(name)
    return (
        len(words) <= 2
        and len(name) >= 6
        and not re.search(
            r"\b(?:platform|antibod\w*|programs?|programmes?|undisclosed|candidates?|vaccine|therapy|oral|insulin|inhibitor|engager|cell|mRNA|siRNA|small|molecule|and|for|of|two|three|targets?|ADC|peptide)\b",
            name,
            re.I,
        )
    )


def find(page: Page, index: AssetIndex, companies: bytearray) -> list[Drug]:
    """Medicines of the page in order of first mention; `companies` marks characters that name a company."""
    return _Finder(page, index, companies).run()


def _codes(shown: str) -> Iterator[re.Match[str]]:
    """Matches of _CODE, tried only where a word begins that may hold a number."""
    last = 0
    for start in _CODE_START.finditer(shown):
        m = _CODE.match(shown, start.start()) if start.start() >= last else None
        if m:
            yield m
            last = m.end()


def _inns(shown: str, lowered: str) -> Iterator[re.Match[str]]:
    """Matches of _INN, tried only on words in which a stem ends."""
    last = 0
    for _, begin, end in _STEMS.find_matches_as_indexes(lowered, overlapping=True):
        after = shown[end : end + 1]
        if begin < last or (after.isascii() and (after.isalnum() or after == "_")):
            continue
        start = begin
        while start and shown[start - 1].isascii() and shown[start - 1].isalpha():
            start -= 1
        m = _INN.match(shown, start) if start >= last else None
        if m:
            yield m
            last = m.end()


class _Finder:
    def __init__(self, page: Page, index: AssetIndex, taken: bytearray) -> None:
        self.page, self.index = page, index
        self.shown = page.shown
        self.taken = bytearray(taken)
        self.found: list[tuple[int, int, str, str | None, str]] = []
        self.likely: dict[str, float] = {}

    def run(self) -> list[Drug]:
        shown = self.shown
        for start, end, asset in self.index.matches(shown):
            self._add(start, end, asset, "registry")
        for m in _codes(shown):
            code = m["c"]
            if (
                _NOT_CODE.match(code.replace(" ", ""))
                or re.fullmatch(r"(?:USD|RMB|HKD|OF|NO|IN|ON|BY|TO|AT|US|AND|ACT|AS)\s\d+\w*", code)
                or not any(c.isdigit() for c in code)
            ):
                continue
            if " " in code and (not re.match(r"[A-Z]{2,}\s\d{3,}", code) or re.fullmatch(r"[A-Z]{2} \d{5}", code)):
                continue
            if _NO_NAME.fullmatch(code):
                continue
            if _NUMBERED.search(shown[max(0, m.start() - 24) : m.start()]) or shown[m.end() : m.end() + 1] == "版":
                continue
            self._add(m.start(), m.end(), None, "code")
        if not self.page.chinese or re.search(r"[a-z]{6}", shown):
            for m in _inns(shown, self.page.lowered):
                if m.group().lower() not in _NOT_INN and m.group().split()[0].lower() not in _NOT_INN:
                    self._add(m.start(), m.end(), None, "inn")
        for m in _DRUG_WORD.finditer(shown) if "®" in shown or "™" in shown else ():
            group = "b" if m["b"] else "b2"
            if shown[m.end(group) : m.end(group) + 1] in "®™" and not _PLATFORM.match(shown, m.end(group)):
                self._add(m.start(group), m.end(group), None, "brand")
        for m in _MARKED.finditer(shown) if "TM" in shown else ():
            self._add(m.start(), m.end(), None, "brand")
        for m in _BRAND_OF.finditer(shown) if "(" in shown else ():
            self._add(m.start("b"), m.end("b"), None, "brand")
            self._add(m.start("i"), m.end("i"), None, "inn")
        if not self.page.chinese:
            for m in self.page.matches(range(len(self.page.sentences)), _MAY_BE_VACCINE):
                self._add(m.start(), m.end(), None, "vaccine")
        if self.page.chinese:
            for m in _QUOTED.finditer(shown):
                group = "n" if m["n"] else "n2"
                self._add(m.start(group), m.end(group), None, "brand")
            self._chinese()
            for start, end, route in forms.find(self.page):
                self._add(start, end, None, route)
        for start, end, likely in unlisted.find(self.page, self.taken):
            if not _NOT_CODE.match(shown[start:end]):
                self._add(start, end, None, "learnt")
                self.likely[shown[start:end]] = likely
        return self._group()

    def _chinese(self) -> None:
        """Chinese INNs by their stem; a name that ends in another of the page is that name behind a verb."""
        shown = self.shown
        found: list[tuple[int, int]] = []
        for m in self.page.matches(range(len(self.page.sentences)), _MAY_BE_INN):
            name, start = m["n"], m.start("n")
            cut = _ZH_BEFORE.match(name[:-2])
            if cut:
                start += cut.end()
                name = shown[start : m.end()]
            stem = _ZH_ANTIBODY.sub("", name)
            if len(name) < 4 or not stem or _ZH_NOT.match(stem) or _ZH_KIND.search(name):
                continue
            found.append((start, m.end()))
        told = {shown[a:b] for a, b in found}
        for start, end in found:
            name = shown[start:end]
            ends = [t for t in told if len(t) >= 4 and name.endswith(t)]
            self._add(end - min(map(len, ends)), end, None, "zh-inn")

    def _add(self, start: int, end: int, asset: str | None, route: str) -> None:
        while end > start and self.shown[end - 1] in " .-":
            end -= 1
        while start < end and self.shown[start] in " -—–":
            start += 1
        bare = _bare(self.shown[start:end])
        if route in ("code", "learnt", "brand") and (
            bare in self.index.targets or bare.removeprefix("pan") in self.index.targets
        ):
            return
        if end > start and not any(self.taken[start:end]):
            self.taken[start:end] = b"\x02" * (end - start)
            self.found.append((start, end, self.shown[start:end], asset, route))

    def _group(self) -> list[Drug]:
        self.found.sort()
        parent: dict[str, str] = {}
        keyed: list[tuple[int, int, str, str, str | None, str]] = []
        for start, end, name, asset, route in self.found:
            key = asset or names.key(name).replace(" ", "")
            parent.setdefault(key, key)
            keyed.append((start, end, key, name, asset, route))
        for left, right in pairwise(keyed):
            between = self.shown[left[1] : right[0]]
            if left[2] != right[2] and len(between) <= 24 and _SAME.fullmatch(between) and not (left[4] and right[4]):
                if between.strip() == "/" and left[5] == "code" and right[5] == "code" and left[3][:2] == right[3][:2]:
                    continue
                parent[_root(parent, right[2])] = _root(parent, left[2])
        drugs: dict[str, Drug] = {}
        for start, end, key, _name, asset, route in keyed:
            root = _root(parent, key)
            drug = drugs.setdefault(root, Drug(root, None, [], [], route))
            drug.asset = drug.asset or asset
            drug.spans.append((start, end))
            stored = self.page.quote(start, end)
            if stored not in drug.names:
                drug.names.append(stored)
        for drug in drugs.values():
            drug.likely = max(self.likely.get(name, 1.0) for name in drug.names)
        return list(drugs.values())


#: What stands between two names of one medicine: "savolitinib (HMPL-504)", "IBI3009, also known as".
_SAME = re.compile(
    r"[®™]?\s?(?:\(|\[|/|,? ?(?:also|previously|formerly|now)? ?(?:known|referred to|designated) as |, or | \(also known as |\((?:研发|开发|产品|项目|管线|内部)?(?:代号|代码|编号)[::]?|,?(?:又称|也称|即|代号[为:]?|研发代号[为:]?)|\((?:商品名|通用名|英文名|曾用名)?[::]?|\(\"|\(formerly |\(R&D code: ?|\(development code: ?|\(code: ?)\s?[\"®™]?"
)


def _root(parent: dict[str, str], key: str) -> str:
    while parent[key] != key:
        key = parent[key]
    return key
