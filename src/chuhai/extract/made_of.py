"""Takes a page's mentions of modalities and a deal's medicines, gives the modality of what the deal is about, with how likely it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from chuhai.extract.assets import Drug
from chuhai.extract.base import Mention, Page
from chuhai.extract.cues import Quick
from chuhai.extract.likeliest import Candidate, Chosen, choose

Span = tuple[int, int]
#: Mentions of a medicine whose spelling is looked at; medicines of a page that is a table, where none stands near another's words.
_SPELT, _MANY = 12, 400
#: A code and what it is a kind of: who tells both means the narrower.
NARROWER = {
    "bispecific-adc": ("adc", "bispecific-antibody", "antibody"),
    "in-vivo-car-t": ("car-t", "cell-therapy"),
    "t-cell-engager": ("bispecific-antibody", "antibody", "monoclonal-antibody", "multispecific-antibody"),
    "bispecific-antibody": ("antibody", "monoclonal-antibody"),
    "multispecific-antibody": ("antibody", "monoclonal-antibody", "bispecific-antibody"),
    "monoclonal-antibody": ("antibody",),
    "adc": ("antibody", "monoclonal-antibody", "drug-conjugate"),
    "degrader": ("small-molecule",),
    "macrocycle": ("peptide",),
    "car-t": ("cell-therapy",),
    "tcr-t": ("cell-therapy",),
    "sirna": ("antisense",),
    "fusion-protein": ("protein", "antibody"),
}
#: Stems of the INN system that say what a medicine is (WHO, The use of stems in the selection of INN, 2018), Latin and Chinese.
_STEMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("adc", re.compile(r"(?:vedotin|deruxtecan|\w*tecan|tansine|pelidotin|ozogamicin|mafodotin)(?:-[a-z]{4})?$|(?:妥昔|珠|妥|利)?单抗(?:维汀|德曲妥|恩美曲)|德鲁替康|芦康", re.I)),
    ("monoclonal-antibody", re.compile(r"(?:[a-z]{3,}(?:mab|bart|tug))(?: alfa| beta)?(?:-[a-z]{4})?$|单抗$", re.I)),
    ("car-t", re.compile(r"[a-z]{3,}(?:leucel)$|autoleucel$|奥仑赛|基仑赛|仑赛", re.I)),
    ("gene-therapy", re.compile(r"[a-z]{3,}vec$", re.I)),
    ("sirna", re.compile(r"[a-z]{3,}siran$", re.I)),
    ("antisense", re.compile(r"[a-z]{3,}rsen$", re.I)),
    ("fusion-protein", re.compile(r"[a-z]{3,}(?:cept|fusp)(?: alfa)?$|西普$", re.I)),
    ("peptide", re.compile(r"[a-z]{3,}(?:tide|relin|relix)$|鲁肽|瑞林$|瑞克$", re.I)),
    (
        "small-molecule",
        re.compile(
            r"[a-z]{2,}(?:tinib|ciclib|parib|lisib|rafenib|metinib|degib|clax|zomib|gliptin|gliflozin|glitazar|prazan|prazole|setron|xaban|gatran|buvir|asvir|[aei]vir|milast|lukast|orexant|vaptan|oxetine|azepam|taxel|platin|rubicin|trexed|sartan|dipine|caftor|estrant|lutamide|bamate|oxacin|mycin|cillin|conazole|statin|azone|olol|caine|urad|fetol|stat|nepag|gepant|triptan|dopa|oxyl|imod|ciguat|capavir|navir|grel|pril|thiazide|zolid|cycline|staurin)$|(?:替尼|西利|帕利|非尼|替康|列净|列汀|沙班|司他|那非|洛韦|夫定|米韦|瑞韦|拉赞|普赞|生赞|帕胺|鲁胺|他胺|沙坦|地平|他汀|拉唑|沙星|霉素|西林|硝唑|康唑|多巴|西汀)(?:片|胶囊|颗粒|滴眼液)?$|(?:片|胶囊|滴眼液|软膏|乳膏|贴剂|缓释片|控释片)$",
            re.I,
        ),
    ),
)  # fmt: skip
_BROAD = frozenset({"platform", "protein", "device", "antibody", "small-molecule", "peptide"})
_PLURAL = re.compile(r"s$|ies$|类|系列|多款|多个|产品线")
_FIRM = Quick(
    re.compile(
        r"\b(?:is an?|as an?|a leading|leader in|focus\w*|speciali[sz]\w+|dedicated|portfolio|pipeline|specialist|pioneer\w*|working on|engaged|committed)\b|专注|致力|管线|领先|布局|聚焦|是一家|从事|主要(?:业务|产品)|深耕|覆盖",
        re.I,
    )
)
_COMPARED = Quick(
    re.compile(
        r"combin|versus|compared|similar|unlike|instead of|rival|also|other|联合|联用|相比|不同于|竞品|其他|另|此外|此前|曾",
        re.I,
    )
)
_LIST = re.compile(r"\s?(?:,|、|/|and|or|及|和|与|以及|&|, and|或)\s?(?:the )?(?:[A-Za-z-]+ ){0,2}", re.I)
_IS = re.compile(
    r"[®™\"]?\s?(?:\([^()]{0,40}\))?\s?(?:,|:|为|是|,是|属|is|are|which is|as)\s?(?:an?|the|its|one|一种|一款|款|项|个|全球|首个|新型|创新)?",
    re.I,
)


@lru_cache(maxsize=20_000)
def implied(name: str) -> str | None:
    """Modality that an INN's stem or a form of dosage in a medicine's name gives.

    Examples
    --------
    >>> implied("sintilimab"), implied("zastaprazan"), implied("SHR-1210")
    ('monoclonal-antibody', 'small-molecule', None)
    """
    return next((code for code, stem in _STEMS if stem.search(name)), None)


def modality(
    page: Page,
    found: Sequence[Mention],
    spans: Sequence[Span],
    anchors: Sequence[Span],
    drugs: Sequence[Drug],
    named: Sequence[Drug],
    weights: Mapping[str, float],
) -> Chosen[str] | None:
    """The likeliest modality of the deal whose sentences are `spans`.

    Parameters
    ----------
    found : sequence of Mention
        Modalities that the page tells outside names of companies.
    drugs, named : sequence of Drug
        Medicines of the deal, the lead one first, and all of the page.
    """
    return choose(candidates(page, found, spans, anchors, drugs, named), weights)


def candidates(
    page: Page,
    found: Sequence[Mention],
    spans: Sequence[Span],
    anchors: Sequence[Span],
    drugs: Sequence[Drug],
    named: Sequence[Drug],
) -> list[Candidate[str]]:
    """Each modality that the deal's sentences tell or its medicine's name implies, with its facts."""
    inside = [(m, home) for m in found for home in (next((s for s in spans if s[0] <= m.start < s[1]), None),) if home]
    inside += [(m, (m.start, m.end)) for m in _of_names(page, drugs)]
    told = Counter(m.value for m, _ in inside)
    broader = {b for code in told for b in NARROWER.get(code, ())}
    mine = {d.key for d in drugs}
    others = [s for d in named if d.key not in mine for s in d.spans] if len(named) < _MANY else []
    made = []
    for number, (m, home) in enumerate(inside):
        facts = {
            f"by {m.route}": 1.0,
            f"{m.value} by {m.route}": 1.0,
            "only modality": float(len(told) == 1),
            "told again": min(2.0, told[m.value] - 1.0),
            "broad": float(m.value in _BROAD),
            "a narrower one is told": float(m.value in broader),
            "narrowest told": float(any(b in told for b in NARROWER.get(m.value, ()))),
            "many modalities": float(len(told) > 3),
            "several medicines": float(len(drugs) > 1),
            "no medicine": float(not drugs),
            "first told": float(number == 0),
        }
        if m.route != "stem":
            facts |= _around(page, m, anchors, inside, number)
            facts |= _medicine(page, m, home, drugs, others)
        made.append(Candidate(m, m.value, facts))
    return made


def _of_names(page: Page, drugs: Sequence[Drug]) -> Iterator[Mention]:
    """What the names of the deal's medicines imply, the lead one's alone where it does."""
    for drug in drugs[:2]:
        for start, end in drug.spans[:_SPELT]:
            code = implied(page.shown[start:end])
            if code:
                yield Mention(start, end, code, "stem")
                return


def _around(
    page: Page, m: Mention, anchors: Sequence[Span], inside: Sequence[tuple[Mention, Span]], number: int
) -> dict[str, float]:
    """What stands around a modality."""
    shown = page.shown
    before = shown[max(0, m.start - 60) : m.start]
    left = inside[number - 1][0] if number else None
    right = inside[number + 1][0] if number + 1 < len(inside) else None
    return {
        "in an anchor": float(any(a <= m.start < b for a, b in anchors)),
        "in the title": float(m.start < 120),
        "early": float(m.start < 700),
        "plural": float(bool(_PLURAL.search(shown[m.start : m.end]))),
        "of a firm": float(bool(_FIRM.quick.search(before))),
        "compared": float(bool(_COMPARED.quick.search(before))),
        "in a list": float(
            bool(left and _LIST.fullmatch(shown[left.end : m.start]) and left.value != m.value)
            or bool(right and _LIST.fullmatch(shown[m.end : right.start]) and right.value != m.value)
        ),
    }


def _medicine(page: Page, m: Mention, home: Span, drugs: Sequence[Drug], others: Sequence[Span]) -> dict[str, float]:
    """How a modality stands to the deal's medicines and to others."""
    if any(a <= m.start and m.end <= b for a, b in others):
        return {"in another's name": 1.0}
    nearest = min((min(abs(m.start - b), abs(a - m.end)) for a, b in others if home[0] <= a < home[1]), default=999)
    if not drugs:
        return {"another medicine near": float(nearest < 80)}
    spans = [s for d in drugs for s in d.spans]
    near = min(0 if a <= m.start < b else min(abs(m.start - b), abs(a - m.end)) for a, b in spans)
    mine = any(home[0] <= a < home[1] for a, _ in spans)
    behind = any(0 <= m.start - b < 60 and _IS.match(page.shown, b, m.start + 1) for _, b in spans)
    ahead = any(0 <= a - m.end < 14 and "," not in page.shown[m.end : a] for a, _ in spans)
    return {
        "in the medicine's name": float(near == 0),
        "said of the medicine": float(behind),
        "before the medicine": float(ahead),
        "within 30 of the medicine": float(near < 30),
        "within 80 of the medicine": float(30 <= near < 80),
        "within 200 of the medicine": float(80 <= near < 200),
        "far from the medicine": float(near >= 600),
        "in the medicine's sentence": float(mine),
        "another medicine nearer": float(nearest < near),
        "of another medicine": float(not mine and nearest < 999),
    }
