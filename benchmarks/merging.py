"""Takes labelled pages that report the same deals, gives how well an ingest merges them: B-cubed precision, recall and F1.

A mention is a labelled deal that was read; both sides are clusterings of these mentions. Labels become clusters by
`gold`; the ledger's clusters are those of a real ingest into a folder of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pages
from chuhai import pipeline
from chuhai.catalog import Catalog
from chuhai.deals.snapshot import Snapshot
from chuhai.errors import UsageError
from chuhai.extract import batch
from chuhai.model.when import PartialDate
from chuhai.quality.evaluate import GoldPage, Judge, align
from chuhai.resolve.candidates import CURATED, WINDOW_DAYS
from chuhai.settings import Settings, curation_folder
from chuhai.sources import curation
from figures import Figure, show

DOCUMENTS = pages.GOLD / "documents"
#: A page dated a day before the deal that it tells an event of: a time zone.
_ZONE_DAYS = 1
#: What the rules of `gold` can't know, read by hand: mention -> deal.
READ_BY_HAND = {
    "g1-010#1": "D-000093",  # OBI is OBI Pharma
    "g1-023#1": "g1-023#1",  # a deal of Harbour's and AstraZeneca's that no other page and no curated row tells
    "g2-005#3": "D-000140",  # the page misspells zastaprazan
    "g2-032#1": "D-000380",  # Innovent and Lilly in the days of February 2026, their seventh; so the next two
    "g3-012#1": "D-000380",
    "g4-002#1": "D-000380",
    "g3-009#1": "D-000109",  # project B is SKB315
    "g3-022#1": "D-000013",  # 南京传奇 is Legend Biotech
    "g3-023#1": "D-000013",  # 传奇 is too, and 西达基奥仑赛 is LCAR-B38M
    "g3-024#1": "D-000074",  # 奥布替尼 is orelabrutinib
    "g3-037#1": "D-000209",  # Hengrui's "GLP-1 products" to Hercules
    "g4-002#2": "D-000377",  # CSPC and AstraZeneca, end of January 2026
    "g5-001#1": "D-000001",  # 沃瑞沙 is savolitinib
    "g1-015#1": "D-000585",  # the rights to Trodelvy going back in 2022, which curators hold as a deal of its own
    "g4-017#2": "D-000306",  # $110m upfront, up to $5.33bn: CSPC and AstraZeneca of June 2025
    "g6-061#1": "D-000069",  # the TIGIT option of the agreement on toripalimab
    "g6-091#1": "D-000396",  # four biosimilars and one novel biologic in 69 countries
    "g6-105#2": "D-000179",  # serplulimab; the page misprints its code
    "g6-105#5": "D-000579",  # Camzyos is mavacamten; LianBio is the giver
    "g7-005#1": "D-000509",  # 正大天晴 takes D-1553
    "g7-013#1": "D-000106",  # $17m received for "264"
    "g7-046#1": "D-000300",  # the option on the mainland is part of that agreement
    "g7-065#1": "D-000368",  # Insilico and Servier, $888m
    "g7-068#1": "D-000540",  # FBD and Henlius, HCB101
    "g8-085#1": "D-000540",
    "g7-110#1": "D-000534",  # 利斯的明 is rivastigmine
    "g7-118#1": "D-000527",  # 爱科诺 is Accro
    "g7-128#1": "D-000106",  # project A is SKB264: the same $1,363m
    "g7-129#1": "D-000383",  # Frontier and GSK, two siRNA candidates
    "g5-002#1": "D-000377",  # $1.2bn upfront
    "g5-018#1": "D-000055",  # CS1001 is sugemalimab
    "g6-105#6": "D-000178",  # the digest of October 2023, $85m upfront
    "g7-002#1": "D-000511",  # Lansheng and Livzon, the PDE4 inhibitor
    "g7-018#3": "D-000360",  # three long-acting injections, Luye and Nhwa
    "g7-097#1": "D-000074",  # the character set of the page breaks InnoCare's name
    "g9-106#1": "D-000044",  # "the Group" is Zai Lab
    "g9-201#1": "D-000511",
    "g9d-408#4": "D-000194",  # $185m upfront
    "g9d-489#1": "D-000384",  # 埃诺格鲁肽 is ecnoglutide
    "g9d-531#1": "D-000380",  # $350m upfront, up to $8.5bn; so the next two
    "g9g-654#1": "D-000380",
    "g9g-698#1": "D-000380",
    "g9f-513#1": "g7-120#1",  # DiaMedica's DM199 and Aohong
    "g9f-620#1": "D-000336",  # Hansoh in a machine's English
    "g9g-674#1": "D-000034",  # Amgen and BeiGene; Xgeva is denosumab
    "g9g-675#1": "D-000034",
    "g9g-704#1": "D-000130",  # HUTCHMED's name broken likewise
    "g9g-705#1": "D-000579",  # 联拓生物 is LianBio, which gives the rights back
    "g9g-705#2": "D-000049",
    "g9g-720#1": "D-000384",
    "g8-057#1": "D-000300",  # project 707 is SSGJ-707; so the next two
    "g8-072#1": "D-000300",
    "g8-086#1": "D-000300",
    "g9-168#1": "D-000377",  # eight obesity medicines for up to $18bn: CSPC and AstraZeneca, end of January 2026
    "g4-004#2": "D-000335",  # the CAR-T made in the body, $1,640m in all
    "g9g-656#1": "D-000380",  # the seventh agreement of 8 February, $350m upfront, up to $8.5bn
    "g6-122#1": "D-000309",  # RemeGen and its partnership are paid for telitacicept by Vor together
    "g9g-695#1": "D-000123",  # the end of two preclinical ADCs, as g9g-694 and g9g-696 tell it; so the next
    "g9f-628#1": "D-000123",
    "g9g-622#1": "g5-011#1",  # LEO製藥 is LEO Pharma
    "g2-016#1": "g2-016#1",  # Athenex licenses KX-01 to Jingdong Junzhuo through its subsidiary: the same $14.5m
    "g6-035#1": "g2-016#1",
    "g6-035#2": "g6-042#1",  # JK-122 is JKB-122
    "g6-042#1": "g6-042#1",
    "g9g-621#3": "g6-042#1",  # 景凱 is TaiwanJ, 恒翼 is NewSoara
    "g7-006#1": "D-000512",  # Alphamab's and Amoytop's of December 2023, CNY 30m upfront
    "g7-092#1": "g7-092#1",  # 蓬勃生物 is paid $213.8m by 礼新; the next page is its twin in the other script, badly encoded
    "g9g-626#1": "g7-092#1",
    "g8-042#1": "D-000085",  # Providence's mRNA vaccines, $500m
    "g9-120#1": "g9-121#1",  # Telix and China Grand, November 2020, up to $225m; so the next three
    "g9-121#1": "g9-121#1",
    "g9g-710#1": "g9-121#1",
    "g9g-711#1": "g9-121#1",
    "g9-187#1": "g9-188#1",  # LegoChem's ADC platform and Antengene's antibodies
    "g9-188#1": "g9-188#1",
    "g9-322#1": "D-000066",  # options on two candidates of that agreement of 11 January 2021
    "g9-340#1": "D-000094",  # $300m upfront for the TIGIT inhibitor
    "g9-356#1": "g3-040#1",  # two sialidase programmes, the first agreement of Palleon and Henlius
    "g3-040#1": "g3-040#1",
    "g9d-552#4": "D-000286",  # $75m from AstraZeneca to 元思生肽, March 2025
}
Clusters = Mapping[str, str]


@dataclass
class Deal:
    """A deal as labels or curators tell it; `parties` and `assets` are lists of names of one thing each."""

    id: str
    licensor: list[list[str]]
    licensee: list[list[str]]
    assets: list[list[str]]
    day: PartialDate | None
    signing: bool = True
    curated: str | None = None
    reading: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Score:
    """B-cubed over some mentions."""

    mentions: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        whole = self.precision + self.recall
        return 2 * self.precision * self.recall / whole if whole else 0.0


def bcubed(gold: Clusters, system: Clusters, of: Iterable[str] | None = None) -> Score:
    """Means over mentions, or those of `of`: the share of its system cluster that is right, of its gold cluster that is there."""
    right, there = _members(gold), _members(system)
    asked = sorted(gold if of is None else of)
    shares = [(right[gold[m]], there[system[m]]) for m in asked]
    if not shares:
        return Score(0, 0.0, 0.0)
    return Score(
        len(asked),
        sum(len(g & s) / len(s) for g, s in shares) / len(asked),
        sum(len(g & s) / len(g) for g, s in shares) / len(asked),
    )


def _members(clusters: Clusters) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for mention, cluster in clusters.items():
        found[cluster].add(mention)
    return found


def gold(deals: Sequence[Deal], known: Sequence[Deal], judge: Judge) -> dict[str, str]:
    """Mention -> cluster, as the labels and the curated rows say.

    Deals of one licensor and licensee are one when their assets overlap, or one names none; signings that are both dated
    within 45 days; an event belongs to the deal before it. A label that fits a curated deal takes its id, and two curated
    deals never become one. A label without assets joins the deal that is nearest, none when several are.
    """
    for deal in deals:
        deal.curated = READ_BY_HAND.get(deal.id) or _known(deal, known, judge)
    groups = _Groups(deals)
    pairs = [
        (one, other)
        for one, other in combinations(deals, 2)
        if _parties(one, other, judge) or (_parties(one, other, judge, turned=True) and _shared(one, other, judge))
    ]
    # What is sure first: the same curated deal, a shared asset with dates, without; then what names no asset, nearest first.
    for one, other in pairs:
        if one.curated and one.curated == other.curated:
            groups.join(one, other)
    for dated in (True, False):
        for one, other in pairs:
            if (one.day is not None and other.day is not None) == dated and _shared(one, other, judge):
                groups.join(one, other)
    vague: dict[str, list[tuple[int, Deal, Deal]]] = defaultdict(list)
    for one, other in pairs:
        if not (one.assets and other.assets):
            for mine, rest in ((one, other), (other, one)):
                if not mine.assets and not mine.curated:
                    vague[mine.id].append((_days(mine, rest), mine, rest))
    for links in vague.values():
        nearest = min(days for days, _, _ in links)
        if len({groups.root(rest.id) for days, _, rest in links if days == nearest}) == 1:
            _, mine, rest = min(links, key=lambda link: link[0])
            groups.join(mine, rest)
    return {d.id: groups.name(d.id) for d in deals}


class _Groups:
    """Clusters of labels as they grow."""

    def __init__(self, deals: Sequence[Deal]) -> None:
        self.members = {d.id: [d] for d in deals}
        self.parent = {d.id: d.id for d in deals}

    def root(self, mention: str) -> str:
        while self.parent[mention] != mention:
            mention = self.parent[mention]
        return mention

    def join(self, one: Deal, other: Deal) -> None:
        left, right = sorted((self.root(one.id), self.root(other.id)))
        if left == right:
            return
        everyone = self.members[left] + self.members[right]
        if len({d.curated for d in everyone if d.curated}) > 1 or any(
            not _in_time(a, b) for a in self.members[left] for b in self.members[right]
        ):
            return
        self.parent[right] = left
        self.members[left] = everyone

    def name(self, mention: str) -> str:
        top = self.root(mention)
        return next((d.curated for d in self.members[top] if d.curated), top)


def _known(deal: Deal, known: Sequence[Deal], judge: Judge) -> str | None:
    """Id of the curated deal that a label tells; the nearest of several."""
    fits = []
    for row in known:
        shared = _shared(deal, row, judge)
        if (
            (shared or not (deal.assets and row.assets))
            and (_parties(deal, row, judge) or (shared and _parties(deal, row, judge, turned=True)))
            and _in_time(row, deal)
        ):
            fits.append((not shared, _days(row, deal), row.id))
    if not fits:
        return None
    best = min(fits)
    # Without an asset only one deal may be meant.
    return None if best[0] and sum(f[:2] == best[:2] for f in fits) > 1 else best[2]


def _parties(one: Deal, other: Deal, judge: Judge, turned: bool = False) -> bool:
    theirs = (other.licensee, other.licensor) if turned else (other.licensor, other.licensee)
    return all(
        any(judge.same_party(mine, name, None) for mine in side for names in their for name in names)
        for side, their in zip((one.licensor, one.licensee), theirs, strict=True)
    )


def _shared(one: Deal, other: Deal, judge: Judge) -> bool:
    return any(judge.same_asset(a, b) for a in one.assets for b in other.assets)


def _in_time(one: Deal, other: Deal) -> bool:
    """Whether dates let two deals be one: signings are near, an event comes after its signing."""
    if one.day is None or other.day is None or not (one.signing or other.signing):
        return True
    if one.signing and other.signing:
        return _days(one, other) <= WINDOW_DAYS
    signed, happened = (one.day, other.day) if one.signing else (other.day, one.day)
    return (happened.last - signed.first).days >= -_ZONE_DAYS


def _days(one: Deal, other: Deal) -> int:
    """Days between two dates, 0 where they overlap; many where there is none."""
    if one.day is None or other.day is None:
        return 100_000
    return max(0, (one.day.first - other.day.last).days, (other.day.first - one.day.last).days)


def _day(said: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse(said) if said else None
    except UsageError:
        return None


def _labelled(page: GoldPage, number: int, deal: Mapping[str, Any]) -> Deal:
    licensor, licensee, assets = (
        [[n] if isinstance(n, str) else n for n in deal.get(name) or []] for name in ("licensor", "licensee", "assets")
    )
    signing = (deal.get("event") or "signing") == "signing"
    return Deal(f"{page.id}#{number}", licensor, licensee, assets, _day(deal.get("announced")), signing)


def _curated(folder: Path, catalog: Catalog) -> Iterator[Deal]:
    """Curated deals, their parties and assets by every name that the registry has."""
    for _, row in curation.deals(folder):
        names: dict[str, list[list[str]]] = {}
        for prop, part in (("licensor", catalog.companies), ("licensee", catalog.companies), ("asset", catalog.assets)):
            names[prop] = [
                [*filter(None, [f.name]), *_names(part.by_id[str(f.value)])] for f in row.facts.get(prop, []) if f.value
            ]
        day = row.facts.get("announced")
        yield Deal(
            row.id,
            names["licensor"],
            names["licensee"],
            names["asset"],
            _day(str(day[0].value)) if day else None,
        )


def _names(entry: Any) -> list[str]:
    name = entry.name
    told = [name] if isinstance(name, str) else [name.en, name.zh_hans, name.zh_hant]
    return [n for n in (*told, *getattr(entry, "aliases", ()), *getattr(entry, "former_names", ())) if n]


@dataclass
class Found:
    """Both clusterings of the mentions that were read, and why the ledger's came to be."""

    labelled: int
    gold: dict[str, str]
    system: dict[str, str]
    deals: dict[str, Deal]
    subject: dict[str, str]
    decisions: dict[tuple[str, ...], tuple[bool, str]]

    def with_curated(self) -> tuple[dict[str, str], dict[str, str]]:
        """Both clusterings with each curated deal that either names as a mention more: joining the wrong row costs."""
        ids = {c: c for c in {*self.gold.values(), *self.system.values()} if c.startswith("D-")}
        return {**self.gold, **ids}, {**self.system, **ids}

    def between(self, one: Iterable[str], other: Iterable[str]) -> str:
        """What was decided on mentions or curated deals of two clusters."""
        left, right = ([self.subject.get(m, CURATED + m) for m in side] for side in (one, other))
        pairs = (tuple(sorted((a, b))) for a in left for b in right)
        return "; ".join(sorted({self.decisions[p][1] for p in pairs if p in self.decisions})) or "never asked"


