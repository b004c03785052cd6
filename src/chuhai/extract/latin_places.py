"""Takes an English page, gives capitalised words that stand where a company stands, though nothing in them says company.

A run of capitalised words in a sentence about a licence is weighed by what stands before it ("agreement with"), behind it
("has granted", "'s antibody", a ticker, "a Suzhou-based biotech"), by its form (inner capitals) and by how often it recurs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from chuhai.catalog import names
from chuhai.extract import company_words as w
from chuhai.extract._common_words import COMMON_WORDS
from chuhai.extract.base import Page
from chuhai.extract.cues import Quick
from chuhai.extract.kinds import MAY_BE_TOLD

_TOKEN = r"(?:[A-Z][\w&\-]*(?:'[A-Z]\w+)?(?:\.[a-z]{2,3}\b)?|[a-z]{1,3}[A-Z][\w\-]*|\d[A-Z]\w+)"
_RUN = re.compile(rf"(?<![\\\w.\-@/'#])(?:{_TOKEN})(?: (?:& )?{_TOKEN}){{0,14}}", re.A)
_ACT = (
    r"will|has|have|had|is|was|would|may|can|could|shall|gets?|got|says?|said|announced?|announces|pays|paid|to (?:receive|pay|use|develop|licen[sc]e|take|sell|buy|acquire|commerciali[sz]e|hand|give|get|gain|return|work|partner|collaborate)"
    r"|retains?|retained|grants?|granted|keeps?|kept|receives?|received|(?:sub|in-?|out-?)?licen[sc](?:es|ed)|takes?|took|sign(?:s|ed)|ink(?:s|ed)|enter(?:s|ed)|agree(?:s|d)|acquire[sd]|obtain(?:s|ed)|secure[sd]|gain(?:s|ed)"
    r"|pick(?:s|ed)|bought|buys|sold|sells|struck|strikes|partner(?:s|ed)|team(?:s|ed)|join(?:s|ed)|holds?|held|owns?|stands to|stood to|bets?|hand(?:s|ed)|gave|gives|return(?:s|ed)|end(?:s|ed)|terminate[sd]|exercise[sd]"
    r"|expand(?:s|ed)|pocket(?:s|ed)|collect(?:s|ed)|put|shelled|makes|made|wants|plans|expects|reported|disclosed|unveiled|revealed|snag\w*|nab\w*|land(?:s|ed)|licensing|transferr?ed|transfers|assign(?:s|ed)|outlicensed|also|and its|for its|shares rose|shares fell|developed|discovered|invented"
)
_RIGHT_STRONG = re.compile(
    rf"(?:,? (?:Inc|Ltd|Co|Corp|AG|SA|plc|NV|AB)\b\.?)?(?:\s?\([^()]{{1,60}}\))?,? (?:today |now |also |then |recently |originally |on \w+day,? |on \w+ \d{{1,2}},? )?(?:{_ACT})\b"
    r"|,? (?:which|whose)\b|, (?:an?|the|its) [^.;]{0,70}?(?:company|biotech\w*|firm|drugmaker|drug maker|developer|maker|start-?up|unit|arm|subsidiary|affiliate|spin-?(?:out|off)|group|partner|giant|specialist|player)\b"
    r"|,? (?:based|headquartered|located) in|\s?\((?:NASDAQ|Nasdaq|NYSE|HKEX|SEHK|HKG|SSE|SZSE|TSE|TYO|TWSE|TPEx|KOSDAQ|KRX|KQ|ASX|LSE|SIX|AIM|STO|Euronext|OTC\w*|STAR|\$)[^()]{0,40}\)|\s?\(\$?[A-Z]{2,5}\)|\s?\(\d{4,6}(?:\.[A-Z]{2})?[);]"
    r"|(?:, | \()(?:of |in )?(?:[A-Z][a-z]+,? )?(?:China|Japan|Korea|Germany|France|Italy|Switzerland|Sweden|Denmark|Spain|Belgium|Israel|India|Canada|Australia|Calif\.?|Mass\.?|N\.J\.|N\.Y\.|Md\.?|Pa\.?|Conn\.?|Ill\.?|Texas|Wash\.?|N\.C\.|California|Massachusetts|Maryland|New (?:Jersey|York))"
)
_RIGHT_WEAK = re.compile(
    r"'s?(?=\s)| (?:an? |the )?(?:exclusive|sole|global|worldwide|rights|option|licen[sc]e|milestone|up-?front|US?\$|\$|€|£)|,? (?:and|or|&) [A-Z]| for (?:the |an? |its )?(?:\w+ )?(?:rights|asset|drug|candidate|\$)| of (?:China|Japan|South Korea|Korea|Germany|France|Italy|Switzerland|Sweden|Denmark|Spain|Belgium|Israel|India|Canada|Australia|the U[SK.]|Taiwan|Britain|[A-Z][a-z]+,)|-(?=[A-Z][a-z]+ (?:deal|pact|alliance|tie-up))| (?:deal|pact|alliance|tie-up|collaboration|partnership|agreement)\b"
)
_LEFT_STRONG = Quick(
    re.compile(
        r"(?:\b(?:with|between|partners?|licensees?|licensors?|drug ?makers?|biotechs?|company|firm|giant|start-?up|developers?|subsidiary|affiliate|counterpart|-based|compatriot|rivals?|buyers?|called|named|maker|specialist|group|upstart|newcomer)|(?:rights|licen[sc]\w*|obtained|acquired|bought|option\w*|drug|antibody|candidate|program|asset|payments?|million|billion|cash) (?:\w+ ){0,6}(?:from|by|to)|grant(?:s|ed|ing)?|pa(?:y|ys|id|ying)|giv(?:es?|ing)|gave|owes?|let|lets)(?:,? (?:the |its )?(?:\w+[- ]based |Chinese |Japanese |Korean |German |French |Swiss |Swedish |Danish |Italian |Indian |Israeli |Belgian |U\.?S\.? |American |British |Canadian |Australian |Taiwanese |Irish |Dutch |Spanish )?)?\s?$"
    )
)
_LEFT_WEAK = re.compile(
    r"(?:\b(?:from|by|to|of|and|that|where|when|which|for|as|while|after|under|plus|via|at|then|neither|nor|or|is|are)|[.;:!?\n\"(•*-]|,|^)\s?$",
    re.I | re.M,
)
_PERSON_AFTER = re.compile(
    r",? (?:Ph\.? ?D|M\.? ?D|MBA|CEO|chief|president|senior|vice|head of|chair|co-?founder|founder|managing|analyst|professor|director|executive|board)|\s?\((?:left|right|pictured)\)",
    re.I,
)
_PERSON_BEFORE = re.compile(
    r"(?:\b(?:Dr|Mr|Ms|Mrs|Prof|CEO|CFO|CMO|CSO|COO|chief|president|chairman|chairwoman|analyst|officer|director|founder|professor|reporter|byline)\b\.?|[Bb]y:?|said|says)\s$"
)
_NOT_COMPANY = re.compile(
    r"\s?(?:®|™|tablets?\b|capsules?\b|injections?\b|trials?\b|stud(?:y|ies)\b|phase\b|sales\b|inhibitors?\b|antibod|receptors?\b|agonists?\b|antigens?\b|pathway|proteins?\b|gene\b|cells?\b|syndrome|disease|cancer|territor|program\b|platform\b|technology\b|\([a-z][\w-]{5,}(?: [a-z]\w+){0,2}\))"
)
_CALLED_MEDICINE = re.compile(
    r",? (?:which is |is |was )?(?:an? |the |its |their |his )(?:[\w'-]+,? ){0,7}?(?:drug|treatment|medicine|antibody|inhibitor|therapy|vaccine|candidate|agent|blocker|agonist|eye drops?|injection|biosimilar|molecule|compound|pill|device)\b(?![- ](?:maker|developer|company|firm|discover|develop|manufactur|business|specialist|unit|start|spin|giant|group|platform))"
)
_OF_MEDICINE = Quick(
    re.compile(
        r"\b(?:rights (?:to|for|over)|export|launch(?:es|ed)? of|registration of|development of|commerciali[sz]ation of|manufactur\w+ of|covering|indications? for|trials? of|stud(?:y|ies) of|doses? of|efficacy of|treated with|inhibitor|antibody|drug|biosimilar|medicine|treatment|vaccine|candidate) $",
        re.I,
    )
)
_MEDICINE = Quick(
    re.compile(
        r"(?:(?<=[a-z])mab|nib|cept|ciclib|parib|gliptin|gliflozin|tide|statin|vir|cillin|mycin|sartan|leucel|olol|azole|oxacin|platin|rubicin|tecan|taxel|degib|lisib|rafenib|metinib|clax|zomib|prazole|prazan|vec|parvovec|mig|fusp|plasmid|siran|rsen|kinra|pril|dipine|terol|trel|pitant|stim|poetin|relin)s?$",
        re.I,
    )
)
_INNER = re.compile(r"[a-z][A-Z]|^\d[A-Z]|^[A-Z]{2,}[a-z]{3,}|^[A-Z]-[A-Z][a-z]|-(?:Biotech|Pharma|Bio|Mab|Gene|Tx)$")
_RUNS_ON = re.compile(r"[\w-]")
_NEED = 1.25
#: Characters of a page in which places are weighed, and times that one name is looked at.
_LOOKED_AT = 40_000
_OCCURRENCES = 12
_PLACE_BEFORE = re.compile(r"\b(?:of|in|from|at|near|to)\s$|,\s$|\($")
_PLACE_AFTER = re.compile(r", (?:[A-Z]\.[A-Z]\.|[A-Z][a-z]+)|[,)]? ?(?:--|-|/)")
#: Names with an inner capital that are no company of this field.
_MEDIA_TEXT = """
biospace bioworld fiercebiotech fiercepharma globenewswire businesswire prnewswire pharmcube globaldata
evaluatepharma linkedin youtube facebook wechat marketwatch pubmed clinicaltrials medwatch newsroom newco biocentury
biopharmadive scrip statnews endpoints rttnews seekingalpha stocktitan tipranks accesswire newsfile accessnewswire
javascript sarscov pharmatimes pharmexec medtech medtronic dealforma phd mab mabs mrna sirna
"""
_MEDIA = frozenset(_MEDIA_TEXT.split())


def find(
    page: Page, free: Callable[[int, int], bool], known: Callable[[str], bool]
) -> Iterator[tuple[int, int, float]]:
    """(start, end, confidence) of words that stand as a company does; `free` tells of untaken spans, `known` of other things' names."""
    shown = page.shown
    tried: dict[str, bool] = {}
    for index, sentence in enumerate(page.sentences):
        if sentence.start > _LOOKED_AT:
            return
        if sentence.boilerplate or sentence.end - sentence.start > 3000:
            continue
        if not (page.may(index, MAY_BE_TOLD) and MAY_BE_TOLD.quick.search(page.lowered, sentence.start, sentence.end)):
            continue
        title = _titled(shown[sentence.start : sentence.end])
        for run in _RUN.finditer(shown, sentence.start, sentence.end):
            for start, end in _parts(shown, run.start(), run.end(), title):
                name = shown[start:end]
                if name not in tried:
                    tried[name] = not _refused(page, name, known)
                if tried[name] and free(start, end) and _may_stand(page, start, end):
                    weight = _weight(page, sentence.start, start, end, title)
                    if weight >= _NEED:
                        yield start, end, min(0.8, 0.4 + 0.1 * weight)


