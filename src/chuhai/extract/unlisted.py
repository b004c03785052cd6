"""Takes a page, gives Latin words that likely name a medicine, by how they are made and what stands beside them.

Weights of extract/_medicine_weights.py, which `python benchmarks/learn_medicines.py` fits on names that readers marked.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from chuhai.extract import _medicine_weights
from chuhai.extract._common_words import COMMON_WORDS
from chuhai.extract.base import Page
from chuhai.extract.cues import Quick
from chuhai.extract.linear import BIAS, margin

#: A word of letters, perhaps with a number or capitals behind a hyphen.
_WORD = re.compile(
    r"(?<![\w\-/.@$'])[A-Za-z]{3,}(?:-[A-Za-z]{0,4}\d{1,4}[A-Za-z]?|-[A-Z]{1,4}\b|#\d)?(?![\w@]|\.[a-z])", re.A
)
#: Stems that are sure in running text.
INN_STEMS = r"begron|camten|kibep|glipron|relin|dogrel|tinib|ciclib|parib|lisib|rafenib|metinib|degib|clax|zomib|stat|limab|tamab|rimab|nimab|kimab|vimab|tuzumab|zumab|lumab|tumab|mumab|bart|tug|mig|glutide|tide|gliptin|gliflozin|glitazar|prazan|setron|xaban|gatran|siran|sersen|rsen|leucel|cel(?= |,|\.|\)|$)|parvovec|parvovec|laparepvec|repvec|cept|vedotin|deruxtecan|tecan|tansine|ecin|oxacin|vir|buvir|asvir|citinib|brutinib|fusp|nepag|pirlukast|lukast|milast|grastim|poetin|stim|kinra|orexant|rexton|tegrast|vaptan|ximab|zolam|dopa|oxetine|azepam|mustine|taxel|platin|rubicin|trexed|abine|dronate|parin|calcet|sartan|dipine|fenacin|caftor|estrant|lutamide|relix|stiline|xetan|deg"
#: Further stems, which common words end in too (WHO, The use of stems in the selection of INN, 2018).
_STEM = re.compile(
    r"(?:bamate|urad|vancin|fetol|caine|cillin|cycline|mycin|micin|conazole|nidazole|oxacin|thiazide|semide|olol|pril|prost|profen|coxib|fenac|fungin|gepant|triptan|ifene|imod|leukin|lukin|mestane|nidine|peridone|perone|prazole|pitant|plase|pressin|prim|racetam|rubicin|sidenib|spirone|steride|sulfan|terol|tiazem|tidine|toin|tretin|bopag|uridine|statin|verine|vudine|zepam|zolid|zotan|gabalin|penem|pidem|entan|ectin|fibrate|formin|gestrel|glitazone|grel|ciclovir|astine|azoline|azosin|barbital|bendazole|caserin|azine|amine|idine|onide|asone|solone|olone|estrol|tadine|racil|bine|farsin|copan|rasib|selib|enib|mecarbil|xetine|triptyline|thiepin|denoson|pamil|adenant|furoxin|roxime|mavacoxib|glutaride|flapon|isant|fexor|tinostat|feron|cogib|mitide|ratide|butide|apine|idone|azole|ibep|ersen|onib|relvin|tocin|previr|tegravir|fovir|navir|virine|poside|bectedin|ibine|blastine|cristine|mide|tepa|staurin)$"
)
_SURE_STEM = re.compile(rf"[a-z]{{3,}}(?:{INN_STEMS})")
_LEFT_CLASS = Quick(
    re.compile(
        r"\b(?:drugs?|treatments?|therap(?:y|ies)|inhibitors?|antibod(?:y|ies)|vaccines?|medicines?|candidates?|brands?|products?|agonists?|antagonists?|agents?|antibiotic|cream|tablets?|generic|biosimilar|called|named|known as|name|as)\s(?:\()?[\"“]?$",
        re.I,
    )
)
_LEFT_RIGHTS = Quick(
    re.compile(
        r"\b(?:rights? (?:to|for|of|on|in)|licen[sc]\w* (?:to|for|of|on|covers?)|commerciali[sz]\w*|market(?:s|ing|ed)?|sells?|selling|develop\w*|distribut\w*|promot\w*|launch\w*|supply of|approv\w+ (?:of |for )?|sales of|regist\w+|manufactur\w*|export|combin\w+ with|plus|receive|with|over|concerning|involves?|covers?|sold as|for|of|to|and|or|,)\s(?:the |its |their )?(?:[a-z-]+ ){0,2}[\"“]?$",
        re.I,
    )
)
_RIGHT_CLASS = re.compile(
    r"(?:\(R\)|®|™)?,? (?:an?|the|its|which|that|is an?|was an?|are|has been)? ?(?:[\w/-]+ ){0,4}?(?:drug|treatment|therapy|inhibitor|antibody|vaccine|medicine|candidate|agonist|antagonist|agent|antibiotic|tablets?|capsules?|injection|biosimilar|eye drops?|ointment|cream|molecule|protein|approved|indicated|programme?)\b",
    re.I,
)
_RIGHTS = re.compile(
    r"(?:\(R\)|®|™)? (?:rights|in (?:the )?(?:[A-Z][a-z]+|Greater|mainland|US\b|EU\b|China)|for (?:the )?(?:treatment|use|patients)|against|tablets?|capsules?|injection|as |plus|and|or|is|was|to treat)",
    re.I,
)
_INN_BEHIND, _CAPITAL_BEHIND = re.compile(r"[®™]? \([a-z]{6,}"), re.compile(r" [A-Z][a-z]")
_CAPITAL_BEFORE = re.compile(r"[A-Z][a-z]+ $")
_PART = re.compile(r"[A-Za-z]+|[\u3400-\u9fff]|[^\sA-Za-z]")
#: Words that news pages write with a capital or that end like a name, and are none: places, classes of substances and of medicine.
_NO_NAME = frozenset(
    [
        "argentina",
        "australia",
        "austria",
        "belgium",
        "brazil",
        "britain",
        "canada",
        "chile",
        "colombia",
        "denmark",
        "egypt",
        "england",
        "finland",
        "france",
        "germany",
        "greece",
        "hungary",
        "iceland",
        "india",
        "indonesia",
        "ireland",
        "israel",
        "italy",
        "japan",
        "korea",
        "malaysia",
        "mexico",
        "netherlands",
        "norway",
        "pakistan",
        "philippines",
        "poland",
        "portugal",
        "russia",
        "singapore",
        "spain",
        "sweden",
        "switzerland",
        "taiwan",
        "thailand",
        "turkey",
        "ukraine",
        "vietnam",
        "macau",
        "macao",
        "beijing",
        "shanghai",
        "suzhou",
        "hangzhou",
        "shenzhen",
        "guangzhou",
        "nanjing",
        "chengdu",
        "wuhan",
        "jiangsu",
        "zhejiang",
        "guangdong",
        "sichuan",
        "taipei",
        "tokyo",
        "seoul",
        "osaka",
        "london",
        "paris",
        "basel",
        "zurich",
        "geneva",
        "munich",
        "berlin",
        "copenhagen",
        "stockholm",
        "boston",
        "cambridge",
        "massachusetts",
        "california",
        "maryland",
        "jersey",
        "delaware",
        "carolina",
        "pennsylvania",
        "illinois",
        "texas",
        "cayman",
        "bermuda",
        "europe",
        "asia",
        "peptide",
        "peptides",
        "polypeptide",
        "insulin",
        "interferon",
        "calcium",
        "sodium",
        "potassium",
        "cholesterol",
        "somatostatin",
        "hormone",
        "steroid",
        "quinolone",
        "glypican",
        "cytokine",
        "protein",
        "enzyme",
        "kinase",
        "receptor",
        "ligand",
        "inhibitor",
        "antagonist",
        "agonist",
        "antibody",
        "vaccine",
        "platinum",
        "chemotherapy",
        "immunotherapy",
        "magazine",
        "examine",
        "medicine",
        "determine",
        "combine",
        "decline",
        "pipeline",
        "deadline",
        "guideline",
        "baseline",
        "frontline",
        "online",
        "timeline",
        "headline",
        "outline",
        "machine",
        "routine",
        "discipline",
        "engine",
        "imagine",
    ]
)
#: Ends of compounds that are listings, classes or fields of work.
_NO_END = re.compile(r"-(?:US|UK|HK|TW|CN|ADC|TKI|TCR|IPO|CP|ABL|T|R|L|EU|FDA|MRNA|AI|II|III|IV)$")
_SMALL = re.compile(r"(?<= )[a-z]{3,}(?= )")
#: Part of a name behind its first word.
_MORE = re.compile(
    r"(?: (?:XR|SC|LS|ER|IR|SR|alfa|beta|mecarbil|hydrochloride|fumarate|propionate|sodium|acetate|A))?(?!\w)"
)
#: Characters before and behind a word that are looked at; mentions of one word that are.
_BESIDE, _MOST = 60, 6
#: What the surroundings of a word can add at most: a word that stays below the threshold even so is left unread.
_SURROUNDINGS = 6.0
Facts = dict[str, float]


@lru_cache(maxsize=50_000)
def shape(word: str) -> tuple[Facts, float]:
    """How a word is made, and what that says."""
    low = word.lower()
    facts = {
        "capitals": float(word.isupper()),
        "small letters": float(word.islower()),
        "one capital": float(word.istitle()),
        "capital inside": float(not word.isupper() and not word.islower() and not word.istitle()),
        "hyphen": float("-" in word),
        f"letters {min(len(word), 14)}": 1.0,
        f"ends {low[-2:]}": 1.0,
        f"ends {low[-3:]}": 1.0,
        "stem": float(bool(_STEM.search(low))),
        "sure stem": float(bool(_SURE_STEM.fullmatch(low))),
    }
    facts = {name: value for name, value in facts.items() if value}
    return facts, margin(facts, _medicine_weights.NAME)


def find(page: Page, taken: bytearray) -> Iterator[tuple[int, int, float]]:
    """(start, end, likelihood) of each mention of a likely name outside what is taken."""
    weights = _medicine_weights.NAME
    least = math.log(_medicine_weights.NAME_LEAST / (1.0 - _medicine_weights.NAME_LEAST))
    for word, mentions in words(page, taken).items():
        worth = shape(word)[1]
        if worth + _SURROUNDINGS < least:
            continue
        total = worth + margin(facts(page, word, [m.span() for m in mentions]), weights) - weights.get(BIAS, 0.0)
        if total >= least:
            likely = 1.0 / (1.0 + math.exp(-total))
            for m in mentions:
                more = _MORE.match(page.shown, m.end())
                yield m.start(), more.end() if more else m.end(), likely


def words(page: Page, taken: bytearray) -> dict[str, list[re.Match[str]]]:
    """Mentions of each word that may be a name, by its spelling."""
    found: dict[str, list[re.Match[str]]] = {}
    for m in _WORD.finditer(page.shown):
        word = m.group()
        low = word.lower()
        if low in COMMON_WORDS or low in _NO_NAME or (word.islower() and len(word) < 6):
            continue
        if taken[m.start()] or taken[m.end() - 1] or ("-" in word and _NO_END.search(word)):
            continue
        found.setdefault(word, []).append(m)
    return found


def _small(page: Page) -> frozenset[str]:
    """Words of the page in small letters; asked of each word, so kept."""
    known: frozenset[str] | None = page.memo.get("small letters")
    if known is None:
        known = page.memo["small letters"] = frozenset(_SMALL.findall(page.shown))
    return known


def facts(page: Page, word: str, mentions: Sequence[tuple[int, int]]) -> Facts:
    """What stands beside any of the first mentions of a word, given by where they start and end."""
    told: Facts = {
        "mentions": math.log1p(len(mentions)),
        "Chinese page": float(page.chinese),
        "in small letters too": float(not word.islower() and word.lower() in _small(page)),
        "begins each time": 1.0,
    }
    for start, end in mentions[:_MOST]:
        before = page.shown[max(0, start - _BESIDE) : start]
        behind = page.shown[end : end + _BESIDE + 10]
        left, right = _PART.findall(before[-16:]), _PART.findall(behind[:16])
        if left:
            told[f"behind {left[-1].lower()}"] = 1.0
        if right:
            told[f"before {right[0].lower()}"] = 1.0
        begins = not before.strip() or before.rstrip()[-1:] in ".!?:;。•" or "\n" in before[-2:]
        told["begins each time"] = min(told["begins each time"], float(begins))
        for name, holds in (
            ("class before", _LEFT_CLASS.quick.search(before)),
            ("rights before", _LEFT_RIGHTS.quick.search(before)),
            ("class behind", _RIGHT_CLASS.match(behind)),
            ("rights behind", _RIGHTS.match(behind)),
            ("marked", behind[:1] in ("®", "™") or behind.startswith("(R)")),
            ("capital behind", _CAPITAL_BEHIND.match(behind)),
            ("capital before", _CAPITAL_BEFORE.search(before)),
            ("INN behind", _INN_BEHIND.match(behind)),
            ("in brackets", before.endswith("(") and behind.startswith(")")),
        ):
            if holds:
                told[name] = 1.0
    return {name: value for name, value in told.items() if value}