def find(home: Path, folder: Path | None = None) -> Found:
    """Ingest the development documents into `home` and align what was read with the labels."""
    folder = folder or curation_folder()
    wanted = [p for p in pages.development() if p.file]
    settings = Settings(home=home, curation=folder)
    paths = {p.id: str(DOCUMENTS / str(p.file)) for p in wanted}
    done = pipeline.ingest(settings, list(paths.values()), dt.datetime(2026, 1, 1))
    document = {taken.origin: taken.document for taken in done.taken}
    judge = Judge(batch.extractor(folder).catalog)
    with Snapshot.open(settings) as snapshot:
        clustered = dict(snapshot.sql("SELECT DISTINCT subject, deal_id FROM subject"))
        decided = snapshot.sql("SELECT left_subject, right_subject, same, reason FROM decision")
    deals: list[Deal] = []
    subject, labelled = {}, 0
    for page in wanted:
        read = batch.one((paths[page.id], None), folder).object["deals"]
        places = {id(reading): place for place, reading in enumerate(read, 1)}
        told = [d for d in page.deals if not d.get("background")]
        numbers = {id(d): number for number, d in enumerate(told, 1)}
        labelled += len(told)
        for label, reading in align(told, read, judge)[0]:
            name = f"doc:{document[paths[page.id]]}#{places[id(reading)]}"
            deal = _labelled(page, numbers[id(label)], label)
            deal.reading = reading
            deals.append(deal)
            subject[deal.id] = name
    known = list(_curated(folder, judge.catalog))
    system = {m: clustered.get(s, s) for m, s in subject.items()}
    return Found(
        labelled,
        gold(deals, known, judge),
        system,
        {d.id: d for d in deals},
        subject,
        {tuple(sorted((left, right))): (same, reason) for left, right, same, reason in decided},
    )


