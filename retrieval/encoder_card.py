"""What a model's files say about itself: what it wants before a text, how much it reads, which languages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PASSAGE_PROMPTS = ("document", "passage", "corpus")
# E5 was trained with these words before its texts, but its files do not say so (Wang et al. 2024, section 3).
# The models of that family that follow an instruction want none before a passage, and are not meant.
_E5 = re.compile(r"(?:^|[/_-])e5-(?:small|base|large)(?!.*instruct)", re.IGNORECASE)
_E5_PREFIXES = ("query: ", "passage: ")
_SHIFTED = frozenset({"roberta", "xlm-roberta", "camembert", "mpnet", "longformer"})
"""Kinds of models whose first places belong to the padding."""
_POOLING = re.compile(r"pooling_mode_(\w+?)(?:_tokens?)?$")
_MOST_CARD_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class EncoderCard:
    """What stands in the files of a sentence-transformers model.

    ``max_tokens`` is the longest input that its weights have places for, ``languages`` None where the card
    lists none or says only "multilingual".
    """

    query_prefix: str = ""
    passage_prefix: str = ""
    max_tokens: int | None = None
    languages: tuple[str, ...] | None = None
    pooling: str = "mean"


def encoder_card(folder: Path, name: str) -> EncoderCard:
    """Return what the files of a model say; ``name`` tells the families whose files do not say all.

    The folder has passed ``check_model_folder``. What is absent or of another shape counts as not said.
    """
    query, passage = _prefixes(_settings(folder / "config_sentence_transformers.json"))
    if not query and not passage and (_E5.search(name) or _E5.search(folder.name)):
        query, passage = _E5_PREFIXES
    return EncoderCard(
        query, passage, _places(_settings(folder / "config.json")), _languages(folder), _pooling(folder)
    )


def _prefixes(settings: Mapping[str, Any]) -> tuple[str, str]:
    prompts = settings.get("prompts")
    if not isinstance(prompts, dict):
        return "", ""
    usual = prompts.get(settings.get("default_prompt_name"), "")
    passage = next((prompts[name] for name in _PASSAGE_PROMPTS if prompts.get(name)), usual)
    query = prompts.get("query") or usual
    return (query if isinstance(query, str) else "", passage if isinstance(passage, str) else "")


def _places(config: Mapping[str, Any]) -> int | None:
    places = config.get("max_position_embeddings")
    if not isinstance(places, int) or places < 1:
        return None
    pad = config.get("pad_token_id")
    shift = (pad if isinstance(pad, int) else 1) + 1 if config.get("model_type") in _SHIFTED else 0
    return max(1, places - shift)


def _languages(folder: Path) -> tuple[str, ...] | None:
    """The languages in the head of ``README.md``, between its first two lines of three dashes."""
    try:
        with (folder / "README.md").open("rb") as file:
            text = file.read(_MOST_CARD_BYTES).decode("utf-8", "replace")
    except OSError:
        return None
    head = re.match(r"---\s*\n(.*?)\n---", text, re.DOTALL)
    listed = head and re.search(
        r"^languages?:[ \t]*(\[[^\]]*\]|[^\n\[]*(?:\n[ \t]*-[ \t]+[^\n]*)*)", head[1], re.MULTILINE
    )
    if not listed:
        return None
    codes = {code.casefold() for code in re.findall(r"[A-Za-z]+(?:-[A-Za-z]+)*", listed[1])}
    known = sorted({code.split("-")[0] for code in codes if len(code.split("-")[0]) in (2, 3)})
    return tuple(known) or None


def _pooling(folder: Path) -> str:
    """How the vectors of tokens become one, as the first pooling module says; the mean where none does."""
    for path in sorted(folder.glob("*/config.json")):
        settings = _settings(path)
        if isinstance(settings.get("pooling_mode"), str):
            return str(settings["pooling_mode"])
        modes = [found[1] for key, on in settings.items() if on is True and (found := _POOLING.match(key))]
        if modes:
            return "+".join(modes)
    return "mean"


def _settings(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
