"""The stand-in that measures the combining answers from labels, so its perfect answers stand and its errors repeat."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chuhai.extract import batch, model_answer, model_asked
from chuhai.reading.text import Text
from chuhai.settings import curation_folder

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def standin(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import model_standin

    return model_standin


def answers(standin: Any, noise: float) -> list[tuple[Any, Text, str]]:
    """Answers about a few development pages, with the page and its text."""
    extractor = batch.extractor(curation_folder())
    made = []
    for gold in standin.pages.development()[:15]:
        text = Text((standin.pages.GOLD / "documents" / gold.file).read_text(encoding="utf-8").strip())
        made.append((gold, text, standin.Standin(gold, text, extractor, noise, standin.Quoted()).answer()))
    return made


def test_a_perfect_answer_tells_every_deal_and_invents_no_quote(standin: Any) -> None:
    extractor = batch.extractor(curation_folder())
    for gold, text, answer in answers(standin, 0.0):
        issues: model_asked.Issues = []
        told = model_asked.decoded(answer, issues)
        model_answer.rows(told, text, None, extractor, issues)
        assert len(told) == sum(not deal["background"] for deal in gold.deals)
        assert [
            i for i in issues if i["code"] in ("model-answer", "model-quote") and "no quote" not in i["message"]
        ] == []


def test_a_bad_answer_errs_the_same_way_every_time(standin: Any) -> None:
    perfect, bad, again = (answers(standin, noise) for noise in (0.0, 0.5, 0.5))
    assert [a for _, _, a in bad] == [a for _, _, a in again] != [a for _, _, a in perfect]
    assert standin.INVENTED in "".join(a for _, _, a in bad)
    assert standin.INVENTED not in "".join(a for _, _, a in perfect)
    assert all(isinstance(json.loads(a)["deals"], list) for _, _, a in bad)