def told(found: Found) -> Iterator[str]:
    """Lines on what was merged that is two, then on what wasn't merged that is one."""
    labels, ledger = found.with_curated()
    for title, whole, parts in (
        ("One deal in the ledger, two by the labels", ledger, labels),
        ("One deal by the labels, two in the ledger", labels, ledger),
    ):
        yield title
        for cluster, members in sorted(_members(whole).items()):
            pieces = sorted(_members({m: parts[m] for m in members}).items())
            if len(pieces) < 2:
                continue
            yield f"  {cluster}"
            for piece, mine in pieces:
                yield f"    {piece}"
                yield from (f"      {_described(mention, found)}" for mention in sorted(mine))
            for (one, mine), (other, theirs) in combinations(pieces, 2):
                yield f"    {one} / {other}: {found.between(mine, theirs)}"


def _described(mention: str, found: Found) -> str:
    if mention not in found.deals:
        return "the curated deal"
    deal, read = found.deals[mention], found.deals[mention].reading
    given = " | ".join(
        ", ".join(f"{n} {i or '-'}" for n, i in zip(read[side], read[ids], strict=True))
        for side, ids in (("licensor", "licensor_ids"), ("licensee", "licensee_ids"), ("assets", "asset_ids"))
    )
    label = " | ".join(", ".join(n[0] for n in side) for side in (deal.licensor, deal.licensee, deal.assets))
    what = "signing" if deal.signing else "event"
    return f"{mention} {what} {deal.day or 'undated'}: {label}; read {read['event']} {read['announced'] or 'undated'}: {given}"


