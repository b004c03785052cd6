"""Against the real registers, with the network: each still tells of medicines that it must know. Run with `pytest -m live`.

Options of a register are taken from the environment, such as `OPENFDA_KEY`.
"""

from __future__ import annotations

import os

import pytest

from chuhai.model.register import Approval, Trial
from chuhai.sources.connectors import base
from chuhai.sources.context import Medicine
from chuhai.sources.polite import Polite

pytestmark = pytest.mark.live

REGISTERS = tuple(n for n in base.names() if base.connector(n).about.context)


def answers(name: str):
    options = {"key": os.environ["OPENFDA_KEY"]} if name == "openfda" and "OPENFDA_KEY" in os.environ else {}
    connector = base.connector(name)
    found = connector.answers(Polite(rate=connector.about.rate), options)
    assert found.edition
    return found


@pytest.mark.parametrize("name", REGISTERS)
def test_a_register_tells_of_a_medicine_that_came_out_of_china_and_is_approved(name: str) -> None:
    records = answers(name).tell(Medicine("A-0", ("fruquintinib", "HMPL-013")))
    assert records
    for record in records:
        assert record.url.startswith("https://")
        if isinstance(record, Trial):
            assert record.start or record.updated
        if isinstance(record, Approval):
            assert record.steps
    assert any(getattr(r, "first", None) or getattr(r, "stage", None) == "phase-3" for r in records)


@pytest.mark.parametrize("name", REGISTERS)
def test_a_register_says_nothing_of_a_name_that_is_none(name: str) -> None:
    assert answers(name).tell(Medicine("A-0", ("QZX-918273",))) == []
