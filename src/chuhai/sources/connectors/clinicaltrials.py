"""Takes a medicine's names, gives its trials as ClinicalTrials.gov registers them: phase, status, conditions, sponsor, start.

Documentation: https://clinicaltrials.gov/data-api/api (API v2) and
https://clinicaltrials.gov/data-api/about-api/study-data-structure.
"""

from __future__ import annotations

import datetime as dt
import re
import urllib.parse
from collections.abc import Mapping
from typing import Any

from chuhai.errors import SourceError
from chuhai.model.register import Approval, Trial
from chuhai.sources.connectors.base import About, Terms
from chuhai.sources.context import Context, Medicine, day, recognised, words
from chuhai.sources.polite import Polite

API = "https://clinicaltrials.gov/api/v2"
#: Studies of a page (at most 1,000), and pages that are read of one medicine.
PAGE, LAST_PAGE = 200, 40
FIELDS = (
    "NCTId,BriefTitle,OverallStatus,StartDate,PrimaryCompletionDate,LastUpdatePostDate,LeadSponsorName,Condition,Phase,StudyType,"
    "InterventionName,InterventionOtherName"
)
_NUMBER = re.compile(r"^NCT\d{8}$")
_STAGES = {
    ("EARLY_PHASE1",): "phase-1",
    ("PHASE1",): "phase-1",
    ("PHASE1", "PHASE2"): "phase-1-2",
    ("PHASE2",): "phase-2",
    ("PHASE2", "PHASE3"): "phase-2-3",
    ("PHASE3",): "phase-3",
    ("PHASE4",): "approved",
}


class ClinicalTrials(Context):
    """The documented search, `query.intr` for interventions, followed page by page by its tokens."""

    about = About(
        name="clinicaltrials",
        title="ClinicalTrials.gov: the trials of medicines that the ledger holds",
        terms=Terms(
            "Open to all at no charge. Who passes the data on names ClinicalTrials.gov as their source, shows the day on which "
            "it processed them, keeps them current and says what was changed; some texts may be under copyright of others. "
            "What is read stays in your own store, facts of registration only, and is in no data release.",
            "https://clinicaltrials.gov/about-site/terms-conditions",
            "quoted",
            dt.date(2026, 11, 23),
            "no figure published; its robots.txt asks for a second between requests; users report about 50 a minute",
            "by users' reports it is renewed from Monday to Friday, by about 9 a.m. Eastern",
        ),
        rate=0.8,
        options={"days": "days before a medicine is asked for again; 7 unless told otherwise"},
        every=dt.timedelta(days=1),
        fastest=dt.timedelta(hours=1),
        context=True,
    )

    def answers(self, client: Polite, options: Mapping[str, str], known: str | None = None) -> _Answers:
        told = client.json(f"{API}/version")
        edition = told.get("dataTimestamp") if isinstance(told, dict) else None
        if not isinstance(edition, str) or not edition:
            raise SourceError("changed", f"{API}/version: says no dataTimestamp")
        return _Answers(client, edition)


class _Answers:
    def __init__(self, client: Polite, edition: str) -> None:
        self.client, self.edition = client, edition

    def tell(self, medicine: Medicine) -> list[Trial | Approval]:
        asked = {
            "query.intr": " OR ".join(f'"{n}"' for n in medicine.names),
            "fields": FIELDS,
            "pageSize": str(PAGE),
            "countTotal": "true",
            "format": "json",
        }
        found: dict[str, Trial] = {}
        seen, total, token = 0, -1, None
        for _ in range(LAST_PAGE):
            told = self.client.json(
                f"{API}/studies?{urllib.parse.urlencode(asked | ({'pageToken': token} if token else {}))}"
            )
            try:
                studies, token = list(told["studies"]), told.get("nextPageToken")
                total = int(told["totalCount"]) if total < 0 else total
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise SourceError("changed", f"{API}/studies: answers in another form ({error!r})") from None
            seen += len(studies)
            for study in studies:
                trial = _trial(study, medicine)
                if trial is not None:
                    found[trial.id] = trial
            if not token:
                break
        if token or seen < total:
            raise SourceError("incomplete", f"{API}/studies: {seen} of {total} studies of {medicine.id} were given")
        return [found[i] for i in sorted(found)]


def _trial(study: Any, medicine: Medicine) -> Trial | None:
    """The trial, if the medicine is among its interventions: the search finds synonyms and kin as well."""
    try:
        said = study["protocolSection"]
        nct, title = str(said["identificationModule"]["nctId"]), str(said["identificationModule"]["briefTitle"])
        status = said["statusModule"]
        word = str(status["overallStatus"])
        design = said.get("designModule") or {}
        given = (said.get("armsInterventionsModule") or {}).get("interventions") or []
        texts = [str(t) for i in given for t in (i["name"], *(i.get("otherNames") or ()))]
        phases = tuple(sorted(str(p) for p in design.get("phases") or ()))
        sponsor = ((said.get("sponsorCollaboratorsModule") or {}).get("leadSponsor") or {}).get("name")
        conditions = [str(c) for c in (said.get("conditionsModule") or {}).get("conditions") or ()]
        dates = [
            day((status.get(n) or {}).get("date"))
            for n in ("startDateStruct", "primaryCompletionDateStruct", "lastUpdatePostDateStruct")
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise SourceError("changed", f"{API}/studies: a study in another form ({error!r})") from None
    if not _NUMBER.match(nct):
        raise SourceError("changed", f"{API}/studies: a study without a number ({nct[:40]!r})")
    named = recognised(medicine, texts)
    if named is None:
        return None
    return Trial(
        id=nct,
        url=f"https://clinicaltrials.gov/study/{nct}",
        title=words(title, 300),
        status=words(word, 60),
        named=words(named, 120),
        stage=_STAGES.get(phases),
        conditions=[words(c) for c in conditions[:10]],
        sponsor=words(sponsor) if sponsor else None,
        start=dates[0],
        completion=dates[1],
        updated=dates[2],
        kind=words(design["studyType"], 60) if design.get("studyType") else None,
    )


CONNECTOR = ClinicalTrials()
