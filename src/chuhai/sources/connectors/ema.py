"""Takes a medicine's names, gives the EMA's applications for it from the list of medicines that it publishes as JSON.

Documentation: https://www.ema.europa.eu/en/about-us/about-website/download-website-data-json-data-format and
https://www.ema.europa.eu/en/medicines/download-medicine-data.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chuhai.errors import SourceError
from chuhai.model.register import Approval, Step, Trial
from chuhai.sources.connectors.base import About, Terms
from chuhai.sources.context import Context, Medicine, recognised, words
from chuhai.sources.polite import Polite

REPORT = "https://www.ema.europa.eu/en/documents/report/medicines-output-medicines_json-report_en.json"
#: The list held about 2,700 medicines in 2026; a much shorter one was cut.
FEWEST = 1_000
_NEEDED = ("category", "name_of_medicine", "ema_product_number", "medicine_status")
_NAMES = ("active_substance", "international_non_proprietary_name_common_name", "name_of_medicine")
_STEPS = (
    ("opinion_adopted_date", "opinion"),
    ("european_commission_decision_date", "European Commission decision"),
    ("marketing_authorisation_date", "marketing authorisation"),
    ("refusal_of_marketing_authorisation_date", "refusal"),
    ("withdrawal_of_application_date", "withdrawal of application"),
    ("suspension_of_marketing_authorisation_date", "suspension"),
    ("withdrawal_expiry_revocation_lapse_of_marketing_authorisation_date", "end of authorisation"),
)
_DAY = re.compile(r"^(\d{2})/(\d{2})/(\d{4})$")
_HTTP = re.compile(r"^https://www\.ema\.europa\.eu/\S+$")


class Ema(Context):
    """One file of all medicines for human use that went through the centralised procedure, asked only when it changed."""

    about = About(
        name="ema",
        title="EMA: the European Union's approvals of medicines that the ledger holds",
        terms=Terms(
            "The EMA's own material may be reused, also commercially, if the EMA is named as its source in every copy; material "
            "of others in it is excepted.",
            "https://www.ema.europa.eu/en/about-us/about-website/legal-notice",
            "quoted",
            dt.date(2026, 11, 23),
            "not found; one file a look",
            "by users' reports the file is renewed twice a day, at 06:00 and 18:00 in Amsterdam",
        ),
        rate=0.2,
        options={
            "file": "the list as you saved it from the EMA's page, where its host refuses programs",
            "days": "days before a medicine is asked for again; 1 unless told otherwise",
        },
        every=dt.timedelta(days=1),
        fastest=dt.timedelta(hours=1),
        context=True,
    )

    def answers(self, client: Polite, options: Mapping[str, str], known: str | None = None) -> _Answers:
        if options.get("file"):
            place = Path(options["file"]).expanduser()
            try:
                data = place.read_bytes()
            except OSError as error:
                raise SourceError("unreadable", f"{place}: can't be read ({error.strerror or error})") from None
            return _Answers(data, str(place))
        reply = client.get(REPORT, "json", conditional=known is not None)
        return _Answers(reply.data if reply.fresh else b"", REPORT, None if reply.fresh else known)


class _Answers:
    def __init__(self, data: bytes, place: str, unchanged: str | None = None) -> None:
        self.rows: list[dict[str, Any]] = []
        if unchanged is not None:
            self.edition = unchanged
            return
        try:
            told = json.loads(data)
            self.edition, rows = str(told["meta"]["timestamp"]), told["data"]
            total = int(told["meta"].get("total_records") or len(rows))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise SourceError("changed", f"{place}: in another form ({error!r})") from None
        if not isinstance(rows, list) or len(rows) < max(FEWEST, total):
            count = len(rows) if isinstance(rows, list) else 0
            raise SourceError("incomplete", f"{place}: {count} medicines where at least {max(FEWEST, total):,} belong")
        for row in rows:
            lacking = [n for n in _NEEDED if not isinstance(row, dict) or n not in row]
            if lacking:
                raise SourceError("changed", f"{place}: a medicine without {lacking[0]}: {str(row)[:120]}")
        self.rows = [r for r in rows if r["category"] == "Human"]

    def tell(self, medicine: Medicine) -> list[Trial | Approval]:
        found = {a.id: a for row in self.rows if (a := _approval(row, medicine)) is not None}
        return [found[i] for i in sorted(found)]


def _approval(row: Mapping[str, Any], medicine: Medicine) -> Approval | None:
    texts = [str(row[n]) for n in _NAMES if row.get(n)]
    named = recognised(medicine, texts)
    if named is None:
        return None
    url = str(row.get("medicine_url") or "")
    steps = [Step(what, on) for field, what in _STEPS if (on := _day(row.get(field)))]
    substances = [str(row[n]) for n in _NAMES[:2] if row.get(n)]
    holder = row.get("marketing_authorisation_developer_applicant_holder")
    return Approval(
        id=words(row["ema_product_number"], 60),
        url=url if _HTTP.match(url) else REPORT,
        agency="EMA",
        kind="centralised",
        status=words(row["medicine_status"], 60),
        named=words(named, 120),
        products=[words(row["name_of_medicine"])],
        substances=[words(x) for x in dict.fromkeys(substances)],
        holder=words(holder) if holder else None,
        first=_day(row.get("marketing_authorisation_date")),
        updated=_day(row.get("last_updated_date")),
        steps=sorted(steps, key=lambda s: (s.on or "", s.what)),
    )


def _day(said: object) -> str | None:
    """ISO 8601 of the list's day/month/year."""
    found = _DAY.match(said.strip()) if isinstance(said, str) else None
    return f"{found[3]}-{found[2]}-{found[1]}" if found else None


CONNECTOR = Ema()
