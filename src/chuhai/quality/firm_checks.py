"""Takes the rows of `firms/`, gives a finding for each name that says nothing, unknown seat or kind, and row that stands twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from chuhai.catalog import Catalog, names
from chuhai.catalog.firms import Firm
from chuhai.quality.findings import Finding

#: A page, or a published package that holds the list.
_SOURCE = re.compile(r"https?://[^\s/]+(?:/\S*)?|package:[\w.\-]+@[\w.\-]+")


def check_firms(rows: Iterable[tuple[str, Firm]], catalog: Catalog) -> Iterator[Finding]:
    """Every finding in the list of firms; two firms may bear one name, so long as their seats differ."""
    countries = catalog.lexicons.gazetteer.countries
    kinds = catalog.lexicons.vocabulary("company-kind").terms
    seen: dict[tuple[str, str | None], str] = {}
    for where, row in rows:
        if not row.names:
            yield Finding(where, "names", "empty: a firm has a name")
            continue
        if not row.sources:
            yield Finding(where, "sources", "empty: say which list names the firm")
        for source in row.sources:
            if not _SOURCE.fullmatch(source):
                yield Finding(where, "sources", f"{source!r}: a page's address or package:NAME@VERSION")
        if row.hq is not None and row.hq not in countries:
            yield Finding(where, "hq", f"{row.hq!r}: not an ISO 3166 code")
        if row.kind is not None and row.kind not in kinds:
            yield Finding(where, "kind", f"{row.kind!r}: one of {', '.join(kinds)}")
        if row.company is not None and row.company not in catalog.companies.by_id:
            yield Finding(where, "company", f"{row.company}: no such company")
        for name in row.names:
            if len(names.key(name)) < 2:
                yield Finding(where, "names", f"{name!r}: nothing left to compare by")
        key = (row.names[0], row.hq)
        if key in seen:
            yield Finding(where, "names", f"{row.names[0]!r} also stands at {seen[key]}")
        seen.setdefault(key, where)
