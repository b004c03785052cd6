"""The client of a language model: asks again when a host stumbles, stays within bounds, tells the key to nobody."""

from __future__ import annotations

import pickle

import pytest

from chat_server import ChatServer, Reply, said
from chuhai import settings
from chuhai.errors import SourceError, UsageError
from chuhai.settings import ModelReader
from chuhai.sources import model_endpoint
from chuhai.sources.model_endpoint import Endpoint, address

KEY = "sk-test-0123456789abcdef"


def client(server: ChatServer, slept: list[float] | None = None, whole: float = 5.0) -> Endpoint:
    waits = [] if slept is None else slept
    return Endpoint(address(server.url), "small", KEY, whole, sleep=waits.append)


def failure(server: ChatServer, **more: float) -> str:
    with pytest.raises(SourceError) as caught:
        client(server, **more)("system", "page")  # type: ignore[arg-type]
    assert caught.value.code == "model"
    assert KEY not in str(caught.value)
    return str(caught.value)


def test_it_asks_for_a_completion_that_comes_out_the_same_each_time() -> None:
    with ChatServer(said("{}")) as server:
        assert client(server)("system", "page") == "{}"
    (asked,) = server.asked
    assert (asked["model"], asked["temperature"], asked["seed"], asked["stream"]) == ("small", 0, 7, False)
    assert [m["content"] for m in asked["messages"]] == ["system", "page"]
    assert "tools" not in asked
    assert server.paths == ["/v1/chat/completions"]
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_a_host_that_is_busy_is_asked_again_after_the_pause_it_asks_for() -> None:
    slept: list[float] = []
    with ChatServer(Reply(429, headers={"Retry-After": "9"}), Reply(503), said("{}")) as server:
        assert client(server, slept)("system", "page") == "{}"
    assert slept[0] == 9.0
    assert 3.0 < slept[1] < 5.0


def test_a_host_that_asks_for_too_long_a_pause_is_left_alone() -> None:
    slept: list[float] = []
    with ChatServer(Reply(429, headers={"Retry-After": "3600"})) as server, pytest.raises(SourceError, match="429"):
        client(server, slept)("system", "page")
    assert slept == []


def test_a_web_page_under_status_200_is_no_answer() -> None:
    with ChatServer(Reply(body=b"<!DOCTYPE html><html><title>Sign in</title></html>")) as server:
        assert "no chat completion" in failure(server)
    assert len(server.asked) == len(model_endpoint.WAITS) + 1


def test_a_host_without_an_answer_in_time_is_not_asked_the_same_again() -> None:
    with ChatServer(Reply(seconds=1.0)) as server:
        assert "no answer within 0.2 seconds" in failure(server, whole=0.2)
    assert len(server.asked) == 1


def test_an_answer_without_end_is_cut_off() -> None:
    with ChatServer(Reply(body=b" " * (model_endpoint.LARGEST + 10))) as server:
        assert "more than 400,000 bytes" in failure(server)


def test_an_answer_cut_at_its_longest_is_none() -> None:
    with ChatServer(said('{"deals": [', finish="length")) as server:
        assert "cut at its longest" in failure(server)


def test_pages_too_long_for_a_model_are_no_reason_to_give_its_host_up() -> None:
    with ChatServer(said("{", finish="length")) as server:
        found = client(server)
        for _ in range(5):
            with pytest.raises(SourceError, match="cut at its longest"):
                found("system", "page")
    assert len(server.asked) == 5


def test_one_page_that_a_host_refuses_does_not_cost_the_others_their_options() -> None:
    with ChatServer(Reply(400), Reply(400), said("{}")) as server:
        found = client(server)
        with pytest.raises(SourceError, match="400"):
            found("system", "page")
        assert found("system", "page") == "{}"
    assert server.asked[-1]["seed"] == 7


def test_nobody_there_is_said_with_the_address() -> None:
    with ChatServer(said("{}")) as server:
        pass
    assert f"{server.url.removeprefix('http://')}: can't be reached" in failure(server)


