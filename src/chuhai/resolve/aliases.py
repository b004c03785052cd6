"""Takes the registry and the list of firms, gives the one id that all names of a firm share, in either script."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache

from chuhai.catalog import names
from chuhai.catalog.companies import Companies
from chuhai.catalog.firms import Firms
from chuhai.resolve.candidates import LOCAL, stem

_BEGINS = f"{LOCAL}c:"


def aliases(companies: Companies, firms: Firms) -> Callable[[str], str | None]:
    """Local id of a name -> the registry's id of the firm that bears it, or the local id of its first listed name.

    A registry name is known without the words of its trade, too. None where nobody holds such a name, or two firms bear it.
    """

    @cache
    def registry() -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for company in companies.by_id.values():
            for name in company.all_names():
                key = names.key(name)
                # "Merck" is short for "Merck Healthcare" and for "Merck Sharp & Dohme": so the first word counts as well.
                for known in (stem(_BEGINS + key), _BEGINS + key.split(" ")[0]):
                    found[known].add(companies.family(company.id))
        return found

    @cache
    def stems() -> frozenset[str]:
        return frozenset(stem(_BEGINS + names.key(n)) for c in companies.by_id.values() for n in c.all_names())

    def alias(local: str) -> str | None:
        short = stem(local)
        known = registry().get(short, set())
        if known and short in stems():
            return next(iter(known)) if len(known) == 1 else None
        rows = [firms.rows[number] for number in firms.index.get(local.removeprefix(_BEGINS), ())]
        owners = {row.company or stem(_BEGINS + names.key(row.names[0])) for row in rows}
        return owners.pop() if len(owners) == 1 else None

    return alias
