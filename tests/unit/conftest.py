"""Fixtures: the command line on the tiny ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

import tiny
from asking import Answer, Run
from chuhai import cli


@pytest.fixture(scope="session")
def home(tiny_curation: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("cli-home")
    tiny.build(tiny_curation, made)
    return made


@pytest.fixture
def run(home: Path, tiny_curation: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv(cli.TRACEBACK, raising=False)

    def ask(*words: str, to: Path | None = None, curation: Path | None = None) -> Answer:
        where = ("--home", str(to or home), "--curation", str(curation or tiny_curation))
        code = cli.run([*where, *words])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return ask