def test_options_that_a_host_does_not_know_are_left_out_the_second_time() -> None:
    with ChatServer(Reply(400, b'{"error": {"message": "unknown field response_format"}}'), said("{}")) as server:
        assert client(server)("system", "page") == "{}"
    assert set(server.asked[1]) == {"model", "messages", "temperature"}


def test_what_a_host_says_of_a_mistake_is_told_but_not_when_it_refuses_the_key() -> None:
    with ChatServer(Reply(404, b'{"error": {"message": "model small not found"}}')) as server:
        assert "answers 404 Not Found (model small not found)" in failure(server)
    with ChatServer(Reply(401, f'{{"error": {{"message": "bad key {KEY[:12]}"}}}}'.encode())) as server:
        assert KEY[:12] not in failure(server)


def test_a_redirect_is_not_followed_so_that_the_key_goes_nowhere_else() -> None:
    with (
        ChatServer(said("{}")) as other,
        ChatServer(Reply(307, headers={"Location": other.url})) as server,
    ):
        assert "answers 307" in failure(server)
    assert other.asked == []


def test_a_key_that_a_host_sends_back_is_taken_out_of_its_answer() -> None:
    with ChatServer(said(f"the key is {KEY}")) as server:
        found = client(server)
        assert found("system", "page") == "the key is •••"
    assert KEY not in repr(found)


def test_after_three_pages_without_an_answer_a_host_is_asked_no_more() -> None:
    with ChatServer(Reply(404)) as server:
        found = client(server)
        for _ in range(5):
            with pytest.raises(SourceError):
                found("system", "page")
    assert len(server.asked) == model_endpoint.GIVEN_UP


def test_an_endpoint_travels_to_other_processes() -> None:
    found = pickle.loads(pickle.dumps(Endpoint(address("http://localhost:11434"), "small", KEY)))
    assert (found.host, found.name, found.key) == ("localhost:11434", "small", KEY)


@pytest.mark.parametrize(
    "url", ["http://localhost:11434", "http://localhost:11434/v1/", "http://localhost:11434/v1/chat/completions"]
)
def test_three_ways_to_write_an_address_are_one(url: str) -> None:
    assert address(url) == "http://localhost:11434/v1/chat/completions"


@pytest.mark.parametrize(
    "url",
    ["localhost:11434", "ftp://localhost", "http://", "http://user:pass-word@localhost", "https://h/v1?key=pass-word"],
)
def test_an_address_that_is_none_or_carries_a_secret_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        address(url)
    assert "pass-word" not in str(caught.value)


def test_a_key_goes_over_https_or_to_the_own_machine_only() -> None:
    with pytest.raises(UsageError, match="in the clear"):
        Endpoint.of(ModelReader("http://models.example:8000", "small", KEY))
    assert Endpoint.of(ModelReader("http://models.example:8000", "small")).key is None
    assert Endpoint.of(ModelReader("http://127.0.0.1:8000", "small", KEY)).key == KEY


def test_settings_name_the_model_and_none_switches_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CHUHAI_MODEL_URL", "CHUHAI_MODEL_NAME", "CHUHAI_MODEL_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert settings.model_reader() is None
    with pytest.raises(UsageError, match="says where"):
        settings.model_reader(None, "small")
    monkeypatch.setenv("CHUHAI_MODEL_URL", "http://localhost:11434")
    with pytest.raises(UsageError, match="CHUHAI_MODEL_NAME"):
        settings.model_reader()
    monkeypatch.setenv("CHUHAI_MODEL_NAME", "small")
    monkeypatch.setenv("CHUHAI_MODEL_KEY", KEY)
    assert settings.model_reader() == ModelReader("http://localhost:11434", "small", KEY)
    assert KEY not in repr(settings.model_reader())
    assert settings.model_reader("none") is None


def test_a_key_that_no_header_can_carry_is_refused_without_showing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUHAI_MODEL_KEY", "sk-first\nsk-second")
    with pytest.raises(UsageError, match="CHUHAI_MODEL_KEY") as caught:
        settings.model_reader("http://localhost:11434", "small")
    assert "sk-" not in str(caught.value)
