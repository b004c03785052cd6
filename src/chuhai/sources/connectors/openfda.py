"""Takes a medicine's names, gives the FDA's applications for it as openFDA tells them: submissions and days of approval.

Documentation: https://open.fda.gov/apis/drug/drugsfda/ , https://open.fda.gov/apis/query-parameters/ ,
https://open.fda.gov/apis/authentication/ and https://open.fda.gov/apis/errors/.
"""

from __future__ import annotations

import datetime as dt
import re
import urllib.parse
from collections.abc import Mapping
from typing import Any

from chuhai.errors import SourceError
from chuhai.model.register import Approval, Step, Trial
from chuhai.sources.connectors.base import About, Terms
from chuhai.sources.context import Context, Medicine, recognised, words
from chuhai.sources.polite import Polite

ENDPOINT = "https://api.fda.gov/drug/drugsfda.json"
#: Applications of a page, and the furthest that may be skipped to.
PAGE, FURTHEST = 100, 25_000
FIELDS = (
    "products.active_ingredients.name",
    "products.brand_name",
    "openfda.generic_name",
    "openfda.substance_name",
    "openfda.brand_name",
)
_NUMBER = re.compile(r"^(NDA|BLA|ANDA)\d{4,6}$")
_DAY = re.compile(r"^(\d{4})(\d\d)(\d\d)$")


class OpenFda(Context):
    """Drugs@FDA through its documented endpoint; generics (ANDA) are left out."""

    about = About(
        name="openfda",
        title="openFDA: the FDA's approvals of medicines that the ledger holds",
        terms=Terms(
            "Public domain (CC0 1.0): free to copy, change and pass on, also commercially; credit is asked for, not required. "
            "The FDA says that the data are unvalidated, not to be relied on for medical care, and that it may limit access.",
            "https://open.fda.gov/license/",
            "quoted",
            dt.date(2026, 11, 23),
            "240 requests a minute; 1,000 a day without a key, 120,000 with one",
            "not found; each answer says on which day the data were last updated",
        ),
        rate=2.0,
        options={
            "key": "your openFDA key, as env:NAME; without one 1,000 requests a day are answered",
            "days": "days before a medicine is asked for again; 7 unless told otherwise",
        },
        every=dt.timedelta(days=1),
        fastest=dt.timedelta(hours=1),
        context=True,
    )

    def answers(self, client: Polite, options: Mapping[str, str], known: str | None = None) -> _Answers:
        key = {"api_key": options["key"]} if options.get("key") else {}
        told = client.json(f"{ENDPOINT}?{urllib.parse.urlencode({**key, 'limit': '1'})}")
        return _Answers(client, key, _meta(told)[0])


class _Answers:
    def __init__(self, client: Polite, key: Mapping[str, str], edition: str) -> None:
        self.client, self.key, self.edition = client, key, edition

    def tell(self, medicine: Medicine) -> list[Trial | Approval]:
        search = " OR ".join(f'{field}:"{name}"' for field in FIELDS for name in medicine.names)
        found: dict[str, Approval] = {}
        skip = 0
        while True:
            asked = {**self.key, "search": search, "limit": str(PAGE), "skip": str(skip)}
            try:
                told = self.client.json(f"{ENDPOINT}?{urllib.parse.urlencode(asked)}")
            except SourceError as error:
                # The endpoint answered before, so that 404 means what its documentation says: no matches.
                if error.code == "missing" and skip == 0:
                    return []
                raise
            _, total = _meta(told)
            rows = told.get("results")
            if not isinstance(rows, list):
                raise SourceError("changed", f"{ENDPOINT}: answers without results")
            for row in rows:
                approval = _approval(row, medicine)
                if approval is not None:
                    found[approval.id] = approval
            skip += len(rows)
            if skip >= total:
                return [found[i] for i in sorted(found)]
            if not rows or skip > FURTHEST:
                raise SourceError(
                    "incomplete", f"{ENDPOINT}: {skip} of {total} applications of {medicine.id} were given"
                )


def _meta(told: Any) -> tuple[str, int]:
    """(day of the data, how many results there are)."""
    try:
        return str(told["meta"]["last_updated"]), int(told["meta"]["results"]["total"])
    except (KeyError, TypeError, ValueError) as error:
        raise SourceError("changed", f"{ENDPOINT}: answers in another form ({error!r})") from None


def _approval(row: Any, medicine: Medicine) -> Approval | None:
    try:
        number = str(row["application_number"])
        products = row.get("products") or []
        brands = list(dict.fromkeys(str(p["brand_name"]) for p in products if p.get("brand_name")))
        given = [str(i["name"]) for p in products for i in p.get("active_ingredients") or ()]
        more = row.get("openfda") or {}
        substances = list(dict.fromkeys([*given, *map(str, more.get("generic_name") or ())]))
        others = [*map(str, more.get("substance_name") or ()), *map(str, more.get("brand_name") or ())]
        submissions = row.get("submissions") or []
        steps = [
            Step(
                f"{s['submission_type']}-{s['submission_number']}",
                _day(s),
                str(s.get("submission_status") or "") or None,
            )
            for s in submissions
            if s["submission_type"] == "ORIG" or str(s.get("submission_class_code") or "").startswith("EFFICACY")
        ]
        approved = [d for s in submissions if s.get("submission_status") == "AP" and (d := _day(s))]
    except (KeyError, TypeError, AttributeError) as error:
        raise SourceError("changed", f"{ENDPOINT}: an application in another form ({error!r})") from None
    kind = _NUMBER.match(number)
    if kind is None:
        raise SourceError("changed", f"{ENDPOINT}: an application without a number ({number[:40]!r})")
    named = recognised(medicine, [*substances, *brands, *others])
    if named is None or kind[1] == "ANDA":
        return None
    first = [s.on for s in steps if s.what.startswith("ORIG") and s.status == "AP" and s.on]
    return Approval(
        id=number,
        url=f"https://www.accessdata.fda.gov/scripts/cder/daf/index.cfm?event=overview.process&ApplNo={number[len(kind[1]) :]}",
        agency="FDA",
        kind=kind[1],
        status="approved" if first else "no original approval told",
        named=words(named, 120),
        products=[words(b) for b in brands[:10]],
        substances=[words(x) for x in substances[:10]],
        holder=words(row["sponsor_name"]) if row.get("sponsor_name") else None,
        first=min(first, default=None),
        updated=max(approved, default=None),
        steps=sorted(steps, key=lambda s: (s.on or "", s.what)),
    )


def _day(submission: Mapping[str, Any]) -> str | None:
    found = _DAY.match(str(submission.get("submission_status_date") or ""))
    return f"{found[1]}-{found[2]}-{found[3]}" if found else None


CONNECTOR = OpenFda()
