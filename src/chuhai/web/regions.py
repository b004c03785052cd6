"""Takes a set of countries, gives them by region of the world, as territories are drawn.

Regions follow the United Nations' standard M49, with Greater China set apart, because licences cut there.
"""

from __future__ import annotations

from collections.abc import Iterable

#: Region -> names in both languages and countries, ISO 3166-1; the markets that licences name first.
REGIONS: tuple[tuple[tuple[str, str], str], ...] = (
    (("Greater China", "大中华区"), "CN HK MO TW"),
    (("East and Southeast Asia", "东亚与东南亚"), "JP KR KP MN BN ID KH LA MM MY PH SG TH TL VN"),
    (("North America", "北美"), "US CA BM GL PM"),
    (
        ("Europe", "欧洲"),
        "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT "
        "NL NO PL PT RO RS RU SE SI SJ SK SM UA VA",
    ),
    (("Middle East", "中东"), "AE AM AZ BH GE IL IQ IR JO KW LB OM PS QA SA SY TR YE"),
    (("South and Central Asia", "南亚与中亚"), "AF BD BT IN KG KZ LK MV NP PK TJ TM UZ"),
    (
        ("Latin America and Caribbean", "拉丁美洲与加勒比"),
        "AG AI AR AW BB BL BO BQ BR BS BZ CL CO CR CU CW DM DO EC FK GD GF GP GT GY HN HT JM KN KY LC MF MQ MS MX NI PA PE "
        "PR PY SR SV SX TC TT UY VC VE VG VI",
    ),
    (
        ("Africa", "非洲"),
        "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG "
        "RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW",
    ),
    (
        ("Oceania", "大洋洲"),
        "AU NZ AS CC CK CX FJ FM GU KI MH MP NC NF NR NU PF PG PN PW SB TK TO TV UM VU WF WS",
    ),
)
_ELSEWHERE = ("Elsewhere", "其他")


def grouped(countries: Iterable[str], lang: str) -> list[tuple[str, list[str]]]:
    """Region and its countries, in the order of `REGIONS`; what no region names stands at the end.

    >>> grouped(["US", "HK", "CN"], "en")
    [('Greater China', ['CN', 'HK']), ('North America', ['US'])]
    """
    left = set(countries)
    place = 1 if lang == "zh" else 0
    found = []
    for names, codes in REGIONS:
        here = [c for c in codes.split() if c in left]
        left.difference_update(here)
        if here:
            found.append((names[place], here))
    if left:
        found.append((_ELSEWHERE[place], sorted(left)))
    return found
