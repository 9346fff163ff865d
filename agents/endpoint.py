"""Endpoint: a chat model behind an OpenAI-compatible address, asked with limits; the only way to it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic

os.environ["LANGSMITH_TRACING"] = "false"
os.environ["LANGCHAIN_TRACING_V2"] = "false"

import httpx
from pydantic import BaseModel, SecretStr
from tenacity import (
    RetryError,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from agents.bounded import Bounded
from agents.errors import EndpointError, ModelReplyError
from agents.replies import Shape, parsed
from agents.settings import ChatModel

if TYPE_CHECKING:
    import openai
    from langchain_core.messages import AIMessageChunk
    from langchain_openai import ChatOpenAI

MOST_CHARACTERS = 40_000
TRIES = 3
FAILURES = 3
"""So many failures one after the other, and the endpoint is left alone for ``REST_S``."""
REST_S = 60.0
_LONGEST_PAUSE_S = 4.0


class _PassingError(Exception):
    """A failure that another try may mend: time-out, broken connection, 5xx, rate limit."""


@dataclass(frozen=True, slots=True)
class Reply(Generic[Shape]):
    """A typed reply and what it cost; tokens are None where the endpoint does not count them."""

    value: Shape
    seconds: float
    tokens_in: int | None
    tokens_out: int | None


class Endpoint:
    """One configured chat model; any number of threads may ask at once."""

    def __init__(
        self,
        chosen: ChatModel,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Nothing is connected before the first question."""
        self.chosen = chosen
        self._clock = clock
        self._sleep = sleep
        self._guard = threading.Lock()
        self._failures = 0
        self._resting_until = 0.0
        self._constrained = True

    def close(self) -> None:
        """Close what is connected; a later question connects again."""
        if "_model" in self.__dict__:
            self._client.close()
            del self.__dict__["_model"]

    @property
    def name(self) -> str:
        """The model's name, for provenance."""
        return self.chosen.model or ""

    def ask(
        self, instruction: str, data: str, shape: type[Shape], *, deadline: float, seed: int = 0
    ) -> Reply[Shape]:
        """Return the reply to ``instruction`` over ``data``, parsed once into ``shape``.

        Args:
            instruction: constant text of the program.
            data: untrusted text, given as the user's message and never formatted into the instruction.
            shape: what the reply must be; sent as a JSON schema where the endpoint can hold to one.
            deadline: of the clock; the reply is given up then.
            seed: makes drafts differ; the temperature is 0 for seed 0.

        Raises:
            EndpointError: it cannot be reached, refuses, is too slow, or is resting after failures.
            ModelReplyError: what it said is not of that shape.
        """
        began = self._clock()
        with self._counted():
            said, usage = self._tried(instruction, data, shape, deadline, seed)
            value = parsed(said, shape)
        counts = usage or {}
        return Reply(value, self._clock() - began, counts.get("input_tokens"), counts.get("output_tokens"))

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Failures in a row open the circuit; a reply that can be used closes it."""
        with self._guard:
            left = self._resting_until - self._clock()
        if left > 0:
            raise EndpointError(
                self.chosen.base_url,
                f"it failed {FAILURES} times and is left alone for {left:.0f} s more",
                "Wait",
            )
        try:
            yield
        except EndpointError:
            with self._guard:
                self._failures += 1
                if self._failures >= FAILURES:
                    self._failures, self._resting_until = 0, self._clock() + REST_S
            raise
        with self._guard:
            self._failures = 0

    def _tried(
        self, instruction: str, data: str, shape: type[BaseModel], deadline: float, seed: int
    ) -> tuple[str, dict[str, Any] | None]:
        tries = Retrying(
            stop=stop_after_attempt(TRIES),
            wait=wait_random_exponential(multiplier=0.5, max=_LONGEST_PAUSE_S),
            retry=retry_if_exception_type(_PassingError),
            sleep=lambda seconds: self._sleep(max(0.0, min(seconds, deadline - self._clock()))),
        )
        try:
            return tries(self._once, instruction, data, shape, deadline, seed)
        except RetryError as error:
            cause = error.last_attempt.exception()
            raise EndpointError(
                self.chosen.base_url, str(cause), "See that it runs and is fast enough (llm.timeout_s)"
            ) from cause

    def _once(
        self, instruction: str, data: str, shape: type[BaseModel], deadline: float, seed: int
    ) -> tuple[str, dict[str, Any] | None]:
        """One try.

        Raises:
            _PassingError: another try may help.
            EndpointError: none will.
        """
        import openai

        left = deadline - self._clock()
        if left <= 0:
            raise EndpointError(
                self.chosen.base_url, f"no reply within {self.chosen.timeout_s} s", "Raise llm.timeout_s"
            )
        try:
            with closing(self._stream(instruction, data, shape, left, seed)) as chunks:
                return self._read(chunks, deadline)
        except (openai.APITimeoutError, httpx.TimeoutException) as error:
            raise _PassingError("it did not reply in time") from error
        except openai.RateLimitError as error:
            raise _PassingError(f"it replied with status {error.status_code}") from error
        except openai.APIStatusError as error:
            return self._lesser(error, instruction, data, shape, deadline, seed)
        except (openai.APIConnectionError, httpx.HTTPError, openai.APIError) as error:
            raise _PassingError(f"the connection failed ({type(error).__name__})") from error
        except (
            AssertionError,
            KeyError,
            TypeError,
            ValueError,
            AttributeError,
        ) as error:
            # What the client raises over a body that is no chat reply.
            raise ModelReplyError(
                self.name, "its reply is not one of a chat endpoint", "Check llm.base_url"
            ) from error

    def _lesser(
        self,
        error: openai.APIStatusError,
        instruction: str,
        data: str,
        shape: type[BaseModel],
        deadline: float,
        seed: int,
    ) -> tuple[str, dict[str, Any] | None]:
        """An endpoint that knows no schemas refuses them, by 400, 422 or a fault: asked again without.

        Once that is answered, no schema is sent any more.
        """
        if self._constrained and (error.status_code in (400, 422) or error.status_code >= 500):
            self._constrained = False
            try:
                return self._once(instruction, data, shape, deadline, seed)
            except (_PassingError, EndpointError):
                self._constrained = True
                raise
        if error.status_code >= 500:
            raise _PassingError(f"it replied with status {error.status_code}") from error
        raise self._refused(error) from error

    def _stream(
        self, instruction: str, data: str, shape: type[BaseModel], left: float, seed: int
    ) -> Generator[AIMessageChunk, None, None]:
        from langchain_core.messages import HumanMessage, SystemMessage

        more: dict[str, Any] = {"timeout": left, "seed": seed, "temperature": 0.0 if seed == 0 else 0.7}
        if self._constrained:
            schema = {"name": shape.__name__, "schema": shape.model_json_schema(), "strict": True}
            # In the body as it is: the client would otherwise parse the reply itself, without our limits.
            more["extra_body"] = {"response_format": {"type": "json_schema", "json_schema": schema}}
        yield from self._model.stream([SystemMessage(instruction), HumanMessage(data)], **more)

    def _read(self, chunks: Iterator[AIMessageChunk], deadline: float) -> tuple[str, dict[str, Any] | None]:
        said: list[str] = []
        length, usage, ended = 0, None, False
        for chunk in chunks:
            text = chunk.content if isinstance(chunk.content, str) else ""
            said.append(text)
            length += len(text)
            usage = chunk.usage_metadata or usage
            ended = ended or bool(chunk.response_metadata.get("finish_reason"))
            if length > MOST_CHARACTERS:
                raise ModelReplyError(
                    self.name, f"its reply has over {MOST_CHARACTERS:,} characters", "Use another model"
                )
            if self._clock() > deadline:
                raise EndpointError(
                    self.chosen.base_url,
                    f"no whole reply within {self.chosen.timeout_s} s",
                    "Raise llm.timeout_s",
                )
        if not ended:
            raise _PassingError("its reply broke off")
        return "".join(said), dict(usage) if usage else None

    def _refused(self, error: Any) -> EndpointError:  # noqa: ANN401 - openai.APIStatusError
        remedy = {
            401: "Set GLOBALBRAIN_LLM_KEY",
            403: "Set GLOBALBRAIN_LLM_KEY",
            404: "Check llm.base_url (it often ends in /v1) and llm.model",
        }.get(error.status_code, "Check llm.base_url and llm.model")
        return EndpointError(self.chosen.base_url, f"it replied with status {error.status_code}", remedy)

    @cached_property
    def _model(self) -> ChatOpenAI:
        try:
            from langchain_openai import ChatOpenAI
        except ImportError as error:
            raise EndpointError(
                "a chat model", "langchain-openai is not installed", "pip install 'globalbrain[llm]'"
            ) from error
        # Neither redirects nor proxies of the environment: nobody but the configured address is spoken to.
        self._client = client = httpx.Client(
            transport=Bounded(retries=0),
            follow_redirects=False,
            trust_env=False,
            timeout=self.chosen.timeout_s,
        )
        return ChatOpenAI(
            model=self.chosen.model or "",
            base_url=self.chosen.base_url,
            api_key=SecretStr(self.chosen.key or "none"),
            http_client=client,
            max_retries=0,
            stream_usage=True,
            use_responses_api=False,
        )