def figures(found: Found) -> list[Figure]:
    sizes = {c: len(m) for c, m in _members(found.gold).items()}
    several = [m for m, c in found.gold.items() if sizes[c] > 1]
    note = (
        f"{len(found.gold)} of {found.labelled} labelled deals read: {len(sizes)} deals by the labels, "
        f"{len(set(found.system.values()))} in the ledger"
    )
    made = []
    curated = bcubed(*found.with_curated())
    for name, score, remark in (
        ("mentions", bcubed(found.gold, found.system), note),
        ("deals on several pages", bcubed(found.gold, found.system, several), f"{len(several)} mentions"),
        ("with curated deals", curated, f"{curated.mentions} mentions"),
    ):
        made += [
            Figure(f"merging, {name}: B-cubed precision", score.precision, "share", note=remark),
            Figure(f"merging, {name}: B-cubed recall", score.recall, "share"),
            Figure(f"merging, {name}: B-cubed F1", score.f1, "F1"),
        ]
    for name, (merged, pairs) in twins(found).items():
        made.append(Figure(f"merging, {name}", merged / max(1, pairs), "share", note=f"{merged} of {pairs} pairs"))
    return made


def twins(found: Found) -> dict[str, tuple[int, int]]:
    """Of pairs of pages that tell one deal in two languages, or by two publishers: how many are merged, of how many."""
    pages_ = {p.id: p for p in pages.development()}
    told: dict[str, list[int]] = {"twins in two languages": [0, 0], "twins of two publishers": [0, 0]}
    for members in _members(found.gold).values():
        for one, other in combinations(sorted(members), 2):
            left, right = (pages_[m.partition("#")[0]] for m in (one, other))
            hosts = {urlsplit(p.url).hostname for p in (left, right)}
            if left.id == right.id or (left.lang == right.lang and len(hosts) < 2):
                continue
            count = told["twins in two languages" if left.lang != right.lang else "twins of two publishers"]
            count[0] += found.system[one] == found.system[other]
            count[1] += 1
    return {name: (merged, pairs) for name, (merged, pairs) in told.items()}


def measure(quiet: bool = True) -> list[Figure]:
    """Figures of a fresh ingest; `benchmarks/run.py` calls it."""
    with tempfile.TemporaryDirectory() as folder:
        found = find(Path(folder) / "home")
    if not quiet:
        print("\n".join(told(found)))
    return figures(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quiet", action="store_true", help="figures only, not each difference")
    show("Merging", measure(parser.parse_args().quiet))


if __name__ == "__main__":
    main()
