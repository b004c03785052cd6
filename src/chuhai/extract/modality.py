"""Takes a page, gives mentions of modalities as codes of the modality vocabulary, most specific reading first."""

from __future__ import annotations

import re

from chuhai.extract.base import Mention, Page
from chuhai.extract.cues import Gate

#: Code, words of which one must stand on the page for the pattern to be worth trying, pattern. Tried in this order; a
#: later rule never reads words that an earlier one took.
_RULES: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("bispecific-adc", ('bispecific', 'bsadc', 'dual-payload', '双'), re.compile(r"bi-?specific (?:antibody[- ]drug conjugates?|ADCs?|nanobody ADC)|bsADC|dual-payload ADC|双(?:特异性)?抗(?:体)?(?:型)?\s?-?(?:ADC|偶联)|双抗ADC|双特异性(?:抗体)?(?:药物)?(?:偶联|ADC)|双特异性抗体偶联药物", re.I | re.A)),
    ("adc", ('drug', 'conjugate', 'adc', '偶联', '耦联'), re.compile(r"antibody[- ]?(?:-\s?)?drug[- ]conjugates?|immune-stimulating antibody conjugates?|\bI?S?ADCs?\b|(?<![A-Za-z])ADCs?(?![A-Za-z])|antibody[- ]drug (?:treatment|therap\w+|candidates?|medicines?)|抗体偶联药?物?|抗体-?药物偶联物?|抗体药物(?:偶|耦|结)合?(?:联)?物?|抗体偶合|抗体耦联", re.I | re.A)),
    ("radioligand", ('radio', 'rdc', 'nuclear', 'radiat', 'theranostic', 'lu-', '177', '225', '68', '89', '99', '放射', '核', '诊疗'), re.compile(r"radioligands?|radiopharmaceuticals?|radionuclide[- ](?:drug )?conjugates?|\bRDCs?\b|targeted radi\w+|nuclear medicines?|radio-?theranostics?|theranostics?|(?<![\w])(?:177|225|68|89|99m?|64|131)[- ]?(?:Lu|Ac|Ga|Zr|Tc|Cu|I)(?![a-z])|(?:Lu|Ac|Ga|Zr|Tc|Cu)-?(?:177|225|68|89|99m?|64)(?!\d)|核医学|诊疗一体|放射性?(?:配体|药物|核素)|核药|核素偶联", re.I | re.A)),
    ("drug-conjugate", ('conjugate', 'pdc', 'aoc', '偶联'), re.compile(r"peptide[- ]drug conjugates?|\bPDCs?\b|antibody[- ]oligonucleotide conjugates?|\bAOCs?\b|small[- ]molecule[- ]drug conjugate|drug conjugates?|degrader[- ]antibody conjugates?|多肽偶联|小核酸偶联", re.I | re.A)),
    ("in-vivo-car-t", ('vivo', '体内'), re.compile(r"in[- ]vivo (?:CAR[- ]?Ts?|chimeric)|体内(?:生成)?\s?CAR-?T", re.I | re.A)),
    ("car-t", ('car', '嵌合'), re.compile(r"\bCAR[- ]?(?:T|NK)s?\b|chimeric antigen receptor|(?<![A-Za-z])CAR-?(?:T|NK)|嵌合抗原受体", re.I | re.A)),
    ("tcr-t", ('tcr', 'receptor'), re.compile(r"\bTCR-?Ts?\b|T[- ]cell receptor", re.I | re.A)),
    ("t-cell-engager", ('t-cell', 't cell', 'tce', 'bite', 'cd3', 't细胞', 't 细胞'), re.compile(r"(?:bi|tri|multi)-?specific T[- ]cell[- ](?:engag|redirect|recruit)\w+|T[- ]cell[- ]?(?:engag\w+|redirect\w+)|\bTCEs?\b|\bBiTEs?\b|CD3 T|T\s?细胞(?:衔接|接合|连接|结合)[器剂子]?(?:双抗)?|TCE", re.I | re.A)),
    ("multispecific-antibody", ('specific', '三抗', '多抗', '四抗', '特异'), re.compile(r"(?:tri|tetra|multi)-?specific (?:antibod\w+|single[- ]domain|fusion|nanobod\w+|biologics?)?|(?:三|四|多)(?:特异性)?抗(?:体)?|三特异性", re.I | re.A)),
    ("bispecific-antibody", ('specific', 'dual', 'bsab', '双'), re.compile(r"bi-?specifics?(?: (?:monoclonal |fusion |humanized )?(?:antibod\w+|nanobod\w+|molecules?|fusion proteins?))?|dual[- ]targeting antibod\w+|\bBsAbs?\b|双(?:特异性)?(?:抗体|单抗|抗)|双靶点(?:抗体|单抗)|双特异性", re.I | re.A)),
    ("sirna", ('sirna', 'interfer', 'rnai', '干扰', '小核酸'), re.compile(r"\bsiRNAs?\b|small[- ]interfering (?:RNA|ribonucleic acid)s?|\bRNAi\b|RNA interference|(?<![A-Za-z])siRNA|小干扰(?:RNA|核酸|核糖核酸)|小核酸", re.I | re.A)),
    ("antisense", ('antisense', 'aso', 'oligo', 'sarna', '反义', '寡核'), re.compile(r"antisense|\bASOs?\b|oligonucleotides?|saRNA|反义寡?核苷?酸|寡核苷酸", re.I | re.A)),
    ("mrna", ('mrna', '信使'), re.compile(r"(?<![A-Za-z])mRNA(?![A-Za-z])|信使RNA|信使核糖", re.I | re.A)),
    ("gene-editing", ('edit', 'crispr', '编辑'), re.compile(r"gene[- ]edit\w+|base[- ]edit\w+|CRISPR|genome edit\w+|基因编辑|碱基编辑", re.I | re.A)),
    ("gene-therapy", ('gene', 'aav', 'adeno', 'lentivir', '基因', '腺相关'), re.compile(r"gene therap\w+|\bAAV\w*\b|adeno-associated|lentiviral|(?<![A-Za-z])AAV|基因(?:治疗|疗法)|腺相关病毒", re.I | re.A)),
    ("oncolytic-virus", ('oncolytic', '溶瘤'), re.compile(r"oncolytic (?:virus\w*|herpes|adeno\w*|immunotherap\w+)|溶瘤(?:病毒|腺病毒|疱疹)", re.I | re.A)),
    ("cell-therapy", ('cell', 'til', 'ipsc', 'mesenchymal', '细胞'), re.compile(r"cell therap\w+|stem cells?|\bTILs?\b|NK cells?|\biPSC\b|mesenchymal|细胞(?:治疗|疗法)|干细胞|TIL疗法", re.I | re.A)),
    ("vaccine", ('vaccine', '疫苗'), re.compile(r"\bvaccines?\b|疫苗", re.I | re.A)),
    ("fusion-protein", ('fusion', 'bifunctional', 'trap', '融合'), re.compile(r"fusion proteins?|bifunctional (?:fusion )?protein|\btrap\b|融合蛋白|双功能融合", re.I | re.A)),
    ("degrader", ('protac', 'degrad', 'glue', 'celmod', '降解', '分子胶'), re.compile(r"\bPROTACs?\b|protein degraders?|molecular glues?|\bdegraders?\b|targeted protein degradation|\bCELMoDs?\b|(?:蛋白|靶向|BTK|双功能)?降解剂|分子胶|蛋白降解", re.I | re.A)),
    ("macrocycle", ('cycl', '大环', '环肽'), re.compile(r"macrocycl\w+|cyclic peptides?|大环(?:肽|类|化合物)?|环肽", re.I | re.A)),
    ("monoclonal-antibody", ('monoclonal', 'mab', 'biosimilar', '单', '类似药'), re.compile(r"monoclonal antibod\w+|\bmAbs?\b|biosimilars?|单克隆抗体|单抗|生物类似药", re.I | re.A)),
    ("antibody", ('body', 'bodies', 'heavy', '抗体'), re.compile(r"nanobod\w+|single[- ]domain antibod\w+|\bantibod(?:y|ies)\b(?![- ]drug)|heavy[- ]chain|纳米抗体|(?<!双)(?<!单)(?<!克隆)抗体(?!偶|药物|-)", re.I | re.A)),
    ("peptide", ('peptide', 'semaglutide', 'insulin', '肽', '胰岛素'), re.compile(r"\b(?:poly)?peptides?\b(?!-\d)|semaglutide|insulin|多肽|肽类|胰岛素", re.I | re.A)),
    ("small-molecule", ('molecule', 'kinase', '小分子', '激酶'), re.compile(r"small[- ]molecules?|kinase inhibitors?|小分子|激酶抑制剂", re.I | re.A)),
    ("botanical", ('botanical', 'tcm', 'traditional', '中药', '植物药'), re.compile(r"botanical|traditional Chinese medicine|\bTCM\b|中药|植物药", re.I | re.A)),
    ("protein", ('cytokine', 'recombinant', 'interleukin', 'enzyme', 'g-csf', 'hormone', 'botulinum', '重组', '细胞因子', '生长激素', '肉毒', '酶'), re.compile(r"\bcytokines?\b|recombinant (?:human )?\w*(?:protein|enzyme|factor|hormone)\w*|interleukin|enzymes?\b|G-CSF|growth hormone|botulinum|重组(?:人|蛋白)|细胞因子|生长激素|肉毒|酶", re.I | re.A)),
    ("device", ('device', 'diagnostic', 'stent', '器械', '诊断'), re.compile(r"medical devices?\b(?! (?:Agency|Administration|Regulat))|diagnostic kits?|\bstents?\b|artificial (?:cornea|joint|skin)s?|catheters?|implants?\b|医疗器械(?!监)|(?<!医疗)器械|诊断试剂", re.I | re.A)),
    ("platform", ('platform', 'artificial', 'ai', '平台', '人工智能'), re.compile(r"(?:technology|discovery|AI|delivery|antibody|linker|proprietary|ADC|drug) platforms?|artificial intelligence|AI[- ](?:driven|powered|based|enabled)|技术平台|平台技术|研发平台|人工智能|AI(?:制药|药物)", re.I | re.A)),
)  # fmt: skip


