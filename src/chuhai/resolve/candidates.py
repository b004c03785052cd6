"""Takes the store's open statements, gives the pairs of subjects that may be one deal."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations

import duckdb
import polars as pl

from chuhai.catalog import names
from chuhai.model.when import first_day_sql, last_day_sql

#: Reports of one deal are rarely further apart; the same window finds duplicate curated rows.
WINDOW_DAYS = 45
#: Days within which two reports that name no medicine are one deal.
CLOSE_DAYS = 7
#: Beginning of ids that a page made for a name outside the registry.
LOCAL = "x:"
CURATED = "curation:"
_READ = "doc:"

#: What `weigh` compares besides firms, medicines and dates.
_TOLD = (
    "'upfront', 'total', 'milestones', 'near_term', 'upfront_and_near_term', 'equity', "
    "'target', 'modality', 'kind', 'territory'"
)
_EVENT_DAY = "(CASE WHEN property = 'event' THEN json_extract_string(value, '$.date') END)"
_MENTIONS = f"""
CREATE OR REPLACE TEMP TABLE mention AS
SELECT subject,
    list(DISTINCT value) FILTER (property = 'licensor') AS licensor,
    list(DISTINCT value) FILTER (property = 'licensee') AS licensee,
    list(DISTINCT value) FILTER (property = 'asset') AS asset,
    min({first_day_sql("value")}) FILTER (property = 'announced') AS announced,
    max({last_day_sql("value")}) FILTER (property = 'announced') AS announced_last,
    bool_or(property = 'event') AND starts_with(any_value(subject), '{_READ}') AS happened,
    min({first_day_sql(_EVENT_DAY)}) FILTER (property = 'event') AS event_day,
    max({last_day_sql(_EVENT_DAY)}) FILTER (property = 'event') AS event_last,
    max(published_on) FILTER (evidence = 'quoted') AS published,
    list(DISTINCT property || ' ' || value) FILTER (property IN ('upfront', 'total') AND value IS NOT NULL) AS money,
    list(DISTINCT value) FILTER (property = 'naming') AS naming,
    list(DISTINCT property || ' ' || value) FILTER (property IN ({_TOLD}) AND value IS NOT NULL) AS told
FROM statement WHERE recorded_to IS NULL
    AND property IN ('licensor', 'licensee', 'asset', 'announced', 'event', 'naming', {_TOLD})
GROUP BY subject
"""
# A page that dates three deals and more on one day tells when it was made, not when they were: "the largest deals so far".
_ROUNDUP = """
ALTER TABLE mention ADD COLUMN roundup BOOLEAN;
UPDATE mention SET roundup = subject IN (
    SELECT unnest(list(subject)) FROM mention WHERE starts_with(subject, 'doc:') AND announced = announced_last
    GROUP BY split_part(subject, '#', 1), announced HAVING count(*) >= 3)
"""
# Documents that their source lists as one announcement, and how many deals each tells.
_ANNOUNCED = f"""
CREATE OR REPLACE TEMP TABLE announced AS
SELECT m.subject, s.announcement, count(*) OVER (PARTITION BY s.document, s.announcement) AS deals
FROM mention m JOIN (
    SELECT DISTINCT value->>'document' AS document, value->>'announcement' AS announcement
    FROM statement WHERE recorded_to IS NULL AND property = 'sighting' AND value LIKE '%"announcement"%'
) s ON s.document = split_part(substr(m.subject, {len(_READ) + 1}), '#', 1)
WHERE starts_with(m.subject, '{_READ}')
"""
_TWINS = """
SELECT DISTINCT least(l.subject, r.subject), greatest(l.subject, r.subject)
FROM announced l JOIN announced r ON l.announcement = r.announcement
    AND split_part(l.subject, '#', 1) <> split_part(r.subject, '#', 1)
"""
# A firm is its family: pages name the subsidiary that signs or the parent that everybody knows.
_EDGES = """
CREATE OR REPLACE TEMP TABLE party AS
SELECT DISTINCT m.subject, m.side, coalesce(f.family, m.id) AS family
FROM (SELECT subject, 'licensor' AS side, unnest(licensor) AS id FROM mention
    UNION ALL SELECT subject, 'licensee', unnest(licensee) FROM mention) m LEFT JOIN family f ON f.company_id = m.id;
