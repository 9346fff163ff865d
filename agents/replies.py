"""What a chat model may reply: closed shapes, parsed once, with one error for everything else."""

from __future__ import annotations

import json
import re
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agents.errors import ModelReplyError

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"```(?:json)?\s*(.*?)\s*```", re.DOTALL)

Handle = Annotated[str, Field(max_length=12)]


Shape = TypeVar("Shape", bound=BaseModel)
"""One of the shapes below."""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Written(_Closed):
    """One sentence, and the handles of the quotes that it rests on."""

    text: Annotated[str, Field(max_length=2_000)]
    quotes: Annotated[list[Handle], Field(max_length=12)]


class Section(_Closed):
    """The writer's reply: the sentences of one section, in reading order."""

    sentences: Annotated[list[Written], Field(max_length=20)]


class Parts(_Closed):
    """The planner's reply: what to search for, each a question by itself."""

    questions: Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=8)]


class Translation(_Closed):
    """One sentence in another language, under its number."""

    number: int
    text: Annotated[str, Field(max_length=4_000)]


class Translations(_Closed):
    """The translator's reply; a sentence may be missing."""

    translations: Annotated[list[Translation], Field(max_length=20)]


class Doubts(_Closed):
    """The critic's reply: the numbers, from 1, of the sentences that their quotes do not support."""

    unsupported: Annotated[list[int], Field(max_length=20)]


def parsed(said: str, shape: type[Shape]) -> Shape:
    """Return the reply as ``shape``; thoughts before it and a fence around it are taken off.

    Raises:
        ModelReplyError: it is empty, no JSON, or JSON of another shape.
    """
    text = _THOUGHT.sub("", said).strip()
    fenced = _FENCE.search(text)
    text = fenced[1] if fenced else text
    if not text:
        raise ModelReplyError("the chat model", "its reply is empty", "Try another model")
    try:
        return shape.model_validate(json.loads(text))
    except (ValidationError, ValueError, RecursionError) as error:
        reason = f"its reply is not the {shape.__name__} that was asked for ({type(error).__name__})"
        raise ModelReplyError("the chat model", reason, "Try a larger model") from error
