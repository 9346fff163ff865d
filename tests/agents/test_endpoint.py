"""The endpoint: typed replies, limits and retries against replies that are broken, slow or hostile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

pytest.importorskip("langchain_openai", reason="needs the extra llm")

from agents.endpoint import FAILURES, TRIES, Endpoint
from agents.errors import EndpointError, ModelReplyError
from agents.replies import Parts
from agents.settings import ChatModel
from tests.chat_server import Act, Asked, Handler, Server, dies, drips, fails, floods, says, serving, waits

GOOD = says('{"questions": ["What cuts methane?"]}')


@contextmanager
def endpoint(
    always: Act, *script: Act, timeout_s: int = 20, key: str | None = None
) -> Iterator[tuple[Endpoint, Server]]:
    with serving(always, *script) as server:
        chosen = ChatModel("tiny", server.address, timeout_s=timeout_s, key=key)
        yield Endpoint(chosen, sleep=lambda _: None), server


def ask(one: Endpoint, within: float = 10.0) -> list[str]:
    return one.ask("Split.", '{"question": "x"}', Parts, deadline=time.monotonic() + within).value.questions


def test_a_typed_reply_comes_back_with_its_tokens_and_the_schema_was_sent() -> None:
    with endpoint(GOOD, key="s3cret") as (one, server):
        reply = one.ask("Split.", "data", Parts, deadline=time.monotonic() + 10)
        assert reply.value == Parts(questions=["What cuts methane?"])
        assert (reply.tokens_in, reply.tokens_out) == (100, 20)
    (asked,) = server.asked
    assert asked["path"] == "/v1/chat/completions"
    assert asked["key"] == "Bearer s3cret"
    assert asked["response_format"]["json_schema"]["name"] == "Parts"
    assert [(m["role"], m["content"]) for m in asked["messages"]] == [("system", "Split."), ("user", "data")]
    assert "tools" not in asked


@pytest.mark.parametrize(
    "passing",
    [fails(500), fails(503), fails(429), fails(502, "<html>"), dies("{"), dies("")],
    ids=["500", "503", "429", "502", "dies", "dies empty"],
)
def test_what_may_pass_is_tried_again(passing: Act) -> None:
    with endpoint(GOOD, passing, passing) as (one, server):
        assert ask(one) == ["What cuts methane?"]
        assert len(server.asked) == TRIES


def test_what_does_not_pass_ends_after_three_tries_with_a_schema_and_without() -> None:
    with endpoint(fails(500)) as (one, server):
        with pytest.raises(EndpointError, match="status 500"):
            ask(one)
        assert ["response_format" in asked for asked in server.asked] == [True, False] * TRIES


@pytest.mark.parametrize(
    ("status", "remedy"), [(401, "GLOBALBRAIN_LLM_KEY"), (404, "llm.base_url"), (403, "KEY")]
)
def test_a_refusal_is_not_tried_again_and_says_what_to_do(status: int, remedy: str) -> None:
    with endpoint(fails(status)) as (one, server):
        with pytest.raises(EndpointError, match=remedy):
            ask(one)
        assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 422, 500])
def test_an_endpoint_without_schemas_is_asked_again_without_and_remembered(status: int) -> None:
    with endpoint(GOOD, fails(status)) as (one, server):
        assert ask(one) == ask(one) == ["What cuts methane?"]
        assert ["response_format" in asked for asked in server.asked] == [True, False, False]


@pytest.mark.parametrize(
    "said",
    [
        '<think>Which one? {"questions": []}</think>{"questions": ["a"]}',
        'Sure!\n```json\n{"questions": ["a"]}\n```\nAnything else?',
        '<thinking>\n</thinking>\n {"questions": ["a"]}\n',
    ],
)
def test_thoughts_and_fences_are_taken_off(said: str) -> None:
    with endpoint(says(said)) as (one, _):
        assert ask(one) == ["a"]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "   ",
        "<think>for ever",
        "I cannot help with that.",
        '{"questions": "a"}',
        '{"questions": ["a"], "tool": "rm"}',
        '{"questions": [1]}',
        '{"questions": ["a", ',
        "[" * 20_000,
        '{"questions": ["' + "x" * 501 + '"]}',
    ],
    ids=["empty", "blank", "thought", "prose", "type", "more", "number", "cut", "deep", "long"],
)
def test_nonsense_is_one_error_and_not_asked_again(said: str) -> None:
    with endpoint(says(said)) as (one, server):
        with pytest.raises(ModelReplyError):
            ask(one)
        assert len(server.asked) == 1


def test_a_reply_without_an_end_is_given_up_in_time() -> None:
    with endpoint(drips(30)) as (one, _), pytest.raises(EndpointError, match=r"reply within|in time"):
        ask(one, within=1.0)


def test_silence_is_given_up_in_time() -> None:
    with endpoint(waits(5, GOOD)) as (one, _), pytest.raises(EndpointError):
        ask(one, within=0.5)


def test_a_flood_is_cut_off() -> None:
    with endpoint(floods(40_000_000)) as (one, _), pytest.raises((EndpointError, ModelReplyError)):
        ask(one)
    long = says('{"questions": ["' + "y" * 60_000 + '"]}', pieces=100)
    with endpoint(long) as (one, _), pytest.raises(ModelReplyError, match="over 40,000"):
        ask(one)


def test_a_redirect_is_never_followed() -> None:
    with (
        serving(GOOD) as other,
        endpoint(fails(302, Location=f"{other.address}/chat/completions")) as (one, _),
    ):
        with pytest.raises(EndpointError):
            ask(one)
        assert other.asked == []


def test_a_body_that_is_no_chat_reply_is_an_error() -> None:
    def act(handler: Handler, _: Asked) -> None:
        handler.begin()
        handler.wfile.write(b'data: {"hello": 1}\n\ndata: [DONE]\n\n')

    with endpoint(act) as (one, _), pytest.raises((EndpointError, ModelReplyError)):
        ask(one)


def test_after_three_failures_it_is_left_alone_for_a_while() -> None:
    now = [0.0]
    with serving(fails(401)) as server:
        one = Endpoint(ChatModel("tiny", server.address), clock=lambda: now[0], sleep=lambda _: None)
        for _ in range(FAILURES):
            with pytest.raises(EndpointError, match="401"):
                one.ask("a", "b", Parts, deadline=10)
        with pytest.raises(EndpointError, match="left alone"):
            one.ask("a", "b", Parts, deadline=10)
        assert len(server.asked) == FAILURES
        now[0], server.always = 100.0, GOOD
        assert one.ask("a", "b", Parts, deadline=110).value.questions


def test_nobody_listening_is_said() -> None:
    with serving(GOOD) as server:
        address = server.address
    one = Endpoint(ChatModel("tiny", address), sleep=lambda _: None)
    with pytest.raises(EndpointError, match="connection failed"):
        ask(one)


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(GOOD) as proxy, endpoint(GOOD) as (one, server):
        monkeypatch.setenv("HTTP_PROXY", proxy.address.removesuffix("/v1"))
        assert ask(one)
        assert (len(server.asked), proxy.asked) == (1, [])


def test_the_first_draft_is_sober_and_others_differ() -> None:
    with endpoint(GOOD) as (one, server):
        for seed in (0, 1):
            one.ask("a", "b", Parts, deadline=time.monotonic() + 10, seed=seed)
    assert [(asked["seed"], asked["temperature"] > 0) for asked in server.asked] == [(0, False), (1, True)]


def test_without_the_library_the_remedy_is_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "langchain_openai", None)
    with pytest.raises(EndpointError, match="globalbrain\\[llm\\]"):
        ask(Endpoint(replace(ChatModel(), model="tiny")))
