"""Nothing is written without the desk's token: no address, no method, no other site; with it a document is kept and published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import tiny
from chuhai import cli
from chuhai.errors import UsageError
from chuhai.ledger.store import Store
from chuhai.web import keeping, safety
from chuhai.web.app import API, application

TOKEN = "a-token-of-more-than-twenty-characters"
RELEASE = (
    "SHANGHAI, Jan. 2, 2025 - Hanlin Bio granted Great Pharma an exclusive licence to HLB-101 for an upfront payment of "
    "$80 million."
)


def sent(authorization: str | None = None, **more: str) -> dict[str, object]:
    headers = {"content-type": "text/plain", **more}
    return {"content": RELEASE, "headers": {**headers, **({"authorization": authorization} if authorization else {})}}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("keeping")
    curation = tiny.write(folder / "curation")
    tiny.build(curation, folder / "home")
    return curation, folder / "home"


@pytest.fixture(scope="module", params=[False, True], ids=["local", "public"])
def desk(home: tuple[Path, Path], request: pytest.FixtureRequest) -> Iterator[TestClient]:
    app = application(tiny.settings(*home), public=request.param, rate=safety.Rate(1e6, 10**6), token=TOKEN)
    with TestClient(app, base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        f"Basic {TOKEN}",
        TOKEN,
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        "Bearer é",
    ],
)
def test_without_the_token_nothing_is_kept(
    desk: TestClient, home: tuple[Path, Path], authorization: str | None
) -> None:
    before = sorted(str(p) for p in home[1].rglob("*"))
    asked = sent()
    if authorization:
        asked = {**asked, "headers": [(b"content-type", b"text/plain"), (b"authorization", authorization.encode())]}
    found = desk.post(f"{API}/documents", **asked)  # type: ignore[arg-type]
    assert found.status_code == 401
    assert found.headers["www-authenticate"] == "Bearer"
    assert found.headers["content-type"] == "application/problem+json"
    assert TOKEN not in found.text
    assert sorted(str(p) for p in home[1].rglob("*")) == before


def test_a_desk_without_a_token_keeps_nothing_whatever_is_sent(home: tuple[Path, Path]) -> None:
    with TestClient(application(tiny.settings(*home)), base_url="http://localhost") as client:
        for authorization in (None, "Bearer None", "Bearer "):
            found = client.post(f"{API}/documents", **sent(authorization))  # type: ignore[arg-type]
            assert found.status_code == (403 if authorization else 401)
        assert "--token-file" in found.json()["detail"]


def test_another_site_cannot_keep_even_with_the_token(desk: TestClient) -> None:
    found = desk.post(f"{API}/documents", **sent(f"Bearer {TOKEN}", origin="https://evil.example"))  # type: ignore[arg-type]
    assert found.status_code == 403


def test_with_the_token_a_document_is_kept_published_and_found(tmp_path: Path) -> None:
    curation = tiny.write(tmp_path / "curation")
    tiny.build(curation, tmp_path / "home")
    app = application(tiny.settings(curation, tmp_path / "home"), token=TOKEN)
    with TestClient(app, base_url="http://localhost") as client:
        before = client.get(f"{API}/deals?limit=1").json()
        found = client.post(f"{API}/documents", **sent(f"Bearer {TOKEN}"))  # type: ignore[arg-type]
        assert found.status_code == 201, found.text
        (row,) = found.json()["rows"]
        assert row["status"] == "read"
        assert str(tmp_path) not in found.text
        after = client.get(f"{API}/deals?limit=1").json()
        assert after["copy"] != before["copy"]
        assert client.get(f"{API}/deals/{row['deals'][0]['deal_id']}").status_code == 200
        assert (
            client.post(f"{API}/documents", content=b"x", headers={"authorization": f"Bearer {TOKEN}"}).status_code
            == 415
        )
        with Store.open(tiny.settings(curation, tmp_path / "home")):  # another writes
            busy = client.post(f"{API}/documents", **sent(f"Bearer {TOKEN}"))  # type: ignore[arg-type]
        assert busy.status_code == 503
        assert busy.json()["detail"] == "the ledger is being written"


@pytest.mark.parametrize("text", ["short", "", "with blanks in it and long enough", "é" * 30])
def test_a_token_that_could_be_guessed_or_mistyped_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "token"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="at least 20"):
        keeping.token_of(path)


def test_the_token_comes_from_a_file_or_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "token"
    path.write_text(TOKEN + "\n", encoding="utf-8")
    monkeypatch.delenv(keeping.VARIABLE, raising=False)
    assert keeping.token_of(path) == TOKEN
    assert keeping.token_of(None) is None
    monkeypatch.setenv(keeping.VARIABLE, TOKEN[::-1])
    assert keeping.token_of(None) == TOKEN[::-1]
    with pytest.raises(UsageError, match="can't be read"):
        keeping.token_of(tmp_path / "none")


@pytest.mark.parametrize("token", [True, False])
def test_a_public_desk_says_what_it_opens_and_what_writing_needs(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    token: bool,
) -> None:
    import uvicorn

    curation = tiny.write(tmp_path / "curation")
    tiny.build(curation, tmp_path / "home")

    monkeypatch.setattr(uvicorn.Server, "run", lambda self: None)
    monkeypatch.delenv(keeping.VARIABLE, raising=False)
    words = [
        "--home",
        str(tmp_path / "home"),
        "--curation",
        str(curation),
        "serve",
        "--public",
        "--host",
        "0.0.0.0",
        "--name",
        "a.example",
    ]
    if token:
        (tmp_path / "token").write_text(TOKEN, encoding="utf-8")
        words += ["--token-file", str(tmp_path / "token")]
    cli.run(words)
    told = capsys.readouterr().err
    assert "open to everyone who reaches this address" in told
    assert ("with the token alone" if token else "nothing can be written") in told
    assert TOKEN not in told


def test_a_desk_for_others_must_be_meant(home: tuple[Path, Path]) -> None:
    words = ["--home", str(home[1]), "--curation", str(home[0]), "serve", "--host", "0.0.0.0"]
    assert cli.run(words) == UsageError.exit_code