#: Classes of medicine that are small molecules by what they act on: inside the cell, or an enzyme's or channel's pocket.
_MAY_BE_SMALL = Gate(
    re.compile(
        r"(?:\b(?:PARP\d?|CDK[\d/]*|SHP-?2|PDE[\d/]*|BTK|JAK[\d/]*|TYK-?2|MEK|PI3K\w*|AKT|mTOR|SGLT-?[12/]*|DPP-?4|KRAS|RAF|BRAF|EZH[12/]*|HDAC|MAT2A|PRMT5|WRN|SOS1|IDH\d|FLT3|BCL-?2|XPO1|menin|PPAR\w*|FXR|THR-?(?:β|beta)|HIF-PHI?|DHODH|AurA|Aurora|ROCK2?|RIPK1|NLRP3|IRAK4|MALT1|DPP-?1|KIF18A|ATR|WEE1|DNA-PK|proteasome|neuraminidase|protease|kinase|tubulin|myosin|xanthine oxidase|URAT1|proton pump|sodium channel|potassium channel)\S{0,12}(?: \([^)]{1,16}\))?[- ](?:selective )?(?:inhibitors?|blockers?|antagonists?|agonists?)|potassium-competitive acid|P-CAB|\bantibiotics?\b)"
        r"|(?:PARP\d?|CDK[\d/]*|SHP-?2|PDE[\d/]*|BTK|JAK[\d/]*|TYK-?2|MEK|PI3K\w{0,2}|AKT|mTOR|SGLT-?[12/]*|DPP-?4|KRAS\w{0,6}|RAF|EZH[12/]*|HDAC|MAT2A|PRMT5|IDH\d|FLT3|BCL-?2|XPO1|PPAR\w*|FXR|THR-?β|HIF-PHI?|钾离子竞争性酸|酪氨酸激酶|肌球蛋白|激酶|蛋白酶|质子泵)[\u3400-\u9fff()A-Z-]{0,10}(?:抑制剂|阻滞剂|拮抗剂|激动剂)|抗生素|抗菌药|化药|化学药",
        re.I,
    )
)
#: Words for what a small molecule does as a rule, whatever it acts on; a blocked checkpoint or cytokine is an antibody's.
_MAY_ACT = Gate(
    re.compile(
        r"(?<!checkpoint )(?<!complement )(?<!PD-1 )(?<!PD-L1 )(?<!PD-1 and )(?<!TNF )(?<!CTLA-4 )(?<!VEGF )(?<!TIGIT )(?<!GLP-1 )(?<!GLP-1R )(?<!receptor )(?<!point )\b(?:inhibitors?|(?:ant)?agonists?|blockers?|modulators?)\b|\binhibits\b"
        r"|(?<!检查点)(?<!补体)(?<!PD-1)(?<!PD-L1)(?<!TNF)(?<!CTLA-4)(?<!VEGF)(?<!GLP-1)(?<!GLP-1R)(?<!GLP-1受体)(?:抑制剂|拮抗剂|激动剂|阻滞剂|阻断剂|调节剂)",
        re.I,
    ),
    ("inhibit", "agonist", "blocker", "modulator", "抑制剂", "拮抗剂", "激动剂", "阻滞剂", "阻断剂", "调节剂"),
)
#: Forms of dosage that hold small molecules more often than not.
_MAY_BE_FORM = Gate(
    re.compile(
        r"\boral (?:\w+[- ]){0,4}?(?:inhibitor|agonist|antagonist|drug|medicine|therapy|candidate|solution)s?|\bpills?\b|\btaken by mouth\b|\btablets?\b|\bcapsules?\b|eye ?drops?|ophthalmic (?:suspension|solution)|\bointment\b|\bcream\b|transdermal|inhal(?:ed|ation) (?:powder|suspension)|swallowed|\borally\b|口服(?:[\u3400-\u9fffA-Z0-9\-]{0,12})(?:抑制剂|药|激动剂|拮抗剂|片)|片剂|胶囊|滴眼液|软膏|乳膏|贴剂|透皮|缓释片|控释片|吸入(?:混悬|粉雾|溶液)",
        re.I,
    )
)
_BESIDE = ((_MAY_BE_SMALL, "class"), (_MAY_BE_FORM, "form"), (_MAY_ACT, "acts"))


_GATES = tuple((code, Gate(pattern, hints)) for code, hints, pattern in _RULES)


def find(page: Page, where: list[int]) -> list[Mention]:
    """Modality mentions of the sentences of those numbers, in text order."""
    shown = page.shown
    taken = bytearray(len(shown) + 1)
    found: list[Mention] = []
    for code, gate in _GATES:
        for m in page.matches(where, gate):
            if any(taken[m.start() : m.end()]):
                continue
            taken[m.start() : m.end()] = b"\x01" * (m.end() - m.start())
            found.append(Mention(m.start(), m.end(), code, "modality"))
    for gate, route in _BESIDE:
        for m in page.matches(where, gate):
            if not any(taken[m.start() : m.end()]):
                taken[m.start() : m.end()] = b"\x01" * (m.end() - m.start())
                found.append(Mention(m.start(), m.end(), "small-molecule", route))
    found.sort(key=lambda m: m.start)
    return found
