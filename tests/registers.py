"""Takes medicines made for tests, gives sites that speak the protocols of ClinicalTrials.gov, openFDA and the EMA's list."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from protocol_servers import Asked, Reply, Site, typed

EDITION = "2026-11-20T09:00:05"
UPDATED = "2026-11-19"
STAMP = "2026-11-22T06:00:03Z"


def study(number: int, *interventions: str, phases: tuple[str, ...] = ("PHASE2",), **more: Any) -> dict[str, Any]:
    """A study as API v2 nests it; `others` are other names of its first intervention."""
    status = {
        "overallStatus": more.get("status", "RECRUITING"),
        "startDateStruct": {"date": more.get("start", "2025-03")},
        "lastUpdatePostDateStruct": {"date": more.get("updated", "2026-10-01"), "type": "ACTUAL"},
    }
    given: list[dict[str, Any]] = [{"type": "DRUG", "name": name} for name in interventions]
    if "others" in more:
        given[0]["otherNames"] = more["others"]
    return {
        "protocolSection": {
            "identificationModule": {"nctId": f"NCT{number:08d}", "briefTitle": f"A study of {interventions[0]}"},
            "statusModule": status,
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": more.get("sponsor", "Hanlin Bio")}},
            "conditionsModule": {"conditions": more.get("conditions", ["Breast Cancer"])},
            "designModule": {"studyType": "INTERVENTIONAL", "phases": list(phases)},
            "armsInterventionsModule": {"interventions": given},
        }
    }


def clinicaltrials(
    studies: dict[str, list[dict[str, Any]]],
    edition: str = EDITION,
    page: int = 2,
    change: Callable[[Any], Any] = lambda o: o,
) -> Site:
    """Studies by the name they are found by; pages are followed by tokens, and only the first says how many there are."""

    def site(asked: Asked) -> Reply:
        if asked.path == "/api/v2/version":
            return _json({"apiVersion": "2.0.5", "dataTimestamp": edition})
        if asked.path != "/api/v2/studies":
            return Reply(404)
        wanted = [n.strip().strip('"') for n in asked.query["query.intr"].split(" OR ")]
        found = [s for name, rows in studies.items() if name in wanted for s in rows]
        start = int(asked.query.get("pageToken", "t0")[1:])
        told: dict[str, Any] = {"studies": found[start : start + page]}
        if "pageToken" not in asked.query and asked.query.get("countTotal") == "true":
            told["totalCount"] = len(found)
        if start + page < len(found):
            told["nextPageToken"] = f"t{start + page}"
        return _json(change(told))

    return site


def application(number: str, ingredient: str, brand: str = "", **more: Any) -> dict[str, Any]:
    """An application as drugsfda holds it."""
    return {
        "application_number": number,
        "sponsor_name": more.get("sponsor", "GREAT PHARMA"),
        "products": [{"product_number": "001", "brand_name": brand, "active_ingredients": [{"name": ingredient, "strength": "1MG"}]}],
        "submissions": more.get(
            "submissions",
            [
                {"submission_type": "SUPPL", "submission_number": "2", "submission_status": "AP", "submission_status_date": "20260110",
                 "submission_class_code": "LABELING"},
                {"submission_type": "ORIG", "submission_number": "1", "submission_status": "AP", "submission_status_date": "20231108",
                 "review_priority": "PRIORITY", "submission_class_code": "TYPE 1"},
            ],
        ),
    }  # fmt: skip


def openfda(rows: list[dict[str, Any]], updated: str = UPDATED, change: Callable[[Any], Any] = lambda o: o) -> Site:
    """Drugs@FDA: searched by quoted names, paged by skip and limit, 404 where nothing matches."""

    def site(asked: Asked) -> Reply:
        if asked.path != "/drug/drugsfda.json":
            return Reply(404)
        wanted = [n.casefold() for n in re.findall(r':"([^"]*)"', asked.query.get("search", ""))]
        found = rows if not wanted else [r for r in rows if any(w in json.dumps(r).casefold() for w in wanted)]
        skip, limit = int(asked.query.get("skip", "0")), min(int(asked.query["limit"]), 2)
        if not found:
            body = json.dumps({"error": {"code": "NOT_FOUND", "message": "No matches found!"}}).encode()
            return Reply(404, body, {"Content-Type": "application/json"})
        meta = {"last_updated": updated, "results": {"skip": skip, "limit": limit, "total": len(found)}}
        return _json(change({"meta": meta, "results": found[skip : skip + limit]}))

    return site


def medicine(number: int, name: str, substance: str, **more: Any) -> dict[str, Any]:
    """A row of the EMA's list."""
    return {
        "category": more.get("category", "Human"),
        "name_of_medicine": name,
        "ema_product_number": f"EMEA/H/C/{number:06d}",
        "medicine_status": more.get("status", "Authorised"),
        "international_non_proprietary_name_common_name": substance,
        "active_substance": substance,
        "marketing_authorisation_developer_applicant_holder": "Great Pharma Europe B.V.",
        "opinion_adopted_date": "25/04/2024",
        "marketing_authorisation_date": more.get("date", "20/06/2024"),
        "last_updated_date": "01/10/2026",
        "medicine_url": f"https://www.ema.europa.eu/en/medicines/human/EPAR/{name.lower()}",
    }


def ema(
    rows: list[dict[str, Any]], stamp: str = STAMP, fill: int = 1_200, change: Callable[[Any], Any] = lambda o: o
) -> Site:
    """The list as one JSON file with an ETag, filled with other medicines to the length it has."""
    listed = [*rows, *(medicine(900_000 + n, f"Other{n}", f"othermab{n}") for n in range(fill))]

    def site(asked: Asked) -> Reply:
        if asked.path != "/en/documents/report/medicines-output-medicines_json-report_en.json":
            return Reply(404)
        body = json.dumps(change({"meta": {"total_records": len(listed), "timestamp": stamp}, "data": listed})).encode()
        tag = '"' + hashlib.sha256(body).hexdigest()[:16] + '"'
        if asked.headers.get("if-none-match") == tag:
            return Reply(304)
        return typed(body, "application/json", ETag=tag)

    return site


def _json(told: Any) -> Reply:
    return typed(json.dumps(told), "application/json")