def _titled(said: str) -> bool:
    """Whether most words of a line are capitalised, so that a capital tells nothing."""
    words = re.findall(r"[A-Za-z][\w'-]+", said)
    return len(words) > 4 and sum(x[0].isupper() for x in words if len(x) > 3) > 0.7 * sum(len(x) > 3 for x in words)


def _plain(word: str) -> bool:
    """Whether a word names nothing by itself."""
    core = word.strip(".,'\"-")
    return (
        core in w.NOT_NAME
        or core.capitalize() in w.NOT_NAME
        or core in w.PLACES
        or core in w.PEOPLE_AND_PLACES
        or core in w.ABBREVIATIONS
        or bool(w.CODE.fullmatch(core))
        or (core.lower() in COMMON_WORDS and not _INNER.search(core))
    )


def _parts(shown: str, start: int, end: int, title: bool) -> Iterator[tuple[int, int]]:
    """A run without the words at its ends that name nothing; in a titled line, the stretches between such words."""
    words = [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+", shown[start:end])]
    stretch: list[tuple[int, int]] = []
    for a, b in [*words, (end, end)]:
        plain = a == b or (_plain(shown[a:b]) and (title or not stretch or (a, b) == words[-1]))
        if not plain:
            stretch.append((a, b))
            continue
        if stretch:
            while len(stretch) > 1 and _plain(shown[slice(*stretch[-1])]):
                stretch.pop()
            yield stretch[0][0], stretch[-1][1]
            stretch = []


def _refused(page: Page, name: str, known: Callable[[str], bool]) -> bool:
    """Whether words can't name a company wherever they stand."""
    core = name.rstrip(".-,")
    words = core.split()
    if not 3 <= len(core) <= 60 or len(words) > 5 or known(names.key(core)):
        return True
    if any(w.CODE.fullmatch(x) for x in words) or any(_MEDICINE.quick.search(x) for x in words if len(x) > 5):
        return True
    if len(words) > 1:
        return False
    if core in w.ABBREVIATIONS or (core[0].islower() and len(core) < 6) or (core.isupper() and len(core) <= 5):
        return True
    if core.lower().replace("-", "") in _MEDIA or w.TRADE_WORDS.fullmatch(core) or is_medicine(page.shown, core):
        return True
    return _worded(page, core)


def _may_stand(page: Page, start: int, end: int) -> bool:
    """Whether words at this place are no town, person or brand."""
    shown = page.shown
    core = shown[start:end].rstrip(".-,")
    words = core.split()
    after, before = shown[end : end + 24], shown[max(0, start - 22) : start]
    if _PLACE_BEFORE.search(before) and _PLACE_AFTER.match(after) and not _INNER.search(core):
        return False
    if core.isupper() and start and shown[start - 1] == "\n" and _PLACE_AFTER.match(after):
        return False  # a dateline
    if _NOT_COMPANY.match(after) or w.BRAND.quick.search(before):
        return False
    if (
        len(words) == 1
        and re.search(r"[a-z,] [A-Z][a-z]+ $", before)
        and not re.search(r"[A-Z][a-z]+ (?:and|with) $", before)
    ):
        return False
    return not (
        (len(words) <= 3 and _PERSON_AFTER.match(after) and not re.match(r", (?:executive|board)", after))
        or _PERSON_BEFORE.search(before)
    )


def is_medicine(shown: str, name: str) -> bool:
    """Whether a page treats a word as a brand: "Prehevbri (hepatitis B vaccine)", "Andexxa tablets"."""
    if _MEDICINE.quick.search(name):
        return True
    at = -1
    for _ in range(_OCCURRENCES):
        at = shown.find(name, at + 1)
        if at < 0:
            break
        end = at + len(name)
        before = shown[max(0, at - 30) : at]
        if (
            _NOT_COMPANY.match(shown[end : end + 24])
            or w.BRAND.quick.search(before[-22:])
            or _OF_MEDICINE.quick.search(before)
        ):
            return True
        if _CALLED_MEDICINE.match(shown[end : end + 110]):
            return True
    return False


def _worded(page: Page, core: str) -> bool:
    """Whether the page uses a word without its capital."""
    shown, word = page.shown, core.lower()
    at = shown.find(word)
    while at >= 0:
        before, after = shown[at - 1 : at] if at else "", shown[at + len(word) : at + len(word) + 1]
        if not (_RUNS_ON.match(before) or _RUNS_ON.match(after)):
            return True
        at = shown.find(word, at + 1)
    return False


def _weight(page: Page, sentence: int, start: int, end: int, title: bool) -> float:
    shown = page.shown
    before, after = shown[max(0, start - 80) : start], shown[end : end + 110]
    if start == sentence:
        before = ""
    weight = 1.0 if _LEFT_STRONG.quick.search(before) else 0.5 if _LEFT_WEAK.search(before) else 0.0
    weight += 1.0 if _RIGHT_STRONG.match(after) else 0.5 if _RIGHT_WEAK.match(after) else 0.0
    name = shown[start:end].rstrip(".-,")
    if weight == 0.0:
        return 0.0
    if re.search(r"[a-z][A-Z]", name):
        weight += 1.0
    elif _INNER.search(name):
        weight += 0.5
    elif " " in name and not title:
        weight += 0.25
    if shown.count(name) >= 2:
        weight += 0.25
    return weight
