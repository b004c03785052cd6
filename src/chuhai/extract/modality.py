"""Takes a page, gives mentions of modalities as codes of the modality vocabulary, most specific reading first."""

from __future__ import annotations

import re

from chuhai.extract.base import Mention, Page

#: Tried in this order; a later rule never reads words that an earlier one took.
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bispecific-adc", re.compile(r"bi-?specific (?:antibody[- ]drug conjugates?|ADCs?|nanobody ADC)|bsADC|dual-payload ADC|双(?:特异性)?抗(?:体)?(?:型)?\s?-?(?:ADC|偶联)|双抗ADC|双特异性(?:抗体)?(?:药物)?(?:偶联|ADC)|双特异性抗体偶联药物", re.I | re.A)),
    ("adc", re.compile(r"antibody[- ]?(?:-\s?)?drug[- ]conjugates?|immune-stimulating antibody conjugates?|\bI?S?ADCs?\b|(?<![A-Za-z])ADCs?(?![A-Za-z])|抗体偶联药?物?|抗体-?药物偶联物?|抗体药物(?:偶|耦|结)合?(?:联)?物?|抗体偶合|抗体耦联", re.I | re.A)),
    ("radioligand", re.compile(r"radioligands?|radiopharmaceuticals?|radionuclide[- ](?:drug )?conjugates?|\bRDCs?\b|targeted radio\w+|放射性?(?:配体|药物|核素)|核药|核素偶联", re.I | re.A)),
    ("drug-conjugate", re.compile(r"peptide[- ]drug conjugates?|\bPDCs?\b|antibody[- ]oligonucleotide conjugates?|\bAOCs?\b|small[- ]molecule[- ]drug conjugate|drug conjugates?|degrader[- ]antibody conjugates?|多肽偶联|小核酸偶联", re.I | re.A)),
    ("in-vivo-car-t", re.compile(r"in[- ]vivo (?:CAR[- ]?Ts?|chimeric)|体内(?:生成)?\s?CAR-?T", re.I | re.A)),
    ("car-t", re.compile(r"\bCAR[- ]?(?:T|NK)s?\b|chimeric antigen receptor|(?<![A-Za-z])CAR-?(?:T|NK)|嵌合抗原受体", re.I | re.A)),
    ("tcr-t", re.compile(r"\bTCR-?Ts?\b|T[- ]cell receptor", re.I | re.A)),
    ("t-cell-engager", re.compile(r"(?:bi|tri|multi)-?specific T[- ]cell[- ](?:engag|redirect|recruit)\w+|T[- ]cell[- ]?(?:engag\w+|redirect\w+)|\bTCEs?\b|\bBiTEs?\b|CD3 (?:bispecific|T)|T\s?细胞(?:衔接|接合|连接|结合)[器剂子]?(?:双抗)?|TCE", re.I | re.A)),
    ("multispecific-antibody", re.compile(r"(?:tri|tetra|multi)-?specific (?:antibod\w+|single[- ]domain|fusion|nanobod\w+|biologics?)?|(?:三|四|多)(?:特异性)?抗(?:体)?|三特异性", re.I | re.A)),
    ("bispecific-antibody", re.compile(r"bi-?specifics?(?: (?:monoclonal |fusion |humanized )?(?:antibod\w+|nanobod\w+|molecules?|fusion proteins?))?|dual[- ]targeting antibod\w+|\bBsAbs?\b|双(?:特异性)?(?:抗体|单抗|抗)|双靶点(?:抗体|单抗)|双特异性", re.I | re.A)),
    ("sirna", re.compile(r"\bsiRNAs?\b|small[- ]interfering (?:RNA|ribonucleic acid)s?|\bRNAi\b|RNA interference|(?<![A-Za-z])siRNA|小干扰(?:RNA|核酸|核糖核酸)|小核酸", re.I | re.A)),
    ("antisense", re.compile(r"antisense|\bASOs?\b|oligonucleotides?|saRNA|反义寡?核苷?酸|寡核苷酸", re.I | re.A)),
    ("mrna", re.compile(r"(?<![A-Za-z])mRNA(?![A-Za-z])|信使RNA|信使核糖", re.I | re.A)),
    ("gene-editing", re.compile(r"gene[- ]edit\w+|base[- ]edit\w+|CRISPR|genome edit\w+|基因编辑|碱基编辑", re.I | re.A)),
    ("gene-therapy", re.compile(r"gene therap\w+|\bAAV\w*\b|adeno-associated|lentiviral|(?<![A-Za-z])AAV|基因(?:治疗|疗法)|腺相关病毒", re.I | re.A)),
    ("oncolytic-virus", re.compile(r"oncolytic (?:virus\w*|herpes|adeno\w*|immunotherap\w+)|溶瘤(?:病毒|腺病毒|疱疹)", re.I | re.A)),
    ("cell-therapy", re.compile(r"cell therap\w+|stem cells?|\bTILs?\b|NK cells?|\biPSC\b|mesenchymal|细胞(?:治疗|疗法)|干细胞|TIL疗法", re.I | re.A)),
    ("vaccine", re.compile(r"\bvaccines?\b|疫苗", re.I | re.A)),
    ("fusion-protein", re.compile(r"fusion proteins?|bifunctional (?:fusion )?protein|\btrap\b|融合蛋白|双功能融合", re.I | re.A)),
    ("degrader", re.compile(r"\bPROTACs?\b|protein degraders?|molecular glues?|\bdegraders?\b|targeted protein degradation|\bCELMoDs?\b|(?:蛋白|靶向|BTK|双功能)?降解剂|分子胶|蛋白降解", re.I | re.A)),
    ("macrocycle", re.compile(r"macrocycl\w+|cyclic peptides?|大环(?:肽|类|化合物)?|环肽", re.I | re.A)),
    ("monoclonal-antibody", re.compile(r"monoclonal antibod\w+|\bmAbs?\b|biosimilars?|单克隆抗体|单抗|生物类似药", re.I | re.A)),
    ("antibody", re.compile(r"nanobod\w+|single[- ]domain antibod\w+|\bantibod(?:y|ies)\b(?![- ]drug)|heavy[- ]chain|纳米抗体|(?<!双)(?<!单)(?<!克隆)抗体(?!偶|药物|-)", re.I | re.A)),
    ("peptide", re.compile(r"\b(?:poly)?peptides?\b(?!-\d)|semaglutide|insulin|多肽|肽类|胰岛素", re.I | re.A)),
    ("small-molecule", re.compile(r"small[- ]molecules?|\boral (?:\w+[- ]){0,4}?(?:inhibitor|agonist|antagonist|drug|medicine|therapy|candidate)s?|kinase inhibitors?|\btablets?\b|\bcapsules?\b|小分子|激酶抑制剂|口服(?:[\u3400-\u9fffA-Z0-9\-]{0,12})(?:抑制剂|药|激动剂|拮抗剂|片)|片剂|胶囊", re.I | re.A)),
    ("botanical", re.compile(r"botanical|traditional Chinese medicine|\bTCM\b|中药|植物药", re.I | re.A)),
    ("protein", re.compile(r"\bcytokines?\b|recombinant (?:human )?\w*(?:protein|enzyme|factor|hormone)\w*|interleukin|enzymes?\b|G-CSF|growth hormone|botulinum|重组(?:人|蛋白)|细胞因子|生长激素|肉毒|酶", re.I | re.A)),
    ("device", re.compile(r"medical devices?|diagnostic kits?|\bstents?\b|医疗器械|器械|诊断试剂", re.I | re.A)),
    ("platform", re.compile(r"(?:technology|discovery|AI|delivery|antibody|linker|proprietary|ADC|drug) platforms?|artificial intelligence|AI[- ](?:driven|powered|based|enabled)|技术平台|平台技术|研发平台|人工智能|AI(?:制药|药物)", re.I | re.A)),
)  # fmt: skip


def find(page: Page) -> list[Mention]:
    """Modality mentions in text order."""
    shown = page.shown
    taken = bytearray(len(shown) + 1)
    found: list[Mention] = []
    for code, pattern in _RULES:
        for m in pattern.finditer(shown):
            if any(taken[m.start() : m.end()]):
                continue
            taken[m.start() : m.end()] = b"\x01" * (m.end() - m.start())
            found.append(Mention(m.start(), m.end(), code, "modality"))
    found.sort(key=lambda m: m.start)
    return found