CREATE OR REPLACE TEMP TABLE edge AS
SELECT m.subject, m.announced, m.announced_last, m.asset IS NULL AS unnamed, m.money, l.family AS grantor, r.family AS grantee
FROM mention m JOIN party l ON l.subject = m.subject AND l.side = 'licensor'
    JOIN party r ON r.subject = m.subject AND r.side = 'licensee'
"""

# Two rows that a curator wrote apart are two deals by that curator's word: only pairs with another source are asked.
_PAIRS = f"""
SELECT DISTINCT least(l.subject, r.subject), greatest(l.subject, r.subject)
FROM edge l JOIN edge r ON l.grantor = r.grantor AND l.grantee = r.grantee AND l.subject <> r.subject
    AND l.announced - r.announced_last <= {WINDOW_DAYS} AND r.announced - l.announced_last <= {WINDOW_DAYS}
WHERE NOT starts_with(l.subject, '{CURATED}')
"""
# A page may take giver for taker: then an amount in common asks, or a date where one names no medicine.
_BY_MONEY = f"""
SELECT DISTINCT least(l.subject, r.subject), greatest(l.subject, r.subject)
FROM edge l JOIN edge r ON l.grantor = r.grantee AND l.grantee = r.grantor AND l.subject <> r.subject
    AND (list_has_any(l.money, r.money) OR ((l.unnamed OR r.unnamed)
        AND l.announced - r.announced_last <= {WINDOW_DAYS} AND r.announced - l.announced_last <= {WINDOW_DAYS}))
WHERE starts_with(l.subject, '{_READ}')
"""
# A page that names neither medicine nor date (an event has no date of signing) may mean any deal of its firms.
_BY_FIRMS = f"""
SELECT DISTINCT least(l.subject, r.subject), greatest(l.subject, r.subject)
FROM edge l JOIN edge r ON l.subject <> r.subject
    AND ((l.grantor = r.grantor AND l.grantee = r.grantee) OR (l.grantor = r.grantee AND l.grantee = r.grantor))
WHERE starts_with(l.subject, '{_READ}') AND l.unnamed AND l.announced IS NULL
"""
# A page may turn the sides, know one firm only, tell a later event or no date: then a medicine and a firm in common ask.
_BY_ASSET = f"""
WITH thing AS (SELECT DISTINCT subject, unnest(asset) AS asset FROM named),
pair AS (
    SELECT DISTINCT l.subject AS one, r.subject AS other
    FROM thing l JOIN thing r ON l.asset = r.asset AND l.subject <> r.subject WHERE starts_with(l.subject, '{_READ}')
)
SELECT DISTINCT least(one, other), greatest(one, other)
FROM pair JOIN mention l ON l.subject = one JOIN mention r ON r.subject = other
WHERE EXISTS (SELECT 1 FROM party p JOIN party q USING (family) WHERE p.subject = one AND q.subject = other)
    AND (l.happened <> r.happened OR l.announced IS NULL OR r.announced IS NULL OR l.roundup OR r.roundup
        OR list_has_any(l.money, r.money)
        OR (SELECT count(*) > 1 FROM thing t JOIN thing u USING (asset)
            WHERE t.subject = one AND u.subject = other AND NOT starts_with(asset, '{LOCAL}'))
        OR (l.announced - r.announced_last <= {WINDOW_DAYS} AND r.announced - l.announced_last <= {WINDOW_DAYS}))
"""
# What the pairs above leave out and `weigh` may join: the same firms whatever they date, where a curator, a hole or an amount lets them.
_FURTHER = f"""
SELECT DISTINCT least(l.subject, r.subject), greatest(l.subject, r.subject)
FROM edge l JOIN edge r ON l.subject <> r.subject
    AND ((l.grantor = r.grantor AND l.grantee = r.grantee) OR (l.grantor = r.grantee AND l.grantee = r.grantor))
    AND (starts_with(r.subject, '{CURATED}') OR l.announced IS NULL OR r.announced IS NULL OR list_has_any(l.money, r.money)
        OR (l.announced - r.announced_last <= {WINDOW_DAYS} AND r.announced - l.announced_last <= {WINDOW_DAYS}))
