"""Schemathesis over the whole API, in process: every operation, every phase and every check, on the local and the public desk."""

from __future__ import annotations

from pathlib import Path

import pytest

import tiny
from chuhai.web.app import API, application

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis isn't installed: it is in the dev group")
pytestmark = pytest.mark.slow
#: Cases of each operation and phase.
CASES = 8
TOKEN = "a token that schemathesis does not know"


def failures(home: Path, curation: Path, public: bool) -> tuple[list[str], int, int]:
    """What failed, how many operations there are, how many scenarios were run."""
    from schemathesis.config import SchemathesisConfig
    from schemathesis.engine import Status, events, from_schema

    config = SchemathesisConfig.from_dict(
        {
            "seed": 20251,
            "generation": {"max-examples": CASES, "deterministic": True, "database": "none"},
            "phases": {"stateful": {"enabled": True, "generation": {"max-examples": 5}}},
        }
    )
    app = application(
        tiny.settings(curation, home),
        public,
        ("testserver",),
        _unbounded() if public else None,
        TOKEN if public else None,
    )
    schema = schemathesis.openapi.from_asgi(f"{API}/openapi.json", app, config=config)
    found: list[str] = []
    scenarios = 0
    for event in from_schema(schema).execute():
        if isinstance(event, (events.NonFatalError, events.FatalError)):
            found.append(f"error: {event}")
        if isinstance(event, events.ScenarioFinished):
            scenarios += 1
            for case_id, checks in event.recorder.checks.items():
                for check in checks:
                    if check.status == Status.FAILURE:
                        case = event.recorder.cases[case_id].value
                        curl = f"{case.method} {case.formatted_path} {case.query} {str(case.body)[:200]}"
                        found.append(f"{check.name}: {curl}: {check.failure_info.failure}")
    return found, schema.statistic.operations.total, scenarios


def _unbounded() -> object:
    from chuhai.web.safety import Rate

    return Rate(1e9, 10**9)


@pytest.mark.parametrize("public", [False, True], ids=["local", "public"])
def test_schemathesis_finds_no_failure_in_any_operation(real_home: Path, real_curation: Path, public: bool) -> None:
    found, operations, scenarios = failures(real_home, real_curation, public)
    assert operations >= 25
    assert scenarios > operations
    assert not found, f"{len(found)} failures:\n" + "\n".join(found[:40])
