"""Documents are read in a process of their own: bounded in time, memory, size and number, killed when they must be, never stored."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import tiny
from chuhai.errors import SlowError, SourceError
from chuhai.web import safety, worker
from chuhai.web.app import API, application
from chuhai.web.worker import Readers

RELEASE = (
    "SHANGHAI, Jan. 2, 2025 - Hanlin Bio granted Great Pharma an exclusive licence to HLB-101 for an upfront payment of "
    "$80 million. "
)
#: Takes seconds to read: very many sentences that all tell of a deal.
LONG = (RELEASE * 23_000)[:2_900_000]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("reading")
    curation = tiny.write(folder / "curation")
    tiny.build(curation, folder / "home")
    return curation, folder / "home"


@pytest.fixture(scope="module")
def readers(home: tuple[Path, Path]) -> Iterator[Readers]:
    made = Readers(home[0])
    yield made
    made.close()


@pytest.fixture(scope="module")
def hurried(home: tuple[Path, Path]) -> Iterator[TestClient]:
    """A desk that gives a document one second."""
    app = application(tiny.settings(*home))
    app.state.desk.readers.seconds = 1.0
    with TestClient(app, base_url="http://localhost") as client:
        client.post("/en/read", data={"text": RELEASE})  # the process has begun
        yield client


def test_a_document_is_read_by_another_process_that_reads_the_next_too(readers: Readers) -> None:
    assert readers.read("a.txt", RELEASE.encode()).object["deals"]
    (first,) = readers._idle
    assert first.process.pid != os.getpid()
    assert readers.read("b.txt", RELEASE.encode()).text.startswith("SHANGHAI")
    assert readers._idle == [first]


def test_a_document_that_takes_too_long_is_given_up_and_its_process_killed(home: tuple[Path, Path]) -> None:
    hasty = Readers(home[0], seconds=0.5)
    hasty.read("a.txt", b"a")
    (process,) = hasty._idle
    began = time.monotonic()
    with pytest.raises(SourceError, match=r"longer than 0\.5 s"):
        hasty.read("long.txt", LONG.encode())
    assert time.monotonic() - began < 8
    assert process.process.poll() is not None
    assert hasty.read("a.txt", RELEASE.encode()).object["deals"]  # a fresh process reads the next
    hasty.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory there")
def test_a_document_that_takes_too_much_memory_fails_alone(home: tuple[Path, Path]) -> None:
    small = Readers(home[0], memory=1)  # nothing more than the process has already
    assert "memory" in _outcome(small).lower()
    small.close()


def _outcome(readers: Readers) -> str:
    """Python may see that memory has run out, or the system may end the process."""
    try:
        return str(readers.read("long.txt", LONG.encode()).object["issues"])
    except SourceError as error:
        return str(error)


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of files there")
def test_the_process_that_reads_can_write_no_file_and_knows_no_secret(
    home: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHUHAI_TOKEN", "secret")
    made = Readers(home[0])
    made.read("a.txt", b"a")
    (process,) = made._idle
    proc = Path(f"/proc/{process.process.pid}")
    if not proc.exists():
        pytest.skip("no /proc here")
    limits = {line[:26].strip(): line[26:].split()[0] for line in (proc / "limits").read_text().splitlines()[1:]}
    assert limits["Max file size"] == "0"
    assert limits["Max address space"] == str(worker.MEMORY)
    assert b"secret" not in (proc / "environ").read_bytes()
    made.close()


def test_a_process_that_dies_is_told_of_and_replaced(readers: Readers) -> None:
    readers.read("a.txt", b"a")
    readers._idle[-1].process.kill()
    readers._idle[-1].process.wait(10)
    with pytest.raises(SourceError, match="brought its reader down"):
        readers.read("a.txt", RELEASE.encode())
    assert readers.read("a.txt", RELEASE.encode()).object["deals"]


def test_no_more_documents_are_read_at_once_than_there_are_places(
    home: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "WAIT_S", 0.1)
    one = Readers(home[0], at_once=1)
    one._places.acquire()
    with pytest.raises(SlowError, match="try again"):
        one.read("a.txt", b"a")
    one._places.release()
    one.close()


def test_unused_processes_end(home: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    made = Readers(home[0])
    made.read("a.txt", b"a")
    (process,) = made._idle
    monkeypatch.setattr(worker, "IDLE_S", -1.0)
    made._end_unused()
    assert made._idle == []
    assert process.process.poll() is not None


def test_while_a_slow_document_is_read_others_are_answered_and_its_reader_is_told(hurried: TestClient) -> None:
    answers: list[tuple[int, str]] = []

    def post() -> None:
        found = hurried.post("/en/read", files={"file": ("long.txt", LONG.encode(), "text/plain")})
        answers.append((found.status_code, found.text))

    slow = threading.Thread(target=post)
    slow.start()
    served = 0
    while slow.is_alive():
        assert hurried.get("/en/about").status_code == 200
        served += 1
    slow.join()
    assert served >= 1
    ((status, text),) = answers
    assert status == 422
    assert "takes longer than 1 s to read" in text
    assert "<h1" in text
    told = hurried.post(f"{API}/read", content=LONG.encode(), headers={"content-type": "text/plain"})
    assert (told.status_code, told.headers["content-type"]) == (422, "application/problem+json")


def test_a_document_that_is_too_large_is_refused_by_page_and_api(hurried: TestClient) -> None:
    most = b"x" * (safety.LARGEST_DOCUMENT + 1)
    found = hurried.post("/en/read", files={"file": ("a.txt", most)}, headers={"accept": "text/html"})
    assert found.status_code in (400, 413)
    assert "<h1" in found.text
    assert hurried.post(f"{API}/read", content=most, headers={"content-type": "text/plain"}).status_code == 413


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"text=" + b"%FF%FE" * 500, "application/x-www-form-urlencoded"),
        (b"\x00" * 5_000, "text/plain"),
        (b"&".join(b"a%d=1" % n for n in range(200)), "application/x-www-form-urlencoded"),
        (b"", "application/x-www-form-urlencoded"),
    ],
)
def test_a_broken_form_is_an_error_written_for_people(hurried: TestClient, body: bytes, kind: str) -> None:
    found = hurried.post("/zh/read", content=body, headers={"content-type": kind, "accept": "text/html"})
    assert found.status_code < 500, found.text[:300]
    assert "<h1" in found.text


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x00b.pdf", "x" * 5_000, "CON", "-rf", "a.pdf/../../b.exe"])
def test_a_file_name_is_only_a_name(hurried: TestClient, home: tuple[Path, Path], name: str) -> None:
    before = sorted(str(p) for p in home[1].rglob("*"))
    found = hurried.post("/en/read", files={"file": (name, RELEASE.encode())})
    assert found.status_code in (200, 400)
    assert sorted(str(p) for p in home[1].rglob("*")) == before