WHERE starts_with(l.subject, '{_READ}')
"""
# One firm alike while a page's other firm is known by its own words only: then an amount or the week must be alike too,
# with one report of that deal; the others are asked about as well.
_HALF_KNOWN = f"""
WITH side AS (
    SELECT subject, family, m.announced, m.announced_last, m.money,
        bool_or(NOT starts_with(family, '{LOCAL}')) OVER (PARTITION BY subject, side) AS known,
        count(DISTINCT side) OVER (PARTITION BY subject) AS sides, side
    FROM party JOIN mention m USING (subject)
), half AS (SELECT DISTINCT subject FROM side WHERE NOT known OR sides < 2),
alike AS (
    SELECT DISTINCT l.subject AS one, r.subject AS other
    FROM side l JOIN side r ON l.family = r.family AND l.subject <> r.subject
        AND (list_has_any(l.money, r.money)
            OR (l.announced - r.announced_last <= {CLOSE_DAYS} AND r.announced - l.announced_last <= {CLOSE_DAYS}))
    WHERE (starts_with(l.subject, '{_READ}') OR starts_with(r.subject, '{_READ}'))
        AND (l.subject IN (FROM half) OR r.subject IN (FROM half))
), fellow AS (
    SELECT a.one, z.subject AS other FROM alike a JOIN edge y ON y.subject = a.other
        JOIN edge z ON z.grantor = y.grantor AND z.grantee = y.grantee
    WHERE a.one IN (FROM half) AND starts_with(a.one, '{_READ}')
)
SELECT DISTINCT least(one, other), greatest(one, other) FROM (FROM alike UNION FROM fellow) WHERE one <> other
"""
_BETWEEN = f"""
SELECT grantor, grantee, count(DISTINCT subject) FROM edge WHERE starts_with(subject, '{CURATED}') GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class Mention:
    """What one subject says that tells deals apart; it was announced on one of the days `announced` to `announced_last`.

    `told` holds amounts and terms as "property value".
    `licensor` and `licensee` are families; `asset` holds every id and spelling of its medicines; `event_day` is set for a
    page that tells what happened to a deal after signing (`happened`), whose signing it doesn't date. `announcements` are
    those that its source lists its document under, `sole` whether that document tells no other deal, `roundup` whether it
    dates several on one day.
    """

    subject: str
    licensor: frozenset[str]
    licensee: frozenset[str]
    asset: frozenset[str]
    announced: dt.date | None
    announced_last: dt.date | None = None
    happened: bool = False
    event_day: dt.date | None = None
    money: frozenset[str] = frozenset()
    event_last: dt.date | None = None
    published: dt.date | None = None
    announcements: frozenset[str] = frozenset()
    sole: bool = True
    roundup: bool = False
    told: frozenset[str] = frozenset()

    @property
    def document(self) -> str:
        """What a page's mention was read from; empty for a curated deal."""
        return "" if self.curated else self.subject.partition("#")[0]

    @property
    def curated(self) -> bool:
        return self.subject.startswith(CURATED)

    @property
    def half_known(self) -> bool:
        """Whether one of its parties may be anybody."""
        return is_open(self.licensor) or is_open(self.licensee)

    @property
    def silent(self) -> bool:
        """Whether a page names neither a medicine nor a date of signing."""
        return not self.asset and self.announced is None and not self.curated

    def days_from(self, other: Mention) -> int | None:
        """Fewest days between the two announcements, 0 where their dates overlap."""
        if self.announced is None or other.announced is None:
            return None
        first, second = sorted((self, other), key=lambda m: (m.announced, m.subject))
        gap = second.announced - (first.announced_last or first.announced)  # type: ignore[operator]
        return max(0, gap.days)


def is_open(side: frozenset[str]) -> bool:
    """Whether a side may be anybody: not named, or by names outside the registry only."""
    return all(c.startswith(LOCAL) for c in side)


