"""Trace: what a chat model was asked for a question, how long it took and what it cost, kept locally."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from agents.mind import Thinking, totals
from retrieval.openvino_encoder import default_cache

FOLDER = "traces"
MOST_KEPT = 1_000


def keep(question: str, thinking: Thinking) -> Path | None:
    """Write the trace of one question as JSON, readable by this user alone; None where it cannot be kept.

    The newest ``MOST_KEPT`` are kept. An answer never fails because its trace cannot be written.
    """
    if not thinking.steps:
        return None
    calls, seconds, tokens_in, tokens_out = totals(thinking.steps)
    costs = [step.cost for step in thinking.steps if step.cost is not None]
    now = datetime.now(UTC)
    trace = {
        "question": question,
        "model": thinking.name,
        "created": now.isoformat(),
        "calls": calls,
        "seconds": round(seconds, 3),
        "tokens_in": tokens_in,
        "tokens_out": tokens_out,
        "cost": sum(costs) if costs else None,
        "steps": [asdict(step) for step in thinking.steps],
    }
    folder = default_cache() / FOLDER
    path = folder / f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}.json"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            json.dump(trace, file, ensure_ascii=False, indent=2)
        for old in sorted(folder.glob("*.json"))[:-MOST_KEPT]:
            old.unlink(missing_ok=True)
        return path
    return None