@dataclass(frozen=True, slots=True)
class Asked:
    """Pairs that rules decide, `further` pairs that only their weight may join, and how many curated deals two firms have."""

    pairs: list[tuple[Mention, Mention]]
    further: list[tuple[Mention, Mention]]
    deals: Mapping[frozenset[str], int]

    def between(self, left: Mention, right: Mention) -> int:
        """Number of curated deals of the firms that two mentions share, whoever grants."""
        ours, theirs = (left.licensor | left.licensee, right.licensor | right.licensee)
        shared = sorted(ours & theirs)
        return max((self.deals.get(frozenset(two), 0) for two in combinations(shared, 2)), default=0)


def candidates(
    connection: duckdb.DuckDBPyConnection, family: Mapping[str, str] | None = None
) -> list[tuple[Mention, Mention]]:
    """Pairs that share both firms (within 45 days where both are dated), a firm and a medicine, or an announcement; sorted."""
    return ask(connection, family).pairs


def ask(
    connection: duckdb.DuckDBPyConnection,
    family: Mapping[str, str] | None = None,
    alias: Callable[[str], str | None] = lambda local: None,
) -> Asked:
    """All pairs that may be one deal, sorted.

    Parameters
    ----------
    family : mapping, optional
        Company id -> id of its topmost parent; a company that isn't in it is its own family.
        alias : callable, optional
        Local id of a firm's name -> the id that all its names share, None where nobody knows.
    """
    family = family or {}
    frame = pl.DataFrame(
        {"company_id": list(family), "family": list(family.values())},
        schema={"company_id": pl.String, "family": pl.String},
    )
    connection.execute(_MENTIONS)
    connection.register("family_rows", frame)
    connection.execute("CREATE OR REPLACE TEMP TABLE family AS SELECT * FROM family_rows")
    connection.unregister("family_rows")
    family = {**family, **_spellings(connection, family, alias)}
    connection.execute(_ROUNDUP)
    connection.execute(_EDGES)
    connection.execute(_ANNOUNCED)
    pairs = set(connection.execute(_PAIRS).fetchall())
    for more in (_BY_FIRMS, _BY_MONEY, _TWINS):
        pairs.update(connection.execute(more).fetchall())
    learnt = _learnt(connection)
    pairs.update(_by_asset(connection, learnt))
    further = {pair for more in (_FURTHER, _HALF_KNOWN) for pair in connection.execute(more).fetchall()} - pairs
    wanted = sorted({subject for pair in pairs | further for subject in pair})
    found = {m.subject: m for m in _mentions(connection, wanted, family, learnt)} if wanted else {}
    deals: Counter[frozenset[str]] = Counter()
    for grantor, grantee, number in connection.execute(_BETWEEN).fetchall():
        deals[frozenset((grantor, grantee))] += number
    return Asked(
        [(found[left], found[right]) for left, right in sorted(pairs)],
        [(found[left], found[right]) for left, right in sorted(further)],
        deals,
    )


#: What many firms' names end with, so that it tells none from another: "Aslan Pharma" is "ASLAN Pharmaceuticals".
_TRADE = re.compile(
    r"(?: (?:bio)?pharma(?:ceuticals?|cos?)?| bio(?:tech(?:nology|nologies)?|sciences?|logics|medicines?|therapeutics)?"
    r"| therapeutics| medicines?| (?:life )?sciences?| health(?:care)?| oncology| laborator(?:y|ies)| labs?"
    r"| international| industries| manufacturing)+$"
    r"|(?:生物|医药|药业|制药|药品|科技|技术|医疗|生技|健康|国际|企业)+$"
)
_LEAST_LATIN, _LEAST_CHINESE = 4, 2


def stem(local: str) -> str:
    """A local firm's id without the words of the trade at its name's end, where enough of the name is left.

    Examples
    --------
    >>> stem("x:c:aslan pharmaceuticals"), stem("x:c:爱科诺生物医药"), stem("x:c:alpha biotech")
    ('x:c:aslan', 'x:c:爱科诺', 'x:c:alpha')
    """
    begins = f"{LOCAL}c:"
    name = local.removeprefix(begins)
    left = _TRADE.sub("", name)
    enough = _LEAST_CHINESE if names.has_chinese(left) else _LEAST_LATIN
    return begins + left if local.startswith(begins) and ":" not in name and len(left) >= enough else local


def _spellings(
    connection: duckdb.DuckDBPyConnection, family: Mapping[str, str], alias: Callable[[str], str | None]
) -> dict[str, str]:
    """Local id of a firm -> the id that all spellings of its name share; told to the table of families too."""
    rows = connection.execute(
        f"SELECT DISTINCT id FROM (SELECT unnest(licensor) AS id FROM mention UNION SELECT unnest(licensee) FROM mention) "
        f"WHERE starts_with(id, '{LOCAL}c:')"
    ).fetchall()
    known = {said: alias(said) or stem(said) for (said,) in rows}
    found = {said: family.get(short, short) for said, short in known.items() if short != said}
    if found:
        spelt = pl.DataFrame({"company_id": list(found), "family": list(found.values())})
        connection.register("spelt", spelt)
        connection.execute("INSERT INTO family SELECT * FROM spelt")
        connection.unregister("spelt")
    return found


def _learnt(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Local id of a spelling -> the one registry medicine that a page of the store calls so: "tislelizumab (替雷利珠单抗)"."""
    told: dict[str, set[str]] = {}
    rows = connection.execute("SELECT DISTINCT unnest(naming) FROM mention WHERE naming IS NOT NULL").fetchall()
    for (said,) in rows:
        named, _, spelling = said.partition(" = ")
        if not named.startswith(LOCAL):
            told.setdefault(f"{LOCAL}a:{names.key(spelling)}", set()).add(named)
    return {spelling: next(iter(ids)) for spelling, ids in told.items() if len(ids) == 1}


def _by_asset(connection: duckdb.DuckDBPyConnection, learnt: Mapping[str, str]) -> list[tuple[str, str]]:
    """Pairs by medicine, asked only where documents were read; spellings are compared by their key."""
    rows = connection.execute(
        f"SELECT subject, asset, naming FROM mention WHERE asset IS NOT NULL AND EXISTS "
        f"(SELECT 1 FROM mention WHERE starts_with(subject, '{_READ}'))"
    ).fetchall()
    if not rows:
        return []
    named = pl.DataFrame(
        {"subject": [r[0] for r in rows], "asset": [sorted(_medicines(r[1], r[2], learnt)) for r in rows]},
        schema={"subject": pl.String, "asset": pl.List(pl.String)},
    )
    connection.register("named", named)
    try:
        return connection.execute(_BY_ASSET).fetchall()
    finally:
        connection.unregister("named")


def _mentions(
    connection: duckdb.DuckDBPyConnection, wanted: list[str], family: Mapping[str, str], learnt: Mapping[str, str]
) -> list[Mention]:
    rows = connection.execute(
        "SELECT subject, licensor, licensee, asset, naming, announced, announced_last, event_last, published, happened, event_day, "
        "money, told, a.announcements, a.deals, roundup FROM mention LEFT JOIN (SELECT subject, list(announcement) AS announcements, "
        "max(deals) AS deals FROM announced GROUP BY subject) a USING (subject) WHERE subject IN (SELECT unnest(?))",
        [wanted],
    ).fetchall()
    found = []
    for row in rows:
        subject, licensor, licensee, asset, naming, *dates, happened, day, money, told, listed, deals, roundup = row
        announced, last, ended, published = dates
        found.append(
            Mention(
                subject,
                frozenset(family.get(c, c) for c in licensor or ()),
                frozenset(family.get(c, c) for c in licensee or ()),
                frozenset(_medicines(asset, naming, learnt)),
                announced,
                last,
                bool(happened) and announced is None,
                day,
                frozenset(money or ()),
                ended,
                published,
                frozenset(listed or ()),
                (deals or 1) == 1,
                roundup,
                frozenset(told or ()),
            )
        )
    return found


def _medicines(asset: list[str] | None, naming: list[str] | None, learnt: Mapping[str, str]) -> set[str]:
    """Ids of a mention's medicines, the local id of each spelling that the registry doesn't hold, and what another page calls so."""
    found = set(asset or ())
    for said in naming or ():
        named, _, spelling = said.partition(" = ")
        if named in found and (named.startswith(f"{LOCAL}a:") or not named.startswith(LOCAL)):
            found.add(f"{LOCAL}a:{names.key(spelling)}")
    return found | {learnt[a] for a in found if a in learnt}
